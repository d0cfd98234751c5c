"""What each group decided, once long ago and once since its last digest,
and a question that is open.
"""

from datetime import datetime, timedelta

from demo.groups import GROUPS
from demo.loader.world import WEEK, World
from demo.year.decisions import DECISIONS, LONG_SETTLED, GroupDecisions
from models import Group, Person
from models.decisions import (
    DecisionDraft,
    DecisionKind,
    EquityDraft,
    ReplacementKind,
    ReviewOutcome,
)
from services import decisions
from services.decisions import ReviewDraft

AGE_OF_OLD_DECISIONS = 5 * WEEK
OPEN_SINCE = timedelta(days=9)


def load(world: World) -> None:
    """Write it all down as the chairs would."""
    by_key = {demo_group.key: demo_group for demo_group in GROUPS}
    for key, days_ago, wording in LONG_SETTLED:
        at, chair = world.now - timedelta(days=days_ago), world.chair(by_key[key])
        decisions.write_down(world.session, world.groups[key], decided=[wording], by=chair, now=at)
    for group_decisions in DECISIONS:
        demo_group = by_key[group_decisions.group]
        group, chair = world.groups[demo_group.key], world.chair(demo_group)
        since = world.news_since(demo_group)
        lately = since + (world.now - since) / 2
        for wording, at in (
            (group_decisions.long_ago, world.now - AGE_OF_OLD_DECISIONS),
            (group_decisions.lately, lately),
        ):
            decisions.write_down(world.session, group, decided=[wording], by=chair, now=at)
        _explain(world, group_decisions, group, chair, lately)
        decisions.write_down(
            world.session,
            group,
            raised=[group_decisions.open],
            by=chair,
            now=world.now - OPEN_SINCE,
        )


def _explain(
    world: World, words: GroupDecisions, group: Group, chair: Person, lately: datetime
) -> None:
    """Why the later decision was taken, and what became of the older one."""
    rows = decisions.newest(world.session, group, limit=10)
    by_wording = {line.decision.wording: line.decision for line in rows}
    older, newer = by_wording[words.long_ago], by_wording[words.lately]
    if words.reason:
        draft = DecisionDraft(
            reason=words.reason,
            options="Visits by term, as before; or none at all.",
            consulted="All library directors, and two provosts.",
            replaces_id=older.id,
            replacement=ReplacementKind.REPLACES,
            review_on=(world.now + 26 * WEEK).date(),
        )
        decisions.change(world.session, newer, draft, by=chair, now=lately)
    if words.reviewed:
        first = EquityDraft("Students without their own copy", "Evening students", "Waiting times")
        by, at = chair, world.now - AGE_OF_OLD_DECISIONS
        decisions.answer_equity(world.session, older, first, DecisionKind.ACCESS, by=by, now=at)
        again = ReviewDraft(
            ReviewOutcome.PARTLY,
            words.reviewed,
            equity=EquityDraft("Evening students", "", "Waiting times after five"),
        )
        decisions.review(world.session, older, again, by=by, now=lately)

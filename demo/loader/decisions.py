"""What each group decided, once long ago and once since its last digest,
and a question that is open.
"""

from datetime import timedelta

from demo.groups import GROUPS
from demo.loader.world import WEEK, World
from demo.year.decisions import DECISIONS
from services import decisions

AGE_OF_OLD_DECISIONS = 5 * WEEK
OPEN_SINCE = timedelta(days=9)


def load(world: World) -> None:
    """Write it all down as the chairs would."""
    by_key = {demo_group.key: demo_group for demo_group in GROUPS}
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
        decisions.write_down(
            world.session,
            group,
            raised=[group_decisions.open],
            by=chair,
            now=world.now - OPEN_SINCE,
        )

"""Of a private group nobody outside it learns anything: its rows carry a mark in every text, and
the mark is in nothing that outsiders are shown, sent or refused with, nor in the log.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine
from sqlmodel import Session, col, select

import scheduler
from models import (
    ContributionKind,
    Group,
    GroupKind,
    GroupProposal,
    HistoryEntry,
    Interest,
    OutboxMessage,
    Person,
    ProposalStatus,
    Series,
    SunsetOutcome,
    SunsetReview,
    SunsetSuccessor,
    metadata,
)
from models.database import reading, unit_of_work
from models.subjects import Subject
from scheduler import Beat, Moment
from services import contributions
from services.participation import Breakdown
from tests.factories import NOW
from tests.handlers.doors import TABLE, Door, Slack, everything, restore
from tests.handlers.roles import (
    DEACTIVATED,
    DIRECTOR,
    GUEST_MEMBER,
    GUESTS,
    MANAGER,
    OTHER_CHAIR,
    OUTSIDERS,
    WORDS,
    settle,
)
from tests.handlers.test_matrix import EVENTS, SEARCHED, line
from tests.handlers.test_single_odd_fields import (
    BUTTONS,
    FIELDS,
    FORMS,
    SERIES,
    text_of,
    with_ids,
    world,
)
from tests.kept_worlds import kept

MARK = "Zebrafish"
STRANGERS = sorted((OUTSIDERS | GUESTS | {DEACTIVATED}) - {GUEST_MEMBER})
NO_WORDS = {
    *("name_key", "channel_id", "former_channel_id", "zone"),
    *("source", "action", "subject", "pattern", "rhythm"),
}
"""Columns of texts that are no words of anybody's."""
OWN = {
    "proposal.new.send",
    *("/task add", "group.join", "person.place", "reminders.send", "interest.send"),
    "interest.withdraw",
    *("event app_mention", "event message.im", "event user_change"),
}
"""What outsiders may do, and which changes something of their own."""
ELSEWHERE = ("CGENERAL", "COTHER", "CMETA")
"""A channel without a group, that of another group, and a forged request from the private one."""
NAMED = {"name": MARK, "title": MARK}
DAY = timedelta(days=1)


@pytest.fixture
def ids(database: Engine) -> dict[str, int]:
    return private_world()


@kept
def private_world() -> dict[str, int]:
    """The world of the baselines with its group private, and marked throughout."""
    found = world()
    settle(found)
    with unit_of_work() as session:
        session.add(Series(group_id=found["meta"], title="T", pattern=SERIES, created_at=NOW))
        session.get_one(Group, found["meta"]).is_private = True
        hand_on(session, found["meta"])
        session.flush()
        mark(session, found["meta"])
    return found


def hand_on(session: Session, group_id: int) -> None:
    """Let it have been proposed, and another group have come out of it."""
    chair = session.exec(select(Person).where(Person.slack_id == "UCHAIR")).one()
    heir = session.exec(select(Group).where(Group.channel_id == "COTHER")).one()
    answers = dict.fromkeys(("problem", "beneficiaries", "measure", "participants"), "Norms")
    session.add(
        GroupProposal(
            name="Metadata",
            kind=GroupKind.WORKING_GROUP,
            proposed_by=chair.id,
            proposed_at=NOW,
            status=ProposalStatus.ACTIVATED,
            group_id=group_id,
            **answers,  # type: ignore[arg-type]
        )
    )
    review = SunsetReview(
        group_id=group_id, outcome=SunsetOutcome.SPLIT, reason="Two", recorded_at=NOW
    )
    session.add(review)
    session.flush()
    session.add(SunsetSuccessor(review_id=review.id, group_id=heir.id))


def mark(session: Session, group_id: int) -> None:
    """Put the mark into every text of a group, and of all that hangs on it."""
    rows: dict[str, set[int]] = {"groups": {group_id}}
    for interest in session.exec(select(Interest).where(Interest.group_id == group_id)):
        interest.note = f"{MARK} note"
    for table in metadata.sorted_tables:
        found = rows.setdefault(table.name, set()) if "id" in table.columns else set()
        for key in table.foreign_keys:
            parents = rows.get(key.column.table.name)
            if parents and "id" in table.columns:
                found |= {*session.scalars(sa.select(table.c.id).where(key.parent.in_(parents)))}
        for column in filter(has_words, table.columns if found else ()):
            marked = sa.literal(f"{MARK} ").concat(sa.func.coalesce(column, ""))
            session.execute(
                sa.update(table).where(table.c.id.in_(found)).values({column.name: marked})
            )
    for entry in session.exec(select(HistoryEntry).where(HistoryEntry.group_id == group_id)):
        entry.before, entry.after = ({**facts, **NAMED} for facts in (entry.before, entry.after))
    group = session.get_one(Group, group_id)
    session.refresh(group)
    group.name_key = group.name.casefold()


def has_words(column: sa.Column[Any]) -> bool:
    """Whether people's words stand in a column."""
    kind = column.type
    plain = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
    is_text = isinstance(plain, sa.String) and not isinstance(plain, sa.Enum)
    is_key = column.primary_key or bool(column.foreign_keys)
    return is_text and not is_key and column.name not in NO_WORDS


@dataclass
class Stranger:
    """Somebody outside, and all that she was shown for what she did last."""

    ids: dict[str, int]
    slack_id: str
    door: Door

    def types(self, text: str, here: str) -> str:
        return self._shown(lambda: self.door.type(text, here=here))

    def uses(self, name: str) -> str:
        """A button, form, shortcut or event, as if she had been shown it."""
        kind, _, rest = name.partition(" ")
        if kind == "shortcut":
            return self._shown(lambda: self.door.choose(rest))
        if kind == "search":
            private = json.dumps({name: self.ids[row] for name, row in SEARCHED.items()})
            return json.dumps(self.door.search(rest, "", private=private), ensure_ascii=False)
        if kind == "event":
            return self._shown(lambda: self.door.happen({"type": rest, **EVENTS[rest]}))
        if name in FORMS:
            fields, carried = FORMS[name]
            private = json.dumps(with_ids(carried, self.ids, as_text=False))
            return self._shown(lambda: self.door.send(name, with_ids(fields, self.ids), private))
        return self.presses(name, text_of(BUTTONS[name], self.ids))

    def presses(self, name: str, value: str) -> str:
        return self._shown(lambda: self.door.press(name, value))

    def _shown(self, act: Callable[[], object]) -> str:
        views, answers = self.door.slack.shown, self.door.answers
        views.clear()
        answers.clear()
        act()
        return json.dumps([views, answers], ensure_ascii=False)


def stranger(ids: dict[str, int], slack_id: str) -> Stranger:
    return Stranger(ids, slack_id, Door(FIELDS, Slack(channels=("CNEW",)), who=slack_id))


def lines() -> Iterator[str]:
    """Every command: alone, as its help shows it, and with each name that finds the group."""
    for row in TABLE.commands.values():
        typed = f"/{row.words}"
        yield from (typed, line(row), f"{typed} <#CMETA>", f"{typed} group:Metadata")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", STRANGERS, ids=lambda who: WORDS[who])
def test_nothing_that_a_stranger_does_shows_or_changes_anything_of_it(
    ids: dict[str, int], caplog: pytest.LogCaptureFixture, who: str
) -> None:
    caplog.set_level(logging.DEBUG)
    before, outsider = everything(), stranger(ids, who)
    shown = {
        f"{typed} in {here}": outsider.types(typed, here)
        for typed in dict.fromkeys(lines())
        for here in ELSEWHERE
    }
    used = (
        *(*BUTTONS, *FORMS),
        *(f"search {name}" for name in TABLE.searches),
        *(f"shortcut {name}" for name in TABLE.shortcuts),
        *(f"event {name}" for name in EVENTS),
    )
    restore(before)
    for name in used:
        shown[name] = outsider.uses(name)
        if name in OWN:
            assert MARK not in posted_to_strangers(), name
            restore(before)
    leaks = {what: text for what, text in shown.items() if MARK in text}
    assert leaks == {}
    assert everything() == before
    assert MARK not in caplog.text


def posted_to_strangers(*, later: bool = False) -> str:
    """All messages to people who are not in the group, or will not be, and to channels but its
    own.
    """
    people = {*STRANGERS} - ({"UFUTURE"} if later else set())
    lanes = [*people, "COTHER", "CCOUR", "CGENERAL", "CNEW"]
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(col(OutboxMessage.lane).in_(lanes)))
        return json.dumps([row.payload for row in rows], ensure_ascii=False)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_weeks_of_beats_tell_no_stranger_of_it(ids: dict[str, int]) -> None:
    planning = [job for job in scheduler.JOBS if job.beat is Beat.PLANNING]
    for hours in range(0, 14 * 24, 8):
        moment = Moment(NOW + timedelta(hours=hours), NoSlack(), "worker")
        for job in planning:
            job.run(moment)
    with reading() as session:
        assert MARK in json.dumps([row.payload for row in session.exec(select(OutboxMessage))])
    assert MARK not in posted_to_strangers(later=True)


class NoSlack(WebClient):
    """Nothing that a beat plans may need Slack here: everybody was asked about."""

    def api_call(self, *_args: Any, **_kwargs: Any) -> Any:
        raise SlackApiError("away", {"error": "user_not_found"})  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", [MANAGER, "UCHAIR"], ids=lambda who: WORDS[who])
def test_what_is_done_in_it_is_posted_to_nobody_else(ids: dict[str, int], who: str) -> None:
    before, insider = everything(), stranger(ids, who)
    posted = {}
    for name in (*BUTTONS, *FORMS):
        insider.uses(name)
        posted[name] = posted_to_strangers()
        restore(before)
    assert {name: text for name, text in posted.items() if MARK in text} == {}


@pytest.mark.parametrize("breakdown", Breakdown)
@pytest.mark.parametrize("who", [OTHER_CHAIR, DIRECTOR, "UOUTSIDER"], ids=lambda who: WORDS[who])
def test_no_report_and_no_file_of_figures_names_it(
    ids: dict[str, int], who: str, breakdown: Breakdown
) -> None:
    """Also where it counts what a member did in it: her library's director reads that number."""
    with unit_of_work() as session:
        cleo = session.exec(select(Person).where(Person.slack_id == "UCLEO")).one()
        contributions.credit(
            session,
            cleo,
            ContributionKind.ATTENDED,
            of=Subject("meeting", ids["begun"]),
            group_id=ids["meta"],
            occurred_at=NOW - 7 * DAY,
        )
    outsider = stranger(ids, who)
    report = [
        *("2026-07-01", "2026-11-24", "so far", breakdown.value),
        *(ids["tunxis"] if who == DIRECTOR else None, None, None, None),
    ]
    question = f"/participation library:Tunxis by {breakdown.value} since:2026-07-01"
    shown = [
        outsider.types(question, "CGENERAL"),
        outsider.types("/participation me last year", "CGENERAL"),
        outsider.presses("participation.csv", json.dumps(report)),
        outsider.presses("participation.rows", json.dumps(report)),
        outsider.presses("participation.rows.csv", json.dumps([report, ""])),
        *(outsider.types(f"/participation library:Tunxis {line}", "CGENERAL") for line in LINES),
    ]
    assert MARK not in str(shown)
    assert MARK not in posted_to_strangers()
    is_counted = who == DIRECTOR and breakdown is Breakdown.PERSON
    assert ("Cleo Costa" in shown[0]) is is_counted


LINES = (
    *("missed two in a row", "libraries in no group", "2 or more seats", "new since May"),
    *("for the first time since July", "trend", "trend by person"),
)
"""Questions about participation beside the figures."""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_its_very_name_is_answered_as_one_that_nobody_has(ids: dict[str, int]) -> None:
    before = everything()
    for who in (OTHER_CHAIR, DIRECTOR, "UGUEST"):
        for row in TABLE.commands.values():
            answers = []
            for name in (f"{MARK} Metadata", f"{MARK} Metadato"):
                answer = stranger(ids, who).types(f"/{row.words} {name}", "CGENERAL")
                # A search says each of the words by itself.
                last = name.split()[-1]
                answers.append(re.sub(rf"\b{last}\b", "NAME", answer, flags=re.IGNORECASE))
                restore(before)
            assert answers[0] == answers[1], f"/{row.words} by {WORDS[who]}"

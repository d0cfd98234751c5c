"""A term that begins or ends by the mere passing of time, as the beats notice it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, OutboxMessage, OutboxState, Person, Role, RoleKind
from models.database import reading, unit_of_work
from scheduler import reminders
from services import deliveries, digests, meetings
from services import reminders as reminder_rules
from tests.factories import NOW, Cast, cast, person
from tests.happenings import meeting, new_york, serve, task

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
AHEAD = NOW + 10 * DAY
"""A Friday, 9:30 in the morning in New York."""


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def promised(kind: str) -> list[tuple[str, str]]:
    """To whom messages of a kind wait or were dropped."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
    return [(row.lane, str(row.state)) for row in rows if row.key.startswith(f"{kind}|")]


def told_daily(kind: str, days: int) -> set[str]:
    """To whom messages of a kind are promised at half past nine on these days."""
    lanes: set[str] = set()
    for day in range(days):
        reminders.queue_due(NOW + day * DAY)
        lanes |= {lane for lane, state in promised(kind) if state == OutboxState.READY}
    return lanes


def term_of(session: Session, who: Person) -> Membership:
    return session.exec(select(Membership).where(Membership.person_id == who.id)).one()


def test_a_beginning_and_an_end_each_change_what_was_last_seen(people: Cast) -> None:
    with unit_of_work() as session:
        serve(session, people.metadata, people.cleo, NOW + HOUR, NOW + 2 * HOUR)
    changed = []
    for now in (NOW, NOW + HOUR - MOMENT, NOW + HOUR, NOW + 2 * HOUR - MOMENT, NOW + 2 * HOUR):
        with unit_of_work() as session:
            found = reminder_rules.changed_people(session, now)
            changed.append(people.cleo.id in found)
            if found:
                reminder_rules.note_people(session, found, now)
    assert changed == [True, False, True, False, True]


def test_a_discharge_ahead_changes_what_was_last_seen(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).discharged_at = NOW + HOUR
    changed = []
    for now in (NOW, NOW + HOUR - MOMENT, NOW + HOUR):
        with unit_of_work() as session:
            found = reminder_rules.changed_people(session, now)
            changed.append(people.ben.id in found)
            if found:
                reminder_rules.note_people(session, found, now)
    assert changed == [True, False, True]


def test_whoever_begins_is_reminded_of_a_meeting_that_was_looked_at_before(people: Cast) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata, AHEAD)
        serve(session, people.metadata, people.cleo, AHEAD - 22 * HOUR)
    reminders.queue_due(NOW)
    reminders.queue_due(AHEAD - 24 * HOUR)
    before = ["UANN", "UBEN", "UGIL"]
    assert [lane for lane, _ in promised("remind")] == before
    reminders.queue_due(AHEAD - 22 * HOUR - MOMENT)
    assert [lane for lane, _ in promised("remind")] == before
    reminders.queue_due(AHEAD - 22 * HOUR)
    assert [lane for lane, _ in promised("remind")] == [*before, "UCLEO"]
    reminders.queue_due(AHEAD - 21 * HOUR)
    assert [lane for lane, _ in promised("remind")] == [*before, "UCLEO"]


def test_whoever_is_to_begin_before_a_meeting_is_not_asked_before_she_begins(
    people: Cast,
) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata, AHEAD)
        serve(session, people.metadata, people.cleo, AHEAD - HOUR)
    assert told_daily("nudge", days=10) == {"UANN", "UBEN", "UGIL"}


@pytest.mark.parametrize("kind", ["nudge", "remind"])
@pytest.mark.parametrize(("ends_at", "more"), [(AHEAD, set()), (AHEAD + MOMENT, {"UBEN"})])
def test_whoever_serves_no_more_at_the_hour_is_not_reminded_of_it(
    people: Cast, kind: str, ends_at: datetime, more: set[str]
) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata, AHEAD)
        term_of(session, people.ben).until = ends_at
    assert told_daily(kind, days=10) == {"UANN", "UGIL"} | more


def test_what_waits_for_somebody_is_dropped_when_her_term_ends(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, date(2026, 11, 24), group_id=people.metadata.id)
        term_of(session, people.ben).until = NOW + HOUR
    reminders.queue_due(NOW)
    assert promised("due") == [("UBEN", OutboxState.READY)]
    reminders.queue_due(NOW + HOUR - MOMENT)
    assert promised("due") == [("UBEN", OutboxState.READY)]
    reminders.queue_due(NOW + HOUR)
    assert promised("due") == [("UBEN", OutboxState.DROPPED)]


def test_a_task_of_somebody_whose_term_ended_is_spoken_of_no_more(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, date(2026, 12, 4), group_id=people.metadata.id)
        task(session, people.gil, date(2026, 12, 4), group_id=people.metadata.id)
        term_of(session, people.ben).until = NOW + 2 * DAY
    assert told_daily("due", days=14) == {"UGIL"}


def test_the_chair_of_that_day_hears_of_a_long_overdue_task(people: Cast) -> None:
    handover = new_york(date(2026, 12, 1), 0)
    with unit_of_work() as session:
        task(session, people.ben, date(2026, 11, 20), group_id=people.metadata.id)
        term_of(session, people.ann).until = handover
        serve(session, people.metadata, people.cleo, handover, role=MemberRole.CHAIR)
    assert told_daily("long", days=21) == {"UCLEO"}


@pytest.mark.parametrize(
    ("hours", "names"),
    [(0, ["Ann Abara", "Dag Dahl"]), (1, ["Cleo Costa", "Eve Else"])],
)
def test_those_hear_of_trouble_who_chair_and_manage_at_the_moment(
    people: Cast, hours: int, names: list[str]
) -> None:
    handover = NOW + HOUR
    with unit_of_work() as session:
        eve = person(session, "Eve Else", slack_id="UEVE")
        term_of(session, people.ann).until = handover
        serve(session, people.metadata, people.cleo, handover, role=MemberRole.CHAIR)
        session.exec(select(Role)).one().until = handover
        kind = RoleKind.PROGRAM_MANAGER
        session.add(Role(person_id=eve.id, kind=kind, since=handover))
    with reading() as session:
        trouble = deliveries.Trouble(
            "CMETA", "is_archived", people.metadata, None, undelivered=(), held=0
        )
        found = deliveries.who_can_mend(session, trouble, NOW + hours * HOUR)
    assert [row.name for row in found] == names


def test_the_digest_tells_of_somebody_when_she_begins(people: Cast) -> None:
    monday = new_york(date(2026, 11, 30), 9)
    with unit_of_work() as session:
        serve(session, people.metadata, people.cleo, monday + DAY)
    weeks = []
    with reading() as session:
        group = session.get_one(Group, people.metadata.id)
        for week in range(3):
            slot = monday + week * 7 * DAY
            facts = digests.contents(session, group, slot - 7 * DAY, slot)
            weeks.append([member.name for member in facts.joined])
    assert weeks == [[], ["Cleo Costa"], []]


def test_a_group_has_digests_and_cards_until_its_discharge(people: Cast) -> None:
    slot = new_york(date(2026, 11, 30), 9)
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).discharged_at = slot
    with reading() as session:
        group = session.get_one(Group, people.metadata.id)
        assert digests.next_slot(group, slot - 8 * DAY) == slot - 7 * DAY
        assert digests.next_slot(group, slot - DAY) is None
        assert [due.group.name for due in digests.due(session, slot - 7 * DAY)] == ["Metadata"]
        assert digests.due(session, slot) == []
        assert meetings.to_announce(session, slot) == []

"""Who takes part in a meeting, how, and who is told when the list is corrected."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import AgendaItem, AttendanceMode, HistoryEntry, Meeting, Person, Preferences
from services import access, meetings, presence
from services.errors import Invalid, NotAllowed, NotFound
from services.presence import AttendanceList
from tests.factories import BEFORE, NOW, Cast, cast, person, standing
from tests.happenings import meeting

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def held(session: Session, people: Cast) -> Meeting:
    """A meeting of an hour that ended an hour ago, to which Ann and Ben came."""
    row = meeting(session, people.metadata, NOW - 2 * HOUR)
    keep(session, row, people, people.ann, people.ben)
    return row


def keep(session: Session, row: Meeting, people: Cast, *came: Person) -> None:
    ids = {who.id for who in came}
    meetings.record_attendance(session, row, ids, by=people.ann, now=NOW)


def put(
    session: Session,
    held: Meeting,
    people: Cast,
    remote: set[int] | None = None,
    arrived: dict[int, int] | None = None,
    left: dict[int, int] | None = None,
) -> None:
    """Say how people took part; times are minutes since the meeting began."""
    presence.record_partial_attendance(
        session,
        held,
        remote=remote,
        arrived={who: held.starts_at + at * MINUTE for who, at in (arrived or {}).items()},
        left={who: held.starts_at + at * MINUTE for who, at in (left or {}).items()},
        by=people.ann,
        now=NOW,
    )


def test_how_people_took_part_is_kept_and_each_change_is_history(
    session: Session, people: Cast, held: Meeting
) -> None:
    ann, ben = people.ann.id, people.ben.id
    put(session, held, people, {ben}, {ann: 1}, {ann: 59})
    put(session, held, people, {ben}, {ann: 1}, {ann: 59})
    first, second = presence.partial_attendance(session, held)
    assert (first.person, first.row.mode) == (people.ann, AttendanceMode.ROOM)
    assert first.row.arrived_at == held.starts_at + MINUTE
    assert first.row.left_at == held.ends_at - MINUTE
    assert (second.person, second.row.mode) == (people.ben, AttendanceMode.REMOTE)
    assert (second.row.arrived_at, second.row.left_at) == (None, None)
    [entry] = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.presence"))
    assert (entry.before["remote"], entry.after["remote"]) == ([], [ben])
    assert entry.after["arrived_late"].keys() == {str(ann)}


def test_where_nobody_is_asked_for_the_mode_it_stays(
    session: Session, people: Cast, held: Meeting
) -> None:
    put(session, held, people)
    assert {line.row.mode for line in presence.partial_attendance(session, held)} == {None}
    put(session, held, people, {people.ben.id})
    put(session, held, people)
    modes = [line.row.mode for line in presence.partial_attendance(session, held)]
    assert modes == [AttendanceMode.ROOM, AttendanceMode.REMOTE]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"remote": "cleo"}, "remote"),
        ({"arrived": {"cleo": 5}}, "arrived"),
        ({"left": {"cleo": 5}}, "left"),
        ({"arrived": {"ben": 0}}, "arrived"),
        ({"arrived": {"ben": 60}}, "arrived"),
        ({"left": {"ben": 0}}, "left"),
        ({"left": {"ben": 60}}, "left"),
        ({"arrived": {"ben": 20}, "left": {"ben": 20}}, "left"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, people: Cast, held: Meeting, facts: dict[str, object], field: str
) -> None:
    typed = {
        name: {getattr(people, key).id: at for key, at in value.items()}
        for name, value in facts.items()
        if isinstance(value, dict)
    }
    remote = {people.cleo.id} if "remote" in facts else None
    with pytest.raises(Invalid) as refusal:
        put(session, held, people, remote, typed.get("arrived"), typed.get("left"))
    assert refusal.value.field == field


def test_who_is_taken_off_or_put_on_a_saved_list_is_concerned(
    session: Session, people: Cast, held: Meeting
) -> None:
    before = presence.attendance_list(session, held)
    assert before == AttendanceList(frozenset({people.ann.id, people.ben.id}), is_saved=True)
    keep(session, held, people, people.gil)
    found = presence.corrected(session, held, before, by=people.ann, now=NOW)
    assert found == [(people.ben, False), (people.gil, True)]


def test_a_first_list_corrects_only_who_had_said_that_she_came(
    session: Session, people: Cast
) -> None:
    held = meeting(session, people.metadata, NOW - 2 * HOUR)
    meetings.record_own_attendance(session, held, by=standing(session, people.ben), now=NOW)
    before = presence.attendance_list(session, held)
    assert not before.is_saved
    keep(session, held, people, people.gil)
    found = presence.corrected(session, held, before, by=people.ann, now=NOW)
    assert found == [(people.ben, False)]


def test_who_declined_it_has_left_or_is_not_reached_hears_of_no_correction(
    session: Session, people: Cast, held: Meeting
) -> None:
    before = presence.attendance_list(session, held)
    session.add(Preferences(person_id=people.ben.id, muted=("putright",)))
    people.gil.is_active = False
    keep(session, held, people, people.gil, people.pia)
    assert presence.corrected(session, held, before, by=people.ann, now=NOW) == []


@pytest.mark.parametrize(("hours", "is_late"), [(24, False), (25, True)])
def test_a_word_later_than_a_day_after_the_end_is_marked(
    session: Session, people: Cast, hours: int, is_late: bool
) -> None:
    held = meeting(session, people.metadata, NOW - (hours + 1) * HOUR, minutes=60)
    meetings.record_own_attendance(session, held, by=standing(session, people.ben), now=NOW)
    found = meetings.summary(session, held, now=NOW)
    late = frozenset({people.ben.id} if is_late else ())
    assert found.claimed_late == late
    assert meetings.checklist(session, held, now=NOW).claimed_late == late
    assert found.attendance[people.ben.id].recorded_at == NOW


def test_a_chair_who_is_on_her_own_late_list_has_not_said_so_afterwards(
    session: Session, people: Cast
) -> None:
    held = meeting(session, people.metadata, NOW - 40 * HOUR)
    keep(session, held, people, people.ann)
    assert meetings.summary(session, held, now=NOW).claimed_late == frozenset()


@pytest.fixture
def item(session: Session, people: Cast) -> AgendaItem:
    ahead = meeting(session, people.metadata)
    row = AgendaItem(
        group_id=people.metadata.id,
        meeting_id=ahead.id,
        title="Courier price",
        proposed_by=people.ann.id,
        proposed_at=BEFORE,
        waits_since=BEFORE,
    )
    session.add(row)
    session.flush()
    return row


def test_a_chair_recuses_anybody_and_a_member_herself(
    session: Session, people: Cast, item: AgendaItem
) -> None:
    ann, ben = standing(session, people.ann), standing(session, people.ben)
    everybody = [people.ann, people.ben, people.gil, people.pia]
    assert presence.recusable(session, item, by=ann) == everybody
    assert presence.recusable(session, item, by=ben) == [people.ben]
    presence.set_recused(session, item, {people.gil.id}, by=ann, now=NOW)
    found = presence.set_recused(session, item, {people.ben.id}, by=ben, now=NOW)
    assert found == [people.ben, people.gil]
    with pytest.raises(Invalid) as refusal:
        presence.set_recused(session, item, {people.gil.id}, by=ben, now=NOW)
    assert refusal.value.field == "recused"
    assert presence.set_recused(session, item, set(), by=ben, now=NOW) == [people.gil]
    assert presence.set_recused(session, item, set(), by=ann, now=NOW) == []
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "item.recused"))
    assert [entry.after["recused"] for entry in entries] == [
        [people.gil.id],
        sorted([people.ben.id, people.gil.id]),
        [people.gil.id],
        [],
    ]


def test_recusing_twice_writes_nothing_more(
    session: Session, people: Cast, item: AgendaItem
) -> None:
    ann = standing(session, people.ann)
    for _ in range(2):
        presence.set_recused(session, item, {people.gil.id}, by=ann, now=NOW)
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "item.recused"))
    assert len(entries.all()) == 1
    assert presence.recused(session, [item.id]) == {item.id: [people.gil]}


def test_whoever_came_may_be_recused_though_no_member(
    session: Session, people: Cast, item: AgendaItem
) -> None:
    held = meeting(session, people.metadata, NOW - HOUR)
    item.meeting_id = held.id
    session.add(item)
    visitor = person(session, "Vera Visitor", at=people.tunxis, slack_id="UVERA")
    meetings.record_attendance(session, held, set(), visitors=[visitor], by=people.ann, now=NOW)
    assert visitor in presence.recusable(session, item, by=standing(session, people.ann))


def test_an_item_of_a_group_that_is_not_hers_is_nobodys_to_recuse(
    session: Session, people: Cast, item: AgendaItem
) -> None:
    assert access.item_to_recuse(session, item.id, by=standing(session, people.ben)) == item
    with pytest.raises(NotAllowed, match="Only members of Metadata"):
        access.item_to_recuse(session, item.id, by=standing(session, people.cleo))
    people.metadata.is_private = True
    session.add(people.metadata)
    for number in (item.id, 999):
        with pytest.raises(NotFound, match="no such agenda item"):
            access.item_to_recuse(session, number, by=standing(session, people.cleo))

"""Agendas: what stands where, who pulls what, and what is carried how often."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    AgendaCarry,
    AgendaItem,
    AgendaItemState,
    AgendaPurpose,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    MinuteLine,
    MinuteLineKind,
    Minutes,
)
from models.agendas import MOST_OPEN_ITEMS, ItemDraft
from models.database import reading, unit_of_work
from services import access, agendas
from services import meetings as meeting_services
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, task

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, title: str = "Courier price", **more: Any) -> AgendaItem:
    facts: dict[str, Any] = {"by": people.ben, "now": NOW}
    facts |= {
        name: more.pop(name) for name in ("meeting", "parked_in", "by", "now") if name in more
    }
    return agendas.add(session, people.metadata, ItemDraft(title, **more), **facts)


def titles(session: Session, row: Meeting) -> list[str]:
    return [item.title for item in agendas.items(session, row)]


def acts(session: Session) -> list[str]:
    entries = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id)))
    return [entry.action for entry in entries if entry.subject.startswith("item:")]


def test_an_item_waits_for_whichever_meeting_comes_next(session: Session, people: Cast) -> None:
    item = added(session, people)
    assert [entry.item for entry in agendas.queued(session, people.metadata)] == [item]
    assert agendas.meeting_with(session, item) is None
    later = meeting(session, people.metadata, NOW + 3 * DAY)
    assert (titles(session, later), agendas.meeting_with(session, item)) == ([item.title], later)
    sooner = meeting(session, people.metadata, NOW + DAY)
    assert (titles(session, later), titles(session, sooner)) == ([], [item.title])
    sooner.status = MeetingStatus.CANCELLED
    session.flush()
    assert (titles(session, later), titles(session, sooner)) == ([item.title], [])
    assert agendas.meeting_with(session, item) == later
    assert item.model_dump(exclude={"id"}) == {
        "group_id": people.metadata.id,
        "meeting_id": None,
        "title": "Courier price",
        "owner_id": None,
        "minutes": None,
        "purpose": AgendaPurpose.DISCUSS,
        "papers": "",
        "is_consent": False,
        "pulled_by": None,
        "position": 1,
        "is_put_off": False,
        "state": AgendaItemState.OPEN,
        "times_carried": 0,
        "waits_since": NOW,
        "merged_into_id": None,
        "proposed_by": people.ben.id,
        "proposed_at": NOW,
        "closed_at": None,
    }


def test_a_meeting_that_began_at_that_moment_is_not_the_next(
    session: Session, people: Cast
) -> None:
    begun, following = (meeting(session, people.metadata, NOW + days * DAY) for days in (0, 1))
    added(session, people)
    assert (titles(session, begun), titles(session, following)) == ([], ["Courier price"])
    added(session, people, "For now", meeting=begun)
    assert titles(session, begun) == ["For now"]


def test_an_item_of_another_group_stands_nowhere_else(session: Session, people: Cast) -> None:
    other = group(session, "Serials", chair=people.cleo, channel_id="CSER")
    theirs = meeting(session, other)
    ours = meeting(session, people.metadata)
    added(session, people)
    assert (titles(session, theirs), titles(session, ours)) == ([], ["Courier price"])


def test_an_item_can_be_meant_for_a_later_meeting(session: Session, people: Cast) -> None:
    following, later = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    chosen = added(session, people, "In a week", meeting=later)
    usual = added(session, people, "Tomorrow", meeting=following)
    assert (chosen.meeting_id, usual.meeting_id) == (later.id, None)
    assert (titles(session, following), titles(session, later)) == (["Tomorrow"], ["In a week"])
    meeting_services.cancel(session, later, sequence=0, by=people.ann, now=NOW + HOUR)
    assert titles(session, following) == ["In a week", "Tomorrow"]
    assert chosen.waits_since == NOW + HOUR


@pytest.mark.parametrize("ended", [0, 1])
def test_nothing_is_put_on_the_agenda_of_what_is_over(
    session: Session, people: Cast, ended: int
) -> None:
    held = meeting(session, people.metadata, NOW - HOUR, minutes=61 - ended)
    if not ended:
        assert added(session, people, meeting=held).meeting_id == held.id
        held.status = MeetingStatus.CANCELLED
    with pytest.raises(Conflict, match="Norms review is over or cancelled"):
        added(session, people, meeting=held)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"papers": "x" * 1001}, "papers"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, people: Cast, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        added(session, people, **fields)
    assert refusal.value.field == field


def test_bounds_are_within(session: Session, people: Cast) -> None:
    item = added(session, people, "x" * 200, minutes=720, papers="y" * 1000)
    assert (len(item.title), item.minutes, len(item.papers)) == (200, 720, 1000)
    assert added(session, people, "  Two   words ", minutes=1).title == "Two words"


def test_so_many_items_are_the_most(session: Session, people: Cast) -> None:
    for number in range(MOST_OPEN_ITEMS - 1):
        session.add(_bare(people, f"Item {number}"))
    session.flush()
    last = added(session, people)
    with pytest.raises(Invalid, match="200 items are open"):
        added(session, people)
    agendas.withdraw(session, last, by=people.ben, now=NOW)
    assert added(session, people).id


def _bare(people: Cast, title: str, position: int = 1) -> AgendaItem:
    return AgendaItem(
        group_id=people.metadata.id,
        title=title,
        position=position,
        proposed_by=people.ben.id,
        proposed_at=NOW,
        waits_since=NOW,
    )


def test_an_edit_says_what_changed(session: Session, people: Cast) -> None:
    item = added(session, people)
    draft = ItemDraft("Courier", people.pia, 15, AgendaPurpose.DECIDE, "https://x.example")
    assert agendas.edit(session, item, draft, by=people.ann, now=NOW)
    assert not agendas.edit(session, item, draft, by=people.ann, now=NOW)
    entry = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id).desc())).first()
    assert entry is not None
    assert (entry.action, entry.group_id) == ("item.changed", people.metadata.id)
    assert entry.after == {
        "title": "Courier",
        "owner": people.pia.id,
        "minutes": 15,
        "purpose": "decide",
        "papers": "https://x.example",
    }
    assert acts(session) == ["item.added", "item.changed"]


def test_what_is_not_open_stays_as_it_is(session: Session, people: Cast) -> None:
    item, other = added(session, people), added(session, people, "Other")
    by: dict[str, Any] = {"by": people.ann, "now": NOW}
    agendas.withdraw(session, item, **by)
    verbs: list[Callable[[], object]] = [
        lambda: agendas.edit(session, item, ItemDraft("New"), **by),
        lambda: agendas.withdraw(session, item, **by),
        lambda: agendas.put_off(session, item, **by),
        lambda: agendas.put_back(session, item, **by),
        lambda: agendas.close(session, item, meeting=None, **by),
        lambda: agendas.merge(session, item, other, **by),
        lambda: agendas.merge(session, other, item, **by),
        lambda: agendas.pull(session, item, **by),
    ]
    for verb in verbs:
        with pytest.raises(Conflict, match="is not open any more: it was withdrawn"):
            verb()
    with pytest.raises(Conflict, match="is not put off"):
        agendas.put_back(session, other, **by)


def test_what_was_put_off_comes_back_at_the_meeting_after(session: Session, people: Cast) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 2))
    item = added(session, people)
    agendas.put_off(session, item, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="put off already"):
        agendas.put_off(session, item, by=people.ann, now=NOW)
    assert (titles(session, first), titles(session, second)) == ([], [])
    agenda = agendas.agenda_ahead(session, people.metadata, now=NOW)
    assert (agenda.meeting, [entry.item for entry in agenda.put_off]) == (first, [item])
    assert agendas.agenda_of(session, second, now=NOW).put_off == ()
    assert agendas.carry_over(session, first, now=NOW + DAY + HOUR) == []
    assert (titles(session, second), item.times_carried) == (["Courier price"], 0)
    agendas.put_off(session, item, by=people.ann, now=NOW + DAY + HOUR)
    agendas.put_back(session, item, by=people.ann, now=NOW + DAY + HOUR)
    assert titles(session, second) == ["Courier price"]


def test_what_a_meeting_that_has_begun_puts_off_is_carried(session: Session, people: Cast) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 2))
    item = added(session, people)
    agendas.put_off(session, item, by=people.ann, now=NOW + DAY)
    assert (item.is_put_off, item.times_carried) == (False, 1)
    assert (titles(session, first), titles(session, second)) == (["Courier price"],) * 2


def test_what_is_not_closed_is_carried_and_counted(session: Session, people: Cast) -> None:
    first, second, third = (
        meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8, 15)
    )
    kept, done = added(session, people, "Kept"), added(session, people, "Done")
    agendas.close(session, done, meeting=first, by=people.ann, now=NOW + DAY)
    new = added(session, people, "New", now=NOW + 2 * DAY)
    assert agendas.carry_over(session, first, now=NOW + 2 * DAY) == [kept]
    assert agendas.carry_over(session, first, now=NOW + 2 * DAY) == []
    assert (kept.times_carried, new.times_carried) == (1, 0)
    assert titles(session, first) == ["Kept", "Done"]
    assert titles(session, second) == ["Kept", "New"]
    assert agendas.carry_over(session, second, now=NOW + 9 * DAY) == [kept, new]
    assert (kept.times_carried, new.times_carried) == (2, 1)
    assert titles(session, third) == ["Kept", "New"]
    assert acts(session)[-3:] == ["item.carried"] * 3


def test_what_is_carried_comes_before_what_waits(session: Session, people: Cast) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    for number in range(3):
        added(session, people, f"Old {number}")
    parked = added(session, people, "Parked", parked_in=first, now=NOW + DAY)
    added(session, people, "New", now=NOW + DAY + HOUR)
    assert (titles(session, second), parked.times_carried) == (["Parked", "New"], 1)
    agendas.carry_over(session, first, now=NOW + 2 * DAY)
    assert titles(session, second) == ["Parked", "Old 0", "Old 1", "Old 2", "New"]


def test_what_was_put_off_in_a_meeting_stays_behind_what_it_left(
    session: Session, people: Cast
) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    _left, later = added(session, people, "Left"), added(session, people, "Later")
    agendas.put_off(session, later, by=people.ann, now=NOW + DAY)
    agendas.carry_over(session, first, now=NOW + 2 * DAY)
    assert titles(session, second) == ["Left", "Later"]


def test_the_agenda_of_a_closed_meeting_is_not_the_next_one(session: Session, people: Cast) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    began = first.starts_at
    assert agendas.next_meeting(session, people.metadata, began) == first
    begun = Minutes(meeting_id=first.id, begun_at=began, begun_by=people.ann.id)
    session.add(begun)
    session.flush()
    assert agendas.next_meeting(session, people.metadata, began) == first
    begun.closed_at = began + timedelta(minutes=5)
    session.flush()
    assert agendas.next_meeting(session, people.metadata, began + timedelta(minutes=5)) == second


def test_what_is_parked_before_the_hour_waits_for_the_meeting_after(
    session: Session, people: Cast
) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    added(session, people, "Parked", parked_in=first, now=NOW + DAY - HOUR)
    assert titles(session, second) == ["Parked"]


def test_what_was_closed_afterwards_was_not_carried(session: Session, people: Cast) -> None:
    first, second = (meeting(session, people.metadata, NOW + days * DAY) for days in (1, 8))
    item = added(session, people)
    agendas.carry_over(session, first, now=NOW + 2 * DAY)
    agendas.close(session, item, meeting=first, by=people.ann, now=NOW + 3 * DAY)
    assert (item.times_carried, session.exec(select(AgendaCarry)).all()) == (0, [])
    assert (titles(session, first), titles(session, second)) == (["Courier price"], [])


def test_nobody_needs_to_press_anything(session: Session, people: Cast) -> None:
    first = meeting(session, people.metadata, NOW + DAY)
    item = added(session, people)
    ended = first.ends_at
    assert agendas.to_carry(session, ended + agendas.CARRIED_AFTER - timedelta(seconds=1)) == []
    [due] = agendas.to_carry(session, ended + agendas.CARRIED_AFTER)
    assert due == first
    agendas.carry_over(session, first, now=ended + agendas.CARRIED_AFTER)
    assert agendas.to_carry(session, ended + DAY) == []
    second = meeting(session, people.metadata, NOW + 8 * DAY)
    pinned = added(
        session, people, "Meant", meeting=meeting(session, people.metadata, NOW + 9 * DAY)
    )
    assert agendas.to_carry(session, NOW + 8 * DAY + agendas.CARRIED_AFTER + HOUR) == [second]
    assert len(agendas.to_carry(session, NOW + 20 * DAY)) == 2
    second.status = MeetingStatus.CANCELLED
    session.flush()
    [later] = agendas.to_carry(session, NOW + 20 * DAY)
    assert (later.id, item.times_carried) == (pinned.meeting_id, 1)


def test_of_two_meetings_of_one_moment_the_first_carries(session: Session, people: Cast) -> None:
    first, _second = (meeting(session, people.metadata, NOW + DAY) for _ in range(2))
    added(session, people)
    assert agendas.to_carry(session, NOW + 3 * DAY) == [first]


def test_what_was_put_off_is_looked_at_too(session: Session, people: Cast) -> None:
    first = meeting(session, people.metadata, NOW + DAY)
    item = added(session, people)
    agendas.put_off(session, item, by=people.ann, now=NOW)
    assert agendas.to_carry(session, NOW + 3 * DAY) == [first]
    agendas.carry_over(session, first, now=NOW + 3 * DAY)
    assert (item.is_put_off, agendas.to_carry(session, NOW + 3 * DAY)) == (False, [])


def test_an_agenda_is_ordered_by_the_chair(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    ids = {title: added(session, people, title).id for title in ("A", "B", "C", "D")}
    first = [ids["C"], ids["A"]]
    agendas.order(session, people.metadata, first, by=people.ann, now=NOW)
    assert titles(session, row) == ["C", "A", "B", "D"]
    agendas.order(session, people.metadata, first, by=people.ann, now=NOW)
    entries = session.exec(select(HistoryEntry.action, HistoryEntry.subject)).all()
    assert [entry for entry in entries if entry[0] == "group.agenda_ordered"] == [
        ("group.agenda_ordered", f"group:{people.metadata.id}")
    ]
    for odd in ([ids["A"], ids["A"]], [ids["A"], 0]):
        with pytest.raises(Invalid, match="not open any more"):
            agendas.order(session, people.metadata, odd, by=people.ann, now=NOW)


def test_two_items_become_one(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    into = added(session, people, "Courier", minutes=10, papers="https://a.example")
    part = added(
        session, people, "Vans", minutes=5, purpose=AgendaPurpose.DECIDE, papers="https://b.example"
    )
    part.times_carried = 2
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    [entry] = agendas.entries(session, row)
    assert (entry.item, entry.merged) == (into, ("Vans",))
    assert (into.minutes, into.purpose, into.times_carried) == (15, AgendaPurpose.DECIDE, 2)
    assert into.papers == "https://a.example\nhttps://b.example"
    assert (part.state, part.merged_into_id) == (AgendaItemState.MERGED, into.id)
    whole = added(session, people, "Deliveries", minutes=719)
    agendas.merge(session, into, whole, by=people.ann, now=NOW)
    [entry] = agendas.entries(session, row)
    assert (entry.merged, whole.minutes, whole.purpose) == (
        ("Courier", "Vans"),
        720,
        AgendaPurpose.DECIDE,
    )


def undone(session: Session, item: AgendaItem, people: Cast) -> list[str]:
    by = standing(session, people.ann)
    item, into = access.merge_to_undo(session, item.id, by=by)
    return agendas.unmerge(session, item, into, by=people.ann, now=NOW + HOUR)


def test_a_merge_is_undone(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    into = added(session, people, "Courier", minutes=10, papers="https://a.example")
    part = added(
        session, people, "Vans", minutes=5, purpose=AgendaPurpose.DECIDE, papers="https://b.example"
    )
    before = [item.model_dump() for item in (into, part)]
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    [entry] = agendas.entries(session, row)
    assert entry.last_merged == part
    assert undone(session, part, people) == []
    assert [item.model_dump() for item in (into, part)] == before
    assert acts(session)[-2:] == ["item.changed", "item.unmerged"]
    assert titles(session, row) == ["Courier", "Vans"]
    with pytest.raises(Conflict, match="stands by itself already"):
        undone(session, part, people)
    agendas.merge(session, part, into, by=people.ann, now=NOW + HOUR)
    assert into.minutes == 15
    assert undone(session, part, people) == []
    assert [item.model_dump() for item in (into, part)] == before


def test_merges_are_undone_from_the_last_one(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    first, second, third = (added(session, people, title, minutes=10) for title in "ABC")
    agendas.merge(session, first, second, by=people.ann, now=NOW)
    agendas.merge(session, second, third, by=people.ann, now=NOW + HOUR)
    [entry] = agendas.entries(session, row)
    assert (entry.merged, entry.last_merged, third.minutes) == (("A", "B"), second, 30)
    with pytest.raises(Conflict, match="“B” is not open any more: it is part of another item"):
        undone(session, first, people)
    undone(session, second, people)
    assert (second.minutes, third.minutes, titles(session, row)) == (20, 10, ["B", "C"])
    agendas.merge(session, third, second, by=people.ann, now=NOW + 2 * HOUR)
    with pytest.raises(Conflict, match="“C” became part of “B” later"):
        undone(session, first, people)
    undone(session, third, people)
    undone(session, first, people)
    assert [(item.title, item.minutes) for item in agendas.items(session, row)] == [
        ("A", 10),
        ("B", 10),
        ("C", 10),
    ]


def test_what_has_changed_since_a_merge_stays(session: Session, people: Cast) -> None:
    into, part = added(session, people, "A", minutes=10), added(session, people, "B", minutes=5)
    part.purpose = AgendaPurpose.DECIDE
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    draft = ItemDraft("A", people.pia, 45, into.purpose)
    agendas.edit(session, into, draft, by=people.ben, now=NOW + HOUR)
    assert undone(session, part, people) == ["minutes"]
    assert (into.minutes, into.purpose, into.owner_id) == (
        45,
        AgendaPurpose.DISCUSS,
        people.pia.id,
    )


@pytest.mark.parametrize("is_talked_about", [True, False])
def test_who_talks_about_an_item_is_known_again(
    session: Session, people: Cast, is_talked_about: bool
) -> None:
    into = added(session, people, "A", is_consent=True)
    part = added(session, people, "B", is_consent=not is_talked_about)
    agendas.pull(session, into if is_talked_about else part, by=people.pia, now=NOW)
    expected = (True, people.pia.id if is_talked_about else None)
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    assert into.pulled_by == (None if is_talked_about else people.pia.id)
    undone(session, part, people)
    assert (into.is_consent, into.pulled_by) == expected


def test_an_item_marked_for_the_consent_part_since_stays_there(
    session: Session, people: Cast
) -> None:
    into = added(session, people, "A", is_consent=True)
    part = added(session, people, "B")
    agendas.pull(session, into, by=people.pia, now=NOW)
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    draft = ItemDraft("A", is_consent=True)
    agendas.edit(session, into, draft, by=people.ann, now=NOW + HOUR)
    assert undone(session, part, people) == ["place in the consent part"]
    assert (into.is_consent, into.pulled_by) == (True, None)


def test_a_merge_undone_after_a_meeting_leaves_both_for_the_next(
    session: Session, people: Cast
) -> None:
    held = meeting(session, people.metadata, NOW + HOUR)
    later = meeting(session, people.metadata, NOW + 7 * DAY)
    off = meeting(session, people.metadata, NOW + 3 * DAY)
    into, part = added(session, people, "A"), added(session, people, "B")
    meant = added(session, people, "C", meeting=off)
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    agendas.merge(session, meant, into, by=people.ann, now=NOW + timedelta(minutes=1))
    off.status = MeetingStatus.CANCELLED
    agendas.carry_over(session, held, now=NOW + 2 * HOUR)
    by: dict[str, Any] = {"by": people.ann, "now": NOW + 9 * HOUR}
    agendas.unmerge(session, meant, into, **by)
    agendas.unmerge(session, part, into, **by)
    assert titles(session, later) == ["A", "B", "C"]
    assert [row.times_carried for row in (into, part, meant)] == [1, 0, 0]
    assert agendas.to_carry(session, NOW + 9 * HOUR) == []


def test_the_count_of_a_part_that_stays_counts(session: Session, people: Cast) -> None:
    often, part, into = (added(session, people, title) for title in "ABC")
    often.times_carried = 3
    agendas.merge(session, often, into, by=people.ann, now=NOW)
    agendas.merge(session, part, into, by=people.ann, now=NOW + HOUR)
    undone(session, part, people)
    assert into.times_carried == 3
    undone(session, often, people)
    assert (into.times_carried, often.times_carried) == (0, 3)


@pytest.mark.parametrize("end", ["close", "withdraw"])
def test_a_merge_stays_once_the_item_is_decided(session: Session, people: Cast, end: str) -> None:
    row = meeting(session, people.metadata, NOW - HOUR)
    into, part = added(session, people, "A", now=NOW - DAY), added(session, people, "B")
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    if end == "close":
        agendas.close(session, into, meeting=row, by=people.ann, now=NOW)
    else:
        agendas.withdraw(session, into, by=people.ann, now=NOW)
    assert agendas.entry_of(session, into).last_merged is None
    with pytest.raises(Conflict, match="“A” is not open any more"):
        undone(session, part, people)


def test_who_may_undo_a_merge(session: Session, people: Cast) -> None:
    into, part = added(session, people, "A"), added(session, people, "B")
    with pytest.raises(Conflict, match="“B” stands by itself already"):
        undone(session, part, people)
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    for who in (people.ben, people.cleo):
        with pytest.raises(NotAllowed):
            access.merge_to_undo(session, part.id, by=standing(session, who))
    people.metadata.is_private = True
    session.flush()
    with pytest.raises(NotFound):
        access.merge_to_undo(session, part.id, by=standing(session, people.cleo))


def test_too_late_or_too_much_to_undo_a_merge(session: Session, people: Cast) -> None:
    into, part = added(session, people, "A"), added(session, people, "B")
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    facts: dict[str, Any] = {"proposed_at": NOW, "waits_since": NOW}
    more = [
        AgendaItem(group_id=people.metadata.id, title="More", proposed_by=people.ann.id, **facts)
        for _ in range(MOST_OPEN_ITEMS - 1)
    ]
    session.add_all(more)
    session.flush()
    with pytest.raises(Invalid, match="200 items are open"):
        undone(session, part, people)
    agendas.withdraw(session, more[0], by=people.ann, now=NOW)
    session.exec(sa.delete(HistoryEntry))
    with pytest.raises(Conflict, match="too long ago"):
        undone(session, part, people)
    assert part.state is AgendaItemState.MERGED


def test_what_cannot_be_merged_stays_apart(session: Session, people: Cast) -> None:
    item = added(session, people, papers="x" * 500)
    with pytest.raises(Conflict, match="another item of the same group"):
        agendas.merge(session, item, item, by=people.ann, now=NOW)
    long = added(session, people, "Long", papers="y" * 500)
    with pytest.raises(Invalid, match="papers of both"):
        agendas.merge(session, item, long, by=people.ann, now=NOW)
    long.papers = "y" * 499
    agendas.merge(session, item, long, by=people.ann, now=NOW)
    other = group(session, "Serials", chair=people.cleo, channel_id="CSER")
    theirs = agendas.add(session, other, ItemDraft("Theirs"), by=people.cleo, now=NOW)
    with pytest.raises(Conflict, match="same group"):
        agendas.merge(session, long, theirs, by=people.ann, now=NOW)


def test_anybody_takes_an_item_out_of_the_consent_part(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    plain = added(session, people, "Plain")
    item = added(session, people, "Minutes of May", is_consent=True)
    assert titles(session, row) == ["Minutes of May", "Plain"]
    assert agendas.pull(session, item, by=people.pia, now=NOW)
    assert not agendas.pull(session, item, by=people.ben, now=NOW)
    _plain, entry = agendas.entries(session, row)
    assert (entry.item, entry.pulled_by, entry.is_settled_as_whole) == (item, people.pia, False)
    with pytest.raises(Conflict, match="not in the consent part"):
        agendas.pull(session, plain, by=people.pia, now=NOW)
    for is_consent in (False, True):
        draft = ItemDraft(item.title, is_consent=is_consent)
        agendas.edit(session, item, draft, by=people.ann, now=NOW)
    assert item.pulled_by is None
    agendas.pull(session, item, by=people.pia, now=NOW)
    agendas.edit(session, item, ItemDraft("New", is_consent=True), by=people.ann, now=NOW)
    assert item.pulled_by == people.pia.id


def test_merged_consent_items_stay_pulled(session: Session, people: Cast) -> None:
    part = added(session, people, "A", is_consent=True)
    into = added(session, people, "B", is_consent=True)
    agendas.pull(session, part, by=people.pia, now=NOW)
    agendas.merge(session, part, into, by=people.ann, now=NOW)
    assert (into.is_consent, into.pulled_by) == (True, people.pia.id)
    talked = added(session, people, "C")
    agendas.merge(session, talked, into, by=people.ann, now=NOW)
    assert (into.is_consent, into.pulled_by) == (False, None)


def test_open_actions_stand_at_the_head_with_their_count(session: Session, people: Cast) -> None:
    first, second, third = (
        meeting(session, people.metadata, NOW + days * DAY) for days in (-14, -7, 1)
    )
    made = [
        task(session, people.ben, title=title, group_id=people.metadata.id)
        for title in ("Old", "Newer", "Done", "Undone")
    ]
    made[2].done_at = NOW
    for row, held in zip(made, (first, second, first, first), strict=True):
        session.add(
            MinuteLine(
                meeting_id=held.id,
                kind=MinuteLineKind.ACTION,
                wording=row.title,
                task_id=row.id,
                written_by=people.ann.id,
                written_at=NOW,
                undone_at=NOW if row.title == "Undone" else None,
            )
        )
    session.flush()

    def shown(row: Meeting) -> list[tuple[str, int]]:
        actions = agendas.open_actions(session, row, now=NOW)
        return sorted((action.line.task.title, action.times_carried) for action in actions)

    assert shown(third) == [("Newer", 1), ("Old", 2)]
    assert (shown(second), shown(first)) == ([("Old", 1)], [])
    second.status = MeetingStatus.CANCELLED
    session.flush()
    assert shown(third) == [("Newer", 1), ("Old", 1)]
    assert len(agendas.agenda_of(session, third, now=NOW).actions) == 2


def test_the_minutes_of_an_agenda_are_held_against_the_meeting(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, minutes=60)
    added(session, people, "A", minutes=60)
    added(session, people, "B")
    agenda = agendas.agenda_of(session, row, now=NOW)
    assert (agenda.minutes, agenda.is_too_long) == (60, False)
    added(session, people, "C", minutes=1)
    agenda = agendas.agenda_of(session, row, now=NOW)
    assert (agenda.minutes, agenda.is_too_long) == (61, True)
    empty = meeting(session, people.metadata, NOW + 8 * DAY)
    totals = sa.select(*agendas.totals_columns(Meeting)).select_from(Meeting)
    assert [tuple(found) for found in session.execute(totals.order_by(col(Meeting.id)))] == [
        (3, 61),
        (0, 0),
    ]
    shown = agendas.titles(session, [row.id, empty.id])
    assert {number: [item.title for item in items] for number, items in shown.items()} == {
        row.id: ["A", "B", "C"]
    }


def test_the_meeting_that_goes_on_is_shown_to_its_end(session: Session, people: Cast) -> None:
    running = meeting(session, people.metadata, NOW - HOUR, minutes=61)
    meeting(session, people.metadata, NOW + DAY)
    found = agendas.next_meeting(session, people.metadata, NOW)
    assert found == running
    running.minutes = 60
    session.flush()
    found = agendas.next_meeting(session, people.metadata, NOW)
    assert found is not None
    assert found.starts_at == NOW + DAY


def test_whose_right_it_is(session: Session, people: Cast) -> None:
    item = added(session, people, is_consent=True)
    for who in (people.ben, people.ann, people.dag):
        assert access.item_to_edit(session, item.id, by=standing(session, who)) == item
    with pytest.raises(NotAllowed, match="whoever proposed this item"):
        access.item_to_edit(session, item.id, by=standing(session, people.pia))
    for who in (people.ben, people.pia, people.gil, people.ann):
        assert access.item_to_pull(session, item.id, by=standing(session, who)) == item
        assert access.may_pull(item, people.metadata, by=standing(session, who))
        assert access.may_add_items(people.metadata, by=standing(session, who))
    cleo = standing(session, people.cleo)
    assert not access.may_add_items(people.metadata, by=cleo)
    with pytest.raises(NotAllowed, match="Only members of Metadata"):
        access.item_to_pull(session, item.id, by=cleo)
    with pytest.raises(NotAllowed, match="Only a chair"):
        access.item_to_chair(session, item.id, by=standing(session, people.ben))
    assert access.item_to_chair(session, item.id, by=standing(session, people.ann)) == item
    assert not access.may_chair_agenda(people.metadata, by=standing(session, people.ben))
    assert access.may_edit_item(item, people.metadata, by=standing(session, people.ben))
    assert not access.may_edit_item(item, people.metadata, by=standing(session, people.pia))
    agendas.withdraw(session, item, by=people.ben, now=NOW)
    assert not access.may_edit_item(item, people.metadata, by=standing(session, people.ben))
    assert not access.may_pull(item, people.metadata, by=standing(session, people.ben))


def test_of_a_private_group_nobody_else_knows_an_item(session: Session, people: Cast) -> None:
    secret = group(session, "Secret", chair=people.cleo, channel_id="CSEC", private=True)
    item = agendas.add(session, secret, ItemDraft("Hidden"), by=people.cleo, now=NOW)
    for fetch in (access.item_to_edit, access.item_to_chair, access.item_to_pull):
        for number in (item.id, 0):
            with pytest.raises(NotFound, match="I know no such agenda item"):
                fetch(session, number, by=standing(session, people.ann))


def test_nothing_changes_in_a_discharged_group(session: Session, people: Cast) -> None:
    item = added(session, people)
    people.metadata.discharged_at = NOW
    session.flush()
    for fetch in (access.item_to_edit, access.item_to_chair, access.item_to_pull):
        with pytest.raises(NotAllowed, match="was discharged"):
            fetch(session, item.id, by=standing(session, people.ann))


def test_two_who_act_at_once_lose_nothing(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        item_id = added(session, people, is_consent=True).id
    together, pulled = Barrier(2), []

    def act(name: str) -> None:
        together.wait()
        with unit_of_work() as session:
            who = getattr(people, name)
            by = standing(session, who)
            here = access.group_to_work_in(session, people.metadata.id, by=by)
            agendas.add(session, here, ItemDraft(f"Of {name}"), by=who, now=NOW)
            item = access.item_to_pull(session, item_id, by=by)
            pulled.append((agendas.pull(session, item, by=who, now=NOW), who.id))

    threads = [Thread(target=act, args=(name,)) for name in ("ben", "ann")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading() as session:
        rows = agendas.open_items(session, people.metadata)
        assert {row.title for row in rows} == {"Courier price", "Of ben", "Of ann"}
        [first] = [who for was_first, who in pulled if was_first]
        assert session.get_one(AgendaItem, item_id).pulled_by == first


@pytest.mark.parametrize("fetch", [access.item_to_edit, access.item_to_chair])
def test_two_who_merge_items_into_each_other_at_once_merge_them_once(
    database: Engine, fetch: Callable[..., AgendaItem]
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        pairs = [
            (added(session, people, f"A{number}").id, added(session, people, f"B{number}").id)
            for number in range(4)
        ]
    for pair in pairs:
        together = Barrier(2)
        refused: list[str] = []

        def act(
            ids: tuple[int, int], together: Barrier = together, refused: list[str] = refused
        ) -> None:
            together.wait()
            try:
                with unit_of_work() as session:
                    by = standing(session, people.ann)
                    item = fetch(session, ids[0], by=by, beside=ids[1])
                    # As long as a form takes to be read.
                    sleep(0.05)
                    into = access.item_to_chair(session, ids[1], by=by)
                    agendas.merge(session, item, into, by=people.ann, now=NOW)
            except Conflict as refusal:
                refused.append(refusal.message)

        threads = [Thread(target=act, args=(ids,)) for ids in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        with reading() as session:
            states = sorted(session.get_one(AgendaItem, number).state for number in pair)
        assert states == [AgendaItemState.MERGED, AgendaItemState.OPEN]


def test_two_who_undo_a_merge_at_once_undo_it_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        into, part = added(session, people, "A", minutes=10), added(session, people, "B", minutes=5)
        agendas.merge(session, part, into, by=people.ann, now=NOW)
        into_id, part_id = into.id, part.id
    together = Barrier(2)
    refused: list[str] = []

    def act() -> None:
        together.wait()
        try:
            with unit_of_work() as session:
                item, whole = access.merge_to_undo(
                    session, part_id, by=standing(session, people.ann)
                )
                sleep(0.05)
                agendas.unmerge(session, item, whole, by=people.ann, now=NOW + HOUR)
        except Conflict as refusal:
            refused.append(refusal.message)

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["“B” stands by itself already."]
    with reading() as session:
        rows = [session.get_one(AgendaItem, number) for number in (into_id, part_id)]
        assert [(row.minutes, row.state) for row in rows] == [
            (10, AgendaItemState.OPEN),
            (5, AgendaItemState.OPEN),
        ]
        assert acts(session).count("item.unmerged") == 1


def test_two_who_carry_at_once_carry_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        held = meeting(session, people.metadata, NOW + DAY)
        item_id, held_id = added(session, people).id, held.id
    together = Barrier(2)

    def act() -> None:
        together.wait()
        with unit_of_work() as session:
            agendas.carry_over(session, session.get_one(Meeting, held_id), now=NOW + 2 * DAY)

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading() as session:
        assert session.get_one(AgendaItem, item_id).times_carried == 1


def test_a_long_agenda_is_read_by_as_few_queries(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    added(session, people)
    few = _queries(session, row)
    for number in range(100):
        owner = person(session, f"Owner{number} Long", at=people.central)
        item = _bare(people, f"{number} " + "x" * 190, position=number)
        item.owner_id = owner.id
        session.add(item)
    session.flush()
    assert _queries(session, row) == few <= 8


def _queries(session: Session, row: Meeting) -> int:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    session.flush()
    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", counted)
    agendas.agenda_of(session, row, now=NOW)
    sa.event.remove(bind, "before_cursor_execute", counted)
    return count

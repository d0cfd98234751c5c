"""Recurring obligations in files: brought in, changed from the next one on, and never set back."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import HistoryEntry, MemberRole, Obligation, ObligationKind, Organization, Seat
from models.obligations import ObligationFacts
from models.seats import SeatFacts
from services import import_export, obligations, seats
from services.obligations.changes import MOST_OBLIGATIONS
from tests.factories import NOW, Cast, cast

FILE = "obligations.csv"
COLUMNS = (
    "group,title,rhythm,kind,lead_days,remind_days,library,seat,owner,done_through,ended_at,details,"
    "drafted_by\n"
)
NEW = "Metadata,Annual statistics,October 15,,,,,,,,,,Ann Abara\n"
TODAY = date(2026, 11, 24)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def plan(session: Session, rows: str, header: str = COLUMNS) -> import_export.ImportPlan:
    return import_export.plan(session, {FILE: (header + rows).encode()}, now=NOW)


def bring_in(session: Session, rows: str, header: str = COLUMNS) -> None:
    made = plan(session, rows, header)
    assert made.problems == []
    import_export.apply(session, made, now=NOW)
    session.flush()


def saved(session: Session) -> list[Obligation]:
    return list(session.exec(select(Obligation).order_by(col(Obligation.id))).all())


def imported(session: Session) -> list[HistoryEntry]:
    rows = select(HistoryEntry).where(HistoryEntry.action == "obligation.imported")
    return list(session.exec(rows.order_by(col(HistoryEntry.id))).all())


def test_one_is_brought_in_once_with_what_is_usual(session: Session, people: Cast) -> None:
    made = plan(session, NEW)
    [entry] = made.entries(made.files[FILE].sheet)
    assert (made.problems, entry.before) == ([], None)
    # A plan alone writes nothing.
    assert saved(session) == []
    for _ in range(2):
        bring_in(session, NEW)
    [row] = saved(session)
    assert (row.group_id, row.title, row.rhythm) == (
        people.metadata.id,
        "Annual statistics",
        "every October 15",
    )
    assert (row.kind, row.lead_days, row.remind_days) == (ObligationKind.TASK, 30, None)
    assert (row.is_of_consortium, row.ended_at, row.details) == (False, None, "")
    assert (row.drafted_by, row.done_through) == (people.ann.id, TODAY - timedelta(days=1))
    assert len(imported(session)) == 1
    assert obligations.next_of(session, row) == date(2027, 10, 15)


def test_what_a_file_says_is_changed_and_the_rest_stays(session: Session, people: Cast) -> None:
    bring_in(session, NEW)
    header = "group,title,rhythm,lead_days,owner,details\n"
    bring_in(session, "metadata,annual statistics,every March 1,7,consortium,For all\n", header)
    [row] = saved(session)
    assert (row.rhythm, row.lead_days, row.is_of_consortium) == ("every March 1", 7, True)
    assert row.drafted_by == people.ann.id
    entry = imported(session)[1]
    assert entry.before == {
        "title": "Annual statistics",
        "details": "",
        "rhythm": "every October 15",
        "lead_days": 30,
        "is_of_consortium": False,
    }
    assert entry.after["rhythm"] == "every March 1"


def test_the_export_is_read_back_as_the_same(session: Session, people: Cast) -> None:
    metadata, ann = people.metadata, people.ann
    place = [
        seats.add(session, metadata, SeatFacts(MemberRole.RECORDER), by=ann, now=NOW)
        for _ in range(2)
    ][1]

    def add(**facts: Any) -> Obligation:
        known = {"title": "Annual statistics", "rhythm": "every October 15"} | facts
        return obligations.add(session, metadata, ObligationFacts(**known), by=ann, now=NOW)

    ended = add(details="Once\nmore", remind_days=3)
    obligations.end(session, ended, by=ann, now=NOW + timedelta(seconds=7))
    add(library_id=people.central.id, is_of_consortium=True)
    add(title="Minutes", seat_id=place.id, rhythm="first Monday of each semester", lead_days=0)
    session.flush()
    before = dict(import_export.export(session, now=NOW))
    made = import_export.plan(session, {FILE: before[FILE]}, now=NOW)
    entries = made.entries(made.files[FILE].sheet)
    assert (made.problems, [entry.changed for entry in entries]) == ([], [[], [], []])
    text = before[FILE].decode("utf-8-sig").replace("\r\n", "\n")
    assert text.startswith(COLUMNS)
    assert ",recorder (2)," in text
    rows = {name: before[name] for name in import_export.SHEETS}
    for row in saved(session):
        session.delete(row)
    session.flush()
    made = import_export.plan(session, rows, now=NOW)
    assert made.problems == []
    import_export.apply(session, made, now=NOW)
    session.flush()
    after = dict(import_export.export(session, now=NOW))
    assert {name: after[name] for name in rows} == rows
    first, second, third = saved(session)
    assert (first.ended_at, second.ended_at) == (NOW.replace(second=0, microsecond=0), None)
    assert (second.library_id, second.is_of_consortium) == (people.central.id, True)
    assert (third.seat_id, third.lead_days) == (place.id, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (NEW.replace("Metadata", "Metadate"), "group"),
        (NEW.replace("October 15", "now and then"), "rhythm"),
        (NEW.replace("October 15", "a week before each term ends"), "rhythm"),
        (NEW.replace("Annual statistics", ""), "title"),
        (NEW.replace("Ann Abara", "Zoe Zero"), "drafted_by"),
        (NEW.replace("Ann Abara", ""), "drafted_by"),
        ("Metadata,A,October 15,meeting,,,,,,,,,Ann Abara\n", "kind"),
        ("Metadata,A,October 15,,366,,,,,,,,Ann Abara\n", "lead_days"),
        ("Metadata,A,October 15,,10,11,,,,,,,Ann Abara\n", "remind_days"),
        ("Metadata,A,October 15,,,0,,,,,,,Ann Abara\n", "remind_days"),
        ("Metadata,A,October 15,,,,nowhere,,,,,,Ann Abara\n", "library"),
        ("Metadata,A,October 15,,,,,Recorder,,,,,Ann Abara\n", "seat"),
        ("Metadata,A,October 15,call,,,central,,,,,,Ann Abara\n", "library"),
        ("Metadata,A,October 15,call,,3,,,,,,,Ann Abara\n", "remind_days"),
        ("Metadata,A,October 15,,,,,,mine,,,,Ann Abara\n", "owner"),
        ("Metadata,A,October 15,,,,,,,soon,,,Ann Abara\n", "done_through"),
        ("Metadata,A,October 15,,,,,,,,2030-01-01T09:00-05:00,,Ann Abara\n", "ended_at"),
    ],
)
def test_each_fault_is_told_by_its_line_and_column(
    session: Session, people: Cast, row: str, column: str
) -> None:
    found = [(problem.line, problem.column) for problem in plan(session, NEW + row).problems]
    assert found == [(3, column)]


def test_a_library_or_a_seat_has_it_and_not_both(session: Session, people: Cast) -> None:
    seats.add(session, people.metadata, SeatFacts(MemberRole.RECORDER), by=people.ann, now=NOW)
    row = "Metadata,A,October 15,,,,{},{},,,,,Ann Abara\n"
    [problem] = plan(session, row.format("central", "recorder")).problems
    assert problem.column == "seat"
    bring_in(session, row.format("none", "Recorder"))
    [saved_row] = saved(session)
    assert saved_row.seat_id == session.exec(select(Seat)).one().id
    bring_in(session, row.format("central", "none"))
    library = session.exec(select(Organization).where(Organization.key == "central")).one()
    [saved_row] = saved(session)
    assert (saved_row.library_id, saved_row.seat_id) == (library.id, None)


def test_what_was_dealt_with_or_has_ended_stays_so(session: Session, people: Cast) -> None:
    row = "Metadata,A,October 15,,,,,,,{},{},,Ann Abara\n"
    bring_in(session, row.format("2027-10-15", ""))
    [problem] = plan(session, row.format("2027-10-14", "")).problems
    assert (problem.column, "2027-10-15" in problem.what) == ("done_through", True)
    bring_in(session, row.format("2028-10-15", "2026-11-01T09:00-05:00"))
    [problem] = plan(session, row.format("", "2026-11-02T09:00-05:00")).problems
    assert problem.column == "ended_at"
    # One of the same name may begin after it.
    bring_in(session, row.format("", "") + row.format("", ""))
    first, second = saved(session)
    assert first.ended_at is not None
    assert second.ended_at is None


def test_a_group_has_no_more_than_it_may(session: Session, people: Cast) -> None:
    rows = [NEW.replace("statistics", f"{number}") for number in range(MOST_OBLIGATIONS)]
    ended = "Metadata,Old,May 1,,,,,,,,2026-11-01T09:00-05:00,,Ann Abara\n"
    assert plan(session, "".join(rows) + ended).problems == []
    [problem] = plan(session, "".join([*rows, NEW])).problems
    assert (problem.line, problem.column) == (MOST_OBLIGATIONS + 2, "title")

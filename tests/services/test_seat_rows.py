"""Seats and who sits in them, from a file and into one."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import MemberRole, Membership, Person, Seat, metadata
from models.database import unit_of_work
from models.seats import SeatFacts
from services import import_export, seats, terms
from services.import_export.sheets import SHEETS
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import new_york

HEAD = (
    "group,role,label,number,votes,organization,category,term_months,term_limit,cycle_ends_on,"
    "hours_a_month,holds_over,person,since,term_ends_on\n"
)
ROWS = (
    "Metadata,member,for the colleges,,yes,tunxis,,24,2,2027-06-30,3,yes,"
    "cleo@tunxis.example.edu,2026-09-01,2027-06-30\n"
    "metadata,recorder,,,no,,university,12,,,,no,,,\n"
    "Metadata,member,for the colleges,,,,,,,,,,dag@office.example.edu,2027-07-01,\n"
    "Metadata,liaison,,,no,,,,,,,,ben@central.example.edu,,2027-01-31\n"
)
TODAY = date(2026, 11, 24)


def bring_in(session: Session, content: str, now: datetime = NOW) -> tuple[int, int]:
    """How many lines are new, and how many change something."""
    plan = import_export.plan(session, {"seats.csv": content.encode()}, now=now)
    assert [str(problem) for problem in plan.problems] == []
    entries = plan.entries(SHEETS["seats.csv"])
    new = sum(entry.before is None for entry in entries)
    changed = sum(bool(entry.changed) for entry in entries) - new
    import_export.apply(session, plan, now=now)
    return new, changed


def sitting(session: Session, people: Cast) -> list[tuple[str, str | None, str | None]]:
    lines = seats.of_group(session, people.metadata, NOW)
    return [
        (
            seats.named(line.seat),
            line.incumbent.person.name if line.incumbent else None,
            line.successor.person.name if line.successor else None,
        )
        for line in lines
    ]


def test_seats_and_terms_come_in_and_a_second_time_change_nothing(session: Session) -> None:
    people = cast(session)
    assert bring_in(session, HEAD + ROWS) == (4, 0)
    assert sitting(session, people) == [
        ("recorder", None, None),
        ("liaison", "Ben Brook", None),
        ("member for the colleges", "Cleo Costa", "Dag Dahl"),
    ]
    row = session.exec(select(Membership).where(Membership.person_id == people.cleo.id)).one()
    assert row.since == new_york(date(2026, 9, 1), 0)
    assert (row.term_ends_at, row.until) == (new_york(date(2027, 7, 1), 0),) * 2
    rows = len(session.exec(select(Membership)).all())
    assert bring_in(session, HEAD + ROWS) == (0, 0)
    assert len(session.exec(select(Membership)).all()) == rows
    assert len(session.exec(select(Seat)).all()) == 3


def test_a_member_takes_a_seat_with_the_service_that_she_has(session: Session) -> None:
    people = cast(session)
    before = terms.current(session, people.metadata, people.ben.id, NOW)
    bring_in(session, HEAD + ROWS)
    after = terms.current(session, people.metadata, people.ben.id, NOW)
    assert after is before
    assert after is not None
    assert (after.role, after.until) == (MemberRole.MEMBER, new_york(date(2027, 2, 1), 0))


def test_another_end_is_taken_over(session: Session) -> None:
    people = cast(session)
    bring_in(session, HEAD + ROWS)
    changed = ROWS.replace("2027-01-31", "2027-02-28")
    assert bring_in(session, HEAD + changed) == (0, 1)
    row = terms.current(session, people.metadata, people.ben.id, NOW)
    assert row is not None
    assert row.until == row.term_ends_at == new_york(date(2027, 3, 1), 0)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_own_export_fills_an_empty_database_and_comes_out_again(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        bring_in(session, HEAD + ROWS)
        twin = SeatFacts(label="For the colleges", term_months=12)
        closed = seats.add(session, people.metadata, twin, by=people.ann, now=BEFORE)
        seats.close(session, closed, by=people.ann, now=BEFORE)
        seats.add(session, people.metadata, twin, by=people.ann, now=NOW)
        files = dict(import_export.export(session, now=NOW))
        files = {name: files[name] for name in SHEETS}
        plan = import_export.plan(session, files, now=NOW)
        assert plan.problems == []
        assert not any(entry.changed for sheet in SHEETS.values() for entry in plan.entries(sheet))
    with unit_of_work() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(table.delete())
    with unit_of_work() as session:
        plan = import_export.plan(session, files, now=NOW)
        assert [str(problem) for problem in plan.problems] == []
        import_export.apply(session, plan, now=NOW)
        again = dict(import_export.export(session, now=NOW))
    assert "2026-06-01" in again["seats.csv"].decode()
    assert again["seats.csv"] == files["seats.csv"]
    assert again["memberships.csv"] == files["memberships.csv"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Nowhere,member" + "," * 13, "group: There is no “Nowhere”"),
        ("Metadata,boss" + "," * 13, "role: “boss” is not possible here"),
        ("Metadata,member,,0" + "," * 11, "number: “0” is not a whole number from 1 to 999"),
        ("Metadata,member,,,,nowhere" + "," * 9, "organization: There is no “nowhere”"),
        ("Metadata,member,,,,,,121" + "," * 7, "is not a whole number from 1 to 120"),
        ("Metadata,member,,,,,,,2" + "," * 6, "term_months: Write how long a term is"),
        (
            "Metadata,member,,,,,,,,,,,cleo@tunxis.example.edu,2027-01-02,2027-01-01",
            "term_ends_on: It would end",
        ),
        (
            "Metadata,member,,,,,,,,,,,cleo@tunxis.example.edu,2027-01-02,\n"
            "Metadata,member,,,,,,,,,,,dag@office.example.edu,2027-01-02,",
            "since: Another term begins there",
        ),
        ("Metadata,member,,,,,,,,,,,nobody@x.edu,,", "person: "),
    ],
)
def test_what_cannot_be_is_told_with_its_place_and_changes_nothing(
    session: Session, row: str, problem: str
) -> None:
    cast(session)
    plan = import_export.plan(session, {"seats.csv": f"{HEAD}{row}\n".encode()}, now=NOW)
    assert any(problem in str(found) for found in plan.problems), plan.problems


def test_a_past_day_of_a_seat_that_was_held_counts_from_now(session: Session) -> None:
    people = cast(session)
    bring_in(session, HEAD + ROWS)
    row = f"Metadata,liaison,,,,,,,,,,,cleo@tunxis.example.edu,{TODAY - timedelta(days=9)},\n"
    bring_in(session, HEAD + row)
    after = terms.current(session, people.metadata, people.cleo.id, NOW)
    assert after is not None
    assert after.since == NOW


def days_of(session: Session, person: Person) -> list[tuple[datetime, datetime | None]]:
    rows = select(Membership).where(Membership.person_id == person.id)
    return [(row.since, row.until) for row in session.exec(rows.order_by(col(Membership.since)))]


@pytest.mark.parametrize("since", ["2026-05-01", "2026-09-01", str(TODAY)])
def test_a_term_that_began_on_another_day_is_found_again(session: Session, since: str) -> None:
    """Ben serves since June, and takes the seat with that; Cleo takes it from now, as somebody sat
    there on the day that the line says.
    """
    people = cast(session)
    row = f"Metadata,liaison,,,,,,,,,,,ben@central.example.edu,{since},2027-06-30\n"
    for _ in range(3):
        bring_in(session, HEAD + row)
        assert days_of(session, people.ben) == [(BEFORE, new_york(date(2027, 7, 1), 0))]
    follows = row.replace("ben@central", "cleo@tunxis")
    for hours in range(3):
        bring_in(session, HEAD + follows, NOW + timedelta(hours=hours))
        assert days_of(session, people.cleo) == [(NOW, new_york(date(2027, 7, 1), 0))]
        assert days_of(session, people.ben) == [(BEFORE, NOW)]


def test_a_term_that_is_to_come_is_not_begun_before_its_day(session: Session) -> None:
    people = cast(session)
    row = "Metadata,liaison,,,,,,,,,,,ben@central.example.edu,2027-01-01,2027-06-30\n"
    agreed = [(BEFORE, new_york(date(2027, 1, 1), 0))]
    agreed.append((new_york(date(2027, 1, 1), 0), new_york(date(2027, 7, 1), 0)))
    for _ in range(3):
        bring_in(session, HEAD + row)
        assert days_of(session, people.ben) == agreed
    assert ("liaison", None, "Ben Brook") in sitting(session, people)


def test_two_lines_of_one_term_are_complained_of(session: Session) -> None:
    people = cast(session)
    row = "Metadata,liaison,,,,,,,,,,,ben@central.example.edu,{},2027-06-30\n"
    bring_in(session, HEAD + row.format("2026-09-01"))
    content = HEAD + row.format("2025-09-01") + row.format("2026-09-01")
    plan = import_export.plan(session, {"seats.csv": content.encode()}, now=NOW)
    assert ["Line 2 speaks of the same" in str(found) for found in plan.problems] == [True]
    assert days_of(session, people.ben) == [(BEFORE, new_york(date(2027, 7, 1), 0))]


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ("member,2026-09-01,2027-05-31", ["until"]),
        ("member,2026-09-01,2027-06-30", []),
        ("member,2026-09-01,none", ["until"]),
        ("member,2026-09-02,", ["since"]),
        ("member,2026-08-31,2027-07-01", ["since", "until"]),
        ("liaison,,", []),
        ("member,2027-03-01,", ["until"]),
        ("member,2027-07-01,", []),
    ],
)
def test_the_days_of_a_term_are_changed_where_seats_are(
    session: Session, cells: str, columns: list[str]
) -> None:
    people = cast(session)
    bring_in(session, HEAD + ROWS)
    agreed = days_of(session, people.cleo)
    row = f"group,person,role,since,until\nMetadata,cleo@tunxis.example.edu,{cells}\n"
    plan = import_export.plan(session, {"memberships.csv": row.encode()}, now=NOW)
    assert [problem.column for problem in plan.problems] == columns
    assert all("stand in seats.csv" in problem.what for problem in plan.problems)
    if not columns:
        import_export.apply(session, plan, now=NOW)
    assert days_of(session, people.cleo)[:1] == agreed


def test_the_same_files_of_members_and_seats_change_nothing_again(session: Session) -> None:
    """The end that a seat gave a membership is none that an empty cell takes away."""
    people = cast(session)
    members = (
        "group,person,role,since,until\n"
        "Metadata,cleo@tunxis.example.edu,member,2026-08-01,\n"
        "Metadata,dag@office.example.edu,member,,\n"
    )
    files = {"memberships.csv": members.encode(), "seats.csv": (HEAD + ROWS).encode()}
    known = []
    for _ in range(3):
        plan = import_export.plan(session, files, now=NOW)
        assert plan.problems == []
        import_export.apply(session, plan, now=NOW)
        known.append([days_of(session, person) for person in (people.cleo, people.dag)])
    assert known[1:] == known[:1] * 2


LOS_ANGELES = "America/Los_Angeles"
CLOSING = "group,role,label,number,closed_on,person,since\n"


def seats_of(session: Session) -> list[tuple[str, bool]]:
    """What each seat is called, and whether it is closed, in the order of their ids."""
    rows = session.exec(select(Seat).order_by(col(Seat.id)))
    return [(row.label, row.closed_at is not None) for row in rows]


def test_closed_seats_come_in_and_a_second_time_change_nothing(session: Session) -> None:
    people = cast(session)
    content = CLOSING + "Metadata,member,old,1,2026-09-30,,\nMetadata,member,old,2,,,\n"
    assert bring_in(session, content) == (2, 0)
    for _ in range(2):
        assert bring_in(session, content) == (0, 0)
    assert seats_of(session) == [("old", True), ("old", False)]
    [line] = seats.of_group(session, people.metadata, NOW)
    assert line.seat.label == "old"
    closed = session.exec(select(Seat).order_by(col(Seat.id))).first()
    assert closed is not None
    assert closed.closed_at == new_york(date(2026, 9, 30), 0)
    assert closed.created_at <= closed.closed_at
    exported = dict(import_export.export(session, now=NOW))["seats.csv"].decode()
    assert "2026-09-30" in exported
    assert bring_in(session, exported) == (0, 0)


def test_an_open_seat_is_closed_by_a_file_and_opened_again(session: Session) -> None:
    people = cast(session)
    seat = seats.add(session, people.metadata, SeatFacts(label="old"), by=people.ann, now=BEFORE)
    line = CLOSING + "Metadata,member,old,1,{},,\n"
    assert bring_in(session, line.format(TODAY)) == (0, 1)
    assert seat.closed_at == NOW
    later = NOW + timedelta(days=1)
    assert bring_in(session, line.format(TODAY), later) == (0, 0)
    assert seat.closed_at == NOW
    assert bring_in(session, line.format(""), later) == (0, 0)
    assert bring_in(session, line.format("none"), later) == (0, 1)
    assert seat.closed_at is None


def test_a_file_that_knows_of_no_closed_seats_counts_the_open_ones(session: Session) -> None:
    people = cast(session)
    first, second = (
        seats.add(session, people.metadata, SeatFacts(label="old"), by=people.ann, now=NOW)
        for _ in range(2)
    )
    seats.close(session, first, by=people.ann, now=NOW)
    head = "group,role,label,number,hours_a_month\n"
    for _ in range(2):
        bring_in(session, f"{head}Metadata,member,old,1,3\nMetadata,member,old,2,4\n")
    rows = session.exec(select(Seat).order_by(col(Seat.id))).all()
    assert [row.hours_a_month for row in rows] == [None, 3, 4]
    assert rows[1] is second


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (f"1,{TODAY + timedelta(days=1)},,", "closed_on: That day is ahead."),
        (f"1,{TODAY},cleo@tunxis.example.edu,", "Nobody sits in a seat that is closed."),
        (f"2,{TODAY},,", "Nobody sits in a seat that is closed."),
        ("3,,cleo@tunxis.example.edu,", "Nobody sits in a seat that is closed."),
    ],
)
def test_what_no_closed_seat_can_be_is_told(session: Session, cells: str, words: str) -> None:
    people = cast(session)
    _vacant, held, closed = (
        seats.add(session, people.metadata, SeatFacts(label="old"), by=people.ann, now=NOW)
        for _ in range(3)
    )
    seats.close(session, closed, by=people.ann, now=NOW)
    seats.appoint(session, held, people.metadata, people.dag, first=TODAY, by=people.ann, now=NOW)
    content = f"{CLOSING}Metadata,member,old,{cells}\n"
    plan = import_export.plan(session, {"seats.csv": content.encode()}, now=NOW)
    assert [words in str(problem) for problem in plan.problems] == [True]


def test_a_seat_votes_by_its_role_where_no_file_says_otherwise(session: Session) -> None:
    cast(session)
    votes = {role: role in ("chair", "co-chair", "member", "representative") for role in MemberRole}
    content = "group,role\n" + "".join(f"Metadata,{role}\n" for role in MemberRole)
    bring_in(session, content)
    assert {row.role: row.votes for row in session.exec(select(Seat))} == votes
    for row in session.exec(select(Seat)):
        row.votes = not row.votes
    session.flush()
    assert bring_in(session, content) == (0, 0)
    found = {row.role: row.votes for row in session.exec(select(Seat))}
    assert found == {role: not is_voting for role, is_voting in votes.items()}


def test_the_days_in_files_are_those_on_the_screen(session: Session) -> None:
    """A group in Los Angeles, in a consortium of New York: its days are its own."""
    people = cast(session)
    people.metadata.zone = LOS_ANGELES
    seat = seats.add(session, people.metadata, SeatFacts(term_months=12), by=people.ann, now=BEFORE)
    first, last = date(2026, 12, 1), date(2027, 6, 30)
    row = seats.appoint(
        session, seat, people.metadata, people.cleo, first=first, last=last, by=people.ann, now=NOW
    )
    late = datetime(2026, 11, 25, 6, 30, tzinfo=NOW.tzinfo)
    """In Los Angeles it is still the day before."""
    other = seats.add(session, people.metadata, SeatFacts(label="old"), by=people.ann, now=late)
    seats.close(session, other, by=people.ann, now=late)
    shown = seats.line_of(session, seat, late).successor
    assert shown is not None
    assert (shown.begins_on, shown.term_ends_on) == (first, last)
    files = dict(import_export.export(session, now=late))
    written = files["seats.csv"].decode()
    assert f"cleo@tunxis.example.edu,{first},{last}" in written
    assert str(TODAY) in written
    members = files["memberships.csv"].decode()
    assert f"cleo@tunxis.example.edu,member,{first},{last}" in members
    again = {name: files[name] for name in ("seats.csv", "memberships.csv", "groups.csv")}
    plan = import_export.plan(session, again, now=late)
    assert [str(problem) for problem in plan.problems] == []
    assert not any(entry.changed for name in again for entry in plan.entries(SHEETS[name]))
    later = written.replace(str(last), "2027-07-31")
    assert bring_in(session, later, late) == (0, 1)
    assert terms.term_day(row, LOS_ANGELES) == date(2027, 7, 31)
    assert row.until == datetime(2027, 8, 1, 7, tzinfo=NOW.tzinfo)


def test_a_membership_in_a_file_has_the_days_of_its_group(session: Session) -> None:
    people = cast(session)
    people.metadata.zone = LOS_ANGELES
    late = datetime(2026, 11, 25, 6, 30, tzinfo=NOW.tzinfo)
    rows = "group,person,since,until\nMetadata,cleo@tunxis.example.edu,,2027-06-30\n"
    for _ in range(2):
        plan = import_export.plan(session, {"memberships.csv": rows.encode()}, now=late)
        assert plan.problems == []
        import_export.apply(session, plan, now=late)
    row = terms.current(session, people.metadata, people.cleo.id, late)
    assert row is not None
    assert (row.since, row.until) == (late, datetime(2027, 7, 1, 7, tzinfo=NOW.tzinfo))
    assert terms.days(row, LOS_ANGELES) == (TODAY, date(2027, 6, 30))


@pytest.mark.parametrize("zone", [LOS_ANGELES, "Asia/Tokyo"])
def test_a_zone_that_changes_moves_no_day(session: Session, zone: str) -> None:
    """Neither west, where a midnight is of the day before, nor east; files come in as before."""
    people = cast(session)
    bring_in(session, HEAD + ROWS)
    ben = terms.current(session, people.metadata, people.ben.id, NOW)
    assert ben
    first = date(2026, 12, 1)
    facts: dict[str, Any] = {
        "first": first,
        "last": first,
        "acting": people.dag,
        "by": people.ann,
        "now": NOW,
    }
    leave = seats.set_leave(session, people.metadata, ben, **facts)
    closed = seats.add(session, people.metadata, SeatFacts(label="old"), by=people.ann, now=NOW)
    closed.closed_at = new_york(date(2026, 11, 1), 0)
    gone = Membership(
        group_id=people.metadata.id,
        person_id=people.gil.id,
        role=MemberRole.OBSERVER,
        since=new_york(date(2026, 7, 1), 0),
        until=new_york(date(2026, 8, 1), 0),
    )
    session.add(gone)
    session.flush()
    files = dict(import_export.export(session, now=NOW))
    again = {name: files[name] for name in ("seats.csv", "memberships.csv")}
    row_of_group = files["groups.csv"].replace(b"America/New_York", zone.encode())
    moved = {"groups.csv": row_of_group}
    for contents in (moved, again, again):
        plan = import_export.plan(session, contents, now=NOW)
        assert [str(problem) for problem in plan.problems] == []
        import_export.apply(session, plan, now=NOW)
        assert people.metadata.zone == zone
        written = dict(import_export.export(session, now=NOW))
        assert {name: written[name] for name in again} == again
    assert terms.days(gone, zone) == (date(2026, 7, 1), date(2026, 7, 31))
    midnight = datetime.combine(first, time.min, tzinfo=ZoneInfo(zone))
    assert (leave.since, leave.until) == (midnight, midnight + timedelta(days=1))


def test_a_zone_that_changes_ends_nothing_that_goes_on(session: Session) -> None:
    """What began with a day in New York has begun, though that day has not in Los Angeles."""
    people = cast(session)
    early = new_york(TODAY, 1)
    for first in (TODAY, date(2026, 12, 1)):
        seat = seats.add(session, people.metadata, SeatFacts(), by=people.ann, now=BEFORE)
        facts: dict[str, Any] = {"first": first, "by": people.ann, "now": BEFORE}
        person = people.cleo if first == TODAY else people.dag
        seats.appoint(session, seat, people.metadata, person, **facts)
    group = people.metadata
    terms.keep_days(session, group.id, group.zone, LOS_ANGELES, early)
    row = terms.current(session, group, people.cleo.id, early)
    assert row
    assert row.since == early
    ahead = terms.coming(session, group, people.dag.id, early)
    assert ahead
    assert ahead.since == new_york(date(2026, 12, 1), 3)
    # A service of some hours does not end before it began.
    row.since, row.until = new_york(TODAY, 15), new_york(TODAY + timedelta(days=1), 0)
    terms.keep_days(session, group.id, "America/New_York", "Asia/Tokyo", early)
    assert row.until == row.since


@pytest.mark.parametrize(
    ("zone", "begins", "ended", "began", "ends"),
    [
        # West, a midnight is later: an end at one would come after the hour at which Dag begins.
        (LOS_ANGELES, date(2026, 7, 1), (9, 1, 0), (9, 1, 1), (9, 1, 1)),
        (LOS_ANGELES, date(2026, 7, 1), (9, 1, 0), (9, 1, 4), (9, 1, 3)),
        # Her service of an hour is none any more, and takes nothing from him.
        (LOS_ANGELES, date(2026, 9, 1), (9, 1, 1), (9, 1, 1), (9, 1, 3)),
        # East, a midnight is earlier: Dag's beginning at one would come before the hour of her end.
        ("Asia/Tokyo", date(2026, 7, 1), (8, 31, 18), (9, 1, 0), (8, 31, 11)),
    ],
)
def test_two_in_a_seat_do_not_meet_by_a_zone_that_changes(
    database: Engine,
    zone: str,
    begins: date,
    ended: tuple[int, int, int],
    began: tuple[int, int, int],
    ends: tuple[int, int, int],
) -> None:
    def moment(month: int, day: int, hour: int) -> datetime:
        return new_york(date(2026, month, day), hour)

    with unit_of_work() as session:
        people = cast(session)
        group = people.metadata
        seat = seats.add(session, group, SeatFacts(), by=people.ann, now=BEFORE)
        common: dict[str, Any] = {"group_id": group.id, "seat_id": seat.id}
        common["role"] = MemberRole.MEMBER
        cleo = Membership(
            person_id=people.cleo.id, since=new_york(begins, 0), until=moment(*ended), **common
        )
        dag = Membership(person_id=people.dag.id, since=moment(*began), **common)
        session.add_all([cleo, dag])
        session.flush()
        terms.keep_days(session, group.id, group.zone, zone, NOW)
        assert cleo.until == moment(*ends)
        is_cut = cleo.until not in (cleo.since, moment(9, 1, 3))
        assert (cleo.uncut_until is not None) is is_cut
        assert cleo.until == cleo.since or cleo.until <= dag.since

"""Importing and exporting memberships that begin or end on a day ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, Person
from models.seats import SeatFacts
from services import groups, import_export, seats
from services.import_export.sheets import MEMBERSHIPS
from services.spreadsheets import to_csv
from tests.factories import NOW, Cast, cast, standing
from tests.happenings import new_york, serve

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
JULY = datetime(2027, 7, 1, 4, tzinfo=UTC)
"""The first moment of 1 July 2027 in New York."""
CLEO, BEN = "cleo@tunxis.example.edu", "ben@central.example.edu"
HEADER = ("group", "person", "role", "since", "until")


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def memberships(*rows: tuple[str, ...]) -> dict[str, bytes]:
    lines = [("Metadata", *row, *([""] * (4 - len(row)))) for row in rows]
    return {"memberships.csv": to_csv([HEADER, *lines])}


def bring_in(session: Session, *rows: tuple[str, ...], now: datetime = NOW) -> list[str]:
    """Import these rows; what is wrong with them, where anything is."""
    plan = import_export.plan(session, memberships(*rows), now=now)
    if not plan.problems:
        import_export.apply(session, plan, now=now)
    return [f"{problem.line}, {problem.column}: {problem.what}" for problem in plan.problems]


def services_of(session: Session, person: Person) -> list[tuple[str, datetime, datetime | None]]:
    mine = select(Membership).where(Membership.person_id == person.id)
    rows = session.exec(mine.order_by(col(Membership.since))).all()
    return [(str(row.role), row.since, row.until) for row in rows]


def test_a_chair_whose_term_begins_in_july_is_none_before(session: Session, people: Cast) -> None:
    assert bring_in(session, (CLEO, "chair", "2027-07-01")) == []
    assert services_of(session, people.cleo) == [("chair", JULY, None)]
    chairs = [
        standing(session, people.cleo, at).chairs(people.metadata.id)
        for at in (NOW, JULY - MOMENT, JULY)
    ]
    assert chairs == [False, False, True]
    assert "Cleo Costa" not in [
        line.person.name for line in groups.roster(session, people.metadata, NOW)
    ]


def test_the_same_file_again_changes_nothing_before_and_after_the_day(
    session: Session, people: Cast
) -> None:
    row = (CLEO, "chair", "2027-07-01", "2028-06-30")
    bring_in(session, row)
    agreed = services_of(session, people.cleo)
    assert agreed == [("chair", JULY, new_york((JULY + 366 * DAY).date(), 0))]
    for now in (NOW + DAY, JULY, JULY + 100 * DAY):
        assert bring_in(session, row, now=now) == []
        assert services_of(session, people.cleo) == agreed


def test_whoever_serves_today_serves_until_the_new_day(session: Session, people: Cast) -> None:
    assert bring_in(session, (BEN, "chair", "2027-07-01")) == []
    [(first, _, until), (then, since, end)] = services_of(session, people.ben)
    assert (first, until, then, since, end) == ("member", JULY, "chair", JULY, None)
    assert standing(session, people.ben).groups == {people.metadata.id: MemberRole.MEMBER}


def test_a_plan_shows_both_what_ends_and_what_begins(session: Session, people: Cast) -> None:
    plan = import_export.plan(session, memberships((BEN, "chair", "2027-07-01")), now=NOW)
    shown = plan.entries(import_export.SHEETS["memberships.csv"])
    assert [entry.changed for entry in shown] == [["until"], ["role", "since", "until"]]


def test_a_day_ahead_may_be_corrected(session: Session, people: Cast) -> None:
    bring_in(session, (BEN, "chair", "2027-07-01"))
    assert bring_in(session, (BEN, "co-chair", "2027-06-01")) == []
    june = new_york((JULY - 30 * DAY).date(), 0)
    [(first, _, until), last] = services_of(session, people.ben)
    assert (first, until, last) == ("member", june, ("co-chair", june, None))


def test_two_rows_speak_of_two_terms_of_one_person(session: Session, people: Cast) -> None:
    rows = ((CLEO, "member", "2026-01-05", "2027-06-30"), (CLEO, "chair", "2027-07-01"))
    assert bring_in(session, *rows) == []
    january = new_york(date(2026, 1, 5), 0)
    agreed = [("member", january, JULY), ("chair", JULY, None)]
    assert services_of(session, people.cleo) == agreed
    assert bring_in(session, *reversed(rows)) == []
    assert services_of(session, people.cleo) == agreed


def test_a_last_day_counts_whole(session: Session, people: Cast) -> None:
    assert bring_in(session, (BEN, "", "", "2026-11-24")) == []
    end = new_york((NOW + DAY).date(), 0)
    serves = [bool(standing(session, people.ben, at).groups) for at in (NOW, end - MOMENT, end)]
    assert serves == [True, True, False]
    assert bring_in(session, (BEN, "", "", "none")) == []
    assert services_of(session, people.ben)[-1][2] is None


def test_a_service_may_be_brought_forward_to_today(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)
    assert bring_in(session, (CLEO, "", "2026-11-24")) == []
    assert services_of(session, people.cleo) == [("chair", NOW, None)]


def test_somebody_who_left_today_may_begin_again_today(session: Session, people: Cast) -> None:
    later = NOW + timedelta(hours=2)
    serve(session, people.metadata, people.cleo, until=NOW)
    assert bring_in(session, (CLEO, "", "2026-11-24"), now=later) == []
    assert services_of(session, people.cleo)[-1] == ("member", later, None)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [(CLEO, "", "2027-07-01", "2027-06-30")],
            "2, until: It would end on Wed, Jun 30, 2027 and begin on Thu, Jul 1, 2027. Write a"
            " later last day.",
        ),
        (
            [(CLEO, "", "2026-11-20", "2027-07-01"), (CLEO, "chair", "2027-07-01")],
            "3, since: There is another membership of the same person until Thu, Jul 1, 2027."
            " Nobody is in a group twice: write days that do not overlap.",
        ),
        (
            [(CLEO, "", "2027-07-01"), (CLEO, "chair", "2027-07-01")],
            "3, None: Line 2 speaks of the same. Delete one of the two.",
        ),
        (
            [(CLEO, "", "2027-07-01"), (CLEO, "chair")],
            "3, None: Line 2 speaks of the same. Delete one of the two.",
        ),
        ([(CLEO, "", "", "soon")], "2, until: “soon” is not a date. Write it like 2026-11-24."),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, people: Cast, rows: list[tuple[str, ...]], problem: str
) -> None:
    assert bring_in(session, *rows) == [problem]
    assert services_of(session, people.cleo) == []


def test_nobody_begins_before_she_left(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, until=NOW - 10 * DAY)
    problems = bring_in(session, (CLEO, "", "2026-11-13"))
    assert problems == [
        "2, since: The same person was a member until Sat, Nov 14, 2026 already. Write that day"
        " or a later one."
    ]
    assert bring_in(session, (CLEO, "", "2026-11-14")) == []
    assert services_of(session, people.cleo)[-1] == ("member", NOW - 10 * DAY, None)


def test_a_group_in_which_somebody_serves_has_a_chair_today(session: Session, people: Cast) -> None:
    ann = "ann@central.example.edu"
    assert bring_in(session, (ann, "member"), (CLEO, "chair", "2027-07-01")) == [
        "3, role: Metadata has no chair today. Give somebody in memberships.csv the role chair."
    ]
    assert bring_in(session, (ann, "member"), (CLEO, "chair", "2026-11-24")) == []


def test_a_new_group_may_begin_with_its_chair_on_a_day_ahead(
    session: Session, people: Cast
) -> None:
    header = ("name", "kind", "charge")
    files = {
        "groups.csv": to_csv([header, ("Reserves", "task force", "One policy.")]),
        "memberships.csv": to_csv([HEADER, ("Reserves", CLEO, "chair", "2027-07-01", "")]),
    }
    plan = import_export.plan(session, files, now=NOW)
    assert plan.problems == []
    import_export.apply(session, plan, now=NOW)
    reserves = session.exec(select(Group).where(Group.name == "Reserves")).one()
    assert groups.roster(session, reserves, NOW) == []
    assert [line.role for line in groups.roster(session, reserves, JULY)] == [MemberRole.CHAIR]


def test_a_group_that_is_discharged_later_needs_a_chair_until_then(
    session: Session, people: Cast
) -> None:
    header = ("name", "kind", "charge", "discharged_on")
    for day, needs in (("2026-11-24", False), ("2026-11-25", True)):
        row = ("Reserves", "task force", "One policy.", day)
        plan = import_export.plan(session, {"groups.csv": to_csv([header, row])}, now=NOW)
        assert bool(plan.problems) is needs


def test_what_is_exported_holds_terms_ahead_and_comes_in_again(
    session: Session, people: Cast
) -> None:
    bring_in(session, (BEN, "chair", "2027-07-01", "2028-06-30"), (CLEO, "", "2027-01-01"))
    files = dict(import_export.export(session, now=NOW))
    lines = files["memberships.csv"].decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(HEADER)
    assert [line for line in lines if BEN in line or CLEO in line] == [
        f"Metadata,{BEN},member,2026-06-01,2027-06-30",
        f"Metadata,{BEN},chair,2027-07-01,2028-06-30",
        f"Metadata,{CLEO},member,2027-01-01,",
    ]
    plan = import_export.plan(session, {"memberships.csv": files["memberships.csv"]}, now=NOW)
    shown = plan.entries(import_export.SHEETS["memberships.csv"])
    assert (plan.problems, [entry.changed for entry in shown if entry.changed]) == ([], [])


def test_who_has_left_or_was_called_off_is_not_exported(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, until=NOW)
    serve(session, people.metadata, people.dag, JULY, JULY)
    exported = dict(import_export.export(session, now=NOW))["memberships.csv"].decode()
    assert CLEO not in exported
    assert "dag@office" not in exported


def test_roles_in_the_consortium_are_those_of_the_moment(session: Session, people: Cast) -> None:
    files = {"people.csv": to_csv([("email", "name", "roles"), (CLEO, "Cleo Costa", "director")])}
    import_export.apply(session, import_export.plan(session, files, now=NOW), now=NOW)
    assert not standing(session, people.cleo, NOW - MOMENT).is_director
    assert standing(session, people.cleo, NOW).is_director
    files = {"people.csv": to_csv([("email", "name", "roles"), (CLEO, "Cleo Costa", "none")])}
    later = NOW + DAY
    import_export.apply(session, import_export.plan(session, files, now=later), now=later)
    assert standing(session, people.cleo, later - MOMENT).is_director
    assert not standing(session, people.cleo, later).is_director


def test_a_further_term_in_a_zone_to_the_west_stays_as_it_is(
    session: Session, people: Cast
) -> None:
    """Where it begins in New York the day has begun already, and the first term seems to last
    until that day.
    """
    people.metadata.zone = "America/Los_Angeles"
    seat = seats.add(session, people.metadata, SeatFacts(term_months=12), by=people.ann, now=NOW)
    row = seats.appoint(
        session, seat, people.metadata, people.ben, first=NOW.date(), by=people.ann, now=NOW
    )
    again = seats.extend(session, seat, people.metadata, row, by=people.ann, now=NOW)
    agreed = services_of(session, people.ben)
    assert row.until == again.since
    assert bring_in(session, (CLEO, "member")) == []
    assert services_of(session, people.ben) == agreed
    own = dict(import_export.export(session, now=NOW))["memberships.csv"]
    plan = import_export.plan(session, {"memberships.csv": own}, now=NOW)
    assert plan.problems == []
    assert not [entry for entry in plan.entries(MEMBERSHIPS) if entry.changed]

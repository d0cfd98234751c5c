"""Libraries that confirm their people each term: who is asked when, and what is marked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from models import (
    ConfirmationRound,
    HistoryEntry,
    LibraryConfirmation,
    Organization,
    OrganizationKind,
    OutboxMessage,
    OutboxState,
    Person,
    RoleKind,
)
from models.academic_terms import TERM_DAYS
from models.console import FindingKind
from models.database import reading, unit_of_work
from models.freshness import Freshness
from scheduler import confirmations as job
from services import (
    academic_terms,
    access,
    already_told,
    confirmation_notices,
    confirmations,
    console,
    consortium,
    organizations,
    people,
    preferences,
    terms,
)
from services.errors import Conflict, Invalid, NotAllowed
from services.outbox import Drop, Send, Wait
from tests.factories import NOW, Cast, cast, organization, person, standing

DAY = timedelta(days=1)
TERM = date(2027, 1, 20)
"""A Wednesday."""
NINE = datetime(2027, 1, 20, 14, tzinfo=UTC)
"""Nine in New York, where the cast and the consortium live."""


@pytest.fixture
def everybody(database: str) -> Cast:
    """Ann directs Central, Cleo directs Tunxis, and Dag is the program manager."""
    with unit_of_work() as session:
        found = cast(session)
        for library, head in ((found.central, found.ann), (found.tunxis, found.cleo)):
            organizations.set_directors(session, library, [head], by=found.dag, now=NOW)
    return found


def to_ask(now: datetime) -> list[str]:
    """Who is to be asked at a moment, of which library."""
    with reading() as session:
        return sorted(
            f"{notice.person.name.split()[0]} of {notice.organization.short_name}"
            for notice in confirmation_notices.notices(session, now)
        )


def promised() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))


def rounds() -> list[date]:
    with reading() as session:
        return [row.begins_on for row in session.exec(select(ConfirmationRound))]


def begin_terms_on(days: str) -> None:
    with unit_of_work() as session:
        settings = consortium.settings(session)
        settings.term_days = days
        session.add(settings)


def confirm(library: Organization, by: Person, now: datetime) -> bool:
    with unit_of_work() as session:
        return confirmations.confirm(session, session.merge(library), by=by, now=now)


def direct(everybody: Cast, library: Organization, heads: list[Person], now: datetime) -> None:
    with unit_of_work() as session:
        row = session.merge(library)
        organizations.set_directors(session, row, heads, by=everybody.dag, now=now)


def fresh(now: datetime, library: Organization) -> Freshness:
    with reading() as session:
        return confirmations.freshness(session, now).of(library)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Jan 20, Aug 25", TERM_DAYS),
        ("25 august and January 20th", TERM_DAYS),
        ("Sept. 1", "Sep 1"),
        ("Mar 1; Apr 30\nDec 31", "Mar 1, Apr 30, Dec 31"),
        ("Aug 25 to December 18; 20 January - May 15th", "Jan 20–May 15, Aug 25–Dec 18"),
        ("Nov 1 until Feb 10, Mar 1 through Jun 30", "Mar 1–Jun 30, Nov 1–Feb 10"),
        (
            "Mar 1–Apr 29, Apr 30–Dec 30, Dec 31–Feb 28",
            "Mar 1–Apr 29, Apr 30–Dec 30, Dec 31–Feb 28",
        ),
    ],
)
def test_the_days_of_terms_are_read_in_words(typed: str, stored: str) -> None:
    assert academic_terms.read_days(typed) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "at least one day"),
        (" , ", "at least one day"),
        ("soon", "“soon”"),
        ("Feb 29", "“Feb 29”"),
        ("Aug 32", "“Aug 32”"),
        ("Aug 25, 2026", "“2026”"),
        ("Jan 20–May 15, Aug 25", "each of the terms"),
        ("Jan 20–May 15–Jun 1", "first and the last day"),
        ("Jan 20–soon", "“soon”"),
        ("Jan 20–Aug 25, Aug 25–Dec 18", "before the next one begins"),
        ("Jan 20–May 15, Aug 25–Jan 20", "before the next one begins"),
        ("Aug 25–Aug 25", "before the next one begins"),
        ("Jan 10–Mar 9, Mar 20–May 19, May 30–Jul 29, Aug 15–Oct 14, Oct 20–Dec 9", "too long"),
        ("Mar 1, Apr 29", "at least 60 days apart"),
        ("Jan 1, Nov 3", "at least 60 days apart"),
    ],
)
def test_other_days_are_refused_beside_the_field(typed: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        academic_terms.read_days(typed)
    assert refusal.value.field == "term_days"


@pytest.mark.parametrize(
    ("days", "today", "begins_on", "name"),
    [
        (TERM_DAYS, date(2027, 1, 19), date(2026, 8, 25), "fall 2026"),
        (TERM_DAYS, date(2027, 1, 20), date(2027, 1, 20), "spring 2027"),
        ("Jun 1", date(2027, 5, 31), date(2026, 6, 1), "summer 2026"),
        ("Jan 5, Mar 30, Sep 28", date(2027, 4, 1), date(2027, 3, 30), "March 2027"),
        ("Jan 5, Mar 30, Sep 28", date(2027, 10, 1), date(2027, 9, 28), "fall 2027"),
    ],
)
def test_a_day_lies_in_the_term_that_began_last(
    days: str, today: date, begins_on: date, name: str
) -> None:
    term = academic_terms.current_term(days, today)
    assert (term.begins_on, term.name) == (begins_on, name)


def test_directors_are_asked_at_nine_on_the_day_and_once(everybody: Cast) -> None:
    assert job.queue_due(NINE - timedelta(seconds=1)) == 0
    assert promised() == []
    assert rounds() == []
    assert job.queue_due(NINE) == 2
    assert [job.queue_due(now) for now in (NINE, NINE + 3 * DAY)] == [0, 0]
    text = promised()[0].payload["text"]
    assert "spring 2027. Are the people and contacts of *Central Library* still right?" in text
    assert rounds() == [TERM]
    # A clock that was put back asks nobody a second time.
    assert [job.queue_due(now) for now in (NINE - DAY, NINE)] == [0, 0]


def test_the_first_day_is_no_holiday_and_no_weekend(everybody: Cast) -> None:
    with unit_of_work() as session:
        days, today = "2027-01-20 to 2027-01-21 Snow", NOW.date()
        preferences.set_holidays(session, days, None, by=everybody.dag, today=today, now=NOW)
    assert to_ask(NINE + DAY) == []
    assert to_ask(NINE + 2 * DAY) == ["Ann of Central", "Cleo of Tunxis"]
    begin_terms_on("Jan 16")
    saturday = datetime(2027, 1, 16, 14, tzinfo=UTC)
    assert [to_ask(saturday), to_ask(saturday + DAY)] == [[], []]
    assert to_ask(saturday + 2 * DAY) == ["Ann of Central", "Cleo of Tunxis"]


def test_one_reminder_goes_to_who_was_asked_of_a_library_that_nobody_confirmed(
    everybody: Cast,
) -> None:
    job.queue_due(NINE)
    direct(everybody, everybody.central, [everybody.ann, everybody.ben], NINE + DAY)
    confirm(everybody.tunxis, everybody.dag, NINE + DAY)
    again = NINE + 14 * DAY
    assert to_ask(again - timedelta(seconds=1)) == []
    assert to_ask(again) == ["Ann of Central"]
    assert [job.queue_due(now) for now in (again, again + DAY)] == [1, 0]
    assert "Two weeks ago" in promised()[-1].payload["text"]
    assert to_ask(again + 14 * DAY) == []


def test_who_is_not_to_ask(everybody: Cast) -> None:
    with unit_of_work() as session:
        new, closed = organization(session, "new"), organization(session, "closed")
        new.active_from, closed.active_until = TERM + DAY, TERM - DAY
        office = organization(session, "bureau", OrganizationKind.OFFICE)
        for place in (new, closed, office):
            name, slack_id = f"{place.short_name} Head", f"U{place.key.upper()}"
            head = person(session, name, at=place, slack_id=slack_id)
            terms.appoint(session, head.id, RoleKind.DIRECTOR, now=NOW)
        session.get_one(Person, everybody.ann.id).is_guest = True
    assert to_ask(NINE + DAY) == ["Cleo of Tunxis"]
    # Who begins to direct in mid-term is asked at the next one.
    direct(everybody, everybody.central, [everybody.ben], NINE + DAY)
    assert to_ask(NINE + 2 * DAY) == ["Cleo of Tunxis"]
    assert to_ask(datetime(2027, 8, 25, 13, tzinfo=UTC)) == [
        "Ben of Central",
        "Cleo of Tunxis",
        "New of New",
    ]


def test_a_term_that_began_long_ago_is_left_alone(everybody: Cast) -> None:
    """Such as after an upgrade, or when the clock jumped."""
    assert [job.queue_due(NINE + days * DAY) for days in (14, 60)] == [0, 0]
    assert rounds() == []
    assert fresh(NINE + 90 * DAY, everybody.central) == Freshness()


def test_without_libraries_no_round_begins(database: str) -> None:
    assert job.queue_due(NINE) == 0
    assert rounds() == []


def test_days_that_change_ask_nobody_twice_in_a_row(everybody: Cast) -> None:
    job.queue_due(NINE)
    begin_terms_on("Jan 22, Aug 25")
    assert job.queue_due(NINE + 2 * DAY) == 0
    assert rounds() == [TERM]


def test_a_question_that_waits_is_held_against_what_is_true(everybody: Cast) -> None:
    job.queue_due(NINE)
    with unit_of_work() as session:
        first, second = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        assert isinstance(job.recheck(session, first, NINE), Send)
        ben = session.get_one(Person, everybody.ben.id)
        people.place(session, ben, everybody.tunxis.id, by=everybody.dag, now=NINE)
        assert isinstance(job.recheck(session, second, NINE + timedelta(minutes=1)), Send)
        assert "Ben Brook" in str(second.payload["blocks"])
        assert isinstance(job.recheck(session, first, NINE + timedelta(hours=12)), Wait)
        central = session.merge(everybody.central)
        confirmations.confirm(session, central, by=everybody.ann, now=NINE)
        assert isinstance(job.recheck(session, first, NINE), Drop)
        assert isinstance(job.recheck(session, second, NINE + 15 * DAY), Drop)


def test_a_restored_database_counts_them_as_told(everybody: Cast) -> None:
    with unit_of_work() as session:
        already_told.decide(session, {}, NINE + DAY)
    assert job.queue_due(NINE + DAY) == 0
    found = [message for message in promised() if message.key.startswith("confirm|")]
    assert len(found) == 2
    assert OutboxState.READY not in {message.state for message in found}
    assert rounds() == [TERM]


def test_a_confirmation_is_a_dated_row_once_a_day(everybody: Cast) -> None:
    central, ann, dag = everybody.central, everybody.ann, everybody.dag
    assert confirm(central, ann, NOW)
    assert not confirm(central, dag, NOW)
    assert confirm(central, dag, NOW + DAY)
    with reading() as session:
        statement = select(LibraryConfirmation)
        rows = session.exec(statement.order_by(col(LibraryConfirmation.confirmed_on)))
        assert [(row.confirmed_on, row.confirmed_by) for row in rows] == [
            (date(2026, 11, 24), ann.id),
            (date(2026, 11, 25), dag.id),
        ]
        recorded = select(HistoryEntry).where(HistoryEntry.action == "organization.confirmed")
        assert [(entry.by_id, entry.after) for entry in session.exec(recorded)] == [
            (ann.id, {"confirmed_on": "2026-11-24"}),
            (dag.id, {"confirmed_on": "2026-11-25"}),
        ]


def test_only_active_member_libraries_are_confirmed(everybody: Cast) -> None:
    with unit_of_work() as session:
        tunxis = session.get_one(Organization, everybody.tunxis.id)
        tunxis.active_until = NOW.date() - DAY
    with pytest.raises(Conflict, match="no member library"):
        confirm(everybody.writing_center, everybody.dag, NOW)
    with pytest.raises(Conflict, match="not active"):
        confirm(tunxis, everybody.dag, NOW)


def test_its_director_and_the_program_manager_confirm_a_library(everybody: Cast) -> None:
    library = everybody.central.id
    with unit_of_work() as session:
        for who in (everybody.ann, everybody.dag):
            found = access.library_to_confirm(session, library, by=standing(session, who))
            assert found.id == library
        for who in (everybody.cleo, everybody.ben):
            with pytest.raises(NotAllowed, match="Only a director of Central"):
                access.library_to_confirm(session, library, by=standing(session, who))


def test_what_nobody_confirmed_is_marked_a_month_after_the_term_began(everybody: Cast) -> None:
    central, tunxis, over = everybody.central, everybody.tunxis, NINE + 30 * DAY
    confirm(central, everybody.ann, NOW)
    job.queue_due(NINE)
    confirm(tunxis, everybody.cleo, NINE)
    with unit_of_work() as session:
        third, new = organization(session, "third"), organization(session, "new")
        new.active_from = TERM + DAY
    assert not fresh(over - DAY, central).is_stale
    stale = Freshness(date(2026, 11, 24), "fall 2026", is_stale=True)
    assert fresh(over, central) == stale
    assert fresh(over, tunxis) == Freshness(TERM, "spring 2027")
    assert fresh(over, third) == Freshness(is_stale=True)
    assert fresh(over, new) == fresh(over, everybody.writing_center) == Freshness()
    with reading() as session:
        lines = organizations.listed(session, standing(session, everybody.dag, over))
        assert {line.freshness for line in lines if line.organization.id == central.id} == {stale}
    confirm(central, everybody.dag, over)
    assert not fresh(over, central).is_stale


def test_the_console_lists_libraries_nobody_confirmed(everybody: Cast) -> None:
    with unit_of_work() as session:
        organization(session, "third")

    def found(now: datetime) -> list[tuple[str, bool, bool]]:
        with reading() as session:
            who = access.standing(session, everybody.dag, now)
            lines = console.found_of(session, who, FindingKind.CONFIRMED).lines
            return [
                (line.name, line.has_director, bool(line.freshness and line.freshness.is_stale))
                for line in lines
            ]

    assert found(NINE) == []
    job.queue_due(NINE)
    confirm(everybody.tunxis, everybody.cleo, NINE)
    assert found(NINE + 29 * DAY) == [("Third", False, False)]
    assert found(NINE + 30 * DAY) == [("Central", True, True), ("Third", False, True)]

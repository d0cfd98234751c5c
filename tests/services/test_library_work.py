"""What the own people of a library see of it: what waits and ends, and its figures beside those of
the year before.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import (
    Call,
    Contribution,
    ContributionKind,
    Decision,
    Deliverable,
    MeetingStatus,
    Organization,
    Person,
    Role,
    RoleKind,
)
from models.member_libraries import LibraryWork
from models.value_statements import (
    CommitmentRow,
    FactRows,
    GivenRow,
    ServiceRow,
    StatementKind,
    StatementScope,
    StatementState,
    ValueStatement,
)
from services import access, library_work, organizations, terms, value_statements
from services.errors import NotAllowed, NotFound
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, serve
from tests.opened_calls import opened, spoken_for
from tests.stories.test_costs import counted

DAY = timedelta(days=1)
FIRST, TODAY = date(2026, 7, 1), date(2026, 11, 24)
"""This fiscal year so far, in New York."""


@pytest.fixture
def people(session: Session) -> Cast:
    """Ann directs Central."""
    everybody = cast(session)
    session.add(Role(person_id=everybody.ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    return everybody


def work(session: Session, library: Organization, who: Person) -> LibraryWork | None:
    by = standing(session, who)
    return library_work.shown_work(session, organizations.overview(session, library, by), by)


def happened(session: Session, people: Cast, seed: int) -> None:
    """Two and a half years of work, services and moves, by chance."""
    chance = Random(seed)
    ids = iter(range(10_000, 20_000))
    other = group(session, f"Courier {seed}", chair=people.cleo, channel_id=f"C{seed}")
    everyone = (people.ann, people.ben, people.cleo, people.pia)
    for who in everyone:
        for where in (people.metadata, other):
            since = NOW - chance.randrange(400, 900) * DAY
            serve(session, where, who, since, since + chance.randrange(1, 220) * DAY)
    serve(session, other, people.ben, NOW - chance.randrange(150) * DAY)
    terms.change_home(
        session, people.cleo, people.central.id, by=None, now=NOW - chance.randrange(100) * DAY
    )
    for _ in range(60):
        at = NOW - timedelta(hours=chance.randrange(24 * 900))
        where = chance.choice((people.metadata, other))
        held = meeting(session, where, at, status=chance.choice(list(MeetingStatus)))
        if chance.random() < 0.5:
            session.add(
                Decision(
                    group_id=where.id,
                    wording="Agreed",
                    recorded_by=people.ann.id,
                    recorded_at=at,
                    meeting_id=held.id,
                )
            )
        who = chance.choice(everyone)
        session.add(
            Contribution(
                person_id=who.id,
                organization_id=chance.choice((people.central.id, people.tunxis.id)),
                group_id=where.id,
                kind=chance.choice(list(ContributionKind)),
                source=f"meeting:{next(ids)}",
                occurred_at=at,
            )
        )
        done = at.date() if chance.random() < 0.5 else None
        session.add(Deliverable(group_id=where.id, title="Norms", done_on=done, created_at=BEFORE))
    session.flush()


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_its_figures_are_those_of_a_value_statement_of_the_same_days(
    session: Session, people: Cast, seed: int
) -> None:
    happened(session, people, seed)
    found = library_work.years(session, people.central, NOW)
    last_year = date(2025, 7, 1), date(2025, 11, 24)
    assert (found.first_before, found.last_before) == last_year
    counted_here = {row.key for row in library_work.counted_figures()}
    expected = []
    for first, last in ((FIRST, TODAY), last_year):
        scope = StatementScope(StatementKind.LIBRARY, first, last, "", people.central)
        rows = value_statements.fact_rows(session, scope, now=NOW)
        figures = value_statements.figures(rows, StatementKind.LIBRARY)
        expected.append(
            {row.definition.key: row.value for row in figures if row.definition.key in counted_here}
        )
    present = {pair.figure.definition.key: pair.figure.value for pair in found.pairs}
    before = {pair.figure.definition.key: pair.before for pair in found.pairs}
    assert [present, before] == expected
    assert present["meetings-attended"] + before["meetings-attended"] > 0
    assert not any("others" in key for key in present)


def test_the_last_of_february_is_beside_the_last_of_february(
    session: Session, people: Cast
) -> None:
    noon = datetime(2025, 2, 28, 17, tzinfo=UTC)
    found = library_work.years(session, people.central, noon)
    assert (found.first_before, found.last_before) == (date(2023, 7, 1), date(2024, 2, 29))


def test_rows_of_other_days_are_left_out(session: Session, people: Cast) -> None:
    happened(session, people, 5)
    scope = StatementScope(StatementKind.LIBRARY, date(2025, 1, 1), TODAY, "", people.central)
    rows = value_statements.fact_rows(session, scope, now=NOW)
    first, last = date(2026, 1, 1), date(2026, 8, 31)
    found: FactRows = library_work.rows_within(rows, first, last)
    assert all(first <= row.on <= last for row in found.contributions)
    assert all(first <= row.on <= last for row in found.decisions)
    assert all(first <= row.first <= row.last <= last for row in found.services)
    assert found.services


def test_the_first_and_the_last_day_count() -> None:
    first, last = date(2026, 1, 1), date(2026, 8, 31)
    days = [first - DAY, first, last, last + DAY]
    rows = FactRows(
        contributions=tuple(GivenRow(day, 1, "Ann", "central", 1, "attended", 1) for day in days),
        services=tuple(
            ServiceRow(number, "Ann", "central", number, "member", *span, 1)
            for number, span in enumerate(zip(days, days, strict=True))
        ),
        commitments=tuple(CommitmentRow(day, last, "", "", "", 1, 0, "") for day in days),
    )
    found = library_work.rows_within(rows, first, last)
    assert [row.on for row in found.contributions] == [first, last]
    assert [row.first for row in found.commitments] == [first, last]
    assert [(row.first, row.last) for row in found.services] == [(first, first), (last, last)]


def test_who_sees_what_of_it(session: Session, people: Cast) -> None:
    central = people.central
    director, own, other, guest, manager = (
        work(session, central, who)
        for who in (people.ann, people.ben, people.cleo, people.gil, people.dag)
    )
    assert None not in (director, own, manager)
    assert (other, guest) == (None, None)
    for who in (people.ann, people.dag):
        assert access.library_with_record(session, central.id, by=standing(session, who)) is central
    for who in (people.ben, people.cleo, people.gil):
        with pytest.raises(NotAllowed):
            access.library_with_record(session, central.id, by=standing(session, who))
    with pytest.raises(NotAllowed):
        access.library_with_record(
            session, people.writing_center.id, by=standing(session, people.dag)
        )
    people.gil.organization_id = central.id
    assert work(session, central, people.gil) is None
    for who in (people.cleo, people.gil, people.pia):
        with pytest.raises(NotFound):
            access.library_to_read(session, central.id, by=standing(session, who))
    with pytest.raises(NotFound):
        access.library_to_read(session, 999, by=standing(session, people.dag))
    assert access.library_to_read(session, central.id, by=standing(session, people.ben)) is central
    # A campus unit has no such page, for its own people neither.
    with pytest.raises(NotFound):
        access.library_to_read(session, people.writing_center.id, by=standing(session, people.pia))


@pytest.mark.parametrize(("days", "is_shown"), [(90, True), (91, False), (0, False)])
def test_terms_that_end_within_ninety_days(
    session: Session, people: Cast, days: int, is_shown: bool
) -> None:
    courier = group(session, "Courier", chair=people.cleo, channel_id="CCOURIER")
    serve(session, courier, people.ben, until=NOW + days * DAY)
    found = work(session, people.central, people.ben)
    assert found is not None
    shown = [(row.person.name, row.group.name, row.ends_on) for row in found.ends]
    assert shown == ([("Ben Brook", "Courier", TODAY + days * DAY)] if is_shown else [])


def test_open_calls_say_whether_it_has_answered(session: Session, people: Cast) -> None:
    spoken_for(session, people)
    call = opened(session, people)
    found = work(session, people.central, people.ben)
    assert found is not None
    assert [(row.call.id, row.unit, row.has_answered) for row in found.open_calls] == [
        (call.call.id, "Central", False)
    ]
    call.units["Central"].answered_at = NOW
    session.add(call.units["Central"])
    session.flush()
    found = work(session, people.central, people.ben)
    assert found is not None
    assert [row.has_answered for row in found.open_calls] == [True]
    call.units["Central"].excused = "On leave"
    session.flush()
    found = work(session, people.central, people.ben)
    assert found is not None
    assert found.open_calls == ()


def test_partners_who_serve_beside_its_people(session: Session, people: Cast) -> None:
    found = work(session, people.central, people.ben)
    assert found is not None
    assert [(row.person.name, row.unit, row.groups) for row in found.partners] == [
        (who.name, people.writing_center.short_name, ("Metadata",))
        for who in (people.gil, people.pia)
    ]
    found = work(session, people.tunxis, people.cleo)
    assert found is not None
    assert found.partners == ()


def test_nothing_of_a_private_group_reaches_who_is_not_in_it(
    session: Session, people: Cast
) -> None:
    """Ben is in it; Ann, who directs the library, is not."""
    hidden = group(session, "Marked", chair=people.ben, channel_id="CHID", private=True)
    ida = person(session, "Marked Ida", at=people.writing_center)
    serve(session, hidden, ida)
    aid = person(session, "Marked Aid", at=people.central, slack_id="UAID")
    serve(session, hidden, aid, until=NOW + 5 * DAY)
    call = opened(session, people, question="Marked?").call
    session.get_one(Call, call.id).group_id = hidden.id
    session.flush()
    hers = work(session, people.central, people.ben)
    assert hers is not None
    assert (len(hers.ends), len(hers.open_calls)) == (1, 1)
    assert "Marked Ida" in [row.person.name for row in hers.partners]
    other = person(session, "Cy Clark", at=people.central, slack_id="UCY")
    found = work(session, people.central, other)
    assert found is not None
    assert (found.ends, found.open_calls) == ((), ())
    assert "Marked" not in " ".join(str(row) for row in found.partners)
    director = work(session, people.central, people.ann)
    assert director is not None
    assert (director.ends, director.open_calls) == ((), ())


def test_statements_that_the_reader_may_read(session: Session, people: Cast) -> None:
    for year, state in ((2024, StatementState.PUBLISHED), (2025, StatementState.DRAFT)):
        session.add(
            ValueStatement(
                kind=StatementKind.LIBRARY,
                organization_id=people.central.id,
                first_day=date(year, 7, 1),
                last_day=date(year + 1, 6, 30),
                label=f"fiscal year {year + 1}",
                state=state,
                drafted_by=people.dag.id,
                drafted_at=NOW,
            )
        )
    session.flush()
    for who, labels in (
        (people.ben, ["fiscal year 2025"]),
        (people.ann, ["fiscal year 2026", "fiscal year 2025"]),
    ):
        found = work(session, people.central, who)
        assert found is not None
        assert [row.statement.label for row in found.statements] == labels


def test_it_takes_the_same_number_of_queries_however_much_there_is(
    session: Session, people: Cast, database: Engine
) -> None:
    by = standing(session, people.dag)
    found = organizations.overview(session, people.central, by)

    def cost() -> int:
        with counted(database) as statements:
            library_work.shown_work(session, found, by)
        return len(statements)

    few = cost()
    happened(session, people, 6)
    assert cost() == few
    assert few <= 5


def test_the_agreed_end_of_a_term_counts_where_the_seat_is_held_over(
    session: Session, people: Cast
) -> None:
    courier = group(session, "Courier", chair=people.cleo, channel_id="CCOURIER")
    row = serve(session, courier, people.ben)
    row.term_ends_at = NOW + 5 * DAY
    session.flush()
    found = work(session, people.central, people.ben)
    assert found is not None
    assert [each.ends_on for each in found.ends] == [TODAY + 5 * DAY]

"""Participation: figures against a small ledger that is known by heart,
and the reading of questions.
"""

import csv
import io
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import (
    ContributionKind,
    Direction,
    Group,
    GroupDirection,
    Organization,
    OrganizationKind,
    Person,
)
from services import contributions, participation
from services.dates import Period
from services.errors import Invalid, NotAllowed
from services.participation import Breakdown, ParticipationQuery
from tests.factories import NOW, Cast, cast, group, organization, person, standing
from tests.keys import about

TODAY = date(2026, 11, 24)
YEAR = Period(date(2026, 7, 1), TODAY, "fiscal year 2027 to date")
ATTENDED, CHAIRED, TASK = (
    ContributionKind.ATTENDED,
    ContributionKind.CHAIRED,
    ContributionKind.COMPLETED_TASK,
)


def did(
    session: Session,
    who: Person,
    kind: ContributionKind,
    of: str,
    where: Group | None,
    at: datetime,
) -> None:
    group_id = where.id if where else None
    contributions.credit(session, who, kind, of=about(of), group_id=group_id, occurred_at=at)


def at(month: int, day: int, hour: int = 18) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def people(session: Session) -> Cast:
    """Metadata met twice and Reserves once; tasks were done; Asnuntuck kept silent."""
    people = cast(session)
    organization(session, "asnuntuck")
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    session.add(GroupDirection(group_id=people.metadata.id, direction_id=people.collections.id))
    did(session, people.ann, ATTENDED, "meeting:1", people.metadata, at(9, 1))
    did(session, people.ann, CHAIRED, "meeting:1", people.metadata, at(9, 1))
    did(session, people.ben, ATTENDED, "meeting:1", people.metadata, at(9, 1))
    did(session, people.pia, ATTENDED, "meeting:1", people.metadata, at(9, 1))
    did(session, people.ben, ATTENDED, "meeting:2", people.metadata, at(10, 1))
    did(session, people.cleo, ATTENDED, "meeting:3", reserves, at(10, 2))
    did(session, people.cleo, CHAIRED, "meeting:3", reserves, at(10, 2))
    did(session, people.ben, TASK, "task:1", people.metadata, at(10, 3))
    did(session, people.cleo, TASK, "task:2", None, at(11, 1))
    did(session, people.ben, ATTENDED, "meeting:9", people.metadata, at(5, 1))
    session.flush()
    return people


def rows(session: Session, query: ParticipationQuery) -> list[tuple[str | int, ...]]:
    return list(participation.report(session, query, now=NOW).rows)


def test_every_library_is_shown_also_a_silent_one(session: Session, people: Cast) -> None:
    table = participation.report(session, ParticipationQuery(YEAR), now=NOW)
    assert (
        table.title == "Participation by library: fiscal year 2027 to date (Wed, Jul 1, 2026 to"
        " Tue, Nov 24, 2026)"
    )
    assert table.columns == (
        "Library",
        "People active",
        "Meetings attended",
        "Meetings chaired",
        "Tasks completed",
        "Calls answered",
        "Minutes taken",
        "Groups active",
        "Contributions",
    )
    assert table.rows == (
        ("Asnuntuck", 0, 0, 0, 0, 0, 0, 0, 0),
        ("Central", 2, 3, 1, 1, 0, 0, 1, 5),
        ("Tunxis", 1, 1, 1, 1, 0, 0, 1, 3),
        ("Writing", 1, 1, 0, 0, 0, 0, 1, 1),
        ("All together", 4, 5, 2, 2, 0, 0, 2, 9),
    )
    assert (
        "From Wednesday, July 1, 2026 to Tuesday, November 24, 2026, days in America/New_York."
        in table.note
    )
    assert "Attended counts each person once for each meeting held in the period." in table.note


def test_a_library_is_shown_by_group(session: Session, people: Cast) -> None:
    assert rows(session, ParticipationQuery(YEAR, Breakdown.GROUP, library=people.tunxis)) == [
        ("Reserves", 1, 1, 0, 0, 0, "–", 1, 0, 0, 0, 2),
        ("Outside any group", 1, 0, 0, 0, 0, "–", 0, 1, 0, 0, 1),
        ("All together", 1, 1, 0, 0, 0, "–", 1, 1, 0, 0, 3),
    ]
    assert rows(session, ParticipationQuery(YEAR, Breakdown.GROUP, library=people.central)) == [
        ("Metadata", 2, 3, 0, 0, 0, "–", 1, 1, 0, 0, 5),
        ("All together", 2, 3, 0, 0, 0, "–", 1, 1, 0, 0, 5),
    ]


def test_a_group_is_shown_by_library_with_zeros(session: Session, people: Cast) -> None:
    assert rows(session, ParticipationQuery(YEAR, group=people.metadata)) == [
        ("Asnuntuck", 0, 0, 0, 0, 0, 0, 0, 0),
        ("Central", 2, 3, 1, 1, 0, 0, 1, 5),
        ("Tunxis", 0, 0, 0, 0, 0, 0, 0, 0),
        ("Writing", 1, 1, 0, 0, 0, 0, 1, 1),
        ("All together", 3, 4, 1, 1, 0, 0, 1, 6),
    ]


def test_by_strategic_direction(session: Session, people: Cast) -> None:
    second = Direction(key="equity", name="Equity", position=2)
    session.add(second)
    session.flush()
    session.add(GroupDirection(group_id=people.metadata.id, direction_id=second.id))
    assert rows(session, ParticipationQuery(YEAR, Breakdown.DIRECTION)) == [
        ("Shared collections", 3, 4, 1, 1, 0, 0, 1, 6),
        ("Equity", 3, 4, 1, 1, 0, 0, 1, 6),
        ("No direction", 1, 1, 1, 1, 0, 0, 1, 3),
        ("All together", 4, 5, 2, 2, 0, 0, 2, 9),
    ]
    assert rows(session, ParticipationQuery(YEAR, direction=second))[-1] == (
        "All together",
        3,
        4,
        1,
        1,
        0,
        0,
        1,
        6,
    )


def test_by_person_with_members_who_did_nothing(session: Session, people: Cast) -> None:
    assert rows(session, ParticipationQuery(YEAR, Breakdown.PERSON, group=people.metadata)) == [
        ("Ann Abara", 1, 0, 0, 0, "–", 1, 0, 0, 0, 1, 2),
        ("Ben Brook", 2, 0, 0, 0, "–", 0, 1, 0, 0, 1, 3),
        ("Gil Grau", 0, 0, 0, 0, "–", 0, 0, 0, 0, 0, 0),
        ("Pia Pons", 1, 0, 0, 0, "–", 0, 0, 0, 0, 1, 1),
        ("All together", 4, 0, 0, 0, "–", 1, 1, 0, 0, 1, 6),
    ]


def test_ones_own_record(session: Session, people: Cast) -> None:
    table = participation.report(
        session, ParticipationQuery(YEAR, Breakdown.GROUP, person=people.ben), now=NOW
    )
    assert table.columns == (
        "Group",
        "Meetings attended",
        "Meetings held",
        "Without a list",
        "Regrets",
        "Attendance",
        "Meetings chaired",
        "Tasks completed",
        "Calls answered",
        "Minutes taken",
        "Contributions",
    )
    assert table.rows == (
        ("Metadata", 2, 0, 0, 0, "–", 0, 1, 0, 0, 3),
        ("All together", 2, 0, 0, 0, "–", 0, 1, 0, 0, 3),
    )
    assert table.chart is None


def test_work_stays_with_the_library_of_that_time(session: Session, people: Cast) -> None:
    people.ben.organization_id = people.tunxis.id
    session.flush()
    assert rows(session, ParticipationQuery(YEAR))[1] == ("Central", 2, 3, 1, 1, 0, 0, 1, 5)


def test_somebody_without_a_library_is_counted_apart(session: Session, people: Cast) -> None:
    stranger = person(session, "Noor Nour", slack_id="UNEW")
    did(session, stranger, ATTENDED, "meeting:1", people.metadata, at(9, 1))
    session.flush()
    assert rows(session, ParticipationQuery(YEAR))[-2] == (
        "Library not known",
        1,
        1,
        0,
        0,
        0,
        0,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), 1),
        (datetime(2026, 8, 1, 3, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 8, 1, 4, 0, tzinfo=UTC), 0),
    ],
)
def test_days_are_those_of_the_consortium(session: Session, moment: datetime, counts: int) -> None:
    people = cast(session)
    did(session, people.ann, ATTENDED, "meeting:1", people.metadata, moment)
    session.flush()
    july = Period(date(2026, 7, 1), date(2026, 7, 31), "July 2026")
    assert rows(session, ParticipationQuery(july))[-1][-1] == counts


@pytest.mark.parametrize(
    ("first", "last", "is_there"),
    [
        (None, date(2026, 6, 30), False),
        (None, date(2026, 7, 1), True),
        (date(2026, 7, 31), None, True),
        (date(2026, 8, 1), None, False),
    ],
)
def test_a_silent_library_is_there_if_it_was_a_member_on_any_day(
    session: Session, first: date | None, last: date | None, is_there: bool
) -> None:
    people = cast(session)
    people.tunxis.active_from, people.tunxis.active_until = first, last
    session.add(people.tunxis)
    session.flush()
    july = Period(date(2026, 7, 1), date(2026, 7, 31), "July 2026")
    assert ("Tunxis" in {row[0] for row in rows(session, ParticipationQuery(july))}) is is_there


def test_who_may_ask_what(session: Session, people: Cast) -> None:
    questions = {
        "all": ParticipationQuery(YEAR),
        "library": ParticipationQuery(YEAR, library=people.central),
        "group": ParticipationQuery(YEAR, group=people.metadata),
        "self": ParticipationQuery(YEAR, person=people.ben),
    }
    allowed = {
        who.name: [name for name, query in questions.items() if may(session, who, query)]
        for who in (people.dag, people.ann, people.ben, people.cleo, people.gil)
    }
    assert allowed == {
        "Dag Dahl": ["all", "library", "group", "self"],
        "Ann Abara": ["group"],
        "Ben Brook": ["self"],
        "Cleo Costa": [],
        "Gil Grau": [],
    }


def test_ones_own_record_does_not_name_a_group_that_one_may_not_know_of(
    session: Session, people: Cast
) -> None:
    secret = group(session, "Secret", chair=people.dag, channel_id="CSEC", private=True)
    assert not may(session, people.ben, ParticipationQuery(YEAR, group=secret, person=people.ben))
    assert may(
        session, people.ben, ParticipationQuery(YEAR, group=people.metadata, person=people.ben)
    )


def may(session: Session, who: Person, query: ParticipationQuery) -> bool:
    try:
        participation.permitted(query, by=standing(session, who))
    except NotAllowed:
        return False
    return True


def test_the_file_has_the_same_figures_and_no_formula(session: Session, people: Cast) -> None:
    session.add(
        Organization(key="evil", name="x", short_name="=SUM(A1)", kind=OrganizationKind.LIBRARY)
    )
    session.flush()
    table = participation.report(session, ParticipationQuery(YEAR), now=NOW)
    content = participation.to_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    read = [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    expected = [tuple(str(cell) for cell in row) for row in (table.columns, *table.rows)]
    assert read == [
        tuple("'=SUM(A1)" if cell == "=SUM(A1)" else cell for cell in row) for row in expected
    ]


NOTHING = {"library_id": None, "group_id": None, "direction_id": None, "person_id": None}


def test_a_question_is_found_again_by_its_ids(session: Session, people: Cast) -> None:
    assert participation.found_again(
        session, YEAR, Breakdown.LIBRARY, **NOTHING
    ) == ParticipationQuery(YEAR)
    ids = {
        "library_id": people.tunxis.id,
        "group_id": people.metadata.id,
        "direction_id": people.collections.id,
        "person_id": people.ben.id,
    }
    assert participation.found_again(session, YEAR, Breakdown.PERSON, **ids) == ParticipationQuery(
        YEAR, Breakdown.PERSON, people.tunxis, people.metadata, people.collections, people.ben
    )


@pytest.mark.parametrize("name", NOTHING)
def test_a_question_about_what_is_gone_is_refused(session: Session, name: str) -> None:
    with pytest.raises(Invalid, match="no longer there"):
        participation.found_again(session, YEAR, Breakdown.LIBRARY, **NOTHING | {name: 999})


def read(session: Session, who: Person, text: str, **known: Any) -> ParticipationQuery:
    asker = standing(session, who)
    facts: dict[str, Any] = {"group": None} | known
    calendar = participation.Calendar(TODAY, fiscal_year_start=7)
    return participation.read(session, text, who=asker, calendar=calendar, **facts)


def names(query: ParticipationQuery) -> tuple[str, ...]:
    things = (query.library, query.group, query.direction)
    return (query.by, query.period.label, *(thing.name for thing in things if thing))


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("", ("library", "fiscal year 2027 to date")),
        ("library:Tunxis since:2025-07-01", ("group", "since Tue, Jul 1, 2025", "Tunxis Library")),
        (
            "library: tunxis library  since: 2025-07-01",
            ("group", "since Tue, Jul 1, 2025", "Tunxis Library"),
        ),
        ("since:2025-07-01 until:2025-12-31", ("library", "Tue, Jul 1, 2025 to Wed, Dec 31, 2025")),
        ("until:2025-12-31", ("library", "Tue, Jul 1, 2025 to Wed, Dec 31, 2025")),
        ("until June", ("library", "Tue, Jul 1, 2025 to Tue, Jun 30, 2026")),
        ("until yesterday", ("library", "Wed, Jul 1, 2026 to Mon, Nov 23, 2026")),
        ("Tunxis this semester", ("group", "fall 2026", "Tunxis Library")),
        ("last semester", ("library", "spring 2026")),
        ("spring 2025", ("library", "spring 2025")),
        ("since last semester", ("library", "since Tue, Jan 20, 2026")),
        ("Tunxis last quarter", ("group", "July to September 2026", "Tunxis Library")),
        ("last quarter for TUNXIS", ("group", "July to September 2026", "Tunxis Library")),
        ("tunx last quarter", ("group", "July to September 2026", "Tunxis Library")),
        ("group:Metadata fiscal year", ("library", "fiscal year 2027", "Metadata")),
        ("Metadata", ("library", "fiscal year 2027 to date", "Metadata")),
        ("metad since July", ("library", "since Wed, Jul 1, 2026", "Metadata")),
        ("direction:collections 2026", ("library", "2026", "Shared collections")),
        ("shared collections in 2025", ("library", "2025", "Shared collections")),
        ("Tunxis in Metadata FY2026", ("person", "fiscal year 2026", "Tunxis Library", "Metadata")),
        ("by person Metadata", ("person", "fiscal year 2027 to date", "Metadata")),
        ("Metadata by:people last month", ("person", "October 2026", "Metadata")),
        ("by direction", ("direction", "fiscal year 2027 to date")),
        ("period:last quarter group:Metadata", ("library", "July to September 2026", "Metadata")),
        ("state library", ("group", "fiscal year 2027 to date", "State Library of X")),
        ("three rivers, last quarter", ("group", "July to September 2026", "Three Rivers Library")),
    ],
)
def test_what_a_line_asks(
    session: Session, people: Cast, text: str, understood: tuple[str, ...]
) -> None:
    library = OrganizationKind.LIBRARY
    state = Organization(
        key="state", name="State Library of X", short_name="State Library", kind=library
    )
    rivers = Organization(
        key="3r", name="Three Rivers Library", short_name="Three Rivers", kind=library
    )
    session.add_all([state, rivers])
    session.flush()
    assert names(read(session, people.dag, text)) == understood


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("library:Tunxsi", "I know no library called “tunxsi”. Did you mean Tunxis?"),
        (
            "Tunxsi last quarter",
            "I know no library, group or direction called “tunxsi”. Did you mean Tunxis?",
        ),
        (
            "group:Cabal",
            "I know no group called “cabal”. Type `/participation` to choose from lists.",
        ),
        ("library:", "I know no library called “”. Type `/participation` to choose from lists."),
        (
            "Tunxis Central",
            "Ask about one library at a time, or about all of them by leaving it out.",
        ),
        (
            "x " * 61,
            "That is too long to be a question of one line. Type `/participation` for the form.",
        ),
        (
            "Reserves",
            "“reserves” names more than one thing. Type group:reserves or library:reserves.",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_nearest(
    session: Session, people: Cast, text: str, says: str
) -> None:
    session.add(
        Organization(key="reserves", name="R", short_name="R", kind=OrganizationKind.LIBRARY)
    )
    session.flush()
    with pytest.raises(Invalid) as refusal:
        read(session, people.dag, text)
    assert refusal.value.message == says


def test_an_unreadable_period_says_so(session: Session, people: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        read(session, people.dag, "Tunxis whenever")
    assert "I cannot read “whenever” as a period." in refusal.value.message


def test_a_group_known_otherwise(session: Session, people: Cast) -> None:
    query = read(session, people.ann, "Tunxis", otherwise=people.metadata)
    assert names(query) == ("person", "fiscal year 2027 to date", "Tunxis Library", "Metadata")
    assert names(read(session, people.ann, "reserves", otherwise=people.metadata))[-1] == "Reserves"


def test_a_private_group_is_not_found_by_others(session: Session, people: Cast) -> None:
    group(session, "Secret", chair=people.dag, channel_id="CSEC", private=True)
    assert names(read(session, people.dag, "group:secret"))[-1] == "Secret"
    with pytest.raises(Invalid):
        read(session, people.ann, "group:secret")


@given(text=st.text(max_size=120))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_line_crashes(session: Session, people: Cast, text: str) -> None:
    for line in (
        text,
        f"library:{text}",
        f"Tunxis {text}",
        f"by {text}",
        f"since:{text} until:{text}",
    ):
        with suppress(Invalid):
            read(session, people.dag, line)

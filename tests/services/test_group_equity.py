"""Whether a group represents the member libraries: by kind, size and place, and whose hours bear
its meetings.
"""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import GroupKind, GroupProposal, MeetingStatus
from models.group_equity import GroupEquity, LibraryShare, ZoneHours
from models.proposals import ProposalStatus
from services.group_equity import group_equity
from tests.factories import BEFORE, NOW, Cast, cast, organization, person
from tests.happenings import meeting, new_york, serve
from tests.stories.test_costs import counted

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def people(session: Session) -> Cast:
    """Norwalk is a library, too, of which nobody is in Metadata."""
    everybody = cast(session)
    norwalk = organization(session, "norwalk")
    for row, category, size in (
        (everybody.central, "university", 31),
        (everybody.tunxis, "community college", 10),
        (norwalk, "community college", None),
    ):
        row.category, row.staff_size = category, size
    norwalk.zone = "America/Chicago"
    session.flush()
    return everybody


def counts(session: Session, people: Cast) -> GroupEquity:
    return group_equity(session, people.metadata, NOW)


def test_libraries_are_counted_by_kind_size_and_place(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo)
    found = counts(session, people)
    assert (found.libraries, found.all_libraries) == (2, 3)
    assert found.kinds == (
        LibraryShare("community college", 1, 2),
        LibraryShare("university", 1, 1),
    )
    assert found.sizes == (
        LibraryShare("up to 10 staff", 1, 1),
        LibraryShare("more than 30 staff", 1, 1),
        LibraryShare("", 0, 1),
    )
    assert found.places == (
        LibraryShare("America/Chicago", 0, 1),
        LibraryShare("America/New_York", 2, 2),
    )


@pytest.mark.parametrize(
    ("size", "label"),
    [
        (0, "up to 10 staff"),
        (10, "up to 10 staff"),
        (11, "11 to 30 staff"),
        (30, "11 to 30 staff"),
        (31, "more than 30 staff"),
    ],
)
def test_a_size_is_small_up_to_ten_and_large_from_thirty_one_on(
    session: Session, people: Cast, size: int, label: str
) -> None:
    people.tunxis.staff_size = size
    assert label in [share.label for share in counts(session, people).sizes]


def test_who_has_left_or_is_yet_to_come_counts_for_no_library(
    session: Session, people: Cast
) -> None:
    serve(session, people.metadata, people.cleo, until=NOW)
    serve(session, people.metadata, people.cleo, since=NOW + DAY)
    assert counts(session, people).libraries == 1


def test_meetings_outside_the_working_day_of_each_zone(session: Session, people: Cast) -> None:
    west = person(session, "Wes West", at=people.tunxis, zone="America/Los_Angeles")
    serve(session, people.metadata, west)
    for at, more in (
        (new_york(MONDAY, 9), {}),
        (new_york(MONDAY, 13), {}),
        (new_york(MONDAY, 13), {"status": MeetingStatus.CANCELLED}),
        (new_york(date(2026, 7, 1), 0), {}),
        (new_york(date(2026, 6, 30), 23), {}),
        (NOW + DAY, {}),
    ):
        meeting(session, people.metadata, at, **more)
    found = counts(session, people)
    assert (found.meetings, found.since) == (3, date(2026, 7, 1))
    assert found.hours == (
        ZoneHours("America/Los_Angeles", 1, 2),
        ZoneHours("America/New_York", 4, 1),
    )


def test_partners_are_counted_by_their_units(session: Session, people: Cast) -> None:
    found = counts(session, people)
    assert (found.partners, found.partner_units) == (2, ("Writing",))


def test_the_answers_of_its_formation_come_back(session: Session, people: Cast) -> None:
    assert counts(session, people).proposal is None
    session.add(
        GroupProposal(
            name="Metadata",
            kind=GroupKind.WORKING_GROUP,
            problem="Records differ",
            beneficiaries="Students who search",
            measure="They agree",
            participants="Catalogers",
            representation="Not the small ones",
            proposed_by=people.ben.id,
            proposed_at=BEFORE,
            status=ProposalStatus.ACTIVATED,
            group_id=people.metadata.id,
        )
    )
    session.flush()
    proposal = counts(session, people).proposal
    assert proposal is not None
    assert proposal.representation == "Not the small ones"


def test_it_takes_the_same_number_of_queries_for_many(
    session: Session, people: Cast, database: Engine
) -> None:
    def cost() -> int:
        with counted(database) as statements:
            counts(session, people)
        return len(statements)

    cost()
    few = cost()
    for number in range(20):
        library = organization(session, f"lib{number}")
        serve(session, people.metadata, person(session, f"Person {number}", at=library))
        meeting(session, people.metadata, NOW - number * DAY)
    assert cost() == few
    assert few <= 5

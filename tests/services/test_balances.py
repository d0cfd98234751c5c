"""What each member library carries in groups: counts, for whom, and the sentences about them."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import (
    Attendance,
    MeetingStatus,
    MemberRole,
    Person,
    RecorderState,
    RecorderTurn,
    Role,
    RoleKind,
)
from models.balances import Balance, BalanceCounts, BalanceLine
from services import balances, terms
from services.errors import NotAllowed
from tests.factories import BEFORE, NOW, Cast, cast, group, organization, person, standing
from tests.happenings import interested, meeting, new_york, serve
from tests.stories.test_costs import counted

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def people(session: Session) -> Cast:
    """Ann directs Central."""
    everybody = cast(session)
    session.add(Role(person_id=everybody.ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    return everybody


def seen(session: Session, who: Person) -> Balance:
    return balances.balance(session, standing(session, who))


def of(found: Balance, key: str) -> BalanceLine:
    [line] = [line for line in found.lines if line.organization.key == key]
    return line


def came(session: Session, people: Cast, who: Person, at: datetime, **more: object) -> None:
    held = meeting(session, people.metadata, at, **more)
    session.add(
        Attendance(meeting_id=held.id, person_id=who.id, recorded_by=who.id, recorded_at=at)
    )
    session.flush()


def test_services_chairs_and_hours_are_those_of_now(session: Session, people: Cast) -> None:
    people.metadata.hours_a_month = 4
    serve(session, people.metadata, people.cleo, role=MemberRole.OBSERVER)
    courier = group(session, "Courier", chair=people.cleo, channel_id="CC")
    courier.hours_a_month = 3
    serve(session, courier, people.ben, until=NOW)
    serve(session, courier, people.ann, since=NOW + DAY)
    found = seen(session, people.dag)
    assert [line.organization.short_name for line in found.lines] == ["Central", "Tunxis"]
    assert of(found, "central").counts == BalanceCounts(services=2, as_chair=1, hours=8)
    # An observer is asked for nothing.
    assert of(found, "tunxis").counts == BalanceCounts(services=2, as_chair=1, hours=3)


@pytest.mark.parametrize(
    ("day", "hour", "minutes", "is_outside"),
    [
        (MONDAY, 8, 60, False),
        (MONDAY, 7, 60, True),
        (MONDAY, 17, 60, False),
        (MONDAY, 17, 61, True),
        (MONDAY - DAY, 10, 60, True),
    ],
)
def test_outside_its_hours_is_outside_the_usual_working_day(
    session: Session, people: Cast, day: date, hour: int, minutes: int, is_outside: bool
) -> None:
    came(session, people, people.ben, new_york(day, hour), minutes=minutes)
    assert of(seen(session, people.dag), "central").counts.outside == int(is_outside)


def test_it_is_the_day_of_her_zone_and_the_library_of_that_day(
    session: Session, people: Cast
) -> None:
    people.ben.zone = "America/Los_Angeles"
    at = new_york(MONDAY, 9)
    came(session, people, people.ben, at)
    came(session, people, people.ben, at, status=MeetingStatus.CANCELLED)
    came(session, people, people.ben, new_york(date(2026, 6, 30), 23))
    terms.change_home(session, people.ben, people.tunxis.id, by=None, now=at + DAY / 4)
    found = seen(session, people.dag)
    assert (of(found, "central").counts.outside, of(found, "tunxis").counts.outside) == (1, 0)


def test_turns_are_those_of_this_fiscal_year_that_were_agreed(
    session: Session, people: Cast
) -> None:
    for at, state in (
        (new_york(date(2026, 7, 1), 0), RecorderState.AGREED),
        (NOW, RecorderState.AGREED),
        (new_york(date(2026, 6, 30), 23), RecorderState.AGREED),
        (NOW + DAY, RecorderState.AGREED),
        (NOW - DAY, RecorderState.DECLINED),
    ):
        held = meeting(session, people.metadata, at)
        session.add(
            RecorderTurn(
                meeting_id=held.id, person_id=people.ben.id, state=state, changed_at=BEFORE
            )
        )
    session.flush()
    assert of(seen(session, people.dag), "central").counts.turns == 2


def test_counts_are_set_beside_the_declared_staff(session: Session, people: Cast) -> None:
    people.central.staff_size = 8
    found = seen(session, people.dag)
    assert of(found, "central").for_staff(3) == Fraction(30, 8)
    assert of(found, "tunxis").for_staff(3) is None


@pytest.mark.parametrize(("size", "names"), [(4, ()), (3, ("Central",))])
def test_who_carries_much_has_more_than_twice_as_many_services_for_its_staff(
    session: Session, people: Cast, size: int, names: tuple[str, ...]
) -> None:
    """Both services are of Central: of 8 staff together, or of 7."""
    people.central.staff_size, people.tunxis.staff_size = size, 4
    assert seen(session, people.dag).carrying_much == names


def test_who_is_not_invited_and_who_is_new(session: Session, people: Cast) -> None:
    found = seen(session, people.dag)
    assert (found.uninvited, found.newcomers) == (("Tunxis",), ())
    serve(session, people.metadata, people.cleo, since=NOW - DAY)
    found = seen(session, people.dag)
    assert (found.uninvited, found.newcomers) == ((), ("Tunxis",))
    courier = group(session, "Courier", chair=people.ann, channel_id="CC")
    serve(session, courier, people.cleo, since=BEFORE, until=BEFORE + DAY)
    assert seen(session, people.dag).newcomers == ()


def test_groups_without_some_libraries_and_who_would_like_to_be_there(
    session: Session, people: Cast
) -> None:
    interested(session, people.metadata, people.cleo)
    # Her library is there already.
    cy = person(session, "Cy Clark", at=people.central, slack_id="UCY")
    interested(session, people.metadata, cy)
    [gap] = seen(session, people.dag).gaps
    assert (gap.group.name, gap.absent) == ("Metadata", ("Tunxis",))
    assert [line.person.name for line in gap.interested] == ["Cleo Costa"]
    serve(session, people.metadata, people.cleo)
    assert seen(session, people.dag).gaps == ()


def test_a_director_sees_her_library_alone_and_nothing_of_hidden_groups(
    session: Session, people: Cast
) -> None:
    group(session, "Marked", chair=people.cleo, channel_id="CHID", private=True)
    courier = group(session, "Courier", chair=people.cleo, channel_id="CC")
    interested(session, courier, people.ben)
    found = seen(session, people.ann)
    assert [line.organization.short_name for line in found.lines] == ["Central"]
    assert [(gap.group.name, gap.absent, gap.interested) for gap in found.gaps] == [
        ("Courier", ("Central",), ())
    ]
    assert not found.is_of_all
    assert found.carrying_much == ()
    everything = seen(session, people.dag)
    assert [gap.group.name for gap in everything.gaps] == ["Courier", "Marked", "Metadata"]


def test_nobody_else_sees_it(session: Session, people: Cast) -> None:
    for who in (people.ben, people.cleo, people.pia, people.gil):
        with pytest.raises(NotAllowed):
            seen(session, who)


def test_it_takes_the_same_number_of_queries_for_many(
    session: Session, people: Cast, database: Engine
) -> None:
    who = standing(session, people.dag)

    def cost() -> int:
        with counted(database) as statements:
            balances.balance(session, who)
        return len(statements)

    # The first time reads the settings of the consortium, too.
    cost()
    few = cost()
    for number in range(20):
        library = organization(session, f"lib{number}")
        somebody = person(session, f"Person {number}", at=library)
        serve(session, people.metadata, somebody)
        came(session, people, somebody, NOW - number * DAY)
    assert cost() == few
    assert few <= 14


@pytest.mark.parametrize(("moment", "is_new"), [(0, True), (-1, False)])
def test_who_is_new_began_with_the_fiscal_year_or_later(
    session: Session, people: Cast, moment: int, is_new: bool
) -> None:
    since = new_york(date(2026, 7, 1), 0) + timedelta(microseconds=moment)
    serve(session, people.metadata, people.cleo, since=since)
    assert (seen(session, people.dag).newcomers == ("Tunxis",)) is is_new


def test_what_somebody_did_before_she_came_is_not_of_the_library(
    session: Session, people: Cast
) -> None:
    """Ben has served since June for Central, and in another group, which he had left when he
    came to Tunxis.
    """
    courier = group(session, "Courier", chair=people.ann, channel_id="CC")
    serve(session, courier, people.ben, since=BEFORE - 300 * DAY, until=NOW - DAY)
    terms.change_home(session, people.ben, people.tunxis.id, by=None, now=NOW - DAY)
    found = seen(session, people.dag)
    assert (of(found, "tunxis").counts.services, found.newcomers) == (1, ("Tunxis",))

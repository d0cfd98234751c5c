"""A deputy has a chair's rights in the group for a while, and nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import Group, HistoryEntry, MemberRole, Person
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import access, deputies, groups, import_export, people, seats, terms
from services.errors import Conflict, Invalid, NotAllowed
from services.people import forgetting, personal_data
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import serve

DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 27)
SATURDAY = datetime(2026, 11, 28, 5, tzinfo=UTC)
"""Its first moment in New York."""
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def cast_of(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def name(cast: Cast, person: Person, *, by: Person, last: date = FRIDAY) -> date:
    with unit_of_work() as session:
        where = session.merge(cast.metadata, load=False)
        return deputies.name(session, where, person, last=last, by=standing(session, by))


def may_lead(person: Person, where: Group, at: datetime = NOW) -> bool:
    """By each of the ways in which somebody's standing is asked."""
    with reading() as session:
        alone = access.standing(session, person, at)
        among = access.standings(session, [person], at)[person.id]
        asking = access.asker(session, str(person.slack_id), None, at)
        assert asking is not None
        ways = {access.may_lead(where.id, by=who) for who in (alone, among, asking.who)}
        [found] = ways
        return found


def shown(cast: Cast, at: datetime = NOW) -> dict[str, date | None]:
    with reading() as session:
        return {
            line.person.name: line.deputy_until
            for line in groups.roster(session, cast.metadata, at)
            if line.deputy_until
        }


def test_an_unchanged_deputy_is_said_to_be_so_and_written_once(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with pytest.raises(Conflict) as refusal:
        name(cast_of, cast_of.ben, by=cast_of.ann)
    words = "Ben Brook is your deputy until Fri, Nov 27, 2026 already. Nothing was changed."
    assert refusal.value.message == words
    assert name(cast_of, cast_of.ben, by=cast_of.ann, last=FRIDAY - DAY) == FRIDAY - DAY
    assert name(cast_of, cast_of.ben, by=cast_of.ann) == FRIDAY
    with reading() as session:
        entries = session.exec(
            select(HistoryEntry).where(HistoryEntry.action == "membership.deputy_named")
        )
        assert len(entries.all()) == 3


def test_a_deputy_leads_the_group_through_the_last_day_and_no_other(cast_of: Cast) -> None:
    with unit_of_work() as session:
        other = group(session, "Courier", chair=cast_of.ann, channel_id="CCOUR")
        serve(session, other, cast_of.ben)
    assert not may_lead(cast_of.ben, cast_of.metadata)
    assert name(cast_of, cast_of.ben, by=cast_of.ann) == FRIDAY
    assert may_lead(cast_of.ben, cast_of.metadata)
    assert not may_lead(cast_of.ben, other)
    assert not may_lead(cast_of.ben, cast_of.metadata, NOW - INSTANT)
    assert may_lead(cast_of.ben, cast_of.metadata, SATURDAY - INSTANT)
    assert not may_lead(cast_of.ben, cast_of.metadata, SATURDAY)
    assert shown(cast_of) == {"Ben Brook": FRIDAY}
    assert shown(cast_of, SATURDAY) == {}
    with reading() as session:
        [line] = deputies.of_group(session, cast_of.metadata, NOW)
        assert (line.deputy.name, line.chair.name, line.ends_on) == (
            "Ben Brook",
            "Ann Abara",
            FRIDAY,
        )
        assert deputies.of_group(session, cast_of.metadata, SATURDAY) == []


def test_it_ends_with_the_chair_s_own_term(cast_of: Cast) -> None:
    with unit_of_work() as session:
        other = group(session, "Courier", chair=cast_of.ann, channel_id="CCOUR")
        serve(session, other, cast_of.ben)
        chair = terms.current(session, other, cast_of.ann.id, NOW)
        assert chair is not None
        chair.until = datetime(2026, 11, 26, 5, tzinfo=UTC)
        session.add(chair)
    with unit_of_work() as session:
        last = deputies.name(
            session, other, cast_of.ben, last=FRIDAY, by=standing(session, cast_of.ann)
        )
    assert last == date(2026, 11, 25)
    assert may_lead(cast_of.ben, other)
    assert not may_lead(cast_of.ben, other, datetime(2026, 11, 26, 5, tzinfo=UTC))


def test_it_ends_where_the_chair_is_chair_no_more(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        by = cast_of.dag
        groups.add(session, cast_of.metadata, [cast_of.cleo], by=by, now=NOW)
        groups.set_role(
            session, cast_of.metadata, cast_of.cleo.id, MemberRole.CHAIR, by=by, now=NOW
        )
        groups.set_role(
            session, cast_of.metadata, cast_of.ann.id, MemberRole.MEMBER, by=by, now=NOW
        )
    assert not may_lead(cast_of.ben, cast_of.metadata)
    assert shown(cast_of) == {}


def test_it_holds_as_long_as_the_deputy_is_in_the_group(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        where = session.merge(cast_of.metadata, load=False)
        groups.leave(session, where, cast_of.ben, now=NOW + DAY)
    assert may_lead(cast_of.ben, cast_of.metadata)
    assert not may_lead(cast_of.ben, cast_of.metadata, NOW + DAY)


def leave(session: Session, cast: Cast) -> None:
    groups.leave(session, session.merge(cast.metadata, load=False), cast.ben, now=NOW)


def remove(session: Session, cast: Cast) -> None:
    where = session.merge(cast.metadata, load=False)
    groups.remove(session, where, cast.ben.id, by=cast.ann, now=NOW)


def become_guest(session: Session, cast: Cast) -> None:
    see(session, cast.ben, is_guest=True)
    see(session, cast.ben)


def leave_slack(session: Session, cast: Cast) -> None:
    see(session, cast.ben, is_active=False)
    see(session, cast.ben)


def see(
    session: Session, person: Person, *, is_guest: bool = False, is_active: bool = True
) -> None:
    profile = people.Profile(
        is_guest=is_guest,
        is_active=is_active,
        slack_id=str(person.slack_id),
        name=person.name,
        email=person.email,
        zone=person.zone,
    )
    people.meet(session, profile, now=NOW)


def leave_out_of_the_file(session: Session, cast: Cast) -> None:
    yesterday = (NOW - DAY).date().isoformat()
    header = "group,person,role,since,until\n"
    rows = f"Metadata,{cast.ben.email},member,2026-06-01,{yesterday}\n"
    plan = import_export.plan(session, {"memberships.csv": (header + rows).encode()}, now=NOW)
    import_export.apply(session, plan, now=NOW)


def become_guest_by_the_file(session: Session, cast: Cast) -> None:
    for guest in ("yes", "no"):
        file = f"email,name,guest\n{cast.ben.email},Ben Brook,{guest}\n".encode()
        plan = import_export.plan(session, {"people.csv": file}, now=NOW)
        import_export.apply(session, plan, now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        leave,
        remove,
        become_guest,
        leave_slack,
        leave_out_of_the_file,
        become_guest_by_the_file,
    ],
)
def test_who_goes_is_no_deputy_when_back_in_the_group(
    cast_of: Cast, act: Callable[[Session, Cast], None]
) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        act(session, cast_of)
    with unit_of_work() as session:
        assert deputies.of_group(session, cast_of.metadata, NOW) == []
        both = [session.get_one(Person, row.id) for row in (cast_of.ben, cast_of.cleo)]
        where = session.merge(cast_of.metadata, load=False)
        groups.add(session, where, both, by=cast_of.ann, now=NOW)
    assert not may_lead(cast_of.ben, cast_of.metadata)
    assert shown(cast_of) == {}
    name(cast_of, cast_of.cleo, by=cast_of.ann)
    assert shown(cast_of) == {"Cleo Costa": FRIDAY}


def test_it_ends_with_the_deputy_s_own_term(cast_of: Cast) -> None:
    last = date(2026, 11, 25)
    then = NOW - DAY
    with unit_of_work() as session:
        seat = seats.add(session, cast_of.metadata, SeatFacts(), by=cast_of.ann, now=then)
        seats.appoint(
            session,
            seat,
            cast_of.metadata,
            cast_of.ben,
            first=then.date(),
            last=last,
            by=cast_of.ann,
            now=then,
        )
    assert name(cast_of, cast_of.ben, by=cast_of.ann) == last
    with unit_of_work() as session:
        where = session.merge(cast_of.metadata, load=False)
        row = terms.current(session, where, cast_of.ben.id, NOW)
        assert row is not None
        seats.end_term(session, where, row, last=NOW.date(), by=cast_of.ann, now=NOW)
    with reading() as session:
        assert deputies.of_group(session, cast_of.metadata, NOW) == []


def test_it_does_not_begin_again_with_the_chair(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        groups.add(session, cast_of.metadata, [cast_of.cleo], by=cast_of.dag, now=NOW)
        for chair in (cast_of.cleo, cast_of.ann):
            groups.set_chairs(session, cast_of.metadata, [chair.id], by=cast_of.dag, now=NOW)
    assert may_lead(cast_of.ann, cast_of.metadata)
    assert not may_lead(cast_of.ben, cast_of.metadata)
    with reading() as session:
        assert deputies.of_group(session, cast_of.metadata, NOW) == []


@pytest.mark.parametrize("column", ["is_guest", "is_active"])
def test_a_row_alone_makes_no_deputy_of_who_may_not_be_one(cast_of: Cast, column: str) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        ben = session.get_one(Person, cast_of.ben.id)
        setattr(ben, column, column == "is_guest")
    with reading() as session:
        assert deputies.of_group(session, cast_of.metadata, NOW) == []


def test_only_who_chairs_herself_names_one(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        groups.add(session, cast_of.metadata, [cast_of.cleo], by=cast_of.ann, now=NOW)
    for who in (cast_of.ben, cast_of.cleo, cast_of.dag):
        with pytest.raises(NotAllowed):
            name(cast_of, cast_of.cleo, by=who)


@pytest.mark.parametrize(
    ("whom", "last", "words"),
    [
        ("ann", FRIDAY, "You cannot be your own deputy"),
        ("gil", FRIDAY, "guests chair no group"),
        ("cleo", FRIDAY, "is not in Metadata"),
        ("ben", date(2026, 11, 23), "That day has passed"),
        ("ben", date(2027, 11, 26), "for a year at most"),
    ],
)
def test_who_cannot_be_one_and_when(cast_of: Cast, whom: str, last: date, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        name(cast_of, getattr(cast_of, whom), by=cast_of.ann, last=last)
    assert shown(cast_of) == {}


@pytest.mark.parametrize("last", [date(2026, 11, 24), date(2027, 11, 25)])
def test_today_and_a_year_ahead_are_days_for_it(cast_of: Cast, last: date) -> None:
    assert name(cast_of, cast_of.ben, by=cast_of.ann, last=last) == last


def test_one_at_a_time_and_anew_with_another_day(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        groups.add(session, cast_of.metadata, [cast_of.cleo], by=cast_of.ann, now=NOW)
    with pytest.raises(Conflict, match="Ben Brook is your deputy"):
        name(cast_of, cast_of.cleo, by=cast_of.ann)
    name(cast_of, cast_of.ben, by=cast_of.ann, last=FRIDAY + DAY)
    assert shown(cast_of) == {"Ben Brook": FRIDAY + DAY}


@pytest.mark.parametrize("who", ["ann", "ben", "dag"])
def test_chair_deputy_and_program_manager_end_it(cast_of: Cast, who: str) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with unit_of_work() as session:
        by = standing(session, getattr(cast_of, who))
        assert [line.deputy.id for line in deputies.end(session, cast_of.metadata, by=by)] == [
            cast_of.ben.id
        ]
    assert not may_lead(cast_of.ben, cast_of.metadata)
    with unit_of_work() as session, pytest.raises(Conflict, match="no deputy in Metadata"):
        deputies.end(session, cast_of.metadata, by=standing(session, cast_of.ann))


def test_export_knows_it_and_forgetting_ends_it(cast_of: Cast) -> None:
    name(cast_of, cast_of.ben, by=cast_of.ann)
    with reading() as session:
        for who in (cast_of.ann, cast_of.ben):
            assert len(personal_data.everything(session, who)["deputies"]) == 1
        assert "deputies" not in personal_data.everything(session, cast_of.cleo)
    with unit_of_work() as session:
        ben = session.get_one(Person, cast_of.ben.id)
        forgetting.forget(session, ben, by=None, now=NOW)
    assert shown(cast_of) == {}
    with reading() as session:
        actions = {*session.exec(select(HistoryEntry.action))}
    assert {"membership.deputy_named", "membership.deputy_ended"} <= actions

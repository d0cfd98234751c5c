"""Service at a moment: half-open, with beginnings and ends behind and ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Group, HistoryEntry, Meeting, MemberRole, Membership, Role, RoleKind
from models.rosters import RosterLine
from services import terms
from services.terms import Service
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import meeting, new_york, serve

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
JULY = datetime(2027, 7, 1, 4, tzinfo=UTC)
"""The first moment of 1 July 2027 in New York."""
AROUND = [
    (NOW - MOMENT, False, True),
    (NOW, True, True),
    (JULY - MOMENT, True, True),
    (JULY, False, False),
]
"""Moments around a service from now until July, whether it holds, and whether it is not over."""


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def names(lines: list[RosterLine]) -> set[str]:
    return {line.person.name.split()[0] for line in lines}


@pytest.mark.parametrize(("at", "holds", "is_not_over"), AROUND)
def test_a_service_holds_from_its_beginning_until_before_its_end(
    session: Session, people: Cast, at: datetime, holds: bool, is_not_over: bool
) -> None:
    row = serve(session, people.metadata, people.cleo, NOW, JULY, MemberRole.OBSERVER)
    mine = Membership.id == row.id

    def found(rule: object) -> bool:
        return session.exec(select(Membership).where(mine, rule)).first() is row  # type: ignore[arg-type]

    assert found(terms.serving(at)) is holds
    assert found(terms.not_over(at)) is is_not_over
    assert found(terms.begun(at)) is (at >= NOW)
    assert ("Cleo" in names(terms.roster(session, people.metadata, at))) is holds
    assert (terms.current(session, people.metadata, people.cleo.id, at) is row) is holds
    service = Service(people.metadata.id, MemberRole.OBSERVER, JULY)
    assert terms.services(session, people.cleo, at) == ([service] if holds else [])


@pytest.mark.parametrize(("at", "holds", "_"), AROUND)
def test_a_role_is_held_from_its_beginning_until_before_its_end(
    session: Session, people: Cast, at: datetime, holds: bool, _: bool
) -> None:
    kind = RoleKind.DIRECTOR
    session.add(Role(person_id=people.cleo.id, kind=kind, since=NOW, until=JULY))
    session.flush()
    assert terms.roles(session, people.cleo, at) == ({kind} if holds else set())
    assert ((people.cleo.id, kind) in terms.held_roles(session, at)) is holds


@pytest.mark.parametrize(
    ("discharged_at", "is_active"), [(None, True), (NOW + MOMENT, True), (NOW, False)]
)
def test_a_group_is_active_until_before_its_discharge(
    session: Session, people: Cast, discharged_at: datetime | None, is_active: bool
) -> None:
    people.metadata.discharged_at = discharged_at
    session.flush()
    assert terms.is_active(people.metadata, NOW) is is_active
    assert terms.is_open(people.metadata, NOW) is is_active
    assert (session.exec(select(Group).where(terms.active(NOW))).first() is not None) is is_active
    assert bool(terms.services(session, people.ann, NOW)) is is_active
    people.metadata.is_private = True
    assert terms.is_open(people.metadata, NOW) is False


def test_the_moment_may_be_a_column(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY)
    for starts_at in (NOW - MOMENT, NOW, NOW + DAY - MOMENT, NOW + DAY):
        meeting(session, people.metadata, starts_at)
    statement = (
        select(Meeting.starts_at)
        .join(Membership, col(Membership.group_id) == Meeting.group_id)
        .where(Membership.person_id == people.cleo.id, terms.serving(col(Meeting.starts_at)))
        .order_by(col(Meeting.starts_at))
    )
    assert session.exec(statement).all() == [NOW, NOW + DAY - MOMENT]


def test_the_roster_changes_by_itself_when_one_chair_follows_another(
    session: Session, people: Cast
) -> None:
    row = session.exec(select(Membership).where(Membership.person_id == people.ann.id)).one()
    row.until = JULY
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)

    def chairs(at: datetime) -> set[str]:
        lines = terms.roster(session, people.metadata, at)
        return names([line for line in lines if line.role is MemberRole.CHAIR])

    assert [chairs(at) for at in (NOW, JULY - MOMENT, JULY)] == [{"Ann"}, {"Ann"}, {"Cleo"}]


def test_beginning_now_ends_where_a_later_service_is_agreed_upon(
    session: Session, people: Cast
) -> None:
    ahead = serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)
    role = MemberRole.MEMBER
    row = terms.begin(session, people.metadata, people.cleo, role, now=NOW, by=people.ann)
    assert (row.since, row.until, ahead.since) == (NOW, JULY, JULY)
    assert terms.ahead_of(session, people.metadata, people.cleo.id, NOW) == [row, ahead]
    assert terms.coming(session, people.metadata, people.cleo.id, NOW) is ahead
    assert terms.coming(session, people.metadata, people.cleo.id, JULY) is None
    entry = session.exec(
        select(HistoryEntry).where(HistoryEntry.subject == f"membership:{row.id}")
    ).one()
    assert (entry.action, entry.by_id) == ("membership.began", people.ann.id)


def test_a_service_that_was_called_off_never_holds_nor_stands_in_the_way(
    session: Session, people: Cast
) -> None:
    ahead = serve(session, people.metadata, people.cleo, JULY)
    terms.end(session, ahead, by=people.ann, now=NOW)
    assert (ahead.since, ahead.until) == (JULY, JULY)
    for at in (NOW, JULY - MOMENT, JULY, JULY + DAY):
        assert terms.current(session, people.metadata, people.cleo.id, at) is None
        assert terms.ahead_of(session, people.metadata, people.cleo.id, at) == []
        assert ahead not in terms.unfinished(session, at)
    assert terms.coming(session, people.metadata, people.cleo.id, NOW) is None
    row = terms.begin(session, people.metadata, people.cleo, MemberRole.MEMBER, now=NOW)
    assert row.until is None


def test_a_service_that_ends_ahead_may_end_now(session: Session, people: Cast) -> None:
    row = serve(session, people.metadata, people.cleo, until=JULY)
    terms.end(session, row, by=people.cleo, now=NOW)
    assert row.until == NOW
    assert terms.current(session, people.metadata, people.cleo.id, NOW) is None


def test_roles_are_given_and_ended_at_a_moment(session: Session, people: Cast) -> None:
    cleo, kind = people.cleo, RoleKind.PROGRAM_MANAGER
    session.add(Role(person_id=cleo.id, kind=kind, since=JULY))
    session.flush()
    terms.appoint(session, cleo.id, kind, now=NOW)
    session.flush()
    assert [kind in terms.roles(session, cleo, at) for at in (NOW, JULY - MOMENT, JULY)] == [
        True
    ] * 3
    terms.dismiss(session, cleo.id, [kind], now=NOW + DAY)
    moments = (NOW + DAY - MOMENT, NOW + DAY, JULY - MOMENT, JULY)
    held = [kind in terms.roles(session, cleo, at) for at in moments]
    assert held == [True, False, False, True]
    assert terms.roles(session, people.dag, NOW + DAY) == {kind}


@pytest.mark.parametrize(
    ("since", "is_new"),
    [(NOW - MOMENT, False), (NOW, True), (NOW + DAY - MOMENT, True), (NOW + DAY, False)],
)
def test_a_newcomer_is_told_when_she_begins(
    session: Session, people: Cast, since: datetime, is_new: bool
) -> None:
    row = serve(session, people.metadata, people.cleo, since)
    rule = terms.newcomers(people.metadata, NOW, NOW + DAY)
    assert session.exec(select(Membership).where(rule)).all() == ([row] if is_new else [])


@pytest.mark.parametrize(
    ("left_at", "is_new"), [(NOW - MOMENT, True), (NOW, False), (BEFORE, True)]
)
def test_a_further_term_makes_no_newcomer(
    session: Session, people: Cast, left_at: datetime, is_new: bool
) -> None:
    serve(session, people.metadata, people.cleo, BEFORE, left_at)
    serve(session, people.metadata, people.cleo, NOW, role=MemberRole.CHAIR)
    rule = terms.newcomers(people.metadata, NOW, NOW + DAY)
    assert bool(session.exec(select(Membership).where(rule)).all()) is is_new


def test_who_has_gone_again_is_no_newcomer(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY)
    rule = terms.newcomers(people.metadata, NOW, NOW + DAY)
    assert session.exec(select(Membership).where(rule)).all() == []


def test_a_meeting_counts_by_the_service_of_its_hour_else_by_the_latest(
    session: Session, people: Cast
) -> None:
    member = serve(session, people.metadata, people.cleo, BEFORE, NOW)
    chair = serve(session, people.metadata, people.cleo, NOW + DAY, role=MemberRole.CHAIR)
    ahead = serve(session, people.metadata, people.cleo, JULY, JULY + DAY)
    chair.until = JULY
    session.flush()
    cases = [
        (BEFORE, NOW + 2 * DAY, member),
        (NOW - MOMENT, NOW + 2 * DAY, member),
        (NOW, NOW + 2 * DAY, chair),
        (NOW + DAY, NOW + DAY, chair),
        (NOW, NOW, member),
        (JULY, JULY, ahead),
    ]
    services = [ahead, chair, member]
    for hour, now, expected in cases:
        assert terms.counting_service(services, hour, now) is expected
        statement = select(Membership).where(Membership.person_id == people.cleo.id)
        ordered = session.exec(statement.order_by(*terms.counting_service_last(hour, now))).all()
        assert ordered[-1] is expected
    assert terms.counting_service(services, NOW, BEFORE - MOMENT) is None
    assert terms.counting_service([], NOW, NOW) is None


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (NOW, None, (date(2026, 11, 24), None)),
        (JULY - MOMENT, None, (date(2027, 6, 30), None)),
        (JULY, JULY + DAY, (date(2027, 7, 1), date(2027, 7, 1))),
        (NOW, JULY, (date(2026, 11, 24), date(2027, 6, 30))),
        (NOW, JULY + MOMENT, (date(2026, 11, 24), date(2027, 7, 1))),
        (JULY, JULY, (date(2027, 7, 1), date(2027, 7, 1))),
    ],
)
def test_first_and_last_days_are_those_of_a_zone(
    since: datetime, until: datetime | None, days: tuple[date, date | None]
) -> None:
    row = Membership(group_id=1, person_id=1, since=since, until=until)
    assert terms.days(row, "America/New_York") == days


def test_days_become_moments_and_back(people: Cast) -> None:
    zone, today = "America/New_York", date(2026, 11, 24)
    first, last = date(2027, 7, 1), date(2028, 6, 30)
    agreed = {"since": first, "until": last, "role": MemberRole.CHAIR}
    columns = terms.moments(agreed, zone, now=NOW, not_before=None)
    assert columns == {"since": JULY, "until": new_york(date(2028, 7, 1), 0)}
    row = Membership(group_id=1, person_id=1, since=JULY, until=columns["until"])
    assert terms.days(row, zone) == (first, last)
    assert terms.moments({"until": None}, zone, now=NOW, not_before=NOW) == {"until": None}
    assert terms.moments({}, zone, now=NOW, not_before=NOW) == {}
    assert terms.moments({"since": today}, zone, now=NOW, not_before=None) == {"since": NOW}
    yesterday = {"since": today - DAY}
    begins = terms.moments(yesterday, zone, now=NOW, not_before=None)
    assert begins == {"since": new_york(date(2026, 11, 23), 0)}
    left_at = new_york(date(2026, 11, 23), 15)
    assert terms.moments(yesterday, zone, now=NOW, not_before=left_at) == {"since": left_at}


def test_the_ends_of_services_that_are_over(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, BEFORE, NOW - DAY)
    serve(session, people.metadata, people.cleo, NOW - DAY, NOW)
    serve(session, people.metadata, people.dag, BEFORE, NOW + MOMENT)
    assert terms.last_ends(session, NOW) == [(people.metadata.id, people.cleo.id, NOW)]


def test_the_columns_that_tell_of_changes_change_with_time_alone(
    session: Session, people: Cast
) -> None:
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY)

    def seen(at: datetime) -> list[object]:
        statement = select(*terms.changes(at)).join(Group, col(Group.id) == Membership.group_id)
        mine = statement.where(Membership.person_id == people.cleo.id)
        return [tuple(row) for row in session.exec(mine)]

    before, begun, still, over = map(seen, (NOW - MOMENT, NOW, NOW + DAY - MOMENT, NOW + DAY))
    assert before != begun == still != over
    people.metadata.discharged_at = NOW + 2 * DAY
    session.flush()
    assert seen(NOW + 2 * DAY - MOMENT) != seen(NOW + 2 * DAY)


def test_no_service_is_over_before_it_begins(session: Session, people: Cast) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        serve(session, people.metadata, people.cleo, NOW, NOW - MOMENT)
    kind, before = RoleKind.DIRECTOR, NOW - MOMENT
    session.add(Role(person_id=people.cleo.id, kind=kind, since=NOW, until=before))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_nobody_serves_twice_without_an_end(session: Session, people: Cast) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        serve(session, people.metadata, people.ben, JULY)


@pytest.mark.parametrize(("at", "holds", "_"), AROUND)
def test_terms_that_are_read_for_some_hours_hold_as_the_condition_says(
    session: Session, people: Cast, at: datetime, holds: bool, _: bool
) -> None:
    serve(session, people.metadata, people.cleo, NOW, JULY)
    hours = {people.metadata.id: {at, NOW + DAY}}
    found = {
        term.person.id: term
        for term in terms.members_at(session, hours)
        if term.group_id == people.metadata.id
    }
    serving = {line.person.id for line in terms.roster(session, people.metadata, at)}
    assert {person_id for person_id, term in found.items() if term.holds(at)} == serving
    assert found[people.cleo.id].holds(at) is holds


def test_terms_over_before_the_first_hour_or_begun_after_the_last_are_not_read(
    session: Session, people: Cast
) -> None:
    serve(session, people.metadata, people.cleo, NOW, JULY)
    for hours in ({NOW - MOMENT}, {JULY}):
        found = terms.members_at(session, {people.metadata.id: hours})
        assert people.cleo.id not in {term.person.id for term in found}
    assert terms.members_at(session, {}) == []

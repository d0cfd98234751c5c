"""Meetings where the service of somebody begins or ends around them."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import (
    Contribution,
    ContributionKind,
    MemberRole,
    Membership,
    Person,
    RsvpAnswer,
)
from services import groups, ledger, meetings, participation
from services.dates import Period
from services.errors import Invalid, NotAllowed
from services.participation import Breakdown, ParticipationQuery
from services.waiting import waiting
from tests.factories import BEFORE, NOW, Cast, cast, standing
from tests.happenings import meeting, serve

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
AHEAD = NOW + 3 * DAY


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.mark.parametrize(("ends_at", "counts"), [(AHEAD, False), (AHEAD + MOMENT, True)])
def test_a_meeting_is_hers_while_she_serves_at_its_hour(
    session: Session, people: Cast, ends_at: datetime, counts: bool
) -> None:
    saved = meeting(session, people.metadata, AHEAD)
    serve(session, people.metadata, people.cleo, until=ends_at)
    cleo = standing(session, people.cleo)
    expected = [saved] if counts else []
    assert meetings.upcoming(session, cleo, now=NOW) == expected
    assert meetings.upcoming(session, cleo, people.metadata, now=NOW) == [saved]
    ahead = [line.meeting for line in waiting(session, cleo, now=NOW).to_answer]
    assert ahead == expected
    summary = meetings.summary(session, saved, now=NOW)
    assert len(summary.not_answered) == (4 if counts else 3)
    assert [person.name for person in summary.not_asked] == ["Pia Pons"]
    assert ("Cleo Costa" in [person.name for person in summary.without_slack]) is False


def test_an_answer_is_not_taken_of_somebody_who_serves_no_more_then(
    session: Session, people: Cast
) -> None:
    saved = meeting(session, people.metadata, AHEAD)
    serve(session, people.metadata, people.cleo, until=AHEAD)
    cleo = standing(session, people.cleo)
    with pytest.raises(NotAllowed, match="Your time in Metadata ends before this meeting"):
        meetings.record_rsvp(session, saved, RsvpAnswer.YES, by=cleo, now=NOW)
    saved.starts_at -= MOMENT
    assert meetings.record_rsvp(session, saved, RsvpAnswer.YES, by=cleo, now=NOW)


def test_an_answer_is_not_taken_of_somebody_who_does_not_serve_yet(
    session: Session, people: Cast
) -> None:
    saved = meeting(session, people.metadata, AHEAD)
    serve(session, people.metadata, people.cleo, NOW + DAY)
    with pytest.raises(NotAllowed, match="Type `/wg join Metadata` to join it"):
        meetings.record_rsvp(
            session, saved, RsvpAnswer.YES, by=standing(session, people.cleo), now=NOW
        )
    later = standing(session, people.cleo, NOW + DAY)
    assert meetings.record_rsvp(session, saved, RsvpAnswer.YES, by=later, now=NOW + DAY)


@pytest.mark.parametrize(
    ("since", "until", "is_expected"),
    [
        (BEFORE, NOW - HOUR, False),
        (BEFORE, NOW - HOUR + MOMENT, True),
        (BEFORE, NOW + DAY, True),
        (NOW, None, True),
        (NOW + MOMENT, None, False),
    ],
)
def test_those_could_have_come_who_had_not_left_and_have_begun_by_now(
    session: Session,
    people: Cast,
    since: datetime,
    until: datetime | None,
    is_expected: bool,
) -> None:
    held = meeting(session, people.metadata, NOW - HOUR, minutes=30)
    serve(session, people.metadata, people.cleo, since, until)
    found = meetings.checklist(session, held, now=NOW).expected
    assert ("Cleo Costa" in [row.person.name for row in found]) is is_expected
    if is_expected:
        meetings.record_attendance(session, held, {people.cleo.id}, by=people.ann, now=NOW)
    else:
        with pytest.raises(Invalid):
            meetings.record_attendance(session, held, {people.cleo.id}, by=people.ann, now=NOW)


@pytest.mark.parametrize(
    ("hour", "chaired"), [(NOW - 2 * HOUR, ["Ann Abara"]), (NOW - HOUR, ["Cleo Costa"])]
)
def test_who_chaired_is_told_by_the_hour_of_the_meeting(
    session: Session, people: Cast, hour: datetime, chaired: list[str]
) -> None:
    handover = NOW - HOUR
    mine = select(Membership).where(Membership.person_id == people.ann.id)
    session.exec(mine).one().until = handover
    serve(session, people.metadata, people.ann, handover)
    serve(session, people.metadata, people.cleo, BEFORE, handover)
    serve(session, people.metadata, people.cleo, handover, role=MemberRole.CHAIR)
    held = meeting(session, people.metadata, hour, minutes=30)
    came = {people.ann.id, people.cleo.id}
    meetings.record_attendance(session, held, came, by=people.dag, now=NOW)
    statement = select(Person.name).join(Contribution)
    names = session.exec(statement.where(Contribution.kind == ContributionKind.CHAIRED)).all()
    assert list(names) == chaired
    assert ledger.differences(session) == []


def test_a_report_shows_with_zeros_who_serves_now(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY)
    today = date(2026, 11, 24)
    query = ParticipationQuery(
        Period(today, today, "today"), Breakdown.PERSON, group=people.metadata
    )
    by_library = ParticipationQuery(
        Period(today, today, "today"), Breakdown.GROUP, library=people.tunxis
    )
    found = []
    for now in (NOW - MOMENT, NOW, NOW + DAY - MOMENT, NOW + DAY):
        names = [row[0] for row in participation.report(session, query, now=now).rows]
        served = [row[0] for row in participation.report(session, by_library, now=now).rows]
        found.append(("Cleo Costa" in names, "Metadata" in served))
    assert found == [(False, False), (True, True), (True, True), (False, False)]


def test_a_group_is_reported_until_its_discharge(session: Session, people: Cast) -> None:
    today = date(2026, 11, 24)
    query = ParticipationQuery(Period(today, today, "today"), Breakdown.GROUP)
    people.metadata.discharged_at = NOW
    session.flush()
    shown = [
        "Metadata" in [row[0] for row in participation.report(session, query, now=now).rows]
        for now in (NOW - MOMENT, NOW)
    ]
    assert shown == [True, False]


def test_the_welcome_counts_from_the_present_beginning(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, NOW + DAY)
    groups.join(session, people.metadata, people.cleo, now=NOW)
    [line] = [
        line
        for line in groups.roster(session, people.metadata, NOW)
        if line.person.id == people.cleo.id
    ]
    assert line.since == NOW

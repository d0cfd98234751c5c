"""Who hears, on the day of a meeting, of its members without Slack."""

from datetime import datetime, time, timedelta

import pytest
from sqlmodel import Session

from models import Meeting, MeetingStatus, MemberRole, Preferences, RsvpAnswer
from models.reminders import PartnersReminder
from services import groups, meetings
from services.reminders import Due, partners_to_tell
from tests.factories import BEFORE, NOW, Cast, cast, group, person
from tests.happenings import meeting, new_york, serve
from tests.keys import everything

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
TOMORROW = (NOW + DAY).date()
NINE = new_york(TOMORROW, 9)
AFTERNOON = new_york(TOMORROW, 15)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def ahead(session: Session, people: Cast) -> Meeting:
    return meeting(session, people.metadata, AFTERNOON)


def found(session: Session, now: datetime = NINE) -> list[Due]:
    return [due for due in partners_to_tell(session, now, everything(session)) if due.is_due(now)]


def facts(due: Due) -> PartnersReminder:
    assert isinstance(due.facts, PartnersReminder)
    return due.facts


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (NINE - SECOND, 0),
        (NINE, 1),
        (AFTERNOON - SECOND, 1),
        (AFTERNOON, 0),
    ],
)
def test_chairs_hear_from_nine_until_it_starts(
    session: Session, ahead: Meeting, people: Cast, now: datetime, count: int
) -> None:
    due = found(session, now)
    assert [reminder.to.lane for reminder in due] == ["UANN"] * count
    assert [facts(reminder).partners for reminder in due] == [((people.pia, None),)] * count
    assert [str(reminder.key) for reminder in due] == [
        f"partners|meeting:{ahead.id}|20261125T2000Z|person:{people.ann.id}"
    ] * count


def test_what_they_answered_stands_beside_their_names(
    session: Session, ahead: Meeting, people: Cast
) -> None:
    other = meeting(session, people.metadata, AFTERNOON + HOUR)
    meetings.record_rsvp_for(
        session, ahead, people.pia.id, RsvpAnswer.MAYBE, by=people.ann, now=NOW
    )
    given = {reminder.facts.subject.id: facts(reminder).partners for reminder in found(session)}
    assert given == {
        ahead.id: ((people.pia, RsvpAnswer.MAYBE),),
        other.id: ((people.pia, None),),
    }


def test_an_early_meeting_is_told_two_hours_before(session: Session, people: Cast) -> None:
    meeting(session, people.metadata, new_york(TOMORROW, 10))
    session.add(Preferences(person_id=people.ann.id, quiet_from=time(0), quiet_until=time(1)))
    assert found(session, new_york(TOMORROW, 8) - SECOND) == []
    assert len(found(session, new_york(TOMORROW, 8))) == 1


@pytest.mark.parametrize("is_moved", [False, True])
def test_who_sets_or_moves_it_later_that_day_was_told_then(
    session: Session, people: Cast, ahead: Meeting, is_moved: bool
) -> None:
    at = NINE if is_moved else NINE - SECOND
    meetings.move(
        session,
        ahead,
        starts_at=AFTERNOON + HOUR,
        zone=ahead.zone,
        minutes=60,
        place="",
        sequence=ahead.sequence,
        by=people.ann,
        now=at,
    )
    assert len(found(session)) == (0 if is_moved else 1)
    ahead.created_at = NINE
    session.flush()
    assert found(session) == []


def test_nobody_hears_where_there_is_nobody_to_tell(session: Session, people: Cast) -> None:
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    meeting(session, other, AFTERNOON)
    assert found(session) == []
    quinn = person(session, "Quinn Quist")
    serve(session, other, quinn, since=AFTERNOON + SECOND)
    assert found(session) == []
    later = meeting(session, other, AFTERNOON + HOUR)
    assert [reminder.facts.subject.id for reminder in found(session)] == [later.id]
    quinn.is_active = False
    session.flush()
    assert found(session) == []


def test_every_chair_hears_who_is_there_and_wants_it(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    groups.set_role(
        session, people.metadata, people.ben.id, MemberRole.CO_CHAIR, by=people.ann, now=BEFORE
    )
    assert [reminder.to.lane for reminder in found(session)] == ["UANN", "UBEN"]
    session.add(Preferences(person_id=people.ann.id, muted=("partners",)))
    session.flush()
    assert [reminder.to.lane for reminder in found(session)] == ["UBEN"]
    people.ben.is_active = False
    session.flush()
    assert found(session) == []
    people.ben.is_active = True
    ahead.status = MeetingStatus.CANCELLED
    session.flush()
    assert found(session) == []


def test_a_discharged_group_tells_nobody(session: Session, people: Cast, ahead: Meeting) -> None:
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    assert found(session) == []
    assert ahead.status is MeetingStatus.ON

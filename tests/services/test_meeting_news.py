"""Who hears that a meeting was set, moved or cancelled: people by themselves, and the digest."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import (
    DigestedReminder,
    Meeting,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.meetings import Moved
from models.messages import NUDGE, REMIND, Key, MessageKind, Recipient
from models.subjects import Subject
from services import digests, meetings, outbox, presence, recurrence
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern
from tests.factories import NOW, Cast, cast, group, person
from tests.happenings import meeting

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
AHEAD = NOW + 3 * DAY


def says(session: Session, who: Person, about: Meeting, answer: RsvpAnswer) -> None:
    row = Rsvp(meeting_id=about.id, person_id=who.id, answer=answer, answered_at=NOW)
    session.add(row)
    session.flush()


def reminds(
    session: Session,
    who: Person,
    about: Meeting,
    kind: MessageKind = REMIND,
    state: OutboxState = OutboxState.SENT,
) -> None:
    key = Key(kind, Subject.of(about), ("24", "20261127T1430Z"), Subject.of(who))
    outbox.post(session, {"text": "x", "blocks": []}, to=Recipient.person(who), key=key, now=NOW)
    row = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key))).one()
    row.state = state
    session.flush()


def moved(session: Session, people: Cast, row: Meeting, to: datetime = AHEAD + DAY) -> Moved:
    return meetings.move(
        session,
        row,
        starts_at=to,
        zone=row.zone,
        minutes=row.minutes,
        place=row.place,
        sequence=row.sequence,
        by=people.ann,
        now=NOW,
    )


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


@pytest.mark.parametrize(
    ("answer", "hears"),
    [(RsvpAnswer.YES, True), (RsvpAnswer.MAYBE, True), (RsvpAnswer.NO, False)],
)
def test_who_meant_to_come_hears_that_it_moved(
    session: Session, answer: RsvpAnswer, hears: bool
) -> None:
    people = cast(session)
    row = meeting(session, people.metadata, AHEAD)
    says(session, people.ben, row, answer)
    assert names(moved(session, people, row).concerned) == (["Ben Brook"] if hears else [])


@pytest.mark.parametrize("is_private", [True, False])
def test_who_comes_in_the_place_of_somebody_hears_that_it_moved(
    session: Session, is_private: bool
) -> None:
    people = cast(session)
    row = meeting(session, people.metadata, AHEAD)
    eve = person(session, "Eve Ely", at=people.central, slack_id="UEVE")
    says(session, people.ben, row, RsvpAnswer.NO)
    presence.send_alternate(session, row, people.ben, eve.id, now=NOW)
    people.metadata.is_private = is_private
    session.flush()
    heard = names(moved(session, people, row).concerned)
    assert heard == ([] if is_private else ["Eve Ely"])


@pytest.mark.parametrize("is_private", [True, False])
def test_who_may_not_see_the_group_any_more_hears_nothing(
    session: Session, is_private: bool
) -> None:
    people = cast(session)
    people.metadata.is_private = is_private
    row = meeting(session, people.metadata, AHEAD)
    says(session, people.ben, row, RsvpAnswer.YES)
    reminds(session, people.ben, row)
    service = session.exec(
        select(Membership).where(
            Membership.group_id == people.metadata.id, Membership.person_id == people.ben.id
        )
    ).one()
    service.until = NOW
    session.flush()
    heard = names(moved(session, people, row).concerned)
    assert heard == ([] if is_private else ["Ben Brook"])


@pytest.mark.parametrize("kind", [REMIND, NUDGE])
@pytest.mark.parametrize(
    ("state", "hears"),
    [(OutboxState.SENT, True), (OutboxState.READY, False), (OutboxState.DROPPED, False)],
)
def test_who_was_reminded_of_the_old_time_hears_it(
    session: Session, kind: MessageKind, state: OutboxState, hears: bool
) -> None:
    people = cast(session)
    row, other = meeting(session, people.metadata, AHEAD), meeting(session, people.metadata, AHEAD)
    reminds(session, people.ben, row, kind, state)
    reminds(session, people.gil, other, kind)
    cancelled = meetings.cancel(session, row, sequence=0, by=people.ann, now=NOW)
    assert names(cancelled.concerned) == (["Ben Brook"] if hears else [])


def test_who_was_reminded_in_a_personal_digest_hears_it(session: Session) -> None:
    people = cast(session)
    row = meeting(session, people.metadata, AHEAD)
    key = Key(REMIND, Subject.of(row), ("24", "20261127T1430Z"), Subject.of(people.gil))
    session.add(DigestedReminder(key=str(key), digest_key="mine|person:6|2026-11-24"))
    session.flush()
    assert names(moved(session, people, row).concerned) == ["Gil Grau"]


def test_neither_the_one_who_moves_it_hears_it_nor_who_cannot_be_reached(session: Session) -> None:
    people = cast(session)
    row = meeting(session, people.metadata, AHEAD)
    for who in (people.ann, people.ben, people.gil, people.pia):
        says(session, who, row, RsvpAnswer.YES)
    people.ben.is_active = False
    session.flush()
    assert names(moved(session, people, row).concerned) == ["Gil Grau"]


def changes(session: Session, people: Cast, since: datetime = NOW - DAY) -> list[tuple[str, str]]:
    facts = digests.contents(session, people.metadata, since, NOW + SECOND)
    assert not facts.nothing_changed
    return [(change.meeting.title, change.what) for change in facts.changed]


def plan(title: str, pattern: Pattern | None = None) -> MeetingPlan:
    [start] = recurrence.first_moments(pattern, 1) if pattern else [NOW + 30 * DAY]
    return MeetingPlan(title, start, "America/New_York", pattern=pattern)


def test_the_digest_tells_what_was_set_moved_and_cancelled(session: Session) -> None:
    people = cast(session)
    meetings.schedule(session, people.metadata, plan("new"), by=people.ann, now=NOW)
    moved(session, people, meeting(session, people.metadata, AHEAD, title="moved"), NOW + 30 * DAY)
    off = meeting(session, people.metadata, NOW + 31 * DAY, title="off")
    meetings.cancel(session, off, sequence=0, by=people.ann, now=NOW)
    meeting(session, people.metadata, NOW + 32 * DAY, title="as it was")
    session.flush()
    assert sorted(changes(session, people)) == [
        ("moved", "moved"),
        ("new", "set"),
        ("off", "cancelled"),
    ]


def test_a_series_that_was_set_is_told_once_and_what_the_clock_makes_of_it_never(
    session: Session,
) -> None:
    people = cast(session)
    monthly = Pattern(
        Frequency.MONTHLY,
        (NOW + DAY).time(),
        "America/New_York",
        (NOW + 20 * DAY).date(),
        weekdays=(1,),
        nths=(2,),
    )
    meetings.schedule(session, people.metadata, plan("series", monthly), by=people.ann, now=NOW)
    session.flush()
    assert changes(session, people) == [("series", "set")]
    later = NOW + 40 * DAY
    assert meetings.extend_series(session, later) > 0
    session.flush()
    facts = digests.contents(session, people.metadata, later - DAY, later + SECOND)
    assert facts.changed == ()


def test_what_was_set_and_cancelled_between_two_digests_is_not_told(session: Session) -> None:
    people = cast(session)
    row = meetings.schedule(session, people.metadata, plan("soon off"), by=people.ann, now=NOW)
    meetings.cancel(session, row, sequence=0, by=people.ann, now=NOW)
    session.flush()
    facts = digests.contents(session, people.metadata, NOW - DAY, NOW + SECOND)
    assert facts.changed == ()


@pytest.mark.parametrize(
    ("since", "until", "is_told"),
    [
        (NOW, NOW + SECOND, True),
        (NOW - DAY, NOW, False),
        (NOW + SECOND, NOW + DAY, False),
    ],
)
def test_only_changes_of_that_time_are_told(
    session: Session, since: datetime, until: datetime, is_told: bool
) -> None:
    people = cast(session)
    elsewhere = group(session, "Reserves", chair=people.ann, channel_id="CRES")
    meetings.schedule(session, elsewhere, plan("elsewhere"), by=people.ann, now=NOW)
    meetings.schedule(session, people.metadata, plan("here"), by=people.ann, now=NOW)
    session.flush()
    facts = digests.contents(session, people.metadata, since, until)
    assert [change.meeting.title for change in facts.changed] == (["here"] if is_told else [])

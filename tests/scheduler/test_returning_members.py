"""Calendars of members who come back, come later, were restored, or are one with another record."""

from datetime import date, time, timedelta

from sqlmodel import select

from models import Membership, OutboxMessage, OutboxState, Person, Series
from models.database import unit_of_work
from scheduler import invitations
from services import already_told, recurrence
from services.dates import instant
from tests.factories import NOW, Cast
from tests.happenings import meeting
from tests.mail_stand_in import MailStandIn
from tests.scheduler.test_invitations import (
    PIA,
    come_back,
    deliver,
    entries_of,
    heard,
    leave,
    mail,
    move,
    part_of,
    people,
)

__all__ = ["mail", "people"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def methods(mail: MailStandIn) -> list[str]:
    """What each of her letters says to her calendar."""
    return [part_of(letter, "text/calendar").get_param("method") for letter in mail.to(PIA)]


def weekly(people: Cast) -> None:
    """A series of the group, in place of its meeting, from the third day on."""
    pattern = recurrence.Pattern(
        freq=recurrence.Frequency.WEEKLY,
        starts_on=date(2026, 11, 27),
        weekdays=(4,),
        at=time(14),
        zone="America/New_York",
    )
    with unit_of_work() as session:
        group = session.merge(people.metadata)
        row = Series(
            group_id=group.id,
            title="Weekly",
            pattern=recurrence.to_text(pattern),
            created_at=NOW,
        )
        session.add(row)
        session.flush()
        for week in range(4):
            day = pattern.starts_on + week * 7 * DAY
            starts_at = instant(day, pattern.at, pattern.zone)
            meeting(session, group, starts_at, series_id=row.id, recurrence_date=day)


def serve_again(people: Cast, *, after: timedelta) -> None:
    with unit_of_work() as session:
        session.add(
            Membership(group_id=people.metadata.id, person_id=people.pia.id, since=NOW + after)
        )


def test_a_series_stays_in_the_calendar_of_whoever_comes_back_after_its_next_meeting(
    people: Cast, mail: MailStandIn
) -> None:
    weekly(people)
    assert invitations.queue_due(NOW) == 2
    deliver(mail, minutes=3)
    leave(people)
    serve_again(people, after=8 * DAY)
    # The single meeting is before she comes back; the series goes on.
    assert [invitations.queue_due(NOW) for _ in range(3)] == [1, 0, 0]
    deliver(mail, minutes=5)
    assert [invitations.queue_due(NOW) for _ in range(2)] == [0, 0]
    assert methods(mail) == ["REQUEST", "REQUEST", "CANCEL"]


def test_a_series_ends_for_whoever_comes_back_no_more(people: Cast, mail: MailStandIn) -> None:
    weekly(people)
    invitations.queue_due(NOW)
    deliver(mail, minutes=3)
    leave(people)
    assert [invitations.queue_due(NOW) for _ in range(2)] == [2, 0]


def test_whoever_is_invited_before_her_service_begins_hears_of_changes(people: Cast) -> None:
    with unit_of_work() as session:
        row = session.exec(select(Membership).where(Membership.person_id == people.pia.id)).one()
        row.since = NOW + 2 * HOUR
    assert invitations.queue_due(NOW) == 1
    assert heard(people, is_off=False) == ["Pia Pons"]
    with unit_of_work() as session:
        row = session.exec(select(Membership).where(Membership.person_id == people.pia.id)).one()
        row.until = row.since
    assert heard(people, is_off=False) == []


def test_after_a_restore_changes_and_the_end_still_come(people: Cast, mail: MailStandIn) -> None:
    with unit_of_work() as session:
        already_told.decide(session, {}, NOW)
    assert heard(people, is_off=False) == ["Pia Pons"]
    leave(people)
    assert [invitations.queue_due(NOW) for _ in range(2)] == [1, 0]
    deliver(mail, minutes=3)
    assert methods(mail) == ["CANCEL"]
    assert invitations.queue_due(NOW) == 0


def test_what_was_never_sent_has_no_end(people: Cast) -> None:
    invitations.queue_due(NOW)
    with unit_of_work() as session:
        session.exec(select(OutboxMessage)).one().state = OutboxState.DROPPED
    leave(people)
    assert [invitations.queue_due(NOW) for _ in range(2)] == [0, 0]


def test_the_end_reaches_whoever_was_invited_under_a_record_that_was_merged(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    with unit_of_work() as session:
        former, kept = (session.get_one(Person, each.id) for each in (people.pia, people.cleo))
        former.email = None
        session.flush()
        kept.email = PIA
        former.merged_into_id, former.is_active = kept.id, False
        row = session.exec(select(Membership).where(Membership.person_id == former.id)).one()
        row.person_id, row.since, row.until = kept.id, NOW - HOUR, NOW
    assert [invitations.queue_due(NOW) for _ in range(2)] == [1, 0]
    deliver(mail, minutes=3)
    assert methods(mail) == ["REQUEST", "CANCEL"]
    assert heard(people, is_off=True) == []


def test_news_that_waits_before_an_end_goes_out_where_she_has_come_back(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    move(people)
    leave(people)
    invitations.queue_due(NOW)
    come_back(people)
    deliver(mail, minutes=6)
    shown = [(method, begins) for method, _sequence, begins in entries_of(mail)]
    assert shown == [("REQUEST", "093000"), ("REQUEST", "103000")]

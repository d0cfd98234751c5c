"""From a slot that was picked to the meeting or the series of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Availability, Meeting, Person, Poll, PollSlot, RsvpAnswer
from models.polls import PollLine, PollPlan
from services import access, meetings, preferences
from services.errors import Invalid
from services.meetings import MeetingPlan
from services.polls.changes import is_weekly, time_of
from services.polls.poll_results import first_moment
from services.recurrence import Frequency, Pattern, first_moments

RHYTHMS = {"weekly": 1, "every two weeks": 2}
"""How often a weekly pattern may become a meeting, by what the form says, in weeks."""


def meeting_plan(
    session: Session, poll: Poll, slot: PollSlot, place: str, repeats: str, *, now: datetime
) -> MeetingPlan:
    """The meeting of a slot, or the series of a weekly pattern: within its days, and not on
    holidays of the whole consortium. Raises ``Invalid`` where nothing of it is left.
    """
    wanted = PollPlan(
        poll.title,
        poll.minutes,
        poll.zone,
        (time_of(slot),),
        poll.closes_at,
        kind=poll.kind,
        first_on=poll.first_on,
        last_on=poll.last_on,
    )
    if is_weekly(poll) and repeats not in RHYTHMS:
        raise Invalid("Choose how often you meet.", field="repeats")
    plan = planned(wanted, weeks=RHYTHMS.get(repeats, 1), place=place, now=now)
    if plan.pattern is None:
        return plan
    holidays = preferences.holidays_of(session, None, since=now.date())
    return meetings.without_holidays(plan, {row.day: row.name for row in holidays})


def planned(wanted: PollPlan, *, weeks: int = 1, place: str = "", now: datetime) -> MeetingPlan:
    """The meeting at the first time of a poll, or its series, each so many ``weeks``. Raises
    ``Invalid`` where the last day of a series has passed.
    """
    slot = wanted.slots[0]
    moment = first_moment(slot, wanted.zone, wanted.first_on)
    plan = MeetingPlan(wanted.title, moment, wanted.zone, wanted.minutes, " ".join(place.split()))
    if slot.weekday is None:
        return plan
    tomorrow = now.astimezone(ZoneInfo(wanted.zone)).date() + timedelta(days=1)
    first = max(wanted.first_on or tomorrow, tomorrow)
    pattern = Pattern(
        freq=Frequency.WEEKLY,
        at=slot.at or moment.time(),
        zone=wanted.zone,
        starts_on=first + timedelta(days=(slot.weekday - first.weekday()) % 7),
        interval=weeks,
        weekdays=(slot.weekday,),
        until=wanted.last_on,
    )
    starts = first_moments(pattern, 1)
    if not starts:
        raise Invalid("The last day of this pattern has passed. Schedule a series instead.")
    return replace(plan, pattern=pattern, starts_at=starts[0])


def cannot_come(lines: Sequence[PollLine], slot: PollSlot) -> list[PollLine]:
    """Those who are there and said no to a slot, the required ones first."""
    refusing = [
        line for line in lines if line.is_there and line.answers.get(slot.id) is Availability.NO
    ]
    return sorted(refusing, key=lambda line: not line.is_required)


def carry_over(
    session: Session, poll: Poll, slot: PollSlot, meeting: Meeting, lines: Sequence[PollLine]
) -> list[Person]:
    """Let a yes to a slot that was picked be a yes to its meeting, and a no be regrets; who said
    yes. An “if needed” leaves the question open. Of a weekly pattern each meeting is answered by
    itself.
    """
    if is_weekly(poll):
        return []
    now = meeting.created_at
    given = [(line, answer) for line in lines if (answer := _as_rsvp(line, slot)) is not None]
    standings = access.standings(session, [line.person for line, _ in given], now)
    coming = []
    for line, answer in given:
        who = standings[line.person.id]
        if access.may_answer(meeting, by=who):
            meetings.record_rsvp(session, meeting, answer, by=who, now=now, by_link=line.by_link)
            if answer is RsvpAnswer.YES:
                coming.append(line.person)
    return coming


def _as_rsvp(line: PollLine, slot: PollSlot) -> RsvpAnswer | None:
    """What somebody's answer to a slot says of the meeting in it."""
    match line.answers.get(slot.id):
        case Availability.YES:
            return RsvpAnswer.YES
        case Availability.NO:
            return RsvpAnswer.NO
    return None

"""A year of meetings: who answered, who came, which were cancelled,
and the series that lie ahead.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from demo.groups import GROUPS
from demo.groups import Group as Told
from demo.libraries import CONSORTIUM
from demo.loader.world import WEEK, YEAR, World, active, day_of, habit
from demo.year import YEARS
from models import Meeting, RsvpAnswer
from services import access, meetings, outbox
from services.access import Standing
from services.recurrence import Frequency, Pattern, occurrences
from views import meetings as meeting_views

PLANNED_AHEAD = timedelta(days=12)
"""How long before a meeting of the past it was scheduled."""
CANCELLED = 3
"""Of a hundred meetings."""
NOTICE = timedelta(hours=20)
"""How long before it began a meeting was cancelled."""
ANCHOR = timedelta(weeks=54)
"""An even number of weeks, so that a rhythm of two weeks stays in step with the present one."""

_TOPICS = {year.group: year.topics for year in YEARS}


def tell(world: World) -> None:
    """Hold the meetings of the year, and plan those of the coming weeks."""
    telling = _Telling(world, {})
    for told in GROUPS:
        telling.hold(told)
    for told in active():
        telling.plan_ahead(told)


def announce(world: World) -> None:
    """Promise the card of each group's next meeting, so that every channel has one to press."""
    for told in active():
        group = world.groups[told.key]
        if ahead := meetings.next_ahead(world.session, group, now=world.now):
            card = meeting_views.card(meetings.summary(world.session, ahead, now=world.now))
            outbox.post(
                world.session,
                card,
                to=told.channel.slack_id,
                key=meetings.card_key(ahead),
                now=world.now,
                subject=meetings.subject(ahead),
                expires_at=ahead.starts_at,
            )


@dataclass
class _Telling:
    world: World
    standings: dict[str, Standing]

    def hold(self, told: Told) -> None:
        """Everything that has begun by now, within the year and the life of the group."""
        world = self.world
        first, last = max(world.now - YEAR, world.begins(told) + WEEK), world.ends(told)
        days = occurrences(_pattern(world, told), after=first.date(), until=last.date())
        past = [starts_at for _, starts_at in days if starts_at < last]
        for starts_at, topic in zip(past, _TOPICS[told.key], strict=False):
            self._hold_one(told, starts_at, topic)

    def plan_ahead(self, told: Told) -> None:
        """The series from its next date on,
        with the answers that have come in for the first meeting.
        """
        world, pattern = self.world, _pattern(self.world, told)
        ahead = occurrences(
            pattern, after=world.today - timedelta(days=1), until=world.today + YEAR
        )
        first = next(starts_at for _, starts_at in ahead if starts_at > world.now)
        scheduled_at = world.now - PLANNED_AHEAD
        plan = meetings.MeetingPlan(
            title=f"{_short(told)}: {_rhythm(told)} meeting",
            starts_at=first,
            zone=CONSORTIUM.zone,
            minutes=told.rhythm.minutes,
            place=told.place,
            pattern=replace(pattern, starts_on=day_of(first)),
        )
        meeting = meetings.schedule(
            world.session, world.groups[told.key], plan, by=world.chair(told), now=scheduled_at
        )
        coming = [
            key for key in world.members(told, world.now) if world.happens(habit(key).attends)
        ]
        self._answer(
            told, meeting, coming, since=world.now - timedelta(days=5), until=world.now, percent=60
        )

    def _hold_one(self, told: Told, starts_at: datetime, topic: str) -> None:
        world, chair = self.world, self.world.chair(told)
        plan = meetings.MeetingPlan(
            topic, starts_at, CONSORTIUM.zone, told.rhythm.minutes, told.place
        )
        scheduled_at = max(starts_at - PLANNED_AHEAD, world.begins(told))
        group = world.groups[told.key]
        meeting = meetings.schedule(world.session, group, plan, by=chair, now=scheduled_at)
        coming = [
            key for key in world.members(told, starts_at) if world.happens(habit(key).attends)
        ]
        is_cancelled = world.happens(CANCELLED)
        answered_until = starts_at - NOTICE if is_cancelled else starts_at
        self._answer(told, meeting, coming, since=scheduled_at, until=answered_until, percent=100)
        if is_cancelled:
            self._cancel(meeting, told)
        elif (over := meetings.ends_at(meeting)) <= world.now:
            came = {world.people[key].id for key in coming}
            recorded_at = min(over + timedelta(minutes=world.chance.randrange(90)), world.now)
            meetings.record_attendance(world.session, meeting, came, by=chair, now=recorded_at)

    def _cancel(self, meeting: Meeting, told: Told) -> None:
        meetings.cancel(
            self.world.session,
            meeting,
            reason="Too many of us are away that day.",
            sequence=meeting.sequence,
            by=self.world.chair(told),
            now=meeting.starts_at - NOTICE,
        )

    def _answer(
        self,
        told: Told,
        meeting: Meeting,
        coming: list[str],
        *,
        since: datetime,
        until: datetime,
        percent: int,
    ) -> None:
        """Answers by habit.

        ``percent`` is how many of those who will answer have done so by now.
        """
        world = self.world
        for key in world.members(told, until):
            answer = self._intention(key, is_coming=key in coming)
            if answer and world.people[key].slack_id and world.happens(percent):
                when = world.between(max(since, world.joined[told.key, key]), until)
                meetings.record_rsvp(
                    world.session, meeting, answer, by=self._standing(key), now=when
                )

    def _intention(self, key: str, *, is_coming: bool) -> RsvpAnswer | None:
        world = self.world
        if not is_coming:
            return RsvpAnswer.NO if world.happens(habit(key).sends_regrets) else None
        if not world.happens(habit(key).answers_invitations):
            return None
        return RsvpAnswer.MAYBE if world.happens(8) else RsvpAnswer.YES

    def _standing(self, key: str) -> Standing:
        # Nobody's seats change any more, so each person is looked up once.
        if key not in self.standings:
            self.standings[key] = access.standing(
                self.world.session, self.world.people[key], self.world.now
            )
        return self.standings[key]


def _pattern(world: World, told: Told) -> Pattern:
    rhythm = told.rhythm
    return Pattern(
        freq=Frequency.WEEKLY if rhythm.every == "week" else Frequency.MONTHLY,
        at=rhythm.at,
        zone=CONSORTIUM.zone,
        starts_on=world.today - ANCHOR,
        interval=rhythm.interval,
        weekday=rhythm.weekday,
        nth=rhythm.nth,
    )


def _rhythm(told: Told) -> str:
    if told.rhythm.every == "month":
        return "monthly"
    return "weekly" if told.rhythm.interval == 1 else "biweekly"


def _short(told: Told) -> str:
    name = told.name
    for ending in ("Working Group", "Committee", "Task Force", "Interest Group"):
        name = name.removesuffix(ending).strip()
    return name

"""A year of meetings: who answered, who came, which were cancelled,
and the series that lie ahead.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from demo.groups import GROUPS, DemoGroup
from demo.libraries import CONSORTIUM
from demo.loader.world import WEEK, YEAR, World, active, day_of, habit
from demo.year import YEARS
from models import Meeting, RsvpAnswer
from models.messages import Recipient
from models.subjects import Subject
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


def load(world: World) -> None:
    """Hold the meetings of the year, and plan those of the coming weeks."""
    loader = _MeetingLoader(world, {}, Random("partners"))  # noqa: S311
    for demo_group in GROUPS:
        loader.hold(demo_group)
    for demo_group in active():
        loader.plan_ahead(demo_group)


def announce(world: World) -> None:
    """Promise the card of each group's next meeting, so that every channel has one to press."""
    for demo_group in active():
        group = world.groups[demo_group.key]
        if ahead := meetings.next_ahead(world.session, group, now=world.now):
            card = meeting_views.card(meetings.summary(world.session, ahead, now=world.now))
            outbox.post(
                world.session,
                card,
                to=Recipient.channel(demo_group.channel.slack_id),
                key=meetings.card_key(ahead),
                now=world.now,
                subject=Subject.of(ahead),
                expires_at=ahead.starts_at,
            )


@dataclass
class _MeetingLoader:
    world: World
    standings: dict[str, Standing]
    chance_of_partners: Random
    """For those without Slack, apart from what the others do by chance."""

    def hold(self, demo_group: DemoGroup) -> None:
        """Everything that has begun by now, within the year and the life of the group."""
        world = self.world
        first, last = max(world.now - YEAR, world.begins(demo_group) + WEEK), world.ends(demo_group)
        days = occurrences(_pattern(world, demo_group), after=first.date(), until=last.date())
        past = [starts_at for _, starts_at in days if starts_at < last]
        for starts_at, topic in zip(past, _TOPICS[demo_group.key], strict=False):
            self._hold_one(demo_group, starts_at, topic)

    def plan_ahead(self, demo_group: DemoGroup) -> None:
        """The series from its next date on,
        with the answers that have come in for the first meeting.
        """
        world, pattern = self.world, _pattern(self.world, demo_group)
        ahead = occurrences(
            pattern, after=world.today - timedelta(days=1), until=world.today + YEAR
        )
        first = next(starts_at for _, starts_at in ahead if starts_at > world.now)
        scheduled_at = world.now - PLANNED_AHEAD
        plan = meetings.MeetingPlan(
            title=f"{_short(demo_group)}: {_rhythm(demo_group)} meeting",
            starts_at=first,
            zone=CONSORTIUM.zone,
            minutes=demo_group.rhythm.minutes,
            place=demo_group.place,
            pattern=replace(pattern, starts_on=day_of(first)),
        )
        meeting = meetings.schedule(
            world.session,
            world.groups[demo_group.key],
            plan,
            by=world.chair(demo_group),
            now=scheduled_at,
        )
        coming = [
            key for key in world.members(demo_group, world.now) if world.happens(habit(key).attends)
        ]
        self._answer(
            demo_group,
            meeting,
            coming,
            since=world.now - timedelta(days=5),
            until=world.now,
            percent=60,
        )

    def _hold_one(self, demo_group: DemoGroup, starts_at: datetime, topic: str) -> None:
        world, chair = self.world, self.world.chair(demo_group)
        plan = meetings.MeetingPlan(
            topic, starts_at, CONSORTIUM.zone, demo_group.rhythm.minutes, demo_group.place
        )
        scheduled_at = max(starts_at - PLANNED_AHEAD, world.begins(demo_group))
        group = world.groups[demo_group.key]
        meeting = meetings.schedule(world.session, group, plan, by=chair, now=scheduled_at)
        coming = [
            key for key in world.members(demo_group, starts_at) if world.happens(habit(key).attends)
        ]
        is_cancelled = world.happens(CANCELLED)
        answered_until = starts_at - NOTICE if is_cancelled else starts_at
        self._answer(
            demo_group, meeting, coming, since=scheduled_at, until=answered_until, percent=100
        )
        if is_cancelled:
            self._cancel(meeting, demo_group)
        elif (over := meeting.ends_at) <= world.now:
            came = {world.people[key].id for key in coming}
            recorded_at = min(over + timedelta(minutes=world.random.randrange(90)), world.now)
            meetings.record_attendance(world.session, meeting, came, by=chair, now=recorded_at)

    def _cancel(self, meeting: Meeting, demo_group: DemoGroup) -> None:
        meetings.cancel(
            self.world.session,
            meeting,
            reason="Too many of us are away that day.",
            sequence=meeting.sequence,
            by=self.world.chair(demo_group),
            now=meeting.starts_at - NOTICE,
        )

    def _answer(
        self,
        demo_group: DemoGroup,
        meeting: Meeting,
        coming: list[str],
        *,
        since: datetime,
        until: datetime,
        percent: int,
    ) -> None:
        """Answers by habit; those of partners without Slack by their links.

        ``percent`` is how many of those who will answer have done so by now.
        """
        world = self.world
        for key in world.members(demo_group, until):
            answer = self._intention(key, is_coming=key in coming)
            by_link = world.people[key].slack_id is None
            chance = replace(world, random=self.chance_of_partners) if by_link else world
            if answer and chance.happens(percent):
                when = chance.between(max(since, world.joined[demo_group.key, key]), until)
                meetings.record_rsvp(
                    world.session,
                    meeting,
                    answer,
                    by=self._standing(key),
                    now=when,
                    by_link=by_link,
                )

    def _intention(self, key: str, *, is_coming: bool) -> RsvpAnswer | None:
        world = self.world
        if not is_coming:
            return RsvpAnswer.NO if world.happens(habit(key).sends_regrets) else None
        if not world.happens(habit(key).answers_invitations):
            return None
        return RsvpAnswer.MAYBE if world.happens(8) else RsvpAnswer.YES

    def _standing(self, key: str) -> Standing:
        # Nobody comes or goes any more, so each person is looked up once.
        if key not in self.standings:
            self.standings[key] = access.standing(
                self.world.session, self.world.people[key], self.world.now
            )
        return self.standings[key]


def _pattern(world: World, demo_group: DemoGroup) -> Pattern:
    rhythm = demo_group.rhythm
    return Pattern(
        freq=Frequency.WEEKLY if rhythm.every == "week" else Frequency.MONTHLY,
        at=rhythm.at,
        zone=CONSORTIUM.zone,
        starts_on=world.today - ANCHOR,
        interval=rhythm.interval,
        weekdays=(rhythm.weekday,),
        nths=(rhythm.nth,) if rhythm.nth else (),
    )


def _rhythm(demo_group: DemoGroup) -> str:
    if demo_group.rhythm.every == "month":
        return "monthly"
    return "weekly" if demo_group.rhythm.interval == 1 else "biweekly"


def _short(demo_group: DemoGroup) -> str:
    name = demo_group.name
    for ending in ("Working Group", "Committee", "Task Force", "Interest Group"):
        name = name.removesuffix(ending).strip()
    return name

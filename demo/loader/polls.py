"""When groups could meet: a poll of which a time was picked, and one that is open."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from demo.loader.world import World, at, workday
from demo.year.polls import ANSWERS, POLLS, DemoPoll
from models import Availability, Group, Person, Poll
from models.messages import POLL_CARD, Key, Recipient
from models.polls import PollPlan, SlotTime
from models.subjects import Subject
from services import access, meetings, outbox, polls, terms
from views.polls.cards import WORDS

SLOTS = 5


def load(world: World) -> None:
    """Open, answer and pick from them, as people would."""
    for demo_poll in POLLS:
        group = world.groups[demo_poll.group]
        opens = at(workday(world.today + timedelta(days=demo_poll.opened)), time(10))
        plan = _plan(world, demo_poll, group)
        roster = terms.roster(world.session, group, opens)
        chairs = polls.usually_required(roster)
        required = {person.id for person in chairs}
        poll = polls.open_poll(world.session, group, plan, required, by=chairs[0], now=opens)
        members = [line.person for line in roster]
        _answer(world, poll, demo_poll, members, opens, min(plan.closes_at, world.now))
        if demo_poll.picked is None:
            _show(world, poll, group)
        else:
            picks = at(workday(world.today + timedelta(days=demo_poll.picked)), time(11))
            _pick(world, poll, group, chairs[0], picks)


def _plan(world: World, demo_poll: DemoPoll, group: Group) -> PollPlan:
    day, slots = world.today + timedelta(days=demo_poll.first), []
    for number in range(SLOTS):
        day = workday(day)
        hour = demo_poll.hours[number % len(demo_poll.hours)]
        slots.append(SlotTime(starts_at=at(day, hour)))
        day += timedelta(days=1)
    closes = at(workday(world.today + timedelta(days=demo_poll.closes)), time(17))
    return PollPlan(demo_poll.title, demo_poll.minutes, group.zone, tuple(slots), closes)


def _answer(
    world: World,
    poll: Poll,
    demo_poll: DemoPoll,
    members: Sequence[Person],
    opens: datetime,
    until: datetime,
) -> None:
    step = (until - opens) / (len(demo_poll.answers) + 1)
    ids = [slot.id for slot in polls.slots_of(world.session, poll)]
    for place, (person, letters) in enumerate(zip(members, demo_poll.answers, strict=False)):
        given: dict[int, Availability | None] = {
            slot_id: ANSWERS[letter] for slot_id, letter in zip(ids, letters, strict=False)
        }
        if letters:
            now, by_link = opens + step * (place + 1), person.slack_id is None
            polls.answer(world.session, poll, given, by=person, now=now, by_link=by_link)


def _pick(world: World, poll: Poll, group: Group, chair: Person, now: datetime) -> None:
    session = world.session
    by = access.standing(session, chair, now)
    found = polls.result(session, poll, group, by=by, now=now)
    best = next(slot for slot in found.card.slots if slot.slot_id == found.ranks[0].slot_id)
    slot = polls.slot_at(session, poll, best.position)
    plan = polls.meeting_plan(session, poll, slot, "", "", now=now)
    meeting = meetings.schedule(session, group, plan, by=chair, now=now)
    polls.pick(session, poll, slot, meeting, by=chair, now=now)
    polls.carry_over(session, poll, slot, meeting, found.lines)


def _show(world: World, poll: Poll, group: Group) -> None:
    """Promise the card to the channel, as it is by now."""
    subject = Subject.of(poll)
    outbox.post(
        world.session,
        WORDS.card(polls.card(world.session, poll, group)),
        to=Recipient.channel(group.channel_id),
        key=Key(POLL_CARD, subject, "opened"),
        now=world.now,
        subject=subject,
    )

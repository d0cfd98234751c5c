"""What the council asked every library: three votes that have closed, and an open question."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import cycle

from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at, workday
from demo.year.calls import CALLS, NOTHING_GIVEN, VOTES, WISHES, DemoCall
from models import Call, CallKind, CallUnit, Group
from models.calls import NO, AnswerDoor
from models.messages import CALL_CARD, Key, Recipient
from models.subjects import Subject
from services import calls, outbox, terms
from services.calls import NewAnswer, announcements
from views.calls.cards import WORDS

COUNCIL = "council"
Given = tuple[CallUnit, NewAnswer, datetime, bool]
"""An answer of a unit, when it was given, and whether by phone."""


def load(world: World) -> None:
    """Draft, open, answer and close them, as people would."""
    session, group = world.session, world.groups[COUNCIL]
    manager = world.people[PROGRAM_MANAGER]
    for demo_call in CALLS:
        opens = at(workday(world.today + timedelta(days=demo_call.opened)), time(10))
        closes = at(workday(world.today + timedelta(days=demo_call.closes)), time(17))
        call = calls.draft(session, group, demo_call.until(closes), by=manager, now=opens)
        units = calls.open_call(session, call, group, by=manager, now=opens)
        _answer(world, call, _given(demo_call, units, opens, min(closes, world.now)))
        if closes <= world.now:
            calls.close(session, call, group, now=closes)
        else:
            show(world, call, group)


def _answer(world: World, call: Call, given: Iterator[Given]) -> None:
    session, manager = world.session, world.people[PROGRAM_MANAGER]
    for unit, new, when, is_phoned in given:
        if is_phoned:
            calls.record_told(session, call, unit, new, by=manager, now=when)
            continue
        first = terms.respondents(session, [unit.id], when)[unit.id][0]
        calls.answer(
            session,
            call,
            unit,
            new,
            by=first.person,
            capacity=first.capacity,
            door=AnswerDoor.SLACK,
            now=when,
        )


def _given(
    demo_call: DemoCall, units: Sequence[CallUnit], opens: datetime, until: datetime
) -> Iterator[Given]:
    """The answers of a call, spread over the time for which it is open."""
    step, words = (until - opens) / (len(units) + 2), cycle(WISHES)
    for place, (unit, letter) in enumerate(zip(units, demo_call.answers, strict=True)):
        when = opens + step * (place + 1)
        if place == demo_call.changed:
            yield unit, NewAnswer((NO,)), when - step / 2, False
        if letter != NOTHING_GIVEN:
            yield unit, _new(demo_call, letter, next(words)), when, place == demo_call.phoned


def _new(demo_call: DemoCall, letter: str, words: str) -> NewAnswer:
    if demo_call.facts.kind is CallKind.PLAIN:
        return NewAnswer(words=words)
    choices = demo_call.facts.choices
    return NewAnswer((VOTES[letter] if letter in VOTES else choices[int(letter)],))


def show(world: World, call: Call, group: Group) -> None:
    """Promise the card to the channel, as it is by now."""
    subject = Subject.of(call)
    outbox.post(
        world.session,
        WORDS.card(announcements.card(world.session, call, group, world.now)),
        to=Recipient.channel(group.channel_id),
        key=Key(CALL_CARD, subject, "opened"),
        now=world.now,
        subject=subject,
    )

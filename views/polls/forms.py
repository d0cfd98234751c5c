"""The forms of polls: opening, answering, picking, changing and cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from models import Availability, Group, Person, Poll
from models.calls import REASON_LENGTH
from models.payloads import Block, Element, View
from models.polls import (
    PollCard,
    PollLine,
    PollQuestion,
    PollReading,
    PollResult,
    SlotRank,
    SlotShown,
)
from models.rosters import RosterLine
from views import help as help_views
from views import values
from views.elements import actions, button, context, section
from views.inputs import (
    MOST_OPTIONS,
    clock_picker,
    day_picker,
    field,
    modal,
    multi_select,
    option,
    select,
    text_input,
)
from views.polls import ids
from views.polls.cards import POLL_NAME_ROOM, SEEN_BY
from views.polls.lists import LONGEST_IN_ROW, NUDGES, people_in_words, said_back, turns
from views.polls.slot_words import slot_moment, slot_span, slot_words
from views.texts import bold, brief, cut, esc, joined, plural
from views.times import moment

LABELS = {
    Availability.YES: "Yes",
    Availability.IF_NEEDED: "If needed",
    Availability.NO: "No",
}
NUDGE_CHOICES = {"none": (), "once": (2,), "twice": (4, 1)}
"""What the form offers, in days before closing."""
REST_FIELD = "remaining"
_NAMES_ROOM, _SHORTEST_NAME = 1600, 20
_ANSWERS_ROOM = 1900
"""Characters that are told of one time: a form holds 250 kB, and Hebrew or Arabic letters take six
bytes each.
"""
_CLOSING_HOUR = time(17, 0)
_HOW_OFTEN = (("Every week", "weekly"), ("Every two weeks", "every two weeks"))
_WHEN_HINT = (
    "next week mornings; Dec 7 to Dec 18, Tuesdays and Thursdays; weekday afternoons this semester"
)


@dataclass(frozen=True)
class PollForm:
    """The fields of the form, as a person fills them."""

    title: str = ""
    when: str = ""
    slots: str = ""
    length: str = ""
    required: tuple[int, ...] = ()
    closes: tuple[date, time] | None = None
    nudge_days: tuple[int, ...] = (2,)


def new(group: Group, typed: PollForm, roster: Sequence[RosterLine], *, unread: str = "") -> View:
    """The form that asks a group when it can meet; ``typed`` fills it, and ``unread`` says what of
    a typed line was not understood.
    """
    blocks = [
        *([section(esc(brief(unread, 1000)))] if unread else []),
        context(f"For {esc(brief(group.name, 200))}. You see the times before anybody else does."),
        field(
            "title",
            "What the meeting is",
            text_input("poll.title", initial=typed.title[:200], limit=200),
        ),
        field(
            "when",
            "In which days and hours",
            text_input("poll.when", initial=typed.when, placeholder="next week mornings"),
            hint=f"I look for times that suit everybody. Such as: {_WHEN_HINT}.",
            optional=True,
        ),
        _times(typed.slots),
        field(
            "length",
            "How long",
            text_input("poll.length", initial=typed.length, placeholder="60 min", limit=40),
            hint="One hour if you leave it empty.",
            optional=True,
        ),
        *_running([line.person for line in roster], typed.required, typed.closes, typed.nudge_days),
    ]
    private = values.private(group=group.id)
    return modal(
        ids.NEW_SEND, "When can we meet?", blocks, submit="Next", close="Cancel", private=private
    )


def _times(typed: str) -> Block:
    times = text_input(
        "poll.slots", initial=typed, placeholder="Dec 8 10am", multiline=True, limit=3000
    )
    hint = "Each on its own line: “Dec 8 10am”, or “Tuesdays 2pm” for a weekly pattern."
    return field("slots", "Or these very times", times, hint=hint, optional=True)


def confirm(group: Group, reading: PollReading, *, carried: str, zone: str) -> View:
    """The page that says back what was read; ``carried`` is the very poll that then opens."""
    blocks = [
        section(said_back(group, reading, zone)),
        actions(button("Change", ids.CHANGE)),
        context("Nobody else sees this yet."),
    ]
    return modal(
        ids.OPEN_SEND,
        "Is this right?",
        blocks,
        submit="Open the poll",
        close="Cancel",
        private=carried,
    )


def answer(question: PollQuestion, zone: str) -> View:
    """The form in which somebody answers: one field for each time, and one for all that she leaves
    open. It has what she answered before.
    """
    facts, poll = question.card, question.card.poll
    choices = [option(LABELS[each], each.value) for each in Availability]
    rest = field(
        REST_FIELD,
        "For all times that you leave open below",
        select("poll.remaining", choices, type_="radio_buttons"),
        optional=True,
    )
    times = [
        field(
            f"slot{slot.position}",
            slot_span(slot, zone),
            select(
                f"poll.slot{slot.position}",
                choices,
                initial=_given(question, slot),
                type_="radio_buttons",
            ),
            optional=True,
        )
        for slot in facts.slots
    ]
    private = values.private(poll=poll.id)
    return modal(
        ids.ANSWER_SEND,
        "When can you meet?",
        [section(_opening(facts, zone)), rest, *times],
        submit="Send",
        close="Cancel",
        private=private,
    )


def _opening(facts: PollCard, zone: str) -> str:
    """What is asked, at whose clock, who sees it, and until when it may change."""
    poll = facts.poll
    weekly = facts.slots[0].is_weekly
    clock = (
        f"The times are meant at the clock of {poll.zone}; at yours they are as in the first week."
        if weekly and poll.zone != zone
        else f"The times are at your own clock: {zone}."
    )
    return (
        f"When can you come to {bold(brief(poll.title, 200))}, {poll.minutes} min?\n{clock}"
        f" {SEEN_BY} You can change this until {moment(poll.closes_at, zone)}. Your yes or no to"
        " the time that is picked counts as your answer to the meeting."
    )


def who(result: PollResult, zone: str) -> View:
    """Who answered what to each time, soonest first."""
    lines = {line.person.id: line for line in result.lines if line.is_there}
    ranks = {rank.slot_id: rank for rank in result.ranks}
    # Names are shorter where there are many, so that all of them fit into a form.
    room = min(LONGEST_IN_ROW, max(_SHORTEST_NAME, _NAMES_ROOM // max(len(lines), 1)))
    texts = [
        _answers_of(slot, ranks[slot.slot_id], lines, zone, room) for slot in result.card.slots
    ]
    silent = [line for line in lines.values() if not line.answers]
    if silent:
        texts.append(f"*No answer*\n{people_in_words(silent, room)}")
    blocks = [section(cut(text, _ANSWERS_ROOM)) for text in texts]
    return modal(help_views.RESULT, "Who can come when", blocks)


def pick(result: PollResult, slot: SlotShown, cannot: Sequence[PollLine], *, zone: str) -> View:
    """Whether this time is to be picked: who cannot come is named first."""
    poll = result.card.poll
    rank = next(each for each in result.ranks if each.slot_id == slot.slot_id)
    silent = [line for line in result.lines if line.is_there and not line.answers]
    blocks: list[Block] = [
        section(
            f"{bold(brief(poll.title, 200))}: *{slot_moment(slot, zone)}*, {poll.minutes} min.\n"
            f"{rank.reason}."
        ),
        section(
            f"*Cannot come:* {people_in_words(cannot)}." if cannot else "Nobody said no to it."
        ),
    ]
    if silent:
        blocks.append(section(f"*Did not answer:* {people_in_words(silent)}."))
    if words := turns(result):
        blocks.append(section(words))
    if slot.is_weekly:
        repeats = [option(label, value) for label, value in _HOW_OFTEN]
        blocks.append(
            field("repeats", "How often", select("poll.repeats", repeats, initial="weekly"))
        )
    place = text_input("poll.place", placeholder="A room or a link", limit=500)
    blocks.append(field("place", "Place or link", place, optional=True))
    blocks.append(context(_what_follows(slot)))
    private = values.private(poll=poll.id, position=slot.position)
    return modal(
        ids.PICK_SEND,
        "Pick this time?",
        blocks,
        submit="Schedule",
        close="Go back",
        private=private,
    )


def edit(poll: Poll, closes: tuple[date, time], lines: Sequence[PollLine]) -> View:
    """The form that changes when a poll closes, who is required, and nudges."""
    required = tuple(line.person.id for line in lines if line.is_required)
    people = [line.person for line in lines]
    blocks = [
        section(f"{bold(brief(poll.title, 200))}. Its times stay as they are."),
        *_running(people, required, closes, poll.nudge_days, zone=poll.zone),
    ]
    private = values.private(poll=poll.id)
    return modal(
        ids.EDIT_SEND, "Change the poll", blocks, submit="Save", close="Cancel", private=private
    )


def cancel(poll: Poll, answered: int) -> View:
    """The form that cancels a poll, with the reason."""
    reason = text_input("poll.reason", limit=REASON_LENGTH)
    count = plural(answered, "person has", "people have")
    blocks = [
        section(f"Cancel the poll for {bold(brief(poll.title, 200))}? {count} answered."),
        field("reason", "Why", reason, hint="It is shown to everybody who was asked."),
    ]
    private = values.private(poll=poll.id)
    return modal(
        ids.CANCEL_SEND,
        "Cancel the poll",
        blocks,
        submit="Cancel the poll",
        close="Go back",
        private=private,
    )


def _what_follows(slot: SlotShown) -> str:
    if slot.is_weekly:
        return "I schedule the series, tell the group as of any new meeting, and close the poll."
    return (
        "I schedule the meeting, tell the group as of any new meeting, and close the poll. Who said"
        " yes to this time counts as coming."
    )


def _running(
    people: Sequence[Person],
    required: Sequence[int],
    closes: tuple[date, time] | None,
    nudge_days: tuple[int, ...],
    zone: str = "",
) -> list[Block]:
    """Who is required, when it closes, and when the silent are nudged."""
    day, hour = closes or (None, _CLOSING_HOUR)
    first = sorted(people, key=lambda person: person.id not in required)[:MOST_OPTIONS]
    options = [option(brief(person.name, POLL_NAME_ROOM), person.id) for person in first]
    chosen = next((key for key, days in NUDGE_CHOICES.items() if days == nudge_days), "once")
    nudges = [option(f"{NUDGES[days]}", key) for key, days in NUDGE_CHOICES.items()]
    needed = multi_select("poll.required", options, initial=[str(number) for number in required])
    is_given = closes is not None
    return [
        *([_needed(needed)] if options else []),
        field(
            "closes",
            "Closes on",
            day_picker("poll.closes", initial=day),
            hint=""
            if is_given
            else "Before the first time, or in four days, if you leave it empty.",
            optional=not is_given,
        ),
        field(
            "closes_time",
            "Closes at",
            clock_picker("poll.closes_time", initial=hour),
            hint=joined(("At your own clock." if not zone else f"At the clock of {zone}.",)),
        ),
        field("nudges", "Nudges", select("poll.nudges", nudges, initial=chosen)),
    ]


def _needed(element: Element) -> Block:
    hint = "A time that one of them cannot make ranks below the others."
    return field("required", "Required", element, hint=hint, optional=True)


def _given(question: PollQuestion, slot: SlotShown) -> str | None:
    given = question.answers.get(slot.slot_id)
    return given.value if given else None


def _answers_of(
    slot: SlotShown, rank: SlotRank, lines: dict[int, PollLine], zone: str, room: int
) -> str:
    parts = [
        f"{label}: {people_in_words([lines[number] for number in numbers], room)}"
        for label, numbers in (
            ("Yes", rank.yes),
            ("If needed", rank.if_needed),
            ("No", rank.no),
        )
        if numbers
    ]
    return joined((f"*{slot_words(slot, zone)}*", *(parts or ["Nobody has answered."])), "\n")

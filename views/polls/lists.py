"""Polls in lists, what was answered to one of them, and the page that says a new one back."""

from collections.abc import Sequence

from models import Availability, Group, Person, Poll, PollState
from models.calendar_days import day_words
from models.payloads import Block, Element, Message
from models.polls import ListedPoll, PollCard, PollLine, PollPage, PollReading, PollResult, SlotRank
from views import help as help_views
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.meetings import ids as meeting_ids
from views.polls import ids
from views.polls.cards import (
    POLL_NAME_ROOM,
    SEEN_BY,
    answer_button,
    closing,
    show_button,
    state_words,
)
from views.polls.slot_words import slot_moment, slot_words
from views.texts import bold, brief, esc, in_a_row, joined, names, plural
from views.times import moment
from views.values import PollAt, PollListAt, PollSlotButton

_LEFT_OUT_ROOM = 120
LONGEST_IN_ROW = 60
"""Characters of a name among many."""
NUDGES = {
    (): "Nobody is nudged",
    (2,): "Who has not answered is nudged once, two days before",
    (1,): "Who has not answered is nudged once, one day before",
    (4, 1): "Who has not answered is nudged twice, four days and one day before",
}
"""By the days before closing."""


def echoed(group: Group, reading: PollReading, *, carried: str, zone: str) -> Message:
    """What was read of a typed line, before anything is public."""
    text = said_back(group, reading, zone)
    open_it = button("Open the poll", ids.OPEN, carried, style="primary", about=reading.plan.title)
    change = button("Change", ids.CHANGE, carried, about=reading.plan.title)
    small = context("Nobody else sees this yet.")
    return message(text, [section(text), actions(open_it, change), small])


def single(group: Group, reading: PollReading, *, carried: str, meeting: str) -> Message:
    """What was read leaves a single time, for which nobody needs a poll; ``meeting`` is what then
    becomes a meeting, and ``carried`` the poll.
    """
    plan = reading.plan
    opening = f"A poll for {bold(brief(plan.title, 200))} of {esc(brief(group.name, 200))}"
    times = f"• {slot_words(reading.slots[0], plan.zone)}"
    clock = f"At the clock of {plan.zone}."
    found = "I read that as a single time, and a poll offers at least two:"
    text = joined((opening, found, times, clock, *_why(reading)), "\n")
    row = [
        button(
            "Schedule it instead", meeting_ids.CHANGE, meeting, style="primary", about=plan.title
        ),
        button("Ask for other times", ids.CHANGE, carried, about=plan.title),
    ]
    return message(text, [section(text), actions(*row), context("Nobody else sees this yet.")])


def said_back(group: Group, reading: PollReading, zone: str) -> str:
    """The times in full in the zone of whoever asks, why others are not among them, who is asked,
    and until when.
    """
    plan = reading.plan
    opening = f"A poll for {bold(plan.title)} of {esc(brief(group.name, 200))}"
    span = ""
    if plan.first_on and plan.last_on:
        span = f", a weekly pattern from {day_words(plan.first_on)} to {day_words(plan.last_on)}"
    read = f"I read that as {plural(len(reading.slots), 'time')} of {plan.minutes} min{span}:"
    times = "\n".join(f"• {slot_words(slot, plan.zone)}" for slot in reading.slots)
    clock = f"At the clock of {plan.zone}; everybody sees them at their own."
    return joined((opening, read, times, clock, *_why(reading), *_who(reading, zone)), "\n")


def _why(reading: PollReading) -> list[str]:
    left_out = [esc(brief(day, _LEFT_OUT_ROOM)) for day in reading.left_out]
    busy = plural(reading.busy, "time") if reading.busy else ""
    return [
        f"Days that I left out: {'; '.join(left_out)}." if left_out else "",
        f"I left out {busy} outside somebody’s working day, or when somebody meets elsewhere."
        if busy
        else "",
        *reading.compromises,
    ]


def _who(reading: PollReading, zone: str) -> list[str]:
    plan = reading.plan
    required = names(reading.required)
    asks = f"{plural(reading.people, 'person', 'people')} of"
    libraries = plural(reading.libraries, "library", "libraries")
    nudges = NUDGES.get(plan.nudge_days) or f"Nudged {plan.nudge_days} days before"
    return [
        f"I ask {asks} {libraries}. {f'Required: {required}.' if required else ''}".strip(),
        f"It closes {moment(plan.closes_at, zone)}. {nudges}.",
        SEEN_BY,
    ]


def opened(facts: PollCard) -> Message:
    """To whoever opened a poll."""
    poll = facts.poll
    where = "in the channel of the group" if facts.group.channel_id else "to each member in private"
    text = (
        f"The poll for {bold(brief(poll.title, 200))} is open: its card goes out {where}, and"
        f" {plural(facts.people, 'person', 'people')} can answer until"
        f" {moment(poll.closes_at, poll.zone)}. I tell you when all have answered."
    )
    return message(text, [section(text), actions(answer_button(poll), show_button(poll))])


def recorded(facts: PollCard, answers: dict[int, Availability], *, is_new: bool) -> Message:
    """To whoever answered."""
    poll = facts.poll
    given = list(answers.values())
    counts = [f"{given.count(each)} {each.value}" for each in Availability if given.count(each) > 0]
    start = "Recorded" if is_new else "Recorded already"
    text = (
        f"{start} for {bold(brief(poll.title, 200))}: {in_a_row(counts)}. You can change it until"
        f" {moment(poll.closes_at, poll.zone)}."
    )
    return message(
        text, [section(text), actions(answer_button(poll, "Change answers"), show_button(poll))]
    )


def listed(found: PollPage, *, zone: str, new_in: Group | None = None) -> Message:
    """A page of the polls that somebody may know of: the open ones first. ``new_in`` is the group
    in which she may open another.
    """
    new = [actions(button("New poll", ids.NEW, new_in.id))] if new_in else []
    if not found.lines:
        text = "There are no polls yet."
        meaning = "A poll asks a group when it can meet. Type `/meet poll` to open one."
        return message(f"{text} {meaning}", [section(text), context(meaning), *new])
    blocks: list[Block] = [header("Polls"), *(_line(line, zone) for line in found.lines)]
    if found.left:
        following = PollListAt(found.number + 1).text
        blocks.append(more_button(ids.LISTED, following, left=found.left))
    titles = "; ".join(
        f"{esc(brief(line.poll.title, 100))} ({_state(line)})" for line in found.lines
    )
    return message(f"Polls: {titles}.", [*blocks, *new])


def open_polls(lines: Sequence[ListedPoll], *, shown: int = 3) -> list[str]:
    """The open polls of a group in words, each on a line."""
    found = [
        f"{bold(brief(line.poll.title, 150))}: {_state(line)}. {closing(line.poll)}"
        for line in lines[:shown]
    ]
    more = len(lines) - shown
    return [*found, *([f"and {plural(more, 'more poll')}"] if more > 0 else [])]


def waiting_line(poll: Poll, group_name: str) -> Block:
    """What waits for somebody's answer, with the button that opens the form."""
    about = joined((esc(brief(group_name, POLL_NAME_ROOM)), closing(poll)))
    text = f"When can you meet for {bold(brief(poll.title, 100))}?\n{about}"
    return section(text, answer_button(poll))


def shown(
    result: PollResult,
    *,
    page: int,
    zone: str,
    may_run: bool,
    may_answer: bool,
    news: str = "",
) -> Message:
    """What was answered, ten times of a poll at a time, the one that suits best first, with the
    reason; ``news`` stands above it.
    """
    facts = result.card
    poll, first = facts.poll, page * PAGE if page * PAGE < len(result.ranks) else 0
    some = result.ranks[first : first + PAGE]
    may_pick = may_run and poll.picked is None and poll.state is not PollState.CANCELLED
    heading = f"*{esc(brief(poll.title, 200))}* · {esc(brief(facts.group.name, POLL_NAME_ROOM))}"
    blocks: list[Block] = [
        *([section(news)] if news else []),
        section(joined((heading, _where_it_stands(result)), "\n")),
        *(
            _rank(rank, first + number, result, zone, may_pick=may_pick)
            for number, rank in enumerate(some, 1)
        ),
    ]
    if left := len(result.ranks) - first - len(some):
        at = PollAt(poll.id, first // PAGE + 1)
        blocks.append(more_button(ids.SHOW, at.text, left=left))
    blocks += [section(words) for words in (_silent(result), turns(result)) if words]
    blocks.append(actions(*_ways(poll, may_run=may_pick, may_answer=may_answer)))
    best = (
        f"Best: {slot_of(result, some[0], zone)}. {some[0].reason}." if some and not first else ""
    )
    text = joined((news, f"{esc(poll.title)}: {state_words(facts)}.", best), " ")
    return message(text, blocks)


def slot_of(result: PollResult, rank: SlotRank, zone: str) -> str:
    """The time of a rank in plain words."""
    slot = next(each for each in result.card.slots if each.slot_id == rank.slot_id)
    return slot_words(slot, zone)


def turns(result: PollResult) -> str:
    """Who met outside her own working day since the fiscal year began, as help to be fair."""
    if not result.turns or result.turns_since is None:
        return ""
    counts = [
        f"{esc(brief(person.name, POLL_NAME_ROOM))} {'once' if count == 1 else f'{count} times'}"
        for person, count in result.turns[:PAGE]
    ]
    more = len(result.turns) - len(counts)
    listed_people = in_a_row([*counts, *([f"{more} more"] if more > 0 else [])])
    since = day_words(result.turns_since)
    return (
        f"Met outside their own working day since {since}, in all groups that you may know of:"
        f" {listed_people}."
    )


def people_in_words(lines: Sequence[PollLine], room: int = LONGEST_IN_ROW) -> str:
    """Names of so many characters, with who is required and who answered by link."""
    return ", ".join(_named(line, room) for line in lines)


def _named(line: PollLine, room: int) -> str:
    marks = joined(
        ("required" if line.is_required else "", "by link" if line.by_link else ""), ", "
    )
    return f"{esc(brief(line.person.name, room))}{f' ({marks})' if marks else ''}"


def _rank(rank: SlotRank, number: int, result: PollResult, zone: str, *, may_pick: bool) -> Block:
    slot = next(each for each in result.card.slots if each.slot_id == rank.slot_id)
    text = f"*{number}. {slot_moment(slot, zone)}*\n{rank.reason}."
    if not may_pick:
        return section(text)
    value = PollSlotButton(result.card.poll.id, slot.position).text
    return section(text, button("Pick", ids.PICK, value, about=slot_words(slot, zone)))


def _where_it_stands(result: PollResult) -> str:
    facts = result.card
    count = f"{facts.answered} of {plural(facts.people, 'person', 'people')} answered"
    state = state_words(facts)
    if facts.poll.state is PollState.OPEN:
        return f"{count}. {closing(facts.poll)}."
    why = f" Why: {esc(facts.poll.reason)}" if facts.poll.reason else ""
    return f"{state[:1].upper()}{state[1:]}. {count}.{why}"


def _silent(result: PollResult) -> str:
    people: list[Person] = [
        line.person for line in result.lines if line.is_there and not line.answers
    ]
    is_over = result.card.poll.state is not PollState.OPEN
    start = "Did not answer" if is_over else "Not answered yet"
    return f"{start}: {names(people)}." if people else ""


def _ways(poll: Poll, *, may_run: bool, may_answer: bool) -> list[Element]:
    who = button("By name", ids.WHO, poll.id, about=poll.title)
    is_open = poll.state is PollState.OPEN
    return [
        *([answer_button(poll)] if may_answer else []),
        who,
        *([button("Change", ids.EDIT, poll.id, about=poll.title)] if may_run and is_open else []),
        *([button("Cancel the poll", ids.CANCEL, poll.id, about=poll.title)] if may_run else []),
        help_views.run_button("All polls", "/meet polls"),
    ]


def _line(line: ListedPoll, zone: str) -> Block:
    poll = line.poll
    about = joined((esc(brief(line.group.name, POLL_NAME_ROOM)), _state(line)))
    ends = f"Closes {moment(poll.closes_at, zone)}" if poll.state is PollState.OPEN else ""
    text = joined((bold(brief(poll.title, 150)), about, ends), "\n")
    return section(text, show_button(poll))


def _state(line: ListedPoll) -> str:
    poll = line.poll
    count = f"{line.answered:,} of {plural(line.people, 'person', 'people')} answered"
    if poll.state is PollState.CLOSED:
        return f"{'picked' if poll.picked is not None else 'closed'}, {count}"
    return f"{poll.state}, {count}"

"""The sections of a digest: each is a row, and told in two voices, in blocks and in words."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models import Group, Meeting
from models.digests import DigestFacts, TaskFact
from models.payloads import Block, Element
from views import meetings as meeting_views
from views import tasks as task_views
from views.digests.wording import (
    change_line,
    done_line,
    ended_call_line,
    held_line,
    meeting_line,
    member_line,
    open_call_line,
    open_line,
    open_poll_line,
    opened_line,
    owner_words,
    question_line,
    settled_line,
)
from views.elements import SECTION_LIMIT, actions, button, header, plain, section
from views.texts import esc, isolate, joined, short
from views.times import dated

WITH_BUTTON = 5
"""How many open tasks have a button of their own."""
WITH_ANSWERS = 3
"""How many of the next meetings have buttons."""
FEW_LINES = 2
"""With no more lines than these there are fewer buttons, too."""
OWNERS = 8
"""Of how many people a list says how many of the rest are theirs."""


@dataclass(frozen=True)
class Section:
    """A list under a title, with a line of plain text for each fact; nothing where it is empty."""

    title: str
    lines: Callable[[Group, DigestFacts], Sequence[str]]

    def blocks(self, group: Group, facts: DigestFacts, most: int, /) -> list[Block]:
        """What the channel sees, at most ``most`` lines of it."""
        lines = self.lines(group, facts)
        if not lines:
            return []
        left = len(lines) - most
        shown = [*lines[:most], *([f"and {left} more"] if left > 0 else [])]
        return [header(self.heading(len(lines))), plain_section("\n".join(shown))]

    def words(self, group: Group, facts: DigestFacts, lengths: Sequence[int], /) -> list[str]:
        """The same for screen readers and notifications, once for each number of lines."""
        lines = self.lines(group, facts)
        shown = [esc(line) for line in lines[: max(lengths)]]
        return [self.sentence(shown, most, len(lines)) for most in lengths]

    def heading(self, count: int) -> str:
        return f"{self.title} ({count})"

    def sentence(self, lines: Sequence[str], most: int, count: int) -> str:
        """The first ``most`` of ``count`` lines, of which at least so many are given."""
        if not count:
            return ""
        left = count - most
        shown = [line.removeprefix("• ") for line in lines[:most]]
        if left <= 0:
            return f"{self.title}: {'; '.join(shown)}."
        if not shown:
            return f"{self.title}: {count}."
        return f"{self.title} ({count}): {'; '.join([*shown, f'and {left} more'])}."


@dataclass(frozen=True)
class NextMeetings(Section):
    """Meetings to come, each in a block of its own, the first ones with buttons to answer.

    Their lines are mrkdwn.
    """

    def blocks(self, group: Group, facts: DigestFacts, most: int, /) -> list[Block]:
        if not facts.ahead:
            return [header(self.title), section("None is scheduled.")]
        with_answers = 1 if most <= FEW_LINES else WITH_ANSWERS
        blocks = [header(self.title)]
        for number, line in enumerate(self.lines(group, facts)):
            blocks.append(section(line))
            if number < with_answers:
                blocks.append(actions(*_answers(group, facts.ahead[number].meeting)))
        return blocks

    def words(self, group: Group, facts: DigestFacts, lengths: Sequence[int], /) -> list[str]:
        lines = self.lines(group, facts)
        return [self.sentence(lines, most, len(lines)) for most in lengths]


@dataclass(frozen=True)
class OpenTasks(Section):
    """Open tasks, of which the first few can be finished on the spot."""

    tasks: Callable[[DigestFacts], Sequence[TaskFact]]
    earlier: Callable[[DigestFacts], Sequence[TaskFact]] = lambda _facts: ()
    """The tasks of the sections before, which have their buttons first."""

    def blocks(self, group: Group, facts: DigestFacts, most: int, /) -> list[Block]:
        tasks, lines = self.tasks(facts), self.lines(group, facts)
        if not tasks:
            return []
        buttons = self._buttons(facts, most)
        most = max(most, buttons)
        shown = [
            plain_section(line, accessory=_done(fact))
            for line, fact in zip(lines[:buttons], tasks, strict=False)
        ]
        rest, left = list(lines[buttons:most]), tasks[most:]
        rest += [f"and {len(left)} more, {_by_owner(left)}: /task list"] if left else []
        return [
            header(self.heading(len(tasks))),
            *shown,
            *([plain_section("\n".join(rest))] if rest else []),
        ]

    def _buttons(self, facts: DigestFacts, most: int) -> int:
        room = WITH_BUTTON if most > FEW_LINES else FEW_LINES
        return min(max(room - len(self.earlier(facts)), 0), len(self.tasks(facts)))


@dataclass(frozen=True)
class Sentence(Section):
    """Facts that are only counted: one sentence, in both voices."""

    def blocks(self, group: Group, facts: DigestFacts, _most: int, /) -> list[Block]:
        return [section(line) for line in self.lines(group, facts)]

    def words(self, group: Group, facts: DigestFacts, lengths: Sequence[int], /) -> list[str]:
        return [joined(self.lines(group, facts), " ")] * len(lengths)


def blocks(group: Group, facts: DigestFacts, most: int) -> list[Block]:
    """All sections, each with at most ``most`` lines."""
    return [block for row in SECTIONS for block in row.blocks(group, facts, most)]


def words(group: Group, facts: DigestFacts, lengths: Sequence[int]) -> list[list[str]]:
    """The same for screen readers and notifications: of each length, the sections."""
    by_section = [row.words(group, facts, lengths) for row in SECTIONS]
    return [list(texts) for texts in zip(*by_section, strict=True)]


def plain_section(text: str, accessory: Element | None = None) -> Block:
    """People's own words in bulk:
    in plain text, no mark of one line can spill over into the next.
    """
    block: Block = {"type": "section", "text": plain(short(text, SECTION_LIMIT))}
    return block | {"accessory": accessory} if accessory else block


def _answers(group: Group, meeting: Meeting) -> list[Element]:
    about = dated(meeting.title, meeting.starts_at, group.zone)
    return meeting_views.answer_buttons(meeting, about=about)


def _done(fact: TaskFact) -> Element:
    return button("Done", task_views.DONE, fact.task.id or 0, about=fact.task.title)


def _by_owner(tasks: Sequence[TaskFact]) -> str:
    """Whose those tasks are that have no line of their own, most first."""
    counts = Counter(owner_words(fact) for fact in tasks)
    by_count = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    named = [f"{isolate(name)} ({count})" for name, count in by_count[:OWNERS]]
    others = sum(count for _, count in by_count[OWNERS:])
    return "of " + joined([*named, f"others ({others})" if others else ""], ", ")


def _meetings(group: Group, facts: DigestFacts) -> list[str]:
    return [meeting_line(group, ahead) for ahead in facts.ahead]


def _open_calls(group: Group, facts: DigestFacts) -> list[str]:
    return [open_call_line(group, line) for line in facts.open_calls]


def _open_polls(group: Group, facts: DigestFacts) -> list[str]:
    return [open_poll_line(group, line) for line in facts.open_polls]


def _ended_calls(_group: Group, facts: DigestFacts) -> list[str]:
    return [ended_call_line(line) for line in facts.ended_calls]


def _decided(_group: Group, facts: DigestFacts) -> list[str]:
    return [settled_line(settled, facts.today) for settled in facts.decided]


def _overdue(_group: Group, facts: DigestFacts) -> list[str]:
    return [open_line(fact, facts.today) for fact in facts.overdue]


def _due(_group: Group, facts: DigestFacts) -> list[str]:
    return [open_line(fact, facts.today) for fact in facts.due]


def _questions(group: Group, facts: DigestFacts) -> list[str]:
    return [question_line(group, question, facts.today) for question in facts.questions]


def _finished(_group: Group, facts: DigestFacts) -> list[str]:
    return [done_line(fact) for fact in facts.done]


def _opened(_group: Group, facts: DigestFacts) -> list[str]:
    return [opened_line(facts.opened)] if facts.opened else []


def _changed(group: Group, facts: DigestFacts) -> list[str]:
    return [change_line(group, change) for change in facts.changed]


def _held(_group: Group, facts: DigestFacts) -> list[str]:
    return [held_line(held, facts.at) for held in facts.held]


def _joined(_group: Group, facts: DigestFacts) -> list[str]:
    return [member_line(member) for member in facts.joined]


SECTIONS = (
    NextMeetings("Next meetings", _meetings),
    Section("Meetings changed", _changed),
    Section("Open calls", _open_calls),
    Section("Open polls", _open_polls),
    Section("Calls that ended", _ended_calls),
    Section("Decided", _decided),
    OpenTasks("Overdue", _overdue, lambda facts: facts.overdue),
    OpenTasks("Due in the next 7 days", _due, lambda facts: facts.due, lambda facts: facts.overdue),
    Section("Open questions", _questions),
    Section("Done", _finished),
    Sentence("New tasks", _opened),
    Section("Meetings held", _held),
    Section("New members", _joined),
)

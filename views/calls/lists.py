"""Calls in lists: those that wait for somebody's answer, and all that she may see."""

from collections.abc import Sequence

from models import Call, CallKind, CallState, CallUnit
from models.calls import CallLine
from models.payloads import Block, Element, Message
from models.waiting import WaitingCall
from views import help as help_views
from views.calls import declared_rules, ids
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
from views.texts import bold, brief, esc, joined, plural
from views.values import CallAt, CallListAt, CallUnitButton

_QUESTION_ROOM = 150
LISTED_NAME = 80
OPEN_SHOWN = 3


def waiting(
    units: Sequence[tuple[CallUnit, Call]],
    lines: Sequence[CallLine],
    *,
    zone: str,
    may_draft: bool,
) -> Message:
    """What waits for somebody's answer, and the open calls that she may see, ten of each at most;
    ``lines`` are all that she may know of.
    """
    is_open = [line for line in lines if line.call.state is CallState.OPEN]
    blocks: list[Block] = [header("Calls")]
    texts = []
    if units:
        count = plural(len(units), "answer is", "answers are")
        blocks.append(section(f"*{count} waiting for you*"))
        blocks += [waiting_line(unit, call, zone) for unit, call in units[:PAGE]]
        blocks += _more(len(units) - PAGE)
        texts.append(f"{count} waiting for you: {_questions([call for _, call in units[:PAGE]])}.")
    else:
        texts.append("No call waits for your answer.")
        blocks.append(section(texts[0]))
    if is_open:
        blocks.append(section("*Open*"))
        blocks += [_line(line, zone) for line in is_open[:PAGE]]
        blocks += _more(len(is_open) - PAGE)
        texts.append(f"Open: {_questions([line.call for line in is_open[:PAGE]])}.")
    blocks.append(actions(*_ways(may_draft=may_draft)))
    return message(joined(texts, " "), blocks)


def listed(lines: Sequence[CallLine], *, page: int = 0, zone: str, may_draft: bool) -> Message:
    """All calls that somebody may see, ten at a time: the open ones first, then drafts."""
    new = [actions(_new())] if may_draft else []
    if not lines:
        text = "There are no calls yet."
        meaning = (
            "A call asks every library, voting unit or seat one question, with a closing time."
        )
        return message(f"{text} {meaning}", [section(text), context(meaning), *new])
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [header("All calls"), *(_line(line, zone) for line in shown)]
    if left := len(lines) - page * PAGE - len(shown):
        blocks.append(more_button(ids.LISTED, CallListAt(page + 1).text, left=left))
    states = "; ".join(f"{esc(brief(line.call.question, 100))} ({_state(line)})" for line in shown)
    return message(f"Calls: {states}.", [*blocks, *new])


def waiting_heading(lines: Sequence[WaitingCall]) -> str:
    """What waits, over a list of it: such as “Your library has not answered”."""
    kinds = {line.call.unit_kind for line in lines}
    if len(kinds) != 1:
        return "Not answered yet"
    return f"Your {declared_rules.UNITS[kinds.pop()][0]} has not answered"


def open_calls(lines: Sequence[CallLine], zone: str) -> Block:
    """How far the open calls are, those that close next: in one block, for Home."""
    shown = [
        f"{bold(brief(line.call.question, 100))}\n{_count(line)} ·"
        f" {declared_rules.closing(line.call, zone)}"
        for line in lines[:OPEN_SHOWN]
    ]
    count = f"*{plural(len(lines), 'call is', 'calls are')} open.* What closes next:"
    see = help_views.run_button("All calls", "/call list", name="calls")
    return section("\n".join([count, *shown]), see)


def waiting_line(unit: CallUnit, call: Call, zone: str) -> Block:
    """What waits for the answer of a unit, with the button that opens the form."""
    about = joined(
        (f"For {esc(brief(unit.name, LISTED_NAME))}", declared_rules.closing(call, zone))
    )
    text = f"{bold(brief(call.question, _QUESTION_ROOM))}\n{about}\n{declared_rules.silence(call)}"
    answer = button(
        "Fill in" if call.kind is CallKind.DATA else "Answer",
        ids.ANSWER,
        CallUnitButton(unit.id).text,
        style="primary",
        about=f"{brief(unit.name, 25)}, {call.question}",
    )
    return section(text, answer)


def _line(line: CallLine, zone: str) -> Block:
    call = line.call
    about = joined((esc(brief(line.group.name, LISTED_NAME)), _state(line)))
    closing = "" if call.state is CallState.DRAFT else declared_rules.closing(call, zone)
    text = joined((bold(brief(call.question, _QUESTION_ROOM)), about, closing), "\n")
    return section(text, button("Show", ids.SHOW, CallAt(call.id).text, about=call.question))


def _state(line: CallLine) -> str:
    if line.call.state is CallState.DRAFT:
        return "draft"
    return f"{line.call.state}, {_count(line)}"


def _count(line: CallLine) -> str:
    count = declared_rules.how_many(line.call.unit_kind, line.units)
    return f"{line.answered:,} of {count} {declared_rules.have_answered(line.call)}"


def _questions(calls: Sequence[Call]) -> str:
    return "; ".join(esc(brief(call.question, 100)) for call in calls)


def _more(left: int) -> list[Block]:
    return [context(f"And {left:,} more: `/call list` shows all.")] if left > 0 else []


def _ways(*, may_draft: bool) -> list[Element]:
    return [help_views.run_button("All calls", "/call list"), *([_new()] if may_draft else [])]


def _new() -> Element:
    return button("New call", ids.NEW)

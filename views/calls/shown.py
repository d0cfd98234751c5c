"""One call that has opened: its units and what they answered, and its log."""

from collections.abc import Sequence

from models import Call, CallKind, CallState, CallUnit, Group
from models.call_pages import CallPage
from models.calls import AnswerDoor, Rules, UnitLine
from models.money import in_dollars
from models.offers import OfferSum, OfferView
from models.payloads import Block, Element, Message
from views.calls import declared_rules, ids, offer_arithmetic, offer_words
from views.calls.lists import LISTED_NAME
from views.calls.previews import question_blocks
from views.calls.sums import arithmetic, headline
from views.calls.unit_buttons import unit_buttons
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
from views.texts import bold, brief, esc, joined
from views.times import moment
from views.values import CallAt

_ANSWER_ROOM, _COMMENT_ROOM = 160, 80
_REASONS = {
    CallState.OPEN: "Extended",
    CallState.CLOSED: "Closed early",
    CallState.CANCELLED: "Cancelled",
}


def shown(page: CallPage, *, at: int = 0, zone: str, news: str = "") -> Message:
    """One call with ten of its units at a time; the question in full on the first page."""
    call, lines = page.call, page.lines
    at = at if at * PAGE < len(lines) else 0
    units = lines[at * PAGE : (at + 1) * PAGE]
    outcome = outcome_of(page)
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(brief(call.question, 140)),
        context(_about(page, zone)),
        *([] if at else [*question_blocks(call), *_terms(page), section(_rules(call))]),
        *([section(outcome)] if outcome else []),
        section("\n".join(_unit(call, line, page.offer) for line in units)),
    ]
    if left := len(lines) - at * PAGE - len(units):
        blocks.append(more_button(ids.SHOW, CallAt(call.id, at + 1).text, left=left))
    own = unit_buttons(page.call, page.own, alone="Answer", of_several="Answer for")
    buttons = [*own, *_running(page)]
    text = joined((news, f"{esc(brief(call.question, 300))}: {_about(page, zone)}", outcome), "\n")
    return message(text, [*blocks, actions(*buttons)])


def log(call: Call, group: Group, lines: Sequence[UnitLine], *, at: int = 0, zone: str) -> Message:
    """Every answer that was given, the latest first, ten at a time."""
    title = f"Log: {brief(call.question, 130)}"
    back = actions(button("Show the call", ids.SHOW, CallAt(call.id).text, about=call.question))
    if not lines:
        text = f"{esc(title)}. Nobody has answered yet."
        return message(text, [section(text), back])
    at = at if at * PAGE < len(lines) else 0
    part = lines[at * PAGE : (at + 1) * PAGE]
    rows = [_entry(line, zone) for line in part]
    count = f"{len(lines):,} in all, the latest first"
    blocks: list[Block] = [
        header(title),
        context(f"{esc(brief(group.name, LISTED_NAME))} · {count}"),
        *(section(row) for row in rows),
    ]
    if left := len(lines) - at * PAGE - len(part):
        blocks.append(more_button(ids.LOG, CallAt(call.id, at + 1).text, left=left))
    return message(f"{esc(title)}. " + "; ".join(rows), [*blocks, back])


def outcome_of(page: CallPage) -> str:
    """What the vote came to and how; empty where the count is hidden, and for plain answers."""
    call, count = page.call, page.count
    if page.offer and page.offer.reckoned and call.state is not CallState.CANCELLED:
        return _offer_outcome(call, page.offer, page.offer.reckoned)
    if count is None or call.state is CallState.CANCELLED:
        return ""
    rules = Rules.of(call)
    so_far = "If it closed now: " if call.state is CallState.OPEN else ""
    return f"*{so_far}{headline(rules, count)}*\n{arithmetic(rules, count, call.unit_kind)}"


def beside_file(call: Call) -> str:
    """What is said beside the file with the answers."""
    return (
        f"Who was called and what each answered: {esc(brief(call.question, 300))}. From these rows"
        " anybody can count again."
    )


def on_its_way(*, is_new: bool) -> Message:
    """To whoever asked for the file."""
    again = "" if is_new else " already"
    return message(f"The file is on its way{again}: I send it to you by direct message.")


def written_down(unit: CallUnit) -> str:
    """To whoever wrote down what somebody of a unit said."""
    return f"The answer of {bold(brief(unit.name, LISTED_NAME))} is written down."


def _about(page: CallPage, zone: str) -> str:
    call, lines = page.call, page.lines
    answered = sum(line.has_answered for line in lines)
    on = f"on {esc(brief(page.topic, LISTED_NAME))}" if page.topic else ""
    count = f"{answered:,} of {declared_rules.how_many(call.unit_kind, len(lines))} answered"
    return joined(
        (esc(brief(page.group.name, LISTED_NAME)), on, declared_rules.closing(call, zone), count)
    )


def _rules(call: Call) -> str:
    lines = [
        declared_rules.without_vote(call.seats_without_vote, has_opened=True),
        declared_rules.silence(call),
        declared_rules.counting(call),
        declared_rules.results(call),
    ]
    reason = reason_of(call)
    return joined((*lines, esc(reason) if reason else ""), "\n")


def reason_of(call: Call) -> str:
    """Why it was extended, closed early or cancelled, in plain text; empty where it was not."""
    if not call.reason:
        return ""
    was_extended = call.state is CallState.CLOSED and call.closed_by is None
    word = "Extended" if was_extended else _REASONS.get(call.state, "Reason")
    return f"{word}: {call.reason}"


def _offer_outcome(call: Call, offer: OfferView, reckoned: OfferSum) -> str:
    so_far = "If it closed now: " if call.state is CallState.OPEN else ""
    head = offer_arithmetic.headline(reckoned, call.unit_kind)
    total = offer_arithmetic.arithmetic(offer.rules, reckoned, call.unit_kind)
    return f"*{so_far}{head}*\n{total}"


def _terms(page: CallPage) -> list[Block]:
    if page.offer is None:
        return []
    return [section(offer_words.declared(page.offer, page.call.unit_kind))]


def _unit(call: Call, line: UnitLine, offer: OfferView | None) -> str:
    unit = line.unit
    votes = f" ({unit.weight} votes)" if unit.weight > 1 else ""
    shares = offer.reckoned.shares if offer and offer.reckoned else ()
    pays = [in_dollars(share.cents) for share in shares if share.part.number == unit.id]
    share = f", {pays[0]}" if pays else ""
    return f"{bold(brief(unit.name, LISTED_NAME))}{votes}: {unit_state(call, line)}{share}"


def unit_state(call: Call, line: UnitLine, *, is_whole: bool = False) -> str:
    """What a unit answered and who did, why it is excused, or who could answer; long answers and
    comments cut off, unless it ``is_whole``.
    """
    unit = line.unit
    excused = f"excused ({esc(brief(unit.excused, 80))})" if unit.excused else ""
    if line.has_answered:
        answer = answer_words(line, is_whole=is_whole)
        return joined((f"{answer} ({_who(line)})" if answer else "answered", excused), ", ")
    if excused:
        return excused
    if call.kind is CallKind.OFFER and line.answer is not None:
        return f"needs more time ({_who(line)})"
    if call.state is not CallState.OPEN:
        return "no answer"
    names = ", ".join(esc(brief(each.person.name, 40)) for each in line.respondents[:2])
    return f"not yet ({names or 'nobody can answer for it'})"


def answer_words(line: UnitLine, *, is_whole: bool = False) -> str:
    """What a unit answered, with its comment; empty where that is not shown."""
    row = line.answer
    if row is None:
        return ""
    answer, comment = row.words or ", then ".join(row.choices or ()), row.comment
    if not is_whole:
        answer, comment = brief(answer, _ANSWER_ROOM), brief(comment, _COMMENT_ROOM)
    return f"{esc(answer)} – “{esc(comment)}”" if comment else esc(answer)


def _who(line: UnitLine) -> str:
    row, name = line.answer, brief(line.person.name, 40) if line.person else "somebody"
    if row is None:
        return esc(name)
    if row.door is AnswerDoor.PHONE:
        return f"by phone, written down by {esc(name)}"
    by_link = ", by link" if row.door is AnswerDoor.PAGE else ""
    return f"{esc(name)}, {row.capacity}{by_link}"


def _entry(line: UnitLine, zone: str) -> str:
    row = line.answer
    name = bold(brief(line.unit.name, LISTED_NAME))
    if row is None:
        who = f" ({esc(brief(line.person.name, 40))})" if line.person else ""
        return f"{name}: answered{who}"
    answer = answer_words(line) or "took the answer back"
    return f"{name}: {answer} ({_who(line)}), {moment(row.given_at, zone)}"


def _running(page: CallPage) -> list[Element]:
    call = page.call
    rows = [("Log", ids.LOG, CallAt(call.id).text)]
    if page.may_run:
        rows.append(("Export", ids.EXPORT, str(call.id)))
    if call.state is CallState.OPEN and page.may_run:
        rows += [
            ("Extend", ids.EXTEND, str(call.id)),
            ("Close now", ids.CLOSE, str(call.id)),
            ("Cancel", ids.CANCEL, str(call.id)),
        ]
    if page.offer and call.state is CallState.CLOSED and page.may_run:
        rows.append(("Offer it again", ids.REPEAT, str(call.id)))
    if call.state is CallState.OPEN and page.may_record:
        if not call.is_secret:
            rows.append(("Record an answer", ids.RECORD, str(call.id)))
        rows.append(("Excuse", ids.EXCUSE, str(call.id)))
    return [button(label, name, value, about=call.question) for label, name, value in rows]

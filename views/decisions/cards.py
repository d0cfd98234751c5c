"""One decision with all that is known of it, and what is said when that changes."""

from collections.abc import Sequence

from models.calendar_days import day_words
from models.decisions import EQUITY_KINDS, DecisionRecord, DecisionReviewLine
from models.groups import GroupAuthority
from models.payloads import Block, Element, Message
from views.decisions import ids
from views.decisions.forms import OUTCOME_LABELS, equity_lines
from views.decisions.lists import later_in_words, remove_button
from views.decisions.own_words import NEXT_LINE, own_words
from views.elements import actions, button, context, header, message, section
from views.texts import bold, esc, isolate, joined, short
from views.times import day_in

_NEWEST_REVIEWS = 3
_NEWEST_CHANGES = 5
_OTHER_LENGTH = 300
_LIBRARIES_ROOM = 600
_VOTE_ROOM = 500
_REVIEWS_ROOM = 2400
"""Characters: Slack takes some 13,200 of all blocks of a message together."""


def card(record: DecisionRecord, *, tally: str, may_change: bool, zone: str) -> Message:
    """All that is known of a decision. ``tally`` is what the vote came to, where one was taken."""
    decision = record.decision
    parts = parts_of_record(record, tally=tally, zone=zone)
    title = f"Decision of {short(record.group.name, 100)}"
    blocks: list[Block] = [
        header(title),
        own_words(decision.wording),
        context(esc(recorded_in_words(record, zone))),
        *(block for label, text in parts for block in (section(f"*{label}*"), own_words(text))),
        actions(*_buttons(record, may_change=may_change)),
    ]
    texts = [
        f"{esc(title)}: {esc(decision.wording)}",
        esc(recorded_in_words(record, zone)),
        *(f"{label}: {esc(text)}" for label, text in parts),
    ]
    return message(joined(texts, NEXT_LINE), blocks)


def changed(record: DecisionRecord, *, is_new: bool) -> Message:
    """To whoever changed it."""
    words = "Saved" if is_new else "That is so already"
    text = f"{words}: {esc(short(record.decision.wording, _OTHER_LENGTH))}"
    if record.decision.review_on and is_new:
        text += f"{NEXT_LINE}On {day_words(record.decision.review_on)} the chairs are asked whether"
        text += " it worked."
    show = button("Open", ids.SHOW, record.decision.id, about=record.decision.wording)
    return message(text, [section(text), actions(show)])


def reviewed(record: DecisionRecord) -> Message:
    """To whoever answered whether it worked."""
    line = record.reviews[-1]
    text = (
        f"The register now says of {bold(short(record.decision.wording, _OTHER_LENGTH))}:"
        f" {OUTCOME_LABELS[line.review.outcome].casefold()}."
    )
    if record.decision.review_on:
        text += f" On {day_words(record.decision.review_on)} the chairs are asked again."
    show = button("Open", ids.SHOW, record.decision.id, about=record.decision.wording)
    return message(text, [section(text), actions(show)])


def recorded_in_words(record: DecisionRecord, zone: str) -> str:
    """Who wrote it down, when, and of which meeting, in plain text."""
    day = day_in(zone, record.decision.recorded_at)
    who = f"Written down by {isolate(short(record.recorded_by, 80))}, {day}"
    if not record.meeting or not record.held_at or not record.zone:
        return who
    held = day_in(record.zone, record.held_at)
    return f"{who}; decided in {isolate(short(record.meeting, 100))}, {held}"


def parts_of_record(record: DecisionRecord, *, tally: str, zone: str) -> list[tuple[str, str]]:
    """What is known of a decision, each part with its label, in plain text; the page shows it,
    too.
    """
    decision = record.decision
    found = [
        ("What became of it", NEXT_LINE.join(_changes(record, zone))),
        ("Why", isolate(decision.reason)),
        ("Options that were weighed", isolate(decision.options)),
        ("Who was consulted", isolate(decision.consulted)),
        ("Who decides", decides_in_words(record)),
        ("The question behind it", isolate(short(record.question or "", _OTHER_LENGTH))),
        ("Vote", isolate(short(tally, _VOTE_ROOM))),
        ("What it is about", decision.kind.capitalize() if decision.kind else ""),
        ("Libraries", _libraries(record)),
        ("Equity questions", NEXT_LINE.join(equity_lines(record.equity) if record.equity else ())),
        ("Did it work?", short(NEXT_LINE.join(_reviews(record, zone)), _REVIEWS_ROOM)),
    ]
    return [(label, text) for label, text in found if text]


def decides_in_words(record: DecisionRecord) -> str:
    """Who decides, by the charge at the time; empty where that said nothing."""
    to = isolate(record.decision.reports_to)
    match record.decision.authority:
        case GroupAuthority.DECIDES:
            return joined(["The group decides", f"and reports to {to}" if to else ""], " ")
        case GroupAuthority.ADVISES:
            return f"The group advises; {to} decides" if to else "The group advises"
        case None:
            return f"The group reports to {to}" if to else ""


def _libraries(record: DecisionRecord) -> str:
    return short(", ".join(isolate(row.short_name) for row in record.libraries), _LIBRARIES_ROOM)


def _changes(record: DecisionRecord, zone: str) -> list[str]:
    lines = [later_in_words(later, zone) for later in record.later[-_NEWEST_CHANGES:]]
    if record.earlier is None or record.decision.replacement is None:
        return lines
    earlier = isolate(short(record.earlier.wording, _OTHER_LENGTH))
    day = day_in(zone, record.earlier.recorded_at)
    return [f"{record.decision.replacement.capitalize()} “{earlier}” of {day}", *lines]


def _reviews(record: DecisionRecord, zone: str) -> list[str]:
    lines: list[str] = []
    for line in record.reviews[-_NEWEST_REVIEWS:]:
        lines += _review_lines(line, zone)
    if record.decision.review_on:
        lines.append(f"The chairs are asked on {day_words(record.decision.review_on)}.")
    return lines


def _review_lines(line: DecisionReviewLine, zone: str) -> Sequence[str]:
    day, who = day_in(zone, line.review.reviewed_at), isolate(short(line.who, 80))
    result = f"{day}, {who}: {OUTCOME_LABELS[line.review.outcome].casefold()}"
    comment = f"{result}. {isolate(line.review.comment)}" if line.review.comment else f"{result}."
    if line.equity is None:
        return [comment]
    answers = " ".join(equity_lines(line.equity))
    return [comment, f"Equity questions at this review: {answers}"]


def _buttons(record: DecisionRecord, *, may_change: bool) -> list[Element]:
    decision, group = record.decision, record.group
    see_all = button("See all decisions", ids.LISTED, group.id, about=group.name)
    if not may_change:
        return [see_all]
    about = decision.wording
    reasons = "Change the reasons" if decision.reason else "Add the reasons"
    found = [
        button(reasons, ids.EXPLAIN, decision.id, about=about),
        button("Did it work?", ids.REVIEW, decision.id, about=about),
    ]
    if decision.kind in EQUITY_KINDS or record.equity:
        found.append(button("Equity questions", ids.EQUITY, decision.id, about=about))
    if not record.later:
        found.append(remove_button(decision))
    return [*found, see_all]

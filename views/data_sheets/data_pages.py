"""A data call that has opened: the grid of its units by state, and its totals by field."""

from collections import Counter
from collections.abc import Sequence

from models import Call, CallState, CallUnit
from models.calls import AnswerDoor
from models.data_call_pages import DataCallPage
from models.data_calls import COUNTING, FieldTotal, SheetLine, SheetState
from models.payloads import Block, Element, Message
from views.calls import declared_rules
from views.calls import ids as call_ids
from views.calls.previews import question_blocks
from views.calls.unit_buttons import unit_buttons
from views.data_sheets import data_notices, ids
from views.data_sheets.field_words import total_line
from views.elements import PAGE, actions, button, context, header, message, more_button, section
from views.texts import bold, brief, esc, joined, plural
from views.values import CallAt, SheetAt

_UNIT_ROOM = 80
TOTALS_SHOWN = 15


def data_page(page: DataCallPage, *, at: int = 0, zone: str, news: str = "") -> Message:
    """A data call with ten of its units at a time; the question in full on the first page."""
    call, lines = page.call, page.lines
    at = at if at * PAGE < len(lines) else 0
    units = lines[at * PAGE : (at + 1) * PAGE]
    about = _about(page, zone)
    grid = state_counts(lines)
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(brief(call.question, 140)),
        context(about),
        *([] if at else [*question_blocks(call), section(_rules(page))]),
        section(f"*{grid}*"),
        section("\n".join(_line(line, page.field_count) for line in units)),
    ]
    if left := len(lines) - at * PAGE - len(units):
        blocks.append(more_button(call_ids.SHOW, CallAt(call.id, at + 1).text, left=left))
    text = joined((news, f"{esc(brief(call.question, 300))}: {about}", grid), "\n")
    own = unit_buttons(page.call, page.own, alone="My sheet", of_several="Sheet of")
    return message(text, [*blocks, actions(*own, *_running(page))])


def own_sheets(call: Call, units: Sequence[CallUnit]) -> Message:
    """To somebody who answers for several: a button for the sheet of each."""
    text = f"Whose sheet: {bold(brief(call.question, 300))}"
    buttons = [
        button(
            brief(unit.name, 50),
            f"{ids.SHEET}:{unit.id}",
            SheetAt(unit.id).text,
        )
        for unit in units[:25]
    ]
    return message(text, [section(text), actions(*buttons)])


def totals_page(
    call: Call, totals: Sequence[FieldTotal], lines: Sequence[SheetLine], *, at: int = 0
) -> Message:
    """What the certified sheets come to, field by field, some at a time."""
    title = f"Totals: {brief(call.question, 130)}"
    called = sum(line.state is not SheetState.EXCUSED for line in lines)
    counting = sum(line.state in COUNTING for line in lines)
    as_before = sum(line.state is SheetState.AS_LAST_YEAR for line in lines)
    marked = f", {as_before:,} of them as last year" if as_before else ""
    count = f"From {counting:,} of {called:,} certified sheets{marked}"
    at = at if at * TOTALS_SHOWN < len(totals) else 0
    part = totals[at * TOTALS_SHOWN : (at + 1) * TOTALS_SHOWN]
    rows = _under_sections(part, called)
    blocks: list[Block] = [header(title), context(f"{count}."), section("\n".join(rows))]
    if left := len(totals) - at * TOTALS_SHOWN - len(part):
        value = CallAt(call.id, at + 1).text
        blocks.append(more_button(ids.TOTALS, value, left=left, step=TOTALS_SHOWN))
    back = button("Show the call", call_ids.SHOW, CallAt(call.id).text, about=call.question)
    return message(f"{esc(title)}. {count}. " + "; ".join(rows), [*blocks, actions(back)])


def state_counts(lines: Sequence[SheetLine]) -> str:
    """How many units are in each state, such as ``12 certified, 3 draft``."""
    counts = Counter(line.state for line in lines)
    return ", ".join(f"{counts[state]:,} {state}" for state in SheetState if counts[state])


def _under_sections(totals: Sequence[FieldTotal], called: int) -> list[str]:
    rows: list[str] = []
    for total in totals:
        name = f"*{esc(brief(total.field.section, _UNIT_ROOM))}*"
        if not rows or name not in rows:
            rows.append(name)
        rows.append(total_line(total, called))
    return rows


def _line(line: SheetLine, field_count: int) -> str:
    name = bold(brief(line.unit.name, _UNIT_ROOM))
    row, excused = line.certification, esc(brief(line.unit.excused, _UNIT_ROOM))
    if line.state is SheetState.EXCUSED:
        return f"{name}: excused ({excused})"
    if row is not None:
        by = esc(brief(line.certified_by.name, 40)) if line.certified_by else "somebody"
        phoned = ", by phone" if row.door is AnswerDoor.PHONE else ""
        return f"{name}: {line.state} ({by}, {row.capacity}{phoned})"
    if line.state is SheetState.AS_LAST_YEAR:
        return f"{name}: as last year"
    names = ", ".join(esc(brief(each.person.name, 40)) for each in line.respondents[:2])
    far = f" {line.filled:,} of {field_count:,}" if line.state is SheetState.DRAFT else ""
    return f"{name}: {line.state}{far} ({names or 'nobody can answer for it'})"


def _about(page: DataCallPage, zone: str) -> str:
    call, lines = page.call, page.lines
    certified = sum(line.certification is not None for line in lines)
    return joined(
        (
            esc(brief(page.group.name, _UNIT_ROOM)),
            declared_rules.closing(call, zone),
            f"{certified:,} of {declared_rules.how_many(call.unit_kind, len(lines))} certified",
            plural(page.field_count, "field"),
        )
    )


def _rules(page: DataCallPage) -> str:
    call = page.call
    why = f"Why: {esc(call.reason)}" if call.reason else ""
    lines = (
        declared_rules.silence(call),
        data_notices.changes(page.settings),
        declared_rules.results(call),
        why,
    )
    return joined(lines, "\n")


def _running(page: DataCallPage) -> list[Element]:
    call = page.call
    is_open = call.state is CallState.OPEN
    rows = [
        ("Fields", ids.FIELD_LIST, CallAt(call.id).text),
        *([("Totals", ids.TOTALS, CallAt(call.id).text)] if page.may_see_values else []),
        ("Log", call_ids.LOG, CallAt(call.id).text),
    ]
    if page.may_run:
        rows.append(("Export", call_ids.EXPORT, str(call.id)))
    if page.may_run and is_open:
        rows += [
            ("Extend", call_ids.EXTEND, str(call.id)),
            ("Close now", call_ids.CLOSE, str(call.id)),
            ("Cancel", call_ids.CANCEL, str(call.id)),
        ]
    if page.may_record and is_open:
        rows.append(("Fill in for a library", ids.CHOOSE_SHEET, str(call.id)))
        rows.append(("Excuse", call_ids.EXCUSE, str(call.id)))
    elif page.may_see_values:
        rows.append(("Show a sheet", ids.CHOOSE_SHEET, str(call.id)))
    if page.may_record and call.state is CallState.CLOSED:
        rows.append(("Reopen a sheet", ids.REOPEN, str(call.id)))
    if page.may_run:
        rows.append(("Next year's call", ids.NEXT_YEAR, str(call.id)))
    return [button(label, name, value, about=call.question) for label, name, value in rows]

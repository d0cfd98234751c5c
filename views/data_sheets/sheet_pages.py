"""One sheet of a data call: its parts, what is missing, its log, and word of what changed."""

from collections.abc import Sequence

from models import CallField, CallState, Person
from models.calls import AnswerDoor
from models.data_call_pages import SheetWords
from models.data_calls import SavedPart, SheetCell, SheetEntry, UnitSheet
from models.payloads import Block, Element, Message
from views.calls import declared_rules
from views.calls import ids as call_ids
from views.data_sheets import ids
from views.data_sheets.field_words import value_words
from views.elements import (
    PAGE,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    more_button,
    section,
)
from views.texts import bold, brief, esc, joined, plural
from views.times import moment
from views.values import CallAt, CallUnitButton, SheetAt

PARTS_SHOWN = 12
_UNIT_ROOM = 80


def sheet_page(
    sheet: UnitSheet,
    parts: Sequence[Sequence[CallField]],
    *,
    at: int = 0,
    zone: str,
    may_fill: bool,
    news: str = "",
) -> Message:
    """A sheet part by part, with the buttons that fill it in, certify it or withdraw that."""
    name = brief(sheet.unit.name, _UNIT_ROOM)
    at = at if at * PARTS_SHOWN < len(parts) else 0
    shown = range(len(parts))[at * PARTS_SHOWN : (at + 1) * PARTS_SHOWN]
    cells = {cell.field.id: cell for cell in sheet.cells}
    status = state_words(sheet, zone)
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(f"Sheet of {name}"),
        context(f"{esc(brief(sheet.call.question, 300))} · {_closing(sheet, zone)}"),
        section(joined((status, declared_rules.silence(sheet.call)), "\n")),
        *(
            _part(sheet, [cells[field.id] for field in parts[place]], parts, place, may_fill)
            for place in shown
        ),
    ]
    if left := len(parts) - at * PARTS_SHOWN - len(shown):
        value = SheetAt(sheet.unit.id, at + 1).text
        blocks.append(more_button(ids.SHEET, value, left=left, step=PARTS_SHOWN))
    blocks.append(actions(*_buttons(sheet, may_fill=may_fill)))
    text = f"Sheet of {esc(name)}: {status}"
    return message(joined((news, text), "\n"), blocks)


def state_words(sheet: UnitSheet, zone: str) -> str:
    """How far a sheet is, and what is missing."""
    row = sheet.certification
    if row is not None and sheet.is_certified:
        by = esc(brief(sheet.certified_by.name, _UNIT_ROOM)) if sheet.certified_by else "somebody"
        phoned = ", as told by phone" if row.door is AnswerDoor.PHONE else ""
        again = " Reopened: it can be corrected." if sheet.reopening else ""
        word = str(sheet.state).capitalize()
        when = moment(row.given_at, zone)
        return f"*{word}.* Certified by {by} ({row.capacity}{phoned}), {when}.{again}"
    filled = (
        f"*{str(sheet.state).capitalize()}*: {sheet.filled:,} of {len(sheet.cells):,} filled in."
    )
    missing = len(sheet.missing)
    notes = len(sheet.wanting_notes)
    return joined(
        (
            filled,
            f"{plural(missing, 'required field')} to go." if missing else "Nothing is missing.",
            f"{plural(notes, 'value')} will want a note." if notes else "",
        ),
        " ",
    )


def saved(sheet: UnitSheet, done: SavedPart) -> str:
    """What became of a part that was saved."""
    if not done.changed:
        return "Nothing was changed."
    count = plural(len(done.changed), "field")
    verb = "corrected" if sheet.is_certified else "saved"
    lines = [f"{count} {verb}."]
    for field, row in done.overlaid[:10]:
        who = done.people.get(row.person_id)
        by = esc(brief(who.name, _UNIT_ROOM)) if who else "somebody"
        value = esc(brief(value_words(field, row.value), 60))
        lines.append(
            f"Meanwhile {by} had filled in {value} for {_label(field)}: yours stands, theirs is in"
            " the log."
        )
    return " ".join(lines)


def certified(sheet: UnitSheet, *, is_early: bool) -> str:
    """To whoever has certified a sheet."""
    thanks = " You are early: thank you." if is_early else ""
    return f"The sheet of {bold(brief(sheet.unit.name, _UNIT_ROOM))} is certified.{thanks}"


def filled_by_phone(sheet: UnitSheet, done: SavedPart, *, by: Person) -> Message:
    """To all who may fill in a sheet, of what the program manager filled in."""
    name, who = bold(brief(sheet.unit.name, _UNIT_ROOM)), esc(brief(by.name, _UNIT_ROOM))
    count = plural(len(done.changed), "field")
    text = (
        f"{who} filled in {count} of the sheet of {name}, as told by phone:"
        f" {esc(brief(sheet.call.question, 200))}. Look it over, and correct what is wrong."
    )
    return message(text, [section(text), actions(_show_sheet(sheet))])


def overlaid(sheet: UnitSheet, field: CallField, before: str, now: str, *, by: Person) -> Message:
    """To whoever filled in a field that somebody else changed at the same time."""
    name, who = bold(brief(sheet.unit.name, _UNIT_ROOM)), esc(brief(by.name, _UNIT_ROOM))
    old, new = (esc(brief(value_words(field, value), 60)) for value in (before, now))
    text = (
        f"In the sheet of {name}, {who} changed {_label(field)} at the same time as you: it is"
        f" {new} now, and yours, {old}, is in the log."
    )
    return message(text, [section(text), actions(_show_sheet(sheet))])


WORDS = SheetWords(overlaid, filled_by_phone)


def reopened(sheet: UnitSheet, reason: str, *, by: Person) -> Message:
    """To all who may fill in a sheet that was reopened."""
    name, who = bold(brief(sheet.unit.name, _UNIT_ROOM)), esc(brief(by.name, _UNIT_ROOM))
    text = (
        f"{who} reopened the sheet of {name}: {esc(brief(sheet.call.question, 200))}. Why:"
        f" {esc(reason)} Correct it, and certify it anew."
    )
    return message(text, [section(text), actions(_show_sheet(sheet))])


def sheet_log_page(
    sheet: UnitSheet, entries: Sequence[SheetEntry], *, at: int = 0, zone: str
) -> Message:
    """Every value that was filled into a sheet, the latest first, ten at a time."""
    title = f"Log of the sheet of {brief(sheet.unit.name, _UNIT_ROOM)}"
    back = actions(_show_sheet(sheet))
    latest = list(reversed(entries))
    if not latest:
        text = f"{esc(title)}: nothing was filled in yet."
        return message(text, [section(text), back])
    at = at if at * PAGE < len(latest) else 0
    part = latest[at * PAGE : (at + 1) * PAGE]
    rows = [_entry(entry, zone) for entry in part]
    count = f"{len(latest):,} in all, the latest first"
    blocks: list[Block] = [header(title), context(count), *(section(row) for row in rows)]
    if left := len(latest) - at * PAGE - len(part):
        blocks.append(more_button(ids.SHEET_LOG, SheetAt(sheet.unit.id, at + 1).text, left=left))
    return message(f"{esc(title)}: {count}. " + "; ".join(rows), [*blocks, back])


def _entry(entry: SheetEntry, zone: str) -> str:
    row, field = entry.row, entry.field
    before = esc(brief(value_words(field, entry.before), 80))
    now = esc(brief(value_words(field, row.value), 80))
    who = f"{esc(brief(entry.person.name, 40))}, {row.capacity}"
    phoned = ", by phone" if row.door is AnswerDoor.PHONE else ""
    by_link = ", by link" if row.door is AnswerDoor.PAGE else ""
    corrected = "corrected, " if row.is_correction else ""
    note = f" – “{esc(brief(row.note, 150))}”" if row.note else ""
    label = bold(brief(field.label, _UNIT_ROOM))
    return (
        f"{label}: {before} → {now}{note} ({corrected}{who}{phoned}{by_link}),"
        f" {moment(row.given_at, zone)}"
    )


def _label(field: CallField) -> str:
    return bold(brief(field.label, _UNIT_ROOM))


def _part(
    sheet: UnitSheet,
    cells: Sequence[SheetCell],
    parts: Sequence[Sequence[CallField]],
    place: int,
    may_fill: bool,
) -> Block:
    section_name = cells[0].field.section
    same = [number for number, part in enumerate(parts) if part[0].section == section_name]
    number = f", part {same.index(place) + 1}" if len(same) > 1 else ""
    filled = sum(bool(cell.value) for cell in cells)
    missing = sum(cell.is_missing for cell in cells)
    required = f", {missing:,} required to go" if missing else ""
    name = f"{esc(brief(section_name, _UNIT_ROOM))}{number}"
    verb = "Show" if not may_fill else "Correct" if sheet.is_certified else "Fill in"
    value = SheetAt(sheet.unit.id, place).text
    about = f"{section_name}{number}"
    return section(
        f"{name}: {filled:,} of {len(cells):,} filled in{required}",
        button(verb, ids.PART, value, about=about),
    )


def _buttons(sheet: UnitSheet, *, may_fill: bool) -> list[Element]:
    about = sheet.call.question
    unit, log = CallUnitButton(sheet.unit.id).text, SheetAt(sheet.unit.id).text
    rows = []
    if may_fill and (not sheet.is_certified or sheet.reopening):
        rows.append(button("Certify", ids.CERTIFY, unit, style="primary", about=about))
    elif may_fill and sheet.call.state is CallState.OPEN:
        sure = confirm(
            "Withdraw it?", "The sheet is a draft again, and counts no more.", "Withdraw"
        )
        rows.append(button("Withdraw", call_ids.TAKE_BACK, unit, about=about, confirm=sure))
    rows.append(button("Log", ids.SHEET_LOG, log, about=about))
    rows.append(button("Show the call", call_ids.SHOW, CallAt(sheet.call.id).text, about=about))
    return rows


def _show_sheet(sheet: UnitSheet) -> Element:
    value = SheetAt(sheet.unit.id).text
    return button("Show the sheet", ids.SHEET, value, about=sheet.call.question)


def _closing(sheet: UnitSheet, zone: str) -> str:
    return declared_rules.closing(sheet.call, zone)

"""The forms of data calls: lines that declare fields, parts of a sheet, and its certification."""

from collections.abc import Sequence

from models import Call, CallField, CallUnit
from models.calls import REASON_LENGTH
from models.data_calls import COUNTED, FIELD_TEXT_LENGTH, FieldKind, SheetCell, UnitSheet
from models.payloads import Block, Element, View
from views import values
from views.calls import declared_rules
from views.calls.forms import unit_choices
from views.data_sheets import ids
from views.data_sheets.field_words import bounds, cell_line, in_a_form, value_words
from views.elements import context, section
from views.inputs import field, modal, option, select, text_input
from views.texts import bold, brief, esc, joined, plural

MOST_BOXES = 8
"""For lines that declare fields: Slack takes 3,000 characters in each."""
BOX_ROOM = 3000
REPLACE, ADD = "replace", "add"
NOTHING_CHOSEN = "–"
MOST_NOTES = 80
"""In one form of certification."""
WHY_FIELD = "why"
NUMBER_ROOM = 60
"""Characters of a number as it is typed."""
_HINT_ROOM = 250
"""Characters of a definition beside its field: a form of forty fields holds no more."""
_YES_NO = ("yes", "no")


def box_name(number: int) -> str:
    """The name of a box for lines, from 0."""
    return f"fields_{number + 1}" if number else "fields"


def in_boxes(text: str) -> list[str] | None:
    """Lines parted into the boxes of a form; None where they do not fit."""
    boxes = [""]
    for line in text.splitlines(keepends=True):
        if len(line) > BOX_ROOM:
            return None
        if len(boxes[-1]) + len(line) > BOX_ROOM:
            boxes.append("")
        boxes[-1] += line
    return boxes if len(boxes) <= MOST_BOXES else None


def fields_form(call: Call, text: str, columns: Sequence[str], seen: str) -> View:
    """The form in which the fields of a draft are declared by lines; those that there are stand in
    it where they fit.
    """
    filled = in_boxes(text)
    does = REPLACE if filled is not None else ADD
    boxes = filled or []
    how = (
        f"One line for each field: {', '.join(columns)}. The first line may name the columns. Copy"
        " lines from a spreadsheet or a CSV file; what does not fit goes into the next box."
    )
    kinds = ", ".join(kind.value for kind in FieldKind)
    choices = [
        option("They replace those that are declared", REPLACE),
        option("They are added to those that are declared", ADD),
    ]
    blocks = [
        section(f"{bold(brief(call.question, 200))}\n{how}"),
        context(f"Kinds: {kinds}. Choices have “;” between them. Required is yes or no."),
        field(
            "does",
            "What these lines do",
            select("data.does", choices, initial=does, type_="radio_buttons"),
        ),
        *(_box(number, boxes) for number in range(MOST_BOXES)),
    ]
    private = values.private(call=call.id, seen=seen)
    return modal(ids.FIELDS_SEND, "Declare fields", blocks, submit="Save", private=private)


def _box(number: int, boxes: Sequence[str]) -> Block:
    name, initial = box_name(number), boxes[number] if number < len(boxes) else ""
    element = text_input(f"data.{name}", initial=initial, multiline=True, limit=BOX_ROOM)
    label = "Lines" if number == 0 else f"Further lines ({number + 1})"
    return field(name, label, element, optional=number > 0)


def offered_choices(declared: CallField) -> tuple[str, ...]:
    """What a form offers to choose from, by its place."""
    return declared.choices or _YES_NO


def part_form(
    sheet: UnitSheet, cells: Sequence[SheetCell], place: int, *, names: Sequence[str]
) -> View:
    """One part of a sheet, to fill in; ``names`` are those of its fields in the form."""
    blocks = [
        section(_head(sheet, cells)),
        *(_input(cell, name) for cell, name in zip(cells, names, strict=True)),
    ]
    if sheet.is_certified:
        why = text_input("sheet.why", limit=REASON_LENGTH)
        hint = "It stays beside both values. It is wanted if anything changes."
        blocks.append(field(WHY_FIELD, "Why you correct it", why, hint=hint, optional=True))
    private = values.private(unit=sheet.unit.id, part=place, seen=sheet.seen)
    submit = "Correct" if sheet.is_certified else "Save"
    return modal(ids.PART_SEND, "Fill in a sheet", blocks, submit=submit, private=private)


def part_to_read(sheet: UnitSheet, cells: Sequence[SheetCell]) -> View:
    """One part of a sheet for those who may not change it."""
    name = bold(brief(sheet.unit.name, 80))
    lines = [section(cell_line(cell)) for cell in cells]
    blocks = [section(f"{name}, {sheet.state}: {esc(cells[0].field.section)}"), *lines]
    return modal("sheet.read", "Sheet", blocks)


def certify_form(sheet: UnitSheet, *, names: Sequence[str]) -> View:
    """To certify a sheet, with a note for each value that differs much from last year's; ``names``
    are those of the notes in the form.
    """
    wanting = sheet.wanting_notes[:MOST_NOTES]
    left = len(sheet.wanting_notes) - len(wanting)
    text = (
        f"You certify that what stands in the sheet of {bold(brief(sheet.unit.name, 80))} is right:"
        f" {sheet.filled:,} of {plural(len(sheet.cells), 'field')} filled in."
    )
    more = f"{left:,} more notes are wanted after these." if left else ""
    until = (
        f"You can correct it until then. {declared_rules.closing(sheet.call, sheet.group.zone)}."
    )
    blocks: list[Block] = [section(joined((text, until), " "))]
    if wanting:
        percent = sheet.settings.change_percent
        blocks.append(
            context(joined((f"These differ from last year by more than {percent:,}%.", more), " "))
        )
    blocks += [_note(cell, name) for cell, name in zip(wanting, names, strict=False)]
    private = values.private(unit=sheet.unit.id, seen=sheet.seen)
    return modal(ids.CERTIFY_SEND, "Certify", blocks, submit="Certify", private=private)


def choose_sheet(call: Call, units: Sequence[CallUnit], *, may_fill: bool) -> View:
    """To choose whose sheet is shown; the program manager fills in what a library has told her."""
    how = (
        "What you fill in stands as told by phone, and those who answer hear of it."
        if may_fill
        else "Each is shown as it counts now."
    )
    blocks = [
        section(f"{bold(brief(call.question, 200))}\n{how}"),
        _unit(units, "Whose sheet"),
    ]
    title = "Fill in for a library" if may_fill else "Show a sheet"
    private = values.private(call=call.id)
    return modal(ids.CHOOSE_SHEET_SEND, title, blocks, submit="Show", private=private)


def reopen_form(call: Call, units: Sequence[CallUnit]) -> View:
    """For the program manager, to let a sheet be corrected after closing."""
    reason = text_input("sheet.reason", limit=REASON_LENGTH)
    blocks = [
        section(
            f"{bold(brief(call.question, 200))}\nThe sheet can be changed until it is certified"
            " anew. Both values stay in the log."
        ),
        _unit(units, "Whose sheet"),
        field("reason", "Why", reason, hint="Those who answer for it read it."),
    ]
    private = values.private(call=call.id)
    return modal(ids.REOPEN_SEND, "Reopen a sheet", blocks, submit="Reopen", private=private)


def _unit(units: Sequence[CallUnit], label: str) -> Block:
    return field("unit", label, select("sheet.unit", unit_choices(units), placeholder="Choose one"))


def _head(sheet: UnitSheet, cells: Sequence[SheetCell]) -> str:
    first = cells[0].field.section
    state = (
        "It is certified: what you change is a correction."
        if sheet.is_certified
        else "It is saved as a draft, and counts once the sheet is certified."
    )
    return f"{bold(brief(sheet.unit.name, 80))}: {esc(first)}\n{state}"


def _input(cell: SheetCell, name: str) -> Block:
    declared = cell.field
    label = f"{declared.label} ({declared.measure})" if declared.measure else declared.label
    return field(name, label, _element(cell, name), hint=_hint(cell), optional=True)


def _element(cell: SheetCell, name: str) -> Element:
    declared, action = cell.field, f"sheet.{name}"
    if declared.kind in COUNTED:
        offered = offered_choices(declared)
        options = [option(NOTHING_CHOSEN, NOTHING_CHOSEN)]
        options += [option(_choice(declared, choice), n) for n, choice in enumerate(offered)]
        now = str(offered.index(cell.value)) if cell.value in offered else NOTHING_CHOSEN
        return select(action, options, initial=now)
    if declared.kind is FieldKind.TEXT:
        return text_input(action, initial=cell.value, multiline=True, limit=FIELD_TEXT_LENGTH)
    shown = in_a_form(declared, cell.value)
    return text_input(action, initial=shown, limit=NUMBER_ROOM)


def _choice(declared: CallField, choice: str) -> str:
    return choice.capitalize() if declared.kind is FieldKind.YES_NO else choice


def _hint(cell: SheetCell) -> str:
    declared = cell.field
    before = value_words(declared, cell.before) if cell.before else ""
    return joined(
        (
            f"Last year: {brief(before, 60)}." if before else "",
            "Required to certify." if declared.is_required else "",
            bounds(declared),
            brief(declared.definition, _HINT_ROOM),
            f"Note: {brief(cell.note, 80)}" if cell.note else "",
        ),
        " ",
    )


def _note(cell: SheetCell, name: str) -> Block:
    declared = cell.field
    now, before = (value_words(declared, value) for value in (cell.value, cell.before))
    return field(
        name,
        f"{declared.label}: {now}, last year {before}",
        text_input(f"sheet.{name}", limit=REASON_LENGTH),
        hint="Say in a few words why it changed.",
    )

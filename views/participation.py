"""A report as a private answer, as a page, and as a file; the form that asks for one."""

from collections.abc import Sequence

from models import Direction, Group, Organization
from models.participation import ReportChoice, Table
from models.payloads import Block, Element, Message, View
from views.elements import actions, button, context, header, message, section
from views.inputs import field, modal, named, option, select, text_input
from views.texts import esc, isolate, joined, short

Cells = list[str]
"""A row in words."""

DOWNLOAD = "participation.csv"
OPEN = "participation.open"
ASK = "participation.ask"

MOST_ROWS = 100
MOST_CHARACTERS = 9_500
LONGEST_CELL = 100


def shown(table: Table, *, value: str, may_ask: bool) -> Message:
    """The report as a table; ``value`` is the question, for the button that sends the file."""
    cells = _all_cells(table)
    rows = _fitting(table.columns, cells)
    grid = [_raw(_cells(table.columns)), *(_raw(row) for row in rows)]
    alignment = [
        {"align": "left", "is_wrapped": True},
        *({"align": "right"} for _ in table.columns[1:]),
    ]
    blocks: list[Block] = [
        header(table.title),
        {"type": "table", "rows": grid, "column_settings": alignment},
        *_below(table, shown=len(rows), value=value, may_ask=may_ask),
    ]
    return message(_in_words(table, cells), blocks)


def page(table: Table, *, value: str, may_ask: bool) -> Message:
    """The report in lines, for a modal, in which Slack shows no tables."""
    cells = _all_cells(table)
    rows = _fitting(table.columns, cells)
    names = [row[0] for row in (*table.rows[: len(rows) - 1], table.rows[-1])]
    lines = [
        f"*{esc(short(str(name), LONGEST_CELL))}*\n{_line(table, row)}"
        for name, row in zip(names, rows, strict=True)
    ]
    blocks: list[Block] = [header(table.title)]
    blocks += [section("\n".join(lines[start : start + 8])) for start in range(0, len(lines), 8)]
    return message(
        _in_words(table, cells),
        [*blocks, *_below(table, shown=len(rows), value=value, may_ask=may_ask)],
    )


def on_its_way(*, is_new: bool) -> Message:
    """The answer to the button that sends the file."""
    again = "The file is on its way already" if not is_new else "The file is on its way"
    return message(f"{again}: I send it to you by direct message.")


def beside_file(table: Table) -> str:
    """What is said beside the file: what it is, and the formula."""
    return f"{esc(short(table.title, 300))}. {esc(short(table.note, 2500))}"


def form(
    reports: Sequence[ReportChoice],
    organizations: Sequence[Organization],
    groups: Sequence[Group],
    directions: Sequence[Direction],
    *,
    group_id: int | None,
    needs_group: bool,
) -> View:
    """The form that asks for a report; a chair must choose one of her groups."""
    blocks: list[Block] = []
    choices: tuple[tuple[str, str, Sequence[Organization | Group | Direction]], ...] = (
        ("library", "Library", organizations),
        ("group", "Group", groups),
        ("direction", "Strategic direction", directions),
    )
    for name, label, rows in choices:
        if rows:
            options = named(rows)
            initial = str(group_id) if name == "group" else None
            is_needed = name == "group" and needs_group
            placeholder = "Choose one" if is_needed else "All of them"
            element = select(
                f"participation.{name}", options, placeholder=placeholder, initial=initial
            )
            blocks.append(field(name, label, element, optional=not is_needed))
    period = text_input("participation.period", placeholder="This fiscal year so far", limit=100)
    hint = (
        "In words, such as “last quarter”, “FY2026” or “since July”. Empty is this fiscal year so"
        " far."
    )
    ways = [option(choice.title, choice.by) for choice in reports]
    by = select("participation.by", ways, placeholder="Choose for me")
    blocks += [
        field("period", "Period", period, hint=hint, optional=True),
        field("by", "One row for each", by, optional=True),
    ]
    return modal(ASK, "Participation", blocks, submit="Show", close="Cancel")


def _fitting(columns: Sequence[str], rows: Sequence[Cells]) -> list[Cells]:
    """As many rows as a message takes, and the last one, which sums up, in any case."""
    *others, together = rows
    room = MOST_CHARACTERS - _length(_cells(columns)) - _length(together)
    fitting: list[Cells] = []
    for row in others[: MOST_ROWS - 2]:
        room -= _length(row)
        if room < 0:
            break
        fitting.append(row)
    return [*fitting, together]


def _length(row: Cells) -> int:
    return sum(map(len, row))


def _all_cells(table: Table) -> list[Cells]:
    """Every row in words, which are made once."""
    return [_cells(row) for row in table.rows]


def _cells(row: Sequence[str | int]) -> Cells:
    return [_shown(cell) for cell in row]


def _shown(cell: str | int) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return isolate(short(cell, LONGEST_CELL)) if cell.strip() else "–"


def _raw(row: Cells) -> list[Element]:
    return [{"type": "raw_text", "text": text} for text in row]


def _line(table: Table, row: Cells) -> str:
    figures = zip(table.columns[1:], row[1:], strict=True)
    return joined(f"{label.lower()} {text}" for label, text in figures)


def _below(table: Table, *, shown: int, value: str, may_ask: bool) -> list[Block]:
    cut = len(table.rows) - shown
    left_out = (
        [section(f"*{cut:,} more rows do not fit here.* The CSV has all of them.")] if cut else []
    )
    buttons = [button("Download as CSV", DOWNLOAD, value, about=table.title)]
    if may_ask:
        buttons.append(button("Ask another question", OPEN))
    return [*left_out, context(esc(short(table.note, 1900))), actions(*buttons)]


def _in_words(table: Table, cells: Sequence[Cells]) -> str:
    """Everything in one text: the columns once, then each row's figures in that order."""
    columns = ", ".join(label.lower() for label in table.columns[1:])
    names = [esc(short(str(row[0]), 60)) for row in table.rows]
    row_words = [f"{name} {', '.join(row[1:])}" for name, row in zip(names, cells, strict=True)]
    rows = "; ".join([row_words[-1], *row_words[:-1]])
    return f"{esc(short(table.title, 300))}. In this order: {columns}. {rows}."

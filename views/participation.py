"""A report as a private answer, as a page, and as a file; the form that asks for one."""

from collections.abc import Sequence

from models import Direction, Group, Organization
from models.participation import ReportChoice, Table
from models.payloads import Block, Element, Message, View
from views import charts
from views.elements import actions, button, context, header, message, section
from views.inputs import MOST_OPTIONS, field, modal, named, option, select, text_input
from views.texts import esc, isolate, joined, short
from views.values import private

Cells = list[str]
"""A row in words."""

DOWNLOAD = "participation.csv"
WORKBOOK = "participation.xlsx"
ROWS = "participation.rows"
SHOW_ROWS = "participation.rows.send"
ROWS_FILE = "participation.rows.csv"
OPEN = "participation.open"
ASK = "participation.ask"

MOST_ROWS = 100
MOST_CHARACTERS = 9_500
LONGEST_CELL = 100
TYPED_TOO = (
    "In one line, too: `/participation who has not come to the last three group:Metadata`,"
    " `/participation libraries with nobody in collections`, `/participation new since July`,"
    " `/participation Tunxis last quarter compared with the year before`."
)
EMPTY_LIST = "None found."
"""In the place of a table without rows."""


def shown(table: Table, *, value: str, may_ask: bool, has_rows: bool = False) -> Message:
    """The report as a table, with its chart where it has one; ``value`` is the question, for the
    buttons that send it as a file and show the rows behind it.
    """
    cells = _all_cells(table)
    rows = _fitting(table, cells)
    grid = [_raw(_cells(table.columns)), *(_raw(row) for row in rows)]
    alignment = [
        {"align": "left", "is_wrapped": True},
        *({"align": "right"} for _ in table.columns[1:]),
    ]
    drawn: Block = {"type": "table", "rows": grid, "column_settings": alignment}
    chart = charts.slack_chart(table.chart) if table.chart else None
    blocks: list[Block] = [
        header(table.title),
        drawn if rows else section(EMPTY_LIST),
        *([chart] if chart else []),
        *_below(table, shown=len(rows), buttons=_buttons(table, value, may_ask, has_rows)),
    ]
    return message(_in_words(table, cells), blocks)


def page(table: Table, *, value: str, may_ask: bool, has_rows: bool = False) -> Message:
    """The report in lines, for a modal, in which Slack shows no tables."""
    return _page(table, _buttons(table, value, may_ask, has_rows))


def rows_page(table: Table, *, value: str) -> Message:
    """The rows behind a figure in lines; ``value`` says which, for the button that sends them."""
    buttons = [button("Download these rows as CSV", ROWS_FILE, value, about=table.title)]
    return _page(table, buttons if table.rows else [])


def _page(table: Table, buttons: list[Element]) -> Message:
    cells = _all_cells(table)
    rows = _fitting(table, cells)
    whole = [*table.rows[: len(rows) - 1], table.rows[-1]] if table.has_total else table.rows
    lines = [
        f"*{esc(short(str(line[0]), LONGEST_CELL))}*\n{_line(table, row)}"
        for line, row in zip(whole, rows, strict=False)
    ]
    blocks: list[Block] = [header(table.title)]
    blocks += [section("\n".join(lines[start : start + 8])) for start in range(0, len(lines), 8)]
    if not lines:
        blocks.append(section(EMPTY_LIST))
    return message(
        _in_words(table, cells), [*blocks, *_below(table, shown=len(rows), buttons=buttons)]
    )


def rows_form(choices: Sequence[tuple[str, str]], *, value: str) -> View:
    """The form that asks behind which row to look; each choice is a key as text and a name."""
    options = [option(name, key) for key, name in choices]
    words = "See what is behind the answer as a list, and take it with you as a file."
    blocks = [section(words)]
    if options:
        element = select("participation.row", options, placeholder="All of them")
        blocks.append(field("row", "Behind", element, optional=True))
    carried = private(question=value)
    return modal(SHOW_ROWS, "Rows", blocks, submit="Show", close="Cancel", private=carried)


def on_its_way(*, is_new: bool) -> Message:
    """The answer to the button that sends the file."""
    again = "The file is on its way already" if not is_new else "The file is on its way"
    return message(f"{again}: I send it to you by direct message.")


def beside_file(table: Table) -> str:
    """What is said beside the file: what it is, and the formula."""
    return f"{esc(short(table.title, 300))}. {esc(short(table.note, 2500))}"


def form(
    questions: Sequence[ReportChoice],
    reports: Sequence[ReportChoice],
    organizations: Sequence[Organization],
    groups: Sequence[Group],
    directions: Sequence[Direction],
    categories: Sequence[str] = (),
    *,
    group_id: int | None,
    needs_group: bool,
) -> View:
    """The form that asks for a report; a chair must choose one of her groups."""
    kinds = [option(choice.title, choice.by) for choice in questions]
    question = select("participation.question", kinds, initial=kinds[0]["value"])
    blocks: list[Block] = [field("question", "Question", question)]
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
    blocks += [*_further_fields(reports, categories), context(TYPED_TOO)]
    return modal(ASK, "Participation", blocks, submit="Show", close="Cancel")


def _further_fields(reports: Sequence[ReportChoice], categories: Sequence[str]) -> list[Block]:
    """The period, the kind of library where any is declared, and what each row is to be."""
    blocks: list[Block] = []
    period = text_input("participation.period", placeholder="This fiscal year so far", limit=100)
    hint = (
        "In words, such as “last quarter”, “this semester”, “FY2026” or “since July”. Empty is this"
        " fiscal year so far."
    )
    if categories:
        options = [option(word, word) for word in categories[:MOST_OPTIONS]]
        kind = select("participation.category", options, placeholder="All of them")
        blocks.append(field("category", "Kind of library", kind, optional=True))
    ways = [option(choice.title, choice.by) for choice in reports]
    by = select("participation.by", ways, placeholder="Choose for me")
    blocks += [
        field("period", "Period", period, hint=hint, optional=True),
        field("by", "One row for each", by, optional=True),
    ]
    return blocks


def _fitting(table: Table, rows: Sequence[Cells]) -> list[Cells]:
    """As many rows as a message takes, and the one that sums up in any case."""
    others, together = (rows[:-1], rows[-1:]) if table.has_total else (rows, [])
    room = MOST_CHARACTERS - _length(_cells(table.columns)) - sum(map(_length, together))
    fitting: list[Cells] = []
    for row in others[: MOST_ROWS - 2]:
        room -= _length(row)
        if room < 0:
            break
        fitting.append(row)
    return [*fitting, *together]


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
    return joined(f"{label.lower()} {esc(text)}" for label, text in figures)


def _buttons(table: Table, value: str, may_ask: bool, has_rows: bool) -> list[Element]:
    found = [
        button("Download as CSV", DOWNLOAD, value, about=table.title),
        button("Download as Excel", WORKBOOK, value, about=table.title),
    ]
    if has_rows:
        found.append(button("Show the rows", ROWS, value, about=table.title))
    if may_ask:
        found.append(button("Ask another question", OPEN))
    return found


def _below(table: Table, *, shown: int, buttons: list[Element]) -> list[Block]:
    cut = len(table.rows) - shown
    left_out = (
        [section(f"*{cut:,} more rows do not fit here.* The CSV has all of them.")] if cut else []
    )
    pressed = [actions(*buttons)] if buttons else []
    return [*left_out, context(esc(short(table.note, 1900))), *pressed]


def _in_words(table: Table, cells: Sequence[Cells]) -> str:
    """Everything in one text: the columns once, then each row's figures in that order."""
    title = esc(short(table.title, 300))
    if not table.rows:
        return f"{title}. {EMPTY_LIST}"
    columns = ", ".join(label.lower() for label in table.columns[1:])
    names = [esc(short(str(row[0]), 60)) for row in table.rows]
    row_words = [
        f"{name} {', '.join(map(esc, row[1:]))}" for name, row in zip(names, cells, strict=True)
    ]
    ordered = [row_words[-1], *row_words[:-1]] if table.has_total else row_words
    return f"{title}. In this order: {columns}. {'; '.join(ordered)}."

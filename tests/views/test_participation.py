"""Reports in Slack: the same cells as the table, within the limits, readable without seeing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from models import Direction, Group, GroupKind, Organization, OrganizationKind
from models.bar_charts import BarChart
from models.participation import Table
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from services.participation import QUESTION_CHOICES, REPORT_CHOICES
from views import participation as views
from views.help import as_modal

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
NAMES = ("x" * 200, "<!channel> & *b* _i_ ~s~ `c` " * 6, "ספריית הקהילה " * 14)
COLUMNS = (
    "Library",
    "People active",
    "Meetings attended",
    "Meetings chaired",
    "Tasks completed",
    "Groups active",
    "Contributions",
)
NOTE = "Attended counts each person once for each meeting held in the period."


def table(*names: str, figure: int = 1) -> Table:
    rows: list[tuple[str | int, ...]] = [(name, *[figure] * 6) for name in (*names, "All together")]
    return Table("Participation by library: 2026", COLUMNS, tuple(rows), NOTE)


def chart(count: int, name: str) -> BarChart:
    labels = tuple(f"{number} {name}" for number in range(count))
    return BarChart("Contributions by library", labels, (1_234_567,) * count, "Contributions")


def grid(message: dict[str, Any]) -> list[list[str]]:
    [shown] = [block for block in message["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in shown["rows"]]


def test_the_table_has_every_cell_and_the_text_says_the_same() -> None:
    message = views.shown(table("Central", "Tunxis"), value="{}", may_ask=True)
    assert grid(message) == [
        list(COLUMNS),
        ["Central", *["1"] * 6],
        ["Tunxis", *["1"] * 6],
        ["All together", *["1"] * 6],
    ]
    assert (
        message["text"]
        == "Participation by library: 2026. In this order: people active, meetings attended,"
        " meetings chaired, tasks completed, groups active, contributions. All together 1, 1, 1,"
        " 1, 1, 1; Central 1, 1, 1, 1, 1, 1; Tunxis 1, 1, 1, 1, 1, 1."
    )
    assert NOTE in text_of(message)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [0, 18, 1000])
def test_the_largest_reports_are_within_the_limits(name: str, count: int) -> None:
    big = table(*(f"{number} {name}" for number in range(count)), figure=1_234_567)
    check_message(**views.shown(big, value="x" * 500, may_ask=True, has_rows=True))
    check_view(as_modal(views.page(big, value="x" * 500, may_ask=True, has_rows=True)))
    rows = replace(big, keys=(), has_total=False)
    check_message(**views.shown(rows, value="x" * 500, may_ask=True))
    check_view(as_modal(views.rows_page(rows, value="x" * 500)))
    charted = replace(big, chart=chart(count, name))
    check_message(**views.shown(charted, value="x" * 500, may_ask=True))
    assert len(views.beside_file(big)) < 3900


def test_a_cut_table_says_so_and_keeps_the_sum() -> None:
    message = views.shown(
        table(*(f"Library {number}" for number in range(200))), value="{}", may_ask=False
    )
    assert (len(grid(message)), grid(message)[-1][0]) == (100, "All together")
    assert "102 more rows do not fit here.* The CSV has all of them." in text_of(message)


@pytest.mark.parametrize("may", [True, False])
def test_only_somebody_who_may_ask_more_is_offered_to(may: bool) -> None:
    message = text_of(views.shown(table(), value="{}", may_ask=may))
    assert ("Ask another question" in message) is may


@pytest.mark.parametrize("name", NAMES)
def test_the_form_is_within_the_limits(name: str) -> None:
    numbers = range(1, 151)
    libraries = [
        Organization(
            id=n, key=f"{n}", name=name[:200], short_name=name[:60], kind=OrganizationKind.LIBRARY
        )
        for n in numbers
    ]
    groups = [
        Group(id=n, name=name[:200], name_key=f"{n}", kind=GroupKind.COUNCIL, created_at=NOW)
        for n in numbers
    ]
    directions = [Direction(id=n, key=f"{n}", name=name[:200]) for n in numbers]
    choices, kinds = (QUESTION_CHOICES, REPORT_CHOICES), [f"{n} {name}"[:60] for n in numbers]
    check_view(
        views.form(*choices, libraries, groups, directions, kinds, group_id=7, needs_group=True)
    )
    check_view(views.form(*choices, [], [], [], group_id=None, needs_group=False))


def test_a_chart_stands_once_below_its_table_and_the_text_says_its_figures() -> None:
    both = replace(table("Central", "Tunxis"), chart=chart(2, "Library"))
    blocks = views.shown(both, value="{}", may_ask=True)["blocks"]
    assert [block["type"] for block in blocks] == [
        *("header", "table", "data_visualization", "context", "actions")
    ]
    assert "data_visualization" not in str(views.page(both, value="{}", may_ask=True))
    for many in (1, 21):
        alone = replace(both, chart=chart(many, "Library"))
        assert "data_visualization" not in str(views.shown(alone, value="{}", may_ask=True))


def test_a_list_without_anybody_says_so() -> None:
    nobody = replace(table(), rows=(), has_total=False)
    for message in (
        views.shown(nobody, value="{}", may_ask=False),
        views.page(nobody, value="{}", may_ask=False),
        views.rows_page(nobody, value="{}"),
    ):
        check_message(**message)
        assert "None found." in text_of(message)
        assert "None found." in message["text"]
    assert "CSV" not in text_of(views.rows_page(nobody, value="{}"))


def test_a_list_is_shown_whole_and_in_its_order() -> None:
    listed = replace(table("Central", "Tunxis"), has_total=False)
    message = views.shown(listed, value="{}", may_ask=True)
    assert [row[0] for row in grid(message)[1:]] == ["Central", "Tunxis", "All together"]
    assert message["text"].endswith(
        "contributions. Central 1, 1, 1, 1, 1, 1; Tunxis 1, 1, 1, 1, 1, 1;"
        " All together 1, 1, 1, 1, 1, 1."
    )


@pytest.mark.parametrize("has_rows", [True, False])
def test_rows_are_offered_where_there_are_some(has_rows: bool) -> None:
    message = views.shown(table(), value="{}", may_ask=True, has_rows=has_rows)
    assert ("Show the rows" in text_of(message)) is has_rows
    assert "Download as Excel" in text_of(message)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [0, 1, 100, 1000])
def test_the_form_of_rows_is_within_the_limits(name: str, count: int) -> None:
    choices = [(f"{number}", f"{number} {name}") for number in range(count)]
    check_view(views.rows_form(choices, value="x" * 1000))

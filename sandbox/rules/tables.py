"""Tables and charts: cells, columns, series, and the rules that join them."""

from typing import Any

from sandbox.rules.rich_text import RICH_TEXT
from sandbox.rules.schemas import Also, Field, Object, Schema, TypedObject
from sandbox.rules.shapes import Flag, Many, Number, OneOf, String

TABLE_CHARACTERS = 10_000

CELLS: dict[str, Schema] = {
    "raw_text": Schema({"text": Field(String(min=1), required=True)}),
    "raw_number": Schema({"value": Field(Number(), required=True), "text": Field(String(min=1))}),
    "rich_text": Schema(
        {"elements": Field(Many(RICH_TEXT), required=True), "block_id": Field(String(255))}
    ),
}
TABLE_CELLS = TypedObject(CELLS)
DATA_CELLS = TypedObject(CELLS)
COLUMN = Schema({"align": Field(OneOf(("left", "center", "right"))), "is_wrapped": Field(Flag())})
TABLE_COLUMN = Object("table_column", COLUMN)


def same_widths(kind: str) -> Also:
    return Also(
        f"{kind}.rows.same_width",
        "all rows must have the same number of cells",
        lambda block: len({len(row) for row in block["rows"]}) == 1,
    )


def characters(value: Any) -> int:
    """How many characters of text a value shows, all the way down."""
    if isinstance(value, list):
        return sum(characters(item) for item in value)
    if isinstance(value, dict):
        return sum(
            len(item) if key == "text" and isinstance(item, str) else characters(item)
            for key, item in value.items()
            if isinstance(item, str | dict | list)
            if key == "text" or not isinstance(item, str)
        )
    return 0


TABLE_RULES = (
    same_widths("table"),
    Also(
        "table.characters",
        f"must be less than {TABLE_CHARACTERS + 1} characters in all cells",
        lambda block: characters(block["rows"]) <= TABLE_CHARACTERS,
    ),
)

POINT = Schema(
    {"label": Field(String(20, 1), required=True), "value": Field(Number(), required=True)}
)
SERIES = Schema(
    {
        "name": Field(String(20, 1), required=True),
        "data": Field(Many(Object("point", POINT), 20), required=True),
    }
)
AXES = Schema(
    {
        "categories": Field(Many(String(20, 1), 20), required=True),
        "x_label": Field(String(50)),
        "y_label": Field(String(50)),
    }
)


def _labels_equal_categories(chart: dict[str, Any]) -> bool:
    categories = chart["axis_config"]["categories"]
    return all(
        [point["label"] for point in series["data"]] == categories for series in chart["series"]
    )


def _series_names_differ(chart: dict[str, Any]) -> bool:
    names = [series["name"] for series in chart["series"]]
    return len(names) == len(set(names))


def _with_axes(kind: str) -> Schema:
    return Schema(
        {
            "series": Field(Many(Object("series", SERIES), 6), required=True),
            "axis_config": Field(Object("axis_config", AXES), required=True),
        },
        (
            Also(
                f"{kind}.labels",
                "labels of every series must equal the categories",
                _labels_equal_categories,
            ),
            Also(f"{kind}.series.unique", "names of series must be unique", _series_names_differ),
        ),
    )


CHARTS: dict[str, Schema] = {
    "line": _with_axes("line"),
    "bar": _with_axes("bar"),
    "area": _with_axes("area"),
    "pie": Schema({"segments": Field(Many(Object("segment", POINT), 6), required=True)}),
}
CHART = TypedObject(CHARTS)
CHART_OBJECTS: dict[str, Schema] = {
    "point": POINT,
    "segment": POINT,
    "series": SERIES,
    "axis_config": AXES,
    "table_column": COLUMN,
}

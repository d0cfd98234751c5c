"""A chart for Slack, as SVG for a page, and in words: all three say the same figures.

Bars are told apart by their labels and figures alone, never by color, so that they print in black
and white.
"""

from html import escape

from models.bar_charts import BarChart
from models.payloads import Block
from views.texts import isolate, short

MOST_BARS = 20
"""Bars that a chart of Slack's holds."""
_MOST_OF_TITLE, _MOST_OF_LABEL = 50, 20
"""Characters that Slack takes for a title and for a label."""
_BAR_ROW, _LABEL_WIDTH, _CHART_WIDTH, _FIGURE_WIDTH = 26, 240, 640, 60
"""Of SVG, in its own units: the height of a row, and the widths of labels, all, and figures."""
_SHOWN_LABEL = 28
"""Characters of a label that fit beside its bar, at 8 units each."""


def slack_chart(chart: BarChart) -> Block | None:
    """A block for a message; None where Slack would not take it, or there is nothing to draw.

    Labels must differ, and a message holds two charts at most.
    """
    labels = _distinct(chart.labels)
    if not 1 < len(labels) <= MOST_BARS or not any(chart.values):
        return None
    points = [
        {"label": label, "value": value} for label, value in zip(labels, chart.values, strict=True)
    ]
    series = [{"name": short(chart.unit or chart.title, _MOST_OF_LABEL), "data": points}]
    return {
        "type": "data_visualization",
        "title": short(chart.title, _MOST_OF_TITLE),
        "chart": {"type": "bar", "series": series, "axis_config": {"categories": labels}},
    }


def in_words(chart: BarChart) -> str:
    """The same figures as a sentence."""
    pairs = zip(chart.labels, chart.values, strict=True)
    listed = "; ".join(f"{isolate(label)} {value:,}" for label, value in pairs)
    unit = f" ({chart.unit})" if chart.unit else ""
    return f"{chart.title}{unit}: {listed}."


def svg_chart(chart: BarChart, *, name: str) -> str:
    """The chart as SVG with a title and a description; ``name`` tells its ids from others on the
    page. Colors are those of the page's style, by the classes ``bar`` and ``axis``.
    """
    most = max((*chart.values, 1))
    room = _CHART_WIDTH - _LABEL_WIDTH - _FIGURE_WIDTH
    height = _BAR_ROW * len(chart.values) + 4
    rows = [
        _row(index, label, value, round(room * value / most, 1))
        for index, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True))
    ]
    title, words = escape(chart.title), escape(in_words(chart))
    axis = f'<line class="axis" x1="{_LABEL_WIDTH}" y1="0" x2="{_LABEL_WIDTH}" y2="{height}"/>'
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-words"'
        f' viewBox="0 0 {_CHART_WIDTH} {height}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-words">{words}</desc>'
        f"{axis}{''.join(rows)}</svg>"
    )


def _row(index: int, label: str, value: int, width: float) -> str:
    top = index * _BAR_ROW + 4
    middle = top + _BAR_ROW // 2 + 1
    shown = escape(isolate(short(label, _SHOWN_LABEL)))
    return (
        f'<text class="label" x="{_LABEL_WIDTH - 8}" y="{middle}" text-anchor="end">{shown}</text>'
        f'<rect class="bar" x="{_LABEL_WIDTH}" y="{top}" width="{width}" height="{_BAR_ROW - 8}"/>'
        f'<text class="figure" x="{_LABEL_WIDTH + width + 6}" y="{middle}">{value:,}</text>'
    )


def _distinct(labels: tuple[str, ...]) -> list[str]:
    """Labels of Slack's length, numbered where two would be cut to the same."""
    found: list[str] = []
    for label in labels:
        cut, number = short(label, _MOST_OF_LABEL), 2
        while cut in found:
            mark = f" ({number})"
            cut, number = f"{short(label, _MOST_OF_LABEL - len(mark))}{mark}", number + 1
        found.append(cut)
    return found

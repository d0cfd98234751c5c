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
_BAR_ROW, _LABEL_WIDTH, _CHART_WIDTH, _FIGURE_WIDTH = 26, 320, 640, 60
"""Of SVG, in its own units: the height of a row, and the widths of labels, all, and figures."""
_BAR_HEIGHT = _BAR_ROW - 8
_PATTERNS = (
    '<rect class="bar" width="8" height="8"/>',
    *(
        f'<path class="lines" d="{path}" fill="none"/>'
        for path in (
            *("M-2 10L10 -2M-2 2L2 -2M6 10L10 6", "M0 4H8", "M4 0V8M0 4H8", ""),
            "M0 0L8 8M0 8L8 0",
        )
    ),
)
"""What is drawn on 8 by 8 units for each of ``MOST_BAR_PARTS`` parts: filled, slanting lines, lines
across, a grid, nothing, and crosses.
"""
_SHOWN_LABEL = 38
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
    bars = enumerate(zip(chart.labels, chart.values, strict=True))
    listed = "; ".join(
        f"{isolate(label)} {value:,}{_parts_in_words(chart, at)}" for at, (label, value) in bars
    )
    unit = f" ({chart.unit})" if chart.unit else ""
    return f"{chart.title}{unit}: {listed}."


def _parts_in_words(chart: BarChart, at: int) -> str:
    found = [f"{part.name} {part.values[at]:,}" for part in chart.parts if part.values[at]]
    return f" ({', '.join(found)})" if found else ""


def svg_chart(chart: BarChart, *, name: str) -> str:
    """The chart as SVG with a title and a description; ``name`` tells its ids from others on the
    page. Colors are those of the page's style, by the classes ``bar``, ``part`` and ``axis``. Parts
    of bars have patterns, which a legend below the bars names.
    """
    most = max((*chart.values, 1))
    room = _CHART_WIDTH - _LABEL_WIDTH - _FIGURE_WIDTH
    bars = _BAR_ROW * len(chart.values) + 4
    height = bars + _BAR_ROW * len(chart.parts)
    rows = [
        _row(index, label, value, _lengths(chart, index, room / most), name)
        for index, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True))
    ]
    legend = [_legend(at, part.name, bars, name) for at, part in enumerate(chart.parts)]
    title, words = escape(chart.title), escape(in_words(chart))
    axis = f'<line class="axis" x1="{_LABEL_WIDTH}" y1="0" x2="{_LABEL_WIDTH}" y2="{bars}"/>'
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-words"'
        f' viewBox="0 0 {_CHART_WIDTH} {height}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-words">{words}</desc>'
        f"{_patterns(len(chart.parts), name)}{axis}{''.join((*rows, *legend))}</svg>"
    )


def _lengths(chart: BarChart, index: int, unit: float) -> list[float]:
    """How long a bar is, or each of its parts; ``unit`` is the length of 1."""
    values = [part.values[index] for part in chart.parts] or [chart.values[index]]
    return [round(value * unit, 1) for value in values]


def _row(index: int, label: str, value: int, lengths: list[float], name: str) -> str:
    top = index * _BAR_ROW + 4
    middle = top + _BAR_ROW // 2 + 1
    shown = escape(isolate(short(label, _SHOWN_LABEL)))
    left, drawn = float(_LABEL_WIDTH), []
    for at, length in enumerate(lengths):
        style = f'class="part" fill="url(#{name}-{at})"' if len(lengths) > 1 else 'class="bar"'
        drawn.append(
            f'<rect {style} x="{left:g}" y="{top}" width="{length}" height="{_BAR_HEIGHT}"/>'
        )
        left = round(left + length, 1)
    return (
        f'<text class="label" x="{_LABEL_WIDTH - 8}" y="{middle}" text-anchor="end">{shown}</text>'
        f"{''.join(drawn)}"
        f'<text class="figure" x="{left + 6:g}" y="{middle}">{value:,}</text>'
    )


def _legend(at: int, part: str, bars: int, name: str) -> str:
    top = bars + at * _BAR_ROW + 4
    return (
        f'<rect class="part" fill="url(#{name}-{at})" x="{_LABEL_WIDTH}" y="{top}"'
        f' width="{_BAR_ROW}" height="{_BAR_HEIGHT}"/>'
        f'<text class="legend" x="{_LABEL_WIDTH + _BAR_ROW + 8}" y="{top + _BAR_ROW // 2 + 1}">'
        f"{escape(part)}</text>"
    )


def _patterns(count: int, name: str) -> str:
    """The patterns of so many parts, told apart without any color."""
    drawn = "".join(
        f'<pattern id="{name}-{at}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{_PATTERNS[at]}</pattern>"
        for at in range(count)
    )
    return f"<defs>{drawn}</defs>" if drawn else ""


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

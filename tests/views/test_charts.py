"""Charts: the same figures for Slack, as SVG and in words, whatever the labels are."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from models import ContributionKind
from models.bar_charts import MOST_BAR_PARTS, BarChart, BarPart
from models.contributions import CONTRIBUTION_WORDS
from sandbox.rules import check_message
from tests.views.things import NASTY, RIGHT_TO_LEFT
from views import charts
from views.elements import message, section

SVG = "{http://www.w3.org/2000/svg}"
CHART = BarChart("Meetings attended", ("Tunxis", "Central", "Asnuntuck"), (4, 12, 0), "meetings")


def drawn(chart: BarChart) -> ET.Element:
    return ET.fromstring(charts.svg_chart(chart, name="c"))


def points(chart: BarChart) -> list[tuple[str, int]]:
    block: dict[str, Any] | None = charts.slack_chart(chart)
    assert block is not None
    check_message(**message("Text", [section("Text"), block]))
    [series] = block["chart"]["series"]
    return [(point["label"], point["value"]) for point in series["data"]]


def test_slack_has_a_bar_for_each_label() -> None:
    assert points(CHART) == [("Tunxis", 4), ("Central", 12), ("Asnuntuck", 0)]


@pytest.mark.parametrize(
    ("labels", "values"),
    [((), ()), (("One",), (4,)), (("One", "Two"), (0, 0)), (("x",) * 21, (1,) * 21)],
)
def test_where_slack_would_take_none_there_is_none(
    labels: tuple[str, ...], values: tuple[int, ...]
) -> None:
    assert charts.slack_chart(BarChart("T", labels, values)) is None


def test_twenty_bars_are_the_most() -> None:
    chart = BarChart("T", tuple(map(str, range(20))), tuple(range(20)))
    assert len(points(chart)) == 20


def test_labels_that_would_be_cut_to_the_same_are_numbered() -> None:
    name = "The library of the community college at "
    labels = [label for label, _ in points(BarChart("T", (f"{name}A", f"{name}B"), (1, 2)))]
    assert len(set(labels)) == 2
    assert all(len(label) <= 20 for label in labels)


@pytest.mark.parametrize("label", [NASTY, RIGHT_TO_LEFT, "&" * 200, "<b>", 'say "x"'])
def test_odd_labels_break_nothing(label: str) -> None:
    chart = BarChart(label, (label, "Other"), (3, 4), label)
    assert len(points(chart)) == 2
    assert drawn(chart).tag == f"{SVG}svg"


def test_svg_says_what_it_shows() -> None:
    svg = drawn(CHART)
    title, words = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert words is not None
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "c-title c-words")
    assert (title.text, words.text) == (CHART.title, charts.in_words(CHART))
    assert "style" not in {name for element in svg.iter() for name in element.attrib}


def test_bars_are_as_long_as_their_figures() -> None:
    widths = [float(bar.get("width", "")) for bar in drawn(CHART).iter(f"{SVG}rect")]
    assert widths[2] == 0
    assert widths[1] == pytest.approx(3 * widths[0], abs=0.2)
    shown = [text.text for text in drawn(CHART).iter(f"{SVG}text") if text.get("class") == "figure"]
    assert shown == ["4", "12", "0"]


def test_parts_have_patterns_and_a_legend_without_any_color() -> None:
    parts = tuple(BarPart(f"Kind & {number}", (number, 1)) for number in range(MOST_BAR_PARTS))
    chart = BarChart("By month", ("May", "June"), (15, 6), "acts", parts)
    svg = drawn(chart)
    patterns = {each.get("id"): ET.tostring(each) for each in svg.iter(f"{SVG}pattern")}
    assert (
        len(patterns)
        == len({text.split(b">", 1)[1] for text in patterns.values()})
        == MOST_BAR_PARTS
    )
    rects = [each for each in svg.iter(f"{SVG}rect") if each.get("class") == "part"]
    used = [str(each.get("fill")) for each in rects]
    assert used == [f"url(#{name})" for name in patterns] * 3
    bar = [
        (float(each.get("x", "")), float(each.get("width", ""))) for each in rects[:MOST_BAR_PARTS]
    ]
    for (left, width), (following, _width) in pairwise(bar):
        assert left + width == pytest.approx(following, abs=0.2)
    assert bar[4][1] == pytest.approx(4 * bar[1][1], abs=0.5)
    legend = [each.text for each in svg.iter(f"{SVG}text") if each.get("class") == "legend"]
    assert legend == [part.name for part in parts]
    height = float(svg.get("viewBox", "").split()[3])
    assert all(float(each.get("y", "")) + float(each.get("height", "")) < height for each in rects)
    assert charts.in_words(chart).startswith(
        "By month (acts): May 15 (Kind & 1 1, Kind & 2 2, Kind & 3 3, Kind & 4 4, Kind & 5 5);"
    )


def test_every_kind_of_contribution_has_words_and_a_pattern() -> None:
    assert set(CONTRIBUTION_WORDS) == set(ContributionKind)
    assert len(CONTRIBUTION_WORDS) <= MOST_BAR_PARTS


def test_the_longest_bar_leaves_room_for_its_figure() -> None:
    svg = drawn(BarChart("T", ("a", "b"), (1_000_000, 1)))
    last = max(
        float(bar.get("x", "")) + float(bar.get("width", "")) for bar in svg.iter(f"{SVG}rect")
    )
    width = float(svg.get("viewBox", "").split()[2])
    assert width - last >= 60


def test_words_have_every_figure() -> None:
    assert charts.in_words(CHART) == (
        "Meetings attended (meetings): Tunxis 4; Central 12; Asnuntuck 0."
    )
    assert re.search(r"1,000", charts.in_words(BarChart("T", ("a",), (1000,))))

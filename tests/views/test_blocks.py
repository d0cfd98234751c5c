"""The builders: typed text is made safe, and every length is kept."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views import blocks


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        (
            "<@U1> & <https://evil.example|bank>",
            "&lt;@U1&gt; &amp; &lt;https://evil.example|bank&gt;",
        ),
        ("plain", "plain"),
        ("שלום", "\u200e\u2068שלום\u2069"),
    ],
)
def test_typed_text_cannot_mention_link_or_ping(typed: str, safe: str) -> None:
    assert blocks.esc(typed) == safe


@given(st.text())
def test_escaped_text_holds_no_bracket(typed: str) -> None:
    assert not set("<>") & set(blocks.esc(typed))


@pytest.mark.parametrize(
    ("typed", "shown"), [("a", "*a*"), ("a*b", "a*b"), (" ", " "), ("_a_", "_a_")]
)
def test_bold_is_left_out_where_marks_would_break_it(typed: str, shown: str) -> None:
    assert blocks.bold(typed) == shown


def test_a_moment_states_its_zone() -> None:
    at = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
    assert blocks.plain_moment(at, "America/New_York") == "Thu 3 Dec 2026, 2:00 PM EST"
    assert blocks.moment(at, "America/New_York") == (
        "<!date^1796324400^{date_short_pretty} at {time}|Thu 3 Dec 2026, 2:00 PM EST>"
    )


@given(st.text(max_size=400), st.integers(1, 300))
def test_short_keeps_the_limit(text: str, limit: int) -> None:
    assert len(blocks.short(text, limit)) <= limit


def test_equal_labels_are_told_apart_for_screen_readers() -> None:
    assert blocks.button("Show", "group.show", 3, about="Metadata") == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Show", "emoji": False},
        "action_id": "group.show",
        "value": "3",
        "accessibility_label": "Show: Metadata",
    }


def test_labels_that_would_be_read_out_alike_are_numbered() -> None:
    long = "x" * 100
    rows = [
        blocks.actions(
            blocks.button("Done", "task.done", 1, about=long), blocks.button("Show", "task.show", 1)
        ),
        blocks.section("Two", blocks.button("Done", "task.done", 2, about=long)),
        blocks.actions(
            blocks.button("Show", "task.show", 2), blocks.button("Done", "task.done", 3, about="y")
        ),
    ]
    shown = blocks.message("Said", rows)["blocks"]
    found = [
        one for row in shown for one in (*row.get("elements", ()), row.get("accessory")) if one
    ]
    assert [one["accessibility_label"] for one in found] == [
        f"Done: {'x' * 64}… (1)",
        "Show (1)",
        f"Done: {'x' * 64}… (2)",
        "Show (2)",
        "Done: y",
    ]
    assert "accessibility_label" not in rows[2]["elements"][0]


@pytest.mark.parametrize(
    ("room", "shown"),
    [(12, ["one", "two", "four"]), (11, ["and 3 more"]), (24, ["one", "two", "four"])],
)
def test_lines_fit_whole_or_are_counted(room: int, shown: list[str]) -> None:
    assert blocks.fitting(["one", "two", "four"], room + 1) == shown


def test_lines_that_do_not_fit_are_counted() -> None:
    lines = [f"line {number}" for number in range(1000)]
    shown = blocks.fitting(lines, 100)
    assert shown == [*lines[:11], "and 989 more"]
    assert len("\n".join(shown)) <= 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12345678", "12345678"),
        ("123456789", "1234567…"),
        ("12345&amp;", "12345…"),
        ("12&amp;345", "12&amp;…"),
        ("12<!date^1^{time}|x>", "12…"),
        ("1 &lt; 2 &gt; 3", "1 &lt;…"),
    ],
)
def test_mrkdwn_is_cut_between_characters_and_links(text: str, shown: str) -> None:
    assert blocks.cut(text, 8) == shown

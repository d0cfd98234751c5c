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
        ("<@U1> & <https://evil.example|bank>", "&lt;@U1&gt; &amp; &lt;https://evil.example|bank&gt;"),
        ("plain", "plain"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_typed_text_cannot_mention_link_or_ping(typed: str, safe: str) -> None:
    assert blocks.esc(typed) == safe


@given(st.text())
def test_escaped_text_holds_no_bracket(typed: str) -> None:
    assert not set("<>") & set(blocks.esc(typed))


@pytest.mark.parametrize(("typed", "shown"), [("a", "*a*"), ("a*b", "a*b"), (" ", " "), ("_a_", "_a_")])
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
        "type": "button", "text": {"type": "plain_text", "text": "Show", "emoji": False},
        "action_id": "group.show", "value": "3", "accessibility_label": "Show: Metadata",
    }  # fmt: skip

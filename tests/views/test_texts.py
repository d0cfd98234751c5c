"""Typed text is made safe, and every length is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views import texts


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
    assert texts.esc(typed) == safe


@given(st.text())
def test_escaped_text_holds_no_bracket(typed: str) -> None:
    assert not set("<>") & set(texts.esc(typed))


@pytest.mark.parametrize(
    ("typed", "shown"), [("a", "*a*"), ("a*b", "a*b"), (" ", " "), ("_a_", "_a_")]
)
def test_bold_is_left_out_where_marks_would_break_it(typed: str, shown: str) -> None:
    assert texts.bold(typed) == shown


@given(st.text(max_size=400), st.integers(1, 300))
def test_short_keeps_the_limit(text: str, limit: int) -> None:
    assert len(texts.short(text, limit)) <= limit


@pytest.mark.parametrize(
    ("room", "shown"),
    [(12, ["one", "two", "four"]), (11, ["and 3 more"]), (24, ["one", "two", "four"])],
)
def test_lines_fit_whole_or_are_counted(room: int, shown: list[str]) -> None:
    assert texts.fitting(["one", "two", "four"], room + 1) == shown


def test_lines_that_do_not_fit_are_counted() -> None:
    lines = [f"line {number}" for number in range(1000)]
    shown = texts.fitting(lines, 100)
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
    assert texts.cut(text, 8) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("x" * 10, "x" * 10),
        ("x" * 11, "x" * 9 + "…"),
        ("&" * 3, "&" * 3),
        ("&" * 4, "&" * 2 + "…"),
        ("a&b<c", "a&b<c"),
        ("", ""),
    ],
)
def test_a_brief_text_is_brief_once_it_is_escaped_too(typed: str, shown: str) -> None:
    assert texts.brief(typed, 10) == shown


@given(st.text(alphabet="ab&<>א ", max_size=400), st.integers(4, 300))
def test_a_brief_text_keeps_both_limits(typed: str, limit: int) -> None:
    shown = texts.brief(typed, limit)
    assert len(shown) <= limit
    assert len(texts.esc(shown).strip("\u200e\u2068\u2069")) <= 1.5 * limit

"""Reading one typed line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import grammar
from handlers.grammar import Line
from handlers.middleware import form_values
from services.cleaning import clean


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Review norms <@U1|ben> <@U1|ben>", Line("Review norms", ("U1",))),
        ("Review &lt;b&gt; &amp; more @ben.b", Line("Review <b> & more", (), ("ben.b",))),
        ("@ben, @Zoë.Q; and @cleo: go!", Line("and go!", (), ("ben", "Zoë.Q", "cleo"))),
        ("in <#C1|metadata> now", Line("in now", (), (), ("C1",))),
        (
            "see <https://a.example/x|the page> or mail a@b.example",
            Line("see the page https://a.example/x or mail a@b.example"),
        ),
        ("<mailto:a@b.example|a@b.example>", Line("a@b.example")),
        ("<!channel> hello", Line("<!channel> hello")),
        ("Vote <!subteam^S0123|@metadata-team> now", Line("Vote @metadata-team now")),
        ("", Line("")),
    ],
)
def test_a_line_is_taken_apart(typed: str, line: Line) -> None:
    assert grammar.read(typed) == line


@given(st.text(max_size=300))
def test_no_line_crashes_the_reader(typed: str) -> None:
    assert grammar.read(clean(typed)).text == " ".join(grammar.read(clean(typed)).text.split())


def test_control_characters_and_lone_surrogates_are_taken_out_everywhere() -> None:
    assert clean({"a": ["x\x00y", "z\ud800"], "n": 1, "line": "a\nb\tc"}) == {
        "a": ["xy", "z"],
        "n": 1,
        "line": "a\nb\tc",
    }


def test_marks_that_would_turn_the_words_after_them_are_taken_out() -> None:
    assert clean("Review \u202enorms\u2066 of \u05d0\u200e") == "Review norms of \u05d0\u200e"


def test_form_values_by_block_id() -> None:
    state = {
        "values": {
            "name": {"group.name": {"type": "plain_text_input", "value": "Metadata"}},
            "kind": {
                "group.kind": {"type": "static_select", "selected_option": {"value": "council"}}
            },
            "none": {"group.x": {"type": "static_select", "selected_option": None}},
            "many": {
                "group.y": {
                    "type": "checkboxes",
                    "selected_options": [{"value": "1"}, {"value": "2"}],
                }
            },
            "who|2": {"group.z": {"type": "users_select", "selected_user": "U1"}},
            "all": {"group.u": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
        }
    }
    assert form_values(state) == {
        "name": "Metadata",
        "kind": "council",
        "none": None,
        "many": ["1", "2"],
        "who": "U1",
        "all": ["U1", "U2"],
    }

"""All visible text of blocks as plain lines."""

import pytest

from sandbox import rules
from sandbox.text import text_of
from tests.sandbox import samples
from tests.sandbox.samples import block, mrkdwn, plain


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("section", "*Words*\nField\nGo"),
        ("header", "Title"),
        ("context", "Note\nA chart"),
        ("actions", "Go"),
        ("divider", ""),
        ("rich_text", "words"),
        ("image", "Chart\nA chart"),
        ("input", "Name\nType\nShort"),
        ("alert", "Careful"),
        ("card", "Card\nSmall\nBody\nGo\nA chart"),
        ("table", "cell | cell"),
        ("data_table", "Visits\ncell | cell\ncell | 3"),
        ("data_visualization", "Visits\nVisits: Mon 3"),
        ("markdown", "# Title"),
        ("container", "Group\nSmall\nwords"),
        ("carousel", "Card"),
    ],
)
def test_the_text_of_each_block(kind: str, text: str) -> None:
    assert text_of({"text": "summary", "blocks": [block(kind)]}) == text


def test_every_block_has_a_text_of_its_own() -> None:
    for kind in rules.BLOCKS:
        assert isinstance(text_of({"blocks": [block(kind)]}), str)


def test_a_view_begins_with_its_title_and_buttons() -> None:
    view = {
        "type": "modal",
        **samples.VIEWS["modal"],
        "blocks": [{"type": "section", "text": mrkdwn("Words")}],
    }
    assert text_of(view) == "Title\nSend\nCancel\nWords"


def test_options_are_visible_and_nothing_has_no_text() -> None:
    menu = {
        "type": "static_select",
        "action_id": "a",
        "placeholder": plain("Choose"),
        "options": [samples.OPTION],
    }
    assert (
        text_of({"blocks": [{"type": "actions", "elements": [menu]}]}) == "Choose\nOne\nThe first"
    )
    assert text_of({"text": "summary", "blocks": []}) == "summary"
    assert text_of(None) == ""

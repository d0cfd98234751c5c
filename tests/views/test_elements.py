"""Buttons keep their lengths, and say which of several equal ones they are."""

import pytest

from views import elements


def test_equal_labels_are_told_apart_for_screen_readers() -> None:
    assert elements.button("Show", "group.show", 3, about="Metadata") == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Show", "emoji": False},
        "action_id": "group.show",
        "value": "3",
        "accessibility_label": "Show: Metadata",
    }


def test_labels_that_would_be_read_out_alike_are_numbered() -> None:
    long = "x" * 100
    rows = [
        elements.actions(
            elements.button("Done", "task.done", 1, about=long),
            elements.button("Show", "task.show", 1),
        ),
        elements.section("Two", elements.button("Done", "task.done", 2, about=long)),
        elements.actions(
            elements.button("Show", "task.show", 2),
            elements.button("Done", "task.done", 3, about="y"),
        ),
    ]
    shown = elements.message("Said", rows)["blocks"]
    found = [
        element
        for row in shown
        for element in (*row.get("elements", ()), row.get("accessory"))
        if element
    ]
    assert [button["accessibility_label"] for button in found] == [
        f"Done: {'x' * 64}… (1)",
        "Show (1)",
        f"Done: {'x' * 64}… (2)",
        "Show (2)",
        "Done: y",
    ]
    assert "accessibility_label" not in rows[2]["elements"][0]


@pytest.mark.parametrize(
    ("left", "step", "label"),
    [(2, 10, "Show 2 more"), (10, 10, "Show 10 more"), (11, 10, "Show 10 more of 11")],
)
def test_the_button_for_more_says_how_many_come(left: int, step: int, label: str) -> None:
    assert elements.more_label(left, step=step) == label

"""Word of who left Slack: what is left in each group, and the buttons that hand it on."""

from typing import Any

import pytest

from models.departures import Departure, LeftInGroup
from tests.views.things import MONDAY, group, person, task
from views import departures

ANN, BEN = person("Ann Abara"), person("Ben Brook")


def left(
    count: int = 0, *, name: str = "Metadata", was_chair: bool = False, has_chair: bool = True
) -> LeftInGroup:
    tasks = tuple(task(number, f"Task {number}") for number in range(1, count + 1))
    return LeftInGroup(group(name), tasks, was_chair=was_chair, has_chair=has_chair)


def shown(*groups: LeftInGroup) -> dict[str, Any]:
    return departures.departed(Departure(BEN, ANN, groups), today=MONDAY)


def labels(message: dict[str, Any]) -> list[str]:
    return [
        element["text"]["text"]
        for block in message["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


@pytest.mark.parametrize(
    ("in_group", "words"),
    [
        (left(1), "Metadata: 1 open task."),
        (left(2, was_chair=True), "Metadata: 2 open tasks, it still has a chair."),
        (left(was_chair=True, has_chair=False), "Metadata: it has no chair any more."),
        (left(1, has_chair=False), "Metadata: 1 open task, it has no chair."),
    ],
)
def test_it_says_what_is_left(in_group: LeftInGroup, words: str) -> None:
    assert shown(in_group)["text"] == f"Ben Brook has left Slack. {words}"


@pytest.mark.parametrize(
    ("in_group", "buttons"),
    [
        (left(1), ["Hand over", "Show the group"]),
        (left(was_chair=True), ["Show the group"]),
        (left(was_chair=True, has_chair=False), ["Choose a chair", "Show the group"]),
        (left(4), ["Hand over"] * 4 + ["Show the group"]),
        (left(5), ["Hand over"] * 4 + ["Show the group", "Show all its tasks"]),
    ],
)
def test_each_has_what_hands_it_on(in_group: LeftInGroup, buttons: list[str]) -> None:
    assert labels(shown(in_group)) == buttons


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (6, ""),
        (7, "And 1 more group: G6. `/wg show` with the name shows what each has."),
        (8, "And 2 more groups: G6, G7. `/wg show` with the name shows what each has."),
        (18, "G16, G17. `/wg show`"),
        (20, "G16, G17, 2 others. `/wg show`"),
    ],
)
def test_more_groups_than_fit_are_named(count: int, words: str) -> None:
    groups = [left(1, name=f"G{number}") for number in range(count)]
    message = shown(*groups)
    assert words in str(message)
    assert ("more group" in str(message)) is bool(words)


def test_who_never_had_an_account_has_not_left_slack() -> None:
    apart = person("Pia Pons")
    apart.slack_id = None
    message = departures.departed(Departure(apart, ANN, (left(1),)), today=MONDAY)
    assert message["text"].startswith("Pia Pons is not active any more. ")

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
    assert labels(shown(in_group)) == [*buttons, "Hand over all of it"]


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


@pytest.mark.parametrize(
    ("in_groups", "words"),
    [
        ([left(1)], "1 open task"),
        ([left(2), left(3, has_chair=False)], "5 open tasks"),
        ([left(was_chair=True, has_chair=False, name="A")], "A has no chair any more"),
        ([left(1, was_chair=True)], "1 open task, 1 group still with a chair"),
        (
            [left(was_chair=True, has_chair=False, name=name) for name in "AB"],
            "A and B have no chair any more",
        ),
        (
            [left(was_chair=True, has_chair=False, name=name) for name in "ABC"],
            "A, B and 1 other group have no chair any more",
        ),
    ],
)
def test_of_several_it_says_what_each_has_left(in_groups: list[LeftInGroup], words: str) -> None:
    both = [Departure(BEN, ANN, tuple(in_groups)), Departure(ANN, ANN, (left(1),))]
    message = departures.departed_together(both)
    assert message["text"] == f"2 people are gone. Ben Brook: {words}; Ann Abara: 1 open task."
    assert labels(message) == ["Show what is left"] * 2


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (40, ""),
        (41, "And P40. `/wg show`"),
        (52, "P50, P51. `/wg show`"),
        (53, "P51, 1 other person. `/wg show`"),
        (54, "P51, 2 other people. `/wg show`"),
    ],
)
def test_more_people_than_fit_are_named(count: int, words: str) -> None:
    rows = [Departure(person(f"P{number}"), ANN, (left(1),)) for number in range(count)]
    message = departures.departed_together(rows)
    assert words in str(message)
    assert ("`/wg show`" in str(message)) is bool(words)
    assert len(labels(message)) == min(count, 40)

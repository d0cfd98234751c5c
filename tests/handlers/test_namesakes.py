"""A name of several people: the line is asked about, and runs again with the one who was chosen."""

from typing import Any

import pytest

from models.database import unit_of_work
from tests.factories import Cast, group, person
from tests.handlers.doors import Door


def choices(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Each button of an answer, as it is pressed."""
    elements = [element for block in answer["blocks"] for element in block.get("elements", ())]
    return [(row["action_id"], row["value"]) for row in elements if "action_id" in row]


@pytest.mark.parametrize(
    ("line", "chosen"),
    [
        ("/wg add @ben to Metadata", "/wg add <@UBEN2> to Metadata"),
        ("/wg add @ben, @cleo in Metadata", "/wg add <@UBEN2>, @cleo in Metadata"),
        ("/wg add @benno @BEN: to Metadata", "/wg add @benno <@UBEN2>: to Metadata"),
    ],
)
def test_the_line_goes_on_with_whoever_was_chosen(people: Cast, line: str, chosen: str) -> None:
    with unit_of_work() as session:
        person(session, "Ben Zeller", slack_id="UBEN2")
        person(session, "Benno Xu", slack_id="UBENNO")
    door = Door(())
    first, second = choices(door.type(line))
    assert second[1] == chosen
    assert first[1] == chosen.replace("UBEN2", "UBEN")
    door.press(*second)
    assert "Added to *Metadata*:" in str(door.slack.shown[-1])
    assert "Ben Zeller" in str(door.slack.shown[-1])


def test_a_choice_is_checked_as_the_typed_line_was(people: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Zebrafish", chair=people.ann, channel_id="CZ", private=True)
    door = Door((), who="UCLEO")
    for line in ("/wg add <@UBEN> to Zebrafish", "/wg add <@UBEN> to Zebrafisk"):
        door.press("help.run", line)
    known, unknown = map(str, door.slack.shown)
    assert known.replace("Zebrafish", "") == unknown.replace("Zebrafisk", "")

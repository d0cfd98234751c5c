"""Stories in words: what each reader is shown of names, and the offer under an answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.stories import STORY_TEXTS, Story, StoryLine, StoryState
from models.subjects import Subject
from views import stories
from views.elements import message, section
from views.stories.prompt_buttons import MOST_BLOCKS

AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
ZONE = "America/New_York"


def line(*, state: StoryState = StoryState.SUBMITTED, **more: Any) -> StoryLine:
    story = {name: more.pop(name) for name in list(more) if name in Story.model_fields}
    facts: dict[str, Any] = {"id": 7, "title": "A seat kept", "author_id": 1, "created_at": AT}
    facts |= dict.fromkeys(STORY_TEXTS, "Words") | {"submitted_at": AT, "state": state}
    return StoryLine(Story(**facts | story), **more)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "A librarian"),
        ({"organization_id": 3}, "A librarian, a member library"),
        ({"organization_id": 3, "author": "Ben", "library": "Tunxis"}, "Ben, Tunxis"),
        ({"author": "Ben", "group": "Metadata"}, "Ben, of Metadata"),
        ({"directions": ("Shared", "Open")}, "A librarian, Shared; Open"),
    ],
)
def test_who_tells_it_reads_as_its_permissions_say(more: Any, words: str) -> None:
    author_words = stories.author_words(line(**more))
    assert "".join(mark for mark in author_words if mark not in "\u2068\u2069") == words


def actions_of(found: StoryLine) -> set[str]:
    shown = stories.card(found, zone=ZONE)
    return {
        element["action_id"]
        for block in shown["blocks"]
        for element in block.get("elements", ())
        if "action_id" in element
    }


def test_each_reader_has_the_buttons_that_are_hers() -> None:
    permitted: dict[str, Any] = {"quotable_at": AT, "sees_permissions": True}
    assert actions_of(line()) == set()
    assert actions_of(line(sees_permissions=True)) == set()
    own = {"story.edit", "story.discard"}
    assert actions_of(line(is_own=True, sees_permissions=True)) == own
    draft = line(is_own=True, state=StoryState.DRAFT)
    assert actions_of(draft) == own | {"story.submit"}
    assert actions_of(line(**permitted)) == {"story.revoke.quote"}
    assert actions_of(line(quotable_at=AT)) == set()


@pytest.mark.parametrize(("count", "is_offered"), [(MOST_BLOCKS - 1, True), (MOST_BLOCKS, False)])
def test_the_offer_stands_where_there_is_room(count: int, is_offered: bool) -> None:
    shown = message("Done.", [section("x")] * count)
    offered = stories.with_prompt(shown, Subject("task", 7))
    assert (len(offered["blocks"]) > count) is is_offered
    assert ("story" in offered["text"]) is is_offered

"""The form of a story."""

from collections.abc import Collection, Sequence

from models import Direction, Group, Organization
from models.payloads import Block, View
from models.stories import (
    STORY_TEXT_LENGTH,
    STORY_TITLE_LENGTH,
    StoryAudience,
    StoryDraft,
    StoryPermission,
)
from views import values
from views.elements import section
from views.inputs import (
    MOST_OPTIONS,
    field,
    modal,
    multi_select,
    named,
    option,
    select,
    text_input,
)
from views.stories import ids
from views.stories.cards import TEXT_LABELS

YES = "yes"
"""The box of a field that has one."""
TEXT_HINTS = {
    "who_was_helped": (
        "In general words, such as “an evening student”. No name, and nothing of anybody’s age,"
        " origin, gender or health."
    ),
    "evidence": "A number, a sentence that somebody wrote, or a link.",
}
AUDIENCES = {
    StoryAudience.MEMBERS: "Members of the consortium",
    StoryAudience.DIRECTORS: "Provosts and directors, too",
    StoryAudience.PUBLIC: "Everybody: the public, too",
}


def form(
    draft: StoryDraft,
    *,
    story_id: int | None = None,
    directions: Sequence[Direction],
    libraries: Sequence[Organization],
    groups: Sequence[Group],
    keeps_group: bool = False,
) -> View:
    """The form of a new story, or of one that is there. ``keeps_group`` says that its group is none
    of those that the reader may know of, and stays.
    """
    blocks = [
        section(
            "A short account of what changed for somebody. It is a draft that only you see, until"
            " you send it to the program manager."
        ),
        field(
            "title",
            "Title",
            text_input("story.title", initial=draft.title, limit=STORY_TITLE_LENGTH),
        ),
        *(_text(name, label, draft.texts.get(name, "")) for name, label in TEXT_LABELS.items()),
        *_directions(directions, draft.direction_ids),
        *_library(libraries, draft.organization_id),
        *([] if keeps_group else _group(groups, draft)),
        _audience(draft.audience),
        *_permissions(draft.permissions),
    ]
    title = "Change the story" if story_id else "Impact story"
    shown = " ".join(sorted(draft.permissions))
    private = values.private(story=story_id, permitted=shown) if story_id else ""
    return modal(ids.SEND, title, blocks, submit="Save", close="Cancel", private=private)


def _text(name: str, label: str, initial: str) -> Block:
    element = text_input(f"story.{name}", initial=initial, multiline=True, limit=STORY_TEXT_LENGTH)
    return field(name, label, element, hint=TEXT_HINTS.get(name, ""), optional=True)


def _directions(directions: Sequence[Direction], chosen: Collection[int]) -> list[Block]:
    if not directions:
        return []
    menu = multi_select(
        "story.directions",
        named(directions[:MOST_OPTIONS]),
        initial=[str(number) for number in chosen],
    )
    return [field("directions", "Strategic directions that it serves", menu, optional=True)]


def _library(libraries: Sequence[Organization], chosen: int | None) -> list[Block]:
    if not libraries:
        return []
    menu = select("story.library", named(libraries), initial=str(chosen or ""))
    return [field("library", "Library of which it tells", menu, optional=True)]


def _group(groups: Sequence[Group], draft: StoryDraft) -> list[Block]:
    if not groups:
        return []
    menu = select("story.group", named(groups[:MOST_OPTIONS]), initial=str(draft.group_id or ""))
    blocks = [field("group", "Group whose work it tells of", menu, optional=True)]
    if any(group.is_private for group in groups):
        blocks.append(
            _box(
                "hides_group",
                "A story of a private group",
                "It may be shown outside, without the group’s name",
                is_ticked=draft.hides_group,
                hint="Else only the group’s members and the program manager see it.",
            )
        )
    return blocks


def _audience(chosen: StoryAudience) -> Block:
    choices = [option(label, audience) for audience, label in AUDIENCES.items()]
    menu = select("story.audience", choices, initial=chosen, type_="radio_buttons")
    return field("audience", "For whom it may be", menu)


def _permissions(given: Collection[StoryPermission]) -> list[Block]:
    return [
        _box(
            "quote",
            "Permission to quote",
            "Its words may be shown",
            is_ticked=StoryPermission.QUOTE in given,
            hint=(
                "Whoever was helped agrees, as far as anybody could recognize her. Without it only"
                " you and the program manager see the story. You can revoke it at any time."
            ),
        ),
        _box(
            "name",
            "Permission to name",
            "My name and the library may be shown with it",
            is_ticked=StoryPermission.NAME in given,
            hint="Without it others read “A librarian, a member library”.",
        ),
    ]


def _box(name: str, label: str, words: str, *, is_ticked: bool, hint: str) -> Block:
    box = multi_select(
        f"story.{name}",
        [option(words, YES)],
        initial=[YES] if is_ticked else [],
        type_="checkboxes",
    )
    return field(name, label, box, hint=hint, optional=True)

"""One story, as its reader may see it, and what is said when it changes."""

from datetime import datetime

from models.payloads import Block, Element, Message
from models.stories import Story, StoryAudience, StoryLine, StoryState
from views.decisions.own_words import NEXT_LINE, own_words
from views.elements import actions, button, confirm, context, header, message, section
from views.stories import ids
from views.texts import esc, isolate, joined, short
from views.times import day_in

AUDIENCE_WORDS = {
    StoryAudience.MEMBERS: "members of the consortium",
    StoryAudience.DIRECTORS: "members, provosts and directors",
    StoryAudience.PUBLIC: "everybody, the public included",
}
TEXT_LABELS = {
    "who_was_helped": "Who was helped",
    "problem": "The problem",
    "what_was_done": "What was done",
    "what_changed": "What changed",
    "evidence": "Evidence",
}
_STORY_NAME_ROOM = 150


def card(line: StoryLine, *, zone: str, news: str = "") -> Message:
    """All of a story. ``news`` says what was just done."""
    story = line.story
    parts = parts_of_story(story)
    facts = [author_words(line), *standing_in_words(line, zone)]
    buttons = _buttons(line)
    blocks: list[Block] = [
        *([section(esc(news))] if news else []),
        header(story.title),
        context(*(esc(fact) for fact in facts)),
        *(block for label, text in parts for block in (section(f"*{label}*"), own_words(text))),
        *([actions(*buttons)] if buttons else []),
    ]
    texts = [
        esc(news),
        esc(story.title),
        *(esc(fact) for fact in facts),
        *(f"{label}: {esc(text)}" for label, text in parts),
    ]
    return message(joined(texts, NEXT_LINE), blocks)


def saved(story: Story, *, is_new: bool) -> Message:
    """To its author, without a word of it: this answer is kept."""
    words = {
        (True, StoryState.DRAFT): "The story is a draft. Only you see it.",
        (False, StoryState.DRAFT): "Saved. The story is still a draft, which only you see.",
    }.get((is_new, story.state), "Saved. The program manager sees the story as it is now.")
    buttons = [button("Open", ids.SHOW, story.id), button("Change", ids.EDIT, story.id)]
    return message(words, [section(words), actions(*buttons, *_submit(story))])


def discarded() -> Message:
    """To its author."""
    return message("The story is discarded. No word of it is kept.")


def parts_of_story(story: Story) -> list[tuple[str, str]]:
    """Its texts, each with its label, in plain text; the page shows it, too."""
    texts = ((label, getattr(story, name)) for name, label in TEXT_LABELS.items())
    return [(label, isolate(text)) for label, text in texts if text]


def author_words(line: StoryLine) -> str:
    """Who tells it, of which library, for which group and directions, in plain text."""
    named_author = isolate(short(line.author, 80)) if line.author else "A librarian"
    if line.library:
        library = isolate(short(line.library, _STORY_NAME_ROOM))
    else:
        library = "" if line.story.organization_id is None or line.author else "a member library"
    group = f"of {isolate(short(line.group, _STORY_NAME_ROOM))}" if line.group else ""
    directions = joined((isolate(short(name, 80)) for name in line.directions), "; ")
    return joined([named_author, library, group, directions], ", ")


def standing_in_words(line: StoryLine, zone: str) -> list[str]:
    """How far it is and for whom it may be; with the permissions for whoever may see them."""
    story = line.story
    day = day_in(zone, story.submitted_at or story.created_at)
    state = f"Draft, begun {day}" if story.state is StoryState.DRAFT else f"Sent in {day}"
    facts = [f"{state}. It may be for {AUDIENCE_WORDS[story.audience]}."]
    if not line.sees_permissions:
        return facts
    quote = _permission("quote", line.quotable_by, story.quotable_at, zone)
    name = _permission("name", line.nameable_by, story.nameable_at, zone)
    facts.append(f"{quote} {name}")
    if story.state is StoryState.SUBMITTED and story.quotable_at is None:
        facts.append(
            "Without the permission to quote only its author and the program manager see it."
        )
    return facts


def _permission(verb: str, giver: str, given_at: datetime | None, zone: str) -> str:
    if given_at is None:
        return f"No permission to {verb}."
    return f"Permission to {verb}: {isolate(short(giver, 80))}, {day_in(zone, given_at)}."


def _buttons(line: StoryLine) -> list[Element]:
    story = line.story
    about = story.title
    own = (
        [button("Change", ids.EDIT, story.id, about=about), *_submit(story)] if line.is_own else []
    )
    revoking = [
        button(label, action, story.id, about=about, confirm=_sure(label))
        for label, action, given_at in (
            ("Revoke quoting", ids.REVOKE_QUOTE, story.quotable_at),
            ("Revoke naming", ids.REVOKE_NAME, story.nameable_at),
        )
        if line.sees_permissions and given_at is not None
    ]
    discard = confirm("Discard it?", "No word of the story is kept.", "Discard")
    ending = [button("Discard", ids.DISCARD, story.id, about=about, confirm=discard)]
    return [*own, *revoking, *(ending if line.is_own else [])]


def _sure(label: str) -> Element:
    text = "It holds at once, wherever the story is shown or exported. Only its author can give it"
    return confirm(f"{label}?", f"{text} again.", "Revoke")


def _submit(story: Story) -> list[Element]:
    if story.state is not StoryState.DRAFT:
        return []
    return [button("Send to the program manager", ids.SUBMIT, story.id, style="primary")]

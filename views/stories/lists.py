"""The stories that fit a search, as a list."""

from models.payloads import Block, Message
from models.stories import StoryLine, StoryPage, StoryState
from views.decisions import query_in_words
from views.decisions.own_words import NEXT_LINE, own_words
from views.elements import PAGE, actions, button, header, message, more_button
from views.stories import ids
from views.stories.cards import author_words
from views.texts import esc, isolate, joined, plural, short
from views.times import day_in
from views.values import StoryListAt, StoryStart

_CHANGE_ROOM = 300


def listed(page: StoryPage, at: StoryListAt, *, zone: str) -> Message:
    """The stories that fit, the newest first, ten at a time."""
    write = actions(button("Write a story", ids.WRITE, StoryStart().text))
    if not page.lines:
        text = f"No story that you may see fits. {query_in_words(page.query)}"
        return message(esc(text), [own_words(text), write])
    head = f"{plural(page.count, 'story', 'stories')}. {query_in_words(page.query)}"
    blocks: list[Block] = [header("Impact stories"), own_words(head)]
    for line in page.lines:
        show = button("Open", ids.SHOW, line.story.id, about=line.story.title)
        blocks.append(own_words(_in_words(line, zone, NEXT_LINE)) | {"accessory": show})
    if page.left:
        more = StoryListAt(page.offset // PAGE + 1, at.words)
        blocks.append(more_button(ids.PAGE_OF, more.text, left=page.left))
    lines = "; ".join(esc(_in_words(line, zone, ", ")) for line in page.lines)
    return message(f"{esc(head)} {lines}", [*blocks, write])


def _in_words(line: StoryLine, zone: str, between: str) -> str:
    story = line.story
    day = day_in(zone, story.submitted_at or story.created_at)
    if story.state is StoryState.DRAFT:
        state = "your draft"
    else:
        state = "may not be quoted" if story.quotable_at is None else ""
    facts = joined([day, state, short(author_words(line), 300)], ", ")
    change = isolate(short(story.what_changed, _CHANGE_ROOM))
    return joined([isolate(story.title), change, facts], between)

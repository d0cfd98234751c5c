"""The offer to write a story, under an answer that somebody gets anyway."""

from models.payloads import Message
from models.subjects import Subject
from views.elements import actions, button, message
from views.stories import ids
from views.texts import joined
from views.values import StoryStart

MOST_BLOCKS = 49
"""With one more Slack takes no message."""
_IS_THERE_A_STORY = (
    "Is there a story? “Is there a story?” opens a short form about what changed by it."
)


def with_prompt(shown: Message, about: Subject) -> Message:
    """The message with the button under it, where it has room."""
    if len(shown["blocks"]) >= MOST_BLOCKS:
        return shown
    ask = button("Is there a story?", ids.WRITE, StoryStart(about).text)
    return message(
        joined([shown["text"], _IS_THERE_A_STORY], "\n"), [*shown["blocks"], actions(ask)]
    )

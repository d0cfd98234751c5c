"""Impact stories: the form, one story, the list, and the offer to write one."""

from views.stories.cards import (
    AUDIENCE_WORDS,
    TEXT_LABELS,
    author_words,
    card,
    discarded,
    parts_of_story,
    saved,
    standing_in_words,
)
from views.stories.forms import AUDIENCES, TEXT_HINTS, YES, form
from views.stories.ids import (
    DISCARD,
    EDIT,
    LISTED,
    PAGE_OF,
    REVOKE_NAME,
    REVOKE_QUOTE,
    SEND,
    SHOW,
    SUBMIT,
    WRITE,
)
from views.stories.lists import listed
from views.stories.prompt_buttons import with_prompt

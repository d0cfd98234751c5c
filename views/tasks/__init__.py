"""What is said about tasks."""

from views.tasks.cards import (
    added,
    added_several,
    assigned,
    came_back,
    card,
    due_changed,
    due_words,
    ended_line,
    finished,
    in_words,
    not_found,
    reassigned,
    reopened,
    several,
    whose,
)
from views.tasks.forms import change_due, holder_choices, member_choices, new, reassign
from views.tasks.ids import (
    CHANGE_DUE,
    CREATE,
    DONE,
    DUE_SEND,
    FROM_MESSAGE,
    NEW,
    PAGE_OF,
    REASSIGN,
    REASSIGN_SEND,
    REOPEN,
    SHOW,
    TAKE,
)
from views.tasks.lists import listed

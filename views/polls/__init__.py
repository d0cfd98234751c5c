"""What people see of availability polls."""

from views.polls.forms import (
    LABELS,
    NUDGE_CHOICES,
    REST_FIELD,
    PollForm,
    answer,
    cancel,
    confirm,
    edit,
    new,
    pick,
    who,
)
from views.polls.ids import (
    ANSWER,
    ANSWER_SEND,
    CANCEL,
    CANCEL_SEND,
    CHANGE,
    EDIT,
    EDIT_SEND,
    LISTED,
    NEW,
    NEW_SEND,
    OPEN,
    OPEN_SEND,
    PICK,
    PICK_SEND,
    SHOW,
    WHO,
)
from views.polls.lists import (
    echoed,
    listed,
    open_polls,
    opened,
    recorded,
    shown,
    single,
    waiting_line,
)

"""What is said about groups."""

from views.groups.charge_pages import charge_page, outcome
from views.groups.forms import (
    NO_DIGEST,
    activate,
    add,
    digest,
    discharge,
    edit,
    member_choices,
    new,
    remove,
    which,
)
from views.groups.ids import (
    ADD,
    ADD_SEND,
    CHARGE,
    CREATE,
    DIGEST,
    DIGEST_NOW,
    DIGEST_SEND,
    DISCHARGE,
    DISCHARGE_SEND,
    EDIT,
    EDIT_SEND,
    INVITE,
    JOIN,
    LEAVE,
    NEW,
    PAGE_OF,
    REMOVE,
    REMOVE_SEND,
    SHOW,
    WHICH,
)
from views.groups.lists import DISCHARGED, as_what, listed, shown, what_i_am
from views.groups.news import (
    MOST_INVITED,
    added,
    changed,
    digest_changed,
    discharged_news,
    freed,
    introduced,
    invited,
    left,
    removed,
    started,
    unreachable,
    was_discharged,
    welcome,
)

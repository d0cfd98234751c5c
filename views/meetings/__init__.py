"""What is said about meetings."""

from views.meetings.cards import answer_buttons, card, length
from views.meetings.forms import cancel, checklist, confirm, confirm_move, edit, move, new
from views.meetings.ids import (
    CAME,
    CAME_FIELD,
    CANCEL,
    CANCEL_SEND,
    CARD,
    CHANGE,
    CHECKLIST,
    CHECKLIST_SEND,
    EDIT,
    EDIT_SEND,
    FOLLOWING,
    MOVE,
    MOVE_CHANGE,
    MOVE_NOW,
    MOVE_NOW_SEND,
    MOVE_SEND,
    NEW,
    NEW_SEND,
    PAGE_OF,
    PAST_PAGE,
    RSVP_MAYBE,
    RSVP_NO,
    RSVP_YES,
    SCHEDULE,
    SCHEDULE_SEND,
    SHOW,
    THIS_ONE,
    VISITORS_FIELD,
)
from views.meetings.lists import listed, shown
from views.meetings.news import (
    answered,
    cancelled,
    cancelled_for_asker,
    cancelled_for_each,
    claimed,
    echoed,
    edited,
    move_echoed,
    moved,
    moved_for_asker,
    moved_for_each,
    nothing_ahead,
    nothing_held,
    recorded,
    scheduled,
)
from views.meetings.past import past

"""What is said about seats, and about who sits in them."""

from views.seats.endings_ahead import term_ends
from views.seats.forms import (
    add,
    appoint,
    call_off,
    change,
    close,
    end_term,
    extend,
    set_leave,
)
from views.seats.ids import (
    ADD,
    ADD_SEND,
    APPOINT,
    APPOINT_SEND,
    CALL_OFF,
    CALL_OFF_SEND,
    CHANGE,
    CHANGE_SEND,
    CLOSE,
    CLOSE_SEND,
    END,
    END_SEND,
    EXTEND,
    EXTEND_SEND,
    LEAVE,
    LEAVE_SEND,
    LISTED,
    PAGE_OF,
    RETURN,
    SHOW,
    VACANCIES_PAGE,
)
from views.seats.lists import chairs_from, listed, roster, shown, vacancies
from views.seats.news import (
    added,
    appointed,
    back_from_leave,
    called_off,
    changed,
    closed,
    ended,
    extended,
    leave_ended,
    leave_set,
    put_on_leave,
    with_unreached,
    you_act,
)

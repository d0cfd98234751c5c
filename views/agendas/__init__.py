"""What is said about agendas."""

from views.agendas.forms import change, item_choices, new, order, owner_choices
from views.agendas.ids import (
    ADD,
    ADD_SEND,
    CHANGE,
    CHANGE_SEND,
    CLOSE,
    CONSENT,
    FROM_MESSAGE,
    KEEP,
    MERGE,
    ORDER,
    ORDER_SEND,
    PAGE_OF,
    PULL,
    PUT_BACK,
    PUT_OFF,
    SHOW,
    UNMERGE,
    WITHDRAW,
)
from views.agendas.item_words import carried
from views.agendas.lists import AgendaRights, agenda_button, posted, shown
from views.agendas.news import added, changed, ordered, pulled, unmerged

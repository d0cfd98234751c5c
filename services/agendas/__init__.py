"""Agendas: what waits for a group's next meetings, in which order, and what is carried on."""

from services.agendas.carrying import CARRIED_AFTER, carry_over, to_carry
from services.agendas.changes import (
    FIELDS,
    add,
    check_open,
    checked,
    close,
    edit,
    merge,
    order,
    pull,
    put_back,
    put_off,
    recorded,
    release,
    withdraw,
)
from services.agendas.lists import (
    agenda_ahead,
    agenda_of,
    dealt_with_in,
    entries,
    entry_of,
    items,
    last_changes,
    meeting_with,
    next_meeting,
    open_actions,
    open_items,
    queued,
    titles,
    totals_columns,
)
from services.agendas.reading import TypedItem, read, read_minutes, read_order
from services.agendas.unmerging import unmerge

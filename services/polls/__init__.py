"""Availability polls: when a group can meet, by the answers of its members."""

from services.polls.changes import (
    MOST_REQUIRED,
    cancel,
    change,
    check_plan,
    close_due,
    due_to_close,
    due_to_end,
    end_with_group,
    is_weekly,
    left_by_groups,
    open_poll,
    pick,
    slot_at,
    slots_of,
    takes_answers,
)
from services.polls.lists import is_waiting_for, listed, of_group
from services.polls.picking import RHYTHMS, cannot_come, carry_over, meeting_plan, planned
from services.polls.poll_answers import SLOT_FIELD, answer, own_answers
from services.polls.poll_plans import (
    as_lines,
    nudges_ahead,
    of_typed,
    proposal,
    read_slots,
    usually_required,
)
from services.polls.poll_results import (
    card,
    lines,
    not_answered,
    ranks,
    refuses_all,
    result,
    shown_slots,
)
from services.polls.typed_polls import (
    EXAMPLES,
    SlotWish,
    TypedPoll,
    read_line,
    read_span,
    read_wish,
)

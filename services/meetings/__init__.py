"""Meetings: planning them, answering, moving, cancelling, and who came."""

from services.meetings.answers import record_rsvp
from services.meetings.attendance import checklist, record_attendance, record_own
from services.meetings.changes import cancel, check_changeable, move
from services.meetings.lists import (
    answers_of,
    card_key,
    ends_at,
    held,
    latest_held,
    next_ahead,
    revision,
    subject,
    summaries,
    summary,
    to_announce,
    to_turn,
    upcoming,
)
from services.meetings.plans import (
    Plan,
    as_typed,
    check,
    plan_of,
    read_form,
    read_line,
    read_move,
)
from services.meetings.schedules import extend_series, schedule

__all__ = [
    "Plan",
    "answers_of",
    "as_typed",
    "cancel",
    "card_key",
    "check",
    "check_changeable",
    "checklist",
    "ends_at",
    "extend_series",
    "held",
    "latest_held",
    "move",
    "next_ahead",
    "plan_of",
    "read_form",
    "read_line",
    "read_move",
    "record_attendance",
    "record_own",
    "record_rsvp",
    "revision",
    "schedule",
    "subject",
    "summaries",
    "summary",
    "to_announce",
    "to_turn",
    "upcoming",
]

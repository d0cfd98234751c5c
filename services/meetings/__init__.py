"""Meetings: planning them, answering, moving, cancelling, and who came."""

from services.meetings.attendance import checklist, record_attendance, record_own_attendance
from services.meetings.audience import reminders_sent
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
    takes_answers,
    to_announce,
    upcoming,
    with_outdated_card,
)
from services.meetings.past import past
from services.meetings.plans import (
    MeetingPlan,
    as_typed,
    check,
    plan_of,
    read_form,
    reading_of,
)
from services.meetings.rsvps import record_rsvp
from services.meetings.schedules import extend_series, schedule
from services.meetings.typed import TypedMeeting, read_line, read_move, split_move

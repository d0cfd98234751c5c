"""Meetings: planning them, answering, moving, cancelling, and who came."""

from services.meetings.attendance import (
    checklist,
    record_attendance,
    record_own_attendance,
    recorded_as_present,
)
from services.meetings.audience import reminders_sent
from services.meetings.cards import (
    card_key,
    redraw,
    revision,
    to_announce,
    with_asking_card,
    with_outdated_card,
)
from services.meetings.changes import cancel, cancel_several, check_changeable, move
from services.meetings.edits import edit
from services.meetings.holidays_apart import on_holidays, split_holidays, without_holidays
from services.meetings.lists import held, latest_held, lines, next_ahead, upcoming
from services.meetings.past import past
from services.meetings.plans import (
    MeetingPlan,
    as_typed,
    check,
    plan_of,
    read_form,
)
from services.meetings.readings import DaysOff, reading_of
from services.meetings.rsvps import is_invited, record_rsvp, record_rsvp_for
from services.meetings.runners import hand_over, meetings_of, runner_id, runner_of, series_of
from services.meetings.schedules import extend_series, schedule
from services.meetings.sent_alternates import send_alternate, sendable
from services.meetings.summaries import summaries, summary
from services.meetings.typed import TypedMeeting, read_line, read_move, split_move

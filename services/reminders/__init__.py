"""Reminders: each kind is a question, asked of the tables again and again, about who is due one
right now.

Nothing is planned ahead, so a meeting that was moved or a task that was done needs no clean-up: at
the next asking its reminder is simply not due. What a person's quiet hours, days off, holidays or
pause hold back is said at the next moment that they allow, if it is still wanted then.
"""

from models.messages import (
    COMMITTED,
    DID_IT_WORK,
    DRAFT_LIES,
    DUE,
    EMPTY_AGENDA,
    LONG,
    NUDGE,
    PARTNERS,
    POLL_UNANSWERED,
    RECORD,
    REMIND,
    UNANSWERED,
)
from services.reminders.calls import calls_unanswered
from services.reminders.commitments import commitments_ending
from services.reminders.decisions_to_review import decisions_to_review
from services.reminders.due import LATE_AFTER, MORNING, Due, DueQuery, ReminderKind
from services.reminders.empty_agendas import agendas_empty
from services.reminders.findings import (
    Findings,
    check_held_back,
    check_next,
    findings,
    hold_back,
    known,
    recheck_of,
    withdraw,
)
from services.reminders.lying_drafts import drafts_lying
from services.reminders.meetings import (
    answers_missing,
    meetings_ahead,
    reaches_usual_hours,
    withdraw_answered,
)
from services.reminders.personal import (
    PersonalDigest,
    by_person,
    file_arrivals,
    late_from,
    new_digests,
    note_items,
    pending,
    rewrite_digest,
    to_rewrite,
    unsent,
)
from services.reminders.polls import polls_unanswered
from services.reminders.records import lists_missing
from services.reminders.scanning import (
    changed_people,
    check,
    due_subjects,
    lock,
    next_checks,
    note_people,
    scan_anew,
    subjects_of,
)
from services.reminders.sent import (
    ReminderSent,
    TasksSent,
    redraw_tasks,
    sent_about,
    tasks_sent,
    with_messages,
)
from services.reminders.tasks import long_overdue, put_off_to, task_days, tasks_due
from services.reminders.without_slack import partners_to_tell

KINDS = (
    ReminderKind(REMIND, meetings_ahead),
    ReminderKind(NUDGE, answers_missing),
    ReminderKind(DUE, tasks_due),
    ReminderKind(LONG, long_overdue),
    ReminderKind(RECORD, lists_missing),
    ReminderKind(DRAFT_LIES, drafts_lying),
    ReminderKind(PARTNERS, partners_to_tell),
    ReminderKind(EMPTY_AGENDA, agendas_empty),
    ReminderKind(UNANSWERED, calls_unanswered),
    ReminderKind(POLL_UNANSWERED, polls_unanswered),
    ReminderKind(COMMITTED, commitments_ending),
    ReminderKind(DID_IT_WORK, decisions_to_review),
)

recheck = recheck_of(KINDS)
"""Whether a message is wanted, as far as it is a reminder: for ``outbox.claim``."""

"""Whether a reminder that is about to be sent is wanted: a second ago its meeting may have been
cancelled.

The beat that plans withdraws it, too, but only within half a minute; and verbs that withdraw at
once do not see what is being planned in the same moment.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import DigestedReminder, OutboxMessage
from models.messages import MINE, TASKS, Key, kind_of, readable
from services.outbox import Drop, Send, Verdict, Wait
from services.reminders.due import Due, ReminderKind
from services.reminders.scanning import subjects_of

UNTIL_REWRITTEN = timedelta(seconds=10)
"""The next beat rewrites a personal digest or a list in which something is not wanted any more."""


def verdict(
    session: Session, message: OutboxMessage, now: datetime, kinds: Sequence[ReminderKind]
) -> Verdict:
    """Whether ``message`` is wanted, as far as it is a reminder: for ``outbox.claim``."""
    kind = kind_of(message.key)
    if kind in (MINE, TASKS):
        return _of_digest(session, message, now, kinds)
    for reminder_kind in kinds:
        if reminder_kind.message is kind:
            key = Key.parse(message.key)
            return _of_single(reminder_kind.due(session, now, subjects_of([key])), key, now)
    return Send()


def _of_single(found: Sequence[Due], key: Key, now: datetime) -> Verdict:
    same = next((due for due in found if due.key == key and not due.is_passed(now)), None)
    if same is None:
        return Drop("no longer due")
    return Wait(same.at) if same.at > now else Send()


def _of_digest(
    session: Session, message: OutboxMessage, now: datetime, kinds: Sequence[ReminderKind]
) -> Verdict:
    listed = select(DigestedReminder.key).where(col(DigestedReminder.digest_key) == message.key)
    known = [kind.message for kind in kinds]
    keys = {key for key in readable(session.exec(listed)) if key.kind in known}
    found = [due for kind in kinds for due in kind.due(session, now, subjects_of(keys))]
    wanted = {due.key for due in found if due.is_due(now)}
    return Send() if keys <= wanted else Wait(now + UNTIL_REWRITTEN)

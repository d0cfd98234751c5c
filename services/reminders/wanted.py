"""Whether a reminder that is about to be sent is wanted: a second ago its meeting may have been
cancelled.

The beat that plans withdraws it, too, but only within half a minute; and verbs that withdraw at
once do not see what is being planned in the same moment.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import OutboxMessage, ToldReminder
from services.reminders.due import Due, Kind
from services.reminders.looking import spoken_of
from services.reminders.personal import KIND as DIGEST

UNTIL_DRAWN_ANEW = timedelta(seconds=10)
"""The next beat draws a personal digest anew in which something is not wanted any more."""


def thoughts(
    session: Session, message: OutboxMessage, now: datetime, kinds: Sequence[Kind]
) -> str | datetime:
    """Why ``message`` is not wanted any more, until when it is to wait, or nothing:
    for ``outbox.claim``.
    """
    noun = message.key.partition("|")[0]
    if noun == DIGEST:
        return _of_digest(session, message, now, kinds)
    for kind in kinds:
        if kind.key == noun and kind.looks_ahead:
            return _of_one(kind.due(session, now, spoken_of([message.key])), message.key, now)
    return ""


def _of_one(found: Sequence[Due], key: str, now: datetime) -> str | datetime:
    same = next((one for one in found if one.key == key and not one.is_passed(now)), None)
    if same is None:
        return "no longer due"
    return same.at if same.at > now else ""


def _of_digest(
    session: Session, message: OutboxMessage, now: datetime, kinds: Sequence[Kind]
) -> str | datetime:
    told = session.exec(
        select(ToldReminder.key).where(col(ToldReminder.digest_key) == message.key)
    ).all()
    only, ahead = spoken_of(told), [kind for kind in kinds if kind.looks_ahead]
    wanted = {one.key for kind in ahead for one in kind.due(session, now, only) if one.is_due(now)}
    mine = {key for key in told if any(key.startswith(f"{kind.key}|") for kind in ahead)}
    return "" if mine <= wanted else now + UNTIL_DRAWN_ANEW

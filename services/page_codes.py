"""Codes to a mailbox: what a forwarded link must not do asks for the one that was sent last."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import OutboxMessage, PageCode, Person
from models.messages import CODE
from models.subjects import Subject
from services import outbox
from services.errors import Invalid, Refusal

CODE_VALID = timedelta(minutes=15)
CODE_DIGITS = 8
MOST_TRIES = 5
"""How many wrong codes are taken before a new one is needed."""
PAUSE_BETWEEN_CODES = timedelta(minutes=1)
"""How long nobody is sent another one."""
MOST_CODES = ((5, timedelta(hours=1)), (10, timedelta(days=1)))
"""How many are sent to somebody within how long, at most."""


def new_code(session: Session, person: Person, *, now: datetime) -> str:
    """A code for ``person``, in place of the one before. It cannot be read again later.

    Raises ``Refusal`` where one was sent a moment ago, or as many as there are in a while. What
    counts are the messages with codes that were promised to her.
    """
    _lock(session, person)
    _check_not_too_many(session, person, now)
    row = session.get(PageCode, person.id)
    if row is not None and now < row.expires_at - CODE_VALID + PAUSE_BETWEEN_CODES:
        raise Refusal("A code is on its way already. Wait a minute, then ask for another one.")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row = row or PageCode(person_id=person.id, code_hash="", expires_at=now)
    row.code_hash, row.expires_at, row.tries = _code_hash(person, code), now + CODE_VALID, 0
    session.add(row)
    return code


def is_right(session: Session, person: Person, typed: str, *, now: datetime) -> bool:
    """Whether ``typed`` is the code that was sent, which then is used up; a wrong one is counted.

    A wrong one must be committed, too, or nothing would count them.
    """
    _lock(session, person)
    row = session.get(PageCode, person.id)
    if row is None or now >= row.expires_at or row.tries >= MOST_TRIES:
        return False
    digits = "".join(typed.split())
    if not hmac.compare_digest(row.code_hash, _code_hash(person, digits)):
        row.tries += 1
        session.add(row)
        return False
    # It stays, used up, so that the next one is not sent at once.
    row.tries = MOST_TRIES
    session.add(row)
    return True


def wrong_code() -> Invalid:
    """What is said of a code that is wrong, too old, or was used."""
    return Invalid(
        "That code does not fit, or is too old. Type it again, or have another one sent.",
        field="code",
    )


def _check_not_too_many(session: Session, person: Person, now: datetime) -> None:
    """Raise ``Refusal`` that says when she may ask again, where she had as many as there are."""
    sent = session.exec(
        select(OutboxMessage.created_at)
        .where(outbox.keyed(CODE, recipient=Subject.of(person)))
        .order_by(col(OutboxMessage.created_at).desc())
        .limit(max(most for most, _ in MOST_CODES))
    ).all()
    ends = [sent[most - 1] + span for most, span in MOST_CODES if len(sent) >= most]
    next_at = max(ends, default=now)
    if next_at > now:
        raise Refusal(
            "You have had as many codes as are sent for now: at most five an hour and ten a day."
            f" You can ask for another one in {_length(next_at - now)}."
        )


def _length(wait: timedelta) -> str:
    """Such as ``1 minute`` or ``14 hours``, rounded up."""
    minutes = -(-wait // timedelta(minutes=1))
    count, unit = (minutes, "minute") if minutes < 60 else (-(-minutes // 60), "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _lock(session: Session, person: Person) -> None:
    session.exec(select(Person.id).where(Person.id == person.id).with_for_update()).first()


def _code_hash(person: Person, code: str) -> str:
    return hashlib.sha256(f"{person.id}:{code}".encode()).hexdigest()

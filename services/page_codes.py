"""Codes to a mailbox: what a forwarded link must not do asks for the one that was sent last."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, select

from models import PageCode, Person
from services.errors import Invalid, Refusal

CODE_VALID = timedelta(minutes=15)
CODE_DIGITS = 8
MOST_TRIES = 5
"""How many wrong codes are taken before a new one is needed."""
PAUSE_BETWEEN_CODES = timedelta(minutes=1)
"""How long nobody is sent another one."""


def new_code(session: Session, person: Person, *, now: datetime) -> str:
    """A code for ``person``, in place of the one before. It cannot be read again later.

    Raises ``Refusal`` where one was sent a moment ago.
    """
    _lock(session, person)
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
        "That code does not fit, or is too old. Have another one sent, and type that.", field="code"
    )


def _lock(session: Session, person: Person) -> None:
    session.exec(select(Person.id).where(Person.id == person.id).with_for_update()).first()


def _code_hash(person: Person, code: str) -> str:
    return hashlib.sha256(f"{person.id}:{code}".encode()).hexdigest()

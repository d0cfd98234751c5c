"""The first program manager: whoever shows, in Slack, a code that only the operator could read."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import ClaimCode, Person, RoleKind
from models.subjects import Subject
from services import access, history, terms
from services.errors import Conflict, Invalid

VALID = timedelta(days=1)
"""How long a code may be used."""
LENGTH = 12
PART = 4
"""Letters between two dashes."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that look alike."""
NO_SUCH_CODE = (
    "That is no code of this installation, or it is older than a day. “python -m bot doctor” on its"
    " machine tells a new one."
)


def is_unclaimed(session: Session, now: datetime) -> bool:
    """Whether nobody runs the consortium who can act: an import may name somebody by an address
    that no Slack account has.
    """
    managers = select(Person.id).where(
        access.program_managers(now), col(Person.slack_id).is_not(None)
    )
    return session.exec(managers.limit(1)).first() is None


def issue(session: Session, *, now: datetime) -> str | None:
    """A new code, beside those that still hold; None where there is a program manager."""
    if not is_unclaimed(session, now):
        return None
    session.execute(sa.delete(ClaimCode).where(col(ClaimCode.expires_at) <= now))
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(ClaimCode(code_hash=_hash(letters), expires_at=now + VALID))
    return "-".join(letters[start : start + PART] for start in range(0, LENGTH, PART))


def claim(session: Session, typed: str, *, by: Person, now: datetime) -> None:
    """Make ``by`` the program manager, and every code void.

    Raises ``Conflict`` where there is one already, and ``Invalid`` for a code that does not hold.
    """
    # All codes at once: of two people at the same moment, the second finds none.
    taken = sa.delete(ClaimCode).returning(col(ClaimCode.code_hash), col(ClaimCode.expires_at))
    held = {row.code_hash: row.expires_at for row in session.execute(taken)}
    if not is_unclaimed(session, now):
        raise Conflict(
            "There is a program manager already, who can import another one. `/convene help` shows"
            " what you can do."
        )
    until = held.get(_hash(typed))
    if until is None or until <= now:
        raise Invalid(NO_SUCH_CODE)
    terms.appoint(session, by.id, RoleKind.PROGRAM_MANAGER, now=now)
    after = {"role": RoleKind.PROGRAM_MANAGER}
    history.record(session, "role.claimed", Subject.of(by), by=by, now=now, after=after)


def _hash(typed: str) -> str:
    """However it was typed: small letters, without dashes, with spaces."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return hashlib.sha256(letters.encode()).hexdigest()

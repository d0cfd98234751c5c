"""Personal links: made when they are sent, kept as hashes, dead after a while or when revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import PageCode, Person, PersonalLink, reach
from models.subjects import Subject
from services import access, history
from services.access import Standing

LINK_VALID = timedelta(days=120)
"""How long a link opens its pages: a term, and some weeks beyond it."""
TOKEN_BYTES = 24
"""Of randomness: 192 bits."""
ROW_KEPT = timedelta(days=30)
"""How long after its end a row stays, so that its page can say that it has expired."""


def mint(session: Session, person: Person, *, now: datetime) -> str:
    """The token of a new link to the pages of ``person``. It cannot be read again later."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        PersonalLink(
            token_hash=_hash(token), person_id=person.id, made_at=now, expires_at=now + LINK_VALID
        )
    )
    return token


def address(token: str, subject: Subject | None = None, *, page: str = "") -> str:
    """Where a token leads: to the page of its holder, to that of a ``subject``, or to another
    ``page`` of hers, such as ``settings``. Empty where there are no pages.
    """
    base = reach.current().public_url
    if not base:
        return ""
    place = f"{subject.noun}s/{subject.id}" if subject else page
    return "/".join((base, "p", token, *([place] if place else [])))


def holder(session: Session, token: str, *, now: datetime) -> Person | None:
    """Whose link this is: one query. None where it never was one, has expired or was revoked, and
    where she is not active any more.
    """
    return session.exec(
        select(Person)
        .join(PersonalLink, col(PersonalLink.person_id) == Person.id)
        .where(col(PersonalLink.token_hash) == _hash(token), col(PersonalLink.expires_at) > now)
        .where(col(PersonalLink.revoked_at).is_(None), col(Person.is_active))
    ).first()


def visitor(session: Session, token: str, *, now: datetime) -> Standing | None:
    """What the holder of a link is right now: the twin of ``access.asker`` for her own pages.

    Nothing of it is kept for the next request. Three queries, or one where the link opens nothing.
    """
    person = holder(session, token, now=now)
    return None if person is None else access.standing(session, person, now)


def former_holder(session: Session, token: str) -> Person | None:
    """Whose link this is or was, also where it has expired, so that she can have a fresh one sent
    to her own mailbox; never to be shown.
    """
    return session.exec(
        select(Person)
        .join(PersonalLink, col(PersonalLink.person_id) == Person.id)
        .where(col(PersonalLink.token_hash) == _hash(token), col(Person.is_active))
    ).first()


def revoke_all(session: Session, person: Person, *, by: Person, now: datetime) -> int:
    """End every link of ``person``; how many could still have been used."""
    ended = session.execute(
        sa.update(PersonalLink)
        .where(col(PersonalLink.person_id) == person.id, col(PersonalLink.revoked_at).is_(None))
        .where(col(PersonalLink.expires_at) > now)
        .values(revoked_at=now)
        .returning(col(PersonalLink.id))
    ).all()
    if ended:
        history.record(session, "links.revoked", Subject.of(person), by=by, now=now)
    return len(ended)


def pass_on(session: Session, to_id: int, from_id: int) -> None:
    """Let the links of one record open the pages of another, which is of the same person."""
    hers = sa.update(PersonalLink).where(col(PersonalLink.person_id) == from_id)
    session.execute(hers.values(person_id=to_id))
    codes = sa.delete(PageCode).where(col(PageCode.person_id).in_((to_id, from_id)))
    session.execute(codes)


def is_any_long_ended(session: Session, now: datetime) -> bool:
    """Whether ``forget_ended`` would find something."""
    return session.exec(_long_ended(now).limit(1)).first() is not None


def forget_ended(session: Session, now: datetime, *, most: int) -> int:
    """Remove up to ``most`` links that ended long ago; how many there were."""
    ids = _long_ended(now).order_by(col(PersonalLink.id)).limit(most)
    gone = sa.delete(PersonalLink).where(col(PersonalLink.id).in_(ids))
    return len(session.execute(gone.returning(col(PersonalLink.id))).all())


def _long_ended(now: datetime) -> SelectOfScalar[int]:
    return select(PersonalLink.id).where(col(PersonalLink.expires_at) < now - ROW_KEPT)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

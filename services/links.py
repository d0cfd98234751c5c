"""Personal links: made when they are sent, kept as hashes, dead after a while or when revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import PageCode, Person, PersonalLink, reach
from models.partner_links import LinkPassedOn
from models.subjects import Subject
from services import access, history
from services.access import Standing

LINK_VALID = timedelta(days=120)
"""How long a link opens its pages: a term, and some weeks beyond it."""
PASSED_ON_VALID = timedelta(days=30)
"""The same of a link that somebody passes on, and so has, too."""
TOKEN_BYTES = 24
"""Of randomness: 192 bits."""
ROW_KEPT = timedelta(days=30)
"""How long after its end a row stays, so that its page can say that it has expired."""


def mint(session: Session, person: Person, *, now: datetime, given_by: Person | None = None) -> str:
    """The token of a new link to the pages of ``person``, for herself or for who passes it on. It
    cannot be read again later.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        PersonalLink(
            token_hash=_hash(token),
            person_id=person.id,
            made_at=now,
            expires_at=now + (PASSED_ON_VALID if given_by else LINK_VALID),
            given_by_id=given_by.id if given_by else None,
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


def passed_on(session: Session, person: Person, *, now: datetime) -> list[LinkPassedOn]:
    """The links to the pages of ``person`` that work and that somebody else has, too: the newest
    first.
    """
    statement = (
        select(Person.name, PersonalLink.made_at, PersonalLink.expires_at)
        .join(PersonalLink, col(PersonalLink.given_by_id) == Person.id)
        .where(*_working(person, now))
        .order_by(col(PersonalLink.made_at).desc(), col(PersonalLink.id).desc())
    )
    return [LinkPassedOn(*row) for row in session.exec(statement)]


def has_own(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether a link works that ``person`` alone has."""
    own = select(PersonalLink.id).where(
        *_working(person, now), col(PersonalLink.given_by_id).is_(None)
    )
    return session.exec(own.limit(1)).first() is not None


def end_passed_on(session: Session, person: Person, *, now: datetime) -> int:
    """End the links of ``person`` that somebody else has, too, since she has one of her own; how
    many could still have been used.
    """
    return _end(
        session,
        person,
        col(PersonalLink.given_by_id).is_not(None),
        action="links.given_ended",
        by=person,
        now=now,
    )


def has_ended_own(session: Session, person: Person, *, since: datetime) -> bool:
    """Whether links that ``person`` alone had were ended after a moment."""
    ended = select(PersonalLink.id).where(
        col(PersonalLink.person_id) == person.id,
        col(PersonalLink.given_by_id).is_(None),
        col(PersonalLink.revoked_at) > since,
    )
    return session.exec(ended.limit(1)).first() is not None


def revoke_all(session: Session, person: Person, *, by: Person, now: datetime) -> int:
    """End every link of ``person``; how many could still have been used."""
    return _end(session, person, sa.true(), action="links.revoked", by=by, now=now)


def _end(
    session: Session,
    person: Person,
    which: sa.ColumnElement[bool],
    *,
    action: str,
    by: Person,
    now: datetime,
) -> int:
    ended = session.execute(
        sa.update(PersonalLink)
        .where(*_working(person, now), which)
        .values(revoked_at=now)
        .returning(col(PersonalLink.id))
    ).all()
    if ended:
        history.record(session, action, Subject.of(person), by=by, now=now)
    return len(ended)


def _working(person: Person, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that a ``PersonalLink`` opens the pages of ``person``."""
    return (
        col(PersonalLink.person_id) == person.id,
        col(PersonalLink.revoked_at).is_(None),
        col(PersonalLink.expires_at) > now,
    )


def pass_on(session: Session, to_id: int, from_id: int) -> None:
    """Let the links of one record open the pages of another, which is of the same person."""
    hers = sa.update(PersonalLink).where(col(PersonalLink.person_id) == from_id)
    session.execute(hers.values(person_id=to_id))
    given = sa.update(PersonalLink).where(col(PersonalLink.given_by_id) == from_id)
    session.execute(given.values(given_by_id=to_id))
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

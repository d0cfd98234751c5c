"""Confirming a library's people and contacts, and how fresh that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    ConfirmationRound,
    HistoryEntry,
    LibraryConfirmation,
    Organization,
    OrganizationKind,
    Person,
)
from models.academic_terms import AcademicTerm
from models.confirmations import LastConfirmation
from models.database import run_plain
from models.freshness import NOTHING_CONFIRMED, Freshness
from models.subjects import Subject
from services import academic_terms, consortium, history
from services.errors import Conflict

UNTIL_STALE = timedelta(days=30)
"""How long after the beginning of a term a library may take."""
_CONFIRMED = "organization.confirmed"
_CHANGES = {
    "organization.director_": "its directors",
    "organization.": "what is declared of it",
    "representation.": "who speaks for it",
    "person.placed": "who works there",
}
"""What has changed, by how an action of the history begins: the first that fits."""


@dataclass(frozen=True)
class Confirmations:
    """When each library was last confirmed, as of a day."""

    latest: Mapping[int, date]
    round_on: date | None
    """The beginning of the last term of which a month has passed since directors were asked."""
    term_days: str

    def of(self, organization: Organization) -> Freshness:
        """How fresh what is known of an organization is; only member libraries confirm."""
        if organization.kind is not OrganizationKind.LIBRARY:
            return NOTHING_CONFIRMED
        confirmed_on = self.latest.get(organization.id)
        term = academic_terms.current_term(self.term_days, confirmed_on) if confirmed_on else None
        return Freshness(
            confirmed_on, term.name if term else "", self._is_stale(organization, confirmed_on)
        )

    def _is_stale(self, organization: Organization, confirmed_on: date | None) -> bool:
        """Who came in mid-term is asked at the next one."""
        if self.round_on is None or organization.merged_into_id is not None:
            return False
        if organization.active_from is not None and organization.active_from > self.round_on:
            return False
        return confirmed_on is None or confirmed_on < self.round_on


def confirm(session: Session, organization: Organization, *, by: Person, now: datetime) -> bool:
    """Note that a library from ``access.library_to_confirm`` is as it should be; False where that
    was confirmed today already, and nothing has changed since.
    """
    today = consortium.today(session, now)
    check(organization, today)
    last = last_of(session, organization)
    if last is not None and last.confirmed_on == today and not last.changed:
        return False
    note(session, organization.id, today, by=by, now=now)
    return True


def check(organization: Organization, day: date) -> None:
    """Raise ``Conflict`` for an organization that is not confirmed on a day."""
    if organization.kind is not OrganizationKind.LIBRARY:
        raise Conflict(f"{organization.short_name} is no member library, and only those confirm.")
    if not organization.is_active_on(day):
        raise Conflict(f"{organization.short_name} is not active in the consortium.")


def last_of(session: Session, organization: Organization) -> LastConfirmation | None:
    """When a library was last confirmed, and what has changed since, as far as the history goes
    back; None where it never was.
    """
    day = latest(session, of=organization.id).get(organization.id)
    if day is None:
        return None
    row = session.get_one(LibraryConfirmation, (organization.id, day))
    by = session.get(Person, row.confirmed_by or 0)
    return LastConfirmation(day, by, _changed_since(session, organization, day))


def _changed_since(session: Session, organization: Organization, day: date) -> tuple[str, ...]:
    """What has changed since a library was last confirmed on a day, in words: two queries."""
    of_it = str(Subject.of(organization))
    entries = select(HistoryEntry).where(
        HistoryEntry.action == _CONFIRMED, HistoryEntry.subject == of_it
    )
    noted = [row.id for row in session.exec(entries) if row.after.get("confirmed_on") == str(day)]
    if not noted:
        return ()
    acts = [col(HistoryEntry.action).startswith(start, autoescape=True) for start in _CHANGES]
    later = select(HistoryEntry).where(col(HistoryEntry.id) > max(noted), sa.or_(*acts))
    found = {
        next(words for start, words in _CHANGES.items() if row.action.startswith(start))
        for row in session.exec(later)
        if row.action != _CONFIRMED and _is_about(row, organization, of_it)
    }
    return tuple(words for words in _CHANGES.values() if words in found)


def _is_about(row: HistoryEntry, organization: Organization, subject: str) -> bool:
    ids = (row.before.get("organization_id"), row.after.get("organization_id"))
    return row.subject == subject or organization.id in ids


def note(
    session: Session, organization_id: int, day: date, *, by: Person | None, now: datetime
) -> None:
    """Write a confirmation of a day down, with its history: the last of a day counts."""
    row = session.get(LibraryConfirmation, (organization_id, day))
    row = row or LibraryConfirmation(organization_id=organization_id, confirmed_on=day)
    row.confirmed_by = by.id if by else None
    session.add(row)
    session.flush()
    history.record(
        session,
        _CONFIRMED,
        Subject("organization", organization_id),
        by=by,
        now=now,
        after={"confirmed_on": day.isoformat()},
    )


def freshness(session: Session, now: datetime, *, of: int | None = None) -> Confirmations:
    """When libraries were last confirmed, or the one of this id: two queries beside the settings,
    however many there are.
    """
    settings, today = consortium.settings(session), consortium.today(session, now)
    over = col(ConfirmationRound.begins_on) <= today - UNTIL_STALE
    statement = sa.select(sa.func.max(col(ConfirmationRound.begins_on))).where(over)
    [(round_on,)] = run_plain(session, statement)
    return Confirmations(latest(session, of=of), round_on, settings.term_days)


def latest(session: Session, *, of: int | None = None) -> dict[int, date]:
    """The last day on which each library was confirmed, by its id: one query."""
    statement = sa.select(
        col(LibraryConfirmation.organization_id), sa.func.max(col(LibraryConfirmation.confirmed_on))
    ).group_by(col(LibraryConfirmation.organization_id))
    if of is not None:
        statement = statement.where(col(LibraryConfirmation.organization_id) == of)
    return {int(key): day for key, day in run_plain(session, statement)}


def round_of(session: Session, term: AcademicTerm) -> ConfirmationRound | None:
    """The round of a term, once directors were asked."""
    return session.get(ConfirmationRound, term.begins_on)


def last_round(session: Session, day: date) -> date | None:
    """The beginning of the last term in which directors were asked, as of a day: one query."""
    statement = select(sa.func.max(ConfirmationRound.begins_on)).where(
        col(ConfirmationRound.begins_on) <= day
    )
    return session.exec(statement).one()

"""Appointing who speaks for a library, and ending it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from models import (
    Group,
    Organization,
    OrganizationKind,
    Person,
    Representation,
    RepresentationKind,
    Topic,
)
from models.representatives import RepresentedSubject
from models.subjects import Subject
from services import consortium, history, terms
from services.errors import Conflict, Invalid
from services.representatives.topics import refuse_closed

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Appointment:
    """What was written, and which others end with it."""

    row: Representation
    ended: tuple[Representation, ...]


def zone_of(session: Session, organization: Organization | None) -> str:
    """The zone in which the days of a library are read; that of the consortium without one."""
    own = organization.zone if organization else None
    return own or consortium.settings(session).zone


def appoint(
    session: Session,
    organization: Organization,
    subject: RepresentedSubject,
    kind: RepresentationKind,
    person: Person,
    *,
    first: date | None = None,
    last: date | None = None,
    by: Person,
    now: datetime,
) -> Appointment:
    """Let somebody speak for a library from ``access.library_to_appoint_for`` from a first day on,
    at once where that is today: whoever does so far ends then. Raises ``Invalid`` with the field at
    fault.
    """
    _check_topic(session, subject)
    zone = zone_of(session, organization)
    today = now.astimezone(ZoneInfo(zone)).date()
    first = first or today
    _check_days(first, last, today)
    _check_library(session, organization, now)
    person = session.merge(person, load=False)
    session.refresh(person, with_for_update={"key_share": True})
    since = now if first == today else terms.first_moment(first, zone)
    _check_person(session, organization, subject, person, since)
    row = terms.new_representation(organization, subject, kind, person, since)
    _check_place(session, row, person, since, last, zone, now)
    until = terms.first_moment(last + _DAY, zone) if last else None
    ended = terms.represent(session, row, until=until)
    terms.record_representations_ended(session, ended, by=by, now=now)
    _record(session, row, zone, by=by, now=now)
    return Appointment(row, tuple(ended))


def end(
    session: Session, row: Representation, *, by: Person | None, now: datetime
) -> list[Representation]:
    """Let somebody from ``access.representation_to_end`` speak for a library no more from now on;
    who has not begun never does, and whoever was to go stays: they are returned.
    """
    if terms.is_represented_out(row, now):
        raise Conflict("That has ended already. Type `/library representatives` to see who acts.")
    staying = terms.end_representation(session, row, now)
    terms.record_representations_ended(session, [row], by=by, now=now)
    return staying


def _record(session: Session, row: Representation, zone: str, *, by: Person, now: datetime) -> None:
    begins_on, ends_on = terms.representation_days(row, zone)
    after = {
        "organization_id": row.organization_id,
        "person": row.person_id,
        "kind": row.kind,
        "topic": row.topic_id,
        "begins_on": begins_on.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else None,
    }
    about = Subject.of(row)
    history.record(session, "representation.appointed", about, by=by, now=now, after=after)


def _check_topic(session: Session, subject: RepresentedSubject) -> None:
    """Nobody is named for a topic that is closed; until the commit nobody closes this one."""
    if subject.topic_id is None:
        return
    topic = session.get_one(Topic, subject.topic_id)
    session.refresh(topic, with_for_update={"key_share": True})
    refuse_closed(topic)


def _check_days(first: date, last: date | None, today: date) -> None:
    if first < today:
        raise Invalid("That day has passed. Choose today or a later one.", field="first")
    if last is not None and last < first:
        raise Invalid("The last day comes before the first. Choose a later one.", field="last")


def _check_library(session: Session, organization: Organization, now: datetime) -> None:
    if organization.kind is not OrganizationKind.LIBRARY:
        raise Conflict(
            f"{organization.short_name} is no member library, and only those have representatives."
        )
    if not organization.is_active_on(consortium.today(session, now)):
        raise Conflict(
            f"{organization.short_name} is not active in the consortium, so nobody speaks for it."
        )


def _check_person(
    session: Session,
    organization: Organization,
    subject: RepresentedSubject,
    person: Person,
    since: datetime,
) -> None:
    """Nobody acts for a library but who works there: neither a guest, nor who is gone."""
    if person.is_guest or person.is_external or not person.is_active:
        words = f"{person.name} is a guest here, or has left Slack. Choose somebody else."
        raise Invalid(words, field="person")
    if person.organization_id is None:
        words = (
            f"I do not know at which library {person.name} works. Ask them to type"
            " `/convene library`, then appoint them."
        )
        raise Invalid(words, field="person")
    if person.organization_id != organization.id:
        other = session.get_one(Organization, person.organization_id)
        words = (
            f"{person.name} works at {other.short_name}, and who speaks for"
            f" {organization.short_name} works there. If that has changed, ask them to type"
            " `/convene library` first."
        )
        raise Invalid(words, field="person")
    if subject.is_private and not _serves(session, subject, person, since):
        words = (
            f"{subject.name} is private, and {person.name} is not in it then. Let a chair add them"
            " first."
        )
        raise Invalid(words, field="person")


def _serves(session: Session, subject: RepresentedSubject, person: Person, since: datetime) -> bool:
    group = session.get_one(Group, subject.group_id)
    return terms.current(session, group, person.id, since) is not None


def _check_place(
    session: Session,
    row: Representation,
    person: Person,
    since: datetime,
    last: date | None,
    zone: str,
    now: datetime,
) -> None:
    other = terms.begins_with(session, row)
    if other is not None and since > now:
        name = session.get_one(Person, other.person_id).name
        words = f"{name} is appointed from that day already. End that first, or choose another day."
        raise Invalid(words, field="first")
    same = (
        col(Representation.organization_id) == row.organization_id,
        col(Representation.group_id).is_not_distinct_from(row.group_id),
        col(Representation.topic_id).is_not_distinct_from(row.topic_id),
        col(Representation.person_id) == person.id,
        col(Representation.kind) == row.kind,
    )
    for held in terms.held_representations(session, since, *same):
        ends_on = terms.representation_days(held.row, zone)[1]
        if held.has_begun and ends_on == last:
            words = f"Nothing would change: {person.name} is {row.kind} there already."
            raise Invalid(words, field="person")

"""Adding an organization, changing what its form says, and making one part of another."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import FormerName, MailDomain, Organization, OrganizationKind, Person
from models.columns import NAME_LENGTH
from models.member_libraries import FormerNameFacts, OrganizationFacts
from models.organizations import CATEGORY_LENGTH, SHORT_NAME_LENGTH
from models.subjects import Subject
from services import consortium, history, people
from services.dates import is_zone
from services.errors import Conflict, Invalid, at_field
from services.groups import name_key
from services.organizations import voting_units
from services.organizations.naming import heir_of
from services.organizations.written import former_name, written_name
from services.organizations.written import key as short_word

MOST_STAFF = 99_999
LONGEST_STAFF_SIZE = 5
"""Digits of what is typed; zeros before the number count, too."""
_COPIED_FACTS = ("name", "short_name", "kind", "category", "zone", "active_from", "active_until")

_READ: dict[str, Callable[[Any], Any]] = {
    "kind": OrganizationKind,
    "active_from": lambda text: date.fromisoformat(text) if text else None,
    "active_until": lambda text: date.fromisoformat(text) if text else None,
    "staff_size": lambda size: "" if size is None else str(size),
    "former_names": lambda texts: tuple(map(former_name, texts)),
    "mail_domains": tuple,
}
"""How what the history keeps is read again; anything else is a text."""
LIBRARY_CHANGED = "organization.changed"


def add(
    session: Session, key: str, facts: OrganizationFacts, *, by: Person, now: datetime
) -> Organization:
    """Add an organization. Raises ``Invalid`` with the field at fault."""
    consortium.lock(session)
    with at_field("key"):
        checked = short_word(" ".join(key.split()))
    if session.exec(select(Organization.id).where(Organization.key == checked)).first():
        raise Invalid(f"“{checked}” is the short word of another one. Choose another.", field="key")
    for other in _others(session, None):
        if name_key(checked) in (name_key(other.name), name_key(other.short_name)):
            raise Invalid(f"{other.name} is called so. Choose another short word.", field="key")
    organization = Organization(
        key=checked, name=facts.name, short_name=facts.short_name, kind=facts.kind
    )
    _set(session, organization, facts, now)
    after = {"key": checked} | _filled(recorded(session, organization))
    subject = Subject.of(organization)
    history.record(session, "organization.added", subject, by=by, now=now, after=after)
    return organization


def change(
    session: Session,
    organization: Organization,
    facts: OrganizationFacts,
    *,
    was_renamed: bool,
    by: Person,
    now: datetime,
    action: str = LIBRARY_CHANGED,
) -> Organization:
    """Change an organization from ``access.organization_to_edit``; where it ``was_renamed``, its
    old name is kept among the former ones. Raises ``Invalid`` with the field at fault.
    """
    consortium.lock(session)
    before = recorded(session, organization)
    former = _name_of(organization, until=consortium.today(session, now))
    _set(session, organization, facts, now)
    is_other = (former.name, former.short_name) != (organization.name, organization.short_name)
    if was_renamed and is_other:
        _keep_name(session, organization, former)
    after = recorded(session, organization)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        history.record(
            session,
            action,
            Subject.of(organization),
            by=by,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return organization


def restore(
    session: Session,
    organization: Organization,
    former: dict[str, Any],
    *,
    by: Person,
    now: datetime,
    action: str,
) -> None:
    """Give fields of an organization the values that its history tells of, as ``change`` would."""
    values: dict[str, Any] = {
        name: _READ[name](value) if name in _READ else value or "" for name, value in former.items()
    }
    facts = replace(facts_of(session, organization), **values)
    change(session, organization, facts, was_renamed=False, by=by, now=now, action=action)


def recorded(session: Session, organization: Organization) -> dict[str, Any]:
    """The facts as the history keeps them."""
    facts = facts_of(session, organization)
    plain = {name: getattr(facts, name) for name in _COPIED_FACTS}
    return plain | {
        "active_from": _day(facts.active_from),
        "active_until": _day(facts.active_until),
        "staff_size": organization.staff_size,
        "voting_unit": facts.voting_unit,
        "mail_domains": list(facts.mail_domains),
        "former_names": [written_name(former) for former in facts.former_names],
    }


def merge(
    session: Session,
    merged: Organization,
    heir: Organization,
    *,
    by: Person | None,
    now: datetime,
) -> int:
    """Let an organization be part of another from now on, and say how many active people went
    along.

    People, mail domains and former names go to ``heir``. What was contributed stays credited to
    ``merged``, which stays listed with the day. Raises ``Conflict`` where they cannot be merged.
    """
    for row in sorted((merged, heir), key=lambda row: row.id):
        session.refresh(row, with_for_update=True)
    today = consortium.today(session, now)
    _check_merge(merged, heir, today)
    moved = _hand_on(session, merged, heir, by=by, now=now)
    until = merged.active_until
    merged.merged_into_id = heir.id
    merged.active_until = min(today, until) if until else today
    session.add(merged)
    session.flush()
    history.record(
        session,
        "organization.merged",
        Subject.of(merged),
        by=by,
        now=now,
        before={"active_until": _day(until)},
        after={
            "merged_into": heir.id,
            "active_until": _day(merged.active_until),
            "moved": [person.id for person in moved],
        },
    )
    return sum(person.is_active for person in moved)


def _hand_on(
    session: Session,
    merged: Organization,
    heir: Organization,
    *,
    by: Person | None,
    now: datetime,
) -> list[Person]:
    """Let people, mail domains and former names of an organization be those of another; who moved
    by it.
    """
    staff = session.exec(select(Person).where(Person.organization_id == merged.id)).all()
    placing = [(person, heir.id) for person in staff]
    moved = people.place_each(session, placing, former_id=merged.id, by=by, now=now)
    for table in (MailDomain, FormerName):
        theirs = sa.update(table).where(col(table.organization_id) == merged.id)
        session.exec(theirs.values(organization_id=heir.id))
    return moved


def facts_of(session: Session, organization: Organization) -> OrganizationFacts:
    """What the form of an organization shows: three queries."""
    domains = select(MailDomain.domain).where(MailDomain.organization_id == organization.id)
    size = organization.staff_size
    return OrganizationFacts(
        name=organization.name,
        short_name=organization.short_name,
        kind=organization.kind,
        category=organization.category or "",
        zone=organization.zone or "",
        staff_size="" if size is None else str(size),
        active_from=organization.active_from,
        active_until=organization.active_until,
        voting_unit=voting_units.name_of(session, organization),
        mail_domains=tuple(session.exec(domains.order_by(col(MailDomain.domain)))),
        former_names=former_names(session, organization),
    )


def former_names(session: Session, organization: Organization) -> tuple[FormerNameFacts, ...]:
    """What an organization was called, the latest first."""
    rows = select(FormerName).where(FormerName.organization_id == organization.id)
    found = session.exec(rows.order_by(col(FormerName.id).desc()))
    return tuple(FormerNameFacts(row.name, row.short_name, row.used_until) for row in found)


def _check_merge(merged: Organization, heir: Organization, today: date) -> None:
    if merged.id == heir.id:
        raise Conflict("That is one library already. Name the one that it becomes part of.")
    if merged.merged_into_id is not None:
        raise Conflict(f"{merged.short_name} became part of another one already.")
    is_over = heir.active_until is not None and heir.active_until < today
    if heir.merged_into_id is not None or is_over:
        raise Conflict(f"{heir.short_name} is not active any more, so nothing becomes part of it.")
    if merged.kind is not heir.kind:
        raise Conflict(
            f"{merged.short_name} and {heir.short_name} are of two kinds. Change the kind of one"
            " first."
        )


def _set(
    session: Session, organization: Organization, facts: OrganizationFacts, now: datetime
) -> None:
    """Write what the form says, once all of it is checked."""
    name, short_name = _checked_names(session, organization, facts)
    category = _line(facts.category, CATEGORY_LENGTH, "category")
    zone = facts.zone.strip()
    if zone and not is_zone(zone):
        raise Invalid("That is not a time zone. Try America/New_York.", field="zone")
    if facts.active_from and facts.active_until and facts.active_until < facts.active_from:
        raise Invalid("It cannot end before it begins.", field="active_until")
    if organization.merged_into_id is not None and facts.active_until is None:
        raise Invalid("It became part of another one, so it has a last day.", field="active_until")
    if organization.merged_into_id is not None:
        _check_domains_stay(session, organization, facts.mail_domains)
    _check_domains(session, organization, facts.mail_domains)
    organization.name, organization.short_name = name, short_name
    organization.kind, organization.category = facts.kind, category or None
    organization.zone, organization.staff_size = zone or None, _staff_size(facts.staff_size)
    organization.active_from, organization.active_until = facts.active_from, facts.active_until
    with at_field("voting_unit"):
        organization.voting_unit_id = voting_units.of_name(session, facts.voting_unit)
    session.add(organization)
    session.flush()
    _set_domains(session, organization, facts.mail_domains, now)
    if facts.former_names != former_names(session, organization):
        set_former_names(session, organization, facts.former_names)


def _checked_names(
    session: Session, organization: Organization, facts: OrganizationFacts
) -> tuple[str, str]:
    name = _line(facts.name, NAME_LENGTH, "name")
    if not name:
        raise Invalid("Give it a name.", field="name")
    short_name = _line(facts.short_name, SHORT_NAME_LENGTH, "short_name")
    short_name = short_name or name[:SHORT_NAME_LENGTH].rstrip()
    others = _others(session, organization.id)
    taken = {name_key(text): row for row in others for text in (row.key, row.short_name, row.name)}
    for field, text, own in (
        ("name", name, organization.name),
        ("short_name", short_name, organization.short_name),
    ):
        is_new = organization.id is None or name_key(text) != name_key(own)
        if is_new and name_key(text) in taken:
            other = taken[name_key(text)]
            raise Invalid(f"{other.name} is called so already. Choose another name.", field=field)
    return name, short_name


def _others(session: Session, organization_id: int | None) -> list[Organization]:
    """All organizations besides one and what has become part of it."""
    by_id = {row.id: row for row in session.exec(select(Organization))}
    return [
        row for row in by_id.values() if organization_id not in (row.id, heir_of(row, by_id).id)
    ]


def _line(typed: str, limit: int, field: str) -> str:
    text = " ".join(typed.split())
    if len(text) > limit:
        raise Invalid(f"That is too long: {limit} characters at most.", field=field)
    return text


def _staff_size(typed: str) -> int | None:
    text = typed.strip().replace(",", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_STAFF_SIZE):
        raise Invalid(f"Write a whole number from 0 to {MOST_STAFF:,}.", field="staff_size")
    return int(text)


def _check_domains_stay(
    session: Session, organization: Organization, domains: Iterable[str]
) -> None:
    if set(domains) != _domains_of(session, organization):
        raise Invalid(
            "It became part of another one, whose people have its mail domains. Change them there.",
            field=_DOMAINS,
        )


def _domains_of(session: Session, organization: Organization) -> set[str]:
    theirs = select(MailDomain.domain).where(MailDomain.organization_id == organization.id)
    return set(session.exec(theirs))


def _check_domains(session: Session, organization: Organization, domains: Iterable[str]) -> None:
    statement = (
        select(MailDomain.domain, Organization.short_name)
        .join(Organization, col(Organization.id) == MailDomain.organization_id)
        .where(col(MailDomain.domain).in_(list(domains)))
        .where(col(MailDomain.organization_id) != (organization.id or 0))
    )
    for domain, owner in session.exec(statement):
        raise Invalid(f"{domain} belongs to {owner}. Take it away there first.", field=_DOMAINS)


_DOMAINS = "mail_domains"


def _set_domains(
    session: Session, organization: Organization, domains: tuple[str, ...], now: datetime
) -> None:
    """Whoever was met before her domain was known is placed now."""
    theirs = col(MailDomain.organization_id) == organization.id
    held = _domains_of(session, organization)
    if held == set(domains):
        return
    session.exec(delete(MailDomain).where(theirs, col(MailDomain.domain).not_in(domains)))
    if new := sorted(set(domains) - held):
        session.add_all(MailDomain(domain=name, organization_id=organization.id) for name in new)
        session.flush()
        people.place_by_domain(session, besides=(), now=now)


def set_former_names(
    session: Session, organization: Organization, names: Iterable[FormerNameFacts]
) -> None:
    """Let an organization have exactly these former names, the latest first."""
    session.exec(delete(FormerName).where(col(FormerName.organization_id) == organization.id))
    for former in reversed(list(dict.fromkeys(names))):
        _keep_name(session, organization, former)


def _keep_name(session: Session, organization: Organization, former: FormerNameFacts) -> None:
    session.add(
        FormerName(
            organization_id=organization.id,
            name=former.name,
            short_name=former.short_name,
            used_until=former.used_until,
        )
    )
    session.flush()


def _name_of(organization: Organization, *, until: date) -> FormerNameFacts:
    return FormerNameFacts(organization.name, organization.short_name, until)


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

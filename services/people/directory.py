"""People to find and to choose from."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from unicodedata import normalize

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Organization, OrganizationKind, Person
from models.calendar_days import date_words
from models.messages import Medium, Recipient
from services import consortium, terms
from services.errors import Ambiguous, Invalid
from services.people.addresses import by_address, readable_address

MOST_CHOICES = 5
"""Of several people of one name."""
_NUMBER = re.compile("person:([0-9]{1,9})")


def by_ids(session: Session, person_ids: list[int]) -> list[Person]:
    """The active people with these ids, in no particular order; unknown ids are left out."""
    return list(
        session.exec(select(Person).where(col(Person.id).in_(person_ids), col(Person.is_active)))
    )


def by_recipient(session: Session, recipients: Iterable[Recipient]) -> dict[Recipient, Person]:
    """Whom messages to these reach, in Slack or by mail; channels are left out."""
    by_medium: dict[Medium, dict[str, Recipient]] = {medium: {} for medium in Medium}
    for recipient in recipients:
        by_medium[recipient.medium][recipient.address] = recipient
    in_slack, by_mail = by_medium[Medium.SLACK], by_medium[Medium.MAIL]
    is_reached = sa.or_(
        col(Person.slack_id).in_(in_slack), col(Person.id).in_([int(number) for number in by_mail])
    )
    found: dict[Recipient, Person] = {}
    for person in session.exec(select(Person).where(is_reached)):
        for named, address in ((in_slack, person.slack_id), (by_mail, str(person.id))):
            if address in named:
                found[named[address]] = person
    return found


def by_typed_name(session: Session, name: str) -> Person:
    """The one active person whose name starts with ``name``, or has it as a part,
    such as ``ben``.
    """
    key = normalize("NFC", name).casefold().replace(".", " ").replace("_", " ").strip()
    active = session.exec(
        select(Person).where(
            col(Person.is_active), col(Person.name).icontains(key, autoescape=True)
        )
    )
    found = [person for person in active if f" {key}" in f" {person.name.casefold()}"]
    exact = [
        person
        for person in found
        if key in (person.name.casefold(), *person.name.casefold().split())
    ]
    match exact or found:
        case [person]:
            return person
        case []:
            raise Invalid(
                f"I know nobody called @{name[:60]}. Type @ and pick the name from Slack's list."
            )
        case several:
            raise _ambiguous(session, name, several)


def _ambiguous(session: Session, name: str, several: Sequence[Person]) -> Ambiguous:
    """The question which of these is meant, each with what tells her from the others."""
    shown = sorted(several, key=lambda person: (person.name, person.id))[:MOST_CHOICES]
    labels = _distinct_labels(session, shown)
    return Ambiguous(
        f"@{name[:60]} could be {', '.join(labels)}. Type @ and pick one from Slack's list.",
        typed=name,
        choices=[
            (label, person.slack_id)
            for label, person in zip(labels, shown, strict=True)
            if person.slack_id
        ],
    )


def _distinct_labels(session: Session, several: Sequence[Person]) -> list[str]:
    """What tells each from the others: the library, else since when she is known, else a number.

    Everybody who types a name may read it, so no address is in it.
    """
    short_names = dict(session.exec(select(Organization.id, Organization.short_name)).all())
    labels = [
        f"{person.name} ({short_names.get(person.organization_id or 0) or terms.unplaced(person)})"
        for person in several
    ]
    since = [
        label if labels.count(label) == 1 else f"{label}, {_known_since(person)}"
        for label, person in zip(labels, several, strict=True)
    ]
    return [
        label if since.count(label) == 1 else f"{label}, number {since[: place + 1].count(label)}"
        for place, label in enumerate(since)
    ]


def _known_since(person: Person) -> str:
    if person.slack_id is None:
        return "no Slack account"
    return f"known since {date_words(person.created_at.date())}"


def partners(session: Session) -> list[Person]:
    """Active people who have no Slack account, by name."""
    without_slack = select(Person).where(col(Person.slack_id).is_(None), col(Person.is_active))
    return list(session.exec(without_slack.order_by(col(Person.name))))


def without_account(session: Session) -> list[Person]:
    """The records of people who have no active Slack account, by name; merged ones left out."""
    apart = sa.or_(col(Person.slack_id).is_(None), col(Person.is_active).is_(False))
    records = select(Person).where(apart, col(Person.merged_into_id).is_(None))
    return list(session.exec(records.order_by(col(Person.name), col(Person.id))))


def records_called(session: Session, name: str) -> list[Person]:
    """The records with this mail address, else of this name, else whose name begins like that.

    Also of people who are gone, but not those that were merged.
    """
    person = by_address(session, readable_address(name) or name.strip().lower())
    if person and person.merged_into_id is None:
        return [person]
    key = " ".join(name.split()).casefold()
    statement = select(Person).where(
        col(Person.merged_into_id).is_(None), col(Person.name).icontains(key, autoescape=True)
    )
    found = list(session.exec(statement.order_by(col(Person.id))))
    exact = [person for person in found if person.name.casefold() == key]
    return exact or [person for person in found if f" {key}" in f" {person.name.casefold()}"]


def records(session: Session, named: str) -> list[Person]:
    """The records that an operator names by number (``person:7``), by Slack id, by address or by
    name; merged ones left out.
    """
    number = _NUMBER.fullmatch(named.strip())
    is_named = col(Person.id) == int(number[1]) if number else col(Person.slack_id) == named.strip()
    found = session.exec(select(Person).where(is_named, col(Person.merged_into_id).is_(None))).all()
    return list(found) or records_called(session, named)


def organizations(session: Session) -> list[Organization]:
    """Member libraries first, then the rest, each by name."""
    rows = session.exec(select(Organization).order_by(col(Organization.short_name))).all()
    return sorted(rows, key=lambda row: row.kind is not OrganizationKind.LIBRARY)


def offered_organizations(session: Session, now: datetime) -> list[Organization]:
    """The same, but for those that are not active today: to choose one where somebody works."""
    today = consortium.today(session, now)
    return [row for row in organizations(session) if has_standing(row, today)]


def member_libraries(session: Session, at: datetime) -> list[Organization]:
    """The member libraries that are active on the day of a moment, by name."""
    libraries = select(Organization).where(Organization.kind == OrganizationKind.LIBRARY)
    day = consortium.today(session, at)
    return [
        row
        for row in session.exec(libraries.order_by(col(Organization.short_name)))
        if has_standing(row, day)
    ]


def has_standing(organization: Organization, today: date) -> bool:
    """Whether an organization is active in the consortium on a day."""
    return organization.is_active_on(today)

"""Whom Slack shows, and who is added without it: met, matched, and placed in a library."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any
from unicodedata import normalize

from sqlmodel import Session, select

from models import Organization, Person
from models.messages import DEPARTED
from models.subjects import Subject
from services import bot_account, history, outbox, terms
from services.dates import is_zone
from services.errors import Invalid, NotAllowed, at_field
from services.people.addresses import by_address, checked_address, readable_address, take_main
from services.people.directory import partners
from services.people.merging import merge, take_along
from services.people.placing import lasting, organization_by_domain

IS_BACK = "the person is back"
"""Why word of a departure is dropped that has not gone out yet."""


@dataclass(frozen=True)
class Profile:
    """What Slack says of one of its users."""

    slack_id: str
    name: str
    email: str | None
    zone: str
    is_guest: bool
    is_active: bool = True
    is_bot: bool = False
    teams: tuple[str, ...] = ()
    """The workspaces that she belongs to, as far as Slack says."""
    is_stranger: bool = False
    """Whether Slack itself calls her somebody of another workspace."""


@dataclass(frozen=True)
class AddedPartner:
    """Somebody without Slack who was to be added."""

    person: Person
    was_known: bool
    """Whether she had a record before, by her address or by her name at a place."""


class HomeWorkspace(Enum):
    """Which workspace somebody belongs to."""

    OURS = auto()
    ANOTHER = auto()
    NOT_KNOWN = auto()
    """Slack has not told yet which one Convene serves."""


def by_slack_id(session: Session, slack_id: str) -> Person | None:
    """The person with this Slack id, if Convene has met her."""
    return session.exec(select(Person).where(Person.slack_id == slack_id)).first()


def known(session: Session, profile: Profile) -> Person | None:
    """The person behind a Slack profile:
    found by id, else an imported one with the same mail address.

    Another workspace vouches for no address of ours, so whoever comes from there is matched by
    none, and nobody is before Slack has told which workspace is ours.
    """
    person = by_slack_id(session, profile.slack_id)
    if person is not None or workspace_of(session, profile) is not HomeWorkspace.OURS:
        return person
    return _waiting_for_account(session, profile)


def workspace_of(session: Session, profile: Profile) -> HomeWorkspace:
    """Whether a profile is of the workspace that Convene serves."""
    if profile.is_stranger:
        return HomeWorkspace.ANOTHER
    account = bot_account.known(session)
    if account is None:
        return HomeWorkspace.NOT_KNOWN
    is_of_ours = not profile.teams or account.team_id in profile.teams
    return HomeWorkspace.OURS if is_of_ours else HomeWorkspace.ANOTHER


def meet(session: Session, profile: Profile, *, now: datetime) -> Person:
    """The person behind a Slack profile: found by id, else matched by mail address, else made.

    Repeating it brings name, zone and standing up to date. Somebody of another workspace is a
    guest, and is placed and found by no mail address; the same holds for whoever is new while
    nobody knows which workspace is ours, and she is asked about again. Raises ``NotAllowed`` for a
    bot.
    """
    if profile.is_bot:
        raise NotAllowed(
            "That is an app, not a person, so it cannot take part. Name a person instead."
        )
    workspace, person = workspace_of(session, profile), known(session, profile)
    if person is None:
        person = Person(name=profile.name, created_at=now)
        action = "person.met"
    else:
        action = "person.refreshed"
    before = _facts(person) if person.id else {}
    has_joined = bool(person.id) and person.slack_id is None
    person.slack_id, person.name = profile.slack_id, profile.name[:200]
    was_asked = person.asked_slack_at is not None
    _admit(person, profile, workspace, now=now)
    if person.is_active and person.departure_told_at is not None:
        person.departure_told_at = None
        outbox.drop(session, subject=Subject.of(person), kind=DEPARTED, reason=IS_BACK)
    person.zone = profile.zone if is_zone(profile.zone) else person.zone
    session.add(person)
    session.flush()
    if has_joined:
        take_along(session, person, now=now)
    if workspace is HomeWorkspace.OURS:
        _take_address(session, person, profile, is_new=not was_asked, now=now)
    _note_change(session, person, action, before, now)
    return person


def _note_change(
    session: Session, person: Person, action: str, before: dict[str, Any], now: datetime
) -> None:
    after = _facts(person)
    if after == before:
        return
    if person.is_guest or not person.is_active:
        terms.stop_deputizing(session, person.id, by=None, now=now)
    subject = Subject.of(person)
    history.record(session, action, subject, by=person, now=now, before=before, after=after)


def _admit(person: Person, profile: Profile, workspace: HomeWorkspace, *, now: datetime) -> None:
    """What she is from now on; while nobody knows whose workspace is whose, nobody gains by it."""
    person.is_active = profile.is_active
    if workspace is HomeWorkspace.NOT_KNOWN:
        person.is_guest = profile.is_guest or person.is_guest or not person.id
        return
    person.is_external = workspace is HomeWorkspace.ANOTHER
    person.is_guest = profile.is_guest or person.is_external
    person.asked_slack_at = now


def _take_address(
    session: Session, person: Person, profile: Profile, *, is_new: bool, now: datetime
) -> None:
    """Let her have the address of her profile, and work where its domain belongs, unless it is
    known where she does.
    """
    address = readable_address(profile.email)
    if is_new:
        _become_one(session, person, address, now=now)
    take_main(session, person, address, now=now)
    if person.organization_id is None:
        home_id = organization_by_domain(session, person.email)
        terms.change_home(session, person, home_id, by=None, now=now)


def _become_one(session: Session, person: Person, address: str | None, *, now: datetime) -> None:
    """Let who is waiting under her address be one with her.

    Who was met before Slack told which workspace is ours was matched by no address.
    """
    waiting = by_address(session, address) if person.email is None else None
    if waiting is not None and waiting.slack_id is None:
        merge(session, person, waiting, by=person, now=now)


def add_partner(
    session: Session,
    *,
    name: str,
    email: str | None,
    organization_id: int | None,
    by: Person,
    now: datetime,
) -> AddedPartner:
    """A campus partner who has no Slack account; a known address gives the person who has it, and
    without one, her name gives who is known without Slack at the same organization.

    Raises ``Invalid`` for a place that is not on the list, where several are called so there, and
    where a name alone, without a place, may be that of somebody who is known.
    """
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Invalid("Give the partner's name, in at most 200 characters.", field="partner_name")
    with at_field("partner_email"):
        address = checked_address(email)
    if address and (known := by_address(session, address)):
        return AddedPartner(known, was_known=True)
    home_id = _place_of_partner(session, organization_id, address)
    if address is None and (known := _namesake(session, name, home_id)):
        return AddedPartner(known, was_known=True)
    person = Person(name=name, email=address, created_at=now)
    session.add(person)
    terms.change_home(session, person, home_id, by=by, now=now)
    history.record(
        session, "person.added", Subject.of(person), by=by, now=now, after=_facts(person)
    )
    return AddedPartner(person, was_known=False)


def _place_of_partner(
    session: Session, organization_id: int | None, address: str | None
) -> int | None:
    """Where a new partner works: as it was chosen, else as the domain of her address says."""
    if organization_id is None:
        return organization_by_domain(session, address)
    # Of two who add the same partner at once, the second waits, and finds her.
    if session.get(Organization, organization_id, with_for_update={"key_share": True}) is None:
        raise Invalid(
            "That place is not on the list any more. Choose another one.", field="partner_place"
        )
    return lasting(session, organization_id)


def _namesake(session: Session, name: str, home_id: int | None) -> Person | None:
    """Who is called so at an organization, without a Slack account. A name alone proves nobody."""
    namesakes = [person for person in partners(session) if _is_called(person, name)]
    if namesakes and home_id is None:
        raise Invalid(
            f"A partner called {name} is known already. Choose them in the list above, or write an"
            " address, or choose a place.",
            field="partner_name",
        )
    found = [person for person in namesakes if person.organization_id == home_id]
    if len(found) > 1:
        raise Invalid(
            f"Several partners are called {name} there. Choose one of them in the list above, or"
            " write an address.",
            field="partner_name",
        )
    return found[0] if found else None


def _waiting_for_account(session: Session, profile: Profile) -> Person | None:
    """Somebody with this mail address who has no Slack account, or whose account is deactivated
    and who is called the same; one who has an account keeps it.
    """
    person = by_address(session, readable_address(profile.email))
    if person is None or person.slack_id is None:
        return person
    return person if _is_called(person, profile.name) and not person.is_active else None


def _is_called(person: Person, name: str) -> bool:
    """Whether this is her name: letter case, spaces and how accents are typed do not count."""
    own, other = (
        normalize("NFC", " ".join(words.split()).casefold()) for words in (person.name, name)
    )
    return own == other


def _facts(person: Person) -> dict[str, object]:
    facts = person.model_dump(
        include={"name", "email", "slack_id", "zone", "is_guest", "is_active"}
    )
    return facts | ({"is_external": True} if person.is_external else {})

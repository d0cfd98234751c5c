"""What somebody changes of her own record: whether she takes mail, her zone, her name."""

from datetime import datetime

from sqlmodel import Session, select

from models import Person
from models.columns import NAME_LENGTH
from models.subjects import Subject
from services import history
from services.dates import is_zone
from services.errors import Conflict, Invalid


def stop_mail(session: Session, person: Person, *, now: datetime) -> bool:
    """Write to ``person`` by mail no more, until she says otherwise; whether that is new."""
    own = _locked(session, person)
    if own.mail_stopped_at is not None:
        return False
    own.mail_stopped_at = now
    session.add(own)
    history.record(session, "person.mail_stopped", Subject.of(own), by=own, now=now)
    return True


def take_mail(session: Session, person: Person, *, now: datetime) -> bool:
    """Write to ``person`` by mail again; whether that is new."""
    own = _locked(session, person)
    if own.mail_stopped_at is None:
        return False
    own.mail_stopped_at = None
    session.add(own)
    history.record(session, "person.mail_taken", Subject.of(own), by=own, now=now)
    return True


def change_zone(session: Session, person: Person, zone: str, *, now: datetime) -> None:
    """Set the zone in which ``person`` reads all times. Raises ``Invalid`` for no zone, and
    ``Conflict`` for somebody whose zone Slack says.
    """
    own = _locked(session, person)
    if own.slack_id is not None:
        raise Conflict("Your time zone is the one that you chose in Slack. Change it there.")
    if not is_zone(zone):
        raise Invalid("Choose a time zone such as America/New_York.", field="zone")
    _change(session, own, "zone", zone, now=now)


def rename(session: Session, person: Person, name: str, *, now: datetime) -> None:
    """Call ``person`` by another name. Raises ``Invalid`` for none, and ``Conflict`` for somebody
    whose name Slack says.
    """
    own = _locked(session, person)
    if own.slack_id is not None:
        raise Conflict("Your name is the one that you chose in Slack. Change it there.")
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_LENGTH:
        raise Invalid(f"Give a name of at most {NAME_LENGTH} characters.", field="name")
    _change(session, own, "name", tidy, now=now)


def _change(session: Session, own: Person, column: str, value: str, *, now: datetime) -> None:
    before = getattr(own, column)
    if before == value:
        return
    setattr(own, column, value)
    session.add(own)
    history.record(
        session,
        "person.amended",
        Subject.of(own),
        by=own,
        now=now,
        before={column: before},
        after={column: value},
    )


def _locked(session: Session, person: Person) -> Person:
    """Her record as it is now: two presses at once wait for each other."""
    return session.exec(
        select(Person)
        .where(Person.id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()

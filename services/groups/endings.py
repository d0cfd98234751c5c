"""The end of a group."""

from datetime import datetime

from sqlmodel import Session

from models import Group, Person
from models.subjects import Subject
from services import history, terms


def discharge(session: Session, group: Group, *, by: Person, now: datetime) -> None:
    """End a group from ``access.group_to_discharge``: all that is in it stays as it is."""
    change = terms.set_discharge(group, now)
    session.add(group)
    history.record(
        session,
        "group.discharged",
        Subject.of(group),
        by=by,
        now=now,
        before=change["before"],
        after=change["after"],
    )

"""Calls that are open, for tests of answers: Central is spoken for by Ben, with Ann as alternate,
Tunxis by Cleo alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import (
    Call,
    CallUnit,
    Group,
    Organization,
    Person,
    Representation,
    RepresentationKind,
)
from models.calls import CallFacts, IfSilent
from services import calls
from services.calls import announcements
from tests.factories import BEFORE, NOW, Cast
from views.calls.cards import WORDS

CLOSES = NOW + timedelta(days=7)
QUESTION = "Shall we share one norms file?"


@dataclass(frozen=True)
class OpenedCall:
    """A call and its units by name."""

    call: Call
    group: Group
    units: dict[str, CallUnit]


def speaks(
    session: Session,
    library: Organization,
    person: Person,
    group: Group,
    kind: RepresentationKind = RepresentationKind.REPRESENTATIVE,
    *,
    until: datetime | None = None,
) -> Representation:
    """Somebody speaks for her library in a group."""
    row = Representation(
        organization_id=library.id,
        person_id=person.id,
        group_id=group.id,
        kind=kind,
        since=BEFORE,
        until=until,
    )
    session.add(row)
    session.flush()
    return row


def spoken_for(session: Session, cast: Cast) -> None:
    """Everybody speaks for whom the tests say."""
    speaks(session, cast.central, cast.ben, cast.metadata)
    speaks(session, cast.central, cast.ann, cast.metadata, RepresentationKind.ALTERNATE)
    speaks(session, cast.tunxis, cast.cleo, cast.metadata)


def opened(
    session: Session,
    cast: Cast,
    *,
    now: datetime = NOW,
    by: Person | None = None,
    **facts: Any,
) -> OpenedCall:
    """A call of Metadata that Dag has opened, with its messages promised."""
    by = by or cast.dag
    given: dict[str, Any] = {
        "question": QUESTION,
        "if_silent": IfSilent.NO_ANSWER,
        "closes_at": CLOSES,
    } | facts
    call = calls.draft(session, cast.metadata, CallFacts(**given), by=by, now=now)
    units = calls.open_call(session, call, cast.metadata, by=by, now=now)
    announcements.opened(session, call, cast.metadata, units, WORDS, by=by, now=now)
    return OpenedCall(call, cast.metadata, {unit.name: unit for unit in units})


def the_call(session: Session) -> Call:
    """The only one that there is."""
    return session.exec(select(Call)).one()

"""Fills an empty database with the demo consortium and its year,
through the product's own verbs.
"""

from datetime import datetime
from random import Random

from sqlmodel import Session, select

from demo.loader import (
    agendas,
    calls,
    charges,
    confirmations,
    consortium,
    decisions,
    groups,
    handing_over,
    meetings,
    minutes,
    obligations,
    polls,
    presences,
    purchases,
    representatives,
    seats,
    statistics_sheets,
    stories,
    tasks,
    value_statements,
    volunteers,
)
from demo.loader.world import World
from models import Person, metadata
from models.database import unit_of_work
from services import outbox, reminders
from services.errors import Conflict

SEED = 1876
"""The same moment always gives the same year."""


def load(*, now: datetime, afresh: bool = False) -> None:
    """Write the twelve months up to ``now``; raises ``Conflict`` where people are known.

    ``afresh`` forgets everything that the database holds first, in the same unit of work.
    """
    with unit_of_work(is_long=True) as session:
        if afresh:
            _forget_everything(session)
        _refuse_full(session)
        world = World(session, now, Random(SEED))  # noqa: S311 - a story, not a secret
        consortium.load(world)
        groups.fill(world)
        meetings.load(world)
        tasks.load(world)
        decisions.load(world)
        minutes.load(world)
        charges.tell(world)
        groups.discharge(world)
        seats.seat_people(world)
        handing_over.tell(world)
        representatives.name_representatives(world)
        tasks.hold(world)
        confirmations.confirm(world)
        calls.load(world)
        polls.load(world)
        purchases.load(world)
        statistics_sheets.load(world)
        obligations.come_back(world)
        volunteers.volunteer(world)
        agendas.load(world)
        stories.load(world)
        value_statements.load(world)
        presences.tell(world)
        meetings.announce(world)
        _begin_digests_now(world)
        _begin_reminders_now(world)


def _forget_everything(session: Session) -> None:
    for table in reversed(metadata.sorted_tables):
        session.execute(table.delete())


def _refuse_full(session: Session) -> None:
    if session.exec(select(Person.id)).first() is not None:
        raise Conflict(
            "The demo wants an empty database. This one has people in it, so it was left alone."
        )


def _begin_digests_now(world: World) -> None:
    """Without this, every channel would begin with an apology for a digest that is late."""
    for group in world.groups.values():
        group.digest_from = world.now
        world.session.add(group)


def _begin_reminders_now(world: World) -> None:
    """Nor does anybody begin with reminders of yesterday, each with an apology."""
    world.session.flush()
    for about in reminders.due_subjects(world.session, world.now):
        for kind in reminders.KINDS:
            past = {
                due.key: due.to
                for due in kind.due(world.session, world.now, about)
                if due.at <= world.now or due.is_passed(world.now) or due.facts.late_from
            }
            outbox.suppress_all(world.session, past, now=world.now, reason="the demo begins")

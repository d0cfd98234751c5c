"""Whoever leaves her library by an import, with what she is for it: nobody is written to by one, so
whoever imports hears of them.
"""

from datetime import datetime

from sqlmodel import Session

from models import Person
from models.handovers import HeldAtFormer
from services import handovers
from services.import_export.import_plan import ImportPlan


def moving(session: Session, plan: ImportPlan, now: datetime) -> list[tuple[str, HeldAtFormer]]:
    """Who leaves her library by a plan that is not applied yet, and directs it, speaks for it, or
    has a seat that asks for it: their names, each with that, in the order of the files.
    """
    found = []
    for entry in plan.state.people:
        if entry.before and entry.before["organization"] and "organization" in entry.changed:
            person = session.get_one(Person, entry.id)
            held = handovers.before_move(session, person, now)
            if held and (held.ends_something or held.asking):
                found.append((person.name, held))
    return found

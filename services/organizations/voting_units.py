"""Voting units: several organizations that count as one, as the consortium declares."""

import re

from sqlmodel import Session, col, select

from models import Organization, VotingUnit
from models.columns import NAME_LENGTH
from services.errors import Invalid
from services.groups import name_key

_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 40


def name_of(session: Session, organization: Organization) -> str:
    """The name of the unit with which an organization counts; empty where it counts as itself."""
    unit = session.get(VotingUnit, organization.voting_unit_id or 0)
    return unit.name if unit else ""


def names(session: Session) -> list[str]:
    """The names of all units, in alphabetical order."""
    return list(session.exec(select(VotingUnit.name).order_by(col(VotingUnit.name))))


def of_name(session: Session, typed: str | None) -> int | None:
    """The id of the unit of this name or key, which is made where there is none; None for nothing.

    Whoever calls this has locked the consortium, so that nobody makes the same one meanwhile.
    """
    name = " ".join((typed or "").split())
    if not name:
        return None
    if len(name) > NAME_LENGTH:
        raise Invalid(f"That is too long: {NAME_LENGTH} characters at most.")
    units = session.exec(select(VotingUnit).order_by(col(VotingUnit.id))).all()
    for unit in units:
        if name_key(name) in (name_key(unit.name), unit.key):
            return unit.id
    made = VotingUnit(key=new_key(name, {unit.key for unit in units}), name=name)
    session.add(made)
    session.flush()
    return made.id


def new_key(name: str, taken: set[str]) -> str:
    """A short word for a name that none of ``taken`` is."""
    word = _NOT_IN_KEYS.sub("-", name.casefold()).strip("-")[:_LONGEST_KEY].strip("-") or "unit"
    number, key = 1, word
    while key in taken:
        number += 1
        ending = f"-{number}"
        key = f"{word[: _LONGEST_KEY - len(ending)]}{ending}"
    return key

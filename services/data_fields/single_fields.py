"""One field of a draft by itself: added, changed, moved within its section, or taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as parts_of
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Call, CallField, Person
from models.data_calls import FieldFacts
from models.subjects import Subject
from services import history
from services.data_fields.declared import (
    earlier_fields,
    earlier_id,
    facts_of_field,
    fields_of,
    key_of,
    settings_of,
)
from services.data_fields.field_lines import (
    CHOICE_MARK,
    FIELD_COLUMNS,
    in_order,
    read_cells,
    to_lines,
)
from services.errors import Conflict, Invalid

_BEYOND = 1000
"""More than the fields of a call: where they stand while they change places."""


def read_form(typed: Mapping[str, str]) -> FieldFacts:
    """The field that a form declares, by the names of ``FIELD_COLUMNS``; choices stand in lines or
    with “;” between them. Raises ``Invalid`` beside the field at fault.
    """
    choices = CHOICE_MARK.join(typed.get("choices", "").splitlines())
    cells = {name: " ".join(typed.get(name, "").split()) for name in FIELD_COLUMNS}
    return read_cells(cells | {"choices": choices})


def place_of(fields: Sequence[CallField], field: CallField) -> int:
    """Which of its section a field is, from 1."""
    same = [row for row in fields if _section(row) == _section(field)]
    return same.index(field) + 1


def add_field(
    session: Session,
    call: Call,
    facts: FieldFacts,
    *,
    place: int | None = None,
    by: Person,
    now: datetime,
) -> CallField:
    """Add a field to a draft from ``access.draft_to_edit``, at a place from 1 in its section, or as
    its last.
    """
    rows = list(fields_of(session, call))
    facts = _checked(rows, facts)
    earlier = earlier_fields(session, call, settings_of(session, call)).get(key_of(facts))
    field = CallField(
        call_id=call.id,
        position=2 * _BEYOND,
        previous_id=earlier_id(facts, earlier),
        **_values(facts),
    )
    session.add(field)
    _arrange(session, _with(rows, field, place, len(rows)))
    _record(session, call, after=facts, by=by, now=now)
    return field


def change_field(
    session: Session,
    call: Call,
    field: CallField,
    facts: FieldFacts,
    *,
    place: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Let a field from ``access.field_to_edit`` be declared so. It stands for the same one of the
    year before as it did, also under another name.
    """
    rows = list(fields_of(session, call))
    others = [row for row in rows if row.id != field.id]
    facts, before = _checked(others, facts), facts_of_field(field)
    earlier = earlier_fields(session, call, settings_of(session, call))
    same = earlier.get(key_of(facts)) or earlier.get(key_of(field))
    at = rows.index(field)
    for name, value in _values(facts).items():
        setattr(field, name, value)
    field.previous_id = earlier_id(facts, same)
    _arrange(session, _with(others, field, place, at))
    if before != facts or rows.index(field) != fields_of(session, call).index(field):
        _record(session, call, before=before, after=facts, by=by, now=now)


def remove_field(
    session: Session, call: Call, field: CallField, *, by: Person, now: datetime
) -> None:
    """Take a field from ``access.field_to_edit`` out of its draft."""
    rows = [row for row in fields_of(session, call) if row.id != field.id]
    before = facts_of_field(field)
    session.delete(field)
    session.flush()
    _arrange(session, rows)
    _record(session, call, before=before, by=by, now=now)


def _checked(others: Sequence[CallField], facts: FieldFacts) -> FieldFacts:
    """The facts with the section as it is written already. Raises ``Invalid`` for one that is there
    twice, and ``Conflict`` where there would be too many.
    """
    section = next((row.section for row in others if _section(row) == _section(facts)), None)
    facts = replace(facts, section=section or facts.section)
    if any(key_of(row) == key_of(facts) for row in others):
        raise Invalid("That section has a field of this name already.", field="label")
    try:
        in_order([*map(facts_of_field, others), facts])
    except Invalid as refusal:
        raise Conflict(refusal.message) from None
    return facts


def _with(others: list[CallField], field: CallField, place: int | None, at: int) -> list[CallField]:
    """The fields with one more at its place in its section; the first of a section stands ``at`` a
    place among all.
    """
    same = [row for row in others if _section(row) == _section(field)]
    if same:
        within = len(same) if place is None else min(place - 1, len(same))
        at = others.index(same[0]) + within
    return in_order([*others[:at], field, *others[at:]])


def _arrange(session: Session, fields: Sequence[CallField]) -> None:
    """Number the fields in this order: no two may have one number meanwhile, either."""
    for first in (_BEYOND, 0):
        for position, field in enumerate(fields, first):
            field.position = position
        session.add_all(fields)
        session.flush()


def _record(
    session: Session,
    call: Call,
    *,
    before: FieldFacts | None = None,
    after: FieldFacts | None = None,
    by: Person,
    now: datetime,
) -> None:
    old, new = ({"field": _line(facts)} if facts else {} for facts in (before, after))
    about, action = Subject.of(call), "call.field"
    history.record(session, action, about, by=by, now=now, before=old, after=new)


def _line(facts: FieldFacts) -> str:
    """The line that declares a field."""
    return to_lines([facts]).partition("\n")[2].strip()


def _values(facts: FieldFacts) -> dict[str, Any]:
    return {part.name: getattr(facts, part.name) for part in parts_of(FieldFacts)}


def _section(field: CallField | FieldFacts) -> str:
    return field.section.casefold()

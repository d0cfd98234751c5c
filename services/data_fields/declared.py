"""What is declared of a data call: its fields, from which change on a note is wanted, and when the
director hears of a sheet that is not certified.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import fields as parts_of
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models import Call, CallField, CallKind, DataCall, Person
from models.calls import UnitKind
from models.data_calls import GREATEST_CHANGE, NUMERIC, DataCallFacts, FieldFacts
from models.subjects import Subject
from services import history
from services.data_fields.field_lines import in_order
from services.errors import Conflict, Invalid

MOST_IN_PART = 40
"""Fields of one form."""
LONGEST_LEAD = 60


def settings_of(session: Session, call: Call) -> DataCall:
    """What is declared of a data call; the usual where nothing is."""
    return session.get(DataCall, call.id) or DataCall(call_id=call.id)


def fields_of(session: Session, call: Call) -> Sequence[CallField]:
    """The fields of a data call in their order: one query."""
    statement = select(CallField).where(CallField.call_id == call.id)
    return session.exec(statement.order_by(col(CallField.position))).all()


def parts(fields: Sequence[CallField]) -> list[tuple[CallField, ...]]:
    """The fields of each form: a section, or a piece of one that is longer than a form."""
    sections: dict[str, list[CallField]] = {}
    for field in fields:
        sections.setdefault(field.section, []).append(field)
    return [piece for section in sections.values() for piece in _pieces(section)]


def _pieces(section: Sequence[CallField]) -> list[tuple[CallField, ...]]:
    """Pieces of about the same length."""
    count = -(-len(section) // MOST_IN_PART)
    size = -(-len(section) // count)
    return [tuple(section[first : first + size]) for first in range(0, len(section), size)]


def facts_of_field(field: CallField) -> FieldFacts:
    """A field as a line declares it."""
    return FieldFacts(**{part.name: getattr(field, part.name) for part in parts_of(FieldFacts)})


def declare(
    session: Session,
    call: Call,
    fields: Sequence[FieldFacts],
    *,
    is_added: bool = False,
    by: Person,
    now: datetime,
) -> Sequence[CallField]:
    """Let a draft from ``access.draft_to_edit`` have these fields in place of its own, or added to
    them. A field that is called as one of the year before is that one.
    """
    before = [facts_of_field(field) for field in fields_of(session, call)]
    wanted = _merged(before, fields) if is_added else list(fields)
    after = in_order(wanted)
    if not after:
        raise Invalid("Give a line for each field.", field="fields")
    earlier = earlier_fields(session, call, _kept(session, call))
    session.exec(delete(CallField).where(col(CallField.call_id) == call.id))
    session.flush()
    for position, facts in enumerate(after):
        values = {part.name: getattr(facts, part.name) for part in parts_of(FieldFacts)}
        previous_id = earlier_id(facts, earlier.get(key_of(facts)))
        session.add(
            CallField(call_id=call.id, position=position, previous_id=previous_id, **values)
        )
    session.flush()
    if before != after:
        old, new = {"fields": len(before)}, {"fields": len(after)}
        about = Subject.of(call)
        history.record(session, "call.fields", about, by=by, now=now, before=old, after=new)
    return fields_of(session, call)


def declare_rules(
    session: Session, call: Call, facts: DataCallFacts, *, by: Person, now: datetime
) -> None:
    """Keep what the form of a draft from ``access.draft_to_edit`` says of a data call alone."""
    if not 0 <= facts.change_percent <= GREATEST_CHANGE:
        words = f"Write a whole number of percent from 0 to {GREATEST_CHANGE:,}."
        raise Invalid(words, field="change_percent")
    if facts.director_days is not None and not 0 <= facts.director_days <= LONGEST_LEAD:
        words = f"Write a number of days, at most {LONGEST_LEAD}, or leave it empty for never."
        raise Invalid(words, field="director_days")
    settings = _kept(session, call)
    after = {part.name: getattr(facts, part.name) for part in parts_of(DataCallFacts)}
    before = {name: getattr(settings, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(settings, name, value)
    session.add(settings)
    session.flush()
    about = Subject.of(call)
    history.record(session, "call.changed", about, by=by, now=now, before=before, after=after)


def follow(session: Session, call: Call, previous: Call) -> None:
    """Let a new draft be that of the year after another data call, with its fields and rules."""
    old, settings = settings_of(session, previous), _kept(session, call)
    settings.change_percent, settings.director_days = old.change_percent, old.director_days
    settings.previous_id = previous.id
    session.add(settings)
    for field in fields_of(session, previous):
        values = field.model_dump(exclude={"id", "call_id", "previous_id"})
        session.add(CallField(call_id=call.id, previous_id=field.id, **values))
    session.flush()


def confirm_contacts(session: Session, call: Call, *, by: Person, now: datetime) -> None:
    """Write down that the data contacts of all who will be called are right, for a draft from
    ``access.draft_to_edit``.
    """
    settings = _kept(session, call)
    settings.contacts_confirmed_at, settings.contacts_confirmed_by = now, by.id
    session.add(settings)
    session.flush()
    history.record(session, "call.contacts confirmed", Subject.of(call), by=by, now=now)


def wants_contacts_confirmed(settings: DataCall) -> bool:
    """Whether somebody is to say first that the data contacts are right."""
    return settings.previous_id is not None and settings.contacts_confirmed_at is None


def refuse_unready(session: Session, call: Call) -> None:
    """Raise ``Conflict`` with what is missing before a data call opens; other calls pass."""
    if call.kind is not CallKind.DATA:
        return
    if call.unit_kind is UnitKind.SEAT:
        raise Conflict("A data call goes to libraries or voting units, not to seats.")
    if not fields_of(session, call):
        raise Conflict("Declare the fields of this data call first.")
    if wants_contacts_confirmed(settings_of(session, call)):
        raise Conflict("Look over the data contacts first, and say that they are right.")


def digest(session: Session, call: Call) -> str:
    """A short text that differs where what is declared does; empty for other calls."""
    if call.kind is not CallKind.DATA:
        return ""
    settings = settings_of(session, call)
    rules = DataCallFacts(settings.change_percent, settings.director_days)
    return digest_of(rules, [facts_of_field(field) for field in fields_of(session, call)])


def digest_of(rules: DataCallFacts, fields: Sequence[FieldFacts]) -> str:
    """The digest of what is declared so."""
    declared = [asdict(rules), *map(asdict, fields)]
    return hashlib.sha256(json.dumps(declared).encode()).hexdigest()[:16]


def _kept(session: Session, call: Call) -> DataCall:
    """The row of a data call, which is written where there is none."""
    settings = settings_of(session, call)
    session.add(settings)
    session.flush()
    return settings


def _merged(before: Sequence[FieldFacts], more: Sequence[FieldFacts]) -> list[FieldFacts]:
    """The fields with further ones; a field that is there already is declared anew in its place."""
    found = {key_of(facts): facts for facts in before}
    return list((found | {key_of(facts): facts for facts in more}).values())


def earlier_fields(
    session: Session, call: Call, settings: DataCall
) -> dict[tuple[str, str], CallField]:
    """The fields of the year before, by what those of a draft are called that stand for them, else
    by what they were called themselves.
    """
    previous = session.get(Call, settings.previous_id) if settings.previous_id else None
    rows = {row.id: row for row in fields_of(session, previous)} if previous else {}
    followed = {
        key_of(field): rows[field.previous_id]
        for field in fields_of(session, call)
        if field.previous_id in rows
    }
    taken = {row.id for row in followed.values()}
    return {key_of(row): row for row in rows.values() if row.id not in taken} | followed


def earlier_id(facts: FieldFacts, earlier: CallField | None) -> int | None:
    """The field of the year before that a field stands for: what was filled into it can stand
    beside this one where both are numbers, or of one kind.
    """
    if earlier is None:
        return None
    kinds = {facts.kind, earlier.kind}
    return earlier.id if len(kinds) == 1 or kinds <= NUMERIC else None


def key_of(field: CallField | FieldFacts) -> tuple[str, str]:
    """What tells a field of a call from the others."""
    return field.section.casefold(), field.label.casefold()

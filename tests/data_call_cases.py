"""Data calls that are open, and sheets that are filled in, for the tests of what shows and adds up
both.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import Call, CallField, CallKind, CallUnit, Group, Person
from models.calls import AnswerDoor, CallFacts, Capacity, IfSilent
from models.data_calls import FieldFacts, FieldKind, SavedPart, UnitSheet
from services import access, calls, data_fields, data_sheets
from services.calls import Answered
from tests.factories import NOW

FIELDS = (
    FieldFacts("Circulation", "Loans", FieldKind.WHOLE, "Print and media.", "loans"),
    FieldFacts("Circulation", "Renewals", FieldKind.WHOLE, is_required=False),
    FieldFacts("Money", "Spent on e-resources", FieldKind.AMOUNT, "", "USD"),
    FieldFacts("Money", "Share of e-resources", FieldKind.PERCENT, least="0", greatest="100"),
    FieldFacts("Service", "Open on Sundays", FieldKind.YES_NO),
    FieldFacts("Service", "Chat", FieldKind.CHOICE, choices=("Own", "Shared", "None")),
    FieldFacts("Service", "Remarks", FieldKind.TEXT, is_required=False),
)
FILLED = ("1,234", "", "$12,500.50", "12.5%", "yes", "Shared", "")
"""What a library types into these."""


def data_draft(
    session: Session,
    group: Group,
    by: Person,
    *,
    fields: Sequence[FieldFacts] = FIELDS,
    now: datetime = NOW,
    **more: Any,
) -> Call:
    facts: dict[str, Any] = {
        "question": "Annual statistics 2026",
        "kind": CallKind.DATA,
        "if_silent": IfSilent.NO_ANSWER,
        "nudge_days": (14, 7, 2),
        "closes_at": now + timedelta(days=30),
    } | more
    call = calls.draft(session, group, CallFacts(**facts), by=by, now=now)
    data_fields.declare(session, call, fields, by=by, now=now)
    return call


def open_data_call(
    session: Session, group: Group, by: Person, *, now: datetime = NOW, **more: Any
) -> Call:
    call = data_draft(session, group, by, now=now, **more)
    calls.open_call(session, call, group, by=by, now=now)
    return call


def unit_named(session: Session, call: Call, name: str) -> CallUnit:
    statement = select(CallUnit).where(CallUnit.call_id == call.id, CallUnit.name == name)
    return session.exec(statement).one()


def sheet(session: Session, unit: CallUnit, by: Person, now: datetime = NOW) -> UnitSheet:
    """As whoever fills it in sees it."""
    found, call, group = access.sheet_to_fill(
        session, unit.id, by=access.standing(session, by, now)
    )
    return data_sheets.sheet_of(session, call, group, found, access.standing(session, by, now))


def fill(
    session: Session,
    unit: CallUnit,
    by: Person,
    typed: Mapping[str, str] | Sequence[str] = FILLED,
    *,
    seen: int | None = None,
    why: str = "",
    capacity: Capacity = Capacity.REPRESENTATIVE,
    now: datetime = NOW,
) -> SavedPart:
    """Save what was typed, by the labels of fields or for all in their order."""
    shown = sheet(session, unit, by, now)
    fields = [cell.field for cell in shown.cells]
    if isinstance(typed, Mapping):
        values = {field.id: typed[field.label] for field in fields if field.label in typed}
    else:
        values = {field.id: text for field, text in zip(fields, typed, strict=True)}
    return data_sheets.save_part(
        session,
        shown,
        values,
        seen=shown.seen if seen is None else seen,
        why=why,
        by=by,
        capacity=capacity,
        door=door_for(capacity),
        now=now,
    )


def certify(
    session: Session,
    unit: CallUnit,
    by: Person,
    notes: Mapping[str, str] | None = None,
    *,
    capacity: Capacity = Capacity.REPRESENTATIVE,
    now: datetime = NOW,
) -> Answered:
    shown = sheet(session, unit, by, now)
    by_label = {cell.field.label: cell.field.id for cell in shown.cells}
    return data_sheets.certify(
        session,
        shown,
        {by_label[label]: note for label, note in (notes or {}).items()},
        by=by,
        capacity=capacity,
        door=door_for(capacity),
        now=now,
    )


def door_for(capacity: Capacity) -> AnswerDoor:
    return data_sheets.door_of(capacity)


def field_called(session: Session, call: Call, label: str) -> CallField:
    return next(field for field in data_fields.fields_of(session, call) if field.label == label)

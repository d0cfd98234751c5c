"""Certifying a sheet, and reopening it after closing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, select

from models import Call, CallAnswer, CallUnit, Person, Reopening, SheetValue
from models.calls import REASON_LENGTH, AnswerDoor, Capacity
from models.data_calls import CERTIFIED, CERTIFIED_ANEW, UnitSheet
from models.subjects import Subject
from services import history
from services.calls.unit_answers import Answered, NewAnswer, answer
from services.data_sheets.sheet_parts import note_name_of, refuse_faults
from services.errors import Conflict, Invalid

_MISSING_NAMED = 5


def refuse_incomplete(sheet: UnitSheet) -> None:
    """Raise ``Conflict`` for a sheet that cannot be certified, with what is missing."""
    if sheet.is_certified and sheet.reopening is None:
        raise Conflict(f"The sheet of {sheet.unit.name} is certified already.")
    if missing := sheet.missing:
        names = ", ".join(f"“{cell.field.label}”" for cell in missing[:_MISSING_NAMED])
        more = f" and {len(missing) - _MISSING_NAMED} more" if len(missing) > _MISSING_NAMED else ""
        raise Conflict(f"Fill in what is required first: {names}{more}.")


def refuse_changed(sheet: UnitSheet, seen: int) -> None:
    """Raise ``Conflict`` where something was filled in since a form showed the sheet; ``seen`` is
    the number of the last value by then.
    """
    if sheet.seen != seen:
        raise Conflict(
            "Somebody changed this sheet since you opened the form. Nothing was certified: look"
            " it over, and certify it again."
        )


def certify(
    session: Session,
    sheet: UnitSheet,
    notes: Mapping[int, str],
    *,
    by: Person,
    capacity: Capacity,
    door: AnswerDoor,
    now: datetime,
) -> Answered:
    """Make a sheet that is locked the answer of its unit. ``notes`` say by field why a value
    differs so much from the year before. Raises ``Invalid`` with each note that is missing.
    """
    refuse_incomplete(sheet)
    wanting = [cell.field.id for cell in sheet.wanting_notes]
    given = {number: notes.get(number, "") for number in wanting}
    keep_notes(session, sheet, given, by=by, capacity=capacity, door=door, now=now)
    words, comment = CERTIFIED, ""
    if sheet.reopening is not None:
        comment = sheet.reopening.reason
        words = CERTIFIED_ANEW if sheet.is_certified else CERTIFIED
        session.delete(sheet.reopening)
    return answer(
        session,
        sheet.call,
        sheet.unit,
        NewAnswer(words=words, comment=comment),
        by=by,
        capacity=capacity,
        door=door,
        now=now,
    )


def is_early(session: Session, sheet: UnitSheet, now: datetime) -> bool:
    """Whether a sheet that is certified now is so before the first notice, and for the first
    time.
    """
    call = sheet.call
    if not call.nudge_days or call.closes_at is None:
        return False
    first_notice = call.closes_at - timedelta(days=call.nudge_days[0])
    answers = select(CallAnswer.id).where(CallAnswer.unit_id == sheet.unit.id)
    return now < first_notice and session.exec(answers).first() is None


def reopen(
    session: Session, call: Call, unit: CallUnit, reason: str, *, by: Person, now: datetime
) -> Reopening:
    """Let a sheet from ``access.sheet_to_reopen`` be changed after closing, until it is certified
    anew.
    """
    tidy = " ".join(reason.split())
    if not tidy:
        raise Invalid("Say why: those who answer for it read it.", field="reason")
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field="reason")
    if session.get(Reopening, unit.id) is not None:
        raise Conflict(f"The sheet of {unit.name} is reopened already.")
    row = Reopening(unit_id=unit.id, reopened_by=by.id, reopened_at=now, reason=tidy)
    session.add(row)
    session.flush()
    after = {"unit": unit.name, "reason": tidy}
    history.record(session, "call.reopened", Subject.of(call), by=by, now=now, after=after)
    return row


def keep_notes(
    session: Session,
    sheet: UnitSheet,
    notes: Mapping[int, str],
    *,
    by: Person,
    capacity: Capacity,
    door: AnswerDoor,
    now: datetime,
) -> None:
    """Keep notes on values of a sheet that is locked that want one, by their fields. Raises
    ``Invalid`` with each that says nothing.
    """
    wanting = {cell.field.id: cell for cell in sheet.wanting_notes if cell.field.id in notes}
    given = {number: " ".join(notes[number].split()) for number in wanting}
    faults = {
        note_name_of(wanting[number].field): words
        for number, note in given.items()
        if (words := _note_fault(note))
    }
    refuse_faults(faults)
    session.add_all(
        SheetValue(
            unit_id=sheet.unit.id,
            field_id=number,
            value=wanting[number].value,
            note=note,
            is_correction=sheet.is_certified,
            person_id=by.id,
            capacity=capacity,
            door=door,
            given_at=now,
        )
        for number, note in given.items()
    )
    session.flush()


def _note_fault(note: str) -> str:
    if not note:
        return "Say in a few words why it changed so much."
    return (
        f"That is too long: {REASON_LENGTH} characters at most."
        if (len(note) > REASON_LENGTH)
        else ""
    )

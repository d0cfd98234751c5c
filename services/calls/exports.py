"""What the units of a call answered, as a file from which anybody can count again."""

from sqlmodel import Session

from models import Call, CallKind
from models.calls import UnitLine
from services import access, spreadsheets
from services.access import Standing
from services.calls.offer_exports import offer_to_csv
from services.calls.results import lines

COLUMNS = (
    *("unit", "weight", "excused", "has_answered", "answer", "words", "comment"),
    *("answered_by", "capacity", "by", "answered_at"),
)
BETWEEN_CHOICES = " > "
"""What stands between ranked choices, the first one first."""


def to_csv(session: Session, call: Call, who: Standing) -> bytes:
    """One row for each unit, by name, with what everybody may know that it answered: a file is
    passed on.
    """
    if call.kind is CallKind.OFFER:
        return offer_to_csv(session, call, who)
    is_open = access.may_see_answers(call)
    rows = [_cells(line, shows_answer=is_open) for line in lines(session, call, who)]
    return spreadsheets.to_csv([COLUMNS, *rows])


def _cells(line: UnitLine, *, shows_answer: bool) -> tuple[str, ...]:
    unit, row = line.unit, line.answer
    known = (unit.name, str(unit.weight), unit.excused, "yes" if line.has_answered else "no")
    if row is None or not shows_answer:
        return (*known, *[""] * (len(COLUMNS) - len(known)))
    return (
        *known,
        BETWEEN_CHOICES.join(row.choices or ()),
        row.words,
        row.public_comment,
        line.person.name if line.person else "",
        row.capacity,
        row.door,
        row.given_at.isoformat(),
    )

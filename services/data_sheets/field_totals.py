"""What the sheets that count come to, field by field; numbers are exact decimals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlmodel import Session

from models import Call, CallField
from models.calls import NO, YES
from models.data_calls import COUNTED, NUMERIC, SUMMED, FieldKind, FieldTotal
from services import data_fields
from services.data_sheets.filled import FilledSheet, all_sheets, counting


def totals_of(session: Session, call: Call) -> list[FieldTotal]:
    """What the certified sheets of a data call, and those as last year, come to in each field."""
    sheets = counting(all_sheets(session, call))
    return totals(data_fields.fields_of(session, call), sheets)


def totals(fields: Sequence[CallField], sheets: Iterable[FilledSheet]) -> list[FieldTotal]:
    """What these sheets come to in each field; a field that is empty is part of nothing."""
    known = list(sheets)
    return [
        _total(field, [sheet.values[field.id] for sheet in known if field.id in sheet.values])
        for field in fields
    ]


def _total(field: CallField, values: Sequence[str]) -> FieldTotal:
    numbers = [Decimal(value) for value in values] if field.kind in NUMERIC else []
    counted = Counter(values) if field.kind in COUNTED else Counter[str]()
    choices = (YES, NO) if field.kind is FieldKind.YES_NO else field.choices
    return FieldTotal(
        field,
        len(values),
        total=sum(numbers, Decimal()) if field.kind in SUMMED else None,
        least=min(numbers, default=None),
        greatest=max(numbers, default=None),
        counts=tuple((choice, counted[choice]) for choice in choices)
        if field.kind in COUNTED
        else (),
    )

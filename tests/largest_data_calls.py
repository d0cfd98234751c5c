"""Data calls at their largest: each field has the longest texts, each unit the longest name."""

from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from models import (
    Call,
    CallAnswer,
    CallField,
    CallKind,
    CallUnit,
    DataCall,
    Group,
    Person,
    Reopening,
    SheetValue,
)
from models.call_pages import DraftPage
from models.calls import AnswerDoor, Capacity, IfSilent, Respondent
from models.data_call_pages import ContactLine, DataCallPage, DataDraftPage
from models.data_calls import (
    FIELD_TEXT_LENGTH,
    MOST_DATA_FIELDS,
    MOST_FIELD_CHOICES,
    MOST_SECTIONS,
    FieldKind,
    FieldTotal,
    SavedPart,
    SheetCell,
    SheetEntry,
    SheetLine,
    SheetState,
    UnitSheet,
)
from models.representatives import RepresentationKind, RepresentativeLine
from services import data_fields
from tests.factories import NOW
from views.values import LARGEST_ID

HUGE = "123456789012345.25"


class LargestData:
    """What there is of one data call, whose texts all begin with ``name``."""

    def __init__(self, name: str, call: Call, group: Group, person: Person) -> None:
        self.name, self.group, self.person = name, group, person
        self.long = (name * 15)[:3000]
        call.kind, call.if_silent, call.choices = CallKind.DATA, IfSilent.LAST_YEAR, ()
        self.call = call
        self.settings = DataCall(call_id=call.id, change_percent=1000, director_days=60)

    def fields(self, count: int = MOST_DATA_FIELDS) -> tuple[CallField, ...]:
        return self._fields[:count]

    @cached_property
    def _fields(self) -> tuple[CallField, ...]:
        return tuple(self._field(number) for number in range(MOST_DATA_FIELDS))

    def _field(self, number: int) -> CallField:
        kind = list(FieldKind)[number % len(FieldKind)]
        choices = tuple(f"{place} {self.name}"[:75] for place in range(MOST_FIELD_CHOICES))
        return CallField(
            id=LARGEST_ID - number,
            call_id=1,
            position=number,
            section=f"{number * MOST_SECTIONS // MOST_DATA_FIELDS} {self.name}"[:80],
            label=f"{number} {self.name}"[:150],
            kind=kind,
            definition=self.long[:500],
            measure=self.name[:30],
            least=f"-{HUGE}",
            greatest=HUGE,
            choices=choices if kind is FieldKind.CHOICE else (),
        )

    def sheet(self, state: SheetState = SheetState.CORRECTED) -> UnitSheet:
        unit = self.units[0]
        unit.answered_at = NOW if state is SheetState.CORRECTED else None
        return UnitSheet(
            self.call,
            self.group,
            self.settings,
            unit,
            tuple(self._cell(field) for field in self.fields()),
            state,
            LARGEST_ID,
            certification=self._answer if unit.answered_at else None,
            certified_by=self.person,
            reopening=Reopening(unit_id=1, reopened_by=1, reopened_at=NOW, reason=self.long[:300]),
            respondents=(Respondent(self.person, Capacity.DATA_CONTACT),) * 9,
        )

    def part(self, state: SheetState = SheetState.CORRECTED) -> list[SheetCell]:
        """The longest part of a sheet."""
        return list(self.sheet(state).cells)[: data_fields.MOST_IN_PART]

    def _cell(self, field: CallField) -> SheetCell:
        values = {
            FieldKind.TEXT: self.long[:FIELD_TEXT_LENGTH],
            FieldKind.CHOICE: f"0 {self.name}"[:75],
            FieldKind.YES_NO: "yes",
        }
        value = values.get(field.kind, f"-{HUGE}")
        return SheetCell(field, self._row(field, value), value, wants_note=True)

    def _row(self, field: CallField, value: str) -> SheetValue:
        return SheetValue(
            id=LARGEST_ID,
            unit_id=1,
            field_id=field.id,
            value=value,
            note=self.long[:300],
            is_correction=True,
            person_id=1,
            capacity=Capacity.SECOND_CONTACT,
            door=AnswerDoor.PHONE,
            given_at=NOW,
        )

    @property
    def _answer(self) -> CallAnswer:
        return CallAnswer(
            id=1,
            unit_id=1,
            words="Certified",
            comment=self.long[:300],
            person_id=1,
            capacity=Capacity.SECOND_CONTACT,
            door=AnswerDoor.PHONE,
            given_at=NOW,
        )

    @cached_property
    def units(self) -> list[CallUnit]:
        return [
            CallUnit(
                id=LARGEST_ID - number, call_id=1, name=self.name[:200], excused=self.long[:300]
            )
            for number in range(200)
        ]

    @property
    def saved(self) -> SavedPart:
        cells = self.part()
        rows = [(cell.field, self._row(cell.field, cell.value)) for cell in cells]
        return SavedPart(tuple(row for _, row in rows), tuple(rows), {1: self.person})

    @property
    def lines(self) -> tuple[SheetLine, ...]:
        who = (Respondent(self.person, Capacity.DATA_CONTACT),) * 9
        states = list(SheetState)
        return tuple(
            SheetLine(unit, states[number % len(states)], 300, None, self.person, who)
            for number, unit in enumerate(self.units)
        )

    def certified_lines(self) -> tuple[SheetLine, ...]:
        return tuple(replace(line, certification=self._answer) for line in self.lines)

    @property
    def page(self) -> DataCallPage:
        return DataCallPage(
            self.call,
            self.group,
            self.settings,
            MOST_DATA_FIELDS,
            self.lines,
            tuple(self.units[:9]),
            may_run=True,
            may_record=True,
            may_see_values=True,
        )

    def draft(self, *, is_bare: bool = False) -> DataDraftPage:
        names = () if is_bare else (self.name,) * 200
        page = DraftPage(
            self.call, self.group, names=names, seen="0123456789abcdef", may_open=not is_bare
        )
        fields = () if is_bare else self.fields()
        return DataDraftPage(page, self.settings, fields, wants_contacts_confirmed=is_bare)

    @property
    def contacts(self) -> list[ContactLine]:
        kinds = (*RepresentationKind, *RepresentationKind)
        named = tuple(
            RepresentativeLine(number, self.person, kind, NOW.date(), None, False, "has left Slack")
            for number, kind in enumerate(kinds)
        )
        return [ContactLine(self.name, named) for _ in range(200)]

    @property
    def totals(self) -> list[FieldTotal]:
        return [self._total(field) for field in self.fields()]

    def _total(self, field: CallField) -> FieldTotal:
        number = Decimal(HUGE) * 200
        counts = tuple((choice, 200) for choice in field.choices)
        return FieldTotal(field, 200, number, -number, number, counts)

    @property
    def log(self) -> list[SheetEntry]:
        return [
            SheetEntry(cell.row, cell.field, self.units[0], self.person, cell.value)
            for cell in self.sheet().cells
            if cell.row is not None
        ]

"""Data calls through their whole lives: what goes out in files is what was filled in, and anybody
can add it up again.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from models import Call, CallField, CallUnit, RepresentationKind, SheetValue
from models.calls import AnswerDoor, Capacity, IfSilent
from models.data_calls import FieldFacts, FieldKind, SheetState
from models.representatives import RepresentedSubject
from services import calls, data_fields, data_sheets, representatives
from services.data_sheets import FilledSheet
from services.errors import NotAllowed
from services.spreadsheets import unguarded
from tests.data_call_cases import certify, fill, open_data_call, unit_named
from tests.factories import NOW, Cast, cast, organization, person, standing
from tests.happenings import on_leave
from tests.open_calls import represent

YEAR = timedelta(days=300)
KINDS = tuple(FieldKind)
CHOICES = ("Own", "Shared", "=None")
MANY = [
    FieldFacts(
        f"Section {number // 25}",
        f"Field {number}",
        KINDS[number % len(KINDS)],
        choices=CHOICES if KINDS[number % len(KINDS)] is FieldKind.CHOICE else (),
        is_required=number % 7 != 0,
    )
    for number in range(120)
]


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def typed(field: FieldFacts, place: int, year: int) -> str:
    """What the library at a place types into a field, and what of it is exported."""
    number = place * 131 + int(field.label.split()[1]) * 17 + year
    return {
        FieldKind.WHOLE: f"{number:,}",
        FieldKind.AMOUNT: f"-${number:,}.{number % 100:02}",
        FieldKind.PERCENT: f"{number % 100}.5%",
        FieldKind.YES_NO: "yes" if number % 2 else "no",
        FieldKind.CHOICE: CHOICES[number % 3],
        FieldKind.TEXT: f"=SUM(A{number})",
    }[field.kind]


def exported(field: FieldFacts, text: str) -> str:
    """The same as a cell of a file holds it."""
    bare = text.replace(",", "").replace("$", "").replace("%", "")
    is_number = field.kind in (FieldKind.WHOLE, FieldKind.AMOUNT, FieldKind.PERCENT)
    return f"{Decimal(bare).normalize():f}" if is_number else text


def rows_of(session: Session, call: Call, who: Cast) -> list[list[str]]:
    file = data_sheets.sheets_to_csv(session, call, standing(session, who.dag))
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))


def workbook(session: Session, call: Call, who: Cast) -> dict[str, list[list[str]]]:
    """The sheets of a workbook, read without the code that wrote it."""
    file = data_sheets.sheets_to_xlsx(session, call, standing(session, who.dag))
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found = {}
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = [
            sheet.attrib["name"]
            for sheet in ET.fromstring(parts.read("xl/workbook.xml")).iter(f"{main}sheet")
        ]
        shared = [
            "".join(entry.itertext())
            for entry in ET.fromstring(parts.read("xl/sharedStrings.xml")).iter(f"{main}si")
        ]
        for number, name in enumerate(names, 1):
            tree = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{main}f")), "no cell is a formula"
            found[name] = [
                [_shown(cell, shared) for cell in row.iter(f"{main}c")]
                for row in tree.iter(f"{main}row")
            ]
    return found


def _shown(cell: ET.Element, shared: list[str]) -> str:
    value = "".join(cell.itertext())
    return shared[int(value)] if cell.attrib.get("t") == "s" else value


def test_two_years_of_120_fields_and_18_units_go_out_as_they_were_filled_in(
    session: Session, people: Cast
) -> None:
    for number in range(16):
        organization(session, f"library{number:02}")
    call = open_data_call(session, people.metadata, people.dag, fields=MANY)
    check_year(session, people, call, 0)
    later = NOW + YEAR
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=later)
    following.closes_at, following.if_silent = later + timedelta(days=30), IfSilent.LAST_YEAR
    data_fields.confirm_contacts(session, following, by=people.dag, now=later)
    calls.open_call(session, following, people.metadata, by=people.dag, now=later)
    check_year(session, people, following, 1)


def check_year(session: Session, people: Cast, call: Call, year: int) -> None:
    now = NOW + year * YEAR
    units = calls.units_of(session, call)
    assert len(units) == 18
    # In the second year the last one is silent, and counts as in the first.
    for place, unit in enumerate(units[: 18 - year]):
        values = [typed(field, place, year) for field in MANY]
        fill(session, unit, people.dag, values, capacity=Capacity.MANAGER, now=now)
        notes = {field.label: "It grew" for field in MANY}
        certify(session, unit, people.dag, notes, capacity=Capacity.MANAGER, now=now)
    calls.close(session, call, people.metadata, now=now)
    header, *rows = rows_of(session, call, people)
    first = header.index(f"{MANY[0].section}: {MANY[0].label}")
    assert len(rows) == 18
    for place, row in enumerate(rows):
        given_in = 0 if place == 17 else year
        values = [exported(field, typed(field, place, given_in)) for field in MANY]
        cells = [unguarded(cell) for cell in row[first:]]
        assert cells == values
    sheets = workbook(session, call, people)
    assert [row[first:] for row in sheets["Sheets"][1:]] == [
        [unguarded(cell) for cell in row[first:]] for row in rows
    ]
    check_totals(session, call, header[first:], [row[first:] for row in rows])


def check_totals(
    session: Session, call: Call, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Add up by hand, from the file, what the page shows."""
    for total, column in zip(
        data_sheets.totals_of(session, call), zip(*rows, strict=True), strict=True
    ):
        filled = [unguarded(cell) for cell in column if cell]
        assert total.units == len(filled)
        if total.total is not None:
            assert total.total == sum(Decimal(cell) for cell in filled)
        assert dict(total.counts) == {choice: Counter(filled)[choice] for choice, _ in total.counts}
    assert len(names) == len(rows[0])


def test_eighteen_units_each_in_its_way_have_a_row_each_and_all_is_in_the_log(
    session: Session, people: Cast
) -> None:
    libraries = [organization(session, f"library{number:02}") for number in range(16)]
    fields = [FieldFacts("A", "Loans"), FieldFacts("A", "Spent", FieldKind.AMOUNT)]
    topic = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    subject = RepresentedSubject(topic.name, topic_id=topic.id)
    staff = [person(session, f"Person{n:02}", at=row) for n, row in enumerate(libraries)]
    for row, who in zip(libraries, staff, strict=True):
        kind = RepresentationKind.REPRESENTATIVE
        representatives.appoint(session, row, subject, kind, who, by=people.dag, now=NOW)
    represent(session, people.ben, people.central, people.metadata)
    represent(session, people.ann, people.central, people.metadata, RepresentationKind.ALTERNATE)
    represent(session, people.cleo, people.tunxis, people.metadata)
    call = open_data_call(session, people.metadata, people.dag, fields=fields)
    central, tunxis = (unit_named(session, call, name) for name in ("Central", "Tunxis"))
    # The representative and the alternate fill it in differently.
    fill(session, central, people.ben, ("100", "1.10"))
    fill(session, central, people.ann, {"Loans": "101"}, capacity=Capacity.ALTERNATE)
    certify(session, central, people.ann, capacity=Capacity.ALTERNATE)
    # Told by phone, and corrected.
    fill(session, tunxis, people.dag, ("20", "2.20"), capacity=Capacity.MANAGER)
    certify(session, tunxis, people.dag, capacity=Capacity.MANAGER)
    fill(session, tunxis, people.cleo, {"Loans": "21"}, why="Misheard")
    units = [unit_named(session, call, row.short_name) for row in libraries]
    contact = Capacity.DATA_CONTACT
    # Who would fill it in is on leave, and the second contact does.
    on_leave(session, people.metadata, staff[4], by=people.dag)
    second = person(session, "Second", at=libraries[4])
    alternate = RepresentationKind.ALTERNATE
    representatives.appoint(
        session, libraries[4], subject, alternate, second, by=people.dag, now=NOW
    )
    fill(session, units[4], second, ("10", "0.10"), capacity=Capacity.SECOND_CONTACT)
    certify(session, units[4], second, capacity=Capacity.SECOND_CONTACT)
    for unit, who in zip(units[5:], staff[5:], strict=True):
        fill(session, unit, who, ("10", "0.10"), capacity=contact)
        certify(session, unit, who, capacity=contact)
    # The first is silent, the second excused, the third changes its contact, the fourth withdraws.
    calls.excuse(session, call, units[1], "On leave", by=people.dag, now=NOW)
    fill(session, units[2], staff[2], {"Loans": "7"}, capacity=contact)
    heir = person(session, "Heir", at=libraries[2])
    kind = RepresentationKind.REPRESENTATIVE
    later = NOW + timedelta(hours=1)
    representatives.appoint(session, libraries[2], subject, kind, heir, by=people.dag, now=later)
    with pytest.raises(NotAllowed):
        data_sheets.capacity_to_fill(session, units[2], standing(session, staff[2], later))
    fill(session, units[2], heir, ("8", "0.80"), capacity=contact, now=later)
    certify(session, units[2], heir, capacity=contact, now=later)
    fill(session, units[3], staff[3], ("9", "0.90"), capacity=contact)
    certify(session, units[3], staff[3], capacity=contact)
    door = AnswerDoor.SLACK
    calls.take_back(session, call, units[3], by=staff[3], capacity=contact, door=door, now=later)
    calls.close(session, call, people.metadata, now=later)
    header, *rows = rows_of(session, call, people)
    assert len(rows) == 18
    states = {row[0]: row[header.index("state")] for row in rows}
    assert Counter(states.values()) == {"certified": 14, "corrected": 1, "draft": 1} | {
        "excused": 1,
        "not begun": 1,
    }
    assert states["Tunxis"] == SheetState.CORRECTED
    loans, spent = (
        [Decimal(row[header.index(name)]) for row in rows if row[header.index(name)]]
        for name in ("A: Loans", "A: Spent")
    )
    assert (sum(loans), sum(spent)) == (101 + 21 + 8 + 120, Decimal("5.30"))
    totals = data_sheets.totals_of(session, call)
    assert [(total.total, total.units) for total in totals] == [(sum(loans), 15), (sum(spent), 15)]
    log = data_sheets.sheet_log(session, call)
    assert len(log) == 2 + 1 + 2 + 1 + 24 + 1 + 2 + 2
    answers = calls.answer_log(session, call, standing(session, people.dag, later))
    assert len(answers) == 17


field_kinds = st.sampled_from((FieldKind.WHOLE, FieldKind.AMOUNT, FieldKind.CHOICE))


@given(
    st.lists(field_kinds, min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from(SheetState), st.lists(st.integers(-(10**14), 10**14), max_size=4)
        ),
        max_size=8,
    ),
)
@settings(deadline=None, derandomize=True, max_examples=150)
def test_totals_are_what_a_naive_count_comes_to(
    kinds: list[FieldKind], filled: list[tuple[SheetState, list[int]]]
) -> None:
    fields = [
        CallField(
            id=n + 1, call_id=1, position=n, section="A", label=f"{n}", kind=kind, choices=CHOICES
        )
        for n, kind in enumerate(kinds)
    ]
    sheets = [
        FilledSheet(
            CallUnit(id=place, call_id=1, name="x"),
            state,
            {
                field.id: _value(field, number)
                for field, number in zip(fields, numbers, strict=False)
            },
        )
        for place, (state, numbers) in enumerate(filled)
    ]
    found = data_sheets.totals(fields, data_sheets.counting(sheets))
    for place, total in enumerate(found):
        column = [
            numbers[place]
            for state, numbers in filled
            if state in ("certified", "corrected", "as last year") and place < len(numbers)
        ]
        assert total.units == len(column)
        if fields[place].kind is FieldKind.WHOLE:
            assert total.total == sum(column)
        elif fields[place].kind is FieldKind.AMOUNT:
            assert total.total == Decimal(sum(column)) / 100
        else:
            assert [count for _, count in total.counts] == [
                sum(number % 3 == choice for number in column) for choice in range(3)
            ]


def _value(field: CallField, number: int) -> str:
    if field.kind is FieldKind.CHOICE:
        return CHOICES[number % 3]
    exact = Decimal(number) if field.kind is FieldKind.WHOLE else Decimal(number) / 100
    return f"{exact:f}"


def test_many_units_and_fields_take_as_many_queries_as_few(
    session: Session, people: Cast, database: Engine
) -> None:
    few = open_data_call(session, people.metadata, people.dag, fields=MANY[:2], is_hidden=False)
    for number in range(198):
        organization(session, f"library{number:03}")
    many = open_data_call(session, people.metadata, people.dag, fields=MANY, is_hidden=False)
    for call in (few, many):
        fields = data_fields.fields_of(session, call)
        rows = [
            {
                "unit_id": unit.id,
                "field_id": field.id,
                "value": "5",
                "note": "",
                "is_correction": False,
                "person_id": people.dag.id,
                "capacity": Capacity.MANAGER,
                "door": AnswerDoor.PHONE,
                "given_at": NOW,
            }
            for unit in calls.units_of(session, call)
            for field in fields
        ]
        session.execute(sa.insert(SheetValue), rows)
        for unit in calls.units_of(session, call):
            unit.answered_at = NOW
        session.flush()
    counts = [queries(session, database, call, people) for call in (few, many)]
    assert counts[0] == counts[1]
    assert all(count <= 30 for count in counts[1])


def queries(session: Session, database: Engine, call: Call, people: Cast) -> list[int]:
    """How many queries the grid, the totals, a file and one sheet take."""
    seen: list[str] = []
    who = standing(session, people.dag)
    unit = calls.units_of(session, call)[0]

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(database, "before_cursor_execute", note)
    found = []
    for ask in (
        lambda: data_sheets.grid(session, call, who),
        lambda: data_sheets.totals_of(session, call),
        lambda: data_sheets.sheets_to_csv(session, call, who),
        lambda: data_sheets.sheet_of(session, call, people.metadata, unit, who),
    ):
        session.expire_all()
        seen.clear()
        ask()
        found.append(len(seen))
    sa.event.remove(database, "before_cursor_execute", note)
    return found

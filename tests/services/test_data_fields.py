"""The fields of data calls: lines that declare them, and numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import Call, CallField, DataCall, HistoryEntry
from models.calls import IfSilent, UnitKind
from models.data_calls import (
    MOST_DATA_FIELDS,
    MOST_SECTIONS,
    DataCallFacts,
    FieldFacts,
    FieldKind,
)
from services import calls, data_fields, data_sheets
from services.errors import Conflict, Invalid
from tests.data_call_cases import FIELDS, data_draft
from tests.factories import NOW, Cast, cast
from tests.open_calls import open_call

WHOLE = FieldFacts("A", "a", FieldKind.WHOLE, least="0", greatest="1000000")
AMOUNT = FieldFacts("A", "a", FieldKind.AMOUNT)
PERCENT = FieldFacts("A", "a", FieldKind.PERCENT)
FOUR = (
    FieldFacts("Use", "Loans"),
    FieldFacts("Money", "Spent", FieldKind.AMOUNT),
    FieldFacts("Money", "Share", FieldKind.PERCENT),
    FieldFacts("Staff", "FTE", FieldKind.AMOUNT),
)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (WHOLE, "1234", "1234"),
        (WHOLE, " 1,234 ", "1234"),
        (WHOLE, "1 234", "1234"),
        (WHOLE, "1\u202f234", "1234"),
        (WHOLE, "0012", "12"),
        (WHOLE, "000", "0"),
        (WHOLE, "-0", "0"),
        (WHOLE, "12.00", "12"),
        (WHOLE, "", ""),
        (WHOLE, "  ", ""),
        (WHOLE, "1,000,000", "1000000"),
        (AMOUNT, "$1,200", "1200"),
        (AMOUNT, "1,200.50", "1200.5"),
        (AMOUNT, "-$3.05", "-3.05"),
        (AMOUNT, "$-3.05", "-3.05"),
        (AMOUNT, "\u22123.05 USD", "-3.05"),
        (AMOUNT, "12 dollars", "12"),
        (PERCENT, "12.5%", "12.5"),
        (PERCENT, "12.5 percent", "12.5"),
        (PERCENT, "12.1250", "12.125"),
        (FieldFacts("A", "a", FieldKind.YES_NO), "Y", "yes"),
        (FieldFacts("A", "a", FieldKind.YES_NO), "no", "no"),
        (FieldFacts("A", "a", FieldKind.CHOICE, choices=("Own", "None")), " own", "Own"),
        (FieldFacts("A", "a", FieldKind.TEXT), " =1+1 ", "=1+1"),
    ],
)
def test_what_people_type_is_read_exactly(field: FieldFacts, typed: str, kept: str) -> None:
    assert data_fields.read_value(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (WHOLE, "12,5", "I cannot read “12,5”. Write a whole number, such as 1,234."),
        (WHOLE, "1,23,456", "I cannot read"),
        (WHOLE, "1,234 567", "I cannot read"),
        (WHOLE, "12.5", "“12.5” is no whole number."),
        (WHOLE, "about 20", "I cannot read"),
        (WHOLE, "12%", "I cannot read"),
        (WHOLE, "$12", "I cannot read"),
        (WHOLE, "1e3", "I cannot read"),
        (WHOLE, "١٢", "I cannot read"),
        (WHOLE, "-1", "That is less than 0, the least that may stand here."),
        (WHOLE, "1000001", "That is more than 1,000,000, the greatest that may stand here."),
        (AMOUNT, "1.234", "“1.234” has too many decimals: 2 at most."),
        (AMOUNT, "1" * 16, "That is too large: 15 digits at most."),
        (AMOUNT, "$", "I cannot read"),
        (PERCENT, "12.12345", "has too many decimals: 4 at most."),
        (FieldFacts("A", "a", FieldKind.YES_NO), "perhaps", "Answer yes or no."),
        (FieldFacts("A", "a", FieldKind.CHOICE, choices=("Own",)), "Other", "Choose one of"),
        (FieldFacts("A", "a", FieldKind.TEXT), "x" * 1001, "That is too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(
    field: FieldFacts, typed: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        data_fields.read_value(field, typed)
    assert words in refused.value.message


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=2), st.booleans(), st.booleans())
@settings(deadline=None, derandomize=True)
def test_an_amount_is_the_same_however_it_is_typed(
    number: Decimal, is_grouped: bool, has_sign: bool
) -> None:
    typed = f"{abs(number):,.2f}" if is_grouped else f"{abs(number):.2f}"
    typed = f"{'-' if number < 0 else ''}{'$' if has_sign else ''}{typed}"
    kept = data_fields.read_value(AMOUNT, typed)
    assert Decimal(kept) == number
    assert data_fields.read_value(AMOUNT, kept) == kept
    assert "E" not in kept


@pytest.mark.parametrize(
    ("value", "before", "percent", "is_much"),
    [
        ("130", "100", 30, False),
        ("131", "100", 30, True),
        ("70", "100", 30, False),
        ("69.99", "100", 30, True),
        ("1", "0", 30, True),
        ("0", "0", 0, False),
        ("101", "100", 0, True),
        ("", "100", 30, False),
        ("100", "", 30, False),
        ("-131", "-100", 30, True),
    ],
)
def test_a_change_of_more_than_so_many_percent_is_much(
    value: str, before: str, percent: int, is_much: bool
) -> None:
    found = data_fields.has_changed_much(FieldKind.AMOUNT, value, before, percent)
    assert found is is_much
    assert not data_fields.has_changed_much(FieldKind.TEXT, value, before, percent)


def test_lines_are_read_in_the_usual_order_or_by_their_names() -> None:
    plain = data_fields.read_lines(
        'Circulation,Loans,whole number,"Print, media",loans,yes,0,,\n\n'
        "Service,Chat,choice,,,no,,,Own; Shared"
    )
    assert plain == [
        FieldFacts("Circulation", "Loans", FieldKind.WHOLE, "Print, media", "loans", True, "0", ""),
        FieldFacts(
            *("Service", "Chat", FieldKind.CHOICE, "", "", False, "", "", ("Own", "Shared"))
        ),
    ]
    by_name = data_fields.read_lines("Label\tKind\tSection\nLoans\tnumber\tCirculation")
    assert by_name == [FieldFacts("Circulation", "Loans")]
    assert data_fields.read_lines(data_fields.to_lines(FIELDS)) == list(FIELDS)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("A,a,figure", "Line 1: “figure” is no kind. There are: whole number, amount"),
        ("A,a", "Line 1: The kind is missing."),
        (",a,text", "Line 1: The section is missing."),
        ("A,,text", "Line 1: The label is missing."),
        ("A,a,text\nA,A,text", "Line 2: “A” is in that section twice."),
        ('A,a,text,"two\nlines"\nA,b,what', "Line 3: “what” is no kind."),
        ("A,a,text,,,perhaps", "Line 1: “perhaps” under “required” is neither yes nor no."),
        ("A,a,text,,,,5", "Line 1: Only numbers have a least"),
        ("A,a,number,,,,5,4", "Line 1: The least, 5, is more than the greatest, 4."),
        ("A,a,number,,,,x", "Line 1: I cannot read “x”."),
        ("A,a,text,,,,,,Own;Other", "Line 1: A field of the kind “text” has no choices."),
        ("A,a,choice,,,,,,Own", "Line 1: Give 2 to 20 choices, with “;” between them."),
        ("A,a,choice,,,,,,Own;own", "Line 1: Two of the choices read the same."),
        (f"A,a,choice,,,,,,Own;{'x' * 76}", "Line 1: The choice is too long: 75 characters"),
        (f"A,{'x' * 151},text", "Line 1: The label is too long: 150 characters at most."),
        ("A,a,text,,,,,,,more", "Line 1: There are more cells than columns."),
        ("label,kind,sectoin\na,text,A", "Line 1: I know no column “sectoin”. Did you mean"),
        ("label,label\na,b", "Line 1: A column is there twice."),
        ("\n".join(["A,a,what"] * 12), "4 more lines have faults."),
    ],
)
def test_each_fault_is_told_by_its_line(lines: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        data_fields.read_lines(lines)
    assert words in refused.value.message
    assert refused.value.field == "fields"


def test_a_draft_is_declared_anew_or_added_to(session: Session, people: Cast) -> None:
    call = data_draft(session, people.metadata, people.ann)
    before = data_fields.digest(session, call)
    more = [FieldFacts("Circulation", "Holds"), FieldFacts("Money", "Spent on e-resources")]
    data_fields.declare(session, call, more, is_added=True, by=people.ann, now=NOW)
    fields = data_fields.fields_of(session, call)
    labels = [field.label for field in fields]
    assert labels[:4] == ["Loans", "Renewals", "Holds", "Spent on e-resources"]
    assert fields[3].kind is FieldKind.WHOLE
    assert [field.position for field in fields] == list(range(8))
    assert data_fields.digest(session, call) != before
    data_fields.declare(session, call, more, by=people.ann, now=NOW)
    assert [field.label for field in data_fields.fields_of(session, call)] == [
        "Holds",
        "Spent on e-resources",
    ]


def test_too_many_fields_or_sections_are_refused(session: Session, people: Cast) -> None:
    call = data_draft(session, people.metadata, people.ann)
    many = [FieldFacts("A", f"Field {number}") for number in range(MOST_DATA_FIELDS + 1)]
    sections = [FieldFacts(f"Part {number}", "a") for number in range(MOST_SECTIONS + 1)]
    for fields in (many, sections, []):
        with pytest.raises(Invalid):
            data_fields.declare(session, call, fields, by=people.ann, now=NOW)
    data_fields.declare(session, call, many[:-1], by=people.ann, now=NOW)
    data_fields.declare(session, call, sections[:-1], by=people.ann, now=NOW)


def test_a_section_that_is_longer_than_a_form_has_pieces(session: Session, people: Cast) -> None:
    fields = [FieldFacts("A", f"Field {number}") for number in range(41)]
    call = data_draft(
        session, people.metadata, people.ann, fields=[*fields, FieldFacts("B", "Last")]
    )
    found = data_fields.parts(data_fields.fields_of(session, call))
    assert [len(part) for part in found] == [21, 20, 1]
    forty = data_fields.parts(data_fields.fields_of(session, call)[1:])
    assert [len(part) for part in forty] == [40, 1]


def test_what_is_not_declared_does_not_open(session: Session, people: Cast) -> None:
    call = data_draft(session, people.metadata, people.ann)
    for field in data_fields.fields_of(session, call):
        session.delete(field)
    session.flush()
    with pytest.raises(Conflict, match="Declare the fields"):
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    data_fields.declare(session, call, FIELDS, by=people.ann, now=NOW)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=NOW)
    following.closes_at = call.closes_at
    with pytest.raises(Conflict, match="Look over the data contacts first"):
        calls.open_call(session, following, people.metadata, by=people.dag, now=NOW)
    data_fields.confirm_contacts(session, following, by=people.dag, now=NOW)
    calls.open_call(session, following, people.metadata, by=people.dag, now=NOW)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (DataCallFacts(change_percent=-1), "change_percent"),
        (DataCallFacts(change_percent=1001), "change_percent"),
        (DataCallFacts(director_days=61), "director_days"),
        (DataCallFacts(director_days=-1), "director_days"),
    ],
)
def test_odd_rules_are_refused(
    session: Session, people: Cast, facts: DataCallFacts, field: str
) -> None:
    call = data_draft(session, people.metadata, people.ann)
    with pytest.raises(Invalid) as refused:
        data_fields.declare_rules(session, call, facts, by=people.ann, now=NOW)
    assert refused.value.field == field
    for fits in (DataCallFacts(0, None), DataCallFacts(1000, 60), DataCallFacts(30, 0)):
        data_fields.declare_rules(session, call, fits, by=people.ann, now=NOW)
        settings_now = data_fields.settings_of(session, call)
        assert (settings_now.change_percent, settings_now.director_days) == (
            fits.change_percent,
            fits.director_days,
        )


def test_a_data_call_asks_libraries_and_a_vote_has_no_last_year(
    session: Session, people: Cast
) -> None:
    with pytest.raises(Invalid, match="not to seats"):
        data_draft(session, people.metadata, people.ann, unit_kind=UnitKind.SEAT)
    with pytest.raises(Invalid, match="Only a data call"):
        open_call(session, people.metadata, people.dag, if_silent=IfSilent.LAST_YEAR)


def test_a_draft_that_is_discarded_leaves_nothing(session: Session, people: Cast) -> None:
    call = data_draft(session, people.metadata, people.ann)
    calls.discard(session, call, by=people.ann, now=NOW)
    assert session.exec(select(CallField)).all() == []
    assert session.exec(select(DataCall)).all() == []


@pytest.mark.parametrize(
    ("question", "later"),
    [
        ("Annual statistics 2026", "Annual statistics 2027"),
        ("Statistics 2025–2026", "Statistics 2026–2027"),
        ("Annual statistics", "Annual statistics (next)"),
        ("Annual statistics (next)", "Annual statistics (next)"),
    ],
)
def test_next_years_call_has_the_next_year_in_its_words(question: str, later: str) -> None:
    assert data_sheets.next_years_question(question) == later


def labels(session: Session, call: Call) -> list[tuple[str, str]]:
    return [(row.section, row.label) for row in data_fields.fields_of(session, call)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (1, ["New", "Spent", "Share"]),
        (2, ["Spent", "New", "Share"]),
        (3, ["Spent", "Share", "New"]),
        (99, ["Spent", "Share", "New"]),
        (None, ["Spent", "Share", "New"]),
    ],
)
def test_a_field_is_added_at_its_place_in_its_section(
    session: Session, people: Cast, place: int | None, expected: list[str]
) -> None:
    draft = data_draft(session, people.metadata, people.dag, fields=FOUR)
    facts = FieldFacts("MONEY", "New", FieldKind.AMOUNT)
    data_fields.add_field(session, draft, facts, place=place, by=people.dag, now=NOW)
    found = [("Use", "Loans"), *(("Money", label) for label in expected), ("Staff", "FTE")]
    assert labels(session, draft) == found
    positions = [row.position for row in data_fields.fields_of(session, draft)]
    assert positions == list(range(5))


def test_a_field_of_a_new_section_is_the_last(session: Session, people: Cast) -> None:
    draft = data_draft(session, people.metadata, people.dag, fields=FOUR)
    facts = FieldFacts("Rooms", "Seats")
    data_fields.add_field(session, draft, facts, place=1, by=people.dag, now=NOW)
    assert labels(session, draft)[-1] == ("Rooms", "Seats")


def test_a_field_is_changed_moved_and_taken_out(session: Session, people: Cast) -> None:
    draft = data_draft(session, people.metadata, people.dag, fields=FOUR)
    rows = {row.label: row for row in data_fields.fields_of(session, draft)}

    def change(label: str, facts: FieldFacts, place: int | None) -> None:
        data_fields.change_field(
            session, draft, rows[label], facts, place=place, by=people.dag, now=NOW
        )

    assert data_fields.place_of(list(rows.values()), rows["Share"]) == 2
    change("Share", FieldFacts("Money", "Part", FieldKind.PERCENT, least="0"), 1)
    assert [label for _section, label in labels(session, draft)] == [
        "Loans",
        "Part",
        "Spent",
        "FTE",
    ]
    assert (rows["Share"].least, rows["Share"].id) == ("0", rows["Share"].id)
    # A section of a single field keeps its place under another name.
    change("Loans", FieldFacts("Circulation", "Loans"), 1)
    assert labels(session, draft)[0] == ("Circulation", "Loans")
    change("Share", FieldFacts("Staff", "Part", FieldKind.PERCENT), None)
    found = [("Circulation", "Loans"), ("Money", "Spent"), ("Staff", "FTE"), ("Staff", "Part")]
    assert labels(session, draft) == found
    data_fields.remove_field(session, draft, rows["Spent"], by=people.dag, now=NOW)
    assert [label for _section, label in labels(session, draft)] == ["Loans", "FTE", "Part"]
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "call.field")).all()
    assert [(entry.before.get("field"), entry.after.get("field")) for entry in entries] == [
        ("Money,Share,percent,,,yes,,,", "Money,Part,percent,,,yes,0,,"),
        ("Use,Loans,whole number,,,yes,,,", "Circulation,Loans,whole number,,,yes,,,"),
        ("Money,Part,percent,,,yes,0,,", "Staff,Part,percent,,,yes,,,"),
        ("Money,Spent,amount,,,yes,,,", None),
    ]


def test_a_field_that_is_only_moved_is_on_record_and_one_left_alone_is_not(
    session: Session, people: Cast
) -> None:
    draft = data_draft(session, people.metadata, people.dag, fields=FOUR)
    spent = data_fields.fields_of(session, draft)[1]
    for place, count in ((1, 0), (2, 1), (2, 1), (1, 2)):
        data_fields.change_field(
            session, draft, spent, FOUR[1], place=place, by=people.dag, now=NOW
        )
        statement = select(HistoryEntry).where(HistoryEntry.action == "call.field")
        assert len(session.exec(statement).all()) == count


def test_one_more_or_the_same_again_is_refused(session: Session, people: Cast) -> None:
    draft = data_draft(session, people.metadata, people.dag, fields=FOUR)
    rows = data_fields.fields_of(session, draft)

    def add(facts: FieldFacts) -> None:
        data_fields.add_field(session, draft, facts, by=people.dag, now=NOW)

    with pytest.raises(Invalid) as refused:
        add(FieldFacts("money", "SPENT"))
    assert refused.value.field == "label"
    with pytest.raises(Invalid) as refused:
        data_fields.change_field(
            session, draft, rows[2], FieldFacts("Money", "Spent"), by=people.dag, now=NOW
        )
    assert refused.value.field == "label"
    for number in range(MOST_SECTIONS - 3):
        add(FieldFacts(f"Section {number}", "Field"))
    with pytest.raises(Conflict, match="30 sections"):
        add(FieldFacts("One more", "Field"))
    full = [FieldFacts("Money", f"Field {number}") for number in range(MOST_DATA_FIELDS)]
    data_fields.declare(session, draft, full, by=people.dag, now=NOW)
    with pytest.raises(Conflict, match="300 fields"):
        add(FieldFacts("Money", "One more"))


def test_a_renamed_field_stands_for_the_same_one_of_the_year_before(
    session: Session, people: Cast
) -> None:
    call = data_draft(session, people.metadata, people.dag, fields=FOUR)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    before = {row.label: row.id for row in data_fields.fields_of(session, call)}
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=NOW)
    loans = data_fields.fields_of(session, following)[0]

    def change(facts: FieldFacts) -> None:
        data_fields.change_field(session, following, loans, facts, by=people.dag, now=NOW)

    change(FieldFacts("Use", "Checkouts"))
    assert loans.previous_id == before["Loans"]
    lines = data_fields.to_lines(
        [data_fields.facts_of_field(row) for row in data_fields.fields_of(session, following)]
    )
    # Lines that are pasted again leave it so, and no other field takes its past.
    again = [*data_fields.read_lines(lines), FieldFacts("Use", "Loans")]
    data_fields.declare(session, following, again, by=people.dag, now=NOW)
    found = {row.label: row.previous_id for row in data_fields.fields_of(session, following)}
    assert (found["Checkouts"], found["Loans"]) == (before["Loans"], None)
    loans = data_fields.fields_of(session, following)[0]
    change(FieldFacts("Use", "Checkouts", FieldKind.TEXT))
    assert loans.previous_id is None
    added = data_fields.add_field(
        session, following, FieldFacts("Use", "Nothing like it"), by=people.dag, now=NOW
    )
    assert added.previous_id is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"section": " "}, "section"),
        ({"section": "x" * 81}, "section"),
        ({"label": ""}, "label"),
        ({"label": "x" * 151}, "label"),
        ({"definition": "x" * 501}, "definition"),
        ({"unit": "x" * 31}, "unit"),
        ({"least": "few"}, "least"),
        ({"greatest": "1.5"}, "greatest"),
        ({"least": "2", "greatest": "1"}, "least"),
        ({"kind": "text", "least": "1"}, "least"),
        ({"kind": "text", "greatest": "1"}, "greatest"),
        ({"choices": "Own"}, "choices"),
        ({"kind": "choice", "choices": "Own"}, "choices"),
        ({"kind": "choice", "choices": "Own\nown"}, "choices"),
        ({"kind": "choice", "choices": f"Own\n{'x' * 76}"}, "choices"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(21)))}, "choices"),
        ({"kind": "else"}, "kind"),
        ({"required": "maybe"}, "required"),
    ],
)
def test_a_form_with_a_fault_names_its_field(typed: dict[str, str], field: str) -> None:
    good = {"section": "Use", "label": "Loans", "kind": "whole number", "required": "yes"}
    with pytest.raises(Invalid) as refused:
        data_fields.read_form(good | typed)
    assert refused.value.field == field


def test_a_form_reads_as_a_line_does() -> None:
    typed = {
        "section": " Service  desk ",
        "label": "Chat",
        "kind": "choice",
        "definition": "Who\nanswers.",
        "required": "no",
        "choices": " Own \nShared; None\n",
    }
    assert data_fields.read_form(typed) == FieldFacts(
        "Service desk",
        "Chat",
        FieldKind.CHOICE,
        "Who answers.",
        is_required=False,
        choices=("Own", "Shared", "None"),
    )

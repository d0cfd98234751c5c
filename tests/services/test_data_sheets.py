"""Sheets of data calls: filled in by field, certified, corrected, reopened, and as last year."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from models import Call, Contribution, ContributionKind, HistoryEntry, SheetValue
from models.calls import AnswerDoor, Capacity, IfSilent
from models.data_calls import FieldFacts, FieldKind, SheetState
from models.representatives import RepresentationKind, RepresentedSubject
from services import access, calls, data_fields, data_sheets, representatives, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.data_call_cases import (
    FIELDS,
    FILLED,
    certify,
    data_draft,
    fill,
    open_data_call,
    sheet,
    unit_named,
)
from tests.factories import NOW, Cast, cast, person, standing
from tests.open_calls import YES, answer, open_call, represent, unit_of

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    people = cast(session)
    represent(session, people.ben, people.central, people.metadata)
    represent(session, people.ann, people.central, people.metadata, RepresentationKind.ALTERNATE)
    represent(session, people.cleo, people.tunxis, people.metadata)
    return people


@pytest.fixture
def call(session: Session, people: Cast) -> Call:
    return open_data_call(session, people.metadata, people.dag)


def contact(
    session: Session,
    people: Cast,
    kind: RepresentationKind = RepresentationKind.REPRESENTATIVE,
) -> None:
    """Ann becomes a data contact of Central."""
    topic = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    subject = RepresentedSubject(topic.name, topic_id=topic.id)
    representatives.appoint(
        session, people.central, subject, kind, people.ann, by=people.dag, now=NOW
    )


def states(session: Session, call: Call, people: Cast) -> dict[str, tuple[SheetState, int]]:
    lines = data_sheets.grid(session, call, standing(session, people.ann))
    return {line.unit.name: (line.state, line.filled) for line in lines}


def test_a_sheet_is_filled_in_certified_and_credited(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    assert states(session, call, people)["Central"] == (SheetState.NOT_BEGUN, 0)
    fill(session, unit, people.ben, {"Loans": "1,234", "Chat": "Shared"})
    assert states(session, call, people)["Central"] == (SheetState.DRAFT, 2)
    with pytest.raises(Conflict) as refused:
        certify(session, unit, people.ben)
    assert "“Spent on e-resources”, “Share of e-resources”" in refused.value.message
    fill(session, unit, people.ben, FILLED)
    certify(session, unit, people.ben)
    assert states(session, call, people)["Central"] == (SheetState.CERTIFIED, 5)
    assert states(session, call, people)["Tunxis"] == (SheetState.NOT_BEGUN, 0)
    certified = sheet(session, unit, people.ben)
    assert certified.certified_by == people.ben
    assert [cell.value for cell in certified.cells] == [
        *("1234", "", "12500.5", "12.5", "yes", "Shared", "")
    ]
    kinds = session.exec(select(Contribution.kind)).all()
    assert kinds == [ContributionKind.ANSWERED_CALL]
    with pytest.raises(Conflict, match="certified already"):
        certify(session, unit, people.ben)


def test_each_field_at_fault_is_told_and_nothing_is_kept(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    with pytest.raises(Invalid) as refused:
        fill(session, unit, people.ben, {"Loans": "many", "Renewals": "5", "Chat": "Else"})
    fields = {cell.field.label: cell.field for cell in sheet(session, unit, people.ben).cells}
    assert refused.value.field == data_sheets.field_name_of(fields["Loans"])
    assert set(refused.value.also) == {
        data_sheets.field_name_of(fields[label]) for label in ("Loans", "Chat")
    }
    assert session.exec(select(SheetValue)).all() == []


def test_two_people_who_save_at_once_are_merged_by_field(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    fill(session, unit, people.ben, FILLED)
    seen = sheet(session, unit, people.ann).seen
    fill(session, unit, people.ben, {"Loans": "2,000", "Renewals": "7"}, seen=seen)
    # The form of Ann still shows what stood there before.
    saved = fill(
        session,
        unit,
        people.ann,
        {"Loans": "3,000", "Renewals": "", "Chat": "None"},
        seen=seen,
        capacity=Capacity.ALTERNATE,
    )
    by_label = {cell.field.label: cell.value for cell in sheet(session, unit, people.ann).cells}
    assert by_label["Loans"] == "3000"
    assert by_label["Renewals"] == "7"
    assert by_label["Chat"] == "None"
    assert [(field.label, row.value) for field, row in saved.overlaid] == [("Loans", "2000")]
    assert saved.people == {people.ben.id: people.ben}
    log = data_sheets.sheet_log(session, call, unit=unit)
    loans = [entry for entry in log if entry.field.label == "Loans"]
    assert [(entry.before, entry.row.value, entry.person.name) for entry in loans] == [
        ("", "1234", people.ben.name),
        ("1234", "2000", people.ben.name),
        ("2000", "3000", people.ann.name),
    ]
    again = fill(session, unit, people.ann, {"Loans": "3,000"}, seen=seen)
    assert (again.changed, again.overlaid) == ((), ())


def test_a_correction_says_why_and_keeps_both_values(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    fill(session, unit, people.ben, FILLED)
    certify(session, unit, people.ben)
    with pytest.raises(Invalid) as refused:
        fill(session, unit, people.ben, {"Loans": "1,243"})
    assert refused.value.field == data_sheets.CORRECTED_WHY
    with pytest.raises(Invalid) as refused:
        fill(session, unit, people.ben, {"Loans": ""}, why="gone")
    assert "required" in refused.value.message
    assert fill(session, unit, people.ben, {"Loans": "1,234"}).changed == ()
    fill(session, unit, people.ben, {"Loans": "1,243"}, why="Digits swapped")
    assert states(session, call, people)["Central"] == (SheetState.CORRECTED, 5)
    [entry] = data_sheets.sheet_log(session, call, corrections=True)
    found = (entry.before, entry.row.value, entry.row.note, entry.person, entry.row.given_at)
    assert found == ("1234", "1243", "Digits swapped", people.ben, NOW)
    actions = session.exec(select(HistoryEntry.action)).all()
    assert actions.count("call.corrected") == 1


def test_a_withdrawn_certification_counts_no_more(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    fill(session, unit, people.ben, FILLED)
    certify(session, unit, people.ben)
    assert data_sheets.totals_of(session, call)[0].units == 1
    calls.take_back(
        session,
        call,
        unit,
        by=people.ben,
        capacity=Capacity.REPRESENTATIVE,
        door=AnswerDoor.SLACK,
        now=NOW,
    )
    assert states(session, call, people)["Central"] == (SheetState.DRAFT, 5)
    assert data_sheets.totals_of(session, call)[0].units == 0
    fill(session, unit, people.ben, {"Loans": "5"})
    certify(session, unit, people.ben)
    assert data_sheets.totals_of(session, call)[0].total == 5


def test_no_answer_but_a_sheet_is_taken(session: Session, people: Cast, call: Call) -> None:
    unit = unit_named(session, call, "Central")
    with pytest.raises(Conflict, match="filling in a sheet"):
        answer(session, call, unit, people.ben, YES)


def test_data_contacts_come_before_whoever_else_answers(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    first = terms.respondents(session, [unit.id], NOW)[unit.id]
    assert [each.capacity for each in first] == [Capacity.REPRESENTATIVE, Capacity.ALTERNATE]
    contact(session, people)
    now = terms.respondents(session, [unit.id], NOW)[unit.id]
    assert [(each.person, each.capacity) for each in now] == [
        (people.ann, Capacity.DATA_CONTACT),
        (people.ben, Capacity.REPRESENTATIVE),
    ]
    assert data_sheets.capacity_to_fill(session, unit, standing(session, people.ann)) is (
        Capacity.DATA_CONTACT
    )


def test_a_second_contact_is_asked_after_the_first_and_of_no_vote(
    session: Session, people: Cast, call: Call
) -> None:
    contact(session, people, RepresentationKind.ALTERNATE)
    unit = unit_named(session, call, "Central")
    now = terms.respondents(session, [unit.id], NOW)[unit.id]
    assert [each.capacity for each in now] == [
        Capacity.SECOND_CONTACT,
        Capacity.REPRESENTATIVE,
    ]
    vote = open_call(session, people.metadata, people.dag)
    voting = terms.respondents(session, [unit_of(session, vote, "Central").id], NOW)
    assert [each.capacity for each in next(iter(voting.values()))] == [
        Capacity.REPRESENTATIVE,
        Capacity.ALTERNATE,
    ]


def test_strangers_do_not_fill_in_and_managers_do_as_by_phone(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    with pytest.raises(NotAllowed, match="You do not answer for Central"):
        data_sheets.capacity_to_fill(session, unit, standing(session, people.cleo))
    capacity = data_sheets.capacity_to_fill(session, unit, standing(session, people.dag))
    assert (capacity, data_sheets.door_of(capacity)) == (Capacity.MANAGER, AnswerDoor.PHONE)
    fill(session, unit, people.dag, FILLED, capacity=capacity)
    certify(session, unit, people.dag, capacity=capacity)
    assert session.exec(select(Contribution)).all() == []
    fill(session, unit, people.ben, {"Loans": "9"}, why="Dag misheard")
    [entry] = data_sheets.sheet_log(session, call, corrections=True)
    assert (entry.before, entry.row.value) == ("1234", "9")


def test_who_sees_a_sheet_and_when(session: Session, people: Cast, call: Call) -> None:
    unit = unit_named(session, call, "Central")
    for who in (people.ben, people.dag):
        access.sheet_to_see(session, unit.id, by=standing(session, who))
    with pytest.raises(NotAllowed, match="shown when the call closes"):
        access.sheet_to_see(session, unit.id, by=standing(session, people.cleo))
    with pytest.raises(NotFound):
        access.sheet_to_see(session, 0, by=standing(session, people.dag))
    with pytest.raises(NotFound):
        access.sheet_to_fill(session, 0, by=standing(session, people.dag))
    calls.close(session, call, people.metadata, now=NOW)
    access.sheet_to_see(session, unit.id, by=standing(session, people.cleo))
    with pytest.raises(Conflict, match="closed"):
        access.sheet_to_fill(session, unit.id, by=standing(session, people.ben))


def test_a_sheet_is_reopened_after_closing_until_it_is_certified_anew(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    manager = standing(session, people.dag)
    with pytest.raises(Conflict, match="has not closed"):
        access.sheet_to_reopen(session, unit.id, by=manager)
    fill(session, unit, people.ben, FILLED)
    certify(session, unit, people.ben)
    calls.close(session, call, people.metadata, now=NOW)
    with pytest.raises(NotAllowed):
        access.sheet_to_reopen(session, unit.id, by=standing(session, people.ben))
    access.sheet_to_reopen(session, unit.id, by=manager)
    with pytest.raises(Invalid):
        data_sheets.reopen(session, call, unit, " ", by=people.dag, now=NOW)
    data_sheets.reopen(session, call, unit, "A branch is missing", by=people.dag, now=NOW)
    with pytest.raises(Conflict, match="reopened already"):
        data_sheets.reopen(session, call, unit, "Again", by=people.dag, now=NOW)
    fill(session, unit, people.ben, {"Loans": "2,234"}, why="With the branch")
    certify(session, unit, people.ben, now=NOW + DAY)
    with pytest.raises(Conflict, match="closed"):
        access.sheet_to_fill(session, unit.id, by=standing(session, people.ben))
    assert data_sheets.totals_of(session, call)[0].total == 2234
    log = calls.answer_log(session, call, manager)
    assert [line.answer and line.answer.words for line in log] == ["Certified anew", "Certified"]


def next_year(session: Session, people: Cast, call: Call, silent: IfSilent) -> Call:
    """The call of the year after, open, with the fields of this one."""
    calls.close(session, call, people.metadata, now=NOW)
    later = NOW + 300 * DAY
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=later)
    following.closes_at, following.if_silent = later + 30 * DAY, silent
    data_fields.confirm_contacts(session, following, by=people.dag, now=later)
    calls.open_call(session, following, people.metadata, by=people.dag, now=later)
    return following


def test_a_great_change_wants_a_note_and_silence_stands_for_last_year(
    session: Session, people: Cast, call: Call
) -> None:
    for name, who in (("Central", people.ben), ("Tunxis", people.cleo)):
        unit = unit_named(session, call, name)
        fill(session, unit, who, FILLED)
        certify(session, unit, who)
    following = next_year(session, people, call, IfSilent.LAST_YEAR)
    later = NOW + 301 * DAY
    unit = unit_named(session, following, "Central")
    shown = sheet(session, unit, people.ben, later)
    assert [cell.before for cell in shown.cells][:3] == ["1234", "", "12500.5"]
    fill(session, unit, people.ben, ("2,000", "3", *FILLED[2:]), now=later)
    with pytest.raises(Invalid) as refused:
        certify(session, unit, people.ben, now=later)
    [name] = refused.value.also
    assert name == data_sheets.note_name_of(shown.cells[0].field)
    certify(session, unit, people.ben, {"Loans": "A new branch"}, now=later)
    calls.close(session, following, people.metadata, now=later)
    assert states(session, following, people) == {
        "Central": (SheetState.CERTIFIED, 6),
        "Tunxis": (SheetState.AS_LAST_YEAR, 0),
    }
    totals = {total.field.label: total for total in data_sheets.totals_of(session, following)}
    assert (totals["Loans"].total, totals["Loans"].units) == (Decimal(3234), 2)
    assert (totals["Renewals"].total, totals["Renewals"].units) == (Decimal(3), 1)
    assert totals["Chat"].counts == (("Own", 0), ("Shared", 2), ("None", 0))


def test_silence_is_no_answer_where_that_is_declared(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Tunxis")
    fill(session, unit, people.cleo, FILLED)
    certify(session, unit, people.cleo)
    following = next_year(session, people, call, IfSilent.NO_ANSWER)
    calls.close(session, following, people.metadata, now=NOW + 302 * DAY)
    assert states(session, following, people)["Tunxis"] == (SheetState.NOT_BEGUN, 0)
    assert data_sheets.totals_of(session, following)[0].units == 0


def test_an_excused_unit_is_part_of_no_total_as_last_year(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Tunxis")
    fill(session, unit, people.cleo, FILLED)
    certify(session, unit, people.cleo)
    following = next_year(session, people, call, IfSilent.LAST_YEAR)
    excused = unit_named(session, following, "Tunxis")
    calls.excuse(session, following, excused, "Moved house", by=people.dag, now=NOW)
    calls.close(session, following, people.metadata, now=NOW + 302 * DAY)
    assert states(session, following, people)["Tunxis"] == (SheetState.EXCUSED, 0)
    assert data_sheets.totals_of(session, following)[0].units == 0


def test_next_years_fields_keep_their_past_when_they_are_declared_anew(
    session: Session, people: Cast, call: Call
) -> None:
    calls.close(session, call, people.metadata, now=NOW)
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=NOW)
    assert following.question == "Annual statistics 2027"
    renamed = [*FIELDS[:1], FieldFacts("Circulation", "Holds", FieldKind.WHOLE)]
    data_fields.declare(session, following, renamed, by=people.dag, now=NOW)
    first, second = data_fields.fields_of(session, following)
    assert first.previous_id == data_fields.fields_of(session, call)[0].id
    assert second.previous_id is None


def test_a_field_of_another_kind_has_no_past(session: Session, people: Cast, call: Call) -> None:
    for name, who in (("Central", people.ben), ("Tunxis", people.cleo)):
        unit = unit_named(session, call, name)
        fill(session, unit, who, FILLED)
        certify(session, unit, who)
    calls.close(session, call, people.metadata, now=NOW)
    following = data_sheets.draft_next(session, call, people.metadata, by=people.dag, now=NOW)
    declared = [
        FieldFacts("Service", "Chat", FieldKind.WHOLE),
        FieldFacts("Circulation", "Loans", FieldKind.AMOUNT),
        FieldFacts("Service", "Open on Sundays", FieldKind.TEXT),
    ]
    data_fields.declare(session, following, declared, by=people.dag, now=NOW)
    by_label = {row.label: row for row in data_fields.fields_of(session, following)}
    earlier = {row.label: row.id for row in data_fields.fields_of(session, call)}
    assert by_label["Chat"].previous_id is None
    assert by_label["Open on Sundays"].previous_id is None
    assert by_label["Loans"].previous_id == earlier["Loans"]
    following.closes_at, following.if_silent = NOW + 30 * DAY, IfSilent.LAST_YEAR
    data_fields.confirm_contacts(session, following, by=people.dag, now=NOW)
    calls.open_call(session, following, people.metadata, by=people.dag, now=NOW)
    unit = unit_named(session, following, "Central")
    fill(session, unit, people.ben, {"Chat": "5", "Loans": "$1,300.50", "Open on Sundays": "Yes"})
    certify(session, unit, people.ben)
    calls.close(session, following, people.metadata, now=NOW)
    totals = {total.field.label: total for total in data_sheets.totals_of(session, following)}
    assert (totals["Loans"].total, totals["Loans"].units) == (Decimal("2534.5"), 2)
    assert (totals["Chat"].total, totals["Chat"].units) == (Decimal(5), 1)


def test_contacts_are_listed_for_all_who_would_be_called(session: Session, people: Cast) -> None:
    contact(session, people)
    draft = data_draft(session, people.metadata, people.ann)
    found = data_sheets.contacts_to_confirm(session, draft, people.metadata, NOW)
    assert [(line.name, [each.person for each in line.contacts]) for line in found] == [
        ("Central", [people.ann]),
        ("Tunxis", []),
    ]


def test_the_topic_of_data_contacts_stays_the_same(session: Session, people: Cast) -> None:
    first = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    representatives.rename_topic(session, first, "Statistics", by=people.dag, now=NOW)
    assert data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW).id == first.id
    representatives.close_topic(session, first, by=people.dag, now=NOW)
    again = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    assert (again.id, again.closed_at, again.name) == (first.id, None, "Statistics")


def test_a_guest_who_comes_later_is_no_contact(session: Session, people: Cast) -> None:
    topic = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    guest = person(session, "Gus", at=people.central, is_guest=True)
    subject = RepresentedSubject(topic.name, topic_id=topic.id)
    with pytest.raises(Invalid):
        representatives.appoint(
            session,
            people.central,
            subject,
            RepresentationKind.REPRESENTATIVE,
            guest,
            by=people.dag,
            now=NOW,
        )

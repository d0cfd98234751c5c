"""Sheets of a data call through their door: filled in part by part, refused beside the fields,
certified, corrected, reopened, and by nobody for somebody else.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers.data_sheets import sheets_filled as door
from handlers.routes import Answer, Ask
from models import (
    Call,
    CallAnswer,
    CallKind,
    Group,
    OutboxMessage,
    Person,
    Reopening,
    SheetValue,
)
from models.calls import AnswerDoor, Capacity
from models.database import reading, unit_of_work
from services import calls
from services.errors import Invalid
from tests.data_call_cases import FILLED, certify, fill, open_data_call, unit_named
from tests.factories import NOW, Cast, cast
from tests.handlers.asks import pressed, refused, sent, shown, text_of
from tests.opened_calls import spoken_for
from views.values import CallUnitButton, SheetAt

CIRCULATION = {"field_0": "1,234", "field_1": ""}
MONEY = {"field_2": "$12,500.50", "field_3": "12.5%"}
SERVICE = {"field_4": "0", "field_5": "1", "field_6": ""}
DAY = timedelta(days=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    """A data call of Metadata is open; Ben answers for Central, Ann beside him, Cleo for Tunxis."""
    with unit_of_work() as session:
        found = cast(session)
        spoken_for(session, found)
        open_data_call(session, found.metadata, found.dag)
        return found


def unit_id(name: str = "Central") -> int:
    with reading() as session:
        return unit_named(session, session.exec(select(Call)).one(), name).id


def seen() -> int:
    """The number of the last value that there is, as a form carries it."""
    with reading() as session:
        return max(session.exec(select(SheetValue.id)).all(), default=0)


def part(who: Person, fields: dict[str, str], at: int = 0, *, name: str = "Central") -> Ask:
    """A part of a sheet as its form is sent."""
    return sent(who, fields, unit=unit_id(name), part=at, seen=seen())


def values() -> list[tuple[str, AnswerDoor, bool]]:
    with reading() as session:
        rows = session.exec(select(SheetValue).order_by(col(SheetValue.id))).all()
        return [(row.value, row.door, row.is_correction) for row in rows]


def filled(people: Cast, *, certified: bool = True) -> None:
    """Ben has filled in the sheet of Central."""
    with unit_of_work() as session:
        unit = unit_named(session, session.exec(select(Call)).one(), "Central")
        fill(session, unit, people.ben, FILLED)
        if certified:
            certify(session, unit, people.ben)


def closed(people: Cast) -> int:
    with unit_of_work() as session:
        call = session.exec(select(Call)).one()
        metadata = session.get_one(Group, people.metadata.id)
        calls.close(session, call, metadata, now=NOW)
        return call.id


def heard_by(who: Person) -> list[str]:
    with reading() as session:
        rows = select(OutboxMessage).where(OutboxMessage.lane == who.slack_id)
        return [
            str(row.payload["text"]) for row in session.exec(rows.order_by(col(OutboxMessage.id)))
        ]


def faults(run: Callable[[Ask], Answer], request: Ask) -> dict[str, str]:
    """The words of a refusal beside each of its fields."""
    with pytest.raises(Invalid) as refusal:
        run(request)
    return dict(refusal.value.also) or {str(refusal.value.field): refusal.value.message}


def test_a_part_is_saved_and_the_form_shows_it_again(people: Cast) -> None:
    form = shown(door.open_part(pressed(people.ben, SheetAt(unit_id(), 0).text)))
    names = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    assert names == ["field_0", "field_1"]
    assert "1 field saved." in text_of(door.save_part(part(people.ben, CIRCULATION)))
    assert values() == [("1234", AnswerDoor.SLACK, False)]
    form = shown(door.open_part(pressed(people.ben, SheetAt(unit_id(), 0).text)))
    first = next(block for block in form["blocks"] if block["type"] == "input")
    assert first["element"]["initial_value"] == "1,234"
    words = text_of(door.save_part(part(people.ben, MONEY, 1)))
    assert "2 fields saved." in words
    assert "3 of 7 filled in" in words
    assert heard_by(people.ann) == heard_by(people.ben) == []


def test_the_same_part_again_writes_nothing(people: Cast) -> None:
    door.save_part(part(people.ben, CIRCULATION))
    assert "saved" not in text_of(door.save_part(part(people.ben, CIRCULATION)))
    assert len(values()) == 1


@pytest.mark.parametrize(
    ("at", "fields", "at_fault"),
    [
        (0, {"field_0": "many", "field_1": "-"}, {"field_0", "field_1"}),
        (0, {"field_0": "12.5", "field_1": "3"}, {"field_0"}),
        (1, {"field_2": "1.234", "field_3": "101"}, {"field_2", "field_3"}),
        (1, {"field_2": "5", "field_3": "-1"}, {"field_3"}),
        (2, SERVICE | {"field_4": "2"}, {"field_4"}),
        (2, SERVICE | {"field_5": "yes"}, {"field_5"}),
        (2, SERVICE | {"field_6": "x" * 1001}, {"field_6"}),
    ],
)
def test_each_fault_stands_beside_its_field_and_nothing_is_kept(
    people: Cast, at: int, fields: dict[str, str], at_fault: set[str]
) -> None:
    assert set(faults(door.save_part, part(people.ben, fields, at))) == at_fault
    assert values() == []


def test_a_form_with_none_of_the_fields_of_its_part_is_refused(people: Cast) -> None:
    assert "no field of that part" in refused(door.save_part, part(people.ben, MONEY))[0]
    assert refused(door.save_part, part(people.ben, CIRCULATION, 7))[0]
    later = sent(people.ben, CIRCULATION, unit=unit_id(), part=0, seen=99)
    assert "never stood in the sheet" in refused(door.save_part, later)[0]
    assert values() == []


def test_what_is_missing_is_said_before_it_is_certified(people: Cast) -> None:
    door.save_part(part(people.ben, CIRCULATION))
    press = pressed(people.ben, CallUnitButton(unit_id()).text)
    missing = "Fill in what is required first: “Spent on e-resources”, “Share of e-resources”"
    assert missing in refused(door.open_certify, press)[0]
    forged = sent(people.ben, {}, unit=unit_id(), seen=seen())
    assert missing in refused(door.certify, forged)[0]
    door.save_part(part(people.ben, MONEY, 1))
    door.save_part(part(people.ben, SERVICE, 2))
    assert shown(door.open_certify(press))["submit"]["text"] == "Certify"
    words = text_of(door.certify(sent(people.ben, {}, unit=unit_id(), seen=seen())))
    assert "is certified. You are early: thank you." in words
    again = sent(people.ben, {}, unit=unit_id(), seen=seen())
    assert "certified already" in refused(door.certify, again)[0]
    with reading() as session:
        [row] = session.exec(select(CallAnswer)).all()
        assert (row.person_id, row.capacity) == (people.ben.id, Capacity.REPRESENTATIVE)


def test_a_sheet_that_changed_since_the_form_is_not_certified(people: Cast) -> None:
    filled(people, certified=False)
    before = seen()
    door.save_part(part(people.ann, {"field_0": "2,000", "field_1": ""}))
    stale = sent(people.ben, {}, unit=unit_id(), seen=before)
    assert "Somebody changed this sheet" in refused(door.certify, stale)[0]
    with reading() as session:
        assert session.exec(select(CallAnswer)).all() == []


def test_a_correction_says_why_and_keeps_both_values(people: Cast) -> None:
    filled(people)
    form = shown(door.open_part(pressed(people.ben, SheetAt(unit_id(), 0).text)))
    assert form["submit"]["text"] == "Correct"
    changed = CIRCULATION | {"field_0": "1,243", "why": " "}
    assert set(faults(door.save_part, part(people.ben, changed))) == {"why"}
    emptied = CIRCULATION | {"field_0": "", "why": "Gone"}
    assert set(faults(door.save_part, part(people.ben, emptied))) == {"field_0"}
    too_long = changed | {"why": "x" * 301}
    assert set(faults(door.save_part, part(people.ben, too_long))) == {"why"}
    words = text_of(door.save_part(part(people.ben, changed | {"why": "Digits swapped"})))
    assert "*Corrected.* Certified by" in words
    assert values()[-1] == ("1243", AnswerDoor.SLACK, True)
    log = str(door.show_log(pressed(people.ben, SheetAt(unit_id(), 0).text)))
    assert "1,234 loans → 1,243 loans – “Digits swapped” (corrected" in log


@pytest.mark.parametrize("who", ["cleo", "gil"])
def test_nobody_fills_in_or_certifies_the_sheet_of_others(people: Cast, who: str) -> None:
    filled(people, certified=False)
    before, person = values(), getattr(people, who)
    requests: tuple[tuple[Callable[[Ask], Answer], Ask], ...] = (
        (door.save_part, part(person, CIRCULATION | {"field_0": "9"})),
        (door.certify, sent(person, {}, unit=unit_id(), seen=seen())),
        (door.open_certify, pressed(person, CallUnitButton(unit_id()).text)),
        (door.open_part, pressed(person, SheetAt(unit_id(), 0).text)),
        (door.show_sheet, pressed(person, SheetAt(unit_id(), 0).text)),
        (door.show_log, pressed(person, SheetAt(unit_id(), 0).text)),
    )
    for run, request in requests:
        words, _field = refused(run, request)
        assert "1,234" not in words
    assert values() == before
    with reading() as session:
        assert session.exec(select(CallAnswer)).all() == []


def test_a_unit_of_another_kind_of_call_is_no_sheet(people: Cast) -> None:
    with unit_of_work() as session:
        session.exec(select(Call)).one().kind = CallKind.PLAIN
    assert "asks for no data" in refused(door.save_part, part(people.ben, CIRCULATION))[0]
    assert "no such sheet" in refused(door.save_part, sent(people.ben, CIRCULATION, unit=99))[0]


def test_what_the_program_manager_fills_in_came_by_phone_and_is_told(people: Cast) -> None:
    choice = sent(people.dag, {"unit": str(unit_id())}, call=1)
    assert "Sheet of Central" in text_of(door.choose(choice))
    door.save_part(part(people.dag, CIRCULATION))
    assert values() == [("1234", AnswerDoor.PHONE, False)]
    for who in (people.ben, people.ann):
        [words] = heard_by(who)
        assert "filled in 1 field of the sheet of" in words
    assert heard_by(people.dag) == []


def test_who_saves_the_same_field_later_is_kept_and_the_other_hears(people: Cast) -> None:
    forms = [part(people.ben, CIRCULATION), part(people.ann, CIRCULATION | {"field_0": "2,000"})]
    door.save_part(forms[0])
    words = text_of(door.save_part(forms[1]))
    assert "1,234" in words
    [news] = heard_by(people.ben)
    assert "2,000" in news
    assert [value for value, _door, _corrected in values()] == ["1234", "2000"]


def test_two_at_once_keep_both_values_and_certify_once(people: Cast) -> None:
    filled(people, certified=False)
    start = Barrier(2)

    def at_once(run: Callable[[Ask], Answer], request: Ask) -> str:
        start.wait()
        try:
            return text_of(run(request))
        except Exception as refusal:
            return str(refusal)

    forms = [part(people.ben, {"field_0": "5"}), part(people.ann, {"field_0": "6"})]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(at_once, [door.save_part] * 2, forms))
    assert sum("1 field saved." in words for words in answers) == 2
    log = [value for value, _door, _corrected in values()]
    assert sorted(log[-2:]) == ["5", "6"]
    both = [sent(who, {}, unit=unit_id(), seen=seen()) for who in (people.ben, people.ann)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(at_once, [door.certify] * 2, both))
    assert sum("is certified. You are early" in words for words in answers) == 1
    assert sum("certified already" in words for words in answers) == 1
    with reading() as session:
        assert len(session.exec(select(CallAnswer)).all()) == 1


def test_a_sheet_is_reopened_after_closing_and_certified_anew(people: Cast) -> None:
    filled(people)
    reopening = {"unit": str(unit_id()), "reason": "A branch is missing"}
    early = sent(people.dag, reopening, call=1)
    assert "has not closed" in refused(door.reopen, early)[0]
    call_id = closed(people)
    assert "closed" in refused(door.save_part, part(people.ben, CIRCULATION))[0]
    assert shown(door.open_reopen(pressed(people.dag, call_id)))["submit"]["text"] == "Reopen"
    assert (
        "Only the program manager" in refused(door.reopen, sent(people.ben, reopening, call=1))[0]
    )
    for changed, field in (({"reason": " "}, "reason"), ({"unit": ""}, "unit")):
        request = sent(people.dag, reopening | changed, call=call_id)
        assert refused(door.reopen, request)[1] == field
    other = sent(people.dag, reopening, call=call_id + 1)
    assert refused(door.reopen, other)[1] == "unit"
    words = text_of(door.reopen(sent(people.dag, reopening, call=call_id)))
    assert "It is reopened, and they hear." in words
    assert "reopened already" in refused(door.reopen, sent(people.dag, reopening, call=call_id))[0]
    assert any("A branch is missing" in text for text in heard_by(people.ben))
    changed = CIRCULATION | {"field_0": "2,234", "why": "With the branch"}
    door.save_part(part(people.ben, changed))
    door.certify(sent(people.ben, {}, unit=unit_id(), seen=seen()))
    assert "closed" in refused(door.save_part, part(people.ben, changed))[0]
    with reading() as session:
        assert session.exec(select(Reopening)).all() == []
        words_of = select(CallAnswer.words).order_by(col(CallAnswer.id))
        assert session.exec(words_of).all() == ["Certified", "Certified anew"]
    totals = str(door.totals(pressed(people.cleo, f"{call_id}|0")))
    assert "Loans: *2,234 loans* (1 of 2)" in totals


def test_a_sheet_reads_for_all_once_the_call_has_closed(people: Cast) -> None:
    filled(people)
    at = SheetAt(unit_id(), 0).text
    assert "when the call closes" in refused(door.open_part, pressed(people.cleo, at))[0]
    call_id = closed(people)
    form = shown(door.open_part(pressed(people.cleo, at)))
    assert "submit" not in form
    assert "1,234 loans" in str(form)
    assert [block["type"] for block in form["blocks"]].count("input") == 0
    chosen = sent(people.cleo, {"unit": str(unit_id())}, call=call_id)
    assert "Sheet of Central" in text_of(door.choose(chosen))

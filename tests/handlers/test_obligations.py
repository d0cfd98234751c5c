"""`/wg obligations` through its door: the form that shows its days, refusals, second presses."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers import obligations as door
from handlers import searches
from models import CallKind, Group, MemberRole, Obligation, ObligationKind, ObligationMaking, Seat
from models.calls import CallFacts, IfSilent, UnitKind
from models.database import reading, unit_of_work
from models.obligations import ObligationFacts
from services import calls, obligations
from tests.factories import NOW, Cast, cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.opened_calls import spoken_for
from views.values import ContactsAt, ObligationDay, ObligationListAt

DAY = timedelta(days=1)
FIELDS: dict[str, Any] = {
    "title": "Annual statistics",
    "rhythm": "every october, on the 15th",
    "details": "For the survey.",
    "kind": "task",
    "lead_days": "30",
    "remind_days": "",
}
READ = "every October 15"
NEXT = date(2027, 10, 15)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def added(people: Cast, of: Group | None = None, **facts: Any) -> int:
    with unit_of_work() as session:
        metadata = session.get_one(Group, (of or people.metadata).id)
        known = {"title": "Annual statistics", "rhythm": READ} | facts
        return obligations.add(
            session, metadata, ObligationFacts(**known), by=people.ann, now=NOW
        ).id


def saved() -> list[Obligation]:
    with reading() as session:
        return list(session.exec(select(Obligation)))


def test_the_days_are_shown_before_it_is_saved(people: Cast) -> None:
    form = shown(door.open_new(pressed(people.ann, people.metadata.id)))
    assert form["submit"]["text"] == "Show the days"
    form = shown(door.add(sent(people.ann, FIELDS, group=people.metadata.id, read="")))
    assert form["submit"]["text"] == "Save"
    words = form["blocks"][1]["text"]["text"]
    assert "*I read: every October 15.*" in words
    assert "Fri, Oct 15, 2027, Sun, Oct 15, 2028 and Mon, Oct 15, 2029" in words
    assert saved() == []
    again = FIELDS | {"rhythm": "October 16"}
    form = shown(door.add(sent(people.ann, again, group=people.metadata.id, read=READ)))
    assert "every October 16" in form["blocks"][1]["text"]["text"]
    answer = door.add(sent(people.ann, FIELDS, group=people.metadata.id, read=READ))
    assert "*Annual statistics* comes back on Fri, Oct 15, 2027." in text_of(answer)
    [row] = saved()
    assert (row.rhythm, row.details, row.is_of_consortium) == (READ, "For the survey.", False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rhythm": "now and then"}, "rhythm"),
        ({"title": " "}, "title"),
        ({"lead_days": "soon"}, "lead_days"),
        ({"kind": "meeting"}, "kind"),
        ({"holder": "person:1"}, "holder"),
        ({"holder": "nobody"}, "holder"),
        ({"holder": "seat:999"}, "holder"),
        ({"kind": "call"}, "template"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    people: Cast, fields: dict[str, Any], field: str
) -> None:
    request = sent(people.ann, FIELDS | fields, group=people.metadata.id, read=READ)
    assert refused(door.add, request)[1] == field
    assert saved() == []


def test_only_the_program_manager_makes_one_the_consortiums(people: Cast) -> None:
    request = FIELDS | {"owner": "consortium"}
    door.add(sent(people.ann, request, group=people.metadata.id, read=READ))
    door.add(sent(people.dag, request, group=people.metadata.id, read=READ))
    own, shared = saved()
    assert (own.is_of_consortium, shared.is_of_consortium) == (False, True)
    words, _ = refused(door.open_change, pressed(people.ann, shared.id))
    assert "only the program manager changes it" in words
    form = shown(door.open_change(pressed(people.dag, own.id)))
    assert "owner" in [block.get("block_id") for block in form["blocks"]]
    form = shown(door.open_change(pressed(people.ann, own.id)))
    assert "owner" not in [block.get("block_id") for block in form["blocks"]]


def test_who_does_not_lead_the_group_is_refused(people: Cast) -> None:
    number = added(people)
    words, _ = refused(door.add, sent(people.cleo, FIELDS, group=people.metadata.id, read=READ))
    assert "chair" in words
    for run, value in (
        (door.open_change, number),
        (door.open_end, number),
        (door.log, number),
        (door.skip, ObligationDay(number, NEXT).text),
    ):
        assert "no such obligation" in refused(run, pressed(people.cleo, value))[0]


def test_of_a_private_group_nothing_is_there_for_others(people: Cast) -> None:
    with unit_of_work() as session:
        hidden = group(session, "Budget", chair=people.cleo, channel_id="CBUD", private=True)
    added(people, hidden, title="Budget figures")
    assert "Budget" not in text_of(door.listed(ask(people.ann, here="")))
    assert "no group called" in refused(door.listed, ask(people.ann, "Budget", here=""))[0]
    assert "Budget figures" in text_of(door.listed(ask(people.dag, here="")))
    at = ObligationListAt(hidden.id).text
    assert "no such group" in refused(door.next_page, pressed(people.ann, at))[0]


def test_the_list_is_of_the_channels_group_else_of_all_that_she_leads(people: Cast) -> None:
    with unit_of_work() as session:
        other = group(session, "Reserves", chair=people.ann, channel_id="CRES")
        foreign = group(session, "Labels", chair=people.cleo, channel_id="CLAB")
    added(people)
    added(people, other, title="Check of contacts")
    added(people, foreign, title="Order of labels")
    here = text_of(door.listed(ask(people.ann)))
    assert "Annual statistics, next Fri, Oct 15, 2027" in here
    assert "Check of contacts" not in here
    assert "Check of contacts" in text_of(door.listed(ask(people.ann, "Reserves", here="")))
    for where in ("", "Labels"):
        everything = text_of(door.listed(ask(people.ann, here=where)))
        assert "Annual statistics" in everything
        assert "Check of contacts" in everything
        assert "Order of labels" not in everything


def test_a_day_is_skipped_by_the_button_that_shows_it_once(people: Cast) -> None:
    number = added(people)
    press = pressed(people.ann, ObligationDay(number, NEXT).text)
    words = text_of(door.skip(press))
    assert "on Fri, Oct 15, 2027. The next one is on Sun, Oct 15, 2028." in words
    assert "made or skipped already" in refused(door.skip, press)[0]
    with reading() as session:
        assert len(session.exec(select(ObligationMaking)).all()) == 1
    assert "Fri, Oct 15, 2027: skipped" in text_of(door.log(pressed(people.ann, number)))


def test_an_end_is_asked_for_and_comes_once(people: Cast) -> None:
    number = added(people)
    form = shown(door.open_end(pressed(people.ann, number)))
    assert "It would come back on Fri, Oct 15, 2027." in form["blocks"][0]["text"]["text"]
    assert "does not come back any more" in text_of(
        door.end(sent(people.ann, {}, obligation=number))
    )
    assert "has ended" in refused(door.end, sent(people.ann, {}, obligation=number))[0]


def test_a_change_shows_new_days_and_keeps_what_somebody_else_has_changed(people: Cast) -> None:
    number = added(people)
    form = shown(door.open_change(pressed(people.ann, number)))
    carried = form["private_metadata"]
    assert "every October 15" in form["blocks"][1]["text"]["text"]
    seen = json.loads(carried)["seen"]
    fields = FIELDS | {"details": "", "rhythm": "October 15", "title": "Statistics"}
    answer = door.change(sent(people.ann, fields, obligation=number, read=READ, seen=seen))
    assert "*Statistics* comes back" in text_of(answer)
    # Dag opened the form before, too: what he left as it was stays as it is by now.
    fields = FIELDS | {"details": "", "lead_days": "10"}
    door.change(sent(people.dag, fields, obligation=number, read=READ, seen=seen))
    [row] = saved()
    assert (row.title, row.lead_days) == ("Statistics", 10)
    fields |= {"title": "Figures"}
    request = sent(people.dag, fields, obligation=number, read=READ, seen=seen)
    assert "the title has changed since" in refused(door.change, request)[0]
    form = shown(
        door.change(
            sent(
                people.ann, fields | {"rhythm": "March 1"}, obligation=number, read=READ, seen=seen
            )
        )
    )
    assert "every March 1" in form["blocks"][1]["text"]["text"]


def test_a_task_may_be_held_by_a_library_or_a_seat(people: Cast) -> None:
    with unit_of_work() as session:
        seat = Seat(group_id=people.metadata.id, role=MemberRole.MEMBER, label="", created_at=NOW)
        session.add(seat)
        session.flush()
        number = seat.id
    for holder in (f"seat:{number}", f"organization:{people.central.id}"):
        fields = FIELDS | {"holder": holder}
        door.add(sent(people.ann, fields, group=people.metadata.id, read=READ))
    first, second = saved()
    assert (first.seat_id, first.library_id) == (number, None)
    assert (second.seat_id, second.library_id) == (None, people.central.id)
    found = searches.obligation_holders(
        sent(people.ann, {}, group=people.metadata.id)
    ) + searches.obligation_holders(sent(people.ann, {}, obligation=first.id))
    assert f"seat:{number}" in [choice["value"] for choice in found]


@pytest.mark.parametrize("unit_kind", [UnitKind.LIBRARY, UnitKind.SEAT])
def test_the_contacts_of_a_draft_are_shown_to_who_prepares_it(
    people: Cast, unit_kind: UnitKind
) -> None:
    with unit_of_work() as session:
        spoken_for(session, people)
        metadata = session.get_one(Group, people.metadata.id)
        facts = CallFacts(
            "Statistics of 2026",
            kind=CallKind.PLAIN,
            if_silent=IfSilent.NO_ANSWER,
            closes_at=NOW + 9 * DAY,
            unit_kind=unit_kind,
        )
        call = calls.draft(session, metadata, facts, by=people.dag, now=NOW).id
    answer = door.contacts(pressed(people.ann, ContactsAt(call).text))
    words = str(answer)
    if unit_kind is UnitKind.LIBRARY:
        assert "*Central*: Ben" in words
        assert "2 libraries would be called." in text_of(answer)
    else:
        assert "Nobody would be called yet." in text_of(answer)
    assert "know no such call" in refused(door.contacts, pressed(people.cleo, f"{call}|0"))[0]


def test_calls_that_were_opened_may_be_copied(people: Cast) -> None:
    with unit_of_work() as session:
        spoken_for(session, people)
        metadata = session.get_one(Group, people.metadata.id)
        facts = CallFacts(
            "Statistics of 2026",
            kind=CallKind.PLAIN,
            if_silent=IfSilent.NO_ANSWER,
            closes_at=NOW + 9 * DAY,
        )
        call = calls.draft(session, metadata, facts, by=people.dag, now=NOW)
        calls.open_call(session, call, metadata, by=people.dag, now=NOW)
        number = call.id
    form = shown(door.open_new(pressed(people.ann, people.metadata.id)))
    [block] = [block for block in form["blocks"] if block.get("block_id") == "template"]
    assert [choice["value"] for choice in block["element"]["options"]] == [str(number)]
    fields = FIELDS | {"kind": "call", "template": str(number)}
    door.add(sent(people.ann, fields, group=people.metadata.id, read=READ))
    [row] = saved()
    assert (row.kind, row.template_id) == (ObligationKind.CALL, number)

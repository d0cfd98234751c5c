"""Who hears that she chairs a group no longer, or stands in, and who has to be told by hand."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers import handovers
from handlers.groups import chair_news, charge, members
from handlers.routes import Ask
from handlers.seats import appointing, changing
from models import Group, Leave, MemberRole, Membership, OutboxMessage, Person, Preferences, Seat
from models.database import reading, unit_of_work
from models.messages import CHAIRING
from models.seats import SeatFacts
from models.subjects import Subject
from services import chairing, seats
from tests.factories import NOW, Cast, cast
from tests.handlers.asks import pressed, sent, shown, text_of
from tests.handlers.test_seats import filled
from views.values import HandoverOf, subject_text

TODAY = date(2026, 11, 24)


@pytest.fixture
def people(database: Engine) -> Cast:
    """Cleo sits in a seat as co-chair of Ann's group."""
    with unit_of_work() as session:
        people = cast(session)
        facts = SeatFacts(MemberRole.CO_CHAIR)
        seat = seats.add(session, people.metadata, facts, by=people.dag, now=NOW)
        then = NOW - timedelta(hours=1)
        seats.appoint(
            session, seat, people.metadata, people.cleo, first=TODAY, by=people.dag, now=then
        )
    return people


def held() -> tuple[Seat, Membership]:
    with reading() as session:
        statement = select(Seat, Membership).join(Membership, col(Membership.seat_id) == Seat.id)
        return session.exec(statement).one()


def heard_by(person: Person, kind: str = "chairing") -> list[str]:
    with reading() as session:
        rows = select(OutboxMessage).where(OutboxMessage.lane == person.slack_id)
        found = session.exec(rows.order_by(col(OutboxMessage.id))).all()
        return [row.payload["text"] for row in found if row.key.startswith(f"{kind}|")]


def change_role(people: Cast, role: str, by: Person) -> str:
    view = shown(changing.open_change(pressed(by, held()[0].id)))
    private = json.loads(view["private_metadata"])
    return text_of(changing.change(sent(by, filled(view) | {"role": role}, **private)))


def decline(person: Person) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=person.id, muted=(CHAIRING.key,)))


def later(request: Ask, minutes: int) -> Ask:
    return replace(request, now=NOW + timedelta(minutes=minutes))


def leave(people: Cast, by: Person, *, minutes: int = 0, **values: Any) -> str:
    values = {"first": "2026-11-24", "last": "", "acting": people.ben.slack_id} | values
    request = sent(by, values, term=held()[1].id, others=(people.ben,))
    return text_of(appointing.set_leave(later(request, minutes)))


def test_who_sits_in_a_seat_that_is_no_chairs_any_more_hears_it(people: Cast) -> None:
    assert "I do not tell" not in change_role(people, "member", people.ann)
    [text] = heard_by(people.cleo)
    assert text.startswith("Ann Abara changed who chairs *Metadata*: you no longer do.")
    change_role(people, "chair", people.ann)
    assert "Ann Abara made you chair of *Metadata*." in heard_by(people.cleo)[1]
    assert heard_by(people.ann) == []


def test_who_does_it_herself_hears_nothing(people: Cast) -> None:
    text = change_role(people, "member", people.cleo)
    assert "I do not tell" not in text
    assert heard_by(people.cleo) == []


def test_who_cannot_be_told_is_named_in_the_answer(people: Cast) -> None:
    decline(people.cleo)
    words = "I do not tell Cleo Costa about this: please do."
    assert words in change_role(people, "member", people.ann)
    assert words in change_role(people, "chair", people.ann)
    assert heard_by(people.cleo) == []


def test_who_stands_in_hears_when_that_begins_and_ends(people: Cast) -> None:
    pressing = pressed(people.ann, held()[0].id)
    leave(people, people.ann, first="2026-12-01")
    appointing.end_leave(later(pressing, 1))
    leave(people, people.ann, minutes=2)
    appointing.end_leave(later(pressing, 3))
    words = [text.partition(": ")[2].partition(".")[0] for text in heard_by(people.ben)]
    assert words == [
        "from Tue, Dec 1, 2026 you stand in for Cleo Costa",
        "from Tue, Dec 1, 2026 you no longer stand in for Cleo Costa",
        "you stand in for Cleo Costa",
        "you no longer stand in for Cleo Costa",
    ]


def test_who_is_put_on_leave_by_somebody_else_hears_when_that_begins_and_ends(
    people: Cast,
) -> None:
    pressing = pressed(people.dag, held()[0].id)
    answers = [
        leave(people, people.dag, first="2026-12-01", last="2026-12-31"),
        text_of(appointing.end_leave(later(pressing, 1))),
        leave(people, people.dag, minutes=2, acting=""),
        text_of(appointing.end_leave(later(pressing, 3))),
    ]
    assert not any("I do not tell" in answer for answer in answers)
    assert heard_by(people.cleo, "leave") == [
        "Dag Dahl put you on leave of absence as *Co-chair* in *Metadata*, from Tue, Dec 1, 2026"
        " until Thu, Dec 31, 2026. Ben Brook has the rights of the seat meanwhile.",
        "Dag Dahl called off your leave of absence as *Co-chair* in *Metadata*.",
        "Dag Dahl put you on leave of absence as *Co-chair* in *Metadata*, from today, until"
        " somebody ends it.",
        "Dag Dahl ended your leave of absence as *Co-chair* in *Metadata*.",
    ]


@pytest.mark.parametrize("chairs", [True, False])
def test_who_acts_for_a_holder_on_leave_hears_of_it_once(people: Cast, *, chairs: bool) -> None:
    if not chairs:
        change_role(people, str(MemberRole.MEMBER), people.dag)
    leave(people, people.dag, first="2026-12-01", last="2026-12-31")
    heard = heard_by(people.ben, "leave")
    if chairs:
        assert heard == []
    else:
        assert heard == [
            "Dag Dahl named you to act for Cleo Costa, who is *Member* in *Metadata*, from Tue,"
            " Dec 1, 2026 until Thu, Dec 31, 2026. You have the rights of the seat meanwhile."
        ]


def test_who_acts_by_her_own_hand_hears_nothing(people: Cast) -> None:
    change_role(people, str(MemberRole.MEMBER), people.dag)
    leave(people, people.ann, acting=people.ann.slack_id)
    assert heard_by(people.ann, "leave") == []


def test_who_goes_on_leave_herself_hears_nothing_of_it(people: Cast) -> None:
    answers = [
        leave(people, people.cleo),
        text_of(appointing.end_leave(later(pressed(people.cleo, held()[0].id), 1))),
    ]
    assert heard_by(people.cleo, "leave") == []
    assert not any("I do not tell" in answer for answer in answers)


@pytest.mark.parametrize("gone", [True, False])
def test_whose_leave_nobody_can_tell_her_of_is_named(people: Cast, *, gone: bool) -> None:
    with unit_of_work() as session:
        cleo = session.get_one(Person, people.cleo.id)
        cleo.is_active, cleo.slack_id = not gone, "UCLEO" if gone else None
    words = "I do not tell Cleo Costa about this: please do."
    assert words in leave(people, people.dag, acting="")
    assert words in text_of(appointing.end_leave(later(pressed(people.dag, held()[0].id), 1)))


def test_who_stands_in_for_two_hears_of_both_at_once(people: Cast) -> None:
    """Also where that ends in a single step; who cannot be told is named once."""
    cleos = held()[1].id
    with unit_of_work() as session:
        facts = SeatFacts(MemberRole.CO_CHAIR)
        other = seats.add(session, people.metadata, facts, by=people.ann, now=NOW)
        row = seats.appoint(
            session, other, people.metadata, people.dag, first=TODAY, by=people.ann, now=NOW
        )
        absence: dict[str, Any] = {"first": TODAY, "last": None, "by": people.ann, "now": NOW}
        for service in (row, session.get_one(Membership, cleos)):
            seats.set_leave(session, people.metadata, service, acting=people.ben, **absence)
        session.flush()
        both = chairing.chairs_at(session, people.metadata, NOW)
        for leave_row in session.exec(select(Leave)):
            leave_row.until = NOW
        assert chair_news.tell_changes(session, both, pressed(people.ann, 0)) == []
        session.add(Preferences(person_id=people.ben.id, muted=(CHAIRING.key,)))
        session.flush()
        assert chair_news.tell_changes(session, both, pressed(people.ann, 0)) == [people.ben]
    words = [text.partition(": ")[2].partition(".")[0] for text in heard_by(people.ben)]
    assert words == [
        "you no longer stand in for Cleo Costa",
        "you no longer stand in for Dag Dahl",
    ]


def test_who_leaves_a_seat_hears_from_when_on(people: Cast) -> None:
    leave(people, people.ann)
    request = sent(people.ann, {"last": "2026-12-31"}, term=held()[1].id)
    assert "I do not tell" not in text_of(appointing.end_term(later(request, 1)))
    assert "from Fri, Jan 1, 2027 you no longer do." in heard_by(people.cleo)[0]
    assert "from Fri, Jan 1, 2027 you no longer stand in for Cleo" in heard_by(people.ben)[1]
    request = sent(people.ann, {"last": "2026-11-24"}, term=held()[1].id)
    appointing.end_term(later(request, 2))
    assert ": you no longer do." in heard_by(people.cleo)[1]


def test_who_is_followed_by_somebody_hears_it_and_that_it_is_called_off(people: Cast) -> None:
    seat, sitting = held()
    values = {"person": people.dag.slack_id, "first": "2027-02-01", "last": ""}
    appointing.appoint(sent(people.ann, values, seat=seat.id, others=(people.dag,)))
    assert "from Mon, Feb 1, 2027 you no longer do." in heard_by(people.cleo)[0]
    with reading() as session:
        ids = select(Membership.id).where(Membership.seat_id == seat.id)
        [following] = session.exec(ids.where(Membership.id != sitting.id)).all()
    appointing.call_off(later(sent(people.ann, {}, term=following), 1))
    assert "from Mon, Feb 1, 2027 you still do." in heard_by(people.cleo)[1]


def test_who_was_in_the_group_without_a_seat_is_said_to_be_there_in_it(people: Cast) -> None:
    with unit_of_work() as session:
        facts = SeatFacts(MemberRole.RECORDER, term_months=12)
        seat_id = seats.add(session, people.metadata, facts, by=people.dag, now=NOW).id
    view = shown(appointing.open_appoint(pressed(people.ann, seat_id)))
    means = "when the term ends, so does the service in the group. The seat does not vote."
    assert means in str(view)
    words = f"From then on they are no longer in the group without a seat: {means}"
    values = {"first": "2026-12-24", "last": ""}
    for person, was_seatless in ((people.ben, True), (people.dag, False)):
        chosen = values | {"person": person.slack_id}
        request = sent(people.ann, chosen, seat=seat_id, others=(person,))
        assert (words in text_of(appointing.appoint(request))) is was_seatless
        values["first"] = "2026-12-25"


def test_a_chair_who_was_a_member_and_declined_it_is_named(people: Cast) -> None:
    decline(people.ben)
    with unit_of_work() as session:
        seat = seats.add(
            session, people.metadata, SeatFacts(MemberRole.CHAIR), by=people.dag, now=NOW
        )
        seat_id = seat.id
    values = {"person": people.ben.slack_id, "first": "", "last": ""}
    text = text_of(appointing.appoint(sent(people.ann, values, seat=seat_id, others=(people.ben,))))
    assert "I do not tell Ben Brook about this: please do." in text


def test_who_is_removed_or_no_longer_named_as_chair_hears_it(people: Cast) -> None:
    view = shown(charge.open_edit(pressed(people.ann, people.metadata.id)))
    private = json.loads(view["private_metadata"])
    values = filled(view) | {"channel": people.metadata.channel_id}
    values |= {"chairs": [str(people.ann.id)]}
    text_of(charge.edit(sent(people.ann, values, **private)))
    assert ": you no longer do." in heard_by(people.cleo)[0]
    decline(people.cleo)
    with unit_of_work() as session:
        row = session.get_one(Membership, held()[1].id)
        row.role = MemberRole.CO_CHAIR
        session.add(row)
    request = sent(people.ann, {"members": [str(people.cleo.id)]}, group=people.metadata.id)
    assert "I do not tell Cleo Costa about this" in text_of(members.remove_from_form(request))


@pytest.mark.parametrize("is_heard", [True, False])
def test_whose_chair_is_handed_over_by_somebody_else_hears_it(
    people: Cast, *, is_heard: bool
) -> None:
    if not is_heard:
        decline(people.cleo)
    subject = subject_text(Subject.of(held()[1]))
    carried: dict[str, Any] = {"person": people.cleo.id, "group": 0, "start": 0}
    carried |= {"items": {"item0": subject}, "fixed": {}}
    request = sent(people.dag, {"item0": people.ben.slack_id}, others=(people.ben,), **carried)
    text = text_of(handovers.hand_over(request))
    assert "Handed over: 1 thing." in text
    assert ("I do not tell Cleo Costa about this: please do." in text) is not is_heard
    assert [": you no longer do." in text for text in heard_by(people.cleo)] == [True] * is_heard
    assert heard_by(people.ben) == []


def sits(person: Person, by: Person, **facts: Any) -> tuple[int, int]:
    """The ids of a seat without a chair's role and of the term of who has sat there for an hour."""
    with unit_of_work() as session:
        found = session.exec(select(Group).where(Group.name == "Metadata")).one()
        seat = seats.add(session, found, SeatFacts(**facts), by=by, now=NOW)
        then = NOW - timedelta(hours=1)
        row = seats.appoint(session, seat, found, person, first=TODAY, by=by, now=then)
        return seat.id, row.id


def gone_by(how: str, people: Cast, seat_id: int, term_id: int) -> str:
    """The answer to Ann, who lets Ben go."""
    if how == "handover":
        carried: dict[str, Any] = {"person": people.ben.id, "group": 0, "start": 0, "fixed": {}}
        carried |= {"items": {"item0": subject_text(Subject("membership", term_id))}}
        chosen = {"item0": people.dag.slack_id}
        return text_of(
            handovers.hand_over(sent(people.ann, chosen, others=(people.dag,), **carried))
        )
    if how == "removed":
        chosen_ids = {"members": [str(people.ben.id)]}
        return text_of(
            members.remove_from_form(sent(people.ann, chosen_ids, group=people.metadata.id))
        )
    if how == "ended":
        return text_of(appointing.end_term(sent(people.ann, {"last": ""}, term=term_id)))
    values = {"person": people.dag.slack_id, "first": "", "last": ""}
    request = sent(people.ann, values, seat=seat_id, others=(people.dag,))
    return text_of(appointing.appoint(request))


THANKS = (
    "Ann Abara ended your service in *Metadata*. Thank you for serving in it. What you did stays on"
    " record."
)


@pytest.mark.parametrize("how", ["handover", "removed", "ended", "followed"])
def test_who_is_in_a_group_no_longer_by_somebody_else_is_thanked_once(
    people: Cast, how: str
) -> None:
    seat_id, term_id = sits(people.ben, people.ann)
    answer = gone_by(how, people, seat_id, term_id)
    assert heard_by(people.ben, "served") == [THANKS]
    assert heard_by(people.ben) == []
    assert "I do not tell" not in answer
    if how == "removed":
        assert answer == "No longer in *Metadata*: Ben Brook. I tell Ben Brook, with thanks."


@pytest.mark.parametrize("how", ["handover", "removed", "ended", "followed"])
def test_who_cannot_be_thanked_is_named(people: Cast, how: str) -> None:
    seat_id, term_id = sits(people.ben, people.ann)
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).slack_id = None
    assert "I do not tell Ben Brook about this" in gone_by(how, people, seat_id, term_id)


def test_who_is_gone_is_neither_thanked_nor_named(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
    assert gone_by("removed", people, 0, 0) == "No longer in *Metadata*: Ben Brook."
    assert heard_by(people.ben, "served") == []


def test_a_chair_who_leaves_the_group_hears_of_both_at_once(people: Cast) -> None:
    appointing.end_term(sent(people.dag, {"last": ""}, term=held()[1].id))
    [text] = heard_by(people.cleo)
    left = ": you no longer do. You leave the group with it. Thank you for serving in it."
    assert left in text
    assert heard_by(people.cleo, "served") == []


def test_who_lets_herself_go_or_is_to_go_later_is_not_thanked(people: Cast) -> None:
    _, term_id = sits(people.ben, people.ann)
    appointing.end_term(sent(people.ann, {"last": "2026-12-31"}, term=term_id))
    assert heard_by(people.ben, "served") == []
    appointing.end_term(sent(people.cleo, {"last": ""}, term=held_of(people.cleo)))
    assert heard_by(people.cleo, "served") == heard_by(people.cleo) == []


def held_of(person: Person) -> int:
    with reading() as session:
        own = col(Membership.seat_id).is_not(None), Membership.person_id == person.id
        return session.exec(select(Membership.id).where(*own)).one()


@pytest.mark.parametrize("first", ["", "2027-01-01"])
def test_appointing_who_sits_in_another_seat_says_that_it_is_vacant_then(
    people: Cast, first: str
) -> None:
    sits(people.ben, people.ann, label="for minutes")
    with unit_of_work() as session:
        other = seats.add(session, people.metadata, SeatFacts(), by=people.ann, now=NOW).id
    view = shown(appointing.open_appoint(pressed(people.ann, other)))
    assert "whoever sits in another seat of the group leaves that one vacant" in str(view)
    values = {"person": people.ben.slack_id, "first": first, "last": ""}
    request = sent(people.ann, values, seat=other, others=(people.ben,))
    text = text_of(appointing.appoint(request))
    assert "From then on *Member for minutes*, where they sit until then, is vacant." in text


def test_appointing_who_sits_in_no_other_seat_says_nothing_of_one(people: Cast) -> None:
    with unit_of_work() as session:
        other = seats.add(session, people.metadata, SeatFacts(), by=people.ann, now=NOW).id
    for person, first in ((people.ben, ""), (people.dag, "2027-01-01")):
        values = {"person": person.slack_id, "first": first, "last": ""}
        request = sent(people.ann, values, seat=other, others=(person,))
        assert "is vacant" not in text_of(appointing.appoint(request)).partition("Metadata:")[0]


def test_the_form_of_a_handover_says_that_the_group_is_left_with_a_seat(people: Cast) -> None:
    sits(people.ben, people.ann)
    carried = HandoverOf(people.ben.id, 0, 0).text
    view = shown(handovers.open_form(pressed(people.ann, carried)))
    assert "With a seat they leave its group: I tell them, with thanks." in str(view)
    view = shown(handovers.open_form(pressed(people.cleo, HandoverOf(people.cleo.id, 0, 0).text)))
    assert "With a seat you leave its group." in str(view)
    view = shown(handovers.open_form(pressed(people.ann, HandoverOf(people.ann.id, 0, 0).text)))
    assert "leave its group" not in str(view)

"""Leaving a group: what ends with it is asked about first, and those concerned hear it once."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers import sunsets
from handlers.groups import discharging, members
from models import (
    Call,
    CallState,
    Group,
    HistoryEntry,
    Leave,
    MemberRole,
    Membership,
    OutboxMessage,
    Person,
)
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import calls, deputies, groups, seats, terms
from services.errors import Conflict
from tests.factories import NOW, Cast, cast, group, standing
from tests.handlers.asks import pressed, sent, shown, text_of
from tests.happenings import interested, serve, task
from tests.opened_calls import opened
from views.groups import LEAVE_SURELY

TODAY = NOW.date()
THEN = NOW - timedelta(hours=1)
NEW_THERE = "Ann Abara, Ben Brook, Gil Grau, Pia Pons"


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def seated(people: Cast, person: Person, role: MemberRole = MemberRole.RECORDER) -> Membership:
    with unit_of_work() as session:
        where = session.get_one(Group, people.metadata.id)
        seat = seats.add(session, where, SeatFacts(role), by=people.ann, now=NOW)
        return seats.appoint(session, seat, where, person, first=TODAY, by=people.ann, now=THEN)


def away(people: Cast, term: Membership, acting: Person, first: date = TODAY) -> None:
    with unit_of_work() as session:
        row = session.get_one(Membership, term.id)
        days: dict[str, Any] = {"first": first, "last": None}
        seats.set_leave(
            session, people.metadata, row, **days, acting=acting, by=people.ann, now=THEN
        )


def heard_by(person: Person) -> list[str]:
    with reading() as session:
        rows = select(OutboxMessage).where(OutboxMessage.lane == person.slack_id)
        found = session.exec(rows.order_by(col(OutboxMessage.id)))
        return [str(row.payload["text"]) for row in found]


def is_in(people: Cast, person: Person) -> bool:
    with reading() as session:
        return terms.current(session, people.metadata, person.id, NOW) is not None


def test_who_sits_in_a_seat_is_asked_before_she_leaves_and_the_chair_hears_it_once(
    people: Cast,
) -> None:
    seated(people, people.ben)
    text = text_of(members.leave_one(pressed(people.ben, people.metadata.id)))
    assert text == (
        "Do you leave *Metadata*? Nothing was changed yet. This ends with it:\n"
        "• Your seat *Recorder*: it is vacant then, for a chair to fill."
    )
    assert is_in(people, people.ben)
    assert heard_by(people.ann) == []
    answer = members.leave_surely(pressed(people.ben, people.metadata.id))
    assert text_of(answer).startswith("You have left *Metadata*. Thank you.")
    assert not is_in(people, people.ben)
    assert heard_by(people.ann) == [
        "Ben Brook has left *Metadata*. *Recorder* is vacant: `/wg seats` appoints who follows."
    ]
    assert heard_by(people.ben) == []
    with pytest.raises(Conflict, match="not a member"):
        members.leave_surely(pressed(people.ben, people.metadata.id))
    assert len(heard_by(people.ann)) == 1


def test_who_acts_for_somebody_on_leave_acts_no_more_once_she_has_left(people: Cast) -> None:
    term = seated(people, people.cleo)
    away(people, term, people.ben)
    text = text_of(members.leave_one(pressed(people.ben, people.metadata.id)))
    assert "• Nobody acts then for Cleo Costa, on leave of absence, who hears it." in text
    members.leave_surely(pressed(people.ben, people.metadata.id))
    [line] = heard_by(people.cleo)
    assert line == (
        "Ben Brook is no longer in *Metadata*, so nobody acts for you there while you are on leave"
        " of absence. Tell a chair who is to act."
    )
    [news] = heard_by(people.ann)
    assert "Nobody acts for Cleo Costa any more, on leave of absence." in news
    with reading() as session:
        leaves = session.exec(select(Leave).order_by(col(Leave.id))).all()
        assert [(row.until, row.acting_person_id) for row in leaves] == [
            (NOW, people.ben.id),
            (None, None),
        ]
        assert leaves[1].since == NOW
        [shown] = seats.of_group(session, people.metadata, NOW)
        assert shown.incumbent is not None
        assert shown.incumbent.leave is not None
        assert shown.incumbent.leave.is_current
        assert shown.incumbent.leave.acting is None
        assert terms.acting_people(session, people.metadata.id, NOW) == set()
        assert terms.acting_people(session, people.metadata.id, THEN) == {people.ben.id}
        acts = HistoryEntry.action == "membership.acting_ended"
        assert len(session.exec(select(HistoryEntry).where(acts)).all()) == 1
    # The leave of absence ends as before.
    with unit_of_work() as session:
        row = session.get_one(Membership, term.id)
        seats.end_leave(session, row, by=people.ann, now=NOW + timedelta(hours=1))
        later = NOW + timedelta(hours=2)
        assert terms.unfinished_leaves(session, [term.id], later) == {}


@pytest.mark.parametrize("how", ["removed", "ended", "followed"])
def test_who_is_let_go_acts_no_more_either(people: Cast, how: str) -> None:
    away(people, seated(people, people.cleo), people.ben)
    term = seated(people, people.ben, MemberRole.MEMBER)
    with unit_of_work() as session:
        where = session.get_one(Group, people.metadata.id)
        row = session.get_one(Membership, term.id)
        if how == "removed":
            groups.remove(session, where, people.ben.id, by=people.ann, now=NOW)
        elif how == "ended":
            seats.end_term(session, where, row, last=TODAY, by=people.ann, now=NOW)
        else:
            seat = seats.of_group(session, where, NOW)[1].seat
            seats.appoint(session, seat, where, people.dag, first=TODAY, by=people.ann, now=NOW)
        assert terms.acting_people(session, where.id, NOW) == set()


def test_a_leave_ahead_and_that_in_another_group_are_told_apart(people: Cast) -> None:
    away(people, seated(people, people.cleo), people.ben, first=TODAY + timedelta(days=3))
    with unit_of_work() as session:
        other = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        seat = seats.add(session, other, SeatFacts(), by=people.ann, now=NOW)
        term = seats.appoint(
            session, seat, other, people.cleo, first=TODAY, by=people.ann, now=THEN
        )
        days: dict[str, Any] = {"first": TODAY, "last": None}
        seats.set_leave(session, other, term, **days, acting=people.ben, by=people.ann, now=THEN)
    members.leave_surely(pressed(people.ben, people.metadata.id))
    with reading() as session:
        acting = select(Leave.acting_person_id).order_by(col(Leave.id))
        assert session.exec(acting).all() == [None, people.ben.id]


def test_a_deputy_and_a_co_chair_are_asked_and_nobody_is_where_nothing_ends(people: Cast) -> None:
    with unit_of_work() as session:
        last, by = TODAY + timedelta(days=9), standing(session, people.ann)
        deputies.name(session, people.metadata, people.ben, last=last, by=by)
        serve(session, people.metadata, people.cleo, role=MemberRole.CO_CHAIR)
        serve(session, people.metadata, people.dag)
        task(session, people.dag, group_id=people.metadata.id)
    text = text_of(members.leave_one(pressed(people.ben, people.metadata.id)))
    assert "• You are no longer the deputy of Ann Abara." in text
    text = text_of(members.leave_one(pressed(people.cleo, people.metadata.id)))
    assert "• You are co-chair no longer." in text
    text = text_of(members.leave_one(pressed(people.ann, people.metadata.id)))
    assert "• Your deputy Ben Brook is one no longer." in text
    text = text_of(members.leave_one(pressed(people.dag, people.metadata.id)))
    assert text.startswith("You have left *Metadata*.")
    assert "You still hold there:" in text
    assert heard_by(people.ann) == []


def test_the_only_chair_is_refused_without_a_question(people: Cast) -> None:
    with pytest.raises(Conflict, match="without a chair"):
        members.leave_one(pressed(people.ann, people.metadata.id))


@pytest.mark.parametrize("private", [True, False])
def test_tasks_of_a_private_group_are_asked_about(people: Cast, *, private: bool) -> None:
    with unit_of_work() as session:
        secret = group(session, "Secret", chair=people.ann, channel_id="CSEC", private=private)
        serve(session, secret, people.ben)
        task(session, people.ben, group_id=secret.id)
        task(session, people.ben, group_id=secret.id, done_at=NOW)
    text = text_of(members.leave_one(pressed(people.ben, secret.id)))
    asks = "• 1 open task of yours there: nobody has them then."
    assert (asks in text) is private
    assert text.startswith("Do you leave" if private else "You have left")


def test_the_button_says_what_it_does(people: Cast) -> None:
    seated(people, people.ben)
    answer = members.leave_one(pressed(people.ben, people.metadata.id))
    assert LEAVE_SURELY in str(answer)
    assert "'Leave the group'" in str(answer)
    request = sent(people.ann, {"members": [str(people.ben.id)]}, group=people.metadata.id)
    assert "I tell Ben Brook, with thanks." in text_of(members.remove_from_form(request))


def test_what_ends_with_a_group_has_its_seats_leaves_and_volunteers(people: Cast) -> None:
    view = str(shown(discharging.open_discharge(pressed(people.dag, people.metadata.id))))
    assert "*Seats:*" not in view
    assert "*Volunteers:*" not in view
    away(people, seated(people, people.cleo), people.ben)
    with unit_of_work() as session:
        where = session.get_one(Group, people.metadata.id)
        seats.add(session, where, SeatFacts(), by=people.ann, now=NOW)
        interested(session, where, people.dag)
        # Whoever serves is no volunteer any more.
        interested(session, where, people.ben)
    words = (
        "*Seats:* 1 term in 2 seats and 1 leave of absence, which end",
        "*Volunteers:* 1 person is interested, which ends",
    )
    for open_form in (discharging.open_discharge, sunsets.open_review):
        view = str(shown(open_form(pressed(people.dag, people.metadata.id))))
        assert all(line in view for line in words)


def test_a_call_whose_time_is_up_closes_with_its_group(people: Cast) -> None:
    instant = timedelta(microseconds=1)
    before = NOW - timedelta(days=9)
    with unit_of_work() as session:
        for closes_at in (NOW - instant, NOW, NOW + instant):
            found = opened(session, people, now=before, closes_at=closes_at)
        calls.draft(session, found.group, calls.facts_of(found.call), by=people.ann, now=before)
    view = str(shown(discharging.open_discharge(pressed(people.dag, people.metadata.id))))
    assert (
        "*Calls:* 1 open call is cancelled, and those who were called read why; 2 calls whose time"
        " is up close with what was answered; 1 draft is thrown away"
    ) in view
    discharging.discharge(
        sent(people.dag, {"reason": "Done", "report": ""}, group=people.metadata.id)
    )
    with reading() as session:
        states = session.exec(select(Call.state).order_by(col(Call.closes_at))).all()
    assert states == [CallState.CLOSED, CallState.CLOSED, CallState.CANCELLED]


def review(people: Cast, outcome: str, **values: object) -> str:
    fields: dict[str, object] = {"outcome": outcome, "reason": "One norms file", "names": ""}
    fields |= {"report": "", "more": ["carry"]} | values
    return text_of(sunsets.record(sent(people.dag, fields, group=people.metadata.id)))


@pytest.mark.parametrize("private", [True, False])
def test_the_chairs_of_both_groups_hear_once_that_they_are_combined(
    people: Cast, *, private: bool
) -> None:
    with unit_of_work() as session:
        courier = group(session, "Courier", chair=people.cleo, channel_id="CCOUR")
        session.get_one(Group, people.metadata.id).is_private = private
    review(people, "combine", into=str(courier.id))
    [text] = heard_by(people.cleo)
    name, reason = (
        ("a private group", "") if private else ("*Metadata*", "\nReason: One norms file")
    )
    assert text == (
        f"Dag Dahl combined {name} with *Courier*, which you chair.\n"
        f"New in *Courier*: {NEW_THERE}.{reason}"
    )
    own = [text for text in heard_by(people.ann) if "you chair it no longer" in text]
    assert own == [
        "Dag Dahl recorded the review of *Metadata*, and it has ended: you chair it no longer. Its"
        " work goes on in *Courier*. Thank you for chairing it.\nReason: One norms file"
    ]
    [welcome] = [text for text in heard_by(people.ben) if "added you to *Courier*" in text]
    assert "It goes on with work of *Metadata*. Reason: One norms file" in welcome


def test_the_chair_of_both_groups_hears_of_it_once(people: Cast) -> None:
    with unit_of_work() as session:
        courier = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    review(people, "combine", into=str(courier.id), more=[])
    [text] = heard_by(people.ann)
    assert text.startswith("Dag Dahl combined *Metadata* with *Courier*, which you chair.")
    assert "New in" not in text


@pytest.mark.parametrize("goes_on", [True, False])
def test_the_chair_of_a_group_that_is_split_hears_where_it_has_ended(
    people: Cast, *, goes_on: bool
) -> None:
    review(people, "split", names="Norms\nLabels", more=["go_on"] if goes_on else [])
    ended = [text for text in heard_by(people.ann) if "you chair it no longer" in text]
    assert len(ended) == (0 if goes_on else 1)


def test_the_chair_of_a_group_that_ceases_reads_it_in_its_channel(people: Cast) -> None:
    review(people, "cease")
    assert heard_by(people.ann) == []

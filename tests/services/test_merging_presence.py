"""Two records of one person, both of which take part in one meeting: merged, and undone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    Meeting,
    MeetingAlternate,
    Person,
    RecorderState,
    RecorderTurn,
    Recusal,
)
from services.people import merging
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import meeting

LATER = NOW + timedelta(days=1)
AGREED, DECLINED = RecorderState.AGREED, RecorderState.DECLINED


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def ahead(session: Session, everybody: Cast) -> Meeting:
    return meeting(session, everybody.metadata, LATER)


@pytest.fixture
def double(session: Session, everybody: Cast) -> Person:
    row = Person(name="Ben Brook", email="ben@old.example.edu", created_at=BEFORE)
    session.add(row)
    session.flush()
    return row


def sent(session: Session, ahead: Meeting, person: Person, alternate: Person) -> None:
    row = MeetingAlternate(
        meeting_id=ahead.id,
        person_id=person.id,
        alternate_id=alternate.id,
        sent_by=person.id,
        sent_at=NOW,
    )
    session.add(row)
    session.flush()


def pairs(session: Session) -> list[tuple[int, int]]:
    rows = session.exec(select(MeetingAlternate).order_by(col(MeetingAlternate.person_id)))
    return [(row.person_id, row.alternate_id) for row in rows]


@pytest.mark.parametrize("is_newer", [True, False])
def test_of_two_turns_of_one_meeting_the_newer_stays(
    session: Session, everybody: Cast, ahead: Meeting, double: Person, is_newer: bool
) -> None:
    ben = everybody.ben
    session.add_all(
        RecorderTurn(meeting_id=ahead.id, person_id=number, state=state, changed_at=at)
        for number, state, at in (
            (ben.id, DECLINED, NOW),
            (double.id, AGREED, NOW + timedelta(hours=1 if is_newer else -1)),
        )
    )
    session.flush()
    done = merging.merge(session, ben, double, by=everybody.dag, now=NOW)
    [turn] = session.exec(select(RecorderTurn)).all()
    assert (turn.person_id, turn.state) == (ben.id, AGREED if is_newer else DECLINED)
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    session.expire_all()
    rows = session.exec(select(RecorderTurn)).all()
    assert {row.person_id: row.state for row in rows} == {ben.id: DECLINED, double.id: AGREED}


def test_both_may_send_somebody_or_be_sent(
    session: Session, everybody: Cast, ahead: Meeting, double: Person
) -> None:
    ben, cleo, gil = everybody.ben, everybody.cleo, everybody.gil
    sent(session, ahead, ben, cleo)
    sent(session, ahead, double, cleo)
    sent(session, ahead, gil, double)
    merging.merge(session, ben, double, by=everybody.dag, now=NOW)
    assert pairs(session) == sorted([(ben.id, cleo.id), (gil.id, ben.id)])


@pytest.mark.parametrize("is_kept_the_sender", [True, False])
def test_nobody_is_her_own_alternate(
    session: Session, everybody: Cast, ahead: Meeting, double: Person, is_kept_the_sender: bool
) -> None:
    ben = everybody.ben
    before = (ben, double) if is_kept_the_sender else (double, ben)
    sent(session, ahead, *before)
    sent(session, ahead, everybody.gil, everybody.cleo)
    done = merging.merge(session, ben, double, by=everybody.dag, now=NOW)
    others = (everybody.gil.id, everybody.cleo.id)
    assert pairs(session) == [others]
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    session.expire_all()
    assert pairs(session) == sorted([others, (before[0].id, before[1].id)])


def test_both_may_be_recused_from_an_item(
    session: Session, everybody: Cast, ahead: Meeting, double: Person
) -> None:
    item = AgendaItem(
        group_id=everybody.metadata.id,
        meeting_id=ahead.id,
        title="Price",
        proposed_by=everybody.ann.id,
        proposed_at=BEFORE,
        waits_since=BEFORE,
    )
    session.add(item)
    session.flush()
    session.add_all(
        Recusal(item_id=item.id, person_id=number, recorded_by=double.id, recorded_at=NOW)
        for number in (everybody.ben.id, double.id)
    )
    session.flush()
    merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    rows = session.exec(select(Recusal)).all()
    assert [(row.person_id, row.recorded_by) for row in rows] == [
        (everybody.ben.id, everybody.ben.id)
    ]

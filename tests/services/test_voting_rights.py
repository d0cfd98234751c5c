"""Votes that are lost by missing meetings and regained by coming, where a charge says so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import (
    Attendance,
    Call,
    CallUnit,
    Group,
    Leave,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    MemberRole,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Representation,
    RepresentationKind,
    Rsvp,
    RsvpAnswer,
    Seat,
)
from models.calls import CallFacts, IfSilent, UnitKind
from models.messages import VOTING_RIGHT, Key
from models.seats import VotingSeats
from models.subjects import Subject
from models.voting_rights import VoteNews, VoteState, VotingRule
from services import calls, history, meetings, outbox, seats, terms, voting_rights
from services.attendance_lists import SAVED
from services.errors import Conflict
from services.voting_rights import state_after
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import meeting
from views.voting_rights import vote_news

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
HELD, AT_RISK, LOST = VoteState


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    found.metadata.vote_lost_after = 2
    return found


def seat_of(
    session: Session, people: Cast, who: Person, since: datetime = BEFORE, **facts: Any
) -> Membership:
    """Somebody sits in a seat of Metadata, and in nothing else there."""
    for other in session.exec(select(Membership).where(Membership.person_id == who.id)):
        other.until = other.since
    seat = Seat(group_id=people.metadata.id, created_at=BEFORE, **facts)
    session.add(seat)
    session.flush()
    row = Membership(
        group_id=people.metadata.id,
        person_id=who.id,
        role=seat.role,
        since=since,
        seat_id=seat.id,
    )
    session.add(row)
    session.flush()
    return row


def held(
    session: Session, group: Group, days: int, *came: Person, is_listed: bool = True
) -> Meeting:
    """A meeting some days ago to which these came; it has a list unless said otherwise."""
    row = meeting(session, group, NOW - days * DAY)
    session.add_all(
        Attendance(
            meeting_id=row.id, person_id=who.id, recorded_by=who.id, recorded_at=row.starts_at
        )
        for who in came
    )
    if is_listed:
        history.record(session, SAVED, Subject.of(row), by=None, now=row.starts_at)
    session.flush()
    return row


def state(session: Session, people: Cast, who: Person, at: datetime = NOW) -> VoteState:
    votes = voting_rights.held_votes(session, people.metadata, at)
    [found] = [vote.state for vote in votes if vote.person.id == who.id]
    return found


@pytest.mark.parametrize(
    ("lost_after", "regained_after", "text", "expected"),
    [
        (2, 2, "", HELD),
        (2, 2, "m", AT_RISK),
        (2, 2, "mc", HELD),
        (2, 2, "mcm", AT_RISK),
        (2, 2, "mm", LOST),
        (2, 2, "mmm", LOST),
        (2, 2, "mmc", LOST),
        (2, 2, "mmcmc", LOST),
        (2, 2, "mmcc", HELD),
        (2, 2, "mmccm", AT_RISK),
        (2, 2, "mmccmm", LOST),
        (1, 1, "c", HELD),
        (1, 1, "m", LOST),
        (1, 1, "mc", HELD),
        (1, 2, "mc", LOST),
        (3, 1, "m", HELD),
        (3, 1, "mm", AT_RISK),
        (3, 1, "mmcmm", AT_RISK),
        (3, 1, "mmm", LOST),
        (3, 1, "mmmc", HELD),
        (2, 3, "mmccmccc", HELD),
    ],
)
def test_a_vote_is_lost_and_regained_by_meetings_in_a_row(
    lost_after: int, regained_after: int, text: str, expected: VoteState
) -> None:
    rule = VotingRule(lost_after, regained_after)
    assert state_after(rule, (letter == "c" for letter in text)) is expected
    assert state_after(None, (letter == "c" for letter in text)) is HELD


def test_only_meetings_with_a_list_that_were_held_count(session: Session, people: Cast) -> None:
    seat_of(session, people, people.cleo)
    held(session, people.metadata, 9)
    held(session, people.metadata, 8, is_listed=False)
    cancelled = held(session, people.metadata, 7)
    cancelled.status = MeetingStatus.CANCELLED
    session.flush()
    assert state(session, people, people.cleo) is AT_RISK
    # Somebody came there, which breaks no row without a list.
    held(session, people.metadata, 6, people.cleo, is_listed=False)
    last = held(session, people.metadata, 5)
    assert state(session, people, people.cleo) is LOST
    assert state(session, people, people.cleo, last.ends_at - timedelta(seconds=1)) is AT_RISK
    assert state(session, people, people.cleo, last.ends_at) is LOST


def test_regrets_are_missed_and_a_leave_is_not(session: Session, people: Cast) -> None:
    row = seat_of(session, people, people.cleo)
    first, second = (held(session, people.metadata, days) for days in (9, 8))
    session.add(
        Rsvp(
            meeting_id=first.id,
            person_id=people.cleo.id,
            answer=RsvpAnswer.NO,
            answered_at=BEFORE,
        )
    )
    session.flush()
    assert state(session, people, people.cleo) is LOST
    away = Leave(
        membership_id=row.id,
        since=second.starts_at,
        until=second.starts_at + HOUR,
        acting_person_id=people.dag.id,
    )
    session.add(away)
    session.flush()
    assert state(session, people, people.cleo) is AT_RISK
    # It ends as the meeting begins, which counts.
    away.since, away.until = second.starts_at - HOUR, second.starts_at
    session.flush()
    assert state(session, people, people.cleo) is LOST


def test_meetings_count_from_the_beginning_of_unbroken_service(
    session: Session, people: Cast
) -> None:
    held(session, people.metadata, 20)
    begun = held(session, people.metadata, 10)
    row = seat_of(session, people, people.cleo, begun.starts_at)
    assert state(session, people, people.cleo) is AT_RISK
    row.since = begun.starts_at + timedelta(seconds=1)
    session.flush()
    assert state(session, people, people.cleo) is HELD
    # A further term goes on where the one before ended, and not after a break.
    row.since, row.until = NOW - 30 * DAY, NOW - 15 * DAY
    session.flush()
    more = seat_of(session, people, people.dag, row.until, label="other")
    more.person_id = people.cleo.id
    session.flush()
    assert state(session, people, people.cleo) is LOST
    more.since = NOW - 15 * DAY + timedelta(seconds=1)
    session.flush()
    assert state(session, people, people.cleo) is AT_RISK


def test_only_seats_that_vote_have_a_vote_to_lose(session: Session, people: Cast) -> None:
    seat_of(session, people, people.cleo, votes=False)
    for days in (9, 8):
        held(session, people.metadata, days)
    assert voting_rights.held_votes(session, people.metadata, NOW) == []
    assert [line.has_lost_vote for line in seats.of_group(session, people.metadata, NOW)] == [False]


def test_the_seat_of_a_representative_is_there_with_whoever_speaks_for_the_library(
    session: Session, people: Cast
) -> None:
    role, library = MemberRole.REPRESENTATIVE, people.tunxis
    row = seat_of(session, people, people.cleo, role=role, organization_id=library.id)
    seat = session.get_one(Seat, row.seat_id)
    # Pia has her home elsewhere, Dag is no alternate, and Ann speaks for Tunxis on no day of these.
    held(session, people.metadata, 9, people.pia, people.dag)
    held(session, people.metadata, 8, people.ann)
    alternate = Representation(
        organization_id=people.tunxis.id,
        group_id=people.metadata.id,
        person_id=people.pia.id,
        kind=RepresentationKind.ALTERNATE,
        since=BEFORE,
    )
    session.add(alternate)
    session.flush()
    assert state(session, people, people.cleo) is LOST
    speaker = Person(name="Tom", email="tom@tunxis.example.edu", created_at=BEFORE)
    session.add(speaker)
    session.flush()
    terms.change_home(session, speaker, people.tunxis.id, by=None, now=BEFORE)
    alternate.person_id = speaker.id
    session.flush()
    assert state(session, people, people.cleo) is LOST
    held(session, people.metadata, 7, speaker)
    held(session, people.metadata, 6, speaker)
    assert state(session, people, people.cleo) is HELD
    seat.role = MemberRole.MEMBER
    session.flush()
    assert state(session, people, people.cleo) is LOST
    seat.role, alternate.until = MemberRole.REPRESENTATIVE, NOW - 7 * DAY
    session.flush()
    assert state(session, people, people.cleo) is LOST


def test_the_seat_is_there_with_the_alternate_who_was_sent_and_came(
    session: Session, people: Cast
) -> None:
    seat_of(session, people, people.cleo)
    rows = [
        held(session, people.metadata, 9, people.dag),
        held(session, people.metadata, 8, people.dag),
    ]
    assert state(session, people, people.cleo) is LOST
    sent = MeetingAlternate(
        meeting_id=rows[0].id,
        person_id=people.ann.id,
        alternate_id=people.dag.id,
        sent_by=people.ann.id,
        sent_at=BEFORE,
    )
    session.add(sent)
    session.flush()
    assert state(session, people, people.cleo) is LOST
    sent.person_id, sent.meeting_id = people.cleo.id, rows[1].id
    session.flush()
    assert state(session, people, people.cleo) is HELD
    sent.alternate_id = people.gil.id
    session.flush()
    assert state(session, people, people.cleo) is LOST


def test_a_lost_vote_leaves_the_base_of_a_quorum(session: Session, people: Cast) -> None:
    row = seat_of(session, people, people.cleo)
    seat_of(session, people, people.dag)
    for days in (9, 8):
        held(session, people.metadata, days, people.dag)
    found = seats.voting_seats(session, people.metadata, NOW)
    assert found == VotingSeats(filled=1, without_vote=1)
    session.add(Leave(membership_id=row.id, since=NOW - HOUR))
    session.flush()
    found = seats.voting_seats(session, people.metadata, NOW)
    assert found == VotingSeats(filled=1, on_leave=1)
    people.metadata.vote_lost_after = None
    assert seats.voting_seats(session, people.metadata, NOW).without_vote == 0


def test_a_call_goes_to_the_seats_that_have_a_vote_as_it_opens(
    session: Session, people: Cast
) -> None:
    lost = seat_of(session, people, people.cleo)
    seat_of(session, people, people.dag)
    for days in (9, 8):
        held(session, people.metadata, days, people.dag)
    call = asking(session, people)
    [unit] = calls.open_call(session, call, people.metadata, by=people.ann, now=NOW)
    # The number tells it from the other one, whoever has a vote.
    assert (unit.name, call.seats_without_vote) == ("member 2", 1)
    possible = calls.possible_units(session, people.metadata, UnitKind.SEAT, NOW)
    assert [(each.name, each.has_vote) for each in possible] == [
        ("member 1", False),
        ("member 2", True),
    ]
    # Who comes back later is not called any more.
    for days in (2, 1):
        held(session, people.metadata, days, people.cleo, people.dag)
    assert session.exec(select(CallUnit.seat_id)).all() == [unit.seat_id]
    later = asking(session, people)
    units = calls.open_call(session, later, people.metadata, by=people.ann, now=NOW)
    assert ({row.seat_id for row in units}, later.seats_without_vote) == (
        {lost.seat_id, unit.seat_id},
        0,
    )


def test_a_call_that_nobody_has_a_vote_in_does_not_open(session: Session, people: Cast) -> None:
    seat_of(session, people, people.cleo)
    for days in (9, 8):
        held(session, people.metadata, days)
    with pytest.raises(Conflict, match="No seat of the group has a vote now"):
        calls.open_call(session, asking(session, people), people.metadata, by=people.ann, now=NOW)


def asking(session: Session, people: Cast) -> Call:
    facts = CallFacts(
        "Who drives?",
        unit_kind=UnitKind.SEAT,
        if_silent=IfSilent.NO_ANSWER,
        closes_at=NOW + 9 * DAY,
    )
    return calls.draft(session, people.metadata, facts, by=people.ann, now=NOW)


def save(
    session: Session, people: Cast, what: Meeting, *came: Person, now: datetime | None = None
) -> None:
    """The chair saves the list of who came, each a moment after the one before."""
    group, saved = people.metadata, len(session.exec(select(OutboxMessage)).all())
    now = now or NOW + timedelta(microseconds=saved)
    with voting_rights.telling(session, group, vote_news, now=now, ends_at=what.ends_at):
        meetings.record_attendance(session, what, {who.id for who in came}, by=people.ann, now=now)


def promised(session: Session, state: OutboxState = OutboxState.READY) -> list[str]:
    """The news that wait, or have another state, with the name of whom they are for."""
    rows = session.exec(
        select(OutboxMessage)
        .where(outbox.keyed(VOTING_RIGHT), OutboxMessage.state == state)
        .order_by(OutboxMessage.id)  # type: ignore[arg-type]
    )
    found = []
    for row in rows:
        key = Key.parse(row.key)
        assert key.recipient
        found.append(f"{key.occurrence[0]} {session.get_one(Person, key.recipient.id).name}")
    return found


def sent(session: Session) -> None:
    for row in session.exec(select(OutboxMessage)):
        row.state = OutboxState.SENT if row.state is OutboxState.READY else row.state
        session.add(row)
    session.flush()


def test_each_step_is_told_once_to_whom_it_concerns(session: Session, people: Cast) -> None:
    seat_of(session, people, people.cleo)
    seat_of(session, people, people.dag)
    group, cleo, dag = people.metadata, people.cleo, people.dag
    days = [meeting(session, group, NOW - number * DAY) for number in range(9, 0, -1)]
    for number, (came, news) in enumerate(
        [
            ((dag,), ["warned Cleo Costa"]),
            ((dag,), ["lost Cleo Costa"]),
            ((dag,), []),
            ((dag, cleo), []),
            ((cleo,), ["warned Dag Dahl", "regained Cleo Costa"]),
            ((cleo, dag), []),
        ]
    ):
        save(session, people, days[number], *came)
        assert sorted(promised(session)) == sorted(news)
        # The same list again tells nobody anything.
        save(session, people, days[number], *came)
        assert len(promised(session)) == len(news)
        sent(session)


def test_what_waits_and_is_true_no_longer_is_dropped(session: Session, people: Cast) -> None:
    seat_of(session, people, people.cleo)
    first, second = (meeting(session, people.metadata, NOW - days * DAY) for days in (9, 8))
    save(session, people, first)
    save(session, people, second)
    assert promised(session) == ["lost Cleo Costa"]
    # Nobody has heard that it was lost, so nobody hears that it is back.
    save(session, people, second, people.cleo)
    assert promised(session) == []
    assert len(promised(session, OutboxState.DROPPED)) == 2
    save(session, people, second)
    assert promised(session) == ["lost Cleo Costa"]
    sent(session)
    save(session, people, second, people.cleo)
    assert promised(session) == ["regained Cleo Costa"]
    # What was told is true again.
    save(session, people, second)
    assert promised(session) == []


def test_nobody_is_warned_twice_where_a_lost_vote_was_not_told_yet(
    session: Session, people: Cast
) -> None:
    seat_of(session, people, people.cleo)
    first, second = (meeting(session, people.metadata, NOW - days * DAY) for days in (9, 8))
    save(session, people, first)
    sent(session)
    save(session, people, second)
    assert promised(session) == ["lost Cleo Costa"]
    save(session, people, first, people.cleo)
    assert state(session, people, people.cleo) is AT_RISK
    assert promised(session) == []


def test_somebody_who_was_not_warned_is_where_the_vote_is_at_risk_again(
    session: Session, people: Cast
) -> None:
    seat_of(session, people, people.cleo)
    first, second = (meeting(session, people.metadata, NOW - days * DAY) for days in (9, 8))
    save(session, people, first)
    save(session, people, second)
    save(session, people, first, people.cleo)
    assert promised(session) == ["warned Cleo Costa"]


def test_a_corrected_list_gives_the_vote_back_and_says_what_comes(
    session: Session, people: Cast
) -> None:
    seat_of(session, people, people.cleo)
    first, second = (meeting(session, people.metadata, NOW - days * DAY) for days in (9, 8))
    save(session, people, first)
    save(session, people, second)
    sent(session)
    save(session, people, first, people.cleo)
    assert promised(session) == ["regained Cleo Costa"]
    [row] = session.exec(
        select(OutboxMessage).where(OutboxMessage.state == OutboxState.READY)
    ).all()
    assert row.payload["text"] == (
        "Your seat in *Metadata* has its vote again. If you miss the next one, your seat has no"
        " vote until you have come to 2 meetings in a row: its charge says so."
    )
    assert voting_rights.is_still_true(session, row, NOW)
    people.metadata.vote_lost_after = None
    assert voting_rights.is_still_true(session, row, NOW)
    people.metadata.discharged_at = NOW
    assert not voting_rights.is_still_true(session, row, NOW)


def test_what_a_list_says_during_a_meeting_counts_and_is_told_at_its_end(
    session: Session, people: Cast
) -> None:
    seat_of(session, people, people.cleo)
    held(session, people.metadata, 9)
    now = NOW
    running = meeting(session, people.metadata, now - timedelta(minutes=30))
    save(session, people, running, now=now)
    [row] = session.exec(select(OutboxMessage).where(outbox.keyed(VOTING_RIGHT))).all()
    assert (row.due_at, state(session, people, people.cleo, now)) == (running.ends_at, AT_RISK)
    assert not voting_rights.is_still_true(session, row, now)
    assert voting_rights.is_still_true(session, row, running.ends_at)


def test_declaring_the_rule_counts_what_was_held_before(session: Session, people: Cast) -> None:
    people.metadata.vote_lost_after = None
    seat_of(session, people, people.cleo)
    for days in (9, 8):
        save(session, people, meeting(session, people.metadata, NOW - days * DAY))
    assert promised(session) == []
    with voting_rights.telling(session, people.metadata, vote_news, now=NOW):
        people.metadata.vote_lost_after = 2
    assert promised(session) == ["lost Cleo Costa"]
    sent(session)
    with voting_rights.telling(session, people.metadata, vote_news, now=NOW):
        people.metadata.vote_lost_after = None
    assert promised(session) == ["regained Cleo Costa"]


def test_who_has_gone_or_left_slack_is_told_nothing(session: Session, people: Cast) -> None:
    row = seat_of(session, people, people.cleo)
    held(session, people.metadata, 9)
    save(session, people, meeting(session, people.metadata, NOW - 8 * DAY))
    [waiting] = session.exec(select(OutboxMessage).where(outbox.keyed(VOTING_RIGHT))).all()
    assert Key.parse(waiting.key).occurrence[0] == VoteNews.LOST
    row.until = NOW
    session.flush()
    assert not voting_rights.is_still_true(session, waiting, NOW)
    row.until, people.cleo.is_active = None, False
    session.flush()
    for days in (7, 6):
        save(session, people, meeting(session, people.metadata, NOW - days * DAY), people.cleo)
    assert promised(session) == []

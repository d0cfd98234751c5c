"""Who takes the minutes: whose turn it is, and what becomes of the question."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models import (
    Group,
    HistoryEntry,
    Leave,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    OutboxMessage,
    Person,
    Preferences,
    RecorderState,
    RecorderTurn,
    RsvpAnswer,
)
from services import meetings, presence
from services.errors import Conflict, Invalid
from tests.factories import BEFORE, NOW, Cast, cast, person, standing
from tests.happenings import meeting, new_york, serve
from views.presence import answer_news

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    found.metadata.suggests_recorder = True
    session.add(found.metadata)
    return found


@pytest.fixture
def ahead(session: Session, people: Cast) -> Meeting:
    return meeting(session, people.metadata, NOW + DAY)


def took(session: Session, group: Group, who: Person, at: datetime) -> RecorderTurn:
    """A turn that somebody took."""
    held = meeting(session, group, at)
    row = RecorderTurn(
        meeting_id=held.id, person_id=who.id, state=RecorderState.AGREED, changed_at=at
    )
    session.add(row)
    session.flush()
    return row


def asked_people(session: Session, now: datetime = NOW) -> list[Person]:
    return [suggestion.person for suggestion in presence.suggest_due(session, now)]


def states(session: Session, row: Meeting) -> dict[int, RecorderState]:
    turns = select(RecorderTurn).where(RecorderTurn.meeting_id == row.id)
    return {turn.person_id: turn.state for turn in session.exec(turns)}


def test_who_never_served_comes_first_by_the_longest_service(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    eve = person(session, "Eve Ely", at=people.tunxis, slack_id="UEVE")
    serve(session, people.metadata, eve, since=BEFORE - DAY)
    took(session, people.metadata, people.ben, NOW - 30 * DAY)
    assert asked_people(session) == [eve]
    presence.decline(session, ahead, eve, now=NOW)
    assert asked_people(session) == [people.gil]
    presence.decline(session, ahead, people.gil, now=NOW)
    assert asked_people(session) == [people.ben]
    presence.decline(session, ahead, people.ben, now=NOW)
    assert asked_people(session) == []
    assert set(states(session, ahead).values()) == {RecorderState.DECLINED}


def test_who_served_longest_ago_comes_first_and_cancelled_meetings_count_nothing(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    took(session, people.metadata, people.gil, NOW - 40 * DAY)
    took(session, people.metadata, people.ben, NOW - 30 * DAY)
    later = took(session, people.metadata, people.gil, NOW - 20 * DAY)
    held = session.get_one(Meeting, later.meeting_id)
    held.status = MeetingStatus.CANCELLED
    session.add(held)
    assert asked_people(session) == [people.gil]


def test_one_person_is_asked_at_a_time(session: Session, people: Cast, ahead: Meeting) -> None:
    assert asked_people(session) == [people.ben]
    assert asked_people(session) == []
    assert presence.recorder_of(session, ahead) is None
    presence.agree(session, ahead, people.ben, now=NOW)
    presence.agree(session, ahead, people.ben, now=NOW)
    assert presence.recorder_of(session, ahead) == people.ben
    assert not presence.is_any_due(session, NOW)
    assert meetings.summary(session, ahead, now=NOW).recorder == "Ben Brook"


def test_nothing_is_locked_while_an_answer_is_waited_for_or_nobody_is_left(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    for who in (people.ben, people.gil):
        assert presence.is_any_due(session, NOW)
        assert asked_people(session) == [who]
        assert not presence.is_any_due(session, NOW)
        presence.decline(session, ahead, who, now=NOW)
    assert not presence.is_any_due(session, NOW)
    eve = person(session, "Eve Ely", at=people.tunxis, slack_id="UEVE")
    serve(session, people.metadata, eve)
    assert presence.is_any_due(session, NOW)
    assert asked_people(session) == [eve]
    session.add(Preferences(person_id=eve.id, muted=("takeminutes",)))
    session.flush()
    assert presence.is_any_due(session, NOW)
    assert asked_people(session) == []
    assert not presence.is_any_due(session, NOW)


def test_who_was_not_asked_cannot_agree(session: Session, people: Cast, ahead: Meeting) -> None:
    asked_people(session)
    for who in (people.gil, people.cleo):
        with pytest.raises(Conflict, match="Somebody else is asked by now"):
            presence.agree(session, ahead, who, now=NOW)
    presence.decline(session, ahead, people.cleo, now=NOW)
    assert states(session, ahead) == {people.ben.id: RecorderState.SUGGESTED}


@pytest.mark.parametrize(
    "why", ["no", "chair", "observer", "leave", "leaving", "muted", "inactive", "without slack"]
)
def test_who_cannot_is_not_asked(session: Session, people: Cast, ahead: Meeting, why: str) -> None:
    row = session.exec(select(Membership).where(Membership.person_id == people.ben.id)).one()
    if why == "no":
        by = standing(session, people.ben)
        meetings.record_rsvp(session, ahead, RsvpAnswer.NO, by=by, now=NOW)
    elif why in ("chair", "observer"):
        row.role = MemberRole.CO_CHAIR if why == "chair" else MemberRole.OBSERVER
    elif why == "leave":
        session.add(Leave(membership_id=row.id, since=BEFORE))
    elif why == "leaving":
        row.until = ahead.starts_at
    elif why == "muted":
        session.add(Preferences(person_id=people.ben.id, muted=("takeminutes",)))
    elif why == "inactive":
        people.ben.is_active = False
    else:
        people.ben.slack_id = None
    session.flush()
    assert asked_people(session) == [people.gil]


def test_who_says_no_after_she_was_asked_or_has_agreed_is_free(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    assert asked_people(session) == [people.ben]
    presence.agree(session, ahead, people.ben, now=NOW)
    by = standing(session, people.ben)
    meetings.record_rsvp(session, ahead, RsvpAnswer.NO, by=by, now=NOW)
    assert presence.recorder_of(session, ahead) is None
    assert asked_people(session) == [people.gil]
    people.gil.is_active = False
    assert asked_people(session) == []


def test_who_leaves_after_she_was_asked_is_passed_over(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    assert asked_people(session) == [people.ben]
    people.ben.is_active = False
    session.flush()
    assert asked_people(session) == [people.gil]
    assert states(session, ahead)[people.ben.id] is RecorderState.DECLINED


def test_who_agreed_and_left_the_group_is_freed_once_and_the_next_is_asked(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    row = session.exec(select(Membership).where(Membership.person_id == people.ben.id)).one()
    assert asked_people(session) == [people.ben]
    row.until = ahead.starts_at
    session.flush()
    with pytest.raises(Invalid, match="is no member"):
        presence.agree(session, ahead, people.ben, now=NOW)
    row.until = ahead.starts_at + INSTANT
    session.flush()
    presence.agree(session, ahead, people.ben, now=NOW)
    assert presence.free_gone(session, NOW) == []
    row.until = ahead.starts_at
    session.flush()
    assert presence.is_any_due(session, NOW)
    assert [gone.person for gone in presence.free_gone(session, NOW)] == [people.ben]
    assert presence.free_gone(session, NOW) == []
    assert presence.recorder_of(session, ahead) is None
    assert asked_people(session) == [people.gil]


def test_where_somebody_is_the_recorder_nobody_is_asked(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    serve(session, people.metadata, people.cleo, role=MemberRole.RECORDER)
    assert asked_people(session) == []
    assert presence.recorder_of(session, ahead) == people.cleo
    assert meetings.summary(session, ahead, now=NOW).recorder == "Cleo Costa"


@pytest.mark.parametrize("why", ["not wanted", "cancelled", "discharged", "begun"])
def test_nobody_is_asked_where_nothing_is_to_be_taken_down(
    session: Session, people: Cast, ahead: Meeting, why: str
) -> None:
    if why == "not wanted":
        people.metadata.suggests_recorder = False
    elif why == "cancelled":
        ahead.status = MeetingStatus.CANCELLED
    elif why == "discharged":
        people.metadata.discharged_at = NOW
    else:
        ahead.starts_at = NOW
    session.flush()
    assert not presence.is_any_due(session, NOW)
    assert asked_people(session) == []


@pytest.mark.parametrize(
    ("day", "off", "first"),
    [
        (date(2026, 12, 3), (), date(2026, 12, 1)),
        (date(2026, 12, 7), (), date(2026, 12, 3)),
        (date(2026, 12, 8), (), date(2026, 12, 4)),
        (date(2026, 12, 6), (), date(2026, 12, 3)),
        (date(2026, 11, 30), (date(2026, 11, 26), date(2026, 11, 27)), date(2026, 11, 24)),
    ],
)
def test_the_question_comes_two_working_days_before(
    session: Session, people: Cast, day: date, off: tuple[date, ...], first: date
) -> None:
    row = meeting(session, people.metadata, new_york(day, 10))
    begins = presence.asked_from(row, people.metadata.zone, off)
    assert begins == new_york(first, 0)
    if not off:
        assert not presence.is_any_due(session, begins - INSTANT)
        assert presence.is_any_due(session, begins)


def test_a_chair_names_somebody_in_the_place_of_whoever_was_asked(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    asked_people(session)
    assert presence.name_recorder(session, ahead, people.gil, by=people.ann, now=NOW)
    assert not presence.name_recorder(session, ahead, people.gil, by=people.ann, now=NOW)
    assert states(session, ahead) == {people.gil.id: RecorderState.AGREED}
    presence.decline(session, ahead, people.gil, now=NOW)
    assert presence.name_recorder(session, ahead, people.gil, by=people.ann, now=NOW)
    with pytest.raises(Invalid, match="is no member"):
        presence.name_recorder(session, ahead, people.cleo, by=people.ann, now=NOW)
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.recorder"))
    assert [(entry.before, entry.after) for entry in entries] == [
        ({}, {"recorder": people.gil.id}),
        ({"recorder": people.gil.id}, {}),
        ({}, {"recorder": people.gil.id}),
    ]


def test_that_a_question_was_declined_is_not_in_the_history(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    asked_people(session)
    presence.decline(session, ahead, people.ben, now=NOW)
    actions = session.exec(select(HistoryEntry.action)).all()
    assert "meeting.recorder" not in actions


def test_the_turns_of_a_fiscal_year_are_plain_dates(session: Session, people: Cast) -> None:
    group = people.metadata
    begins = new_york(date(2026, 7, 1), 0)
    assert presence.fiscal_year_begins(session, group, NOW) == begins
    assert presence.fiscal_year_begins(session, group, begins) == begins
    assert presence.fiscal_year_begins(session, group, begins - INSTANT) == new_york(
        date(2025, 7, 1), 0
    )
    took(session, group, people.gil, begins)
    took(session, group, people.ben, begins - INSTANT)
    took(session, group, people.gil, NOW)
    took(session, group, people.gil, NOW + DAY)
    took(session, group, people.ben, NOW - DAY)
    found = presence.turns_taken(session, group, NOW)
    assert [(taken.person, taken.days) for taken in found] == [
        (people.ben, (date(2026, 11, 23),)),
        (people.gil, (date(2026, 7, 1), date(2026, 11, 24))),
    ]


def test_choosing_to_ask_is_history_once(session: Session, people: Cast) -> None:
    for _ in range(2):
        presence.set_suggesting(session, people.metadata, suggests=False, by=people.ann, now=NOW)
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "group.suggests"))
    assert [entry.after for entry in entries] == [{"suggests_recorder": False}]


def heard_of_regrets(session: Session) -> list[tuple[str, str]]:
    """Whose lane each word to a chair waits in, and its text."""
    rows = select(OutboxMessage).where(col(OutboxMessage.key).contains("|regrets|"))
    return [
        (row.lane, row.payload["text"]) for row in session.exec(rows.order_by(OutboxMessage.key))
    ]


def answers(session: Session, ahead: Meeting, who: Person, given: RsvpAnswer) -> None:
    by = standing(session, who)
    meetings.record_rsvp(session, ahead, given, by=by, now=NOW, words=answer_news)


@pytest.mark.parametrize("suggests", [True, False])
def test_the_chairs_hear_once_of_whoever_agreed_and_cannot(
    session: Session, people: Cast, ahead: Meeting, suggests: bool
) -> None:
    people.metadata.suggests_recorder = suggests
    eve = person(session, "Eve Ely", at=people.tunxis, slack_id="UEVE")
    serve(session, people.metadata, eve)
    for _ in range(2):
        presence.name_recorder(session, ahead, people.ben, by=people.ann, now=NOW)
        answers(session, ahead, people.ben, RsvpAnswer.NO)
        answers(session, ahead, people.ben, RsvpAnswer.YES)
    [(lane, text)] = heard_of_regrets(session)
    assert lane == "UANN"
    assert "Ben Brook does not take the minutes of *Norms review* of *Metadata*" in text
    following = (
        "Gil Grau is next in turn, and I ask them." if suggests else "Gil Grau would be next."
    )
    assert following in text
    presence.name_recorder(session, ahead, eve, by=people.ann, now=NOW)
    answers(session, ahead, eve, RsvpAnswer.NO)
    assert len(heard_of_regrets(session)) == 2


def test_nobody_hears_of_whoever_was_only_asked_and_no_chair_of_herself(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    [candidate] = asked_people(session)
    answers(session, ahead, candidate, RsvpAnswer.NO)
    presence.name_recorder(session, ahead, people.ann, by=people.ann, now=NOW)
    answers(session, ahead, people.ann, RsvpAnswer.NO)
    assert states(session, ahead)[people.ann.id] is RecorderState.DECLINED
    assert heard_of_regrets(session) == []


def test_where_nobody_is_left_the_chair_hears_so(
    session: Session, people: Cast, ahead: Meeting
) -> None:
    for who in (people.gil, people.ben):
        presence.name_recorder(session, ahead, who, by=people.ann, now=NOW)
        answers(session, ahead, who, RsvpAnswer.NO)
    of_ben, of_gil = sorted(text for _, text in heard_of_regrets(session))
    assert "Ben Brook is next in turn" in of_gil
    assert "Nobody else can be asked." in of_ben

"""A chair answers for a member without Slack, and it shows who did."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Meeting, Rsvp, RsvpAnswer
from models.meetings import AnswerTotals, MeetingLine
from services import meetings
from services.errors import Conflict, Invalid
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, serve

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def answer(
    session: Session, people: Cast, row: Meeting, partner_id: int | None, answer: RsvpAnswer
) -> None:
    meetings.record_rsvp_for(session, row, partner_id, answer, by=people.ann, now=NOW)


def test_it_is_kept_for_her_and_the_latest_who_recorded_it_is_named(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + DAY)
    other = meeting(session, people.metadata, NOW + 2 * DAY)
    answer(session, people, row, people.pia.id, RsvpAnswer.YES)
    seen, untouched = meetings.summaries(session, [row, other], now=NOW)
    assert (seen.yes, seen.not_asked) == ([people.pia], [])
    assert seen.recorders == {people.pia.id: "Ann Abara"}
    assert (untouched.not_asked, untouched.recorders) == ([people.pia], {})
    meetings.record_rsvp_for(session, row, people.pia.id, RsvpAnswer.NO, by=people.dag, now=NOW)
    seen = meetings.summary(session, row, now=NOW)
    assert (seen.no, seen.recorders) == ([people.pia], {people.pia.id: "Dag Dahl"})
    acts = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.answered")).all()
    assert acts[0].after == {
        "person": people.pia.id,
        "answer": "yes",
        "on_behalf_of": people.pia.id,
    }


def test_who_answers_herself_has_no_recorder(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata, NOW + DAY)
    ben = standing(session, people.ben)
    meetings.record_rsvp(session, row, RsvpAnswer.YES, by=ben, now=NOW)
    assert meetings.summary(session, row, now=NOW).recorders == {}


def test_only_members_without_slack_are_answered_for(session: Session, people: Cast) -> None:
    elsewhere = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    row = meeting(session, elsewhere, NOW + DAY)
    for partner_id in (people.pia.id, people.cleo.id, 99_999, None):
        with pytest.raises(Invalid) as refusal:
            answer(session, people, row, partner_id, RsvpAnswer.YES)
        assert refusal.value.field == "partner"
    serve(session, elsewhere, people.pia, until=NOW + DAY)
    with pytest.raises(Invalid):
        answer(session, people, row, people.pia.id, RsvpAnswer.YES)
    assert session.exec(select(Rsvp)).all() == []


def test_nothing_is_recorded_once_it_has_begun(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata, NOW)
    with pytest.raises(Conflict) as refusal:
        answer(session, people, row, people.pia.id, RsvpAnswer.YES)
    assert refusal.value.message == (
        "Norms review has started, so answers are closed. If Pia Pons came, record that with"
        " “Who came”."
    )
    with pytest.raises(Conflict, match="If you came, say “I was there”"):
        meetings.record_rsvp(
            session, row, RsvpAnswer.YES, by=standing(session, people.ben), now=NOW
        )


def test_a_partner_who_has_left_is_neither_offered_nor_answered_for(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + DAY)
    assert meetings.summary(session, row, now=NOW).without_slack == [people.pia]
    people.pia.is_active = False
    session.flush()
    assert meetings.summary(session, row, now=NOW).without_slack == []
    with pytest.raises(Invalid) as refusal:
        answer(session, people, row, people.pia.id, RsvpAnswer.YES)
    assert refusal.value.field == "partner"
    assert session.exec(select(Rsvp)).all() == []


def test_a_list_counts_as_a_look_at_each_does(session: Session, people: Cast) -> None:
    """Whoever serves at the hour of each meeting, and what the reader has said herself."""
    rows = [meeting(session, people.metadata, NOW + days * DAY) for days in (1, 3)]
    before = meeting(session, people.metadata, BEFORE - DAY)
    serve(session, people.metadata, people.cleo, until=NOW + 2 * DAY)
    for row in rows:
        maybe = Rsvp(
            meeting_id=row.id, person_id=people.cleo.id, answer=RsvpAnswer.MAYBE, answered_at=NOW
        )
        session.add(maybe)
    ben = standing(session, people.ben)
    meetings.record_rsvp(session, rows[0], RsvpAnswer.NO, by=ben, now=NOW)
    answer(session, people, rows[0], people.pia.id, RsvpAnswer.YES)
    gone = person(session, "Gone Person", slack_id="UGONE")
    serve(session, people.metadata, gone)
    gone.is_active = False
    for reader in (people.ben, people.cleo, people.dag):
        listed = meetings.lines(session, [*rows, before], reader, now=NOW)
        summaries = meetings.summaries(session, [*rows, before], now=NOW)
        assert listed == [
            MeetingLine(
                seen.meeting,
                seen.group.name,
                seen.totals,
                own=seen.answers.get(reader.id),
                takes_answers=seen.takes_answers,
            )
            for seen in summaries
        ]
        assert [line.totals for line in listed] == [
            AnswerTotals(yes=1, no=1, maybe=1, not_answered=2),
            AnswerTotals(not_answered=3, not_asked=1),
            AnswerTotals(),
        ]
    assert meetings.lines(session, [], people.ben, now=NOW) == []

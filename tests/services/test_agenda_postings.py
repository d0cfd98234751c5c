"""Where agendas are posted, when, and how they are drawn anew; and when a chair is warned."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import AgendaPosting, Meeting, MeetingStatus, OutboxMessage, OutboxOp, OutboxState
from models.agenda_messages import AgendaWords
from models.agendas import ItemDraft
from models.messages import EMPTY_AGENDA
from models.reach import Reach, set_up
from models.subjects import Subject
from services import agenda_postings, agendas, already_told, reminders
from services import meetings as meeting_services
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WORDS = AgendaWords(
    lambda summary: {"text": f"{summary.agenda.items} items"},
    lambda agenda, **_: {"text": f"{len(agenda.entries)} entries"},
)


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    found.metadata.agenda_hours = 48
    return found


def item(session: Session, people: Cast, title: str = "Courier", now: datetime = NOW) -> None:
    agendas.add(session, people.metadata, ItemDraft(title), by=people.ben, now=now)


def outbox(session: Session) -> list[tuple[str, str, str]]:
    rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
    return [(row.key, row.lane, row.payload["text"]) for row in rows]


def test_an_agenda_is_posted_so_many_hours_before(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata, NOW + 3 * DAY)
    item(session, people)
    hour = row.starts_at - 48 * HOUR
    assert agenda_postings.to_post(session, hour - SECOND) == []
    assert agenda_postings.to_post(session, hour) == [row]
    assert agenda_postings.to_post(session, row.starts_at) == []
    assert agenda_postings.post(session, row, WORDS, now=hour)
    assert not agenda_postings.post(session, row, WORDS, now=hour)
    assert agenda_postings.to_post(session, hour) == []
    [(key, lane, text)] = outbox(session)
    assert (key, lane, text) == (f"agenda|meeting:{row.id}|posted|channel", "CMETA", "1 entries")
    [posting] = session.exec(select(AgendaPosting)).all()
    assert (posting.meeting_id, posting.posted_at) == (row.id, hour)


@pytest.mark.parametrize("why", ["empty", "off", "cancelled", "discharged"])
def test_what_is_not_posted(session: Session, people: Cast, why: str) -> None:
    row = meeting(session, people.metadata)
    if why != "empty":
        item(session, people)
    if why == "off":
        people.metadata.agenda_hours = None
    if why == "cancelled":
        row.status = MeetingStatus.CANCELLED
    if why == "discharged":
        people.metadata.discharged_at = NOW
    session.flush()
    assert agenda_postings.to_post(session, NOW) == []


def test_what_was_empty_is_posted_with_its_first_item(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    assert agenda_postings.to_post(session, NOW) == []
    item(session, people, now=NOW + HOUR)
    assert agenda_postings.to_post(session, NOW + HOUR) == [row]


def test_nobody_is_posted_to_where_there_is_no_channel(session: Session, people: Cast) -> None:
    people.metadata.channel_id = None
    row = meeting(session, people.metadata)
    item(session, people)
    assert not agenda_postings.post(session, row, WORDS, now=NOW)
    assert session.exec(select(AgendaPosting)).all() == []


@pytest.mark.usefixtures("reach_of_the_process")
def test_partners_get_it_by_mail(session: Session, people: Cast) -> None:
    set_up(Reach(sends_mail=True, public_url="https://convene.example.org"))
    row = meeting(session, people.metadata)
    item(session, people)
    agenda_postings.post(session, row, WORDS, now=NOW)
    assert [(key, lane) for key, lane, _text in outbox(session)] == [
        (f"agenda|meeting:{row.id}|posted|channel", "CMETA"),
        (f"agenda|meeting:{row.id}|posted|person:{people.pia.id}", f"mail:{people.pia.id}"),
    ]


def test_a_posted_agenda_is_drawn_anew_and_not_posted_again(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    item(session, people)
    agenda_postings.post(session, row, WORDS, now=NOW)
    item(session, people, "Vans")
    agenda_postings.redraw(session, people.metadata, WORDS, now=NOW)
    assert [text for _key, _lane, text in outbox(session)] == ["2 entries"]
    for sent in session.exec(select(OutboxMessage)):
        sent.state = OutboxState.SENT
    for _ in range(2):
        agenda_postings.redraw(session, people.metadata, WORDS, now=NOW)
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.UPDATE)).all()
    assert [(drawn.subject, drawn.payload["text"]) for drawn in rows] == [
        (f"agenda:{row.id}", "2 entries")
    ]


def test_what_was_withdrawn_from_the_outbox_is_not_posted(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    item(session, people)
    agenda_postings.post(session, row, WORDS, now=NOW)
    meeting_services.cancel(session, row, sequence=0, by=people.ann, now=NOW)
    states = session.exec(select(OutboxMessage.state, OutboxMessage.key)).all()
    assert [state for state, key in states if key.startswith("agenda|")] == ["dropped"]


def test_a_restored_database_posts_no_agenda_again(session: Session, people: Cast) -> None:
    row = meeting(session, people.metadata)
    item(session, people)
    assert already_told.decide(session, {}, NOW).planned >= 1
    assert agenda_postings.to_post(session, NOW) == []
    assert session.get(AgendaPosting, row.id) is not None


def warned(session: Session, row: Meeting, now: datetime) -> list[tuple[str, datetime]]:
    [kind] = [kind for kind in reminders.KINDS if kind.message is EMPTY_AGENDA]
    found = kind.due(session, now, frozenset([Subject.of(row)]))
    return [(due.person.name, due.at) for due in found]


def test_the_chair_is_warned_a_day_before_of_an_empty_agenda(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + 9 * DAY)
    at = row.starts_at - 48 * HOUR - DAY
    assert warned(session, row, at - HOUR) == [("Ann Abara", at)]
    assert warned(session, row, at) == [("Ann Abara", at)]
    item(session, people)
    assert warned(session, row, at - SECOND) == [("Ann Abara", at)]
    assert warned(session, row, at) == []
    people.metadata.agenda_hours = None
    session.flush()
    assert warned(session, row, at - HOUR) == []


@pytest.mark.parametrize(("late", "is_warned"), [(SECOND, True), (timedelta(0), False)])
def test_of_a_meeting_that_was_set_later_nobody_is_warned(
    session: Session, people: Cast, late: timedelta, is_warned: bool
) -> None:
    row = meeting(session, people.metadata, NOW + 9 * DAY)
    row.created_at = row.starts_at - 48 * HOUR - DAY - late
    session.flush()
    assert bool(warned(session, row, row.created_at + HOUR)) is is_warned


def test_a_change_of_the_hours_has_meetings_scanned_again(session: Session, people: Cast) -> None:
    facts: dict[int, Any] = reminders.changed_people(session, NOW)
    reminders.note_people(session, facts, NOW)
    assert reminders.changed_people(session, NOW) == {}
    people.metadata.agenda_hours = 24
    session.flush()
    assert people.ann.id in reminders.changed_people(session, NOW)

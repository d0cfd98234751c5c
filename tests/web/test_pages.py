"""A partner's own pages: what she sees there, and what she does."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import Meeting, Rsvp, RsvpAnswer, Task
from models.database import reading, unit_of_work
from services import tasks
from tests.factories import NOW, Cast
from tests.web.conftest import Visitor


def meeting_of(people: Cast, *, in_hours: float = 48, title: str = "Norm rules") -> Meeting:
    with unit_of_work() as session:
        return meeting_row(session, people, in_hours, title)


def meeting_row(session: Session, people: Cast, in_hours: float, title: str) -> Meeting:
    row = Meeting(
        group_id=people.metadata.id,
        title=title,
        starts_at=NOW + timedelta(hours=in_hours),
        minutes=60,
        zone="America/New_York",
        created_by=people.ann.id,
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def task_of(people: Cast, title: str = "Check the vendor file") -> Task:
    with unit_of_work() as session:
        draft = tasks.TaskDraft(title, people.pia, date(2026, 11, 30), people.metadata)
        return tasks.add(session, draft, by=people.ann, now=NOW)


def test_her_first_page_shows_all_that_is_hers(people: Cast, pia: Visitor) -> None:
    meeting_of(people)
    task_of(people)
    page = pia.see()
    for words in (
        "Pia Pons",
        "Norm rules",
        "Check the vendor file",
        "Metadata",
        "America/New York",
    ):
        assert words in page
    assert "Thu, Nov 26, 2026, 9:30 AM EST" in page


@pytest.mark.parametrize("answer", list(RsvpAnswer))
def test_she_answers_and_it_is_recorded_as_by_link(
    people: Cast, pia: Visitor, answer: RsvpAnswer
) -> None:
    meeting = meeting_of(people)
    status, place = pia.send(f"/meetings/{meeting.id}", act=answer.value, back="home")
    assert (status, place) == (303, f"{pia.path()}?done={answer.value}#meeting-{meeting.id}")
    with reading() as session:
        rsvp = session.exec(select(Rsvp)).one()
        assert (rsvp.person_id, rsvp.answer, rsvp.by_link) == (people.pia.id, answer, True)
    assert f"You said {answer.value}." in pia.see()

"""Another title or place: for one meeting, or for it and what follows of its series."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from models import HistoryEntry, Meeting, OutboxMessage, OutboxState, Rsvp, RsvpAnswer, Series
from models.columns import LONG_AGO
from models.messages import REMIND, Key, Recipient
from models.subjects import Subject
from services import meetings, outbox
from services.errors import Conflict, Invalid
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting

DAY = timedelta(days=1)
TUESDAYS = Pattern(Frequency.WEEKLY, time(10), "America/New_York", date(2026, 12, 1), weekdays=(1,))


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def edit(session: Session, people: Cast, row: Meeting, **facts: object) -> list[Meeting]:
    wanted: dict[str, object] = {"title": row.title, "place": row.place, "sequence": row.sequence}
    return meetings.edit(session, row, **(wanted | facts), by=people.ann, now=NOW)  # type: ignore[arg-type]


def series(session: Session, people: Cast) -> list[Meeting]:
    starts_at = datetime.fromisoformat("2026-12-01T15:00:00+00:00")
    plan = MeetingPlan("Norms", starts_at, "America/New_York", place="Room 1", pattern=TUESDAYS)
    meetings.schedule(session, people.metadata, plan, by=people.ann, now=NOW)
    return list(session.exec(select(Meeting).order_by(col(Meeting.starts_at))))


def acts(session: Session) -> list[str]:
    rows = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id)))
    return [row.action for row in rows if row.action.endswith(".edited")]


def test_one_meeting_is_called_otherwise_and_nobody_is_asked_again(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + DAY, check_at=NOW)
    session.add(
        Rsvp(meeting_id=row.id, person_id=people.ben.id, answer=RsvpAnswer.YES, answered_at=NOW)
    )
    assert edit(session, people, row, title="  Norms   and names ", place=" Room 4") == [row]
    assert (row.title, row.place, row.sequence) == ("Norms and names", "Room 4", 1)
    assert row.check_at == LONG_AGO
    assert session.get(Rsvp, (row.id, people.ben.id)) is not None
    entry = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.edited")).one()
    assert entry.before == {"title": "Norms review", "place": ""}
    assert entry.after == {"title": "Norms and names", "place": "Room 4"}


def test_later_meetings_follow_where_they_were_alike_and_so_does_the_series(
    session: Session, people: Cast
) -> None:
    before, this, following, special, off, *_rest, last = series(session, people)
    special.place = "Online"
    meetings.cancel(session, off, sequence=0, by=people.ann, now=NOW)
    edited = edit(session, people, this, title="Rules", place="Room 2", and_following=True)
    assert before not in edited
    assert off not in edited
    assert edited[:3] == [this, following, special]
    assert [row.title for row in (before, this, special, off, last)] == [
        *("Norms", "Rules", "Rules", "Norms", "Rules")
    ]
    assert [row.place for row in (before, this, special, last)] == [
        *("Room 1", "Room 2", "Online", "Room 2")
    ]
    whole = session.exec(select(Series)).one()
    assert (whole.title, whole.place) == ("Rules", "Room 2")
    assert acts(session) == ["meeting.edited"] * len(edited) + ["series.edited"]


def test_a_form_from_before_another_chairs_change_changes_nothing_back(
    session: Session, people: Cast
) -> None:
    first, second, third, *_ = series(session, people)
    third.title = "Special"
    edit(session, people, first, title="Rules", and_following=True, sequence=0)
    assert [row.sequence for row in (first, second, third)] == [1, 1, 0]
    for row in (first, second):
        with pytest.raises(Conflict, match="has changed since you looked"):
            edit(session, people, row, title="Norms", place="Room 9", sequence=0)
        assert (row.title, row.place) == ("Rules", "Room 1")
    edit(session, people, third, place="Room 9", sequence=0)
    edit(session, people, first, place="Room 9", sequence=1)
    assert first.sequence == 2


def test_this_one_only_leaves_the_series_alone(session: Session, people: Cast) -> None:
    first, second, *_ = series(session, people)
    assert edit(session, people, first, title="Rules") == [first]
    assert second.title == session.exec(select(Series.title)).one() == "Norms"


def test_what_waits_is_promised_anew_and_what_was_tried_stays(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + DAY)
    for person, tries in ((people.ben, 0), (people.gil, 1)):
        key = Key(REMIND, Subject.of(row), ("24", "x"), Subject.of(person))
        outbox.post(session, {"text": "x"}, to=Recipient.person(person), key=key, now=NOW)
        waits = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key))).one()
        waits.tries = tries
    session.flush()
    edit(session, people, row, title="Rules")
    waiting = select(OutboxMessage.lane).where(OutboxMessage.state == OutboxState.READY)
    assert session.exec(waiting).all() == ["UGIL"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"place": "x" * 501}, "place"),
        ({"title": "Rules", "and_following": True}, "which"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    session: Session, people: Cast, facts: dict[str, object], field: str
) -> None:
    row = meeting(session, people.metadata, NOW + DAY)
    with pytest.raises(Invalid) as refusal:
        edit(session, people, row, **facts)
    assert refusal.value.field == field
    assert (row.title, acts(session)) == ("Norms review", [])


@pytest.mark.parametrize("facts", [{}, {"sequence": 7, "title": "x"}])
def test_what_changes_nothing_or_was_changed_meanwhile_is_refused(
    session: Session, people: Cast, facts: dict[str, object]
) -> None:
    with pytest.raises(Conflict):
        edit(session, people, meeting(session, people.metadata, NOW + DAY), **facts)
    with pytest.raises(Conflict, match="has started"):
        edit(session, people, meeting(session, people.metadata, NOW), title="x")

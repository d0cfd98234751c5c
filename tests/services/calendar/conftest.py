"""A group with a partner by mail, and her invitations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import Meeting
from models.messages import Recipient
from models.reach import Reach, set_up
from services import calendar, meetings, outbox
from services.calendar import CalendarNotice
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern
from tests.calendars import Component, parse
from tests.factories import NOW, Cast, cast

DAY = timedelta(days=1)
MAILBOX = "convene@consortium.example.edu"
TUESDAYS = Pattern(Frequency.WEEKLY, time(10), "America/New_York", date(2026, 12, 1), weekdays=(1,))
FIRST = datetime.fromisoformat("2026-12-01T15:00:00+00:00")


@dataclass
class Office:
    """Ann schedules meetings of Metadata, and Pia hears of them by mail."""

    session: Session
    people: Cast

    def schedule(
        self, title: str = "Norms", pattern: Pattern | None = None, **more: Any
    ) -> list[Meeting]:
        """A meeting, or all of a series that are made, in order."""
        facts: dict[str, Any] = {
            "starts_at": FIRST,
            "zone": "America/New_York",
            "place": "Room 1",
        } | more
        plan = MeetingPlan(title, pattern=pattern, **facts)
        first = meetings.schedule(
            self.session, self.people.metadata, plan, by=self.people.ann, now=NOW
        )
        rows = select(Meeting).where(
            Meeting.id == first.id
            if first.series_id is None
            else Meeting.series_id == first.series_id
        )
        return list(self.session.exec(rows.order_by(col(Meeting.starts_at))))

    def move(self, meeting: Meeting, by: timedelta, *, now: datetime = NOW) -> CalendarNotice:
        meetings.move(
            self.session,
            meeting,
            starts_at=meeting.starts_at + by,
            zone=meeting.zone,
            minutes=meeting.minutes,
            place=meeting.place,
            sequence=meeting.sequence,
            by=self.people.ann,
            now=now,
        )
        [notice] = calendar.notices(self.session, [meeting], now=now)
        return notice

    def cancel(self, meeting: Meeting, *, and_following: bool = False) -> list[CalendarNotice]:
        cancelled = meetings.cancel(
            self.session,
            meeting,
            and_following=and_following,
            sequence=meeting.sequence,
            by=self.people.ann,
            now=NOW,
        )
        return calendar.notices(self.session, cancelled.meetings, is_whole=and_following, now=NOW)

    def invite(self, now: datetime = NOW) -> list[CalendarNotice]:
        """Everybody who is to be invited now is."""
        self.session.flush()
        due = calendar.due_invitations(self.session, now)
        for notice in due:
            outbox.post(
                self.session,
                notice.attached({"text": "x"}),
                to=Recipient.person(notice.person),
                key=notice.key,
                now=now,
            )
        return due


@pytest.fixture
def office(session: Session, reach_of_the_process: None) -> Office:
    set_up(
        Reach(
            sends_mail=True,
            public_url="https://pages.example.edu",
            mailbox=MAILBOX,
            reads_answers=True,
        )
    )
    return Office(session, cast(session))


def read(notice: CalendarNotice) -> Component:
    """The calendar that goes with a message."""
    calendar_read = parse(notice.calendar["text"])
    assert calendar_read.text("METHOD") == notice.calendar["method"]
    return calendar_read

"""What calendars say is what is in the database, whatever happened to the meetings before."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from models import FeedKind, Meeting, MeetingStatus
from models.messages import Recipient
from models.reach import Reach, set_up
from services import calendar, meetings, outbox
from services.calendar import CalendarNotice
from services.dates import instant
from services.errors import Conflict
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern, first_moments
from tests.calendars import Happening, MailCalendar, in_feed
from tests.factories import NOW, Cast, cast, standing

DAY = timedelta(days=1)
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC", "America/Phoenix")
STEPS = 14
SERIES_OF_SINGLE_ENTRIES = (
    {"freq": Frequency.MONTHLY, "nths": (1, 3), "weekdays": (2,)},
    {"freq": Frequency.MONTHLY, "monthdays": (31,)},
    {"freq": Frequency.MONTHLY, "workday": -1},
    {"freq": Frequency.WEEKLY, "weekdays": (1,), "except_months": (1,)},
    {"freq": Frequency.WEEKLY, "weekdays": (6,), "at": time(1, 30)},
    {"freq": Frequency.DATES, "dates": (date(2026, 12, 2), date(2026, 12, 9), date(2027, 3, 2))},
)
SERIES_OF_ONE_ENTRY = (
    {"freq": Frequency.WEEKLY, "weekdays": (1, 3)},
    {"freq": Frequency.WEEKLY, "weekdays": (4,), "interval": 2},
    {"freq": Frequency.WEEKLY, "weekdays": (0,), "until": date(2027, 1, 18)},
    {"freq": Frequency.WEEKLY, "weekdays": (2,), "except_dates": (date(2026, 12, 23),)},
    {"freq": Frequency.MONTHLY, "weekdays": (3,), "nths": (-1,)},
    {"freq": Frequency.MONTHLY, "monthdays": (9,), "interval": 2},
    {"freq": Frequency.MONTHLY, "workday": 3},
)


class Life:
    """A few months of a group, in which anything happens, and the calendar of its partner."""

    def __init__(self, session: Session, people: Cast, seed: int) -> None:
        self.session, self.people, self.random = session, people, Random(seed)
        self.now = NOW
        self.calendar = MailCalendar()

    def plan(self) -> None:
        zone = self.random.choice(ZONES)
        facts = self.random.choice(({}, *SERIES_OF_ONE_ENTRY * 2, *SERIES_OF_SINGLE_ENTRIES))
        title = f"Meeting {self.random.randrange(10**6)}"
        at = time(self.random.choice((9, 14)), self.random.choice((0, 30)))
        start = self.now.date() + self.random.randrange(1, 9) * DAY
        pattern = None
        if facts:
            pattern = Pattern(**({"at": at, "zone": zone, "starts_on": start} | facts))  # type: ignore[arg-type]
            moments = [m for m in first_moments(pattern, 1) if m > self.now]
            starts_at = moments[0] if moments else None
        else:
            starts_at = instant(start, at, zone)
        if starts_at is None:
            return
        plan = MeetingPlan(title, starts_at, zone, 50, "Room 1", pattern)
        meetings.schedule(
            self.session, self.people.metadata, plan, by=self.people.ann, now=self.now
        )

    def pass_time(self) -> None:
        self.now += self.random.choice((1, 3, 20)) * DAY
        meetings.extend_series(self.session, self.now)

    def move(self, meeting: Meeting) -> None:
        local = meeting.starts_at + self.random.choice((-3, -1, 1, 24, 100)) * timedelta(hours=1)
        if self.random.random() < 0.3 and meeting.recurrence_date:
            # Back to where its series had it.
            at = self.random.choice((time(9), time(14), time(9, 30), time(14, 30)))
            local = instant(meeting.recurrence_date, at, meeting.zone)
        if local <= self.now:
            return
        meetings.move(
            self.session,
            meeting,
            starts_at=local,
            zone=self.random.choice((meeting.zone, *ZONES)),
            minutes=self.random.choice((50, 90)),
            place=meeting.place,
            sequence=meeting.sequence,
            by=self.people.ann,
            now=self.now,
        )
        self.tell([meeting])

    def edit(self, meeting: Meeting) -> None:
        and_following = meeting.series_id is not None and self.random.random() < 0.5
        edited = meetings.edit(
            self.session,
            meeting,
            title=f"Renamed {self.random.randrange(10**6)}",
            place=self.random.choice(("", "Room 2", "https://meet.example.edu/x?a=1;b=2,3")),
            and_following=and_following,
            sequence=meeting.sequence,
            by=self.people.ann,
            now=self.now,
        )
        self.tell(edited, is_whole=and_following)

    def cancel(self, meeting: Meeting) -> None:
        and_following = meeting.series_id is not None and self.random.random() < 0.3
        cancelled = meetings.cancel(
            self.session,
            meeting,
            and_following=and_following,
            sequence=meeting.sequence,
            by=self.people.ann,
            now=self.now,
        )
        self.tell(cancelled.meetings, is_whole=and_following)

    def step(self) -> None:
        ahead = self.session.exec(
            select(Meeting)
            .where(Meeting.status == MeetingStatus.ON, Meeting.starts_at > self.now)
            .order_by(col(Meeting.id))
        ).all()
        act = self.random.choice(
            (self.plan, self.pass_time, self.move, self.move, self.edit, self.cancel)
        )
        try:
            if act in (self.plan, self.pass_time):
                act()
            elif ahead:
                near = ahead[: self.random.choice((3, 1000))]
                act(self.random.choice(near))  # type: ignore[call-arg]
        except Conflict:
            pass
        self.session.flush()
        self.take(calendar.due_invitations(self.session, self.now))

    def tell(self, changed: list[Meeting], *, is_whole: bool = False) -> None:
        self.take(calendar.notices(self.session, changed, is_whole=is_whole, now=self.now))

    def take(self, notices: list[CalendarNotice]) -> None:
        for notice in notices:
            assert notice.person == self.people.pia
            is_new = outbox.post(
                self.session,
                notice.attached({"text": "x"}),
                to=Recipient.person(notice.person),
                key=notice.key,
                now=self.now,
            )
            assert is_new
            self.calendar.take(**notice.calendar)

    def held(self, until: datetime) -> list[Happening]:
        """The meetings of the database that calendars are to show up to a moment."""
        rows = self.session.exec(select(Meeting).where(Meeting.status == MeetingStatus.ON)).all()
        return sorted(
            Happening(row.starts_at, row.ends_at, row.title, row.place)
            for row in rows
            if self.now - calendar.SHOWN_BACK < row.starts_at <= until
        )

    def shown(self, found: list[Happening]) -> list[Happening]:
        return [row for row in found if row.starts_at > self.now - calendar.SHOWN_BACK]


@pytest.mark.usefixtures("reach_of_the_process")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(8))
def test_calendars_say_what_the_database_says(session: Session, seed: int) -> None:
    set_up(Reach(sends_mail=True, mailbox="convene@example.edu", reads_answers=True))
    people = cast(session)
    life = Life(session, people, seed)
    token = calendar.replace_feed(
        session, FeedKind.MINE, None, by=standing(session, people.ben), now=NOW
    )
    for _ in range(STEPS):
        life.step()
        near, far = life.now + calendar.INVITED_AHEAD, life.now + 80 * DAY
        assert life.shown(life.calendar.happenings(near)) == life.held(near)
        fetched = calendar.fetch(session, token, now=life.now)
        assert fetched is not None
        assert life.shown(in_feed(fetched.text, far)) == life.held(far)

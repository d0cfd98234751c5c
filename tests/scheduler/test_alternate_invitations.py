"""The entry of a meeting goes from the calendar of a member to that of her alternate, and back."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Group, Meeting, Person, Preferences, RsvpAnswer, Series, reach
from models.database import reading, unit_of_work
from models.messages import INVITED, Medium, Recipient
from models.reach import Reach
from scheduler import invitations
from scheduler.delivery import deliver_due
from services import calendar, meetings, outbox, recurrence
from services.dates import instant
from tests.calendars import MailCalendar, parse
from tests.factories import BEFORE, NOW, Cast, cast, person, standing
from tests.happenings import meeting
from tests.mail_stand_in import SENDER, MailStandIn, mail_stand_in
from tests.scheduler.stand_in import stand_in
from views.elements import message
from views.presence import answer_news, in_your_place

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
UNTIL = NOW + 80 * DAY
SENDS = Reach(
    sends_mail=True, public_url="https://convene.example.edu", mailbox=SENDER, reads_answers=True
)


class Office:
    """Pia and Eve of the Writing Center, each with a calendar that takes what comes by mail."""

    def __init__(self, people: Cast, eve: Person, mail: MailStandIn) -> None:
        self.people, self.eve, self.mail = people, eve, mail
        self.now = NOW
        self._taken = 0
        self._calendars = {who.email: MailCalendar() for who in (people.pia, eve)}
        self.methods: dict[str | None, list[str]] = {who.email: [] for who in (people.pia, eve)}

    def deliver(self) -> None:
        """Promise what is due, and bring all that waits to the calendars."""
        invitations.queue_due(self.now)
        with stand_in() as slack:
            for _ in range(4):
                self.now += MINUTE
                deliver_due(self.now, slack.client, "worker", mail=self.mail.settings())
        invitations.queue_due(self.now)
        for letter in self.mail.arrived[self._taken :]:
            to = str(letter.message["To"]).split("<")[-1].strip(">")
            for part in letter.message.walk():
                if part.get_content_type() == "text/calendar":
                    content: Any = part.get_payload(decode=True)
                    text = content.decode()
                    method = parse(text).text("METHOD")
                    self._calendars[to].take(method, text)
                    self.methods[to].append(method)
        self._taken = len(self.mail.arrived)

    def shown(self, who: Person) -> list[datetime]:
        return [found.starts_at for found in self._calendars[who.email].happenings(UNTIL)]

    def send(self, session: Session, alternate: Person, meeting_id: int = 1) -> None:
        meetings.send_alternate(
            session,
            session.get_one(Meeting, meeting_id),
            alternate.id,
            by=standing(session, session.get_one(Person, self.people.pia.id), self.now),
            now=self.now,
            words=answer_news,
            place_words=in_your_place,
        )

    def answer(self, who: Person, given: RsvpAnswer, meeting_id: int = 1) -> None:
        with unit_of_work() as session:
            meetings.record_rsvp(
                session,
                session.get_one(Meeting, meeting_id),
                given,
                by=standing(session, session.get_one(Person, who.id), self.now),
                now=self.now,
                words=answer_news,
            )

    def move(self, meeting_id: int = 1) -> None:
        with unit_of_work() as session:
            row = session.get_one(Meeting, meeting_id)
            change = meetings.move(
                session,
                row,
                starts_at=row.starts_at + HOUR,
                zone=row.zone,
                minutes=row.minutes,
                place=row.place,
                sequence=row.sequence,
                by=session.get_one(Person, self.people.ann.id),
                now=self.now,
            )
            self._tell(session, calendar.notices(session, [row], also=change.concerned, now=NOW))

    def cancel(self, meeting_id: int = 1) -> None:
        with unit_of_work() as session:
            row, ann = session.get_one(Meeting, meeting_id), self.people.ann
            meetings.cancel(
                session, row, and_following=False, sequence=row.sequence, by=ann, now=self.now
            )
            self._tell(session, calendar.notices(session, [row], now=self.now))

    def _tell(self, session: Session, notices: list[calendar.CalendarNotice]) -> None:
        for notice in notices:
            outbox.post(
                session,
                notice.attached(message("News")),
                to=Recipient(Medium.MAIL, str(notice.person.id)),
                key=notice.key,
                now=self.now,
            )


@pytest.fixture
def office(database: Engine, reach_of_the_process: None) -> Iterator[Office]:
    reach.set_up(SENDS)
    with unit_of_work() as session:
        people = cast(session)
        eve = person(session, "Eve Ely", at=people.writing_center)
    with mail_stand_in() as mail:
        yield Office(people, eve, mail)


@pytest.fixture
def single(office: Office) -> datetime:
    with unit_of_work() as session:
        group = session.get_one(Group, office.people.metadata.id)
        return meeting(session, group, NOW + 2 * DAY).starts_at


@pytest.fixture
def series(office: Office) -> list[datetime]:
    """Three Wednesdays."""
    pattern = recurrence.Pattern(
        freq=recurrence.Frequency.WEEKLY,
        starts_on=date(2026, 12, 2),
        at=time(14),
        zone="America/New_York",
        weekdays=(2,),
        until=date(2026, 12, 16),
    )
    assert calendar.invitations.is_repeating_entry(pattern)
    with unit_of_work() as session:
        group = session.get_one(Group, office.people.metadata.id)
        row = Series(
            group_id=group.id,
            title="Weekly",
            pattern=recurrence.to_text(pattern),
            created_at=BEFORE,
            made_until=date(2026, 12, 16),
        )
        session.add(row)
        session.flush()
        return [
            meeting(
                session,
                group,
                instant(day, time(14), pattern.zone),
                title="Weekly",
                series_id=row.id,
                recurrence_date=day,
            ).starts_at
            for day in (date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16))
        ]


def test_the_entry_goes_to_the_alternate_and_comes_back(office: Office, single: datetime) -> None:
    pia, eve = office.people.pia, office.eve
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([single], [])
    with unit_of_work() as session:
        office.send(session, eve)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([], [single])
    texts = [letter.text() for letter in office.mail.arrived]
    assert any("you come in the place of Pia Pons" in text for text in texts)
    assert any("Somebody comes in your place" in text for text in texts)
    office.move()
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([], [single + HOUR])
    office.answer(pia, RsvpAnswer.YES)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([single + HOUR], [])
    assert any("You need not come any more" in letter.text() for letter in office.mail.arrived)
    count = len(office.mail.arrived)
    office.deliver()
    assert len(office.mail.arrived) == count
    assert office.methods == {
        pia.email: ["REQUEST", "CANCEL", "REQUEST"],
        eve.email: ["REQUEST", "REQUEST", "CANCEL"],
    }


def test_a_meeting_that_is_cancelled_leaves_the_calendar_of_the_alternate(
    office: Office, single: datetime
) -> None:
    office.deliver()
    with unit_of_work() as session:
        office.send(session, office.eve)
    office.deliver()
    assert office.shown(office.eve) == [single]
    office.cancel()
    office.deliver()
    assert office.shown(office.eve) == []
    assert office.methods[office.people.pia.email] == ["REQUEST", "CANCEL"]


def test_another_alternate_takes_the_entry_and_a_no_gives_it_back(
    office: Office, single: datetime
) -> None:
    with unit_of_work() as session:
        zoe = person(session, "Zoe Zane", at=office.people.writing_center, slack_id="UZOE")
        office.send(session, office.eve)
    office.deliver()
    assert office.shown(office.eve) == [single]
    with unit_of_work() as session:
        office.send(session, zoe)
    office.deliver()
    assert office.shown(office.eve) == []
    with unit_of_work() as session:
        office.send(session, office.eve)
    office.deliver()
    assert office.shown(office.eve) == [single]
    office.answer(office.eve, RsvpAnswer.NO)
    office.deliver()
    assert office.shown(office.eve) == []
    assert office.shown(office.people.pia) == [single]


def test_who_declined_invitations_gets_none_as_an_alternate(
    office: Office, single: datetime
) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=office.eve.id, muted=(INVITED.key,)))
        office.send(session, office.eve)
    office.deliver()
    assert office.shown(office.eve) == []


@pytest.mark.parametrize("is_invited_first", [True, False])
def test_of_a_series_that_meeting_alone_goes_to_the_alternate(
    office: Office, series: list[datetime], is_invited_first: bool
) -> None:
    first, second, third = series
    pia, eve = office.people.pia, office.eve
    if is_invited_first:
        office.deliver()
        assert office.shown(pia) == series
    with unit_of_work() as session:
        office.send(session, eve, 2)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([first, third], [second])
    office.move(2)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([first, third], [second + HOUR])
    office.move(1)
    office.deliver()
    assert office.shown(eve) == [second + HOUR]
    assert office.shown(pia) == [first + HOUR, third]
    office.answer(pia, RsvpAnswer.MAYBE, 2)
    office.deliver()
    assert office.shown(pia) == [first + HOUR, second + HOUR, third]
    assert office.shown(eve) == []
    with unit_of_work() as session:
        office.send(session, eve, 2)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([first + HOUR, third], [second + HOUR])
    office.cancel(2)
    office.deliver()
    assert (office.shown(pia), office.shown(eve)) == ([first + HOUR, third], [])


def test_a_change_of_the_whole_series_leaves_out_what_she_sent_away(
    office: Office, series: list[datetime]
) -> None:
    first, second, third = series
    office.deliver()
    with unit_of_work() as session:
        office.send(session, office.eve, 2)
    office.deliver()
    with unit_of_work() as session:
        rows = session.exec(select(Meeting).order_by(col(Meeting.id))).all()
        edited = meetings.edit(
            session,
            rows[0],
            title="Weekly talk",
            place="",
            and_following=True,
            sequence=0,
            by=session.get_one(Person, office.people.ann.id),
            now=office.now,
        )
        assert len(edited) == 3
        notices = calendar.notices(session, edited, is_whole=True, now=office.now)
        office._tell(session, notices)
        assert sorted(notice.person.name for notice in notices) == ["Eve Ely", "Pia Pons"]
    office.deliver()
    assert (office.shown(office.people.pia), office.shown(office.eve)) == ([first, third], [second])
    assert "Weekly talk" in str(office.mail.arrived[-1].content)


def test_nothing_is_asked_twice_for_what_stays(office: Office, single: datetime) -> None:
    with unit_of_work() as session:
        office.send(session, office.eve)
    office.deliver()
    with reading() as session:
        assert calendar.due_end_keys(session, office.now) == {}
        assert not calendar.is_any_invitation_due(session, office.now)

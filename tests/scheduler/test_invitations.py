"""Invitations on their way: promised once, sent over a real mail server, and answered."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Preferences,
    Rsvp,
    RsvpAnswer,
    Series,
    reach,
)
from models.database import reading, unit_of_work
from models.messages import CANCELLED, MOVED, Key, Medium, MessageKind, Recipient
from models.reach import Reach
from models.subjects import Subject
from scheduler import invitations
from scheduler.delivery import deliver_due
from scheduler.mailbox_reading import take_answer
from services import already_told, calendar, meetings, outbox, recurrence
from services.calendar import CalendarNotice
from services.calendar.rhythms import is_repeating_entry
from services.dates import instant
from services.people.merging import take_along
from tests.calendars import MailCalendar, parse
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting
from tests.mail_stand_in import SENDER, ArrivedLetter, Fault, MailStandIn, mail_stand_in
from tests.scheduler.stand_in import stand_in
from views.elements import message

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PIA = "pia@writing.example.edu"
SENDS = Reach(
    sends_mail=True, public_url="https://convene.example.edu", mailbox=SENDER, reads_answers=True
)


@pytest.fixture
def people(database: Engine, reach_of_the_process: None) -> Cast:
    reach.set_up(SENDS)
    with unit_of_work() as session:
        found = cast(session)
        meeting(session, found.metadata, title="Norms; “Größe”", place="https://x.example/?a,b;c")
        return found


@pytest.fixture
def mail(people: Cast) -> Iterator[MailStandIn]:
    with mail_stand_in() as running:
        yield running


def deliver(mail: MailStandIn, *, minutes: int = 1) -> None:
    with stand_in() as slack:
        for minute in range(minutes):
            deliver_due(NOW + minute * MINUTE, slack.client, "worker", mail=mail.settings())


def promised() -> list[OutboxMessage]:
    with reading() as session:
        rows = select(OutboxMessage).order_by(col(OutboxMessage.id))
        return list(session.exec(rows))


def part_of(letter: ArrivedLetter, kind: str) -> Any:
    [found] = [part for part in letter.message.walk() if part.get_content_type() == kind]
    return found


def test_each_is_promised_once_and_only_where_mail_goes_out(people: Cast) -> None:
    for nothing in (Reach(), Reach(sends_mail=True), Reach(mailbox=SENDER)):
        reach.set_up(nothing)
        assert invitations.queue_due(NOW) == 0
    reach.set_up(SENDS)
    assert invitations.queue_due(NOW) == 1
    assert invitations.queue_due(NOW + MINUTE) == 0
    [row] = promised()
    assert row.lane == f"mail:{people.pia.id}"
    assert row.key == f"invited|meeting:1|first|person:{people.pia.id}"
    assert row.expires_at == NOW + timedelta(days=1)


def test_a_meeting_that_has_begun_invites_nobody(people: Cast) -> None:
    assert invitations.queue_due(NOW + timedelta(days=1)) == 0
    assert invitations.queue_due(NOW + timedelta(days=1, seconds=-1)) == 1


def invited_to() -> list[str]:
    """The subjects of the invitations that were promised since, which are forgotten by this."""
    with unit_of_work() as session:
        rows = list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))
        for row in rows:
            session.delete(row)
    return [row.key.split("|")[1] for row in rows]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=1)])
def test_to_what_was_set_long_ago_she_is_invited_a_fortnight_before(
    people: Cast, later: timedelta
) -> None:
    with unit_of_work() as session:
        group = session.merge(people.metadata)
        far = NOW + calendar.INVITED_AHEAD + later
        meeting(session, group, far)
        meeting(session, group, far, created_at=NOW - calendar.JUST_SCHEDULED)
        meeting(session, group, far, created_at=NOW - calendar.JUST_SCHEDULED + later)
    invitations.queue_due(NOW)
    everything = ["meeting:1", "meeting:2", "meeting:3", "meeting:4"]
    assert sorted(invited_to()) == (["meeting:1", "meeting:4"] if later else everything)
    invitations.queue_due(NOW + later)
    assert sorted(invited_to()) == everything


@pytest.mark.parametrize("is_one_entry", [True, False])
def test_to_a_series_she_is_invited_before_its_next_meeting_or_as_it_is_made(
    people: Cast, is_one_entry: bool
) -> None:
    pattern = recurrence.Pattern(
        freq=recurrence.Frequency.MONTHLY,
        starts_on=date(2026, 12, 9),
        at=time(14),
        zone="America/New_York",
        monthdays=(9,) if is_one_entry else (9, 10),
    )
    with unit_of_work() as session:
        for created_at in (NOW - calendar.JUST_SCHEDULED, NOW):
            row = Series(
                group_id=people.metadata.id,
                title="Monthly",
                pattern=recurrence.to_text(pattern),
                created_at=created_at,
            )
            session.add(row)
            session.flush()
            for day in (date(2026, 12, 9), date(2027, 1, 9)):
                meeting(
                    session,
                    session.merge(people.metadata),
                    instant(day, time(14), pattern.zone),
                    series_id=row.id,
                    recurrence_date=day,
                    created_at=NOW,
                )
    assert is_repeating_entry(pattern) is is_one_entry
    invitations.queue_due(NOW)
    assert sorted(invited_to()) == (["meeting:1", "series:2"] if is_one_entry else ["meeting:1"])
    invitations.queue_due(NOW + timedelta(days=2))
    near = ["series:1", "series:2"] if is_one_entry else ["meeting:2", "meeting:4"]
    assert sorted(invited_to()) == near


def test_who_declined_invitations_gets_none_until_she_takes_them_again(people: Cast) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.pia.id, muted=("invited", "nudge")))
    assert invitations.queue_due(NOW) == 0
    with unit_of_work() as session:
        session.get_one(Preferences, people.pia.id).muted = ("nudge",)
    assert invitations.queue_due(NOW) == 1


def test_a_restored_database_does_not_invite_again(people: Cast) -> None:
    with unit_of_work() as session:
        assert len(calendar.due_keys(session, NOW)) == 1
        already_told.decide(session, {}, NOW)
    assert invitations.queue_due(NOW) == 0


def test_the_letter_holds_the_entry_as_it_was_written(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    [letter] = mail.to(PIA)
    entry = part_of(letter, "text/calendar")
    assert (entry.get_param("method"), entry.get_param("charset")) == ("REQUEST", "utf-8")
    sent = entry.get_payload(decode=True).decode()
    assert sent == promised()[0].payload["calendar"]["text"]
    assert parse(sent).events[0].text("LOCATION") == "https://x.example/?a,b;c"
    file = part_of(letter, "application/ics")
    assert file.get_payload(decode=True).decode() == sent
    assert "you are a member" in letter.text()


def test_one_that_is_sent_twice_in_doubt_is_the_same_entry(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    mail.will(Fault("after"))
    deliver(mail, minutes=30)
    first, second = mail.to(PIA)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    texts = {
        part_of(letter, "text/calendar").get_payload(decode=True) for letter in (first, second)
    }
    assert len(texts) == 1
    entries = MailCalendar()
    for letter in (first, second):
        entries.take("REQUEST", part_of(letter, "text/calendar").get_payload(decode=True).decode())
    assert len(entries.happenings(NOW + timedelta(days=9))) == 1
    assert promised()[0].state is OutboxState.SENT


@pytest.mark.parametrize("sender", [PIA, "ben@central.example.edu"])
def test_the_answer_that_comes_back_by_mail_counts_for_who_sent_it(
    people: Cast, mail: MailStandIn, sender: str
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    [letter] = mail.to(PIA)
    text = part_of(letter, "text/calendar").get_payload(decode=True).decode()
    text = text.replace("\r\n ", "").replace("METHOD:REQUEST", "METHOD:REPLY")
    answer = EmailMessage()
    answer["From"] = f"Pia Pons <{sender}>"
    answer["To"] = SENDER
    answer["Authentication-Results"] = "mx.example.edu; dmarc=pass"
    answer.set_content("Accepted: Norms")
    answer.add_alternative(
        text.replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED"),
        subtype="calendar",
        params={"method": "REPLY"},
    )
    assert take_answer(answer, NOW) is (sender == PIA)
    with reading() as session:
        rows = session.exec(select(Rsvp)).all()
    assert [(row.person_id, row.answer, row.by_link) for row in rows] == (
        [(people.pia.id, RsvpAnswer.YES, True)] if sender == PIA else []
    )


def heard(people: Cast, *, is_off: bool) -> list[str]:
    """Who is told that the meeting was moved, or that it is off."""
    with unit_of_work() as session:
        row = session.exec(select(Meeting)).one()
        row.sequence += 1
        row.status = MeetingStatus.CANCELLED if is_off else MeetingStatus.ON
        session.flush()
        found = calendar.notices(session, [row], now=NOW + HOUR)
        return [notice.person.name for notice in found]


def test_whoever_left_hears_of_no_change_any_more(people: Cast) -> None:
    invitations.queue_due(NOW)
    assert heard(people, is_off=False) == ["Pia Pons"]
    with unit_of_work() as session:
        row = session.exec(select(Membership).where(Membership.person_id == people.pia.id)).one()
        row.until = NOW + MINUTE
    assert heard(people, is_off=False) == []
    assert heard(people, is_off=True) == ["Pia Pons"]
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = True
    assert heard(people, is_off=True) == []


def move(people: Cast, *, hours: int = 1, kind: MessageKind | None = MOVED) -> None:
    """Ann moves the meeting, and whoever was invited is promised the change."""
    with unit_of_work() as session:
        row = session.exec(select(Meeting)).one()
        change = meetings.move(
            session,
            row,
            starts_at=row.starts_at + hours * HOUR,
            zone=row.zone,
            minutes=row.minutes,
            place=row.place,
            sequence=row.sequence,
            by=people.ann,
            now=NOW,
        )
        for notice in calendar.notices(session, [row], also=change.concerned, now=NOW):
            promise(session, notice, kind)


def cancel(people: Cast) -> None:
    with unit_of_work() as session:
        row = session.exec(select(Meeting)).one()
        meetings.cancel(
            session, row, and_following=False, sequence=row.sequence, by=people.ann, now=NOW
        )
        for notice in calendar.notices(session, [row], now=NOW):
            promise(session, notice, CANCELLED)


def promise(session: Session, notice: CalendarNotice, kind: MessageKind | None) -> None:
    """As the handlers do: with the news of a kind, or by itself."""
    changes = str(notice.meeting.sequence)
    subject, person = Subject.of(notice.meeting), Subject.of(notice.person)
    outbox.post(
        session,
        notice.attached(message(f"News {changes}")),
        to=Recipient(Medium.MAIL, str(notice.person.id)),
        key=Key(kind, subject, changes, person) if kind else notice.key,
        now=NOW,
    )


def leave(people: Cast) -> None:
    with unit_of_work() as session:
        hers = select(Membership).where(Membership.person_id == people.pia.id)
        rows = session.exec(hers.where(col(Membership.until).is_(None))).all()
        for row in rows:
            row.since, row.until = NOW - HOUR, NOW


def entries_of(mail: MailStandIn) -> list[tuple[str, str, str]]:
    """Of each letter its method, its sequence, and when the meeting begins there."""
    found = []
    for letter in mail.to(PIA):
        sent = parse(part_of(letter, "text/calendar").get_payload(decode=True).decode())
        [event] = sent.events
        found.append((sent.text("METHOD"), event.text("SEQUENCE"), event.text("DTSTART")[9:]))
    return found


def test_an_invitation_that_waited_shows_the_meeting_as_it_is_and_the_move_adds_nothing(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    move(people)
    move(people, kind=None)
    deliver(mail, minutes=4)
    assert entries_of(mail) == [("REQUEST", "2", "113000")]
    assert "you are a member" in mail.to(PIA)[0].text()
    assert [row.error for row in promised()[1:]] == [outbox.NO_LONGER_DUE] * 2
    move(people)
    deliver(mail, minutes=6)
    assert entries_of(mail)[1:] == [("REQUEST", "3", "123000")]
    assert "News 3" in mail.to(PIA)[1].text()


def test_an_invitation_to_what_is_cancelled_since_and_its_cancellation_stay_here(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    move(people)
    cancel(people)
    deliver(mail, minutes=4)
    assert mail.to(PIA) == []
    assert {row.state for row in promised()} == {OutboxState.DROPPED}


def test_who_answered_hears_of_the_end_without_an_entry_that_she_never_had(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    with unit_of_work() as session:
        session.add(
            Rsvp(meeting_id=1, person_id=people.pia.id, answer=RsvpAnswer.YES, answered_at=NOW)
        )
    cancel(people)
    deliver(mail, minutes=4)
    [letter] = mail.to(PIA)
    kinds = {part.get_content_type() for part in letter.message.walk()}
    assert "News 1" in letter.text()
    assert kinds.isdisjoint({"text/calendar", "application/ics"})


def test_of_several_changes_that_wait_the_last_alone_goes_out(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    move(people)
    move(people, kind=None)
    cancel(people)
    deliver(mail, minutes=5)
    assert entries_of(mail) == [("REQUEST", "0", "093000"), ("CANCEL", "3", "113000")]
    assert "News 3" in mail.to(PIA)[1].text()


def test_news_that_waited_while_the_meeting_changed_unseen_tells_how_it_is(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    move(people)
    with unit_of_work() as session:
        row = session.exec(select(Meeting)).one()
        row.starts_at, row.sequence = row.starts_at + 2 * HOUR, row.sequence + 1
    deliver(mail, minutes=4)
    assert entries_of(mail)[1:] == [("REQUEST", "2", "123000")]
    text = mail.to(PIA)[1].text()
    assert "has changed" in text
    assert "News" not in text


def test_an_answer_in_between_changes_the_entry_and_no_word(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    move(people)
    with unit_of_work() as session:
        session.add(
            Rsvp(meeting_id=1, person_id=people.pia.id, answer=RsvpAnswer.YES, answered_at=NOW)
        )
    deliver(mail, minutes=4)
    letter = mail.to(PIA)[1]
    assert "News 1" in letter.text()
    sent = part_of(letter, "text/calendar").get_payload(decode=True).decode()
    assert "PARTSTAT=ACCEPTED" in sent.replace("\r\n ", "")


def test_whoever_left_since_gets_neither_invitation_nor_move(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    leave(people)
    deliver(mail, minutes=2)
    assert mail.to(PIA) == []
    with unit_of_work() as session:
        session.exec(select(Membership).where(Membership.until == NOW)).one().until = None
    assert invitations.queue_due(NOW) == 1
    deliver(mail, minutes=3)
    move(people)
    leave(people)
    deliver(mail, minutes=6)
    assert entries_of(mail) == [("REQUEST", "0", "093000")]


def test_news_of_a_meeting_that_is_over_is_no_news(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    move(people)
    with stand_in() as slack:
        late = NOW + timedelta(days=1) + 2 * HOUR
        deliver_due(late, slack.client, "worker", mail=mail.settings())
    assert len(mail.to(PIA)) == 1


def test_what_an_older_version_promised_goes_out_as_it_is(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
        row.payload = {name: row.payload[name] for name in ("text", "blocks", "calendar")}
    move(people)
    deliver(mail, minutes=4)
    assert entries_of(mail) == [("REQUEST", "0", "093000"), ("REQUEST", "1", "103000")]


def test_whoever_left_has_the_meeting_taken_out_once_and_back_when_she_comes_back(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    leave(people)
    assert invitations.queue_due(NOW) == 1
    assert invitations.queue_due(NOW + MINUTE) == 0
    deliver(mail, minutes=4)
    ended = mail.to(PIA)[1]
    assert "You are no longer in Metadata." in ended.text()
    assert ended.message["Subject"] == "Taken out of your calendar: Metadata"
    move(people)
    deliver(mail, minutes=6)
    assert len(mail.to(PIA)) == 2
    come_back(people)
    assert invitations.queue_due(NOW + MINUTE) == 1
    deliver(mail, minutes=8)
    move(people)
    deliver(mail, minutes=10)
    leave(people)
    assert invitations.queue_due(NOW) == 1
    deliver(mail, minutes=12)
    assert entries_of(mail) == [
        ("REQUEST", "0", "093000"),
        ("CANCEL", "1", "093000"),
        ("REQUEST", "2", "103000"),
        ("REQUEST", "3", "113000"),
        ("CANCEL", "4", "113000"),
    ]


def test_whoever_left_a_private_group_reads_nothing_new_of_it(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    leave(people)
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = True
        session.exec(select(Meeting)).one().title = "Secret"
    assert invitations.queue_due(NOW) == 1
    deliver(mail, minutes=4)
    ended = mail.to(PIA)[1]
    assert b"Secret" not in ended.content
    sent = part_of(ended, "text/calendar").get_payload(decode=True).decode()
    [event] = parse(sent).events
    assert (event.text("SUMMARY"), event.all("LOCATION")) == ("A meeting", [])


@pytest.mark.parametrize(
    ("was_sent", "left", "ends"),
    [
        (True, timedelta(days=29), 1),
        (True, timedelta(days=30), 0),
        (False, timedelta(days=1), 0),
    ],
)
def test_who_left_lately_and_was_invited_has_entries_that_end(
    people: Cast, mail: MailStandIn, was_sent: bool, left: timedelta, ends: int
) -> None:
    if was_sent:
        invitations.queue_due(NOW)
        deliver(mail)
    with unit_of_work() as session:
        row = session.exec(select(Membership).where(Membership.person_id == people.pia.id)).one()
        row.since, row.until = NOW - timedelta(days=90), NOW - left
    assert invitations.queue_due(NOW) == ends


def test_an_end_that_waits_while_she_comes_back_stays_here(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    leave(people)
    invitations.queue_due(NOW)
    come_back(people)
    deliver(mail, minutes=4)
    assert len(mail.to(PIA)) == 1
    leave(people)
    assert invitations.queue_due(NOW) == 1
    deliver(mail, minutes=6)
    assert [method for method, *_ in entries_of(mail)] == ["REQUEST", "CANCEL"]


def test_a_restored_database_ends_nothing_again(people: Cast, mail: MailStandIn) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    leave(people)
    with unit_of_work() as session:
        already_told.decide(session, {}, NOW)
    assert invitations.queue_due(NOW) == 0


def test_what_came_by_mail_is_changed_by_mail_after_she_came_into_slack(
    people: Cast, mail: MailStandIn
) -> None:
    invitations.queue_due(NOW)
    deliver(mail)
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).slack_id = "UPIA"
    move(people, kind=None)
    with unit_of_work() as session:
        take_along(session, session.get_one(Person, people.pia.id), now=NOW)
    deliver(mail, minutes=4)
    leave(people)
    assert invitations.queue_due(NOW) == 1
    deliver(mail, minutes=6)
    assert [method for method, *_ in entries_of(mail)] == ["REQUEST", "REQUEST", "CANCEL"]


def come_back(people: Cast) -> None:
    with unit_of_work() as session:
        service = Membership(group_id=people.metadata.id, person_id=people.pia.id, since=NOW)
        session.add(service)

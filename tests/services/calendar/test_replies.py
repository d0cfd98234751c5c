"""Answers that come by mail from Outlook, Google and Apple, and what strangers send."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models import HistoryEntry, Meeting, MeetingAlternate, OutboxMessage, Rsvp, RsvpAnswer
from models.people import OtherAddress
from services import calendar, meetings
from services.calendar import CalendarNotice, ReplyResult
from tests.factories import NOW, standing
from tests.services.calendar.conftest import DAY, TUESDAYS, Office
from views.presence import answer_news

PIA = "pia@writing.example.edu"
PARTSTATS = {
    "ACCEPTED": RsvpAnswer.YES,
    "DECLINED": RsvpAnswer.NO,
    "TENTATIVE": RsvpAnswer.MAYBE,
}


def reply_to(notice: CalendarNotice, partstat: str = "ACCEPTED") -> str:
    """What a program sends that keeps all of the request, as Google and Apple do."""
    text = notice.calendar["text"].replace("\r\n ", "")
    text = text.replace("METHOD:REQUEST", "METHOD:REPLY")
    text = text.replace("METHOD:CANCEL", "METHOD:REPLY")
    for status in ("NEEDS-ACTION", *PARTSTATS):
        text = text.replace(f"PARTSTAT={status}", f"PARTSTAT={partstat}")
    return text


def bare_reply(uid: str, *lines: str, partstat: str = "ACCEPTED", address: str = PIA) -> str:
    """No more than RFC 5546 asks for."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:Microsoft Exchange Server 2010",
            "VERSION:2.0",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={partstat};CN=Pia:MAILTO:{address}",
            f"UID:{uid}",
            "DTSTAMP:20261124T150000Z",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def uid_of(notice: CalendarNotice) -> str:
    text = notice.calendar["text"].replace("\r\n ", "")
    [uid] = {line.removeprefix("UID:") for line in text.split("\r\n") if line.startswith("UID:")}
    return uid


def take(office: Office, text: str, sender: str = PIA) -> ReplyResult:
    return calendar.take_reply(office.session, text, sender, NOW)


def answers(session: Session) -> dict[int, RsvpAnswer]:
    session.flush()
    rows = session.exec(select(Rsvp).order_by(col(Rsvp.meeting_id)))
    return {row.meeting_id: row.answer for row in rows}


@pytest.mark.parametrize(("partstat", "answer"), PARTSTATS.items())
def test_an_answer_counts_and_is_marked(office: Office, partstat: str, answer: RsvpAnswer) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    result = take(office, reply_to(notice, partstat), PIA.upper())
    assert result == ReplyResult(office.people.pia, (meeting,))
    [rsvp] = office.session.exec(select(Rsvp)).all()
    assert (rsvp.person_id, rsvp.answer, rsvp.by_link) == (office.people.pia.id, answer, True)
    again = take(office, reply_to(notice, partstat))
    assert (again.answered, again.refused) == ((), ())
    written = select(HistoryEntry).where(HistoryEntry.action == "meeting.answered")
    assert len(office.session.exec(written).all()) == 1


def test_whoever_was_sent_in_her_place_hears_of_a_yes_by_mail(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    pia, cleo = office.people.pia, office.people.cleo
    row = MeetingAlternate(
        meeting_id=meeting.id,
        person_id=pia.id,
        alternate_id=cleo.id,
        sent_by=pia.id,
        sent_at=NOW,
    )
    office.session.add(row)
    text = reply_to(notice)
    calendar.take_reply(office.session, text, PIA, NOW, words=answer_news)
    found = office.session.exec(select(OutboxMessage).where(OutboxMessage.lane == "UCLEO")).all()
    assert ["You need not come" in str(message.payload) for message in found] == [True]


def test_the_barest_answer_counts(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    result = take(office, bare_reply(uid_of(notice), "SEQUENCE:0"))
    assert result.answered == (meeting,)


def test_an_answer_from_another_address_of_hers_counts(office: Office) -> None:
    office.session.add(OtherAddress(address="pp@example.org", person_id=office.people.pia.id))
    [meeting] = office.schedule()
    [notice] = office.invite()
    text = bare_reply(uid_of(notice), "SEQUENCE:0", address="PP@example.org")
    assert take(office, text).answered == (meeting,)
    text = reply_to(notice, "DECLINED")
    assert take(office, text, "pp@example.org").answered == (meeting,)


def test_an_answer_to_a_series_counts_for_each_coming_meeting(office: Office) -> None:
    first, second, *rest = office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    office.cancel(second)
    result = take(office, reply_to(notice, "TENTATIVE"))
    assert result.answered == (first, *rest)
    assert answers(office.session) == {row.id: RsvpAnswer.MAYBE for row in (first, *rest)}


@pytest.mark.parametrize(
    "named",
    [
        "RECURRENCE-ID;TZID=America/New_York:20261208T100000",
        "RECURRENCE-ID:20261208T150000Z",
        "RECURRENCE-ID:20261208T100000",
        "RECURRENCE-ID;VALUE=DATE:20261208",
    ],
)
def test_an_answer_to_one_occurrence_counts_for_it_alone(office: Office, named: str) -> None:
    _, second, *_ = office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    result = take(office, bare_reply(uid_of(notice), named, "SEQUENCE:0", partstat="DECLINED"))
    assert result.answered == (second,)


def test_an_occurrence_named_beside_its_series_has_its_own_answer(office: Office) -> None:
    first, second, *_ = office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    whole = bare_reply(uid_of(notice), "SEQUENCE:0")
    apart = bare_reply(
        uid_of(notice), "RECURRENCE-ID:20261208T150000Z", "SEQUENCE:0", partstat="DECLINED"
    )
    begins, ends = apart.index("BEGIN:VEVENT"), apart.index("END:VCALENDAR")
    text = whole.replace("END:VCALENDAR", apart[begins:ends] + "END:VCALENDAR")
    take(office, text)
    found = answers(office.session)
    assert (found[first.id], found[second.id]) == (RsvpAnswer.YES, RsvpAnswer.NO)


def test_a_moved_occurrence_is_answered_by_the_name_that_it_keeps(office: Office) -> None:
    _, second, *_ = office.schedule(pattern=TUESDAYS)
    office.invite()
    notice = office.move(second, 30 * timedelta(hours=1))
    assert take(office, reply_to(notice)).answered == (second,)


@pytest.mark.parametrize(
    ("partstat", "is_counted"), [("ACCEPTED", False), ("TENTATIVE", False), ("DECLINED", True)]
)
@pytest.mark.parametrize("make", [reply_to, None])
def test_a_yes_to_the_old_hour_does_not_count_and_a_no_does(
    office: Office,
    partstat: str,
    is_counted: bool,
    make: Callable[[CalendarNotice, str], str] | None,
) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    old = (
        make(notice, partstat)
        if make
        else bare_reply(uid_of(notice), "SEQUENCE:0", partstat=partstat)
    )
    office.move(meeting, timedelta(minutes=31))
    result = take(office, old)
    assert (result.answered == (meeting,)) is is_counted
    assert (result.refused == ("Norms has moved since that answer",)) is not is_counted


def test_a_yes_holds_where_the_meeting_moved_by_half_an_hour(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    office.move(meeting, timedelta(minutes=30))
    assert take(office, reply_to(notice)).answered == (meeting,)


def test_what_needs_no_answer_is_refused_in_words(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    later = calendar.take_reply(office.session, reply_to(notice), PIA, meeting.starts_at)
    assert (later.answered, len(later.refused)) == ((), 1)
    office.cancel(meeting)
    assert take(office, reply_to(notice)).refused == (
        "Norms was cancelled, so it needs no answer.",
    )


@pytest.mark.parametrize("sender", ["ben@central.example.edu", "nobody@example.org", "", "a@b@c"])
def test_nobody_answers_for_somebody_else(office: Office, sender: str) -> None:
    office.schedule()
    [notice] = office.invite()
    result = take(office, reply_to(notice), sender)
    assert result.answered == ()
    assert len(result.refused) == 1
    assert answers(office.session) == {}


def test_whoever_may_not_know_of_a_group_learns_nothing(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    office.people.metadata.is_private = True
    cleo = "cleo@tunxis.example.edu"
    text = bare_reply(uid_of(notice), "SEQUENCE:0", address=cleo)
    unknown = text.replace(f"meeting-{meeting.id}@", "meeting-999@")
    refusals = {take(office, words, cleo).refused for words in (text, unknown)}
    assert len(refusals) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("METHOD:REPLY", "METHOD:COUNTER"),
        ("METHOD:REPLY\r\n", ""),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"),
        (f"MAILTO:{PIA}", "MAILTO:ben@central.example.edu"),
        ("UID:meeting-", "UID:task-"),
        ("UID:meeting-", "UID:meeting-0"),
        ("@", "@x"),
        ("BEGIN:VEVENT", "BEGIN:VTODO"),
        ("VCALENDAR", "VCARD"),
        ("DTSTAMP:20261124T150000Z", "DTSTART:nonsense\r\nDTSTAMP:nonsense"),
        ("END:VCALENDAR\r\n", ""),
        ("\r\nUID", "\r\nATTENDEE" + "x" * calendar.LONGEST_REPLY + "\r\nUID"),
    ],
)
def test_what_is_no_answer_of_hers_changes_nothing(office: Office, old: str, new: str) -> None:
    office.schedule()
    [notice] = office.invite()
    text = bare_reply(uid_of(notice), "SEQUENCE:0")
    broken = text.replace(old, new)
    assert broken != text
    result = take(office, broken)
    assert (result.answered, len(result.refused)) == ((), 1)
    assert answers(office.session) == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_nothing_that_is_sent_breaks_the_reader(office: Office, data: st.DataObject) -> None:
    if not office.session.exec(select(Meeting)).first():
        office.schedule(pattern=TUESDAYS)
        office.invite()
    text = bare_reply(
        data.draw(st.sampled_from(["series-1@x", "meeting-1@x", ""])), "SEQUENCE:0", "DTSTART:x"
    )
    at = data.draw(st.integers(0, len(text)))
    odd = text[:at] + data.draw(st.text(max_size=20)) + text[at + data.draw(st.integers(0, 30)) :]
    result = take(office, odd)
    assert result.answered == ()
    assert len(result.refused) == 1


def test_an_answer_by_mail_replaces_one_from_slack_and_the_other_way(office: Office) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    who = standing(office.session, office.people.pia)
    meetings.record_rsvp(office.session, meeting, RsvpAnswer.NO, by=who, now=NOW)
    take(office, reply_to(notice))
    [rsvp] = office.session.exec(select(Rsvp)).all()
    assert (rsvp.answer, rsvp.by_link) == (RsvpAnswer.YES, True)
    meetings.record_rsvp(office.session, meeting, RsvpAnswer.MAYBE, by=who, now=NOW + DAY)
    assert (rsvp.answer, rsvp.by_link) == (RsvpAnswer.MAYBE, False)

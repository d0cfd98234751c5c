"""What RFC 5545 and RFC 5546 ask of what is sent, rule by rule, read by a second reader."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from models import RsvpAnswer
from models.meetings import Meeting, MeetingStatus
from models.reach import Reach, set_up
from services import calendar, groups, meetings
from services.calendar import invitations
from services.recurrence import Frequency, Pattern
from tests.calendars import Component, MailCalendar, Zones, parse
from tests.factories import NOW, standing
from tests.services.calendar.conftest import DAY, FIRST, MAILBOX, TUESDAYS, Office, read

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


def only_event(component: Component) -> Component:
    [event] = component.events
    return event


def test_an_invitation_has_all_that_a_request_needs_and_one_address_beside_ours(
    office: Office,
) -> None:
    [meeting] = office.schedule()
    [notice] = office.invite()
    request = read(notice)
    event = only_event(request)
    assert (request.text("VERSION"), request.text("CALSCALE")) == ("2.0", "GREGORIAN")
    assert (request.text("METHOD"), event.text("STATUS")) == ("REQUEST", "CONFIRMED")
    assert re.fullmatch(rf"meeting-{meeting.id}@[0-9a-f-]{{36}}", event.text("UID"))
    assert event.text("DTSTAMP") == "20261124T143000Z"
    assert event.text("SEQUENCE") == "0"
    assert event.text("ORGANIZER") == f"mailto:{MAILBOX}"
    assert event.line("ORGANIZER").parameters == {"CN": "Metadata"}
    assert event.text("ATTENDEE") == "mailto:pia@writing.example.edu"
    assert event.line("ATTENDEE").parameters == {
        "CN": "Pia Pons",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert notice.calendar["text"].count("@") == 3
    assert event.line("DTSTART").parameters == {"TZID": "America/New_York"}
    assert event.text("DTSTART") == "20261201T100000"
    assert event.text("DTEND") == "20261201T110000"
    assert (event.text("SUMMARY"), event.text("LOCATION")) == ("Norms", "Room 1")


def test_no_calendar_is_to_ask_for_an_answer_that_nobody_reads(office: Office) -> None:
    set_up(Reach(sends_mail=True, mailbox=MAILBOX))
    office.schedule()
    [notice] = office.invite()
    attendee = only_event(read(notice)).line("ATTENDEE").parameters
    assert "RSVP" not in attendee
    assert attendee["PARTSTAT"] == "NEEDS-ACTION"


def test_each_property_that_may_come_once_comes_once(office: Office) -> None:
    office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    event = only_event(read(notice))
    names = [line.name for line in event.lines if line.name != "EXDATE"]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (RsvpAnswer.YES, "ACCEPTED"),
        (RsvpAnswer.NO, "DECLINED"),
        (RsvpAnswer.MAYBE, "TENTATIVE"),
    ],
)
def test_what_she_has_answered_stays_in_what_is_sent_next(
    office: Office, answer: RsvpAnswer, status: str
) -> None:
    [meeting] = office.schedule()
    office.invite()
    who = standing(office.session, office.people.pia)
    meetings.record_rsvp(office.session, meeting, answer, by=who, now=NOW)
    event = only_event(read(office.move(meeting, timedelta(minutes=15))))
    assert event.line("ATTENDEE").parameters["PARTSTAT"] == status


def test_a_move_keeps_the_uid_and_raises_the_sequence(office: Office) -> None:
    [meeting] = office.schedule()
    [invitation] = office.invite()
    first = only_event(read(invitation))
    moved = only_event(read(office.move(meeting, HOUR, now=NOW + HOUR)))
    assert moved.text("UID") == first.text("UID")
    assert (first.text("SEQUENCE"), moved.text("SEQUENCE")) == ("0", "1")
    assert moved.text("DTSTART") == "20261201T110000"
    assert (first.text("LAST-MODIFIED"), moved.text("LAST-MODIFIED")) == (
        "20261124T143000Z",
        "20261124T153000Z",
    )
    assert moved.text("DTSTAMP") == "20261124T153000Z"


def test_a_cancellation_names_what_it_takes_out_and_asks_nothing(office: Office) -> None:
    [meeting] = office.schedule()
    [invitation] = office.invite()
    [notice] = office.cancel(meeting)
    cancelled = read(notice)
    event = only_event(cancelled)
    assert (cancelled.text("METHOD"), event.text("STATUS")) == ("CANCEL", "CANCELLED")
    assert event.text("UID") == only_event(read(invitation)).text("UID")
    assert event.text("SEQUENCE") == "1"
    assert "RSVP" not in event.line("ATTENDEE").parameters
    assert event.has("ORGANIZER")


def test_a_series_is_one_entry_with_a_rule(office: Office) -> None:
    row = office.schedule(pattern=TUESDAYS)[0]
    [notice] = office.invite()
    event = only_event(read(notice))
    assert event.text("UID").startswith(f"series-{row.series_id}@")
    assert event.text("RRULE") == "FREQ=WEEKLY;BYDAY=TU;WKST=MO"
    assert not event.has("RECURRENCE-ID")
    assert not event.has("EXDATE")


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (
            {"freq": Frequency.WEEKLY, "weekdays": (1, 3), "interval": 2},
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=MO",
        ),
        (
            {"freq": Frequency.WEEKLY, "weekdays": (1,), "until": date(2026, 12, 20)},
            "FREQ=WEEKLY;UNTIL=20261215T150000Z;BYDAY=TU;WKST=MO",
        ),
        ({"freq": Frequency.MONTHLY, "weekdays": (1,), "nths": (2,)}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"freq": Frequency.MONTHLY, "weekdays": (1,), "nths": (-1,)}, "FREQ=MONTHLY;BYDAY=-1TU"),
        ({"freq": Frequency.MONTHLY, "monthdays": (28,)}, "FREQ=MONTHLY;BYMONTHDAY=28"),
        (
            {"freq": Frequency.MONTHLY, "workday": 2},
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
        ),
        # What Outlook cannot read, and what a rule would skip, are entries of their own.
        ({"freq": Frequency.MONTHLY, "weekdays": (1,), "nths": (1, 3)}, None),
        ({"freq": Frequency.MONTHLY, "monthdays": (1, 15)}, None),
        ({"freq": Frequency.MONTHLY, "monthdays": (29,)}, None),
        ({"freq": Frequency.MONTHLY, "workday": -1}, None),
        ({"freq": Frequency.WEEKLY, "weekdays": (1,), "except_months": (7,)}, None),
        ({"freq": Frequency.WEEKLY, "weekdays": (1,), "at": time(3, 59)}, None),
        ({"freq": Frequency.WEEKLY, "weekdays": (1,), "at": time(22)}, None),
        ({"freq": Frequency.WEEKLY, "weekdays": (1,), "at": time(4)}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"freq": Frequency.WEEKLY, "weekdays": (1,), "at": time(21, 59)}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"freq": Frequency.DATES, "dates": (date(2026, 12, 1), date(2026, 12, 7))}, None),
    ],
)
def test_a_rhythm_is_a_rule_where_every_calendar_reads_it(
    office: Office, facts: dict[str, object], rule: str | None
) -> None:
    pattern = Pattern(
        **{"at": time(10), "zone": "America/New_York", "starts_on": date(2026, 12, 1)} | facts  # type: ignore[arg-type]
    )
    office.schedule(pattern=pattern)
    invitations = [*office.invite(), *office.invite(NOW + 25 * DAY)]
    events = [only_event(read(notice)) for notice in invitations]
    if rule is None:
        assert [event.has("RRULE") for event in events] == [False] * len(events)
        assert all(event.text("UID").startswith("meeting-") for event in events)
        assert events
        return
    [event] = events
    assert event.text("RRULE").removesuffix(";WKST=MO") == rule.removesuffix(";WKST=MO")


def test_meetings_without_a_rule_are_invited_to_a_fortnight_ahead(office: Office) -> None:
    days = (date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 9))
    pattern = Pattern(Frequency.DATES, time(9, 30), "America/New_York", days[0], dates=days)
    office.schedule(pattern=pattern)
    starts = [only_event(read(notice)).text("DTSTART") for notice in office.invite()]
    assert sorted(starts) == ["20261201T093000", "20261208T093000"]
    [last] = office.invite(NOW + DAY)
    assert only_event(read(last)).text("DTSTART") == "20261209T093000"
    assert office.invite(NOW + DAY) == []


def test_an_occurrence_that_is_moved_is_named_by_the_moment_of_the_rule(office: Office) -> None:
    _, second, *_ = office.schedule(pattern=TUESDAYS)
    [invitation] = office.invite()
    moved = only_event(read(office.move(second, 2 * HOUR)))
    assert moved.text("UID") == only_event(read(invitation)).text("UID")
    assert moved.text("RECURRENCE-ID") == "20261208T100000"
    assert moved.line("RECURRENCE-ID").parameters == {"TZID": "America/New_York"}
    assert moved.text("DTSTART") == "20261208T120000"
    assert not moved.has("RRULE")


def test_an_occurrence_moved_twice_and_then_its_series_cancelled(office: Office) -> None:
    """Moved by hand, it is still held; everything else is gone from the calendar."""
    first, second, *rest = office.schedule(pattern=TUESDAYS)
    entries = MailCalendar()
    [invitation] = office.invite()
    entries.take(**invitation.calendar)
    sequences = [only_event(read(invitation)).text("SEQUENCE")]
    for by in (26 * HOUR, -3 * HOUR):
        notice = office.move(second, by)
        event = only_event(read(notice))
        assert event.text("RECURRENCE-ID") == "20261208T100000"
        sequences.append(event.text("SEQUENCE"))
        entries.take(**notice.calendar)
    assert len(entries.happenings(FIRST + 28 * DAY)) == 5
    [notice] = office.cancel(first, and_following=True)
    assert notice.calendar["method"] == "REQUEST"
    whole, apart = read(notice).events
    sequences.append(whole.text("SEQUENCE"))
    assert [int(sequence) for sequence in sequences] == [0, 1, 2, 2 + 1 + len(rest)]
    assert whole.text("RRULE").endswith("UNTIL=20261208T150000Z;BYDAY=TU;WKST=MO")
    assert whole.text("EXDATE") == "20261201T100000"
    assert apart.text("RECURRENCE-ID") == "20261208T100000"
    entries.take(**notice.calendar)
    [left] = entries.happenings(FIRST + 400 * DAY)
    assert left.starts_at == second.starts_at == FIRST + 7 * DAY + 23 * HOUR
    [notice] = office.cancel(second)
    assert notice.calendar["method"] == "CANCEL"
    assert not only_event(read(notice)).has("RECURRENCE-ID")
    entries.take(**notice.calendar)
    assert entries.happenings(FIRST + 400 * DAY) == []


def test_a_series_that_is_cancelled_before_it_began_is_taken_out_whole(office: Office) -> None:
    first, *_ = office.schedule(pattern=TUESDAYS)
    office.invite()
    [notice] = office.cancel(first, and_following=True)
    event = only_event(read(notice))
    assert notice.calendar["method"] == "CANCEL"
    assert not event.has("RECURRENCE-ID")


def test_one_cancelled_occurrence_leaves_the_others(office: Office) -> None:
    first, *_ = office.schedule(pattern=TUESDAYS)
    [invitation] = office.invite()
    [notice] = office.cancel(first)
    event = only_event(read(notice))
    assert (notice.calendar["method"], event.text("RECURRENCE-ID")) == ("CANCEL", "20261201T100000")
    entries = MailCalendar()
    entries.take(**invitation.calendar)
    entries.take(**notice.calendar)
    starts = [row.starts_at for row in entries.happenings(FIRST + 21 * DAY)]
    assert starts == [FIRST + 7 * DAY, FIRST + 14 * DAY, FIRST + 21 * DAY]


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("America/New_York", "2026-12-01T15:00", "2027-06-15T14:00"),
        ("Europe/Berlin", "2026-12-01T09:00", "2027-06-15T08:00"),
        ("Australia/Lord_Howe", "2026-11-30T23:00", "2027-06-14T23:30"),
        ("America/Phoenix", "2026-12-01T17:00", "2027-06-15T17:00"),
        ("Asia/Kathmandu", "2026-12-01T04:15", "2027-06-15T04:15"),
        ("Africa/Casablanca", "2026-12-01T09:00", "2027-06-15T09:00"),
        ("Europe/Dublin", "2026-12-01T10:00", "2027-06-15T09:00"),
        ("UTC", "2026-12-01T10:00", "2027-06-15T10:00"),
    ],
)
def test_a_series_keeps_its_wall_time_over_both_changes_of_the_clocks(
    office: Office, zone: str, first: str, last: str
) -> None:
    pattern = Pattern(Frequency.WEEKLY, time(10), zone, date(2026, 12, 1), weekdays=(1,))
    starts_at = datetime.fromisoformat(f"{first}+00:00")
    office.schedule(pattern=pattern, starts_at=starts_at, zone=zone)
    [notice] = office.invite()
    entries = MailCalendar()
    entries.take(**notice.calendar)
    shown = entries.happenings(datetime.fromisoformat("2027-11-30T23:59+00:00"))
    assert shown[0].starts_at == starts_at
    assert datetime.fromisoformat(f"{last}+00:00") in [row.starts_at for row in shown]
    assert len(shown) == 52 + (shown[-1].starts_at.year == 2027)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/New_York", "2027-03-14T06:59"),
        ("America/New_York", "2027-03-14T07:00"),
        ("America/New_York", "2027-03-14T07:30"),
        ("America/New_York", "2027-11-07T05:30"),
        ("America/New_York", "2027-11-07T06:30"),
        ("America/New_York", "2027-11-07T04:50"),
        ("Europe/Berlin", "2027-03-28T01:00"),
        ("Europe/Berlin", "2027-10-31T00:30"),
        ("Europe/Berlin", "2027-10-31T01:30"),
        ("Australia/Lord_Howe", "2027-04-03T15:10"),
        ("America/St_Johns", "2027-11-07T04:15"),
    ],
)
def test_a_single_meeting_is_at_its_moment_also_in_the_night_of_the_change(
    office: Office, zone: str, at: str
) -> None:
    """An hour that the clock shows twice is said in UTC, since a wall time means the first."""
    starts_at = datetime.fromisoformat(f"{at}+00:00")
    office.schedule(starts_at=starts_at, zone=zone, minutes=90)
    [notice] = office.invite()
    entries = MailCalendar()
    entries.take(**notice.calendar)
    [shown] = entries.happenings(starts_at)
    assert (shown.starts_at, shown.ends_at) == (starts_at, starts_at + 90 * timedelta(minutes=1))


def test_a_zone_comes_back_each_year_by_a_rule_from_before_the_first_entry(office: Office) -> None:
    office.schedule()
    [notice] = office.invite()
    [zone] = read(notice).named("VTIMEZONE")
    summer, winter = sorted(zone.parts, key=lambda part: part.name)
    assert (summer.name, winter.name) == ("DAYLIGHT", "STANDARD")
    assert summer.text("DTSTART") == "20250309T020000"
    assert summer.text("RRULE") == "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"
    assert winter.text("DTSTART") == "20251102T020000"
    assert winter.text("RRULE") == "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"
    assert (winter.text("TZOFFSETFROM"), winter.text("TZOFFSETTO")) == ("-0400", "-0500")
    assert (summer.text("TZOFFSETFROM"), summer.text("TZOFFSETTO")) == ("-0500", "-0400")


ODD_TEXTS = (
    "Norms; rules, and \\ more",
    "Ü" * 190,
    "漢字" * 90,
    "👩‍💻" * 40,
    'quoted "title": with; colons, too',
    "\u202emirrored",
    "a\u2028b\u0085c",
    "END:VEVENT",
    "x\\nBEGIN:VEVENT",
    " a" * 90,
)


@pytest.mark.parametrize("title", ODD_TEXTS)
def test_text_is_escaped_and_folded_at_75_octets(office: Office, title: str) -> None:
    """Lines are folded between characters, and nothing that is typed becomes a line of its own."""
    office.people.pia.name = title[:100]
    office.schedule(title=" ".join(title.split()), place=title)
    [notice] = office.invite()
    event = only_event(read(notice))
    control = {"\u2028": " ", "\u0085": " "}
    clean = "".join(control.get(character, character) for character in title)
    assert event.text("SUMMARY").split() == clean.split()
    assert event.text("LOCATION").split() == clean.split()
    assert event.line("ATTENDEE").parameters["CN"].split() == clean[:100].replace('"', " ").split()


def test_every_line_ends_as_the_standard_says(office: Office) -> None:
    office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    text = notice.calendar["text"]
    assert text.count("\r\n") == text.count("\n") == text.count("\r")


def test_a_file_has_no_address_and_the_uid_of_the_invitation(office: Office) -> None:
    first, *_ = office.schedule(pattern=TUESDAYS)
    [notice] = office.invite()
    file = parse(calendar.file_of(office.session, first, now=NOW).decode())
    event = only_event(file)
    assert file.text("METHOD") == "PUBLISH"
    assert event.text("UID") == only_event(read(notice)).text("UID")
    assert not event.has("ATTENDEE")
    assert not event.has("ORGANIZER")


def test_who_reads_slack_or_wants_no_mail_is_not_invited(office: Office) -> None:
    office.schedule()
    office.people.pia.mail_stopped_at = NOW
    assert office.invite() == []
    office.people.pia.mail_stopped_at, office.people.pia.slack_id = None, "UPIA"
    assert office.invite() == []
    office.people.pia.slack_id, office.people.pia.is_active = None, False
    assert office.invite() == []
    office.people.pia.is_active = True
    assert [notice.person for notice in office.invite()] == [office.people.pia]


def test_who_was_never_invited_is_told_only_when_named(office: Office) -> None:
    [meeting] = office.schedule()
    ann, pia = office.people.ann, office.people.pia
    assert calendar.notices(office.session, [meeting], now=NOW) == []
    assert calendar.notices(office.session, [meeting], also=[ann], now=NOW) == []
    [notice] = calendar.notices(office.session, [meeting], also=[pia, pia, ann], now=NOW)
    assert notice.person == pia


def test_who_stopped_mail_hears_of_no_change(office: Office) -> None:
    [meeting] = office.schedule()
    office.invite()
    office.people.pia.mail_stopped_at = NOW
    office.session.flush()
    assert calendar.notices(office.session, [meeting], now=NOW) == []


def test_the_zones_of_a_calendar_are_all_described(office: Office) -> None:
    _, second, *_ = office.schedule(pattern=TUESDAYS)
    office.invite()
    second.zone = "Europe/Berlin"
    notice = office.move(second, HOUR)
    described = {zone.text("TZID") for zone in read(notice).named("VTIMEZONE")}
    used = set(re.findall(r"TZID=([^:;]+)", notice.calendar["text"]))
    assert used == described == {"America/New_York", "Europe/Berlin"}
    assert Zones(read(notice)).moment(only_event(read(notice)).line("DTSTART")) == second.starts_at


def test_a_meeting_that_was_scheduled_before_this_deployment_had_a_name_gets_the_same(
    office: Office,
) -> None:
    [meeting] = office.schedule()
    uids = {
        only_event(parse(calendar.file_of(office.session, row, now=NOW).decode())).text("UID")
        for row in (meeting, meeting)
    }
    assert len(uids) == 1
    assert isinstance(meeting, Meeting)


def test_the_end_of_a_group_costs_the_same_however_much_is_ahead(
    office: Office, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    sa.event.listen(database, "before_cursor_execute", lambda *facts: counted.append(str(facts[2])))

    def queries_for(more: int) -> tuple[int, int]:
        for number in range(more):
            office.schedule(f"Norms {more}.{number}", starts_at=FIRST + number * DAY)
        office.invite()
        office.session.flush()
        counted.clear()
        found = calendar.notices_of_end(office.session, office.people.metadata, NOW)
        return len(found), len(counted)

    few, cost = queries_for(2)
    assert (few, queries_for(7)) == (2, (9, cost))
    monkeypatch.setattr(invitations, "MOST_SUBJECTS", 4)
    assert queries_for(0) == (9, cost + 2)


def test_what_is_ahead_of_a_discharged_group_leaves_the_calendar(office: Office) -> None:
    entries = MailCalendar()
    [single] = office.schedule("Single", starts_at=FIRST + 8 * DAY)
    office.schedule(pattern=TUESDAYS)
    invited = office.invite()
    groups.discharge(
        office.session, office.people.metadata, by=office.people.ann, now=FIRST + 7 * DAY + HOUR
    )
    ended = calendar.notices_of_end(office.session, office.people.metadata, FIRST + 7 * DAY + HOUR)
    assert sorted(notice.calendar["method"] for notice in ended) == ["CANCEL", "REQUEST"]
    for notice in (*invited, *ended):
        entries.take(**notice.calendar)
    sequences = {event.text("SEQUENCE") for notice in ended for event in read(notice).events}
    assert sequences == {"1"}
    held = [row.starts_at for row in entries.happenings(FIRST + 400 * DAY)]
    assert held == [FIRST, FIRST + 7 * DAY]
    assert single.status is MeetingStatus.ON

"""Meetings: scheduling, series, answers, changes, and who came."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Contribution,
    ContributionKind,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    MemberRole,
    OutboxMessage,
    OutboxState,
    Person,
    Rsvp,
    RsvpAnswer,
    Series,
)
from models.meetings import Cancelled, MeetingForm, MeetingReading, Moved
from models.subjects import Subject
from services import access, groups, ledger, meetings, outbox
from services.attendance_lists import is_saved
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.meetings import DaysOff, MeetingPlan
from services.recurrence import Frequency, Pattern, to_text
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, new_york
from tests.keys import key, to

ZONE = "America/New_York"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TOMORROW = NOW + DAY
TUESDAYS = Pattern(Frequency.WEEKLY, time(14), ZONE, date(2026, 12, 1), weekdays=(1,))


def plan(**changes: Any) -> MeetingPlan:
    facts: dict[str, Any] = {
        "title": "Norms review",
        "starts_at": TOMORROW,
        "zone": ZONE,
        "place": "Room 5",
    }
    return MeetingPlan(**(facts | changes))


def weekly(pattern: Pattern = TUESDAYS) -> MeetingPlan:
    return plan(starts_at=new_york(date(2026, 12, 1), 14), pattern=pattern)


def schedule(session: Session, people: Cast, what: MeetingPlan) -> Meeting:
    return meetings.schedule(session, people.metadata, what, by=people.ann, now=NOW)


def actions(session: Session, subject: str) -> list[str]:
    found = (
        select(HistoryEntry.action)
        .where(HistoryEntry.subject == subject)
        .order_by(col(HistoryEntry.id))
    )
    return list(session.exec(found))


def answer(session: Session, people: Cast, who: Person, what: Meeting, text: RsvpAnswer) -> bool:
    return meetings.record_rsvp(session, what, text, by=standing(session, who), now=NOW)


def credited(session: Session) -> set[tuple[int, ContributionKind]]:
    rows = session.exec(select(Contribution.person_id, Contribution.kind))
    return {(person_id, ContributionKind(kind)) for person_id, kind in rows}


# Reading


@pytest.mark.parametrize(
    ("fields", "repeats", "readings"),
    [
        ({"when": "Dec 8 2pm"}, "", ["Tuesday, December 8, 2026, 2:00–3:00 PM EST"]),
        (
            {"when": "Dec 8 2pm", "repeats": "weekly", "length": "30"},
            "every Tuesday at 2:00 PM EST/EDT (America/New_York)",
            [f"Tuesday, December {day}, 2026, 2:00–2:30 PM EST" for day in (8, 15, 22, 29)],
        ),
        (
            {"when": "Dec 29 2pm", "repeats": "monthly", "until": date(2027, 2, 28)},
            (
                "every month on the last Tuesday at 2:00 PM EST/EDT (America/New_York), until Sun,"
                " Feb 28, 2027"
            ),
            [
                "Tuesday, December 29, 2026, 2:00–3:00 PM EST",
                "Tuesday, January 26, 2027, 2:00–3:00 PM EST",
                "Tuesday, February 23, 2027, 2:00–3:00 PM EST",
            ],
        ),
        (
            {"when": "Dec 4 noon", "repeats": "every two weeks", "until": date(2026, 12, 18)},
            "every other Friday at 12:00 PM EST/EDT (America/New_York), until Fri, Dec 18, 2026",
            [
                "Friday, December 4, 2026, 12:00–1:00 PM EST",
                "Friday, December 18, 2026, 12:00–1:00 PM EST",
            ],
        ),
    ],
)
def test_a_form_is_read_as_its_first_dates(
    fields: dict[str, Any], repeats: str, readings: list[str]
) -> None:
    read = meetings.read_form(MeetingForm(title=" Norms  review ", **fields), now=NOW, zone=ZONE)
    assert (read.title, read.repeats) == ("Norms review", repeats)
    said_back = meetings.reading_of(read, zone=ZONE)
    place = "" if repeats else f" ({ZONE})"
    assert list(said_back.moments) == [f"{reading}{place}" for reading in readings]
    assert said_back.own_clock == ""


def test_a_reading_for_somebody_elsewhere_shows_her_own_clock() -> None:
    read = meetings.read_form(
        MeetingForm("Norms", "Dec 4 noon", place="Room 5"), now=NOW, zone=ZONE
    )
    assert meetings.reading_of(read, zone="Europe/London") == MeetingReading(
        title="Norms",
        place="Room 5",
        minutes=60,
        moments=(f"Friday, December 4, 2026, 12:00–1:00 PM EST ({ZONE})",),
        own_clock="Friday, December 4, 2026, 5:00–6:00 PM GMT (Europe/London)",
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"when": "whenever"}, "when"),
        ({"when": "yesterday 2pm"}, "when"),
        ({"when": ""}, "when"),
        ({"when": "tomorrow 2pm", "length": "long"}, "length"),
        ({"when": "tomorrow 2pm", "length": "13 hours"}, "length"),
        ({"when": "tomorrow 2-3pm", "length": "45 min"}, "length"),
        ({"when": "tomorrow 2pm", "until": date(2027, 1, 1)}, "until"),
        ({"when": "tomorrow 2pm", "repeats": "weekly", "until": date(2026, 11, 24)}, "until"),
        ({"when": "every Friday 2pm", "repeats": "weekly"}, "repeats"),
        ({"when": "tomorrow 2pm", "repeats": "hourly"}, "repeats"),
    ],
)
def test_a_form_is_refused_with_the_field_at_fault(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        meetings.read_form(MeetingForm(title="Norms", **fields), now=NOW, zone=ZONE)
    assert refusal.value.field == field


# Scheduling


def test_a_plan_is_saved_as_it_stands(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan(minutes=45))
    facts = saved.model_dump(exclude={"id", "created_at", "check_at"})
    assert facts == {
        "group_id": people.metadata.id,
        "series_id": None,
        "run_by": None,
        "recurrence_date": None,
        "title": "Norms review",
        "starts_at": TOMORROW,
        "minutes": 45,
        "zone": ZONE,
        "place": "Room 5",
        "status": MeetingStatus.ON,
        "sequence": 0,
        "created_by": people.ann.id,
    }
    assert actions(session, f"meeting:{saved.id}") == ["meeting.scheduled"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"place": "x" * 501}, "place"),
        ({"minutes": 4}, "length"),
        ({"minutes": 721}, "length"),
        ({"starts_at": NOW}, "when"),
    ],
)
def test_a_plan_is_refused_with_the_field_at_fault(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    people = cast(session)
    with pytest.raises(Invalid) as refusal:
        schedule(session, people, plan(**changes))
    assert refusal.value.field == field
    assert session.exec(select(Meeting)).all() == []


def test_the_same_meeting_is_saved_once_and_again_after_it_was_cancelled(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    with pytest.raises(Conflict):
        schedule(session, people, plan())
    meetings.cancel(session, saved, sequence=0, by=people.ann, now=NOW)
    assert schedule(session, people, plan()).id != saved.id


def test_a_series_is_made_ninety_days_ahead_and_goes_on_by_itself(session: Session) -> None:
    people = cast(session)
    first = schedule(session, people, weekly())
    made = session.exec(select(Meeting).order_by(col(Meeting.starts_at))).all()
    assert first == made[0]
    assert [occurrence.recurrence_date for occurrence in made] == [
        date(2026, 12, 1) + n * 7 * DAY for n in range(12)
    ]
    assert meetings.extend_series(session, NOW) == 0
    assert meetings.extend_series(session, NOW + 14 * DAY) == 2
    assert meetings.extend_series(session, NOW + 14 * DAY) == 0
    at_two = {
        occurrence.starts_at.astimezone(ZoneInfo(ZONE)).time()
        for occurrence in session.exec(select(Meeting))
    }
    assert at_two == {time(14)}


def test_after_a_long_pause_only_meetings_ahead_are_made(session: Session) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    later = NOW + 200 * DAY
    meetings.extend_series(session, later)
    rows = session.exec(select(Meeting.starts_at).order_by(col(Meeting.starts_at))).all()
    assert [at for at in rows if NOW + 90 * DAY < at <= later] == []
    assert max(rows) > later + 80 * DAY


def test_a_series_of_a_discharged_group_makes_no_more_meetings(session: Session) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    people.metadata.discharged_at = NOW
    session.flush()
    assert meetings.extend_series(session, NOW + 30 * DAY) == 0


def test_a_first_meeting_beyond_the_horizon_is_made_all_the_same(session: Session) -> None:
    people = cast(session)
    far = Pattern(Frequency.MONTHLY, time(9), ZONE, date(2027, 9, 15), monthdays=(15,))
    first = schedule(session, people, plan(starts_at=new_york(date(2027, 9, 15), 9), pattern=far))
    assert first.recurrence_date == date(2027, 9, 15)
    assert len(session.exec(select(Meeting)).all()) == 1


def test_near_meetings_of_a_series_are_announced_once(session: Session) -> None:
    people = cast(session)
    first = schedule(session, people, weekly())
    one_off = schedule(session, people, plan())
    assert meetings.to_announce(session, first.starts_at - 7 * DAY - timedelta(seconds=1)) == []
    near = first.starts_at - 7 * DAY
    assert meetings.to_announce(session, near) == [first]
    outbox.post(session, {"text": "x"}, to=to("CMETA"), key=meetings.card_key(first), now=NOW)
    assert meetings.to_announce(session, near) == []
    [following] = meetings.to_announce(session, near + 7 * DAY)
    assert following.recurrence_date == date(2026, 12, 8)
    assert str(meetings.card_key(one_off)) == f"card|meeting:{one_off.id}|announced|channel"
    people.metadata.channel_id = None
    session.flush()
    assert meetings.to_announce(session, near + 7 * DAY) == []


# Answers


def test_the_latest_answer_counts_and_the_same_one_changes_nothing(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    text = (RsvpAnswer.YES, RsvpAnswer.YES, RsvpAnswer.NO)
    assert [answer(session, people, people.ben, saved, choice) for choice in text] == [
        True,
        False,
        True,
    ]
    assert session.exec(select(Rsvp.person_id, Rsvp.answer)).all() == [
        (people.ben.id, RsvpAnswer.NO)
    ]
    assert actions(session, f"meeting:{saved.id}") == [
        "meeting.scheduled",
        "meeting.answered",
        "meeting.answered",
    ]


def test_a_guest_who_is_a_member_answers(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    assert answer(session, people, people.gil, saved, RsvpAnswer.MAYBE) is True


def test_answers_are_refused_to_strangers_after_the_start_and_when_cancelled(
    session: Session,
) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    with pytest.raises(NotAllowed, match="/wg join Metadata"):
        answer(session, people, people.cleo, saved, RsvpAnswer.YES)
    with pytest.raises(Conflict, match="has started"):
        meetings.record_rsvp(
            session, saved, RsvpAnswer.YES, by=standing(session, people.ben), now=saved.starts_at
        )
    meetings.cancel(session, saved, sequence=0, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="was cancelled"):
        answer(session, people, people.ben, saved, RsvpAnswer.YES)
    assert session.exec(select(Rsvp)).all() == []


def test_a_private_group_offers_no_joining(session: Session) -> None:
    people = cast(session)
    closed = group(session, "Closed", chair=people.ann, channel_id="CCLOSED", private=True)
    saved = meeting(session, closed)
    with pytest.raises(NotFound):
        access.meeting_to_see(session, saved.id, by=standing(session, people.ben))
    with pytest.raises(NotAllowed, match="Ask a chair"):
        answer(session, people, people.dag, saved, RsvpAnswer.YES)


def test_a_summary_counts_members_of_that_hour(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    answer(session, people, people.ben, saved, RsvpAnswer.YES)
    answer(session, people, people.gil, saved, RsvpAnswer.NO)
    groups.leave(session, people.metadata, people.gil, now=NOW)
    seen = meetings.summary(session, saved, now=NOW)
    assert ([p.name for p in seen.yes], seen.no, seen.maybe) == (["Ben Brook"], [], [])
    assert len(seen.not_answered) == 1
    assert [p.name for p in seen.not_asked] == [p.name for p in seen.without_slack] == ["Pia Pons"]
    assert (seen.takes_answers, seen.takes_claims) == (True, False)


@pytest.mark.parametrize(
    ("after_start", "answers", "claims"),
    [
        (-timedelta(seconds=1), True, False),
        (timedelta(), False, True),
        (73 * HOUR, False, True),
        (73 * HOUR + timedelta(seconds=1), False, False),
    ],
)
def test_a_meeting_takes_answers_then_claims_then_nothing(
    session: Session, after_start: timedelta, answers: bool, claims: bool
) -> None:
    saved = schedule(session, cast(session), plan())
    seen = meetings.summary(session, saved, now=saved.starts_at + after_start)
    assert (seen.takes_answers, seen.takes_claims) == (answers, claims)


# Lists


def test_the_coming_meetings_are_hers_until_they_are_over(session: Session) -> None:
    people = cast(session)
    other = group(session, "Other", chair=people.cleo, channel_id="COTHER")
    closed = group(session, "Closed", chair=people.cleo, channel_id="CCLOSED", private=True)
    running = meeting(session, people.metadata, NOW - HOUR, title="Running", minutes=61)
    meeting(session, people.metadata, NOW - HOUR, title="Over", minutes=60)
    meeting(session, people.metadata, title="Off", status=MeetingStatus.CANCELLED)
    mine, theirs, hidden = (
        meeting(session, of_group) for of_group in (people.metadata, other, closed)
    )
    ben = standing(session, people.ben)
    assert meetings.upcoming(session, ben, now=NOW) == [running, mine]
    assert meetings.upcoming(session, ben, now=NOW, limit=1) == [running]
    assert meetings.upcoming(session, ben, other, now=NOW) == [theirs]
    assert meetings.upcoming(session, ben, closed, now=NOW) == []
    assert meetings.upcoming(session, ben, now=NOW, everywhere=True) == [running, mine, theirs]
    dag = standing(session, people.dag)
    assert meetings.upcoming(session, dag, now=NOW, everywhere=True) == [
        running,
        mine,
        theirs,
        hidden,
    ]
    assert meetings.upcoming(session, standing(session, people.gil), other, now=NOW) == []


def test_held_next_and_latest(session: Session) -> None:
    people = cast(session)
    first, second = (meeting(session, people.metadata, NOW - n * DAY) for n in (7, 1))
    meeting(session, people.metadata, NOW - DAY, status=MeetingStatus.CANCELLED)
    ahead = meeting(session, people.metadata, title="Budget of 100%")
    assert meetings.held(session, people.metadata, NOW - 7 * DAY, NOW) == [first, second]
    assert meetings.held(session, people.metadata, NOW - 7 * DAY, NOW - DAY) == [first]
    assert meetings.latest_held(session, people.metadata, now=NOW) == second
    assert meetings.next_ahead(session, people.metadata, now=NOW) == ahead
    assert meetings.next_ahead(session, people.metadata, now=NOW, title="budget of 100%") == ahead
    assert meetings.next_ahead(session, people.metadata, now=NOW, title="_udget") is None


@pytest.mark.parametrize(("at", "queries"), [(NOW, 3), (NOW + 60 * DAY, 4)])
def test_summaries_take_four_queries_at_most_however_many_there_are(
    database: Engine, session: Session, at: datetime, queries: int
) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    many = session.exec(select(Meeting)).all()
    session.flush()

    def taken(count: int) -> int:
        seen: list[str] = []
        event.listen(database, "before_cursor_execute", lambda *args: seen.append(args[2]))
        assert len(meetings.summaries(session, many[:count], now=at)) == count
        return len(seen)

    # Who came is asked only of meetings that have begun.
    assert (taken(1), taken(12)) == (queries, queries)


# Moving and cancelling


def moved(session: Session, people: Cast, what: Meeting, to: datetime, **changes: Any) -> Moved:
    facts: dict[str, Any] = {
        "zone": ZONE,
        "minutes": 60,
        "place": "Room 5",
        "sequence": what.sequence,
    }
    return meetings.move(session, what, starts_at=to, by=people.ann, now=NOW, **(facts | changes))


@pytest.mark.parametrize(
    ("by", "left"),
    [(timedelta(minutes=30), ["maybe", "no", "yes"]), (timedelta(minutes=31), ["no"])],
)
def test_yes_and_maybe_are_asked_again_where_the_start_moves_by_more_than_half_an_hour(
    session: Session, by: timedelta, left: list[str]
) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    text = (
        (people.ann, RsvpAnswer.YES),
        (people.ben, RsvpAnswer.NO),
        (people.gil, RsvpAnswer.MAYBE),
    )
    for who, what in text:
        answer(session, people, who, saved, what)
    change = moved(session, people, saved, TOMORROW - by)
    assert (change.was_at, change.cleared_answers) == (TOMORROW, 3 - len(left))
    assert (saved.starts_at, saved.sequence) == (TOMORROW - by, 1)
    assert sorted(session.exec(select(Rsvp.answer))) == left
    assert actions(session, f"meeting:{saved.id}")[-1] == "meeting.moved"


def test_moving_is_refused_to_the_past_to_the_same_after_the_start_and_on_old_sight(
    session: Session,
) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    with pytest.raises(Invalid, match="has passed"):
        moved(session, people, saved, NOW)
    with pytest.raises(Conflict, match="then and there already"):
        moved(session, people, saved, TOMORROW)
    with pytest.raises(Invalid) as refusal:
        moved(session, people, saved, TOMORROW, place="x" * 501)
    assert refusal.value.field == "place"
    moved(session, people, saved, TOMORROW + HOUR)
    with pytest.raises(Conflict, match="has changed since you looked"):
        moved(session, people, saved, TOMORROW, sequence=0)
    under_way = meeting(session, people.metadata, NOW)
    with pytest.raises(Conflict, match="has started"):
        moved(session, people, under_way, TOMORROW)
    assert (saved.starts_at, under_way.starts_at) == (TOMORROW + HOUR, NOW)


def test_only_chairs_and_the_program_manager_may_change_a_meeting(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    for who in (people.ann, people.dag):
        assert access.meeting_to_edit(session, saved.id, by=standing(session, who)) == saved
    for who in (people.ben, people.cleo):
        with pytest.raises(NotAllowed):
            access.meeting_to_edit(session, saved.id, by=standing(session, who))


def test_a_cancelled_meeting_stays_and_its_unsent_card_is_withdrawn(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    outbox.post(
        session,
        {"text": "x"},
        to=to("CMETA"),
        key=meetings.card_key(saved),
        now=NOW,
        subject=Subject.of(saved),
    )
    taken_off = meetings.cancel(session, saved, reason="Snow", sequence=0, by=people.ann, now=NOW)
    assert taken_off == Cancelled([saved], 0, ends_series=False, announced=False)
    assert (saved.status, saved.sequence) == (MeetingStatus.CANCELLED, 1)
    session.expire_all()
    assert session.exec(select(OutboxMessage.state)).all() == [OutboxState.DROPPED]
    with pytest.raises(Conflict, match="was cancelled already"):
        meetings.cancel(session, saved, sequence=1, by=people.ann, now=NOW)


def test_one_meeting_of_a_series_is_cancelled_and_not_made_again(session: Session) -> None:
    people = cast(session)
    first = schedule(session, people, weekly())
    taken_off = meetings.cancel(session, first, sequence=0, by=people.ann, now=NOW)
    assert taken_off == Cancelled([first], 0, ends_series=False, announced=True)
    meetings.extend_series(session, NOW + 7 * DAY)
    on = session.exec(select(Meeting).where(Meeting.status == MeetingStatus.ON))
    dates = [occurrence.recurrence_date for occurrence in on]
    assert date(2026, 12, 1) not in dates
    assert len(dates) == 12


def test_the_rest_of_a_series_is_cancelled_but_for_what_was_moved_by_hand(session: Session) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    made = session.exec(select(Meeting).order_by(col(Meeting.starts_at))).all()
    moved(session, people, made[5], made[5].starts_at + HOUR)
    taken_off = meetings.cancel(
        session, made[2], and_following=True, sequence=0, by=people.ann, now=NOW
    )
    assert taken_off.meetings == [made[2], *made[3:5], *made[6:]]
    assert (taken_off.kept, taken_off.ends_series) == (1, True)
    on = session.exec(select(Meeting.id).where(Meeting.status == MeetingStatus.ON)).all()
    assert sorted(on) == sorted([made[0].id, made[1].id, made[5].id])
    assert session.exec(select(Series.ended_at)).one() == NOW
    assert meetings.extend_series(session, NOW + 30 * DAY) == 0


def test_what_was_not_said_yet_of_cancelled_meetings_is_never_said(session: Session) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    made = session.exec(select(Meeting).order_by(col(Meeting.starts_at))).all()[:2]
    for occurrence in made:
        reminder = key(f"remind|{Subject.of(occurrence)}|24|x|person:1")
        for name in (meetings.card_key(occurrence), reminder):
            outbox.post(session, {"text": "x"}, to=to("CMETA"), key=name, now=NOW)
    meetings.cancel(session, made[0], and_following=True, sequence=0, by=people.ann, now=NOW)
    session.expire_all()
    assert session.exec(select(OutboxMessage.state)).all() == [OutboxState.DROPPED] * 4


def test_a_single_meeting_has_none_that_follow(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    with pytest.raises(Invalid):
        meetings.cancel(session, saved, and_following=True, sequence=0, by=people.ann, now=NOW)
    assert saved.status is MeetingStatus.ON


def test_a_stored_pattern_is_what_was_planned(session: Session) -> None:
    people = cast(session)
    schedule(session, people, weekly())
    assert session.exec(select(Series.pattern)).one() == to_text(TUESDAYS)


# Who came


def test_the_checklist_starts_with_those_who_said_yes_then_with_those_recorded(
    session: Session,
) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    answer(session, people, people.ben, saved, RsvpAnswer.YES)
    started = saved.starts_at
    found = meetings.checklist(session, saved, now=started)
    names = [
        (attendee.person.name, attendee.role, attendee.organization) for attendee in found.expected
    ]
    assert names == [
        ("Ann Abara", MemberRole.CHAIR, "Central"),
        ("Ben Brook", MemberRole.MEMBER, "Central"),
        ("Gil Grau", MemberRole.MEMBER, "Writing"),
        ("Pia Pons", MemberRole.MEMBER, "Writing"),
    ]
    assert (found.ticked, found.declined) == ({people.ben.id}, frozenset())
    meetings.record_attendance(session, saved, {people.pia.id}, by=people.ann, now=started)
    assert meetings.checklist(session, saved, now=started).ticked == {people.ben.id, people.pia.id}


def test_the_checklist_knows_who_said_no_beforehand(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    answer(session, people, people.ben, saved, RsvpAnswer.NO)
    answer(session, people, people.gil, saved, RsvpAnswer.MAYBE)
    found = meetings.checklist(session, saved, now=saved.starts_at)
    assert (found.ticked, found.declined) == (set(), frozenset([people.ben.id]))


def test_a_list_is_saved_once_also_when_nobody_is_on_it(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    assert not is_saved(session, saved)
    for _ in range(2):
        meetings.record_attendance(session, saved, set(), by=people.ann, now=saved.starts_at)
    assert is_saved(session, saved)
    entries = select(HistoryEntry).where(HistoryEntry.action == "meeting.attendance")
    assert len(session.exec(entries).all()) == 1


def test_the_checklist_sets_exactly_who_came_and_the_ledger_follows(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    ann, ben, pia = people.ann.id, people.ben.id, people.pia.id
    attended, chaired = ContributionKind.ATTENDED, ContributionKind.CHAIRED
    after = saved.starts_at + HOUR
    present = meetings.record_attendance(session, saved, {ann, ben}, by=people.dag, now=after)
    assert [person.name for person in present] == ["Ann Abara", "Ben Brook"]
    assert credited(session) == {(ann, attended), (ann, chaired), (ben, attended)}
    meetings.record_attendance(session, saved, {ben, pia}, by=people.ann, now=after)
    assert credited(session) == {(ben, attended), (pia, attended)}
    assert sorted(session.exec(select(Attendance.person_id))) == sorted([ben, pia])
    meetings.record_attendance(session, saved, {ben, pia}, by=people.ann, now=after)
    changes = session.exec(
        select(HistoryEntry.before, HistoryEntry.after)
        .where(HistoryEntry.action == "meeting.attendance")
        .order_by(col(HistoryEntry.id))
    ).all()
    assert changes == [
        ({"came": []}, {"came": [ann, ben]}),
        ({"came": [ann, ben]}, {"came": sorted([ben, pia])}),
    ]
    assert {row.occurred_at for row in session.exec(select(Contribution))} == {saved.starts_at}
    assert ledger.differences(session) == []


@pytest.mark.parametrize(
    ("off", "says"),
    [
        ({date(2026, 12, 8): "Council day"}, [False, True, False, False]),
        ({date(2026, 12, 15): ""}, [False, False, True, False]),
        ({date(2026, 12, 9): "Another"}, [False] * 4),
        ({}, [False] * 4),
    ],
)
def test_a_preview_says_which_dates_are_holidays(off: dict[date, str], says: list[bool]) -> None:
    moments = meetings.reading_of(weekly(), zone=ZONE, off=DaysOff(off)).moments
    assert [": a holiday" in moment for moment in moments] == says
    assert all(name in str(moments) for name in off.values() if any(says))


def test_somebody_who_is_no_member_can_be_recorded_and_taken_off_again(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    cleo, ben = people.cleo.id, people.ben.id
    present = meetings.record_attendance(
        session, saved, {ben}, visitors=[people.cleo], by=people.ann, now=saved.starts_at
    )
    assert [person.name for person in present] == ["Ben Brook", "Cleo Costa"]
    found = meetings.checklist(session, saved, now=saved.starts_at)
    last = found.expected[-1]
    assert (last.person.name, last.organization, last.is_member) == ("Cleo Costa", "Tunxis", False)
    assert found.ticked == {ben, cleo}
    attended = ContributionKind.ATTENDED
    assert credited(session) == {(ben, attended), (cleo, attended)}
    assert ledger.differences(session) == []
    meetings.record_attendance(session, saved, {ben}, by=people.ann, now=saved.starts_at)
    assert credited(session) == {(ben, attended)}


def test_a_member_among_the_visitors_counts_as_the_member_that_she_is(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    meetings.record_attendance(
        session, saved, set(), visitors=[people.ann], by=people.ann, now=saved.starts_at
    )
    assert (people.ann.id, ContributionKind.CHAIRED) in credited(session)


def test_who_said_so_while_the_checklist_was_open_stays_on_it(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    minute, opened = timedelta(minutes=1), saved.starts_at + HOUR
    meetings.record_own_attendance(
        session, saved, by=standing(session, people.gil), now=opened - minute
    )
    assert meetings.checklist(session, saved, now=opened).opened_at == opened
    meetings.record_own_attendance(
        session, saved, by=standing(session, people.ben), now=opened + minute
    )
    present = meetings.record_attendance(
        session, saved, {people.ann.id}, opened_at=opened, by=people.ann, now=opened + 2 * minute
    )
    assert [person.name for person in present] == ["Ann Abara", "Ben Brook"]
    assert ledger.differences(session) == []


def test_nobody_is_recorded_before_the_start_in_a_cancelled_meeting_or_from_outside(
    session: Session,
) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    ben = standing(session, people.ben)
    early = saved.starts_at - timedelta(seconds=1)
    for refused in (
        lambda: meetings.checklist(session, saved, now=early),
        lambda: meetings.record_attendance(
            session, saved, {people.ben.id}, by=people.ann, now=early
        ),
        lambda: meetings.record_own_attendance(session, saved, by=ben, now=early),
    ):
        with pytest.raises(Conflict, match="has not started"):
            refused()
    with pytest.raises(Invalid):
        meetings.record_attendance(
            session, saved, {people.cleo.id}, by=people.ann, now=saved.starts_at
        )
    meetings.cancel(session, saved, sequence=0, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="nobody came"):
        meetings.record_own_attendance(session, saved, by=ben, now=saved.starts_at)
    assert session.exec(select(Attendance)).all() == []
    assert credited(session) == set()


def test_ones_own_word_counts_once_and_for_seventy_two_hours(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    end = saved.starts_at + HOUR
    ben, gil = standing(session, people.ben), standing(session, people.gil)
    text = [
        meetings.record_own_attendance(session, saved, by=ben, now=at)
        for at in (saved.starts_at, end)
    ]
    assert text == [True, False]
    with pytest.raises(Conflict, match="Ask a chair"):
        meetings.record_own_attendance(
            session, saved, by=gil, now=end + 72 * HOUR + timedelta(seconds=1)
        )
    assert meetings.record_own_attendance(session, saved, by=gil, now=end + 72 * HOUR) is True
    with pytest.raises(NotAllowed):
        meetings.record_own_attendance(session, saved, by=standing(session, people.cleo), now=end)
    assert credited(session) == {
        (people.ben.id, ContributionKind.ATTENDED),
        (people.gil.id, ContributionKind.ATTENDED),
    }
    rows = {row.person_id: row.recorded_by for row in session.exec(select(Attendance))}
    assert rows == {people.ben.id: people.ben.id, people.gil.id: people.gil.id}


def test_those_who_left_before_are_not_expected_and_newcomers_are(session: Session) -> None:
    people = cast(session)
    saved = schedule(session, people, plan())
    groups.leave(session, people.metadata, people.gil, now=NOW)
    newcomer = person(session, "Zoe Zito", at=people.tunxis, slack_id="UZOE")
    groups.add(session, people.metadata, [newcomer], by=people.ann, now=saved.starts_at + DAY)
    found = meetings.checklist(session, saved, now=saved.starts_at + DAY)
    assert [attendee.person.name for attendee in found.expected] == [
        "Ann Abara",
        "Ben Brook",
        "Zoe Zito",
        "Pia Pons",
    ]

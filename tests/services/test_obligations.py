"""Recurring obligations: their days, who changes them, and what is made of them, once."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import (
    Call,
    CallField,
    CallKind,
    CallState,
    HistoryEntry,
    MakingOutcome,
    MemberRole,
    Obligation,
    ObligationKind,
    ObligationMaking,
    Seat,
    Task,
)
from models.calls import CallFacts, IfSilent
from models.data_calls import FieldFacts
from models.obligations import ObligationFacts
from services import access, calls, consortium, data_fields, groups, obligations, representatives
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.obligations import yearly_rhythms
from tests.factories import NOW, Cast, cast, group, standing
from tests.opened_offers import offered

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
CALENDAR = yearly_rhythms.YearlyCalendar("Jan 20, Aug 25", 7)
FACTS = ObligationFacts("Annual statistics", "every October 15", lead_days=30)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, **facts: Any) -> Obligation:
    return obligations.add(
        session, people.metadata, replace(FACTS, **facts), by=people.ann, now=NOW
    )


def a_call(session: Session, people: Cast, **facts: Any) -> Call:
    known: dict[str, Any] = {
        "question": "Statistics of 2026",
        "kind": CallKind.PLAIN,
        "if_silent": IfSilent.NO_ANSWER,
        "closes_at": NOW + 9 * DAY,
    }
    call = calls.draft(session, people.metadata, CallFacts(**known | facts), by=people.dag, now=NOW)
    if call.kind is CallKind.DATA:
        data_fields.declare(session, call, [FieldFacts("", "Volumes")], by=people.dag, now=NOW)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    return call


@pytest.mark.parametrize(
    ("typed", "read_as", "first"),
    [
        ("every October", "every October 1", (2027, 10, 1)),
        ("Every October, on the 15th", "every October 15", (2027, 10, 15)),
        ("every year on March 1", "every March 1", (2027, 3, 1)),
        ("15 Oct. annually", "every October 15", (2027, 10, 15)),
        ("last day of February", "every February 29", (2027, 2, 28)),
        ("first day of May", "every May 1", (2027, 5, 1)),
        (
            "each first Monday of a semester",
            "the first Monday of each academic term",
            (2027, 1, 25),
        ),
        (
            "last Friday in March every year",
            "the last Friday of March every year",
            (2027, 3, 26),
        ),
        (
            "two weeks before the fiscal year ends",
            "2 weeks before the fiscal year ends",
            (2027, 6, 16),
        ),
        ("a day after fiscal year end", "1 day after the fiscal year ends", (2027, 7, 1)),
        ("at the start of the fiscal year", "when the fiscal year begins", (2027, 7, 1)),
        (
            "a month before each semester begins",
            "1 month before each academic term begins",
            (2026, 12, 20),
        ),
        ("183 days after the fiscal year begins", "", (2026, 12, 31)),
    ],
)
def test_a_rhythm_reads_as_people_type_it(
    typed: str, read_as: str, first: tuple[int, int, int]
) -> None:
    rhythm = yearly_rhythms.read(typed)
    assert yearly_rhythms.next_days(rhythm, CALENDAR, TODAY) == [date(*first)]
    words = yearly_rhythms.describe(rhythm)
    assert words == (read_as or typed)
    assert yearly_rhythms.read(words) == rhythm


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "There is nothing to read"),
        ("every year", "does not say when"),
        ("every two years", "I cannot read “every two years”"),
        ("every October at noon", "I cannot read “noon”"),
        ("October 32", "There is no October 32"),
        ("October 0", "There is no October 0"),
        ("February 30", "There is no February 30"),
        ("fifth Monday of March", "no fifth such day"),
        ("184 days before the fiscal year ends", "more than half a year away"),
        ("0 days before the fiscal year ends", "more than half a year away"),
        ("every March and May", "I cannot read “and may”"),
    ],
)
def test_what_is_no_rhythm_is_refused_beside_its_field(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        yearly_rhythms.read(typed)
    assert words in refused.value.message
    assert refused.value.field == "rhythm"


WITH_ENDS = replace(CALENDAR, term_days="Jan 20–May 15, Aug 25–Dec 18")


@pytest.mark.parametrize(
    ("typed", "read_as", "days"),
    [
        (
            "last Monday of each semester",
            "the last Monday of each academic term",
            [(2026, 12, 14), (2027, 5, 10), (2027, 12, 13)],
        ),
        (
            "last Friday of the term",
            "the last Friday of each academic term",
            [(2026, 12, 18), (2027, 5, 14), (2027, 12, 17)],
        ),
        (
            "two weeks before the semester ends",
            "2 weeks before each academic term ends",
            [(2026, 12, 4), (2027, 5, 1), (2027, 12, 4)],
        ),
        (
            "a day after each term ends",
            "1 day after each academic term ends",
            [(2026, 12, 19), (2027, 5, 16), (2027, 12, 19)],
        ),
        (
            "when each semester ends",
            "when each academic term ends",
            [(2026, 12, 18), (2027, 5, 15), (2027, 12, 18)],
        ),
    ],
)
def test_days_are_counted_from_the_ends_of_terms_where_they_are_known(
    typed: str, read_as: str, days: list[tuple[int, int, int]]
) -> None:
    rhythm = yearly_rhythms.read(typed)
    assert yearly_rhythms.describe(rhythm) == read_as
    assert yearly_rhythms.read(read_as) == rhythm
    found = yearly_rhythms.next_days(rhythm, WITH_ENDS, TODAY, count=3)
    assert found == [date(*day) for day in days]
    with pytest.raises(Invalid) as refused:
        yearly_rhythms.next_days(rhythm, CALENDAR, TODAY)
    assert "not when they end" in refused.value.message
    assert refused.value.field == "rhythm"


def test_a_term_may_end_in_the_year_after_it_begins() -> None:
    calendar = replace(CALENDAR, term_days="Nov 1–Oct 1")
    rhythm = yearly_rhythms.read("183 days after each term ends")
    days = yearly_rhythms.next_days(rhythm, calendar, date(2027, 1, 1), count=2)
    assert days == [date(2027, 4, 2), date(2028, 4, 1)]


def test_what_comes_back_by_the_end_of_terms_keeps_them_known(
    session: Session, people: Cast
) -> None:
    settings = consortium.settings(session)

    def change(term_days: str) -> None:
        consortium.change_settings(
            session,
            **settings.model_dump(exclude={"id", "term_days"}),
            term_days=term_days,
            by=people.dag,
            now=NOW,
        )

    for rhythm in ("last Monday of each semester", "a week before each term ends"):
        with pytest.raises(Invalid, match="not when they end"):
            added(session, people, rhythm=rhythm)
        change("Jan 20–May 15, Aug 25–Dec 18")
        row = added(session, people, rhythm=rhythm)
        with pytest.raises(Invalid, match="comes back by the end of a term") as refused:
            change("Jan 20, Aug 25")
        assert refused.value.field == "term_days"
        change("Jan 21–May 14, Aug 25–Dec 18")
        obligations.end(session, row, by=people.ann, now=NOW)
        change("Jan 20, Aug 25")


MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 31)).filter(
    lambda pair: pair[1] <= monthrange(2028, pair[0])[1]
)
WEEKDAYS = st.integers(0, 6)
AWAY = st.tuples(st.sampled_from(("day", "week")), st.integers(-26, 26)).filter(
    lambda pair: pair[1] != 0
)


def naive(
    rhythm: yearly_rhythms.YearlyRhythm, calendar: yearly_rhythms.YearlyCalendar, day: date
) -> bool:
    """Whether a rhythm falls on a day: asked of the day alone, by counting days around it."""
    if rhythm.anchor is yearly_rhythms.Anchor.DATE and not rhythm.nth:
        is_last = (day + DAY).month != day.month
        later = is_last and rhythm.day > day.day
        return day.month == rhythm.month and (day.day == rhythm.day or later)
    if rhythm.anchor is yearly_rhythms.Anchor.DATE:
        if (day.month, day.weekday()) != (rhythm.month, rhythm.weekday):
            return False
        if rhythm.nth == -1:
            return (day + 7 * DAY).month != day.month
        return (day.day - 1) // 7 == rhythm.nth - 1
    if rhythm.nth == -1:
        ends = (day + timedelta(days=ahead) for ahead in range(7))
        return day.weekday() == rhythm.weekday and any(_ends(calendar, last) for last in ends)
    if rhythm.nth:
        weeks = 7 * (rhythm.nth - 1)
        begun = (day - timedelta(days=weeks + back) for back in range(7))
        return day.weekday() == rhythm.weekday and any(_begins(calendar, first) for first in begun)
    away = timedelta(days=rhythm.count * (7 if rhythm.unit == "week" else 1))
    event = day - away
    if rhythm.anchor is yearly_rhythms.Anchor.TERM:
        return _begins(calendar, event)
    if rhythm.anchor is yearly_rhythms.Anchor.TERM_END:
        return _ends(calendar, event)
    if rhythm.anchor is yearly_rhythms.Anchor.FISCAL_END:
        event += DAY
    return (event.month, event.day) == (calendar.fiscal_year_start, 1)


def _begins(calendar: yearly_rhythms.YearlyCalendar, day: date) -> bool:
    terms = calendar.term_days.split(", ")
    return f"{day:%b} {day.day}" in [term.split("–")[0] for term in terms]


def _ends(calendar: yearly_rhythms.YearlyCalendar, day: date) -> bool:
    terms = calendar.term_days.split(", ")
    return f"{day:%b} {day.day}" in [term.split("–")[-1] for term in terms]


@st.composite
def some_rhythms(draw: st.DrawFn) -> yearly_rhythms.YearlyRhythm:
    anchor = draw(st.sampled_from(yearly_rhythms.Anchor))
    is_term = anchor is yearly_rhythms.Anchor.TERM
    if anchor is yearly_rhythms.Anchor.TERM_END and draw(st.booleans()):
        return yearly_rhythms.YearlyRhythm(anchor, nth=-1, weekday=draw(WEEKDAYS))
    if anchor is yearly_rhythms.Anchor.DATE or (is_term and draw(st.booleans())):
        month, day = (0, 0) if is_term else draw(MONTH_DAYS)
        if is_term or draw(st.booleans()):
            nth = draw(st.sampled_from((1, 2, 3, 4) if is_term else (1, 2, 3, 4, -1)))
            return yearly_rhythms.YearlyRhythm(anchor, month=month, nth=nth, weekday=draw(WEEKDAYS))
        return yearly_rhythms.YearlyRhythm(anchor, month=month, day=day)
    unit, count = draw(st.one_of(st.just(("day", 0)), AWAY))
    return yearly_rhythms.YearlyRhythm(anchor, count=count, unit=unit)


TERMS = (
    "Jan 20–May 15, Aug 25–Dec 18",
    "Jan 1–Mar 31, May 31–Jul 30, Sep 1–Dec 31",
    "Dec 31–Dec 30",
    "Feb 28–Aug 1, Oct 1–Jan 2",
)


@given(
    rhythm=some_rhythms(),
    fiscal=st.integers(1, 12),
    terms=st.sampled_from(TERMS),
    after=st.dates(date(2023, 1, 1), date(2032, 12, 31)),
)
def test_its_days_are_those_that_a_look_at_every_day_finds(
    rhythm: yearly_rhythms.YearlyRhythm, fiscal: int, terms: str, after: date
) -> None:
    calendar = yearly_rhythms.YearlyCalendar(terms, fiscal)
    found = yearly_rhythms.next_days(rhythm, calendar, after, count=3)
    assert len(found) == 3
    days = (after + timedelta(days=n) for n in range(1, (found[-1] - after).days + 1))
    assert [day for day in days if naive(rhythm, calendar, day)] == found
    assert yearly_rhythms.read(yearly_rhythms.describe(rhythm)) == rhythm


def test_clock_changes_and_holidays_move_no_day(session: Session, people: Cast) -> None:
    row = added(session, people, rhythm="second Sunday of March", lead_days=0)
    assert obligations.next_of(session, row) == date(2027, 3, 14)
    # The night in which New York loses an hour: the day begins at five, by the world's clock.
    midnight = NOW.replace(year=2027, month=3, day=14, hour=5, minute=0)
    assert obligations.make_due(session, row.id, midnight - timedelta(microseconds=1)) is None
    made = obligations.make_due(session, row.id, midnight)
    assert made is not None
    assert made.lines[0].making.due_on == date(2027, 3, 14)


def test_what_is_written_down_is_kept_in_the_words_of_the_calendar(
    session: Session, people: Cast
) -> None:
    row = added(session, people, title="  Annual\n statistics ", rhythm="15 October")
    assert (row.title, row.rhythm) == ("Annual statistics", "every October 15")
    assert obligations.next_of(session, row) == date(2027, 10, 15)
    entry = session.exec(
        select(HistoryEntry).where(HistoryEntry.action == "obligation.added")
    ).one()
    assert (entry.group_id, entry.by_id) == (people.metadata.id, people.ann.id)


def test_a_day_of_today_is_not_too_late(session: Session, people: Cast) -> None:
    row = added(session, people, rhythm="every November 24", lead_days=0)
    assert obligations.next_of(session, row) == TODAY
    made = obligations.make_due(session, row.id, NOW)
    assert made is not None
    assert [line.making.outcome for line in made.lines] == [MakingOutcome.MADE]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"details": "x" * 1001}, "details"),
        ({"rhythm": "now and then"}, "rhythm"),
        ({"lead_days": -1}, "lead_days"),
        ({"lead_days": 366}, "lead_days"),
        ({"remind_days": 0}, "remind_days"),
        ({"remind_days": 31}, "remind_days"),
        ({"library_id": 999}, "holder"),
        ({"seat_id": 999}, "holder"),
        ({"kind": ObligationKind.CALL}, "template"),
        ({"kind": ObligationKind.CALL, "template_id": 999}, "template"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, people: Cast, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        added(session, people, **facts)
    assert refused.value.field == field
    assert session.exec(select(Obligation)).all() == []


def test_the_most_that_is_allowed_is_taken(session: Session, people: Cast) -> None:
    row = added(session, people, title="x" * 200, details="x" * 1000, lead_days=365)
    assert (len(row.title), len(row.details)) == (200, 1000)
    assert added(session, people, lead_days=30, remind_days=30).remind_days == 30
    assert added(session, people, lead_days=0, remind_days=1).remind_days == 1


def test_another_groups_seat_and_call_are_refused(session: Session, people: Cast) -> None:
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    seat = Seat(group_id=other.id, role=MemberRole.MEMBER, label="", created_at=NOW)
    session.add(seat)
    session.flush()
    with pytest.raises(Invalid, match="has no such seat"):
        added(session, people, seat_id=seat.id)
    call = a_call(session, people)
    call.group_id = other.id
    session.flush()
    with pytest.raises(Invalid, match="a call of this group"):
        added(session, people, kind=ObligationKind.CALL, template_id=call.id)
    call.group_id, call.state = people.metadata.id, CallState.DRAFT
    with pytest.raises(Invalid, match="that was opened"):
        added(session, people, kind=ObligationKind.CALL, template_id=call.id)


def test_there_is_a_most_of_one_group(
    session: Session, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.obligations.changes.MOST_OBLIGATIONS", 2)
    first = added(session, people)
    added(session, people)
    with pytest.raises(Conflict, match="has 2 obligations"):
        added(session, people)
    obligations.end(session, first, by=people.ann, now=NOW)
    added(session, people)


def test_a_task_is_made_ahead_once_with_its_days_and_holder(session: Session, people: Cast) -> None:
    row = added(session, people, remind_days=10, library_id=people.central.id)
    assert obligations.due(session, NOW) == []
    early = NOW.replace(year=2027, month=9, day=14)
    assert obligations.due(session, early) == []
    now = early + DAY
    assert obligations.due(session, now) == [row.id]
    made = obligations.make_due(session, row.id, now)
    assert made is not None
    assert obligations.make_due(session, row.id, now) is None
    task = session.exec(select(Task)).one()
    assert (task.title, task.group_id) == ("Annual statistics", people.metadata.id)
    assert (task.due_on, task.remind_on) == (date(2027, 10, 15), date(2027, 10, 5))
    assert (task.library_id, task.owner_id, task.seat_id) == (people.central.id, None, None)
    assert made.lines[0].task == task
    assert obligations.next_of(session, row) == date(2028, 10, 15)
    entry = session.exec(select(HistoryEntry).where(HistoryEntry.action == "obligation.made")).one()
    assert (entry.by_id, entry.after) == (None, {"due_on": "2027-10-15"})


def test_what_cannot_be_read_any_more_stands_in_no_others_way(
    session: Session, people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable = added(session, people)
    other = added(session, people, title="Budget")
    unreadable.rhythm = "when the lilacs bloom"
    session.flush()
    later = NOW + timedelta(days=400)
    assert obligations.due(session, later) == [other.id]
    assert caplog.messages == [f"the rhythm of obligation:{unreadable.id} cannot be read"]


def test_a_first_reminder_that_has_passed_is_the_usual_one(session: Session, people: Cast) -> None:
    row = added(session, people, rhythm="every November 30", remind_days=6)
    obligations.make_due(session, row.id, NOW + DAY)
    assert session.exec(select(Task)).one().remind_on is None
    again = added(session, people, rhythm="every November 30", remind_days=6)
    obligations.make_due(session, again.id, NOW)
    assert [task.remind_on for task in session.exec(select(Task))][-1] == TODAY


def test_a_library_that_has_left_and_a_closed_seat_leave_the_task_to_anybody(
    session: Session, people: Cast
) -> None:
    seat = Seat(group_id=people.metadata.id, role=MemberRole.MEMBER, label="", created_at=NOW)
    session.add(seat)
    session.flush()
    rows = [
        added(session, people, rhythm="November 25", library_id=people.central.id),
        added(session, people, rhythm="November 25", seat_id=seat.id),
    ]
    people.central.active_until = TODAY - DAY
    seat.closed_at = NOW
    session.flush()
    for row in rows:
        obligations.make_due(session, row.id, NOW)
    found = session.exec(select(Task.library_id, Task.seat_id)).all()
    assert found == [(None, None), (None, None)]


def test_after_an_outage_what_has_passed_is_not_made_and_says_so(
    session: Session, people: Cast
) -> None:
    row = added(session, people)
    now = NOW.replace(year=2029, month=10, day=15)
    made = obligations.make_due(session, row.id, now)
    assert made is not None
    assert [(line.making.due_on.year, line.making.outcome) for line in made.lines] == [
        (2027, MakingOutcome.MISSED),
        (2028, MakingOutcome.MISSED),
        (2029, MakingOutcome.MADE),
    ]
    assert made.lines[0].making.reason == "Its day had passed before I could make it."
    assert [task.due_on for task in session.exec(select(Task))] == [date(2029, 10, 15)]


def test_a_draft_is_a_copy_of_the_last_call_that_never_opens_by_itself(
    session: Session, people: Cast
) -> None:
    topic = representatives.add_topic(session, "Statistics", by=people.dag, now=NOW)
    first = a_call(session, people, topic_id=topic.id, details="By the survey.")
    row = added(session, people, kind=ObligationKind.CALL, template_id=first.id)
    made = obligations.make_due(session, row.id, NOW.replace(year=2027, month=9, day=20))
    assert made is not None
    draft = made.lines[0].call
    assert draft is not None
    assert draft.state is CallState.DRAFT
    assert (draft.question, draft.details) == ("Statistics of 2027", "By the survey.")
    assert (draft.topic_id, draft.opens_at, draft.drafted_by) == (topic.id, None, people.ann.id)
    # At the hour of the last one, in the zone of the group, where it is summer by then.
    assert draft.closes_at == NOW.replace(year=2027, month=10, day=15) - timedelta(hours=1)
    assert calls.due_to_open(session, NOW.replace(year=2028)) == []
    # A draft that nobody opened is not what the year after is made from.
    draft.question = "Changed"
    topic.closed_at = NOW
    later = obligations.make_due(session, row.id, NOW.replace(year=2028, month=9, day=20))
    assert later is not None
    assert later.lines[0].call is not None
    assert (later.lines[0].call.question, later.lines[0].call.topic_id) == (
        "Statistics of 2028",
        None,
    )
    draft.state, draft.if_silent = CallState.CLOSED, IfSilent.NO_ANSWER
    last = obligations.make_due(session, row.id, NOW.replace(year=2029, month=9, day=20))
    assert last is not None
    assert last.lines[0].call is not None
    assert last.lines[0].call.question == "Changed"


def test_a_data_call_has_its_fields_again(session: Session, people: Cast) -> None:
    first = a_call(session, people, kind=CallKind.DATA)
    row = added(session, people, kind=ObligationKind.CALL, template_id=first.id)
    made = obligations.make_due(session, row.id, NOW.replace(year=2027, month=9, day=20))
    assert made is not None
    draft = made.lines[0].call
    assert draft is not None
    [before, after] = session.exec(select(CallField).order_by(CallField.id)).all()  # type: ignore[arg-type]
    assert (after.label, after.previous_id, after.call_id) == ("Volumes", before.id, draft.id)
    assert data_fields.wants_contacts_confirmed(data_fields.settings_of(session, draft))


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_draft_of_an_offer_has_the_terms_of_the_one_before(
    session: Session, people: Cast, *, is_closed: bool
) -> None:
    found = offered(session, people, if_silent=IfSilent.NO_ANSWER)
    if is_closed:
        calls.close(session, found.call, found.group, now=NOW)
    row = added(session, people, kind=ObligationKind.CALL, template_id=found.call.id)
    made = obligations.make_due(session, row.id, NOW.replace(year=2027, month=9, day=15))
    assert made is not None
    draft = made.lines[0].call
    assert draft is not None
    again = calls.offer_of(session, draft)
    assert again is not None
    assert (again.first_day, again.last_day) == (date(2028, 1, 1), date(2028, 12, 30))
    assert (again.vendor, again.total_cents) == ("Archive Press", 1_000_000)
    assert again.made_from_id == (found.call.id if is_closed else None)


def test_without_a_call_to_copy_it_says_so(session: Session, people: Cast) -> None:
    first = a_call(session, people)
    row = added(session, people, kind=ObligationKind.CALL, template_id=first.id)
    row.template_id = None
    session.flush()
    made = obligations.make_due(session, row.id, NOW.replace(year=2027, month=9, day=20))
    assert made is not None
    assert made.lines[0].making.outcome is MakingOutcome.MISSED
    assert made.lines[0].making.reason == "There is no call any more to copy."


def test_a_day_is_skipped_once(session: Session, people: Cast) -> None:
    row = added(session, people)
    due_on = obligations.next_of(session, row)
    later = obligations.skip(session, row, due_on, by=people.ann, now=NOW)
    assert later == date(2028, 10, 15)
    with pytest.raises(Conflict, match="made or skipped already"):
        obligations.skip(session, row, due_on, by=people.ann, now=NOW)
    assert obligations.make_due(session, row.id, NOW.replace(year=2027, month=10, day=1)) is None
    [line] = obligations.made_of(session, row)
    assert (line.making.outcome, line.making.due_on) == (MakingOutcome.SKIPPED, due_on)


def test_a_change_holds_from_the_next_one_on(session: Session, people: Cast) -> None:
    row = added(session, people)
    now = NOW.replace(year=2027, month=9, day=20)
    obligations.make_due(session, row.id, now)
    facts = replace(obligations.facts_of(row), title="Statistics", rhythm="every March 1")
    obligations.change(session, row, people.metadata, facts, by=people.dag, now=now)
    assert obligations.next_of(session, row) == date(2028, 3, 1)
    assert session.exec(select(Task.title)).one() == "Annual statistics"
    assert row.drafted_by == people.dag.id
    before = len(session.exec(select(HistoryEntry)).all())
    obligations.change(session, row, people.metadata, facts, by=people.ann, now=now)
    assert len(session.exec(select(HistoryEntry)).all()) == before
    assert row.drafted_by == people.dag.id


def test_a_change_makes_up_for_no_day_that_passed_before(session: Session, people: Cast) -> None:
    row = added(session, people)
    row.done_through = date(2020, 1, 1)
    facts = replace(obligations.facts_of(row), rhythm="every November 23")
    obligations.change(session, row, people.metadata, facts, by=people.ann, now=NOW)
    assert obligations.next_of(session, row) == date(2027, 11, 23)


def test_it_follows_the_settings_of_the_consortium(session: Session, people: Cast) -> None:
    row = added(session, people, rhythm="two weeks before the fiscal year ends")
    assert obligations.next_of(session, row) == date(2027, 6, 16)
    consortium.settings(session).fiscal_year_start = 1
    assert obligations.next_of(session, row) == date(2026, 12, 17)


def test_an_ended_one_never_comes_back(session: Session, people: Cast) -> None:
    row = added(session, people)
    obligations.end(session, row, by=people.ann, now=NOW)
    assert obligations.due(session, NOW.replace(year=2028)) == []
    assert obligations.make_due(session, row.id, NOW.replace(year=2028)) is None
    assert obligations.listed(session, standing(session, people.dag)) == []


def test_they_end_with_their_group(session: Session, people: Cast) -> None:
    first, second = added(session, people), added(session, people)
    obligations.end(session, second, by=people.ann, now=NOW)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    assert obligations.left_by_groups(session, NOW) == [people.metadata.id]
    assert obligations.due(session, NOW.replace(year=2028)) == []
    assert obligations.make_due(session, first.id, NOW.replace(year=2028)) is None
    assert obligations.count_going_on(session, people.metadata) == 1
    assert obligations.end_with_group(session, people.metadata, by=None, now=NOW) == 1
    assert first.ended_at == NOW
    assert obligations.end_with_group(session, people.metadata, by=None, now=NOW) == 0
    assert obligations.left_by_groups(session, NOW) == []


def test_they_are_passed_on_without_the_former_seat(session: Session, people: Cast) -> None:
    seat = Seat(group_id=people.metadata.id, role=MemberRole.MEMBER, label="", created_at=NOW)
    session.add(seat)
    session.flush()
    first = added(session, people, seat_id=seat.id)
    heir = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    assert obligations.pass_on(session, people.metadata, heir, by=people.dag, now=NOW) == 1
    assert (first.group_id, first.seat_id) == (heir.id, None)
    assert obligations.pass_on(session, people.metadata, heir, by=people.dag, now=NOW) == 0


def test_chairs_lead_their_own_and_the_program_manager_all(session: Session, people: Cast) -> None:
    hidden = group(session, "Budget", chair=people.cleo, channel_id="CBUD", private=True)
    own = added(session, people)
    shared = added(session, people, is_of_consortium=True, rhythm="every March 1")
    private = obligations.add(session, hidden, FACTS, by=people.cleo, now=NOW)
    ann, ben = standing(session, people.ann), standing(session, people.ben)
    cleo, dag = standing(session, people.cleo), standing(session, people.dag)

    def seen(who: access.Standing) -> list[tuple[int, bool]]:
        return [(line.obligation.id, line.may_edit) for line in obligations.listed(session, who)]

    assert seen(ann) == [(shared.id, False), (own.id, True)]
    assert seen(ben) == []
    assert seen(cleo) == [(private.id, True)]
    assert seen(dag) == [(shared.id, True), (own.id, True), (private.id, True)]
    assert access.obligation_to_edit(session, own.id, by=ann)[0] == own
    assert access.obligation_to_see(session, shared.id, by=ann)[0] == shared
    with pytest.raises(NotAllowed, match="the consortium's"):
        access.obligation_to_edit(session, shared.id, by=ann)
    for who, row_id in ((ben, own.id), (ann, private.id), (dag, 999)):
        with pytest.raises(NotFound, match="no such obligation"):
            access.obligation_to_see(session, row_id, by=who)
        with pytest.raises(NotFound, match="no such obligation"):
            access.obligation_to_edit(session, row_id, by=who)
    obligations.end(session, own, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="has ended"):
        access.obligation_to_edit(session, own.id, by=ann)
    assert not access.may_edit_obligation(own, people.metadata, by=dag)


def test_the_list_says_what_was_made_last_and_who_holds_it(session: Session, people: Cast) -> None:
    row = added(session, people, library_id=people.central.id)
    for year in (2027, 2028):
        obligations.make_due(session, row.id, NOW.replace(year=year, month=10, day=1))
    [line] = obligations.listed(session, standing(session, people.ann), group=people.metadata)
    assert line.last is not None
    assert line.last.task is not None
    assert (line.last.making.due_on.year, line.last.task.due_on) == (2028, date(2028, 10, 15))
    assert (line.holder, line.next_on) == ("Central Library", date(2029, 10, 15))
    years = [made.making.due_on.year for made in obligations.made_of(session, row)]
    assert years == [2028, 2027]


def test_a_discarded_draft_stays_in_the_record(session: Session, people: Cast) -> None:
    row = added(session, people, kind=ObligationKind.CALL, template_id=a_call(session, people).id)
    made = obligations.make_due(session, row.id, NOW.replace(year=2027, month=9, day=20))
    assert made is not None
    draft = made.lines[0].call
    assert draft is not None
    calls.discard(session, draft, by=people.ann, now=NOW)
    session.expire_all()
    assert session.exec(select(ObligationMaking.call_id)).one() is None
    [line] = obligations.made_of(session, row)
    assert (line.making.outcome, line.call) == (MakingOutcome.MADE, None)

"""What people choose about reminders: kept as chosen, and refused with what to do instead."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import (
    GroupReminders,
    HistoryEntry,
    Holiday,
    Preferences,
    ReminderDelivery,
    Snooze,
    Weekday,
)
from models.preferences import TaskDay
from services import groups, preferences, tasks
from services.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from tests.factories import NOW, Cast, cast
from tests.happenings import task

TODAY = NOW.date()
DAY = timedelta(days=1)


def choose(session: Session, people: Cast, **more: Any) -> Preferences:
    usual: dict[str, Any] = {
        "delivery": ReminderDelivery.DIGEST,
        "digest_time": time(10),
        "muted": ["long"],
        "quiet_from": time(20),
        "quiet_until": time(8),
        "days_off": [6, 4],
        "pause_until": None,
    }
    return preferences.change(session, people.ben, **usual | more, now=NOW)


def kept(chosen: Preferences) -> dict[str, Any]:
    return chosen.model_dump(exclude={"person_id"})


def test_a_choice_is_kept_and_written_down(session: Session) -> None:
    people = cast(session)
    choose(session, people, pause_until=TODAY + 366 * DAY)
    assert kept(preferences.of_person(session, people.ben)) == {
        "delivery": ReminderDelivery.DIGEST,
        "digest_time": time(10),
        "muted": ("long",),
        "quiet_from": time(20),
        "quiet_until": time(8),
        "days_off": (Weekday.FRIDAY, Weekday.SUNDAY),
        "pause_until": TODAY + 366 * DAY,
        "wants_story_prompts": True,
    }
    choose(session, people, pause_until=TODAY + 366 * DAY)
    written = select(HistoryEntry.subject).where(HistoryEntry.action == "preferences.changed")
    assert session.exec(written).all() == [f"person:{people.ben.id}"]


@pytest.mark.parametrize(("begins", "ends"), [(20, 19), (0, 23), (9, 17), (1, 0)])
def test_quiet_hours_may_leave_an_hour(session: Session, begins: int, ends: int) -> None:
    chosen = choose(session, cast(session), quiet_from=time(begins), quiet_until=time(ends))
    assert (chosen.quiet_from, chosen.quiet_until) == (time(begins), time(ends))


def test_who_keeps_no_quiet_hours_has_some_that_end_where_they_begin(session: Session) -> None:
    chosen = choose(session, cast(session), keeps_quiet=False)
    assert (chosen.quiet_from, chosen.quiet_until) == (time(20), time(20))


@pytest.mark.parametrize(
    ("choice", "field", "words"),
    [
        (
            {"quiet_until": time(20)},
            "quiet_until",
            "Choose another hour, or untick “Keep quiet hours” above.",
        ),
        ({"quiet_until": time(19, 1)}, "quiet_until", "That leaves less than an hour of the day."),
        (
            {"quiet_from": time(0, 30), "quiet_until": time(23, 45)},
            "quiet_until",
            "less than an hour",
        ),
        (
            {"days_off": range(7)},
            "days_off",
            "Leave at least one day, or pause until a date instead.",
        ),
        (
            {"pause_until": TODAY},
            "pause_until",
            "Choose a day after today, or leave this empty for no pause.",
        ),
        ({"pause_until": TODAY - 9 * DAY}, "pause_until", "That day has come already."),
        ({"pause_until": TODAY + 367 * DAY}, "pause_until", "A pause lasts a year at most."),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    session: Session, choice: dict[str, Any], field: str, words: str
) -> None:
    people = cast(session)
    with pytest.raises(Invalid) as refused:
        choose(session, people, **choice)
    assert (refused.value.field, words in refused.value.message) == (field, True)
    assert session.exec(select(Preferences)).all() == []


def test_today_is_the_persons_own_day(session: Session) -> None:
    people = cast(session)
    people.ben.zone = "Pacific/Kiritimati"
    with pytest.raises(Invalid):
        choose(session, people, pause_until=TODAY + DAY)
    assert choose(session, people, pause_until=TODAY + 2 * DAY).pause_until == TODAY + 2 * DAY


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"lead_hours": [0]}, "lead_hours"),
        ({"lead_hours": [24, 169]}, "lead_hours"),
        ({"nudges": 3}, "nudges"),
        ({"nudges": -1}, "nudges"),
    ],
)
def test_a_group_cannot_be_reminded_at_any_time_nor_for_ever(
    session: Session, choice: dict[str, Any], field: str
) -> None:
    people = cast(session)
    usual: dict[str, Any] = {
        "lead_hours": [24],
        "nudges": 2,
        "task_days": list(TaskDay),
        "tells_chairs": True,
    }
    with pytest.raises(Invalid) as refused:
        preferences.change_group(session, people.metadata, **usual | choice, by=people.ann, now=NOW)
    assert refused.value.field == field
    assert session.exec(select(GroupReminders)).all() == []


def holidays(session: Session, people: Cast, text: str, **more: Any) -> tuple[list[Holiday], int]:
    usual: dict[str, Any] = {"organization_id": None, "by": people.dag, "today": TODAY, "now": NOW}
    return preferences.set_holidays(session, text, **usual | more)


def listed(session: Session) -> list[tuple[str, str]]:
    return [
        (f"{holiday.day:%m-%d}", holiday.name)
        for holiday in session.exec(select(Holiday).order_by(col(Holiday.day)))
    ]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("2026-12-25", [("12-25", "Holiday")]),
        ("2026-12-25 Christmas Day, observed", [("12-25", "Christmas Day, observed")]),
        ("2026-12-25,Christmas Day", [("12-25", "Christmas Day")]),
        ('2026-12-25,"Christmas Day, observed",closed', [("12-25", "Christmas Day, observed")]),
        ("2026-12-25 – Christmas Day", [("12-25", "Christmas Day")]),
        (
            "2026-12-24 to 2026-12-26 Closed",
            [("12-24", "Closed"), ("12-25", "Closed"), ("12-26", "Closed")],
        ),
        ("2026-12-24..2026-12-25, Closed", [("12-24", "Closed"), ("12-25", "Closed")]),
        ("Dec 25 Christmas Day", [("12-25", "Christmas Day")]),
        ("25 December: Christmas Day", [("12-25", "Christmas Day")]),
        ("12/25/2026 Christmas Day", [("12-25", "Christmas Day")]),
        ("12/25/2026", [("12-25", "Holiday")]),
        ("25.12.2026 Christmas Day", [("12-25", "Christmas Day")]),
        ("Friday, December 25, 2026 Christmas", [("12-25", "Christmas")]),
        ("Dec 24 - Dec 25 Closed", [("12-24", "Closed"), ("12-25", "Closed")]),
        ("December 24 to December 25: Closed", [("12-24", "Closed"), ("12-25", "Closed")]),
        ("Dec 31–Jan 1 Closed", [("12-31", "Closed"), ("01-01", "Closed")]),
        ("2026-12-24-2026-12-25 Closed", [("12-24", "Closed"), ("12-25", "Closed")]),
        ("date,name\n\n2026-12-25,<!channel> עברית", [("12-25", "<!channel> עברית")]),
    ],
)
def test_how_holidays_are_read(session: Session, line: str, days: list[tuple[str, str]]) -> None:
    people = cast(session)
    rows, passed = holidays(session, people, line)
    assert ([(f"{holiday.day:%m-%d}", holiday.name) for holiday in rows], passed) == (days, 0)
    # What the form shows of them is read again as the same.
    again, _ = holidays(
        session, people, "\n".join(f"{holiday.day} {holiday.name}" for holiday in rows)
    )
    assert listed(session) == days == [(f"{holiday.day:%m-%d}", holiday.name) for holiday in again]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Christmas Day", "does not begin with a date"),
        ("Friday after Thanksgiving", "does not begin with a date"),
        ("12.04.2026 Fair", "could be Sun, Apr 12 or Fri, Dec 4"),
        ("Dec 24 to 26 Closed", "has no last day that I can read"),
        ("2026-02-30 Nonsense", "There is no February 30, 2026"),
        ("2026-12-25Christmas", "does not begin with a date"),
        (",Christmas Day", "does not begin with a date"),
        ("2026-12-26 to 2026-12-24 Closed", "ends before it begins"),
        ("2026-12-24 to 2027-12-24 Closed", "is longer than 60 days"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_what_was_there(
    session: Session, line: str, words: str
) -> None:
    people = cast(session)
    holidays(session, people, "2026-11-26 Thanksgiving")
    with pytest.raises(Invalid, match=words) as refused:
        holidays(session, people, f"2026-12-31 Closed\n{line}")
    assert refused.value.field == "holidays"
    assert "such as “Dec 25 Christmas Day”" in refused.value.message
    assert listed(session) == [("11-26", "Thanksgiving")]


def test_holidays_that_were_not_seen_stay_and_those_that_have_passed_are_left_out(
    session: Session,
) -> None:
    people = cast(session)
    holidays(session, people, "2026-12-01 One\n2026-12-02 Two\n2026-12-03 Three")
    _, passed = holidays(
        session, people, "2025-12-01 Old\n2026-12-01 First", through=date(2026, 12, 2)
    )
    assert passed == 1
    assert listed(session) == [("12-01", "First"), ("12-03", "Three")]
    with pytest.raises(NotFound):
        holidays(session, people, "2026-12-01 First", organization_id=999)


@pytest.mark.parametrize(
    ("until", "facts", "who", "refusal"),
    [
        (TODAY, {}, "ben", Invalid("Choose a day after today.", field="until")),
        (TODAY + 367 * DAY, {}, "ben", Invalid("Choose a day within a year.", field="until")),
        (TODAY + DAY, {"done_at": NOW}, "ben", Conflict("This task is done already")),
        (TODAY + DAY, {"due_on": None}, "ben", Conflict("This task has no due date any more")),
        (TODAY + DAY, {}, "ann", NotAllowed("only the owner can put that off")),
    ],
)
def test_a_snooze_that_makes_no_sense_is_refused(
    session: Session, until: date, facts: dict[str, Any], who: str, refusal: Refusal
) -> None:
    people = cast(session)
    row = task(session, people.ben, **{"due_on": TODAY} | facts)
    with pytest.raises(type(refusal)) as refused:
        preferences.snooze(session, row, until, by=getattr(people, who), today=TODAY, now=NOW)
    assert refusal.message in refused.value.message
    assert getattr(refused.value, "field", None) == getattr(refusal, "field", None)
    assert session.exec(select(Snooze)).all() == []


def test_a_snooze_may_last_a_year_and_be_changed(session: Session) -> None:
    people = cast(session)
    row = task(session, people.ben, TODAY)
    for until in (TODAY + 366 * DAY, TODAY + DAY):
        preferences.snooze(session, row, until, by=people.ben, today=TODAY, now=NOW)
    assert [snooze.until for snooze in session.exec(select(Snooze))] == [TODAY + DAY]


@pytest.mark.parametrize(("days", "left"), [(0, [TODAY + DAY]), (30, [])])
def test_another_due_day_ends_a_snooze(session: Session, days: int, left: list[date]) -> None:
    people = cast(session)
    row = task(session, people.ben, TODAY)
    preferences.snooze(session, row, TODAY + DAY, by=people.ben, today=TODAY, now=NOW)
    tasks.change_due(session, row, TODAY + days * DAY, by=people.ann, now=NOW)
    assert [snooze.until for snooze in session.exec(select(Snooze))] == left


def test_the_days_on_which_libraries_of_a_groups_members_are_closed(session: Session) -> None:
    people = cast(session)
    shut, later, before = TODAY + DAY, TODAY + 2 * DAY, TODAY - DAY
    for day, whose in (
        (later, people.writing_center.id),
        (shut, people.central.id),
        (shut, people.central.id),
        (shut, people.writing_center.id),
        (shut, people.tunxis.id),
        (shut, None),
        (before, people.central.id),
    ):
        session.add(Holiday(day=day, name="Closed", organization_id=whose))
    session.flush()

    def closures(since: date = TODAY) -> dict[date, list[str]]:
        return preferences.closures_of(session, people.metadata, since=since, now=NOW)

    central, writing = people.central.short_name, people.writing_center.short_name
    assert closures() == {shut: [central, writing], later: [writing]}
    assert list(closures()) == [shut, later]
    assert closures(later) == {later: [writing]}
    assert closures(before)[before] == [central]
    for gone in (people.gil, people.pia):
        gone.is_active = False
        session.add(gone)
    session.flush()
    assert closures() == {shut: [central]}
    groups.remove(session, people.metadata, people.ben.id, by=people.ann, now=NOW)
    people.ann.organization_id = None
    session.flush()
    assert closures() == {}
    groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW + DAY)
    session.flush()
    assert closures() == {}

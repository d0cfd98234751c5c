"""Reminders as people want them, through their door."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers import preferences
from handlers.forms import OLD_FORM
from models import GroupReminders, Holiday, Preferences, ReminderDelivery, Snooze, Weekday
from models.database import reading, unit_of_work
from models.preferences import TaskDay
from services.errors import NotAllowed
from tests.factories import Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import task

TODAY = date(2026, 11, 24)
MINE: dict[str, Any] = {
    "kinds": ["remind", "due"],
    "chairing": ["record"],
    "news": ["term"],
    "delivery": "personal digest",
    "digest_time": "08:30",
    "keeps_quiet": ["quiet"],
    "quiet_from": "18:00",
    "quiet_until": "08:00",
    "days_off": ["6", "5"],
    "pause_until": "2026-12-01",
}
OF_GROUP: dict[str, Any] = {
    "lead_hours": ["24", "168"],
    "nudges": "1",
    "task_days": ["overdue", "before"],
    "tells_chairs": "no",
}


def rows(table: type[Any]) -> list[Any]:
    with reading() as session:
        return list(session.exec(select(table)))


def test_what_a_person_chose_is_kept(people: Cast) -> None:
    assert "one digest at 8:30 AM" in text_of(preferences.change_mine(sent(people.ben, MINE)))
    [kept] = rows(Preferences)
    assert (kept.person_id, kept.delivery) == (people.ben.id, ReminderDelivery.DIGEST)
    assert {"remind", "due", "term"}.isdisjoint(kept.muted)
    assert {"unanswered", "month"} <= {*kept.muted}
    assert kept.days_off == (Weekday.SATURDAY, Weekday.SUNDAY)
    assert (kept.quiet_from, kept.quiet_until) == (time(18), time(8))
    assert kept.pause_until == date(2026, 12, 1)
    text_of(preferences.change_mine(sent(people.ben, MINE | {"keeps_quiet": [], "days_off": None})))
    [kept] = rows(Preferences)
    assert (kept.quiet_until, kept.days_off) == (time(18), ())
    shown(preferences.open_mine(pressed(people.ben)))


def test_a_form_from_before_an_upgrade_leaves_what_it_does_not_show(people: Cast) -> None:
    text_of(preferences.change_mine(sent(people.ben, MINE)))
    older = {name: value for name, value in MINE.items() if name != "chairing"}
    text_of(preferences.change_mine(sent(people.ben, older | {"news": None})))
    [kept] = rows(Preferences)
    assert "record" not in kept.muted
    assert {"draftlies", "partners", "emptyagenda", "worked", "term"} <= {*kept.muted}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"delivery": "pigeon"}, "delivery"),
        ({"delivery": None}, "delivery"),
        ({"digest_time": "noon"}, "digest_time"),
        ({"digest_time": None}, "digest_time"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_until": ["08:00"]}, "quiet_until"),
        ({"quiet_until": "18:00"}, "quiet_until"),
        ({"days_off": ["7"]}, "days_off"),
        ({"days_off": ["-1"]}, "days_off"),
        ({"days_off": "5,6"}, "days_off"),
        ({"days_off": [str(day) for day in range(7)]}, "days_off"),
        ({"pause_until": "2026-11-24"}, "pause_until"),
        ({"pause_until": "tomorrow"}, "pause_until"),
        ({"kinds": "remind"}, "kinds"),
        ({"kinds": [1]}, "kinds"),
        ({"chairing": ["everything"]}, "chairing"),
        ({"news": ["everything"]}, "news"),
        ({"keeps_quiet": "yes"}, "keeps_quiet"),
    ],
)
def test_an_odd_choice_is_refused_and_not_kept(
    people: Cast, change: dict[str, Any], field: str
) -> None:
    assert refused(preferences.change_mine, sent(people.ben, MINE | change))[1] == field
    assert rows(Preferences) == []


def test_what_a_chair_chose_is_kept_for_the_group(people: Cast) -> None:
    text_of(preferences.change_group(sent(people.ann, OF_GROUP, group=people.metadata.id)))
    [kept] = rows(GroupReminders)
    assert (kept.lead_hours, kept.nudges, kept.tells_chairs) == ((168, 24), 1, False)
    assert kept.task_days == (TaskDay.BEFORE, TaskDay.OVERDUE)
    none = OF_GROUP | {"lead_hours": [], "task_days": None}
    text_of(preferences.change_group(sent(people.ann, none, group=people.metadata.id)))
    [kept] = rows(GroupReminders)
    assert (kept.lead_hours, kept.task_days) == ((), ())
    shown(preferences.open_group(ask(people.ann)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lead_hours": ["0"]}, "lead_hours"),
        ({"lead_hours": ["169"]}, "lead_hours"),
        ({"lead_hours": ["soon"]}, "lead_hours"),
        ({"nudges": "3"}, "nudges"),
        ({"nudges": None}, "nudges"),
        ({"nudges": "-1"}, "nudges"),
        ({"task_days": ["yesterday"]}, "task_days"),
        ({"tells_chairs": "maybe"}, "tells_chairs"),
        ({"tells_chairs": None}, "tells_chairs"),
    ],
)
def test_an_odd_choice_for_a_group_is_refused(
    people: Cast, change: dict[str, Any], field: str
) -> None:
    request = sent(people.ann, OF_GROUP | change, group=people.metadata.id)
    assert refused(preferences.change_group, request)[1] == field
    assert rows(GroupReminders) == []


def test_only_a_chair_chooses_for_the_group(people: Cast) -> None:
    with pytest.raises(NotAllowed):
        preferences.change_group(sent(people.ben, OF_GROUP, group=people.metadata.id))
    for private in ({}, {"group": "1"}, {"group": None}):
        request = sent(people.ann, OF_GROUP, **private)
        assert refused(preferences.change_group, request) == (OLD_FORM, None)
    assert rows(GroupReminders) == []


def test_holidays_are_those_of_the_list_that_was_seen(people: Cast) -> None:
    own = str(people.tunxis.id)
    fields = {"whose": own, "holidays": "2026-12-25 Christmas Day"}
    text_of(preferences.change_holidays(sent(people.dag, fields, whose=own)))
    assert [(row.organization_id, row.name) for row in rows(Holiday)] == [
        (people.tunxis.id, "Christmas Day")
    ]
    for whose in ("everybody", "", None, 1):
        request = sent(people.dag, fields | {"holidays": ""}, whose=whose)
        assert refused(preferences.change_holidays, request)
    assert len(rows(Holiday)) == 1
    everybody = {"whose": "everybody", "holidays": "2027-01-01 New Year"}
    text_of(preferences.change_holidays(sent(people.dag, everybody, whose="everybody")))
    assert len(rows(Holiday)) == 2


@pytest.mark.parametrize(
    ("fields", "private"),
    [
        ({"whose": "x"}, {"whose": "x"}),
        ({"whose": "999"}, {"whose": "999"}),
        ({"whose": ["everybody"]}, {"whose": "everybody"}),
        ({"whose": "everybody", "holidays": ["2026-12-25"]}, {"whose": "everybody"}),
        ({"whose": "everybody", "holidays": "soon"}, {"whose": "everybody"}),
        ({"whose": "everybody"}, {"whose": "everybody", "through": "soon"}),
        ({"whose": "everybody"}, {"whose": "everybody", "through": 3}),
        ({"whose": "everybody"}, {"whose": {"id": 1}}),
    ],
)
def test_odd_holidays_are_refused(people: Cast, fields: Any, private: Any) -> None:
    with unit_of_work() as session:
        session.add(Holiday(day=date(2026, 12, 25), name="Christmas Day"))
    assert refused(preferences.change_holidays, sent(people.dag, fields, **private))
    assert len(rows(Holiday)) == 1


@pytest.mark.parametrize("value", ["", "x", "-1", "all", "9" * 30])
def test_an_odd_choice_of_whose_holidays_says_what_to_type(people: Cast, value: str) -> None:
    words, _ = refused(preferences.open_holidays_of, pressed(people.dag, value))
    assert "`/convene holidays`" in words


def test_another_choice_shows_another_list(people: Cast) -> None:
    shown(preferences.open_holidays_of(pressed(people.dag, "everybody")))
    form = shown(preferences.open_holidays_of(pressed(people.dag, people.tunxis.id)))
    assert f'"whose": "{people.tunxis.id}"' in form["private_metadata"]
    assert refused(preferences.open_holidays_of, pressed(people.dag, 999))[1] == "whose"


def test_an_owner_puts_a_task_off_and_nobody_else(people: Cast) -> None:
    with unit_of_work() as session:
        mine = task(session, people.ben, TODAY + timedelta(days=3), group_id=people.metadata.id).id
    shown(preferences.open_snooze(pressed(people.ben, mine)))
    text_of(preferences.snooze_picked(sent(people.ben, {"until": "2026-12-01"}, task=mine)))
    assert [row.until for row in rows(Snooze)] == [date(2026, 12, 1)]
    text_of(preferences.snooze_tomorrow(pressed(people.ben, mine)))
    text_of(preferences.snooze_monday(pressed(people.ben, mine)))
    assert [row.until for row in rows(Snooze)] == [date(2026, 11, 30)]
    for who in (people.ann, people.cleo):
        assert refused(preferences.snooze_tomorrow, pressed(who, mine))
    assert [row.until for row in rows(Snooze)] == [date(2026, 11, 30)]


@pytest.mark.parametrize(
    ("until", "field"),
    [
        (None, "until"),
        ("", "until"),
        ("soon", "until"),
        ("2026-11-24", "until"),
        ("9999-12-31", "until"),
        (["2026-12-01"], "until"),
    ],
)
def test_an_odd_day_to_put_a_task_off_to_is_refused(people: Cast, until: Any, field: str) -> None:
    with unit_of_work() as session:
        mine = task(session, people.ben, TODAY + timedelta(days=3)).id
    request = sent(people.ben, {"until": until}, task=mine)
    assert refused(preferences.snooze_picked, request)[1] == field
    assert rows(Snooze) == []

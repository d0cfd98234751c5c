"""The forms about reminders:
what they show, and that Slack takes them whatever people are called.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from models import (
    Group,
    GroupKind,
    GroupReminders,
    Holiday,
    Organization,
    OrganizationKind,
    Preferences,
    ReminderDelivery,
)
from models.messages import DECLINABLE_IN_SLACK as DECLINABLE
from models.messages import DUE, REMIND
from models.preferences import EVERY_TASK_DAY, TaskDay
from sandbox import rules
from views import preferences

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
NAMES = [
    "Tunxis",
    ("<!channel> & <@UBEN> *bold* ~_`x` " * 8)[:200],
    ("ועדת הקטלוג " * 20)[:200],
    "&" * 200,
]
KINDS = (REMIND, DUE)


def group(name: str) -> Group:
    kind = GroupKind.WORKING_GROUP
    return Group(
        id=1, name=name, name_key=name.casefold(), kind=kind, channel_id="CMETA", created_at=AT
    )


def library(number: int, name: str) -> Organization:
    return Organization(
        id=number, key=f"one{number}", name=name, short_name=name, kind=OrganizationKind.LIBRARY
    )


def holidays(count: int, name: str) -> list[Holiday]:
    """Every other day, each with a line of its own."""
    return [Holiday(day=TODAY + timedelta(days=2 * number), name=name) for number in range(count)]


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"
    }


def test_everything_that_may_be_declined_has_a_box_and_no_field_more_than_slack_takes() -> None:
    view = preferences.mine(Preferences(person_id=1), DECLINABLE, zone="UTC", today=TODAY)
    rules.check_view(view)
    fields = [
        element["options"] for element in elements(view).values() if element["type"] == "checkboxes"
    ]
    assert all(len(options) <= 10 for options in fields)
    offered = {option["value"] for options in fields for option in options}
    assert {kind.key for kind in DECLINABLE} <= offered


@pytest.mark.parametrize("name", NAMES)
def test_slack_takes_the_forms_at_their_largest(name: str) -> None:
    libraries = [library(number, name) for number in range(1, 19)]
    chosen = GroupReminders(group_id=1, lead_hours=(168, 100, 72, 48, 24, 4, 2, 1), changed_at=AT)
    for view in (
        preferences.mine(
            Preferences(person_id=1), KINDS, zone="America/Argentina/ComodRivadavia", today=TODAY
        ),
        preferences.group(group(name), chosen, (168, 72, 48, 24, 4, 2, 1)),
        preferences.holidays(holidays(300, name), libraries, libraries[17]),
        preferences.holidays([], [library(number, name) for number in range(1, 200)], None),
    ):
        rules.check_view(view)
    for message in (
        preferences.holidays_changed(holidays(300, name), libraries[0], passed=2),
        preferences.group_changed(group(name), chosen),
    ):
        rules.check_message(text=message["text"], blocks=message["blocks"])


def test_a_list_of_holidays_that_is_too_long_ends_with_a_whole_day_and_says_so() -> None:
    view = preferences.holidays(holidays(300, "x" * 100), [], None)
    lines = elements(view)["holidays|everybody"]["initial_value"].split("\n")
    assert lines[-1] == f"2027-01-12 {'x' * 100}"
    assert view["blocks"][-1]["hint"]["text"].endswith(
        "It ends on Tue, Jan 12, 2027; later ones stay as they are."
    )
    assert view["private_metadata"] == '{"whose": "everybody", "through": "2027-01-12"}'
    all_of_them = preferences.holidays(holidays(3, "x" * 100), [], None)
    assert all_of_them["private_metadata"] == '{"whose": "everybody", "through": ""}'


def test_days_in_a_row_are_one_line_that_can_be_read_again() -> None:
    days = [Holiday(day=TODAY + timedelta(days=number), name="Closed") for number in range(3)]
    days += [
        Holiday(day=TODAY + timedelta(days=3), name="Snow"),
        Holiday(day=TODAY + timedelta(days=9), name="Snow"),
    ]
    typed = elements(preferences.holidays(days, [], None))["holidays|everybody"]["initial_value"]
    assert typed == "2026-11-23 to 2026-11-25 Closed\n2026-11-26 Snow\n2026-12-02 Snow"
    assert (
        preferences.holidays_changed(days, library(1, "Tunxis"))["text"]
        == "Saved 5 holidays of Tunxis: Mon, Nov 23, 2026 to Wed, Nov 25, 2026 (Closed); "
        "Thu, Nov 26, 2026 (Snow); Wed, Dec 2, 2026 (Snow)."
    )
    long = [Holiday(day=TODAY + timedelta(days=number), name="Closed") for number in range(70)]
    typed = elements(preferences.holidays(long, [], None))["holidays|everybody"]["initial_value"]
    assert typed == "2026-11-23 to 2027-01-22 Closed\n2027-01-23 to 2027-01-31 Closed"


def test_the_form_shows_no_pause_that_is_over_and_no_hours_that_are_not_kept() -> None:
    chosen = Preferences(person_id=1, pause_until=TODAY, quiet_from=time(9), quiet_until=time(9))
    shown = elements(preferences.mine(chosen, KINDS, zone="Europe/London", today=TODAY))
    assert "initial_date" not in shown["pause_until"]
    assert "initial_options" not in shown["keeps_quiet"]
    assert (shown["quiet_from"]["initial_time"], shown["quiet_until"]["initial_time"]) == (
        "19:00",
        "07:00",
    )
    chosen = Preferences(person_id=1, pause_until=TODAY + timedelta(days=1), quiet_until=time(9))
    shown = elements(preferences.mine(chosen, KINDS, zone="Europe/London", today=TODAY))
    assert shown["pause_until"]["initial_date"] == "2026-11-24"
    assert len(shown["keeps_quiet"]["initial_options"]) == 1
    assert (shown["quiet_from"]["initial_time"], shown["quiet_until"]["initial_time"]) == (
        "19:00",
        "09:00",
    )


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            {},
            (
                "Saved. I remind you of meetings ahead and tasks due, in single messages. Quiet"
                " hours are from 7:00 PM to 7:00 AM. Days off: Saturday and Sunday, and holidays."
            ),
        ),
        (
            {
                "delivery": ReminderDelivery.DIGEST,
                "muted": ("due",),
                "days_off": (),
                "pause_until": date(2026, 12, 7),
            },
            (
                "Saved. I remind you of meetings ahead, in one digest at 8:00 AM. No days off"
                " except holidays. I will be silent until Mon, Dec 7, 2026 and start again on that"
                " day."
            ),
        ),
        (
            {"muted": ("due", "remind")},
            "Saved. I send you no reminders from now on. `/convene reminders` brings them back.",
        ),
    ],
)
def test_what_was_saved_is_said_back(choice: dict[str, Any], words: str) -> None:
    assert preferences.changed(Preferences(person_id=1, **choice), KINDS)["text"] == words


@pytest.mark.parametrize(
    ("days", "shown", "words"),
    [
        (
            EVERY_TASK_DAY,
            ["before", "on", "overdue"],
            (
                "Owners are reminded of tasks the working day before, on the day and weekly while"
                " overdue."
            ),
        ),
        ((TaskDay.OVERDUE,), ["overdue"], "Owners are reminded of tasks weekly while overdue."),
        ((), [], "Owners are not reminded of tasks."),
    ],
)
def test_the_days_on_which_owners_are_reminded_are_shown_and_said(
    days: tuple[TaskDay, ...], shown: list[str], words: str
) -> None:
    chosen = GroupReminders(group_id=1, task_days=days, changed_at=AT)
    boxes = elements(preferences.group(group("Metadata"), chosen, (24, 1)))["task_days"]
    assert [option["value"] for option in boxes.get("initial_options", ())] == shown
    assert words in preferences.group_changed(group("Metadata"), chosen)["text"]

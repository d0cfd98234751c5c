"""The settings of the consortium."""

from models import Consortium
from models.console import FindingKind
from models.payloads import Block, Element, Message, View
from views.console import WORDS
from views.elements import actions, message, section
from views.help import run_button
from views.inputs import field, modal, multi_select, option, select, text_input
from views.texts import esc, plural
from views.values import private

SETTINGS_SEND = "convene.settings.send"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_ZONES = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Mountain, without daylight saving time (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic, without daylight saving time (Puerto Rico)"),
    ("America/Halifax", "Atlantic (Halifax)"),
    ("America/St_Johns", "Newfoundland (St. John's)"),
    ("America/Toronto", "Eastern (Toronto)"),
    ("America/Winnipeg", "Central (Winnipeg)"),
    ("America/Regina", "Central, without daylight saving time (Regina)"),
    ("America/Edmonton", "Mountain (Edmonton)"),
    ("America/Vancouver", "Pacific (Vancouver)"),
    ("Europe/London", "Britain (London)"),
    ("Europe/Berlin", "Central Europe (Berlin)"),
    ("UTC", "UTC"),
)


def settings(consortium: Consortium, *, seen: str = "") -> View:
    """The form that changes them. ``seen`` tells apart what it shows of each field."""
    months = [option(month, number) for number, month in enumerate(MONTHS, start=1)]
    year_start = select(
        "convene.fiscal_year",
        months,
        initial=str(consortium.fiscal_year_start),
        placeholder="Choose a month",
    )
    lead = _number("convene.lead", consortium.reminder_lead_hours, 1, 168)
    blocks = [
        field(
            "name", "Name of the consortium", text_input("convene.name", initial=consortium.name)
        ),
        field(
            "zone",
            "Time zone",
            select("convene.zone", _zones(consortium.zone), initial=consortium.zone),
            hint="New groups start in it.",
        ),
        field("fiscal_year_start", "The fiscal year starts in", year_start),
        field("reminder_lead_hours", "Hours from a meeting's reminder to its start", lead),
        field(
            "term_days",
            "Academic terms begin on",
            text_input("convene.term_days", initial=consortium.term_days),
            hint="Then directors confirm their libraries' people. Such as Jan 20, Aug 25, or with"
            " the last days: Jan 20–May 15, Aug 25–Dec 18.",
        ),
        *_console(consortium),
    ]
    return modal(
        SETTINGS_SEND,
        "Consortium settings",
        blocks,
        submit="Save",
        close="Cancel",
        private=private(seen=seen),
    )


def _console(consortium: Consortium) -> list[Block]:
    """What the program manager's Home shows, and from where on."""
    days = _number("convene.days_without_meeting", consortium.days_without_meeting, 7, 365)
    seats = _number("convene.many_seats", consortium.many_seats, 2, 20)
    choices = [option(words.name.capitalize(), key) for key, words in WORDS.items()]
    shown = [key for key in FindingKind if key not in consortium.hidden_findings]
    findings = multi_select("convene.findings", choices, initial=shown)
    return [
        field(
            "days_without_meeting",
            "Days without a meeting until a group is shown on your Home",
            days,
            hint="Only groups that have a series or a charge.",
        ),
        field("many_seats", "Groups in which somebody serves until it is shown there", seats),
        field("findings", "Your Home shows", findings, optional=True),
    ]


def _number(action_id: str, initial: int, least: int, most: int) -> Element:
    return {
        "type": "number_input",
        "action_id": action_id,
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
        "initial_value": str(initial),
    }


def _zones(current: str) -> list[Element]:
    """The zones of North America and UTC, and the one that is kept now."""
    known = dict(_ZONES) | ({} if current in dict(_ZONES) else {current: current})
    return [option(label, zone) for zone, label in known.items()]


def claimed() -> Message:
    """To whoever has just become the first program manager."""
    text = (
        "You are the program manager now, and the code is void. Next, import libraries, people and"
        " groups on the machine of Convene, or start a group in its channel with `/wg new`."
    )
    return message(
        text,
        [
            section(text),
            actions(
                run_button("Settings", "/convene settings"),
                run_button("Help", "/convene help", name="help"),
            ),
        ],
    )


def changed(consortium: Consortium) -> Message:
    """To the program manager, after a change."""
    shown = len(FindingKind) - len(consortium.hidden_findings)
    return message(
        f"Saved. {esc(consortium.name)} keeps time in {esc(consortium.zone)}; its fiscal year"
        f" starts in {MONTHS[consortium.fiscal_year_start - 1]}; reminders go out"
        f" {plural(consortium.reminder_lead_hours, 'hour')} before a meeting. Your Home shows"
        f" {shown} of {len(FindingKind)} kinds of findings,"
        f" groups after {plural(consortium.days_without_meeting, 'day')} without a meeting, and"
        f" people who serve in {consortium.many_seats} groups or more. Academic terms"
        f" begin on {plural(len(consortium.term_days.split(', ')), 'day')} of each year."
    )

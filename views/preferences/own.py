"""The form in which one person says when reminders are welcome."""

from collections.abc import Sequence
from datetime import date, time

from models import (
    Preferences,
    ReminderDelivery,
    Weekday,
)
from models.calendar_days import day_words
from models.messages import (
    CHAIRING,
    DID_IT_WORK,
    DRAFT_LIES,
    EMPTY_AGENDA,
    MONTH,
    PARTNERS,
    PUT_RIGHT,
    RECORD,
    SUNSET_NEAR,
    TERM_ENDS,
    MessageKind,
)
from models.payloads import Block, Element, Message, View
from views.elements import message, section
from views.inputs import (
    clock_picker,
    day_picker,
    field,
    modal,
    multi_select,
    option,
    select,
)
from views.texts import esc, in_a_row, joined

OPEN = "reminders.open"
SEND = "reminders.send"
QUIET = "quiet"
STORY_PROMPTS = "story"
"""The box by which somebody is offered to write stories."""
_AS_CHAIR = (RECORD, DRAFT_LIES, PARTNERS, EMPTY_AGENDA, DID_IT_WORK)
_NEWS = (MONTH, CHAIRING, TERM_ENDS, SUNSET_NEAR, PUT_RIGHT)
_FIELDS = {"kinds": "Remind me of", "chairing": "Remind me, as a chair, of", "news": "Tell me of"}


def field_of(kind: MessageKind) -> str:
    """In which field of the form a kind is offered: Slack takes ten boxes in a field."""
    if kind in _NEWS:
        return "news"
    return "chairing" if kind in _AS_CHAIR else "kinds"


def _kind_fields(kinds: Sequence[MessageKind], chosen: Preferences) -> list[Block]:
    offered = {name: [kind for kind in kinds if field_of(kind) == name] for name in _FIELDS}
    return [
        field(name, label, _kinds(offered[name], chosen.muted, f"reminders.{name}"), optional=True)
        for name, label in _FIELDS.items()
        if offered[name]
    ]


def mine(chosen: Preferences, kinds: Sequence[MessageKind], *, zone: str, today: date) -> View:
    """One person's own form. What no longer holds, such as a pause that is over, is not shown."""
    is_paused = chosen.pause_until is not None and chosen.pause_until > today
    blocks = [
        section(
            "This is about the messages that I send to you alone. What happens in channels stays"
            f" as it is. Hours are local time in {esc(zone)}, also when the clocks change."
        ),
        *_kind_fields(kinds, chosen),
        *_delivery_fields(chosen),
        *_quiet_fields(chosen),
        field(
            "days_off",
            "Days off",
            _days(chosen),
            hint="Holidays of your library and of the consortium are days off without this.",
            optional=True,
        ),
        field(
            "pause_until",
            "Pause everything until",
            day_picker("reminders.pause", initial=chosen.pause_until if is_paused else None),
            hint="On that day I start again. Leave it empty for no pause.",
            optional=True,
        ),
        _story_prompts(chosen),
    ]
    return modal(SEND, "Your reminders", blocks, submit="Save", close="Cancel")


def _story_prompts(chosen: Preferences) -> Block:
    choice = option("Ask me “Is there a story?”", STORY_PROMPTS)
    initial = [STORY_PROMPTS] if chosen.wants_story_prompts else []
    return field(
        "story_prompts",
        "Impact stories",
        multi_select("reminders.story", [choice], initial=initial, type_="checkboxes"),
        hint="Under what I say when something is done, once a month at most. It is no message.",
        optional=True,
    )


def _delivery_fields(chosen: Preferences) -> list[Block]:
    return [
        field("delivery", "How", _delivery(chosen)),
        field(
            "digest_time",
            "Hour of the digest",
            clock_picker("reminders.hour", initial=chosen.digest_time),
            hint="For the personal digest only.",
        ),
    ]


def _quiet_fields(chosen: Preferences) -> list[Block]:
    keeps_quiet = chosen.quiet_from != chosen.quiet_until
    quiet = chosen if keeps_quiet else Preferences(person_id=chosen.person_id)
    return [
        field(
            "keeps_quiet",
            "Quiet hours",
            _quiet(keeps_quiet=keeps_quiet),
            hint="For single messages only: a digest comes at its own hour.",
            optional=True,
        ),
        field(
            "quiet_from",
            "Quiet from",
            clock_picker("reminders.quiet_from", initial=quiet.quiet_from),
        ),
        field(
            "quiet_until",
            "Quiet until",
            clock_picker("reminders.quiet_until", initial=quiet.quiet_until),
            hint="What falls into quiet hours comes when they end, unless it is of no use by then.",
        ),
    ]


def changed(chosen: Preferences, kinds: Sequence[MessageKind]) -> Message:
    """To the person, after a change."""
    wanted = [kind.title.lower() for kind in kinds if kind.key not in chosen.muted]
    if not wanted:
        return message(
            "Saved. I send you no reminders from now on. `/convene reminders` brings them back."
        )
    how = (
        f"in one digest at {_hour(chosen.digest_time)}"
        if chosen.delivery is ReminderDelivery.DIGEST
        else "in single messages"
    )
    has_quiet = chosen.quiet_from != chosen.quiet_until
    hours = f"Quiet hours are from {_hour(chosen.quiet_from)} to {_hour(chosen.quiet_until)}."
    quiet = hours if has_quiet else "No quiet hours."
    off = [day.name.capitalize() for day in chosen.days_off]
    parts = (
        f"Saved. I remind you of {in_a_row(wanted)}, {how}.",
        quiet if chosen.delivery is ReminderDelivery.SINGLE else "",
        f"Days off: {in_a_row(off)}, and holidays." if off else "No days off except holidays.",
        (
            f"I will be silent until {day_words(chosen.pause_until)} and start again on that day."
            if chosen.pause_until
            else ""
        ),
    )
    return message(joined(parts, " "))


def _quiet(*, keeps_quiet: bool) -> Element:
    options = [option("Keep quiet hours", QUIET)]
    return multi_select(
        "reminders.quiet", options, initial=[QUIET] if keeps_quiet else [], type_="checkboxes"
    )


def _kinds(kinds: Sequence[MessageKind], muted: Sequence[str], id_: str) -> Element:
    options = [option(kind.title, kind.key, kind.description) for kind in kinds]
    wanted = [kind.key for kind in kinds if kind.key not in muted]
    return multi_select(id_, options, initial=wanted, type_="checkboxes")


def _delivery(chosen: Preferences) -> Element:
    options = [
        option("Single messages", ReminderDelivery.SINGLE, "Each at its own moment."),
        option(
            "One personal digest",
            ReminderDelivery.DIGEST,
            "All your groups in one message a day, if any.",
        ),
    ]
    return select("reminders.delivery", options, initial=chosen.delivery, type_="radio_buttons")


def _days(chosen: Preferences) -> Element:
    options = [option(day.name.capitalize(), day.value) for day in Weekday]
    initial = [str(day.value) for day in chosen.days_off]
    return multi_select("reminders.days", options, initial=initial, type_="checkboxes")


def _hour(at: time) -> str:
    return f"{at:%I:%M %p}".lstrip("0")

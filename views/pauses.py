"""Days on which a group does not meet: the form, and what is said of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from models import Group, GroupPause, Meeting
from models.calendar_days import day_words
from models.payloads import Block, Element, Message, View
from models.presence import PAUSE_REASON_LENGTH
from views import values
from views.elements import actions, button, confirm, context, message, section
from views.inputs import day_picker, field, modal, text_input
from views.texts import bold, brief, esc, fitting, joined, plural, short
from views.times import moment

OPEN = "pause.open"
OPEN_SEND = "pause.open.send"
END = "pause.end"
CANCEL_WITHIN = "pause.cancel_meetings"
MOST_SHOWN = 10
_DAY = timedelta(days=1)
_WITHIN_ROOM = 2500


def in_words(pause: GroupPause, today: date) -> str:
    """``Does not meet until Sun, Aug 1, 2027 (Summer)``, the day on which it meets again."""
    again = day_words(pause.last_on + _DAY)
    why = f" ({esc(brief(pause.reason, 100))})" if pause.reason else ""
    if pause.first_on <= today:
        return f"Does not meet until {again}{why}"
    return f"Does not meet from {day_words(pause.first_on)} until {again}{why}"


def form(
    group: Group,
    *,
    first_on: date | None = None,
    last_on: date | None = None,
    unread: str = "",
) -> View:
    """The form that sets a pause; ``unread`` says what of a typed line was not understood."""
    reason = text_input("pause.reason", placeholder="Summer", limit=PAUSE_REASON_LENGTH)
    blocks: list[Block] = [
        *([section(esc(short(unread, 2900)))] if unread else []),
        section(f"When does {bold(group.name)} not meet?"),
        field("first_on", "First day", day_picker("pause.first_on", initial=first_on)),
        field("last_on", "Last day", day_picker("pause.last_on", initial=last_on)),
        field("reason", "Reason", reason, optional=True),
        context("You are asked next what becomes of the meetings on these days."),
    ]
    return modal(
        OPEN_SEND,
        "A pause",
        blocks,
        submit="Save",
        close="Cancel",
        private=values.private(group=group.id),
    )


def paused(group: Group, pause: GroupPause, within: Sequence[Meeting], *, today: date) -> Message:
    """To the chair who set it, with the meetings that fall into it."""
    text = f"{bold(group.name)}: {_lower(in_words(pause, today))}."
    blocks: list[Block] = [section(text)]
    if within:
        listed = f"{plural(len(within), 'meeting')} {_falls(within)} into it:"
        lines = fitting([_line(meeting) for meeting in within], _WITHIN_ROOM)
        blocks.append(section("\n".join([listed, *lines])))
        title = "Cancel them all?" if len(within) > 1 else "Cancel it?"
        label = f"Cancel {plural(len(within), 'meeting')}"
        question = confirm(title, "Whoever reckons with them is told.", label)
        cancel = button(label, CANCEL_WITHIN, pause.id, style="danger", confirm=question)
        blocks += [
            actions(cancel, _end_button(group, pause)),
            context("What you do not cancel is held all the same."),
        ]
        text = f"{text} {listed} {'; '.join(lines)}"
    else:
        blocks.append(actions(_end_button(group, pause)))
    return message(text, blocks)


def listed(group: Group, rows: Sequence[GroupPause], *, today: date) -> Message:
    """To a chair: the pauses that are not over, each with the button that ends it."""
    lines = [f"{in_words(row, today)}." for row in rows]
    blocks: list[Block] = [section(bold(short(group.name, 200)))]
    for line, row in zip(lines[:MOST_SHOWN], rows, strict=False):
        blocks += [section(line), actions(_end_button(group, row))]
    more = button("Set another pause", OPEN, group.id, about=short(group.name, 60))
    return message(f"{bold(group.name)}: {' '.join(lines)}", [*blocks, actions(more)])


def ended(group: Group) -> Message:
    """To the chair who ended a pause."""
    text = f"{bold(group.name)} meets again. What was cancelled stays so: `/meet new` schedules."
    return message(text)


def meetings_cancelled(group: Group, count: int) -> Message:
    """To the chair who had them cancelled."""
    none = f"No meeting of {bold(group.name)} is left in that pause."
    verb = "is" if count == 1 else "are"
    done = (
        f"{plural(count, 'meeting')} of {bold(group.name)} {verb} cancelled, and people are told."
    )
    return message(done if count else none)


def reason_of(pause: GroupPause) -> str:
    """Why a meeting in it is cancelled."""
    days = f"{day_words(pause.first_on)} to {day_words(pause.last_on)}"
    return joined([f"The group does not meet from {days}.", pause.reason], " ")


def _end_button(group: Group, pause: GroupPause) -> Element:
    about = f"{short(group.name, 40)}, {day_words(pause.first_on)}"
    return button("End this pause", END, pause.id, about=about)


def _line(meeting: Meeting) -> str:
    return f"• {esc(brief(meeting.title, 80))}, {moment(meeting.starts_at, meeting.zone)}"


def _falls(within: Sequence[Meeting]) -> str:
    return "falls" if len(within) == 1 else "fall"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]

"""What people are told when something about a meeting has happened."""

from collections.abc import Callable, Sequence
from datetime import datetime

from models import Group, Person, RsvpAnswer, reach
from models.meetings import Cancelled, MeetingReading, Moved, Summary
from models.payloads import Message
from views.decisions import write_button
from views.elements import actions, button, message, section
from views.groups import unreachable
from views.meetings import ids
from views.meetings.cards import alternate_button, answer_buttons, counts, length
from views.meetings.forms import SKIP, move_said_back, said_back
from views.texts import bold, brief, channel, esc, fitting, joined, names, plural, short
from views.times import moment, plain_moment

_TOGETHER_ROOM = 1800
"""Characters of the lines in which meetings are listed."""


def echoed(group: Group, reading: MeetingReading, *, carried: str, note: str = "") -> Message:
    """The reading of a typed line, before anything is saved.

    ``note`` says what stays in the title though it could be about time.
    """
    text = joined([said_back(group, reading), esc(note)], "\n")
    yes = button("Schedule it", ids.SCHEDULE, carried, style="primary", about=reading.title)
    change = button("Change", ids.CHANGE, carried)
    skip = [button(SKIP, ids.SKIP_HOLIDAYS, carried)] if reading.on_holidays else []
    return message(text, [section(text), actions(yes, *skip, change)])


def scheduled(summary: Summary) -> Message:
    """To the one who scheduled it."""
    meeting, group = summary.meeting, summary.group
    repeats = f" It repeats {esc(summary.repeats)}." if summary.repeats else ""
    text = f"{bold(meeting.title)} is scheduled for "
    news = (
        f" I am posting it in {channel(group.channel_id)} now."
        if group.channel_id
        else " The group has no channel, so please tell the others."
    )
    rest = f", {length(meeting)}.{repeats}{news}{_silent(summary.without_slack)}"
    at = moment(meeting.starts_at, meeting.zone)
    show = actions(button("Show", ids.SHOW, meeting.id, about=meeting.title))
    return message(
        f"{text}{plain_moment(meeting.starts_at, meeting.zone)}{rest}",
        [section(f"{text}{at}{rest}"), show],
    )


def move_echoed(summary: Summary, reading: MeetingReading, *, carried: str) -> Message:
    """The reading of a typed new time, before anything is moved."""
    text = move_said_back(summary, reading)
    yes = button("Move it", ids.MOVE_NOW, carried, style="primary", about=summary.meeting.title)
    return message(text, [section(text), actions(yes, button("Change", ids.MOVE_CHANGE, carried))])


def moved(change: Moved, *, by: Person) -> Message:
    """To the channel: from when to when, and who is asked again."""
    meeting = change.meeting
    cleared = change.cleared_answers
    again = (
        f" {plural(cleared, 'answer')} of yes or maybe no longer counts: please answer again."
        if cleared == 1
        else f" {cleared} answers of yes or maybe no longer count: please answer again."
    )
    request = again if cleared else ""
    text = f"{_moved(change, mrkdwn=True)} ({esc(short(by.name, 80))}).{request}"
    plain = f"{_moved(change, mrkdwn=False)} ({esc(short(by.name, 80))}).{request}"
    return message(plain, [section(text), actions(*answer_buttons(meeting))])


def moved_for_each(change: Moved, group: Group, by: Person, person: Person) -> Message:
    """By direct message to somebody who was reminded of the old time, or said that she comes."""
    meeting = change.meeting
    again = " Please answer for the new time." if change.cleared_answers else ""
    rest = f" ({esc(short(by.name, 80))}).{again}"
    whose = f"{bold(group.name)}: "
    plain = f"{whose}{_moved(change, mrkdwn=False, zone=person.zone)}"
    text = f"{whose}{_moved(change, mrkdwn=True, zone=person.zone)}"
    return message(f"{plain}{rest}", [section(f"{text}{rest}"), actions(*answer_buttons(meeting))])


def moved_for_asker(change: Moved, summary: Summary) -> Message:
    """To the one who moved it."""
    news = " The channel is told." if summary.group.channel_id else " Please tell the others."
    rest = f".{news}{_told_directly(change.concerned)}{_silent(summary.without_slack)}"
    return message(
        f"{_moved(change, mrkdwn=False)}{rest}", [section(f"{_moved(change, mrkdwn=True)}{rest}")]
    )


def cancelled(taken_off: Cancelled, *, by: Person, reason: str) -> Message:
    """To the channel."""
    why = f" Reason: {esc(reason)}" if reason else ""
    rest = f" ({esc(short(by.name, 80))}).{_rest_of_series(taken_off)}{why}"
    return message(
        f"{_cancelled(taken_off, mrkdwn=False)}{rest}",
        [section(f"{_cancelled(taken_off, mrkdwn=True)}{rest}")],
    )


def cancelled_for_each(
    taken_off: Cancelled, group: Group, by: Person, reason: str, person: Person
) -> Message:
    """By direct message to somebody who was reminded of it, or said that she comes."""
    why = f" Reason: {esc(reason)}" if reason else ""
    rest = f" ({esc(short(by.name, 80))}).{_rest_of_series(taken_off)}{why}"
    whose = f"{bold(group.name)}: "
    plain = f"{whose}{_cancelled(taken_off, mrkdwn=False, zone=person.zone)}"
    text = f"{whose}{_cancelled(taken_off, mrkdwn=True, zone=person.zone)}"
    return message(f"{plain}{rest}", [section(f"{text}{rest}")])


def cancelled_together(
    taken_off: Cancelled, group: Group, by: Person, reason: str, person: Person | None = None
) -> Message:
    """To the channel, or to ``person``: several meetings of a group that are cancelled at once."""
    if len(taken_off.meetings) == 1:
        if person is None:
            return cancelled(taken_off, by=by, reason=reason)
        return cancelled_for_each(taken_off, group, by, reason, person)
    why = f" Reason: {esc(reason)}" if reason else ""
    count = plural(len(taken_off.meetings), "meeting")
    head = f"{count} of {bold(short(group.name, 200))} are cancelled ({esc(short(by.name, 80))})."
    zone = person.zone if person else ""
    plain, shown = (
        "\n".join([f"{head}{why}", *_lines(taken_off, when, zone)])
        for when in (plain_moment, moment)
    )
    return message(plain, [section(shown)])


def _lines(taken_off: Cancelled, when: Callable[[datetime, str], str], zone: str) -> list[str]:
    lines = [
        f"• {bold(brief(each.title, 80))}, {when(each.starts_at, zone or each.zone)}"
        for each in taken_off.meetings
    ]
    return fitting(lines, _TOGETHER_ROOM)


def cancelled_for_asker(taken_off: Cancelled, summary: Summary) -> Message:
    """To the one who cancelled it."""
    news = " The channel is told." if taken_off.announced and summary.group.channel_id else ""
    directly = _told_directly(taken_off.concerned)
    rest = f".{_rest_of_series(taken_off)}{news}{directly}{_silent(summary.without_slack)}"
    return message(
        f"{_cancelled(taken_off, mrkdwn=False)}{rest}",
        [section(f"{_cancelled(taken_off, mrkdwn=True)}{rest}")],
    )


def edited(summary: Summary, *, count: int, cards: int, reminders: int) -> Message:
    """To the one who gave it another title or place; ``count`` is of all that changed with it, and
    the others are of the messages that show it.
    """
    meeting = summary.meeting
    later = f" {plural(count - 1, 'later meeting')} changed with it." if count > 1 else ""
    where = f" Where: {esc(meeting.place)}." if meeting.place else " It has no place yet."
    show = actions(button("Show", ids.SHOW, meeting.id, about=meeting.title))
    text = f"Changed: {bold(meeting.title)}, "
    rest = f".{where}{later}{_shown_by(cards, reminders)}"
    at = moment(meeting.starts_at, meeting.zone)
    plain = plain_moment(meeting.starts_at, meeting.zone)
    return message(f"{text}{plain}{rest}", [section(f"{text}{at}{rest}"), show])


def _shown_by(cards: int, reminders: int) -> str:
    """Which messages that stand in Slack show a change; nothing where there are none."""
    card = ["The card" if cards == 1 else f"{cards} cards"] if cards else []
    parts = [*card, *([plural(reminders, "reminder")] if reminders else [])]
    verb = "shows" if cards + reminders == 1 else "show"
    return f" {' and '.join(parts)} {verb} it." if parts else ""


def answered(summary: Summary, answer: RsvpAnswer) -> Message:
    """To the one who answered from elsewhere than the card."""
    meeting = summary.meeting
    text = f"You answered {answer} for {bold(meeting.title)}, "
    at, plain = (
        moment(meeting.starts_at, meeting.zone),
        plain_moment(meeting.starts_at, meeting.zone),
    )
    rest = f". So far: {counts(summary.totals)}."
    sends = answer is RsvpAnswer.NO and not summary.group.is_private
    row = actions(
        *answer_buttons(meeting, given=answer),
        *([alternate_button(meeting)] if sends else []),
        button("Show", ids.SHOW, meeting.id, about=meeting.title),
    )
    return message(f"{text}{plain}{rest}", [section(f"{text}{at}{rest}"), row])


def answered_for(summary: Summary, person: Person, answer: RsvpAnswer) -> Message:
    """To the chair who recorded the answer of somebody without Slack."""
    name = esc(short(person.name, 80))
    title = bold(summary.meeting.title)
    so_far = counts(summary.totals)
    return message(f"Recorded: {name} answers {answer} for {title}. So far: {so_far}.")


def claimed(summary: Summary) -> Message:
    """To the one who said that she was there."""
    return message(
        f"Recorded: you were at {bold(summary.meeting.title)}. It counts for your library."
    )


def recorded(summary: Summary, present: Sequence[Person]) -> Message:
    """To the chair who kept the checklist."""
    title = bold(summary.meeting.title)
    if not present:
        return message(f"Recorded: nobody came to {title}.")
    count = plural(len(present), "person", "people")
    text = f"Recorded: {count} came to {title}: {names(present)}."
    about = summary.meeting.title
    part = button("Remote or part of the time", ids.PART, summary.meeting.id, about=about)
    row = actions(write_button(summary.meeting, about=about), part)
    return message(text, [section(text), row])


def nothing_ahead(group: Group) -> Message:
    """To a chair who wants to change the next meeting where there is none."""
    text = f"{bold(group.name)} has no meeting ahead."
    return message(text, [section(text), actions(button("Schedule a meeting", ids.NEW, group.id))])


def nothing_held(group: Group) -> Message:
    """To a chair who wants to record who came where no meeting has started yet."""
    return message(
        f"No meeting of {bold(group.name)} has started yet, so there is nobody to record."
    )


def _told_directly(people: Sequence[Person]) -> str:
    """That those who reckon with the old time hear of it by themselves."""
    if not people:
        return ""
    who = plural(len(people), "person", "people")
    is_mailed = any(person.slack_id is None for person in people)
    how = "by direct message or by mail" if is_mailed else "by direct message"
    return f" {who} who had been reminded of it or meant to come {_hear(people)} {how}."


def _hear(people: Sequence[Person]) -> str:
    return "hears" if len(people) == 1 else "hear"


def _moved(change: Moved, *, mrkdwn: bool, zone: str = "") -> str:
    """``zone`` is the reader's own, where there is only one."""
    meeting = change.meeting
    when = moment if mrkdwn else plain_moment
    now = when(meeting.starts_at, zone or meeting.zone)
    if change.was_at == meeting.starts_at:
        at = f"{bold(meeting.title)}, {now},"
        changed = f"now lasts {length(meeting)}"
    else:
        at = f"{bold(meeting.title)} moved from {when(change.was_at, zone or change.was_in)}"
        changed = f"to {now}, {length(meeting)}"
    place = (
        f", at {esc(meeting.place)}" if meeting.place != change.was_place and meeting.place else ""
    )
    return f"{at} {changed}{place}"


def _cancelled(taken_off: Cancelled, *, mrkdwn: bool, zone: str = "") -> str:
    """``zone`` is the reader's own, where there is only one."""
    meeting = taken_off.meetings[0]
    when = moment if mrkdwn else plain_moment
    return f"{bold(meeting.title)}, {when(meeting.starts_at, zone or meeting.zone)}, is cancelled"


def _rest_of_series(taken_off: Cancelled) -> str:
    following = len(taken_off.meetings) - 1
    if not taken_off.ends_series:
        return ""
    kept = f" {plural(taken_off.kept, 'meeting')} moved by hand before will still be held."
    gone = plural(following, "later meeting")
    return f" The series ends, and {gone} with it.{kept if taken_off.kept else ''}"


def _silent(people: Sequence[Person]) -> str:
    """Whom of those without Slack no message reaches, so that the chair tells them."""
    silent = [person for person in people if reach.medium_of(person) is None]
    return f" {unreachable(silent)}" if silent else ""

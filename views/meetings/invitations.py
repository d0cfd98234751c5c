"""What is said beside an invitation for somebody's calendar."""

from models import Group, Meeting, Person
from models.meetings import Summary
from models.payloads import Message
from models.reach import current
from views.elements import actions, header, message, section
from views.meetings.cards import answer_buttons, facts, length
from views.texts import bold, esc, joined, short
from views.times import moment, plain_moment

_MEMBER = "you are a member"


def invited(summary: Summary, reader: Person) -> Message:
    """To a member whom only mail reaches, or whoever is sent: when, where, how often, and how to
    answer.
    """
    meeting, group = summary.meeting, summary.group
    for_whom = [member.name for sent, member in summary.alternates if sent.id == reader.id]
    why = f"you come in the place of {esc(short(for_whom[0], 80))}" if for_whom else _MEMBER
    opening = f"{bold(group.name)} meets, and {why}. {_how_to_answer()}"
    at = plain_moment(meeting.starts_at, reader.zone)
    place = f"Where: {esc(meeting.place)}." if meeting.place else ""
    is_repeated = summary.repeats and not for_whom
    repeats = f"It repeats {esc(summary.repeats)}." if is_repeated else ""
    title = f"{bold(meeting.title)}, {at}, {length(meeting)}."
    blocks = [header(meeting.title), section(opening), section(facts(summary))]
    return message(
        joined([opening, title, place, repeats], " "),
        [*blocks, actions(*answer_buttons(meeting))],
    )


def _how_to_answer() -> str:
    """Where an answer is read."""
    if current().reads_answers:
        return "Please say whether you come."
    where = "by the link below" if current().public_url else "to a chair of the group"
    return f"Please say {where} whether you come: what your calendar answers is not read."


def entry_ended(meeting: Meeting, group: Group, *, is_of_series: bool, zone: str) -> Message:
    """To somebody who has left a group, with what takes its meeting out of her calendar. Of a
    private group it tells no more than she knew.
    """
    left = f"You are no longer in {bold(group.name)}."
    if group.is_private:
        text = f"{left} One of its entries is taken out of your calendar."
        return message(text)
    what = "The series " if is_of_series else ""
    title = f"{what}{bold(meeting.title)}"
    rest = " is taken out of your calendar."
    plain = f"{left} {title}{'' if is_of_series else f', {plain_moment(meeting.starts_at, zone)},'}"
    shown = f"{left} {title}{'' if is_of_series else f', {moment(meeting.starts_at, zone)},'}"
    return message(f"{plain}{rest}", [section(f"{shown}{rest}")])


def alternate_entry_ended(meeting: Meeting, group: Group, *, sends: bool, zone: str) -> Message:
    """To a member who sends somebody, or to whoever was sent and is not any more, with what takes
    the meeting out of her calendar.
    """
    why = "Somebody comes in your place" if sends else "You need not come any more"
    if group.is_private and not sends:
        return message(f"{why}: one of the entries of {bold(short(group.name, 200))} ends.")
    title = f"{bold(meeting.title)} of {bold(short(group.name, 200))}"
    rest = "is taken out of your calendar."
    plain = f"{why}: {title}, {plain_moment(meeting.starts_at, zone)}, {rest}"
    shown = f"{why}: {title}, {moment(meeting.starts_at, zone)}, {rest}"
    return message(plain, [section(shown)])


def invitation_changed(
    meeting: Meeting, group: Group, *, is_cancelled: bool, is_of_series: bool, zone: str
) -> Message:
    """To somebody who has been invited: what her calendar shows from now on."""
    whose = f"{bold(group.name)}: "
    what = "the series of " if is_of_series else ""
    place = f" Where: {esc(meeting.place)}." if meeting.place and not is_cancelled else ""
    change = "is cancelled" if is_cancelled else "has changed"
    entry = "is taken out" if is_cancelled else "shows it"
    rest = f", {change}.{place} The entry in your calendar {entry}."
    opening = f"{whose}{what}{bold(meeting.title)}, "
    plain = f"{opening}{plain_moment(meeting.starts_at, zone)}{rest}"
    return message(plain, [section(f"{opening}{moment(meeting.starts_at, zone)}{rest}")])

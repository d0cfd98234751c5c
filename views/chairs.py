"""What is said to somebody who has been made chair of a group."""

from collections.abc import Sequence

from models import Group, Meeting, Person
from models.payloads import Message
from views import groups as group_views
from views import meetings as meeting_views
from views.elements import actions, button, context, header, message, section
from views.texts import bold, brief, channel, esc, joined, plural, short
from views.times import moment, plain_moment

CHAIRING_SHOWN = 20
"""How many groups one message shows."""
DECLINE = "`/convene reminders` declines this kind of message."


def chairing(
    group: Group, *, by: Person | None, next_meeting: Meeting | None, is_alone: bool, zone: str
) -> Message:
    """Once: what the group is for, and what to do first. ``by`` is None where it was imported."""
    made = f"{esc(by.name)} made you chair of" if by else "You are now a chair of"
    text = f"{made} {bold(group.name)}."
    if group.channel_id:
        text = f"{text} It works in {channel(group.channel_id)}."
    charge = esc(short(group.charge, 2000))
    meeting, meeting_plain = "Set the first meeting. I will ask in the channel who is coming.", ""
    if next_meeting:
        title = esc(short(next_meeting.title, 200))
        opening = f"Look at the next meeting: {title}, "
        meeting = f"{opening}{moment(next_meeting.starts_at, next_meeting.zone)}."
        meeting_plain = f"{opening}{plain_moment(next_meeting.starts_at, zone)}."
    people = "Add the people who work in it." if is_alone else "Add whoever is missing in it."
    first = joined(["*What to do first*", f"1. {people}", f"2. {meeting}"], "\n")
    words = f"What to do first: 1. {people} 2. {meeting_plain or meeting}"
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    add = button("Add people", group_views.ADD, group.id, about=group.name)
    blocks = [
        section(joined([text, f"*Charge.* {charge}"], "\n")),
        section(first),
        actions(_meeting_button(group, next_meeting), add, show),
        context(DECLINE),
    ]
    return message(f"{text} Charge: {charge} {words}", blocks)


def chairing_several(groups: Sequence[Group]) -> Message:
    """The same of several groups at once."""
    shown = groups[:CHAIRING_SHOWN]
    title = f"You are now a chair of {plural(len(groups), 'group')}"
    first = "In each, add whoever is missing and set the next meeting: the button shows both."
    blocks = [header(title), section(first)]
    for group in shown:
        show = button("Show the group", group_views.SHOW, group.id, about=group.name)
        where = f"It works in {channel(group.channel_id)}." if group.channel_id else ""
        blocks.append(section(joined([bold(brief(group.name, 120)), where], "\n"), show))
    if more := len(groups) - len(shown):
        blocks.append(context(f"And {more} more: `/wg list` shows all of them."))
    blocks.append(context(DECLINE))
    names = ", ".join(esc(brief(group.name, 60)) for group in shown)
    return message(f"{title}: {names}. {first}", blocks)


def _meeting_button(group: Group, next_meeting: Meeting | None) -> dict[str, object]:
    if next_meeting:
        return button("Show the meeting", meeting_views.SHOW, next_meeting.id, style="primary")
    label = "Set the first meeting"
    return button(label, meeting_views.NEW, group.id, style="primary", about=group.name)

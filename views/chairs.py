"""What is said to somebody who has been made chair of a group."""

from collections.abc import Sequence

from models import Group, Meeting, MemberRole, Person
from models.calendar_days import day_words
from models.chair_changes import ChairChange, ChairChangeKind
from models.payloads import Message
from models.seats import Incumbent, SeatLine
from models.welcome_packets import ChairPacket
from views import groups as group_views
from views import meetings as meeting_views
from views.elements import actions, button, context, header, message, section
from views.seats.lists import chairs_from
from views.texts import HOW_TO_DECLINE, bold, brief, channel, esc, joined, plural, short
from views.times import moment, plain_moment

CHAIRING_SHOWN = 20
"""How many groups one message shows."""
LINES_SHOWN = 6
"""How many series, and how many terms that end, are named."""


def chairing(
    packet: ChairPacket, person: Person, *, by: Person | None, is_proposer: bool = False
) -> Message:
    """To ``person``, once: what the group is for, the timetable of its year, the open work, and
    what to do first. ``by`` is None where it was imported; ``is_proposer`` is for a group that she
    has proposed.
    """
    group = packet.overview.group
    roles = {line.person.id: line.role for line in packet.overview.roster}
    role = roles.get(person.id, MemberRole.CHAIR)
    made = f"{esc(by.name)} made you {role} of" if by else f"You are now {role} of"
    if by and is_proposer:
        made = f"{esc(by.name)} made a group of your proposal, and you its chair:"
    has_channel = group.channel_id is not None and person.slack_id is not None
    where = f" It works in {channel(group.channel_id)}." if has_channel else ""
    return _packet(packet, f"{made} {bold(group.name)}.{where}", person, footer=HOW_TO_DECLINE)


def chairing_again(packet: ChairPacket, person: Person) -> Message:
    """The same to a chair who asks for it."""
    return _packet(packet, f"{bold(packet.overview.group.name)}, for its chair.", person)


def _packet(packet: ChairPacket, opening: str, person: Person, *, footer: str = "") -> Message:
    group, zone = packet.overview.group, person.zone
    own = (line for line in packet.otherwise if _is_of(line, person))
    opening = joined([opening, *(chairs_from(line, reader=person) for line in own)], " ")
    charge = group_views.two_lines(group.charge)
    parts = [*_timetable(packet, person), *_open_work(packet)]
    first = _to_do_first(packet)
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    add = button("Add people", group_views.ADD, group.id, about=group.name)
    next_meeting = packet.overview.next_meeting
    blocks = [
        section(joined([opening, f"*Charge.* {charge}"], "\n")),
        *(section(f"*{title}*\n{_dated(lines, zone, is_plain=False)}") for title, lines in parts),
        section("\n".join(["*What to do first*", *first])),
        actions(_meeting_button(group, next_meeting), add, show),
        *([context(footer)] if footer else []),
    ]
    plain = [f"{title}: {_dated(lines, zone, is_plain=True)}" for title, lines in parts]
    words = f"What to do first: {' '.join(first)}"
    return message(joined([f"{opening} Charge: {charge}", *plain, words], "\n"), blocks)


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
    blocks.append(context(HOW_TO_DECLINE))
    names = ", ".join(esc(brief(group.name, 60)) for group in shown)
    return message(f"{title}: {names}. {first}", blocks)


def chair_changed(change: ChairChange, *, by: Person) -> Message:
    """To somebody who chairs a group no longer or after all, or who stands in there or does not."""
    group = change.group
    chair = esc(short(change.chair.name, 80)) if change.chair else ""
    begins = f"from {day_words(change.begins_on)} " if change.begins_on else ""
    left = " You leave the group with it. Thank you for serving in it." if change.has_left else ""
    words = {
        ChairChangeKind.LOST: f"{begins}you no longer do.{left}",
        ChairChangeKind.STAYS: f"{begins}you still do.",
        ChairChangeKind.STANDS_IN: f"{begins}you stand in for {chair}.",
        ChairChangeKind.STANDS_IN_NO_MORE: f"{begins}you no longer stand in for {chair}.",
    }[change.kind]
    opening = f"{esc(short(by.name, 80))} changed who chairs {bold(group.name)}: {words}"
    text = f"{opening} {HOW_TO_DECLINE}"
    if change.kind in (ChairChangeKind.LOST, ChairChangeKind.STANDS_IN_NO_MORE):
        return message(text)
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    return message(text, [section(opening), actions(show), context(HOW_TO_DECLINE)])


Line = str | Meeting
"""A line of text, or a meeting, whose moment reads otherwise in plain text."""


def _is_of(line: SeatLine, person: Person) -> bool:
    return line.incumbent is not None and line.incumbent.person.id == person.id


def _timetable(packet: ChairPacket, person: Person) -> list[tuple[str, list[Line]]]:
    """The year of the group: its series, its next meetings, the terms that end, and its sunset."""
    rhythms: list[Line] = [
        f"{bold(brief(rhythm.title, 120))}: {esc(rhythm.words)}"
        for rhythm in packet.rhythms[:LINES_SHOWN]
    ]
    endings: list[Line] = [
        f"{_whose_term(line.incumbent, person)} as {line.seat.role} ends on"
        f" {day_words(line.ends_on)}"
        for line in packet.endings[:LINES_SHOWN]
        if line.incumbent and line.ends_on
    ]
    sunset_on = packet.overview.group.sunset_on
    sunset: list[Line] = [f"The charge ends on {day_words(sunset_on)}"] if sunset_on else []
    found: list[Line] = [*rhythms, *packet.ahead, *endings, *sunset]
    return [("The year ahead", found)] if found else []


def _whose_term(sitting: Incumbent, reader: Person) -> str:
    is_own = sitting.person.id == reader.id
    return "Your term" if is_own else f"The term of {esc(brief(sitting.person.name, 60))}"


def _open_work(packet: ChairPacket) -> list[tuple[str, list[Line]]]:
    overview = packet.overview
    overdue = f", {overview.overdue_tasks} of them overdue" if overview.overdue_tasks else ""
    tasks = f"{plural(overview.open_tasks, 'open task')}{overdue}" if overview.open_tasks else ""
    questions = [f"Open question: {words}" for words in group_views.question_lines(packet)]
    lines: list[Line] = [line for line in (tasks, *questions) if line]
    return [("Open work", lines)] if lines else []


def _dated(lines: Sequence[Line], zone: str, *, is_plain: bool) -> str:
    words = [
        _meeting_line(line, zone, is_plain) if isinstance(line, Meeting) else line for line in lines
    ]
    return "; ".join(words) if is_plain else "\n".join(f"• {line}" for line in words)


def _meeting_line(meeting: Meeting, zone: str, is_plain: bool) -> str:
    when = (
        plain_moment(meeting.starts_at, zone)
        if is_plain
        else moment(meeting.starts_at, meeting.zone)
    )
    return f"{esc(short(meeting.title, 120))}, {when}"


def _to_do_first(packet: ChairPacket) -> list[str]:
    is_alone = len(packet.overview.roster) == 1
    people = "Add the people who work in it." if is_alone else "Add whoever is missing in it."
    meeting = "Set the first meeting. I will ask in the channel who is coming."
    if packet.overview.next_meeting:
        meeting = "Look at the next meeting."
    return [f"1. {people}", f"2. {meeting}"]


def _meeting_button(group: Group, next_meeting: Meeting | None) -> dict[str, object]:
    if next_meeting:
        return button("Show the meeting", meeting_views.SHOW, next_meeting.id, style="primary")
    label = "Set the first meeting"
    return button(label, meeting_views.NEW, group.id, style="primary", about=group.name)

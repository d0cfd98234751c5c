"""Who took part remotely, came late or left early, and word of a list that was corrected."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from models import Attendance, AttendanceMode, Group, Meeting, Person
from models.meetings import PartialAttendance, Summary
from models.payloads import Block, Message, View
from views import values
from views.elements import actions, button, context, message, section
from views.inputs import MOST_OPTIONS, field, modal, multi_select, option, text_input
from views.meetings import SHOW, part_of_the_time
from views.presence.presence_ids import PART_SEND
from views.texts import bold, bold_title, esc, short
from views.times import clock, moment

_LINK = re.compile(r"https?://\S+|\b[\w.-]+\.(?:us|com|edu|org|net)/\S+")
_FIELD_ROOM = 3000
_START_ROOM = 40


def has_room_and_link(place: str) -> bool:
    """Whether people can come to a place, and take part from elsewhere, too."""
    room = _LINK.sub(" ", place)
    return bool(_LINK.search(place)) and any(letter.isalnum() for letter in room)


def part_form(meeting: Meeting, came: Sequence[PartialAttendance]) -> View:
    """The second step of the checklist: how each of those who came took part."""
    blocks: list[Block] = [
        section(f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}")
    ]
    asks_where = has_room_and_link(meeting.place) and len(came) <= MOST_OPTIONS
    if asks_where:
        element = multi_select(
            "presence.remote",
            [option(short(line.person.name, 75), line.person.id) for line in came],
            placeholder="Choose people",
            initial=[
                str(line.person.id) for line in came if line.row.mode is AttendanceMode.REMOTE
            ],
        )
        blocks.append(field("remote", "Of these, remote", element, optional=True))
    late = _lines(meeting, came, lambda row: row.arrived_at)
    early = _lines(meeting, came, lambda row: row.left_at)
    blocks += [
        _times("arrived", "Came late", late, f"{_example(came)} 2:20pm"),
        _times("left", "Left early", early, f"{_example(came)} 2:40pm"),
        context(
            "Times are on the clock of the meeting. Whoever is named nowhere was there throughout."
        ),
    ]
    private = values.private(meeting=meeting.id)
    return modal(
        PART_SEND, "Part of the time", blocks, submit="Save", close="Cancel", private=private
    )


def _times(name: str, label: str, lines: str, example: str) -> Block:
    element = text_input(f"presence.{name}", initial=lines, multiline=True, limit=_FIELD_ROOM)
    hint = f"One person a line, with the time, such as “{example}”."
    return field(name, label, element, hint=hint, optional=True)


def _example(came: Sequence[PartialAttendance]) -> str:
    return _start(came[0].person)


def _lines(
    meeting: Meeting,
    came: Sequence[PartialAttendance],
    at: Callable[[Attendance], datetime | None],
) -> str:
    known = written_starts(came)
    return "\n".join(
        f"{written_name(line.person, known)} {clock(time, meeting.zone)}"
        for line in came
        if (time := at(line.row))
    )


def written_starts(came: Sequence[PartialAttendance]) -> Counter[str]:
    """How many people are written alike, by how the names begin."""
    return Counter(_start(line.person) for line in came)


def written_name(person: Person, known: Counter[str]) -> str:
    """How somebody is written on a line: of two whose names begin alike with the address, too."""
    start = _start(person)
    return f"{start} ({person.email or person.id})" if known[start] > 1 else start


def _start(person: Person) -> str:
    """So much of a name that a field holds those of sixty people."""
    return " ".join(person.name.split())[:_START_ROOM].rstrip()


def part_recorded(summary: Summary) -> Message:
    """To the chair who said how people took part."""
    remote = sum(row.mode is AttendanceMode.REMOTE for row in summary.attendance.values())
    parts = (
        [f"{remote} remote", part_of_the_time(summary)] if remote else [part_of_the_time(summary)]
    )
    words = ". ".join(part for part in parts if part) or "everybody was there throughout"
    return message(f"Recorded for {bold(summary.meeting.title)}: {words}.")


def put_right(meeting: Meeting, group: Group, by: Person, *, is_on: bool) -> Message:
    """To somebody whom a correction of the list of who came concerns."""
    state = "you are on it now" if is_on else "you are not on it now"
    why = (
        "It counts for your library."
        if is_on
        else "If you were there, please tell a chair of the group."
    )
    text = (
        f"{esc(short(by.name, 80))} corrected the list of who came to {bold_title(meeting.title)}"
        f" of {bold(short(group.name, 200))}: {state}. {why}"
    )
    show = button("Show", SHOW, meeting.id, about=short(meeting.title, 60))
    return message(text, [section(text), actions(show)])

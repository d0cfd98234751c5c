"""The minutes of a meeting as paragraphs: the page in Slack and the files are made of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models import Meeting, MinuteLineKind
from models.calendar_days import day_words
from models.minutes import (
    MinutesRecord,
    MinutesState,
    PartAttended,
    RecordedLine,
    SettledCorrection,
    day_of,
)
from views.texts import in_a_row, isolate, joined
from views.times import clock, day_in, plain_moment

NOT_RECORDED = "Nobody has saved the list of who came."
NOBODY = "nobody has it yet"
STATES = {
    MinutesState.OPEN: "In progress",
    MinutesState.DRAFT: "Draft, not circulated yet",
    MinutesState.CIRCULATED: "Circulated, not approved yet",
    MinutesState.APPROVED: "Approved",
}

KIND_WORDS = {
    MinuteLineKind.NOTE: "note",
    MinuteLineKind.DECISION: "decision",
    MinuteLineKind.ACTION: "task",
    MinuteLineKind.ANNOUNCEMENT: "announcement",
    MinuteLineKind.PARKED: "parked",
}
"""What a line is, in a word: what the code calls an action is a task to people."""


class RecordStyle(StrEnum):
    """What a paragraph of a document is."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    BULLET = "bullet"


@dataclass(frozen=True)
class RecordParagraph:
    """One paragraph in plain text, as people wrote it."""

    style: RecordStyle
    text: str


def paragraphs(record: MinutesRecord) -> list[RecordParagraph]:
    """The whole of the minutes, in the order that is used in the field."""
    return [
        RecordParagraph(RecordStyle.TITLE, f"Minutes of {record.meeting.title}"),
        *_head(record),
        *_attendees(record),
        *_section("Minutes approved", [approval_words(held) for held in record.approves]),
        *_section("Decisions", [isolate(wording) for wording in record.decisions]),
        *_section("Tasks assigned", [action_words(line) for line in record.actions]),
        *_section("Announcements", [isolate(row.line.wording) for row in record.announcements]),
        *_discussion(record),
        *_section("Parked for later", [isolate(row.line.wording) for row in record.parked]),
        *_section("Corrections", [correction_words(row, record) for row in record.corrections]),
        *_section("Amendments", [amendment_words(row, record) for row in record.amendments]),
    ]


def rows(record: MinutesRecord) -> list[tuple[str, str]]:
    """The same for a file: each paragraph by its style and its text."""
    return [(paragraph.style.value, paragraph.text) for paragraph in paragraphs(record)]


def file_name(record: MinutesRecord) -> str:
    """What the files are called, without their endings: ``minutes-2026-11-24-12``."""
    return f"minutes-{record.held_on.isoformat()}-{record.meeting.id}"


def state_words(record: MinutesRecord) -> str:
    """How far the minutes are, such as ``Approved on Mon, Dec 7, 2026, by Ann Abara``."""
    words = STATES[record.minutes.state]
    if record.approved_in is not None:
        words = f"{words} at the meeting of {day_words(day_of(record.approved_in))}"
    return words


def action_words(line: RecordedLine) -> str:
    """``Ben Brook: send norms, due Fri, Nov 27, 2026``; ``send norms, nobody has it yet``."""
    due = f"due {day_words(line.due_on)}" if line.due_on else ""
    whose, wording = isolate(line.whose), isolate(line.line.wording)
    named = f"{whose}: {wording}" if line.whose else f"{wording}, {NOBODY}"
    return joined([named, due, "done" if line.is_done else ""], ", ")


def correction_words(row: SettledCorrection, record: MinutesRecord) -> str:
    """What was asked for, by whom and when, and what became of it."""
    correction, zone = row.correction, record.meeting.zone
    opening = f"{isolate(row.proposed_by)}, {day_in(zone, correction.proposed_at)}"
    words = f"{opening}: {isolate(correction.wording)}"
    if correction.replaced:
        words = f"{words} (before: {isolate(correction.replaced)})"
    elif row.line and not correction.is_accepted:
        words = f"{words} (of the line “{isolate(row.line)}”)"
    return f"{words} – {_outcome(row, record)}"


def amendment_words(row: SettledCorrection, record: MinutesRecord) -> str:
    """``Mon, Dec 7, 2026, Ann Abara: …``."""
    day = day_in(record.meeting.zone, row.correction.proposed_at)
    return f"{day}, {isolate(row.proposed_by)}: {isolate(row.correction.wording)}"


def _outcome(row: SettledCorrection, record: MinutesRecord) -> str:
    correction = row.correction
    if correction.is_accepted is None or correction.settled_at is None:
        return "not settled yet"
    day = day_in(record.meeting.zone, correction.settled_at)
    verb = "accepted" if correction.is_accepted else "declined"
    return f"{verb} by {isolate(row.settled_by)}, {day}"


def _head(record: MinutesRecord) -> Iterator[RecordParagraph]:
    meeting = record.meeting
    yield RecordParagraph(RecordStyle.TEXT, f"Group: {isolate(record.group.name)}")
    yield RecordParagraph(
        RecordStyle.TEXT, f"When: {plain_moment(meeting.starts_at, meeting.zone)}"
    )
    if meeting.place:
        yield RecordParagraph(RecordStyle.TEXT, f"Where: {isolate(meeting.place)}")
    if record.recorder:
        yield RecordParagraph(RecordStyle.TEXT, f"Recorder: {isolate(record.recorder)}")
    yield RecordParagraph(RecordStyle.TEXT, f"State: {state_words(record)}")


def _attendees(record: MinutesRecord) -> Iterator[RecordParagraph]:
    there = record.attendees
    present = [library_words(*entry) for entry in there.present]
    yield from _section("Present", present or [NOT_RECORDED])
    partly = [part_words(row, record.meeting.zone) for row in there.partly]
    yield from _section("Remote or part of the time", partly)
    yield from _section("Regrets", [library_words(*entry) for entry in there.regrets])
    yield from _section("Absent", [library_words(*entry) for entry in there.absent])


def part_words(row: PartAttended, zone: str) -> str:
    """``Ben Brook: remote, from 2:20 PM, until 2:40 PM``."""
    parts = [
        "remote" if row.is_remote else "",
        f"from {clock(row.arrived_at, zone)}" if row.arrived_at else "",
        f"until {clock(row.left_at, zone)}" if row.left_at else "",
    ]
    return f"{isolate(row.name)}: {joined(parts, ', ')}"


def library_words(library: str, names: Sequence[str]) -> str:
    """``Central: Ann Abara and Ben Brook``."""
    return f"{isolate(library)}: {in_a_row([isolate(name) for name in names])}"


def approval_words(held: Meeting) -> str:
    """``The minutes of Tue, Nov 24, 2026 were approved.``."""
    return f"The minutes of {day_words(day_of(held))} were approved."


def _discussion(record: MinutesRecord) -> Iterator[RecordParagraph]:
    if not record.discussion:
        return
    yield RecordParagraph(RecordStyle.HEADING, "Discussion")
    for item, notes in record.discussion:
        if item is not None:
            yield RecordParagraph(RecordStyle.SUBHEADING, isolate(item.title))
            if away := record.recused.get(item.id):
                names = in_a_row([isolate(name) for name in away])
                yield RecordParagraph(RecordStyle.TEXT, f"Recused: {names}")
        for note in notes:
            yield RecordParagraph(RecordStyle.BULLET, isolate(note.line.wording))


def _section(heading: str, lines: Sequence[str]) -> Iterator[RecordParagraph]:
    """A heading with its lines, or nothing where there are none."""
    if not lines:
        return
    yield RecordParagraph(RecordStyle.HEADING, heading)
    for line in lines:
        yield RecordParagraph(RecordStyle.BULLET, line)

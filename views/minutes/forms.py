"""The forms of minutes: writing lines, changing one, circulating, correcting and approving."""

from collections.abc import Sequence

from models import Meeting, MinuteLine, MinuteLineKind, MinutesCorrection
from models.calendar_days import day_words
from models.minutes import CORRECTION_LENGTH, LINE_LENGTH, RecordedLine, day_of
from models.payloads import Block, Element, View
from views import values
from views.elements import plain, section
from views.inputs import field, modal, option, select, text_input
from views.minutes import ids
from views.minutes.live_views import line_words
from views.minutes.record_texts import KIND_WORDS
from views.texts import bold, brief, isolate, short
from views.times import moment

FORM_LENGTH = 3000
FOR_MEMBERS, FOR_ALL = "members", "public"
"""Who may read circulated minutes, as the form says it."""
CORRECTION = "correction"
"""What words of a message are in circulated minutes, as the form says it."""
FIELDS = (
    (MinuteLineKind.NOTE, "Notes", "One a line."),
    (MinuteLineKind.DECISION, "Decisions", "One a line. They go into the register, too."),
    (
        MinuteLineKind.ACTION,
        "Tasks",
        "One a line, such as “Ben: send norms by Friday”. Each becomes a task.",
    ),
    (MinuteLineKind.ANNOUNCEMENT, "Announcements", "One a line."),
    (MinuteLineKind.PARKED, "Parked", "One a line. Each heads the next agenda."),
)
"""The fields in which lines of each kind are written, here and on the page."""
_NEWEST_SHOWN = 5
_KINDS = {
    MinuteLineKind.NOTE: "A note",
    MinuteLineKind.DECISION: "A decision",
    MinuteLineKind.ACTION: "A task",
    MinuteLineKind.ANNOUNCEMENT: "An announcement",
    MinuteLineKind.PARKED: "Parked for the next agenda",
}


def write(
    meeting: Meeting, lines: Sequence[RecordedLine], *, action: str = "", unread: str = ""
) -> View:
    """Several lines of each kind at once; the newest ``lines`` are shown above. ``action`` is a
    task that was typed already, and ``unread`` what of it could not be read.
    """
    shown = [f"• {line_words(line)}" for line in lines[-_NEWEST_SHOWN:]]
    blocks: list[Block] = [section(_about(meeting))]
    if unread:
        blocks.append(_typed(unread))
    if shown:
        blocks.append(section("\n".join(["Written last:", *shown])))
    blocks += [
        field(
            kind.value,
            label,
            text_input(
                f"minutes.{kind.value}",
                initial=action if kind is MinuteLineKind.ACTION else "",
                multiline=True,
                limit=FORM_LENGTH,
            ),
            optional=True,
            hint=hint,
        )
        for kind, label, hint in FIELDS
    ]
    seen = lines[-1].line.id if lines else 0
    private = values.private(meeting=meeting.id, seen=seen)
    return modal(ids.WRITE_SEND, "Minutes", blocks, submit="Write", close="Cancel", private=private)


def from_message(
    meetings: Sequence[Meeting],
    words: str,
    source: dict[str, str],
    *,
    circulated: Sequence[Meeting] = (),
) -> View:
    """The words of a message, what they are, and into whose minutes they go; those of
    ``circulated`` meetings take corrections alone. The latest meeting is chosen.
    """
    meant = max([*meetings[:1], *circulated[:1]], key=lambda meeting: meeting.starts_at)
    kinds = {kind.value: label for kind, label in _KINDS.items()} if meetings else {}
    kinds |= {CORRECTION: "A correction of circulated minutes"} if circulated else {}
    choices = [*meeting_choices(meetings), *meeting_choices(circulated, note="circulated")]
    wording = text_input("minutes.wording", initial=words, multiline=True, limit=LINE_LENGTH)
    blocks = [
        field("wording", "What goes into the minutes", wording),
        field(
            "kind",
            "What it is",
            select(
                "minutes.kind",
                [option(label, kind) for kind, label in kinds.items()],
                initial=CORRECTION if meant in circulated else next(iter(kinds)),
            ),
            hint="A task may begin with a name and a colon, and end with its day.",
        ),
        field(
            "meeting",
            "Into the minutes of",
            select("minutes.meeting", choices, initial=str(meant.id)),
        ),
    ]
    private = values.private(source=source)
    title = "Put into the minutes"
    return modal(
        ids.FROM_MESSAGE_SEND, title, blocks, submit="Write", close="Cancel", private=private
    )


def meeting_choices(meetings: Sequence[Meeting], *, note: str = "") -> list[Element]:
    """Meetings as a menu offers them, each with its day first."""
    noted = f" ({note})" if note else ""
    return [
        option(f"{day_words(day_of(meeting))}{noted}: {meeting.title}", meeting.id)
        for meeting in meetings
    ]


def edit(line: MinuteLine) -> View:
    """One line of a draft; left empty it is taken out."""
    blocks = [
        field(
            "wording",
            "How the line reads",
            text_input("minutes.wording", initial=line.wording, multiline=True, limit=LINE_LENGTH),
            optional=True,
            hint=_edit_hint(line),
        )
    ]
    private = values.private(line=line.id, shown=line.wording)
    return modal(
        ids.EDIT_SEND, "Change a line", blocks, submit="Save", close="Cancel", private=private
    )


def _edit_hint(line: MinuteLine) -> str:
    if line.kind is MinuteLineKind.DECISION:
        return "The decision in the register changes with it. Left empty, both are taken out."
    if line.kind is MinuteLineKind.ACTION:
        return (
            "The task keeps its own title. Left empty, the line is taken out, and the task with it."
        )
    return "Left empty, the line is taken out."


def circulate(meeting: Meeting, *, unreached: str = "") -> View:
    """To whom the minutes go."""
    choices = [
        option("The group and its partners", FOR_MEMBERS),
        option("Also whoever else may know of the group", FOR_ALL),
    ]
    blocks: list[Block] = [
        section(_about(meeting)),
        section(
            "Members and partners get them once, and may ask for corrections until they are"
            " approved. Lines cannot be added any more."
        ),
        field(
            "readers",
            "Who may read them",
            select("minutes.readers", choices, initial=FOR_MEMBERS, type_="radio_buttons"),
        ),
    ]
    if unreached:
        blocks.append(section(unreached))
    private = values.private(meeting=meeting.id)
    return modal(
        ids.CIRCULATE_SEND,
        "Circulate the minutes",
        blocks,
        submit="Circulate",
        close="Cancel",
        private=private,
    )


def correct(meeting: Meeting, lines: Sequence[RecordedLine]) -> View:
    """What is to be set right: a line, or something else."""
    choices = line_choices(lines)
    blocks: list[Block] = [section(_about(meeting))]
    if choices:
        blocks.append(
            field(
                "line",
                "Which line",
                select("minutes.corrected_line", choices),
                optional=True,
                hint="Leave it empty where it is about something else, such as who was there.",
            )
        )
    wording = text_input("minutes.wording", multiline=True, limit=CORRECTION_LENGTH)
    blocks.append(field("wording", "How it should read", wording))
    private = values.private(meeting=meeting.id)
    return modal(
        ids.CORRECT_SEND,
        "Ask for a correction",
        blocks,
        submit="Send",
        close="Cancel",
        private=private,
    )


def line_choices(lines: Sequence[RecordedLine]) -> list[Element]:
    """The lines of minutes as a menu offers them."""
    return [
        option(isolate(short(row.line.wording, 70)), row.line.id, KIND_WORDS[row.line.kind])
        for row in lines
    ]


def accept(correction: MinutesCorrection, line: MinuteLine) -> View:
    """How the line is to read; the chair may choose other words than were asked for."""
    blocks: list[Block] = [
        _typed(f"Now: {isolate(line.wording)}"),
        field(
            "wording",
            "How the line is to read",
            text_input(
                "minutes.wording",
                initial=correction.wording,
                multiline=True,
                limit=CORRECTION_LENGTH,
            ),
        ),
    ]
    private = values.private(correction=correction.id)
    return modal(
        ids.ACCEPT_SEND,
        "Accept a correction",
        blocks,
        submit="Accept",
        close="Cancel",
        private=private,
    )


def approve_at(meeting: Meeting, meetings: Sequence[Meeting]) -> View:
    """At which meeting the minutes were approved."""
    menu = select("minutes.approved_in", meeting_choices(meetings), initial=str(meetings[0].id))
    blocks = [
        section(_about(meeting)),
        section("Approved minutes are locked. Later you can set amendments beside them."),
        field("approved_in", "Approved at the meeting of", menu),
    ]
    private = values.private(meeting=meeting.id)
    return modal(
        ids.APPROVE_SEND,
        "Approve the minutes",
        blocks,
        submit="Approve",
        close="Cancel",
        private=private,
    )


def amend(meeting: Meeting) -> View:
    """What is set beside approved minutes, with today's day."""
    wording = text_input("minutes.wording", multiline=True, limit=CORRECTION_LENGTH)
    hint = "It stands beside the minutes with its day. The minutes themselves stay as they are."
    blocks = [section(_about(meeting)), field("wording", "The amendment", wording, hint=hint)]
    private = values.private(meeting=meeting.id)
    return modal(
        ids.AMEND_SEND, "Amend minutes", blocks, submit="Save", close="Cancel", private=private
    )


def _about(meeting: Meeting) -> str:
    return f"{bold(brief(meeting.title, 150))}, {moment(meeting.starts_at, meeting.zone)}"


def _typed(text: str) -> Block:
    return {"type": "section", "text": plain(short(text, 2000))}

"""A meeting's card in its channel, and the lines that every view of a meeting shares."""

from collections.abc import Sequence

from models import AttendanceMode, Meeting, MeetingStatus, Person, RsvpAnswer, reach
from models.meetings import AnswerTotals, Summary
from models.payloads import Block, Element, Message
from views import agendas as agenda_views
from views.elements import actions, button, context, header, message, section
from views.meetings import ids
from views.texts import esc, joined, names, plural, short
from views.times import clock, moment, plain_moment
from views.values import AgendaAt, MeetingButton, MeetingPlace

ANSWERS = (
    (RsvpAnswer.YES, "Yes", ids.RSVP_YES),
    (RsvpAnswer.MAYBE, "Maybe", ids.RSVP_MAYBE),
    (RsvpAnswer.NO, "No", ids.RSVP_NO),
)
"""In this order and these words wherever somebody is asked whether she comes."""
# Escaping makes a typed character up to five times as long, so lines are cut after it as well.
_CARD_LINE = 1800
_CARD_ROOM = 2800
"""For all that is said of a meeting to which somebody came."""


def card(summary: Summary) -> Message:
    """To the group's channel, redrawn as answers come, when the meeting changes,
    and when it is over.
    """
    meeting = summary.meeting
    blocks: list[Block] = [header(meeting.title), section(facts(summary)), *who(summary)]
    if row := card_buttons(summary):
        blocks.append(actions(*row, block_id=ids.CARD))
    if row := agenda_row(summary):
        blocks.append(actions(*row))
    blocks.append(context(f"{esc(short(summary.group.name, 200))} · {_hint(summary)}"))
    return message(in_words(summary), blocks)


def card_buttons(
    summary: Summary, where: MeetingPlace = None, *, given: RsvpAnswer | None = None
) -> list[Element]:
    """What a member can do with a meeting now. ``where`` tells in which list the buttons stand."""
    if summary.takes_answers:
        return answer_buttons(summary.meeting, where, given=given)
    if summary.takes_claims:
        return [
            button(
                "I was there",
                ids.CAME,
                MeetingButton(summary.meeting.id, where).text,
                about=summary.meeting.title,
            )
        ]
    return []


def agenda_row(summary: Summary) -> list[Element]:
    """The button that shows the agenda, as long as the meeting is on and not over."""
    meeting = summary.meeting
    if not summary.takes_answers and not summary.agenda.items:
        return []
    if meeting.status is MeetingStatus.CANCELLED:
        return []
    about = short(meeting.title, 50)
    value = AgendaAt(meeting.group_id, meeting.id).text
    return [button("Agenda", agenda_views.SHOW, value, about=about)]


def agenda_line(summary: Summary) -> str:
    """How much is on its agenda; nothing where that is empty."""
    found = summary.agenda
    if not found.items:
        return ""
    minutes = plural(found.minutes, "minute") if found.minutes else ""
    return f"Agenda: {joined((plural(found.items, 'item'), minutes), ', ')}"


def answer_buttons(
    meeting: Meeting,
    where: MeetingPlace = None,
    *,
    given: RsvpAnswer | None = None,
    about: str = "",
) -> list[Element]:
    """Yes, Maybe and No. The answer that the reader has ``given`` says so; a channel has many."""
    value = MeetingButton(meeting.id, where).text
    return [
        button(
            f"{label} (your answer)" if answer is given else label,
            action,
            value,
            about=about or short(meeting.title, 60),
        )
        for answer, label, action in ANSWERS
    ]


def alternate_button(meeting: Meeting) -> Element:
    """The button that opens the form to send somebody in one's place."""
    return button("Send my alternate", ids.ALTERNATE, meeting.id, about=short(meeting.title, 60))


def facts(summary: Summary) -> str:
    """When, how long, where and how often."""
    meeting = summary.meeting
    when = f"{moment(meeting.starts_at, meeting.zone)}, for {length(meeting)}"
    off = "*This meeting is cancelled.*" if meeting.status is MeetingStatus.CANCELLED else ""
    place = f"Where: {esc(meeting.place)}" if meeting.place else ""
    repeats = f"Repeats {esc(summary.repeats)}" if summary.repeats else ""
    agenda = agenda_line(summary)
    return joined([off, when, short(place, 2500), repeats, _recorder(summary), agenda], "\n")


def _recorder(summary: Summary) -> str:
    return f"Recorder: {esc(short(summary.recorder, 80))}" if summary.recorder else ""


def who(summary: Summary) -> list[Block]:
    """Who came, or who has answered what, by name and without pinging anybody."""
    if summary.came:
        lines = [f"*{label}:* {text}" for label, text in _attendance(summary)]
        is_long = sum(map(len, lines)) > _CARD_ROOM
        room = _CARD_ROOM // len(lines) if is_long else _CARD_ROOM
        return [section(short(line, room)) for line in lines]
    if not summary.takes_answers:
        return [section(f"*Quorum:* {expected}")] if (expected := _expected(summary)) else []
    answers = [
        short(f"*{len(people)} {label}:* {_names(people, summary)}", _CARD_LINE)
        for label, people in (("yes", summary.yes), ("maybe", summary.maybe), ("no", summary.no))
        if people
    ]
    sent = [f"*Alternates:* {_alternates(summary)}"] if summary.alternates else []
    lines = [*answers, f"{silent(summary.totals)}.", *sent]
    return [section(line) for line in lines]


def in_words(summary: Summary) -> str:
    """The whole card in a few sentences, for notifications and screen readers."""
    meeting = summary.meeting
    off = "Cancelled: " if meeting.status is MeetingStatus.CANCELLED else ""
    place = f"Where: {esc(short(meeting.place, 300))}." if meeting.place else ""
    repeats = f"Repeats {esc(summary.repeats)}." if summary.repeats else ""
    opening = (
        f"{off}{esc(meeting.title)}, {plain_moment(meeting.starts_at, meeting.zone)},"
        f" {length(meeting)}."
    )
    if summary.came:
        parts = (f"{label}: {text.removesuffix('.')}." for label, text in _attendance(summary))
        answers = joined(parts, " ")
    elif summary.takes_answers:
        sent = f"Alternates: {_alternates(summary)}." if summary.alternates else ""
        answers = joined([f"{counts(summary.totals)}.", sent], " ")
    else:
        expected = _expected(summary)
        answers = f"Quorum: {expected}" if expected else ""
    agenda = agenda_line(summary)
    more = (f"{line}." for line in (_recorder(summary), agenda) if line)
    return joined([opening, place, repeats, *more, answers], " ")


def _names(people: Sequence[Person], summary: Summary) -> str:
    """By name; of whom has no Slack, how the answer came, too."""
    marks = {
        number: f"recorded by {esc(short(by, 80))}" for number, by in summary.recorders.items()
    }
    marks |= dict.fromkeys(summary.by_link, "by link")
    marked = [
        f"{esc(short(person.name, 80))} ({marks[person.id]})"
        for person in people
        if person.id in marks
    ]
    others = [person for person in people if person.id not in marks]
    more = [f"and {plural(len(marked) - 20, 'other')}"] if len(marked) > 20 else []
    return joined([names(others) if others else "", *marked[:20], *more], ", ")


def regrets(summary: Summary) -> list[Person]:
    """Who said no beforehand, and did not come: excused."""
    here = {person.id for person in summary.came}
    return [person for person in summary.no if person.id not in here]


def absent(summary: Summary) -> list[Person]:
    """Who neither came nor sent regrets; nobody where nobody has saved who came."""
    if not summary.has_list:
        return []
    here = {person.id for person in summary.came}
    silent_people = (*summary.yes, *summary.maybe, *summary.not_answered, *summary.not_asked)
    return sorted(
        (person for person in silent_people if person.id not in here),
        key=lambda person: (person.name, person.id),
    )


def _attendance(summary: Summary) -> list[tuple[str, str]]:
    """Of a meeting to which somebody came: each label, and what is to be said under it."""
    rows = summary.attendance
    remote = [
        person
        for person in summary.came
        if person.id in rows and rows[person.id].mode is AttendanceMode.REMOTE
    ]
    afterwards = [person for person in summary.came if person.id in summary.claimed_late]
    lines = (
        ("Came", f"{came(summary)}: {names(summary.came)}"),
        ("Remote", names(remote)),
        ("Part of the time", part_of_the_time(summary)),
        ("Said afterwards that they came", names(afterwards)),
        ("Alternates", _alternates(summary)),
        ("Regrets", names(regrets(summary))),
        ("Absent", names(absent(summary))),
        ("Quorum", summary.quorum.words if summary.quorum else ""),
    )
    return [(label, text) for label, text in lines if text]


def _alternates(summary: Summary) -> str:
    """``Eve Ely for Ben Brook``, the first ten."""
    parts = [
        f"{esc(short(alternate.name, 40))} for {esc(short(person.name, 40))}"
        for alternate, person in summary.alternates
    ]
    more = [f"and {plural(len(parts) - 10, 'other')}"] if len(parts) > 10 else []
    return short(", ".join([*parts[:10], *more]), 500)


def part_of_the_time(summary: Summary) -> str:
    """``Ben Brook from 2:20 PM, Cleo Costa until 2:40 PM``, on the clock of the meeting."""
    zone, rows = summary.meeting.zone, summary.attendance
    parts = []
    for person in summary.came:
        row = rows.get(person.id)
        if row is None or not (row.arrived_at or row.left_at):
            continue
        since = f"from {clock(row.arrived_at, zone)}" if row.arrived_at else ""
        until = f"until {clock(row.left_at, zone)}" if row.left_at else ""
        parts.append(joined([esc(short(person.name, 80)), since, until], " "))
    more = [f"and {plural(len(parts) - 20, 'other')}"] if len(parts) > 20 else []
    return ", ".join([*parts[:20], *more])


def _expected(summary: Summary) -> str:
    """The quorum of a meeting that goes on, while nobody has said yet who is there."""
    quorum = summary.quorum
    return quorum.words if quorum and quorum.is_by_answers else ""


def counts(totals: AnswerTotals) -> str:
    """``7 yes, 1 maybe, 2 no, 9 have not answered``."""
    return f"{totals.yes} yes, {totals.maybe} maybe, {totals.no} no, {silent(totals)}"


def silent(totals: AnswerTotals) -> str:
    """``3 have not answered, 1 without Slack``: whom nothing could ask counts apart."""
    count, apart = totals.not_answered, totals.not_asked
    words = f"{count} {'has' if count == 1 else 'have'} not answered"
    return f"{words}, {apart} {_without()}" if apart else words


def missing(summary: Summary) -> str:
    """To a chair alone: who has not answered, and whom she has to ask herself."""
    silent_names = names(summary.not_answered) if summary.not_answered else ""
    apart = names(summary.not_asked) if summary.not_asked else ""
    return joined(
        (
            f"*Not answered yet:* {silent_names}" if silent_names else "",
            f"*W{_without()[1:]}, so please ask them:* {apart}" if apart else "",
        ),
        "\n",
    )


def _without() -> str:
    """What those are whom nothing can ask."""
    return "whom no message reaches" if reach.current().sends_mail else "without Slack"


def came(summary: Summary) -> str:
    """``7 people from 5 libraries``; a campus unit counts as a library does."""
    places = len({person.organization_id for person in summary.came})
    return (
        f"{_people(summary.came)} from {plural(places, 'library or unit', 'libraries and units')}"
    )


def length(meeting: Meeting) -> str:
    """``45 min``, ``1 hour``, ``1 hour 30 min``."""
    hours, minutes = divmod(meeting.minutes, 60)
    return joined(
        [plural(hours, "hour") if hours else "", f"{minutes} min" if minutes else ""], " "
    )


def _people(people: Sequence[Person]) -> str:
    return plural(len(people), "person", "people")


def _hint(summary: Summary) -> str:
    if summary.takes_answers:
        return "Change your answer any time before it starts."
    if summary.takes_claims:
        return "Were you there? Say so within three days, so that it counts for your library."
    return "`/meet` shows the meetings ahead."

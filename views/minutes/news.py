"""What others hear of minutes: a draft, its circulation, a correction, and what became of it."""

from collections.abc import Sequence

from models import Group, Meeting, MinutesCorrection, Person
from models.calendar_days import day_words
from models.minutes import SettledCorrection, day_of
from models.minutes_messages import MinutesWords
from models.payloads import Block, Element, Message
from views.elements import actions, button, message, section
from views.minutes import ids
from views.minutes.minutes_pages import correction_blocks
from views.texts import (
    bold,
    brief,
    channel,
    esc,
    in_a_row,
    joined,
    please_tell_those,
    plural,
)
from views.values import MinutesAt

_NAMES_NO_LINE = (
    "It names no line, so no line was changed. To change a line, press *Ask for a correction* below"
    " the minutes, choose the line, and accept that."
)


def draft(meeting: Meeting, group: Group) -> Message:
    """To the chair and the recorder, when a meeting was closed."""
    text = f"The minutes of {_named(meeting, group)} are a draft. Read them, then circulate them."
    return message(text, [section(text), actions(*draft_buttons(meeting))])


def circulated(meeting: Meeting, group: Group) -> Message:
    """To the group, when its minutes are circulated."""
    text = (
        f"The minutes of {_named(meeting, group)} are here. Something to set right? Ask for a"
        " correction before they are approved."
    )
    buttons = [
        button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title),
        button("Ask for a correction", ids.CORRECT, meeting.id, about=meeting.title),
    ]
    return message(text, [section(text), actions(*buttons)])


def correction_wanted(meeting: Meeting, group: Group, wanted: SettledCorrection) -> Message:
    """To the chairs, when somebody asks for a correction."""
    text = f"A correction of the minutes of {_named(meeting, group)}:"
    wording = esc(brief(wanted.correction.wording, 1000))
    words = f"{esc(brief(wanted.proposed_by, 80))}: {wording}"
    blocks = correction_blocks(wanted)
    read = actions(button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title))
    return message(f"{text} {words}", [section(text), *blocks, read])


def correction_settled(
    meeting: Meeting, group: Group, correction: MinutesCorrection, by: Person
) -> Message:
    """To whoever asked for it."""
    verb = "accepted" if correction.is_accepted else "declined"
    text = (
        f"{esc(brief(by.name, 80))} {verb} your correction of the minutes of"
        f" {_named(meeting, group)}:\n{esc(brief(correction.wording, 1000))}"
    )
    read = actions(button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title))
    return message(text, [section(text), read])


def origin(meeting: Meeting) -> list[Block]:
    """Beside a task, the meeting in whose minutes it was written."""
    day, title = day_words(day_of(meeting)), bold(brief(meeting.title, 150))
    read = button("Read the minutes", ids.SHOW, meeting.id, about=f"{day}, {meeting.title}")
    return [section(f"From the meeting {title}, {day}", read)]


def correction_sent(meeting: Meeting, is_new: bool) -> Message:
    """To whoever asked for a correction."""
    title = bold(brief(meeting.title, 150))
    if not is_new:
        return message(f"You have asked for that in the minutes of {title} already.")
    return message(
        f"Your correction is listed with the minutes of {title}, and I am telling the chair."
    )


def correction_refused(meeting: Meeting, reason: str) -> Message:
    """To whoever asked for a correction by mail that is not listed."""
    title = bold(brief(meeting.title, 150))
    text = f"Your correction of the minutes of {title} is not listed. {esc(reason)}"
    read = actions(button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title))
    return message(text, [section(text), read])


def settled(correction: MinutesCorrection) -> Message:
    """To the chair who accepted or declined a correction."""
    verb = "Accepted" if correction.is_accepted else "Declined"
    words = f"{verb}: {esc(brief(correction.wording, 1000))}"
    if correction.is_accepted and correction.line_id is None:
        words = f"{words}\n{_NAMES_NO_LINE}"
    return message(words)


def circulated_for_asker(
    meeting: Meeting, group: Group, *, heard: int, unreached: Sequence[Person]
) -> Message:
    """To whoever circulated minutes: so many ``heard`` in private of them, and who gets no word."""
    where = [channel(group.channel_id)] if group.channel_id else []
    alone = [f"{plural(heard, 'person', 'people')} in private"] if heard else []
    readers = f"I tell {in_a_row([*where, *alone])}." if where or alone else ""
    done = f"The minutes of {bold(brief(meeting.title, 150))} are circulated."
    text = joined([done, readers, please_tell_those(unreached)], " ")
    read = actions(button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title))
    return message(text, [section(text), read])


def approved(meeting: Meeting, approving: Meeting) -> Message:
    """To whoever said that minutes were approved."""
    day = day_words(day_of(meeting))
    text = (
        f"The minutes of {bold(brief(meeting.title, 150))}, {day}, are approved at the meeting of"
        f" {day_words(day_of(approving))}, and locked."
    )
    buttons = actions(
        button("Read the minutes", ids.SHOW, meeting.id, about=f"{day}, {meeting.title}")
    )
    return message(text, [section(text), buttons])


def amended(meeting: Meeting) -> Message:
    """To whoever set an amendment beside minutes."""
    return message(f"The amendment stands beside the minutes of {bold(brief(meeting.title, 150))}.")


MINUTES_WORDS = MinutesWords(
    draft,
    circulated,
    correction_wanted,
    correction_settled,
    correction_sent,
    correction_refused,
)


def _named(meeting: Meeting, group: Group) -> str:
    title, name = bold(brief(meeting.title, 150)), esc(brief(group.name, 150))
    return f"{title}, {day_words(day_of(meeting))}, of {name}"


def draft_buttons(meeting: Meeting) -> list[Element]:
    """What a chair does with a draft."""
    lines, about = MinutesAt(meeting.id).text, f"{day_words(day_of(meeting))}, {meeting.title}"
    return [
        button("Read the draft", ids.SHOW, meeting.id, about=about),
        button("Change lines", ids.LINES, lines, about=about),
        button("Circulate", ids.CIRCULATE, meeting.id, about=about),
    ]

"""Who takes the minutes: the question, the answers, and the turns of a year."""

from collections.abc import Sequence

from models import Group, Meeting, Person
from models.answer_news import RecorderNews
from models.calendar_days import day_words
from models.meetings import RecorderSuggestion, TurnsTaken
from models.payloads import Block, Message
from views.elements import actions, button, context, header, message, section
from views.presence.presence_ids import (
    RECORDER_AGREE,
    RECORDER_DECLINE,
    RECORDER_SUGGEST,
    RECORDER_SUGGEST_NOBODY,
)
from views.texts import bold, bold_title, esc, fitting, joined, short
from views.times import dated, moment

_TURNS_LINE = 300
_TURNS_ROOM = 2600
_TURNS_SHOWN = 12


def recorder_suggested(suggestion: RecorderSuggestion) -> Message:
    """To whose turn it is, in private."""
    meeting, person = suggestion.meeting, suggestion.person
    text = f"Would you take the minutes of {_of(meeting, suggestion.group, person)}?"
    about = dated(meeting.title, meeting.starts_at, person.zone)
    row = actions(
        button("I will", RECORDER_AGREE, meeting.id, style="primary", about=about),
        button("Not this time", RECORDER_DECLINE, meeting.id, about=about),
    )
    small = context("It is your turn. You need give no reason; then I ask somebody else.")
    return message(text, [section(text), row, small])


def minutes_named(meeting: Meeting, group: Group, person: Person, *, by: Person) -> Message:
    """To whom a chair has named, in private."""
    named = esc(short(by.name, 80))
    text = f"{named} named you to take the minutes of {_of(meeting, group, person)}."
    about = dated(meeting.title, meeting.starts_at, person.zone)
    row = actions(button("Not this time", RECORDER_DECLINE, meeting.id, about=about))
    return message(text, [section(text), row])


def recorder_gone(gone: RecorderSuggestion) -> Message:
    """To a chair: whoever agreed to take the minutes is in the group no more."""
    name, title = esc(short(gone.person.name, 80)), bold_title(gone.meeting.title)
    group = bold(short(gone.group.name, 200))
    return message(
        f"{name} is no member of {group} when {title} is held, and does not take its minutes."
        " `/meet recorder Ben` names somebody else."
    )


def recorder_regrets(news: RecorderNews) -> Message:
    """To a chair, in private: who does not take the minutes after all, and whose turn is next."""
    name, title = esc(short(news.person.name, 80)), bold_title(news.meeting.title)
    group, when = bold(short(news.group.name, 200)), moment(news.meeting.starts_at, news.group.zone)
    opening = f"{name} does not take the minutes of {title} of {group}, {when}, after all."
    if news.following is None:
        return message(f"{opening} Nobody else can be asked. `/meet recorder Ben` names somebody.")
    following = esc(short(news.following.name, 80))
    if news.asks_by_itself:
        return message(f"{opening} {following} is next in turn, and I ask them.")
    return message(f"{opening} {following} would be next. `/meet recorder Ben` names somebody.")


def minutes_agreed(meeting: Meeting) -> Message:
    """To whoever takes them."""
    return message(f"Thank you: you take the minutes of {bold_title(meeting.title)}.")


def minutes_declined(meeting: Meeting) -> Message:
    """To whoever does not."""
    return message(f"You do not take the minutes of {bold_title(meeting.title)}.")


def recorder_named(meeting: Meeting, person: Person, *, is_new: bool) -> Message:
    """To the chair who named somebody."""
    name, title = esc(short(person.name, 80)), bold_title(meeting.title)
    if not is_new:
        return message(f"{name} takes the minutes of {title} already.")
    return message(f"{name} takes the minutes of {title} now.")


def recorder_turns(
    group: Group,
    turns: Sequence[TurnsTaken],
    meeting: Meeting | None,
    recorder: Person | None,
) -> Message:
    """To a chair: who takes the minutes next, and the turns of this fiscal year, by name."""
    name = short(group.name, 100)
    lines = [short(_turns(taken), _TURNS_LINE) for taken in turns]
    blocks: list[Block] = [
        header(f"Recorders of {name}"),
        section(_next(meeting, recorder)),
        section(
            "\n".join(fitting(lines, _TURNS_ROOM)) or "Nobody has taken minutes this fiscal year."
        ),
    ]
    if group.suggests_recorder:
        state = "Two working days before each meeting I ask the member who served least recently."
        toggle = button("Ask nobody", RECORDER_SUGGEST_NOBODY, group.id, about=name)
    else:
        state = "I ask nobody by myself. `/meet recorder Ben` names somebody for the next meeting."
        toggle = button("Ask by turns", RECORDER_SUGGEST, group.id, about=name)
    blocks += [context(state), actions(toggle)]
    words = f"Recorders of {esc(name)}. {_next(meeting, recorder)} {'; '.join(lines)}"
    words = joined([words, state], " ")
    return message(words, blocks)


def _turns(taken: TurnsTaken) -> str:
    days = [day_words(day) for day in taken.days[-_TURNS_SHOWN:]]
    return f"{esc(short(taken.person.name, 80))}: {'; '.join(days)}"


def _next(meeting: Meeting | None, recorder: Person | None) -> str:
    if meeting is None:
        return "No meeting is ahead."
    when = f"{bold_title(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"
    who = esc(short(recorder.name, 80)) if recorder else "nobody yet"
    return f"{when}: {who}."


def _of(meeting: Meeting, group: Group, person: Person) -> str:
    when = moment(meeting.starts_at, person.zone)
    return f"{bold_title(meeting.title)} of {bold(short(group.name, 200))}, {when}"

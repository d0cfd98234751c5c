"""The forms about meetings, and the pages that say back what was read."""

from collections.abc import Sequence
from itertools import groupby

from models import Group
from models.calendar_days import day_words
from models.meetings import Checklist, Expected, MeetingForm, MeetingReading, Summary
from models.payloads import Block, Element, View
from views import values
from views.elements import LABEL_LIMIT, actions, button, context, plain, section
from views.inputs import day_picker, field, modal, option, people_picker, select, text_input
from views.meetings import ids
from views.meetings.cards import ANSWERS
from views.texts import bold, esc, joined, plural, short
from views.times import moment

MENU_SIZE = 100
"""How many people one menu holds."""
_MANY = 150
"""From here on names are shortened:
a form holds 250 kB, and Hebrew or Arabic letters take six bytes each.
"""
_WHEN_EXAMPLES = (
    "“tomorrow 2pm”, “next Thursday 10:30-11:30am”, “Dec 3 at 14:00” or “every other Friday at"
    " noon”"
)
_MOVE_EXAMPLES = (
    "“Friday” for another day at the same hour, “3pm” for another hour on the same day, “Dec 3 at"
    " 14:00” or “an hour later”"
)
_REPEATS = (
    ("Once, or as written above", "once"),
    ("Every week", "weekly"),
    ("Every two weeks", "every two weeks"),
    ("Every month on the same weekday, such as the second Tuesday", "monthly"),
)


SKIP = "Skip the holidays"
HOLIDAYS_SHOWN = 6
_DAY_ROOM, _MOMENT_ROOM = 80, 180
"""In characters: a holiday has a typed name, and a page that says many of them back has an end."""


def new(group: Group, typed: MeetingForm, *, unread: str = "") -> View:
    """The form that schedules a meeting or a series; ``typed`` fills it.

    ``unread`` says what of a typed line was not understood.
    """
    until = day_picker("meeting.until", initial=typed.until, placeholder="No end")
    when = text_input("meeting.when", initial=typed.when, placeholder="next Thursday 2pm")
    length = text_input("meeting.length", initial=typed.length, placeholder="60 min", limit=40)
    place = text_input(
        "meeting.place", initial=typed.place, placeholder="A room or a link", limit=500
    )
    repeats = [option(label, value) for label, value in _REPEATS]
    blocks = [
        *_not_understood(unread),
        context(
            f"For {esc(short(group.name, 200))}. You see how I read it before anything is saved."
        ),
        field(
            "title",
            "Title",
            text_input("meeting.title", initial=short(typed.title, 200), limit=200),
        ),
        field("when", "When", when, hint=f"In your own words: {_WHEN_EXAMPLES}."),
        field("length", "How long", length, hint="One hour if you leave it empty.", optional=True),
        field("place", "Place or link", place, optional=True),
        field("repeats", "Repeats", select("meeting.repeats", repeats, initial=typed.repeats)),
        field("until", "Last day of a series", until, optional=True),
    ]
    private = values.private(group=group.id)
    return modal(
        ids.NEW_SEND, "Schedule a meeting", blocks, submit="Next", close="Cancel", private=private
    )


def _not_understood(unread: str) -> list[Block]:
    """Why the form opens in place of a typed line that was to do it at once."""
    return [section(esc(short(unread, 2900)))] if unread else []


def confirm(group: Group, reading: MeetingReading, *, carried: str) -> View:
    """The page that says back what was read; ``carried`` is the very plan that is then saved."""
    skip = [button(SKIP, ids.SKIP_HOLIDAYS)] if reading.on_holidays else []
    change = button("Change", ids.CHANGE)
    blocks = [section(said_back(group, reading)), actions(*skip, change)]
    return modal(
        ids.SCHEDULE_SEND,
        "Is this right?",
        blocks,
        submit="Schedule",
        close="Cancel",
        private=carried,
    )


def said_back(group: Group, reading: MeetingReading) -> str:
    """What was read, in the zone it was meant in and on the reader's own clock."""
    own = f"On your clock: {reading.own_clock}" if reading.own_clock else ""
    place = f"Where: {esc(reading.place)}" if reading.place else ""
    opening = f"{bold(reading.title)} for {esc(short(group.name, 200))}"
    if not reading.repeats:
        read = f"I read that as {_at(reading.moments[0])}"
        rest = [own, place, _in_pause(reading), _without_reminder(reading)]
        return joined([opening, read, *rest], "\n")
    first = "\n".join(f"• {_at(start)}" for start in reading.moments)
    last = f"That is {'once' if len(reading.moments) == 1 else 'how it starts'}."
    series = f"I read that as {reading.repeats}, for {reading.minutes} min:\n{first}\n{last}"
    off = joined([_on_holidays(reading), _on_closures(reading), _on_weekends(reading)], "\n")
    rest = [own, place, _in_pause(reading), _without_reminder(reading)]
    return joined([opening, series, off, *rest], "\n")


def _at(moment_words: str) -> str:
    """A moment as it was read, with what is to be said of its day."""
    return esc(short(moment_words, _MOMENT_ROOM))


def _in_pause(reading: MeetingReading) -> str:
    pause = reading.in_pause
    if pause is None:
        return ""
    days = f"{day_words(pause.first_on)} to {day_words(pause.last_on)}"
    return f"*The group does not meet from {days}.* Schedule it all the same?"


def _without_reminder(reading: MeetingReading) -> str:
    if not reading.is_without_reminder:
        return ""
    which = "the first meeting" if reading.repeats else "it"
    return (
        f"Nobody who keeps the usual hours is reminded of {which}: reminders come on weekdays, from"
        " 7 a.m. to 7 p.m. Remind people yourself."
    )


def _on_holidays(reading: MeetingReading) -> str:
    """The days of a series that fall on a holiday, which may be skipped."""
    days = reading.on_holidays
    if reading.skips_nothing:
        return "No holiday that I know of falls on one of its days, so none is left out."
    if not days:
        return ""
    verb = "is a holiday" if len(days) == 1 else "are holidays"
    held = (
        f"The meeting is held on {'this day' if len(days) == 1 else 'these days'} unless you skip"
    )
    which = "it" if len(days) == 1 else "them"
    return f"{_first_days(days)} {verb}. {held} {which}."


def _on_closures(reading: MeetingReading) -> str:
    """Its days on which some libraries are closed: told, and held all the same."""
    days = reading.on_closures
    if not days:
        return ""
    which = "this day" if len(days) == 1 else "these days"
    return f"Some are closed on {_first_days(days)}. The meeting is held on {which} all the same."


def _on_weekends(reading: MeetingReading) -> str:
    days = reading.on_weekends
    if not days:
        return ""
    verb, which = ("falls", "this day") if len(days) == 1 else ("fall", "these days")
    held = f"The meeting is held on {which} all the same."
    return f"{_first_days(days)} {verb} on a weekend. {held}"


def _first_days(days: Sequence[str]) -> str:
    more = f" and {len(days) - HOLIDAYS_SHOWN} more" if len(days) > HOLIDAYS_SHOWN else ""
    return f"{'; '.join(esc(short(day, _DAY_ROOM)) for day in days[:HOLIDAYS_SHOWN])}{more}"


def move(summary: Summary, *, when: str, place: str, unread: str = "") -> View:
    """The form that moves a meeting; ``unread`` says what of a typed line was not understood."""
    meeting = summary.meeting
    title, at = bold(meeting.title), moment(meeting.starts_at, meeting.zone)
    blocks = [
        *_not_understood(unread),
        section(f"{title}, {at}: what is its new time?"),
        field(
            "when",
            "New time",
            text_input("meeting.when", initial=when),
            hint=f"Such as {_MOVE_EXAMPLES}.",
        ),
        field(
            "place",
            "Place or link",
            text_input("meeting.place", initial=place, limit=500),
            optional=True,
        ),
    ]
    private = values.private(meeting=meeting.id, sequence=meeting.sequence)
    return modal(
        ids.MOVE_SEND, "Move the meeting", blocks, submit="Next", close="Cancel", private=private
    )


def edit(summary: Summary) -> View:
    """The form that gives another title or place to a meeting, or to it and what follows it."""
    meeting = summary.meeting
    title = text_input("meeting.title", initial=short(meeting.title, 200), limit=200)
    place = text_input("meeting.place", initial=meeting.place, limit=500)
    blocks: list[Block] = [
        section(f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"),
        field("title", "Title", title),
        field("place", "Place or link", place, optional=True),
    ]
    if summary.repeats:
        which = [
            option("This one only", ids.THIS_ONE),
            option("This one and all that follow", ids.FOLLOWING),
        ]
        element = select("meeting.which", which, initial=ids.THIS_ONE, type_="radio_buttons")
        blocks += [section(f"It repeats {esc(summary.repeats)}."), field("which", "Which", element)]
    blocks.append(context("Its hour stays, so nobody is asked again whether they come."))
    private = values.private(meeting=meeting.id, sequence=meeting.sequence)
    return modal(
        ids.EDIT_SEND, "Title and place", blocks, submit="Save", close="Cancel", private=private
    )


def confirm_move(summary: Summary, reading: MeetingReading, *, carried: str) -> View:
    """The page that says back the new time."""
    blocks = [
        section(move_said_back(summary, reading)),
        actions(button("Change", ids.MOVE_CHANGE)),
        context(_asked_again(summary)),
    ]
    return modal(
        ids.MOVE_NOW_SEND,
        "Is this right?",
        blocks,
        submit="Move it",
        close="Cancel",
        private=carried,
    )


def move_said_back(summary: Summary, reading: MeetingReading) -> str:
    """From when, to when and where."""
    own = f"On your clock: {reading.own_clock}" if reading.own_clock else ""
    place = f"Where: {esc(reading.place)}" if reading.place else ""
    was = moment(summary.meeting.starts_at, summary.meeting.zone)
    moves = f"{bold(summary.meeting.title)} moves from {was}."
    read = f"I read that as {_at(reading.moments[0])}"
    rest = [own, place, _in_pause(reading), _without_reminder(reading)]
    return joined([moves, read, *rest], "\n")


def _asked_again(summary: Summary) -> str:
    news, coming = _channel_is_told(summary.group), len(summary.yes) + len(summary.maybe)
    if not coming:
        return news
    return (
        f"{news} {plural(coming, 'person', 'people')} said yes or maybe; "
        "they are asked again if it moves by more than half an hour."
    )


def answer_for(summary: Summary) -> View:
    """The form in which a chair answers for somebody without Slack."""
    meeting = summary.meeting
    people = [
        option(short(person.name, 75), person.id) for person in summary.without_slack[:MENU_SIZE]
    ]
    answers = [option(label, answer) for answer, label, _action in ANSWERS]
    blocks: list[Block] = [
        section(f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"),
        field("partner", "Whose answer", select("meeting.partner", people)),
        field("answer", "Answer", select("meeting.answer", answers, type_="radio_buttons")),
        context("The card shows that you recorded it."),
    ]
    private = values.private(meeting=meeting.id)
    return modal(
        ids.ANSWER_FOR_SEND,
        "Answer for a partner",
        blocks,
        submit="Save",
        close="Cancel",
        private=private,
    )


def _channel_is_told(group: Group) -> str:
    """Who hears of a change besides those whom it concerns."""
    if group.channel_id:
        return "The channel is told."
    return "The group has no channel, so please tell the others."


def cancel(summary: Summary) -> View:
    """The question before a meeting is cancelled."""
    meeting = summary.meeting
    hint = (
        "The channel reads it."
        if summary.group.channel_id
        else "Whoever said that they come, or was reminded, reads it."
    )
    reason = text_input("meeting.reason", placeholder="Too few can come", limit=300)
    blocks: list[Block] = [
        section(f"Cancel {bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}?"),
    ]
    if summary.repeats:
        which = [
            option("This one only", ids.THIS_ONE),
            option("This one and all that follow: the series ends", ids.FOLLOWING),
        ]
        element = select("meeting.which", which, initial=ids.THIS_ONE, type_="radio_buttons")
        blocks += [section(f"It repeats {esc(summary.repeats)}."), field("which", "Which", element)]
    blocks += [
        field("reason", "Reason", reason, optional=True, hint=hint),
        context(f"{_channel_is_told(summary.group)} A cancelled meeting stays on record."),
    ]
    private = values.private(meeting=meeting.id, sequence=meeting.sequence)
    return modal(
        ids.CANCEL_SEND,
        "Cancel the meeting",
        blocks,
        submit="Cancel the meeting",
        close="Keep it",
        private=private,
    )


def checklist(found: Checklist) -> View:
    """The checklist of who came, by library, in as many menus as hold them all."""
    meeting = found.meeting
    when = moment(meeting.starts_at, meeting.zone)
    blocks: list[Block] = [section(f"Who came to {bold(meeting.title)}, {when}?")]
    menus = [
        found.expected[start : start + MENU_SIZE]
        for start in range(0, len(found.expected), MENU_SIZE)
    ]
    for number, people in enumerate(menus, 1):
        label = "People" if len(menus) == 1 else f"People, list {number} of {len(menus)}"
        element = _menu(people, found, limit=30 if len(found.expected) > _MANY else LABEL_LIMIT)
        blocks.append(field(f"{ids.CAME_FIELD}{number}", label, element, optional=True))
    visitors = people_picker("meeting.visitors", placeholder="Choose people in this Slack")
    hint = "They need not be members of the group."
    blocks.append(field(ids.VISITORS_FIELD, "Others who came", visitors, hint=hint, optional=True))
    blocks.append(
        context(
            "Those who said yes, or are recorded already, are chosen. What you save is exactly the"
            " list; only those who say meanwhile that they came are kept, too."
        )
    )
    private = values.private(meeting=meeting.id, opened_at=found.opened_at.isoformat())
    return modal(
        ids.CHECKLIST_SEND, "Who came", blocks, submit="Save", close="Cancel", private=private
    )


def _menu(people: Sequence[Expected], found: Checklist, *, limit: int) -> Element:
    options = {
        expected.person.id: option(_name(expected, found, limit), expected.person.id)
        for expected in people
    }
    groups = [
        {
            "label": plain(short(library, 75)),
            "options": [options[expected.person.id] for expected in members],
        }
        for library, members in groupby(people, key=lambda expected: expected.organization)
    ]
    chosen = [choice for person_id, choice in options.items() if person_id in found.ticked]
    element: Element = {
        "type": "multi_static_select",
        "action_id": "meeting.came.people",
        "placeholder": plain("Choose who came"),
        "option_groups": groups,
    }
    return element | {"initial_options": chosen} if chosen else element


def _name(expected: Expected, found: Checklist, limit: int) -> str:
    """The name, and what the chair should know of her when she looks for absence."""
    person = expected.person
    marks = joined(
        (
            "" if person.slack_id else "no Slack account",
            "regrets" if person.id in found.declined else "",
            "said so afterwards" if person.id in found.claimed_late else "",
            "" if expected.is_member else "not a member",
        ),
        ", ",
    )
    if not marks:
        return short(person.name, limit)
    return f"{short(person.name, max(limit - len(marks) - 3, 30))} ({marks})"

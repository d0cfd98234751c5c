"""What waits for one person: as a private message, and as the Home tab."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models import Person, Task, reach
from models.calendar_days import day_words
from models.calls import CallLine
from models.minutes import day_of
from models.obligations import ObligationLine
from models.payloads import Block, Message, View
from models.rosters import GroupLine
from models.seats import VacantSeats
from models.waiting import (
    SeenOnHome,
    Waiting,
    WaitingCall,
    WaitingMeeting,
    WaitingMinutes,
    WaitingPoll,
    WaitingTask,
)
from views import calls as call_views
from views import groups as group_views
from views import help as help_views
from views import meetings as meeting_views
from views import minutes as minutes_views
from views import obligations as obligation_views
from views import partner_links, values
from views import polls as poll_views
from views import tasks as task_views
from views.elements import (
    actions,
    button,
    context,
    divider,
    header,
    message,
    section,
    with_distinct_labels,
)
from views.texts import bold, brief, esc, joined, plural, short
from views.times import moment, plain_moment

_MINUTES_WORDS = {True: "circulate the minutes of", False: "have approved the minutes of"}
_MINUTES_HEADINGS = {True: "Minutes to circulate:", False: "Minutes to approve at a meeting:"}
SHOWN_OF_EACH = 5
"""How many of a kind are shown with buttons of their own."""
POLLS_SHOWN = 3
NOTHING_WAITS = "Nothing waits for you. Enjoy the quiet."
NOTHING_OF_YOUR_OWN = (
    "No answer and no task of your own waits for you. What the consortium needs stands below."
)


def mine(waiting: Waiting, *, person: Person, today: date) -> Message:
    """Everything that waits for the asker, each with a button."""
    blocks: list[Block] = [header("What waits for you")]
    blocks += _things(waiting, person=person, today=today)
    blocks.append(context("The same list is always in my Home tab."))
    return message(in_words(waiting, person=person, today=today), blocks)


def home(
    waiting: Waiting,
    groups: Sequence[GroupLine],
    *,
    person: Person,
    today: date,
    may_start: bool,
    console: Sequence[Block] = (),
    has_findings: bool = False,
    vacant: VacantSeats | None = None,
    sees_all: bool = False,
    interested: Mapping[int, int] | None = None,
    open_calls: Sequence[CallLine] = (),
    coming_back: Sequence[ObligationLine] = (),
) -> View:
    """The Home tab: what waits, the next meetings, and her groups, with how many are newly
    ``interested`` in those that she chairs. Above a ``console`` that ``has_findings`` it does not
    say that all is quiet. Seats that are ``vacant`` are those of the groups that she chairs, or of
    all where she ``sees_all``.
    """
    blocks: list[Block] = [header(f"Hello, {short(person.name, 100)}")]
    if person.organization_id is None:
        ask = help_views.run_button("Say where you work", "/convene library")
        blocks.append(section("I do not know yet at which library you work.", ask))
    nothing = NOTHING_OF_YOUR_OWN if has_findings else NOTHING_WAITS
    own = _things(waiting, person=person, today=today, nothing=nothing)
    blocks += [divider(), header("What waits for you"), *own]
    blocks += [divider(), *console] if console else []
    blocks += _run(open_calls, coming_back, person.zone)
    if vacant and vacant.seats:
        blocks += [divider(), _vacant(vacant, sees_all=sees_all)]
    blocks += [divider(), header("Your next meetings"), *_next_meetings(waiting)]
    blocks += [divider(), header("Your groups"), *_groups(groups, interested or {})]
    shown = [*blocks[:99], _footer(may_start=may_start, is_guest=person.is_guest)]
    return {
        "type": "home",
        "callback_id": "home",
        "private_metadata": values.seen_on_home(_seen(waiting)),
        "blocks": with_distinct_labels(shown),
    }


def _run(
    open_calls: Sequence[CallLine], coming_back: Sequence[ObligationLine], zone: str
) -> Iterator[Block]:
    """What runs in the consortium, and what comes back in it."""
    if open_calls:
        yield from (divider(), call_views.open_calls(open_calls, zone))
    if coming_back:
        yield from (divider(), obligation_views.coming(coming_back))


def _seen(waiting: Waiting) -> SeenOnHome:
    """What this drawing shows, for the next one to keep in its place."""
    tasks = tuple(line.task.id for line in waiting.to_show[:SHOWN_OF_EACH])
    meetings = (*waiting.to_answer[:SHOWN_OF_EACH], *waiting.to_confirm[:SHOWN_OF_EACH])
    return SeenOnHome(tasks, tuple(line.meeting.id for line in meetings))


def in_words(waiting: Waiting, *, person: Person, today: date) -> str:
    """The whole list in a sentence or two, for notifications and screen readers."""
    parts = [
        *(
            f"answer for {esc(brief(line.unit.name, 80))}: {esc(brief(line.call.question, 100))}"
            for line in waiting.calls[:SHOWN_OF_EACH]
        ),
        *(
            f"say when you can meet for {esc(brief(line.poll.title, 100))}"
            for line in waiting.polls[:SHOWN_OF_EACH]
        ),
        *(
            f"answer whether you come to {_titled(line, person)}"
            for line in waiting.to_answer[:SHOWN_OF_EACH]
        ),
        *(
            f"say whether you were at {_titled(line, person)}"
            for line in waiting.to_confirm[:SHOWN_OF_EACH]
        ),
        *(
            f"record who came to {_titled(line, person)}"
            for line in waiting.to_record[:SHOWN_OF_EACH]
        ),
        *(
            f"{_MINUTES_WORDS[line.is_draft]} {esc(brief(line.meeting.title, 100))}"
            for line in waiting.minutes[:SHOWN_OF_EACH]
        ),
        *(
            f"{esc(short(line.task.title, 100))} ({due(line.task, today)})"
            for line in waiting.tasks[:SHOWN_OF_EACH]
        ),
    ]
    meetings = len(waiting.to_answer) + len(waiting.to_confirm) + len(waiting.to_record)
    total = len(waiting.calls) + len(waiting.polls) + len(waiting.minutes)
    total += meetings + len(waiting.tasks)
    return (
        f"{plural(total, 'thing')} waiting for you: {'; '.join(parts)}."
        if parts
        else "Nothing waits for you."
    )


def due(task: Task, today: date) -> str:
    """When a task is due, in words that say so when that is past."""
    if task.due_on is None:
        return "no due date"
    day = day_words(task.due_on, today)
    if task.due_on < today:
        return f"overdue since {day}"
    return "due today" if task.due_on == today else f"due {day}"


def _things(
    waiting: Waiting, *, person: Person, today: date, nothing: str = NOTHING_WAITS
) -> list[Block]:
    parts = (
        _calls(waiting.calls, person.zone),
        _polls(waiting.polls),
        _meetings(waiting),
        _tasks(waiting, today),
    )
    blocks = [block for part in parts if part for block in (divider(), *part)]
    return blocks[1:] or [section(nothing)]


def _calls(lines: Sequence[WaitingCall], zone: str) -> list[Block]:
    if not lines:
        return []
    blocks = [section(f"*{call_views.waiting_heading(lines)}*")]
    blocks += [
        call_views.waiting_line(line.unit, line.call, zone) for line in lines[:SHOWN_OF_EACH]
    ]
    if len(lines) > SHOWN_OF_EACH:
        more = help_views.run_button(f"All {len(lines)} answers", "/call", name="answers")
        blocks.append(actions(more))
    return blocks


def _polls(lines: Sequence[WaitingPoll]) -> list[Block]:
    blocks = [poll_views.waiting_line(line.poll, line.group_name) for line in lines[:POLLS_SHOWN]]
    if len(lines) > POLLS_SHOWN:
        blocks.append(actions(help_views.run_button(f"All {len(lines)} polls", "/meet polls")))
    return blocks


def _meetings(waiting: Waiting) -> list[Block]:
    blocks: list[Block] = []
    for line in waiting.to_answer[:SHOWN_OF_EACH]:
        blocks += [section(f"*Are you coming?* {_meeting(line)}"), _rsvp(line)]
    for line in waiting.to_confirm[:SHOWN_OF_EACH]:
        blocks.append(_was_there(line))
    for line in waiting.to_record[:SHOWN_OF_EACH]:
        record = button(
            "Who came", meeting_views.CHECKLIST, line.meeting.id, about=line.meeting.title
        )
        blocks.append(section(f"*Who came?* {_meeting(line)}", record))
    for held in waiting.minutes[:SHOWN_OF_EACH]:
        blocks.append(_minutes(held))
    if len(waiting.minutes) > SHOWN_OF_EACH:
        more = f"All {len(waiting.minutes)} minutes"
        blocks.append(actions(help_views.run_button(more, "/meet minutes", name="minutes")))
    return blocks


def _minutes(line: WaitingMinutes) -> Block:
    """A draft to circulate, or minutes that the next meeting is to approve."""
    meeting = line.meeting
    about = f"{day_words(day_of(meeting))}, {meeting.title}"
    label, action = ("Circulate", minutes_views.CIRCULATE)
    if not line.is_draft:
        label, action = ("Read the minutes", minutes_views.SHOW)
    title = f"{bold(brief(meeting.title, 150))}, {day_words(day_of(meeting))}"
    words = f"*{_MINUTES_HEADINGS[line.is_draft]}* {title}\n{_from(line.group_name)}"
    return section(words, button(label, action, meeting.id, about=about))


def _tasks(waiting: Waiting, today: date) -> list[Block]:
    blocks = [_task(line, today) for line in waiting.to_show[:SHOWN_OF_EACH]]
    if len(waiting.tasks) > SHOWN_OF_EACH:
        more = help_views.run_button(f"All {len(waiting.tasks)} tasks", "/task mine")
        blocks.append(actions(more))
    return blocks


def _meeting(line: WaitingMeeting) -> str:
    meeting = line.meeting
    when = moment(meeting.starts_at, meeting.zone)
    return f"{bold(brief(meeting.title, 150))}, {when}\n{_from(line.group_name)}"


def _from(group_name: str | None) -> str:
    return esc(brief(group_name, 150)) if group_name else "your own task"


def _task(line: WaitingTask, today: date) -> Block:
    if line.task.done_at:
        reopen = button("Reopen", task_views.REOPEN, line.task.id, about=line.task.title)
        title = bold(brief(line.task.title, 300))
        return section(f"*Done.* {title}\n{_from(line.group_name)}", reopen)
    when = due(line.task, today).replace("overdue", "*Overdue*", 1)
    about = joined([when, _from(line.group_name)])
    done = button("Done", task_views.DONE, line.task.id, about=line.task.title)
    return section(f"{bold(brief(line.task.title, 300))}\n{about}", done)


def _was_there(line: WaitingMeeting) -> Block:
    if line.came:
        return section(f"*You were there.* {_meeting(line)}")
    came = button("I was there", meeting_views.CAME, line.meeting.id, about=line.meeting.title)
    return section(f"*Were you there?* {_meeting(line)}", came)


def _rsvp(line: WaitingMeeting) -> Block:
    return actions(*meeting_views.answer_buttons(line.meeting, given=line.answer))


def _next_meetings(waiting: Waiting) -> list[Block]:
    if not waiting.ahead:
        return [section("No meeting of your groups is scheduled in the next thirty days.")]
    above = {line.meeting.id for line in waiting.to_answer[:SHOWN_OF_EACH]}
    others = [line for line in waiting.ahead if line.meeting.id not in above]
    if not others:
        return [section("All of them stand above, where you can answer.")]
    blocks = []
    for line in others[:SHOWN_OF_EACH]:
        answered = f"You answered {line.answer}." if line.answer else "You have not answered yet."
        details = button("Details", meeting_views.SHOW, line.meeting.id, about=line.meeting.title)
        blocks.append(section(f"{_meeting(line)} · {answered}", details))
    if len(others) > SHOWN_OF_EACH:
        blocks.append(
            actions(help_views.run_button("All meetings ahead", "/meet next", name="meetings"))
        )
    return blocks


def _vacant(vacant: VacantSeats, *, sees_all: bool) -> Block:
    be = "is" if vacant.seats == 1 else "are"
    of_hers = "" if sees_all else " that you chair"
    where = f"{plural(vacant.groups, 'group')}{of_hers}"
    see = help_views.run_button("See the vacancies", "/wg vacancies", name="vacancies")
    return section(f"*{plural(vacant.seats, 'seat')}* {be} vacant, in {where}.", see)


def _groups(lines: Sequence[GroupLine], interested: Mapping[int, int]) -> list[Block]:
    if not lines:
        see = help_views.run_button("See the groups", "/wg list", name="groups")
        return [section("You are in no group yet.", see)]
    return [
        section(
            f"{bold(short(line.group.name, 150))}\nYou are {group_views.what_i_am(line)}."
            f"{_interested(line, interested.get(line.group.id, 0))}",
            button("Show", group_views.SHOW, line.group.id, about=line.group.name),
        )
        for line in lines[:20]
    ]


def _interested(line: GroupLine, count: int) -> str:
    if not count:
        return ""
    is_interested = "is" if count == 1 else "are"
    name = esc(brief(line.group.name, 150))
    return (
        f" {plural(count, 'person', 'people')} {is_interested} newly interested:"
        f" `/wg volunteers {name}`."
    )


def _footer(*, may_start: bool, is_guest: bool) -> Block:
    add = help_views.run_button("Add a task", "/task add", name="task")
    buttons = [
        *([] if is_guest else [add]),
        help_views.run_button("All groups", "/wg list", name="wg"),
        help_views.run_button("Help", "/convene help", name="help"),
        *([button("Web", partner_links.OWN)] if reach.current().public_url else []),
    ]
    if may_start:
        buttons.insert(0, button("Start a group", group_views.NEW))
    return actions(*buttons)


def _titled(line: WaitingMeeting, person: Person) -> str:
    return (
        f"{esc(short(line.meeting.title, 100))},"
        f" {plain_moment(line.meeting.starts_at, person.zone)}"
    )

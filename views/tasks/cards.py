"""One task, as its own message, and what is said when it changes hands."""

from collections.abc import Sequence
from datetime import date

from models import Person, Task, reach
from models.calendar_days import day_words
from models.payloads import Block, Element, Message
from models.tasks import TaskLine
from views import help as help_views
from views.elements import actions, button, context, message, section
from views.tasks import ids
from views.texts import bold, brief, esc, joined, lacks, short
from views.times import day_in
from views.values import ON_CARD, TaskButton

NO_OWNER = "nobody yet"


def card(
    line: TaskLine,
    *,
    asker: Person,
    today: date,
    may_edit: bool,
    may_finish: bool = False,
    news: str = "",
    origin: Sequence[Block] = (),
) -> Message:
    """The task and what may be done with it, which may be no more than to finish it. ``news`` comes
    first, ``origin`` says of which meeting it is.
    """
    facts = in_words(line, today=today, zone=asker.zone)
    text = joined([news, f"{esc(short(line.task.title, 500))}: {facts}."], " ")
    blocks: list[Block] = [section(news)] if news else []
    blocks.append(section(f"{bold(line.task.title)}\n{facts}"))
    if line.task.source_link:
        blocks.append(context(f"<{esc(line.task.source_link)}|The message it was made from>"))
    blocks += origin
    if may_edit:
        blocks.append(actions(*_buttons(line, asker)))
    elif may_finish:
        blocks.append(actions(finishing(line.task, TaskButton(line.task.id, ON_CARD))))
    return message(text, blocks)


def finishing(task: Task, value: TaskButton) -> Element:
    """The button that marks a task as done, or opens it again."""
    if task.done_at:
        return button("Reopen", ids.REOPEN, value.text, about=task.title)
    return button("Done", ids.DONE, value.text, about=task.title)


def added_several(lines: Sequence[TaskLine], *, asker: Person, today: date) -> Message:
    """To the one who pasted several, each with its day and its owner as they were understood."""
    rows = [
        f"• {bold(short(line.task.title, 100))}, {in_words(line, today=today, zone=asker.zone)}"
        for line in lines
    ]
    silent = {
        owner.id: owner for line in lines for owner in line.owners if reach.medium_of(owner) is None
    }
    unreachable = " ".join(_unreachable(owner) for owner in silent.values())
    news = joined([f"Added {len(lines)} tasks.", unreachable], " ")
    show = actions(help_views.run_button("My tasks", "/task mine", name="mine"))
    halves = [rows[:10], rows[10:]]
    return message(
        "\n".join([news, *rows]),
        [section(news), *(section("\n".join(half)) for half in halves if half), show],
    )


def added(line: TaskLine, *, asker: Person, today: date, note: str = "") -> Message:
    """To the one who added it, with everything as it was understood."""
    parts = ["Added."]
    if line.holder and not line.owners:
        parts.append(f"{_nobody_there(line)} A chair can give it to somebody.")
    others = [owner for owner in line.owners if owner.id != asker.id]
    if reached := [owner for owner in others if reach.medium_of(owner) is not None]:
        parts.append(f"I am telling {_names(reached)}.")
    parts += [_unreachable(owner) for owner in others if owner not in reached]
    if note:
        parts.append(esc(note))
    return card(line, asker=asker, today=today, may_edit=True, news=" ".join(parts))


def assigned(line: TaskLine, *, to: Person, by: Person, today: date) -> Message:
    """To a person who has a task from somebody else now, by herself or by her library or seat."""
    giver = esc(short(by.name, 80))
    news = f"{giver} gave you a task."
    if line.holder:
        holder = esc(short(line.holder, 80))
        news = f"{giver} gave a task to {holder}. It is yours as long as you act there."
    return card(line, asker=to, today=today, may_edit=True, news=news)


def came_back(line: TaskLine, *, to: Person, today: date) -> Message:
    """To a person who has a task by her library or seat that an obligation made."""
    holder = esc(short(line.holder, 80))
    news = f"A task of {holder} has come back. It is yours as long as you act there."
    return card(line, asker=to, today=today, may_edit=True, news=news)


def reassigned(line: TaskLine, *, is_new: bool) -> str:
    """The news of a new owner, for the one who chose them."""
    if line.is_free:
        return "Anybody in the group can take it now."
    name, verb = esc(short(line.whose, 200)), "have" if len(line.owners) > 1 else "has"
    if line.holder:
        name, verb = esc(short(line.holder, 80)), "has"
    if not is_new:
        return f"{name} {verb} it already, so nothing was changed."
    silent = [_unreachable(owner) for owner in line.owners if not reach.medium_of(owner)]
    if line.holder:
        silent.insert(0, _now_with(line))
    return joined([f"{name} {verb} it now.", *silent], " ")


def not_found(text: str) -> Message:
    """No open task of hers speaks of what she typed."""
    news = (
        f"None of your open tasks mentions “{esc(short(text, 100))}”. Type `/task mine` to see"
        " them."
    )
    return message(news)


def several(lines: Sequence[TaskLine], text: str, *, asker: Person, today: date) -> Message:
    """More than one of her tasks fits: nothing is done before she says which."""
    question = f"More than one of your tasks mentions “{esc(short(text, 100))}”. Which one is done?"
    blocks: list[Block] = [section(question)]
    for line in lines:
        done = button(
            "Done", ids.DONE, TaskButton(line.task.id, ON_CARD).text, about=line.task.title
        )
        facts = in_words(line, today=today, zone=asker.zone)
        blocks.append(section(f"{bold(brief(line.task.title, 300))}\n{facts}", done))
    names = "; ".join(esc(short(line.task.title, 200)) for line in lines)
    return message(f"{question} {names}.", blocks)


def ended_line(line: TaskLine, *, news: str, today: date, zone: str) -> str:
    """A task that was done or opened again from a list, in the place where it stood."""
    facts = in_words(line, today=today, zone=zone)
    return f"{news} {bold(brief(line.task.title, 300))}\n{facts}"


def finished(line: TaskLine, *, asker: Person, is_new: bool) -> str:
    """The news that a task is done, also for somebody who presses twice, and for whom it counts."""
    if not is_new:
        return "This was done already, and counts once."
    if not line.owners or [owner.id for owner in line.owners] == [asker.id]:
        return "Done. Thank you."
    return f"Done. Thank you. It counts for {_names(line.owners)}, whose task it is."


def reopened(*, is_new: bool) -> str:
    """The news that a task is open again."""
    return "Reopened; it no longer counts as done." if is_new else "This is open already."


def due_changed(task: Task, today: date) -> str:
    """The news of another due day, as it was read."""
    return f"Changed: {due_words(task.due_on, today)}."


def in_words(line: TaskLine, *, today: date, zone: str) -> str:
    """Owner, due day and group on one line."""
    owner = esc(brief(whose(line), 200))
    group = esc(brief(line.group.name, 200)) if line.group else "outside any group"
    state = state_words(line, today=today, zone=zone)
    remind_on = line.task.remind_on
    is_ahead = line.task.done_at is None and remind_on is not None and remind_on >= today
    reminder = f"first reminder {day_words(remind_on, today)}" if remind_on and is_ahead else ""
    return joined([state, reminder, f"owner: {owner}", group])


def state_words(line: TaskLine, *, today: date, zone: str) -> str:
    """When it is due, or on which day it was done."""
    task = line.task
    if task.done_at is None:
        return due_words(task.due_on, today)
    return f"done on {day_in(zone, task.done_at, today)}"


def due_words(due_on: date | None, today: date) -> str:
    """When something is due, in words that say so when that is past."""
    if due_on is None:
        return "no due date"
    if due_on < today:
        return f"overdue since {day_words(due_on, today)}"
    today_or_later = "due today," if due_on == today else "due"
    return f"{today_or_later} {day_words(due_on, today)}"


def _buttons(line: TaskLine, asker: Person) -> list[Element]:
    task = line.task
    value = TaskButton(task.id, ON_CARD).text
    if task.done_at:
        return [button("Reopen", ids.REOPEN, value, about=task.title)]
    buttons = [button("Done", ids.DONE, value, style="primary", about=task.title)]
    if asker.is_guest:
        return buttons
    if line.is_free:
        buttons.insert(0, button("Take it", ids.TAKE, value, about=task.title))
    buttons.append(button("Change due date", ids.CHANGE_DUE, value, about=task.title))
    # A task outside any group is its owner's own and stays so.
    if line.group:
        buttons.append(button("Hand over", ids.REASSIGN, value, about=task.title))
    return buttons


def whose(line: TaskLine) -> str:
    """Whose a task is, in plain text: who, or which library or seat, with who acts there now."""
    return line.whose or NO_OWNER


def _names(people: Sequence[Person]) -> str:
    *most, last = [esc(short(person.name, 80)) for person in people]
    return f"{', '.join(most)} and {last}" if most else last


def _now_with(line: TaskLine) -> str:
    return f"It is with {_names(line.owners)}." if line.owners else _nobody_there(line)


def _nobody_there(line: TaskLine) -> str:
    return f"Nobody acts for {esc(short(line.holder, 80))} now, so nobody is reminded."


def _unreachable(owner: Person) -> str:
    name = esc(short(owner.name, 80))
    return f"I cannot write to {name}, who {lacks([owner])}: please tell them."

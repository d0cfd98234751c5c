"""The tasks of one moment to one person, as one list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from models import Task
from models.messages import LONG
from models.payloads import Block, Element, Message
from models.reminders import Due, RemindedTask, TaskReminder
from views import tasks as task_views
from views import values
from views.elements import TEXT_LIMIT, actions, button, context, header, message, section
from views.inputs import option, select
from views.reminders.changed import what_became
from views.reminders.kinds import OTHERS_ROOM, fits, line
from views.reminders.tasks import HAND_OVER
from views.texts import fitting, joined, plural
from views.times import plain_moment

REMINDED_OF = "task.reminded"
"""Shows a task as its reminder does."""
LISTED_WITH_BUTTONS = 40
"""How many tasks of a list have a button where there is room, of the 50 blocks of a message."""
ListedTask = Due | RemindedTask
"""A task as it is about to be listed, or as it stands in a list that was sent."""
_WHY = (
    "I remind you because you own these tasks or chair their group. "
    "`/convene reminders` changes that, or puts everything into one message a day."
)


def listed(items: Sequence[ListedTask], *, late_from: datetime | None = None) -> Message:
    """The tasks of one moment to one person, of at least one: each with the button that ends it,
    and one menu that leads to everything else.
    """
    late = _late_list(items[0], late_from) if late_from else ""
    first = joined((f"You have {plural(len(items), 'task')} to look at.", late), " ")
    lines = [f"• {_line_now(item)}" for item in items]
    text = "\n".join([first, *fitting(lines, TEXT_LIMIT - len(first) - 1)])
    sizes = (_list_blocks(items, first, most) for most in range(LISTED_WITH_BUTTONS, -1, -1))
    return message(text, next(blocks for blocks in sizes if fits(blocks)))


def listed_anew(shown: Mapping[str, Any], task: Task, line: str) -> Message:
    """The list that stands in Slack, with another line where ``task`` stands in it."""
    is_open = task.done_at is None
    place = values.TaskButton(task.id, values.REMINDED).text
    act = ("Done", task_views.DONE) if is_open else ("Reopen", task_views.REOPEN)
    anew = section(line, button(*act, place, about=task.title))
    blocks = [
        anew if values.leading_id(str(_accessory(block).get("value", ""))) == task.id else block
        for block in shown.get("blocks", ())
    ]
    return message(str(shown.get("text", "")), blocks)


def _accessory(block: Block) -> Element:
    return block.get("accessory") or {}


def _late_list(item: ListedTask, late_from: datetime) -> str:
    return f"This list is late: it was due on {plain_moment(late_from, item.facts.person.zone)}."


def _list_blocks(items: Sequence[ListedTask], first: str, most: int) -> list[Block]:
    drawn = [section(_line_now(item), _ends(item)) for item in items[:most]]
    if rest := [f"• {_line_now(item)}" for item in items[most:]]:
        drawn.append(section("\n".join(fitting(rest, OTHERS_ROOM))))
        drawn.append(context("`/task mine` shows these with buttons."))
    more = [actions(_more(items[:most]))] if most else []
    return [header("Your tasks"), section(first), *drawn, *more, context(_WHY)]


def _ends(item: ListedTask) -> Element:
    """The button that settles the reminder of one task."""
    due = _task(item)
    place = values.TaskButton(due.id, values.REMINDED).text
    if due.done_at:
        return button("Reopen", task_views.REOPEN, place, about=due.title)
    if isinstance(item, RemindedTask) and what_became(item) and not item.put_off_to:
        return button("Show", task_views.SHOW, due.id, about=due.title)
    if item.key.kind is LONG:
        return button(*HAND_OVER, due.id, about=due.title)
    return button("Done", task_views.DONE, place, about=due.title)


def _line_now(item: ListedTask) -> str:
    """The line of a list, or what became of the task since it was sent."""
    return (isinstance(item, RemindedTask) and what_became(item)) or line(item)


def _more(items: Sequence[ListedTask]) -> Element:
    """One menu for all: it shows the chosen task with everything that can be done about it."""
    tasks = {_task(item).id: _task(item) for item in items}
    choices = [
        option(due.title, values.MenuChoice(REMINDED_OF, str(due.id)).text)
        for due in tasks.values()
    ]
    return select(values.MENU, choices, placeholder="Put off, hand over or change")


def _task(item: ListedTask) -> Task:
    return cast(TaskReminder, item.facts).task

"""Tasks in a list, ten at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models import Group, Person, Task
from models.payloads import Block, Element, Message
from models.tasks import TaskLine, TaskPage, TaskScope
from views.elements import PAGE, actions, button, context, header, message, more_label, section
from views.inputs import menu
from views.tasks import ids
from views.tasks.cards import NO_OWNER, due_words
from views.texts import bold, brief, esc, joined, plural, short
from views.values import TaskButton, TaskListAt


def listed(
    page: TaskPage,
    address: TaskListAt,
    *,
    group: Group | None,
    asker: Person,
    today: date,
    may_edit: Callable[[TaskLine], bool],
    may_add: bool,
    said: str = "",
    undo: Task | None = None,
) -> Message:
    """A page of a list, each task with what this person may do.

    ``said`` is news that comes first, and ``undo`` the finished task that it speaks of.
    """
    title = _title(address, group)
    blocks: list[Block] = [header(title)]
    if said:
        blocks.append(section(said, _undo(undo, address)))
    for line in page.lines:
        blocks += _task(line, address, asker=asker, today=today, may_edit=may_edit(line))
    if not page.lines:
        blocks.append(section("Nothing is open here. Well done."))
    left = page.total - address.page * PAGE - len(page.lines)
    blocks += _footer(address, left=left, may_add=may_add)
    names = "; ".join(_in_words(line, today) for line in page.lines)
    count = joined(
        [plural(page.total, "open task"), f"{page.overdue} overdue" if page.overdue else ""], ", "
    )
    return message(joined([said, f"{esc(title)}: {count}.", names], " "), blocks)


def _title(address: TaskListAt, group: Group | None) -> str:
    match address.scope, group:
        case TaskScope.MINE, _:
            return "Your open tasks"
        case TaskScope.OVERDUE, None:
            return "Overdue tasks of you and your groups"
        case TaskScope.OVERDUE, Group():
            return f"Overdue tasks of {short(group.name, 120)}"
    return f"Open tasks of {short(group.name, 120)}" if group else "Open tasks"


def _task(
    line: TaskLine, address: TaskListAt, *, asker: Person, today: date, may_edit: bool
) -> list[Block]:
    task = line.task
    about = joined([due_words(task.due_on, today), _owner(line, address), _group(line, address)])
    blocks = [section(f"{bold(brief(task.title, 300))}\n{about}")]
    if may_edit:
        blocks.append(actions(*_elements(line, TaskButton(task.id, address), asker)))
    return blocks


def _elements(line: TaskLine, value: TaskButton, asker: Person) -> list[Element]:
    title = line.task.title
    elements = [button("Done", ids.DONE, value.text, about=title)]
    if asker.is_guest:
        return elements
    if line.owner is None:
        elements.insert(0, button("Take it", ids.TAKE, value.text, about=title))
    choices = [("Change due date", ids.CHANGE_DUE), ("Show", ids.SHOW)]
    # A task outside any group is its owner's own and stays so.
    if line.group:
        choices.insert(1, ("Hand over", ids.REASSIGN))
    return [*elements, menu(choices, value.text)]


def _undo(task: Task | None, address: TaskListAt) -> Element | None:
    if task is None or task.done_at is None:
        return None
    return button("Reopen", ids.REOPEN, TaskButton(task.id, address).text, about=task.title)


def _owner(line: TaskLine, address: TaskListAt) -> str:
    if address.scope is TaskScope.MINE:
        return ""
    return f"owner: {esc(brief(line.owner.name, 100)) if line.owner else NO_OWNER}"


def _group(line: TaskLine, address: TaskListAt) -> str:
    if address.group_id:
        return ""
    return esc(brief(line.group.name, 100)) if line.group else "outside any group"


def _footer(address: TaskListAt, *, left: int, may_add: bool) -> list[Block]:
    blocks: list[Block] = []
    buttons = []
    if left > 0:
        onward = replace(address, page=address.page + 1)
        buttons.append(button(more_label(left), ids.PAGE_OF, onward.text))
    if may_add:
        buttons.append(button("Add a task", ids.NEW, address.group_id or ""))
    if buttons:
        blocks.append(actions(*buttons))
    if may_add:
        blocks.append(context("In one line: `/task add Review norm rules @ben due Friday`"))
    return blocks


def _in_words(line: TaskLine, today: date) -> str:
    owner = esc(short(line.owner.name, 60)) if line.owner else NO_OWNER
    return f"{esc(short(line.task.title, 150))} ({due_words(line.task.due_on, today)}, {owner})"

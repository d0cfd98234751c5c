"""Tasks in a list, ten at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from models import Group, Person, Task
from models.payloads import Block, Element, Message
from models.tasks import TaskLine, TaskPage, TaskScope
from views import help as help_views
from views.elements import PAGE, actions, button, context, header, message, more_label, section
from views.inputs import menu
from views.tasks import ids
from views.tasks.cards import finishing, state_words, whose
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
    may_finish: Callable[[TaskLine], bool] = lambda _line: False,
    may_add: bool,
    news: str = "",
    undo: Task | None = None,
) -> Message:
    """A page of a list, each task with what this person may do.

    ``said`` is news, and ``undo`` the task that it speaks of: where that is done and stands in the
    list no more, it keeps its place among the others, so that none slides under the pointer.
    """
    title = _title(address, group)
    blocks: list[Block] = [header(title)]
    place = _place_of(undo, page.lines)
    if news and place is None:
        blocks.append(section(news))
    for index, line in enumerate(page.lines):
        if index == place:
            blocks.append(_done(news, undo, address))
        blocks.append(_task(line, address, asker=asker, today=today))
        if may_edit(line):
            blocks.append(actions(*_elements(line, TaskButton(line.task.id, address), asker)))
        elif may_finish(line):
            blocks.append(actions(finishing(line.task, TaskButton(line.task.id, address))))
    if place == len(page.lines):
        blocks.append(_done(news, undo, address))
    if not page.lines:
        blocks.append(section(_nothing(address)))
    left = page.total - address.page * PAGE - len(page.lines)
    blocks += _footer(address, left=left, may_add=may_add)
    names = "; ".join(_in_words(line, today, asker.zone) for line in page.lines)
    return message(joined([news, f"{esc(title)}: {_count(page, address)}.", names], " "), blocks)


def _count(page: TaskPage, address: TaskListAt) -> str:
    if address.scope is TaskScope.FINISHED:
        return plural(page.total, "finished task")
    late = f"{page.overdue} overdue" if page.overdue else ""
    return joined([plural(page.total, "open task"), late], ", ")


def _nothing(address: TaskListAt) -> str:
    if address.scope is TaskScope.FINISHED:
        return "You have not finished a task yet."
    return "Nothing is open here. Well done."


def _place_of(undo: Task | None, lines: Sequence[TaskLine]) -> int | None:
    """How many tasks come before one that was just done; None where it is open or listed."""
    if undo is None or undo.done_at is None or any(line.task.id == undo.id for line in lines):
        return None
    return sum(_by_day(line.task) < _by_day(undo) for line in lines)


def _by_day(task: Task) -> tuple[bool, date, int]:
    """As lists are sorted: those without a day come last."""
    return (task.due_on is None, task.due_on or date.max, task.id)


def _done(news: str, task: Task | None, address: TaskListAt) -> Block:
    assert task is not None, "it has a place"
    reopen = button("Reopen", ids.REOPEN, TaskButton(task.id, address).text, about=task.title)
    return section(f"{news}\n{bold(brief(task.title, 300))}", reopen)


def _title(address: TaskListAt, group: Group | None) -> str:
    match address.scope, group:
        case TaskScope.MINE, _:
            return "Your open tasks"
        case TaskScope.FINISHED, _:
            return "What you finished"
        case TaskScope.OVERDUE, None:
            return "Overdue tasks: yours and those of your groups"
        case TaskScope.OVERDUE, Group():
            return f"Overdue tasks of {short(group.name, 120)}"
    return f"Open tasks of {short(group.name, 120)}" if group else "Open tasks"


def _task(line: TaskLine, address: TaskListAt, *, asker: Person, today: date) -> Block:
    state = state_words(line, today=today, zone=asker.zone)
    about = joined([state, _owner(line, address, asker), _group(line, address)])
    return section(f"{bold(brief(line.task.title, 300))}\n{about}")


def _elements(line: TaskLine, value: TaskButton, asker: Person) -> list[Element]:
    title = line.task.title
    if line.task.done_at:
        return [button("Reopen", ids.REOPEN, value.text, about=title)]
    elements = [button("Done", ids.DONE, value.text, about=title)]
    if asker.is_guest:
        return elements
    if line.is_free:
        elements.insert(0, button("Take it", ids.TAKE, value.text, about=title))
    choices = [("Change due date", ids.CHANGE_DUE), ("Show", ids.SHOW)]
    # A task outside any group is its owner's own and stays so.
    if line.group:
        choices.insert(1, ("Hand over", ids.REASSIGN))
    return [*elements, menu(choices, value.text)]


def _owner(line: TaskLine, address: TaskListAt, asker: Person) -> str:
    is_of_hers = address.scope is TaskScope.MINE or (
        address.scope is TaskScope.FINISHED and line.is_owned_by(asker)
    )
    is_hers_alone = not line.holder and len(line.owners) == 1
    return "" if is_of_hers and is_hers_alone else f"owner: {esc(brief(whose(line), 200))}"


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
    if address.scope is TaskScope.FINISHED:
        buttons.append(button("My open tasks", f"{help_views.RUN}:mine", "/task mine"))
    elif address.scope is TaskScope.MINE:
        buttons.append(button("What I finished", f"{help_views.RUN}:finished", "/task done"))
    if buttons:
        blocks.append(actions(*buttons))
    if may_add:
        blocks.append(context("In one line: `/task add Review norm rules @ben due Friday`"))
    return blocks


def _in_words(line: TaskLine, today: date, zone: str) -> str:
    owner = esc(short(whose(line), 100))
    return (
        f"{esc(short(line.task.title, 150))} ({state_words(line, today=today, zone=zone)}, {owner})"
    )

"""What is said of somebody who left Slack to those who can hand on what is left."""

from datetime import date

from models import Task
from models.departures import Departure, LeftInGroup
from models.payloads import Block, Message
from models.tasks import TaskScope
from views import groups as group_views
from views import tasks as task_views
from views.elements import actions, button, context, header, message, section
from views.texts import bold, brief, esc, joined, plural, short
from views.values import TaskButton, TaskListAt

GROUPS_SHOWN, TASKS_SHOWN = 6, 4
"""How many groups are shown, and how many open tasks of each."""
GROUPS_NAMED = 12
"""How many of the further groups are named."""


def departed(departure: Departure, *, today: date) -> Message:
    """To a chair or the program manager, once."""
    person, groups = departure.person, departure.groups
    name = short(person.name, 100)
    gone = "has left Slack" if person.slack_id else "is not active any more"
    shown = groups[:GROUPS_SHOWN]
    blocks = [header(f"{name} {gone}"), section("What is left behind waits for somebody else.")]
    for left in shown:
        blocks += _group(left, today)
    if more := groups[GROUPS_SHOWN:]:
        blocks.append(context(_named(more)))
    summary = "; ".join(f"{esc(short(left.group.name, 80))}: {_counted(left)}" for left in shown)
    return message(f"{esc(name)} {gone}. {summary}.", blocks)


def _named(more: tuple[LeftInGroup, ...]) -> str:
    named = [esc(short(left.group.name, 60)) for left in more[:GROUPS_NAMED]]
    unnamed = [plural(count, "other")] if (count := len(more) - len(named)) else []
    return (
        f"And {plural(len(more), 'more group')}: {', '.join([*named, *unnamed])}. `/wg show` with"
        " the name shows what each has."
    )


def _group(left: LeftInGroup, today: date) -> list[Block]:
    group = left.group
    shown = left.tasks[:TASKS_SHOWN]
    buttons = [button("Show the group", group_views.SHOW, group.id, about=group.name)]
    if left.was_chair and not left.has_chair:
        buttons.insert(
            0,
            button("Choose a chair", group_views.EDIT, group.id, style="primary", about=group.name),
        )
    if len(left.tasks) > len(shown):
        at = TaskListAt(TaskScope.GROUP, group.id).text
        buttons.append(button("Show all its tasks", task_views.PAGE_OF, at, about=group.name))
    return [
        section(f"{bold(brief(group.name, 120))}\n{_counted(left)}"),
        *(_task(task, today) for task in shown),
        actions(*buttons),
    ]


def _task(task: Task, today: date) -> Block:
    hand_over = button("Hand over", task_views.REASSIGN, TaskButton(task.id).text, about=task.title)
    words = f"{bold(brief(task.title, 120))}\n{task_views.due_words(task.due_on, today)}"
    return section(words, hand_over)


def _counted(left: LeftInGroup) -> str:
    tasks = plural(len(left.tasks), "open task") if left.tasks else ""
    return joined([tasks, _chair(left)], ", ")


def _chair(left: LeftInGroup) -> str:
    if left.was_chair:
        return "it still has a chair" if left.has_chair else "it has no chair any more"
    return "" if left.has_chair else "it has no chair"

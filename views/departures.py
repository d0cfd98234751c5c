"""What is said of somebody who left Slack to those who can hand on what is left."""

from collections.abc import Sequence
from datetime import date

from models import Task
from models.departures import Departure, LeftInGroup
from models.payloads import Block, Message
from models.tasks import TaskScope
from views import groups as group_views
from views import handovers as handover_views
from views import tasks as task_views
from views.elements import actions, button, context, header, message, section
from views.texts import bold, brief, esc, in_a_row, joined, plural, short
from views.values import TaskButton, TaskListAt

LEFT = "departure.left"
PEOPLE_SHOWN, CHAIRS_NAMED = 40, 2
"""How many people one message shows, and how many groups without a chair it names of each."""
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
    blocks.append(actions(handover_views.open_button("Hand over all of it", person)))
    summary = "; ".join(f"{esc(short(left.group.name, 80))}: {_counted(left)}" for left in shown)
    return message(f"{esc(name)} {gone}. {summary}.", blocks)


def departed_together(departures: Sequence[Departure]) -> Message:
    """To a chair or the program manager, who hears of several at once."""
    title = f"{len(departures)} people are gone"
    shown = departures[:PEOPLE_SHOWN]
    blocks = [header(title), section("What they left behind waits for somebody else.")]
    for departure in shown:
        person = departure.person
        words = f"{bold(brief(person.name, 60))}: {_left_in_all(departure)}"
        blocks.append(
            section(words, button("Show what is left", LEFT, person.id, about=person.name))
        )
    if more := [esc(brief(row.person.name, 40)) for row in departures[PEOPLE_SHOWN:]]:
        named = [*more[:GROUPS_NAMED], *_unnamed(len(more) - GROUPS_NAMED, "person", "people")]
        blocks.append(context(f"And {', '.join(named)}. `/wg show` shows what a group has left."))
    summary = "; ".join(f"{esc(short(row.person.name, 60))}: {_left_in_all(row)}" for row in shown)
    return message(f"{title}. {summary}.", blocks)


def _left_in_all(departure: Departure) -> str:
    """What somebody left in all groups of which the recipient hears."""
    count = sum(len(left.tasks) for left in departure.groups)
    chaired = [left for left in departure.groups if left.was_chair]
    without = [esc(brief(left.group.name, 30)) for left in chaired if not left.has_chair]
    tasks = plural(count, "open task") if count else ""
    kept = len(chaired) - len(without)
    still = f"{plural(kept, 'group')} still with a chair" if kept else ""
    named = in_a_row([*without[:CHAIRS_NAMED], *_unnamed(len(without) - CHAIRS_NAMED, "group")])
    has = "has" if len(without) == 1 else "have"
    others = _other_counts(
        *(sum(getattr(left, name) for left in departure.groups) for name in ("seats", "meetings"))
    )
    gone = f"{named} {has} no chair any more" if without else ""
    return joined([tasks, *others, gone, still], ", ")


def _unnamed(count: int, single: str, several: str | None = None) -> list[str]:
    return [plural(count, f"other {single}", several and f"other {several}")] if count > 0 else []


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
    return joined([tasks, *_other_counts(left.seats, left.meetings), _chair(left)], ", ")


def _other_counts(seats: int, meetings: int) -> list[str]:
    sat = plural(seats, "seat") if seats else ""
    ran = f"{plural(meetings, 'meeting')} to run" if meetings else ""
    return [sat, ran]


def _chair(left: LeftInGroup) -> str:
    if left.was_chair:
        return "it still has a chair" if left.has_chair else "it has no chair any more"
    return "" if left.has_chair else "it has no chair"

"""Reminders of tasks: to the owner, and to the chairs."""

from models.payloads import Element, Message
from models.reminders import TaskReminder
from views import tasks as task_views
from views.elements import actions, button, context, message, section
from views.inputs import menu
from views.texts import bold, bold_title, esc, joined, short
from views.times import late_note

SNOOZE_TOMORROW = "task.snooze.tomorrow"
SNOOZE_MONDAY = "task.snooze.monday"
SNOOZE_PICK = "task.snooze.pick"


def task(facts: TaskReminder) -> Message:
    """To the owner of a task that is due soon or today, or is overdue."""
    text = joined((late_note(facts), f"Your task {_task_line(facts)}."), "\n")
    small = context(
        f"I remind you because {_why(facts)}. "
        "`/convene reminders` changes that, or puts everything into one message a day."
    )
    return message(text, [section(text), actions(*owners_buttons(facts)), small])


def _why(facts: TaskReminder) -> str:
    if facts.holder:
        return f"{esc(short(facts.holder, 80))} has this task, and you act there now"
    return "you own this task with others" if facts.co_owners else "you own this task"


def to_chair(facts: TaskReminder) -> Message:
    """To a chair, once, about a task that is long overdue."""
    text = joined(
        (late_note(facts), f"A task in your group is long overdue: {_chairs_line(facts)}."), "\n"
    )
    small = context("I tell the chairs once of a task that is two weeks overdue.")
    return message(text, [section(text), actions(*chairs_buttons(facts)), small])


def _task_line(facts: TaskReminder) -> str:
    where = f" of {bold(facts.group.name)}" if facts.group else ""
    return (
        f"{bold_title(facts.task.title)}{where} is"
        f" {task_views.due_words(facts.task.due_on, facts.today)}"
    )


def _chairs_line(facts: TaskReminder) -> str:
    return f"{_task_line(facts)}; its owner is {esc(short(task_views.whose(facts.line), 200))}"


_TOMORROW = ("Remind me tomorrow", SNOOZE_TOMORROW)
_LATER = (("Remind me next Monday", SNOOZE_MONDAY), ("Remind me on another day", SNOOZE_PICK))
HAND_OVER = ("Hand over", task_views.REASSIGN)
_DUE = ("Change due date", task_views.CHANGE_DUE)
_SHOW = ("Show", task_views.SHOW)


def owners_buttons(facts: TaskReminder) -> list[Element]:
    """Done, later, and a menu of what else may be done.

    A guest may finish her task, but not pass it on, and a task outside any group is its owner's own
    and stays so.
    """
    due = facts.task
    done = button("Done", task_views.DONE, due.id, style="primary", about=due.title)
    changes = [*([HAND_OVER] if facts.group else []), _DUE, _SHOW]
    choices = [*_LATER, *([_SHOW] if facts.person.is_guest else changes)]
    return [done, button(*_TOMORROW, due.id, about=due.title), menu(choices, due.id)]


def chairs_buttons(facts: TaskReminder) -> list[Element]:
    due = facts.task
    hand_over = button(*HAND_OVER, due.id, about=due.title)
    return [hand_over, menu([_DUE, _SHOW], due.id)]


def task_lines(facts: TaskReminder) -> tuple[str, ...]:
    return (f"Your task {_task_line(facts)}.",)


def chairs_lines(facts: TaskReminder) -> tuple[str, ...]:
    return (f"Long overdue in your group: {_chairs_line(facts)}.",)

"""One task: done, not mine, mine."""

from sqlmodel import Session

from models import Task
from models.database import reading, unit_of_work
from services import access, minutes, redrawn_tasks, stories, tasks
from services.errors import Conflict
from views import tasks as views
from views.reminders import TASK_WORDS
from web.personal_pages.visits import Done, Shown, Visit


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        task = access.task_to_see(session, number, by=visit.who)
        line = access.task_line(session, task, visit.now)
        is_known = line.group is not None and access.may_see_group(line.group, by=visit.who)
        facts = {
            "meeting": minutes.meeting_of_task(session, task) if is_known else None,
            "line": line,
            "task": task,
            "is_own": line.is_owned_by(visit.person),
            "may_let_go": not line.holder,
            "whose": views.whose(line),
            "is_late": task.due_on is not None and task.due_on < visit.today,
            "may_finish": access.may_finish_task(line, by=visit.who),
            "may_edit": access.may_edit_task(line, by=visit.who),
        }
    return Shown("task.html", facts)


def act(visit: Visit, number: int) -> Done:
    """What the buttons of a task do, too."""
    change, outcome = visit.choice("act", _ACTS)
    with unit_of_work() as session:
        fetch = access.task_to_finish if change in (_finish, _reopen) else access.task_to_edit
        task = fetch(session, number, by=visit.who)
        is_new = change(session, task, visit)
        if (
            change is _finish
            and is_new
            and stories.claim_prompt(session, visit.person, now=visit.now)
        ):
            outcome = "finished_story"
        line = access.task_line(session, task, visit.now)
        redrawn_tasks.redraw(session, line, TASK_WORDS, by=visit.person, now=visit.now)
    # A task that is done is on no list of hers any more: its page is where it can be reopened.
    is_seen = outcome.startswith("finished") or (outcome != "free" and visit.text("back") != "home")
    return Done(outcome, visit.path("tasks", number) if is_seen else visit.path())


def _finish(session: Session, task: Task, visit: Visit) -> bool:
    return tasks.finish(session, task, by=visit.person, now=visit.now)


def _reopen(session: Session, task: Task, visit: Visit) -> None:
    tasks.reopen(session, task, by=visit.person, now=visit.now)


def _let_go(session: Session, task: Task, visit: Visit) -> None:
    line = access.task_line(session, task, visit.now)
    if line.is_free:
        return
    if not line.is_owned_by(visit.person):
        raise Conflict("This task is not yours, so you need not hand it back.")
    if line.holder:
        raise Conflict(
            f"This task belongs to {line.holder}, and is yours as long as you act there. Ask a"
            " chair of the group to give it to somebody."
        )
    me, now = visit.person, visit.now
    tasks.replace_owner(session, task, me, None, group=line.group, by=me, now=now)


def _take(session: Session, task: Task, visit: Visit) -> None:
    line = access.task_line(session, task, visit.now)
    if line.is_owned_by(visit.person):
        return
    if not line.is_free:
        raise Conflict("Somebody else has taken this task already.")
    tasks.reassign(session, task, visit.person, group=line.group, by=visit.person, now=visit.now)


_ACTS = {
    "done": (_finish, "finished"),
    "reopen": (_reopen, "reopened"),
    "not-mine": (_let_go, "free"),
    "take": (_take, "taken"),
}

"""What can happen to a task by a button, a form or a typed line."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.routes import Answer, Ask, Open, Replace, Reply
from handlers.tasks import owners, redrawn
from handlers.tasks.lists import card, finished, one_page
from models import Person, Task
from models.database import reading, unit_of_work
from services import access, tasks
from services.errors import Conflict
from views import reminders as reminder_views
from views import tasks as views
from views.values import REMINDED, TaskButton, TaskListAt


def done(ask: Ask) -> Answer:
    with unit_of_work() as session:
        task = access.task_to_finish(session, ask.read(TaskButton).task_id, by=ask.who)
        return _finished(session, task, ask)


def done_by_words(ask: Ask) -> Answer:
    """`/task done norm rules` finishes the one open task of mine that speaks of it;
    without words, what I finished is listed.
    """
    text = grammar.plain(ask.text)
    if not text:
        return finished(ask)
    with unit_of_work() as session:
        match tasks.own_matching(session, ask.who, text):
            case []:
                return Reply(views.not_found(text))
            case [line]:
                task = access.task_to_finish(session, line.task.id, by=ask.who)
                return _finished(session, task, ask)
            case lines:
                return Reply(views.several(lines, text, asker=ask.person, today=ask.today))


def reopen(ask: Ask) -> Answer:
    with unit_of_work() as session:
        task = access.task_to_finish(session, ask.read(TaskButton).task_id, by=ask.who)
        is_new = tasks.reopen(session, task, by=ask.person, now=ask.now)
        return _changed(session, task, ask, views.reopened(is_new=is_new))


def take(ask: Ask) -> Answer:
    with unit_of_work() as session:
        task = access.task_to_edit(session, ask.read(TaskButton).task_id, by=ask.who)
        if task.owner_id not in (None, ask.person.id):
            raise Conflict("Somebody else has taken this task already.")
        return _passed_on(session, task, ask.person, ask)


def open_due(ask: Ask) -> Answer:
    with reading() as session:
        task = _open_task(session, ask)
        return Open(views.change_due(tasks.line_of(session, task)))


def change_due(ask: Ask) -> Answer:
    with unit_of_work() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        due_on = owners.typed_due(ask, tasks.line_of(session, task).owner)
        tasks.change_due(session, task, due_on, by=ask.person, now=ask.now)
        return _changed(session, task, ask, views.due_changed(task, ask.today))


def open_reassign(ask: Ask) -> Answer:
    with reading() as session:
        task = _open_task(session, ask)
        members = tasks.assignable_members(session, task.group_id, by=ask.person, at=ask.now)
        partners = [] if members else tasks.assignable_partners(session, ask.who)
        return Open(views.reassign(tasks.line_of(session, task), members, partners))


def reassign(ask: Ask) -> Answer:
    with reading() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        before = tasks.line_of(session, task).owner
    is_of_group = Form(ask).has("member")
    owner = owners.chosen_member(ask, task) if is_of_group else owners.chosen(ask, before=before)
    with unit_of_work() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        return _passed_on(session, task, owner, ask)


def _open_task(session: Session, ask: Ask) -> Task:
    """The task of the button; who presses an old one does not fill in a form for nothing."""
    task = access.task_to_edit(session, ask.read(TaskButton).task_id, by=ask.who)
    tasks.check_open(task)
    return task


def _finished(session: Session, task: Task, ask: Ask) -> Answer:
    is_new = tasks.finish(session, task, by=ask.person, now=ask.now)
    confirmation = views.finished(tasks.line_of(session, task), asker=ask.person, is_new=is_new)
    return _changed(session, task, ask, confirmation)


def _passed_on(session: Session, task: Task, owner: Person | None, ask: Ask) -> Answer:
    group = tasks.line_of(session, task).group
    is_new = tasks.reassign(session, task, owner, group=group, by=ask.person, now=ask.now)
    line = tasks.line_of(session, task)
    answer = _changed(session, task, ask, views.reassigned(line, is_new=is_new))
    if is_new:
        owners.tell(session, line, ask)
    return answer


def _changed(session: Session, task: Task, ask: Ask, news: str) -> Answer:
    """Redraw the cards and reminders that people have, and answer where the asker stands."""
    line = tasks.line_of(session, task)
    redrawn.redraw(session, line, ask)
    place = ask.read(TaskButton).place if ask.value else None
    if isinstance(place, TaskListAt):
        return Replace(one_page(session, ask, place, news=news, undo=task))
    if place == REMINDED and ask.message:
        words = views.ended_line(line, news=news, today=ask.today, zone=ask.person.zone)
        return Replace(reminder_views.listed_anew(ask.message, task, words))
    shown = card(session, task, ask, news=news)
    return Replace(shown) if place or ask.may_redraw("task") else Reply(shown)

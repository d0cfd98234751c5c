"""What can happen to a task by a button, a form or a typed line."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.routes import Answer, Ask, Open, Replace, Reply
from handlers.stories.offering_stories import offering
from handlers.tasks import owners
from handlers.tasks.lists import card, finished, one_page
from models import Organization, Person, Seat, Task
from models.database import reading, unit_of_work
from models.subjects import Subject
from models.tasks import Owner
from services import access, redrawn_tasks, tasks
from services.errors import Conflict
from views import reminders as reminder_views
from views import tasks as views
from views.reminders import TASK_WORDS
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
        line = access.task_line(session, task, ask.now)
        if not line.is_free and not line.is_owned_by(ask.person):
            raise Conflict("Somebody else has taken this task already.")
        if line.is_owned_by(ask.person):
            return _changed(session, task, ask, views.reassigned(line, is_new=False))
        return _passed_on(session, task, ask.person, ask)


def open_due(ask: Ask) -> Answer:
    with reading() as session:
        task = _open_task(session, ask)
        return Open(views.change_due(access.task_line(session, task, ask.now)))


def change_due(ask: Ask) -> Answer:
    with unit_of_work() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        owner, by, now = access.task_line(session, task, ask.now).owner, ask.person, ask.now
        due_on, remind_on = owners.typed_day(ask, "due", owner), task.remind_on
        if Form(ask).shows("remind"):
            remind_on = owners.typed_day(ask, "remind", owner)
        tasks.change_due(session, task, due_on, remind_on=remind_on, by=by, now=now)
        return _changed(session, task, ask, views.due_changed(task, ask.today))


def open_reassign(ask: Ask) -> Answer:
    with reading() as session:
        task = _open_task(session, ask)
        members = tasks.assignable_members(session, task.group_id, by=ask.person, at=ask.now)
        partners = [] if members else tasks.assignable_partners(session, ask.who)
        return Open(
            views.reassign(
                access.task_line(session, task, ask.now),
                members,
                partners,
                holders=tasks.assignable_holders(session, ask.who, task.group_id),
                holder=_holder(session, task),
            )
        )


def reassign(ask: Ask) -> Answer:
    with reading() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        line, held_by = access.task_line(session, task, ask.now), _holder(session, task)
    before = None if held_by else line.owner
    is_of_group = Form(ask).has("member")
    person = owners.chosen_member(ask, task) if is_of_group else owners.chosen(ask, before=before)
    owner = owners.chosen_owner(ask, person, before=before, held_by=held_by, group_id=task.group_id)
    had = () if held_by else line.co_owners
    shared = owners.chosen_co_owners(ask, task, before=had)
    if not isinstance(owner, Person) and {person.id for person in shared} == {
        person.id for person in had
    }:
        shared = []
    with unit_of_work() as session:
        task = access.task_to_edit(session, Form(ask).carried("task"), by=ask.who)
        return _passed_on(session, task, owner, ask, shared)


def _holder(session: Session, task: Task) -> Organization | Seat | None:
    """The library or the seat that holds a task."""
    if task.seat_id is not None:
        return session.get(Seat, task.seat_id)
    return session.get(Organization, task.library_id) if task.library_id is not None else None


def _open_task(session: Session, ask: Ask) -> Task:
    """The task of the button; who presses an old one does not fill in a form for nothing."""
    task = access.task_to_edit(session, ask.read(TaskButton).task_id, by=ask.who)
    tasks.check_open(task)
    return task


def _finished(session: Session, task: Task, ask: Ask) -> Answer:
    is_new = tasks.finish(session, task, by=ask.person, now=ask.now)
    confirmation = views.finished(
        access.task_line(session, task, ask.now), asker=ask.person, is_new=is_new
    )
    answer = _changed(session, task, ask, confirmation)
    return offering(session, answer, Subject.of(task), ask) if is_new else answer


def _passed_on(
    session: Session, task: Task, owner: Owner | None, ask: Ask, shared: Sequence[Person] = ()
) -> Answer:
    group = access.task_line(session, task, ask.now).group
    now = ask.now
    is_new = tasks.reassign(
        session, task, owner, co_owners=shared, group=group, by=ask.person, now=now
    )
    line = access.task_line(session, task, ask.now)
    answer = _changed(session, task, ask, views.reassigned(line, is_new=is_new))
    if is_new:
        owners.tell(session, line, ask)
    return answer


def _changed(session: Session, task: Task, ask: Ask, news: str) -> Reply | Replace:
    """Redraw the cards and reminders that people have, and answer where the asker stands."""
    line = access.task_line(session, task, ask.now)
    redrawn_tasks.redraw(session, line, TASK_WORDS, by=ask.person, now=ask.now)
    place = ask.read(TaskButton).place if ask.value else None
    if isinstance(place, TaskListAt):
        return Replace(one_page(session, ask, place, news=news, undo=task))
    if place == REMINDED and ask.message:
        words = views.ended_line(line, news=news, today=ask.today, zone=ask.person.zone)
        return Replace(reminder_views.listed_anew(ask.message, task, words))
    shown = card(session, task, ask, news=news)
    return Replace(shown) if place or ask.may_redraw("task") else Reply(shown)

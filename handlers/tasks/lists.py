"""Tasks to see: lists, their pages, and one task."""

from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Group, Meeting, Minutes, Task
from models.database import reading
from models.payloads import Message
from models.tasks import TaskLine, TaskScope
from services import access, groups, minutes, tasks
from views import minutes as minutes_views
from views import tasks as views
from views.elements import PAGE
from views.values import TaskButton, TaskListAt


def mine(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(one_page(session, ask, TaskListAt(TaskScope.MINE)))


def finished(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(one_page(session, ask, TaskListAt(TaskScope.FINISHED)))


def listed(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        group = _named(session, ask, line) or ask.group_or_ask()
        return Reply(one_page(session, ask, TaskListAt(TaskScope.GROUP, group.id)))


def overdue(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        group = _named(session, ask, line) or ask.group
        return Reply(
            one_page(session, ask, TaskListAt(TaskScope.OVERDUE, group.id if group else 0))
        )


def next_page(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(one_page(session, ask, ask.read(TaskListAt)))


def show(ask: Ask) -> Answer:
    with reading() as session:
        task = access.task_to_see(session, ask.read(TaskButton).task_id, by=ask.who)
        return Reply(card(session, task, ask))


def one_page(
    session: Session, ask: Ask, address: TaskListAt, *, news: str = "", undo: Task | None = None
) -> Message:
    group = access.group_to_see(session, address.group_id, by=ask.who) if address.group_id else None
    page = tasks.listed(
        session,
        ask.who,
        address.scope,
        group=group,
        today=ask.today,
        offset=address.page * PAGE,
        limit=PAGE,
    )
    if address.page and not page.lines:
        # The last task of the last page was just finished.
        return one_page(session, ask, replace(address, page=0), news=news, undo=undo)
    return views.listed(
        page,
        address,
        group=group,
        asker=ask.person,
        today=ask.today,
        news=news,
        undo=undo,
        may_edit=lambda line: access.may_edit_task(line, by=ask.who),
        may_finish=lambda line: access.may_finish_task(line, by=ask.who),
        may_add=access.may_add_tasks(ask.who),
    )


def card(session: Session, task: Task, ask: Ask, *, news: str = "") -> Message:
    line = access.task_line(session, task, ask.now)
    return views.card(
        line,
        asker=ask.person,
        today=ask.today,
        may_edit=access.may_edit_task(line, by=ask.who),
        may_finish=access.may_finish_task(line, by=ask.who),
        news=news,
        origin=minutes_views.origin(meeting) if (meeting := _meeting(session, line, ask)) else (),
    )


def _meeting(session: Session, line: TaskLine, ask: Ask) -> Meeting | None:
    """The meeting in whose minutes the task was written, where the asker may read those."""
    held = minutes.meeting_of_task(session, line.task) if line.group else None
    if held is None or line.group is None or not access.may_see_group(line.group, by=ask.who):
        return None
    present = session.get(Minutes, held.id)
    return held if access.may_read_minutes(present, line.group, by=ask.who) else None


def _named(session: Session, ask: Ask, line: grammar.Line) -> Group | None:
    """The group that the line names, if it names one."""
    if line.channel_ids:
        return grammar.group_of(session, ask, line)[0]
    if not line.text:
        return None
    if group := groups.named(session, line.text, by=ask.who):
        return group
    return place.shown(session, ask, line.text.removeprefix("in ").removeprefix("for "))

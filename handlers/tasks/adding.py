"""Adding a task: in one line, in a form, or from a message."""

from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.routes import Answer, Ask, GroupNeeded, Open, Reply
from handlers.tasks import owners
from models import Group, Person
from models.database import reading, unit_of_work
from services import access, dates, groups, tasks
from services.errors import Invalid
from views import tasks as views


def add(ask: Ask) -> Answer:
    """`/task add Review norm rules @ben due Friday` adds at once;
    without words it opens the form.
    """
    line = grammar.read(ask.text)
    owner = owners.mentioned(ask, line)
    if not line.text:
        return open_new(ask)
    with unit_of_work() as session:
        group, text = _place(session, ask, line)
        zone = owner.zone if owner else ask.person.zone
        title, due_on, _ = dates.split_due(text, now=ask.now, zone=zone)
        if group is None:
            group, title = _place(session, replace(ask, group=None), grammar.Line(title))
        group = _to_work_in(session, ask, group, owner)
        return _added(session, tasks.TaskDraft(title, owner, due_on, group), ask)


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        return Open(
            _new_form(session, ask, group_id=ask.number() or (ask.group.id if ask.group else None))
        )


def open_from_message(ask: Ask) -> Answer:
    """The form, with the message's words as the title;
    its link is looked up when the form is sent.
    """
    source = {"channel": ask.channel_id or "", "ts": str(ask.message.get("ts", ""))}
    title = grammar.prose(str(ask.message.get("text", "")))
    group_id = ask.group.id if ask.group else None
    with reading() as session:
        return Open(_new_form(session, ask, group_id=group_id, title=title, source=source))


def create(ask: Ask) -> Answer:
    owner = owners.chosen(ask, before=ask.person)
    due_on = owners.typed_due(ask, owner)
    form = Form(ask)
    title, group_id = form.text("title"), form.id("group")
    link = _link(form.carried_texts("source"), ask)
    with unit_of_work() as session:
        group = access.group_to_work_in(session, group_id, by=ask.who) if group_id else None
        if group is None and (owner is None or owner.id != ask.person.id):
            raise Invalid(
                "A task for somebody else belongs to a group. Choose which one.", field="group"
            )
        draft = tasks.TaskDraft(title, owner, due_on, group, source_link=link)
        return _added(session, draft, ask)


def _link(source: dict[str, str], ask: Ask) -> str:
    """The address of the message that a task is made from; nothing where it is made from none."""
    channel_id, ts = source.get("channel", ""), source.get("ts", "")
    return ask.channels.link(channel_id, ts) if channel_id and ts else ""


def _added(session: Session, draft: tasks.TaskDraft, ask: Ask) -> Answer:
    task = tasks.add(session, draft, by=ask.person, now=ask.now)
    line = tasks.line_of(session, task)
    owners.tell(session, line, ask)
    return Reply(views.added(line, asker=ask.person, today=ask.today))


def _place(session: Session, ask: Ask, line: grammar.Line) -> tuple[Group | None, str]:
    """The group that a line names or was typed in, if any, and the line without it."""
    try:
        return grammar.group_of(session, ask, line)
    except GroupNeeded:
        return None, line.text


def _to_work_in(
    session: Session, ask: Ask, group: Group | None, owner: Person | None
) -> Group | None:
    """The group for a new task;
    an own task needs none, also where it is typed in another group's channel.
    """
    is_own = owner is not None and owner.id == ask.person.id
    is_hers = group is not None and access.may_work_in(group, by=ask.who)
    was_only_typed_there = group is None or (ask.group is not None and group.id == ask.group.id)
    if is_own and was_only_typed_there and not is_hers:
        return None
    if group is None:
        raise GroupNeeded
    return access.group_to_work_in(session, group.id, by=ask.who)


def _new_form(
    session: Session,
    ask: Ask,
    *,
    group_id: int | None,
    title: str = "",
    source: dict[str, str] | None = None,
) -> dict[str, object]:
    choices = groups.choices_for(session, ask.who)
    partners = tasks.assignable_partners(session, ask.who)
    return views.new(
        choices, partners, asker=ask.person, group_id=group_id, title=title, source=source
    )

"""Adding a task: in one line, in a form, or from a message."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, GroupNeeded, Open, Reply
from handlers.tasks import owners, typed_tasks
from handlers.tasks.typed_tasks import TypedTask
from models import Group, Person
from models.database import reading
from models.tasks import TaskLine
from services import access, groups, tasks
from services.dates.words import quoted
from services.errors import Invalid
from views import tasks as views

MOST_LINES = 20
"""How many tasks may be pasted at once."""


def add(ask: Ask) -> Answer:
    """`/task add Review norm rules @ben due Friday` adds at once;
    without words it opens the form.
    """
    lines = typed_tasks.lines_of(ask.text)
    if len(lines) > 1:
        return _add_several(ask, lines)
    typed = typed_tasks.read(ask, lines[0] if lines else "")
    if not typed.title and not typed.due.words:
        return open_new(ask)
    if typed.due.unread:
        return _open_unread(ask, typed)
    with making(ask) as made:
        typed = typed_tasks.with_partner(made.session, ask, typed)
        line = _save(made.session, ask, typed)
        return made.keep(
            Reply(views.added(line, asker=ask.person, today=ask.today, note=typed.note))
        )


def _add_several(ask: Ask, lines: list[str]) -> Answer:
    """Several pasted lines are several tasks, all of them or none."""
    if len(lines) > MOST_LINES:
        raise Invalid(f"That is {len(lines)} tasks; {MOST_LINES} at once are the most.")
    read = [_read_line(ask, number, line) for number, line in enumerate(lines, 1)]
    with making(ask) as made:
        read = [typed_tasks.with_partner(made.session, ask, typed) for typed in read]
        added = [_save(made.session, ask, typed) for typed in read]
        answer = Reply(views.added_several(added, asker=ask.person, today=ask.today))
        return made.keep(answer, made=len(added))


def _read_line(ask: Ask, number: int, line: str) -> TypedTask:
    try:
        typed = typed_tasks.read(ask, line)
    except Invalid as refusal:
        raise Invalid(f"Line {number}, {quoted(line)}: {refusal.message}") from None
    if typed.due.unread:
        raise Invalid(f"Line {number}, {quoted(line)}: {typed.due.unread}")
    return typed


def _open_unread(ask: Ask, typed: TypedTask) -> Answer:
    """The form, with all that was understood, and what was not."""
    with reading() as session:
        typed = typed_tasks.with_partner(session, ask, typed)
        group, title = typed_tasks.place(session, ask, typed)
        return Open(
            _new_form(
                session,
                ask,
                group_id=group.id if group else None,
                title=title,
                typed=typed,
            )
        )


def _save(session: Session, ask: Ask, typed: TypedTask) -> TaskLine:
    group, title = typed_tasks.place(session, ask, typed)
    group = _to_work_in(session, ask, group, typed.owner)
    draft = tasks.TaskDraft(title, typed.owner, typed.due.due_on, group)
    return _saved(session, draft, ask)


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
    with making(ask) as made:
        session = made.session
        group = access.group_to_work_in(session, group_id, by=ask.who) if group_id else None
        if group is None and (owner is None or owner.id != ask.person.id):
            raise Invalid(
                "A task for somebody else belongs to a group. Choose which one.", field="group"
            )
        draft = tasks.TaskDraft(title, owner, due_on, group, source_link=link)
        line = _saved(session, draft, ask)
        return made.keep(Reply(views.added(line, asker=ask.person, today=ask.today)))


def _link(source: dict[str, str], ask: Ask) -> str:
    """The address of the message that a task is made from; nothing where it is made from none."""
    channel_id, ts = source.get("channel", ""), source.get("ts", "")
    return ask.channels.link(channel_id, ts) if channel_id and ts else ""


def _saved(session: Session, draft: tasks.TaskDraft, ask: Ask) -> TaskLine:
    task = tasks.add(session, draft, by=ask.person, now=ask.now)
    line = TaskLine(task, draft.owner, draft.group)
    owners.tell(session, line, ask)
    return line


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
    typed: TypedTask | None = None,
) -> dict[str, object]:
    choices = groups.choices_for(session, ask.who)
    partners = tasks.assignable_partners(session, ask.who)
    return views.new(
        choices,
        partners,
        owner=typed.owner if typed else ask.person,
        group_id=group_id,
        title=title,
        due=typed.due.words if typed else "",
        unread=typed.due.unread if typed else "",
        source=source,
    )

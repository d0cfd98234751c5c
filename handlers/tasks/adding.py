"""Adding a task: in one line, in a form, or from a message."""

from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, GroupNeeded, Open, Reply
from handlers.tasks import owners, typed_tasks
from handlers.tasks.typed_tasks import TypedTask
from models import Group, Organization, Person, Seat
from models.database import reading
from models.tasks import Owner, TaskLine
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
    if _is_unread(ask, typed):
        return _open_unread(ask, typed)
    with making(ask) as made:
        typed = _with_owner(made.session, ask, typed)
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
        read = [_with_owner(made.session, ask, typed) for typed in read]
        added = [_save(made.session, ask, typed) for typed in read]
        answer = Reply(views.added_several(added, asker=ask.person, today=ask.today))
        return made.keep(answer, made=len(added))


def _read_line(ask: Ask, number: int, line: str) -> TypedTask:
    try:
        typed = typed_tasks.read(ask, line)
        with reading() as session:
            held = typed_tasks.with_holder(session, ask, typed)
        unread = typed.due.unread or held.due.unread
    except Invalid as refusal:
        raise Invalid(f"Line {number}, {quoted(line)}: {refusal.message}") from None
    if unread:
        raise Invalid(f"Line {number}, {quoted(line)}: {unread}")
    return typed


def _is_unread(ask: Ask, typed: TypedTask) -> bool:
    """Whether anything of a line was not understood, what it says of its owner included."""
    if typed.due.unread:
        return True
    with reading() as session:
        return bool(typed_tasks.with_holder(session, ask, typed).due.unread)


def _with_owner(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """The same task for whom its line names: a library, a seat, or a partner without Slack."""
    typed = typed_tasks.with_addressed(session, ask, typed)
    held = typed_tasks.with_holder(session, ask, typed)
    is_named = isinstance(held.owner, Organization | Seat) or held.due.unread
    return held if is_named else typed_tasks.with_partner(session, ask, held)


def _open_unread(ask: Ask, typed: TypedTask) -> Answer:
    """The form, with all that was understood, and what was not."""
    with reading() as session:
        typed = _with_unread(session, ask, typed)
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


def _with_unread(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """The owner of a line of which something was not understood, and all of that."""
    named = _with_owner(session, ask, typed)
    unread = dict.fromkeys(text for text in (typed.due.unread, named.due.unread) if text)
    return replace(named, due=replace(named.due, unread=" ".join(unread)))


def _save(session: Session, ask: Ask, typed: TypedTask) -> TaskLine:
    group, title = typed_tasks.place(session, ask, typed)
    group = _to_work_in(session, ask, group, typed.owner, is_shared=bool(typed.co_owners))
    draft = tasks.TaskDraft(
        title,
        typed.owner,
        typed.due.due_on,
        group,
        co_owners=typed.co_owners,
        remind_on=typed.remind.due_on if typed.remind else None,
    )
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
    person = owners.chosen(ask, before=ask.person)
    owner = owners.chosen_owner(ask, person, before=ask.person)
    form = Form(ask)
    shared = tuple(form.people("co_owners"))
    due_on, remind_on = (owners.typed_day(ask, name, person) for name in ("due", "remind"))
    title, group_id = form.text("title"), form.id("group")
    link = _link(form.carried_texts("source"), ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_work_in(session, group_id, by=ask.who) if group_id else None
        if group is None and (shared or not _is_asker(owner, ask)):
            raise Invalid(
                "A task for somebody else belongs to a group. Choose which one.", field="group"
            )
        draft = tasks.TaskDraft(
            title,
            owner,
            due_on,
            group,
            source_link=link,
            co_owners=shared,
            remind_on=remind_on,
        )
        line = _saved(session, draft, ask)
        return made.keep(Reply(views.added(line, asker=ask.person, today=ask.today)))


def _link(source: dict[str, str], ask: Ask) -> str:
    """The address of the message that a task is made from; nothing where it is made from none."""
    channel_id, ts = source.get("channel", ""), source.get("ts", "")
    return ask.channels.link(channel_id, ts) if channel_id and ts else ""


def _saved(session: Session, draft: tasks.TaskDraft, ask: Ask) -> TaskLine:
    task = tasks.add(session, draft, by=ask.person, now=ask.now)
    line = TaskLine(task, draft.owner if isinstance(draft.owner, Person) else None, draft.group)
    if line.owner is None or draft.co_owners:
        line = access.task_line(session, task, ask.now)
    owners.tell(session, line, ask)
    return line


def _to_work_in(
    session: Session, ask: Ask, group: Group | None, owner: Owner | None, *, is_shared: bool
) -> Group | None:
    """The group for a new task;
    an own task needs none, also where it is typed in another group's channel.
    """
    is_own = _is_asker(owner, ask) and not is_shared
    is_hers = group is not None and access.may_work_in(group, by=ask.who)
    was_only_typed_there = group is None or (ask.group is not None and group.id == ask.group.id)
    if is_own and was_only_typed_there and not is_hers:
        return None
    if group is None:
        raise GroupNeeded
    return access.group_to_work_in(session, group.id, by=ask.who)


def _is_asker(owner: Owner | None, ask: Ask) -> bool:
    return isinstance(owner, Person) and owner.id == ask.person.id


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
        co_owners=typed.co_owners if typed else (),
        holders=tasks.assignable_holders(session, ask.who),
        title=title,
        due=typed.due.words if typed else "",
        remind=typed.remind.words if typed and typed.remind else "",
        unread=typed.due.unread if typed else "",
        source=source,
    )

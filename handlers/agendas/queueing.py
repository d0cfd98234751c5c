"""Putting something on the agenda: in one line, in a form, or from a message."""

from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.agendas import cards, looking
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from models import AgendaPurpose, Group, Meeting, Person
from models.agendas import MOST_ITEM_MINUTES, PAPERS_LENGTH, ItemDraft
from models.columns import NAME_LENGTH
from models.database import reading
from models.payloads import Message
from services import access, agendas, groups, tasks
from services.agendas import TypedItem
from services.errors import Invalid
from views import agendas as views
from views.texts import short
from views.values import AgendaAt


def agenda(ask: Ask) -> Answer:
    """`/meet agenda Courier price, 10 min, to decide` puts it on the next agenda; alone, or with
    the name of a group, it shows the agenda.
    """
    line = grammar.read(ask.text)
    mentioned = grammar.mentions(ask, line) if line.slack_ids or line.names else {}
    with reading() as session:
        named = (
            groups.named(session, line.text, by=ask.who) if line.text and not mentioned else None
        )
        is_whole = named is not None and named.name_key == groups.name_key(line.text)
        if named is not None and is_whole:
            return Reply(looking.ahead(session, named, ask))
        group, text = grammar.group_of(session, ask, replace(line, text=line.marked))
        if not text:
            return Reply(looking.ahead(session, group, ask))
        access.group_to_work_in(session, group.id, by=ask.who)
        typed = agendas.read(text, mentioned=mentioned, members=_members(session, group, ask))
        if typed.unread or len(typed.title) > NAME_LENGTH:
            return Open(_typed_form(session, group, typed, ask))
    with making(ask) as made:
        group = access.group_to_work_in(made.session, group.id, by=ask.who)
        return made.keep(_added(made.session, group, typed.draft(ask.person), ask, note=typed.note))


def open_add(ask: Ask) -> Answer:
    """The form: for the meeting of the button."""
    at = ask.read(AgendaAt)
    with reading() as session:
        group = access.group_to_work_in(session, at.group_id, by=ask.who)
        if at.meeting_id:
            looking.meeting_of(session, group, at.meeting_id, ask)
        draft = ItemDraft("", ask.person)
        return Open(_form(session, group, draft, ask, meeting_id=at.meeting_id))


def open_from_message(ask: Ask) -> Answer:
    """The form, with the message's words as the title; its link becomes a paper when the form is
    sent.
    """
    source = {"channel": ask.channel_id or "", "ts": str(ask.message.get("ts", ""))}
    words = grammar.prose(str(ask.message.get("text", "")))
    draft = ItemDraft(short(words, NAME_LENGTH), ask.person)
    with reading() as session:
        if ask.group is not None and access.may_add_items(ask.group, by=ask.who):
            return Open(_form(session, ask.group, draft, ask, source=source))
        choices = groups.choices_for(session, ask.who)
    if not choices:
        raise Invalid("You are in no group, so there is no agenda to put it on. Type `/wg list`.")
    return Open(views.new(None, (), draft=draft, groups=choices, source=source))


def add(ask: Ask) -> Answer:
    form = Form(ask)
    link = _link(form.carried_texts("source"), ask)
    fields, group_id = read_fields(form), _group_id(form)
    with making(ask) as made:
        session = made.session
        group = access.group_to_work_in(session, group_id, by=ask.who)
        draft = with_group(session, form, fields, group, ask, before=ask.person)
        if link:
            draft = replace(draft, papers=f"{draft.papers}\n{link}".strip()[:PAPERS_LENGTH])
        meeting_id = form.carried("meeting")
        meeting = looking.meeting_of(session, group, meeting_id, ask) if meeting_id else None
        return made.keep(_added(session, group, draft, ask, meeting=meeting))


def read_fields(form: Form) -> ItemDraft:
    """The fields that are about no group."""
    return ItemDraft(
        form.text("title", limit=NAME_LENGTH),
        minutes=_minutes(form),
        purpose=form.choice("purpose", AgendaPurpose),
        papers=form.text("papers", limit=PAPERS_LENGTH),
    )


def with_group(
    session: Session, form: Form, draft: ItemDraft, group: Group, ask: Ask, *, before: Person | None
) -> ItemDraft:
    """The same with the owner, who is ``before`` where the form has no such field, and with what
    chairs alone say.
    """
    owner = before
    if form.shows("owner"):
        owner = _owner(session, form, group, ask, before)
    if not form.shows("consent") or not access.may_chair_agenda(group, by=ask.who):
        return replace(draft, owner=owner)
    return replace(draft, owner=owner, is_consent=form.checked("consent", views.CONSENT))


def _owner(
    session: Session, form: Form, group: Group, ask: Ask, before: Person | None
) -> Person | None:
    owner_id = form.id("owner")
    if owner_id is None:
        return None
    known = {person.id: person for person in _members(session, group, ask)}
    if before is not None:
        known[before.id] = before
    if owner_id not in known:
        raise Invalid("They are not in the group any more. Choose somebody else.", field="owner")
    return known[owner_id]


def _minutes(form: Form) -> int | None:
    typed = form.text("minutes", limit=20).strip()
    if not typed:
        return None
    minutes = agendas.read_minutes(typed)
    if minutes is None or not 1 <= minutes <= MOST_ITEM_MINUTES:
        raise Invalid(
            f"Type how many minutes it takes, from 1 to {MOST_ITEM_MINUTES}, such as 10.",
            field="minutes",
        )
    return minutes


def _group_id(form: Form) -> int:
    if form.carries("group"):
        return form.carried("group")
    group_id = form.id("group")
    if group_id is None:
        raise Invalid("Choose the group on whose agenda it is to be.", field="group")
    return group_id


def _link(source: dict[str, str], ask: Ask) -> str:
    channel_id, ts = source.get("channel", ""), source.get("ts", "")
    return ask.channels.link(channel_id, ts) if channel_id and ts else ""


def _added(
    session: Session,
    group: Group,
    draft: ItemDraft,
    ask: Ask,
    *,
    meeting: Meeting | None = None,
    note: str = "",
) -> Reply:
    item = agendas.add(session, group, draft, meeting=meeting, by=ask.person, now=ask.now)
    held = agendas.meeting_with(session, item)
    cards.redraw(session, group, ask, also=[held] if held else [])
    entry = agendas.entry_of(session, item)
    return Reply(views.added(entry, group, held, zone=ask.person.zone, note=note))


def _members(session: Session, group: Group, ask: Ask) -> list[Person]:
    return tasks.assignable_members(session, group.id, by=ask.person, at=ask.now)


def _typed_form(session: Session, group: Group, typed: TypedItem, ask: Ask) -> Message:
    draft = typed.draft(ask.person)
    unread = typed.unread or f"The title is longer than {NAME_LENGTH} characters: shorten it."
    return _form(session, group, draft, ask, unread=unread)


def _form(
    session: Session,
    group: Group,
    draft: ItemDraft,
    ask: Ask,
    *,
    meeting_id: int = 0,
    unread: str = "",
    source: dict[str, str] | None = None,
) -> Message:
    return views.new(
        group,
        _members(session, group, ask),
        draft=draft,
        meeting_id=meeting_id,
        may_chair=access.may_chair_agenda(group, by=ask.who),
        unread=unread,
        source=source,
    )

"""Changing what is on an agenda: an item, its end, the order, and the consent part."""

from collections.abc import Callable

from sqlmodel import Session

from handlers.agendas import cards, looking, queueing
from handlers.forms import OLD_FORM, Form
from handlers.routes import Answer, Ask, Open, Reply
from models import AgendaItem, Group, Person
from models.agendas import ItemDraft
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, agendas, stale_forms, tasks
from services.errors import Invalid
from views import agendas as views
from views.values import AgendaAt, AgendaOrder, OddValue


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        item = access.item_to_edit(session, ask.number(), by=ask.who)
        agendas.check_open(item)
        group = access.group_to_see(session, item.group_id, by=ask.who)
        others = [row for row in agendas.open_items(session, group) if row.id != item.id]
        return Open(
            views.change(
                agendas.entry_of(session, item),
                tasks.assignable_members(session, group.id, by=ask.person, at=ask.now),
                others,
                may_chair=access.may_chair_agenda(group, by=ask.who),
                seen=stale_forms.digests(agendas.recorded(item)),
            )
        )


def change(ask: Ask) -> Answer:
    """The fields are saved, then what becomes of the item is done."""
    form = Form(ask)
    fields, becomes = queueing.read_fields(form), form.one_of("becomes", _OUTCOMES)
    into_id = form.id("into") if becomes == views.MERGE else None
    with unit_of_work() as session:
        item = access.item_to_edit(session, form.carried("item"), by=ask.who, beside=into_id)
        agendas.check_open(item)
        group = access.group_to_see(session, item.group_id, by=ask.who)
        held = agendas.meeting_with(session, item)
        _save_fields(session, form, item, fields, group, ask)
        act, outcome = _OUTCOMES[becomes]
        if becomes != views.KEEP:
            if becomes != views.WITHDRAW:
                item = access.item_to_chair(session, item.id, by=ask.who)
            act(session, form, item, ask)
        cards.redraw(session, group, ask, also=[held] if held else [])
        news = views.changed(item, outcome)
        return Reply(looking.ahead(session, group, ask, news=news))


def open_order(ask: Ask) -> Answer:
    at = ask.read(AgendaAt)
    with reading() as session:
        access.group_to_edit(session, at.group_id, by=ask.who)
        return Open(views.order(looking.agenda_at(session, at, ask)))


def order(ask: Ask) -> Answer:
    form = Form(ask)
    ordered = agendas.read_order(form.text("order", limit=1000), _shown(form))
    at = AgendaAt(form.carried("group"), form.carried("meeting"))
    with unit_of_work() as session:
        group = access.group_to_edit(session, at.group_id, by=ask.who)
        agendas.order(session, group, ordered, by=ask.person, now=ask.now)
        agenda = looking.agenda_at(session, at, ask)
        cards.redraw(session, group, ask, also=[agenda.meeting] if agenda.meeting else [])
        return Reply(looking.shown(agenda, ask, news=views.ordered()))


def pull(ask: Ask) -> Answer:
    """“Talk about it” on an item of the consent part."""
    with unit_of_work() as session:
        item = access.item_to_pull(session, ask.number(), by=ask.who)
        is_own = agendas.pull(session, item, by=ask.person, now=ask.now)
        group = access.group_to_see(session, item.group_id, by=ask.who)
        held = agendas.meeting_with(session, item)
        cards.redraw(session, group, ask, also=[held] if held else [])
        by = session.get(Person, item.pulled_by)
        return Reply(views.pulled(item, by, is_own=is_own))


def unmerge(ask: Ask) -> Answer:
    """“Undo the merge” on an item that others became part of."""
    with unit_of_work() as session:
        item, into = access.merge_to_undo(session, ask.number(), by=ask.who)
        stays = agendas.unmerge(session, item, into, by=ask.person, now=ask.now)
        group = access.group_to_see(session, item.group_id, by=ask.who)
        held = [agendas.meeting_with(session, row) for row in (item, into)]
        cards.redraw(session, group, ask, also=[meeting for meeting in held if meeting])
        return Reply(looking.ahead(session, group, ask, news=views.unmerged(item, into, stays)))


def _save_fields(
    session: Session, form: Form, item: AgendaItem, fields: ItemDraft, group: Group, ask: Ask
) -> None:
    """Save what was typed, where nobody else has changed the same field meanwhile."""
    before = session.get(Person, item.owner_id) if item.owner_id else None
    draft = queueing.with_group(session, form, fields, group, ask, before=before)
    typed = {
        "title": draft.title,
        "owner": draft.owner.id if draft.owner else None,
        "minutes": draft.minutes,
        "purpose": draft.purpose.value,
        "papers": draft.papers,
        "is_consent": draft.is_consent if form.shows("consent") else item.is_consent,
    }
    saved = stale_forms.merged(
        session,
        typed,
        agendas.recorded(item),
        form.carried_text("seen"),
        about=Subject.of(item),
        title=item.title,
        words=agendas.FIELDS,
        by=ask.person,
        command="/meet agenda",
    )
    owner = draft.owner if saved["owner"] == typed["owner"] else before
    agendas.edit(
        session,
        item,
        ItemDraft(
            saved["title"],
            owner,
            saved["minutes"],
            type(item.purpose)(saved["purpose"]),
            saved["papers"],
            saved["is_consent"],
        ),
        by=ask.person,
        now=ask.now,
    )


def _keep(_session: Session, _form: Form, _item: AgendaItem, _ask: Ask) -> None:
    """Nothing else becomes of it."""


def _put_off(session: Session, _form: Form, item: AgendaItem, ask: Ask) -> None:
    agendas.put_off(session, item, by=ask.person, now=ask.now)


def _put_back(session: Session, _form: Form, item: AgendaItem, ask: Ask) -> None:
    agendas.put_back(session, item, by=ask.person, now=ask.now)


def _close(session: Session, _form: Form, item: AgendaItem, ask: Ask) -> None:
    meeting = agendas.dealt_with_in(session, item, now=ask.now)
    agendas.close(session, item, meeting=meeting, by=ask.person, now=ask.now)


def _withdraw(session: Session, _form: Form, item: AgendaItem, ask: Ask) -> None:
    agendas.withdraw(session, item, by=ask.person, now=ask.now)


def _merge(session: Session, form: Form, item: AgendaItem, ask: Ask) -> None:
    into_id = form.id("into")
    if into_id is None:
        raise Invalid("Choose of which other item it becomes part.", field="into")
    into = access.item_to_chair(session, into_id, by=ask.who)
    agendas.merge(session, item, into, by=ask.person, now=ask.now)


_OUTCOMES: dict[str, tuple[Callable[[Session, Form, AgendaItem, Ask], None], str]] = {
    views.KEEP: (_keep, "saved"),
    views.PUT_OFF: (_put_off, "put off until the meeting after"),
    views.PUT_BACK: (_put_back, "back on the next agenda"),
    views.CLOSE: (_close, "dealt with"),
    views.WITHDRAW: (_withdraw, "withdrawn"),
    views.MERGE: (_merge, "part of the other item now"),
}


def _shown(form: Form) -> tuple[int, ...]:
    """The ids of the items as the form showed them."""
    try:
        return AgendaOrder.parse(form.carried_text("items")).items
    except OddValue:
        raise Invalid(OLD_FORM) from None

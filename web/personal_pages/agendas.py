"""The agenda of one meeting: reading it, putting something on it, and one's own items."""

from collections.abc import Callable

from sqlmodel import Session

from models import AgendaItem, AgendaPurpose, Group, Meeting, Person
from models.agenda_messages import AgendaWords
from models.agendas import MOST_ITEM_MINUTES, ItemDraft
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, agenda_postings, agendas, stale_forms, tasks
from services.errors import Conflict, Invalid, NotFound
from views import agendas as views
from views import meetings as meeting_views
from views.agendas import item_words
from views.values import AgendaOrder, OddValue
from web.personal_pages.visits import Done, Shown, Visit

WORDS = AgendaWords(meeting_views.card, views.posted)
_PURPOSES = {purpose.value: purpose for purpose in AgendaPurpose}
NOT_OFFERED = "That is none of the choices on this page. Choose again."


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        meeting = access.meeting_to_see(session, number, by=visit.who)
        # Who is sent there may know of the meeting alone.
        group = access.group_to_see(session, meeting.group_id, by=visit.who)
        agenda = agendas.agenda_of(session, meeting, now=visit.now)
        items = [entry.item for entry in (*agenda.entries, *agenda.put_off)]
        facts = {
            "agenda": agenda,
            "meeting": meeting,
            "group": group,
            "totals": item_words.totals(agenda) if agenda.entries else "",
            "too_long": item_words.too_long(agenda),
            "carried": item_words.carried,
            "purposes": item_words.PURPOSES,
            "ends": item_words.ENDS,
            "may_chair": access.may_chair_agenda(group, by=visit.who),
            "may_order": access.may_chair_agenda(group, by=visit.who)
            and len(agenda.open_entries) > 1,
            "shown": AgendaOrder(tuple(entry.item.id for entry in agenda.open_entries)).text,
            "may_add": access.may_add_items(group, by=visit.who) and meeting.ends_at > visit.now,
            "may_edit": {row.id for row in items if access.may_edit_item(row, group, by=visit.who)},
            "may_pull": {row.id for row in items if access.may_pull(row, group, by=visit.who)},
            "people": tasks.assignable_members(session, group.id, by=visit.person, at=visit.now),
        }
    return Shown("agenda.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Put an item on the agenda, take one out of the consent part, or order them all."""
    change, outcome, place = visit.choice("act", _ACTS)
    with unit_of_work() as session:
        meeting = access.meeting_to_see(session, number, by=visit.who)
        group = access.group_to_work_in(session, meeting.group_id, by=visit.who)
        outcome = change(session, group, meeting, visit) or outcome
        agenda_postings.redraw(session, group, WORDS, also=[meeting], now=visit.now)
    return Done(outcome, visit.path("agendas", number), place)


def show_item(visit: Visit, number: int) -> Shown:
    with reading() as session:
        item = access.item_to_edit(session, number, by=visit.who)
        entry = agendas.entry_of(session, item)
        meeting = agendas.meeting_with(session, item)
        people = tasks.assignable_members(session, item.group_id, by=visit.person, at=visit.now)
        group = access.group_to_see(session, item.group_id, by=visit.who)
        facts = {
            "item": item,
            "entry": entry,
            "meeting": meeting,
            "purposes": item_words.PURPOSES,
            "is_open": access.may_edit_item(item, group, by=visit.who),
            "people": people,
            "may_chair": access.may_chair_agenda(group, by=visit.who),
            "whole": _whole(session, item, group, visit),
            "seen": stale_forms.digests(agendas.recorded(item)),
            "others": [row for row in agendas.open_items(session, group) if row.id != item.id],
        }
    return Shown("agenda_item.html", facts)


def _whole(session: Session, item: AgendaItem, group: Group, visit: Visit) -> AgendaItem | None:
    """The item of which this one is part, where a chair may undo that now."""
    into = session.get(AgendaItem, item.merged_into_id) if item.merged_into_id else None
    if into is None or not access.may_chair_agenda(group, by=visit.who):
        return None
    last = agendas.entry_of(session, into).last_merged
    return into if last is not None and last.id == item.id else None


def act_item(visit: Visit, number: int) -> Done:
    """Change an item, or withdraw it; as a chair, put it off or back, close it, or merge it."""
    change, outcome, is_for_chairs = visit.choice("act", _ITEM_ACTS)
    with unit_of_work() as session:
        if change is _unmerge:
            access.merge_to_undo(session, number, by=visit.who)
        beside = _number(visit, "into") if change is _merge else None
        fetch = access.item_to_chair if is_for_chairs else access.item_to_edit
        item = fetch(session, number, by=visit.who, beside=beside)
        group = access.group_to_see(session, item.group_id, by=visit.who)
        held = agendas.meeting_with(session, item)
        outcome = change(session, group, item, visit) or outcome
        meeting = held or agendas.meeting_with(session, item)
        agenda_postings.redraw(
            session, group, WORDS, also=[meeting] if meeting else [], now=visit.now
        )
        if meeting is None:
            return Done(outcome, visit.path("groups", group.id))
        return Done(outcome, visit.path("agendas", meeting.id), "items")


def _add(session: Session, group: Group, meeting: Meeting, visit: Visit) -> str:
    """The same title once more, from the same person, adds nothing, and says so."""
    draft = _draft(session, group, visit)
    key = " ".join(draft.title.casefold().split())
    known = (
        row
        for row in agendas.open_items(session, group)
        if row.proposed_by == visit.person.id and row.title.casefold() == key
    )
    if next(known, None) is not None:
        return "item_known"
    agendas.add(session, group, draft, meeting=meeting, by=visit.person, now=visit.now)
    return ""


def _pull(session: Session, group: Group, _meeting: Meeting, visit: Visit) -> None:
    item = access.item_to_pull(session, _number(visit, "item"), by=visit.who)
    if item.group_id != group.id:
        raise NotFound("There is no such item on this agenda.")
    if not agendas.pull(session, item, by=visit.person, now=visit.now):
        raise Conflict("Somebody has taken this item out of the consent part already.")


def _order(session: Session, group: Group, _meeting: Meeting, visit: Visit) -> None:
    access.group_to_edit(session, group.id, by=visit.who)
    try:
        shown = AgendaOrder.parse(visit.text("shown")).items
    except OddValue:
        raise Invalid("This page is from before. Load it anew.", field="order") from None
    ordered = agendas.read_order(visit.text("order"), shown)
    agendas.order(session, group, ordered, by=visit.person, now=visit.now)


_Act = Callable[[Session, Group, Meeting, Visit], str | None]
_ACTS: dict[str, tuple[_Act, str, str]] = {
    "add": (_add, "item_added", "items"),
    "pull": (_pull, "item_pulled", "items"),
    "order": (_order, "saved", "items"),
}


def _save(session: Session, group: Group, item: AgendaItem, visit: Visit) -> None:
    """Save what was typed, where nobody else has changed the same field meanwhile."""
    may_chair = access.may_chair_agenda(group, by=visit.who)
    is_consent = visit.text("consent") == "yes" if may_chair else item.is_consent
    draft = agendas.checked(_draft(session, group, visit, is_consent=is_consent))
    typed = {
        "title": draft.title,
        "owner": draft.owner.id if draft.owner else None,
        "minutes": draft.minutes,
        "purpose": draft.purpose.value,
        "papers": draft.papers,
        "is_consent": draft.is_consent,
    }
    saved = stale_forms.merged(
        session,
        typed,
        agendas.recorded(item),
        visit.text("seen"),
        about=Subject.of(item),
        title=item.title,
        words=agendas.FIELDS,
        by=visit.person,
        is_page=True,
    )
    owner = session.get(Person, saved["owner"]) if saved["owner"] else None
    saved |= {"owner": owner, "purpose": AgendaPurpose(saved["purpose"])}
    agendas.edit(session, item, ItemDraft(**saved), by=visit.person, now=visit.now)


def _withdraw(session: Session, _group: Group, item: AgendaItem, visit: Visit) -> None:
    agendas.withdraw(session, item, by=visit.person, now=visit.now)


def _put_off(session: Session, _group: Group, item: AgendaItem, visit: Visit) -> None:
    verb = agendas.put_back if item.is_put_off else agendas.put_off
    verb(session, item, by=visit.person, now=visit.now)


def _close(session: Session, _group: Group, item: AgendaItem, visit: Visit) -> None:
    meeting = agendas.dealt_with_in(session, item, now=visit.now)
    agendas.close(session, item, meeting=meeting, by=visit.person, now=visit.now)


def _merge(session: Session, _group: Group, item: AgendaItem, visit: Visit) -> None:
    into = access.item_to_chair(session, _number(visit, "into"), by=visit.who)
    agendas.merge(session, item, into, by=visit.person, now=visit.now)


def _unmerge(session: Session, _group: Group, item: AgendaItem, visit: Visit) -> str:
    item, into = access.merge_to_undo(session, item.id, by=visit.who)
    stays = agendas.unmerge(session, item, into, by=visit.person, now=visit.now)
    return "item_unmerged_partly" if stays else ""


_ItemAct = Callable[[Session, Group, AgendaItem, Visit], str | None]
_ITEM_ACTS: dict[str, tuple[_ItemAct, str, bool]] = {
    "save": (_save, "saved", False),
    "withdraw": (_withdraw, "item_withdrawn", False),
    "put-off": (_put_off, "saved", True),
    "close": (_close, "saved", True),
    "merge": (_merge, "saved", True),
    "unmerge": (_unmerge, "item_unmerged", True),
}


def _draft(session: Session, group: Group, visit: Visit, *, is_consent: bool = False) -> ItemDraft:
    owner = None
    if visit.text("owner"):
        people = tasks.assignable_members(session, group.id, by=visit.person, at=visit.now)
        known = {person.id: person for person in people}
        owner = known.get(_number(visit, "owner"))
        if owner is None:
            raise Invalid(NOT_OFFERED, field="owner")
    return ItemDraft(
        visit.text("title"),
        owner,
        _minutes(visit),
        visit.choice("purpose", _PURPOSES),
        "\n".join(visit.text("papers").splitlines()),
        is_consent,
    )


def _minutes(visit: Visit) -> int | None:
    typed = visit.text("minutes")
    if not typed:
        return None
    minutes = agendas.read_minutes(typed)
    if minutes is None:
        raise Invalid(f"Minutes are a number from 1 to {MOST_ITEM_MINUTES}.", field="minutes")
    return minutes


def _number(visit: Visit, name: str) -> int:
    typed = visit.text(name)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Invalid(NOT_OFFERED, field=name)
    return int(typed)

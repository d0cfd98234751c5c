"""The forms about agendas."""

from collections.abc import Mapping, Sequence

from models import AgendaItem, AgendaPurpose, Group, Person
from models.agendas import PAPERS_LENGTH, AgendaEntry, GroupAgenda, ItemDraft
from models.columns import NAME_LENGTH
from models.payloads import Block, Element, View
from views.agendas import ids, item_words
from views.elements import context, section
from views.inputs import field, modal, multi_select, named, option, select, text_input
from views.texts import bold, brief, esc, isolate, joined, short
from views.values import AgendaOrder, private

_SECTION_ROOM = 2900
EMPTY = ItemDraft("")


def new(
    group: Group | None,
    members: Sequence[Person],
    *,
    draft: ItemDraft = EMPTY,
    groups: Sequence[Group] = (),
    meeting_id: int = 0,
    may_chair: bool = False,
    unread: str = "",
    source: Mapping[str, str] | None = None,
) -> View:
    """The form that puts an item on an agenda; ``unread`` says what of a typed line was not
    understood. Where no ``group`` is known, it is chosen among ``groups``.

    ``source`` says from which message it is made, to be carried along.
    """
    blocks: list[Block] = [
        *([section(esc(short(unread, 2900)))] if unread else []),
        section(bold(group.name)) if group else _group_field(groups),
        *_fields(draft, members if group else (), may_chair=may_chair),
    ]
    if source:
        blocks.append(context("The link to the message that you chose is added to the papers."))
    carried = private(
        group=group.id if group else None, meeting=meeting_id, source=dict(source or {})
    )
    return modal(
        ids.ADD_SEND, "Put on the agenda", blocks, submit="Add", close="Cancel", private=carried
    )


def change(
    entry: AgendaEntry,
    members: Sequence[Person],
    others: Sequence[AgendaItem],
    *,
    may_chair: bool,
    seen: str,
) -> View:
    """The form that changes an item, or says what becomes of it. ``seen`` tells what it shows."""
    item = entry.item
    purpose = item.purpose
    draft = ItemDraft(item.title, entry.owner, item.minutes, purpose, item.papers, item.is_consent)
    blocks = [
        *_fields(draft, members, may_chair=may_chair),
        _becomes(item, others, may_chair=may_chair),
    ]
    if may_chair and others:
        blocks.append(_into(others))
    private_text = private(item=item.id, seen=seen)
    return modal(
        ids.CHANGE_SEND,
        "Change the item",
        blocks,
        submit="Save",
        close="Cancel",
        private=private_text,
    )


def order(agenda: GroupAgenda) -> View:
    """The form that puts an agenda into another order, all of it at once."""
    lines = [
        f"{number}. {esc(brief(entry.item.title, 60))}"
        for number, entry in enumerate(agenda.open_entries, 1)
    ]
    blocks: list[Block] = [section(text) for text in _sections(lines)]
    hint = (
        "The numbers that you type come first, in that order, and the others follow as they are."
        " The consent part stays before the rest."
    )
    element = text_input("agenda.order", placeholder="4, 1, 2", limit=1000)
    blocks.insert(0, field("order", "New order", element, hint=hint))
    carried = private(
        group=agenda.group.id,
        meeting=agenda.meeting.id if agenda.meeting else 0,
        items=AgendaOrder(tuple(entry.item.id for entry in agenda.open_entries)).text,
    )
    return modal(
        ids.ORDER_SEND,
        "Change the order",
        blocks,
        submit="Save",
        close="Cancel",
        private=carried,
    )


def owner_choices(members: Sequence[Person]) -> list[Element]:
    """Those in the group who may lead through an item."""
    return named(members)


def item_choices(items: Sequence[AgendaItem]) -> list[Element]:
    """The items of which another one may become part."""
    return [option(isolate(item.title), item.id) for item in items]


def _fields(draft: ItemDraft, members: Sequence[Person], *, may_chair: bool) -> list[Block]:
    title = text_input("agenda.title", initial=draft.title, limit=NAME_LENGTH)
    minutes = text_input(
        "agenda.minutes",
        initial=str(draft.minutes) if draft.minutes else "",
        placeholder="10",
        limit=20,
    )
    purpose = select(
        "agenda.purpose",
        [option(item_words.PURPOSES[purpose].capitalize(), purpose) for purpose in AgendaPurpose],
        initial=draft.purpose,
        type_="radio_buttons",
    )
    papers = text_input("agenda.papers", initial=draft.papers, multiline=True, limit=PAPERS_LENGTH)
    return [
        field("title", "What is it about?", title),
        *([_owner_field(members, draft.owner)] if members else []),
        field("minutes", "Minutes", minutes, optional=True, hint="How long it takes, such as 10."),
        field("purpose", "What is wanted", purpose),
        field("papers", "Papers", papers, optional=True, hint="Links to read beforehand."),
        *([_consent(draft.is_consent)] if may_chair else []),
    ]


def _owner_field(members: Sequence[Person], owner: Person | None) -> Block:
    initial = str(owner.id) if owner else None
    element = select(
        "agenda.owner", owner_choices(members), placeholder="Nobody yet", initial=initial
    )
    return field("owner", "Who leads through it", element, optional=True)


def _consent(is_consent: bool) -> Block:
    box = option("In the consent part", ids.CONSENT)
    element = multi_select(
        "agenda.consent", [box], initial=[ids.CONSENT] if is_consent else [], type_="checkboxes"
    )
    hint = "Settled as a whole, without a word. Anybody in the group can take it out."
    return field("consent", "Consent part", element, optional=True, hint=hint)


def _becomes(item: AgendaItem, others: Sequence[AgendaItem], *, may_chair: bool) -> Block:
    choices = [(ids.KEEP, "It stays as it is")]
    if may_chair and item.is_put_off:
        choices.append((ids.PUT_BACK, "Put it back on the next agenda"))
    if may_chair and not item.is_put_off:
        choices.append((ids.PUT_OFF, "Put it off until the meeting after"))
    if may_chair:
        choices.append((ids.CLOSE, "It is dealt with"))
    choices.append((ids.WITHDRAW, "Withdraw it"))
    if may_chair and others:
        choices.append((ids.MERGE, "Make it part of another item, chosen below"))
    element = select(
        "agenda.becomes",
        [option(label, value) for value, label in choices],
        initial=ids.KEEP,
        type_="radio_buttons",
    )
    return field("becomes", "What becomes of it", element)


def _into(others: Sequence[AgendaItem]) -> Block:
    element = select("agenda.into", item_choices(others), placeholder="Choose an item")
    hint = "It then has the minutes and papers of both."
    return field("into", "The other item", element, optional=True, hint=hint)


def _group_field(groups: Sequence[Group]) -> Block:
    return field("group", "Group", select("agenda.group", named(groups)))


def _sections(lines: Sequence[str]) -> list[str]:
    """The lines, as many of them together as a section holds."""
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > _SECTION_ROOM:
            texts.append("")
        texts[-1] = joined([texts[-1], line], "\n")
    return [text for text in texts if text]

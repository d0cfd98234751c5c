"""An agenda as somebody looks at it, and as it is posted for all."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from models import AgendaItem, MeetingStatus
from models.agendas import AgendaEntry, GroupAgenda
from models.payloads import Block, Element, Message
from views.agendas import ids, item_words
from views.elements import actions, button, context, header, message, more_button, section
from views.tasks import due_words
from views.texts import bold, brief, esc, fitting, joined, plural, short
from views.times import moment, plain_moment
from views.values import AgendaAt

AGENDA_PAGE = 8
"""How many items of a long agenda are shown at a time."""
POSTED_ITEMS = 30
_IN_SECTION = 10
_ACTION_ROOM = 1500
_NEXT_LINE = "\n"
CONSENT_HEADING = "Consent part: settled as a whole, unless somebody wants to talk about an item"


class AgendaRights(NamedTuple):
    """What somebody may do with an agenda."""

    may_add: bool = False
    may_chair: bool = False
    may_edit: Callable[[AgendaItem], bool] = lambda _item: False
    may_pull: Callable[[AgendaItem], bool] = lambda _item: False


def shown(
    agenda: GroupAgenda,
    *,
    rights: AgendaRights,
    today: date,
    zone: str,
    offset: int = 0,
    news: str = "",
) -> Message:
    """The agenda with what somebody may do with it, a few items at a time; ``news`` comes first."""
    place = _place(agenda)
    offset = offset if offset < len(agenda.entries) else 0
    page = agenda.entries[offset : offset + AGENDA_PAGE]
    opening = [
        *([section(news)] if news else []),
        header(_title(agenda)),
        section(_opening(agenda)),
    ]
    blocks: list[Block] = [*opening, *(_actions_part(agenda, today) if not offset else [])]
    for number, entry in enumerate(page, offset + 1):
        blocks += _heading(agenda.entries, number - 1, is_first=number == offset + 1)
        blocks += _entry(entry, number, rights)
    after = offset + len(page)
    if left := len(agenda.entries) - after:
        next_page = AgendaAt(place.group_id, place.meeting_id, after).text
        blocks.append(more_button(ids.PAGE_OF, next_page, left=left, step=AGENDA_PAGE))
    elif agenda.put_off:
        blocks += _put_off(agenda.put_off, rights)
    if row := _buttons(agenda, rights):
        blocks.append(actions(*row))
    return message(joined([news, _in_words(agenda, page, offset, zone, today)], " "), blocks)


def posted(agenda: GroupAgenda, *, today: date) -> Message:
    """To the group's channel some hours before the meeting, and drawn anew as it changes."""
    meeting = agenda.meeting
    assert meeting is not None, "only the agenda of a meeting is posted"
    blocks: list[Block] = [header(_title(agenda)), section(_opening(agenda))]
    if meeting.status is MeetingStatus.CANCELLED:
        text = (
            f"{esc(_title(agenda))}: the meeting is cancelled. What is open waits for the next one."
        )
        return message(
            text,
            [
                blocks[0],
                section("*The meeting is cancelled.* What is open waits for the next one."),
            ],
        )
    blocks += _actions_part(agenda, today)
    shown_entries = agenda.entries[:POSTED_ITEMS]
    for is_consent in (True, False):
        blocks += _posted_part(agenda, shown_entries, is_consent=is_consent)
    if left := len(agenda.entries) - len(shown_entries):
        blocks.append(context(f"And {plural(left, 'more item')}: press Agenda to see all."))
    value, about = _place(agenda).text, short(meeting.title, 50)
    blocks.append(
        actions(
            button("Agenda", ids.SHOW, value, about=about),
            button("Add an item", ids.ADD, value, about=about),
        )
    )
    hint = "Press Agenda to talk about an item of the consent part." if _has_consent(agenda) else ""
    blocks.append(context(joined((esc(short(agenda.group.name, 200)), hint))))
    return message(_in_words(agenda, shown_entries, 0, meeting.zone, today), blocks)


def agenda_button(group_id: int, meeting_id: int, *, about: str) -> Element:
    """The button on a meeting that shows its agenda."""
    return button("Agenda", ids.SHOW, AgendaAt(group_id, meeting_id).text, about=about)


def _place(agenda: GroupAgenda) -> AgendaAt:
    return AgendaAt(agenda.group.id, agenda.meeting.id if agenda.meeting else 0)


def _title(agenda: GroupAgenda) -> str:
    if agenda.meeting is None:
        return f"Agenda of {short(agenda.group.name, 100)}"
    return f"Agenda: {short(agenda.meeting.title, 120)}"


def _opening(agenda: GroupAgenda) -> str:
    """When and how much."""
    if agenda.meeting is None:
        when = "No meeting is scheduled yet. These items wait for the next one."
    else:
        held = moment(agenda.meeting.starts_at, agenda.meeting.zone)
        when = f"{esc(short(agenda.group.name, 100))}, {held}"
    much = item_words.totals(agenda) if agenda.entries else "Nothing is on it yet."
    over = item_words.too_long(agenda)
    return joined([when, much, bold(over) if over else ""], _NEXT_LINE)


def _actions_part(agenda: GroupAgenda, today: date) -> list[Block]:
    """What was to be done since earlier meetings."""
    if not agenda.actions:
        return []
    lines = [
        f"• {item_words.action_line(action, due_words(action.line.task.due_on, today))}"
        for action in agenda.actions
    ]
    return [
        section(
            _NEXT_LINE.join(["*Open actions of earlier meetings*", *fitting(lines, _ACTION_ROOM)])
        )
    ]


def _heading(entries: Sequence[AgendaEntry], place: int, *, is_first: bool) -> list[Block]:
    """The name of the part that begins here."""
    is_consent = entries[place].is_settled_as_whole
    begins = is_first or entries[place - 1].is_settled_as_whole is not is_consent
    if not begins or not entries[0].is_settled_as_whole:
        return []
    return [section(f"*{CONSENT_HEADING}*" if is_consent else "*To talk about*")]


def _entry(entry: AgendaEntry, number: int, rights: AgendaRights) -> list[Block]:
    item = entry.item
    parts = f"With: {esc(brief('; '.join(entry.merged), 80))}" if entry.merged else ""
    papers = f"Papers: {esc(brief(' '.join(item.papers.split()), 120))}" if item.papers else ""
    title = f"*{number}.* {esc(brief(item.title, 150))}"
    text = joined([title, item_words.item_facts(entry), parts, papers], _NEXT_LINE)
    row = [
        *([_talk(item)] if rights.may_pull(item) else []),
        *([_change(item)] if rights.may_edit(item) else []),
        *([_unmerge(entry.last_merged)] if rights.may_chair and entry.last_merged else []),
    ]
    if len(row) == 1:
        return [section(text, row[0])]
    return [section(text), *([actions(*row)] if row else [])]


def _talk(item: AgendaItem) -> Element:
    return button("Talk about it", ids.PULL, item.id, about=item.title)


def _change(item: AgendaItem) -> Element:
    return button("Change", ids.CHANGE, item.id, about=item.title)


def _unmerge(part: AgendaItem) -> Element:
    return button("Undo the merge", ids.UNMERGE, part.id, about=part.title)


def _put_off(entries: Sequence[AgendaEntry], rights: AgendaRights) -> list[Block]:
    """What the chair keeps from the next meeting: the first few with their button."""
    blocks: list[Block] = [section("*Put off until the meeting after*")]
    for entry in entries[:3]:
        accessory = _change(entry.item) if rights.may_edit(entry.item) else None
        blocks.append(section(item_words.item_line(entry), accessory))
    if (more := len(entries) - 3) > 0:
        blocks.append(context(f"And {plural(more, 'more item')}."))
    return blocks


def _buttons(agenda: GroupAgenda, rights: AgendaRights) -> list[Element]:
    value = _place(agenda).text
    about = short(agenda.meeting.title if agenda.meeting else agenda.group.name, 50)
    row = [button("Add an item", ids.ADD, value, about=about)] if rights.may_add else []
    if rights.may_chair and len(agenda.open_entries) > 1:
        row.append(button("Change the order", ids.ORDER, value, about=about))
    return row


def _posted_part(
    agenda: GroupAgenda, entries: Sequence[AgendaEntry], *, is_consent: bool
) -> list[Block]:
    lines = [
        f"*{number}.* {item_words.item_line(entry)}"
        for number, entry in enumerate(entries, 1)
        if entry.is_settled_as_whole is is_consent
    ]
    if not lines:
        return []
    heading = f"*{CONSENT_HEADING}*" if is_consent else "*To talk about*"
    opening = [heading] if _has_consent(agenda) else []
    rows = [lines[first : first + _IN_SECTION] for first in range(0, len(lines), _IN_SECTION)]
    rows[0] = [*opening, *rows[0]]
    return [section(_NEXT_LINE.join(row)) for row in rows]


def _has_consent(agenda: GroupAgenda) -> bool:
    return any(entry.is_settled_as_whole for entry in agenda.entries)


def _in_words(
    agenda: GroupAgenda, page: Sequence[AgendaEntry], offset: int, zone: str, today: date
) -> str:
    """The whole of it in sentences, for notifications and screen readers."""
    meeting = agenda.meeting
    when = f", {plain_moment(meeting.starts_at, zone)}" if meeting else ""
    much = f"{item_words.totals(agenda)}. {item_words.too_long(agenda)}".strip()
    opening = f"{esc(_title(agenda))}{when}: {much}"
    todo = "; ".join(
        item_words.action_line(action, due_words(action.line.task.due_on, today))
        for action in ([] if offset else agenda.actions[:_IN_SECTION])
    )
    consent, talked = (
        "; ".join(
            f"{number}. {item_words.item_line(entry)}"
            for number, entry in enumerate(page, offset + 1)
            if entry.is_settled_as_whole is is_consent
        )
        for is_consent in (True, False)
    )
    sentences = [
        opening,
        f"Open actions of earlier meetings: {todo}." if todo else "",
        f"Consent part: {consent}." if consent else "",
        f"To talk about: {talked}." if talked else "",
    ]
    return joined(sentences, " ")

"""How an item of an agenda, and an agenda as a whole, read in a line."""

from models import AgendaItemState, AgendaPurpose
from models.agendas import AgendaEntry, GroupAgenda, OpenAction
from views.tasks import whose
from views.texts import brief, esc, joined, plural

PURPOSES = {
    AgendaPurpose.INFORM: "to inform",
    AgendaPurpose.DISCUSS: "to discuss",
    AgendaPurpose.DECIDE: "to decide",
}
ENDS = {
    AgendaItemState.CLOSED: "closed",
    AgendaItemState.WITHDRAWN: "withdrawn",
    AgendaItemState.MERGED: "part of another item",
}
_NAME_ROOM = 60


def carried(times: int) -> str:
    """How often something was carried; nothing where it never was."""
    if times < 2:
        return "carried over" if times else ""
    return f"carried for the {_ordinal(times)} time"


def item_line(entry: AgendaEntry, *, title_room: int = 100) -> str:
    """An item in one line: ``Courier price (10 min, to decide, Ben Brook, carried over)``."""
    return f"{esc(brief(entry.item.title, title_room))} ({item_facts(entry)})"


def item_facts(entry: AgendaEntry) -> str:
    """What stands behind the title: ``10 min, to decide, Ben Brook, carried over``."""
    item = entry.item
    pulled = f"{_short(entry.pulled_by.name)} wants to talk about it" if entry.pulled_by else ""
    return joined(
        (
            f"{item.minutes} min" if item.minutes else "",
            PURPOSES[item.purpose],
            _short(entry.owner.name) if entry.owner else "nobody leads it yet",
            carried(item.times_carried),
            pulled,
            ENDS.get(item.state, ""),
        ),
        ", ",
    )


def action_line(action: OpenAction, due: str) -> str:
    """An open action in one line, with when it is due in words."""
    title = esc(brief(action.line.task.title, 100))
    whom = esc(brief(whose(action.line), 80))
    return f"{title} ({joined((whom, due, carried(action.times_carried)), ', ')})"


def totals(agenda: GroupAgenda) -> str:
    """``5 items, 45 of 60 minutes``; what says no length is counted apart."""
    count = plural(len(agenda.entries), "item")
    of = f" of {agenda.meeting.minutes}" if agenda.meeting else ""
    minutes = f"{agenda.minutes}{of} minutes" if agenda.minutes else ""
    silent = sum(entry.item.minutes is None for entry in agenda.entries)
    unknown = f"{plural(silent, 'item')} without a length" if silent else ""
    return joined((count, minutes, unknown), ", ")


def too_long(agenda: GroupAgenda) -> str:
    """That the items take longer than the meeting; nothing where they do not."""
    if not agenda.is_too_long or agenda.meeting is None:
        return ""
    over = agenda.minutes - agenda.meeting.minutes
    return f"The items take {plural(over, 'minute')} longer than the meeting."


def _short(name: str) -> str:
    return esc(brief(name, _NAME_ROOM))


def _ordinal(count: int) -> str:
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10)
    return f"{count}{ending or 'th'}"

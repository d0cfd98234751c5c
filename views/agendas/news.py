"""What is said when an agenda changes."""

from collections.abc import Sequence

from models import AgendaItem, Group, Meeting, Person
from models.agendas import AgendaEntry
from models.payloads import Message
from views.agendas.item_words import item_line
from views.agendas.lists import agenda_button
from views.elements import actions, message, section
from views.texts import bold, brief, esc, in_a_row, joined, short
from views.times import moment, plain_moment


def added(
    entry: AgendaEntry, group: Group, meeting: Meeting | None, *, zone: str, note: str = ""
) -> Message:
    """To whoever put an item on the agenda, with all as it was understood."""
    opening, spoken = (
        _where(group, meeting, zone, is_plain=is_plain) for is_plain in (False, True)
    )
    line, more = item_line(entry, title_room=200), esc(short(note, 300))
    papers = f"Papers: {esc(brief(entry.item.papers, 500))}" if entry.item.papers else ""
    show = agenda_button(group.id, meeting.id if meeting else 0, about=short(group.name, 50))
    text = joined([opening, line, papers, more], "\n")
    return message(joined([spoken, line, papers, more], "\n"), [section(text), actions(show)])


def pulled(item: AgendaItem, by: Person | None, *, is_own: bool) -> Message:
    """To whoever wants to talk about an item of the consent part."""
    title = bold(short(item.title, 200))
    if is_own:
        text = f"The group talks about {title} now: it is out of the consent part."
    else:
        who = esc(short(by.name, 80)) if by else "Somebody"
        text = f"{who} has taken {title} out of the consent part already, so it is talked about."
    return message(text)


def ordered() -> str:
    """That the order is saved."""
    return "The order is saved."


def changed(item: AgendaItem, outcome: str) -> str:
    """What became of an item."""
    return f"{bold(short(item.title, 200))}: {outcome}."


def unmerged(item: AgendaItem, into: AgendaItem, stays: Sequence[str]) -> str:
    """To the chair who has undone a merge, with what stays, since it has changed meanwhile."""
    first, second = (bold(short(row.title, 200)) for row in (item, into))
    kept = f"What has changed in {second} since stays: its {in_a_row(stays)}." if stays else ""
    return joined([f"{first} and {second} stand by themselves again.", kept], " ")


def _where(group: Group, meeting: Meeting | None, zone: str, *, is_plain: bool) -> str:
    name = esc(short(group.name, 100))
    if meeting is None:
        return f"Queued for the next meeting of {name}, which is not scheduled yet."
    at = plain_moment(meeting.starts_at, zone) if is_plain else moment(meeting.starts_at, zone)
    return f"On the agenda of {bold(short(meeting.title, 100))} of {name}, {at}."

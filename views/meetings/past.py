"""Meetings that were held, ten at a time."""

from collections.abc import Container, Sequence
from dataclasses import replace

from models import Group
from models.meetings import HeldMeeting
from models.payloads import Block, Message
from views.elements import actions, button, context, header, message, more_button, section
from views.meetings import ids
from views.texts import bold, esc, joined, plural, short
from views.times import moment, plain_moment
from views.values import MeetingListAt

_LINE = 950


def past(
    found: Sequence[HeldMeeting],
    *,
    group: Group | None,
    mine: bool,
    editable: Container[int],
    zone: str,
    page: int = 0,
    left: int = 0,
) -> Message:
    """The meetings held, the latest first; those of the ``editable`` groups with their list.

    ``left`` is how many come after this page.
    """
    if not found:
        whose = f"of {esc(short(group.name, 200))} " if group else ""
        return message(
            f"No meeting {whose or ('of your groups ' if mine else '')}has been held yet."
        )
    title = (
        f"Past meetings of {short(group.name, 100)}"
        if group
        else ("Your past meetings" if mine else "Past meetings")
    )
    blocks: list[Block] = [header(title)]
    for held in found:
        blocks += _line(held, may_edit=held.group.id in editable)
    if left:
        where = MeetingListAt(group.id if group else None, page)
        blocks.append(more_button(ids.PAST_PAGE, replace(where, page=page + 1).text, left=left))
    blocks.append(context("Times are shown on your own clock."))
    lines = "; ".join(_in_words(held, zone) for held in found)
    return message(f"{esc(title)}: {lines}.", blocks)


def recorded_words(held: HeldMeeting) -> str:
    """How many came, or that nobody keeping the meeting has said so."""
    came = plural(held.came, "person", "people")
    if held.has_list:
        return f"{came} came" if held.came else "Nobody came"
    return f"No list of who came; {came} said so" if held.came else "No list of who came"


def _line(held: HeldMeeting, *, may_edit: bool) -> list[Block]:
    meeting = held.meeting
    about = joined([moment(meeting.starts_at, meeting.zone), esc(short(held.group.name, 60))])
    lines = [bold(short(meeting.title, 100)), about, recorded_words(held)]
    name = short(meeting.title, 60)
    buttons = [button("Show", ids.SHOW, meeting.id, about=name)]
    if may_edit:
        buttons.insert(0, button("Who came", ids.CHECKLIST, meeting.id, about=name))
    return [section(short("\n".join(lines), _LINE)), actions(*buttons)]


def _in_words(held: HeldMeeting, zone: str) -> str:
    meeting = held.meeting
    title, group = esc(short(meeting.title, 80)), esc(short(held.group.name, 60))
    when = plain_moment(meeting.starts_at, zone)
    return f"{title} ({group}), {when}, {recorded_words(held).lower()}"

"""Leaving a group: what ends with it, asked before and told to those concerned."""

from models import Group, Person, Seat
from models.ends_by_leaving import EndsByLeaving
from models.payloads import Message
from views.elements import actions, button, context, message, section
from views.groups import ids
from views.texts import bold, brief, esc, in_a_row, joined, plural, short

_AFFECTED_NAMED = 6


def ask_before_leaving(ends: EndsByLeaving, group: Group) -> Message:
    """The question to somebody who leaves a group, with what ends by it."""
    name = bold(short(group.name, 200))
    text = f"Do you leave {name}? Nothing was changed yet. This ends with it:"
    lines = [f"• {line}" for line in _lines(ends)]
    leave = button("Leave the group", ids.LEAVE_SURELY, group.id, about=group.name)
    stays = "To stay, leave this as it is. `/wg handover` passes on what you hold there."
    return message(
        "\n".join([text, *lines]),
        [section("\n".join([text, *lines])), actions(leave), context(stays)],
    )


def _lines(ends: EndsByLeaving) -> list[str]:
    lines = [
        f"Your seat {_seat(ends.seat)}: it is vacant then, for a chair to fill."
        if ends.seat
        else "",
        f"You are {ends.chairs_as} no longer." if ends.chairs_as else "",
        f"You are no longer the deputy of {_people(ends.deputy_of)}." if ends.deputy_of else "",
        f"Your deputy {_people(ends.deputies)} is one no longer." if ends.deputies else "",
        f"Nobody acts then for {_people(ends.acting_for)}, on leave of absence, who hears it."
        if ends.acting_for
        else "",
        f"{plural(ends.freed_tasks, 'open task')} of yours there: nobody has them then."
        if ends.freed_tasks
        else "",
    ]
    return [line for line in lines if line]


def left_seat(ends: EndsByLeaving, group: Group, person: Person) -> Message:
    """To a chair: somebody has left by herself, and what is open by it."""
    vacant = f"{_seat(ends.seat)} is vacant: `/wg seats` appoints who follows." if ends.seat else ""
    unserved = (
        f"Nobody acts for {_people(ends.acting_for)} any more, on leave of absence."
        if ends.acting_for
        else ""
    )
    opening = f"{esc(short(person.name, 80))} has left {bold(short(group.name, 200))}."
    text = joined([opening, vacant, unserved], " ")
    show = button("Show the group", ids.SHOW, group.id, about=group.name)
    return message(text, [section(text), actions(show)])


def nobody_acts(group: Group, acting: Person) -> Message:
    """To somebody on leave of absence, for whom somebody acted who is in the group no longer."""
    return message(
        f"{esc(short(acting.name, 80))} is no longer in {bold(short(group.name, 200))}, so nobody"
        " acts for you there while you are on leave of absence. Tell a chair who is to act."
    )


def _seat(seat: Seat | None) -> str:
    assert seat is not None, "the caller has looked"
    words = joined([str(seat.role), seat.label], " ")
    return bold(brief(f"{words[:1].upper()}{words[1:]}", 80))


def _people(people: tuple[Person, ...]) -> str:
    shown = [esc(short(person.name, 60)) for person in people[:_AFFECTED_NAMED]]
    more = len(people) - len(shown)
    return in_a_row([*shown, *([plural(more, "other")] if more > 0 else [])])

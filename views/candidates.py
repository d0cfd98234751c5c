"""Who is interested in a group, for its chairs, and the call that asks for volunteers."""

from collections.abc import Sequence

from models import Group
from models.calendar_days import day_words
from models.interests import Candidate, Candidates, LibraryBalance
from models.payloads import Block, Element, Message, View
from models.seats import Seat, SeatLine
from views.elements import (
    actions,
    context,
    header,
    message,
    more_button,
    plain,
    section,
)
from views.inputs import MENU, field, modal, option
from views.interests import interested_button, seat_words, vacancy_lines
from views.seats.lists import called
from views.texts import bold, brief, channel, esc, fitting, in_a_row, joined, plural, short
from views.values import CandidateButton, CandidateListAt, MenuChoice

PAGE_OF = "candidate.page"
APPOINT = "candidate.appoint"
ADD = "candidate.add"
CALL_SEND = "candidate.call.send"
_MOST_SEATS = 4
"""In the menu of a candidate, beside the membership without a seat."""
_CANDIDATES_SHOWN = 6
_ROOM_BESIDE = 1500
_NOTE_ROOM = 120


def listed(found: Candidates, *, page: int = 0) -> Message:
    """Candidates, six at a time, by the name of their library; nobody is ranked."""
    group, lines = found.group, found.lines
    title = f"Volunteers for {short(group.name, 100)}" if group else "Volunteers for all groups"
    page = page if page * _CANDIDATES_SHOWN < len(lines) else 0
    shown = lines[page * _CANDIDATES_SHOWN : (page + 1) * _CANDIDATES_SHOWN]
    blocks: list[Block] = [header(title), *_beside(found)]
    blocks += [section(_line(line, of_all=group is None), _menu(line)) for line in shown]
    if not lines:
        blocks.append(section("Nobody has said that they are interested now."))
    if left := len(lines) - page * _CANDIDATES_SHOWN - len(shown):
        at = CandidateListAt(group.id if group else 0, page + 1)
        blocks.append(more_button(PAGE_OF, at.text, left=left, step=_CANDIDATES_SHOWN))
    words = "; ".join(_line(line, of_all=group is None).replace("\n", ", ") for line in shown)
    text = f"{esc(title)}: {words}." if words else f"{esc(title)}: nobody now."
    return message(text, blocks)


def call_form(vacancies: Sequence[SeatLine], *, channel_id: str | None) -> View:
    """What would be posted, and the choice of the channel where."""
    channels: Element = {
        "type": "conversations_select",
        "action_id": "candidate.channel",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel_id:
        channels |= {"initial_conversation": channel_id}
    blocks: list[Block] = [
        section("*This is posted, once, with a button “I am interested” below it:*"),
        *_call_words(vacancies),
        field("channel", "In which channel?", channels),
    ]
    return modal(CALL_SEND, "Call for volunteers", blocks, submit="Post it", close="Cancel")


def call(vacancies: Sequence[SeatLine]) -> Message:
    """The call, to the one channel that was chosen: it names no private group."""
    words = _call_words(vacancies)
    text = "\n".join(block["text"]["text"] for block in words)
    return message(text, [*words, actions(interested_button(style="primary"))])


def called_for_volunteers(channel_id: str) -> Message:
    return message(f"I am posting the call for volunteers in {channel(channel_id)} now.")


def _call_words(vacancies: Sequence[SeatLine]) -> list[Block]:
    text = (
        "*Who would like to take part?* Our groups look for volunteers: to steer, to take part, or"
        " to support now and then. Press the button and choose a group; its chairs see it."
    )
    lines = vacancy_lines(vacancies)
    seats = [section("\n".join(fitting(["*Vacant seats*", *lines], _ROOM_BESIDE)))] if lines else []
    return [section(text), *seats]


def _beside(found: Candidates) -> list[Block]:
    """The vacancies, and which libraries are in the group and which are not."""
    if found.group is None and not found.lines:
        return []
    if found.group is None:
        groups = {line.group.id for line in found.lines}
        return [context(f"{plural(len(found.lines), 'offer')} in {plural(len(groups), 'group')}.")]
    return [section(_vacant(found.group, found.vacancies)), context(*_balance(found.balance))]


def _vacant(group: Group, vacancies: Sequence[SeatLine]) -> str:
    if not vacancies:
        return "No seat of the group is vacant."
    words = fitting([seat_words(line) for line in vacancies], _ROOM_BESIDE - 200)
    return f"{bold(brief(group.name, 100))}: {'; '.join(words)}"


def _balance(balance: LibraryBalance) -> list[str]:
    sides = (("Libraries in the group", balance.present), ("Without anybody in it", balance.absent))
    return [f"{label}: {_names(libraries) or 'none'}." for label, libraries in sides]


def _names(libraries: Sequence[str]) -> str:
    return ", ".join(fitting([esc(brief(name, 40)) for name in libraries], _ROOM_BESIDE - 200))


def _line(line: Candidate, *, of_all: bool) -> str:
    interest = line.interest
    who = f"{bold(brief(line.person.name, 80))} ({esc(brief(line.organization, 40))})"
    group = esc(brief(line.group.name, 100)) if of_all else ""
    since = f"since {day_words(interest.given_on)}"
    facts = joined([group, f"would like to {interest.level}", since])
    note = f"“{esc(brief(interest.note, _NOTE_ROOM))}”" if interest.note else ""
    return joined([who, facts, _fits(line.fits), note], "\n")


def _fits(seats: Sequence[Seat]) -> str:
    """“fits the seat *Member for the colleges*”."""
    if not seats:
        return ""
    several = "seats" if len(seats) > 1 else "seat"
    return f"fits the {several} {in_a_row([called(seat) for seat in seats[:2]])}"


def _menu(line: Candidate) -> Element:
    """The vacant seats that she fits come first, then those that ask for no library."""
    at = line.group.id, line.person.id
    seats = [*line.fits, *line.others][:_MOST_SEATS]
    choices = [
        (f"Appoint: {_plain(seat)}", MenuChoice(APPOINT, CandidateButton(*at, seat.id).text))
        for seat in seats
    ]
    choices.append(("Add as a member", MenuChoice(ADD, CandidateButton(*at).text)))
    options = [option(label, choice.text) for label, choice in choices]
    return {"type": "overflow", "action_id": MENU, "options": options}


def _plain(seat: Seat) -> str:
    return f"{seat.role} {seat.label}".strip()

"""What is said once a seat, or who sits in it, has changed."""

from collections.abc import Sequence
from datetime import date

from models import Group, MemberRole, Organization, Person, Seat
from models.calendar_days import day_words
from models.payloads import Message
from views.elements import message
from views.seats.lists import called
from views.texts import bold, esc, joined, please_tell, please_tell_those, short

_CHAIRS = (MemberRole.CHAIR, MemberRole.CO_CHAIR)
_SILENT = "I do not tell them: please do."
_BEFORE_CHAIRING = "I tell them on that day that they chair, and nothing before: please do."


def added(seat: Seat, *, count: int = 1, has_such_library: bool = True) -> str:
    """To the one who added it, or several alike; a warning where no library is of the kind that it
    asks for.
    """
    alike, below = (f"{count} seats: ", "each of them") if count > 1 else ("", "it")
    text = f"Added: {alike}{called(seat)}. “Appoint somebody” below {below} says who sits there."
    return joined([text, "" if has_such_library else _no_such_library(seat)], " ")


def changed(seat: Seat, *, has_such_library: bool = True, misfits: Sequence[Person] = ()) -> str:
    """To the one who changed it; a word where nobody fits, or those who sit there do not."""
    names = ", ".join(map(_name, misfits[:3]))
    more = f" and {len(misfits) - 3} more" if len(misfits) > 3 else ""
    stay = "stays" if len(misfits) == 1 else "stay"
    elsewhere = (
        f"It asks for another library than that of {names}{more}, who {stay}." if names else ""
    )
    nobody = "" if has_such_library else _no_such_library(seat)
    return joined([f"Changed: {called(seat)}.", nobody, elsewhere], " ")


def _no_such_library(seat: Seat) -> str:
    return (
        f"No member library is of the kind {_kind(seat)}, so nobody fits: `/library list` shows the"
        " libraries, and the program manager can say of which kind each is."
    )


def appointed(
    seat: Seat,
    person: Person,
    *,
    first: date,
    last: date | None,
    today: date,
    wanted: Organization | None,
    fits: bool = True,
    was_seatless: bool = False,
    left_seat: Seat | None = None,
) -> str:
    """To the one who appointed her, with the days as they were read; ``was_seatless`` where she
    would be in the group then without a seat, ``left_seat`` where in another one.
    """
    begins = "from today" if first == today else f"from {day_words(first)}"
    ends = f" until {day_words(last)}" if last else ""
    text = f"{_name(person)} sits in {called(seat)} {begins}{ends}."
    other = ""
    if wanted is not None and wanted.id != person.organization_id:
        other = f"The seat asks for {esc(short(wanted.name, 100))}, where they do not work."
    elif not fits:
        other = f"The seat asks for a library of the kind {_kind(seat)}, and theirs is none."
    silent = please_tell(person)
    if not silent and first > today:
        silent = _BEFORE_CHAIRING if seat.role in _CHAIRS else _SILENT
    no_vote = "" if seat.votes else "The seat does not vote."
    leaves = ""
    if was_seatless:
        leaves = "From then on they are no longer in the group without a seat"
        leaves += f": {_ends_with_it(seat)}" if last else "."
    if left_seat is not None:
        leaves = f"From then on {called(left_seat)}, where they sit until then, is vacant."
    return joined([text, leaves, no_vote, other, silent], " ")


def _ends_with_it(seat: Seat) -> str:
    if seat.holds_over:
        return "they stay after the term until somebody is appointed, and leave the group then."
    return "when the term ends, so does the service in the group."


def of_members(seat: Seat) -> str:
    """Before anybody is appointed: what becomes of who is in the group without a seat."""
    return (
        "Whoever is in the group without a seat is there in this seat from then on, and whoever"
        " sits in another seat of the group leaves that one vacant. Where the term has a last day:"
        f" {_ends_with_it(seat)}"
    )


def extended(seat: Seat, person: Person, last: date | None) -> str:
    until = f" until {day_words(last)}" if last else ""
    return f"{_name(person)} has another term in {called(seat)}{until}."


def leave_set(seat: Seat, person: Person, acting: Person | None, last: date | None) -> str:
    until = f" until {day_words(last)}" if last else ""
    acts = f" {_name(acting)} has the rights of the seat meanwhile." if acting else ""
    return f"{_name(person)}, {called(seat)}: leave of absence{until}.{acts}"


def leave_ended(seat: Seat) -> str:
    return f"The leave of absence from {called(seat)} has ended."


def put_on_leave(
    seat: Seat,
    group: Group,
    *,
    by: Person,
    first: date,
    last: date | None,
    acting: Person | None,
    today: date,
) -> Message:
    """To who sits there, where somebody else set the leave of absence."""
    days = _days_of_leave(first, last, today)
    acts = f"{_name(acting)} has the rights of the seat meanwhile." if acting else ""
    text = f"{_name(by)} put you on leave of absence as {_seat_of(seat, group)}, {days}."
    return message(joined([text, acts], " "))


def you_act(
    seat: Seat,
    group: Group,
    person: Person,
    *,
    by: Person,
    first: date,
    last: date | None,
    today: date,
) -> Message:
    """To who acts for the holder of a seat who is on leave of absence."""
    days = _days_of_leave(first, last, today)
    return message(
        f"{_name(by)} named you to act for {_name(person)}, who is {_seat_of(seat, group)}, {days}."
        " You have the rights of the seat meanwhile."
    )


def _days_of_leave(first: date, last: date | None, today: date) -> str:
    begins = "from today" if first == today else f"from {day_words(first)}"
    return f"{begins} until {day_words(last)}" if last else f"{begins}, until somebody ends it"


def back_from_leave(seat: Seat, group: Group, *, by: Person, has_begun: bool) -> Message:
    """To who sits there, where somebody else ended the leave, or called it off before it began."""
    did = "ended" if has_begun else "called off"
    return message(f"{_name(by)} {did} your leave of absence as {_seat_of(seat, group)}.")


def _seat_of(seat: Seat, group: Group) -> str:
    return f"{called(seat)} in {bold(short(group.name, 200))}"


def ended(seat: Seat, person: Person, last: date, today: date) -> str:
    when = "now" if last == today else f"after {day_words(last)}"
    return f"{_name(person)} leaves {called(seat)} {when}."


def called_off(seat: Seat, person: Person) -> str:
    return f"{_name(person)} does not follow in {called(seat)}; all stays as it was before."


def closed(seat: Seat, group: Group) -> str:
    return f"{called(seat)} of {bold(short(group.name, 200))} is closed. It stays on record."


def with_unreached(news: str, people: Sequence[Person]) -> str:
    """The same, with those who get no word that they chair the group, or do so no longer."""
    return joined([news, please_tell_those(people)], " ")


def _kind(seat: Seat) -> str:
    return f"“{esc(short(seat.category or 'library', 60))}”"


def _name(person: Person) -> str:
    return esc(short(person.name, 80))

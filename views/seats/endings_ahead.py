"""Word of terms that end soon."""

from models.calendar_days import day_words
from models.payloads import Block, Element, Message
from models.term_notices import EndingTerm, TermNotice
from views import handovers as handover_views
from views.elements import PAGE, actions, button, context, header, message, section
from views.seats import ids
from views.seats.lists import called
from views.texts import bold, brief, esc, joined, plural

_DECLINE = "`/convene reminders` declines this kind of message."


def term_ends(notice: TermNotice) -> Message:
    """To whoever sits there, a chair or the program manager: what ends when, what happens if nobody
    acts, and what to do.
    """
    shown = notice.terms[:PAGE]
    title = f"{plural(len(notice.terms), 'term')} that {_end_words(len(notice.terms))} soon"
    blocks: list[Block] = [header(title)]
    for term in shown:
        blocks.append(section(_line(term, notice)))
        if buttons := _buttons(term, notice):
            blocks.append(actions(*buttons))
    if more := len(notice.terms) - len(shown):
        blocks.append(context(f"And {more} more: `/wg vacancies` shows all of them."))
    blocks.append(context(_DECLINE))
    lines = [_line(term, notice) for term in shown]
    return message(joined([f"{title}.", *lines], "\n"), blocks)


def _end_words(count: int) -> str:
    return "ends" if count == 1 else "end"


def _line(term: EndingTerm, notice: TermNotice) -> str:
    line = term.line
    person = line.incumbent
    assert person is not None, "somebody sits where a term ends"
    is_own = person.person.id == notice.person.id
    whose = "Your term" if is_own else "The term of "
    name = "" if is_own else esc(brief(person.person.name, 60))
    ends_on = person.ends_on or person.term_ends_on
    when = day_words(ends_on) if ends_on else "a day ahead"
    holds_over = line.seat.holds_over and person.ends_on is None
    then = (
        "If nobody acts, that place is held over until somebody is appointed."
        if holds_over
        else "If nobody acts, the seat is vacant then."
    )
    seat = f"{called(line.seat)} of {bold(brief(line.group.name, 100))}"
    thanks = f"Thank you for serving since {day_words(person.begins_on)}." if is_own else ""
    return joined([f"{whose}{name} in {seat} ends on {when}. {then}", thanks], " ")


def _buttons(term: EndingTerm, notice: TermNotice) -> list[Element]:
    person, seat = term.line.incumbent, term.line.seat
    about = f"{seat.role} {seat.label}".strip()
    buttons = []
    if term.may_act and person and person.term_ends_on:
        buttons.append(button("Extend", ids.EXTEND, seat.id, about=about))
    if term.may_act:
        buttons.append(button("Appoint somebody", ids.APPOINT, seat.id, about=about))
    if person and (term.may_act or person.person.id == notice.person.id):
        group = term.line.group
        buttons.append(handover_views.open_button("Hand over", person.person, group))
    return buttons

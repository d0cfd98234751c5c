"""Seats in a list, where somebody is missing, and who served on a day."""

from collections.abc import Iterator, Sequence

from models import Group, Person
from models.calendar_days import day_words
from models.payloads import Block, Element, Message
from models.seats import DatedRoster, Gap, Incumbent, Seat, SeatLine
from models.voting_rights import VotingRule
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.inputs import menu
from views.seats import ids
from views.texts import bold, brief, esc, fitting, joined, plural, short
from views.values import SeatListAt
from views.voting_rights import until_regained

_ROSTER_ROOM = 2900
_LINES_A_SECTION = 25
_MENU_WORDS = (
    "The menu beside a seat appoints who follows there, extends or ends a term, sets a leave, and"
    " changes the seat."
)
_NONE = (
    "A group needs none: people may simply be its members. A seat has a role, says whether it"
    " votes, and has terms with dates."
)


def listed(
    group: Group, lines: Sequence[SeatLine], *, page: int = 0, may_edit: bool, news: str = ""
) -> Message:
    """The seats of a group, ten at a time; ``news`` is what has just changed."""
    title = f"Seats of {short(group.name, 100)}"
    add = [actions(button("Add a seat", ids.ADD, group.id))] if may_edit else []
    news_blocks: list[Block] = [section(news)] if news else []
    if not lines:
        text = joined([news, f"{bold(short(group.name, 200))} has no seats."], "\n")
        return message(text, [section(text), context(_NONE), *add])
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [*news_blocks, header(title), context(_counts(lines))]
    for line in shown:
        blocks += _line(line, may_edit=may_edit)
    if may_edit and any(map(_has_menu, shown)):
        blocks.append(context(_MENU_WORDS))
    if left := len(lines) - page * PAGE - len(shown):
        blocks.append(more_button(ids.PAGE_OF, SeatListAt(group.id, page + 1).text, left=left))
    words = "; ".join(joined([_plain_name(line.seat), who_sits(line)], ": ") for line in shown)
    text = joined([news, f"{esc(title)}: {_counts(lines)}. {words}."], "\n")
    return message(text, [*blocks, *add])


def shown(line: SeatLine, *, may_edit: bool) -> Message:
    """One seat: who sits there, all that is declared of it, and what this person may do."""
    seat, group = line.seat, line.group
    title = f"{called(seat)} of {bold(brief(group.name, 100))}"
    if seat.closed_at is not None:
        return message(f"{title} is closed.")
    blocks = _line(line, may_edit=may_edit)
    if words := _term_rules(seat):
        blocks.append(context(words))
    all_seats = button("Seats of the group", ids.LISTED, group.id, about=group.name)
    blocks = [section(f"A seat of {bold(brief(group.name, 100))}:"), *blocks, actions(all_seats)]
    words = joined([who_sits(line), _facts(line), words], "; ")
    return message(f"{title}: {words}.", blocks)


def vacancies(lines: Sequence[SeatLine], *, page: int = 0, about: Group | None = None) -> Message:
    """The seats for which somebody has to be found, ten at a time, by group."""
    where = f" of {bold(short(about.name, 200))}" if about else ""
    if not lines:
        text = f"Nobody has to be found for a seat{where} now."
        return message(text)
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [header("Vacancies"), context(_gap_counts(lines))]
    blocks += [_vacancy(line) for line in shown]
    if left := len(lines) - page * PAGE - len(shown):
        at = SeatListAt(about.id if about else 0, page + 1)
        blocks.append(more_button(ids.VACANCIES_PAGE, at.text, left=left))
    words = "; ".join(
        f"{esc(brief(line.group.name, 100))}, {_plain_name(line.seat)}: {who_sits(line)}"
        for line in shown
    )
    return message(f"Vacancies: {_gap_counts(lines)}. {words}.", blocks)


def roster(found: DatedRoster) -> Message:
    """Who served in a group on a day."""
    day = day_words(found.day)
    title = f"{short(found.group.name, 100)} on {day}"
    lines = [*_roster_lines(found)]
    if not lines:
        return message(_nobody(found, day))
    parts = [lines[at : at + _LINES_A_SECTION] for at in range(0, len(lines), _LINES_A_SECTION)]
    texts = ["\n".join(fitting(part, _ROSTER_ROOM)) for part in parts[:4]]
    more = len(lines) - 4 * _LINES_A_SECTION
    cut = [context(f"And {plural(more, 'other')}.")] if more > 0 else []
    ahead = [context("As it stands today.")] if found.is_ahead else []
    blocks = [header(title), *ahead, *(section(text) for text in texts), *cut]
    opening = f"{esc(title)}{', as it stands today' if found.is_ahead else ''}:"
    return message(joined([opening, *lines], "\n"), blocks)


def _nobody(found: DatedRoster, day: str) -> str:
    """Of a day on which nobody served, or which lies before the record of the group."""
    group = bold(short(found.group.name, 200))
    if found.begins_on is not None:
        begins_on = day_words(found.begins_on)
        return f"Nobody is on record for {day}: the record of {group} begins on {begins_on}."
    if found.is_ahead:
        return f"Nobody is to serve in {group} on {day}, as it stands today."
    return f"Nobody served in {group} on {day}."


def who_sits(line: SeatLine) -> str:
    """Who sits in a seat and for how long, or that nobody does, and who follows."""
    sitting = _sitting(line)
    follows = ""
    if line.successor:
        name = _name(line.successor)
        follows = f"{name} from {day_words(line.successor.begins_on)}"
    return joined([sitting, follows], "; then ")


def chairs_from(line: SeatLine, *, reader: Person | None = None) -> str:
    """That whoever chairs the group sits in a seat of another role, and what follows from that."""
    person = line.incumbent
    assert person is not None, "somebody chairs from there"
    is_own = reader is not None and reader.id == person.person.id
    sits = "You sit" if is_own else f"{esc(brief(person.person.name, 60))} sits"
    votes = "votes" if line.seat.votes else "does not vote"
    ends = ""
    if person.ends_on:
        ends = (
            f"The service there ends on {day_words(person.ends_on)}, and being {person.role} with"
            " it."
        )
    elif person.term_ends_on:
        ends = f"The term there ends on {day_words(person.term_ends_on)}."
    return joined([f"{sits} in the seat {called(line.seat)}, which {votes}.", ends], " ")


def called(seat: Seat) -> str:
    """What a seat is called, in bold: its role, and what tells it from others."""
    return bold(brief(f"{seat.role} {seat.label}".strip().capitalize(), 100))


def term_words(person: Incumbent) -> str:
    """Until when somebody serves, as it stands after her name; empty where nothing is known."""
    if person.ends_on:
        return f"until {day_words(person.ends_on)}"
    if person.term_ends_on is None:
        return ""
    if person.is_held_over:
        return f"held over since {day_words(person.term_ends_on)}"
    return f"until {day_words(person.term_ends_on)}, then held over"


def _sitting(line: SeatLine) -> str:
    """Who sits in a seat, as what where that is not what the seat says, and for how long."""
    role = line.incumbent.role if line.incumbent and line.chairs_otherwise else ""
    if line.incumbent is None:
        return "vacant"
    return joined([_service(line.incumbent, role), _lost_vote(line)], ", ")


def _lost_vote(line: SeatLine) -> str:
    rule = VotingRule.of(line.group)
    return until_regained(rule) if rule and line.has_lost_vote else ""


def _service(person: Incumbent, role: str = "") -> str:
    return joined([_name(person), role, term_words(person), _leave_words(person)], ", ")


def _leave_words(person: Incumbent) -> str:
    if person.leave is None:
        return ""
    since = "" if person.leave.is_current else f" from {day_words(person.leave.begins_on)}"
    until = f" until {day_words(person.leave.ends_on)}" if person.leave.ends_on else ""
    acting = person.leave.acting
    acts = f" ({esc(brief(acting.name, 60))} acts)" if acting else " (nobody acts)"
    return f"on leave{since}{until}{acts}"


def _name(person: Incumbent) -> str:
    name = esc(brief(person.person.name, 60))
    return f"{name} ({esc(brief(person.organization, 40))})"


def _plain_name(seat: Seat) -> str:
    return esc(brief(f"{seat.role} {seat.label}".strip(), 100))


def _line(line: SeatLine, *, may_edit: bool) -> list[Block]:
    """A seat with what may be done about it: buttons where it is vacant, else a menu beside it."""
    text = joined([called(line.seat), who_sits(line), _facts(line)], "\n")
    if not may_edit:
        return [section(text)]
    if _has_menu(line):
        return [section(text, _menu(line))]
    name = f"{line.seat.role} {line.seat.label}".strip()
    choices = (
        ("Appoint somebody", ids.APPOINT),
        ("Change the seat", ids.CHANGE),
        ("Close the seat", ids.CLOSE),
    )
    buttons = (button(label, action, line.seat.id, about=name) for label, action in choices)
    return [section(text), actions(*buttons)]


def _has_menu(line: SeatLine) -> bool:
    """Whether somebody sits in a seat or follows in it."""
    return line.incumbent is not None or line.successor is not None


def _facts(line: SeatLine) -> str:
    seat = line.seat
    months = f"terms of {plural(seat.term_months, 'month')}" if seat.term_months else ""
    limit = f"at most {seat.term_limit} in a row" if seat.term_limit else ""
    hours = f"{plural(seat.hours_a_month, 'hour')} a month" if seat.hours_a_month else ""
    votes = "votes" if seat.votes else "does not vote"
    return joined(["" if line.has_lost_vote else votes, _asked_for(line), months, limit, hours])


def _term_rules(seat: Seat) -> str:
    """How its terms end, where that is declared."""
    cycle = ""
    if seat.cycle_ends_on:
        cycle = f"A term of it ends on {day_words(seat.cycle_ends_on)}."
    after = "After a term whoever sits here stays until somebody is appointed."
    return joined([cycle, after if seat.holds_over else ""], " ")


def _asked_for(line: SeatLine) -> str:
    category = esc(brief(line.seat.category or "", 60))
    of_kind = f"of the kind “{category}”" if category else ""
    library = esc(brief(line.asks_for, 40)) or ("a library" if category else "")
    return joined(["asks for" if library else "", library, of_kind], " ")


def _menu(line: SeatLine) -> Element:
    choices = [("Appoint somebody", ids.APPOINT)]
    if line.successor:
        choices.append(("Call off who follows", ids.CALL_OFF))
    elif line.incumbent and line.incumbent.term_ends_on:
        choices.append(("Extend", ids.EXTEND))
    if line.incumbent:
        away = line.incumbent.leave is not None
        choices.append(("End the leave", ids.RETURN) if away else ("Leave of absence", ids.LEAVE))
        choices.append(("End the term", ids.END))
    choices.append(("Change the seat", ids.CHANGE))
    return menu(choices, line.seat.id)


def _vacancy(line: SeatLine) -> Block:
    wanted = joined([_asked_for(line), "" if line.seat.votes else "does not vote"])
    group = bold(brief(line.group.name, 100))
    text = joined([f"{group}: {called(line.seat)}", who_sits(line), wanted], "\n")
    name = f"{line.group.name}, {line.seat.role} {line.seat.label}".strip()
    return section(text, button("Show the seat", ids.SHOW, line.seat.id, about=name))


_GAPS = {
    Gap.VACANT: "vacant",
    Gap.HELD_OVER: "held over",
    Gap.ENDING: "ending within 60 days",
}


def _gap_counts(lines: Sequence[SeatLine]) -> str:
    counts = {gap: sum(line.gap is gap for line in lines) for gap in _GAPS}
    return joined((f"{count} {_GAPS[gap]}" for gap, count in counts.items() if count), ", ")


def _counts(lines: Sequence[SeatLine]) -> str:
    return joined([plural(len(lines), "seat"), _gap_counts(lines)], ", ")


def _roster_lines(found: DatedRoster) -> Iterator[str]:
    for line in found.seats:
        yield f"{called(line.seat)}: {_sitting(line)}"
    for person in found.others:
        yield f"{person.role.capitalize()}: {_service(person)}"

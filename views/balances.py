"""What each member library carries in groups, and in which groups some have nobody."""

from collections.abc import Sequence
from fractions import Fraction

from models.balances import MUCH_TIMES, STAFF_UNIT, Balance, BalanceLine, GroupGap
from models.calendar_days import day_words
from models.interests import Candidate
from models.payloads import Block, Element, Message
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
from views.help import run_button
from views.texts import bold, brief, cut, esc, in_a_row, joined, plural, short
from views.values import BalanceAt

LINES = "balance.libraries"
GAPS = "balance.gaps"
_LIBRARIES_SHOWN = 8
_INTERESTED_SHOWN = 4
_SHORT_NAME_ROOM = 40
_TEXT_ROOM = 3900


def shown(found: Balance, *, page: int = 0) -> Message:
    """What libraries carry, ten at a time in the order of their names; the sentences about them
    stand on the first page.
    """
    if not found.lines:
        text = "There is no member library to set side by side."
        return message(text, [section(text)])
    page = page if page * PAGE < len(found.lines) else 0
    lines = found.lines[page * PAGE : (page + 1) * PAGE]
    sentences = _sentences(found) if page == 0 else []
    title = "Balance of member libraries" if found.is_of_all else "What your library carries"
    blocks: list[Block] = [
        header(title),
        *(section(f"{_name(line)}\n{_counts(line)}") for line in lines),
        *([section("\n".join(sentences))] if sentences else []),
        context(*_formula(found)),
    ]
    if left := len(found.lines) - page * PAGE - len(lines):
        blocks.append(more_button(LINES, BalanceAt(page + 1).text, left=left))
    if found.gaps:
        label = "Groups without some libraries" if found.is_of_all else "Groups without it"
        blocks.append(actions(button(label, GAPS, BalanceAt(0).text)))
    words = "; ".join(f"{_name(line)}: {_raw(line)}" for line in lines)
    return message(cut(f"{title}. {words}. {' '.join(sentences)}", _TEXT_ROOM), blocks)


def gaps(found: Balance, *, page: int = 0) -> Message:
    """The groups in which some libraries have nobody, ten at a time by name."""
    title = "Groups without some libraries" if found.is_of_all else "Groups without your library"
    if not found.gaps:
        text = "There is no group that you can see without somebody of each."
        return message(text, [section(text)])
    page = page if page * PAGE < len(found.gaps) else 0
    rows = found.gaps[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [
        header(title),
        *(section(_gap(row, found), _volunteers(row, found)) for row in rows),
        context(
            "These are suggestions: a group need not have somebody of each library. Groups stand in"
            " the order of their names."
        ),
    ]
    if left := len(found.gaps) - page * PAGE - len(rows):
        blocks.append(more_button(GAPS, BalanceAt(page + 1).text, left=left))
    words = " ".join(_gap(row, found) for row in rows)
    return message(cut(f"{title}. {words}", _TEXT_ROOM), blocks)


def _name(line: BalanceLine) -> str:
    row = line.organization
    size = f"{row.staff_size:,} staff, as declared" if row.staff_size else "no staff size declared"
    return f"{bold(brief(row.short_name, 60))} ({size})"


def _raw(line: BalanceLine) -> str:
    counts = line.counts
    return joined(
        (
            plural(counts.services, "service"),
            plural(counts.as_chair, "of them as chair", "of them as chair"),
            f"{plural(counts.hours, 'hour')} a month asked",
            plural(counts.turns, "recorder’s turn"),
            f"{plural(counts.outside, 'time')} outside its hours",
        ),
        ", ",
    )


def _counts(line: BalanceLine) -> str:
    if not line.organization.staff_size:
        return _raw(line)
    counts = line.counts
    scaled = joined(
        (
            f"{_decimal(line.for_staff(counts.services))} services",
            f"{_decimal(line.for_staff(counts.as_chair))} as chair",
            f"{_decimal(line.for_staff(counts.hours))} hours",
            f"{_decimal(line.for_staff(counts.turns))} turns",
            f"{_decimal(line.for_staff(counts.outside))} times outside",
        ),
        ", ",
    )
    return f"{_raw(line)}\nFor each {STAFF_UNIT} staff: {scaled}"


def _decimal(value: Fraction | None) -> str:
    """Rounded to a tenth, half a tenth up."""
    tenths = int((value or Fraction(0)) * 10 + Fraction(1, 2))
    return f"{tenths // 10:,}.{tenths % 10}"


def _sentences(found: Balance) -> list[str]:
    since = day_words(found.since)
    rows = (
        (
            found.carrying_much,
            f"have more than {MUCH_TIMES} times as many services for their staff as all libraries"
            " with a declared size together",
            f"has more than {MUCH_TIMES} times as many services for its staff as all libraries with"
            " a declared size together",
        ),
        (found.uninvited, "have nobody in any group", "has nobody in any group"),
        (
            found.newcomers,
            f"have people in groups for the first time since {since}",
            f"has people in groups for the first time since {since}",
        ),
    )
    return [
        f"{_listed(names)} {single if len(names) == 1 else several}."
        for names, several, single in rows
        if names
    ]


def _listed(names: Sequence[str]) -> str:
    few = [esc(brief(name, _SHORT_NAME_ROOM)) for name in names[:_LIBRARIES_SHOWN]]
    more = len(names) - len(few)
    return in_a_row([*few, *([plural(more, "other")] if more > 0 else [])])


def _formula(found: Balance) -> tuple[str, ...]:
    since = day_words(found.since)
    return (
        "How it is counted: a service is a person in a group in which she serves now, observers"
        " included. Hours a month are those that the seat, or else the group, says it asks for;"
        " nobody measures what was worked.",
        f"Since {since}: recorder’s turns are meetings whose minutes somebody agreed to take;"
        " outside its hours is each time that somebody came to a meeting that does not lie between"
        " 8 AM and 6 PM on Monday to Friday in her zone. Both count for the library of that"
        " day.",
        f"For each {STAFF_UNIT} staff: the count times {STAFF_UNIT}, divided by the declared staff"
        " size. Libraries stand in the order of their names; none is ranked.",
    )


def _gap(row: GroupGap, found: Balance) -> str:
    name = bold(brief(row.group.name, 80))
    if not found.is_of_all:
        return f"Your library has nobody in {name}."
    count = len(row.absent)
    subject = "This library has" if count == 1 else f"These {count:,} libraries have"
    sentence = f"{subject} nobody in {name}: {_listed(row.absent)}."
    if not row.interested:
        return sentence
    few = [_interested(line) for line in row.interested[:_INTERESTED_SHOWN]]
    more = len(row.interested) - len(few)
    names = in_a_row([*few, *([plural(more, "other")] if more > 0 else [])])
    people = len(row.interested)
    who = "This person" if people == 1 else f"These {people:,} people"
    return f"{sentence} {who} from there said that they are interested: {names}."


def _interested(line: Candidate) -> str:
    return f"{esc(brief(line.person.name, _SHORT_NAME_ROOM))} ({esc(brief(line.organization, 30))})"


def _volunteers(row: GroupGap, found: Balance) -> Element | None:
    if not found.is_of_all:
        return None
    line = f"/wg volunteers {row.group.name}"
    return run_button("Volunteers", line, name=row.group.id, about=short(row.group.name, 60))

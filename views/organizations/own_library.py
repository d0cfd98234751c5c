"""What the own people of a library see of it beside its people and groups, and what its figures
mean.
"""

from collections.abc import Sequence

from models.calendar_days import day_words
from models.groups import MemberRole
from models.member_libraries import (
    FigurePair,
    LibraryWork,
    LibraryYears,
    OpenCall,
    PartnerBeside,
    ServiceEnd,
)
from models.organizations import Organization
from models.payloads import Block, Message
from models.statement_figures import FigureDefinition
from models.value_statements import StatementLine, StatementState
from views.elements import actions, button, context, header, message, section
from views.organizations import ids
from views.texts import bold, brief, esc, fitting
from views.times import day_in
from views.value_statements import amount

_WORK_ROOM = 500
_PERSON_ROOM = 50
NEVER_COMPARED = (
    "Hours are those that seats and groups ask for: nobody measures what was worked. A library is"
    " set beside itself a year ago, never beside another one."
)


def work_blocks(work: LibraryWork, zone: str) -> list[Block]:
    """A section for each kind of thing of which there is any; moments are in ``zone``."""
    parts = (
        ("Terms that end within 90 days", [end_line(row) for row in work.ends]),
        ("Open calls", [call_line(row, zone) for row in work.open_calls]),
        ("Campus partners who serve beside its people", [partner_line(p) for p in work.partners]),
        ("Value statements", [statement_line(row) for row in work.statements]),
    )
    return [
        section("\n".join([bold(title), *fitting([esc(line) for line in lines], _WORK_ROOM)]))
        for title, lines in parts
        if lines
    ]


def end_line(row: ServiceEnd) -> str:
    """Whose service ends where and when, as plain text."""
    role = "" if row.role is MemberRole.MEMBER else f" ({row.role})"
    where = f"{brief(row.person.name, _PERSON_ROOM)}, {brief(row.group.name, _PERSON_ROOM)}{role}"
    return f"{where}: until {day_words(row.ends_on)}"


def call_line(row: OpenCall, zone: str) -> str:
    """An open call and whether the library has answered it, as plain text."""
    closes = f", closes {day_in(zone, row.call.closes_at)}" if row.call.closes_at else ""
    state = "answered" if row.has_answered else "not answered yet"
    return f"{brief(row.call.question, 160)}: {state}{closes}"


def partner_line(row: PartnerBeside) -> str:
    """Who of a campus partner serves in which groups, as plain text."""
    groups = ", ".join(brief(name, 60) for name in row.groups)
    return f"{brief(row.person.name, _PERSON_ROOM)} ({brief(row.unit, 60)}): {groups}"


def statement_line(row: StatementLine) -> str:
    """The period of a value statement and how far it is, as plain text."""
    is_draft = row.statement.state is StatementState.DRAFT
    return f"{row.statement.label}{', a draft' if is_draft else ''}"


def years_title(years: LibraryYears) -> str:
    """Of which days the figures are, as plain text."""
    return f"What it gave, decided and received, {years.title}"


def days_before(years: LibraryYears) -> str:
    """The same days of the year before."""
    return f"{day_words(years.first_before)} to {day_words(years.last_before)}"


def pair_amounts(pair: FigurePair) -> tuple[str, str]:
    """A figure of this year and of the year before, in words."""
    return amount(pair.figure), amount(pair.figure, pair.before)


def definitions(rows: Sequence[FigureDefinition]) -> Message:
    """What each figure counts."""
    lines = [f"{bold(row.label)} ({row.name}): {row.formula}" for row in rows]
    halves = (lines[: len(lines) // 2], lines[len(lines) // 2 :])
    title = "What each figure counts"
    blocks: list[Block] = [
        header(title),
        *(section("\n".join(half)) for half in halves if half),
        context(NEVER_COMPARED),
    ]
    return message("\n".join([f"{title}.", *lines]), blocks)


def years_shown(library: Organization, years: LibraryYears) -> Message:
    """The figures of a library, this year and the year before."""
    lines = [_pair(pair) for pair in years.pairs]
    title = f"{bold(brief(library.name, 200))}: {esc(years.title)}"
    before = f"In brackets, the same days of the year before: {days_before(years)}."
    blocks: list[Block] = [
        header("This year beside the last"),
        section(title),
        section("\n".join(lines)),
        context(before, NEVER_COMPARED),
        actions(button("What each figure counts", ids.DEFINITIONS)),
    ]
    return message("\n".join([f"{title}. {before}", *lines]), blocks)


def _pair(pair: FigurePair) -> str:
    present, before = pair_amounts(pair)
    return f"{pair.figure.definition.label}: {present} ({before})"

"""Organizations in a list."""

from collections.abc import Sequence

from models import Organization, OrganizationKind
from models.member_libraries import LibraryLine
from models.payloads import Block, Message
from views.elements import PAGE, actions, button, context, header, message, more_button, section
from views.freshness import stale_words
from views.organizations import ids
from views.texts import bold, brief, esc, joined, plural, short
from views.values import LibraryListAt

KIND_WORDS = {
    OrganizationKind.LIBRARY: "Member library",
    OrganizationKind.PARTNER: "Campus partner",
    OrganizationKind.OFFICE: "The consortium's office",
}
FULL_NAME_ROOM = 100
DIRECTORS_SHOWN = 3
HEADING = "Libraries and units"


def listed(
    lines: Sequence[LibraryLine], *, page: int = 0, shows_facts: bool, may_add: bool
) -> Message:
    """The organizations, ten at a time; to whom the facts are not shown, their names alone."""
    if not lines:
        return _nothing(may_add=may_add)
    first = page * PAGE
    shown = lines[first : first + PAGE]
    draw = _line if shows_facts else _name_line
    blocks: list[Block] = [header(HEADING), *map(draw, shown)]
    left = len(lines) - first - len(shown)
    if left > 0:
        blocks.append(more_button(ids.LIST, LibraryListAt(page + 1).text, left=left))
    if may_add:
        blocks.append(actions(button("Add a library", ids.NEW)))
    names = ", ".join(map(_spoken if shows_facts else _spoken_name, shown))
    return message(f"{HEADING}, {len(lines):,} in all: {names or 'no more'}.", blocks)


def named_alike(typed: str, organizations: Sequence[Organization]) -> Message:
    """The question which of several organizations a name means."""
    text = (
        f"“{esc(short(typed, 60))}” could be {plural(len(organizations), 'library', 'libraries')}."
    )
    shown = organizations[:PAGE]
    blocks: list[Block] = [section(f"{text} Which one do you mean?")]
    blocks += [
        section(
            bold(brief(row.name, FULL_NAME_ROOM)),
            button("Show", ids.SHOW, row.id, about=row.short_name),
        )
        for row in shown
    ]
    if len(organizations) > len(shown):
        blocks.append(context("These are the first ten. Type more of the name to see fewer."))
    return message(text, blocks)


def own_unknown() -> Message:
    """The answer to somebody who asks for her own library, where it is not known."""
    text = (
        "I do not know at which library you work. Type `/convene library` to say so, or"
        " `/library list` to see them all."
    )
    return message(text)


def heads(names: Sequence[str]) -> str:
    """Who heads an organization, as one line says it."""
    shown = ", ".join(esc(brief(name, 40)) for name in names[:DIRECTORS_SHOWN])
    more = len(names) - DIRECTORS_SHOWN
    return f"{shown} and {plural(more, 'other')}" if more > 0 else shown


def _line(line: LibraryLine) -> Block:
    row = line.organization
    about = joined(
        [
            esc(brief(row.category or KIND_WORDS[row.kind], 60)),
            f"counts with {esc(brief(line.voting_unit, 60))}" if line.voting_unit else "",
            plural(line.people, "person", "people"),
            f"in {plural(line.groups, 'group')}" if line.groups else "in no group that you can see",
        ]
    )
    head = f"Director: {heads(line.directors)}" if line.directors else ""
    if row.kind is OrganizationKind.LIBRARY and not head:
        head = "No director is known"
    lines = [
        bold(brief(row.name, FULL_NAME_ROOM)),
        about,
        joined([head, _standing(line), stale_words(line.freshness)]),
    ]
    text = "\n".join(filter(None, lines))
    return section(text, button("Show", ids.SHOW, row.id, about=row.short_name))


def _spoken_name(line: LibraryLine) -> str:
    return esc(brief(line.organization.short_name, 40))


def _spoken(line: LibraryLine) -> str:
    stale = stale_words(line.freshness)
    return f"{_spoken_name(line)} ({stale})" if stale else _spoken_name(line)


def _standing(line: LibraryLine) -> str:
    if line.heir:
        return f"part of {esc(brief(line.heir, 60))} now"
    return "" if line.is_active else "not active"


def _name_line(line: LibraryLine) -> Block:
    return section(bold(brief(line.organization.name, FULL_NAME_ROOM)))


def _nothing(*, may_add: bool) -> Message:
    text = "No libraries are known yet."
    if not may_add:
        return message(f"{text} Your program manager can add them.")
    blocks = [section(text), actions(button("Add a library", ids.NEW, style="primary"))]
    return message(text, blocks)

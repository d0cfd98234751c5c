"""The tables of docs/rights.md, who may do what: ``make docs`` writes them from the rows that the
test of all routes holds true.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.handlers.doors import TABLE
from tests.handlers.roles import DIRECTOR, GUEST_MEMBER, MANAGER
from tests.handlers.test_matrix import ALLOWED, NAMES

PAGE = Path(__file__).parents[1] / "docs" / "rights.md"
BEGIN, END = "<!-- rights: begin -->\n", "<!-- rights: end -->\n"
COLUMNS = {
    "UOUTSIDER": "Librarian",
    "UMEMBER": "Member",
    "UCHAIR": "Chair",
    DIRECTOR: "Director",
    MANAGER: "Program manager",
    "UGUEST": "Guest",
    GUEST_MEMBER: "Guest in the group",
}
"""Who has a column. Whoever is left out may do the same as one of them, which the test proves."""


def drawn(page: str) -> str:
    """The page with the tables of now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "".join(tables()) + END + rest.partition(END)[2]


def tables() -> Iterator[str]:
    """A row for each command, and one for each button, menu, form and event."""
    listed = [row for row in TABLE.commands.values() if row.is_listed]
    yield from _table("Command", [f"/{row.words}" for row in listed])
    yield "\n"
    others = (name for name in NAMES if not name.startswith("/"))
    yield from _table("Button, menu, form or event", sorted(others))


def _table(what: str, names: Iterable[str]) -> Iterator[str]:
    head = " | ".join(COLUMNS.values())
    yield f"| {what} | {head} |\n|---|{'---|' * len(COLUMNS)}\n"
    for name in names:
        cells = " | ".join("yes" if who in ALLOWED[name] else "no" for who in COLUMNS)
        yield f"| `{name}` | {cells} |\n"


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text()))

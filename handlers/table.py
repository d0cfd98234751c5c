"""The route table: every row of every module, found by a dictionary."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from handlers.routes import Button, ChannelEvent, Command, Event, Modal, Row, Search, Shortcut
from services import spelling

T = TypeVar("T")


@dataclass(frozen=True)
class Match:
    """A command as it was understood: its row, and the text that follows the verb."""

    row: Command
    text: str


@dataclass(eq=False)
class RouteTable:
    """Rows by kind and id. Building it refuses two rows for one id; then it stays as it is."""

    commands: dict[str, Command] = field(default_factory=dict)
    buttons: dict[str, Button] = field(default_factory=dict)
    modals: dict[str, Modal] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    searches: dict[str, Search] = field(default_factory=dict)
    events: dict[str, Event | ChannelEvent] = field(default_factory=dict)

    def match(self, command: str, text: str) -> Match | None:
        """The row for ``/command text``, or None where the first word is no verb of it."""
        name = command.lstrip("/").casefold()
        first, _, rest = text.strip().partition(" ")
        bare = self.commands.get(name)
        if row := self._by_verb(name, first.casefold()):
            return Match(row, rest.strip())
        if bare is not None and (bare.takes_words or not first):
            return Match(bare, text.strip())
        return None

    def nearest(
        self, command: str, text: str, *, offers: Callable[[Command], bool] = bool
    ) -> str | None:
        """What was probably meant, such as ``/wg list``, with the rest of the text kept.

        Nothing where that would end something, or where ``offers`` says no.
        """
        name = command.lstrip("/").casefold()
        first, _, rest = text.strip().partition(" ")
        verbs = self._verbs(name)
        close = spelling.nearest(first, [*verbs, "help"])
        if close is None:
            return None
        found = verbs.get(close)
        if found is None:
            return f"/{name} help"
        if found.ends_something or not offers(found):
            return None
        return f"/{name} {found.verb} {rest}".rstrip()

    def of_group(self, command: str) -> Command | None:
        """The row that the name of a group right after the command means."""
        return next((row for row in self.named(command) if row.shows_group), None)

    def named(self, command: str) -> list[Command]:
        """The rows of one command, in the order in which they were declared."""
        return [row for row in self.commands.values() if row.name == command.lstrip("/")]

    def names(self) -> list[str]:
        """The names of the commands, without the slash."""
        return list(dict.fromkeys(row.name for row in self.commands.values()))

    def _by_verb(self, name: str, verb: str) -> Command | None:
        return self._verbs(name).get(verb)

    def _verbs(self, name: str) -> dict[str, Command]:
        return self._verbs_by_name.get(name, {})

    @cached_property
    def _verbs_by_name(self) -> dict[str, dict[str, Command]]:
        found: dict[str, dict[str, Command]] = {}
        for row in self.commands.values():
            verbs = (row.verb, *row.aliases) if row.verb else ()
            found.setdefault(row.name, {}).update(dict.fromkeys(verbs, row))
        return found


def build(rows: Iterable[Row | ChannelEvent]) -> RouteTable:
    """The table of ``rows``. Raises ``ValueError`` where an id is taken twice."""
    table = RouteTable()
    for row in rows:
        match row:
            case Command():
                _put(table.commands, row.words, row)
            case Button():
                _put(table.buttons, row.id, row)
            case Modal():
                _put(table.modals, row.id, row)
            case Shortcut():
                _put(table.shortcuts, row.id, row)
            case Search():
                _put(table.searches, row.id, row)
            case Event() | ChannelEvent():
                _put(table.events, row.type, row)
    return table


def _put(rows: dict[str, T], key: str, row: T) -> None:
    if key in rows:
        raise ValueError(f"two routes for {key!r}")
    rows[key] = row

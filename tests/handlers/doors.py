"""The real dispatch as Bolt calls it, before a Slack that shows what is in order."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import psycopg
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError
from sqlalchemy import Connection, Engine

import handlers
from handlers.dispatch import Dispatch
from models import database, metadata
from models.database import reading, unit_of_work
from sandbox.rules import check_view, suggestion_problems
from tests.factories import NOW
from tests.kept_worlds import without_references

TABLE = handlers.route_table()
Rows = dict[str, list[Any]]


def _refusal(code: str) -> SlackApiError:
    return SlackApiError("no", {"error": code})  # type: ignore[no-untyped-call]


class Page(dict[str, Any]):
    """What Slack answers, with the scopes that it names."""

    headers: ClassVar = {"x-oauth-scopes": "channels:write.invites"}


class Slack:
    """Shows views that are in order, and knows nobody but the cast, and some channels."""

    def __init__(self, channels: tuple[str, ...] = ()) -> None:
        self.shown: list[dict[str, Any]] = []
        self._channels = channels

    def users_info(self, user: str) -> Any:
        raise _refusal("user_not_found")

    def conversations_info(self, channel: str, **_more: Any) -> Any:
        if channel not in self._channels:
            raise _refusal("channel_not_found")
        return Page({"channel": {"id": channel, "name": channel.casefold(), "is_member": True}})

    def chat_postEphemeral(self, **_what: Any) -> None:
        """Takes what is said to somebody alone in a channel."""

    def chat_getPermalink(self, channel: str, message_ts: str) -> Any:
        raise _refusal("channel_not_found")

    def users_list(self, **_how: Any) -> Any:
        return [{"members": [{"id": "UANN"}, {"id": "UBEN"}]}]

    def conversations_create(self, name: str, **_how: Any) -> Any:
        return Page({"channel": {"id": "CMADE", "name": name}})

    def conversations_members(self, **_which: Any) -> Any:
        return Page({"members": ["UANN"], "response_metadata": {}})

    def conversations_invite(self, **_whom: Any) -> None:
        """Lets everybody in."""

    def _show(self, view: dict[str, Any], **_where: Any) -> None:
        check_view(view)
        self.shown.append(view)

    views_open = views_push = views_update = views_publish = _show


class Door:
    """As somebody whom nothing is forbidden, so that every check but that is needed, unless said
    otherwise.
    """

    def __init__(
        self, fields: tuple[str, ...], slack: Slack | None = None, *, who: str = "UDAG"
    ) -> None:
        self._who = who
        self._dispatch = Dispatch(TABLE, lambda: NOW)
        self._inputs = [{"type": "input", "block_id": name} for name in fields]
        self.slack = slack or Slack()
        self.answers: list[dict[str, Any]] = []

    def type(self, line: str, *, here: str = "CMETA") -> dict[str, Any]:
        """A typed line, and the private message that answers it."""
        command, _, text = line.partition(" ")
        body = {"command": command, "text": text, "channel_id": here}
        self._call(self._dispatch.command, body)
        return self.answers[-1]

    def press(self, action_id: str, value: str, *, private: str = "", on: str = "modal") -> None:
        view = {"id": "V1", "type": on, "private_metadata": private, "state": {"values": {}}}
        action = {"action_id": action_id, "value": value}
        self._call(self._dispatch.action, {"view": view, "actions": [action]})

    def send(self, callback_id: str, values: dict[str, Any], private: str) -> None:
        state = {name: {"element": {"value": value}} for name, value in values.items()}
        view: dict[str, Any] = {"id": "V1", "type": "modal", "callback_id": callback_id}
        more = {"private_metadata": private, "state": {"values": state}, "blocks": self._inputs}
        self._call(self._dispatch.submission, {"view": view | more})

    def choose(self, shortcut: str, *, here: str = "CMETA") -> None:
        """An entry of Slack's menus: of those for everything, or for a message."""
        message = {"ts": "1.2", "text": "Who pays?"}
        body = {"callback_id": shortcut, "channel": {"id": here}, "message": message}
        self._call(self._dispatch.shortcut, body)

    def search(self, menu: str, words: str, *, private: str = "") -> list[dict[str, Any]]:
        """The choices that a menu offers for these words."""
        view = {"id": "V1", "type": "modal", "private_metadata": private, "state": {"values": {}}}
        body = {"type": "block_suggestion", "action_id": menu, "value": words, "view": view}
        offered: list[dict[str, Any]] = []
        full = {"user": {"id": self._who}, **body}
        listener: Any = self._dispatch.options
        listener(ack=lambda options: offered.extend(options), client=self.slack, body=full)
        assert not list(suggestion_problems({"options": offered}))
        return offered

    def happen(self, event: dict[str, Any]) -> None:
        """Something happens in Slack."""
        facts = {"user": self._who, "channel": "DDM", "ts": "1.2", **event}
        self._call(self._dispatch.event, {"event_id": "Ev1", "event": facts})

    def _call(self, listener: Any, body: dict[str, Any]) -> None:
        shown, answered = len(self.slack.shown), len(self.answers)
        full = {"user": {"id": self._who}, "trigger_id": "T1", **body}
        listener(ack=self._ack, respond=None, client=self.slack, body=full)
        assert (len(self.slack.shown), len(self.answers)) > (shown, answered), "no answer"

    def _ack(self, **answer: Any) -> None:
        if view := answer.get("view"):
            check_view(view)
        self.answers.append(answer)


class Watch:
    """Asks the connected database whether anything was committed since, by whomever."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        url = engine.url
        self._connection: Any
        if engine.dialect.name == "sqlite":
            # It moves with what other connections commit, and this one never writes.
            self._question = "PRAGMA data_version"
            self._connection = sqlite3.connect(str(url.database), isolation_level=None)
        else:
            # One more than the last transaction that wrote and has ended.
            self._question = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(plain, autocommit=True)

    def version(self) -> str:
        return str(self._connection.execute(self._question).fetchall())

    def close(self) -> None:
        self._connection.close()


@dataclass
class Reading:
    """The rows as they were read last, and at which version of the database."""

    watch: Watch
    version: str = ""
    rows: Rows = field(default_factory=dict)


@dataclass
class Held:
    """Everything as it was when it began to be held, and the transaction that holds it."""

    rows: Rows
    connection: Connection

    def begin(self) -> None:
        """Sessions of a connection that is in a savepoint make savepoints of their own."""
        self.connection.begin()
        self.connection.begin_nested()

    def go_back(self) -> None:
        """Undo what was written, once the constraints that wait for a commit have spoken."""
        self.check()
        self.connection.rollback()
        self.begin()

    def check(self) -> None:
        if self.connection.dialect.name == "postgresql":
            self.connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            self.connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


_last: list[Reading] = []
"""Of the database that is connected."""
_held: list[Held] = []
"""While units of work are savepoints of a single transaction."""
TABLES = metadata.sorted_tables
"""Parents first."""
_written: set[str] = set()
"""The tables that this process wrote to since."""
_WRITES = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)")


@sa.event.listens_for(Engine, "before_cursor_execute")
def _note_writing(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if not statement.startswith("SELECT"):
        _written.update(_WRITES.findall(statement))


def everything() -> Rows:
    """All rows of all tables; the same object as the last time where nothing was written since.

    Read are those that this process wrote to, and all where somebody else did.
    """
    with reading() as session:
        last = _last_reading(session.get_bind().engine)
        version = last.watch.version()
        if version != last.version or (_held and _written):
            connection = session.connection()
            stale = _stale() if last.rows and _written else {*metadata.tables}
            last.rows = {
                table.name: _rows(connection, table)
                if table.name in stale
                else last.rows[table.name]
                for table in TABLES
            }
            last.version = version
            _written.clear()
        return last.rows


def _stale() -> set[str]:
    """The tables written to, and those whose rows go or change along."""
    stale, before = set(_written), set[str]()
    while stale != before:
        before = set(stale)
        stale |= {
            table.name
            for table in TABLES
            if any(key.ondelete and key.column.table.name in before for key in table.foreign_keys)
        }
    return stale


def _last_reading(engine: Engine) -> Reading:
    if not _last or _last[0].watch.engine is not engine:
        while _last:
            _last.pop().watch.close()
        _last.append(Reading(Watch(engine)))
    return _last[0]


def _rows(connection: Connection, table: sa.Table) -> list[Any]:
    return sorted(map(tuple, connection.execute(sa.select(table))), key=repr)


@contextmanager
def held() -> Iterator[Rows]:
    """All rows, to which ``restore`` goes back within the block by undoing what was written since.

    Meanwhile one connection serves every unit of work, and nothing that it writes stays.
    """
    engines, before = dict(database._engines), everything()
    with engines["read"].connect() as connection:
        hold = Held(before, connection)
        hold.begin()
        _held.append(hold)
        database._engines.update(dict.fromkeys(engines, connection))  # type: ignore[arg-type]
        try:
            yield before
            hold.check()
        finally:
            database._engines.update(engines)
            _held.remove(hold)
            connection.rollback()
            _last_reading(connection.engine).version = ""
            _written.update(metadata.tables)


def restore(before: Rows) -> None:
    """Make all tables what they were."""
    if _held and _held[0].rows is before:
        _held[0].go_back()
        _last[0].rows = before
        _written.clear()
        return
    changed = _changed_since(before)
    if not changed:
        return
    with unit_of_work() as session:
        connection = session.connection()
        without_references(connection)
        for table in reversed(changed):
            connection.execute(sa.delete(table))
        for table in changed:
            if rows := before[table.name]:
                names = [column.name for column in table.columns]
                connection.execute(
                    sa.insert(table), [dict(zip(names, r, strict=True)) for r in rows]
                )


def _changed_since(before: Rows) -> list[sa.Table]:
    """Parents first, with the tables whose rows go when those of a changed one are deleted."""
    now, changed = everything(), list[sa.Table]()
    if now is before:
        return changed
    for table in TABLES:
        goes_along = any(key.ondelete and key.column.table in changed for key in table.foreign_keys)
        if goes_along or now[table.name] != before[table.name]:
            changed.append(table)
    return changed

"""The sandbox's state on disk: one JSON file, written atomically a moment after each change."""

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.slack import Slack
from sandbox.workspace import (
    Bot,
    Channel,
    File,
    Message,
    ReceivedLetter,
    SandboxMailbox,
    Scheduled,
    Team,
    User,
    View,
    Workspace,
)

PAUSE = 0.5


def saved(slack: Slack) -> dict[str, Any]:
    """Everything but ephemerals, which vanish at a reload, and the short-lived permissions."""
    workspace = slack.workspace
    with slack.lock:
        lasting = {
            channel: [asdict(message) for message in messages if not message.only_for]
            for channel, messages in workspace.messages.items()
        }
        return {
            "offset": slack.clock.offset,
            "counter": workspace.counter,
            "last_ts": workspace.last_ts,
            "team": asdict(workspace.team),
            "bot": asdict(workspace.bot),
            "people": [asdict(person) for person in workspace.people.values()],
            "channels": [asdict(channel) for channel in workspace.channels.values()],
            "messages": lasting,
            "views": [asdict(view) for view in workspace.views.values()],
            "stacks": workspace.stacks,
            "homes": [asdict(view) for view in workspace.homes.values()],
            "files": [asdict(file) for file in workspace.files.values()],
            "scheduled": [asdict(row) for row in workspace.scheduled.values()],
            "mailboxes": [asdict(row) for row in workspace.mailboxes.values()],
            "letters": [asdict(letter) for letter in workspace.letters.values()],
        }


def restore(slack: Slack, state: dict[str, Any]) -> None:
    slack.clock.start_from(state["offset"])
    with slack.lock:
        slack.workspace.take_over(_workspace(state), slack.workspace.version)
        slack.workspace.note("reset")


def _workspace(state: dict[str, Any]) -> Workspace:
    workspace = Workspace(Team(**state["team"]), Bot(**state["bot"]))
    workspace.counter = state["counter"]
    workspace.last_ts = state["last_ts"]
    workspace.people = {row["id"]: User(**row) for row in state["people"]}
    workspace.channels = {row["id"]: Channel(**row) for row in state["channels"]}
    workspace.messages = {
        key: [Message(**row) for row in rows] for key, rows in state["messages"].items()
    }
    workspace.views = {row["id"]: View(**row) for row in state["views"]}
    workspace.stacks = state["stacks"]
    workspace.homes = {row["user"]: View(**row) for row in state["homes"]}
    workspace.files = {row["id"]: File(**row) for row in state["files"]}
    workspace.scheduled = {row["id"]: Scheduled(**row) for row in state.get("scheduled", [])}
    workspace.mailboxes = {
        row["address"]: SandboxMailbox(**row) for row in state.get("mailboxes", [])
    }
    workspace.letters = {row["id"]: ReceivedLetter(**row) for row in state.get("letters", [])}
    return workspace


class Autosave:
    """Saves in the background whenever something changed, and once more at the end."""

    def __init__(self, slack: Slack, path: Path) -> None:
        self._slack = slack
        self._path = path
        self._saved: tuple[int, float] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-autosave", daemon=True)

    def load(self) -> None:
        if self._path.exists():
            restore(self._slack, json.loads(self._path.read_text()))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._save_if_dirty()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            self._save_if_dirty()

    def _save_if_dirty(self) -> None:
        present = (self._slack.workspace.version, self._slack.clock.offset)
        if present != self._saved:
            write(self._path, saved(self._slack))
            self._saved = present


def write(path: Path, state: dict[str, Any]) -> None:
    """Atomic: a reader finds the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(state))
    os.replace(fresh, path)

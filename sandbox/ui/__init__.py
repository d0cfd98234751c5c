"""The page's own endpoints under /ui/, and the clock that the app may read too."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from sandbox.errors import Declined, Malformed
from sandbox.interactions import actions, commands, forms, homes, messages, uploads
from sandbox.movable_clock import Backwards, BadMoment, moment_named
from sandbox.slack import Slack
from sandbox.ui import administration, mail_reads, reads

Payload = dict[str, Any]
TEXTS = (
    "as",
    "user",
    "channel",
    "ts",
    "thread_ts",
    "view_id",
    "block_id",
    "action_id",
    "callback_id",
    "query",
    "text",
    "tab",
    "move",
    "to",
    "act",
    "name",
    "content",
    "person",
)


def routes(slack: Slack) -> Blueprint:
    blueprint = Blueprint("ui", __name__)
    for path, read in READS.items():
        blueprint.add_url_rule(path, path.replace("/", "_"), _reader(slack, read))
    for path, act in ACTS.items():
        blueprint.add_url_rule(path, path.replace("/", "_"), _actor(slack, act), methods=["POST"])
    return blueprint


def _reader(slack: Slack, read: Callable[[Slack, Payload], Any]) -> Callable[[], Response]:
    return lambda: jsonify(read(slack, request.args.to_dict()))


def _actor(slack: Slack, act: Callable[[Slack, Payload], Payload | None]) -> Callable[[], Response]:
    return lambda: jsonify({"ok": True, **(act(slack, _body()) or {})})


def _body() -> Payload:
    """Only JSON is taken: a form on a foreign page cannot send it."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise Malformed("The request is not a JSON object.")
    for name in TEXTS:
        if not isinstance(body.get(name), str | None):
            raise Malformed(f"{name} is not a text.")
        if name in body and body[name] is None:
            del body[name]
    rows = body.get("values") or {}
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise Malformed("values is not an object of objects.")
    return body


def clock(slack: Slack, _: Payload | None = None) -> Payload:
    now = slack.now()
    return {
        "now": now,
        "now_iso": datetime.fromtimestamp(now, UTC).isoformat(),
        "offset_seconds": slack.clock.offset,
        "resets": slack.resets,
    }


def move_clock(slack: Slack, body: Payload) -> Payload:
    zone = slack.team.zone
    try:
        if "advance" in body:
            slack.clock.advance(float(body["advance"]))
        elif "to" in body:
            moment = datetime.fromisoformat(body["to"])
            slack.clock.move_to(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
        else:
            slack.clock.move_to(moment_named(body["move"], now=slack.now(), zone=zone))
    except (Backwards, BadMoment, TypeError, ValueError, OverflowError) as problem:
        raise Declined("clock", str(problem)) from problem
    slack.agenda.wake(slack.now())
    slack.workspace.note("world")
    return clock(slack)


def _open_home(slack: Slack, body: Payload) -> None:
    homes.open_tab(slack, body["as"], body.get("tab", "home"))


def _command(slack: Slack, body: Payload) -> None:
    commands.run(slack, body["as"], body["channel"], body["text"], body.get("thread_ts"))


def _message(slack: Slack, body: Payload) -> Payload:
    message = messages.write(
        slack, body["as"], body["channel"], body["text"], body.get("thread_ts")
    )
    return {"ts": message.ts}


def _reaction(slack: Slack, body: Payload) -> None:
    messages.react(slack, body["as"], body["channel"], body["ts"], body["name"])


def _upload(slack: Slack, body: Payload) -> Payload:
    file = uploads.upload(slack, body["as"], body["name"], body["content"])
    return {"file": {"id": file.id, "name": file.name}}


def _submit(slack: Slack, body: Payload) -> Payload:
    errors = forms.submit(slack, body["as"], body["view_id"], body.get("values"))
    if errors:
        message = "Some fields need your attention."
        raise Declined("field_errors", message, errors=errors)
    return {}


def _close(slack: Slack, body: Payload) -> None:
    forms.close(slack, body["as"], body["view_id"])


def _shortcut(slack: Slack, body: Payload) -> None:
    messages.start_shortcut(
        slack, body["as"], body["callback_id"], body.get("channel"), body.get("ts")
    )


def _reset(slack: Slack, _: Payload) -> None:
    slack.reset()


READS: dict[str, Callable[[Slack, Payload], Any]] = {
    "/clock": clock,
    "/ui/world": reads.world,
    "/ui/conversation": reads.conversation,
    "/ui/thread": reads.thread,
    "/ui/changes": reads.changes,
    "/ui/views": reads.views,
    "/ui/home": reads.home,
    "/ui/traffic": reads.traffic,
    "/ui/mailbox": mail_reads.mailbox_letters,
    "/ui/letter": mail_reads.letter,
}
ACTS: dict[str, Callable[[Slack, Payload], Payload | None]] = {
    "/ui/home/open": _open_home,
    "/ui/command": _command,
    "/ui/message": _message,
    "/ui/reaction": _reaction,
    "/ui/action": actions.act,
    "/ui/input": actions.store,
    "/ui/upload": _upload,
    "/ui/submit": _submit,
    "/ui/close": _close,
    "/ui/shortcut": _shortcut,
    "/ui/options": actions.options,
    "/ui/clock": move_clock,
    "/ui/channel": administration.channel,
    "/ui/person": administration.person,
    "/ui/app": administration.app,
    "/ui/im": administration.direct_message,
    "/ui/reset": _reset,
}

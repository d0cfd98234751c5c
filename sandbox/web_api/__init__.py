"""The Web API: a table of methods, and the checks that come before each of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import CIRCUMSTANCES, SlackError
from sandbox.faults import Fault
from sandbox.slack import Slack
from sandbox.web_api import chat, conversations, files, users, views, workspaces
from sandbox.web_api.arguments import Arguments

Payload = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """`scopes` names those of which any one is enough; `wants` is the kind of token the method takes."""

    function: Callable[[Slack, Arguments], Payload]
    scopes: tuple[str, ...] = ()
    wants: str = "bot"


@dataclass(frozen=True)
class Call:
    method: str
    values: Payload
    token: str | None
    readable: bool = True


@dataclass(frozen=True)
class Answer:
    status: int
    body: Payload
    headers: dict[str, str] = field(default_factory=dict)


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
MANAGE = ("channels:manage", "groups:write")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")

METHODS: dict[str, Method] = {
    "api.test": Method(workspaces.api_test, wants="none"),
    "apps.connections.open": Method(workspaces.connections_open, wants="app"),
    "auth.test": Method(workspaces.auth_test),
    "blocks.validate": Method(workspaces.blocks_validate, wants="none"),
    "bots.info": Method(workspaces.bots_info, ("users:read",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.archive": Method(conversations.archive, MANAGE),
    "conversations.create": Method(conversations.create, MANAGE),
    "conversations.history": Method(conversations.history, HISTORY),
    "conversations.info": Method(conversations.info, READ),
    "conversations.invite": Method(
        conversations.invite, ("channels:write.invites", "groups:write.invites", *MANAGE)
    ),
    "conversations.join": Method(conversations.join, ("channels:join",)),
    "conversations.list": Method(conversations.list_, READ),
    "conversations.members": Method(conversations.members_, READ),
    "conversations.open": Method(conversations.open_, ("im:write", "mpim:write")),
    "conversations.setPurpose": Method(
        conversations.set_purpose, ("channels:write.topic", "groups:write.topic", *MANAGE)
    ),
    "conversations.setTopic": Method(
        conversations.set_topic, ("channels:write.topic", "groups:write.topic", *MANAGE)
    ),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "team.info": Method(workspaces.team_info, ("team:read",)),
    "users.conversations": Method(users.conversations, READ),
    "users.info": Method(users.info, ("users:read",)),
    "users.list": Method(users.list_, ("users:read",)),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read.email",)),
    "views.open": Method(views.open_),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def answer(slack: Slack, call: Call) -> Answer:
    """Runs one call and writes it down in the traffic."""
    fault = _next_fault(slack, call.method)
    result = _answer(slack, call) if fault in (None, Fault.LOST) else _refusal(SlackError("ratelimited"))
    if fault in (Fault.BROKEN, Fault.LOST):
        result = Answer(500, {"ok": False, "error": "internal_error"})
    ok = result.body["ok"]
    slack.traffic.record(
        at=slack.now(),
        direction="from_bot",
        what=call.method,
        status=result.status,
        request=_opened(call.values),
        response=result.body,
        refused=not ok and result.body["error"] not in CIRCUMSTANCES,
    )
    return result


def _answer(slack: Slack, call: Call) -> Answer:
    try:
        method = METHODS.get(call.method)
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        if not call.readable:
            raise SlackError("json_not_object")
        _check_token(slack, call, method)
        with slack.lock:
            body = {"ok": True, **method.function(slack, Arguments(call.values))}
    except SlackError as error:
        return _refusal(error)
    return Answer(200, body, {"x-oauth-scopes": ",".join(slack.manifest.scopes)})


def _next_fault(slack: Slack, method: str) -> Fault | None:
    with slack.lock:
        waiting = slack.faults.get(method)
        return waiting.pop(0) if waiting else None


def _refusal(error: SlackError) -> Answer:
    if error.code == "ratelimited":
        return Answer(429, error.body(), {"Retry-After": "1"})
    return Answer(200, error.body())


def _check_token(slack: Slack, call: Call, method: Method) -> None:
    if method.wants == "none":
        return
    if not call.token:
        raise SlackError("not_authed")
    known = {slack.secrets.bot_token: "bot", slack.secrets.app_token: "app"}
    kind = known.get(call.token)
    if kind is None:
        raise SlackError("invalid_auth")
    if kind != method.wants:
        raise SlackError("not_allowed_token_type")
    if method.scopes and not set(method.scopes) & set(slack.manifest.scopes):
        provided = ",".join(slack.manifest.scopes)
        raise SlackError("missing_scope", needed=",".join(method.scopes), provided=provided)


def _opened(values: Payload) -> Payload:
    """Arguments as the inspector shows them: JSON inside forms is opened."""
    return {key: _parsed(value) for key, value in values.items()}


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

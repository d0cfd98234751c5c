"""The Web API: each call is checked, done and written down, unless a fault comes between."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox import wire
from sandbox.errors import CIRCUMSTANCES, RateLimited, SlackError
from sandbox.faults import Fault
from sandbox.refusals import aimed
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.methods import METHODS, Method
from sandbox.web_api.permissions import need

Payload = dict[str, Any]


@dataclass(frozen=True)
class ApiCall:
    method: str
    values: Payload
    token: str | None
    readable: bool = True


@dataclass(frozen=True)
class ApiResponse:
    """`silence` seconds pass before anything happens;
    `is_reset` ends the connection without an answer.
    """

    status: int
    body: Payload
    headers: dict[str, str] = field(default_factory=dict)
    is_cut_short: bool = False
    is_reset: bool = False
    silence: float = 0.0


def answer(slack: Slack, call: ApiCall) -> ApiResponse:
    """Runs one call and writes it down in the traffic."""
    result, fault = met(
        slack, call.method, call.values.get("channel"), lambda: _answer(slack, call)
    )
    broke_a_rule = (
        fault is None and not result.body["ok"] and result.body["error"] not in CIRCUMSTANCES
    )
    slack.traffic.record(
        at=slack.now(),
        direction="from_bot",
        what=call.method,
        status=0 if result.is_reset else result.status,
        request=_opened(call.values),
        response=f"fault on demand: {fault.kind}" if fault else result.body,
        refused=broke_a_rule,
    )
    return result


def met(
    slack: Slack, method: str, channel: str | None, real: Callable[[], ApiResponse]
) -> tuple[ApiResponse, Fault | None]:
    """The answer that the app meets, and the fault that it is due to, if any."""
    fault = slack.faults.take(method, channel)
    if fault is None:
        return real(), None
    return _faulty(fault, real() if fault.is_done else None), fault


def _faulty(fault: Fault, real: ApiResponse | None) -> ApiResponse:
    if fault.kind == "ratelimited":
        return _refusal(RateLimited(fault.retry_after))
    if fault.kind == "http_500":
        return ApiResponse(500, {"ok": False, "error": "internal_error"})
    if fault.kind == "http_503":
        return ApiResponse(503, {})
    if fault.kind.startswith("error:"):
        return _refusal(SlackError(fault.kind.removeprefix("error:")))
    body = real.body if real else {}
    if fault.kind == "malformed_json":
        return ApiResponse(200, body, is_cut_short=True)
    return ApiResponse(
        200, body, is_reset=True, silence=fault.seconds if fault.kind == "timeout" else 0.0
    )


def _answer(slack: Slack, call: ApiCall) -> ApiResponse:
    try:
        method = METHODS.get(call.method)
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        if not call.readable:
            raise SlackError("json_not_object")
        _check_token(slack, call, method)
        _check_rate(slack, call, method)
        with slack.lock:
            body = {"ok": True, **method.function(slack, Arguments(call.values))}
    except SlackError as error:
        error.messages = [aimed(message, call.values) for message in error.messages]
        return _refusal(error)
    return ApiResponse(200, body, {"x-oauth-scopes": ",".join(slack.manifest.scopes)})


def _refusal(error: SlackError) -> ApiResponse:
    if isinstance(error, RateLimited):
        return ApiResponse(429, error.body(), {"Retry-After": str(math.ceil(error.seconds))})
    return ApiResponse(200, error.body())


def _check_token(slack: Slack, call: ApiCall, method: Method) -> None:
    if method.wants == "none":
        return
    if not call.token:
        raise SlackError("not_authed")
    known = {slack.secrets.bot_token: "bot", slack.secrets.app_token: "app"}
    kind = known.get(call.token)
    if kind is None:
        raise SlackError("invalid_auth")
    if kind == "bot" and slack.shut_out:
        raise SlackError(slack.shut_out)
    if kind != method.wants:
        raise SlackError("not_allowed_token_type")
    need(slack, method.scopes)


def _check_rate(slack: Slack, call: ApiCall, method: Method) -> None:
    if slack.rate_limits and (seconds := slack.rates.wait(call.method, method.rate, slack.now())):
        raise RateLimited(seconds)


def _opened(values: Payload) -> Payload:
    """Arguments as the inspector shows them: JSON inside forms is opened."""
    return {key: _parsed(value) for key, value in values.items()}


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return wire.read(value)
        except ValueError:
            return value
    return value

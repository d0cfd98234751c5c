"""The control address: faults on demand, a slow app, broken sockets; for tests and for the page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox import response_urls
from sandbox.errors import Malformed
from sandbox.faults import KINDS, Fault, UnknownFault
from sandbox.mail.mailboxes import address_of
from sandbox.mail.smtp_faults import MAIL_KINDS, SmtpFault, UnknownSmtpFault
from sandbox.refusals import WORDS
from sandbox.slack import Slack
from sandbox.web_api.methods import METHODS

Payload = dict[str, Any]
HIGHEST = 1_000_000
REASONS = ("warning", "refresh_requested", "link_disabled")


def routes(slack: Slack) -> Blueprint:
    blueprint = Blueprint("control", __name__)
    blueprint.add_url_rule("/control", "state", lambda: jsonify(state(slack)))
    blueprint.add_url_rule("/control/faults", "faults", lambda: jsonify(faults=slack.faults.rows()))
    blueprint.add_url_rule("/control/faults", "no_faults", _remover(slack), methods=["DELETE"])
    blueprint.add_url_rule(
        "/control/faults/<int:number>", "no_fault", _remover(slack), methods=["DELETE"]
    )
    for path in ("/control/mail", "/control/mail/<int:number>"):
        blueprint.add_url_rule(path, f"mend {path}", _mail_mender(slack), methods=["DELETE"])
    blueprint.add_url_rule("/control/mail", "mail", lambda: jsonify(mail_state(slack)))
    for name, act in ACTS.items():
        blueprint.add_url_rule(
            f"/control/{name}", f"set_{name}", _actor(slack, act), methods=["POST"]
        )
    return blueprint


def state(slack: Slack) -> Payload:
    return {
        "way": "http" if slack.transport.chosen is slack.transport.http else "socket",
        "online": slack.transport.is_online(),
        "sockets": slack.transport.sockets.ids(),
        "rate_limits": slack.rate_limits,
        "subscriptions": slack.subscriptions.are_on,
        "faults": slack.faults.rows(),
        "slow": slack.transport.slowness(),
        "methods": sorted((*METHODS, response_urls.METHOD)),
        "errors": sorted(WORDS),
        "kinds": [{"kind": kind, "says": says} for kind, says in KINDS.items()],
        "mail": mail_state(slack),
    }


def mail_state(slack: Slack) -> Payload:
    return {
        "port": slack.smtp_port,
        "faults": slack.mail_faults.rows(),
        "kinds": [{"kind": kind, "says": says} for kind, says in MAIL_KINDS.items()],
        "mailboxes": sorted(slack.workspace.mailboxes),
    }


def break_calls(slack: Slack, body: Payload) -> Payload:
    method = body.get("method")
    if method is not None and method not in (*METHODS, response_urls.METHOD):
        raise Malformed(f"“{method}” is not a method of this sandbox.")
    try:
        fault = Fault(
            kind=str(body["kind"]),
            method=method,
            channel=body.get("channel"),
            left=_number(body, "times", 1),
            retry_after=_number(body, "retry_after", 1),
            seconds=_number(body, "seconds", 30),
        )
    except UnknownFault as error:
        raise Malformed(str(error)) from error
    slack.faults.add(fault)
    return {"fault": fault.row()}


def break_mail(slack: Slack, body: Payload) -> Payload:
    """`always` breaks every letter that fits, until the fault is taken back."""
    mailbox = body.get("mailbox")
    if not isinstance(mailbox, str | None):
        raise Malformed("mailbox is not a text.")
    is_lasting = "always" in body and _switch(body, "always")
    try:
        fault = SmtpFault(
            kind=str(body["kind"]),
            mailbox=address_of(mailbox) if mailbox else None,
            left=None if is_lasting else _number(body, "times", 1),
            seconds=_number(body, "seconds", 60),
        )
    except UnknownSmtpFault as error:
        raise Malformed(str(error)) from error
    slack.mail_faults.add(fault)
    return {"fault": fault.row()}


def slow_app(slack: Slack, body: Payload) -> Payload:
    seconds = body["slow"]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise Malformed("slow is not a number of seconds.")
    if seconds:
        slack.transport.slow_down(seconds, _number(body, "times", 1))
    else:
        slack.transport.hurry_up()
    return {"slow": slack.transport.slowness()}


def sockets(slack: Slack, body: Payload) -> Payload:
    if body["act"] == "drop":
        slack.transport.sockets.drop()
    elif body["act"] in REASONS:
        slack.transport.sockets.disconnect(body["act"])
    else:
        raise Malformed(f"act is not one of drop, {', '.join(REASONS)}.")
    return {}


def rate_limits(slack: Slack, body: Payload) -> Payload:
    slack.rate_limits = _switch(body)
    slack.rates.clear()
    return {"rate_limits": slack.rate_limits}


def subscriptions(slack: Slack, body: Payload) -> Payload:
    """Off as Slack switches them off, and on again as the owner of an app does in its settings."""
    slack.subscriptions.switch(on=_switch(body))
    return {"subscriptions": slack.subscriptions.are_on}


def _switch(body: Payload, name: str = "on") -> bool:
    value = body[name]
    if not isinstance(value, bool):
        raise Malformed(f"{name} is neither true nor false.")
    return value


def _number(body: Payload, name: str, default: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= HIGHEST:
        raise Malformed(f"{name} is not a whole number from 1 to {HIGHEST}.")
    return value


def _remover(slack: Slack) -> Callable[..., Response]:
    def remove(number: int | None = None) -> Response:
        slack.faults.remove(number)
        return jsonify(ok=True, faults=slack.faults.rows())

    return remove


def _mail_mender(slack: Slack) -> Callable[..., Response]:
    def remove(number: int | None = None) -> Response:
        slack.mail_faults.remove(number)
        return jsonify(ok=True, faults=slack.mail_faults.rows())

    return remove


def _actor(slack: Slack, act: Callable[[Slack, Payload], Payload]) -> Callable[[], Response]:
    def answer() -> Response:
        body = request.get_json()
        if not isinstance(body, dict):
            raise Malformed("The request is not a JSON object.")
        return jsonify({"ok": True, **act(slack, body)})

    return answer


ACTS: dict[str, Callable[[Slack, Payload], Payload]] = {
    "faults": break_calls,
    "mail": break_mail,
    "bot": slow_app,
    "sockets": sockets,
    "rate_limits": rate_limits,
    "subscriptions": subscriptions,
}

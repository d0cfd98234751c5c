"""Forms in modals: submitted, refused with errors, followed by another view, or closed."""

from typing import Any

from sandbox import inputs, modals, payloads, rules
from sandbox.errors import Declined, SlackError
from sandbox.interactions import picking
from sandbox.interactions.actions import VIEW_GONE, own_view
from sandbox.interactions.requests import Payload, actor, interaction, refused
from sandbox.slack import Slack
from sandbox.transport import Ack
from sandbox.workspace import User, View

TROUBLE = "We had some trouble connecting. Try again?"


def submit(
    slack: Slack, person_id: str, view_id: str, values: dict[str, dict[str, Any]] | None
) -> dict[str, str]:
    """Sends the form; the answer holds the errors by block,
    and is empty when the form was accepted.
    """
    person = actor(slack, person_id)
    view = _own_modal(slack, person, view_id)
    _enter(slack, person, view, values or {})
    view.errors = inputs.problems_with(view.blocks, view.entries)
    if view.errors:
        slack.workspace.note("views", person=person.id)
        return view.errors
    ack = interaction(slack, _payload(slack, "view_submission", person, view))
    if ack.problem:
        raise Declined(ack.problem, TROUBLE)
    _answer(slack, view, ack)
    return view.errors


def close(slack: Slack, person_id: str, view_id: str) -> None:
    """Closes this view and those above it; with clear_on_close, those below it too."""
    person = actor(slack, person_id)
    view = _own_modal(slack, person, view_id)
    stack = slack.workspace.stack(person.id)
    cleared = bool(view.content.get("clear_on_close"))
    closing = stack if cleared else stack[stack.index(view) :]
    notices = [
        _closed(slack, person, closed, cleared)
        for closed in reversed(closing)
        if _wants_to_know(closed)
    ]
    modals.close(slack, closing)
    for payload in notices:
        interaction(slack, payload)


def _own_modal(slack: Slack, person: User, view_id: str) -> View:
    """A Home tab is neither sent nor closed."""
    view = own_view(slack, person, view_id)
    if view not in slack.workspace.stack(person.id):
        raise Declined(*VIEW_GONE)
    return view


def _wants_to_know(view: View) -> bool:
    return bool(view.content.get("notify_on_close"))


def _closed(slack: Slack, person: User, view: View, cleared: bool) -> Payload:
    payload = _payload(slack, "view_closed", person, view)
    payload.pop("trigger_id")
    payload.pop("response_urls")
    return {**payload, "is_cleared": cleared}


def _payload(slack: Slack, kind: str, person: User, view: View) -> Payload:
    return {
        **payloads.envelope(slack, kind, person),
        "trigger_id": slack.openings.new_trigger(person.id),
        "view": payloads.view(slack, view),
        "response_urls": _response_urls(slack, person, view) if kind == "view_submission" else [],
    }


def _response_urls(slack: Slack, person: User, view: View) -> list[Payload]:
    """An answer address for each channel chosen in a menu that asked for one."""
    values = inputs.state_of(view.blocks, view.entries)["values"]
    found: list[Payload] = []
    for block, element in inputs.elements(view.blocks):
        chosen = values.get(block["block_id"], {}).get(element["action_id"], {})
        channel = (
            slack.workspace.channels.get(str(chosen.get(inputs.STATE[element["type"]].key)))
            if chosen
            else None
        )
        if channel and element.get("response_url_enabled"):
            found.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel.id,
                    "response_url": payloads.response_url(slack, channel, person),
                }
            )
    return found


def _enter(slack: Slack, person: User, view: View, values: dict[str, dict[str, Any]]) -> None:
    for block_id, row in values.items():
        for action_id, value in row.items():
            block, element = inputs.find(view.blocks, block_id, action_id)
            offered = slack.openings.offered((view.id, person.id, action_id))
            entered = inputs.entered(element, value, offered)
            picking.check(slack, person, element, entered)
            with slack.lock:
                view.entries.setdefault(block["block_id"], {})[action_id] = entered


def _answer(slack: Slack, view: View, ack: Ack) -> None:
    body: Payload = ack.json if isinstance(ack.json, dict) else {}
    if ack.body.strip() and not isinstance(ack.json, dict):
        body = {"response_action": "unreadable"}
    action = body.get("response_action")
    try:
        act = ANSWERS.get(action, _unknown) if isinstance(action, str | None) else _unknown
        act(slack, view, body)
    except SlackError as error:
        refused(slack, "answer to view_submission", body or ack.body, error.body())
        raise Declined(error.code, TROUBLE) from error


def _done(slack: Slack, view: View, _: Payload) -> None:
    modals.close(slack, [view])


def _show_errors(slack: Slack, view: View, body: Payload) -> None:
    errors = body.get("errors")
    known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= known:
        says = (
            "[ERROR] errors must be named by the block_id of an input block [json-pointer:/errors]"
        )
        raise SlackError("invalid_arguments", messages=[says])
    view.errors = {block_id: str(message) for block_id, message in errors.items()}
    slack.workspace.note("views", person=view.user)


def _update(slack: Slack, view: View, body: Payload) -> None:
    rules.check_view(body.get("view"), kinds=("modal",))
    modals.update(slack, view, body["view"])


def _push(slack: Slack, view: View, body: Payload) -> None:
    rules.check_view(body.get("view"), kinds=("modal",))
    modals.push(slack, view.user, body["view"])


def _clear(slack: Slack, view: View, _: Payload) -> None:
    modals.close(slack, slack.workspace.stack(view.user))


def _unknown(_: Slack, __: View, ___: Payload) -> None:
    says = "[ERROR] must be one of: errors, update, push, clear [json-pointer:/response_action]"
    raise SlackError("invalid_arguments", messages=[says])


ANSWERS = {None: _done, "errors": _show_errors, "update": _update, "push": _push, "clear": _clear}

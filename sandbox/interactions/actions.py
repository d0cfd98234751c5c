"""Buttons, menus and other elements, pressed or filled in a message, a modal or the Home tab."""

from dataclasses import dataclass
from typing import Any

from sandbox import inputs, modals, payloads, rules, unfurling
from sandbox.errors import Declined, SlackError
from sandbox.interactions import picking
from sandbox.interactions.requests import FAILURES, Payload, actor, interaction, place, refused
from sandbox.openings import Menu
from sandbox.posting import with_flags
from sandbox.slack import Slack
from sandbox.workspace import Channel, Message, User, View

# What an action tells once more of its element, beside whatever the element began with.
REPEATED = ("placeholder", "confirm")
VIEW_GONE = ("view_not_found", "This window is no longer open.")


@dataclass(frozen=True)
class Target:
    """Where an element stands: a message in a channel, or a view."""

    person: User
    message: Message | None = None
    channel: Channel | None = None
    view: View | None = None

    @property
    def id(self) -> str:
        return self.view.id if self.view else f"{self.place.id}/{self.shown.ts}"

    @property
    def blocks(self) -> list[Payload]:
        return self.view.blocks if self.view else self.shown.blocks + unfurling.blocks(self.shown)

    @property
    def entries(self) -> inputs.Entries:
        return self.view.entries if self.view else self.shown.entries.setdefault(self.person.id, {})

    def menu(self, element: Payload) -> Menu:
        return self.id, self.person.id, element["action_id"]

    @property
    def shown(self) -> Message:
        assert self.message is not None
        return self.message

    @property
    def place(self) -> Channel:
        assert self.channel is not None
        return self.channel


def target(slack: Slack, body: Payload) -> Target:
    """The view, or the message in a channel, that the body of a page's request names."""
    person = actor(slack, body["as"])
    if body.get("view_id"):
        return Target(person, view=own_view(slack, person, body["view_id"]))
    channel = place(slack, person, body.get("channel", ""))
    message = slack.workspace.message(channel.id, body.get("ts", ""))
    if message is None or message.only_for not in (None, person.id):
        raise Declined("message_not_found", "This message is no longer there.")
    return Target(person, message=message, channel=channel)


def own_view(slack: Slack, person: User, view_id: str) -> View:
    try:
        view = modals.open_view(slack, view_id)
    except SlackError:
        raise Declined(*VIEW_GONE) from None
    if view.user != person.id:
        raise Declined(*VIEW_GONE)
    return view


def act(slack: Slack, body: Payload) -> None:
    """Presses or chooses; the app hears of it, except for an input that does not dispatch."""
    where = target(slack, body)
    block, element = inputs.find(where.blocks, body["block_id"], body["action_id"])
    chosen = _take(slack, where, block, element, body)
    if block["type"] != "input" or block.get("dispatch_action"):
        _dispatch(slack, where, block, element, chosen)


def store(slack: Slack, body: Payload) -> None:
    """Remembers what was entered; only an input with dispatch_action tells the app."""
    act(slack, body)


def given(body: Payload) -> Any:
    return body["selected"] if "selected" in body else body.get("value")


def options(slack: Slack, body: Payload) -> Payload:
    """The app's suggestions for an external menu."""
    where = target(slack, body)
    block, element = inputs.find(where.blocks, body["block_id"], body["action_id"])
    payload = {
        **payloads.envelope(slack, "block_suggestion", where.person),
        **_surface(slack, where, block),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": body.get("query", ""),
    }
    payload.pop("state", None)
    ack = interaction(slack, payload)
    if ack.problem:
        raise Declined(ack.problem, FAILURES[ack.problem])
    return _offered(slack, where, element, ack.json)


def _offered(slack: Slack, where: Target, element: Payload, answer: Any) -> Payload:
    found = answer if isinstance(answer, dict) else {}
    problems = list(rules.suggestion_problems(found))
    if problems:
        error = {"ok": False, "error": "invalid_options", "messages": [str(p) for p in problems]}
        refused(slack, "answer to block_suggestion", answer, error)
        raise Declined("invalid_options", "The app's suggestions could not be read.")
    known = with_flags(inputs.all_options(found))
    slack.openings.offer(where.menu(element), known)
    return {key: found[key] for key in ("options", "option_groups") if key in found}


def _take(slack: Slack, where: Target, block: Payload, element: Payload, body: Payload) -> Payload:
    """Reads what was given; what belongs to the state is stored for this person."""
    offered = slack.openings.offered(where.menu(element))
    chosen = inputs.pressed(element, given(body), offered)
    picking.check(slack, where.person, element, chosen)
    if element["type"] in inputs.STATE:
        with slack.lock:
            where.entries.setdefault(block["block_id"], {})[element["action_id"]] = chosen
            slack.workspace.note("input", person=where.person.id)
    return chosen


def _dispatch(
    slack: Slack, where: Target, block: Payload, element: Payload, chosen: Payload
) -> None:
    action: Payload = {
        **chosen,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": slack.new_ts(),
    }
    action |= {
        key: element[key] for key in element if key in REPEATED or key.startswith("initial_")
    }
    payload = {
        **payloads.envelope(slack, "block_actions", where.person),
        **_surface(slack, where, block),
        "trigger_id": slack.openings.new_trigger(
            where.person.id, where.channel.id if where.channel else None
        ),
        "actions": [action],
    }
    if where.message and where.channel:
        payload["response_url"] = payloads.response_url(
            slack, where.channel, where.person, where.message
        )
    _finish(slack, where, interaction(slack, payload).problem)


def _finish(slack: Slack, where: Target, problem: str | None) -> None:
    """A failure is shown as a warning beside the message, as Slack does."""
    if where.message:
        with slack.lock:
            where.message.app_error = problem
            slack.workspace.note(
                "channel", channel=where.message.channel, person=where.message.only_for
            )
    if problem:
        raise Declined(problem, FAILURES[problem])


def _surface(slack: Slack, where: Target, block: Payload) -> Payload:
    if where.view:
        return {
            "container": payloads.home_or_modal_brief(where.view),
            "view": payloads.view(slack, where.view),
        }
    message, channel = where.shown, where.place
    previews = unfurling.attachments(slack, message)
    preview = next(
        (candidate for candidate in previews if block in candidate.get("blocks", [])), {}
    )
    part: Payload = {
        "container": payloads.message_container(message),
        "channel": payloads.channel_brief(channel),
        "state": inputs.state_of(preview.get("blocks", message.blocks), where.entries),
    }
    if preview:
        part["container"] |= payloads.unfurl_container(preview)
        part["app_unfurl"] = preview
    elif message.only_for is None:
        part["message"] = payloads.message(slack, message)
    return part

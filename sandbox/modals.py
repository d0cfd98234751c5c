"""Modals and Home tabs as they are open for people: opened, stacked, updated and closed."""

from collections.abc import Sequence
from typing import Any

from sandbox.errors import SlackError
from sandbox.inputs import at_current_conversation, kept
from sandbox.posting import with_flags, with_ids
from sandbox.slack import Slack
from sandbox.wire import without_nulls
from sandbox.workspace import View

Payload = dict[str, Any]
DEEPEST_STACK = 3


def open_first(slack: Slack, person: str, content: Payload, *, channel: str | None = None) -> View:
    """Opens a modal; one that was open before gives way."""
    with slack.lock:
        open_now = slack.workspace.stack(person)
        _refuse_taken_external_id(slack, content, besides=open_now)
        close(slack, open_now)
        view = _new(slack, person, content, None)
        view.entries = at_current_conversation(view.blocks, channel)
        slack.workspace.stacks[person] = [view.id]
        slack.workspace.note("views", person=person)
        return view


def push(slack: Slack, person: str, content: Payload, *, channel: str | None = None) -> View:
    with slack.lock:
        stack = slack.workspace.stack(person)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        view = _new(slack, person, content, stack[-1])
        view.entries = at_current_conversation(view.blocks, channel)
        slack.workspace.stacks[person].append(view.id)
        slack.workspace.note("views", person=person)
        return view


def update(slack: Slack, view: View, content: Payload) -> None:
    """New content; what the person entered stays wherever the same inputs remain."""
    with slack.lock:
        _refuse_taken_external_id(slack, content, besides=[view])
        view.content = _complete(slack, content)
        view.entries = kept(view.entries, view.blocks)
        view.errors = {}
        view.hash = new_hash(slack)
        slack.workspace.note("home" if content["type"] == "home" else "views", person=view.user)


def publish(slack: Slack, person: str, content: Payload) -> View:
    with slack.lock:
        home = slack.workspace.homes.get(person)
        if home is None:
            home = _new(slack, person, content, None, keep=False)
            slack.workspace.homes[person] = home
        else:
            _refuse_taken_external_id(slack, content, besides=[home])
            home.content = _complete(slack, content)
            home.entries = kept(home.entries, home.blocks)
            home.hash = new_hash(slack)
        slack.workspace.note("home", person=person)
        return home


def close(slack: Slack, views: list[View]) -> None:
    """Closes those of them that are still open."""
    with slack.lock:
        for view in views:
            if slack.workspace.views.pop(view.id, None):
                slack.workspace.stacks[view.user].remove(view.id)
        if views:
            slack.workspace.note("views", person=views[0].user)


def open_view(slack: Slack, view_id: str | None, external_id: str | None = None) -> View:
    """The view with this id, an open modal or a Home tab."""
    everywhere = [*slack.workspace.views.values(), *slack.workspace.homes.values()]
    for view in everywhere:
        if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def new_hash(slack: Slack) -> str:
    return f"{int(slack.now())}.{slack.workspace.new_id('h')}"


def _new(
    slack: Slack, person: str, content: Payload, below: View | None, *, keep: bool = True
) -> View:
    _refuse_taken_external_id(slack, content)
    view_id = slack.workspace.new_id("V")
    view = View(
        view_id,
        person,
        _complete(slack, content),
        new_hash(slack),
        below.root_id if below else view_id,
        below.id if below else None,
    )
    if keep:
        slack.workspace.views[view_id] = view
    return view


def _complete(slack: Slack, content: Payload) -> Payload:
    return {**with_flags(without_nulls(content)), "blocks": with_ids(slack, content["blocks"])}


def _refuse_taken_external_id(slack: Slack, content: Payload, besides: Sequence[View] = ()) -> None:
    wanted = content.get("external_id")
    everywhere = [*slack.workspace.views.values(), *slack.workspace.homes.values()]
    others = [view for view in everywhere if view not in besides]
    if wanted and any(view.content.get("external_id") == wanted for view in others):
        raise SlackError("duplicate_external_id")

"""What the page's “Workspace” panel does:
channels, people, the app itself, and new direct messages.
"""

from collections.abc import Callable
from typing import Any

from sandbox.errors import Declined, Malformed, SlackError
from sandbox.interactions import channels, people
from sandbox.interactions.requests import actor, place
from sandbox.slack import Slack
from sandbox.ui import reads

Payload = dict[str, Any]

WORDS = {
    "invalid_name_required": "A channel needs a name.",
    "invalid_name_maxlength": "The name of a channel has at most 80 characters.",
    "invalid_name_specials": "The name of a channel has small letters, digits, “-” and “_” only.",
    "invalid_name_punctuation": "The name of a channel needs a letter or a digit.",
    "name_taken": "There is a channel of this name already.",
    "already_archived": "This channel is archived already.",
    "not_archived": "This channel is not archived.",
}


def channel(slack: Slack, body: Payload) -> Payload:
    """`act` is create, rename, archive, unarchive or delete."""
    me = actor(slack, body["as"])
    try:
        if body["act"] == "create":
            made = channels.create(
                slack, body.get("name", ""), me.id, is_private=bool(body.get("is_private"))
            )
            return {"channel": made.id}
        where = place(slack, me, body["channel"])
        if where.kind != "channel":
            raise Declined("not_a_channel", "This works in channels only.")
        if body["act"] == "rename":
            channels.rename(slack, where, body.get("name", ""), me.id)
        else:
            _known(CHANNEL_ACTS, body["act"])(slack, where, me.id)
    except SlackError as error:
        raise Declined(error.code, WORDS.get(error.code, error.code)) from error
    return {"channel": where.id}


def person(slack: Slack, body: Payload) -> Payload:
    """`act` is add, change, deactivate or reactivate; the fields of the profile stand beside it."""
    if body["act"] == "add":
        return {"person": reads.person(people.add_named(slack, _profile(body)))}
    found = slack.person(body["person"])
    if found is None or found.is_bot:
        raise Declined("user_not_found", "There is no such person in this workspace.")
    fields = {
        "change": _profile(body),
        "deactivate": {"deleted": True},
        "reactivate": {"deleted": False},
    }
    if body["act"] not in fields:
        raise Malformed(f"act is not one of add, {', '.join(fields)}.")
    people.change(slack, found, **fields[body["act"]])
    return {"person": reads.person(slack.workspace.people[found.id])}


def app(slack: Slack, body: Payload) -> None:
    """`act` is revoke_tokens, uninstall or install."""
    _known(APP_ACTS, body["act"])(slack)


def direct_message(slack: Slack, body: Payload) -> Payload:
    """The conversation of two people, opened where there is none yet."""
    me, other = actor(slack, body["as"]), actor(slack, body["user"])
    if me.id == other.id:
        raise Declined("cannot_dm_self", "Choose somebody else.")
    return {"channel": slack.workspace.direct_message(me.id, other.id, now=slack.now()).id}


def _profile(body: Payload) -> Payload:
    given = {key: body[key] for key in people.PROFILE if key in body}
    flags = {key: bool(value) for key, value in given.items() if key.startswith("is_")}
    return {key: str(value).strip() for key, value in given.items()} | flags


def _known(acts: dict[str, Callable[..., None]], name: str) -> Callable[..., None]:
    if name not in acts:
        raise Malformed(f"act is not one of {', '.join(acts)}.")
    return acts[name]


CHANNEL_ACTS: dict[str, Callable[..., None]] = {
    "archive": channels.archive,
    "unarchive": channels.unarchive,
    "delete": channels.delete,
}
APP_ACTS: dict[str, Callable[..., None]] = {
    "revoke_tokens": people.revoke_tokens,
    "uninstall": people.uninstall,
    "install": people.install,
}

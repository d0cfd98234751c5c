"""The objects of Slack's payloads, built from the workspace."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox import unfurling
from sandbox.filing import file
from sandbox.inputs import state_of
from sandbox.mrkdwn import rich_text
from sandbox.openings import ResponseUrl
from sandbox.slack import Slack
from sandbox.workspace import Channel, Message, Scheduled, User, View

Payload = dict[str, Any]
HOME_TITLE = {"type": "plain_text", "text": "View Title", "emoji": True}
UNSHARED = {"is_shared": False, "is_org_shared": False, "is_ext_shared": False}
NAMELESS = {"im": "directmessage", "mpim": "mpdm-group"}


def shortcut_envelope(slack: Slack, person: User) -> Payload:
    """Like `envelope`, but shortcuts do not say which app they are for,
    and the person has no `name`.
    """
    whole = envelope(slack, "shortcut", person)
    user = {key: value for key, value in whole["user"].items() if key != "name"}
    return {key: value for key, value in {**whole, "user": user}.items() if key != "api_app_id"}


def envelope(slack: Slack, kind: str, person: User) -> Payload:
    """What every interaction has in common."""
    return {
        "type": kind,
        "token": slack.verification_token,
        "api_app_id": slack.bot.app_id,
        "team": {"id": slack.team.id, "domain": slack.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": slack.team.id,
        },
    }


def channel_brief(channel: Channel) -> Payload:
    return {"id": channel.id, "name": channel_label(channel)}


def channel_label(channel: Channel) -> str:
    if channel.kind != "channel":
        return NAMELESS[channel.kind]
    return "privategroup" if channel.is_private else channel.name


def message(slack: Slack, source: Message) -> Payload:
    result: Payload = {
        "type": "message",
        "user": source.user,
        "text": source.text,
        "ts": source.ts,
        "team": slack.team.id,
    }
    if source.subtype:
        result.update(subtype=source.subtype, **source.subtype_fields)
    if source.bot_id:
        result.update(bot_id=source.bot_id, app_id=slack.bot.app_id)
    if source.blocks:
        result["blocks"] = source.blocks
    if not source.bot_id and not source.subtype:
        result.update(typed(source))
    if source.thread_ts:
        result |= {"thread_ts": source.thread_ts, **in_thread(slack, source)}
    if source.edited:
        result["edited"] = {"user": source.user, "ts": source.ts}
    if source.files:
        result["files"] = [file(slack, slack.workspace.files[file_id]) for file_id in source.files]
    if source.metadata:
        result["metadata"] = source.metadata
    if source.reactions:
        result["reactions"] = reactions(source)
    if source.unfurls:
        result["attachments"] = list(unfurling.attachments(slack, source))
    return result


def in_thread(slack: Slack, source: Message) -> Payload:
    """A reply names the author of what it replies to, as long as that is there."""
    root = slack.workspace.message(source.channel, source.thread_ts or "")
    return {"parent_user_id": root.user} if root and root is not source else {}


def with_profile(slack: Slack, source: Message) -> Payload:
    """As methods of the Web API tell of a message: with who the app is, where it is the app's."""
    shown = message(slack, source)
    return {**shown, "bot_profile": bot_profile(slack)} if source.bot_id else shown


def in_history(slack: Slack, source: Message) -> Payload:
    """With the replies counted, where a thread begins with it."""
    found = [
        m for m in slack.workspace.messages[source.channel] if m.thread_ts == source.ts != m.ts
    ]
    answers = [m for m in found if not m.only_for]
    shown = with_profile(slack, source)
    if not answers:
        return shown
    people = sorted({m.user for m in answers})
    counted = {"reply_count": len(answers), "reply_users_count": len(people), "reply_users": people}
    return {
        **shown,
        "thread_ts": source.ts,
        **counted,
        "latest_reply": answers[-1].ts,
        "is_locked": False,
    }


def bot_profile(slack: Slack) -> Payload:
    picture = f"{slack.address}/favicon.ico"
    return {
        "id": slack.bot.bot_id,
        "app_id": slack.bot.app_id,
        "user_id": slack.bot.user_id,
        "name": slack.bot.name,
        "icons": {f"image_{size}": picture for size in (36, 48, 72)},
        "deleted": False,
        "updated": 0,
        "team_id": slack.team.id,
    }


def reactions(source: Message) -> list[Payload]:
    rows = source.reactions.items()
    return [{"name": name, "users": list(people), "count": len(people)} for name, people in rows]


def permalink(slack: Slack, source: Message) -> str:
    return f"{slack.address}/#channel={source.channel}&ts={source.ts}"


def delayed_message(slack: Slack, source: Scheduled) -> Payload:
    """A message for later as chat.scheduleMessage repeats it."""
    result: Payload = {
        "bot_id": slack.bot.bot_id,
        "type": "delayed_message",
        "text": source.text,
        "user": slack.bot.user_id,
        "team": slack.team.id,
        "bot_profile": bot_profile(slack),
    }
    return {**result, "blocks": source.blocks} if source.blocks else result


def typed(source: Message) -> Payload:
    """What Slack's client adds to what a person typed:
    an id of its own, and the text as a block.
    """
    return {
        "client_msg_id": str(uuid5(NAMESPACE_URL, f"{source.channel}/{source.ts}")),
        "blocks": [rich_text(source.text, f"b{source.ts[-6:]}")],
    }


def message_container(source: Message) -> Payload:
    result: Payload = {
        "type": "message",
        "message_ts": source.ts,
        "channel_id": source.channel,
        "is_ephemeral": source.only_for is not None,
    }
    if source.thread_ts:
        result["thread_ts"] = source.thread_ts
    return result


def unfurl_container(shown: Payload) -> Payload:
    """What sets a preview of a link apart from its message."""
    about = {key: shown[key] for key in ("is_app_unfurl", "app_unfurl_url")}
    return {"type": "message_attachment", "attachment_id": shown["id"], **about}


def view(slack: Slack, source: View) -> Payload:
    content = source.content
    result: Payload = {
        "id": source.id,
        "team_id": slack.team.id,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": content.get("external_id", ""),
        "state": _state(slack, source),
        "hash": source.hash,
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "root_view_id": source.root_id,
        "previous_view_id": source.previous_id,
        "app_id": slack.bot.app_id,
        "app_installed_team_id": slack.team.id,
        "bot_id": slack.bot.bot_id,
    }
    result.update({key: content.get(key) for key in ("title", "submit", "close")})
    return {**result, "title": HOME_TITLE} if content["type"] == "home" else result


def _state(slack: Slack, source: View) -> Payload:
    """With the files that were handed in as objects."""
    state = state_of(source.blocks, source.entries)
    for row in state["values"].values():
        for action_id, entry in row.items():
            if entry["type"] == "file_input":
                found = [file(slack, slack.workspace.files[file_id]) for file_id in entry["files"]]
                row[action_id] = {**entry, "files": found}
    return state


def response_url(
    slack: Slack,
    channel: Channel,
    person: User,
    message: Message | None = None,
) -> str:
    opening = ResponseUrl(channel.id, person.id, slack.now(), message.ts if message else None)
    return f"{slack.address}/response/{slack.openings.new_response(opening)}"


def channel(slack: Slack, source: Channel) -> Payload:
    result: Payload = {
        "id": source.id,
        "created": source.created,
        "creator": source.creator,
        "is_archived": source.is_archived,
        "is_channel": source.kind == "channel" and not source.is_private,
        "is_group": source.kind == "channel" and source.is_private,
        "is_im": source.kind == "im",
        "is_mpim": source.kind == "mpim",
        "is_private": source.is_private,
        "is_member": slack.bot.user_id in source.members,
        "context_team_id": slack.team.id,
        "updated": source.created * 1000,
        **UNSHARED,
    }
    if source.kind == "im":
        result["user"] = next(iter(m for m in source.members if m != slack.bot.user_id), "")
        return result
    return {
        **result,
        "name": source.name,
        "name_normalized": source.name,
        "num_members": len(source.members),
        "is_general": source.name == "general",
        "is_pending_ext_shared": False,
        "unlinked": 0,
        "shared_team_ids": [slack.team.id],
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "previous_names": [],
        "topic": {"value": source.topic, "creator": source.creator, "last_set": 0},
        "purpose": {
            "value": source.purpose,
            "creator": source.purpose_by or source.creator,
            "last_set": 0,
        },
    }


def home_or_modal_brief(source: View) -> Payload:
    return {"type": "view", "view_id": source.id}

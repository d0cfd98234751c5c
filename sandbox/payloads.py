"""The objects of Slack's payloads, built from the workspace."""

from typing import TYPE_CHECKING, Any

from sandbox.inputs import state_of
from sandbox.openings import ResponseUrl
from sandbox.workspace import Channel, File, Message, Person, View

if TYPE_CHECKING:
    from sandbox.slack import Slack

Payload = dict[str, Any]
NAMELESS = {"im": "directmessage", "mpim": "mpdm-group"}


def envelope(slack: "Slack", kind: str, person: Person) -> Payload:
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


def message(slack: "Slack", source: Message) -> Payload:
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
    if source.thread_ts:
        result["thread_ts"] = source.thread_ts
    if source.edited:
        result["edited"] = {"user": source.user, "ts": source.ts}
    if source.files:
        result["files"] = [file(slack, slack.workspace.files[file_id]) for file_id in source.files]
    if source.metadata:
        result["metadata"] = source.metadata
    return result


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


def view(slack: "Slack", source: View) -> Payload:
    content = source.content
    result: Payload = {
        "id": source.id,
        "team_id": slack.team.id,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": content.get("external_id", ""),
        "state": state_of(source.blocks, source.entries),
        "hash": source.hash,
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "root_view_id": source.root_id,
        "previous_view_id": source.previous_id,
        "app_id": slack.bot.app_id,
        "app_installed_team_id": slack.team.id,
        "bot_id": slack.bot.bot_id,
    }
    if content["type"] == "modal":
        result.update({key: content.get(key) for key in ("title", "submit", "close")})
    return result


def response_url(
    slack: "Slack",
    channel: Channel,
    person: Person,
    *,
    message: Message | None = None,
    thread_ts: str | None = None,
) -> str:
    opening = ResponseUrl(channel.id, person.id, slack.now(), message.ts if message else None, thread_ts)
    return f"{slack.address}/response/{slack.openings.new_response(opening)}"


def user(slack: "Slack", person: Person, *, with_email: bool) -> Payload:
    profile: Payload = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "title": person.title,
        "team": slack.team.id,
    }
    if with_email and person.email:
        profile["email"] = person.email
    if person.is_bot:
        profile.update(bot_id=slack.bot.bot_id, api_app_id=slack.bot.app_id)
    return {
        "id": person.id,
        "team_id": slack.team.id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_label": person.tz,
        "locale": "en-US",
        "is_bot": person.is_bot,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "profile": profile,
    }


def channel(slack: "Slack", source: Channel) -> Payload:
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
    }
    if source.kind == "im":
        result["user"] = next(iter(m for m in source.members if m != slack.bot.user_id), "")
        return result
    return {
        **result,
        "name": source.name,
        "name_normalized": source.name,
        "num_members": len(source.members),
        "topic": {"value": source.topic, "creator": source.creator, "last_set": 0},
        "purpose": {"value": source.purpose, "creator": source.creator, "last_set": 0},
    }


def file(slack: "Slack", source: File) -> Payload:
    address = f"{slack.address}/files/{source.id}/{source.name}"
    return {
        "id": source.id,
        "name": source.name,
        "title": source.title or source.name,
        "alt_txt": source.alt_txt,
        "size": source.size,
        "user": source.user,
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
    }


def home_or_modal_brief(source: View) -> Payload:
    return {"type": "view", "view_id": source.id}

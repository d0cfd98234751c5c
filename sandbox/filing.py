"""A file as Slack describes one; its private address opens with the token of the app."""

import mimetypes
from typing import Any
from urllib.parse import quote

from sandbox.slack import Slack
from sandbox.workspace import File


def file(slack: Slack, source: File) -> dict[str, Any]:
    private = f"{slack.address}/files-pri/{slack.team.id}-{source.id}"
    name = quote(source.name)
    return {
        "id": source.id,
        "created": source.created,
        "timestamp": source.created,
        "name": source.name,
        "title": source.title or source.name,
        "mimetype": mimetypes.guess_type(source.name)[0] or "application/octet-stream",
        "filetype": source.filetype,
        "pretty_type": source.filetype.upper(),
        "user": source.user,
        "user_team": slack.team.id,
        "editable": False,
        "size": source.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": _is_public(slack, source),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "media_display_type": "unknown",
        "permalink": f"{slack.address}/files/{source.id}/{name}",
        "permalink_public": f"{slack.address}/{slack.team.id}-{source.id}",
        "has_rich_preview": False,
        "file_access": "visible",
        "alt_txt": source.alt_txt,
    }


def _is_public(slack: Slack, source: File) -> bool:
    channels = [slack.workspace.channels.get(channel_id) for channel_id in source.shared_in]
    return any(channel.is_open_to_all for channel in channels if channel)

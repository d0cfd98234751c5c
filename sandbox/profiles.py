"""A person as Slack describes one: in users.info, and in the events about people."""

import zlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack import Slack
from sandbox.workspace import User

Payload = dict[str, Any]
IMAGES = (24, 32, 48, 72, 192, 512)


def user(slack: Slack, person: User) -> Payload:
    """The address is there only for an app that may read it."""
    now = datetime.fromtimestamp(slack.now(), ZoneInfo(person.tz))
    offset = now.utcoffset()
    return {
        "id": person.id,
        "team_id": slack.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "color": f"{zlib.crc32(person.id.encode()) & 0xFFFFFF:06x}",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": now.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(slack, person),
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(slack.now()),
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(slack: Slack, person: User) -> Payload:
    first, _, last = person.real_name.partition(" ")
    picture = f"{slack.address}/favicon.ico"
    profile: Payload = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "fields": {},
        "status_text": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": f"g{zlib.crc32(person.id.encode()):08x}",
        "first_name": first,
        "last_name": last,
        **{f"image_{size}": picture for size in IMAGES},
        "status_text_canonical": "",
        "team": slack.team.id,
    }
    if person.email and "users:read.email" in slack.manifest.scopes:
        profile["email"] = person.email
    if person.is_bot:
        profile.update(bot_id=slack.bot.bot_id, api_app_id=slack.bot.app_id)
    return profile

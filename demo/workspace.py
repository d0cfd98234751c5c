"""The demo's Slack workspace, in the form in which the sandbox takes it."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from demo.chatter import CONVERSATIONS, Conversation
from demo.groups import CHANNELS_FOR_ALL, GROUPS, DemoChannel, DemoGroup
from demo.libraries import CONSORTIUM, OFFICE
from demo.people import PEOPLE, DemoPerson

BOT = {"user_id": "U0CONVENE", "bot_id": "B0CONVENE", "app_id": "A0CONVENE", "name": "Convene"}

OFFICE_STAFF = tuple(person.key for person in PEOPLE if person.organization == OFFICE.key)

_CHAIRED = {group.chair: group.name for group in GROUPS if group.discharged is None}

_IN_SLACK = {person.key: person.slack_id for person in PEOPLE if person.slack_id}


def seed(today: date) -> dict[str, Any]:
    """The people, channels and old messages, up to ``today`` in the consortium's zone."""
    return {
        "team": {
            "id": "T0CONVENE",
            "name": CONSORTIUM.name,
            "domain": "cscu-libraries",
            "zone": CONSORTIUM.zone,
        },
        "bot": BOT,
        "users": [_user(person) for person in PEOPLE if person.slack_id],
        "mailboxes": [_mailbox(person) for person in PEOPLE if not person.slack_id],
        "channels": [
            *(_channel(channel, list(_IN_SLACK.values())) for channel in CHANNELS_FOR_ALL),
            *(_group_channel(group) for group in GROUPS),
        ],
        "messages": [
            message for conversation in CONVERSATIONS for message in _messages(conversation, today)
        ],
    }


def _user(person: DemoPerson) -> dict[str, Any]:
    return {
        "id": person.slack_id,
        "name": person.mail.partition("@")[0],
        "real_name": person.name,
        "title": _title(person),
        "email": person.mail,
        "tz": person.zone,
        "is_restricted": person.is_guest,
    }


def _mailbox(person: DemoPerson) -> dict[str, Any]:
    return {
        "address": person.mail,
        "name": person.name,
        "title": person.title,
        "tz": person.zone,
    }


def _title(person: DemoPerson) -> str:
    """Chairs say so in their profile, so that a newcomer finds them."""
    group = _CHAIRED.get(person.key)
    return f"Chair of {group}, {person.title}" if group else person.title


def _group_channel(group: DemoGroup) -> dict[str, Any]:
    # The office looks after every group, and Slack takes commands only from those who are in a
    # channel.
    keys = (*group.members, *group.partners, *OFFICE_STAFF)
    return _channel(group.channel, [_IN_SLACK[key] for key in keys if key in _IN_SLACK])


def _channel(channel: DemoChannel, members: list[str]) -> dict[str, Any]:
    return {
        "id": channel.slack_id,
        "name": channel.name,
        "topic": channel.topic,
        "is_private": channel.is_private,
        "members": members,
        "bot_in_channel": True,
    }


def _messages(conversation: Conversation, today: date) -> list[dict[str, str]]:
    channels = {channel.name: channel.slack_id for channel in _channels()}
    in_the_hour: Counter[tuple[int, int]] = Counter()
    rows = []
    for message in conversation.messages:
        slot = (message.day, message.hour)
        minute = 4 + 9 * in_the_hour[slot]
        in_the_hour[slot] += 1
        at = datetime.combine(today + timedelta(days=message.day), time(message.hour, minute))
        rows.append(
            {
                "channel": channels[conversation.channel],
                "user": _IN_SLACK[message.person],
                "text": message.text,
                "at": at.isoformat(),
            }
        )
    return rows


def _channels() -> list[DemoChannel]:
    return [*CHANNELS_FOR_ALL, *(group.channel for group in GROUPS)]

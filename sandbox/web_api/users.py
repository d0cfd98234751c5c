"""users.*: people and the channels they are in."""

from typing import Any

from sandbox import payloads, profiles
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.conversations import wanted_kinds
from sandbox.web_api.permissions import kind, need

Payload = dict[str, Any]


def info(slack: Slack, args: Arguments) -> Payload:
    person = slack.person(args.needed("user"))
    if person is None:
        raise SlackError("user_not_found")
    locale = {"locale": "en-US"} if args.flag("include_locale") else {}
    return {"user": {**profiles.user(slack, person), **locale}}


def list_(slack: Slack, args: Arguments) -> Payload:
    page, more = args.page(list(slack.workspace.people.values()))
    return {
        "members": [profiles.user(slack, person) for person in page],
        "cache_ts": int(slack.now()),
        **more,
    }


def lookup_by_email(slack: Slack, args: Arguments) -> Payload:
    need(slack, ("users:read",))
    wanted = args.needed("email").lower()
    for person in slack.workspace.people.values():
        if person.email.lower() == wanted and not person.deleted:
            return {"user": profiles.user(slack, person)}
    raise SlackError("users_not_found")


def conversations(slack: Slack, args: Arguments) -> Payload:
    """The channels of a person, as far as the bot knows them; without a person, the bot's own."""
    person = args.text("user") or slack.bot.user_id
    kinds = wanted_kinds(slack, args)
    found = [
        channel
        for channel in slack.workspace.channels.values()
        if kind(channel) in kinds
        and person in channel.members
        and (channel.is_open_to_all or slack.bot.user_id in channel.members)
    ]
    page, more = args.page(found)
    return {"channels": [payloads.channel(slack, channel) for channel in page], **more}

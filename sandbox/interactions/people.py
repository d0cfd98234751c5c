"""What the workspace's administrators do: people come, change and go;
the app is removed and comes back.
"""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox import events
from sandbox.errors import Declined
from sandbox.slack import Slack
from sandbox.workspace import User

PROFILE = ("real_name", "name", "title", "email", "tz", "is_restricted", "is_ultra_restricted")


def add(slack: Slack, person: User) -> User:
    """Somebody new; every person has a direct message with the app."""
    _refuse_if_odd(slack, person)
    with slack.lock:
        slack.workspace.people[person.id] = person
        slack.workspace.direct_message(person.id, slack.bot.user_id, now=slack.now())
        slack.workspace.note("world")
    events.joined(slack, person)
    return person


def add_named(slack: Slack, fields: dict[str, Any]) -> User:
    real_name = str(fields.get("real_name") or "").strip()
    name = str(fields.get("name") or real_name.lower().replace(" ", "."))
    more = {key: fields[key] for key in PROFILE if key in fields}
    return add(
        slack, User(slack.workspace.new_id("U"), **{**more, "name": name, "real_name": real_name})
    )


def change(slack: Slack, person: User, **fields: Any) -> None:
    """A new profile; `deleted` deactivates the person, who then belongs to no channel any more."""
    changed = replace(person, **fields)
    _refuse_if_odd(slack, changed)
    with slack.lock:
        slack.workspace.people[person.id] = changed
        if changed.deleted:
            _leave_everything(slack, person.id)
        slack.workspace.note("world")
    events.changed(slack, changed)


def revoke_tokens(slack: Slack) -> None:
    """The app is told first; from then on its token opens nothing."""
    events.tokens_revoked(slack)
    _shut_out(slack, "token_revoked")


def uninstall(slack: Slack) -> None:
    events.tokens_revoked(slack)
    events.app_uninstalled(slack)
    _shut_out(slack, "account_inactive")


def install(slack: Slack) -> None:
    _shut_out(slack, None)


def _shut_out(slack: Slack, why: str | None) -> None:
    slack.shut_out = why
    slack.workspace.note("world")


def _leave_everything(slack: Slack, person_id: str) -> None:
    for channel in slack.workspace.channels.values():
        if channel.kind == "channel" and person_id in channel.members:
            channel.members.remove(person_id)


def _refuse_if_odd(slack: Slack, person: User) -> None:
    others = [other for other in slack.workspace.people.values() if other.id != person.id]
    if not person.real_name.strip():
        raise Declined("invalid_profile", "A person needs a name.")
    if any(person.name == other.name for other in others):
        raise Declined("name_taken", "Somebody else has this user name.")
    try:
        ZoneInfo(person.tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Declined("invalid_profile", f"“{person.tz}” is not a time zone.") from None

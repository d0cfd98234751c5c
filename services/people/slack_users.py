"""What Slack says of one of its users, read from its own form."""

from typing import Any

from services.cleaning import clean
from services.people.profiles import Profile


def profile_of(user: dict[str, Any]) -> Profile:
    """What of Slack's user object matters to us."""
    profile = user.get("profile", {})
    guest = user.get("is_restricted") or user.get("is_ultra_restricted")
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    return Profile(
        slack_id=user["id"],
        name=clean(name),
        email=profile.get("email"),
        zone=user.get("tz") or "",
        is_guest=bool(guest),
        is_active=not user.get("deleted", False),
        is_bot=is_bot(user),
        teams=_teams(user),
        is_stranger=bool(user.get("is_stranger")),
    )


def _teams(user: dict[str, Any]) -> tuple[str, ...]:
    """The workspaces of a user; in an organization of several, Slack names hers apart."""
    organization = user.get("enterprise_user") or {}
    named = (user.get("team_id"), *(organization.get("teams") or ()))
    return tuple(str(team) for team in named if team)


def is_bot(user: dict[str, Any]) -> bool:
    """Whether an account of Slack's is no person."""
    return bool(user.get("is_bot")) or user["id"] == "USLACKBOT"

"""Who asks, and in which group's channel: what every request looks up first."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Group
from services import terms
from services.access.groups import may_see_group
from services.access.standing import Standing, standing_of


@dataclass(frozen=True)
class Asker:
    """What somebody is at a moment, and the active group of the channel, if she may know of it."""

    who: Standing
    group: Group | None


def asker(session: Session, slack_id: str, channel_id: str | None, now: datetime) -> Asker | None:
    """Somebody by her Slack id, read anew: one query. None where she is not known.

    Nothing of it is kept for the next request, at which a role may have ended.
    """
    found = terms.presence(session, slack_id, channel_id, now)
    if found is None:
        return None
    who = standing_of(found.person, now, roles=found.roles, services=found.services)
    group = found.group_here
    return Asker(who, group if group and may_see_group(group, by=who) else None)

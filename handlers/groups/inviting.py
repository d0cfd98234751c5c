"""Who is in a group and not in its channel, and bringing them in."""

from collections.abc import Iterable

from handlers.routes import Answer, Ask, Replace
from models import Group, Person
from models.database import reading
from models.rosters import Absence
from services import access, groups
from services.errors import Invalid, NotFound
from views import groups as views
from views.texts import channel
from views.values import InviteButton


def absence(ask: Ask, group: Group, people: Iterable[Person]) -> Absence | None:
    """Who of these people with Slack is not in the group's channel; None where nobody is missing,
    or where I cannot see who is there.

    It asks Slack, so it comes after the unit of work.
    """
    reachable = [person for person in people if person.slack_id and person.is_active]
    if not group.channel_id or not reachable:
        return None
    there = ask.channels.members(group.channel_id, is_private=group.is_private)
    if there is None:
        return None
    missing = tuple(person for person in reachable if person.slack_id not in there.slack_ids)
    return Absence(missing, there.may_invite) if missing else None


def invite(ask: Ask) -> Answer:
    """Whoever was named as missing and is still in the group comes into its channel."""
    value = ask.read(InviteButton)
    with reading() as session:
        group = access.group_to_edit(session, value.group_id, by=ask.who)
        roster = [line.person for line in groups.roster(session, group, ask.now)]
    chosen = [person for person in roster if person.id in value.person_ids and person.slack_id]
    if not group.channel_id:
        raise NotFound(f"{group.name} has no channel any more. Nobody was invited.")
    if not chosen:
        raise NotFound(f"None of them is in {group.name} any more. Nobody was invited.")
    if missing := absence(ask, group, chosen):
        people = missing.people[: views.MOST_INVITED]
        ask.channels.invite(group.channel_id, [str(person.slack_id) for person in people])
    there = ask.channels.members(group.channel_id, is_private=group.is_private)
    if there is None:
        raise Invalid(
            f"I cannot see who is in {channel(group.channel_id)}. Type `/invite @Convene` there,"
            " and try again."
        )
    left = tuple(person for person in chosen if person.slack_id not in there.slack_ids)
    came = [person for person in chosen if person not in left]
    still = Absence(left, there.may_invite) if left else None
    return Replace(views.invited(group, came, still))

"""The minutes taken by turns, an alternate sent to a meeting, and a group that pauses in July."""

from datetime import date, timedelta

from demo.groups import GROUPS
from demo.loader.world import World
from models import MeetingStatus, MemberRole, Person, QuorumShare, RsvpAnswer
from services import access, groups, meetings, pauses, presence

ROTA = "metadata"
PAUSING = "information-literacy"
SENDING = ("oer", "resource-sharing", "metadata")
"""Of these the first with a member whose colleague is in Slack."""
QUORUMS = (("council", QuorumShare.MORE_THAN_HALF), ("oer", QuorumShare.HALF))
_BEFORE = timedelta(days=3)


def tell(world: World) -> None:
    """After the meetings of the year, and before their cards."""
    _take_turns(world)
    _pause(world)
    _send_alternate(world)
    for key, share in QUORUMS:
        if group := world.groups.get(key):
            groups.restore(
                world.session,
                group,
                {"quorum": share.value},
                by=_chair(world, key),
                now=world.now - _BEFORE,
                action="group.changed",
            )


def _take_turns(world: World) -> None:
    """Each member but the chairs takes the minutes in turn."""
    group, chair = world.groups[ROTA], _chair(world, ROTA)
    presence.set_suggesting(world.session, group, suggests=True, by=chair, now=world.now)
    turn = 0
    for held in meetings.held(world.session, group, world.now - timedelta(days=365), world.now):
        able = [
            line.person
            for line in groups.roster(world.session, group, held.starts_at)
            if line.role is MemberRole.MEMBER and line.person.slack_id
        ]
        if able and held.status is MeetingStatus.ON:
            person = able[turn % len(able)]
            presence.name_recorder(
                world.session, held, person, by=chair, now=held.starts_at - _BEFORE
            )
            turn += 1


def _pause(world: World) -> None:
    """The next July."""
    first = date(world.today.year, 7, 1)
    if first <= world.today:
        first = first.replace(year=first.year + 1)
    pauses.pause(
        world.session,
        world.groups[PAUSING],
        first_on=first,
        last_on=first.replace(day=31),
        reason="Most of us are away in July",
        by=_chair(world, PAUSING),
        now=world.now - timedelta(days=2),
    )


def _send_alternate(world: World) -> None:
    """Somebody cannot come to the next meeting, and sends a colleague."""
    for demo_group in (row for key in SENDING for row in GROUPS if row.key == key):
        group = world.groups[demo_group.key]
        ahead = meetings.next_ahead(world.session, group, now=world.now)
        for key in world.members(demo_group, world.now):
            person = world.people[key]
            offered = ahead and presence.alternates_offered(world.session, ahead, person)
            if ahead and offered and key not in (demo_group.chair, demo_group.co_chair):
                by = access.standing(world.session, person, world.now)
                no = RsvpAnswer.NO
                meetings.record_rsvp(world.session, ahead, no, by=by, now=world.now)
                presence.send_alternate(world.session, ahead, person, offered[0].id, now=world.now)
                return


def _chair(world: World, key: str) -> Person:
    return world.chair(next(row for row in GROUPS if row.key == key))

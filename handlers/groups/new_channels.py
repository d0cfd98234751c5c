"""Making a channel for a group that has none."""

from collections.abc import Iterable

from handlers.channels import Channel
from handlers.forms import Form
from handlers.groups import inviting
from handlers.groups.charge import show_in_channel
from handlers.groups.describing import describe
from handlers.once import amended, making
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Person
from models.database import reading
from services import access, bot_account, group_channels, groups
from services.errors import Invalid
from views import group_channels as views
from views import groups as group_views


def open_form(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_edit(session, ask.number(), by=ask.who)
        group_channels.check_without_channel(group)
        people = [line.person for line in groups.roster(session, group, ask.now)]
        return Open(
            views.create(group, group_channels.proposed_name(group), members=_reachable(people))
        )


def create(ask: Ask) -> Answer:
    """Make the channel, then write down that it is the group's: where the second fails, the next
    time finds what the first has made.
    """
    form = Form(ask)
    name = group_channels.channel_name(form.text(group_channels.NAME_FIELD))
    invites = form.checked("invite", views.WITH_MEMBERS)
    group_id = form.carried("group")
    channel = _made(ask, group_id, name)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, group_id, by=ask.who)
        group_channels.check_without_channel(group)
        if channel is None:
            raise Invalid(views.TAKEN, field=group_channels.NAME_FIELD)
        groups.bind_channel(
            session, group, channel.id, is_private=channel.is_private, by=ask.person, now=ask.now
        )
        show_in_channel(session, group, ask)
        people = [line.person for line in groups.roster(session, group, ask.now)]
        answer = made.keep(Reply(group_views.got_channel(group, absence=None)))
    _invite(ask, group, [ask.person, *(people if invites else ())])
    describe(ask, group)
    absence = inviting.absence(ask, group, people) if invites else None
    if absence is None:
        return answer
    return amended(ask, Reply(group_views.got_channel(group, absence=absence)))


def _made(ask: Ask, group_id: int, name: str) -> Channel | None:
    """A new channel, or the one that Convene made and no group works in; None where somebody else
    has the name, or where the group has a channel already.
    """
    with reading() as session:
        group = access.group_to_edit(session, group_id, by=ask.who)
        account = bot_account.known(session)
    if group.channel_id is not None:
        return None
    if made := ask.channels.create(name, is_private=group.is_private):
        return made
    if account is None:
        return None
    own = ask.channels.made_before(name, is_private=group.is_private, own_id=account.bot_user_id)
    if own is None:
        return None
    # Whoever is in it was invited after it was some group's: what they wrote is no other group's.
    there = ask.channels.members(own.id, is_private=own.is_private)
    if there is None or there.slack_ids - {account.bot_user_id}:
        return None
    with reading() as session:
        is_free = not group_channels.works_in(session, own.id)
    return own if is_free else None


def _reachable(people: Iterable[Person]) -> list[Person]:
    return [person for person in people if person.slack_id and person.is_active]


def _invite(ask: Ask, group: Group, people: Iterable[Person]) -> None:
    """Who made it can be in it, too; others only where she wished it."""
    slack_ids = list(dict.fromkeys(str(person.slack_id) for person in _reachable(people)))
    for start in range(0, len(slack_ids), group_views.MOST_INVITED):
        some = slack_ids[start : start + group_views.MOST_INVITED]
        ask.channels.invite(str(group.channel_id), some)

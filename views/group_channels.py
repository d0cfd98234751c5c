"""What is said where something happens to the channel of a group."""

from collections.abc import Sequence

from models import Group, Person
from models.groups import CHANNEL_NAME_LENGTH
from models.payloads import Block, Message, View
from views import groups as group_views
from views import values
from views.elements import actions, button, message, section
from views.inputs import field, modal, multi_select, option, text_input
from views.texts import bold, channel, cut, esc, plural, short

PURPOSE_LIMIT = 250
WITH_MEMBERS = "members"
TAKEN = (
    "There is a channel of this name already. Choose another name, or let the group work in that"
    " one with `/wg edit`."
)


def purpose(group: Group) -> str:
    """What a group is for, on one line, as Slack takes it for the purpose of its channel."""
    return cut(esc(" ".join((group.charge or "").split())), PURPOSE_LIMIT)


def create(group: Group, name: str, *, members: Sequence[Person]) -> View:
    """The form that makes a channel for a group; ``members`` have Slack."""
    kind = (
        "a private channel, of which only who is in it knows"
        if group.is_private
        else "a public channel"
    )
    blocks: list[Block] = [
        section(f"{bold(short(group.name, 200))} gets {kind}. You are let in."),
        field(
            "channel_name",
            "Name of the channel",
            text_input("group.channel_name", initial=name, limit=CHANNEL_NAME_LENGTH),
            hint="Small letters, digits, hyphens and underscores.",
        ),
    ]
    if members:
        label = f"Invite the {plural(len(members), 'member')} with Slack"
        box = multi_select("group.invites", [option(label, WITH_MEMBERS)], type_="checkboxes")
        blocks.append(field("invite", "Members of the group", box, optional=True))
    private = values.private(group=group.id)
    title, submit = "Make a channel", "Make it"
    return modal(
        group_views.MAKE_CHANNEL_SEND, title, blocks, submit=submit, close="Cancel", private=private
    )


def offer(group: Group) -> Message:
    """To somebody who has joined the channel of a public group, once."""
    text = (
        f"{channel(group.channel_id)} is where {bold(short(group.name, 200))} works. Do you want to"
        " be a member, too? Meetings and tasks then reach you. To read along, do nothing."
    )
    join = button("Join the group", group_views.JOIN, group.id, style="primary", about=group.name)
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    return message(text, [section(text), actions(join, show)])


def still_member(group: Group) -> Message:
    """To a member who has left the channel."""
    text = (
        f"You have left {channel(group.channel_id)}, and are still a member of"
        f" {bold(short(group.name, 200))}. Do you leave the group, too? To stay, do nothing."
    )
    leave = button("Leave the group", group_views.LEAVE, group.id, about=group.name)
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    return message(text, [section(text), actions(leave, show)])


def archived(group: Group) -> Message:
    """To the chairs and the program manager."""
    return _news(
        group,
        f"The channel of {bold(short(group.name, 200))}, {channel(group.channel_id)}, was archived:"
        " its digests and cards wait until it is unarchived, or until the group has another one.",
    )


def deleted(group: Group) -> Message:
    """To the chairs and the program manager."""
    return _news(
        group,
        f"The channel of {bold(short(group.name, 200))} was deleted: its digests and cards wait"
        " until the group has another one.",
    )


def became_private(group: Group) -> Message:
    """To the chairs and the program manager: what follows from it for the group."""
    return _news(
        group,
        f"The channel of {bold(short(group.name, 200))}, {channel(group.channel_id)}, is private"
        " now. So is the group: only its members and the program manager know of it and of what is"
        " in it, and nobody joins by their own word. Where that is not meant, let it work in a"
        " public channel.",
    )


def shared(group: Group) -> Message:
    """To the chairs and the program manager."""
    return _news(
        group,
        f"The channel of {bold(short(group.name, 200))}, {channel(group.channel_id)}, is shared"
        " with another organization now: its people read the digests and cards there. In Convene"
        " they are guests, and see no group of which they are no members.",
    )


def _news(group: Group, text: str) -> Message:
    edit = button("Choose another channel", group_views.EDIT, group.id, about=group.name)
    return message(text, [section(text), actions(edit)])

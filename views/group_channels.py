"""What is said where something happens to the channel of a group."""

from models import Group
from models.payloads import Message
from views import groups as group_views
from views.elements import actions, button, message, section
from views.texts import bold, channel, cut, esc, short

PURPOSE_LIMIT = 250


def purpose(group: Group) -> str:
    """What a group is for, on one line, as Slack takes it for the purpose of its channel."""
    return cut(esc(" ".join((group.charge or "").split())), PURPOSE_LIMIT)


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

"""What happens in Slack to the channels of groups, and who comes to them and goes.

A channel that is renamed stays the group's: Convene knows channels by their ids.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.routes import Answer, Ask, ChannelEvent, Event, Reply
from models import Group
from models.database import reading, unit_of_work
from models.payloads import Message
from services import bot_account, group_channels
from services.access import Needs
from views import group_channels as views


def offer_membership(ask: Ask) -> Answer:
    """Whoever joins the channel of a public group is offered membership, in private and once."""
    with unit_of_work() as session:
        group = group_channels.of_channel(session, _channel(ask.event), ask.now)
        if group is None or not group_channels.offer(session, group, to=ask.who):
            return None
        return Reply(views.offer(group))


def ask_about_leaving(ask: Ask) -> Answer:
    """Whoever leaves the channel and not the group is asked once whether she means both."""
    with unit_of_work() as session:
        group = group_channels.of_channel(session, _channel(ask.event), ask.now)
        if group is not None:
            words = views.still_member(group)
            group_channels.ask_about_leaving(session, group, words, of=ask.who)
    return None


@dataclass(frozen=True)
class _ChannelChange:
    """What may happen to a channel: what it is called in keys, what is said of it, and why nothing
    goes out there from then on, if so.
    """

    name: str
    words: Callable[[Group], Message]
    reason: str = ""

    def __call__(self, event: dict[str, Any], now: datetime) -> None:
        """What goes to the channel waits, and those who can mend it are told."""
        with unit_of_work() as session:
            group = group_channels.of_channel(session, _channel(event), now)
            if group is None:
                return
            if self.reason and group_channels.is_late(session, group, _happened(event)):
                return
            if self.reason:
                group_channels.hold(session, group, self.reason, now)
            occurrence = (self.name, _happened(event))
            words = self.words(group)
            group_channels.tell(session, group, words, occurrence=occurrence, now=now)


CHANGES = {
    "channel_archive": _ChannelChange("archived", views.archived, group_channels.ARCHIVED),
    "group_archive": _ChannelChange("archived", views.archived, group_channels.ARCHIVED),
    "channel_deleted": _ChannelChange("deleted", views.deleted, group_channels.DELETED),
    "group_deleted": _ChannelChange("deleted", views.deleted, group_channels.DELETED),
    "channel_shared": _ChannelChange("shared", views.shared),
}
"""By the name of Slack's event; a channel is shared by Slack Connect, with another organization."""


def unarchived(event: dict[str, Any], now: datetime) -> None:
    """What waited goes out, also where the group was discharged meanwhile, or has left."""
    channel_id = _channel(event)
    with unit_of_work() as session:
        group = group_channels.holder_of(session, channel_id)
        if group is None and channel_id:
            group_channels.release(session, channel_id)
        elif group is not None and not group_channels.is_late(session, group, _happened(event)):
            group_channels.release(session, channel_id)
            group_channels.note_open(session, group, _happened(event), now)


def is_of_a_group(event: dict[str, Any]) -> bool:
    """Whether it happened in the channel of a group, to somebody else than Convene."""
    with reading() as session:
        account = bot_account.known(session)
        is_own = account is not None and account.bot_user_id == event.get("user")
        return not is_own and group_channels.works_in(session, _channel(event))


def _channel(event: dict[str, Any]) -> str:
    return str(event.get("channel", ""))


def _happened(event: dict[str, Any]) -> str:
    """What tells it from others of its kind: Slack sends the same again with the same."""
    return str(event.get("event_ts") or "unknown").replace("|", " ")


ROUTES: tuple[Event | ChannelEvent, ...] = (
    Event(
        "member_joined_channel",
        offer_membership,
        needs=Needs.ANYONE,
        concerns_us=is_of_a_group,
        is_act=False,
    ),
    Event(
        "member_left_channel",
        ask_about_leaving,
        needs=Needs.ANYONE,
        concerns_us=is_of_a_group,
        is_act=False,
    ),
    ChannelEvent("channel_unarchive", unarchived),
    ChannelEvent("group_unarchive", unarchived),
    *(ChannelEvent(name, change) for name, change in CHANGES.items()),
)

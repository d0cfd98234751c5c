"""What stands above a group's channel: its purpose, which is the charge on one line, and the
bookmark that leads to the charge.
"""

from handlers.routes import Ask
from models import Group
from models.database import reading
from services import bot_account, group_channels
from views import group_channels as views


def describe(ask: Ask, group: Group) -> None:
    """Give the public channel of a group its purpose, where Slack lets Convene.

    It asks Slack, so it comes after the unit of work.
    """
    purpose = views.purpose(group)
    if not group.channel_id or group.is_private or group.channel_is_everybodys or not purpose:
        return
    with reading() as session:
        account = bot_account.known(session)
    if account is not None:
        ask.channels.describe(group.channel_id, purpose, own_id=account.bot_user_id)


def move_bookmark(ask: Ask, group: Group, former_channel: str | None) -> None:
    """Let the bookmark of a group that was introduced go along into another channel.

    It asks Slack, so it comes after the unit of work.
    """
    if not group.channel_id or not former_channel or former_channel == group.channel_id:
        return
    with reading() as session:
        account = bot_account.known(session)
        introduction = group_channels.introduction(session, group)
    if account is not None:
        own_id = account.bot_user_id
        ask.channels.move_bookmark(
            former_channel, group.channel_id, introduction=introduction, own_id=own_id
        )

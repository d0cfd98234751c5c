"""The purpose of a group's channel: its charge on one line."""

from handlers.routes import Ask
from models import Group
from models.database import reading
from services import bot_account
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

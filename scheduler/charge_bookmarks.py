"""The bookmark above the channel of a group that leads to its charge.

It is put there as the introduction of the group arrives, which has the charge and a button that
shows it as it is today. Without the permissions, or where Slack refuses, there is none.
"""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from models.database import reading
from services import bot_account
from services.group_channels import BOOKMARK_TITLE, own_bookmark
from services.outbox import Sent

log = logging.getLogger(__name__)


def follow(client: WebClient, outcome: Sent) -> None:
    """Let the bookmark of a channel lead to an introduction that has just arrived there: one of
    Convene's that is there already is changed, so there is never a second one.
    """
    channel_id, ts = outcome.receipt["channel"], outcome.receipt["ts"]
    with reading() as session:
        account = bot_account.known(session)
    if account is None:
        return
    try:
        _place(client, channel_id, ts, account.bot_user_id)
    except SlackApiError as error:
        log.info("the bookmark of a channel: %s", error.response.get("error"))
    except Exception as error:
        log.warning("the bookmark of a channel: %s", type(error).__name__)


def _place(client: WebClient, channel_id: str, ts: str, own_id: str) -> None:
    present = client.bookmarks_list(channel_id=channel_id)["bookmarks"]
    link = client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"]
    own = own_bookmark(present, own_id)
    if own is None:
        client.bookmarks_add(channel_id=channel_id, title=BOOKMARK_TITLE, type="link", link=link)
    elif own["link"] != link:
        client.bookmarks_edit(bookmark_id=own["id"], channel_id=channel_id, link=link)

"""What Slack knows of a channel, asked before a unit of work is opened."""

import http.client
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from services.errors import Invalid
from services.group_channels import BOOKMARK_TITLE, NAME_FIELD, own_bookmark

INVITE = "I cannot see that channel. Open it, type `/invite @Convene`, and send the form again."
CHANNEL_FIELD = "channel"
CREATE_YOURSELF = (
    "This Slack does not let Convene make channels like this one. Make it in Slack, type `/invite"
    " @Convene` there, and choose it with `/wg edit`."
)
ODD_NAME = "Slack takes no channel of this name. Choose another one."
NO_ANSWER = (
    "Slack has not answered. Send the form again in a minute with the same name: if the channel was"
    " made, the group gets it, and no second one is made."
)
NAME_TAKEN = "name_taken"
NOT_PERMITTED = {
    *("missing_scope", "restricted_action", "no_permission", "user_is_restricted"),
    "not_allowed_token_type",
}
"""Why Slack lets nobody like Convene make a channel."""
MOST_PAGES = 5
"""Of the members of a channel, a thousand each: whoever waits for the answer waits no longer."""
INVITING = {
    False: {"channels:write.invites", "channels:manage"},
    True: {"groups:write.invites", "groups:write"},
}
"""The scopes of which one lets people be invited to a channel, by whether it is private."""
DESCRIBING = {"channels:write.topic", "channels:manage"}
"""The scopes of which one lets a public channel be given its purpose."""

UNREACHABLE = (OSError, http.client.HTTPException, json.JSONDecodeError)
"""What a call to Slack raises that got no whole answer, ``URLError`` and ``TimeoutError`` too."""
SCOPES_HEADER = "x-oauth-scopes"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Channel:
    """A channel that a group can work in."""

    id: str
    name: str
    is_private: bool
    is_everybodys: bool = False
    """Whether it is the one of this Slack that everybody is in, and cannot leave: #general."""


@dataclass(frozen=True)
class ChannelMembers:
    """Who is in a channel."""

    slack_ids: frozenset[str]
    may_invite: bool
    """Whether the scopes that were granted let others be brought in."""


class Channels:
    """Looks channels up, makes them, lets people in and describes them. A public one is joined at
    the first message to it.

    Never within a unit of work.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def __call__(self, channel_id: str) -> Channel:
        """Raises ``Invalid`` on the channel field where I could not post there."""
        try:
            found = self._client.conversations_info(channel=channel_id)["channel"]
        except SlackApiError as error:
            if error.response.get("error") not in ("channel_not_found", "missing_scope"):
                raise
            raise Invalid(INVITE, field=CHANNEL_FIELD) from None
        if found.get("is_archived"):
            raise Invalid("That channel is archived. Choose another one.", field=CHANNEL_FIELD)
        if found.get("is_private") and not found.get("is_member"):
            raise Invalid(INVITE, field=CHANNEL_FIELD)
        is_private, is_everybodys = bool(found.get("is_private")), bool(found.get("is_general"))
        return Channel(found["id"], found["name"], is_private, is_everybodys)

    def is_everybodys(self, channel_id: str) -> bool:
        """Whether everybody is known to be in a channel; False where Slack does not say."""
        try:
            return self(channel_id).is_everybodys
        except (Invalid, SlackApiError, *UNREACHABLE):
            return False

    def link(self, channel_id: str, ts: str) -> str:
        """The address of a message; empty where I cannot see it."""
        try:
            return str(
                self._client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"]
            )
        except SlackApiError as error:
            if error.response.get("error") not in ("channel_not_found", "message_not_found"):
                raise
            return ""

    def create(self, name: str, *, is_private: bool) -> Channel | None:
        """Make a channel; None where there is one of this name. Raises ``Invalid`` where Slack does
        not let Convene make it, or does not take the name.
        """
        try:
            made = self._client.conversations_create(name=name, is_private=is_private)["channel"]
        except SlackApiError as error:
            code = str(error.response.get("error"))
            log.info("making a channel: %s", code)
            if code == NAME_TAKEN:
                return None
            if code in NOT_PERMITTED:
                raise Invalid(CREATE_YOURSELF, field=NAME_FIELD) from None
            if code.startswith("invalid_name"):
                raise Invalid(ODD_NAME, field=NAME_FIELD) from None
            raise
        except UNREACHABLE as error:
            log.warning("making a channel: %s", error)
            raise Invalid(NO_ANSWER, field=NAME_FIELD) from None
        return Channel(made["id"], made["name"], is_private)

    def made_before(self, name: str, *, is_private: bool, own_id: str) -> Channel | None:
        """The channel of this name that Convene, which is ``own_id`` in this Slack, has made."""
        kind, cursor = "private_channel" if is_private else "public_channel", ""
        for _ in range(MOST_PAGES):
            page = self._client.users_conversations(
                types=kind, exclude_archived=True, limit=1000, cursor=cursor
            )
            for found in page["channels"]:
                if found["name"] == name and found.get("creator") == own_id:
                    return Channel(found["id"], name, is_private)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return None

    def members(self, channel_id: str, *, is_private: bool) -> ChannelMembers | None:
        """Who is in a channel; None where I cannot see it, it is too large to be read, or Slack
        does not answer.
        """
        found, cursor, scopes = set[str](), "", set[str]()
        for _ in range(MOST_PAGES):
            try:
                page = self._client.conversations_members(
                    channel=channel_id, limit=1000, cursor=cursor
                )
            except SlackApiError as error:
                log.info("members of a channel: %s", error.response.get("error"))
                return None
            except UNREACHABLE as error:
                log.warning("members of a channel: %s", error)
                return None
            found |= set(page["members"])
            scopes = _granted(page.headers)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return ChannelMembers(frozenset(found), bool(scopes & INVITING[is_private]))
        return None

    def invite(self, channel_id: str, slack_ids: Sequence[str]) -> None:
        """Bring people into a channel, as many as Slack lets in; whoever asks looks afterwards."""
        try:
            self._client.conversations_invite(channel=channel_id, users=slack_ids, force=True)
        except SlackApiError as error:
            log.info("an invitation to a channel: %s", error.response.get("error"))
        except UNREACHABLE as error:
            log.warning("an invitation to a channel: %s", error)

    def move_bookmark(
        self, former: str, channel_id: str, *, introduction: tuple[str, str] | None, own_id: str
    ) -> None:
        """Let the bookmark to a group's charge be above another channel than the ``former`` one: it
        leads where the former one did, else to the introduction, by its channel and time.

        What Slack refuses is nobody's error; ``own_id`` is who Convene is in this Slack.
        """
        try:
            old = self._former_bookmark(former, own_id)
            link = old["link"] if old else self.link(*introduction) if introduction else ""
            if not link:
                return
            own = own_bookmark(self._bookmarks(channel_id), own_id)
            if own is None:
                self._client.bookmarks_add(
                    channel_id=channel_id, title=BOOKMARK_TITLE, type="link", link=link
                )
            elif own["link"] != link:
                self._client.bookmarks_edit(bookmark_id=own["id"], channel_id=channel_id, link=link)
            if old:
                self._client.bookmarks_remove(bookmark_id=old["id"], channel_id=former)
        except SlackApiError as error:
            log.info("the bookmark of a channel: %s", error.response.get("error"))
        except UNREACHABLE as error:
            log.warning("the bookmark of a channel: %s", error)

    def _former_bookmark(self, channel_id: str, own_id: str) -> dict[str, Any] | None:
        """The bookmark that Convene has put above a channel; None also where Slack refuses to say,
        such as of a deleted channel.
        """
        try:
            return own_bookmark(self._bookmarks(channel_id), own_id)
        except SlackApiError as error:
            log.info("the bookmark of a former channel: %s", error.response.get("error"))
            return None

    def _bookmarks(self, channel_id: str) -> list[dict[str, Any]]:
        return list(self._client.bookmarks_list(channel_id=channel_id)["bookmarks"])

    def describe(self, channel_id: str, purpose: str, *, own_id: str) -> None:
        """Give a public channel its purpose, where the granted scopes allow it, and where people
        have not written one themselves; ``own_id`` is who Convene is in this Slack.

        What Slack refuses is nobody's error.
        """
        try:
            answer = self._client.conversations_info(channel=channel_id)
            if not _granted(answer.headers) & DESCRIBING:
                return
            found = answer["channel"]
            if not _may_describe(found, purpose, own_id):
                return
            if not found.get("is_member"):
                self._client.conversations_join(channel=channel_id)
            self._client.conversations_setPurpose(channel=channel_id, purpose=purpose)
        except SlackApiError as error:
            log.info("the purpose of a channel: %s", error.response.get("error"))
        except UNREACHABLE as error:
            log.warning("the purpose of a channel: %s", error)


def _may_describe(channel: Mapping[str, Any], purpose: str, own_id: str) -> bool:
    """Whether a public channel has no purpose yet, or another one that Convene wrote."""
    if channel.get("is_private") or channel.get("is_general") or channel.get("is_archived"):
        return False
    present = channel.get("purpose") or {}
    text = present.get("value") or ""
    return not text or (present.get("creator") == own_id and text != purpose)


def _granted(headers: Mapping[str, Any]) -> set[str]:
    """The scopes that Slack says it has granted, in whatever letters its header is written."""
    found = {name.casefold(): value for name, value in headers.items()}.get(SCOPES_HEADER, "")
    words = found if isinstance(found, str) else ",".join(found)
    return {scope.strip() for scope in words.split(",")}

"""Who is in a channel, and whether Slack lets Convene bring others in."""

from typing import Any

import pytest

import handlers
from bot.config import Settings
from bot.manifest import manifest
from bot.slack import web_client
from handlers.channels import ChannelMembers, Channels
from sandbox.driver import Sandbox

SEED: dict[str, Any] = {
    "team": {"id": "T1", "name": "Test"},
    "bot": {"user_id": "UB", "bot_id": "B1", "name": "Convene"},
    "users": [{"id": "UANN", "name": "ann", "real_name": "Ann Abara"}],
    "channels": [
        {"id": "COPEN", "name": "open", "members": ["UB"]},
        {"id": "CHUSH", "name": "hush", "members": ["UB"], "is_private": True},
    ],
}


@pytest.mark.parametrize("granted", ["channels:write.invites", "groups:write.invites"])
@pytest.mark.parametrize(("channel_id", "is_private"), [("COPEN", False), ("CHUSH", True)])
def test_the_scope_of_a_kind_of_channel_lets_people_in(
    granted: str, channel_id: str, is_private: bool
) -> None:
    made = manifest(handlers.route_table())
    made["oauth_config"]["scopes"]["bot_optional"] = [granted, "im:history"]
    with Sandbox(manifest=made, seed=SEED) as slack:
        settings = Settings(slack_bot_token=slack.bot_token, slack_api_url=slack.api_url)
        channels = Channels(web_client(settings, retries=False))
        may = granted.startswith("groups") is is_private
        before = channels.members(channel_id, is_private=is_private)
        assert before == ChannelMembers(frozenset({"UB"}), may_invite=may)
        channels.invite(channel_id, ["UANN"])
        after = channels.members(channel_id, is_private=is_private)
        assert after is not None
        assert ("UANN" in after.slack_ids) is may
        assert channels.members("CGONE", is_private=False) is None

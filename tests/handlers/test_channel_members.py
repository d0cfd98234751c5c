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
        {"id": "CNEW", "name": "new", "members": ["UANN"]},
        {"id": "CSAID", "name": "said", "members": ["UB"], "purpose": "What we say"},
        {"id": "CGEN", "name": "general", "members": ["UB"]},
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


@pytest.mark.parametrize("granted", ["channels:write.topic", "channels:write.invites"])
def test_a_public_channel_gets_its_purpose_where_that_is_granted(granted: str) -> None:
    made = manifest(handlers.route_table())
    made["oauth_config"]["scopes"]["bot_optional"] = [granted, "im:history"]
    with Sandbox(manifest=made, seed=SEED) as slack:
        settings = Settings(slack_bot_token=slack.bot_token, slack_api_url=slack.api_url)
        channels = Channels(web_client(settings, retries=False))
        present = slack.slack.workspace.channels
        may = granted == "channels:write.topic"
        for purpose in ("One norms file.", "Two norms files."):
            for channel_id in (*present, "CGONE"):
                channels.describe(channel_id, purpose, own_id="UB")
            assert present["COPEN"].purpose == (purpose if may else "")
            assert present["CNEW"].purpose == (purpose if may else "")
            assert present["CSAID"].purpose == "What we say"
            assert present["CHUSH"].purpose == ""
            assert present["CGEN"].purpose == ""
        assert ("UB" in present["CNEW"].members) is may
        posted = [row.text for row in slack.slack.workspace.messages.get("COPEN", [])]
        channels.describe("COPEN", "Two norms files.", own_id="UB")
        assert [row.text for row in slack.slack.workspace.messages.get("COPEN", [])] == posted


@pytest.mark.parametrize("fault", ["error:not_in_channel", "reset"])
@pytest.mark.parametrize(
    "method", ["conversations.info", "conversations.join", "conversations.setPurpose"]
)
def test_a_purpose_that_slack_refuses_is_nobodys_error(fault: str, method: str) -> None:
    with Sandbox(manifest=manifest(handlers.route_table()), seed=SEED) as slack:
        settings = Settings(slack_bot_token=slack.bot_token, slack_api_url=slack.api_url)
        channels = Channels(web_client(settings, retries=False))
        driver = slack.workspace
        driver.break_next(method, fault)
        channels.describe("CNEW", "One norms file.", own_id="UB")
        assert slack.slack.workspace.channels["CNEW"].purpose == ""

"""Making a channel in Slack: once, under a name that Slack takes, where Slack allows it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

import handlers
from bot.config import Settings
from bot.manifest import manifest
from bot.slack import web_client
from handlers import channels as channels_module
from handlers.channels import Channels
from sandbox.driver import Sandbox
from services.errors import Invalid
from services.group_channels import NAME_FIELD
from tests.handlers.test_channel_members import SEED

Opened = Callable[..., AbstractContextManager[tuple[Channels, Sandbox]]]


@contextmanager
def opened(*granted: str) -> Iterator[tuple[Channels, Sandbox]]:
    """Slack that has granted these optional permissions."""
    made = manifest(handlers.route_table())
    made["oauth_config"]["scopes"]["bot_optional"] = [*granted, "im:history"]
    with Sandbox(manifest=made, seed=SEED) as slack:
        settings = Settings(slack_bot_token=slack.bot_token, slack_api_url=slack.api_url)
        yield Channels(web_client(settings, retries=False)), slack


BOTH = ("channels:manage", "groups:write")


@pytest.mark.parametrize("is_private", [False, True])
def test_a_channel_is_made_once_and_found_again(is_private: bool) -> None:
    with opened(*BOTH) as (channels, slack):
        made = channels.create("norms", is_private=is_private)
        assert made is not None
        present = slack.slack.workspace.channels[made.id]
        assert (present.name, present.is_private, present.members) == ("norms", is_private, ["UB"])
        assert channels.create("norms", is_private=is_private) is None
        again = channels.made_before("norms", is_private=is_private, own_id="UB")
        assert again == made
        # Neither one of the other kind, nor one of another name, nor what others have made.
        assert channels.made_before("norms", is_private=not is_private, own_id="UB") is None
        assert channels.made_before("norm", is_private=is_private, own_id="UB") is None
        assert channels.made_before("norms", is_private=is_private, own_id="UANN") is None
        assert channels.create("open", is_private=is_private) is None
        assert channels.made_before("open", is_private=False, own_id="UB") is None


@pytest.mark.parametrize(("granted", "is_private"), [(BOTH[1], False), (BOTH[0], True)])
def test_without_the_permission_of_its_kind_it_is_said_how_else(
    granted: str, is_private: bool
) -> None:
    with opened(granted) as (channels, slack):
        before = {*slack.slack.workspace.channels}
        with pytest.raises(Invalid, match="Make it in Slack") as refusal:
            channels.create("norms", is_private=is_private)
        assert refusal.value.field == NAME_FIELD
        assert {*slack.slack.workspace.channels} == before
        assert channels.create("norms", is_private=not is_private) is not None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("error:restricted_action", "Make it in Slack"),
        ("error:invalid_name_specials", channels_module.ODD_NAME),
        ("reset", "Slack has not answered"),
        ("reply_lost", "Slack has not answered"),
    ],
)
def test_what_slack_refuses_is_said_beside_the_name(fault: str, words: str) -> None:
    with opened(*BOTH) as (channels, slack):
        slack.workspace.break_next("conversations.create", fault)
        with pytest.raises(Invalid, match=words) as refusal:
            channels.create("norms", is_private=False)
        assert refusal.value.field == NAME_FIELD
        found = channels.made_before("norms", is_private=False, own_id="UB")
        assert (found is not None) is (fault == "reply_lost")

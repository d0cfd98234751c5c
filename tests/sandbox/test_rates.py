"""Rate limits: per channel and per method by its tier, with the seconds to wait, and switchable."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from sandbox.rates import PER_CHANNEL, TIER_1, TIER_2, TIER_3, TIER_4, Rate, Rates
from sandbox.web_api import METHODS
from tests.sandbox.page import Page


def test_the_tiers_are_slacks() -> None:
    rates = [TIER_1, TIER_2, TIER_3, TIER_4, PER_CHANNEL]
    assert [rate.per_minute for rate in rates] == [1, 20, 50, 100, 60]
    assert {
        name: METHODS[name].rate for name in ("users.list", "conversations.open", "views.open")
    } == {
        "users.list": TIER_2,
        "conversations.open": TIER_3,
        "views.open": TIER_4,
    }


@pytest.mark.parametrize(
    ("rate", "seconds"), [(Rate(20, 2), 3), (Rate(60, 2), 1), (Rate(1, 2), 60)]
)
def test_an_empty_bucket_says_how_long_it_takes_to_fill(rate: Rate, seconds: float) -> None:
    rates = Rates()
    assert [rates.wait("a", rate, 1000.0) for _ in range(2)] == [0, 0]
    assert rates.wait("a", rate, 1000.0) == seconds
    assert rates.wait("b", rate, 1000.0) == 0
    assert rates.wait("a", rate, 1000.0 + seconds) == 0
    assert rates.wait("a", rate, 1000.0 + seconds) == seconds


def refused(call: Callable[[], Any]) -> tuple[int, str, int]:
    with pytest.raises(SlackApiError) as refusal:
        call()
    response = refusal.value.response
    return response.status_code, response["error"], int(response.headers["retry-after"])


@pytest.mark.proves("rates.method")
def test_a_method_above_its_tier_is_answered_429(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.slack.rate_limits = True
    for _ in range(20):
        client.users_list()
    assert refused(client.users_list) == (429, "ratelimited", 3)
    sandbox.workspace.move_clock(timedelta(seconds=3))
    client.users_list()
    client.users_info(user="U0ANN")


@pytest.mark.proves("rates.channel")
def test_a_channel_above_one_message_a_second_is_answered_429(
    sandbox: Sandbox, client: WebClient
) -> None:
    sandbox.slack.rate_limits = True
    for number in range(20):
        client.chat_postMessage(channel="C0META", text=f"{number}")
    too_fast = refused(lambda: client.chat_postMessage(channel="C0META", text="too fast"))
    assert too_fast == (429, "ratelimited", 1)
    client.chat_postMessage(channel="U0ANN", text="elsewhere is free")
    assert sandbox.workspace.refusals == []


def test_limits_are_switched_on_and_off(sandbox: Sandbox, client: WebClient, page: Page) -> None:
    assert page.do("/control/rate_limits", on=True) == {"ok": True, "rate_limits": True}
    for _ in range(20):
        client.users_list()
    assert refused(client.users_list)[0] == 429
    page.do("/control/rate_limits", on=False)
    client.users_list()

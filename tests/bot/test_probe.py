"""The command that asks a running Convene whether it is ready."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

import web
from bot import probe
from bot.__main__ import main
from bot.config import Settings
from bot.problems import CannotStart
from bot.serving import HttpServer, take_address

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture
def missing() -> list[str]:
    """Why the running one is not ready."""
    return []


@pytest.fixture
def port(missing: list[str]) -> Iterator[int]:
    address = take_address("127.0.0.1", 0, setting="METRICS_PORT")
    server = HttpServer(web.build(reasons=lambda: missing), address)
    server.start()
    yield address.getsockname()[1]
    server.stop()


@pytest.mark.parametrize(
    ("reasons", "code", "printed"),
    [([], 0, "ok\n"), (["The disk is full.", "And more."], 1, "The disk is full.\nAnd more.\n")],
)
def test_it_says_what_the_running_one_says(
    port: int, missing: list[str], reasons: list[str], code: int, printed: str
) -> None:
    missing += reasons
    result = CliRunner().invoke(main, ["health"], env=SOCKET | {"METRICS_PORT": str(port)})
    assert (result.exit_code, result.stdout) == (code, printed)


def test_nobody_there_is_not_ready() -> None:
    with take_address("127.0.0.1", 0, setting="PORT") as free:
        unused = free.getsockname()[1]
    is_ready, words = probe.ask(Settings(port=unused))
    assert not is_ready
    assert words.startswith(f"Nothing answers at http://127.0.0.1:{unused}/readyz")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:3000/readyz"),
        (Settings(slack_bot_token="x", slack_mode="http"), "http://127.0.0.1:3000/readyz"),
        (Settings(slack_bot_token="x", metrics_port=9100), "http://127.0.0.1:9100/readyz"),
        (Settings(host="0.0.0.0", port=80), "http://127.0.0.1:80/readyz"),
        (Settings(host="::"), "http://[::1]:3000/readyz"),
        (Settings(host="10.0.0.7"), "http://10.0.0.7:3000/readyz"),
    ],
)
def test_it_asks_where_the_settings_say(settings: Settings, address: str) -> None:
    assert probe.address(settings) == address


def test_without_a_port_it_says_which_setting_makes_one() -> None:
    with pytest.raises(CannotStart, match="METRICS_PORT"):
        probe.ask(Settings(slack_bot_token="xoxb-1"))

"""``python -m bot run`` with SLACK_MODE=socket, connected to a sandbox as it would be to Slack."""

import signal
from pathlib import Path

import handlers
from bot.clock import system_clock
from bot.config import Settings
from bot.manifest import manifest
from bot.slack import bolt_app
from bot.socket_mode import LONGEST_LOSS, TOLERATED_LOSS, SocketDoor
from sandbox.driver import Sandbox
from tests.bot.test_run import program

PEOPLE = [{"id": "U1", "name": "ann", "real_name": "Ann Lee", "email": "ann@central.example"}]
SEED = {
    "users": PEOPLE,
    "channels": [{"id": "C1", "name": "all", "members": ["U1"], "bot_in_channel": True}],
}


def test_the_bot_connects_by_socket_is_moved_to_another_and_stops(tmp_path: Path) -> None:
    with Sandbox(manifest(handlers.route_table()), SEED) as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_MODE": "socket",
        }
        with program(tmp_path, "run", **settings) as started:
            assert started.ready_line() == "Convene is connected to Slack. Ctrl-C stops it.\n"
            slack.wait_for_socket()
            assert helped(slack) == 1
            slack.workspace.disconnect("refresh_requested")
            slack.wait_for_socket()
            assert helped(slack) == 2
            started.tell(signal.SIGTERM)
            code, _, err = started.end()
        assert (code, "Traceback" in err, slack.workspace.refusals) == (0, False, [])


def test_a_connection_that_is_lost_is_shown_and_ends_it_only_while_slack_answers() -> None:
    settings = Settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    passed, is_slack_away = [0.0], [False]
    door = SocketDoor(
        bolt_app(settings, now=system_clock),
        settings,
        is_slack_away=lambda: is_slack_away[0],
        passed=lambda: passed[0],
    )
    passed[0] = TOLERATED_LOSS - 1
    assert (door.missing(), door.failure()) == (None, None)
    passed[0] = TOLERATED_LOSS
    assert (door.missing(), door.failure()) == ("No connection to Slack for 30 seconds.", None)
    passed[0] = LONGEST_LOSS - 1
    assert door.failure() is None
    passed[0], is_slack_away[0] = 600.0, True
    assert (door.missing(), door.failure()) == ("No connection to Slack for 600 seconds.", None)
    is_slack_away[0] = False
    assert str(door.failure()).startswith("No connection to Slack for 180 seconds. Ending")


def helped(slack: Sandbox) -> int:
    """How many answers Ann has, after asking for one more."""
    slack.workspace.command("/convene help", as_="Ann", in_="all")
    return len(slack.workspace.private_answers(as_="Ann"))

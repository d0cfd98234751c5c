"""Settings: read from the environment and .env, checked all at once, and documented."""

import re
from pathlib import Path

import pytest

from bot.config import SLACK, BadSettings, Settings, load, names_of_settings

NOWHERE = Path("/nonexistent/.env")
EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_nothing_set_means_the_sandbox_on_a_local_file() -> None:
    settings = load({}, NOWHERE)
    assert settings == Settings()
    assert not settings.has_slack


def test_everything_set_in_the_environment() -> None:
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_API_URL": "http://127.0.0.1:9/api",
        "SLACK_MODE": "http",
        "HOST": "0.0.0.0",
        "PORT": "80",
        "DATABASE_URL": "postgresql://u:p@h/d",
        "SANDBOX_PORT": "81",
        "CLOCK_URL": "http://c",
        "LOG_LEVEL": "debug",
        "METRICS_PORT": "82",
        "BACKUP_FOLDER": "elsewhere",
        "BACKUPS_KEPT": "0",
        "COPY_TO": "sqlite:///new.db",
        "HISTORY_YEARS": "999",
        "HTTPS_PROXY": "http://p:83",
        "SSL_CERT_FILE": "ca.pem",
    }
    assert load(given, NOWHERE) == Settings(
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_signing_secret="s",
        slack_api_url="http://127.0.0.1:9/api/",
        slack_mode="http",
        host="0.0.0.0",
        port=80,
        database_url="postgresql://u:p@h/d",
        sandbox_port=81,
        clock_url="http://c",
        log_level="DEBUG",
        metrics_port=82,
        backup_folder="elsewhere",
        backups_kept=0,
        copy_to="sqlite:///new.db",
        history_years=999,
        https_proxy="http://p:83",
        ssl_cert_file="ca.pem",
    )


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nSANDBOX_PORT=4001\n")
    settings = load({"PORT": "5000"}, file)
    assert (settings.port, settings.sandbox_port) == (5000, 4001)


def test_every_problem_is_reported_at_once() -> None:
    given = {
        "SLACK_BOT_TOKEN": "xoxp-1",
        "SLACK_MODE": "carrier pigeon",
        "SLACK_API_URL": "slack.com",
        "PORT": "70000",
        "SANDBOX_PORT": "٣",
        "DATABASE_URL": "mysql://x",
        "LOG_LEVEL": "loud",
        "CLOCK_URL": "the town hall's",
        "METRICS_PORT": "none",
        "BACKUPS_KEPT": "-1",
        "HISTORY_YEARS": "1000",
        "HTTPS_PROXY": "the one next door",
    }
    with pytest.raises(BadSettings) as caught:
        load(given, NOWHERE)
    text = "\n".join(caught.value.problems)
    named = {name for name in given if name in text}
    assert named == set(given)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_SIGNING_SECRET is set but SLACK_BOT_TOKEN is not"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN must start with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is needed"),
    ],
)
def test_tokens_that_do_not_fit_together(given: dict[str, str], problem: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load(given, NOWHERE)
    assert [text.startswith(problem) for text in caught.value.problems] == [True]


def test_the_example_documents_every_setting_and_no_other() -> None:
    documented = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(name.upper() for name in names_of_settings())


def test_the_example_as_it_stands_changes_nothing() -> None:
    assert load({}, EXAMPLE) == Settings()


@pytest.mark.parametrize(
    "name", ["slack_api_url", "slack_mode", "database_url", "host", "port", "log_level"]
)
def test_the_example_tells_the_true_default(name: str) -> None:
    default = str(getattr(Settings(), name))
    assert f"Default: {default}" in EXAMPLE.read_text(encoding="utf-8")
    assert Settings().slack_api_url == SLACK


@pytest.mark.parametrize("given", ["127.0.0.1", "::1", "10.1.2.3", ""])
def test_a_proxy_is_trusted_by_its_address(given: str) -> None:
    assert load({"TRUSTED_PROXY": given}, NOWHERE).trusted_proxy == given


@pytest.mark.parametrize("given", ["*", "proxy.example.edu", "10.0.0.0/8", "yes", "127.0.0.1:80"])
def test_nobody_else_is_a_trusted_proxy(given: str) -> None:
    with pytest.raises(BadSettings, match="TRUSTED_PROXY must be the address"):
        load({"TRUSTED_PROXY": given}, NOWHERE)


def test_pages_and_figures_need_ports_of_their_own_also_in_socket_mode() -> None:
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "PORT": "4000",
        "METRICS_PORT": "4000",
    }
    assert load(given, NOWHERE).port == 4000
    with pytest.raises(BadSettings, match="METRICS_PORT and PORT are both 4000"):
        load(given | {"PUBLIC_URL": "https://convene.example.edu"}, NOWHERE)

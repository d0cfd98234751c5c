"""What can be wrong around Convene: said in words with what to do next, before anything starts."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import config
from bot.__main__ import main
from bot.config import Settings
from bot.slack import web_client
from tests.bot.stand_in import StandIn

BOT, APP = "xoxb-1-2-abc", "xapp-1-A1-2-def"
SOCKET = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
HTTP = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "0a1b", "SLACK_MODE": "http"}
IN_MEMORY = "names a database in memory"
SHAPE = "DATABASE_URL must look like"
WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no tokens as a service": ({}, "or try the sandbox with: python -m bot sandbox"),
    "no bot token": ({"SLACK_APP_TOKEN": APP}, "SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN"),
    "no app token": ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN must start with xapp-"),
    "no signing secret": (HTTP | {"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is needed"),
    "swapped tokens": (SOCKET | {"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT}, "are swapped"),
    "a person's token": (SOCKET | {"SLACK_BOT_TOKEN": "xoxp-1"}, "must start with xoxb-"),
    "a token in quotes": (SOCKET | {"SLACK_BOT_TOKEN": f"“{BOT}”"}, "Copy it anew"),
    "a token in two lines": (SOCKET | {"SLACK_APP_TOKEN": "xapp-1\n-2"}, "Copy it anew"),
    "a token cut short": (SOCKET | {"SLACK_BOT_TOKEN": "xoxb-…"}, "Copy it anew"),
    "a token as secret": (
        HTTP | {"SLACK_SIGNING_SECRET": BOT},
        "SLACK_SIGNING_SECRET holds a token",
    ),
    "a secret cut short": (HTTP | {"SLACK_SIGNING_SECRET": "0a1b…"}, "is not as Slack shows it"),
    "an unknown mode": (SOCKET | {"SLACK_MODE": "sockets"}, "SLACK_MODE must be one of"),
    "an address without https": (SOCKET | {"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL"),
    "an address without a host": (SOCKET | {"SLACK_API_URL": "https:///api"}, "SLACK_API_URL"),
    "a clock that is none": (SOCKET | {"CLOCK_URL": "noon"}, "CLOCK_URL must be a web address"),
    "a proxy without http": (SOCKET | {"HTTPS_PROXY": "proxy:3128"}, "HTTPS_PROXY must be a web"),
    "a proxy with an odd port": (SOCKET | {"HTTPS_PROXY": "http://proxy:x"}, "HTTPS_PROXY must be"),
    "a proxy with a space": (SOCKET | {"https_proxy": "http://pro xy"}, "HTTPS_PROXY must be"),
    "no certificates": (SOCKET | {"SSL_CERT_FILE": "no.pem"}, "SSL_CERT_FILE cannot be read"),
    "odd certificates": (SOCKET | {"SSL_CERT_FILE": "notes"}, "SSL_CERT_FILE is no file of cert"),
    "a loud log": (SOCKET | {"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of"),
    "an unknown zone": (SOCKET | {"TZ": "Mars/Olympus"}, "TZ names no time zone"),
    "a port in words": (HTTP | {"PORT": "three thousand"}, "PORT must be a number"),
    "a port too high": (HTTP | {"PORT": "65536"}, "PORT must be a number from 1 to 65535"),
    "port nought": (HTTP | {"PORT": "0"}, "PORT must be a number from 1"),
    "an odd port of figures": (SOCKET | {"METRICS_PORT": "-1"}, "METRICS_PORT must be a number"),
    "one port for two": (HTTP | {"PORT": "3999", "METRICS_PORT": "3999"}, "are both 3999"),
    "an address as host": (HTTP | {"HOST": "http://127.0.0.1"}, "HOST must be an address"),
    "a host with a port": (HTTP | {"HOST": "127.0.0.1:3000"}, "HOST must be an address"),
    "a host of elsewhere": (HTTP | {"HOST": "192.0.2.7"}, "Correct HOST or PORT"),
    "no database": (SOCKET | {"DATABASE_URL": "convene.db"}, SHAPE),
    "another database": (SOCKET | {"DATABASE_URL": "mysql://h/n"}, "Convene knows no mysql"),
    "another driver": (
        SOCKET | {"DATABASE_URL": "postgresql+asyncpg://h/n"},
        "knows no postgresql+",
    ),
    "an odd database port": (SOCKET | {"DATABASE_URL": "postgresql://h:x/n"}, SHAPE),
    "a database without a name": (SOCKET | {"DATABASE_URL": "postgresql://h"}, "the name of the"),
    "a database in memory": (SOCKET | {"DATABASE_URL": "sqlite://"}, IN_MEMORY),
    "another in memory": (SOCKET | {"DATABASE_URL": "sqlite:///:memory:"}, IN_MEMORY),
    "two slashes": (SOCKET | {"DATABASE_URL": "sqlite://var/convene.db"}, "three slashes"),
    "a folder as database": (SOCKET | {"DATABASE_URL": "sqlite:///folder"}, "names a folder"),
    "a file as folder": (
        SOCKET | {"DATABASE_URL": "sqlite:///notes/convene.db"},
        "cannot be kept in",
    ),
    "a folder of the system": (
        SOCKET | {"DATABASE_URL": "sqlite:////proc/convene/convene.db"},
        "cannot be kept in /proc/convene",
    ),
    "a file that is no database": (SOCKET | {"DATABASE_URL": "sqlite:///notes"}, "Cannot open the"),
    "a database that is away": (
        SOCKET | {"DATABASE_URL": "postgresql://c:hunter2@127.0.0.1:1/c"},
        "Cannot open the database",
    ),
}
"""By a name for people: what is set, and a part of what is said."""

FILES: dict[str, tuple[bytes, str]] = {
    "a line that cannot be read": (b"PORT=3000\nexport 'half\n", "Line 2 of .env cannot be read"),
    "a file of another kind": (b"PORT=\xff\xfe3\x00", ".env is not text in UTF-8"),
    "two values": (b"PORT=3000\nPORT=3001\n", "PORT stands in .env twice"),
    "a slip of the pen": (b"SLACK_BOT_TOKN=xoxb-1\n", "Is SLACK_BOT_TOKEN meant?"),
    "a setting in small letters": (b"database_url=sqlite:///a.db\n", "Is DATABASE_URL meant?"),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a file and a folder that are in the way."""
    monkeypatch.chdir(tmp_path)
    for name in (*config.PROXIES, "TZ", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    Path("notes").write_text("shopping list, long enough to be read as a page\n" * 9)
    Path("folder").mkdir()
    return tmp_path


def convene(*words: str, given: dict[str, str] | None = None, typed: str = "") -> Result:
    return CliRunner().invoke(main, words, env=given or {}, input=typed)


def assert_refused(result: Result, words: str) -> None:
    """It says so in a line of its own, keeps every secret, and has begun nothing."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Convene cannot start:\n- ")
    assert words in result.stderr
    assert not any(secret in result.stderr for secret in ("Traceback", "hunter2", BOT, APP))
    assert not Path("var").exists() or not any(Path("var").iterdir())


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_before_anything_starts(given: dict[str, str], words: str) -> None:
    assert_refused(convene("run", given=given), words)


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES)
def test_an_odd_env_file_is_said_without_what_it_holds(content: bytes, words: str) -> None:
    Path(".env").write_bytes(content)
    assert_refused(convene("run", given=SOCKET), words)


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to(file)])
def test_an_env_file_that_cannot_be_read_is_not_taken_for_none(
    make: Callable[[Path], None],
) -> None:
    make(Path(".env"))
    assert_refused(convene("run", given=SOCKET), ".env cannot be read")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    given = SOCKET | {"DATABASE_URL": "postgresql://h/n"}
    assert_refused(convene("run", given=given), "its driver is not installed")


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_folder_of_somebody_else(folder: Path) -> None:
    (folder / "folder").chmod(0o500)
    given = SOCKET | {"DATABASE_URL": "sqlite:///folder/convene.db"}
    assert_refused(convene("run", given=given), "may not write there")


def test_forty_ways_are_told() -> None:
    assert len(WRONG) + len(FILES) >= 40


def test_a_sandbox_that_cannot_be_kept_is_said_in_words() -> None:
    Path("var").write_text("in the way")
    result = convene("run", "--or-sandbox")
    assert (result.exit_code, "The sandbox cannot be kept" in result.stderr) == (2, True)


def test_spoilt_secrets_of_the_sandbox_are_said_in_words() -> None:
    Path("var/sandbox").mkdir(parents=True)
    Path("var/sandbox/secrets.json").write_text("{")
    result = convene("run", "--or-sandbox")
    assert (result.exit_code, "Delete it" in result.stderr) == (2, True)


def test_an_env_file_may_refer_to_what_it_says_above(folder: Path) -> None:
    file = folder / ".env"
    file.write_text("SECRET_PART=hunter2\nDATABASE_URL=postgresql://c:${SECRET_PART}@h/n\n")
    assert config.load({}, file).database_url == "postgresql://c:hunter2@h/n"


def test_an_env_file_as_editors_of_windows_save_it(folder: Path) -> None:
    file = folder / ".env"
    file.write_bytes("\ufeffPORT=4000\r\nOTHER_PROGRAM=x\r\n".encode())
    assert config.load({}, file).port == 4000


@pytest.mark.parametrize(
    "zone", ["America/New_York", ":UTC", "EST5EDT", "<-03>3", "/etc/localtime"]
)
def test_zones_that_systems_know_are_taken(zone: str, folder: Path) -> None:
    assert config.load({"TZ": zone}, folder / ".env") == Settings()


@pytest.mark.parametrize("name", config.PROXIES)
def test_a_proxy_is_known_by_each_of_its_names_and_then_only_by_the_settings(
    name: str, folder: Path
) -> None:
    environment = {name: "http://proxy.example.edu:3128", "PATH": "/bin"}
    loaded = config.load(environment, folder / ".env")
    assert loaded.https_proxy == "http://proxy.example.edu:3128"
    config.take_over_proxies(environment)
    assert environment == {"PATH": "/bin"}


def test_slack_is_asked_through_the_proxy_and_this_machine_is_not() -> None:
    with StandIn() as proxy, StandIn() as here:
        settings = Settings(
            slack_bot_token="xoxb-1",
            slack_api_url="http://slack.invalid/api/",
            https_proxy=proxy.url.removesuffix("api/"),
        )
        assert web_client(settings).auth_test()["team"] == "Test"
        at_home = Settings(slack_api_url=here.url, https_proxy=settings.https_proxy)
        assert web_client(at_home).auth_test()["team"] == "Test"
        assert ([len(proxy.calls), len(here.calls)]) == [1, 1]


def test_the_certificates_that_are_named_are_those_that_count(folder: Path) -> None:
    (folder / "none.pem").write_text("")
    settings = Settings(slack_bot_token="xoxb-1", ssl_cert_file=str(folder / "none.pem"))
    with pytest.raises(OSError, match=r"(?i)cert|pem|no start line|ssl"):
        web_client(settings)


def test_what_is_made_is_for_its_user_alone(folder: Path) -> None:
    before = os.umask(0o022)
    try:
        made = "sqlite:///made/here/convene.db"
        assert convene("migrate", given={"DATABASE_URL": made}).exit_code == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder / "made").rglob("*")}
    assert modes.pop("here") == 0o700
    assert set(modes.values()) == {0o600}


def test_the_demo_asks_before_it_fills_the_database_of_real_tokens(folder: Path) -> None:
    given = SOCKET | {"DATABASE_URL": "sqlite:///real.db"}
    for typed in ("n\n", ""):
        result = convene("demo", given=given, typed=typed)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Fill it all the same?" in result.stderr
    assert not (folder / "real.db").exists()

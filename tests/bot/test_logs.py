"""What never stands in the log."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import Engine

from bot.config import Settings
from bot.log_repeats import SHOWN_AGAIN, Repeats
from bot.logs import FORMAT, Redacting, configure, redacted
from bot.slack import bolt_app
from models.database import unit_of_work
from tests.bot.stand_in import StandIn
from tests.factories import NOW, cast


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("token xoxb-12-ab_C-9 here", "token xoxb-… here"),
        ("xapp-1-A02-33-ff", "xapp-…"),
        ("ask ann.o'brien+x@lib.example.edu now", "ask …@… now"),
        (
            "https://hooks.slack.com/commands/T1/22/abC?x=1 gone",
            "https://hooks.slack.com/commands/… gone",
        ),
        ("http://127.0.0.1:8100/response/9f8e", "http://127.0.0.1:8100/response/…"),
        ("postgresql://convene:secret@db/name", "postgresql://convene:…@db/name"),
        ("v0=" + "a" * 64, "v0=…"),
        ("meeting.rsvp.yes failed, reference 1a2b", "meeting.rsvp.yes failed, reference 1a2b"),
    ],
)
def test_secrets_are_cut_out(written: str, read: str) -> None:
    assert redacted(written) == read


def test_a_traceback_is_cleaned_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(FORMAT))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError("bad token xoxb-1-2")
    except ValueError:
        logger.exception("for %s", "ben@example.edu")
    written = stream.getvalue()
    assert "for …@…" in written
    assert "ValueError: bad token xoxb-…" in written
    assert "ben@" not in written
    assert "xoxb-1" not in written


TYPED, ANSWERED, TOKEN = "gooseberry", "quincejelly", "xoxb-12-medlar"


@contextmanager
def logging_at(level: str) -> Iterator[io.StringIO]:
    """What is written to standard error; the loggers are afterwards as they were."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, before = root.handlers[:], root.level
    with redirect_stderr(stream):
        configure(level)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(before)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_no_level_shows_what_people_type_or_answers_or_tokens(database: Engine, level: str) -> None:
    with unit_of_work() as session:
        cast(session)
    profile = {"id": "UNEW", "profile": {"real_name": ANSWERED, "email": f"{ANSWERED}@x.example"}}
    answers = {"users.info": {"ok": True, "user": profile, "note": ANSWERED}}
    with logging_at(level) as log, StandIn(answers) as slack:
        logging.getLogger("bot").debug("this is logged at DEBUG")
        app = bolt_app(Settings(slack_bot_token=TOKEN, slack_api_url=slack.url), now=lambda: NOW)
        for body in requests():
            app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert [method for method, _ in slack.calls].count("users.info") >= 1
    written = log.getvalue().casefold()
    assert ("this is logged at debug" in written) is (level == "DEBUG")
    assert [word for word in (TYPED, ANSWERED, TOKEN, "medlar") if word in written] == []


def requests() -> list[dict[str, Any]]:
    """A command, a message, a form and a press, each with a word that somebody typed; by a person
    whom Convene has to ask Slack about.
    """
    who: dict[str, Any] = {"id": "UNEW", "name": "new", "team_id": "T1"}
    everywhere: dict[str, Any] = {
        "team": {"id": "T1"},
        "user": who,
        "trigger_id": "1.2",
        "api_app_id": "A1",
    }
    event = {"type": "app_mention", "user": "UNEW", "text": TYPED, "channel": "C1", "ts": "1.2"}
    typed = {"value": {"type": "plain_text_input", "value": TYPED}}
    return [
        {
            "command": "/task",
            "text": f"add {TYPED}",
            "user_id": "UNEW",
            "team_id": "T1",
            "channel_id": "C1",
            "channel_name": "general",
            "trigger_id": "1.1",
            "response_url": "http://127.0.0.1:9/response/x",
        },
        {
            "type": "event_callback",
            "team_id": "T1",
            "api_app_id": "A1",
            "event_id": "E1",
            "event": event,
        },
        {
            "type": "view_submission",
            "view": {"callback_id": "no.such", "state": {"values": {"a": typed}}},
        }
        | everywhere,
        {
            "type": "block_actions",
            "actions": [{"action_id": "no.such", "block_id": "b", "value": TYPED}],
            "response_url": "http://127.0.0.1:9/response/x",
        }
        | everywhere,
    ]


class Log:
    """What comes through the filter, line by line."""

    def __init__(self) -> None:
        self.passed, self.lines = timedelta(), list[str]()
        handler = logging.StreamHandler(io.StringIO())
        handler.emit = lambda record: self.lines.append(record.getMessage())  # type: ignore[method-assign]
        handler.addFilter(Repeats(passed=lambda: self.passed))
        self._handler = handler

    def write(self, name: str, words: str, *args: object, level: int = logging.WARNING) -> None:
        self._handler.handle(logging.LogRecord(name, level, "", 1, words, args, None))


def test_an_outage_is_logged_once_and_then_counted() -> None:
    log = Log()
    for number in range(828):
        log.write("scheduler.delivery", "outbox %s to %s: away", f"nudge|{number}", f"C{number}")
    assert log.lines == ["outbox nudge|0 to C0: away"]
    log.passed = SHOWN_AGAIN - timedelta(seconds=1)
    log.write("scheduler.delivery", "outbox %s to %s: away", "nudge|9", "C9")
    assert len(log.lines) == 1
    log.passed = SHOWN_AGAIN
    log.write("scheduler.delivery", "outbox %s to %s: away", "nudge|9", "C9")
    assert log.lines[1:] == ["outbox nudge|9 to C9: away (and 828 more like it)"]
    log.passed = SHOWN_AGAIN * 2
    log.write("scheduler.delivery", "outbox %s to %s: away", "nudge|10", "C9")
    assert log.lines[2:] == ["outbox nudge|10 to C9: away"]


@pytest.mark.parametrize(
    ("name", "is_counted"),
    [
        ("scheduler", True),
        ("slack_bolt.App", True),
        ("slack_sdk.socket_mode.builtin.client", True),
        ("slack_sdkx", False),
        ("bot.endpoint", True),
        ("handlers.outages", True),
        ("handlers.refusals", False),
        ("scheduler.alarms", False),
        ("handlers.dispatch", False),
    ],
)
def test_only_what_repeats_itself_is_counted(name: str, is_counted: bool) -> None:
    log = Log()
    for _ in range(3):
        log.write(name, "it failed")
        log.write(name, "said at each beat", level=logging.INFO)
    log.write(name, "something else failed")
    assert len(log.lines) == (5 if is_counted else 7)

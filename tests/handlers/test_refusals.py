"""What failed is apologised for: in an outage the log holds what failed once, and counts."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from handlers import refusals
from handlers.refusals import SAME_FOR, References
from models.write_queue import DatabaseBusy
from tests.factories import Cast
from tests.handlers.doors import Door, Slack
from views import help as help_views
from views.elements import section

AWAY: tuple[BaseException, ...] = (
    SlackApiError("no", {"error": "internal_error"}),  # type: ignore[no-untyped-call]
    ConnectionResetError(),
    TimeoutError(),
    OperationalError("SELECT", None, Exception("away")),
    DatabaseBusy(),
)


@pytest.mark.parametrize("error", AWAY)
def test_failures_alike_in_an_outage_share_a_reference_for_a_while(error: BaseException) -> None:
    moment = timedelta()
    references = References(passed=lambda: moment)
    first = references.of("command /task add", error)
    moment = SAME_FOR - timedelta(microseconds=1)
    assert references.of("command /task add", error) == first
    assert references.of("command /wg", error) != first
    assert references.of("command /task add", BrokenPipeError()) != first
    moment = SAME_FOR
    later = references.of("command /task add", error)
    assert later != first
    moment += SAME_FOR - timedelta(microseconds=1)
    assert references.of("command /task add", error) == later


def test_a_mistake_of_ours_has_a_reference_each_time() -> None:
    references = References()
    assert len({references.of("command /task add", KeyError("a")) for _ in range(3)}) == 3
    assert len(references.of("command /task add", None)) == 8


class Away(Slack):
    """A Slack that does not say who somebody is."""

    def users_info(self, user: str) -> Any:
        raise AWAY[0]


def test_each_press_is_answered_and_the_reference_leads_to_the_traceback(
    database: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "references", References())
    caplog.set_level(logging.ERROR)
    door = Door((), Away(), who="UNEW")
    answers = {door.type("/task add Mine")["text"] for _ in range(3)}
    [words] = answers
    assert "nothing was saved" in words
    records = [record for record in caplog.records if record.exc_info]
    # These lines the filter of the log counts, see ``bot.log_repeats``.
    assert {record.name for record in records} == {"handlers.outages"}
    assert all(record.getMessage().split()[-1] in words for record in records)


@pytest.mark.parametrize("words", ["Nothing was changed.", "Nothing was saved: open it again."])
def test_no_refusal_says_twice_that_nothing_was_changed(words: str) -> None:
    assert help_views.refused(words)["blocks"] == [section(words)]
    assert "Nothing was changed." in str(help_views.refused("There is no such group.")["blocks"])


@pytest.mark.parametrize(
    ("line", "who", "words", "is_said"),
    [
        ("/wg list nonsense", "UDAG", "nonsense", False),
        ("/wg history", "UBEN", "is for a chair", False),
        ("/library list nonsense", "UGIL", "", False),
        ("/convene settings", "UBEN", "is for the program manager", True),
        ("/wg discharge", "UBEN", "is for the program manager", True),
    ],
)
def test_no_refusal_of_mere_reading_says_that_nothing_was_changed(
    people: Cast, line: str, who: str, words: str, is_said: bool
) -> None:
    answer = Door((), Slack(), who=who).type(line)
    assert words in answer["text"]
    assert ("Nothing was changed." in str(answer)) is is_said

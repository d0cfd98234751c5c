"""The sandbox's clock as the bot reads it: moved by people, asked seldom, gone at times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response, jsonify

from bot.clock import OFFSET_HOLDS, SandboxClock, clock_for, system_clock
from bot.serving import HttpServer, take_address


class Served:
    """A clock at an address, so many hours ahead, that counts its readers."""

    def __init__(self) -> None:
        self.hours, self.readings, self.passed = 5, 0, 0.0
        self.is_away = False
        app = Flask("clock")
        app.get("/clock")(self._answer)
        address = take_address("127.0.0.1", 0, setting="PORT")
        self.url = f"http://127.0.0.1:{address.getsockname()[1]}/clock"
        self.server = HttpServer(app, address)
        self.server.start()
        self.clock = SandboxClock(self.url, passed=lambda: self.passed)

    def _answer(self) -> Response:
        self.readings += 1
        if self.is_away:
            return Response("away", 503)
        return jsonify(now=(system_clock() + timedelta(hours=self.hours)).timestamp())

    def hours_ahead(self) -> int:
        return round((self.clock() - datetime.now(UTC)) / timedelta(hours=1))


@pytest.fixture
def served() -> Iterator[Served]:
    opened = Served()
    yield opened
    opened.server.stop()


def test_without_a_sandbox_it_is_the_clock_of_the_machine() -> None:
    assert clock_for("") is system_clock


def test_it_goes_with_the_sandbox(served: Served) -> None:
    assert served.hours_ahead() == 5


def test_an_offset_holds_for_a_moment_and_no_longer(served: Served) -> None:
    served.hours_ahead()
    served.hours = 29
    served.passed = OFFSET_HOLDS * 0.9
    assert (served.hours_ahead(), served.readings) == (5, 1)
    served.passed = OFFSET_HOLDS
    assert (served.hours_ahead(), served.readings) == (29, 2)


def test_the_time_goes_on_while_an_offset_holds(served: Served) -> None:
    first = served.clock()
    assert served.clock() > first
    assert served.readings == 1


def test_while_the_sandbox_is_away_the_last_offset_stays(served: Served) -> None:
    served.hours_ahead()
    served.is_away = True
    served.passed = 60.0
    assert (served.hours_ahead(), served.readings) == (5, 2)

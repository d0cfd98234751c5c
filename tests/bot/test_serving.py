"""The HTTP server's end: what was accepted is answered,
and nothing is closed that somebody still needs.
"""

import time
from threading import Event, Thread
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask

from bot.serving import HttpServer, take_address


class Door:
    """A server with one page that takes its time until it is told to end."""

    def __init__(self) -> None:
        self.is_asked = Event()
        self.may_answer = Event()
        web = Flask("slow")
        web.get("/slow")(self._slow)
        address = take_address("127.0.0.1", 0, setting="PORT")
        self.url = f"http://127.0.0.1:{address.getsockname()[1]}/slow"
        self.server = HttpServer(web, address)

    def _slow(self) -> str:
        self.is_asked.set()
        self.may_answer.wait(10)
        return "done"


def test_an_accepted_request_is_answered_and_a_later_one_is_not_taken() -> None:
    door = Door()
    door.server.start()
    answers: list[bytes] = []
    asking = Thread(target=lambda: answers.append(urlopen(door.url, timeout=10).read()))
    asking.start()
    assert door.is_asked.wait(10)
    stopping = Thread(target=door.server.stop)
    stopping.start()
    time.sleep(0.1)
    with pytest.raises(URLError):
        urlopen(door.url, timeout=1)
    door.may_answer.set()
    stopping.join(10)
    asking.join(10)
    assert answers == [b"done"]
    assert door.server.failure() is not None


def test_it_ends_in_good_order_where_its_loop_wakes_while_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that has just answered wakes the loop,
    which must not close what is still written to.
    """
    door = Door()
    trigger = door.server._server.trigger
    pull = trigger._physical_pull

    def pulled_by_two() -> None:
        pull()
        time.sleep(0.1)
        pull()

    monkeypatch.setattr(trigger, "_physical_pull", pulled_by_two)
    door.server.start()
    door.server.stop()
    assert door.server.failure() is not None
    with pytest.raises(URLError):
        urlopen(door.url, timeout=1)

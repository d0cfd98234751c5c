"""The server of the sandbox starts a thread where a request would wait, and no more than it may."""

import threading
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.server import WsgiServer
from tests.sandbox.conftest import wait_until

MOST = 3


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as response:
        content: bytes = response.read()
        return content


def answering(while_busy: Callable[[], Any]) -> Callable[..., Iterable[bytes]]:
    def application(_: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        while_busy()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [threading.current_thread().name.encode()]

    return application


def test_one_after_another_needs_one_thread() -> None:
    with WsgiServer(answering(lambda: None), threads=MOST) as server:
        assert len(server._server.task_dispatcher.threads) == 0
        for _ in range(5):
            get(server.address)
            wait_until(lambda: server._server.task_dispatcher.active_count == 0)
        assert len(server._server.task_dispatcher.threads) == 1


def test_as_many_at_once_as_were_set_and_the_others_wait_their_turn() -> None:
    running, gate = threading.Semaphore(0), threading.Event()

    def busy() -> None:
        running.release()
        gate.wait(20)

    with (
        WsgiServer(answering(busy), threads=MOST) as server,
        ThreadPoolExecutor(MOST + 2) as clients,
    ):
        answers = [clients.submit(get, server.address) for _ in range(MOST + 2)]
        for _ in range(MOST):
            assert running.acquire(timeout=20)
        workers = server._server.task_dispatcher
        wait_until(lambda: len(workers.queue) == 2, 20)
        assert not running.acquire(blocking=False)
        gate.set()
        names = {answer.result(20) for answer in answers}
        assert 1 <= len(names) <= MOST == len(workers.threads)
    assert len(workers.threads) == 0

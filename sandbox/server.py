"""A WSGI application served on the loopback by waitress, in a thread that can be ended cleanly."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from waitress import wasyncore
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from sandbox.broken_responses import SocketChannel

SANDBOX_THREADS = 32


class ThreadsOnDemand(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Starts a thread when a request comes and all others are busy, up to as many as were set:
    most sandboxes never need more than a few.
    """

    _most = 0

    def set_thread_count(self, count: int) -> None:
        with self.lock:
            self._most = count
            is_fewer = count < len(self.threads)
        if is_fewer:
            super().set_thread_count(count)

    def add_task(self, task: Any) -> None:
        with self.lock:
            self.queue.append(task)
            idle = len(self.threads) - self.active_count
            if len(self.queue) > idle and len(self.threads) < self._most:
                self._start_one()
            self.queue_cv.notify()

    def _start_one(self) -> None:
        number = len(self.threads)
        self.threads.add(number)
        self.active_count += 1
        self.start_new_thread(self.handler_thread, number)


class WsgiServer:
    """Runs from `start()` to `stop()`, or as a context; port 0 takes any free one."""

    def __init__(
        self, application: Callable[..., Any], port: int = 0, threads: int = SANDBOX_THREADS
    ) -> None:
        workers = ThreadsOnDemand()
        workers.set_thread_count(threads)
        self._server = create_server(
            application, host="127.0.0.1", port=port, threads=threads, _dispatcher=workers
        )
        self._server.channel_class = SocketChannel
        self.port: int = self._server.effective_port
        self.address = f"http://127.0.0.1:{self.port}"
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="serving", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the workers, then the loop, then the sockets:
        each still needs what comes after it.
        """
        self._server.task_dispatcher.shutdown()
        self._stopping = True
        self._server.pull_trigger()
        self._thread.join()
        wasyncore.close_all(self._server._map)

    def wait(self) -> None:
        self._thread.join()

    def _loop(self) -> None:
        while not self._stopping:
            wasyncore.loop(timeout=30, use_poll=True, map=self._server._map, count=1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

"""One background thread that does its jobs one after another, so that nobody waits for them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec

Given = ParamSpec("Given")


class Worker:
    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, job: Callable[Given, None], *args: Given.args, **kwargs: Given.kwargs) -> None:
        self._pool.submit(job, *args, **kwargs)

    def settle(self, timeout: float = 30) -> None:
        """Waits until every job submitted so far is done."""
        self._pool.submit(lambda: None).result(timeout)

    def close(self) -> None:
        """Ends after the present job; those that still wait are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

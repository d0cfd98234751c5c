"""Keeps the demo in step with the sandbox:
when that is put back to its seed, the demo begins anew, too.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)

RESET_POLL_SECONDS = 0.5
"""Seconds between two looks."""


class ResetFollower:
    """A thread that asks how often the sandbox was reset,
    and calls ``begin_anew`` after each time.
    """

    def __init__(
        self,
        resets: Callable[[], int],
        reload: Callable[[], None],
        *,
        poll_seconds: float = RESET_POLL_SECONDS,
    ) -> None:
        self._resets = resets
        self._begin_anew = reload
        self._glance = poll_seconds
        self._stop = Event()
        self._thread = Thread(target=self._follow, name="resets", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        known = 0
        while not self._stop.wait(self._glance):
            counted = self._resets()
            if counted > known:
                self._follow_once()
            known = max(known, counted)

    def _follow_once(self) -> None:
        log.info("the sandbox was reset: the demo begins anew")
        try:
            self._begin_anew()
        except Exception:
            log.exception("the demo could not begin anew")

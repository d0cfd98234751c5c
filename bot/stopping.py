"""Being told to stop, at any moment: also while a start waits for Slack."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType


class StoppedAtStart(BaseException):
    """Told to stop before everything had started.

    No library that waits for Slack takes it for a failure of its own.
    """


class Stop(Event):
    """Set when the process is told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self._cuts_in = False

    @contextmanager
    def cutting_in(self) -> Iterator[None]:
        """What is done here only waits for Slack, and is given up where the process is to stop.

        Raises ``StoppedAtStart`` then.
        """
        self._cuts_in = True
        try:
            if self.is_set():
                raise StoppedAtStart
            yield
        finally:
            self._cuts_in = False

    def tell(self, number: int, _frame: FrameType | None) -> None:
        """The process is told to stop by this signal; a second one ends it at once."""
        signal.signal(number, signal.SIG_DFL)
        self.set()
        if self._cuts_in:
            raise StoppedAtStart


def on_signals() -> Stop:
    """What SIGTERM, Ctrl-C and the end of a terminal set from now on."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # Started with nohup, it must outlive its terminal.
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop.tell)
    return stop

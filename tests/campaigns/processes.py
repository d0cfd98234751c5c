"""Children of a warm parent: everything is imported once, and each life begins within milliseconds.

The parent holds no connection and no thread, so a fork of it is a process as if just started.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class ChildFailed(Exception):
    """A child ended by itself in a way nobody asked for."""


def born(work: Callable[[], Any]) -> int:
    """Start ``work`` in a child; its process id."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _live(work)
    return child


def ended(child: int) -> int:
    """Wait for a child: 0 where it finished,
    else the number of the signal that killed it or stopped it.
    """
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return int(os.WSTOPSIG(status))
    if os.WIFSIGNALED(status):
        return int(os.WTERMSIG(status))
    if os.WEXITSTATUS(status):
        raise ChildFailed(f"a child ended with {os.WEXITSTATUS(status)}; its traceback is above")
    return 0


def apart(work: Callable[[], T]) -> T:
    """What ``work`` returns, done in a child, so that no connection of it stays with the parent."""
    reader, writer = os.pipe()
    child = born(lambda: _tell(writer, work()))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    if number := ended(child):
        raise ChildFailed(f"a child was ended by signal {number}")
    result: T = pickle.loads(content)
    return result


def die() -> None:
    """End this process as a power cut would: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def stand_still() -> None:
    """Stop this process until somebody lets it go on, as a suspended machine does."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _tell(writer: int, result: Any) -> None:
    with os.fdopen(writer, "wb") as teller:
        teller.write(pickle.dumps(result))


def _live(work: Callable[[], Any]) -> NoReturn:
    try:
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)

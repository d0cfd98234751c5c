"""The places at which a process can be made to die:
every line of planning and delivery, and of the wire.
"""

import http.client
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
WIRE = "wire"
STEPS = ("connect", "send", "getresponse")
"""Before the connection, before each part of the request,
and when all of it is out and no answer is read.
"""
FOLDERS = ("scheduler", "services/outbox", "models")
DATABASE = "models/database.py"
UNITS_OF_WORK = ("unit_of_work", "_session")
"""Before the commit, and when it is over."""
NOT_OURS = (
    "__init__.py",
    "thread_counts.py",
    "letters.py",
    "mailbox_reading.py",
    "mime.py",
    "smtp.py",
)
"""Mail has a campaign of its own."""
DELIVERY = "scheduler/delivery.py"
PHASES = ("plan", "claim", "send", "settle", "reconcile", "deduplicate")
BY_FILE = {
    "scheduler/reminders.py": "plan",
    "scheduler/digests.py": "plan",
    "scheduler/series.py": "plan",
    "scheduler/alarms.py": "plan",
    "services/outbox/promises.py": "plan",
    "services/outbox/pending.py": "plan",
    "services/outbox/claims.py": "claim",
    "services/outbox/verdicts.py": "claim",
    "scheduler/sending.py": "send",
    "services/outbox/outcomes.py": "settle",
    "scheduler/finding.py": "reconcile",
    "services/outbox/reconciling.py": "reconcile",
}
SHARED = {
    DATABASE: PHASES,
    "services/outbox/keys.py": ("plan", "claim", "settle"),
    "services/outbox/lanes.py": ("claim", "settle"),
}
BY_FUNCTION = {
    "_settle": "settle",
    "_reconcile_next": "reconcile",
    "_deduplicate_next": "deduplicate",
    "claim_doubled": "deduplicate",
    "file_deduplication": "deduplicate",
    "extras": "deduplicate",
    "remove": "deduplicate",
}
"""Where one file serves several phases, its functions tell;
whoever was called from one belongs to it.
"""


@dataclass(frozen=True)
class Point:
    """A place that is passed again and again."""

    phase: str
    place: str
    """``file:line``, or the step of the wire."""


@dataclass
class Fate:
    """What happens to this process at the ``number``-th pass of a point.

    Only that file is traced.
    """

    point: Point
    number: int
    act: Callable[[], None]

    def start(self) -> None:
        self._file, _, self._place = self.point.place.partition(":")
        self._left = self.number
        _trace(self._called)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        if _name(frame.f_code.co_filename) != self._file:
            return None
        if self._file != WIRE:
            return self._line
        if frame.f_code.co_name == self._place:
            self._pass(frame)
        return None

    def _line(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line" and str(frame.f_lineno) == self._place:
            self._pass(frame)
        return self._line

    def _pass(self, frame: FrameType) -> None:
        if _phase(frame) == self.point.phase:
            self._left -= 1
            if self._left == 0:
                self.act()


class Scout:
    """Notes every point that this process passes, and lets it live."""

    def __init__(self) -> None:
        self.passed: set[Point] = set()

    def start(self) -> None:
        _trace(self._called)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        name, function = _name(frame.f_code.co_filename), frame.f_code.co_name
        if not name or (name == WIRE and function not in STEPS):
            return None
        phase, seen = _phase(frame), set[int]()
        if name == WIRE:
            self.passed.add(Point(phase, f"{WIRE}:{function}"))
            return None

        def line(frame: FrameType, event: str, _argument: Any) -> Any:
            if event == "line" and frame.f_lineno not in seen:
                seen.add(frame.f_lineno)
                self.passed.add(Point(phase, f"{name}:{frame.f_lineno}"))
            return line

        return line


@cache
def every() -> tuple[Point, ...]:
    """All points there are.

    Not all can be reached: some lines are for what hardly ever goes wrong.
    """
    lines = {
        Point(phase, f"{name}:{line}")
        for folder in FOLDERS
        for file in sorted((ROOT / folder).glob("*.py"))
        if (name := _name(str(file)))
        for function, line in _lines(compile(file.read_text(encoding="utf-8"), name, "exec"))
        if name != DATABASE or function in UNITS_OF_WORK
        for phase in SHARED.get(name) or (_of(name, function),)
    }
    calling = ("send", "reconcile", "deduplicate")
    wire = {Point(phase, f"{WIRE}:{step}") for step in STEPS for phase in calling}
    return tuple(sorted(lines | wire, key=lambda point: (point.phase, point.place)))


def _lines(code: CodeType) -> Iterator[tuple[str, int]]:
    """The lines of every function, comprehensions aside, with its name."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & inspect.CO_OPTIMIZED and not inner.co_name.startswith("<"):
                first = inner.co_firstlineno
                yield from {
                    (inner.co_name, line)
                    for _, _, line in inner.co_lines()
                    if line and line > first
                }
            yield from _lines(inner)


def _of(name: str, function: str) -> str:
    return BY_FUNCTION.get(function) or BY_FILE.get(name, "claim" if name == DELIVERY else "plan")


def _trace(function: Any) -> None:
    threading.settrace(function)
    sys.settrace(function)


@cache
def _name(file: str) -> str:
    if file == http.client.__file__:
        return WIRE
    path = Path(file)
    if not path.is_relative_to(ROOT):
        return ""
    name = str(path.relative_to(ROOT))
    is_ours = name == DATABASE or (name.startswith(FOLDERS[:2]) and path.name not in NOT_OURS)
    return name if is_ours else ""


def _phase(frame: FrameType | None) -> str:
    """By the innermost function that says so: a commit belongs to whoever wanted it."""
    found = ""
    while frame is not None:
        name = _name(frame.f_code.co_filename)
        if name and (phase := BY_FUNCTION.get(frame.f_code.co_name)):
            return phase
        if name and not found:
            found = BY_FILE.get(name, "claim" if name == DELIVERY else "")
        frame = frame.f_back
    return found or "plan"

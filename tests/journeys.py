"""Four journeys through the real bot, and which files of ours each of them enters: ``make docs``
writes them into docs/architecture.md.

A file is a journey's own where one of its functions runs for that journey and for none of the
other three, and where it is no seam. What only gives a module its names counts for nothing.
"""

import json
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from models.database import disconnect, unit_of_work
from models.messages import REMIND
from scheduler import delivery, reminders
from services.reminders import KINDS
from tests.databases import Sqlite
from tests.factories import cast
from tests.running import Convene, running
from tests.test_architecture import ROOT

PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("bot", "handlers", "scheduler", "services", "views", "models", "web")

SHARED = {
    "models/": "tables and values, read by their names",
    "services/access/": "who may: one rule a noun, called by its name",
    "services/attendance_lists.py": "whether a meeting has a list: a condition",
    "services/dates/": "from words to days, which knows nothing of who asks",
    "services/outbox/": "what is promised to others, under one key",
    "handlers/once.py": "what makes something is made once a request, and its answer kept",
    "services/requests.py": "what makes something is made once a request, and its answer kept",
    "services/preferences/": "when somebody may be reminded, one question",
    "views/values/": "what buttons and forms carry, each with its text both ways",
    "scheduler/delivery.py": "brings any message of the outbox to Slack",
    "scheduler/sending.py": "brings any message of the outbox to Slack",
    "scheduler/thread_counts.py": "brings any message of the outbox to Slack",
}
"""What any journey may come by, and who follows one need not open, with the reason."""


class Tracer:
    """Notes the files in which a function begins, in this thread and those that start later."""

    def __init__(self) -> None:
        self._files: set[str] = set()

    def note(self, frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            self._files.add(frame.f_code.co_filename)

    def entered(self, run: Callable[[], object]) -> set[str]:
        """The files of the product that are entered meanwhile."""
        self._files.clear()
        run()
        inside = [Path(file) for file in self._files.copy() if file.startswith(f"{ROOT}/")]
        names = {file.relative_to(ROOT).as_posix() for file in inside}
        return {name for name in names if name.split("/")[0] in PACKAGES}


@contextmanager
def traced() -> Iterator[Tracer]:
    tracer = Tracer()
    threading.setprofile(tracer.note)
    sys.setprofile(tracer.note)
    try:
        yield tracer
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def journeys() -> dict[str, set[str]]:
    """The files of each journey, from the request to what is said."""
    with unit_of_work() as session:
        people = cast(session)
    with traced() as tracer, running(people) as convene:
        workspace = convene.workspace
        workspace.command("/convene help", as_="Ann", in_="metadata")
        workspace.command("/meet new Norms tomorrow 2pm", as_="Ann", in_="metadata")
        workspace.click("meeting.schedule", as_="Ann")
        convene.tick()
        found = {
            "a typed task": tracer.entered(
                lambda: workspace.command("/task add Compare due Friday", as_="Ann", in_="metadata")
            ),
            "a pressed Yes": tracer.entered(
                lambda: workspace.click("Yes", as_="Ben", in_="metadata")
            ),
            "a participation question": tracer.entered(
                lambda: workspace.command("/participation last month", as_="Dag", in_="general")
            ),
            "a reminder": tracer.entered(lambda: remind(convene)),
        }
        assert convene.said_to("Ben")[-1].startswith("Reminder")
    return found


def remind(convene: Convene) -> None:
    """What the scheduler does on the day before the meeting, of this kind of reminder alone: the
    others are rows beside it, which who follows this one need not open.
    """
    convene.workspace.move_clock(timedelta(hours=5))
    reminders.queue_due(convene.workspace.now, [kind for kind in KINDS if kind.message is REMIND])
    delivery.deliver_due(convene.workspace.now, convene.client, "worker")


def of_its_own(name: str, found: dict[str, set[str]]) -> set[str]:
    others = set().union(*(files for other, files in found.items() if other != name))
    return {file for file in found[name] - others if not file.startswith(tuple(SHARED))}


def own() -> dict[str, list[str]]:
    """The files that each journey has of its own. A process measures them once: what it keeps for
    later is not entered again.
    """
    with tempfile.TemporaryDirectory() as folder:
        Sqlite(Path(folder)).emptied()
        found = journeys()
        disconnect()
    return {name: sorted(of_its_own(name, found)) for name in found}


def written(page: str, files: dict[str, list[str]]) -> str:
    """The page with the table of these files."""
    rows = [f"| {name.capitalize()} | {len(f)} | {', '.join(f)} |\n" for name, f in files.items()]
    return _TABLE.sub(lambda found: found[1] + "".join(rows), page)


_TABLE = re.compile(r"(\| Journey \| Files \| Of its own \|\n\|---\|---\|---\|\n)(?:\|.*\n)*")


def main() -> None:
    files = own()
    if "--print" in sys.argv:
        print(json.dumps(files))
    else:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), files), encoding="utf-8")


if __name__ == "__main__":
    main()

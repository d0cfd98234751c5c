"""Four journeys through the real bot: which files of ours each of them enters, and that whoever
follows one has at most six of its own to read.

A file is a journey's own where one of its functions runs for that journey and for none of the
other three, and where it is no seam. What only gives a module its names counts for nothing.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Engine

from models.database import unit_of_work
from scheduler import delivery, reminders
from tests.factories import cast
from tests.running import Convene, running
from tests.test_architecture import ROOT

ROOMS = ("bot", "handlers", "scheduler", "services", "views", "models", "web")

SEAMS = {
    "models/": "tables and values, read by their names",
    "services/access/": "who may: one rule a noun, called by its name",
    "services/dates/": "from words to days, which knows nothing of who asks",
    "services/outbox/": "what is promised to others, under one key",
    "services/preferences/": "when somebody may be reminded, one question",
    "views/values/": "what buttons and forms carry, each with its text both ways",
    "scheduler/delivery.py": "brings any message of the outbox to Slack",
    "scheduler/sending.py": "brings any message of the outbox to Slack",
    "scheduler/tallies.py": "brings any message of the outbox to Slack",
}
"""What any journey may come by, and who follows one need not open, with the reason."""
MOST = 6
OWN = {
    "a typed task": {
        "handlers/tasks/adding.py",
        "handlers/tasks/owners.py",
        "handlers/tasks/typed_tasks.py",
        "services/tasks/changes.py",
        "services/tasks/lists.py",
        "views/tasks/cards.py",
    },
    "a pressed Yes": {
        "handlers/meetings/answering.py",
        "handlers/meetings/cards.py",
        "services/meetings/cards.py",
        "services/meetings/phases.py",
        "services/meetings/rsvps.py",
        "services/meetings/summaries.py",
        "views/groups/news.py",
        "views/meetings/news.py",
    },
    "a participation question": {
        "handlers/participation.py",
        "services/participation/counting.py",
        "services/participation/held.py",
        "services/participation/queries.py",
        "services/participation/reading.py",
        "services/participation/reports.py",
        "views/participation.py",
    },
    "a reminder": {
        "scheduler/reminders.py",
        "services/reminders/__init__.py",
        "services/reminders/circumstances.py",
        "services/reminders/due.py",
        "services/reminders/findings.py",
        "services/reminders/nouns.py",
        "services/reminders/personal.py",
        "services/reminders/queue.py",
        "services/reminders/rechecks.py",
        "services/reminders/records.py",
        "services/reminders/scanning.py",
        "services/reminders/tasks.py",
        "services/tasks/owners.py",
        "views/reminders/meetings.py",
        "views/reminders/sentences.py",
    },
}
LONGER = {"a pressed Yes", "a participation question", "a reminder"}
"""Those that have more than ``MOST`` today. A name may leave this set, and none may enter it.

A beat scans all nouns and kinds at once: what is due, what was promised and is true no more, and
what one person is to hear together.
"""


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
        return {name for name in names if name.split("/")[0] in ROOMS}


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


def journeys(database: Engine) -> dict[str, set[str]]:
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
    """What the scheduler does on the day before the meeting."""
    convene.workspace.move_clock(timedelta(hours=5))
    reminders.queue_due(convene.workspace.now)
    delivery.deliver_due(convene.workspace.now, convene.client, "worker")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_journey_has_few_files_of_its_own(database: Engine) -> None:
    found = journeys(database)
    own = {name: of_its_own(name, found) for name in found}
    assert own == OWN
    assert {name for name, files in own.items() if len(files) > MOST} == LONGER
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name, files in OWN.items():
        assert f"| {name.capitalize()} | {len(files)} | {', '.join(sorted(files))} |" in page


def of_its_own(name: str, found: dict[str, set[str]]) -> set[str]:
    others = set().union(*(files for other, files in found.items() if other != name))
    return {file for file in found[name] - others if not file.startswith(tuple(SEAMS))}

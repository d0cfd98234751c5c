"""Send the same request to two processes at once, for everything that people can do, and count what
it made.

``make replays`` prints a line for each line that is typed, form that is sent
and button that is pressed, on both databases, and ends with 1 where a request did more than once
what it does, or was answered otherwise the second time. What makes something is found out by
itself: it leaves a row of ``requests``.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from models import metadata
from models.database import connect, disconnect
from tests.campaigns.crash import database
from tests.campaigns.processes import apart, born, ended
from tests.campaigns.worlds import delete_rows
from tests.handlers.doors import Door, Rows, Slack, everything, restore
from tests.handlers.test_single_odd_fields import BUTTONS, FIELDS, FORMS, text_of, with_ids, world

LINES = (
    "/task add Compare the drafts due Friday",
    "/task add One thing\nAnother thing",
    "/wg add <@UCLEO>",
    "/wg decided We share one file for all",
    "/wg question Who pays for it?",
    "/meet agenda Courier price in Metadata",
    "/meet note The courier is late",
    "/meet decide We share norms",
    "/meet action Ben: send norms by Friday",
)
"""The lines that make something."""
EVERYTHING = (*LINES, *FORMS, *BUTTONS)
AMENDED = "group.create"
"""Who is not in the channel is found out after the group is there: only the first may say so."""
AT_ONCE = 2
SORRY = "Something went wrong on my side"
Answers = list[dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What two processes made of one request."""

    name: str
    makes: bool
    """Whether it leaves a row of ``requests``."""
    once: int
    """Rows that one request makes."""
    at_once: int
    """Rows that it makes at two processes at once, and again afterwards."""
    faults: tuple[str, ...]


def use(door: Door, name: str, ids: dict[str, int]) -> Answers:
    """Type the line, send the form or press the button of this name; what was answered."""
    before = len(door.answers)
    if name.startswith("/"):
        door.type(name)
    elif name in FORMS:
        fields, carried = FORMS[name]
        door.send(name, with_ids(fields, ids), json.dumps(with_ids(carried, ids, as_text=False)))
    else:
        door.press(name, text_of(BUTTONS[name], ids))
    return door.answers[before:]


def a_door() -> Door:
    """As Dag, who may do everything."""
    return Door(FIELDS, Slack(channels=("CNEW",)))


def race(url: str, name: str, ids: dict[str, int]) -> list[Answers]:
    """The answers of the processes to which the same request comes in the same moment, as behind a
    proxy that tries again. Nobody may be connected.
    """
    return apart(lambda: _race(url, name, ids))


def outcome(url: str, name: str, ids: dict[str, int], before: Rows) -> Outcome:
    """Do it once, then anew by two at once and once more, each in a world as it was."""
    use(a_door(), name, ids)
    alone = everything()
    restore(before)
    disconnect()
    answers = race(url, name, ids)
    connect(url)
    try:
        answers.append(use(a_door(), name, ids))
    except AssertionError as odd:
        # What is not there any more is answered in words that no form shows.
        answers.append([{"odd": str(odd)}])
    together = everything()
    restore(before)
    makes = bool(alone["requests"])
    faults = _differences(alone, together, makes=makes)
    faults += [f"an apology: {answer}" for answer in answers if SORRY in json.dumps(answer)]
    if makes and name != AMENDED and any(answer != answers[0] for answer in answers):
        faults.append(f"answered otherwise: {answers}")
    return Outcome(name, makes, _added(before, alone), _added(before, together), (*faults,))


def outcomes(url: str, names: Sequence[str] = EVERYTHING) -> Iterator[Outcome]:
    """One after another, in a database of which all rows are deleted."""
    metadata.create_all(connect(url))
    delete_rows()
    ids, before = world(), everything()
    for name in names:
        yield outcome(url, name, ids, before)
    disconnect()


def _differences(alone: Rows, together: Rows, *, makes: bool) -> list[str]:
    # Two presses are two changes where the button says nothing of the state before.
    tables = [name for name in alone if makes or name != "history"]
    return [
        f"{name}: {len(together[name])} rows and not {len(alone[name])}"
        for name in tables
        if len(together[name]) != len(alone[name])
    ]


def _added(before: Rows, after: Rows) -> int:
    return sum(len(after[name]) - len(before[name]) for name in before)


def _race(url: str, name: str, ids: dict[str, int]) -> list[Answers]:
    start = time.time() + 0.3
    return [*map(_result, [_racer(url, name, ids, start) for _ in range(AT_ONCE)])]


def _racer(url: str, name: str, ids: dict[str, int], start: float) -> tuple[int, int]:
    reader, writer = os.pipe()

    def run() -> None:
        connect(url)
        while time.time() < start:
            time.sleep(0.001)
        os.write(writer, json.dumps(use(a_door(), name, ids)).encode())

    child = born(run)
    os.close(writer)
    return child, reader


def _result(racer: tuple[int, int]) -> Answers:
    child, reader = racer
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    assert ended(child) == 0
    answers: Answers = json.loads(content)
    return answers


@click.command()
@click.option("--engine", "engines", type=click.Choice(["sqlite", "postgresql"]), multiple=True)
@click.option("--url", help="A database to use instead, of which all rows are deleted.")
@click.option("--only", "names", type=click.Choice(EVERYTHING), multiple=True)
def main(engines: tuple[str, ...], url: str | None, names: tuple[str, ...]) -> None:
    """Send each request to two processes at once, and count what it made."""
    is_broken = False
    with tempfile.TemporaryDirectory(prefix="convene-", ignore_cleanup_errors=True) as folder:
        for engine in engines or ("sqlite", "postgresql"):
            with nullcontext(url) if url else database(engine, Path(folder)) as place:
                click.echo(f"{engine:44} makes  once  at two, and again")
                for found in outcomes(place, names or EVERYTHING):
                    click.echo(_line(found))
                    for fault in found.faults:
                        click.echo(f"    {fault}", err=True)
                    is_broken = is_broken or bool(found.faults)
    sys.exit(is_broken)


def _line(found: Outcome) -> str:
    name = found.name.replace("\n", " ⏎ ")
    return f"{name:44} {'yes' if found.makes else '-':5} {found.once:5} {found.at_once:5}"


if __name__ == "__main__":
    main()

"""``make bench``: the product beside the smallest Bolt app, in one run, as tables in Markdown.

Both are whole processes behind the same server, and are asked in turns of a few dozen requests, so
that what else the machine does hits both. Read ratios, not milliseconds.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import click

from models.database import connect, disconnect
from tests import decades
from tests.campaigns.bench import kinds, report, servers
from tests.campaigns.bench.driver import Load, WrongAnswer, drive
from tests.campaigns.bench.kinds import Asker, Kind
from tests.campaigns.bench.places import Places, places
from tests.campaigns.bench.report import Figures
from tests.campaigns.bench.servers import Checkout, Server
from tests.campaigns.bench.signed import Sender

CROWD = 8
HURRIED, EACH = 20, 15
"""So many people write so often without a pause; one person's tasks in a minute are limited."""
SLACKS_PATIENCE = 3.0
"""Seconds."""
TURN = 48
"""Requests that a server answers before the next is asked."""
YEARS = 10


class Side:
    """A server under test, and the people of its database who ask it."""

    def __init__(
        self, server: Server, askers: Sequence[Asker], answer_at: str, url: str | None = None
    ) -> None:
        self.server = server
        self._url = url
        self._askers = askers
        self._answer_at = answer_at

    def turn(self, kind: Kind, people: int) -> tuple[Load, float]:
        """One turn: its load, and the seconds of the processor that it took."""
        requests = [
            [kind.request(asker, self._answer_at) for _ in range(max(1, TURN // people))]
            for asker in self._askers[:people]
        ]
        if kind.writes and self._url:
            kinds.forget_requests(self._url)
        before = self.server.processor_seconds()
        load = drive(self.server.port, requests)
        return load, self.server.processor_seconds() - before

    def check(self, kind: Kind) -> None:
        """Ask once, and see that the answer is no refusal."""
        load, _ = self.turn(kind, 1)
        if kind.expected.encode() not in load.answer:
            raise WrongAnswer(f"{self.server.name}, {kind.name}: {load.answer[:600]!r}")


def compared(sides: Sequence[Side], kind: Kind, *, people: int, requests: int) -> list[Figures]:
    """The figures of each side, asked in turns."""
    figures = [Figures() for _ in sides]
    for turn in range(-(-requests // TURN)):
        order = list(range(len(sides)))
        for number in order if turn % 2 else reversed(order):
            figures[number].add(*sides[number].turn(kind, people))
    return figures


def beside_bare(versions: Sequence[Checkout], there: Places, api: str, requests: int) -> str:
    """The tables of one database: each version beside bare Bolt, one person and eight."""
    with ExitStack() as stack:
        bolt = stack.enter_context(servers.bare(api))
        bolt.wait_until_it_answers()
        sides = [
            _side(stack.enter_context(servers.product(version, url, api)), url, api)
            for version, url in _filled(versions, there)
        ]
        sides.append(Side(bolt, sides[0]._askers, api))
        rows: dict[tuple[int, int], list[list[str]]] = {}
        for kind in kinds.KINDS:
            for side in sides[:-1]:
                side.check(kind)
            for people in (1, CROWD):
                *ours, bare = compared(sides, kind, people=people, requests=requests)
                for number, figures in enumerate(ours):
                    row = report.beside_bare(kind.name, figures, bare)
                    rows.setdefault((number, people), []).append(row)
                    click.echo(f"{versions[number].name}: {people} {row}", err=True)
        parts = [
            f"### {there.name}, {version.name}, {_people(people)}\n\n"
            + report.table(report.BESIDE_BARE, rows[number, people])
            for number, version in enumerate(versions)
            for people in (1, CROWD)
        ]
    return "\n\n".join(parts)


def aged(versions: Sequence[Checkout], there: Places, api: str, requests: int) -> str:
    """The tables of one database: ten years of data against one."""
    parts = []
    for version, url in _filled(versions, there):
        old_url = there.copy(url)
        added = decades.age(connect(old_url), YEARS, now=datetime.now(UTC))
        disconnect()
        with ExitStack() as stack:
            sides = [
                _side(stack.enter_context(servers.product(version, place, api)), place, api)
                for place in (url, old_url)
            ]
            rows = []
            for kind in (*kinds.KINDS, *kinds.EVERYDAY):
                for side in sides:
                    side.check(kind)
                rows.append(
                    report.older(kind.name, *compared(sides, kind, people=1, requests=requests))
                )
                click.echo(f"{version.name}: {rows[-1]}", err=True)
        parts.append(
            f"### {there.name}, {version.name}: {added:,} rows more\n\n"
            + report.table(report.OLDER, rows)
        )
    return "\n\n".join(parts)


def started(versions: Sequence[Checkout], there: Places, api: str, times: int) -> str:
    """From the start of the process to its first answer, and what it holds of the memory."""
    rows = []
    filled = list(_filled(versions, there))
    found: dict[str, list[tuple[float, float]]] = {}
    sender = _askers(filled[0][1])[0].sender
    for _ in range(times):
        with servers.bare(api) as server:
            found.setdefault("bare Bolt", []).append(_start(server, sender))
        for version, url in filled:
            with servers.product(version, url, api) as server:
                found.setdefault(version.name, []).append(_start(server, sender))
    for name, starts in found.items():
        seconds, megabytes = (median(values) for values in zip(*starts, strict=True))
        rows.append([name, f"{seconds:.2f}", f"{megabytes:.0f}"])
    return report.table(("Process", "seconds to the first answer", "MB then"), rows)


def hurried(versions: Sequence[Checkout], there: Places, api: str) -> str:
    """Twenty people who write without a pause: how long the unluckiest waits, of Slack's three
    seconds.
    """
    rows = []
    for version, url in _filled(versions, there):
        with servers.product(version, url, api) as server:
            askers = _side(server, url, api)._askers
            lines = [
                (kinds.WRITING[number % len(kinds.WRITING)], askers[number % len(askers)])
                for number in range(HURRIED)
            ]
            requests = [[kind.request(asker, api) for _ in range(EACH)] for kind, asker in lines]
            waits = sorted(drive(server.port, requests).waits)
        figures = (median(waits), waits[int(len(waits) * 0.99)], waits[-1])
        late = sum(wait > SLACKS_PATIENCE for wait in waits)
        milliseconds = [f"{wait * 1000:.0f}" for wait in figures]
        rows.append([version.name, str(len(waits)), *milliseconds, str(late)])
    return report.table(report.HURRIED, rows)


def _start(server: Server, sender: Sender) -> tuple[float, float]:
    return server.wait_until_it_answers(sender), server.megabytes()


def _side(server: Server, url: str, api: str) -> Side:
    askers = _askers(url)
    server.wait_until_it_answers(askers[0].sender)
    return Side(server, askers, api, url)


def _askers(url: str) -> list[Asker]:
    return kinds.askers(url, CROWD, later=datetime.now(UTC) + timedelta(days=1))


def _filled(versions: Sequence[Checkout], there: Places) -> Iterator[tuple[Checkout, str]]:
    for version in versions:
        yield version, there.filled(version)


def _people(number: int) -> str:
    return "one person" if number == 1 else f"{number} people at once"


@contextmanager
def _folder() -> Iterator[Path]:
    name = tempfile.mkdtemp(prefix="convene-bench-")
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


@click.command()
@click.option("--requests", default=1200, show_default=True, help="Of each kind, to each server.")
@click.option(
    "--before",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another checkout with a .venv, to be measured in the same run.",
)
@click.option("--database", "names", multiple=True, help="sqlite or postgresql; both by default.")
@click.option("--only", "parts", multiple=True, help="bare, age, hurry or start; all by default.")
def main(
    requests: int, before: Path | None, names: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    """Measure what requests cost, beside the smallest Bolt app and as the data grows old."""
    versions = [Checkout("now")]
    if before:
        versions.append(Checkout("before", before.resolve()))
    click.echo(f"{report.machine()}; {requests} requests of each kind to each server.\n")
    with _folder() as folder, servers.slack() as api:
        for name in names or ("sqlite", "postgresql"):
            with places(name, folder) as there:
                if not parts or "bare" in parts:
                    click.echo(beside_bare(versions, there, api, requests) + "\n")
                if not parts or "age" in parts:
                    click.echo(aged(versions, there, api, max(TURN, requests // 4)) + "\n")
                if not parts or "hurry" in parts:
                    click.echo(f"### {there.name}, {HURRIED} people who write without a pause\n")
                    click.echo(hurried(versions, there, api) + "\n")
                if not parts or "start" in parts:
                    click.echo(f"### {there.name}, start and memory\n")
                    click.echo(started(versions, there, api, times=5) + "\n")


if __name__ == "__main__":
    main()

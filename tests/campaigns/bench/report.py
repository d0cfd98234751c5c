"""What was measured, as tables in Markdown."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.campaigns.bench.driver import Load

HURRIED = ("Version", "requests", "median in ms", "slowest percent", "slowest", "over 3 s")


@dataclass
class Figures:
    """What one server did with one kind of request."""

    load: Load = field(default_factory=Load)
    processor_seconds: float = 0.0

    def add(self, load: Load, processor_seconds: float) -> None:
        self.load.add(load)
        self.processor_seconds += processor_seconds

    @property
    def median(self) -> float:
        """Milliseconds."""
        return 1000 * median(self.load.waits)

    @property
    def slowest(self) -> float:
        """Milliseconds that the slowest percent takes at least."""
        return 1000 * quantiles(self.load.waits, n=100)[98]

    @property
    def per_second(self) -> float:
        return len(self.load.waits) / self.load.seconds

    @property
    def processor(self) -> float:
        """Milliseconds of the processor's time a request."""
        return 1000 * self.processor_seconds / len(self.load.waits)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: the first column holds words, the others figures."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def beside_bare(name: str, ours: Figures, bare: Figures) -> list[str]:
    """A row: how many times as much as bare Bolt, and the own milliseconds."""
    return [
        name,
        _times(ours.median, bare.median),
        _times(ours.slowest, bare.slowest),
        _times(bare.per_second, ours.per_second),
        _times(ours.processor, bare.processor),
        _times(ours.slowest, ours.median),
        f"{ours.median:.2f}",
    ]


BESIDE_BARE = (
    "Request",
    "median",
    "slowest percent",
    "throughput, bare to ours",
    "processor time",
    "slowest percent to own median",
    "median in ms",
)


def older(name: str, young: Figures, old: Figures) -> list[str]:
    """A row: what the age of the data does."""
    return [
        name,
        _times(old.median, young.median),
        _times(old.processor, young.processor),
        f"{young.median:.2f}",
        f"{old.median:.2f}",
    ]


OLDER = ("Request", "median", "processor time", "ms at one year", "ms at ten")


def machine() -> str:
    """The machine, in a line."""
    books = Path("/proc/cpuinfo").read_text()
    model = books.partition("model name")[2].partition("\n")[0].strip("\t: ")
    cores = books.count("processor\t:")
    return (
        f"{cores} cores, {model or platform.machine()}, Python {platform.python_version()},"
        f" {platform.system()} {platform.release().partition('-')[0]}"
    )


def _times(part: float, of: float) -> str:
    return f"{part / of:.1f}"

"""Kill the process again and again, at every line of planning and delivery, and count what was
lost.

``python -m tests.campaigns.crash`` prints a table and ends with 1 where anything was lost, said
twice or said out of order. One seed gives one campaign, save for what is killed from outside at
random moments.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from models.database import connect
from tests.campaigns import books, lives, worlds
from tests.campaigns.books import Verdict
from tests.campaigns.lives import Plant, Trial
from tests.campaigns.plants import PLANTS
from tests.campaigns.points import PHASES, WIRE, Fate, Point, Scout, every
from tests.campaigns.processes import apart, born, die, ended, stand_still
from tests.campaigns.slack import Stand, standing
from tests.databases import Postgres

LIVES = 14
"""How often the process is started with an end in store, in one trial."""
OUTSIDE = "outside"
PAUSED = "paused"
SURVIVED = "survived"
FROM_OUTSIDE = 0.1
FOR_A_WHILE = 0.2
"""How often it is killed from outside at any moment, or only stopped while another goes on."""
HOPES = 2
"""How often a point may be waited for in vain."""
Fault = dict[str, Any]
RATELIMITED: Fault = {"kind": "ratelimited", "method": "chat.postMessage"}
REPLY_LOST: Fault = {"kind": "reply_lost", "method": "chat.postMessage"}
ON_THE_WIRE = Point("send", "wire:connect")
ALL_SENT = Point("send", "wire:getresponse")
PASSES = (1, 1, 1, 2, 2, 3)
LONGEST_LIFE = 0.3
"""Seconds within which a kill from outside comes."""
MOST_FAULTS = 10
KINDS = (
    "reply_lost",
    "reply_lost",
    "malformed_json",
    "http_500",
    "reset",
    "ratelimited",
    "error:internal_error",
    "error:fatal_error",
)
METHODS = (
    "chat.postMessage",
    "chat.postMessage",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.open",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)


@dataclass(frozen=True)
class Site:
    """Where a campaign takes place."""

    engine: Engine
    stand: Stand
    log: Path
    may_look: bool
    plant: Plant

    @property
    def name(self) -> str:
        return str(self.engine.dialect.name)

    @property
    def is_planted(self) -> bool:
        """Whether a fault was put in, so that the first that comes of it is enough."""
        return self.plant is not PLANTS["nothing"]


@dataclass
class Choice:
    """Which point is next: each as often as the others of its phase,
    but for those that nobody reaches.
    """

    dice: random.Random
    tried: Counter[Point] = field(default_factory=Counter)
    reached: set[Point] = field(default_factory=set)
    hopes: int = HOPES

    def point(self, phase: str) -> Point:
        mine = [point for point in every() if point.phase == phase]
        hopeful = [
            point for point in mine if point in self.reached or self.tried[point] < self.hopes
        ]
        # What happens on the wire is half of what can happen while sending.
        on_wire = [point for point in hopeful if point.place.startswith(WIRE)]
        likely = on_wire if on_wire and self.dice.random() < 0.5 else hopeful
        return self.dice.choice(likely or mine)

    def learn(self, point: Point, *, is_reached: bool) -> None:
        self.tried[point] += 1
        if is_reached:
            self.reached.add(point)


@dataclass
class Tally:
    """What a campaign came to."""

    engine: str
    may_look: bool
    trials: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    """Of the lives: by the phase in which they were killed."""
    places: set[Point] = field(default_factory=set)
    verdict: Verdict = field(default_factory=Verdict)
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        return sum(self.ends[end] for end in (*PHASES, OUTSIDE))

    @property
    def is_broken(self) -> bool:
        return self.verdict.is_broken


def campaign(site: Site, *, kills: int, seed: int, is_short: bool = False) -> Tally:
    """Trial after trial, until the process was killed so often; a short one only at points that a
    whole life has been seen to pass.
    """
    dice, tally, began = random.Random(seed), Tally(site.name, site.may_look), time.monotonic()
    _warm_up(site)
    choice = Choice(dice, reached=_scouted(site), hopes=0) if is_short else Choice(dice)
    while tally.kills < kills and not (tally.is_broken and site.is_planted):
        trial = _begun(site, tally.trials + 1)
        # Every third trial is clean: what a kill does must not hide behind what a fault does.
        site.stand.will_break(_faults(dice) if tally.trials % 3 else [])
        _die_again_and_again(trial, choice, dice, tally)
        _judge(site, tally)
        tally.trials += 1
    tally.seconds = time.monotonic() - began
    return tally


def _warm_up(site: Site) -> None:
    """Live one life in this process, so that its children find everything imported and compiled."""
    trial = replace(_begun(site, 0), plant=PLANTS["nothing"])
    site.stand.will_break([{"kind": "reply_lost", "method": "chat.postMessage", "times": 2}])
    lives.live(trial)


def _scouted(site: Site) -> set[Point]:
    """The points that a life passes in which two answers of Slack are lost."""
    trial = replace(_begun(site, 0), plant=PLANTS["nothing"])
    site.stand.will_break([{"kind": "reply_lost", "method": "chat.postMessage", "times": 2}])

    def life() -> set[Point]:
        scout = Scout()
        scout.start()
        lives.live(trial)
        return scout.passed

    return apart(life) & {*every()}


def _begun(site: Site, number: int) -> Trial:
    begun = worlds.BEGIN + number * worlds.WEEK
    # Children must not share the connections of their parent, only what it has compiled.
    site.engine.dispose()
    site.stand.begin(begun)
    apart(lambda: worlds.prepare(begun))
    return Trial(site.stand, begun, site.log, site.plant)


def _faults(dice: random.Random) -> list[Fault]:
    faults = [_fault(dice) for _ in range(dice.randint(1, MOST_FAULTS))]
    if dice.random() < 0.2:
        faults.append({"kind": "timeout", "method": "chat.postMessage", "seconds": 2})
    return faults


def _fault(dice: random.Random) -> Fault:
    method = dice.choice(METHODS)
    fault = {"kind": dice.choice(KINDS), "method": method, "times": dice.choice((1, 1, 2))}
    if method == "chat.postMessage":
        fault["channel"] = dice.choice((*worlds.CHANNELS, *worlds.PEOPLE))
    return fault | ({"retry_after": dice.randint(1, 40)} if fault["kind"] == "ratelimited" else {})


def _die_again_and_again(trial: Trial, choice: Choice, dice: random.Random, tally: Tally) -> None:
    for _ in range(LIVES):
        phases = sorted(apart(lambda: lives.prospects(trial.begun)))
        if not phases:
            break
        # What was rarely met so far comes first: few messages have extra copies.
        phase = dice.choices(phases, [1 / (1 + tally.ends[phase]) for phase in phases])[0]
        end, where = _end(trial, phase, choice, dice)
        trial.stand.calm()
        tally.ends[end] += 1
        if where:
            tally.places.add(where)
    if ended(born(lambda: lives.live(trial))):
        raise AssertionError("the last life was killed, and nobody had asked for it")


def _end(trial: Trial, phase: str, choice: Choice, dice: random.Random) -> tuple[str, Point | None]:
    """One life and its end: the phase in which it was killed, and where."""
    if dice.random() < FROM_OUTSIDE:
        is_killed = _is_killed(born(lambda: lives.live(trial)), dice.random() * LONGEST_LIFE)
        return OUTSIDE if is_killed else SURVIVED, None
    if phase == "send" and dice.random() < FOR_A_WHILE:
        faults = [dice.choice((RATELIMITED, None))]
        is_paused = _is_paused(trial, dice.choice(PASSES), [fault for fault in faults if fault])
        return PAUSED if is_paused else SURVIVED, None
    point, number = choice.point(phase), dice.choice(PASSES)
    is_killed = ended(born(lambda: lives.live(trial, Fate(point, number, die)))) == signal.SIGKILL
    choice.learn(point, is_reached=is_killed)
    return (phase, point) if is_killed else (SURVIVED, None)


def _is_killed(child: int, seconds: float) -> bool:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child) == signal.SIGKILL


def _is_paused(trial: Trial, number: int, faults: list[Fault]) -> bool:
    """Stopped with the message in hand, while another goes on until all is said;
    then it wakes and sends.
    """
    child = born(lambda: lives.live(trial, Fate(ON_THE_WIRE, number, stand_still)))
    if ended(child) != signal.SIGSTOP:
        return False
    ended(born(lambda: lives.live(trial)))
    trial.stand.will_break(faults)
    os.kill(child, signal.SIGCONT)
    ended(child)
    return True


def _judge(site: Site, tally: Tally) -> None:
    rows, calls = apart(books.book), site.stand.calls()
    found = books.verdict(
        rows, books.channels(site.stand), may_look=site.may_look, promises=worlds.promises()
    )
    found.deleted = sum(
        1 for call in calls if call["what"] == "chat.delete" and call["status"] == 200
    )
    for call in calls:
        # That it may not look is what it learns by asking.
        if call["refused"] and (site.may_look or call["response"].get("error") != "missing_scope"):
            found.broken("other", f"Slack refused {call['what']}: {call['response']}")
    found.faults = [f"{site.name}, trial {tally.trials}: {fault}" for fault in found.faults]
    tally.verdict.add(found)


SHOWN_BY: dict[str, Callable[[Trial], object]] = {
    "lapsed": lambda trial: ended(born(lambda: lives.live(trial, Fate(ALL_SENT, 1, die)))),
    "retries": lambda trial: trial.stand.will_break([REPLY_LOST]),
    "unmarked": lambda trial: trial.stand.will_break([REPLY_LOST]),
    "early": lambda trial: ended(born(lambda: lives.live(trial, Fate(ON_THE_WIRE, 1, die)))),
    "careless": lambda trial: _is_paused(trial, 1, [RATELIMITED]),
}
"""For each fault that can be planted, the least trouble in which it does harm;
without it none is done.
"""


def harm(site: Site) -> dict[str, Verdict]:
    """What the verdict is in each trouble: with the fault that it shows, and without."""
    _warm_up(site)
    found = {}
    for number, (name, trouble) in enumerate(SHOWN_BY.items()):
        for plant in (name, "nothing"):
            trial = _begun(replace(site, plant=PLANTS[plant]), 2 * number + (plant != name) + 1)
            found[name if plant == name else f"without {name}"] = _suffered(site, trial, trouble)
    return found


def _suffered(site: Site, trial: Trial, trouble: Callable[[Trial], object]) -> Verdict:
    trouble(trial)
    trial.stand.calm()
    ended(born(lambda: lives.live(trial)))
    tally = Tally(site.name, site.may_look)
    _judge(site, tally)
    return tally.verdict


def table(tallies: list[Tally]) -> str:
    """One line a campaign."""
    ends = (*PHASES, OUTSIDE)
    head = [
        "engine",
        "may look",
        "trials",
        "kills",
        *ends,
        "paused",
        "places",
        "messages",
        "lost",
        "twice",
    ]
    head += ["order", "other", "dead, arrived", "dead, not", "copies deleted", "seconds"]
    lines = [head] + [_line(tally, ends) for tally in tallies]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def _line(tally: Tally, ends: tuple[str, ...]) -> list[str]:
    found = tally.verdict
    numbers = [
        tally.trials,
        tally.kills,
        *(tally.ends[end] for end in ends),
        tally.ends[PAUSED],
        len(tally.places),
        found.promises,
        found.lost,
        found.twice,
        found.order,
        found.other,
        found.maybe_arrived,
        found.maybe_missing,
        found.deleted,
        round(tally.seconds),
    ]
    return [tally.engine, "yes" if tally.may_look else "no", *(f"{number:,}" for number in numbers)]


@contextmanager
def site(url: str, *, may_look: bool, plant: Plant, folder: Path) -> Iterator[Site]:
    """An empty database and a sandbox of its own."""
    engine = connect(url)
    worlds.make_tables(engine)
    with standing(worlds.seed(), may_look=may_look) as stand:
        yield Site(engine, stand, folder / "lives.log", may_look, plant)
    engine.dispose()


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """The address of a database made for this run."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'campaign.db'}"
        return
    server = Postgres(folder / "postgres", durable=True)
    yield server.url
    server.stop()


@click.command()
@click.option("--engine", "engines", type=click.Choice(["sqlite", "postgresql"]), multiple=True)
@click.option("--url", help="A database to use instead, of which all rows are deleted.")
@click.option(
    "--kills",
    default=1000,
    show_default=True,
    help="How often the process is killed, on each engine.",
)
@click.option(
    "--blind-kills", default=250, show_default=True, help="The same without permission to look."
)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--plant", type=click.Choice([*PLANTS]), default="nothing", help="A fault to put in first."
)
@click.option("--short", "is_short", is_flag=True, help="Only where a life is known to come by.")
@click.option("--show-plants", is_flag=True, help="Only show that every planted fault is noticed.")
def main(
    engines: tuple[str, ...],
    url: str | None,
    kills: int,
    blind_kills: int,
    seed: int,
    plant: str,
    is_short: bool,
    show_plants: bool,
) -> None:
    """Kill the process at every line of planning and delivery,
    and count what was lost or said twice.
    """
    engines = engines or ("sqlite", "postgresql")
    if show_plants:
        sys.exit(any(_unnoticed(engine, url) for engine in engines))
    tallies = []
    for engine in engines:
        for may_look, wanted in ((True, kills), (False, blind_kills)):
            if wanted:
                with _place(engine, url, may_look=may_look, plant=PLANTS[plant]) as place:
                    tallies.append(campaign(place, kills=wanted, seed=seed, is_short=is_short))
    for tally in tallies:
        for fault in tally.verdict.faults[:20]:
            click.echo(fault, err=True)
    click.echo(table(tallies))
    sys.exit(any(tally.is_broken for tally in tallies))


def _unnoticed(engine: str, url: str | None) -> list[str]:
    """The planted faults that did no harm to be seen, and the harm that was seen without them."""
    with _place(engine, url, may_look=True, plant=PLANTS["nothing"]) as place:
        found = harm(place)
    for name, verdict in found.items():
        click.echo(f"{engine}: {name}: {verdict.faults[0] if verdict.is_broken else 'no harm'}")
    return [
        name for name, verdict in found.items() if verdict.is_broken == name.startswith("without")
    ]


@contextmanager
def _place(engine: str, url: str | None, *, may_look: bool, plant: Plant) -> Iterator[Site]:
    # In memory where that can be had: it is processes that die here, not disks.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(
        prefix="convene-", dir=memory, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        with (
            database(engine, folder) as made,
            site(url or made, may_look=may_look, plant=plant, folder=folder) as place,
        ):
            yield place


if __name__ == "__main__":
    main()

"""Kill the process again and again while it sends mail, and count what was lost or came twice.

``python -m tests.campaigns.mail`` prints two tables and ends with 1 where a letter was lost, came
more often than once and once more for each doubt, came under several names, or out of order; or
where one medium held the other. One seed gives one campaign.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click
import sqlalchemy as sa
from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlmodel import col, select

from models import OutboxMessage, OutboxState, Person, metadata, reach
from models.database import connect, disconnect, reading, unit_of_work
from models.mail_servers import MailServer
from models.messages import HELLO, Key, Medium, Recipient
from models.outbox import WAITING
from models.reach import Reach
from scheduler import delivery
from services import bounces, outbox
from tests.campaigns import worlds
from tests.campaigns.crash import database
from tests.campaigns.processes import apart, born, die, ended
from tests.factories import BEFORE
from tests.mail_stand_in import Fault, MailStandIn, mail_stand_in
from tests.scheduler.stand_in import refuses, stand_in

ROOT = Path(__file__).parents[2]
SMTP = "scheduler/smtp.py"
TRACED = (
    "scheduler/delivery.py",
    "scheduler/letters.py",
    "scheduler/mime.py",
    SMTP,
    "services/letters.py",
    "services/outbox/",
)
STEPS = {
    "before": 'code, text = smtp.docmd("DATA")',
    "within": "smtp.send(",
    "after": "code, text = smtp.getreply()",
    "answered": "if code == OK:",
}
"""Where the process is killed: before the server wants the message, in the middle of it, when all
of it is out and no answer was read, and when that was read and not kept.
"""
ELSEWHERE = "elsewhere"
FAULTS = ("after", "after", "within", "content", "rcpt", "data", "mail", "connect")
DOUBTED = ("after", "within", "content")
"""The faults after which nobody can say whether a letter arrived."""
PEOPLE = 4
LETTERS = 3
LIVES = 6
BEATS = 90
BEAT = timedelta(seconds=40)
LINES = 3000
"""About how many traced lines one life runs through."""
PAGES = "https://convene.example.edu"


@dataclass
class Tally:
    """What a campaign came to."""

    engine: str
    trials: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    letters: int = 0
    doubts: int = 0
    copies: int = 0
    """Beyond the first of each letter."""
    given_up: int = 0
    """After so many doubts in a row that somebody is told."""
    lost: int = 0
    too_often: int = 0
    names: int = 0
    order: int = 0
    seconds: float = 0

    @property
    def is_broken(self) -> bool:
        return bool(self.lost or self.too_often or self.names or self.order)


@dataclass
class End:
    """Where this process dies: at a step's ``number``-th pass, or at a line somewhere."""

    step: str
    number: int

    def start(self) -> None:
        self._line = 0 if self.step == ELSEWHERE else _line_of(STEPS[self.step])
        sys.settrace(self._called)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename.removeprefix(f"{ROOT}/")
        wanted = TRACED if self.step == ELSEWHERE else (SMTP,)
        return self._passed if name.startswith(wanted) else None

    def _passed(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line" and (self.step == ELSEWHERE or frame.f_lineno == self._line):
            self.number -= 1
            if self.number == 0:
                self._die(frame)
        return self._passed

    def _die(self, frame: FrameType) -> None:
        if self.step == "within":
            content = frame.f_locals["content"]
            frame.f_locals["smtp"].sock.sendall(content[: len(content) // 2])
            # What left this process arrives, though it is killed.
            time.sleep(0.01)
        die()


def _line_of(text: str) -> int:
    lines = (ROOT / SMTP).read_text(encoding="utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, 1) if line.strip().startswith(text)]
    return number


class LoggedLetters(list[Any]):
    """What arrives is written down where it stays, whoever dies."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log

    def append(self, letter: Any) -> None:
        note(self.log, to=letter.address, id=str(letter.message["Message-ID"]).strip())


class Unreliable(MailStandIn):
    """A server whose faults are written down."""

    log: Path

    def take_fault(self, step: str, address: str = "") -> Fault | None:
        fault = super().take_fault(step, address)
        if fault:
            note(self.log, fault=step)
        return fault


def note(log: Path, **facts: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(facts) + "\n")


def notes(log: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def server(log: Path, faults: list[Fault]) -> Iterator[MailServer]:
    """A mail server in a process of its own."""
    log.write_text("", encoding="utf-8")
    reader, writer = os.pipe()
    child = born(lambda: _serve(log, faults, writer))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        port = int(pipe.readline())
    try:
        yield MailStandIn(port=port).settings()
    finally:
        os.kill(child, signal.SIGKILL)
        ended(child)


def _serve(log: Path, faults: list[Fault], writer: int) -> None:
    with mail_stand_in(
        kind=Unreliable, arrived=LoggedLetters(log), faults=deque(faults)
    ) as running:
        running.log = log  # type: ignore[attr-defined]
        os.write(writer, f"{running.port}\n".encode())
        time.sleep(600)


def prepare() -> None:
    """Partners, and letters that wait for them."""
    with unit_of_work() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(sa.delete(table))
    with unit_of_work() as session:
        people = [
            Person(name=f"Pia {number}", email=f"p{number}@x.example", created_at=BEFORE)
            for number in range(PEOPLE)
        ]
        session.add_all(people)
        session.flush()
        for number in range(LETTERS):
            for person in people:
                to = Recipient.parse(bounces.lane(person))
                key = Key(HELLO, occurrence=(str(person.id), str(number)))
                outbox.post(session, {"text": f"{number}"}, to=to, key=key, now=worlds.BEGIN)


def live(mail: MailServer, begin: int, end: End | None = None) -> None:
    """Deliver until nothing waits, or until the end that is in store."""
    reach.set_up(Reach(sends_mail=True, public_url=PAGES))
    client = WebClient(token="xoxb-none", base_url="http://127.0.0.1:9/", retry_handlers=[])
    if end:
        end.start()
    for beat in range(BEATS):
        now = worlds.BEGIN + (begin + beat) * BEAT
        delivery.deliver_due(now, client, f"{os.getpid()}", mail=mail, medium=Medium.MAIL)
        with reading() as session:
            if session.exec(select(OutboxMessage.id).where(sa.text(WAITING))).first() is None:
                return


def book() -> list[tuple[str, str, str, str]]:
    """Each letter: its mark, its lane, its state and its error, in the order of promising."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [(row.mark, row.lane, str(row.state), row.error) for row in rows]


def campaign(engine: Engine, folder: Path, *, kills: int, seed: int) -> Tally:
    """Trial after trial, until the process was killed so often."""
    dice, tally, began = random.Random(seed), Tally(engine.dialect.name), time.monotonic()
    _warm_up(folder)
    while sum(tally.kills.values()) < kills:
        _trial(engine, folder, dice, tally)
        tally.trials += 1
    tally.seconds = time.monotonic() - began
    return tally


def _warm_up(folder: Path) -> None:
    """So that children find everything imported; what each of them opens is its own."""
    import email.policy  # noqa: F401
    import imaplib  # noqa: F401
    import smtplib  # noqa: F401

    from scheduler import mime  # noqa: F401

    assert folder.is_dir()


def _trial(engine: Engine, folder: Path, dice: random.Random, tally: Tally) -> None:
    engine.dispose()
    apart(prepare)
    log, in_hand = folder / "mail.log", 0
    # Every third trial is clean: what a kill does must not hide behind what a fault does.
    chosen = dice.choices(FAULTS, k=dice.randint(1, 4)) if tally.trials % 3 else []
    with server(log, [_fault(step, dice) for step in chosen]) as mail:
        for number in range(LIVES):
            end = _end(dice)
            child = born(partial(live, mail, number * BEATS, end))
            if ended(child) == signal.SIGKILL:
                tally.kills[end.step] += 1
                in_hand += sum(row[2] == OutboxState.SENDING for row in apart(book))
        if ended(born(lambda: live(mail, LIVES * BEATS))):
            raise AssertionError("the last life was killed, and nobody had asked for it")
    _judge(apart(book), notes(log), in_hand, tally)


def _end(dice: random.Random) -> End:
    step = dice.choice((*STEPS, ELSEWHERE, ELSEWHERE))
    return End(step, dice.randint(1, LINES if step == ELSEWHERE else 4))


def _fault(step: str, dice: random.Random) -> Fault:
    answers = {"rcpt": "450 later", "data": "451 later", "mail": "451 later"}
    return Fault(step, answers.get(step, "") if dice.random() < 0.7 else "")


def _judge(
    rows: list[tuple[str, str, str, str]], log: list[dict[str, str]], in_hand: int, tally: Tally
) -> None:
    arrivals = [entry["id"].strip("<>").partition("@")[0] for entry in log if "id" in entry]
    faults = Counter(entry["fault"] for entry in log if "fault" in entry)
    count = Counter(arrivals)
    doubts = in_hand + sum(faults[step] for step in DOUBTED)
    tally.letters += len(rows)
    tally.faults += faults.total()
    tally.doubts += doubts
    copies = sum(count.values()) - len(count)
    tally.copies += copies
    tally.too_often += max(0, copies - doubts)
    tally.names += len(count.keys() - {mark for mark, *_ in rows})
    for mark, _, state, error in rows:
        is_given_up = state == OutboxState.DEAD and error.startswith(outbox.MAY_HAVE_ARRIVED)
        tally.given_up += is_given_up
        tally.lost += not count[mark] and not is_given_up
        # What waits or was dropped is as lost as what never came.
        tally.lost += state not in (OutboxState.SENT, OutboxState.DEAD)
    tally.order += _out_of_order(rows, arrivals)


def _out_of_order(rows: list[tuple[str, str, str, str]], arrivals: list[str]) -> int:
    """How many first copies came after the first copy of a later letter to the same person."""
    place = {mark: number for number, (mark, *_) in enumerate(rows)}
    lanes, wrong = {mark: lane for mark, lane, *_ in rows}, 0
    newest: dict[str, int] = defaultdict(int)
    for mark in dict.fromkeys(arrivals):
        wrong += place[mark] < newest[lanes[mark]]
        newest[lanes[mark]] = max(newest[lanes[mark]], place[mark])
    return wrong


@dataclass(frozen=True)
class Independence:
    """What went out by each medium while one of them took nothing, and after."""

    trouble: str
    slack_meanwhile: int
    mail_meanwhile: int
    slack_after: int
    mail_after: int


PROMISED = PEOPLE * LETTERS
"""By each medium."""
WANTED = (
    Independence("Slack revoked", 0, PROMISED, PROMISED, PROMISED),
    Independence("mail server away", PROMISED, 0, PROMISED, PROMISED),
    Independence("mail server refuses Convene", PROMISED, 0, PROMISED, PROMISED),
    Independence("mail server says nothing", PROMISED, 0, PROMISED, PROMISED),
)


def independence() -> list[Independence]:
    """Each trouble for a quarter of an hour, then none."""
    return [apart(partial(_independent, row.trouble)) for row in WANTED]


def _independent(trouble: str) -> Independence:
    prepare()
    with unit_of_work() as session:
        for number in range(PROMISED):
            to = Recipient.parse(f"U{number % PEOPLE}")
            key = Key(HELLO, occurrence=("slack", str(number)))
            outbox.post(session, {"text": f"{number}"}, to=to, key=key, now=worlds.BEGIN)
    reach.set_up(Reach(sends_mail=True))
    with stand_in() as slack, mail_stand_in() as mail:
        settings = mail.settings(patience=0.05 if trouble.endswith("nothing") else 60.0)
        if trouble == "Slack revoked":
            slack.will(*[refuses("token_revoked")] * 40)
        if trouble.endswith("Convene"):
            mail.will(*[Fault("connect", "554 5.7.1 not you")] * 40)
        if trouble.endswith("nothing"):
            mail.will(*[Fault("ehlo", seconds=0.5)] * 40)
        away = mail.settings(port=9) if trouble.endswith("away") else settings
        _both(slack.client, away, range(20))
        meanwhile = len(slack.posted), len(mail.arrived)
        slack.faults.clear()
        mail.faults.clear()
        _both(slack.client, mail.settings(), range(20, 80))
        return Independence(trouble, *meanwhile, len(slack.posted), len(mail.arrived))


def _both(client: WebClient, mail: MailServer, beats: range) -> None:
    for beat in beats:
        now = worlds.BEGIN + beat * BEAT
        for medium in Medium:
            delivery.deliver_due(now, client, "worker", mail=mail, medium=medium)


def table(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def counted(tally: Tally) -> dict[str, object]:
    return {
        "engine": tally.engine,
        "trials": tally.trials,
        "kills": sum(tally.kills.values()),
        **{step: tally.kills[step] for step in (*STEPS, ELSEWHERE)},
        "faults": tally.faults,
        "letters": tally.letters,
        "lost": tally.lost,
        "doubts": tally.doubts,
        "extra copies": tally.copies,
        "beyond doubt": tally.too_often,
        "other names": tally.names,
        "order": tally.order,
        "given up, told": tally.given_up,
        "seconds": round(tally.seconds),
    }


@click.command()
@click.option("--engine", "engines", type=click.Choice(["sqlite", "postgresql"]), multiple=True)
@click.option("--kills", default=500, show_default=True, help="How often, on each engine.")
@click.option("--seed", default=1, show_default=True)
def main(engines: tuple[str, ...], kills: int, seed: int) -> None:
    """Kill the process while it sends mail, and count what was lost or came twice."""
    tallies, found = [], []
    for engine in engines or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="convene-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            with database(engine, folder) as url:
                opened = connect(url)
                worlds.make_tables(opened)
                tallies.append(campaign(opened, folder, kills=kills, seed=seed))
                opened.dispose()
                found += independence()
                disconnect()
    rows = [counted(tally) for tally in tallies]
    click.echo(table([*rows[0]], [[str(cell) for cell in row.values()] for row in rows]))
    click.echo()
    head = ["trouble", "Slack meanwhile", "mail meanwhile", "Slack after", "mail after"]
    click.echo(table(head, [[str(cell) for cell in vars(row).values()] for row in found]))
    is_wrong = any(row not in WANTED for row in found)
    sys.exit(any(tally.is_broken for tally in tallies) or is_wrong)


if __name__ == "__main__":
    main()

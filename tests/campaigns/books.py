"""The verdict on a trial: what was to be said, what the book says,
and what stands in the channels.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from models import OutboxMessage, OutboxOp, OutboxState
from models.database import reading
from models.messages import ALARM, MONTH, MessageKind, kind_of
from services import outbox
from tests.campaigns import worlds
from tests.campaigns.slack import Said, Stand
from tests.campaigns.worlds import Promise

MAYBE = "may have been posted"


@dataclass(frozen=True)
class Row:
    """One row of the outbox, as the book has it in the end."""

    key: str
    lane: str
    op: OutboxOp
    text: str
    state: OutboxState
    receipt: dict[str, Any]
    error: str
    is_deduplicated: bool
    lease_ended: datetime | None
    """When others might take over from the last who had it in hand."""


@dataclass
class Verdict:
    """How many promises, and what became of them; every line of ``faults`` is a broken promise."""

    promises: int = 0
    lost: int = 0
    twice: int = 0
    order: int = 0
    other: int = 0
    """Where the book and the channels disagree, or something was said that nobody promised."""
    maybe_arrived: int = 0
    """Given up because nobody could tell, though it had arrived."""
    maybe_missing: int = 0
    """Given up because nobody could tell, and it had not arrived."""
    deleted: int = 0
    """Extra copies that the bot took away by itself."""
    faults: list[str] = field(default_factory=list)

    @property
    def is_broken(self) -> bool:
        return bool(self.faults)

    def add(self, other: "Verdict") -> None:
        """Sum up, trial by trial."""
        for name in (
            "promises",
            "lost",
            "twice",
            "order",
            "other",
            "maybe_arrived",
            "maybe_missing",
            "deleted",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults

    def broken(self, kind: str, words: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.faults.append(f"{kind}: {words}")


def book() -> list[Row]:
    """Every row of the outbox, in order."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        return [
            Row(
                row.key,
                row.lane,
                row.op,
                str(row.payload.get("text", "")),
                row.state,
                row.receipt,
                row.error,
                row.deduplicate_at is None,
                row.last_try and row.last_try + outbox.LEASE,
            )
            for row in rows
        ]


def channels(stand: Stand) -> dict[str, tuple[str, list[Said]]]:
    """For each lane, the id of its channel and what stands in it."""
    public = {lane: lane for lane in worlds.CHANNELS}
    direct = {person: stand.direct_message(person) for person in worlds.TOLD}
    return {
        lane: (channel, stand.said_in(channel, lane if lane in worlds.TOLD else worlds.READER))
        for lane, channel in (public | direct).items()
    }


def verdict(
    rows: list[Row],
    text: dict[str, tuple[str, list[Said]]],
    *,
    may_look: bool,
    promises: tuple[Promise, ...],
) -> Verdict:
    """Compare all three. Where the bot may look, nothing that can be looked for may be given up."""
    found = Verdict(promises=len(promises))
    alarms = _said_once(rows, ALARM)
    promises += (*alarms, *_said_once(rows, MONTH))
    for promise in promises:
        _judge(found, promise, rows, *text[promise.lane], may_look=may_look)
    if found.maybe_arrived + found.maybe_missing and not alarms:
        found.broken("other", "nobody was told of what was given up")
    _judge_rest(found, rows, text, promises)
    for lane, (_, messages) in text.items():
        late = {row.text for row in rows if not may_look and row.lane == lane and _came_late(row)}
        _judge_order(found, lane, [message for message in messages if message.text not in late])
    return found


def _said_once(rows: list[Row], kind: MessageKind) -> tuple[Promise, ...]:
    """What nobody can promise beforehand, as it depends on what the kills do or on the month in
    which a trial falls: each message of this kind is itself said once.
    """
    return tuple(Promise(row.lane, row.text) for row in rows if kind_of(row.key) is kind)


def _judge(
    found: Verdict,
    promise: Promise,
    rows: list[Row],
    channel: str,
    messages: list[Said],
    *,
    may_look: bool,
) -> None:
    name = f"{promise.words!r} in {promise.lane}"
    copies = [message for message in messages if promise.words in message.text]
    written = [
        row
        for row in rows
        if row.lane == promise.lane and row.op is not OutboxOp.UPDATE and promise.words in row.text
    ]
    if len(written) != 1:
        found.broken(
            "lost" if not written else "twice", f"{name} stands {len(written)} times in the book"
        )
        return
    row = written[0]
    if len(copies) > 1:
        found.broken(
            "twice", f"{name} stands {len(copies)} times in its channel; the book says {row.state}"
        )
    elif _is_given_up(row):
        _judge_given_up(found, promise, channel, len(copies), name, may_look=may_look)
    elif not copies:
        found.broken(
            "lost", f"{name} does not stand in its channel; the book says {row.state} {row.error}"
        )
    elif row.state is not OutboxState.SENT:
        found.broken("other", f"{name} arrived, but the book says {row.state} {row.error}")
    elif row.op is OutboxOp.POST and row.receipt != {"channel": channel, "ts": copies[0].ts}:
        found.broken("other", f"{name} stands at {copies[0].ts}, but the book says {row.receipt}")
    elif not copies[0].text.endswith(promise.last):
        found.broken("lost", f"{name} was redrawn last, but shows {copies[0].text!r}")
    elif row.op is OutboxOp.FILE and len(copies[0].files) != 1:
        found.broken("lost", f"{name} came with {len(copies[0].files)} files")


def _is_given_up(row: Row) -> bool:
    return row.state is OutboxState.DEAD and row.error.startswith(MAYBE)


def _came_late(row: Row) -> bool:
    """Whether a stopped process said it after others had gone on,
    as they must where nobody can look.
    """
    if _is_given_up(row):
        return True
    posted = datetime.fromtimestamp(float(row.receipt.get("ts", 0)), UTC)
    return row.lease_ended is not None and posted > row.lease_ended


def _judge_given_up(
    found: Verdict, promise: Promise, channel: str, copies: int, name: str, *, may_look: bool
) -> None:
    """The bot may always look into direct messages,
    so it may give up nothing there that carries a mark.
    """
    is_direct = channel != promise.lane
    if promise.can_be_found and (may_look or is_direct):
        found.broken("other", f"{name} was given up, though it could be looked for")
    elif copies:
        found.maybe_arrived += 1
    else:
        found.maybe_missing += 1


def _judge_rest(
    found: Verdict,
    rows: list[Row],
    text: dict[str, tuple[str, list[Said]]],
    promises: tuple[Promise, ...],
) -> None:
    for lane, (_, messages) in text.items():
        mine = [promise.words for promise in promises if promise.lane == lane]
        for message in messages:
            if not any(words in message.text for words in mine):
                found.broken("other", f"nobody promised {message.text!r} in {lane}")
    final = (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)
    for row in rows:
        if row.state not in final or not row.is_deduplicated:
            found.broken("other", f"{row.key} is still {row.state}")


def _judge_order(found: Verdict, lane: str, messages: list[Said]) -> None:
    order = {words: number for number, words in enumerate(worlds.in_order(lane))}
    seen = [
        order[message.text]
        for message in sorted(messages, key=lambda message: float(message.ts))
        if message.text in order
    ]
    # A second copy is counted as such, and not for its place once more.
    first = list(Counter(seen))
    if first != sorted(first):
        found.broken("order", f"{lane} was told {first}")

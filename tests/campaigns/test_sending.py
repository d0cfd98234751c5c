"""Every call of delivery, broken in every way:
what was promised arrives once, or somebody is told.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.config import Settings
from bot.slack import web_client
from models import OutboxMessage, OutboxOp, OutboxState
from models.database import reading, unit_of_work
from models.messages import ALARM, kind_of
from models.outbox import TO_DEDUPLICATE, WAITING
from sandbox.driver import Sandbox
from scheduler import alarms, delivery
from scheduler.sending import MARK
from services import outbox
from tests.campaigns import faults, worlds
from tests.campaigns.slack import TOKEN, app_manifest
from tests.factories import NOW, cast
from tests.keys import about, key, to

IMPATIENT = 0.3
BEAT = timedelta(seconds=31)
MOST_BEATS = 150
ONCE = "1 sent"
TOLD = "0 dead, told"
MAYBE = "1 dead, told"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Office:
    """A workspace in which each fault has a channel, or a person, of its own."""

    def __init__(self, sandbox: Sandbox, lanes: dict[str, str]) -> None:
        self.sandbox = sandbox
        self.lanes = lanes
        self.now = NOW

    def client(self, timeout: float = 10) -> WebClient:
        settings = Settings(slack_bot_token=TOKEN, slack_api_url=self.sandbox.api_url)
        client = web_client(settings, retries=False)
        client.timeout = timeout  # type: ignore[assignment]
        return client

    def promise(self, write: Callable[[Session, str], object]) -> None:
        """Write something for every lane."""
        with unit_of_work() as session:
            for lane in self.lanes.values():
                write(session, lane)

    def deliver(self, timeout: float = 10) -> None:
        """Beat until nothing waits any more and everybody was told what they had to be told."""
        for _ in range(MOST_BEATS):
            delivery.deliver_due(self.now, self.client(timeout), "one")
            self.now += BEAT
            if not _is_left() and not alarms.queue_due(self.now):
                return
        raise TimeoutError("something still waits")

    def break_all(self, method: str) -> None:
        """The next call of this method with each channel meets the fault of that channel."""
        for fault, lane in self.lanes.items():
            self.sandbox.workspace.break_next(method, fault, channel=lane, **_seconds(fault))

    def one_by_one(self, method: str, write: Callable[[Session, str], object]) -> None:
        """For calls that do not say which channel they are for:
        break, promise and deliver in turn.
        """
        for fault, lane in self.lanes.items():
            self.sandbox.workspace.break_next(method, fault, **_seconds(fault))
            with unit_of_work() as session:
                write(session, lane)
            self.deliver(IMPATIENT if fault == "timeout" else 10)
            assert self.sandbox.slack.faults.rows() == []

    def texts(self, lane: str) -> list[str]:
        """What stands in a channel, or was said to a person."""
        shown = self.sandbox.workspace
        messages = (
            shown.channel(lane).messages if lane[0] == "C" else shown.direct_messages(as_=lane)
        )
        return [message["text"] for message in messages]

    def results(self) -> dict[str, str]:
        """By fault: how many copies stand there, what the book says,
        and whether anybody was told.
        """
        with reading() as session:
            rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        last = {row.lane: row for row in rows}
        alarmed = {
            row.key.split("|")[1] for row in rows if kind_of(row.key) is ALARM and row.receipt
        }
        return {
            fault: self._result(last[lane], f"lane:{lane}" in alarmed)
            for fault, lane in self.lanes.items()
        }

    def _result(self, row: OutboxMessage, is_told: bool) -> str:
        words = f"{len(self.texts(row.lane))} {row.state.value}"
        if row.state is not OutboxState.DEAD:
            return words
        return f"{words}, {'told' if is_told else 'nobody was told'}"


@contextmanager
def office(kinds: Sequence[str], *, lane: str = "C") -> Iterator[Office]:
    lanes = {kind: f"{lane}{number:03}" for number, kind in enumerate(kinds)}
    seed = worlds.seed()
    for slack_id in lanes.values():
        row = {"id": slack_id, "name": slack_id.casefold()}
        if lane == "U":
            seed["users"].append(row | {"real_name": f"Person {slack_id}"})
        else:
            seed["channels"].append(row | {"members": ["UANN"], "bot_in_channel": True})
    with unit_of_work() as session:
        cast(session)
    with Sandbox(manifest=app_manifest(may_look=True), seed=seed, clock=NOW) as sandbox:
        yield Office(sandbox, lanes)


def _seconds(fault: str) -> dict[str, Any]:
    return {"seconds": 1} if fault == "timeout" else {}


def _is_left() -> bool:
    with reading() as session:
        rows = (
            select(OutboxMessage.id).where(sa.text(kind)).limit(1)
            for kind in (WAITING, TO_DEDUPLICATE)
        )
        return any(session.exec(row).first() is not None for row in rows)


def says(session: Session, lane: str) -> object:
    message = {"text": "Hello", "blocks": [{"type": "divider"}]}
    return outbox.post(
        session,
        message,
        to=to(lane),
        key=key(f"say|{lane}"),
        now=NOW,
        subject=about(f"lane:{lane}"),
    )


def redraws(session: Session, lane: str) -> object:
    message = {"text": "Hello again", "blocks": [{"type": "divider"}]}
    return outbox.update_cards(session, about(f"lane:{lane}"), message, revision=("2",), now=NOW)


def sends_file(session: Session, lane: str) -> object:
    return outbox.send_file(
        session,
        filename="report.csv",
        content=b"a,b\n",
        text="Hello",
        to=to(lane),
        key=key(f"file|{lane}"),
        now=NOW,
    )


def each(kinds: Sequence[str], result: str) -> dict[str, str]:
    return dict.fromkeys(kinds, result)


def test_posting(database: Engine) -> None:
    # A channel in which Convene is not is joined, and then the message is posted.
    not_yet_in, *closed = faults.CHANNELS
    expected = each((*faults.PASSING, *faults.UNWELCOME, *faults.BLOCKS, not_yet_in), ONCE) | each(
        (*closed, *faults.PEOPLE, *faults.WORDS), TOLD
    )
    with office([*expected]) as post:
        post.promise(says)
        post.break_all("chat.postMessage")
        post.deliver(IMPATIENT)
        assert post.results() == expected


def test_redrawing(database: Engine) -> None:
    """What is gone is left alone;
    a card that cannot be redrawn keeps standing, and somebody is told.
    """
    expected = (
        each((*faults.PASSING, *faults.UNWELCOME, *faults.BLOCKS), ONCE)
        | each((*faults.CHANNELS, *faults.WORDS), MAYBE)
        | each(faults.MESSAGES, "1 dropped")
    )
    with office([*expected]) as post:
        post.promise(says)
        post.deliver()
        post.promise(redraws)
        post.break_all("chat.update")
        post.deliver(IMPATIENT)
        assert post.results() == expected
        shown = {fault: post.texts(lane) for fault, lane in post.lanes.items()}
    new = {
        fault: ["Hello again" if result == ONCE else "Hello"] for fault, result in expected.items()
    }
    assert shown == new


def test_reconciling(database: Engine) -> None:
    """A search that fails is none;
    where searching is not allowed, somebody is told that it may be there.
    """
    expected = each((*faults.PASSING, *faults.UNWELCOME), ONCE) | each(
        (*faults.CHANNELS, "error:missing_scope"), MAYBE
    )
    with office([*expected]) as post:
        post.promise(says)
        for lane in post.lanes.values():
            post.sandbox.workspace.break_next("chat.postMessage", "reply_lost", channel=lane)
        post.break_all("conversations.history")
        post.deliver(IMPATIENT)
        assert post.results() == expected


def test_deleting_an_extra_copy(database: Engine) -> None:
    with office((*faults.PASSING, "error:message_not_found")) as post:
        post.promise(says)
        post.deliver()
        with unit_of_work() as session:
            for row in session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.POST)):
                mark = {"event_type": MARK, "event_payload": {"k": row.mark}}
                post_copy = post.client().chat_postMessage
                row.deduplicate_at = post.now
                session.add(row)
                post_copy(channel=row.lane, text="Hello", metadata=mark)
        post.break_all("chat.delete")
        post.deliver(IMPATIENT)
        # What Slack says is not there any more cannot be deleted; here it stands only because Slack
        # lied.
        assert post.results() == each(faults.PASSING, ONCE) | {"error:message_not_found": "2 sent"}


def test_opening_a_direct_message_for_a_file(database: Engine) -> None:
    expected = each((*faults.PASSING, *faults.UNWELCOME[:2]), ONCE) | each(faults.PEOPLE, TOLD)
    with office([*expected], lane="U") as post:
        post.one_by_one("conversations.open", sends_file)
        assert post.results() == expected


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_files_cannot_be_looked_for(database: Engine, method: str) -> None:
    """So in doubt somebody is told that it may be there."""
    is_last = method == "files.completeUploadExternal"
    expected = (
        each((*faults.LIMITS, *faults.UNWELCOME[:2]), ONCE)
        | each((*faults.NETWORK[:3], *faults.UNCLEAR), TOLD)
        | each(faults.NETWORK[3:], MAYBE if is_last else TOLD)
        | each((*faults.FILES, "error:missing_scope", *(faults.CHANNELS if is_last else ())), TOLD)
    )
    with office([*expected]) as post:
        post.one_by_one(method, sends_file)
        assert post.results() == expected

"""Faults put into the program on purpose, at its seams, to see that the campaigns notice them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from slack_sdk import WebClient
from slack_sdk.http_retry import default_retry_handlers
from sqlmodel import Session, col

from models import OutboxMessage, OutboxState
from models.outbox import WAITING
from services import outbox
from tests.campaigns.lives import Plant


def nothing(client: WebClient) -> WebClient:
    """The program as it is."""
    return client


def sends_again_after_a_lapsed_lease(client: WebClient) -> WebClient:
    """What nobody finished in time is taken to be unsent."""

    def sweep(session: Session, *, now: datetime) -> None:
        lapsed = sa.update(OutboxMessage).where(sa.text(WAITING), col(OutboxMessage.wake_at) <= now)
        sending = lapsed.where(col(OutboxMessage.state) == OutboxState.SENDING)
        session.exec(sending.values(state=OutboxState.READY, wake_at=now))

    outbox.sweep = sweep
    return client


def retries_by_itself(client: WebClient) -> WebClient:
    """The client as slack_sdk makes it, which asks again after a lost answer."""
    client.retry_handlers = default_retry_handlers()
    return client


def posts_without_a_mark(client: WebClient) -> WebClient:
    """Nothing tells our posts from others, so no look finds one."""
    post = client.chat_postMessage

    def unmarked(**arguments: Any) -> Any:
        return post(**{key: value for key, value in arguments.items() if key != "metadata"})

    client.chat_postMessage = unmarked  # type: ignore[method-assign]
    return client


def settles_before_it_sends(client: WebClient) -> WebClient:
    """A message counts as sent as soon as it was claimed."""
    claim = outbox.claim

    def claimed(session: Session, **how: Any) -> OutboxMessage | None:
        message = claim(session, **how)
        if message is not None:
            message.state = OutboxState.SENT
        return message

    outbox.claim = claimed
    return client


def settles_what_is_not_its_own(client: WebClient) -> WebClient:
    """How sending ended is filed without asking whose the message is by now."""
    settle = outbox.settle

    def careless(session: Session, message: OutboxMessage, outcome: Any, *, now: datetime) -> bool:
        mine = sa.update(OutboxMessage).where(col(OutboxMessage.id) == message.id)
        held = {"state": OutboxState.SENDING, "owner": message.owner, "tries": message.tries}
        session.exec(mine.values(**held, deduplicate_at=None))
        return settle(session, message, outcome, now=now)

    outbox.settle = careless
    return client


PLANTS: dict[str, Plant] = {
    "nothing": nothing,
    "lapsed": sends_again_after_a_lapsed_lease,
    "retries": retries_by_itself,
    "unmarked": posts_without_a_mark,
    "early": settles_before_it_sends,
    "careless": settles_what_is_not_its_own,
}

"""Making something once for each request, however often it comes.

Slack, a proxy or somebody at a form that seems stuck sends the same request again, perhaps to
another process. Whatever makes something does so within ``making``: the name of the request is
written in the transaction that makes it, unique, with the answer.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from handlers.answers import user_id
from handlers.routes import Answer, Ask, Open, Replace, Reply, Surface
from models.database import unit_of_work
from models.write_queue import DatabaseBusy
from services import requests

log = logging.getLogger(__name__)

KINDS: dict[str, type[Reply | Replace | Open]] = {
    "reply": Reply,
    "replace": Replace,
    "open": Open,
}
"""The kinds of answer that are kept, by the names under which they are."""

AnswerT = TypeVar("AnswerT", Reply, Replace, Open)


class Repeated(Exception):
    """The request was answered before: nothing is made, and the answer is given again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Making:
    """A unit of work in which something is made, and the answer that is kept with it."""

    def __init__(self, session: Session, key: str) -> None:
        self.session = session
        self._key = key
        self.is_kept = False

    def keep(self, answer: AnswerT, *, made: int = 1) -> AnswerT:
        """Keep the answer for when the request comes again; ``made`` things were made."""
        if self._key:
            requests.keep(self.session, self._key, _as_json(answer), made=made)
        self.is_kept = True
        return answer


@contextmanager
def making(ask: Ask) -> Iterator[Making]:
    """A unit of work for what makes something. A block that keeps no answer has made nothing.

    Raises ``Repeated`` where the request was answered before.
    """
    with unit_of_work() as session:
        if ask.request and (known := _claimed(session, ask)):
            raise Repeated(known)
        made = Making(session, ask.request)
        yield made
        if ask.request and not made.is_kept:
            requests.release(session, ask.request)


def amended(ask: Ask, answer: AnswerT, *, made: int = 1) -> AnswerT:
    """The answer, kept in place of the one before: what only Slack could tell is in it."""
    if ask.request:
        try:
            with unit_of_work() as session:
                requests.keep(session, ask.request, _as_json(answer), made=made)
        except (SQLAlchemyError, DatabaseBusy) as error:
            # What was made is made, and is answered.
            log.warning("an answer could not be amended: %s", type(error).__name__)
    return answer


def request_key(surface: Surface, body: dict[str, Any]) -> str:
    """What makes a request the same as another; empty where Slack gives it no name.

    A form is the same until it is drawn anew, and a button in a message until the message is.
    """
    names = _names(surface, body)
    if not all(names[:1]):
        return ""
    text = json.dumps([surface.value, user_id(body), *names], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _names(surface: Surface, body: dict[str, Any]) -> list[Any]:
    match surface:
        case Surface.EVENT:
            return [body.get("event_id")]
        case Surface.SUBMISSION:
            view = body["view"]
            return [view.get("id"), view.get("hash"), view["callback_id"]]
        case Surface.MESSAGE if message_ts := body.get("container", {}).get("message_ts"):
            action = body["actions"][0]
            chosen = (action.get("value"), action.get("selected_option"))
            return [message_ts, action["action_id"], *chosen]
        case _:
            return [body.get("trigger_id")]


def _claimed(session: Session, ask: Ask) -> Answer:
    slack_id = str(ask.person.slack_id)
    kept = requests.claim(session, ask.request, slack_id, now=ask.now)
    return None if kept is None else _as_answer(kept)


def _as_json(answer: Reply | Replace | Open) -> dict[str, Any]:
    kind = next(name for name, known in KINDS.items() if isinstance(answer, known))
    content = answer.view if isinstance(answer, Open) else answer.message
    return {"kind": kind, "content": content}


def _as_answer(kept: dict[str, Any]) -> Answer:
    return KINDS[kept["kind"]](kept["content"])

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

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from handlers.answers import user_id
from handlers.routes import Answer, Ask, Open, Replace, Reply, Surface
from models.database import reading, unit_of_work
from models.write_queue import DatabaseBusy
from services import requests
from services.errors import Refusal

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

    def __init__(self, session: Session, ask: Ask) -> None:
        self.session = session
        self._ask = ask

    def keep(self, answer: AnswerT, *, made: int = 1) -> AnswerT:
        """Keep the answer for when the request comes again; ``made`` things were made."""
        if key := self._ask.request:
            by, now = _slack_id(self._ask), self._ask.now
            requests.keep(self.session, key, by, _as_json(answer), made=made, now=now)
        return answer


@contextmanager
def making(ask: Ask) -> Iterator[Making]:
    """A unit of work for what makes something. A block that keeps no answer has made nothing.

    Raises ``Repeated`` where the request was answered before, or by another process meanwhile:
    then the block fails on what that has made, or on its answer, and nothing of it stays.
    """
    try:
        with unit_of_work() as session:
            if ask.request:
                known = requests.answered(session, ask.request, _slack_id(ask), now=ask.now)
                _refuse_repeated(known)
            yield Making(session, ask)
    except (Refusal, IntegrityError):
        if ask.request:
            with reading() as session:
                _refuse_repeated(requests.answer_of(session, ask.request))
        raise


def amended(ask: Ask, answer: AnswerT, *, made: int = 1) -> AnswerT:
    """The answer, kept in place of the one before: what only Slack could tell is in it."""
    if ask.request:
        try:
            with unit_of_work() as session:
                requests.amend(session, ask.request, _as_json(answer), made=made)
        except (SQLAlchemyError, DatabaseBusy) as error:
            # What was made is made, and is answered.
            log.warning("an answer could not be amended: %s", type(error).__name__)
    return answer


def request_key(surface: Surface, body: dict[str, Any], *, each_press: bool = False) -> str:
    """What makes a request the same as another; empty where Slack gives it no name.

    A form is the same until it is drawn anew. A button in a message, with the same value, is the
    same as long as the message stands, drawn anew or not, unless ``each_press`` is one of its own.
    """
    names = [body.get("trigger_id")] if each_press else _names(surface, body)
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


def _refuse_repeated(known: dict[str, Any] | None) -> None:
    if known is not None:
        raise Repeated(_as_answer(known)) from None


def _slack_id(ask: Ask) -> str:
    return str(ask.person.slack_id)


def _as_json(answer: Reply | Replace | Open) -> dict[str, Any]:
    kind = next(name for name, known in KINDS.items() if isinstance(answer, known))
    content = answer.view if isinstance(answer, Open) else answer.message
    return {"kind": kind, "content": content}


def _as_answer(kept: dict[str, Any]) -> Answer:
    return KINDS[kept["kind"]](kept["content"])

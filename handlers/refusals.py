"""The one answer to every exception, on the surface where the person stands."""

import logging
import secrets
import sys
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from handlers.answers import Speaker
from handlers.channels import UNREACHABLE
from handlers.routes import Reply, Surface
from models.elapsed import Elapsed, elapsed
from models.payloads import Message
from models.write_queue import DatabaseBusy
from services.errors import Invalid, Refusal, Unseen
from views import help as help_views
from views.inputs import field_name

log = logging.getLogger(__name__)
outages = logging.getLogger("handlers.outages")
"""Lines like one before are counted here and left out, as everywhere in an outage."""

OUTAGES = (SlackApiError, OperationalError, DatabaseBusy, *UNREACHABLE)
"""What fails while Slack or the database is away, at each press alike."""
SAME_FOR = timedelta(minutes=5)
"""How long failures alike share one reference, under which the log holds the first of them."""


class References:
    """What an apology refers to: each failure of its own, and all failures alike in an outage."""

    def __init__(self, *, passed: Elapsed = elapsed) -> None:
        self._passed = passed
        self._shared: dict[tuple[str, type[BaseException]], tuple[str, timedelta]] = {}

    def of(self, what: str, error: BaseException | None) -> str:
        """The reference of a failure."""
        new = secrets.token_hex(4)
        if not isinstance(error, OUTAGES):
            return new
        kind, now = (what, type(error)), self._passed()
        reference, since = self._shared.get(kind, (new, now))
        if now - since >= SAME_FOR:
            reference, since = new, now
        self._shared[kind] = (reference, since)
        return reference


references = References()


def say_refusal(speaker: Speaker, refusal: Refusal) -> None:
    """A refusal: beside the field at fault where there is one, else in private words."""
    if speaker.surface is Surface.EVENT:
        speaker.say(None)
    elif speaker.surface is not Surface.SUBMISSION:
        speaker.say(Reply(_words(refusal)))
    elif beside := _beside_fields(speaker.body["view"], refusal):
        speaker.refuse_fields(beside)
    else:
        speaker.refuse_form(_words(refusal))


def _words(refusal: Refusal) -> Message:
    if isinstance(refusal, Unseen):
        return help_views.unseen_people(refusal.slack_ids)
    return help_views.refused(refusal.message, of_reading=refusal.of_reading)


def say_apology(speaker: Speaker, what: str, *, was_done: bool = False) -> None:
    """An apology with a reference, under which the log holds the traceback. Called where something
    failed. In an outage the log holds the first of those alike, and counts the others.

    Nobody waits for the answer to an event, but Slack sends it again when it fails.
    """
    error = sys.exc_info()[1]
    reference = references.of(what, error)
    logger = outages if isinstance(error, OUTAGES) else log
    logger.exception("%s failed, reference %s", what, reference)
    words = help_views.unseen(reference) if was_done else help_views.apology(reference)
    if speaker.surface is Surface.EVENT:
        raise
    if speaker.surface is Surface.SUBMISSION:
        speaker.refuse_form(words)
    else:
        speaker.say(Reply(words))


def _beside_fields(view: dict[str, Any], refusal: Refusal) -> dict[str, str]:
    """The words for each input that the refusal names, by its block id; none where the first is not
    there. Beside a field Slack shows words as they are, and no marks.
    """
    if not isinstance(refusal, Invalid) or refusal.field is None:
        return {}
    inputs = {
        field_name(block["block_id"]): block["block_id"]
        for block in reversed(view["blocks"])
        if block["type"] == "input"
    }
    if refusal.field not in inputs:
        return {}
    words = {refusal.field: refusal.message} | refusal.also
    return {inputs[name]: text.replace("`", "") for name, text in words.items() if name in inputs}

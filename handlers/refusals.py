"""The one answer to every exception, on the surface where the person stands."""

import logging
import secrets
from typing import Any

from handlers.answers import Speaker
from handlers.routes import Reply, Surface
from models.payloads import Message
from services.errors import Invalid, Refusal, Unseen
from views import help as help_views
from views.inputs import field_name

log = logging.getLogger(__name__)


def say_refusal(speaker: Speaker, refusal: Refusal) -> None:
    """A refusal: beside the field at fault where there is one, else in private words."""
    if speaker.surface is Surface.EVENT:
        speaker.say(None)
    elif speaker.surface is not Surface.SUBMISSION:
        speaker.say(Reply(_words(refusal)))
    # Beside a field Slack shows words as they are, and no marks.
    elif block_id := _field(speaker.body["view"], refusal):
        speaker.refuse_fields({block_id: refusal.message.replace("`", "")})
    else:
        speaker.refuse_form(_words(refusal))


def _words(refusal: Refusal) -> Message:
    if isinstance(refusal, Unseen):
        return help_views.unseen_people(refusal.slack_ids)
    return help_views.refused(refusal.message)


def say_apology(speaker: Speaker, what: str, *, was_done: bool = False) -> None:
    """An apology with a reference, under which the log holds the traceback. Called where something
    failed.

    Nobody waits for the answer to an event, but Slack sends it again when it fails.
    """
    reference = secrets.token_hex(4)
    log.exception("%s failed, reference %s", what, reference)
    words = help_views.unseen(reference) if was_done else help_views.apology(reference)
    if speaker.surface is Surface.EVENT:
        raise
    if speaker.surface is Surface.SUBMISSION:
        speaker.refuse_form(words)
    else:
        speaker.say(Reply(words))


def _field(view: dict[str, Any], refusal: Refusal) -> str | None:
    """The block id of the input that the refusal names."""
    name = refusal.field if isinstance(refusal, Invalid) else None
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return next((block_id for block_id in inputs if field_name(block_id) == name), None)

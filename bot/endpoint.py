"""Slack's requests over HTTP: proven to be Slack's on their raw bytes before anything reads them.

Bolt parses a body before it verifies the signature, and its verifier raises on odd headers; so an
unsigned caller could cause a traceback.
"""

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, request
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.flask.handler import to_bolt_request, to_flask_response

from bot.config import EVENTS_PATH

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
MAX_AGE = 300
"""Seconds after which a signed request is too old to be believed, or too far ahead;
Slack's own figure.
"""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_OBJECTS = ("event", "view")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Endpoint:
    """One address for commands, buttons, forms and events."""

    def __init__(
        self, app: App, signing_secret: str, *, now: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._secret = signing_secret.encode()
        self._now = now

    def listen(self, web: Flask) -> None:
        """Take Slack's requests at ``EVENTS_PATH``."""
        web.add_url_rule(EVENTS_PATH, "slack", self.answer, methods=["POST"])

    def answer(self) -> Response:
        """413 too large, 401 not Slack's, 400 unreadable; what remains is Bolt's to answer."""
        body = _body_of(request)
        if body is None:
            return _refusal(413, "This is larger than anything Slack sends.")
        if not self._is_from_slack(request, body):
            return _refusal(401, "This is not signed by Slack.")
        bolt_request = _readable(request)
        if bolt_request is None:
            return _refusal(400, "This cannot be read.")
        return to_flask_response(self._app.dispatch(bolt_request))

    def _is_from_slack(self, sent: Request, body: bytes) -> bool:
        timestamp = sent.headers.get("X-Slack-Request-Timestamp", "")
        signature = sent.headers.get("X-Slack-Signature", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return False
        if abs(self._now() - int(timestamp)) > MAX_AGE:
            return False
        digest = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
        return hmac.compare_digest("v0=" + digest.hexdigest(), signature)


def _body_of(sent: Request) -> bytes | None:
    if (sent.content_length or 0) > LARGEST_BODY:
        return None
    body = sent.get_data()
    return body if len(body) <= LARGEST_BODY else None


def _readable(sent: Request) -> BoltRequest | None:
    """What Bolt makes of the body;
    None where that is not an object of the kinds that Slack sends.
    """
    try:
        bolt_request = to_bolt_request(sent)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        log.warning("a signed request could not be read: %s bytes", sent.content_length)
        return None
    return bolt_request if _is_plausible(bolt_request.body) else None


def _is_plausible(body: Any) -> bool:
    """Whether the parts are objects that Bolt takes for objects; an empty body is not."""
    return bool(body) and all(isinstance(body.get(name, {}), dict) for name in _OBJECTS)


def _refusal(status: int, words: str) -> Response:
    return Response(words + "\n", status, content_type="text/plain; charset=utf-8")

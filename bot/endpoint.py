"""Slack's requests over HTTP: proven to be Slack's on their raw bytes before anything reads them.

Bolt parses a body before it verifies the signature, and its verifier raises on odd headers; so an
unsigned caller could cause a traceback.
"""

import logging
import re
import time
from collections.abc import Callable

from flask import Flask, Request, Response, request
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.flask.handler import to_bolt_request, to_flask_response
from slack_sdk.signature import Clock, SignatureVerifier

from bot.callers import RefusedCallers
from bot.config import EVENTS_PATH
from bot.plausible import is_plausible

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
MAX_AGE = 300
"""Seconds after which a signed request is too old to be believed, or too far ahead;
Slack's own figure.
"""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Endpoint:
    """One address for commands, buttons, forms and events."""

    def __init__(
        self,
        app: App,
        signing_secret: str,
        *,
        now: Callable[[], float] = time.time,
        callers: RefusedCallers | None = None,
    ) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _ClockOf(now))
        self._now = now
        self._refused = callers or RefusedCallers()

    def listen(self, web: Flask) -> None:
        """Take Slack's requests at ``EVENTS_PATH``."""
        web.add_url_rule(EVENTS_PATH, "slack", self.answer, methods=["POST"])

    def answer(self) -> Response:
        """413 too large, 401 not Slack's, 429 too often so, 400 unreadable; what remains is Bolt's
        to answer.
        """
        body = _body_of(request)
        if body is None:
            return _refusal(413, "This is larger than anything Slack sends.")
        if not self._may_be_from_slack(request):
            return self._turned_away(request)
        if not _is_text(body):
            return _refusal(400, "This cannot be read.")
        if not self._is_from_slack(request, body):
            log.warning(
                "a request in Slack's form was refused: not signed with SLACK_SIGNING_SECRET"
            )
            return self._turned_away(request)
        bolt_request = _readable(request)
        if bolt_request is None:
            return _refusal(400, "This cannot be read.")
        return to_flask_response(self._app.dispatch(bolt_request))

    def _may_be_from_slack(self, sent: Request) -> bool:
        """Whether the headers are of the form of Slack's, and of this hour."""
        timestamp = sent.headers.get("X-Slack-Request-Timestamp", "")
        signature = sent.headers.get("X-Slack-Signature", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return False
        return abs(self._now() - int(timestamp)) <= MAX_AGE

    def _is_from_slack(self, sent: Request, body: bytes) -> bool:
        timestamp = sent.headers["X-Slack-Request-Timestamp"]
        return self._verifier.is_valid(body, timestamp, sent.headers["X-Slack-Signature"])

    def _turned_away(self, sent: Request) -> Response:
        if not self._refused.note(sent.remote_addr or ""):
            return _refusal(401, "This is not signed by Slack.")
        words = "Too many requests that are not Slack's came from here. Wait a minute."
        return _refusal(429, words, {"Retry-After": "60"})


class _ClockOf(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


def _body_of(sent: Request) -> bytes | None:
    if (sent.content_length or 0) > LARGEST_BODY:
        return None
    body = sent.get_data()
    return body if len(body) <= LARGEST_BODY else None


def _is_text(body: bytes) -> bool:
    """Slack signs nothing else, and its verifier reads nothing else."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _readable(sent: Request) -> BoltRequest | None:
    """What Bolt makes of the body;
    None where that is not an object of the kinds that Slack sends.
    """
    try:
        bolt_request = to_bolt_request(sent)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        log.warning("a signed request could not be read: %s bytes", sent.content_length)
        return None
    return bolt_request if is_plausible(bolt_request.body) else None


def _refusal(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return Response(words + "\n", status, headers, content_type="text/plain; charset=utf-8")

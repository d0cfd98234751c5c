"""Signed requests to the app over real HTTP, with Slack's three seconds of patience."""

import hashlib
import hmac
import http.client
import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 3.0
USER_AGENT = "Convene sandbox"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ack:
    """What came back. `problem` is Slack's word for a failure: operation_timeout or dispatch_failed."""

    status: int
    body: str
    problem: str | None = None

    @property
    def json(self) -> Any:
        """The answer as JSON, or None where it is empty or plain text."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Delivery:
    def __init__(self, signing_secret: str, events_url: str | None = None) -> None:
        self.events_url = events_url
        self._secret = signing_secret

    def is_online(self) -> bool:
        """Whether something listens where the app is expected."""
        url = urlsplit(self.events_url or "")
        try:
            with socket.create_connection((url.hostname or "", url.port or 80), timeout=0.3):
                return True
        except OSError:
            return False

    def send(self, body: str, content_type: str, headers: dict[str, str] | None = None) -> Ack:
        if not self.events_url:
            return Ack(0, "", "dispatch_failed")
        started = time.monotonic()
        try:
            status, text = self._request(body.encode(), {"Content-Type": content_type, **(headers or {})})
        except TimeoutError:
            return Ack(0, "", "operation_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(0, "", "dispatch_failed")
        if time.monotonic() - started > PATIENCE:
            return Ack(status, text, "operation_timeout")
        return Ack(status, text, None if 200 <= status < 300 else "dispatch_failed")

    def send_form(self, fields: dict[str, str]) -> Ack:
        return self.send(urlencode(fields), FORM)

    def _request(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        url = urlsplit(self.events_url or "")
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=PATIENCE)
        try:
            connection.request("POST", url.path or "/", body, {**headers, **self._signed(body)})
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        # The app checks the age of the signature against the real clock, whatever the sandbox's clock says.
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }

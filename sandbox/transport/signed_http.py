"""Signed requests to the app over real HTTP."""

import hashlib
import hmac
import http.client
import json
import socket
import time
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from sandbox.transport.ack import Ack, Retry
from sandbox.waits import Waits

USER_AGENT = "Convene sandbox"
FORM = "application/x-www-form-urlencoded"
NO_RETRY = "X-Slack-No-Retry"


class SignedHttp:
    def __init__(self, signing_secret: str, events_url: str | None, patience: float) -> None:
        self.events_url = events_url
        self._secret = signing_secret
        self._patience = patience

    def is_online(self) -> bool:
        """Whether something listens where the app is expected."""
        url = urlsplit(self.events_url or "")
        try:
            with socket.create_connection((url.hostname or "", url.port or 80), timeout=0.3):
                return True
        except OSError:
            return False

    def command(self, fields: dict[str, str]) -> Ack:
        return self._send(urlencode(fields), {"Content-Type": FORM})

    def interaction(self, payload: dict[str, Any]) -> Ack:
        return self._send(urlencode({"payload": json.dumps(payload)}), {"Content-Type": FORM})

    def challenge(self, body: dict[str, Any]) -> Ack:
        """Slack waits three seconds for the answer to this,
        however short its patience is made else.
        """
        return self._send(json.dumps(body), {"Content-Type": "application/json"}, Waits.acknowledge)

    def event(self, envelope: dict[str, Any], retry: Retry | None = None) -> Ack:
        headers = {"Content-Type": "application/json"}
        if retry:
            headers |= {
                "X-Slack-Retry-Num": str(retry.number),
                "X-Slack-Retry-Reason": retry.reason,
            }
        return self._send(json.dumps(envelope), headers)

    def _send(self, body: str, headers: dict[str, str], patience: float | None = None) -> Ack:
        patience = patience or self._patience
        started = time.monotonic()
        try:
            status, text, given = self._request(body.encode(), headers, patience)
        except TimeoutError:
            return Ack(0, "", "operation_timeout", "http_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(0, "", "dispatch_failed", "connection_failed")
        final = given.get(NO_RETRY) == "1"
        if time.monotonic() - started > patience:
            return Ack(status, text, "operation_timeout", "http_timeout", final)
        if 200 <= status < 300:
            return Ack(status, text)
        return Ack(status, text, "dispatch_failed", "http_error", final)

    def _request(
        self, body: bytes, headers: dict[str, str], patience: float
    ) -> tuple[int, str, http.client.HTTPMessage]:
        url = urlsplit(self.events_url or "")
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=patience)
        try:
            target = urlunsplit(("", "", url.path or "/", url.query, ""))
            connection.request("POST", target, body, {**headers, **self._signed(body)})
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace"), response.headers
        finally:
            connection.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        # The app checks the age of the signature against the real clock, whatever the sandbox's
        # clock says.
        stamp = str(int(time.time()))
        digest = hmac.new(
            self._secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256
        )
        return {
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }

"""Short-lived permissions handed to the app: trigger ids, answer addresses and offered options."""

import secrets
import threading
import time
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox.errors import SlackError
from sandbox.waits import Waits

RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
MOST_KEPT = 10_000

Payload = dict[str, Any]
Menu = tuple[str, str, str]
"""A menu whose options the app suggests: where it stands, for whom, and its action_id."""


@dataclass
class Trigger:
    """`channel` is where the person was; a conversation menu can begin with it."""

    person: str
    made_at: float
    channel: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """`message_ts` is the message whose button gave this address; a command's address has none."""

    channel: str
    person: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


class Openings:
    def __init__(self, trigger_seconds: float = Waits.trigger) -> None:
        self._trigger_seconds = trigger_seconds
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}
        self._offered: dict[Menu, dict[str, Payload]] = {}

    def clear(self) -> None:
        with self._lock:
            self._triggers.clear()
            self._responses.clear()
            self._offered.clear()

    def new_trigger(self, person: str, channel: str | None = None) -> str:
        with self._lock:
            trigger_id = f"{next(self._numbers)}.{secrets.token_hex(8)}"
            _keep(self._triggers, trigger_id, Trigger(person, time.monotonic(), channel))
            return trigger_id

    def use_trigger(self, trigger_id: str | None) -> Trigger:
        """Who may now see a modal; a trigger works once, and for three real seconds by default."""
        with self._lock:
            trigger = self._triggers.get(trigger_id or "")
            if trigger is None:
                raise SlackError("invalid_trigger_id")
            if trigger.used:
                raise SlackError("exchanged_trigger_id")
            if time.monotonic() - trigger.made_at > self._trigger_seconds:
                raise SlackError("expired_trigger_id")
            trigger.used = True
            return trigger

    def new_response(self, opening: ResponseUrl) -> str:
        with self._lock:
            token = secrets.token_urlsafe(18)
            _keep(self._responses, token, opening)
            return token

    def use_response(self, token: str, now: float) -> ResponseUrl:
        with self._lock:
            opening = self._responses.get(token)
            if opening is None:
                raise SlackError("no_such_url")
            if now - opening.made_at > RESPONSE_SECONDS:
                raise SlackError("expired_url")
            if opening.uses >= RESPONSE_USES:
                raise SlackError("used_url")
            opening.uses += 1
            return opening

    def offer(self, menu: Menu, options: list[Payload]) -> None:
        """What the app has suggested;
        of these, and of what it suggested before, the person may choose.
        """
        with self._lock:
            known = self._offered.get(menu, {})
            _keep(self._offered, menu, {**known, **{option["value"]: option for option in options}})

    def offered(self, menu: Menu) -> list[Payload]:
        with self._lock:
            return list(self._offered.get(menu, {}).values())


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """The newest alone: nobody comes back for those of long ago."""
    kept[key] = value
    if len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]

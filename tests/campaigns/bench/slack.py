"""A Slack that takes everything, so that nothing but the server under test is waited for.

``python -m tests.campaigns.bench.slack PORT``. The strict one is the sandbox; it would cost more
than what is measured.
"""

import json
import sys
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from waitress import serve

_numbers = count(1)
_BOT = {"user_id": "U0CONVENE", "bot_id": "B0CONVENE", "team_id": "T0CONVENE", "user": "convene"}


def take(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Says yes, as every method and every answer address of Slack's does."""
    sent = parse_qs(environ["wsgi.input"].read().decode())
    body: dict[str, Any] = {
        "ok": True,
        "ts": f"1700000000.{next(_numbers):06}",
        "channel": "C0",
        **_BOT,
    }
    if environ["PATH_INFO"].endswith("users.info"):
        body["user"] = {"id": sent["user"][0], "name": sent["user"][0], "team_id": _BOT["team_id"]}
    content = json.dumps(body).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]


if __name__ == "__main__":
    serve(take, host="127.0.0.1", port=int(sys.argv[1]), threads=8)

"""Whether this process lives, and whether it can do its work;
for supervisors and load balancers.
"""

from collections.abc import Callable

from flask import Response

PLAIN_TEXT = "text/plain; charset=utf-8"


def alive() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", content_type=PLAIN_TEXT)


def ready(reasons: Callable[[], list[str]], notes: Callable[[], list[str]]) -> Response:
    """503 with one reason a line until everything that this process needs is there.

    What else is worth knowing follows.
    """
    missing = reasons()
    lines = [*(missing or ["ok"]), *notes()]
    return Response("\n".join(lines) + "\n", 503 if missing else 200, content_type=PLAIN_TEXT)

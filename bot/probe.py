"""Asks the Convene that runs on this machine whether it is ready, as a supervisor does."""

import urllib.error
import urllib.request

from bot.config import Settings
from bot.problems import CannotStart

SECONDS = 4.0
"""Seconds that it has to answer."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not listened at
NO_PORT = (
    "In Socket Mode Convene answers only at METRICS_PORT, which is not set. Set it in .env, or ask"
    " “python -m bot doctor”."
)


def ask(settings: Settings) -> tuple[bool, str]:
    """Whether it is ready, and what it says. Raises ``CannotStart`` where no port is set."""
    try:
        with _NO_PROXY.open(address(settings), timeout=SECONDS) as reply:
            return True, reply.read().decode().strip()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return False, refusal.read().decode(errors="replace").strip()
    except OSError as error:
        return False, f"Nothing answers at {address(settings)}: {getattr(error, 'reason', error)}."


def address(settings: Settings) -> str:
    """Where this process tells of its health."""
    port = settings.metrics_port or (settings.port if _has_door(settings) else 0)
    if not port:
        raise CannotStart(NO_PORT)
    host = EVERYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"


def _has_door(settings: Settings) -> bool:
    return settings.slack_mode == "http" or not settings.has_slack


_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

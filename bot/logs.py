"""How the log looks, and what never stands in it:
tokens, mail addresses, answer addresses, passwords.
"""

import logging
import re
import sys

from bot.log_repeats import Repeats

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
VERBOSE_LOGGERS = (
    "slack_bolt",
    "slack_sdk",
    "waitress",
    "apscheduler",
    "urllib3",
    "sqlalchemy",
    "alembic",
)

_SECRETS = (
    (re.compile(r"\b(xox[a-z]|xapp|xwfp)-[\w-]+", re.IGNORECASE), r"\1-…"),
    (re.compile(r"(://[^\s/:@]*):[^\s/@]+@"), r"\1:…@"),
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+"), "…@…"),
    (
        re.compile(
            r"(https?://[^\s/]+/(?:actions|app|commands|response|services|workflows)/)[^\s\"'<>)]+"
        ),
        r"\1…",
    ),
    (re.compile(r"(/(?:p|calendar)/)[\w-]{16,}"), r"\1…"),
    (re.compile(r"\bv0=[0-9a-f]{64}\b"), "v0=…"),
)


class Redacting(logging.Formatter):
    """Cleans the finished line, traceback included, because a secret can hide in any argument."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """``text`` without anything that lets its reader act as somebody, or reach a person."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def configure(level: str) -> None:
    """Log to stderr.

    The libraries stay at WARNING or above: below it they print what people typed.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(FORMAT))
    handler.addFilter(Repeats())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet = max(logging.WARNING, logging.getLevelNamesMapping()[level])
    for name in VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(quiet)

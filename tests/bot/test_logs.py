"""What never stands in the log."""

import io
import logging

import pytest

from bot.logs import FORMAT, Redacting, redacted


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("token xoxb-12-ab_C-9 here", "token xoxb-… here"),
        ("xapp-1-A02-33-ff", "xapp-…"),
        ("ask ann.o'brien+x@lib.example.edu now", "ask …@… now"),
        (
            "https://hooks.slack.com/commands/T1/22/abC?x=1 gone",
            "https://hooks.slack.com/commands/… gone",
        ),
        ("http://127.0.0.1:8100/response/9f8e", "http://127.0.0.1:8100/response/…"),
        ("postgresql://convene:secret@db/name", "postgresql://convene:…@db/name"),
        ("v0=" + "a" * 64, "v0=…"),
        ("meeting.rsvp.yes failed, reference 1a2b", "meeting.rsvp.yes failed, reference 1a2b"),
    ],
)
def test_secrets_are_cut_out(written: str, read: str) -> None:
    assert redacted(written) == read


def test_a_traceback_is_cleaned_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(FORMAT))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError("bad token xoxb-1-2")
    except ValueError:
        logger.exception("for %s", "ben@example.edu")
    written = stream.getvalue()
    assert "for …@…" in written
    assert "ValueError: bad token xoxb-…" in written
    assert "ben@" not in written
    assert "xoxb-1" not in written

"""What each letter must have: the sandbox refuses what a mail server may let pass."""

from collections.abc import Iterator

from sandbox.mail.letter_parts import LetterParts

NEEDED_HEADERS = ("From", "To", "Date", "Subject", "Message-ID")


def letter_problems(parts: LetterParts) -> Iterator[str]:
    """Each in a sentence; RFC 5322 asks for From and Date, and people for the others."""
    for name in NEEDED_HEADERS:
        if not parts.header(name).strip():
            yield f"{name} is missing."
    for name in dict.fromkeys(NEEDED_HEADERS):
        if sum(key.lower() == name.lower() for key, _ in parts.headers) > 1:
            yield f"{name} stands more than once."
    # Whoever reads mail as plain text, or hears it, must not find an empty letter.
    if not (parts.plain or "").strip():
        yield "There is no plain text."

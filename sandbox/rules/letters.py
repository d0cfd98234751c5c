"""What each letter must have: the sandbox refuses what a mail server may let pass."""

from collections.abc import Iterator

from sandbox.mail.letter_parts import LetterParts

NEEDED_HEADERS = ("From", "To", "Date", "Subject", "Message-ID")
LONGEST_LETTER_LINE = 998
"""Bytes without the end of the line, as RFC 5322 has it."""


def letter_problems(content: bytes) -> Iterator[str]:
    """Each in a sentence; RFC 5322 asks for From and Date, and people for the others."""
    parts = LetterParts(content)
    names = [name.lower() for name, _ in parts.headers]
    for name in NEEDED_HEADERS:
        if not parts.header(name).strip():
            yield f"{name} is missing."
        elif names.count(name.lower()) > 1:
            yield f"{name} stands more than once."
    if any(len(line) > LONGEST_LETTER_LINE for line in content.split(b"\r\n")):
        yield f"A line has more than {LONGEST_LETTER_LINE} bytes."
    # Whoever reads mail as plain text, or hears it, must not find an empty letter.
    if not (parts.plain or "").strip():
        yield "There is no plain text."

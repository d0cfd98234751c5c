"""A letter taken apart: its headers, its two texts, its attachments and its links.

Nothing in a letter makes this fail: what cannot be decoded is shown as well as it can be.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cached_property, lru_cache
from html.parser import HTMLParser

from sandbox.workspace import ReceivedLetter

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
TRAILING = ".,;:!?)]}"
"""What ends a sentence and no address."""
CALENDAR = "text/calendar"


@dataclass(frozen=True)
class Attachment:
    """A file that came with a letter; `is_inline` where the letter does not call it a file."""

    name: str
    kind: str
    content: bytes
    is_inline: bool = False


@dataclass(frozen=True)
class LetterLink:
    """A link with its words; from plain text, the words are the address."""

    words: str
    address: str


class LetterParts:
    """What one letter holds."""

    def __init__(self, content: bytes) -> None:
        self._message: EmailMessage = message_from_bytes(content, policy=policy.default)

    def header(self, name: str) -> str:
        """The value as people read it; empty where the letter has none of this name."""
        try:
            return str(self._message.get(name, ""))
        except Exception:
            # The parser of the standard library has a bug for many a broken header.
            return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        """All of them in their order, as they came, unfolded."""
        raw = self._message.raw_items()
        return [(name, re.sub(r"\r?\n[ \t]*", " ", str(value))) for name, value in raw]

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def message_id(self) -> str:
        return self.header("Message-ID").strip()

    @property
    def sender(self) -> tuple[str, str]:
        """The name and the address of the From header."""
        return parseaddr(self.header("From"))

    @cached_property
    def plain(self) -> str | None:
        return self._body("plain")

    @cached_property
    def html(self) -> str | None:
        return self._body("html")

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Every part that is neither of the two texts."""
        bodies = [self._part("plain"), self._part("html")]
        rest = [part for part in self._leaves() if not any(part is body for body in bodies)]
        return [_attachment(part, number) for number, part in enumerate(rest, start=1)]

    @cached_property
    def links(self) -> list[LetterLink]:
        """Those of the HTML in their order, then those that only the plain text has."""
        in_html = _LinkReader.links_in(self.html or "")
        known = {link.address for link in in_html}
        found = (match.rstrip(TRAILING) for match in WEB_ADDRESS.findall(self.plain or ""))
        return in_html + [LetterLink(a, a) for a in dict.fromkeys(found) if a not in known]

    def _leaves(self) -> Iterator[EmailMessage]:
        return (part for part in self._message.walk() if not part.is_multipart())

    def _part(self, subtype: str) -> EmailMessage | None:
        kind = f"text/{subtype}"
        fitting = (p for p in self._leaves() if p.get_content_type() == kind and _is_body(p))
        return next(fitting, None)

    def _body(self, subtype: str) -> str | None:
        part = self._part(subtype)
        return None if part is None else _text(part)


def parts_of(letter: ReceivedLetter) -> LetterParts:
    return _parts(letter.content)


@lru_cache(maxsize=1000)
def _parts(content: str) -> LetterParts:
    return LetterParts(base64.b64decode(content))


class _LinkReader(HTMLParser):
    """Collects the links of a page with their words."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[LetterLink] = []
        self._address: str | None = None
        self._words: list[str] = []

    @classmethod
    def links_in(cls, html: str) -> list[LetterLink]:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address, self._words = dict(attrs).get("href"), []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            words = " ".join("".join(self._words).split())
            self._found.append(LetterLink(words, self._address))
            self._address = None


def _is_body(part: EmailMessage) -> bool:
    return part.get_content_disposition() != "attachment" and part.get_filename() is None


def _text(part: EmailMessage) -> str:
    content = _bytes(part)
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return content.decode("latin-1")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else str(content or "").encode()


def _attachment(part: EmailMessage, number: int) -> Attachment:
    kind = part.get_content_type()
    ending = "ics" if kind == CALENDAR else "txt" if kind.startswith("text/") else "bin"
    name = re.sub(r"[\x00-\x1f/\\]", "_", part.get_filename() or f"part-{number}.{ending}")
    return Attachment(name, kind, _bytes(part), part.get_content_disposition() != "attachment")

"""What people and programs send back by mail: from whom it is, what it answers, and its own words.

Strangers write whatever they like into a message: nothing here follows a pattern that takes long.
"""

import re
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import cast

from services import people

LONGEST_REPLY_READ = 20_000
"""Characters of a reply that are looked at; what is quoted comes behind."""
LONGEST_ADDRESSES_READ = 10_000
"""Characters of a list of addresses that is looked at: to read long ones takes minutes."""
_MOST_RECIPIENTS = 50
_MARK = re.compile(r"<([0-9a-f]{32})@")
_PROVEN = re.compile(r"\s*dmarc\s*=\s*pass(?![\w@.=+-])", re.IGNORECASE)
_PROVEN_DOMAIN = re.compile(r"\sheader\.from\s*=\s*(?:\S*@)?(\S+)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[-_]{5,}")
_BY_PROGRAMS = ("X-Autoreply", "X-Autorespond", "List-Id")
_BULK = frozenset(("bulk", "junk", "list", "auto_reply"))
_UNSEEN = frozenset(("blockquote", "head", "script", "style"))
_BREAKS = {"br": "\n", "div": "\n\n", "li": "\n", "p": "\n\n", "tr": "\n"}


def proven_sender(message: EmailMessage) -> str | None:
    """The address of the sender, where the server of the mailbox says that the message is from
    whom it says: anybody may write any name into one.
    """
    named = _as_sent(message, "From")
    # The server writes its own on top; below that the sender may have written anything.
    proof = _proof(next(iter(_as_sent(message, "Authentication-Results")), ""))
    if proof is None or len(named) != 1 or len(named[0]) > LONGEST_ADDRESSES_READ:
        return None
    senders = [_decoded(address) for address in _addresses(message, "From")]
    if len(senders) != 1:
        return None
    # Two programs may find two senders in a header that is written oddly.
    domain = _PROVEN_DOMAIN.search(proof)
    is_same = domain is None or _domain(senders[0]) == _domain(f"name@{domain[1]}")
    return senders[0] if is_same else None


def _proof(results: str) -> str | None:
    """What a server says of a message that passed DMARC (RFC 8601), else None. Of the other results
    the sender has written parts, such as an address that is called “dmarc=pass”.
    """
    parts = _without_remarks(results).split(";")
    return next((part for part in parts if _PROVEN.match(part)), None)


def _without_remarks(text: str) -> str:
    """A header without what stands in quotes or in parentheses, also in several."""
    kept: list[str] = []
    depth, is_quoted, is_plain = 0, False, False
    for character in text:
        if is_plain:
            is_plain = False
        elif character == "\\":
            is_plain = True
        elif character == '"' and not depth:
            is_quoted = not is_quoted
        elif character in "()" and not is_quoted:
            depth = max(0, depth + (1 if character == "(" else -1))
        elif not depth and not is_quoted:
            kept.append(character)
    return "".join(kept)


def _domain(address: str) -> str | None:
    """The domain of an address as it is kept; None where it is none."""
    return (people.readable_address(address) or "").rpartition("@")[2] or None


def _as_sent(message: EmailMessage, name: str) -> list[str]:
    """All headers of a name as they came: what is decoded may read as something else."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def marks_answered(message: EmailMessage) -> list[str]:
    """The marks of the letters that a message answers, the nearest one first."""
    answered = _MARK.findall(str(message.get("In-Reply-To", "")))
    before = _MARK.findall(str(message.get("References", "")))
    return list(dict.fromkeys([*answered, *reversed(before)]))


def is_automatic(message: EmailMessage) -> bool:
    """Whether a program wrote a message, such as a word of absence (RFC 3834)."""
    stated = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    is_bulk = str(message.get("Precedence", "")).strip().lower() in _BULK
    is_report = message.get_content_type() == "multipart/report"
    is_unanswerable = str(message.get("Return-Path", "")).strip() == "<>"
    by_program = any(name in message for name in _BY_PROGRAMS)
    return stated != "no" or is_bulk or is_report or is_unanswerable or by_program


def own_words(message: EmailMessage) -> str:
    """What somebody wrote above, or between, what her program quotes of the letter."""
    own_addresses = _recipients(message)
    kept: list[str] = []
    lines = _text(message)[:LONGEST_REPLY_READ].splitlines()
    for number, line in enumerate(lines):
        if _is_quoted(line):
            _drop_opening(kept)
        elif line.rstrip() == "--" or _RULE.match(line.strip()):
            break
        elif any(address in line.lower() for address in own_addresses):
            if kept and kept[-1] and any(not above for above in kept):
                _drop_opening(kept, is_wrapped=True)
            rest = (below for below in lines[number + 1 :] if below.strip())
            if not _is_quoted(next(rest, "")):
                break
        else:
            kept += [line.strip()] if line.strip() or kept else []
    return "\n".join(kept).strip()


def _recipients(message: EmailMessage) -> list[str]:
    """To which addresses a message went, the first of them."""
    found = [
        address.lower()
        for name in ("To", "Cc")
        if sum(map(len, _as_sent(message, name))) <= LONGEST_ADDRESSES_READ
        for address in _addresses(message, name)
        if address
    ]
    return found[:_MOST_RECIPIENTS]


def _addresses(message: EmailMessage, name: str) -> list[str]:
    """The addresses in a header; none where the parser stumbles over it."""
    try:
        return [found.addr_spec for found in getattr(message.get(name), "addresses", ())]
    except (AttributeError, IndexError):
        return []


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _drop_opening(kept: list[str], *, is_wrapped: bool = False) -> None:
    """Drop the line that opens a quotation, such as “On Nov 24 Convene wrote:”, or the first part
    of one that is wrapped. Such a line has a day.
    """
    while kept and not kept[-1]:
        kept.pop()
    if kept and _DIGIT.search(kept[-1]) and (is_wrapped or kept[-1].endswith(":")):
        kept.pop()


def _decoded(address: str) -> str:
    """An address that came as bare UTF-8 (RFC 6532), for which the parser gives surrogates."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = _content(body)
    if body.get_content_type() == "text/plain":
        return content
    reader = _HtmlText()
    try:
        reader.feed(content[: 10 * LONGEST_REPLY_READ])
        reader.close()
    except AssertionError:
        # The parser takes some odd texts for none; half of one would say something else.
        return ""
    return "".join(reader.found)


def _content(body: Message) -> str:
    """The text of a part, also in an alphabet under a name that Python does not know."""
    content = cast(bytes, body.get_payload(decode=True))
    # Such as iso-8859-8-i, in which Hebrew comes: the ending says in which order letters stand.
    charset = (body.get_content_charset() or "utf-8").removesuffix("-i")
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


class _HtmlText(HTMLParser):
    """The words of an HTML text, without what is quoted."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self._unseen += tag in _UNSEEN
        self.found.append(_BREAKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(" ".join(data.split("\n")))

"""What people and programs send back by mail: from whom it is, what it answers, and its own words.

Strangers write whatever they like into a message: nothing here follows a pattern that takes long.
"""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

LONGEST_REPLY_READ = 20_000
"""Characters of a reply that are looked at; what is quoted comes behind."""
_MARK = re.compile(r"<([0-9a-f]{32})@")
_PROVEN = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)
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
    # The server writes its own on top; below that the sender may have written anything.
    if not _PROVEN.search(str(next(iter(message.get_all("Authentication-Results", [])), ""))):
        return None
    senders = [_decoded(found.addr_spec) for found in getattr(message["From"], "addresses", ())]
    return senders[0] if len(senders) == 1 else None


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
    own_addresses = [
        found.addr_spec.lower()
        for name in ("To", "Cc")
        for found in getattr(message.get(name), "addresses", ())
        if found.addr_spec
    ]
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
    content = str(body.get_content())
    if body.get_content_type() == "text/plain":
        return content
    reader = _HtmlText()
    reader.feed(content[: 10 * LONGEST_REPLY_READ])
    return "".join(reader.found)


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

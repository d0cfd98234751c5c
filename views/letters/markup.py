"""Reading Slack's markup: what in a text is bold, a link, a mention or a moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from models.letters import LetterFacts
from views.times import plain_moment
from views.web_addresses import WEB_ADDRESS


class Style(StrEnum):
    """How words are set, by the element of HTML that says so."""

    STRONG = "strong"
    EMPHASIS = "em"
    STRUCK = "s"
    CODE = "code"


@dataclass(frozen=True)
class PlainText:
    """Plain text, as people read it."""

    text: str


@dataclass(frozen=True)
class Styled:
    """Words that are set off from others."""

    style: Style
    spans: "Spans"


@dataclass(frozen=True)
class Linked:
    """A link: where it leads, and what it says."""

    address: str
    label: str


Span = PlainText | Styled | Linked
Spans = tuple[Span, ...]

_TOKEN = re.compile(rf"<(?P<inner>[^<>\n]+)>|{WEB_ADDRESS.pattern}")
_PLACE = "\ufffc"
"""Stands for a token while the words around it are read. Nobody types it."""
_MARKED = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<strong>(?=\S)[^*\n]+(?<=\S))\*(?![\w*])"
    r"|(?<![\w_])_(?P<emphasis>(?=\S)[^_\n]+(?<=\S))_(?![\w_])"
    r"|(?<![\w~])~(?P<struck>(?=\S)[^~\n]+(?<=\S))~(?![\w~])",
    re.DOTALL,
)
_STYLES = {"strong": Style.STRONG, "emphasis": Style.EMPHASIS, "struck": Style.STRUCK}
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_CUT = re.compile(r"(?<![\w*])\*(?=[^\s*][^*\n]*…$)")
"""The mark of bold that lost its partner where a text was cut."""
_SAFE = ("https://", "http://", "mailto:")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffc\ufffe\uffff\ud800-\udfff]")


def read(mrkdwn: str, facts: LetterFacts) -> Spans:
    """The words of a text of mrkdwn; what Slack fills in for each reader is filled in for her."""
    text = _QUOTED.sub("", _NO_TEXT.sub("", mrkdwn))
    tokens = (_token(found, facts) for found in _TOKEN.finditer(text))
    return tuple(_spans(_TOKEN.sub(_PLACE, text), tokens))


def words(spans: Spans) -> str:
    """All that they say, without how it is set."""
    return "".join(_said(span) for span in spans)


def _said(span: Span) -> str:
    match span:
        case PlainText(text):
            return text
        case Styled(_, spans):
            return words(spans)
        case Linked(_, label):
            return label


def _spans(text: str, tokens: Iterator[Span]) -> Iterator[Span]:
    """Tokens are taken in the order in which their places stand."""
    done = 0
    for found in _MARKED.finditer(text):
        yield from _plain(text[done : found.start()], tokens)
        yield _marked(found, tokens)
        done = found.end()
    yield from _plain(_CUT.sub("", text[done:]), tokens)


def _marked(found: re.Match[str], tokens: Iterator[Span]) -> Span:
    if code := found["block"] or found["code"]:
        return Styled(Style.CODE, tuple(_plain(code.strip("\n"), tokens)))
    [(name, inner)] = [(name, found[name]) for name in _STYLES if found[name]]
    return Styled(_STYLES[name], tuple(_spans(inner, tokens)))


def _plain(text: str, tokens: Iterator[Span]) -> Iterator[Span]:
    for number, part in enumerate(text.split(_PLACE)):
        if number:
            yield next(tokens)
        if part:
            yield PlainText(unescaped(part))


def unescaped(text: str) -> str:
    """Typed text as it was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(found: re.Match[str], facts: LetterFacts) -> Span:
    """What stands between angle brackets, or a web address as it was typed."""
    if found["inner"] is not None:
        return _bracketed(found["inner"], facts)
    address = unescaped(found[0])
    return Linked(address, address)


def _bracketed(inner: str, facts: LetterFacts) -> Span:
    """A mention, a channel, a moment or a link."""
    what, _, label = inner.partition("|")
    shown = unescaped(label)
    if what.startswith("@"):
        return PlainText(facts.names.get(what[1:]) or shown or "somebody")
    if what.startswith("#"):
        group = facts.channels.get(what[1:])
        return PlainText(
            f"#{shown}" if shown else f"the channel of {group}" if group else "a channel"
        )
    if what.startswith("!date^"):
        return PlainText(_moment(what, shown, facts))
    if what.startswith("!"):
        return PlainText(shown or "everybody there")
    address = unescaped(what)
    if address.startswith(_SAFE) and not re.search(r"[\s\"'<>]", address):
        return Linked(address, shown or address.removeprefix("mailto:"))
    return PlainText(shown or address)


def _moment(token: str, fallback: str, facts: LetterFacts) -> str:
    """In her own zone, which is said."""
    seconds = token.split("^")[1]
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):
        return fallback
    return plain_moment(datetime.fromtimestamp(int(seconds), UTC), facts.person.zone)

"""What a letter is made of: headings, paragraphs, links and tables, read from Slack's blocks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.letters import LetterFacts
from models.payloads import Block, Element
from views.letters.markup import PlainText, Spans, Style, Styled, read, words
from views.letters.page_links import PageLink, page_links


@dataclass(frozen=True)
class Heading:
    """A line over what follows."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words, with the lines that they have."""

    spans: Spans
    is_small: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across."""


@dataclass(frozen=True)
class LinkList:
    """What she can do, each on its page."""

    links: tuple[PageLink, ...]


@dataclass(frozen=True)
class Grid:
    """A table, its first row of headings."""

    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Rule | LinkList | Grid
_COMMAND = re.compile(r"/[a-z]+( [a-z ]+)?")


def parts(blocks: Sequence[Block], facts: LetterFacts) -> list[Part]:
    """Everything in these blocks that says something without Slack.

    A button whose page is not there is left out, and so is small print that tells which command
    of Slack to type.
    """
    return [part for block in blocks for part in _parts(block, facts) if _says(part)]


def plain_parts(text: str, facts: LetterFacts) -> list[Part]:
    """A message that has no blocks."""
    return [Paragraph(read(text, facts))]


def _parts(block: Block, facts: LetterFacts) -> Iterator[Part]:
    match block.get("type"):
        case "header":
            yield Heading(" ".join(words((PlainText(_text(block["text"])),)).split()))
        case "section":
            texts = [block["text"]] if "text" in block else []
            for text in [*texts, *block.get("fields", [])]:
                yield Paragraph(_read(text, facts))
            yield _links([block["accessory"]] if block.get("accessory") else [], facts)
        case "context":
            small = [_read(element, facts) for element in block["elements"] if "text" in element]
            yield from (Paragraph(spans, is_small=True) for spans in small if not _types(spans))
        case "actions":
            yield _links(block["elements"], facts)
        case "divider":
            yield Rule()
        case "table":
            yield Grid(tuple(tuple(map(_text, row)) for row in block["rows"]))


def _links(elements: Iterable[Element], facts: LetterFacts) -> LinkList:
    return LinkList(tuple(page_links(elements)) if facts.page else ())


def _read(text: Element, facts: LetterFacts) -> Spans:
    if text.get("type") == "mrkdwn":
        return read(str(text["text"]), facts)
    return (PlainText(_text(text)),)


def _text(text: Element) -> str:
    return str(text.get("text", ""))


def _types(spans: Spans) -> bool:
    """Whether words tell what to type in Slack."""
    return any(
        isinstance(span, Styled)
        and (
            _types(span.spans)
            or (span.style is Style.CODE and bool(_COMMAND.fullmatch(words(span.spans))))
        )
        for span in spans
    )


def _says(part: Part) -> bool:
    match part:
        case Paragraph(spans, _):
            return bool(words(spans).strip())
        case LinkList(links):
            return bool(links)
    return True

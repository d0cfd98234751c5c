"""Writing the parts of a letter, in plain text and in HTML. Each says all of it."""

from collections.abc import Iterable
from html import escape

from views.letters.markup import Linked, PlainText, Span, Spans, Styled
from views.letters.parts import Grid, Heading, LinkList, Paragraph, Part, Rule

_WIDTH = 40


def as_text(parts: Iterable[Part], page: str) -> str:
    """Paragraphs with an empty line between them."""
    return "\n\n".join(_text(part, page) for part in parts)


def as_html(parts: Iterable[Part], page: str) -> str:
    """Elements without any style of their own but small print."""
    return "\n".join(_html(part, page) for part in parts)


def _text(part: Part, page: str) -> str:
    match part:
        case Heading(text):
            return f"{text}\n{'=' * min(len(text), _WIDTH)}"
        case Paragraph(spans):
            return "".join(_span_text(span) for span in spans).strip()
        case Rule():
            return "-" * _WIDTH
        case LinkList(links):
            return "\n".join(f"{link.label}\n  {page}/{link.path}" for link in links)
        case Grid(rows):
            return "\n".join(" | ".join(row) for row in rows)


def _span_text(span: Span) -> str:
    match span:
        case PlainText(text):
            return text
        case Styled(_, spans):
            return "".join(_span_text(inner) for inner in spans)
        case Linked(address, label):
            bare = address.removeprefix("mailto:")
            return bare if label == bare else f"{label} ({bare})"


def _html(part: Part, page: str) -> str:
    match part:
        case Heading(text):
            return f'<h1 dir="auto" style="font-size:1.25em">{escape(text)}</h1>'
        case Paragraph(spans, is_small):
            small = ' style="font-size:0.875em"' if is_small else ""
            return f'<p dir="auto"{small}>{_spans_html(spans)}</p>'
        case Rule():
            return "<hr>"
        case LinkList(links):
            items = "".join(
                f'<li dir="auto">{link_html(f"{page}/{link.path}", link.label)}</li>'
                for link in links
            )
            return f"<ul>{items}</ul>"
        case Grid(rows):
            return _table(rows)


def link_html(address: str, label: str) -> str:
    """A link that says where it leads."""
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(label)}</a>'


def _spans_html(spans: Spans) -> str:
    return "".join(_span_html(span) for span in spans).strip()


def _span_html(span: Span) -> str:
    match span:
        case PlainText(text):
            return escape(text).replace("\n", "<br>\n")
        case Styled(style, spans):
            inner = "".join(_span_html(inner) for inner in spans)
            return f"<{style}>{inner}</{style}>"
        case Linked(address, label):
            return link_html(address, label)


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = rows or ((),)
    lines = ["".join(f'<th align="left" scope="col">{escape(cell)}</th>' for cell in head)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    return '<table cellpadding="4">' + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"

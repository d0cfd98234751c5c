"""Documents that every word processor opens (docx), and Markdown: titles, headings, text, bullets.

Headings and lists are marked as what they are, so that a screen reader finds its way.
"""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ISOLATES = re.compile("[\u200e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST_START = re.compile(r"^(\d+)([.)])|^([-+])")
_PROPERTY_LENGTH = 255
_LEVELS = {"title": "# ", "heading": "## ", "subheading": "### ", "bullet": "- ", "text": ""}
_STYLES = {
    "title": "Title",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "bullet": "List Bullet",
    "text": "Normal",
}


def files(
    name: str, title: str, paragraphs: Sequence[tuple[str, str]], *, now: datetime
) -> list[tuple[str, bytes]]:
    """The same paragraphs as a file of each kind: its name, and its content."""
    return [
        (f"{name}.md", to_markdown(paragraphs).encode()),
        (f"{name}.docx", to_docx(title, paragraphs, now=now)),
    ]


TYPES = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What each kind of file is called on the web, by its ending."""
BROWSER = "html"
"""The ending of a file that a browser shows, with charts."""
ENDINGS = (*TYPES, BROWSER)
"""Of every file with the words of a document."""


def file_of(
    ending: str, name: str, title: str, paragraphs: Sequence[tuple[str, str]], *, now: datetime
) -> tuple[str, bytes, str]:
    """The file with one of the endings of ``TYPES``: its name, its content and its type."""
    is_markdown = ending == "md"
    content = (
        to_markdown(paragraphs).encode() if is_markdown else to_docx(title, paragraphs, now=now)
    )
    return f"{name}.{ending}", content, TYPES[ending]


def to_markdown(paragraphs: Sequence[tuple[str, str]]) -> str:
    """A text in Markdown of paragraphs, each a style (``title``, ``heading``, ``subheading``,
    ``text``, ``bullet``) and its plain text. No mark in it means anything.
    """
    lines: list[str] = []
    for number, (style, text) in enumerate(paragraphs):
        follows_bullet = number > 0 and paragraphs[number - 1][0] == "bullet"
        if number and not (style == "bullet" and follows_bullet):
            lines.append("")
        lines.append(_LEVELS[style] + _marked(" ".join(text.split())))
    return "\n".join([*lines, ""])


def to_docx(title: str, paragraphs: Sequence[tuple[str, str]], *, now: datetime) -> bytes:
    """A document of such paragraphs, made at ``now``; ``title`` is what its properties say."""
    # It takes long to load, and few need it.
    from docx import Document

    document = Document()
    about = document.core_properties
    about.title, about.language = _sound(title)[:_PROPERTY_LENGTH], "en"
    about.author = about.comments = ""
    about.created = about.modified = now.astimezone(UTC).replace(tzinfo=None)
    styles = {style: document.styles[name] for style, name in _STYLES.items()}
    for style, text in paragraphs:
        run = document.add_paragraph(style=styles[style]).add_run(_sound(text))
        if _is_turned(text):
            run.font.rtl = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _marked(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", text)
    return _LIST_START.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped)


def _is_turned(text: str) -> bool:
    """Whether most letters of a text run from right to left."""
    bare = _ISOLATES.sub("", text)
    return 2 * len(_RIGHT_TO_LEFT.findall(bare)) > len(bare)


def _sound(text: str) -> str:
    """A text without what no document holds."""
    return _NO_XML.sub("\ufffd", text)

"""Documents that every word processor opens (docx), and Markdown: titles, headings, text, bullets.

Such a document takes so little XML that no library is needed for it. Headings and lists are marked
as what they are, so that a screen reader finds its way.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ISOLATES = re.compile("[\u200e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST_START = re.compile(r"^(\d+)([.)])|^([-+])")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIZES = {"title": 36, "heading": 28, "subheading": 24}
"""In half points."""
_LEVELS = {"title": "# ", "heading": "## ", "subheading": "### ", "bullet": "- ", "text": ""}
_STYLE_IDS = {
    "title": "Title",
    "heading": "Heading1",
    "subheading": "Heading2",
    "bullet": "ListBullet",
}


def files(name: str, title: str, paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, bytes]]:
    """The same paragraphs as a file of each kind: its name, and its content."""
    return [
        (f"{name}.md", to_markdown(paragraphs).encode()),
        (f"{name}.docx", to_docx(title, paragraphs)),
    ]


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


def to_docx(title: str, paragraphs: Sequence[tuple[str, str]]) -> bytes:
    """A document of such paragraphs; ``title`` is what its properties say."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _content_types())
        parts.writestr("_rels/.rels", _package_links())
        parts.writestr("docProps/core.xml", _properties(title))
        parts.writestr("word/_rels/document.xml.rels", _document_links())
        parts.writestr("word/styles.xml", _styles())
        parts.writestr("word/numbering.xml", _numbering())
        parts.writestr("word/document.xml", _document(paragraphs))
    return file.getvalue()


def _marked(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", text)
    return _LIST_START.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped)


def _content_types() -> str:
    parts = (("document.main", "document"), ("styles", "styles"), ("numbering", "numbering"))
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for kind, name in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _package_links() -> str:
    document = f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"'
    core = f'Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship {document}/>'
        f'<Relationship {core} Target="docProps/core.xml"/></Relationships>'
    )


def _document_links() -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(("styles", "numbering"), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _properties(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_escaped(title)}</dc:title><dc:language>en</dc:language></cp:coreProperties>"
    )


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="{_STYLE_IDS[name]}"><w:name w:val="{called}"/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>{level}</w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{_SIZES[name]}"/></w:rPr></w:style>'
        for name, called, level in (
            ("title", "Title", ""),
            ("heading", "heading 1", '<w:outlineLvl w:val="0"/>'),
            ("subheading", "heading 2", '<w:outlineLvl w:val="1"/>'),
        )
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:sz w:val="22"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
        f'{headings}<w:style w:type="paragraph" w:styleId="ListBullet"><w:name'
        ' w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )


def _numbering() -> str:
    return (
        f'{_HEAD}<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl'
        ' w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr>'
        '<w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num'
        ' w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _document(paragraphs: Sequence[tuple[str, str]]) -> str:
    body = "".join(_paragraph(style, text) for style, text in paragraphs)
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def _paragraph(style: str, text: str) -> str:
    """A paragraph; right-to-left words in it are a run of their own kind."""
    named = f'<w:pStyle w:val="{_STYLE_IDS[style]}"/>' if style in _STYLE_IDS else ""
    properties = f"<w:pPr>{named}</w:pPr>" if named else ""
    turned = "<w:rPr><w:rtl/></w:rPr>" if _RIGHT_TO_LEFT.search(text) and _is_turned(text) else ""
    run = f'{turned}<w:t xml:space="preserve">{_escaped(text)}</w:t>'
    return f"<w:p>{properties}<w:r>{run}</w:r></w:p>"


def _is_turned(text: str) -> bool:
    """Whether most letters of a text run from right to left."""
    bare = _ISOLATES.sub("", text)
    return 2 * len(_RIGHT_TO_LEFT.findall(bare)) > len(bare)


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))

"""A statement as a file for a browser: it prints well, has the charts, and needs no other file."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from models.value_statements import StatementPage
from views.charts import svg_chart
from views.value_statements.statement_charts import charts_of
from views.value_statements.statement_words import MEANINGS, paragraphs

_TAGS = {"title": "h1", "heading": "h2", "subheading": "h3", "text": "p", "bullet": "li"}
_STYLE_SHEET = """
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif;
  color: #111; background: #fff; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
figure { margin: 1rem 0; break-inside: avoid; }
.chart { display: block; width: 100%; height: auto; }
.chart text { font-size: 14px; }
.chart .bar { fill: #555; }
.chart .axis { stroke: #555; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11pt; } }
"""


def to_html(page: StatementPage) -> str:
    """The whole statement, with its charts before what each figure means."""
    title = escape(page.content.title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE_SHEET}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(_parts(page))}</main>\n</body>\n</html>\n"
    )


def _parts(page: StatementPage) -> Iterator[str]:
    for style, rows in groupby(paragraphs(page), key=lambda row: row[0]):
        tag = _TAGS[style]
        lines: list[str] = []
        for _style, text in rows:
            if (style, text) == MEANINGS:
                lines += _figures(page)
            lines.append(f'<{tag} dir="auto">{escape(text)}</{tag}>\n')
        inner = "".join(lines)
        yield f"<ul>\n{inner}</ul>\n" if style == "bullet" else inner


def _figures(page: StatementPage) -> Iterator[str]:
    for index, chart in enumerate(charts_of(page), 1):
        caption = escape(f"{chart.title}: {chart.unit}")
        drawing = svg_chart(chart, name=f"chart-{index}")
        yield f"<figure>\n<figcaption>{caption}</figcaption>\n{drawing}\n</figure>\n"

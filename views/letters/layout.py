"""A whole letter: the words of its message, and below them why it came and how to end that."""

from collections.abc import Sequence
from html import escape

from models.letters import Letter, LetterFacts
from models.payloads import Message
from views.letters.markup import Linked, PlainText, Spans
from views.letters.page_links import SETTINGS, UNSUBSCRIBE
from views.letters.parts import Paragraph, Part, Rule, parts, plain_parts
from views.letters.subject_lines import on_one_line, subject_line
from views.letters.writing import as_html, as_text

_STYLE = "margin:0 auto;max-width:40em;padding:1em;font:1em/1.5 sans-serif"
_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<div style="{style}">
{body}
</div>
</body>
</html>
"""


def letter(message: Message, facts: LetterFacts) -> Letter:
    """A message as a letter to one person."""
    blocks = message.get("blocks")
    body = parts(blocks, facts) if blocks else plain_parts(message["text"], facts)
    return _letter(subject_line(facts), [*body, Rule(), *_footer(facts)], facts.page)


def own_test(consortium: str) -> Letter:
    """To the address from which Convene writes, to prove that mail goes out."""
    about = f"This is a test of Convene for {consortium}. Mail goes out."
    return _letter("A test of Convene's mail", [Paragraph((PlainText(about),))], "")


def _letter(subject: str, body: Sequence[Part], page: str) -> Letter:
    html = _FRAME.format(title=escape(subject), style=_STYLE, body=as_html(body, page))
    unsubscribe = f"{page}/{UNSUBSCRIBE}" if page else ""
    return Letter(subject, as_text(body, page) + "\n", html, unsubscribe)


def _footer(facts: LetterFacts) -> list[Part]:
    where = on_one_line(facts.group or facts.consortium or "the consortium")
    why = f"You get this by mail because of your work with {where}."
    lines: list[Spans] = [(PlainText(why),)]
    if facts.page:
        lines += [
            (Linked(facts.page, "Your page"),),
            (Linked(f"{facts.page}/{SETTINGS}", "Write to me less"),),
            (Linked(f"{facts.page}/{UNSUBSCRIBE}", "Stop writing to me"),),
            (PlainText("These links are yours alone: whoever has them can answer for you."),),
        ]
    else:
        lines.append((PlainText("To get less of this, or none, answer this message."),))
    return [Paragraph(spans, is_small=True) for spans in lines]

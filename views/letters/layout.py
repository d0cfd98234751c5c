"""A whole letter: the words of its message, and below them why it came and how to end that."""

from collections.abc import Sequence
from html import escape

from models.letters import Letter, LetterFacts
from models.messages import MINUTES_CIRCULATED, WELCOME
from models.payloads import Message
from models.reach import current
from views.letters.markup import Linked, PlainText, Spans
from views.letters.page_links import SETTINGS, UNSUBSCRIBE
from views.letters.parts import Paragraph, Part, Rule, parts, plain_parts
from views.letters.subject_lines import on_one_line, subject_line
from views.letters.writing import as_html, as_text

_STYLE = "margin:0 auto;max-width:40em;padding:1em;font:1em/1.5 sans-serif"
_YOURS_ALONE = "These links are yours alone: whoever has them can answer for you."
_BY_REPLY = (
    "You can also answer this letter: what you write above these words is listed as a correction."
)
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
    opening = [_introduction(facts)] if facts.kind is WELCOME else []
    if facts.kind is MINUTES_CIRCULATED and current().reads_answers:
        body = [*body, Paragraph((PlainText(_BY_REPLY),))]
    footer = _footer_of_request(facts) if facts.kind.is_requested else _footer(facts)
    return _letter(
        subject_line(facts),
        [*opening, *body, Rule(), *footer],
        facts.page,
        may_stop=not facts.kind.is_requested,
    )


def own_test() -> Letter:
    """To the address from which Convene writes, to prove that mail goes out."""
    about = "This is a test of Convene. Mail goes out."
    body = [Paragraph((PlainText(about),))]
    return _letter("A test of Convene's mail", body, "", may_stop=False)


def _letter(subject: str, body: Sequence[Part], page: str, *, may_stop: bool) -> Letter:
    html = _FRAME.format(title=escape(subject), style=_STYLE, body=as_html(body, page))
    unsubscribe = f"{page}/{UNSUBSCRIBE}" if page and may_stop else ""
    return Letter(subject, as_text(body, page) + "\n", html, unsubscribe)


def _introduction(facts: LetterFacts) -> Part:
    """To somebody who may never have heard of Convene: who writes, and why."""
    consortium = on_one_line(facts.consortium or "the consortium")
    group = on_one_line(facts.group or "a group")
    how = (
        ": whatever is for you to do is on your own page, to which the links below lead"
        if facts.page
        else ""
    )
    text = (
        f"Convene writes this for {consortium}: it tells the members of its groups of meetings and"
        f" tasks. You get it because somebody added you to {group}, and you need no account{how}."
    )
    return Paragraph((PlainText(text),))


def _footer_of_request(facts: LetterFacts) -> list[Part]:
    """Below what was asked for, and so is no mail to have less of."""
    lines: list[Spans] = [
        (PlainText("You get this because somebody with the link to your page asked for it there."),)
    ]
    if facts.page:
        lines += [(Linked(facts.page, "Your page"),), (PlainText(_YOURS_ALONE),)]
    return [Paragraph(spans, is_small=True) for spans in lines]


def _footer(facts: LetterFacts) -> list[Part]:
    where = on_one_line(facts.group or facts.consortium or "the consortium")
    why = f"You get this by mail because of your work with {where}."
    lines: list[Spans] = [(PlainText(why),)]
    if facts.page:
        lines += [
            (Linked(facts.page, "Your page"),),
            (Linked(f"{facts.page}/{SETTINGS}", "Write to me less"),),
            (Linked(f"{facts.page}/{UNSUBSCRIBE}", "Stop writing to me"),),
            (PlainText(_YOURS_ALONE),),
        ]
    else:
        lines.append((PlainText("To get less of this, or none, answer this message."),))
    return [Paragraph(spans, is_small=True) for spans in lines]

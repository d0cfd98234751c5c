"""Finding rows of the outbox by what their keys say: nothing else matches the text of a key."""

import itertools
import re

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models import OutboxMessage
from models.messages import REDRAW, KeyPart, MessageKind
from models.subjects import SEPARATOR, Subject

KEY = col(OutboxMessage.key)
_ESCAPE = "/"
_ANY = "%"


def keyed(
    kind: MessageKind,
    *,
    subject: Subject | None = None,
    recipient: Subject | None = None,
    column: Mapped[str] = KEY,
) -> sa.ColumnElement[bool]:
    """The condition that a key is of this kind and, where they are given, has this subject and
    this recipient; that of the outbox, or of another ``column`` of keys. An index finds them.
    """
    wanted = pattern(kind, subject=subject, recipient=recipient)
    begins, after = _range(wanted)
    return sa.and_(column >= begins, column < after, fits(wanted, column))


def keyed_by_parameters(kind: MessageKind) -> sa.ColumnElement[bool]:
    """The same for a statement that is built once: the subject comes with ``key_parameters``."""
    like, begins, after = (sa.bindparam(name, type_=sa.String()) for name in _names(kind))
    return sa.and_(begins <= KEY, after > KEY, fits(like))


def key_parameters(kind: MessageKind, subject: Subject) -> dict[str, str]:
    """What ``keyed_by_parameters`` wants, by name."""
    wanted = pattern(kind, subject=subject)
    return dict(zip(_names(kind), (wanted, *_range(wanted)), strict=True))


def pattern(
    kind: MessageKind, *, subject: Subject | None = None, recipient: Subject | None = None
) -> str:
    """What a key ``fits`` that is of this kind and has, where they are given, this subject and
    this recipient.
    """
    wanted = {KeyPart.SUBJECT: subject, KeyPart.OCCURRENCE: None, KeyPart.RECIPIENT: recipient}
    texts = [_escaped(str(wanted[part])) if wanted[part] else _ANY for part in kind.parts]
    return _joined([kind.key, *texts])


def fits(pattern: str | sa.BindParameter[str], column: Mapped[str] = KEY) -> sa.ColumnElement[bool]:
    """The condition that a key fits a pattern, which may be a parameter of the statement."""
    return column.like(pattern, escape=_ESCAPE)


def redraws_of(card_id: int) -> sa.ColumnElement[bool]:
    """The condition that a row redraws this card: the occurrence of its key begins with it."""
    return fits(_joined([REDRAW.key, str(card_id), _ANY]))


def _names(kind: MessageKind) -> tuple[str, str, str]:
    return f"{kind.key}_like", f"{kind.key}_from", f"{kind.key}_to"


def _range(pattern: str) -> tuple[str, str]:
    """Every key that fits a pattern is at or after the first text, and before the second."""
    begins = _beginning(pattern)
    return begins, begins[:-1] + chr(ord(begins[-1]) + 1)


def _beginning(pattern: str) -> str:
    """What every key begins with that fits a pattern."""
    parts = itertools.takewhile(lambda text: text != _ANY, pattern.split(SEPARATOR))
    text = SEPARATOR.join((*parts, ""))
    return re.sub(f"{_ESCAPE}(.)", r"\1", text)


def _joined(texts: list[str]) -> str:
    # A single one at the end stands for all that follows, and is quicker to match.
    while texts[-2:] == [_ANY, _ANY]:
        texts.pop()
    return SEPARATOR.join(texts)


def _escaped(text: str) -> str:
    for special in (_ESCAPE, _ANY, "_"):
        text = text.replace(special, _ESCAPE + special)
    return text

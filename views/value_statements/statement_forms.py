"""The forms of value statements: a new one, its words, and a correction."""

from collections.abc import Sequence

from models import Group, Organization, ValueStatement
from models.columns import TEXT_LENGTH
from models.payloads import Block, View
from models.value_statements import (
    STATEMENT_REASON_LENGTH,
    StatementKind,
    StatementPart,
    parts_of,
)
from views.elements import section
from views.inputs import field, modal, named, option, select, text_input
from views.texts import esc, short
from views.value_statements import ids
from views.value_statements.statement_words import WRITTEN, kind_words
from views.values import private

_HINTS = {
    StatementPart.OPENING: "What a reader should know first, in a few sentences.",
    StatementPart.HIGHLIGHTS: "What you are proud of. The figures stand below it by themselves.",
    StatementPart.NEXT: "What the group means to do next year.",
}


def new(
    kinds: Sequence[StatementKind], libraries: Sequence[Organization], groups: Sequence[Group]
) -> View:
    """The form for a new statement, with what its writer may write about."""
    ways = [option(kind_words(kind), kind) for kind in kinds]
    kind = select("statement.kind", ways, initial=kinds[0] if len(kinds) == 1 else None)
    blocks: list[Block] = [field("kind", "What to write", kind)]
    for name, label, rows in (("library", "Library", libraries), ("group", "Group", groups)):
        if rows:
            initial = str(rows[0].id) if len(rows) == 1 and len(kinds) == 1 else None
            element = select(f"statement.{name}", named(rows), initial=initial)
            hint = f"For a statement of a {name}."
            blocks.append(field(name, label, element, hint=hint, optional=True))
    period = text_input("statement.period", placeholder="Last fiscal year", limit=100)
    hint = "In words, such as “fiscal year 2026” or “last quarter”. Empty is last fiscal year."
    blocks.append(field("period", "Period", period, hint=hint, optional=True))
    return modal(ids.DRAFT, "Write a statement", blocks, submit="Draft it", close="Cancel")


def words(statement: ValueStatement, title: str, texts: dict[str, str], *, seen: str) -> View:
    """The form for the words of a statement; ``texts`` are those that stand, by part, and ``seen``
    what tells at saving whether somebody else has changed them.
    """
    parts = parts_of(statement.kind)
    blocks = [
        field(
            part,
            WRITTEN[part],
            text_input(
                f"statement.{part}", initial=texts.get(part, ""), multiline=True, limit=TEXT_LENGTH
            ),
            hint=_HINTS[part],
            optional=True,
        )
        for part in parts
    ]
    return modal(
        ids.WRITE,
        "Words",
        [section(f"*{esc(short(title, 200))}*"), *blocks],
        submit="Save",
        close="Cancel",
        private=private(statement=statement.id, seen=seen),
    )


def correction(statement: ValueStatement, title: str) -> View:
    """The form for a correction of a published statement."""
    reason = text_input("statement.reason", multiline=True, limit=STATEMENT_REASON_LENGTH)
    about = (
        "Its figures are counted anew, and its words are taken as they stand. The version that was"
        " published stays, and what changed is listed."
    )
    blocks = [
        section(f"*{esc(short(title, 200))}*\n{about}"),
        field("reason", "Why it is corrected", reason),
    ]
    return modal(
        ids.SAVE_CORRECTION,
        "Correct it",
        blocks,
        submit="Publish it",
        close="Cancel",
        private=private(statement=statement.id),
    )

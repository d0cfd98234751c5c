"""People's own words in a block, in which no mark means anything."""

from models.payloads import Block
from views.elements import SECTION_LIMIT, plain
from views.texts import short

NEXT_LINE = "\n"


def own_words(text: str) -> Block:
    """A paragraph of plain text."""
    return {"type": "section", "text": plain(short(text, SECTION_LIMIT))}

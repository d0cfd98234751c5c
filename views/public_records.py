"""What is said beside the record of a group for the public."""

from models import Group
from models.payloads import Message
from views.elements import message
from views.texts import bold, esc


def beside_record(group: Group, days: str) -> str:
    """What is said beside the archive."""
    return (
        f"The record of {bold(group.name)}, {esc(days)}: start with index.md in it. It leaves out"
        " secret votes, private comments, and minutes that are for members alone. Read it through"
        " before you publish it."
    )


def on_its_way(group: Group, days: str) -> Message:
    """To whoever asked for it."""
    return message(
        f"The record of {bold(group.name)}, {esc(days)}, is on its way: I send it to you by direct"
        " message."
    )

"""Menus of buttons: what is chosen in one counts as pressed."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import SEPARATOR, OddValue, joined

MENU = "menu"
"""The id of every menu of buttons: what is chosen counts as pressed."""
OLD_MENU = "task.more"
"""That of menus which were posted before."""
_ACTION_ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@dataclass(frozen=True)
class MenuChoice:
    """What was chosen in a menu of buttons: the id of a button, and what that would carry.

    ``task.due|12|mine|0|1``.
    """

    action: str
    value: str
    instead: ClassVar[str] = "/convene"

    @property
    def text(self) -> str:
        return joined(self.action, self.value)

    @classmethod
    def parse(cls, text: str) -> Self:
        action, _, value = text.partition(SEPARATOR)
        if not (value and _ACTION_ID.fullmatch(action)):
            raise OddValue("no choice of a menu")
        return cls(action, value)


def pressed(action_id: str, value: str) -> tuple[str, str]:
    """The name of the button and what it carries, also where it was chosen in a menu of buttons.

    The name is empty where that menu offers no such choice.
    """
    name = action_id.partition(":")[0]
    if name not in (MENU, OLD_MENU):
        return name, value
    try:
        choice = MenuChoice.parse(value)
    except OddValue:
        return "", value
    return choice.action, choice.value

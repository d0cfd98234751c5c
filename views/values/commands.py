"""What a button carries that does what a typed command would do."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import OddValue

_NAME = re.compile(r"/[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True)
class CommandButton:
    """A command, and what would be typed behind it: ``/task mine``."""

    command: str
    words: str = ""
    instead: ClassVar[str] = "/convene"

    @property
    def text(self) -> str:
        return f"{self.command} {self.words}" if self.words else self.command

    @classmethod
    def parse(cls, text: str) -> Self:
        command, _, words = text.partition(" ")
        if not _NAME.fullmatch(command):
            raise OddValue("no command")
        return cls(command, words)

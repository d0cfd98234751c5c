"""What the buttons of what did not arrive carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from models.messages import Recipient
from views.values.parsing import OddValue


@dataclass(frozen=True)
class LaneButton:
    """The channel or person that something did not reach: ``C1``, ``U1``, ``mail:12``."""

    recipient: Recipient
    instead: ClassVar[str] = "/convene deliveries"

    @property
    def text(self) -> str:
        return self.recipient.lane

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            return cls(Recipient.parse(text))
        except ValueError:
            raise OddValue("no channel and no person") from None

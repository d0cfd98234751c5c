"""What buttons of calendar feeds carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from models.calendar_feeds import FeedKind
from views.values.parsing import whole_number


@dataclass(frozen=True)
class FeedOf:
    """Which meetings a feed shows: ``mine``, ``public``, or those of a group: ``12``."""

    kind: FeedKind
    group_id: int | None = None
    instead: ClassVar[str] = "/convene calendar"

    @property
    def text(self) -> str:
        return self.kind.value if self.group_id is None else str(self.group_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        for kind in (FeedKind.MINE, FeedKind.PUBLIC):
            if text == kind.value:
                return cls(kind)
        return cls(FeedKind.GROUP, whole_number(text))

"""One thing of a file, as it is and as it will be."""

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class ImportEntry:
    """One thing as it is and as it will be.

    ``before`` is None for a new one, which gets its ``id`` last.
    """

    before: dict[str, Any] | None
    after: dict[str, Any]
    id: int = 0
    line: int | None = None
    """Where a file speaks of it, if one does."""
    former_channel: str | None = None
    """The channel that an ended group lets go of."""
    is_in_seat: bool = False
    """Whether it is a service in a seat, whose days stand in another file."""

    @property
    def changed(self) -> list[str]:
        """The columns in which it will differ; all of them for a new one."""
        before = self.before
        return [name for name in self.after if before is None or self.after[name] != before[name]]

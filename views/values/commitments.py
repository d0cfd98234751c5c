"""What buttons of commitments carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import SEPARATOR, OddValue, joined, page_number


@dataclass(frozen=True)
class CommitmentListAt:
    """A page of the list of commitments, and the words that were searched for: ``1|tunxis``."""

    page: int
    words: str = ""
    instead: ClassVar[str] = "/call commitments"

    @property
    def text(self) -> str:
        return joined(self.page, self.words)

    @classmethod
    def parse(cls, text: str) -> Self:
        page, between, words = text.partition(SEPARATOR)
        if not between:
            raise OddValue("no page of commitments")
        return cls(page_number(page), words)

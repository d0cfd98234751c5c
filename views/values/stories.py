"""What buttons about stories carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from models.subjects import Subject
from views.values.pages import SearchedPage
from views.values.parsing import OddValue, joined, parts_of, whole_number

_NEW = "new"
_NOUNS = ("task", "decision", "call")


@dataclass(frozen=True)
class StoryStart:
    """With what a new story begins: what was just done, as ``task|12``, or nothing, as ``new``."""

    about: Subject | None = None
    instead: ClassVar[str] = "/story"

    @property
    def text(self) -> str:
        return joined(self.about.noun, self.about.id) if self.about else _NEW

    @classmethod
    def parse(cls, text: str) -> Self:
        if text == _NEW:
            return cls()
        noun, number = parts_of(text, 2)
        if noun not in _NOUNS:
            raise OddValue("nothing of which there may be a story")
        row_id = whole_number(number)
        if not row_id:
            raise OddValue("no number of a thing")
        return cls(Subject(noun, row_id))


class StoryListAt(SearchedPage):
    """A page of the list of stories, and the words that were searched for: ``1|courier``."""

    instead: ClassVar[str] = "/story list"

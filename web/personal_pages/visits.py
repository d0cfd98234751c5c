"""Who visits, and what a page or an act of hers gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from models import Person, reach
from services.access import Standing
from services.cleaning import clean
from services.errors import Invalid
from web.personal_pages.guards import LARGEST_FORM

LONGEST_TYPED = 4000
"""Characters of a field that are read."""


@dataclass(frozen=True)
class Visit:
    """A request with a link that holds: whose it is, what she is right now, and what was sent."""

    token: str
    who: Standing
    now: datetime
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    """What the form sent; empty for a page that is only shown."""

    @property
    def person(self) -> Person:
        return self.who.person

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.person.zone)).date()

    def path(self, *parts: object) -> str:
        """The address of one of her pages."""
        return own_path(self.token, *parts)

    def text(self, name: str) -> str:
        """The first value of a field, without what no database holds."""
        values = self.fields.get(name) or [""]
        return str(clean(values[0][:LONGEST_TYPED])).strip()

    def texts(self, name: str) -> list[str]:
        """All values of a field."""
        return [str(clean(value[:LONGEST_TYPED])).strip() for value in self.fields.get(name, [])]

    def day(self, name: str) -> date | None:
        """A day, or None where the field is empty. Raises ``Invalid`` for anything else."""
        typed = self.text(name)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            raise Invalid("Type a day such as 2027-01-04.", field=name) from None

    def choice(self, name: str, choices: Mapping[str, Any]) -> Any:
        """What was chosen. Raises ``Invalid`` for anything that the form does not offer."""
        chosen = self.text(name)
        if chosen not in choices:
            raise Invalid("That is none of the choices on this page. Choose again.", field=name)
        return choices[chosen]


@dataclass(frozen=True)
class Shown:
    """A page: a template and what stands in it."""

    template: str
    facts: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Download:
    """A file that the browser saves, or opens."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Done:
    """An act that was done: the page that is shown next says what, under a key of ``DONE``."""

    outcome: str
    page: str
    place: str = ""
    """The place on that page to which the reader is brought back."""


Show = Callable[..., Shown]
Act = Callable[..., Done | Shown | Download]


@dataclass(frozen=True)
class PageRow:
    """One page: GET shows it and changes nothing, POST acts."""

    path: str
    show: Show | None
    act: Act | None = None
    largest: int = LARGEST_FORM
    """Bytes of a form that it takes."""


def own_path(token: str, *parts: object) -> str:
    """The path of a page, also where a proxy serves it below a folder of its own."""
    folder = urlsplit(reach.current().public_url).path.rstrip("/")
    return "/".join([f"{folder}/p/{token}", *map(str, parts)])

"""Reading for which group and which days a record is wanted."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, select

from models import Group
from services import access, consortium, dates
from services.access import Standing
from services.dates import Period
from services.groups import name_key


def read_line(
    session: Session, text: str, *, who: Standing, here: Group | None, today: date
) -> tuple[Group | None, Period]:
    """The group that a line begins with, by its whole name, else ``here``; and the days that follow
    it, such as “July 2025 to June 2026”, else this fiscal year. The group may be discharged.

    Raises ``Invalid`` for days that cannot be read.
    """
    words = text.split()
    group, rest = here, words
    for length in range(len(words), 0, -1):
        if named := _named(session, " ".join(words[:length]), who):
            group, rest = named, words[length:]
            break
    spoken = " ".join(_without_links(rest)) or "this fiscal year"
    start = consortium.settings(session).fiscal_year_start
    return group, dates.read_period(spoken, today=today, fiscal_year_start=start)


def _without_links(words: list[str]) -> Iterator[str]:
    """The words of the days, without the one that leads to them."""
    is_link = words[:1] and words[0].casefold() in ("for", "in", "of", "during")
    yield from words[1:] if is_link else words


def _named(session: Session, name: str, who: Standing) -> Group | None:
    statement = select(Group).where(Group.name_key == name_key(name))
    return session.exec(statement.where(access.visible_groups(who))).first()


def group_of_name(session: Session, name: str) -> Group | None:
    """The group of just this name, for an operator, who sees all."""
    return session.exec(select(Group).where(Group.name_key == name_key(name))).first()

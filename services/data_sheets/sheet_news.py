"""Word of what was filled into a sheet, to those whose values it changed and who answer for it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import Person
from models.calls import Capacity
from models.data_call_pages import SheetWords
from models.data_calls import SavedPart, UnitSheet
from models.messages import CALL_ANSWERED
from models.payloads import Message
from models.subjects import Subject
from services import outbox


def tell_saved(
    session: Session,
    sheet: UnitSheet,
    done: SavedPart,
    words: SheetWords,
    *,
    by: Person,
    capacity: Capacity,
    now: datetime,
) -> None:
    """Promise word to those whose values were changed at the same time, and of what the program
    manager filled in to all who may fill in the sheet.
    """
    if not done.changed:
        return
    at = f"v{done.changed[-1].id}"
    for field, row in done.overlaid:
        later = next(each.value for each in done.changed if each.field_id == field.id)
        news = words.overlaid(sheet, field, row.value, later, by=by)
        people = [done.people[row.person_id]]
        promise(session, sheet, people, news, f"{at}f{field.id}", by=by, now=now)
    if capacity is Capacity.MANAGER:
        news = words.filled_by_phone(sheet, done, by=by)
        promise(session, sheet, respondents(sheet), news, at, by=by, now=now)


def promise(
    session: Session,
    sheet: UnitSheet,
    people: Iterable[Person],
    news: Message,
    occurrence: str,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise a message about a sheet to these people but ``by``, once for each occurrence."""
    outbox.tell(
        session,
        list(people),
        news,
        kind=CALL_ANSWERED,
        subject=Subject.of(sheet.call),
        now=now,
        by=by,
        occurrence=f"{sheet.unit.id}{occurrence}",
    )


def respondents(sheet: UnitSheet) -> list[Person]:
    """Who may fill in a sheet."""
    return [each.person for each in sheet.respondents]

"""Who is to own a task, when it is due, and telling the owners."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.forms import Form
from handlers.routes import Ask
from models import Organization, Person, Seat, Task
from models.database import reading
from models.subjects import Subject
from models.tasks import Owner, TaskLine
from services import dates, people, tasks
from services.errors import Invalid, at_field
from views import tasks as views

TYPED_NOBODY = "nobody"
"""Typed as ``@nobody``: a task that waits for somebody to take it."""


def chosen(ask: Ask, *, before: Person | None) -> Person | None:
    """Who a form names. A field that still shows who it was before is no choice."""
    form = Form(ask)
    owner, partner_id = form.person("owner"), form.id("partner")
    found = [owner] if owner else []
    if partner_id:
        with reading() as session:
            known = {person.id for person in tasks.assignable_partners(session, ask.who)}
            wanted = {partner_id} & (known | {before.id if before else 0})
            found += people.by_ids(session, list(wanted))
    named = [person for person in found if before is None or person.id != before.id]
    if len(named) > 1:
        raise Invalid("A task has one owner. Leave one of the two fields empty.", field="partner")
    return named[0] if named else (before if found else None)


def chosen_member(ask: Ask, task: Task) -> Person | None:
    """Whom a form names of those in the group of a task."""
    member_id = Form(ask).id("member")
    if member_id is None:
        return None
    with reading() as session:
        members = tasks.assignable_members(session, task.group_id, by=ask.person, at=ask.now)
    found = next((person for person in members if person.id == member_id), None)
    if found is None:
        raise Invalid("They are not in the group any more. Choose somebody else.", field="member")
    return found


def chosen_co_owners(ask: Ask, task: Task, *, before: tuple[Person, ...]) -> list[Person]:
    """Those in the group of a task who share it, as a form says; as ``before`` where it has no such
    field.
    """
    form = Form(ask)
    if not form.shows("co_owners"):
        return [*before]
    ids = form.ids("co_owners")
    with reading() as session:
        members = tasks.assignable_members(session, task.group_id, by=ask.person, at=ask.now)
    known = {person.id: person for person in members}
    if not known.keys() >= set(ids):
        raise Invalid("Somebody is not in the group any more. Choose again.", field="co_owners")
    return [known[person_id] for person_id in ids]


def chosen_owner(
    ask: Ask,
    person: Person | None,
    *,
    before: Person | None,
    held_by: Organization | Seat | None = None,
    group_id: int | None = None,
) -> Owner | None:
    """The person whom a form names, or the library or the seat. What still shows how it was before
    is no choice.

    ``held_by`` is what held the task before. Raises ``Invalid`` for both.
    """
    holder = _chosen_holder(ask, group_id)
    if holder is None:
        return person
    is_before = held_by is not None and Subject.of(holder) == Subject.of(held_by)
    is_other = person is not None and (before is None or person.id != before.id)
    if is_other and not is_before:
        raise Invalid(
            "A task belongs to people, or to a library or a seat. Leave one of the two empty.",
            field="holder",
        )
    return person if is_other else holder


def _chosen_holder(ask: Ask, group_id: int | None) -> Organization | Seat | None:
    form = Form(ask)
    if not form.has("holder"):
        return None
    with reading() as session:
        known = tasks.assignable_holders(session, ask.who, group_id)
    rows: list[Organization | Seat] = [*known.libraries, *(seat for seat, _ in known.seats)]
    by_text = {str(Subject.of(row)): row for row in rows}
    return by_text[form.one_of("holder", by_text)]


def typed_day(ask: Ask, field: str, owner: Person | None) -> date | None:
    """The day that is typed in a field, in the owner's zone."""
    text = Form(ask).text(field).strip()
    if not text:
        return None
    with at_field(field):
        return dates.read_day(text, now=ask.now, zone=(owner or ask.person).zone)


def tell(session: Session, line: TaskLine, ask: Ask) -> None:
    """Promise word to the owners to whom somebody else gave it, if messages reach them."""
    tasks.tell_new_owners(session, line, views.assigned, by=ask.person, now=ask.now)


def today_of(ask: Ask, person: Person) -> date:
    return ask.now.astimezone(ZoneInfo(person.zone)).date()

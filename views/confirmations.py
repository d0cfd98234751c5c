"""What directors are asked at the beginning of a term, and hear when they have confirmed."""

from collections.abc import Sequence
from datetime import date

from models import Organization, Person
from models.calendar_days import day_words
from models.confirmations import ConfirmationNotice, LastConfirmation
from models.member_libraries import LibraryRecord
from models.payloads import Block, Element, Message
from views import organizations as organization_views
from views.elements import actions, button, context, message, section
from views.texts import bold, brief, esc, fitting, in_a_row, plural, short
from views.values import LibraryConfirm

_DOMAIN_ROOM = 1200
_NAMES_SHOWN = 10
_CORRECT = (
    "“Correct it” shows the library with all that you can change yourself; for its names, mail"
    " domains and directors write to the program manager. One director's confirmation is enough,"
    " and `/library confirm` shows the same again."
)


def question(notice: ConfirmationNotice, record: LibraryRecord, *, shown_on: date) -> Message:
    """To a director: whether what is known of her library is right."""
    row = notice.organization
    name = bold(brief(row.name, 120))
    text = (
        f"Two weeks ago I asked whether the people and contacts of {name} are right. Nobody has"
        " confirmed them yet. I do not ask again this term."
        if notice.is_reminder
        else f"A new term has begun, {esc(notice.term.name)}. Are the people and contacts of {name}"
        " still right?"
    )
    blocks = [section(text), *_record_to_confirm(record, shown_on), context(_CORRECT)]
    return message(f"{text} {_counted(record)}", blocks)


def to_confirm(
    record: LibraryRecord, *, shown_on: date, last: LastConfirmation | None = None
) -> Message:
    """What whoever typed that a library is right confirms with the button below it; ``last`` is
    what was confirmed before.
    """
    name = bold(brief(record.overview.organization.name, 120))
    text = (
        f"Are the people and contacts of {name} right? {_before(last)}"
        if last is None or last.changed
        else f"Are the people and contacts of {name} still right? {_before(last)}"
    )
    return message(
        f"{text} {_counted(record)}", [section(text), *_record_to_confirm(record, shown_on)]
    )


def confirmed(record: LibraryRecord, day: date, *, by: Person | None, is_new: bool) -> Message:
    """To whoever has confirmed a library, and in place of the question."""
    row = record.overview.organization
    name = bold(short(row.name, 200))
    text = (
        f"Thank you. The people and contacts of {name} are confirmed as of {day_words(day)}."
        if is_new
        else f"{name} was confirmed today already. Nothing is left to do."
    )
    whom = f" by {esc(brief(by.name, 60))}" if by else ""
    command = f"/library {esc(short(row.short_name, 60))}"
    note = f"Confirmed{whom} on {day_words(day)}. Correct it with `{command}`."
    blocks = [section(text), *_listed(record), actions(_correct(row)), context(note)]
    return message(f"{text} {note}", blocks)


def _before(last: LastConfirmation | None) -> str:
    """When a library was confirmed before, by whom, and what has changed since."""
    if last is None:
        return "Nothing is confirmed yet."
    whom = f" by {esc(brief(last.by.name, 60))}" if last.by else ""
    changed = f"; changed since: {in_a_row(last.changed)}" if last.changed else ""
    return f"Confirmed on {day_words(last.confirmed_on)}{whom}{changed}."


def _record_to_confirm(record: LibraryRecord, shown_on: date) -> list[Block]:
    row = record.overview.organization
    value = LibraryConfirm(row.id, shown_on).text
    right = button(
        "All of this is right",
        organization_views.CONFIRM,
        value,
        style="primary",
        about=row.short_name,
    )
    return [*_listed(record), actions(right, _correct(row))]


def _correct(row: Organization) -> Element:
    return button("Correct it", organization_views.SHOW, row.id, about=row.short_name)


def _listed(record: LibraryRecord) -> list[Block]:
    """Everything that is confirmed, also of what there is nothing."""
    found = record.overview
    nobody = [
        *([] if record.represented else ["*Who speaks for it*: nobody is named"]),
        *([] if found.groups or found.in_no_group else ["*Its people*: none known"]),
    ]
    return [
        section("\n".join([*_contacts(record), *nobody])),
        *organization_views.people_and_contacts(found, record.represented),
    ]


def _counted(record: LibraryRecord) -> str:
    found = record.overview
    counts = f"{plural(found.people, 'person', 'people')} in {plural(len(found.groups), 'group')}"
    return f"I know of {counts}."


def _contacts(record: LibraryRecord) -> list[str]:
    directors = _named(record.overview.directors) or "none known"
    domains = [esc(domain) for domain in record.mail_domains]
    shown = ", ".join(fitting(domains, _DOMAIN_ROOM)) if domains else "none known"
    return [f"*Directors*: {directors}", f"*Mail domains*: {shown}"]


def _named(people: Sequence[Person]) -> str:
    shown = [esc(brief(person.name, 60)) for person in people[:_NAMES_SHOWN]]
    more = len(people) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more > 0 else [])])

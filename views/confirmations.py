"""What directors are asked at the beginning of a term, and hear when they have confirmed."""

from collections.abc import Sequence
from datetime import date

from models import Organization, Person
from models.calendar_days import day_words
from models.confirmations import ConfirmationNotice
from models.member_libraries import LibraryRecord
from models.payloads import Block, Message
from views import organizations as organization_views
from views.elements import actions, button, context, message, section
from views.texts import bold, brief, esc, fitting, plural, short
from views.values import LibraryConfirm

_DOMAIN_ROOM = 1200
_NAMES_SHOWN = 10
_CORRECT = (
    "“Correct it” shows the library with all that you can change yourself; for its names, mail"
    " domains and directors write to the program manager. One director's confirmation is enough,"
    " and `/library confirm` does the same as the button."
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
    value = LibraryConfirm(row.id, shown_on).text
    blocks: list[Block] = [
        section(text),
        section("\n".join(_contacts(record))),
        *organization_views.people_and_contacts(record.overview, record.represented),
        actions(
            button(
                "All of this is right",
                organization_views.CONFIRM,
                value,
                style="primary",
                about=row.short_name,
            ),
            button("Correct it", organization_views.SHOW, row.id, about=row.short_name),
        ),
        context(_CORRECT),
    ]
    found = record.overview
    counts = f"{plural(found.people, 'person', 'people')} in {plural(len(found.groups), 'group')}"
    return message(f"{text} I know of {counts}.", blocks)


def confirmed(organization: Organization, day: date, *, is_new: bool) -> Message:
    """To whoever has confirmed a library."""
    name = bold(short(organization.name, 200))
    if not is_new:
        return message(f"{name} was confirmed today already. Nothing is left to do.")
    return message(
        f"Thank you. The people and contacts of {name} are confirmed as of {day_words(day)}."
    )


def _contacts(record: LibraryRecord) -> list[str]:
    directors = _named(record.overview.directors)
    domains = [esc(domain) for domain in record.mail_domains]
    shown = ", ".join(fitting(domains, _DOMAIN_ROOM)) if domains else "none known"
    return [f"*Directors*: {directors}", f"*Mail domains*: {shown}"]


def _named(people: Sequence[Person]) -> str:
    shown = [esc(brief(person.name, 60)) for person in people[:_NAMES_SHOWN]]
    more = len(people) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more > 0 else [])])

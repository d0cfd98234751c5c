"""Who takes no part in an agenda item."""

from collections.abc import Collection, Sequence

from models import AgendaItem, Person
from models.payloads import Element, Message, View
from views import values
from views.elements import button, context, message, section
from views.inputs import MOST_OPTIONS, field, modal, multi_select, option
from views.presence.presence_ids import RECUSE, RECUSE_SEND
from views.texts import bold_title, names, short


def recusal_button(item: AgendaItem) -> Element:
    """The button that opens the form."""
    return button("Recuse", RECUSE, item.id, about=short(item.title, 60))


def recusal(item: AgendaItem, people: Sequence[Person], recused: Collection[int]) -> View:
    """The form: who takes no part in an item, among ``people``, at least one."""
    first = sorted(people, key=lambda person: person.id not in recused)[:MOST_OPTIONS]
    element = multi_select(
        "presence.recused",
        [option(short(person.name, 75), person.id) for person in first],
        placeholder="Choose people",
        initial=[str(number) for number in recused],
    )
    blocks = [
        section(f"Who takes no part in {bold_title(item.title)}?"),
        field("recused", "Recused", element, optional=True),
        context("They do not count as present for this item, and the minutes say so."),
    ]
    return modal(
        RECUSE_SEND,
        "Recusal",
        blocks,
        submit="Save",
        close="Cancel",
        private=values.private(item=item.id),
    )


def recusal_saved(item: AgendaItem, recused: Sequence[Person]) -> Message:
    """To whoever recorded it."""
    title = bold_title(item.title)
    if not recused:
        return message(f"Nobody is recused from {title}.")
    verb = "takes" if len(recused) == 1 else "take"
    return message(f"{names(recused)} {verb} no part in {title}.")

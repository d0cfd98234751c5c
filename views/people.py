"""What is said to and about people."""

from collections.abc import Sequence

from models import Organization, Person
from models.payloads import Message
from views.elements import actions, context, message, section
from views.inputs import option, select
from views.texts import esc

PLACE = "person.place"


def where_do_you_work(person: Person, organizations: Sequence[Organization]) -> Message:
    """The one friendly question to somebody whose mail address does not tell her library."""
    text = (
        f"Hello {esc(person.name)}, good to meet you. Which library or campus unit do you work at? "
        "I ask once, so that your work is credited to the right place."
    )
    choices = [option(row.name, row.id or 0) for row in organizations]
    blocks = [
        section(text),
        actions(select(PLACE, choices, placeholder="Choose your library")),
        context("Not on the list? Tell your program manager; nothing else waits for this."),
    ]
    return message(text, blocks)


def placed(organization: Organization) -> Message:
    """The answer to her answer."""
    return message(
        f"Thank you. Your work is credited to {esc(organization.name)} from now on. "
        "If that is wrong, or changes, type `/convene library`."
    )

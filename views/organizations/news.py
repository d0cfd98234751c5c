"""What directors hear of it that they direct a library, or do no longer."""

from models import Organization, Person
from models.payloads import Message
from views.elements import actions, button, message, section
from views.organizations import ids
from views.texts import bold, esc, short


def directs(organization: Organization, *, by: Person) -> Message:
    """To a new director: what she may do now."""
    text = (
        f"{_name(by)} named you director of {bold(short(organization.name, 200))}. You see what its"
        " people owe and what it gave, you say who speaks for it with `/library appoint`, and you"
        " may speak for it yourself."
    )
    show = button("Show the library", ids.SHOW, organization.id)
    return message(text, [section(text), actions(show)])


def directed(organization: Organization, *, by: Person) -> Message:
    """To whoever directs a library no longer."""
    return message(
        f"You are no longer listed as a director of {bold(short(organization.name, 200))}. If that"
        f" is a mistake, write to {_name(by)}."
    )


def _name(person: Person) -> str:
    return esc(short(person.name, 80))

"""What is said to and about people."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from models import Organization, Person
from models.calendar_days import day_words
from models.payloads import Block, Message
from models.rosters import HomeTerm
from views.elements import actions, context, message, section
from views.inputs import named, select
from views.texts import esc

PLACE = "person.place"
HOMES_SHOWN = 6
"""How many homes are listed."""


def where_do_you_work(
    person: Person, organizations: Sequence[Organization], homes: Sequence[HomeTerm] = ()
) -> Message:
    """The one friendly question to somebody whose mail address does not tell her library; who asks
    for it sees where Convene knows her to have worked.
    """
    text = (
        f"Hello {esc(person.name)}, good to meet you. Which library or campus unit do you work at? "
        "I ask once, so that your work is credited to the right place."
    )
    choices = named(organizations)
    blocks = [
        section(text),
        actions(select(PLACE, choices, placeholder="Choose your library")),
        *_homes(homes, person.zone),
        context("Not on the list? Tell your program manager; nothing else waits for this."),
    ]
    return message(text, blocks)


def _homes(homes: Sequence[HomeTerm], zone: str) -> list[Block]:
    """Where she works and worked, the newest first."""
    if not homes:
        return []
    lines = [f"{esc(home.organization.name)}, {_dates(home, zone)}" for home in homes[:HOMES_SHOWN]]
    more = [f"and {len(homes) - HOMES_SHOWN:,} earlier ones"] if len(homes) > HOMES_SHOWN else []
    return [context("*Your libraries, as I know them*\n" + "\n".join([*lines, *more]))]


def _dates(home: HomeTerm, zone: str) -> str:
    since = day_words(home.since.astimezone(ZoneInfo(zone)).date())
    if home.until is None:
        return f"since {since}"
    return f"from {since} to {day_words(home.until.astimezone(ZoneInfo(zone)).date())}"


def placed(organization: Organization, moved: Message | None = None) -> Message:
    """The answer to her answer; ``moved`` says what she holds still of her former library."""
    text = (
        f"Thank you. Your work is credited to {esc(organization.name)} from now on. "
        "If that is wrong, or changes, type `/convene library`."
    )
    if moved is None:
        return message(text)
    return message(f"{text}\n{moved['text']}", [section(text), *moved["blocks"]])

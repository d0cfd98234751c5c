"""What is said to and about people."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from models import Organization, Person
from models.calendar_days import day_words
from models.handovers import HeldAtFormer
from models.payloads import Block, Message
from models.rosters import HomeTerm
from views.elements import actions, button, context, message, section
from views.inputs import named, select
from views.texts import bold, brief, esc, fitting, in_a_row, short
from views.values import MoveButton

PLACE = "person.place"
MOVE = "person.move"
_ENDING_ROOM = 2000
HOMES_SHOWN = 6
"""How many homes are listed."""


def where_do_you_work(
    person: Person, organizations: Sequence[Organization], homes: Sequence[HomeTerm] = ()
) -> Message:
    """The one friendly question to somebody whose mail address does not tell her library; who asks
    for it sees where Convene knows her to have worked.
    """
    present = next((home for home in homes if home.until is None), None)
    text = (
        f"You have worked at {esc(present.organization.name)} {_dates(present, person.zone)}, as I"
        " know it. Have you moved? Then choose where you work now."
        if present
        else f"Hello {esc(person.name)}, good to meet you. Which library or campus unit do you work"
        " at? I ask once, so that your work is credited to the right place."
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


def works_there(organization: Organization) -> Message:
    """The answer to whoever chose the library where she works already."""
    return message(f"You work at {esc(organization.name)}, as before. Nothing was changed.")


def ask_before_move(
    held: HeldAtFormer, organization: Organization, *, is_again: bool = False
) -> Message:
    """The question to somebody who chose another library, with what the move ends; ``is_again``
    where she was shown something else before.
    """
    former, name = esc(brief(held.former.name, 200)), brief(organization.name, 200)
    question = f"Do you work at {bold(name)} now? Nothing was changed yet."
    changed = "What the move ends has changed since I asked you. Now it ends this:"
    text = f"{question} {changed if is_again else 'The move ends this:'}"
    directs = [f"• You direct {former}."] if held.directed_it else []
    spoke_on = [f"• You speak for {former} on {bold(brief(on, 80))}." for on in held.spoke_on]
    lines = fitting([*directs, *spoke_on], _ENDING_ROOM)
    asking = in_a_row([bold(brief(item.group.name, 80)) for item in held.items[: held.asking]])
    seats = (
        f"Seats that ask for {former} stay yours until you hand them over: in {asking}."
        if asking
        else ""
    )
    value = MoveButton(organization.id, held.digest)
    blocks = [
        section("\n".join([text, *lines])),
        *([section(seats)] if seats else []),
        actions(button(f"I work at {short(organization.short_name, 40)} now", MOVE, value.text)),
        context(f"To stay at {former}, leave this as it is."),
    ]
    return message("\n".join([text, *lines, *([seats] if seats else [])]), blocks)


def placed(
    organization: Organization, moved: Message | None = None, *, left: HeldAtFormer | None = None
) -> Message:
    """The answer to her answer; ``moved`` says what she holds still of the library that she has
    ``left``.
    """
    text = f"Thank you. Your work is credited to {esc(organization.name)} from now on."
    text = f"{text} {_way_back(left)}"
    if moved is None:
        return message(text)
    return message(f"{text}\n{moved['text']}", [section(text), *moved["blocks"]])


def _way_back(left: HeldAtFormer | None) -> str:
    if left is None:
        return "If that is wrong, or changes, type `/convene library`."
    back = f"To go back, type `/convene library` and choose {esc(brief(left.former.name, 200))}"
    if left.ends_something:
        return f"{back}; what has ended comes back only when you are named again."
    return f"{back}."

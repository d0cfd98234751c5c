"""What is said of the deputies of a group."""

from collections.abc import Sequence
from datetime import date

from models import Group, Person
from models.calendar_days import day_words
from models.deputies import DeputyLine
from models.payloads import Message
from views import groups as group_views
from views.elements import actions, button, message, section
from views.texts import bold, esc, names, short

_HOW = "A chair types `/wg deputy @ben until Friday`, and `/wg deputy nobody` to end it."


def named(group: Group, person: Person, *, last: date) -> Message:
    """To the chair who named her, with the day as it was read."""
    name = esc(short(person.name, 80))
    return message(
        f"{name} is your deputy in {bold(group.name)} until {day_words(last)}, and may do there"
        " what you may, except name deputies. I am telling them now."
    )


def you_are(group: Group, *, by: Person, last: date) -> Message:
    """To the deputy, once."""
    text = (
        f"{esc(short(by.name, 80))} named you deputy in {bold(group.name)} until {day_words(last)}:"
        " until then you may do there what a chair may. `/wg deputy nobody` ends it."
    )
    first = button("What a chair does first", group_views.CHAIRING, group.id, about=group.name)
    show = button("Show the group", group_views.SHOW, group.id, about=group.name)
    return message(text, [section(text), actions(first, show)])


def you_are_not(group: Group, *, by: Person) -> Message:
    """To who was deputy, where somebody else ended it."""
    return message(
        f"You are no longer deputy in {bold(group.name)}: {esc(short(by.name, 80))} ended it. You"
        " may do there what a member may."
    )


def yours_is_not(group: Group, person: Person, *, by: Person) -> Message:
    """To the chair whose deputy somebody was, where somebody else ended it."""
    if person.id == by.id:
        return message(
            f"{esc(short(person.name, 80))} has stepped down as your deputy in {bold(group.name)}."
        )
    return message(
        f"{esc(short(person.name, 80))} is no longer your deputy in {bold(group.name)}:"
        f" {esc(short(by.name, 80))} ended it."
    )


def ended(group: Group, people: Sequence[Person]) -> Message:
    """To whoever ended it."""
    is_single = len(people) == 1
    words = "is no deputy" if is_single else "are no deputies"
    return message(f"{names(people)} {words} in {bold(group.name)} any more.")


def listed(group: Group, lines: Sequence[DeputyLine]) -> Message:
    """Who is a deputy now."""
    if not lines:
        return message(f"{bold(group.name)} has no deputy now. {_HOW}")
    shown = [
        f"{esc(short(line.deputy.name, 60))} is the deputy of {esc(short(line.chair.name, 60))} in"
        f" {bold(group.name)} until {day_words(line.ends_on)}."
        for line in lines
    ]
    return message("\n".join([*shown, _HOW]))

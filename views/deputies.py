"""What is said of the deputies of a group."""

from collections.abc import Collection, Sequence
from datetime import date

from models import Group, Person
from models.calendar_days import day_words
from models.deputies import DeputyLine
from models.payloads import Element, Message
from views import groups as group_views
from views.elements import actions, button, context, message, section
from views.texts import bold, brief, esc, names, short
from views.values import DeputyButton

END = "deputy.end"
_HOW_TO_NAME = "To name a deputy, type `/wg deputy @ben until Friday`."
_CHAIR_NAMES = "A chair names one with `/wg deputy @ben until Friday`."


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
        " until then you may do there what a chair may, except name deputies. `/wg deputy nobody`"
        " ends it sooner."
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


def listed(
    group: Group,
    lines: Sequence[DeputyLine],
    *,
    endable: Collection[DeputyLine] = (),
    may_name: bool = False,
) -> Message:
    """Who is a deputy now, with a button for each whom the reader may end."""
    how = _HOW_TO_NAME if may_name else _CHAIR_NAMES
    if not lines:
        return message(f"{bold(group.name)} has no deputy now. {how}")
    shown = [
        f"{esc(brief(line.deputy.name, 60))} is the deputy of {esc(brief(line.chair.name, 60))} in"
        f" {bold(brief(group.name, 100))} until {day_words(line.ends_on)}."
        for line in lines
    ]
    blocks = [
        section(words, _end(group, line) if line in endable else None)
        for line, words in zip(lines, shown, strict=True)
    ]
    return message("\n".join([*shown, how]), [*blocks, context(how)])


def _end(group: Group, line: DeputyLine) -> Element:
    value = DeputyButton(group.id, line.deputy.id).text
    return button("End it", END, value, about=line.deputy.name)

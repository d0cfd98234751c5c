"""What is said to somebody who is, or may be, interested in a group."""

from collections.abc import Sequence

from models import Group, Interest, InterestLevel
from models.calendar_days import day_words
from models.interests import MOST_NOTE, OwnInterest
from models.payloads import Block, Element, Message, View
from models.seats import SeatLine
from views import values
from views.elements import actions, button, confirm, context, header, message, section
from views.inputs import field, modal, option, select, text_input
from views.texts import bold, brief, esc, fitting, joined, short

OPEN = "interest.open"
SEND = "interest.send"
WITHDRAW = "interest.withdraw"
WORDS_OF = {
    InterestLevel.STEER: "steer: set the course and lead",
    InterestLevel.TAKE_PART: "take part: come to meetings and do some of the work",
    InterestLevel.SUPPORT: "support: help now and then, with what you know",
}
_MOST_SHOWN = 10
_ROOM_OF_SEATS = 2800


ANY_GROUP = "0"
"""The value of the button where the group is still to be chosen."""


def interested_button(group: Group | None = None, *, style: str = "") -> Element:
    """The button that opens the form about one group, or about any."""
    if group is None:
        return button("I am interested", OPEN, ANY_GROUP, style=style)
    return button("I am interested", OPEN, group.id, about=group.name, style=style)


def form(
    choices: Sequence[Group],
    vacancies: Sequence[SeatLine],
    *,
    group: Group | None = None,
    given: Interest | None = None,
) -> View:
    """Where somebody says that she is interested in a group, or in one of the ``choices``."""
    levels = [option(words.capitalize(), level) for level, words in WORDS_OF.items()]
    level = given.level if given else InterestLevel.TAKE_PART
    note = text_input(
        "interest.note", initial=given.note if given else "", multiline=True, limit=MOST_NOTE
    )
    blocks: list[Block] = [_about(group, given)] if group else [_menu(choices, vacancies)]
    blocks += [
        field(
            "level", "How", select("interest.level", levels, initial=level, type_="radio_buttons")
        ),
        field(
            "note",
            "A note",
            note,
            hint="For the chairs and the program manager: what you know, or would like to do.",
            optional=True,
        ),
    ]
    if wanted := vacancy_lines(vacancies):
        blocks.append(section("\n".join(fitting(["*Vacant seats*", *wanted], _ROOM_OF_SEATS))))
    private = values.private(group=group.id if group else 0)
    return modal(SEND, "I am interested", blocks, submit="Send", close="Cancel", private=private)


def nothing_to_choose() -> Message:
    return message("There is no group in which you do not serve already.")


def given(interest: Interest, group: Group) -> Message:
    """To her, once it is written down: until when it stands, and who sees it."""
    text = (
        f"You are on the list of {bold(short(group.name, 200))}: {interest.level}. It stands until"
        f" {day_words(interest.stands_until)}. Its chairs and the program manager see it."
    )
    return message(text, [section(text), actions(_withdraw_button(group))])


def own(lines: Sequence[OwnInterest], *, news: str = "") -> Message:
    """All in which somebody is interested."""
    more = interested_button(style="" if lines else "primary")
    first: list[Block] = [section(news)] if news else []
    if not lines:
        text = "You have not said that you are interested in a group."
        return message(joined([news, text], "\n"), [*first, section(text), actions(more)])
    blocks = [*first, header("What you are interested in")]
    blocks += [section(_line(line), _withdraw_button(line.group)) for line in lines[:_MOST_SHOWN]]
    if len(lines) > _MOST_SHOWN:
        blocks.append(context(f"And {len(lines) - _MOST_SHOWN} more."))
    words = "; ".join(
        f"{esc(brief(line.group.name, 100))}, {line.interest.level}" for line in lines
    )
    text = joined([news, f"You are interested in {words}."], "\n")
    return message(text, [*blocks, actions(more)])


def withdrawn(group: Group) -> str:
    return f"You are not on the list of {bold(short(group.name, 200))} any more."


def vacancy_lines(vacancies: Sequence[SeatLine]) -> list[str]:
    """A line for each group: the seats in it for which somebody is looked for."""
    by_group: dict[int, list[SeatLine]] = {}
    for line in vacancies:
        by_group.setdefault(line.group.id, []).append(line)
    return [
        f"{bold(brief(lines[0].group.name, 100))}: {joined(map(seat_words, lines), '; ')}"
        for lines in by_group.values()
    ]


def seat_words(line: SeatLine) -> str:
    """A seat, and what library it asks for: “member for the colleges (community college)”."""
    wanted = joined([brief(line.asks_for, 40), brief(line.seat.category or "", 60)], ", ")
    named = brief(f"{line.seat.role} {line.seat.label}".strip(), 100)
    return esc(f"{named} ({wanted})" if wanted else named)


def _menu(choices: Sequence[Group], vacancies: Sequence[SeatLine]) -> Block:
    element = select("interest.group", group_choices(choices, vacancies), placeholder="Choose")
    return field("group", "Group", element)


def group_choices(choices: Sequence[Group], vacancies: Sequence[SeatLine]) -> list[Element]:
    """The groups to choose from, each with how many seats in it are to be filled."""
    counts: dict[int, int] = {}
    for line in vacancies:
        counts[line.group.id] = counts.get(line.group.id, 0) + 1
    return [option(group.name, group.id, _seats(counts.get(group.id, 0))) for group in choices]


def _seats(count: int) -> str:
    return f"{count} to be filled" if count else ""


def _about(group: Group, given: Interest | None) -> Block:
    until = f" You are on its list until {day_words(given.stands_until)}." if given else ""
    return section(f"{bold(short(group.name, 200))}\n{esc(short(group.charge, 600))}{until}")


def _line(line: OwnInterest) -> str:
    until = f"stands until {day_words(line.interest.stands_until)}"
    facts = joined([line.interest.level, until])
    return joined(
        [bold(brief(line.group.name, 100)), facts, esc(brief(line.interest.note, 100))], "\n"
    )


def _withdraw_button(group: Group) -> Element:
    question = confirm("Take it back?", "You can say it again at any time.", "Take it back")
    return button("Take it back", WITHDRAW, group.id, about=group.name, confirm=question)

"""When groups of the demo asked their members to meet, and who could come."""

from dataclasses import dataclass
from datetime import time

from models import Availability

ANSWERS = {"y": Availability.YES, "i": Availability.IF_NEEDED, "n": Availability.NO}
"""How the answers below are written down: a letter for each time, and a word for each member."""


@dataclass(frozen=True)
class DemoPoll:
    """A poll of a group, by days from now, with the answers of its members in their order."""

    group: str
    title: str
    minutes: int
    opened: int
    closes: int
    first: int
    """The day of its first time; the others follow on the next workdays."""
    hours: tuple[time, ...]
    """One time a day at each of these hours, in turn."""
    answers: tuple[str, ...]
    """For each member the letters of her times; empty for whoever is silent."""
    picked: int | None = None
    """On which day a time was picked: the one that suited best."""


POLLS = (
    DemoPoll(
        "accessibility",
        "Walk-through of the checklist for videos",
        60,
        opened=-8,
        closes=-3,
        first=6,
        hours=(time(10), time(14), time(11), time(15), time(13)),
        answers=("yyniy", "ynyyi", "iyyny", "yyiyn", "ynyii", "nyyyy"),
        picked=-2,
    ),
    DemoPoll(
        "information-literacy",
        "Planning of the spring workshops",
        90,
        opened=-1,
        closes=4,
        first=7,
        hours=(time(9), time(13), time(10), time(14), time(15)),
        answers=("yynyi", "", "iyyyn", "", "nyiyy"),
    ),
)

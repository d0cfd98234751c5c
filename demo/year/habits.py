"""How reliably each person of the demo takes part, so that attendance looks like life."""

from dataclasses import dataclass

from demo.people import PEOPLE


@dataclass(frozen=True)
class Habit:
    """How often out of a hundred times a person does what was hoped for."""

    name: str
    attends: int
    answers_invitations: int
    sends_regrets: int
    """Of the meetings missed, those announced beforehand."""
    finishes_on_time: int
    finishes_late: int
    volunteers: int
    """A relative weight for who takes on a task."""


@dataclass(frozen=True)
class PersonHabit:
    """The habit of one person."""

    person: str
    habit: Habit


EAGER = Habit(
    "eager",
    attends=95,
    answers_invitations=98,
    sends_regrets=92,
    finishes_on_time=88,
    finishes_late=9,
    volunteers=5,
)
STEADY = Habit(
    "steady",
    attends=81,
    answers_invitations=84,
    sends_regrets=70,
    finishes_on_time=70,
    finishes_late=20,
    volunteers=3,
)
OCCASIONAL = Habit(
    "occasional",
    attends=46,
    answers_invitations=52,
    sends_regrets=35,
    finishes_on_time=48,
    finishes_late=27,
    volunteers=1,
)

_EAGER = {
    "dag",
    "imani",
    "rosalind",
    "tomasz",
    "amara",
    "ann",
    "lorna",
    "josephine",
    "anselm",
    "priya",
    "dmitri",
    "yolanda",
    "saoirse",
    "nkechi",
    "cleo",
    "layla",
    "bronwyn",
    "pia",
    "gwendolyn",
    "marisol",
}
_OCCASIONAL = {
    "hyunwoo",
    "delroy",
    "wendell",
    "vikram",
    "emil",
    "luis",
    "otis",
    "hollis",
    "tariq",
    "percy",
    "jaylen",
    "farid",
    "teodor",
    "bertrand",
}


def _habit(person: str) -> Habit:
    if person in _EAGER:
        return EAGER
    return OCCASIONAL if person in _OCCASIONAL else STEADY


HABITS = tuple(PersonHabit(person.key, _habit(person.key)) for person in PEOPLE)

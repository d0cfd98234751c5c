"""What each figure of a value statement counts: its definition, its version, and its unit.

A definition never changes: another formula is the same key with the next version, after the one
before it, which stays for what was published with it.
"""

from dataclasses import dataclass
from enum import StrEnum


class FigureUnit(StrEnum):
    """In what a figure is counted."""

    COUNT = "count"
    HOURS = "hours"
    CENTS = "cents"


class FigurePart(StrEnum):
    """The part of a statement in which a figure stands."""

    GIVEN = "given"
    DECIDED = "decided"
    RECEIVED = "received"


@dataclass(frozen=True)
class FigureDefinition:
    """What one figure counts."""

    key: str
    """Such as ``meetings-attended``."""
    version: int
    label: str
    part: FigurePart
    formula: str
    """In words, so that anybody can count again."""
    file: str
    """The file of exported rows from which it is counted."""
    unit: FigureUnit = FigureUnit.COUNT

    @property
    def name(self) -> str:
        """The key with the version, such as ``meetings-attended/1``."""
        return f"{self.key}/{self.version}"


CONTRIBUTIONS = "contributions.csv"
SERVICES = "services.csv"
MEETINGS = "meetings.csv"
CALLS = "calls.csv"
DECISIONS = "decisions.csv"
COMMITMENTS = "commitments.csv"
DELIVERABLES = "deliverables.csv"
OTHERS = "others.csv"
VACANCIES = "vacancies.csv"
STORIES = "stories.csv"

_GIVEN, _DECIDED, _RECEIVED = FigurePart.GIVEN, FigurePart.DECIDED, FigurePart.RECEIVED


def _kind(key: str, kind: str, label: str, formula: str) -> FigureDefinition:
    return FigureDefinition(
        key, 1, label, _GIVEN, f"{formula} Rows of the kind “{kind}”.", CONTRIBUTIONS
    )


DEFINITIONS = (
    FigureDefinition(
        "people-active",
        1,
        "People active",
        _GIVEN,
        "People with at least one contribution in the period, each counted once.",
        CONTRIBUTIONS,
    ),
    FigureDefinition(
        "groups-served",
        1,
        "Groups served",
        _GIVEN,
        "Groups in which at least one person served on a day of the period, each counted once.",
        SERVICES,
    ),
    FigureDefinition(
        "libraries-active",
        1,
        "Organizations active",
        _GIVEN,
        "Libraries, partners and offices to which at least one contribution of the period is"
        " credited, each counted once.",
        CONTRIBUTIONS,
    ),
    FigureDefinition(
        "people-serving",
        1,
        "People serving",
        _GIVEN,
        "People who served in a group on a day of the period, each counted once.",
        SERVICES,
    ),
    FigureDefinition(
        "services",
        1,
        "Services",
        _GIVEN,
        "Each person in each group in which she served on a day of the period, counted once.",
        SERVICES,
    ),
    FigureDefinition(
        "hours-asked",
        1,
        "Hours asked",
        _GIVEN,
        "For each service the hours a month that its seat, or else its group, says it asks for,"
        " times 12, times the days served in the period, divided by 365; added up, and rounded to"
        " whole hours. Nobody measures what was worked. Observers are asked for nothing.",
        SERVICES,
        FigureUnit.HOURS,
    ),
    _kind(
        "meetings-attended",
        "attended",
        "Meetings attended",
        "Each person once for each meeting of the period to which she came, by its list or by her"
        " own word.",
    ),
    _kind(
        "meetings-chaired",
        "chaired",
        "Meetings chaired",
        "Of these, each chair and co-chair of the group once for each meeting.",
    ),
    _kind(
        "minutes-taken",
        "recorded",
        "Minutes taken",
        "Each meeting of the period once for whoever took its minutes, once they are circulated.",
    ),
    _kind(
        "tasks-completed",
        "completed task",
        "Tasks completed",
        "Each task finished in the period, once for each of its owners; one without an owner for"
        " whoever marked it done.",
    ),
    _kind(
        "calls-answered-by-people",
        "answered call",
        "People's answers to calls",
        "Each call once for everybody who answered it for a library, a voting unit or a seat.",
    ),
    FigureDefinition(
        "meetings-held",
        1,
        "Meetings held",
        _DECIDED,
        "Meetings that took place in the period: for a library those of groups in which one of its"
        " people served on a day of the period, for a group its own, for the consortium all.",
        MEETINGS,
    ),
    FigureDefinition(
        "meetings-without-list",
        1,
        "Meetings without a list",
        _DECIDED,
        "Of these, those of which nobody saved a list of who came. They are no sign that anybody"
        " was absent.",
        MEETINGS,
    ),
    FigureDefinition(
        "calls-wanted",
        1,
        "Answers called for",
        _DECIDED,
        "Each unit of each call that closed in the period, for a library those units of which it is"
        " part. A unit that was excused counts only if it answered.",
        CALLS,
    ),
    FigureDefinition(
        "calls-answered",
        1,
        "Answers given",
        _DECIDED,
        "Of these, those that had answered when the call closed.",
        CALLS,
    ),
    FigureDefinition(
        "decisions",
        1,
        "Decisions",
        _DECIDED,
        "Decisions recorded in the period: for a library those of groups in which one of its people"
        " served at that moment, for a group its own, for the consortium all.",
        DECISIONS,
    ),
    FigureDefinition(
        "deliverables-finished",
        1,
        "Deliverables finished",
        _DECIDED,
        "What a charge asked for and was finished in the period: for a library in the groups in"
        " which one of its people served on a day of the period.",
        DELIVERABLES,
    ),
    FigureDefinition(
        "offers-joined",
        1,
        "Offers joined",
        _RECEIVED,
        "Commitments that began in the period, for a library those of each unit of which it is"
        " part.",
        COMMITMENTS,
    ),
    FigureDefinition(
        "offers-cost",
        1,
        "What offers cost",
        _RECEIVED,
        "What is paid for these commitments, over their whole time; where libraries share a unit,"
        " what the unit pays.",
        COMMITMENTS,
        FigureUnit.CENTS,
    ),
    FigureDefinition(
        "savings-declared",
        1,
        "Savings declared",
        _RECEIVED,
        "What was declared as saved by these commitments, as declared beside each of them. Where"
        " nothing was declared, nothing is counted.",
        COMMITMENTS,
        FigureUnit.CENTS,
    ),
    FigureDefinition(
        "deliverables-of-others",
        1,
        "Deliverables of other groups",
        _RECEIVED,
        "What was finished in the period by groups in which none of its people served on a day of"
        " it.",
        DELIVERABLES,
    ),
    FigureDefinition(
        "meetings-attended-by-others",
        1,
        "Meetings attended by other members",
        _RECEIVED,
        "Each person of another library, partner or office once for each meeting of the period"
        " to which she came, by its list or by her own word.",
        OTHERS,
    ),
    FigureDefinition(
        "tasks-completed-by-others",
        1,
        "Tasks completed by other members",
        _RECEIVED,
        "Each task finished in the period, once for each owner of another library, partner or"
        " office.",
        OTHERS,
    ),
    FigureDefinition(
        "vacant-seats",
        1,
        "Vacant seats",
        _DECIDED,
        "Seats of groups that nobody held at the end of the period.",
        VACANCIES,
    ),
    FigureDefinition(
        "stories",
        1,
        "Stories",
        _RECEIVED,
        "Impact stories sent to the program manager in the period that may be quoted to its"
        " readers: for a library those that may name it, for a group its own.",
        STORIES,
    ),
)
BY_NAME = {definition.name: definition for definition in DEFINITIONS}
"""Every definition there ever was, by ``FigureDefinition.name``."""
BY_KEY = {definition.key: definition for definition in DEFINITIONS}
"""The newest version of each."""


@dataclass(frozen=True)
class StatementFigure:
    """One figure of a statement, by its definition."""

    definition: FigureDefinition
    value: int
    """In the unit of the definition; cents for money."""
    detail: str = ""
    """Of what part it is, such as a strategic direction; empty for the whole."""

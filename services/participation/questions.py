"""The kinds of question about participation, and the words by which people ask each of them."""

import re
from enum import StrEnum

from services.dates.words import NUMBER
from services.deferred_patterns import DeferredPattern

LEAST_COUNT, LARGEST_COUNT = 2, 12
"""Meetings in a row, or groups, that somebody may ask about."""


class QueryKind(StrEnum):
    """What is asked."""

    FIGURES = "figures"
    COMPARED = "compared"
    NOT_CAME = "not came"
    MISSED = "missed"
    NO_GROUP = "no group"
    MOST_SEATS = "most seats"
    FIRST_TIME = "first time"
    NEW = "new"


USUAL_COUNT = 3
OF_PEOPLE = (
    *(QueryKind.NOT_CAME, QueryKind.MISSED, QueryKind.MOST_SEATS),
    *(QueryKind.FIRST_TIME, QueryKind.NEW),
)
"""Those whose every row is a person."""
COUNTED = (QueryKind.NOT_CAME, QueryKind.MISSED)
"""Those that ask about a number of meetings, which is ``USUAL_COUNT`` where none is typed."""
UNDATED = (QueryKind.NO_GROUP, QueryKind.MOST_SEATS)
"""Those about today."""

TITLES = {
    QueryKind.FIGURES: "How much was done",
    QueryKind.COMPARED: "Compared with the year before",
    QueryKind.NOT_CAME: "Who has not come to the last 3 meetings",
    QueryKind.MISSED: "Who missed 3 meetings in a row",
    QueryKind.NO_GROUP: "Libraries with nobody there",
    QueryKind.MOST_SEATS: "Who serves in most groups",
    QueryKind.FIRST_TIME: "Who took part for the first time",
    QueryKind.NEW: "Who is new in a group",
}
"""As a form offers them."""

_ASKED_PEOPLE = r"(?:(?:people|everybody|members|anybody)(?: who| that)? |who )?"
_COUNT = rf"(?P<count>{NUMBER})"
_LIBRARIES_THAT = r"(?:which )?libraries (?:that |which )?(?:(?:are|have|has|with) )*"
_NO_PERSON = r"(?:nobody|no ?one|no people|no person|no members?)"
_A_YEAR_BEFORE = r"(?:the )?(?:year before|previous year|prior year|year earlier|last year)"
_ROWS: tuple[tuple[str, QueryKind], ...] = (
    (
        rf"{_ASKED_PEOPLE}(?:(?:has|have|had|did) ?(?:not|n['’]t) (?:yet )?(?:come|been|attended?)"
        rf"|never came|(?:is |was |were )?absent|(?:has |have )?missed)(?: to| at| from)?"
        rf"(?: any of| all)? the last {_COUNT}(?: meetings?)?",
        QueryKind.NOT_CAME,
    ),
    (
        rf"{_ASKED_PEOPLE}(?:has |have )?(?:missed|absent from) {_COUNT}(?: meetings?)?"
        r" (?:in a row|running|consecutively)",
        QueryKind.MISSED,
    ),
    (
        rf"{_LIBRARIES_THAT}(?:in no groups?|without (?:a|any) group|in none|not in (?:a|any) group"
        rf"|{_NO_PERSON} in (?:a|any) group)",
        QueryKind.NO_GROUP,
    ),
    (rf"{_LIBRARIES_THAT}(?:{_NO_PERSON} in|without anybody in|not in)", QueryKind.NO_GROUP),
    (
        rf"{_ASKED_PEOPLE}(?:(?:with|holds?|has|have) )?(?:the )?(?:most (?:seats|groups)"
        rf"|{_COUNT} or more (?:seats|groups))",
        QueryKind.MOST_SEATS,
    ),
    (
        rf"{_ASKED_PEOPLE}(?:(?:took|takes|taking) part |contributed |active )?for the first time",
        QueryKind.FIRST_TIME,
    ),
    (r"first-timers|first timers", QueryKind.FIRST_TIME),
    (
        (
            rf"{_ASKED_PEOPLE}(?:(?:is|are|was) )?(?:newcomers|new members|new people"
            r"|new(?= since\b| from\b|[?.!]*$)|joined(?= since\b| from\b| in\b))"
        ),
        QueryKind.NEW,
    ),
    (
        (
            rf"(?:as )?(?:compared (?:with|to)|against|versus|vs\.?) {_A_YEAR_BEFORE}"
            r"|year over year|trend"
        ),
        QueryKind.COMPARED,
    ),
)
PHRASES = tuple(
    (DeferredPattern(rf"(?<!\S)(?:{pattern})(?![^\s,?.;])[,?.;]*", re.IGNORECASE), kind)
    for pattern, kind in _ROWS
)
"""In the order in which they are tried."""

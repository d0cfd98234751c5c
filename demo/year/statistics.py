"""The annual statistics that the demo's consortium asks of every library: fields and figures."""

from collections.abc import Sequence

from models.data_calls import FieldFacts, FieldKind

QUESTION = "Annual library statistics {year}"
DETAILS = "Figures of the fiscal year that ended on June 30. We send them on to the state."
CLOSED, OPENED, CLOSES = -300, -25, 10
"""When last year's closed, and this year's opened and closes, by days from now."""
NOT_YET = {4: 0, 11: 7}
"""The places of the libraries that have not certified this year, and how many fields each has."""
PHONED = 8
"""The place of the library whose sheet the program manager filled in."""
CORRECTED = 2
"""The place of the library that corrected its first field."""

WHOLE, AMOUNT = FieldKind.WHOLE, FieldKind.AMOUNT
FIELDS = (
    FieldFacts("Collections", "Physical items", WHOLE, "Books, media and volumes.", "items"),
    FieldFacts("Collections", "E-books", WHOLE, "Titles that were bought or licensed.", "titles"),
    FieldFacts("Collections", "Databases", WHOLE, "Subscribed, by title.", "titles"),
    FieldFacts("Use", "Loans of physical items", WHOLE, "Renewals included.", "loans"),
    FieldFacts("Use", "Uses of e-books", WHOLE, "COUNTER, total item requests.", "uses"),
    FieldFacts("Use", "Interlibrary loans sent", WHOLE, "", "loans"),
    FieldFacts("Use", "Visits", WHOLE, "By the gate, of the whole year.", "visits", False),
    FieldFacts("Teaching", "Classes taught", WHOLE, "In person or online.", "classes"),
    FieldFacts("Teaching", "Students in classes", WHOLE, "", "students"),
    FieldFacts("Money", "Spent on materials", AMOUNT, "One-time and ongoing.", "USD", True, "0"),
    FieldFacts("Money", "Spent on staff", AMOUNT, "With benefits.", "USD", True, "0"),
    FieldFacts(
        *("Money", "Share of e-resources", FieldKind.PERCENT, "Of what is spent on materials."),
        least="0",
        greatest="100",
    ),
    FieldFacts("Staff and hours", "Staff", AMOUNT, "Full-time equivalents.", "FTE", True, "0"),
    FieldFacts("Staff and hours", "Hours open in a week", WHOLE, "", "hours", True, "0", "168"),
    FieldFacts("Staff and hours", "Open on Sundays", FieldKind.YES_NO),
    FieldFacts(
        *("Staff and hours", "Chat reference", FieldKind.CHOICE),
        choices=("Own", "Shared", "None"),
    ),
    FieldFacts("Staff and hours", "Remarks", FieldKind.TEXT, is_required=False),
)
_USUAL = (
    *(48_200, 61_400, 84, 9_350, 14_200, 640, 71_300, 118, 2_260),
    *("182,400.50", "614,900", "58.5%", "9.25", 68),
)


def figures(place: int, years_ago: int) -> Sequence[str]:
    """What the library at a place has typed into the fields, this year or the last."""
    size = 1 + (place * 7 % 11) / 5
    numbers = [_sized(usual, size, years_ago) for usual in _USUAL]
    sundays = "yes" if place % 3 else "no"
    chat = ("Own", "Shared", "None")[place % 3]
    return [*numbers, sundays, chat, "" if place % 5 else "The gate was out of order in May."]


def _sized(usual: int | str, size: float, years_ago: int) -> str:
    """A figure of a library of some size, a little less last year; what is typed in words stays."""
    if isinstance(usual, str):
        return usual
    if usual < 100:
        return str(usual)
    return f"{round(usual * size * (1 - 0.04 * years_ago)):,}"

"""The demo consortium, its eighteen member libraries,
its campus partners and its strategic directions.
"""

from dataclasses import dataclass
from typing import Literal

LibraryKind = Literal["state university", "community college", "online college", "state library"]


@dataclass(frozen=True)
class DemoConsortium:
    """The one organization that the demo serves."""

    name: str
    zone: str
    fiscal_year_start: int
    """The month, 1 to 12, on whose first day a fiscal year starts."""


@dataclass(frozen=True)
class Library:
    """A member library: the unit that votes and reports."""

    key: str
    name: str
    short_name: str
    kind: LibraryKind
    mail_domain: str
    voting_unit: str = ""
    """With whom it votes as one; empty where it votes by itself."""
    staff_size: int | None = None
    """As the library has declared; None where it has not."""
    former_name: str = ""
    """The name, the short name and the last day of it, as files hold it."""


@dataclass(frozen=True)
class Office:
    """The consortium's own office."""

    key: str
    name: str
    short_name: str
    mail_domain: str


@dataclass(frozen=True)
class Partner:
    """A unit outside the libraries whose people work with groups."""

    key: str
    name: str
    short_name: str
    mail_domain: str
    campus: str | None
    """The key of the library on whose campus it works, or None where it serves several."""


@dataclass(frozen=True)
class DemoDirection:
    """One of the consortium's strategic directions."""

    key: str
    name: str
    description: str


CONSORTIUM = DemoConsortium(
    "Connecticut State Colleges & Universities Library Consortium",
    "America/New_York",
    fiscal_year_start=7,
)

COLLEGE = "CT State Community College"
"""The twelve campuses are one college since 2023, and count once."""
_STAFF = {
    **{"central": 24, "southern": 22, "eastern": 14, "western": 13},
    **{"gateway": 9, "norwalk": 8, "tunxis": 6, "state-library": 38},
}
_FORMER_NAMES = {
    "norwalk": "Norwalk Community College Library | Norwalk CC | 2023-06-30",
    "tunxis": "Tunxis Community College Library | Tunxis CC | 2023-06-30",
    "gateway": "South Central Community College Library | South Central | 1992-06-30",
}

OFFICE = Office("office", "Library Consortium Office", "Office", "consortium.example.org")


def _university(key: str, institution: str, library: str) -> Library:
    name = f"{institution} Connecticut State University, {library}"
    domain = f"{key}.example.edu"
    return Library(key, name, institution, "state university", domain, "", _STAFF[key])


def _college(key: str, campus: str, library: str | None = None) -> Library:
    name = f"CT State {campus}, {library}" if library else f"CT State {campus} Library"
    return Library(
        key,
        name,
        campus,
        "community college",
        f"{key}.example.edu",
        COLLEGE,
        _STAFF.get(key),
        _FORMER_NAMES.get(key, ""),
    )


LIBRARIES = (
    _university("central", "Central", "Elihu Burritt Library"),
    _university("eastern", "Eastern", "J. Eugene Smith Library"),
    _university("southern", "Southern", "Hilton C. Buley Library"),
    _university("western", "Western", "Ruth A. Haas Library"),
    _college("asnuntuck", "Asnuntuck"),
    _college("capital", "Capital", "Arthur C. Banks, Jr. Library"),
    _college("gateway", "Gateway"),
    _college("housatonic", "Housatonic"),
    _college("manchester", "Manchester", "Raymond F. Damato Library"),
    _college("middlesex", "Middlesex", "Jean Burr Smith Library"),
    _college("naugatuck-valley", "Naugatuck Valley", "Max R. Traurig Library"),
    _college("northwestern", "Northwestern"),
    _college("norwalk", "Norwalk", "Everett I. L. Baker Library"),
    _college("quinebaug-valley", "Quinebaug Valley"),
    _college("three-rivers", "Three Rivers", "Donald R. Welter Library"),
    _college("tunxis", "Tunxis"),
    Library(
        "charter-oak",
        "Charter Oak State College Library",
        "Charter Oak",
        "online college",
        "charter-oak.example.edu",
    ),
    Library(
        "state-library",
        "Connecticut State Library",
        "State Library",
        "state library",
        "state-library.example.org",
        staff_size=_STAFF["state-library"],
    ),
)

PARTNERS = (
    Partner(
        "writing-center",
        "Southern Writing Center",
        "Writing Center",
        "writing.southern.example.edu",
        "southern",
    ),
    Partner(
        "it-accessibility",
        "Office of Accessible Information Technology",
        "IT Accessibility",
        "accessible-it.example.edu",
        None,
    ),
    Partner(
        "disability-services",
        "Eastern Office of Disability Services",
        "Disability Services",
        "disability.eastern.example.edu",
        "eastern",
    ),
    Partner(
        "academic-technology",
        "Central Academic Technology",
        "Academic Technology",
        "acadtech.central.example.edu",
        "central",
    ),
    Partner(
        "student-government",
        "Capital Student Government Association",
        "Student Government",
        "students.capital.example.edu",
        "capital",
    ),
    Partner(
        "public-library",
        "Mill River Public Library",
        "Mill River",
        "millriver.example.org",
        None,
    ),
)

DIRECTIONS = (
    DemoDirection(
        "student-success",
        "Student success and reduced inequity",
        "Take away what stands between students and what they need from a library.",
    ),
    DemoDirection(
        "collaboration",
        "Deeper and broader collaboration",
        "Work together across the membership, and with partners on campus and beyond.",
    ),
    DemoDirection(
        "collections",
        "Robust, accessible, shared collections",
        "Build and keep collections that every member's readers can find and use.",
    ),
    DemoDirection(
        "assessment",
        "Assessment data that advocates",
        "Gather figures and stories that show what the member libraries are worth.",
    ),
)

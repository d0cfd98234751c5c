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

OFFICE = Office("office", "Library Consortium Office", "Office", "consortium.example.org")


def _university(key: str, institution: str, library: str) -> Library:
    name = f"{institution} Connecticut State University, {library}"
    return Library(key, name, institution, "state university", f"{key}.example.edu")


def _college(key: str, campus: str, library: str | None = None) -> Library:
    name = f"CT State {campus}, {library}" if library else f"CT State {campus} Library"
    return Library(key, name, campus, "community college", f"{key}.example.edu")


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

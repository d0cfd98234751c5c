"""Value statements of the demo: a letter to a provost, the council's page, and two drafts."""

from dataclasses import dataclass

from models.value_statements import StatementKind, StatementPart


@dataclass(frozen=True)
class DemoStatement:
    """A statement: of what, about which period in words, written how many days ago."""

    kind: StatementKind
    about: str
    """The key of a library or of a group; empty for the whole consortium."""
    period: str
    days_ago: int
    texts: dict[StatementPart, str]
    is_published: bool = True


STATEMENTS = (
    DemoStatement(
        StatementKind.LIBRARY,
        "tunxis",
        "last fiscal year",
        60,
        {
            StatementPart.OPENING: (
                "Our library gives three people to the consortium. What they decide there with"
                " colleagues of other campuses, our students use every day: the shared catalog, the"
                " courier, and textbooks that cost nothing."
            ),
            StatementPart.HIGHLIGHTS: (
                "The first-year module that we teach was written together, and is the same at every"
                " campus. Streaming video for our classes cost us a share of what a single library"
                " pays for it. One of our librarians chairs the group that checks whether everybody"
                " can read what we buy."
            ),
        },
    ),
    DemoStatement(
        StatementKind.QUARTER,
        "",
        "last quarter",
        35,
        {
            StatementPart.OPENING: (
                "Over the summer the groups prepared the fall. What they settled is below, and each"
                " direction has its line."
            )
        },
    ),
    DemoStatement(
        StatementKind.GROUP,
        "metadata",
        "last fiscal year",
        20,
        {
            StatementPart.OPENING: "A year of norms: what was written in ten places is in one now.",
            StatementPart.NEXT: "Local notes, and names as the people who bear them write them.",
        },
        is_published=False,
    ),
    DemoStatement(
        StatementKind.CONSORTIUM,
        "",
        "last fiscal year",
        12,
        {
            StatementPart.OPENING: (
                "What eighteen libraries did together in a year: what they decided and bought,"
                " and whom it helped."
            )
        },
        is_published=False,
    ),
)
SAVINGS = (
    ("the vendor's price list for a single library", 35),
    ("what we paid alone the year before", 18),
    ("a quote for our campus alone", 27),
    ("the list price, less the discount we had", 22),
    None,
)
"""Against what the savings of the demo are reckoned, and the percent of the cost that they are, in
turn; None where a library has declared nothing.
"""

"""What the groups of the demo settled lately, and what they still have to settle."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupDecisions:
    """Two decisions of one group, the older first, and a question that is open."""

    group: str
    long_ago: str
    lately: str
    open: str
    reason: str = ""
    """Why the later decision was taken, which then replaces the older one."""
    reviewed: str = ""
    """What was said when the older decision was reviewed: it partly worked."""


DECISIONS = (
    GroupDecisions(
        "council",
        "The shared catalog stays with its present vendor until June, because the renewal price is"
        " fixed.",
        "Each library names one person who answers the yearly data call.",
        "Which share of the courier's cost does each campus carry?",
    ),
    GroupDecisions(
        "oer",
        "Locally made textbooks get a record in the shared catalog before the term begins.",
        "The grants go to courses with the most first-generation students first.",
        "Who checks the accessibility of adopted textbooks?",
    ),
    GroupDecisions(
        "e-resources",
        "Trials last four weeks, so that every campus has a full working month to look.",
        "We renew the nursing package, because its cost per use fell by a third.",
        "Do we give up the print duplicates of journals that we hold online?",
    ),
    GroupDecisions(
        "resource-sharing",
        "Reserve books go out for three hours at every library.",
        "The courier stops at the State Library on Tuesdays from January on.",
        "How do we lend laptops to students of another campus?",
        reviewed="Evening students still wait for a copy; day students do not.",
    ),
    GroupDecisions(
        "assessment",
        "Every library reports visits by term, as the national survey does.",
        "Every library reports visits by month, not by term.",
        "Which figures do provosts ask for first?",
        reason="The courier contract is priced by the month, and so is every budget question.",
    ),
    GroupDecisions(
        "metadata",
        "We keep one shared file of norm rules, so that a change is made once.",
        "Tribal nation names follow the list that the nations themselves publish.",
        "Who repairs records when a vendor sends them again?",
    ),
    GroupDecisions(
        "information-literacy",
        "The first-year module is the same at every campus, with local examples.",
        "We ask students three questions after each class, because longer forms came back empty.",
        "Can the module carry credit at the universities?",
    ),
    GroupDecisions(
        "accessibility",
        "No platform is renewed without a current accessibility report.",
        "Videos without captions come off the shared guides by the end of term.",
        "Who pays for remediation of course packs?",
    ),
    GroupDecisions(
        "repository",
        "Theses are open at once unless the author asks for a year.",
        "Student work needs a signed form before it goes online.",
        "Where do data sets larger than ten gigabytes go?",
    ),
    GroupDecisions(
        "student-advisory",
        "Students on the group are paid for their hours.",
        "Finals week has quiet floors at all campuses.",
        "Which services should stay open after ten in the evening?",
    ),
    GroupDecisions(
        "archives-teaching",
        "Classes book originals two weeks ahead.",
        "One shared form asks teachers what their class should learn.",
        "May classes photograph letters that name living people?",
    ),
)
"""The groups that go on, each once."""

LONG_SETTLED = (
    ("metadata", 265, "Every record says in which languages the book can be read."),
    ("oer", 251, "An adopted open textbook is on reserve in print at each campus that teaches it."),
    ("resource-sharing", 237, "A book that is asked for waits seven days on the shelf for holds."),
    (
        "information-literacy",
        223,
        "The first-year module is taught in two sessions, since one was too short for sources.",
    ),
    ("accessibility", 209, "Each vendor's accessibility report is kept in one shared place."),
    ("assessment", 195, "We count who asks a question, wherever it is asked."),
)
"""What groups decided in the spring: group, days ago, wording."""

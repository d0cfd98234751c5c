"""Impact stories that people of the demo wrote: one in each state, with each permission."""

from dataclasses import dataclass

from models.stories import StoryAudience, StoryPermission

QUOTED = frozenset((StoryPermission.QUOTE,))
NAMED = frozenset(StoryPermission)


@dataclass(frozen=True)
class DemoStory:
    """A story, by whom, of which group and directions, and how many days ago it was written."""

    author: str
    group: str
    directions: tuple[str, ...]
    title: str
    who_was_helped: str
    problem: str
    what_was_done: str
    what_changed: str
    evidence: str
    days_ago: int
    audience: StoryAudience = StoryAudience.MEMBERS
    permissions: frozenset[StoryPermission] = frozenset()
    is_submitted: bool = True


STORIES = (
    DemoStory(
        "renske",
        "oer",
        ("student-success",),
        "Biology without a bill",
        "Students of two evening sections of general biology.",
        "The textbook cost 180 dollars, and a third of the class had none by week four.",
        "The group helped the instructor adopt an open textbook and put print copies on reserve.",
        "Everybody had the book on the first day, and fewer students dropped the course than the"
        " year before.",
        "The bookstore's price list, and the enrollment of both terms.",
        40,
        audience=StoryAudience.PUBLIC,
        permissions=NAMED,
    ),
    DemoStory(
        "lorna",
        "oer",
        ("student-success", "collections"),
        "A reader made at home",
        "Students in a first-year history course.",
        "No single book covered the course, and the copied pages could not be read aloud by a"
        " screen reader.",
        "A librarian and the instructor made an open reader, with text that any reader can use.",
        "Three campuses teach from it now.",
        "",
        25,
        audience=StoryAudience.DIRECTORS,
        permissions=QUOTED,
    ),
    DemoStory(
        "zainab",
        "oer",
        ("student-success",),
        "A laptop for finals",
        "A student whose own computer had broken.",
        "Her papers were due in the week in which it broke.",
        "The library lent her a laptop until the end of finals.",
        "She handed in all of them.",
        "",
        12,
    ),
    DemoStory(
        "renske",
        "oer",
        ("collaboration",),
        "Two campuses, one workshop",
        "Instructors who were new to open textbooks.",
        "",
        "We taught one workshop for both campuses.",
        "",
        "",
        2,
        is_submitted=False,
    ),
)

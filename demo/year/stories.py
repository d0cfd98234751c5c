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
        "bronwyn",
        "accessibility",
        ("student-success", "collections"),
        "The textbook that could be heard",
        "A student who reads by ear.",
        "The platform of her course showed its pages as pictures, which no program can read aloud.",
        "The group checked the platform, and asked the vendor of all campuses for text at once.",
        "She read with the class from the second week on, and so does everybody after her.",
        "The vendor's report before and after.",
        210,
        audience=StoryAudience.DIRECTORS,
        permissions=NAMED,
    ),
    DemoStory(
        "yolanda",
        "resource-sharing",
        ("collaboration", "collections"),
        "Four days instead of eleven",
        "A nursing student at a small campus.",
        "The only copy of a book for her practicum was at the far end of the state.",
        "The courier's route was turned around, so that small campuses come first.",
        "She had the book in four days, where it took eleven before.",
        "The courier's log of the spring.",
        190,
        audience=StoryAudience.PUBLIC,
        permissions=QUOTED,
    ),
    DemoStory(
        "greta",
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
        "cleo",
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
        "maria",
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
        "greta",
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
    DemoStory(
        "saoirse",
        "information-literacy",
        ("student-success", "assessment"),
        "Fewer students sent away",
        "First-year students who came to the desk with the same question.",
        "They had been shown four catalogs in four classes.",
        "All campuses teach one search exercise, with the same ten minutes at its beginning.",
        "The desk now counts half as many of these questions in the first month of a term.",
        "The count of in-person questions of two years.",
        100,
        audience=StoryAudience.DIRECTORS,
        permissions=NAMED,
    ),
    DemoStory(
        "ben",
        "repository",
        ("collections",),
        "A thesis that its author's daughter read",
        "A nurse who looked for the thesis that her late mother had written.",
        "It stood on paper in a storeroom of another campus.",
        "The group scanned the theses of all campuses up to 1990, with leave where it was needed.",
        "She found it from her phone, and wrote to thank the library.",
        "",
        82,
        audience=StoryAudience.PUBLIC,
        permissions=QUOTED,
    ),
)

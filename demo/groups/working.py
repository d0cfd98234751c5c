"""The working groups, task forces and interest group of the demo consortium."""

from datetime import time

from demo.groups.demo_group import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    DemoChannel,
    DemoGroup,
    Digest,
    Rhythm,
)

METADATA = DemoGroup(
    key="metadata",
    name="Metadata Working Group",
    kind="working group",
    charge=(
        "Keep the shared catalog's records consistent, findable and fair to the people they"
        " describe. Write and maintain the rules that clean records on import. Advise the council"
        " twice a year on work that needs money or staff time."
    ),
    directions=("collections", "collaboration"),
    channel=DemoChannel("metadata", "C0DEMO001", "Shared catalog records, norm rules and headings"),
    chair="ann",
    co_chair="layla",
    members=("ann", "layla", "ben", "emil", "anselm", "dmitri", "thaddeus", "ravi", "mateo"),
    partners=(),
    rhythm=Rhythm("month", TUESDAY, time(10, 0), nth=2),
    place="https://meet.example.edu/metadata",
    digest=Digest(),
    started=-1130,
    hours=6,
)

INFORMATION_LITERACY = DemoGroup(
    key="information-literacy",
    name="Information Literacy Working Group",
    kind="working group",
    charge=(
        "Share teaching materials across campuses and keep one rubric for research skills. Help"
        " students who transfer from a college to a university find the same expectations at both."
    ),
    directions=("student-success", "collaboration"),
    channel=DemoChannel(
        "info-literacy", "C0DEMO006", "Lesson plans, the rubric, transfer students"
    ),
    chair="saoirse",
    co_chair="cleo",
    members=(
        "saoirse",
        "cleo",
        "zainab",
        "meiling",
        "nkechi",
        "sterling",
        "maria",
        "bronwyn",
        "hollis",
        "greta",
    ),
    partners=("pia", "teodor"),
    rhythm=Rhythm("week", FRIDAY, time(9, 30), minutes=45, interval=2),
    place="https://meet.example.edu/info-literacy",
    digest=Digest(FRIDAY, time(8, 0)),
    started=-910,
    hours=5,
)

ACCESSIBILITY = DemoGroup(
    key="accessibility",
    name="Accessibility Working Group",
    kind="working group",
    charge=(
        "Test what the libraries buy and publish with people who use assistive technology. Keep a"
        " public list of known barriers with a way around each, and press vendors to remove them."
    ),
    directions=("student-success", "collections"),
    channel=DemoChannel("accessibility", "C0DEMO007", "Audits, barriers, ways around them"),
    chair="bronwyn",
    co_chair="renske",
    members=("bronwyn", "renske", "ben", "tariq", "luis", "kalpana"),
    partners=("gwendolyn", "farid", "marisol", "clement"),
    rhythm=Rhythm("month", THURSDAY, time(14, 0), nth=1),
    place="https://meet.example.edu/accessibility",
    digest=Digest(WEDNESDAY, time(9, 0)),
    started=-780,
    hours=6,
)

REPOSITORY = DemoGroup(
    key="repository",
    name="Digital Repository Working Group",
    kind="working group",
    charge=(
        "Run the shared repository of theses, faculty work and digitized collections. Set its"
        " metadata, rights and preservation practice, and bring the colleges' collections into it."
    ),
    directions=("collections", "collaboration"),
    channel=DemoChannel("repository", "C0DEMO008", "Deposits, rights, preservation"),
    chair="dmitri",
    co_chair="ravi",
    members=("dmitri", "ravi", "anselm", "ben", "layla", "meiling"),
    partners=("percy",),
    rhythm=Rhythm("month", MONDAY, time(10, 30), nth=3),
    place="https://meet.example.edu/repository",
    digest=Digest(MONDAY, time(9, 0), "nothing"),
    started=-1015,
    hours=6,
)

STUDENT_ADVISORY = DemoGroup(
    key="student-advisory",
    name="Student Advisory Panel Task Force",
    kind="task force",
    charge=(
        "Set up a standing panel of students who advise the libraries and are paid for their time."
        " Recruit from every kind of campus, hold two trial sessions, and give the council a plan"
        " to go on."
    ),
    directions=("student-success", "assessment"),
    channel=DemoChannel("student-panel", "C0DEMO009", "Setting up the student advisory panel"),
    chair="nkechi",
    co_chair="sterling",
    members=("nkechi", "sterling", "zainab", "darnell", "amara", "kalpana"),
    partners=("xiomara", "jaylen", "pia"),
    rhythm=Rhythm("week", WEDNESDAY, time(16, 0), minutes=30),
    place="https://meet.example.edu/student-panel",
    digest=Digest(TUESDAY, time(8, 30)),
    started=-84,
)

ARCHIVES_TEACHING = DemoGroup(
    key="archives-teaching",
    name="Teaching with Archives Interest Group",
    kind="interest group",
    charge=(
        "Bring together anyone who teaches with local history and primary sources. Trade exercises,"
        " visit one another's collections, and suggest what should be digitized next."
    ),
    directions=("collaboration",),
    channel=DemoChannel("teaching-archives", "C0DEMO010", "Primary sources in the classroom"),
    chair="thaddeus",
    co_chair=None,
    members=("thaddeus", "ravi", "saoirse", "lorna", "otis", "abe"),
    partners=("bertrand",),
    rhythm=Rhythm("month", FRIDAY, time(12, 0), nth=2),
    place="https://meet.example.edu/teaching-archives",
    digest=Digest(FRIDAY, time(9, 0), "nothing"),
    started=-150,
)

DISCOVERY = DemoGroup(
    key="discovery",
    name="Discovery Interface Task Force",
    kind="task force",
    charge=(
        "Move all member libraries to the new search interface before the fall semester. "
        "Agree on shared labels and facets, test them with students, and train staff. "
        "Finish with a report and hand the upkeep to the Electronic Resources Committee."
    ),
    directions=("collections", "student-success"),
    channel=DemoChannel("discovery", "C0DEMO012", "The move to the new search interface"),
    chair="anselm",
    co_chair="mateo",
    members=("anselm", "mateo", "ann", "cleo", "emil", "kalpana", "yolanda"),
    partners=("gwendolyn",),
    rhythm=Rhythm("week", THURSDAY, time(11, 0), interval=2),
    place="https://meet.example.edu/discovery",
    digest=Digest(WEDNESDAY, time(8, 30)),
    started=-430,
    discharged=-63,
)

"""The council of directors and the standing committees of the demo consortium."""

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
from demo.people import PEOPLE

COUNCIL = DemoGroup(
    key="council",
    name="Council of Library Directors",
    kind="council",
    charge=(
        "Decide for the consortium, with one vote for each member library. "
        "Set its budget and directions, issue the charges of its groups, and receive their reports."
    ),
    directions=("student-success", "collaboration", "collections", "assessment"),
    channel=DemoChannel("council", "C0DEMO011", "Directors only", is_private=True),
    chair="rosalind",
    co_chair="tomasz",
    members=tuple(person.key for person in PEOPLE if person.is_director),
    partners=(),
    rhythm=Rhythm("month", FRIDAY, time(10, 0), minutes=90, nth=1),
    place="https://meet.example.edu/council",
    digest=Digest(MONDAY, time(7, 30)),
    started=-2190,
    hours=3,
)

OER = DemoGroup(
    key="oer",
    name="Open Educational Resources Committee",
    kind="standing committee",
    charge=(
        "Lower what students pay for course materials by helping faculty find, adapt and publish"
        " open ones. Run the yearly grants for course redesign and report the savings by campus."
    ),
    directions=("student-success", "collections"),
    channel=DemoChannel(
        "open-textbooks", "C0DEMO002", "Open textbooks, grants and faculty stories"
    ),
    chair="priya",
    co_chair="nkechi",
    members=("priya", "nkechi", "cleo", "kalpana", "greta", "hollis", "darnell", "maria", "otis"),
    partners=("sunniva", "jaylen"),
    rhythm=Rhythm("month", THURSDAY, time(13, 0), nth=3),
    place="https://meet.example.edu/open-textbooks",
    digest=Digest(THURSDAY, time(8, 30)),
    started=-1480,
    hours=6,
)

E_RESOURCES = DemoGroup(
    key="e-resources",
    name="Electronic Resources Committee",
    kind="standing committee",
    charge=(
        "Review, negotiate and recommend the databases and journal packages that libraries license"
        " together. Watch cost, use and accessibility of each. Bring every renewal to the council"
        " at least sixty days before it falls due."
    ),
    directions=("collections", "assessment"),
    channel=DemoChannel("e-resources", "C0DEMO003", "Licenses, trials, outages and renewals"),
    chair="josephine",
    co_chair="mateo",
    members=("josephine", "mateo", "renske", "luis", "emil", "winifred", "kalpana", "ann", "tariq"),
    partners=("gwendolyn",),
    rhythm=Rhythm("week", WEDNESDAY, time(14, 0), interval=2),
    place="https://meet.example.edu/e-resources",
    digest=Digest(MONDAY, time(8, 0), "nothing"),
    started=-1825,
    hours=8,
)

RESOURCE_SHARING = DemoGroup(
    key="resource-sharing",
    name="Resource Sharing and Delivery Committee",
    kind="standing committee",
    charge=(
        "Make borrowing between the member libraries quick and predictable. Look after lending"
        " rules, reserve policies and delivery, and settle disputes between desks."
    ),
    directions=("collaboration", "collections"),
    channel=DemoChannel("resource-sharing", "C0DEMO004", "Lending rules, reserves, courier bins"),
    chair="yolanda",
    co_chair="abe",
    members=(
        "yolanda",
        "abe",
        "winifred",
        "sterling",
        "bronwyn",
        "luis",
        "otis",
        "thaddeus",
        "hollis",
        "tariq",
    ),
    partners=("harriet",),
    rhythm=Rhythm("month", WEDNESDAY, time(11, 0), nth=1),
    place="https://meet.example.edu/resource-sharing",
    digest=Digest(TUESDAY, time(9, 0)),
    started=-1640,
    hours=5,
)

ASSESSMENT = DemoGroup(
    key="assessment",
    name="Assessment and Statistics Committee",
    kind="standing committee",
    charge=(
        "Agree what the member libraries count and how, and collect the figures once a year. "
        "Turn them into short accounts that directors can put before their presidents."
    ),
    directions=("assessment",),
    channel=DemoChannel("assessment", "C0DEMO005", "Counting, surveys and telling the story"),
    chair="lorna",
    co_chair="darnell",
    members=("lorna", "darnell", "zainab", "meiling", "greta", "renske", "tomasz"),
    partners=("percy",),
    rhythm=Rhythm("month", MONDAY, time(15, 0), nth=4),
    place="https://meet.example.edu/assessment",
    digest=Digest(),
    started=-1290,
    hours=5,
)

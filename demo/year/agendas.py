"""What some groups of the demo are to talk about at their next meetings."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class DemoItem:
    """An item, with who leads through it by the place among the members."""

    title: str
    minutes: int
    purpose: Literal["inform", "discuss", "decide"] = "discuss"
    member: int = 1
    is_consent: bool = False
    is_pulled: bool = False
    """Whether somebody wants to talk about it."""
    was_carried: bool = False
    """Whether the last meeting had it on its agenda, too."""
    papers: str = ""


@dataclass(frozen=True)
class PlannedAgenda:
    """The next agenda of one group, and how many hours before the meeting it is posted."""

    group: str
    hours: int
    items: tuple[DemoItem, ...]


AGENDAS = (
    PlannedAgenda(
        "resource-sharing",
        48,
        (
            DemoItem(
                "Courier price from January on",
                15,
                "decide",
                papers="https://example.org/courier-offer",
                was_carried=True,
            ),
            DemoItem("Minutes of the last meeting", 5, "decide", member=0, is_consent=True),
            DemoItem(
                "Loan periods over the winter break",
                5,
                "decide",
                2,
                is_consent=True,
                is_pulled=True,
            ),
            DemoItem("How laptops travel between campuses", 20, "discuss", 2),
            DemoItem("News from the State Library", 5, "inform", 3),
        ),
    ),
    PlannedAgenda(
        "metadata",
        24,
        (
            DemoItem("Names of tribal nations: the list for this year", 20, "decide"),
            DemoItem("Records that a vendor sent twice", 25, "discuss", 2, was_carried=True),
            DemoItem("What the new norms file breaks", 30, "discuss", 3),
        ),
    ),
    PlannedAgenda(
        "council",
        72,
        (
            DemoItem("Minutes of the last meeting", 5, "decide", member=0, is_consent=True),
            DemoItem("Budget figures of the consortium", 30, "discuss"),
        ),
    ),
)

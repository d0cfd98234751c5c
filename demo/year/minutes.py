"""What stands in the minutes of some meetings of the demo, the oldest meeting of a group first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingRecord:
    """The lines of one meeting."""

    notes: tuple[str, ...]
    decided: str
    action: str
    announced: str = ""
    parked: str = ""


@dataclass(frozen=True)
class GroupRecords:
    """The minutes of the last meetings of one group. Of three or more the latest is a draft, the
    one before it is circulated, and all others are approved.
    """

    group: str
    meetings: tuple[MeetingRecord, ...]
    correction: tuple[str, str] = ("", "")
    """How the first note of the oldest was corrected, and what was amended once it was approved."""
    wanted: str = ""
    """How somebody wants the first note of the circulated ones to read."""


MINUTES = (
    GroupRecords(
        "metadata",
        (
            MeetingRecord(
                ("We compared 40 records that vendors had sent twice.",),
                "Vendor records are loaded on Mondays only, because staff are there to check them.",
                "Write the checklist for vendor loads",
                announced="The State Library has new subject files.",
                parked="Records for laptops and hotspots",
            ),
            MeetingRecord(
                ("Headings for places were compared with the national list.",),
                "Place names follow the national list.",
                "List the place names that differ",
            ),
            MeetingRecord(
                ("Three campuses still add local notes to shared records.",),
                "Local notes go into item records.",
                "Tell the campuses how local notes are moved",
                announced="The next load is a week later than usual.",
            ),
            MeetingRecord(
                ("The norm file has 12 open questions.", "Two of them are about series titles."),
                "Series titles are traced as the publisher prints them.",
                "Close the questions about series titles in the norm file",
                parked="Who repairs records when a vendor sends them again",
            ),
        ),
        correction=(
            "We compared 14 records that vendors had sent twice.",
            "The records had come from two vendors, not from one.",
        ),
        wanted="Two campuses still add local notes to shared records.",
    ),
    GroupRecords(
        "resource-sharing",
        (
            MeetingRecord(
                ("The courier missed four stops in the storm week.",),
                "Missed stops are made up on the next working day.",
                "Ask the courier for a plan for snow days",
            ),
            MeetingRecord(
                ("Lost items are charged in four different ways.",),
                "Lost items are charged at their replacement cost everywhere.",
                "Draft the page about lost items",
                parked="Lending to people of other states",
            ),
        ),
    ),
)

"""The whole life of a task force: proposed, activated, staffed, handed on, reviewed, split,
discharged, and found years later.
"""

from datetime import date, timedelta

from sqlmodel import select

from models import Group
from models.database import reading, unit_of_work
from services import groups
from tests.factories import NOW, organization, person
from tests.happenings import new_york
from tests.running import Convene

ANSWERS = {
    "Name": "Discovery",
    "Kind": "Task force",
    "What problem is it to solve?": "Every library has its own <search>.",
    "For whom?": "Students & their teachers.",
    "How will we know that it is done?": "All libraries use one.",
    "Who must be at the table?": "Systems, teaching, and a student.",
    "Is that representative of the member libraries?": "Colleges and universities both.",
}
YEARS = timedelta(days=3 * 365)


def staff(convene: Convene) -> None:
    """Five libraries and a partner come together."""
    cast = convene.cast
    with unit_of_work() as session:
        force = session.exec(select(Group).where(Group.name_key == "discovery")).one()
        libraries = [
            cast.central,
            cast.tunxis,
            *(organization(session, key) for key in ("norwalk", "gateway", "capital")),
        ]
        new = [
            person(session, f"{library.key.title()} Librarian", at=session.merge(library))
            for library in libraries
        ]
        groups.add(
            session,
            force,
            [*new, session.merge(cast.pia)],
            by=session.merge(cast.cleo),
            now=NOW,
        )


def test_a_task_force_lives_and_is_found_years_later(convene: Convene) -> None:
    workspace = convene.workspace
    propose(convene)
    activate(convene)
    staff(convene)
    hand_on(convene)
    is_reviewed(convene)
    is_split(convene)
    workspace.move_clock(YEARS)
    convene.tick()
    workspace.command("/wg list discharged", as_="Ben", in_="general")
    assert "Discovery" in convene.answer_to("Ben")
    workspace.command("/wg show Discovery", as_="Ben", in_="general")
    page = convene.answer_to("Ben")
    assert "Final report.* All libraries moved; see https://example.edu/report" in page
    assert "it is split into Discovery Labels and Discovery Upkeep" in page
    workspace.click("Charge", as_="Ben")
    workspace.click("How it was formed", as_="Ben")
    formed = convene.answer_to("Ben")
    assert "Every library has its own &lt;search&gt;." in formed
    assert "proposed by Ben Brook, Central" in formed
    workspace.command("/wg charge Discovery Upkeep", as_="Ben", in_="general")
    assert "It came out of Discovery." in convene.answer_to("Ben")
    workspace.command("/wg propose Discovery", as_="Ben", in_="general")
    assert "Propose a group" in convene.page_of("Ben")


def propose(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg propose Discovery", as_="Ben", in_="general")
    workspace.fill(ANSWERS, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "The program manager hears of it now" in convene.page_of("Ben")
    convene.deliver()
    assert (
        "Ben Brook, Central proposes a group: *Discovery* (task force)"
        in convene.said_to("Dag")[-1]
    )
    workspace.command("/wg proposals", as_="Cleo", in_="general")
    assert "There is no proposal that you may see." in convene.answer_to("Cleo")


def activate(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.click("Start the group", as_="Dag")
    workspace.fill(
        {
            "Channel": "reserves",
            "Chair": "Cleo Costa",
            "Sponsor": "The council",
            "Decides or advises": "Advises who decides",
            "Sunset date": "2027-06-30",
        },
        as_="Dag",
    )
    assert workspace.submit(as_="Dag") == {}
    convene.deliver()
    assert "Dag Dahl made a group of your proposal: *Discovery*." in convene.said_to("Ben")[-1]
    workspace.command("/wg join Discovery", as_="Ben", in_="general")
    assert (
        "Discovery cannot be joined, because it is a task force. Ask Cleo Costa to add you."
        in convene.answer_to("Ben")
    )
    workspace.command("/wg charge Discovery", as_="Cleo", in_="general")
    workspace.click("Add a deliverable", as_="Cleo")
    workspace.fill(
        {"What the group is to have done": "One set of labels", "By when": "2027-03-01"},
        as_="Cleo",
    )
    assert workspace.submit(as_="Cleo") == {}
    page = convene.page_of("Cleo")
    assert "Sponsor: The council" in page
    assert "One set of labels* · due Mon, Mar 1, 2027" in page


def hand_on(convene: Convene) -> None:
    """Ben comes in and takes the chair."""
    workspace = convene.workspace
    workspace.command("/wg add @ben to Discovery", as_="Cleo", in_="general")
    workspace.command("/wg edit Discovery", as_="Cleo", in_="general")
    workspace.fill({"Chair and co-chairs": ["Ben Brook"]}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    workspace.command("/wg show Discovery", as_="Ben", in_="general")
    assert "Ben Brook (chair)" in convene.answer_to("Ben")
    for place in ("Central", "Tunxis", "Norwalk", "Gateway", "Capital", "Writing"):
        assert place in convene.answer_to("Ben")


def is_reviewed(convene: Convene) -> None:
    """The chair is warned, proposes to go on, and the program manager records it."""
    workspace = convene.workspace
    workspace.move_clock(new_york(date(2027, 5, 3), 10))
    convene.deliver()
    warning = convene.said_to("Ben")[-1]
    assert "charge of *Discovery* lasts until Wed, Jun 30, 2027" in warning
    workspace.click("Review", as_="Ben")
    workspace.fill(
        {
            "Outcome": "Continue",
            "Reason": "Two libraries are left.",
            "New sunset date": "2027-12-31",
        },
        as_="Ben",
    )
    assert workspace.submit(as_="Ben") == {}
    convene.deliver()
    assert (
        "Ben Brook proposes for *Discovery*: continue until Fri, Dec 31, 2027"
        in (convene.said_to("Dag")[-1])
    )
    workspace.click("Record the review", as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "it continues until Fri, Dec 31, 2027" in convene.page_of("Dag")
    convene.deliver()
    assert "recorded the review of *Discovery*" in convene.said_to("Ben")[-1]


def is_split(convene: Convene) -> None:
    """The charge lapses, and its work goes on in two groups."""
    workspace = convene.workspace
    workspace.move_clock(new_york(date(2028, 1, 3), 10))
    workspace.command("/wg show Discovery", as_="Ben", in_="general")
    assert "The charge lapsed on Fri, Dec 31, 2027; a review is due." in convene.answer_to("Ben")
    workspace.command("/wg review Discovery", as_="Dag", in_="general")
    workspace.fill(
        {
            "Outcome": "Split",
            "Reason": "Labels and upkeep are two things.",
            "New groups": "Discovery Labels\nDiscovery Upkeep",
            "Final report": "All libraries moved; see https://example.edu/report",
        },
        as_="Dag",
    )
    assert workspace.submit(as_="Dag") == {}
    assert "2 new groups without a channel" in convene.page_of("Dag")
    convene.deliver()
    posted = [str(message["text"]) for message in workspace.channel("reserves").messages]
    [news] = [text for text in posted if "was discharged" in text]
    assert "Its work goes on in *Discovery Labels* and *Discovery Upkeep*." in news
    assert "Thank you for your work in it: " in news
    with reading() as session:
        [upkeep] = session.exec(select(Group).where(Group.name == "Discovery Upkeep"))
        assert len(groups.roster(session, upkeep, workspace.now)) == 8

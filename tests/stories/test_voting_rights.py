"""A vote that is lost by missing two meetings, and regained by coming to two."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import Call, CallUnit, Group
from models.database import reading, unit_of_work
from models.seats import SeatFacts, VotingSeats
from services import seats
from tests.factories import NOW
from tests.happenings import meeting
from tests.running import Convene

DAY = timedelta(days=1)
FOUR = ("First", "Second", "Third", "Fourth")
NO_VOTE = "no vote until they have come to 2 meetings in a row"


@pytest.fixture
def seated(convene: Convene) -> Convene:
    """Cleo and Dag sit in voting seats of Metadata, which has held four meetings since."""
    with unit_of_work() as session:
        group, cast = convene.cast.metadata, convene.cast
        for person in (cast.cleo, cast.dag):
            seat = seats.add(session, group, SeatFacts(), by=cast.ann, now=NOW - 9 * DAY)
            seats.appoint(
                session,
                seat,
                group,
                person,
                first=(NOW - 8 * DAY).date(),
                by=cast.ann,
                now=NOW - 8 * DAY,
            )
        for number, title in enumerate(FOUR):
            meeting(session, group, NOW - (6 - number) * DAY, title=title)
    return convene


def declare(convene: Convene, lost_after: str, regained_after: str = "") -> None:
    workspace = convene.workspace
    workspace.command("/wg edit", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Missed meetings in a row that lose the vote": lost_after,
            "Meetings in a row that bring it back": regained_after,
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()


def save(convene: Convene, title: str, came: Sequence[str]) -> None:
    """Ann saves who came to a meeting."""
    workspace = convene.workspace
    workspace.command(f"/meet came {title}", as_="Ann", in_="metadata")
    workspace.fill({"People": came}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()


def base(convene: Convene) -> VotingSeats:
    with reading() as session:
        group = session.get_one(Group, convene.cast.metadata.id)
        return seats.voting_seats(session, group, convene.workspace.now)


def draft_of(convene: Convene, question: str) -> str:
    """Ann drafts a call to the seats; its preview."""
    workspace = convene.workspace
    workspace.command(f"/call new {question}", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Who is called": "Every voting seat of the group",
            "Closes on": "2026-12-10",
            "What no answer means": "It counts neither for nor against",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    return convene.page_of("Ann")


def open_it(convene: Convene) -> str:
    """Ann opens what she drafted; its card."""
    convene.workspace.click("Open", as_="Ann")
    convene.workspace.close(as_="Ann")
    convene.deliver()
    messages = convene.workspace.channel("metadata").messages
    texts = [convene.workspace.text_of(message) for message in messages]
    return [text for text in texts if "Opened by" in text][-1]


def called(session: Session, question: str) -> int:
    """How many seats a call went to."""
    call = session.exec(select(Call).where(Call.question == question)).one()
    return len(session.exec(select(CallUnit).where(CallUnit.call_id == call.id)).all())


def test_a_vote_is_lost_by_two_missed_meetings_and_regained_by_two(seated: Convene) -> None:
    workspace = seated.workspace
    declare(seated, "2")
    workspace.command("/wg show Metadata", as_="Gil", in_="general")
    rule = "Whoever misses 2 meetings in a row has no vote until they have come to 2 meetings in"
    assert rule in seated.answer_to("Gil")
    save(seated, "First", ["Dag Dahl"])
    assert seated.said_to("Cleo")[-1].startswith(
        "You were missed at the last meeting of *Metadata*. If you miss the next one, your seat has"
        " no vote until you have come to 2 meetings in a row: its charge says so."
    )
    assert base(seated) == VotingSeats(filled=2)
    save(seated, "Second", ["Dag Dahl"])
    heard = seated.said_to("Cleo")[-1]
    assert heard.startswith(
        "You were missed at the last 2 meetings of *Metadata*. By its charge your seat has no vote"
        " until you have come to 2 meetings in a row."
    )
    assert base(seated) == VotingSeats(filled=1, without_vote=1)
    workspace.command("/wg seats", as_="Gil", in_="metadata")
    listing = seated.answer_to("Gil")
    assert listing.count(NO_VOTE) == 1
    assert f"Cleo Costa (Tunxis), {NO_VOTE}" in listing
    workspace.command("/wg roster Metadata", as_="Gil", in_="general")
    assert f"Cleo Costa (Tunxis), {NO_VOTE}" in seated.answer_to("Gil")
    # Nobody else hears of it.
    for who in ("Ann", "Ben", "Dag"):
        assert not any("missed at the last" in text for text in seated.said_to(who))

    preview = draft_of(seated, "Shall we meet weekly?")
    assert "1 seat: member 2." in preview
    assert "1 seat without a vote now: it is not called." in preview
    card = open_it(seated)
    assert "1 seat without a vote when it opened: it was not called." in card
    assert "0 of 1 seat answered" in card
    workspace.click("Yes", as_="Cleo", in_="metadata")
    assert "Recorded" not in seated.answer_to("Cleo")

    save(seated, "Third", ["Cleo Costa", "Dag Dahl"])
    assert base(seated) == VotingSeats(filled=1, without_vote=1)
    save(seated, "Fourth", ["Cleo Costa", "Dag Dahl"])
    assert seated.said_to("Cleo")[-1] == "Your seat in *Metadata* has its vote again."
    assert base(seated) == VotingSeats(filled=2)
    workspace.command("/wg seats", as_="Gil", in_="metadata")
    assert NO_VOTE not in seated.answer_to("Gil")
    assert "2 seats: member 1, member 2." in draft_of(seated, "Shall we meet monthly?")
    assert "without a vote" not in open_it(seated)
    with reading() as session:
        assert called(session, "Shall we meet weekly?") == 1
        assert called(session, "Shall we meet monthly?") == 2


def test_a_corrected_list_gives_the_vote_back_at_once(seated: Convene) -> None:
    declare(seated, "2", "1")
    for title in ("First", "Second"):
        save(seated, title, ["Dag Dahl"])
    assert "until you have come to 1 meeting." in seated.said_to("Cleo")[-1]
    save(seated, "First", ["Cleo Costa", "Dag Dahl"])
    heard, corrected = seated.said_to("Cleo")[-2:]
    assert heard.startswith("Your seat in *Metadata* has its vote again. If you miss the next one,")
    assert corrected.startswith("Ann Abara corrected the list of who came to *First*")
    assert base(seated) == VotingSeats(filled=2)
    # Taking the rule back leaves nobody without a vote, until that is undone.
    save(seated, "First", ["Dag Dahl"])
    assert base(seated).without_vote == 1
    declare(seated, "")
    assert seated.said_to("Cleo")[-1] == "Your seat in *Metadata* has its vote again."
    assert base(seated) == VotingSeats(filled=2)
    seated.workspace.click("Undo", as_="Ann")
    seated.deliver()
    assert base(seated).without_vote == 1
    assert "By its charge your seat has no vote" in seated.said_to("Cleo")[-1]


def test_her_own_word_that_she_came_brings_the_vote_back(seated: Convene) -> None:
    workspace = seated.workspace
    declare(seated, "2", "1")
    for title in FOUR:
        save(seated, title, ["Dag Dahl"])
    workspace.close(as_="Ann")
    workspace.command("/meet new Norms review tomorrow 2pm", as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    seated.deliver()
    workspace.move_clock(timedelta(hours=29, minutes=20))
    save(seated, "Norms review", ["Dag Dahl"])
    workspace.close(as_="Ann")
    workspace.click("I was there", as_="Cleo", in_="metadata")
    seated.deliver()
    # It counts when the meeting is over, and she hears of it then.
    assert base(seated).without_vote == 1
    assert "By its charge" in seated.said_to("Cleo")[-1]
    workspace.move_clock(timedelta(hours=1))
    seated.deliver()
    assert base(seated).without_vote == 0
    assert seated.said_to("Cleo")[-1] == "Your seat in *Metadata* has its vote again."

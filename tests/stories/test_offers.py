"""An offer as people see it: its terms, what each would pay, who is in, and what they are bound to
by it.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Commitment, Offer
from models.database import reading, unit_of_work
from models.offers import JOINS
from services import calls
from services.calls import announcements
from tests.factories import NOW
from tests.open_calls import answer
from tests.opened_calls import CLOSES, spoken_for
from tests.opened_offers import QUESTION, offered, reply, with_terms
from tests.running import Convene
from views.calls.cards import WORDS

KIND = "An offer: each joins a shared purchase, or declines. Its terms come next"
TERMS = {
    "Vendor": "Archive <Press>",
    "First day": "2027-01-01",
    "Last day": "2027-12-31",
    "Total price, in dollars": "10,000.01",
    "How many must join": "1",
    "Notice, in days before the last day": "60",
}


def begin(convene: Convene) -> None:
    """Dag drafts an offer of Metadata, and opens the form of its terms."""
    workspace = convene.workspace
    with unit_of_work() as session:
        spoken_for(session, convene.cast)
    workspace.command(f"/call new {QUESTION}", as_="Dag", in_="metadata")
    workspace.fill(
        {
            "Closes on": "2026-12-10",
            "What no answer means": "It counts neither for nor against",
            "What each gives": KIND,
            "Who sees what each answered": "Everybody, as the answers come in",
        },
        as_="Dag",
    )
    assert workspace.submit(as_="Dag") == {}
    assert "The terms of the offer are not declared yet." in convene.page_of("Dag")
    workspace.click("Terms of the offer", as_="Dag")


def test_libraries_join_an_offer_that_goes_ahead(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene)
    workspace.fill(TERMS, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    page = convene.page_of("Dag")
    assert "From Archive &lt;Press&gt;, Fri, Jan 1, 2027 to Fri, Dec 31, 2027." in page
    assert "Central $5,000.01 ($10,000.01), Tunxis $5,000.00 ($10,000.01)" in page
    assert "By Mon, Nov 1, 2027 it must be decided whether it goes on." in page
    workspace.click("Open", as_="Dag")
    convene.deliver()
    heard = convene.said_to("Ben")[-1]
    assert "If all 2 libraries join, Central pays $5,000.01." in heard
    assert "If only 1 library join" not in heard or "at most $10,000.01" in heard
    workspace.click("Answer", as_="Ben", in_="app")
    workspace.fill({"Answer": "Join", "Contact": "Cy <desk>"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    convene.deliver()
    assert "Answered: join* (Ben Brook; contact: Cy &lt;desk&gt;)" in convene.said_to("Ben")[-1]
    card = next(
        workspace.text_of(message)
        for message in workspace.channel("metadata").messages
        if "Opened by" in workspace.text_of(message)
    )
    assert "If it closed now: goes ahead: 1 of 2 libraries joins, $10,000.01 together." in card
    assert "In:* Central $10,000.01." in card
    workspace.move_clock(timedelta(days=17))
    convene.deliver()
    ending = convene.said_to("Dag")[-1]
    assert "Goes ahead: 1 of 2 libraries joins, $10,000.01 together" in ending
    assert "Needed: at least 1; 1 is in: it goes ahead." in ending
    workspace.command("/call commitments central", as_="Cleo", in_="general")
    assert "$10,000.01 · Archive &lt;Press&gt; · Metadata" in convene.answer_to("Cleo")
    workspace.command("/call commitments tunxis", as_="Cleo", in_="general")
    assert "There are no commitments with “tunxis”." in convene.answer_to("Cleo")


def test_who_is_in_and_what_each_pays_is_hidden_where_results_are(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        spoken_for(session, convene.cast)
        found = offered(session, convene.cast, terms=with_terms(total_cents=777_700))
        unit = found.units["Central"]
        announced = answer(session, found.call, unit, convene.cast.ben, reply(JOINS))
        announcements.recorded(
            session,
            found.call,
            found.group,
            unit,
            announced,
            WORDS,
            by=convene.cast.ben,
            now=NOW,
        )
    convene.deliver()
    texts = [workspace.text_of(message) for message in workspace.channel("metadata").messages]
    [card] = [text for text in texts if "Opened by" in text]
    assert "The price is $7,777.00 in all." in card
    assert "1 of 2 libraries answered" in card
    workspace.command("/call list", as_="Ann", in_="general")
    workspace.click("Show", as_="Ann")
    page = convene.answer_to("Ann")
    for shown in (card, page):
        assert "In:" not in shown
        assert "goes ahead:" not in shown
        assert shown.count("$7,777.00") == 1


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("Total price, in dollars", "ten", "Write an amount in dollars"),
        ("How many must join", "two", "Write a whole number, such as 12."),
        ("Sizes or amounts", "Central: 3", "This formula needs no sizes or amounts."),
        ("Last day", "2026-12-31", "The last day comes before the first one."),
        ("Reminders, in days before notice and end", "soon", "Write a whole number"),
    ],
)
def test_what_is_wrong_with_terms_is_said_beside_the_field(
    convene: Convene, label: str, typed: str, words: str
) -> None:
    begin(convene)
    convene.workspace.fill(TERMS | {label: typed}, as_="Dag")
    [(field, refusal)] = convene.workspace.submit(as_="Dag").items()
    assert field == label
    assert words in refusal


def test_terms_of_a_draft_that_was_changed_meanwhile_are_refused(convene: Convene) -> None:
    begin(convene)
    with unit_of_work() as session:
        call = session.exec(select(calls.drafts.Call)).one()
        call.question = "Something else?"
        session.add(call)
    convene.workspace.fill(TERMS, as_="Dag")
    convene.workspace.submit(as_="Dag")
    assert "Somebody changed this draft" in str(convene.workspace.modal(as_="Dag"))
    with reading() as session:
        assert session.exec(select(Offer)).all() == []


def joined(convene: Convene) -> None:
    """Both libraries have joined an offer, and it has closed."""
    with unit_of_work() as session:
        cast = convene.cast
        spoken_for(session, cast)
        found = offered(session, cast)
        answer(session, found.call, found.units["Central"], cast.ben, reply(JOINS))
        answer(session, found.call, found.units["Tunxis"], cast.cleo, reply(JOINS))
        calls.close(session, found.call, found.group, now=NOW)
        announcements.ended(session, found.call, found.group, WORDS, by=None, now=NOW)
    convene.deliver()


def test_the_program_manager_renews_and_ends_commitments(convene: Convene) -> None:
    workspace = convene.workspace
    joined(convene)
    workspace.command("/call commitments tunxis", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    assert "Contact: Cleo Costa" in convene.answer_to("Dag")
    workspace.click("Renew", as_="Dag")
    workspace.fill(
        {"New last day": "2027-12-31", "Share, in dollars": "6000", "Why": "Renewed"}, as_="Dag"
    )
    assert workspace.submit(as_="Dag") == {"New last day": "Choose a day after its last day now."}
    workspace.fill({"New last day": "2028-12-31", "Decide by": "2029-01-01"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {"Decide by": "That is after its last day."}
    workspace.fill({"Decide by": "2028-11-01"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "$6,000.00, Fri, Jan 1, 2027 to Sun, Dec 31, 2028" in convene.page_of("Dag")
    workspace.close(as_="Dag")
    workspace.command("/call commitments central", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("End", as_="Dag")
    workspace.fill({"Ends on": "2028-01-01", "Why": "Cancelled"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {"Ends on": "Choose a day of the commitment."}
    workspace.fill({"Ends on": "2027-06-30"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.close(as_="Dag")
    workspace.command("/call commitments", as_="Dag", in_="general")
    assert "1 commitment, $6,000.00 together." in convene.answer_to("Dag")
    workspace.command("/call commitments all central", as_="Dag", in_="general")
    assert "ended on Wed, Jun 30, 2027" in convene.answer_to("Dag")
    workspace.click("Export", as_="Dag")
    assert "The file is on its way" in convene.answer_to("Dag")
    workspace.command("/convene history Metadata", as_="Dag", in_="general")
    assert "renewed the commitment" in convene.answer_to("Dag")


def test_nobody_else_changes_a_commitment(convene: Convene) -> None:
    workspace = convene.workspace
    joined(convene)
    workspace.command("/call commitments", as_="Ann", in_="general")
    page = convene.answer_to("Ann")
    assert "2 commitments, $10,000.00 together." in page
    assert "Export" not in page
    workspace.click("Show", as_="Ann")
    assert "Contact" not in convene.answer_to("Ann")
    with reading() as session:
        assert len(session.exec(select(Commitment)).all()) == 2


def test_an_offer_is_made_again(convene: Convene) -> None:
    workspace = convene.workspace
    joined(convene)
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("Offer it again", as_="Dag")
    page = convene.answer_to("Dag")
    assert "Drafted once more." in page
    assert f"It is made again from *{QUESTION}*." in page
    assert "Sat, Jan 1, 2028 to" in page
    assert CLOSES > NOW

"""Libraries answer a call, from the card and from the private question, until it closes."""

import re
from datetime import timedelta
from typing import Any

from sqlmodel import select

import scheduler
from models import Call, CallAnswer, CallUnit, Group, OutboxMessage
from models.calls import VoteMethod
from models.database import reading, unit_of_work
from services import calls
from services.calls import NewAnswer, announcements
from tests.factories import organization
from tests.handlers.doors import everything
from tests.opened_calls import QUESTION, opened, spoken_for
from tests.running import Convene
from views.calls.cards import WORDS


def begin(convene: Convene, **facts: Any) -> None:
    with unit_of_work() as session:
        spoken_for(session, convene.cast)
        opened(session, convene.cast, **facts)
    convene.deliver()


def card(convene: Convene) -> str:
    """What the card in the channel shows now."""
    [text] = [text for text in in_channel(convene) if "Opened by" in text]
    return text


def results(convene: Convene) -> list[str]:
    """What the channel is told of the outcome beside the card."""
    return [text for text in in_channel(convene) if "called." in text and "Opened by" not in text]


def in_channel(convene: Convene) -> list[str]:
    messages = convene.workspace.channel("metadata").messages
    return [convene.workspace.text_of(message) for message in messages]


def test_libraries_answer_until_it_closes(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene, is_hidden=False)
    assert QUESTION in card(convene)
    assert "0 of 2 libraries answered" in card(convene)
    assert "A question to *Central*" in convene.said_to("Ben")[-1]
    assert not any("question" in text for text in convene.said_to("Ann"))
    workspace.click("Yes", as_="Cleo", in_="metadata")
    assert "Recorded for Tunxis: yes. You can change it until" in convene.answer_to("Cleo")
    convene.deliver()
    assert "1 of 2 libraries answered" in card(convene)
    assert "So far: 1 yes, 0 no, 0 abstain." in card(convene)
    assert "Answered: yes* (Cleo Costa)" in convene.said_to("Cleo")[-1]
    # Ann comes second for Central, and Ben hears of it.
    workspace.click("No", as_="Ben", in_="app")
    assert "Answered: no* (Ben Brook)" in convene.said_to("Ben")[-1]
    workspace.click("Yes", as_="Ann", in_="metadata")
    assert "Recorded for Central: yes." in convene.answer_to("Ann")
    convene.deliver()
    assert "Ann Abara answered for Central" in convene.said_to("Ben")[-1]
    assert "Before, it was: no." in convene.said_to("Ben")[-1]
    workspace.click("Yes", as_="Dag", in_="metadata")
    assert "You answer for nobody who is called here" in convene.answer_to("Dag")
    workspace.move_clock(timedelta(days=8))
    convene.deliver()
    assert "Carried: 2 yes, 0 no" in card(convene)
    [result] = results(convene)
    assert "Carried: 2 yes, 0 no" in result
    assert "Carried: 2 yes, 0 no" in convene.said_to("Dag")[-1]
    assert "Carried: 2 yes, 0 no" in convene.said_to("Cleo")[-1]
    convene.deliver()
    assert len(results(convene)) == 1


def test_an_answer_is_changed_in_the_form_and_taken_back(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene)
    workspace.click("Yes", as_="Cleo", in_="metadata")
    workspace.click("Add a comment", as_="Cleo")
    workspace.fill(
        {
            "Answer": "No",
            "Comment": "Too <early>",
            "comment_private": ["Only for the program manager and those who answer with me"],
        },
        as_="Cleo",
    )
    assert workspace.submit(as_="Cleo") == {}
    assert "Recorded for Tunxis: no." in convene.page_of("Cleo")
    convene.deliver()
    assert "Comment: Too &lt;early&gt;" in convene.said_to("Cleo")[-1]
    assert "1 yes" not in card(convene)
    workspace.click("Take it back", as_="Cleo", in_="app")
    assert "Answered" not in convene.said_to("Cleo")[-1]
    convene.deliver()
    assert "0 of 2 libraries answered" in card(convene)


def test_choices_are_ranked_and_plain_answers_written(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene, method=VoteMethod.RANKED, choices=("Red", "Green", "Blue"))
    workspace.click("Answer", as_="Cleo", in_="metadata")
    workspace.fill({"Place 1": "Green", "Place 2": "Green"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {
        "Place 2": "You chose this before. Choose each only once."
    }
    workspace.fill({"Place 2": "Blue"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    assert "Recorded for Tunxis: Green, then Blue." in convene.page_of("Cleo")


def test_nothing_tells_what_a_secret_ballot_was(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene, method=VoteMethod.CHOICE, choices=("Zinnober", "Karmesin"), is_secret=True)
    before = occurrences("Karmesin")
    workspace.click("Karmesin", as_="Cleo", in_="app")
    assert "The ballot is cast* (Cleo Costa)" in convene.said_to("Cleo")[-1]
    workspace.click("Karmesin", as_="Ben", in_="metadata")
    assert "Your ballot is cast for Central. It cannot be changed." in convene.answer_to("Ben")
    workspace.click("Zinnober", as_="Ann", in_="metadata")
    assert "has cast its ballot" in convene.answer_to("Ann")
    convene.deliver()
    assert "2 of 2 libraries answered" in card(convene)
    # Only the count of ballots has it more than before, and messages that list the choices.
    after = occurrences("Karmesin")
    changed = {table for table, found in after.items() if found != before.get(table, 0)}
    assert changed <= {"secret_ballots", "outbox", "requests"}
    assert after["secret_ballots"] == 1
    with reading() as session:
        texts = [row.payload.get("text", "") for row in session.exec(select(OutboxMessage))]
        assert not any(
            re.search("(Recorded|Answered|So far).*(Karmesin|Zinnober)", text) for text in texts
        )
        assert [row.choices for row in session.exec(select(CallAnswer))] == [None, None]


def occurrences(word: str) -> dict[str, int]:
    """In how many rows of each table a word is."""
    return {table: sum(word in repr(row) for row in rows) for table, rows in everything().items()}


def test_two_hundred_answers_in_a_minute_draw_the_card_every_few_seconds(convene: Convene) -> None:
    with unit_of_work() as session:
        for number in range(198):
            organization(session, f"library{number}")
    begin(convene, is_hidden=False)
    counted = Counted(convene.client)
    with reading() as session:
        unit_ids = list(session.exec(select(CallUnit.id)))
    assert len(unit_ids) == 200
    for place, unit_id in enumerate(unit_ids, start=1):
        answer(unit_id, convene)
        if place % 2 == 0:
            convene.workspace.move_clock(timedelta(milliseconds=600))
            beat(convene, counted)
    for _ in range(4):
        convene.workspace.move_clock(timedelta(seconds=2))
        beat(convene, counted)
    assert "200 of 200 libraries answered" in card(convene)
    assert "So far: 200 yes, 0 no, 0 abstain." in card(convene)
    # A minute has twenty times three seconds.
    assert 15 <= counted.updates <= 22
    assert convene.workspace.refusals == []


class Counted:
    """A client that counts how often a message is drawn anew."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.updates = 0

    def __getattr__(self, method: str) -> Any:
        self.updates += method == "chat_update"
        return getattr(self._client, method)


def beat(convene: Convene, client: Any) -> None:
    beats = (scheduler.Beat.DELIVERY,)
    scheduler.tick(now=lambda: convene.workspace.now, client=client, beats=beats)


def answer(unit_id: int, convene: Convene) -> None:
    now, by = convene.workspace.now, convene.cast.dag
    with unit_of_work() as session:
        unit = session.get_one(CallUnit, unit_id)
        call = session.get_one(Call, unit.call_id)
        group = session.get_one(Group, call.group_id)
        new = NewAnswer(("yes",))
        answered = calls.record_told(session, call, unit, new, by=by, now=now)
        announcements.recorded(session, call, group, unit, answered, WORDS, by=by, now=now)

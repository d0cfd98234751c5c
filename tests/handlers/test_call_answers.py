"""Answers to calls as buttons and forms bring them: whose they may be, until when, and what of a
secret one is kept.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers.dispatch import Dispatch
from models import CallAnswer, CallUnit, Group, OutboxMessage, Representation, Role, RoleKind
from models.calls import CallKind, UnitKind, VoteMethod
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import access, calls, seats, terms
from services.errors import NotFound
from tests.factories import BEFORE, NOW, Cast, cast, person
from tests.handlers.doors import TABLE, Door, everything, restore
from tests.happenings import serve
from tests.opened_calls import CLOSES, OpenedCall, opened, spoken_for

FIELDS = ("unit", "choice", "choice_2", "choice_3", "words", "comment", "comment_private")


class At(Door):
    """Somebody at the door at a moment, with a request of its own unless it has the ``name`` of
    another.
    """

    numbers = count()

    def __init__(self, who: str, now: datetime = NOW, *, name: str = "") -> None:
        super().__init__(FIELDS, who=who)
        self._dispatch = Dispatch(TABLE, lambda: now)
        self._name = name or f"T{next(self.numbers)}"

    def _call(self, listener: Any, body: dict[str, Any]) -> None:
        view = body["view"] | {"id": f"V{self._name}"}
        super()._call(listener, body | {"trigger_id": self._name, "view": view})

    def last(self) -> str:
        return json.dumps([self.slack.shown, self.answers], ensure_ascii=False)


def begin(**facts: Any) -> tuple[Cast, OpenedCall]:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        return people, opened(session, people, **facts)


def answers() -> list[tuple[str, ...] | None]:
    with reading() as session:
        rows = session.exec(select(CallAnswer).order_by(col(CallAnswer.id)))
        return [row.choices for row in rows]


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [(-timedelta(microseconds=1), True), (timedelta(), False), (timedelta(seconds=1), False)],
)
@pytest.mark.parametrize(
    "closes", [CLOSES, datetime.fromisoformat("2027-03-14T07:00:00+00:00")], ids=["week", "spring"]
)
def test_an_answer_counts_until_the_instant_of_closing(
    database: Engine, closes: datetime, moment: timedelta, is_taken: bool
) -> None:
    _, found = begin(closes_at=closes)
    door = At("UCLEO", closes + moment)
    door.press("call.choose:0", f"{found.call.id}|0")
    assert answers() == ([("yes",)] if is_taken else [])
    assert ("This call is closed" in door.last()) is not is_taken


def test_the_same_answer_again_adds_nothing(database: Engine) -> None:
    _, found = begin()
    for news in ("Recorded for Tunxis: yes.", "Recorded already for Tunxis: yes."):
        door = At("UCLEO")
        door.press("call.choose:0", f"{found.call.id}|0")
        assert news in door.last()
    assert answers() == [("yes",)]


def test_a_request_that_comes_late_again_changes_nothing_back(database: Engine) -> None:
    _, found = begin()
    for place, name in ((0, "TA"), (1, "TB"), (0, "TA")):
        At("UCLEO", name=name).press(f"call.choose:{place}", f"{found.call.id}|{place}")
    assert answers() == [("yes",), ("no",)]


def test_only_who_answers_for_a_unit_may(database: Engine) -> None:
    people, found = begin()
    central = found.units["Central"].id
    with unit_of_work() as session:
        people.dag.organization_id = people.central.id
        session.merge(people.dag)
    before = everything()
    for who in ("UDAG", "UCLEO", "UGIL"):
        door = At(who)
        door.press("call.choose:0", f"{found.call.id}|0|{central}")
        assert "You do not answer for Central. These do: Ben Brook (representative)" in door.last()
        door.send("call.answer.send", {"choice": "0"}, json.dumps({"unit": central}))
        door.press("call.answer", str(central))
        door.press("call.take_back", str(central))
        assert everything() == before, who
    door = At("UDAG")
    door.press("call.choose:0", f"{found.call.id}|0")
    assert "You do not answer for Central." in door.last()
    assert everything() == before


@pytest.mark.parametrize("value", ["1|9", "1|3", "99|0", "1|0|99", "1|x", "1|0|0", "1"])
def test_a_value_that_was_never_offered_is_refused(database: Engine, value: str) -> None:
    begin()
    before = everything()
    At("UCLEO").press("call.choose:0", value)
    assert everything() == before


def test_a_unit_of_another_call_is_refused(database: Engine) -> None:
    people, found = begin()
    with unit_of_work() as session:
        other = opened(session, people, question="And labels?")
    before = everything()
    At("UCLEO").press("call.choose:0", f"{found.call.id}|0|{other.units['Tunxis'].id}")
    assert everything() == before


def test_who_sits_in_a_seat_and_acts_in_another_says_for_which(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        metadata, ann = people.metadata, people.ann
        own, away = (
            seats.add(session, metadata, SeatFacts(term_months=12), by=ann, now=NOW)
            for _ in range(2)
        )
        _, absent = (
            seats.appoint(session, seat, metadata, who, first=NOW.date(), by=ann, now=NOW)
            for seat, who in ((own, people.ben), (away, people.gil))
        )
        leave = partial(seats.set_leave, session, metadata, absent, acting=people.ben, by=ann)
        leave(first=NOW.date(), last=None, now=NOW)
        found = opened(session, people, unit_kind=UnitKind.SEAT, by=ann)
        units = sorted(unit.id for unit in found.units.values())
        assert session.exec(select(OutboxMessage).where(OutboxMessage.lane == "UBEN")).all()
    door = At("UBEN")
    door.press("call.choose:1", f"{found.call.id}|1")
    [menu] = [row for row in door.slack.shown[-1]["blocks"] if row.get("block_id") == "unit"]
    assert sorted(int(choice["value"]) for choice in menu["element"]["options"]) == units
    assert answers() == []
    door.send("call.answer.send", {"choice": "1", "unit": ""}, "{}")
    assert "Choose for whom you answer." in door.last()
    for unit, choice in zip(units, "10", strict=True):
        At("UBEN").send("call.answer.send", {"choice": choice, "unit": str(unit)}, "{}")
    assert answers() == [("no",), ("yes",)]
    # Whoever is away answers for nobody.
    At("UGIL").send("call.answer.send", {"choice": "0", "unit": str(units[1])}, "{}")
    assert len(answers()) == 2


def test_a_changed_representative_answers_in_mid_call(database: Engine) -> None:
    people, found = begin()
    At("UBEN").press("call.choose:0", f"{found.call.id}|0")
    with unit_of_work() as session:
        for row in session.exec(select(Representation)):
            if row.person_id == people.ben.id:
                row.until = NOW
    At("UBEN").press("call.choose:1", f"{found.call.id}|1")
    assert answers() == [("yes",)]
    At("UANN").press("call.choose:1", f"{found.call.id}|1")
    assert answers() == [("yes",), ("no",)]


def test_both_of_a_unit_at_once_leave_one_answer_and_two_in_the_log(database: Engine) -> None:
    _, found = begin(is_hidden=False)
    start = Barrier(2)

    def press(who: str, place: int) -> None:
        door = At(who)
        start.wait()
        door.press(f"call.choose:{place}", f"{found.call.id}|{place}")

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(press, "UBEN", 0), pool.submit(press, "UANN", 1)]
        assert [future.exception() for future in both] == [None, None]
    logged = answers()
    assert sorted(logged, key=repr) == [("no",), ("yes",)]
    with reading() as session:
        unit = session.get_one(CallUnit, found.units["Central"].id)
        assert unit.answered_at == NOW
        rows = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.subject == f"call:{found.call.id}")
            .order_by(col(OutboxMessage.id))
        ).all()
        last = rows[-1].payload["text"]
    assert ("So far: 1 yes, 0 no" in last) is (logged[-1] == ("yes",))
    assert ("So far: 0 yes, 1 no" in last) is (logged[-1] == ("no",))


def test_two_units_at_once_are_both_on_the_card(database: Engine) -> None:
    _, found = begin(is_hidden=False)
    start = Barrier(2)

    def press(who: str) -> None:
        door = At(who)
        start.wait()
        door.press("call.choose:0", f"{found.call.id}|0")

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(press, who) for who in ("UBEN", "UCLEO")]
        assert [future.exception() for future in both] == [None, None]
    with reading() as session:
        rows = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.subject == f"call:{found.call.id}")
            .order_by(col(OutboxMessage.id))
        ).all()
        assert "So far: 2 yes, 0 no" in rows[-1].payload["text"]


@pytest.mark.parametrize("method", [VoteMethod.YES_NO, VoteMethod.CHOICE])
def test_whatever_a_secret_ballot_was_all_else_is_the_same(
    database: Engine, method: VoteMethod, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    choices = ("Red", "Green") if method is VoteMethod.CHOICE else ()
    _, found = begin(method=method, choices=choices, is_secret=True)
    before, left, replies, logs = everything(), [], [], []
    for place in (0, 1, 2):
        caplog.clear()
        door = At("UCLEO", name="TA")
        door.press(f"call.choose:{place}", f"{found.call.id}|{place}")
        replies.append(door.last())
        logs.append(caplog.text.replace(f"choose:{place}", "choose:"))
        left.append(dict(everything()))
        restore(before)
    ballots = [found.pop("secret_ballots") for found in left]
    assert len({str(rows) for rows in ballots}) == 3
    assert [shape(found) for found in left[1:]] == [shape(left[0])] * 2
    assert replies[1:] == [replies[0]] * 2
    assert "Your ballot is cast" in replies[0]
    assert not any(word in text for text in logs for word in ("Red", "Green", "abstain"))


def shape(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The rows without what is by chance or counts on: numbers, and marks of messages."""
    return {
        name: sorted(
            [
                [cell for cell in row if not isinstance(cell, int) or isinstance(cell, bool)]
                for row in rows
                if name != "outbox"
            ],
            key=repr,
        )
        for name, rows in found.items()
    } | {"texts": sorted(str(json.dumps(cells(row))) for row in found["outbox"])}


def cells(row: Any) -> Any:
    return [cell for cell in row if isinstance(cell, dict)]


def test_a_secret_ballot_is_neither_changed_nor_taken_back(database: Engine) -> None:
    _, found = begin(is_secret=True)
    tunxis = found.units["Tunxis"].id
    At("UCLEO").press("call.choose:0", f"{found.call.id}|0")
    before = everything()
    acts: tuple[Callable[[At], object], ...] = (
        lambda door: door.press("call.choose:1", f"{found.call.id}|1"),
        lambda door: door.press("call.take_back", str(tunxis)),
        lambda door: door.send("call.answer.send", {"choice": "1"}, json.dumps({"unit": tunxis})),
    )
    for act in acts:
        act(At("UCLEO", NOW + timedelta(minutes=1)))
        assert everything() == before


def test_a_plain_answer_is_in_words(database: Engine) -> None:
    _, found = begin(kind=CallKind.PLAIN)
    unit = json.dumps({"unit": found.units["Tunxis"].id})
    door = At("UCLEO")
    door.press("call.respond", str(found.call.id))
    assert "Answer" in door.last()
    door.send("call.answer.send", {"words": " "}, unit)
    assert "Answer in a sentence or more." in door.last()
    door.send("call.answer.send", {"words": "We *share* it."}, unit)
    with reading() as session:
        [row] = session.exec(select(CallAnswer))
        assert (row.words, row.choices) == ("We *share* it.", ())


def test_a_ranking_has_each_choice_once_and_nothing_beside_abstention(database: Engine) -> None:
    _, found = begin(method=VoteMethod.RANKED, choices=("Red", "Green", "Blue"))
    unit = json.dumps({"unit": found.units["Tunxis"].id})
    for fields, refusal in (
        ({"choice": "1", "choice_2": "1"}, "Choose each only once."),
        ({"choice": "3", "choice_2": "1"}, "Who abstains ranks nothing."),
        ({"choice_2": "1"}, "Choose one of those that are offered."),
        ({"choice": "7"}, "Choose one of those that are offered."),
    ):
        door = At("UCLEO")
        door.send("call.answer.send", fields, unit)
        assert refusal in door.last()
    assert answers() == []
    At("UCLEO").send("call.answer.send", {"choice": "1", "choice_3": "0"}, unit)
    assert answers() == [("Green", "Red")]


def test_of_a_private_group_whoever_does_not_serve_there_neither_answers_nor_knows(
    database: Engine,
) -> None:
    people, found = begin()
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        director = person(session, "Hanna Heim", at=people.tunxis, slack_id="UHANNA")
        session.add(Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE))
        call, unit = found.call, found.units["Tunxis"]
        before = terms.respondents(session, [unit.id], NOW)[unit.id]
        assert director.id in {each.person.id for each in before}
        group.is_private = True
        session.flush()
        assert terms.respondents(session, [unit.id], NOW) == {}
        who = access.standing(session, director, NOW)
        assert calls.answerable(session, who) == []
        with pytest.raises(NotFound):
            access.call_to_see(session, call.id, by=who)
        serve(session, group, director)
        assert [each.person.id for each in terms.respondents(session, [unit.id], NOW)[unit.id]] == [
            director.id
        ]

"""The cards of tasks that somebody else, or another group, has from now on are drawn anew."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from handlers import handovers, sunsets
from handlers.groups import members
from handlers.seats import appointing
from models import OutboxMessage, OutboxOp, OutboxState, Task
from models.database import reading, unit_of_work
from models.messages import ASSIGNED, Key, Recipient
from models.seats import SeatFacts
from models.subjects import Subject
from services import outbox, seats
from tests.factories import NOW, Cast, cast, group
from tests.handlers.asks import pressed, sent, text_of
from tests.happenings import serve, task
from views.sunsets import CARRIED_TASKS
from views.values import subject_text


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def posted(people: Cast) -> Task:
    """Ben's task, whose card he has in Slack, beside another one that is done."""
    with unit_of_work() as session:
        row = task(session, people.ben, group_id=people.metadata.id)
        done = task(session, people.ben, group_id=people.metadata.id, done_at=NOW)
        for each in (row, done):
            subject = Subject.of(each)
            to, key = Recipient.person(people.ben), Key(ASSIGNED, subject, "1", None)
            outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW, subject=subject)
        session.exec(sa.update(OutboxMessage).values(state=OutboxState.SENT))
        return row


def redrawn() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.UPDATE))
        return [(row.lane, str(row.payload["text"])) for row in rows]


def test_the_card_of_a_task_that_is_handed_over_shows_whose_it_is(
    people: Cast, posted: Task
) -> None:
    carried = {"person": people.ben.id, "group": 0, "start": 0, "fixed": {}}
    carried |= {"items": {"item0": subject_text(Subject.of(posted))}}
    fields = {"item0": people.ann.slack_id}
    text_of(handovers.hand_over(sent(people.ann, fields, others=(people.ann,), **carried)))
    [(lane, text)] = redrawn()
    assert lane == "UBEN"
    assert "Ann Abara" in text


def test_the_card_of_a_task_that_goes_along_shows_its_group(people: Cast, posted: Task) -> None:
    with unit_of_work() as session:
        heir = group(session, "Courier", chair=people.cleo, channel_id="CCOUR").id
    fields: dict[str, Any] = {"outcome": "combine", "reason": "Done", "into": str(heir)}
    fields |= {"names": "", "report": "", "more": [CARRIED_TASKS]}
    text_of(sunsets.record(sent(people.dag, fields, group=people.metadata.id)))
    [(lane, text)] = redrawn()
    assert lane == "UBEN"
    assert "Courier" in text


def test_only_tasks_with_messages_are_drawn_anew(
    people: Cast, posted: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work() as session:
        heir = group(session, "Courier", chair=people.cleo, channel_id="CCOUR").id
        silent = task(session, people.ben, group_id=people.metadata.id)
    drawn: list[int] = []
    monkeypatch.setattr(
        sunsets.redrawn_tasks,
        "redraw",
        lambda _session, line, *_, **_facts: drawn.append(line.task.id),
    )
    fields: dict[str, Any] = {"outcome": "combine", "reason": "Done", "into": str(heir)}
    fields |= {"names": "", "report": "", "more": [CARRIED_TASKS]}
    text_of(sunsets.record(sent(people.dag, fields, group=people.metadata.id)))
    assert drawn == [posted.id]
    with reading() as session:
        assert session.get_one(Task, silent.id).group_id == heir


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("how", ["leaves", "is removed", "ends the term", "is followed"])
def test_the_card_of_a_task_that_is_nobodys_since_somebody_left_shows_it(
    people: Cast, how: str, *, private: bool
) -> None:
    """Not to who has left, and not where the group is public."""
    with unit_of_work() as session:
        secret = group(session, "Secret", chair=people.ann, channel_id="CSEC", private=private)
        if "term" in how or "followed" in how:
            seat = seats.add(session, secret, SeatFacts(), by=people.ann, now=NOW)
            first, then = NOW.date(), NOW - timedelta(minutes=5)
            term = seats.appoint(
                session, seat, secret, people.ben, first=first, by=people.ann, now=then
            )
            seat_id, term_id = seat.id, term.id
        else:
            serve(session, secret, people.ben)
        row = task(session, people.ben, group_id=secret.id, title="Norms")
        for who in (people.ann, people.ben):
            to, key = Recipient.person(who), Key(ASSIGNED, Subject.of(row), who.name, None)
            outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW, subject=Subject.of(row))
        session.exec(sa.update(OutboxMessage).values(state=OutboxState.SENT))
    if how == "leaves":
        members.leave_surely(pressed(people.ben, secret.id))
    elif how == "is removed":
        members.remove_from_form(
            sent(people.ann, {"members": [str(people.ben.id)]}, group=secret.id)
        )
    elif how == "ends the term":
        appointing.end_term(sent(people.ann, {"last": ""}, term=term_id))
    else:
        chosen = {"person": people.cleo.slack_id, "first": "", "last": ""}
        appointing.appoint(sent(people.ann, chosen, seat=seat_id, others=(people.cleo,)))
    if not private:
        assert redrawn() == []
        return
    [(lane, text)] = redrawn()
    assert lane == people.ann.slack_id
    assert "Norms" in text
    assert "Ben Brook" not in text

"""Reminders of tasks that stand in direct messages: whose are drawn anew, and with what."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from models import DigestedReminder, Membership, OutboxMessage, OutboxState, Person, Snooze, Task
from models.messages import ASSIGNED, DUE, LONG, TASKS, Key, MessageKind, Recipient
from models.subjects import Subject
from services import outbox, reminders
from services.reminders import TasksSent, sent
from tests.factories import NOW, Cast, cast, group, person
from tests.happenings import task

DAY = timedelta(days=1)
OVERDUE = NOW.date() - 20 * DAY


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def remind(session: Session, person: Person, kind: MessageKind, *rows: Task) -> None:
    """A message about a task, or for ``TASKS`` about several, has reached somebody."""
    own = DUE if kind is TASKS else kind
    about = [Key(own, Subject.of(row), str(row.due_on), Subject.of(person)) for row in rows]
    in_list = Key(TASKS, occurrence="2026-11-24", recipient=Subject.of(person))
    sent = in_list if kind is TASKS else about[0]
    outbox.post(session, {"text": "x"}, to=Recipient.person(person), key=sent, now=NOW)
    message = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(sent))).one()
    message.state = OutboxState.SENT
    if kind is TASKS:
        session.add_all(DigestedReminder(key=str(key), digest_key=str(sent)) for key in about)
    session.flush()


def lanes(session: Session, row: Task) -> list[str]:
    return sorted(sent.lane for sent in reminders.tasks_sent(session, row, NOW))


def leave(session: Session, people: Cast, who: Person) -> None:
    found = select(Membership).where(
        Membership.group_id == people.metadata.id, Membership.person_id == who.id
    )
    session.exec(found).one().until = NOW
    session.flush()


@pytest.mark.parametrize(("is_private", "kept"), [(True, ["UANN"]), (False, ["UANN", "UCLEO"])])
def test_who_has_left_a_private_group_keeps_what_she_was_told(
    session: Session, people: Cast, is_private: bool, kept: list[str]
) -> None:
    row = task(session, people.ben, OVERDUE, group_id=people.metadata.id)
    people.metadata.is_private = is_private
    for chair in (people.ann, people.cleo):
        remind(session, chair, LONG, row)
    assert lanes(session, row) == kept


@pytest.mark.parametrize(("is_private", "kept"), [(True, []), (False, ["UBEN"])])
def test_an_owner_who_has_left_hears_of_her_task_unless_its_group_is_private(
    session: Session, people: Cast, is_private: bool, kept: list[str]
) -> None:
    row = task(session, people.ben, OVERDUE, group_id=people.metadata.id)
    people.metadata.is_private = is_private
    remind(session, people.ben, DUE, row)
    assert lanes(session, row) == ["UBEN"]
    leave(session, people, people.ben)
    assert lanes(session, row) == kept


def test_a_former_owner_hears_no_more_of_a_task_that_is_private_now(
    session: Session, people: Cast
) -> None:
    row = task(session, people.ben, OVERDUE, group_id=people.metadata.id)
    remind(session, people.ben, DUE, row)
    leave(session, people, people.ben)
    row.owner_id = people.ann.id
    assert lanes(session, row) == ["UBEN"]
    people.metadata.is_private = True
    assert lanes(session, row) == []


def test_who_has_left_slack_hears_no_more(session: Session, people: Cast) -> None:
    row = task(session, people.ben, OVERDUE, group_id=people.metadata.id)
    remind(session, people.ben, DUE, row)
    people.ben.is_active = False
    assert lanes(session, row) == []


def test_a_list_keeps_what_may_still_be_seen(session: Session, people: Cast) -> None:
    secret = group(session, "Secret", chair=people.ann, channel_id="CSECRET", private=True)
    hidden = task(session, people.ann, OVERDUE, group_id=secret.id)
    later = task(session, people.ben, OVERDUE + DAY, group_id=people.metadata.id)
    sooner = task(session, people.ben, OVERDUE, group_id=people.metadata.id)
    session.add(Snooze(task_id=later.id, person_id=people.ben.id, until=NOW.date() + DAY))
    remind(session, people.ben, TASKS, hidden, later, sooner)
    assert lanes(session, hidden) == []
    [sent] = reminders.tasks_sent(session, later, NOW)
    assert sent.is_list
    assert [item.facts.task for item in sent.items] == [sooner, later]
    assert [item.put_off_to for item in sent.items] == [None, NOW.date() + DAY]
    assert [item.facts.owner for item in sent.items] == [people.ben] * 2


def test_a_list_of_fifteen_and_many_chairs_take_no_more_queries(
    session: Session, people: Cast, database: Engine
) -> None:
    rows = [
        task(session, people.ben, OVERDUE, title=f"{n}", group_id=people.metadata.id)
        for n in range(15)
    ]
    remind(session, people.ben, TASKS, rows[0])
    few, found = counted(session, database, rows[0])
    assert len(found[0].items) == 1
    session.delete(session.exec(select(DigestedReminder)).one())
    session.exec(select(OutboxMessage)).one().state = OutboxState.DROPPED
    remind(session, people.gil, TASKS, *rows)
    for number in range(9):
        chair = person(session, f"Chair{number} Chair", slack_id=f"UCHAIR{number}")
        remind(session, chair, LONG, rows[0])
    many, found = counted(session, database, rows[0])
    assert sorted(len(sent.items) for sent in found) == [1] * 9 + [15]
    assert many <= few


def counted(session: Session, database: Engine, row: Task) -> tuple[int, list[TasksSent]]:
    """How many statements one look takes that finds nothing in memory, and what it finds."""
    session.flush()
    session.expire_all()
    session.refresh(row)
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database, "before_cursor_execute", note)
    try:
        found = reminders.tasks_sent(session, row, NOW)
    finally:
        event.remove(database, "before_cursor_execute", note)
    return len(statements), found


def test_only_tasks_of_which_a_message_speaks_have_one(
    session: Session, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where they are more than one statement asks about."""
    silent, card, due, long, listed = (
        task(session, people.ben, OVERDUE, group_id=people.metadata.id) for _ in range(5)
    )
    key = Key(ASSIGNED, Subject.of(card), "1", None)
    to = Recipient.person(people.ben)
    outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW, subject=Subject.of(card))
    remind(session, people.ben, DUE, due)
    remind(session, people.ben, LONG, long)
    remind(session, people.ben, TASKS, listed)
    for at_once in (2, 5, 100):
        monkeypatch.setattr(sent, "_TASKS_AT_ONCE", at_once)
        found = reminders.with_messages(session, [listed, silent, card, due, long])
        assert found == [listed, card, due, long]
    assert reminders.with_messages(session, [silent]) == []
    assert reminders.with_messages(session, []) == []


def test_a_hundred_tasks_are_asked_about_at_once(session: Session, people: Cast) -> None:
    rows = [task(session, people.ben, group_id=people.metadata.id) for _ in range(101)]
    remind(session, people.ben, DUE, rows[100])
    assert reminders.with_messages(session, rows) == [rows[100]]

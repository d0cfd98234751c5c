"""`/value`, its forms and buttons: drafting, writing, publishing, and files to the asker alone."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from handlers import value_statements as handlers
from handlers.once import Repeated
from handlers.routes import Reply
from models import (
    AnsweredRequest,
    OutboxMessage,
    OutboxState,
    Person,
    Role,
    RoleKind,
    StatementVersion,
    Story,
    ValueStatement,
)
from models.database import reading, unit_of_work
from models.stories import StoryAudience, StoryPermission
from models.value_statements import StatementKind, StatementState
from services import slack_scan, stories
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import BEFORE, NOW, Cast, person
from tests.handlers.asks import ask, pressed, sent, shown, text_of
from tests.services.test_stories import submitted

QUARTER = "July 2026 to September 2026"


def statement() -> ValueStatement:
    with reading() as session:
        return session.exec(select(ValueStatement)).one()


def typed(people: Cast, text: str) -> str:
    return text_of(handlers.statement(ask(people.dag, text)))


def test_the_program_manager_drafts_one_by_naming_a_library_and_a_period(people: Cast) -> None:
    text = typed(people, f"Tunxis {QUARTER}")
    assert text.startswith("Value statement of Tunxis Library")
    assert "A draft" in text
    row = statement()
    assert (row.kind, row.organization_id) == (StatementKind.LIBRARY, people.tunxis.id)
    assert (row.first_day, row.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert typed(people, f"Tunxis {QUARTER}") == text
    assert statement().id == row.id


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("consortium", StatementKind.CONSORTIUM, date(2025, 7, 1), date(2026, 6, 30)),
        ("council", StatementKind.QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        ("council 2025", StatementKind.QUARTER, date(2025, 1, 1), date(2025, 12, 31)),
        ("Metadata 2026", StatementKind.GROUP, date(2026, 1, 1), date(2026, 12, 31)),
        ("Central", StatementKind.LIBRARY, date(2025, 7, 1), date(2026, 6, 30)),
        ("central last quarter", StatementKind.LIBRARY, date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_what_a_line_means(
    people: Cast, text: str, kind: StatementKind, first: date, last: date
) -> None:
    typed(people, text)
    row = statement()
    assert (row.kind, row.first_day, row.last_day) == (kind, first, last)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("last year", "Say of whom"),
        ("Tunxsi last year", "Did you mean Tunxis"),
        ("Tunxis Metadata", "Say of whom"),
        ("consortium next year", "has not begun"),
        ("Writing", "no member library"),
    ],
)
def test_a_line_that_names_nobody_is_refused(people: Cast, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        handlers.statement(ask(people.dag, text, here=""))
    with reading() as session:
        assert session.exec(select(ValueStatement)).all() == []


def test_a_chair_writes_that_of_her_group_where_she_types(people: Cast) -> None:
    assert "Annual report of Metadata" in text_of(handlers.statement(ask(people.ann, QUARTER)))
    with pytest.raises(NotAllowed, match="director of Tunxis"):
        handlers.statement(ask(people.ann, "Tunxis"))


def test_a_director_writes_that_of_her_library_alone(people: Cast) -> None:
    with unit_of_work() as session:
        dora = person(session, "Dora Dorn", at=people.central, slack_id="UDORA")
        session.add(Role(person_id=dora.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    assert "Central Library" in text_of(handlers.statement(ask(dora, QUARTER, here="")))
    for text in ("Tunxis", "Metadata", "consortium"):
        with pytest.raises(NotAllowed):
            handlers.statement(ask(dora, text, here=""))


def test_others_read_what_is_published_and_learn_nothing_of_drafts(people: Cast) -> None:
    typed(people, f"Central {QUARTER}")
    for who in (people.ben, people.cleo, people.gil):
        with pytest.raises(NotFound, match="no such statement"):
            handlers.statement(ask(who, f"Central {QUARTER}", here=""))
        with pytest.raises(NotFound):
            handlers.show(pressed(who, statement().id))
        assert "no statements yet" in text_of(handlers.listed(ask(who)))
    handlers.publish(pressed(people.dag, statement().id))
    assert "Published on" in text_of(handlers.show(pressed(people.ben, statement().id)))
    assert "Central Library" in text_of(handlers.listed(ask(people.ben)))
    with pytest.raises(NotFound):
        handlers.show(pressed(people.cleo, statement().id))


def test_the_form_drafts_what_was_chosen(people: Cast) -> None:
    form = json.dumps(shown(handlers.open_new(ask(people.dag))))
    assert "Tunxis Library" in form
    assert "Metadata" in form
    values = {"kind": "library", "library": str(people.tunxis.id), "period": QUARTER}
    assert "Tunxis Library" in text_of(handlers.draft(sent(people.dag, values)))
    assert statement().organization_id == people.tunxis.id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "library", "period": QUARTER}, "library"),
        ({"kind": "group"}, "group"),
        ({"kind": "group", "library": "1"}, "library"),
        ({"kind": "library", "library": "1", "group": "1"}, "group"),
        ({"kind": "consortium", "group": "1"}, "group"),
        ({"kind": "consortium", "period": "whenever"}, "period"),
        ({"kind": "zoo"}, "kind"),
    ],
)
def test_the_form_refuses_beside_the_field(
    people: Cast, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        handlers.draft(sent(people.dag, values))
    assert refused.value.field == field


def test_a_chair_is_offered_her_groups_alone(people: Cast) -> None:
    form = json.dumps(shown(handlers.open_new(ask(people.ann))))
    assert "Metadata" in form
    assert "Tunxis" not in form
    assert "consortium" not in form


def test_words_are_written_published_and_corrected(people: Cast) -> None:
    typed(people, f"Central {QUARTER}")
    number = statement().id
    form = shown(handlers.open_words(pressed(people.dag, number)))
    carried = json.loads(form["private_metadata"])
    values = {"opening": "A year of <b>work</b> & care", "highlights": ""}
    answer = handlers.write(sent(people.dag, values, **carried))
    assert text_of(answer).startswith("The words are saved.")
    assert isinstance(answer, Reply)
    assert "&lt;b&gt;work" in json.dumps(answer.message)
    with pytest.raises(Conflict, match="opening"):
        handlers.write(sent(people.dag, values | {"opening": "Other words"}, **carried))
    assert text_of(handlers.publish(pressed(people.dag, number))).startswith("It is published.")
    with pytest.raises(Conflict, match="published already"):
        handlers.publish(pressed(people.dag, number))
    form = shown(handlers.open_words(pressed(people.dag, number)))
    carried = json.loads(form["private_metadata"])
    handlers.write(sent(people.dag, values | {"opening": "Better words"}, **carried))
    carried = json.loads(
        shown(handlers.open_correction(pressed(people.dag, number)))["private_metadata"]
    )
    with pytest.raises(Invalid, match="Say why"):
        handlers.correct(sent(people.dag, {"reason": " "}, **carried))
    answer = handlers.correct(sent(people.dag, {"reason": "Better words"}, **carried))
    assert "version 2" in text_of(answer)
    with reading() as session:
        found = session.exec(select(StatementVersion)).all()
        texts = [row.texts["opening"] for row in found]
    assert texts == ["A year of <b>work</b> & care", "Better words"]
    assert statement().state is StatementState.PUBLISHED


def test_rows_and_documents_go_to_the_asker_alone(people: Cast) -> None:
    typed(people, f"Central {QUARTER}")
    number = statement().id
    handlers.publish(pressed(people.dag, number))
    assert "on its way" in text_of(handlers.send_documents(pressed(people.ben, number)))
    with pytest.raises(NotAllowed, match="name people"):
        handlers.send_rows(pressed(people.ben, number))
    assert "on its way" in text_of(handlers.send_rows(pressed(people.dag, number)))
    with reading() as session:
        found = session.exec(select(OutboxMessage)).all()
        names = sorted((row.lane, row.payload["filename"]) for row in found)
    assert names == [
        ("UBEN", "value-statement-2026-07-01-2026-09-30.docx"),
        ("UBEN", "value-statement-2026-07-01-2026-09-30.html"),
        ("UBEN", "value-statement-2026-07-01-2026-09-30.md"),
        ("UDAG", "value-statement-2026-07-01-2026-09-30-rows.zip"),
    ]


def told_story(people: Cast) -> int:
    """The id of a story that stands in the statement of Central, which Dag drafts."""
    with unit_of_work() as session:
        facts = {"organization_id": people.central.id, "audience": StoryAudience.PUBLIC}
        at = datetime(2026, 8, 12, 15, tzinfo=UTC)
        return submitted(session, people.ben, "Zorblat found", at=at, **facts).id


def test_no_answer_that_is_kept_has_a_word_of_a_story(people: Cast) -> None:
    told_story(people)
    line = ask(people.dag, f"Central {QUARTER}", request="command:1")
    assert "Zorblat" in str(handlers.statement(line))
    chosen = {"kind": "library", "library": str(people.central.id), "period": QUARTER}
    form = replace(sent(people.dag, chosen), request="form:1")
    assert "Zorblat" in str(handlers.draft(form))
    with reading() as session:
        kept = session.exec(select(AnsweredRequest)).all()
        assert len(kept) == 2
        assert "Zorblat" not in str([row.answer for row in kept])


@pytest.mark.parametrize("permission", list(StoryPermission))
@pytest.mark.parametrize("state", [OutboxState.READY, OutboxState.DEAD])
def test_a_document_that_has_not_arrived_goes_with_a_story_that_it_tells(
    people: Cast, state: OutboxState, permission: StoryPermission
) -> None:
    number = told_story(people)
    typed(people, f"Central {QUARTER}")
    handlers.send_documents(pressed(people.dag, statement().id))
    handlers.send_rows(pressed(people.dag, statement().id))
    with unit_of_work() as session:
        for row in session.exec(select(OutboxMessage)).all():
            row.state = state
            session.add(row)
    with unit_of_work() as session:
        story = session.get_one(Story, number)
        by = session.get_one(Person, people.ben.id)
        stories.revoke(session, story, permission, by=by, now=NOW)
    with reading() as session:
        found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        assert [row.state for row in found] == [OutboxState.DROPPED] * 3 + [state]
        assert [bool(row.payload) for row in found] == [False, False, False, True]


def test_no_file_that_waits_names_a_group_that_turns_private(people: Cast) -> None:
    typed(people, f"Central {QUARTER}")
    handlers.send_documents(pressed(people.dag, statement().id))
    handlers.send_rows(pressed(people.dag, statement().id))
    with unit_of_work() as session:
        [*_documents, rows] = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        rows.state = OutboxState.SENDING
        session.add(rows)
    with unit_of_work() as session:
        slack_scan.note_channel(session, people.metadata.id, is_private=True, now=NOW)
    with reading() as session:
        found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        assert [row.state for row in found] == [OutboxState.DROPPED] * 3 + [OutboxState.SENDING]
        assert [bool(row.payload) for row in found] == [False, False, False, True]


def test_a_request_that_comes_twice_drafts_once(people: Cast) -> None:
    facts: dict[str, Any] = {"request": "command:1", "here": ""}
    first = text_of(handlers.statement(ask(people.dag, "Tunxis", **facts)))
    with pytest.raises(Repeated) as repeated:
        handlers.statement(ask(people.dag, "Tunxis", **facts))
    assert text_of(repeated.value.answer) == first
    with reading() as session:
        assert len(session.exec(select(ValueStatement)).all()) == 1

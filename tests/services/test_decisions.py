"""Decisions and open questions: written once, settled once, and taken back without a trace lost."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Decision, HistoryEntry, Meeting, Question
from models.columns import LONG_AGO
from models.database import reading, unit_of_work
from models.decisions import DecisionPage, OpenQuestion, Settled
from services import access, decisions
from services.decisions import Written, write_down
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import meeting

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def history(session: Session) -> list[tuple[str, str]]:
    entries = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))).all()
    return [
        (entry.action, entry.subject)
        for entry in entries
        if entry.subject.startswith(("decision", "question"))
    ]


def raised_question(session: Session, people: Cast, wording: str = "Who pays?") -> Question:
    written = write_down(session, people.metadata, raised=[wording], by=people.ben, now=NOW)
    return written.questions[0]


def test_what_was_written_down_is_there(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW - HOUR)
    written = write_down(
        session,
        people.metadata,
        decided=["• We  share one file", "", "- No labels"],
        raised=["  Who pays?"],
        meeting=held,
        by=people.ann,
        now=NOW,
    )
    nothing_more = {
        **{"reason": "", "options": "", "consulted": "", "kind": None, "review_on": None},
        **{"authority": None, "reports_to": "", "replaces_id": None, "replacement": None},
        "check_at": LONG_AGO,
    }
    assert [row.model_dump(exclude={"id"}) for row in (*written.decisions, *written.questions)] == [
        {
            "group_id": people.metadata.id,
            "meeting_id": held.id,
            "question_id": None,
            "wording": "We share one file",
            "recorded_by": people.ann.id,
            "recorded_at": NOW,
            "search_key": "we share one file",
            **nothing_more,
        },
        {
            "group_id": people.metadata.id,
            "meeting_id": held.id,
            "question_id": None,
            "wording": "No labels",
            "recorded_by": people.ann.id,
            "recorded_at": NOW,
            "search_key": "no labels",
            **nothing_more,
        },
        {
            "group_id": people.metadata.id,
            "meeting_id": held.id,
            "wording": "Who pays?",
            "raised_by": people.ann.id,
            "raised_at": NOW,
            "settled_by": None,
            "settled_at": None,
        },
    ]
    assert [action for action, _ in history(session)] == [
        "decision.recorded",
        "decision.recorded",
        "question.raised",
    ]
    assert decisions.of_meeting(session, held) == written.decisions


def test_the_same_words_are_written_once(session: Session, people: Cast) -> None:
    held, later = (
        meeting(session, people.metadata, NOW - HOUR),
        meeting(session, people.metadata, NOW),
    )

    def again(decided: str, now_: object = None, at: Meeting | None = None) -> Written:
        return write_down(
            session,
            people.metadata,
            decided=[decided],
            raised=["Who pays?"],
            meeting=at,
            by=people.ann,
            now=now_ or NOW,  # type: ignore[arg-type]
        )

    assert len(again("One file", at=held).decisions) == 1
    assert again("one FILE.", at=held) == Written((), ())
    assert len(again("One file", at=later).decisions) == 1
    assert len(again("One file").decisions) == 1
    assert again("One file", NOW + HOUR) == Written((), ())
    assert len(again("One file", NOW + DAY).decisions) == 1


@pytest.mark.parametrize(("argument", "field"), [("decided", "decided"), ("raised", "asked")])
@pytest.mark.parametrize("lines", [["x" * 501], [f"Line {number}" for number in range(21)]])
def test_too_much_is_refused_and_changes_nothing(
    session: Session, people: Cast, argument: str, field: str, lines: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        write_down(session, people.metadata, by=people.ann, now=NOW, **{argument: lines})  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert history(session) == []


def test_a_question_is_settled_once(session: Session, people: Cast) -> None:
    question = raised_question(session, people)
    decision = decisions.settle(
        session, question, " The office\n pays ", by=people.ann, now=NOW + HOUR
    )
    assert decision is not None
    assert (decision.wording, decision.question_id) == ("The office pays", question.id)
    assert (question.settled_by, question.settled_at) == (people.ann.id, NOW + HOUR)
    assert decisions.open_questions(session, people.metadata) == ()
    with pytest.raises(Conflict):
        decisions.settle(session, question, "", by=people.ann, now=NOW + HOUR)
    assert [action for action, _ in history(session)] == [
        "question.raised",
        "question.settled",
        "decision.recorded",
    ]


def test_a_question_may_go_away_without_a_decision(session: Session, people: Cast) -> None:
    question = raised_question(session, people)
    assert decisions.settle(session, question, "  ", by=people.ben, now=NOW) is None
    assert question.settled_at == NOW
    assert session.exec(select(Decision)).all() == []


def test_the_same_question_may_come_up_again(session: Session, people: Cast) -> None:
    decisions.settle(session, raised_question(session, people), "", by=people.ben, now=NOW)
    assert raised_question(session, people).settled_at is None


def test_taking_back_opens_the_question_again(session: Session, people: Cast) -> None:
    question = raised_question(session, people)
    decision = decisions.settle(session, question, "No", by=people.ann, now=NOW)
    assert decision is not None
    decisions.take_back(session, decision, by=people.ann, now=NOW)
    session.flush()
    assert decisions.open_questions(session, people.metadata) == (
        OpenQuestion(question, "Ben Brook"),
    )
    assert session.exec(select(Decision)).all() == []
    assert [action for action, _ in history(session)][-2:] == [
        "question.reopened",
        "decision.taken back",
    ]
    with pytest.raises(NotFound):
        access.decision_to_edit(session, decision.id, by=standing(session, people.ann))


def test_pages_go_from_open_questions_to_old_decisions(session: Session, people: Cast) -> None:
    first, second = (
        raised_question(session, people, "First?"),
        raised_question(session, people, "Second?"),
    )
    written = [
        write_down(
            session, people.metadata, decided=[f"Number {day}"], by=people.ann, now=NOW + day * DAY
        ).decisions[0]
        for day in range(3)
    ]
    write_down(
        session,
        group(session, "Else", chair=people.cleo, channel_id="CELSE"),
        raised=["No?"],
        by=people.cleo,
        now=NOW,
    )
    opened = (OpenQuestion(first, "Ben Brook"), OpenQuestion(second, "Ben Brook"))
    newest = tuple(Settled(decision, None) for decision in reversed(written))

    def page(offset: int) -> DecisionPage:
        return decisions.page(session, people.metadata, offset=offset, limit=3)

    assert page(0) == DecisionPage((*opened, newest[0]), questions=2, decisions=3, offset=0)
    assert page(0).left == 2
    assert page(3) == DecisionPage(newest[1:], questions=2, decisions=3, offset=3)
    assert page(3).left == 0
    assert page(9) == page(0)


def test_who_may_settle_and_take_back(session: Session, people: Cast) -> None:
    question = raised_question(session, people)
    decision = write_down(
        session, people.metadata, decided=["Yes"], by=people.ann, now=NOW
    ).decisions[0]
    who = {
        person.name.split()[0]: standing(session, person)
        for person in (people.ann, people.ben, people.cleo, people.dag)
    }
    group = people.metadata
    assert {
        name: access.may_settle(question, group, by=person) for name, person in who.items()
    } == {
        "Ann": True,
        "Ben": True,
        "Cleo": False,
        "Dag": True,
    }
    with pytest.raises(NotAllowed):
        access.question_to_edit(session, question.id, by=who["Cleo"])
    with pytest.raises(NotAllowed):
        access.decision_to_edit(session, decision.id, by=who["Ben"])
    assert access.decision_to_edit(session, decision.id, by=who["Ann"]) == decision


def test_a_private_group_keeps_its_questions(session: Session, people: Cast) -> None:
    people.metadata.is_private = True
    question = raised_question(session, people)
    decision = write_down(
        session, people.metadata, decided=["Yes"], by=people.ann, now=NOW
    ).decisions[0]
    outsider = standing(session, people.cleo)
    with pytest.raises(NotFound):
        access.question_to_see(session, question.id, by=outsider)
    with pytest.raises(NotFound):
        access.decision_to_edit(session, decision.id, by=outsider)


def test_two_who_settle_at_once_settle_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        question_id = raised_question(session, people).id
        ann, dag = standing(session, people.ann), standing(session, people.dag)
    with reading() as session:
        stale = session.get(Question, question_id)
    assert stale is not None
    with unit_of_work() as session:
        question = access.question_to_edit(session, question_id, by=ann)
        decisions.settle(session, question, "Yes", by=ann.person, now=NOW)
    with unit_of_work() as session:
        # What was read before the other's commit is read again under the lock.
        question = access.question_to_edit(session, session.merge(stale, load=False).id, by=dag)
        with pytest.raises(Conflict):
            decisions.settle(session, question, "No", by=dag.person, now=NOW)

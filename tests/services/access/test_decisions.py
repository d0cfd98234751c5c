"""Who may settle a question, and take a decision back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from models import Decision, Question
from services import access, decisions
from services.access import Standing
from services.errors import NotAllowed, NotFound
from tests.factories import NOW
from tests.services.access.everybody import ALL, LEADS, MEMBERS, Everybody, everybody


def written(session: Session, here: Everybody, *, by: str) -> tuple[Decision, Question]:
    found = decisions.write_down(
        session, here.group, decided=["Yes"], raised=["Why?"], by=here.people[by], now=NOW
    )
    return found.decisions[0], found.questions[0]


def given(here: Everybody, fetch: Callable[..., Any], session: Session, row_id: int) -> set[str]:
    def is_given(by: Standing) -> bool:
        try:
            return bool(fetch(session, row_id, by=by).id == row_id)
        except NotAllowed:
            return False

    return here.who(is_given)


@pytest.mark.parametrize(("raised_by", "more"), [("observer", {"observer"}), ("former", set())])
def test_who_raised_a_question_settles_it_while_she_serves_and_so_do_chairs(
    session: Session, raised_by: str, more: set[str]
) -> None:
    here = everybody(session)
    _, question = written(session, here, by=raised_by)
    assert here.who(lambda by: access.may_settle(question, here.group, by=by)) == LEADS | more
    assert given(here, access.question_to_edit, session, question.id) == LEADS | more


def test_chairs_of_now_take_a_decision_back(session: Session) -> None:
    here = everybody(session)
    decision, _ = written(session, here, by="member")
    assert here.who(lambda by: access.may_take_back(here.group, by=by)) == LEADS
    assert given(here, access.decision_to_edit, session, decision.id) == LEADS


def test_those_of_a_private_group_are_unknown_to_others(session: Session) -> None:
    here = everybody(session)
    decision, question = written(session, here, by="chair")
    here.group.is_private = True
    session.flush()
    for name in ALL - MEMBERS - {"manager"}:
        by = here.standings[name]
        for fetch, row_id in (
            (access.decision_to_edit, decision.id),
            (access.question_to_edit, question.id),
            (access.question_to_see, question.id),
        ):
            with pytest.raises(NotFound):
                fetch(session, row_id, by=by)
    for name in MEMBERS | {"manager"}:
        assert access.question_to_see(session, question.id, by=here.standings[name]) is question

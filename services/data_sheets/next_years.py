"""The data call of the next year, made from that of this one."""

import re
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models import Call, Group, Person
from models.calls import QUESTION_LENGTH
from services import data_fields
from services.calls.drafts import draft, facts_of

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AGAIN = " (next)"


def draft_next(
    session: Session, previous: Call, group: Group, *, by: Person, now: datetime
) -> Call:
    """A draft with the fields, rules and words of a data call from ``access.data_call_to_follow``,
    a year later in its words; when it closes is to be chosen.
    """
    question = next_years_question(previous.question)
    facts = replace(facts_of(previous), question=question, closes_at=None, weights={})
    call = draft(session, group, facts, by=by, now=now)
    data_fields.follow(session, call, previous)
    return call


def next_years_question(question: str) -> str:
    """The question with each year in it a year later; where there is none it is marked."""
    later = later_question(question, 1)
    if later != question:
        return later
    return f"{question.removesuffix(_AGAIN)[: QUESTION_LENGTH - len(_AGAIN)]}{_AGAIN}"


def later_question(question: str, years: int) -> str:
    """The question with each year in it so many years later."""
    return _YEAR.sub(lambda found: str(int(found[0]) + years), question)

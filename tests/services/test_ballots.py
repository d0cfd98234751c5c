"""Secret ballots: nothing of where they lie tells which came last."""

import json

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models import SecretBallot
from models.calls import VoteMethod
from services.calls import ballots
from tests.factories import cast
from tests.open_calls import open_call

CHOICES = ("Red", "Green", "Blue")


@pytest.fixture
def order(session: Session) -> list[list[str]]:
    """The ballots in the order in which they lie, after each of many was cast: the third last."""
    people, seen = cast(session), []
    for _ in range(40):
        call = open_call(
            session,
            people.metadata,
            people.dag,
            method=VoteMethod.CHOICE,
            choices=CHOICES,
            is_secret=True,
        )
        for choice in CHOICES:
            ballots.cast(session, call, (choice,))
        seen.append([json.loads(text)[0] for text in lying(session, call.id)])
    return seen


def lying(session: Session, call_id: int) -> list[str]:
    """As the database keeps the rows, without any order of its own asked for."""
    place = "rowid" if session.get_bind().dialect.name == "sqlite" else "ctid"
    rows = select(SecretBallot.ballot).where(SecretBallot.call_id == call_id)
    return list(session.exec(rows.order_by(sa.literal_column(place))))


def test_rows_lie_in_an_order_by_chance(order: list[list[str]]) -> None:
    assert {tuple(sorted(rows)) for rows in order} == {tuple(sorted(CHOICES))}
    # Each may be last: that one of three never is, in forty, happens once in ten million.
    assert {rows[-1] for rows in order} == set(CHOICES)
    assert {rows[0] for rows in order} == set(CHOICES)


def test_the_same_ballot_again_is_counted_in_its_row(session: Session) -> None:
    people = cast(session)
    call = open_call(session, people.metadata, people.dag, is_secret=True)
    for choice in ("yes", "no", "yes"):
        ballots.cast(session, call, (choice,))
    rows = session.exec(select(SecretBallot).where(SecretBallot.call_id == call.id)).all()
    assert {row.ballot: row.count for row in rows} == {'["yes"]': 2, '["no"]': 1}
    assert sorted(vote.choices for vote in ballots.votes(session, call)) == [
        ("no",),
        ("yes",),
        ("yes",),
    ]

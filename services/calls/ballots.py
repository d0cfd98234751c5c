"""Secret ballots: counted without a unit and without a time."""

import json
import secrets
from collections import Counter

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Call, SecretBallot
from models.calls import UnitVote
from services.access.locks import locked


def cast(session: Session, call: Call, choices: tuple[str, ...]) -> None:
    """Add one ballot. All of the call are written anew in an order by chance, so that a copy of the
    database does not tell by their order or age which is the latest.
    """
    locked(session, call)
    held = Counter(
        {row.ballot: row.count for row in session.exec(_of(call))},
    )
    held[json.dumps(choices)] += 1
    session.exec(delete(SecretBallot).where(col(SecretBallot.call_id) == call.id))
    session.flush()
    rows = list(held.items())
    secrets.SystemRandom().shuffle(rows)
    for ballot, count in rows:
        session.add(SecretBallot(call_id=call.id, ballot=ballot, count=count))
        session.flush()


def votes(session: Session, call: Call) -> list[UnitVote]:
    """The ballots of a call, each as the vote of a unit that nobody knows."""
    return [
        UnitVote(tuple(json.loads(row.ballot)))
        for row in session.exec(_of(call))
        for _ in range(row.count)
    ]


def _of(call: Call) -> SelectOfScalar[SecretBallot]:
    return select(SecretBallot).where(SecretBallot.call_id == call.id)

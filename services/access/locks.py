"""Locking a row that is about to change."""

from typing import TypeVar

from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session

from models import (
    AgendaItem,
    Call,
    CallField,
    CallUnit,
    Commitment,
    Decision,
    Deliverable,
    Group,
    GroupPause,
    GroupProposal,
    Meeting,
    Obligation,
    Organization,
    Poll,
    Question,
    Story,
    Task,
    Topic,
    ValueStatement,
)
from services.errors import NotFound

Row = TypeVar(
    "Row",
    AgendaItem,
    Call,
    CallField,
    CallUnit,
    Commitment,
    Decision,
    Deliverable,
    Group,
    GroupPause,
    GroupProposal,
    Meeting,
    Obligation,
    Organization,
    Poll,
    Question,
    Story,
    Task,
    Topic,
    ValueStatement,
)


def locked(session: Session, row: Row, *, gone: str = "That is not there any more.") -> Row:
    """The row as it is now: read again once it is locked,
    since somebody may have changed it meanwhile.

    Raises ``NotFound`` with the words ``gone`` where somebody has deleted it meanwhile.
    """
    try:
        session.refresh(row, with_for_update=True)
    except InvalidRequestError:
        raise NotFound(gone) from None
    return row

"""Locking a row that is about to change."""

from typing import TypeVar

from sqlmodel import Session

from models import Decision, Group, Meeting, Question, Task

Row = TypeVar("Row", Decision, Group, Meeting, Question, Task)


def locked(session: Session, row: Row) -> Row:
    """The row as it is now: read again once it is locked,
    since somebody may have changed it meanwhile.
    """
    session.refresh(row, with_for_update=True)
    return row

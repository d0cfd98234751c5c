"""Tasks: work with an owner and a due date."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CHECK_AT, LONG_AGO, TEXT_LENGTH
from models.groups import Group
from models.people import Person


class TaskScope(StrEnum):
    """The lists of tasks that can be asked for."""

    MINE = "mine"
    GROUP = "group"
    OVERDUE = "overdue"
    FINISHED = "finished"


REMINDED_OF = "done_at IS NULL AND due_on IS NOT NULL"


class Task(SQLModel, table=True):
    """A piece of work. It is open until ``done_at`` is set, and again when that is cleared."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index(
            "open_tasks_by_owner",
            "owner_id",
            "due_on",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
        sa.Index(
            "open_tasks_by_due_date",
            "due_on",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
        sa.Index("tasks_by_group", "group_id", "done_at"),
        sa.Index("tasks_by_creation", "group_id", "created_at"),
        sa.Index(
            "open_tasks_to_check",
            "check_at",
            sqlite_where=sa.text(REMINDED_OF),
            postgresql_where=sa.text(REMINDED_OF),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    """None for a task that a person set herself outside any group."""
    title: str = Field(max_length=TEXT_LENGTH)
    owner_id: int | None = Field(default=None, foreign_key="people.id")
    due_on: date | None = None
    """A day in the owner's own zone."""
    source_link: str = Field(default="", max_length=500)
    """The message it was made from, where it was made from one."""
    created_by: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="people.id")
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of it, if nothing changes.

    See ``services.reminders.scanning``.
    """


@dataclass(frozen=True)
class TaskLine:
    """A task with its owner and its group."""

    task: Task
    owner: Person | None
    group: Group | None


@dataclass(frozen=True)
class TaskPage:
    """One page of a list, and how many tasks there are on all of them."""

    lines: list[TaskLine]
    total: int
    overdue: int

"""Tasks: work with an owner and a due date."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CHECK_AT, LONG_AGO, TEXT_LENGTH
from models.groups import Group
from models.organizations import Organization
from models.people import Person
from models.seats import Seat


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
    """None where nobody has it yet, and while a library or a seat holds it. Of a finished task that
    one of these holds, who owned it on the day on which it was done.
    """
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
    library_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    """The library that holds it: its owner is whoever speaks for it in the group at the moment."""
    seat_id: int | None = Field(default=None, foreign_key="seats.id", index=True)
    """The seat that holds it: its owner is whoever sits there at the moment, or acts for her."""
    remind_on: date | None = None
    """The day on which its owners are first reminded of it, before the due day; None for the last
    working day before that.
    """


Owner = Person | Organization | Seat
"""Whom a task is given to: somebody, or a library or a seat that holds it."""


class CoOwner(SQLModel, table=True):
    """Somebody who owns a task beside its first owner."""

    __tablename__ = "co_owners"

    task_id: int = Field(foreign_key="tasks.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)


@dataclass(frozen=True)
class TaskLine:
    """A task with its owners at the moment of the look, and its group."""

    task: Task
    owner: Person | None
    """The first of them."""
    group: Group | None
    co_owners: tuple[Person, ...] = ()
    holder: str = ""
    """What the library or the seat is called that holds it; empty where people are named."""

    @property
    def owners(self) -> tuple[Person, ...]:
        return (self.owner, *self.co_owners) if self.owner else ()

    @property
    def whose(self) -> str:
        """Whose it is, as people read it; empty where nobody has it."""
        *most, last = [person.name for person in self.owners] or [""]
        names = f"{', '.join(most)} and {last}" if most else last
        if not self.holder:
            return names
        if self.task.done_at is not None:
            return f"{self.holder} ({names})" if names else self.holder
        return f"{self.holder} (now {names})" if names else f"{self.holder} (nobody now)"

    @property
    def is_free(self) -> bool:
        """Whether nobody has it, so that anybody in its group may take it."""
        return self.owner is None and not self.holder

    def is_owned_by(self, person: Person) -> bool:
        """Whether it is hers at the moment of the look."""
        return any(owner.id == person.id for owner in self.owners)


@dataclass(frozen=True)
class TaskHolders:
    """The libraries and the seats, each with its group, to which a task may be given."""

    libraries: tuple[Organization, ...] = ()
    seats: tuple[tuple[Seat, Group], ...] = ()


@dataclass(frozen=True)
class TaskPage:
    """One page of a list, and how many tasks there are on all of them."""

    lines: list[TaskLine]
    total: int
    overdue: int

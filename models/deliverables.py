"""What a group is to have done, and by when."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH


class Deliverable(SQLModel, table=True):
    """One thing that a charge asks for."""

    __tablename__ = "deliverables"

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    title: str = Field(max_length=NAME_LENGTH)
    due_on: date | None = None
    done_on: date | None = None
    created_at: datetime

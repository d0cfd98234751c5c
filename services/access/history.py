"""Who may read which part of the history."""

import sqlalchemy as sa
from sqlmodel import col

from models import Group, HistoryEntry, Story, StoryState
from models.subjects import subject_column
from services.access.groups import may_lead
from services.access.standing import Standing
from services.errors import NotAllowed

PERSONAL = ("preferences.changed", "task.snoozed")
"""What somebody set for herself alone: when she is reminded, and of what not yet."""


def visible_history(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` may read an entry: what happened in the groups that she
    chairs; as the program manager everything, but what others did for themselves alone, and to
    drafts of stories.
    """
    submitted = sa.select(subject_column("story", col(Story.id))).where(
        col(Story.state) == StoryState.SUBMITTED
    )
    is_personal = sa.or_(
        col(HistoryEntry.action).in_(PERSONAL),
        sa.and_(
            col(HistoryEntry.subject).startswith("task:"), col(HistoryEntry.group_id).is_(None)
        ),
        sa.and_(
            col(HistoryEntry.subject).startswith("story:"),
            col(HistoryEntry.subject).not_in(submitted),
        ),
    )
    may_read = sa.or_(~is_personal, col(HistoryEntry.by_id) == who.person.id)
    if who.is_program_manager:
        return may_read
    return sa.and_(col(HistoryEntry.group_id).in_(who.chaired), may_read)


def check_history_of(group: Group, *, by: Standing) -> None:
    """Raise ``NotAllowed`` where ``by`` may not read what happened in a group that she sees."""
    if not may_lead(group.id, by=by):
        raise NotAllowed(
            f"Only a chair of {group.name} or the program manager can read its history. Ask one of"
            " them."
        )

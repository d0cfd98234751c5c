"""Lists of minutes, and finding them by word: what somebody may not read is not even counted."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    AgendaItemState,
    Decision,
    Group,
    Meeting,
    MeetingStatus,
    MinuteLine,
    Minutes,
)
from models.minutes import MinutesEntry, MinutesHit, MinutesHits
from services import access
from services.access import Standing
from services.errors import Invalid

MOST_WORDS = 8
_DECISION = "decision"
_ITEM = "agenda item"
_MEETING = "meeting"


def newest(
    session: Session,
    who: Standing,
    group: Group | None,
    *,
    now: datetime,
    offset: int = 0,
    limit: int,
) -> list[MinutesEntry]:
    """The meetings of a group, or of all her own groups, that have begun, the newest first, each
    with how far its minutes are. Of a group that is not hers those alone that she may read.
    """
    statement = (
        sa.select(Meeting, Group, Minutes, _count_of_lines())
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id, isouter=True)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) <= now)
        .where(_may_list(who, group))
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    if group is not None:
        statement = statement.where(col(Meeting.group_id) == group.id)
    rows = session.execute(statement.offset(offset).limit(limit))
    return [MinutesEntry(*row) for row in rows]


def search(
    session: Session,
    who: Standing,
    words: str,
    *,
    group: Group | None = None,
    offset: int = 0,
    limit: int,
) -> MinutesHits:
    """The lines, decisions and items of meetings, and their titles, that have all the words, in
    minutes that ``who`` may read, the newest meetings first: two queries.
    """
    typed = words.split()
    if not typed:
        raise Invalid("Type a word to look for, such as `/meet minutes courier`.")
    found = _found(typed[:MOST_WORDS])
    readable = (
        sa.select(Meeting, Group, found.c.kind, found.c.wording)
        .select_from(found)
        .join(Meeting, col(Meeting.id) == found.c.meeting_id)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(access.readable_minutes(who))
    )
    if group is not None:
        readable = readable.where(col(Meeting.group_id) == group.id)
    total = session.scalar(readable.with_only_columns(sa.func.count()).order_by(None)) or 0
    offset = offset if offset < total else 0
    ordered = readable.order_by(
        col(Meeting.starts_at).desc(), col(Meeting.id).desc(), found.c.kind, found.c.id
    )
    rows = session.execute(ordered.offset(offset).limit(limit))
    hits = tuple(MinutesHit(meeting, of, str(kind), wording) for meeting, of, kind, wording in rows)
    return MinutesHits(" ".join(typed[:MOST_WORDS]), hits, offset, total)


def _found(words: list[str]) -> Any:
    """Each line, decision, item and title with all the words, by meeting."""
    lines: Any = sa.select(
        col(MinuteLine.meeting_id).label("meeting_id"),
        sa.cast(col(MinuteLine.kind), sa.String).label("kind"),
        col(MinuteLine.wording).label("wording"),
        col(MinuteLine.id).label("id"),
    ).where(
        col(MinuteLine.undone_at).is_(None),
        # A decision is found in the register, as it reads there.
        col(MinuteLine.decision_id).is_(None),
        *_has_all(col(MinuteLine.wording), words),
    )
    decisions = sa.select(
        col(Decision.meeting_id), sa.literal(_DECISION), col(Decision.wording), col(Decision.id)
    ).where(col(Decision.meeting_id).is_not(None), *_has_all(col(Decision.wording), words))
    items = sa.select(
        col(AgendaItem.meeting_id), sa.literal(_ITEM), col(AgendaItem.title), col(AgendaItem.id)
    ).where(
        col(AgendaItem.meeting_id).is_not(None),
        col(AgendaItem.state).in_([AgendaItemState.OPEN, AgendaItemState.CLOSED]),
        *_has_all(col(AgendaItem.title), words),
    )
    titles = sa.select(
        col(Meeting.id), sa.literal(_MEETING), col(Meeting.title), col(Meeting.id)
    ).where(*_has_all(col(Meeting.title), words))
    return sa.union_all(lines, decisions, items, titles).subquery()


def _has_all(column: Any, words: list[str]) -> list[sa.ColumnElement[bool]]:
    return [column.icontains(word, autoescape=True) for word in words]


def _may_list(who: Standing, group: Group | None) -> sa.ColumnElement[bool]:
    """The meetings of her own groups; of a group those whose minutes she may read, too."""
    if group is None:
        return col(Meeting.group_id).in_(access.own_groups(who))
    is_readable = sa.and_(col(Minutes.meeting_id).is_not(None), access.readable_minutes(who))
    return sa.or_(access.workable_groups(who, col(Meeting.group_id)), is_readable)


def _count_of_lines() -> Any:
    of_meeting = select(sa.func.count()).select_from(MinuteLine)
    is_kept = col(MinuteLine.undone_at).is_(None)
    return (
        of_meeting.where(col(MinuteLine.meeting_id) == col(Meeting.id), is_kept)
        .correlate(Meeting)
        .scalar_subquery()
    )

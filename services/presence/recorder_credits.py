"""The contribution of whoever took the minutes of a meeting."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import ContributionKind, Meeting, MinuteLine, Minutes, Person
from models.subjects import Subject
from services import contributions


def credit_recorder(session: Session, meeting: Meeting, agreed: Person | None) -> None:
    """Credit circulated minutes to whoever ``agreed`` to take them, else to whoever wrote most of
    them, as they say themselves, and to nobody else; before they are circulated nothing happens.
    """
    minutes = session.get(Minutes, meeting.id)
    if minutes is None or minutes.circulated_at is None:
        return
    recorder = agreed or _most_written(session, meeting)
    kind, of = ContributionKind.RECORDED, Subject.of(meeting)
    if minutes.recorder_id and (recorder is None or recorder.id != minutes.recorder_id):
        contributions.take_back(session, minutes.recorder_id, kind, of=of)
    minutes.recorder_id = recorder.id if recorder else None
    session.add(minutes)
    if recorder is not None:
        contributions.credit(
            session,
            recorder,
            kind,
            of=of,
            group_id=meeting.group_id,
            occurred_at=meeting.starts_at,
        )


def _most_written(session: Session, meeting: Meeting) -> Person | None:
    """Whose lines most are; of several with equally many, who wrote first."""
    written_by = (
        select(MinuteLine.written_by)
        .where(MinuteLine.meeting_id == meeting.id, col(MinuteLine.undone_at).is_(None))
        .group_by(col(MinuteLine.written_by))
        .order_by(sa.func.count().desc(), sa.func.min(col(MinuteLine.id)))
        .limit(1)
    )
    return session.exec(select(Person).where(col(Person.id).in_(written_by))).first()

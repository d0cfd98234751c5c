"""What a group decided, as rows."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Decision, DecisionReview, Group, Meeting
from services.public_records.public_texts import local, meeting_name

DECISION_COLUMNS = (
    *("number", "recorded_at", "meeting", "decision", "why", "options", "consulted"),
    *("authority", "reports_to", "replacement", "earlier", "replaced_by", "reviews"),
)


def decision_rows(
    session: Session, group: Group, since: datetime, until: datetime
) -> list[tuple[str, ...]]:
    """The decisions that were written down in this time, the earliest first. Three queries."""
    statement = (
        select(Decision)
        .where(Decision.group_id == group.id)
        .order_by(col(Decision.recorded_at), col(Decision.id))
    )
    everything = session.exec(statement).all()
    rows = [row for row in everything if since <= row.recorded_at < until]
    meetings = _meetings(session, rows)
    reviews = _reviews(session, rows)
    replaced_by = {row.replaces_id: row.id for row in everything if row.replacement == "replaces"}
    return [
        DECISION_COLUMNS,
        *(
            (
                str(row.id),
                local(row.recorded_at, group.zone),
                meetings.get(row.meeting_id or 0, ""),
                row.wording,
                row.reason,
                row.options,
                row.consulted,
                row.authority or "",
                row.reports_to,
                row.replacement or "",
                str(row.replaces_id or ""),
                str(replaced_by.get(row.id, "")),
                reviews.get(row.id, ""),
            )
            for row in rows
        ),
    ]


def _meetings(session: Session, rows: list[Decision]) -> dict[int, str]:
    ids = {row.meeting_id for row in rows if row.meeting_id}
    found = session.exec(select(Meeting).where(col(Meeting.id).in_(ids))) if ids else ()
    return {meeting.id: meeting_name(meeting) for meeting in found}


def _reviews(session: Session, rows: list[Decision]) -> dict[int, str]:
    """What was answered to “Did it work?”, by decision."""
    statement = (
        select(DecisionReview)
        .where(col(DecisionReview.decision_id).in_([row.id for row in rows]))
        .order_by(col(DecisionReview.id))
    )
    found: dict[int, list[str]] = {}
    for row in session.exec(statement) if rows else ():
        words = f"{row.reviewed_at.date().isoformat()} {row.outcome}"
        comment = f": {row.comment}" if row.comment else ""
        found.setdefault(row.decision_id, []).append(words + comment)
    return {number: "; ".join(lines) for number, lines in found.items()}

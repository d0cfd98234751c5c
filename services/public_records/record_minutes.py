"""The minutes of meetings that are for the public, as text."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Decision, Group, Meeting, MinuteLine, Minutes, MinutesCorrection, Person, Task
from models.minutes import CorrectionKind, MinuteLineKind, MinutesState
from services import minutes
from services.public_records.public_texts import PublicFile, local, meeting_name, one_line

_MINUTE_PARTS = (
    (MinuteLineKind.DECISION, "Decisions"),
    (MinuteLineKind.ACTION, "Tasks"),
    (MinuteLineKind.ANNOUNCEMENT, "Announcements"),
    (MinuteLineKind.NOTE, "Discussion"),
    (MinuteLineKind.PARKED, "Parked"),
)
_READ_BY_OTHERS = (MinutesState.CIRCULATED, MinutesState.APPROVED)


def minutes_files(
    session: Session, group: Group, meetings: Sequence[Meeting], *, now: datetime
) -> tuple[list[PublicFile], list[str]]:
    """A file for each meeting whose minutes are public and circulated, and a line for each that has
    begun and of which there is none, with the reason. Four queries.
    """
    ids = [row.id for row in meetings]
    statement = select(Minutes).where(col(Minutes.meeting_id).in_(ids))
    rows = {row.meeting_id: row for row in session.exec(statement)}
    shown = [row.meeting_id for row in rows.values() if not _reason(row)]
    lines, corrections = _lines(session, shown), _corrections(session, shown)
    decided = _decisions(session, shown)
    files, missing = [], []
    for meeting in meetings:
        row = rows.get(meeting.id)
        if row is None or _reason(row):
            reason = _reason(row) if row else "none were written"
            if row or meeting.starts_at <= now:
                missing.append(f"Minutes of {meeting_name(meeting)}: {reason}.")
            continue
        wordings = minutes.decisions_then(decided[meeting.id], row.frozen)
        lines[meeting.id][MinuteLineKind.DECISION] = [f"- {one_line(each)}" for each in wordings]
        then = minutes.meeting_then(meeting, row.frozen)
        name = minutes.group_name_then(group, row.frozen)
        text = _text(then, name, row, lines[meeting.id], corrections[meeting.id])
        files.append(PublicFile.of_text(f"minutes/{meeting_name(meeting)}.md", text))
    return files, missing


def _reason(row: Minutes) -> str:
    """Why minutes are not for the public; empty where they are."""
    if row.state not in _READ_BY_OTHERS:
        return "they are not circulated yet"
    return "" if row.is_public else "they are for members alone"


def _text(
    meeting: Meeting,
    group_name: str,
    row: Minutes,
    lines: dict[MinuteLineKind, list[str]],
    corrections: Sequence[MinutesCorrection],
) -> str:
    state = (
        f"Approved {local(row.approved_at, meeting.zone)}."
        if row.state is MinutesState.APPROVED
        else f"Circulated {local(row.circulated_at, meeting.zone)}, not approved yet."
    )
    parts = [
        f"# Minutes of {one_line(meeting.title)}",
        f"{one_line(group_name)}, {local(meeting.starts_at, meeting.zone)}. {state}",
        "Who came is in `attendance.csv`.",
    ]
    for kind, title in _MINUTE_PARTS:
        if lines[kind]:
            parts += [f"## {title}", "\n".join(lines[kind])]
    if corrections:
        rows = (_correction(row, meeting.zone) for row in corrections)
        parts += ["## Corrections and amendments", "\n".join(rows)]
    return "\n\n".join(parts)


def _lines(
    session: Session, meeting_ids: Sequence[int]
) -> dict[int, dict[MinuteLineKind, list[str]]]:
    """The lines that stand, in the order in which they were written, but for decisions. Tasks of
    approved minutes are as they were when these were approved.
    """
    statement: Any = (
        sa.select(MinuteLine, col(Minutes.frozen), col(Task.due_on), col(Person.name))
        .join(Minutes, col(Minutes.meeting_id) == col(MinuteLine.meeting_id))
        .join(Task, col(Task.id) == MinuteLine.task_id, isouter=True)
        .join(Person, col(Person.id) == Task.owner_id, isouter=True)
        .where(col(MinuteLine.meeting_id).in_(meeting_ids), col(MinuteLine.undone_at).is_(None))
        .where(col(MinuteLine.kind) != MinuteLineKind.DECISION)
        .order_by(col(MinuteLine.id))
    )
    found: dict[int, dict[MinuteLineKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line, frozen, due_on, owner in session.execute(statement) if meeting_ids else ():
        if frozen is not None and (kept := frozen.get("tasks", {}).get(str(line.id))):
            owner = kept["whose"]
            due_on = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
        whose = f"{one_line(owner)}: " if owner else ""
        due = f", due {due_on.isoformat()}" if due_on else ""
        found[line.meeting_id][line.kind].append(f"- {whose}{one_line(line.wording)}{due}")
    return found


def _decisions(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[str]]:
    """What the register has of each meeting, in its words: what was taken back is not there any
    more.
    """
    statement = (
        select(Decision).where(col(Decision.meeting_id).in_(meeting_ids)).order_by(col(Decision.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in session.exec(statement) if meeting_ids else ():
        if row.meeting_id:
            found[row.meeting_id].append(row.wording)
    return found


def _corrections(
    session: Session, meeting_ids: Sequence[int]
) -> dict[int, list[MinutesCorrection]]:
    """What was corrected or amended: what was not accepted is left out."""
    statement = (
        select(MinutesCorrection)
        .where(col(MinutesCorrection.meeting_id).in_(meeting_ids))
        .where(col(MinutesCorrection.is_accepted).is_(True))
        .order_by(col(MinutesCorrection.id))
    )
    found: dict[int, list[MinutesCorrection]] = defaultdict(list)
    for row in session.exec(statement) if meeting_ids else ():
        found[row.meeting_id].append(row)
    return found


def _correction(row: MinutesCorrection, zone: str) -> str:
    kind = "Amended" if row.kind is CorrectionKind.AMENDMENT else "Corrected"
    return f"- {kind} {local(row.settled_at or row.proposed_at, zone)}: {one_line(row.wording)}"

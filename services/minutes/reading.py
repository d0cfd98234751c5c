"""The minutes of a meeting as they are read, and where a meeting is that goes on."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    CorrectionKind,
    Decision,
    Group,
    Meeting,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesCorrection,
    MinutesState,
    Person,
    Task,
)
from models.minutes import LiveMeeting, MinutesRecord, RecordedLine, SettledCorrection
from services import agendas, presence, terms
from services.minutes import agenda_items, freezing
from services.minutes.attendees import attendees, quorum_words

NEWEST_LINES = 5
"""How many lines a live view shows."""
_BY_KIND = {
    MinuteLineKind.ACTION: "actions",
    MinuteLineKind.ANNOUNCEMENT: "announcements",
    MinuteLineKind.PARKED: "parked",
}


def record(
    session: Session, meeting: Meeting, group: Group, minutes: Minutes, now: datetime
) -> MinutesRecord:
    """The minutes in the order in which they are read; as many queries however long they are.
    Approved ones stay as they were.
    """
    written = lines(session, meeting, now)
    by_kind: dict[str, list[RecordedLine]] = defaultdict(list)
    for line in written:
        if name := _BY_KIND.get(line.line.kind):
            by_kind[name].append(line)
    settled = _corrections(session, meeting)
    approved_in = session.get(Meeting, minutes.approved_in_id) if minutes.approved_in_id else None
    on_agenda = agendas.items(session, meeting)
    spoken_of = {line.line.item_id for line in written if line.line.item_id is not None}
    recused = _recused(session, sorted(spoken_of | {item.id for item in on_agenda}))
    discussion = _discussion(session, on_agenda, written, spoken_of | recused.keys())
    found = MinutesRecord(
        meeting=meeting,
        group=group,
        minutes=minutes,
        attendees=attendees(session, meeting),
        decisions=_decisions(session, meeting),
        discussion=discussion,
        recused=recused,
        lines=written,
        corrections=_of_kind(settled, CorrectionKind.CORRECTION),
        amendments=_of_kind(settled, CorrectionKind.AMENDMENT),
        approves=_approved_by(session, meeting),
        recorder=_recorder(session, meeting) or _most_written(written),
        approved_in=approved_in,
        **{name: tuple(rows) for name, rows in by_kind.items()},
    )
    return freezing.restored(found, minutes.frozen) if minutes.frozen is not None else found


def lines(session: Session, meeting: Meeting, now: datetime) -> tuple[RecordedLine, ...]:
    """The lines that are not undone, in the order in which they were written, with whose the tasks
    are by now.
    """
    statement = (
        sa.select(MinuteLine, col(Person.name), Task)
        .join(Person, col(Person.id) == MinuteLine.written_by)
        .join(Task, col(Task.id) == MinuteLine.task_id, isouter=True)
        .where(col(MinuteLine.meeting_id) == meeting.id, col(MinuteLine.undone_at).is_(None))
        .order_by(col(MinuteLine.id))
    )
    rows = [tuple(row) for row in session.execute(statement)]
    whose = _whose(session, [task for _line, _name, task in rows if task is not None], now)
    return tuple(
        RecordedLine(
            line,
            name,
            whose=whose.get(task.id, "") if task else "",
            due_on=task.due_on if task else None,
            is_done=task is not None and task.done_at is not None,
        )
        for line, name, task in rows
    )


def meeting_of_task(session: Session, task: Task) -> Meeting | None:
    """The meeting in whose minutes a task was written, if it was."""
    statement = (
        select(Meeting)
        .join(MinuteLine, col(MinuteLine.meeting_id) == Meeting.id)
        .where(MinuteLine.task_id == task.id, col(MinuteLine.undone_at).is_(None))
    )
    return session.exec(statement.limit(1)).first()


def live(
    session: Session, meeting: Meeting, group: Group, minutes: Minutes, now: datetime
) -> LiveMeeting:
    """Where a meeting is on its agenda, who is there, and what was written last."""
    items = agendas.items(session, meeting)
    current = next((item for item in items if item.id == minutes.item_id), None)
    written = lines(session, meeting, now)
    return LiveMeeting(
        meeting=meeting,
        group=group,
        minutes=minutes,
        item=current,
        following=agenda_items.following(session, meeting, items, current),
        minutes_left=_minutes_left(current, minutes, now),
        attendees=attendees(session, meeting),
        quorum=quorum_words(session, meeting, now),
        recused=_recused(session, [current.id]).get(current.id, ()) if current else (),
        newest=written[-NEWEST_LINES:],
        count=len(written),
        to_approve=unapproved(session, group, before=meeting),
    )


def unapproved(session: Session, group: Group, *, before: Meeting) -> tuple[Meeting, ...]:
    """The meetings of a group before one of them whose minutes wait to be approved."""
    statement = (
        select(Meeting)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(Meeting.group_id == group.id, Minutes.state == MinutesState.CIRCULATED)
        .where(Meeting.starts_at < before.starts_at)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return tuple(session.exec(statement))


def _recused(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of those who take no part in each of some items, by its id: one query."""
    found = presence.recused(session, item_ids)
    return {number: tuple(person.name for person in people) for number, people in found.items()}


def _minutes_left(item: AgendaItem | None, minutes: Minutes, now: datetime) -> int | None:
    if item is None or item.minutes is None or minutes.item_since is None:
        return None
    ends_at = minutes.item_since + timedelta(minutes=item.minutes)
    return int((ends_at - now).total_seconds() // 60)


def _whose(session: Session, tasks: Sequence[Task], now: datetime) -> dict[int, str]:
    """The names of those who have each task at a moment."""
    owners = terms.owners_of_tasks(session, tasks, now)
    return {task.id: ", ".join(person.name for person in owners[task.id]) for task in tasks}


def _decisions(session: Session, meeting: Meeting) -> tuple[str, ...]:
    """What the register has of the meeting, in the order in which it was written down."""
    in_register = select(Decision.wording).where(Decision.meeting_id == meeting.id)
    return tuple(session.exec(in_register.order_by(col(Decision.id))))


def _discussion(
    session: Session,
    on_agenda: Sequence[AgendaItem],
    written: Sequence[RecordedLine],
    recorded: set[int],
) -> tuple[tuple[AgendaItem | None, tuple[RecordedLine, ...]], ...]:
    """The items of the agenda with their notes, in the order of the agenda; an item that has gone
    on to a later meeting stays where notes of it were written, or somebody was recused: the ids of
    such items are ``recorded``.
    """
    notes: dict[int | None, list[RecordedLine]] = defaultdict(list)
    for line in written:
        if line.line.kind is MinuteLineKind.NOTE:
            notes[line.line.item_id].append(line)
    known = agenda_items.by_ids(session, recorded)
    dealt_with = [item for item in on_agenda if item.closed_at or item.id in known]
    gone_on = [known[number] for number in sorted(known.keys() - {item.id for item in on_agenda})]
    found: list[tuple[AgendaItem | None, tuple[RecordedLine, ...]]] = [
        (item, tuple(notes.get(item.id, ()))) for item in (*dealt_with, *gone_on)
    ]
    of_none = [(None, tuple(notes[None]))] if notes.get(None) else []
    return (*of_none, *found)


def _corrections(session: Session, meeting: Meeting) -> list[SettledCorrection]:
    settler = aliased(Person)
    statement = (
        sa.select(MinutesCorrection, col(Person.name), col(settler.name), col(MinuteLine.wording))
        .join(Person, col(Person.id) == MinutesCorrection.proposed_by)
        .join(MinuteLine, col(MinuteLine.id) == MinutesCorrection.line_id, isouter=True)
        .join(settler, col(settler.id) == MinutesCorrection.settled_by, isouter=True)
        .where(col(MinutesCorrection.meeting_id) == meeting.id)
        .order_by(col(MinutesCorrection.id))
    )
    return [
        SettledCorrection(correction, name, settled_by or "", line or "")
        for correction, name, settled_by, line in session.execute(statement)
    ]


def _of_kind(
    settled: Sequence[SettledCorrection], kind: CorrectionKind
) -> tuple[SettledCorrection, ...]:
    return tuple(line for line in settled if line.correction.kind is kind)


def _approved_by(session: Session, meeting: Meeting) -> tuple[Meeting, ...]:
    statement = (
        select(Meeting)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(Minutes.approved_in_id == meeting.id)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return tuple(session.exec(statement))


def _recorder(session: Session, meeting: Meeting) -> str:
    """The name of whoever was to take the minutes, or nothing."""
    named = sa.select(presence.recorder_name()).select_from(Meeting)
    return session.scalar(named.where(col(Meeting.id) == meeting.id)) or ""


def _most_written(written: Sequence[RecordedLine]) -> str:
    """Whose lines most are; of several with equally many, who wrote first."""
    counts = Counter(line.writer for line in written)
    return counts.most_common(1)[0][0] if counts else ""

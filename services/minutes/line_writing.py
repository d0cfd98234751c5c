"""Writing lines into the minutes of a meeting, undoing them, and wording them anew.

Lines are only added, one after the other under the lock of the meeting, so that two people who
write at once lose nothing and their order stays.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    Decision,
    Group,
    HistoryEntry,
    Meeting,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesState,
    Person,
    Task,
)
from models.decisions import WORDING_LENGTH
from models.minutes import LINE_LENGTH
from models.subjects import Subject
from services import decisions, history, tasks
from services.errors import Conflict, Invalid
from services.minutes import agenda_items
from services.minutes.steps import begun, check_writable
from services.tasks import TaskDraft

MOST_OF_A_KIND = 40
"""How many lines of one kind a form takes."""
MOST_ACTIONS = 20
"""How many tasks a form makes at once."""
_LIST_MARK = re.compile(r"^[•*–-]\s+")


def write(
    session: Session,
    meeting: Meeting,
    kind: MinuteLineKind,
    wordings: Sequence[str],
    *,
    by: Person,
    now: datetime,
    is_runner: bool = False,
) -> list[MinuteLine]:
    """Write notes, announcements, decisions or parked items into the minutes of a meeting from
    ``access.meeting_to_write_in``; the first line of all begins them.

    A decision goes into the register, too, and is left out where it stands there in the same words;
    what is parked goes on the next agenda. ``is_runner`` may write into a draft. Raises ``Invalid``
    with the field named as the kind for what is too long or too much, ``Conflict`` once the minutes
    are circulated.
    """
    if kind is MinuteLineKind.ACTION:
        raise ValueError("an action is a task: write it with write_action")
    wordings = cleaned(wordings, kind)
    minutes = begun(session, meeting, by=by, now=now)
    check_writable(minutes, is_runner=is_runner)
    lines = [
        line
        for wording in wordings
        if (line := _line(session, meeting, minutes, kind, wording, by, now)) is not None
    ]
    session.flush()
    return lines


def write_action(
    session: Session,
    meeting: Meeting,
    draft: TaskDraft,
    *,
    by: Person,
    now: datetime,
    is_runner: bool = False,
) -> tuple[MinuteLine, Task]:
    """Write an action into the minutes, and add its task, as ``tasks.add`` does."""
    minutes = begun(session, meeting, by=by, now=now)
    check_writable(minutes, is_runner=is_runner)
    task = tasks.add(session, draft, by=by, now=now)
    line = _new(session, meeting, minutes, MinuteLineKind.ACTION, task.title, by, now)
    line.task_id = task.id
    session.flush()
    return line, task


def undo(
    session: Session,
    meeting: Meeting,
    line: MinuteLine,
    *,
    by: Person,
    now: datetime,
    is_runner: bool = False,
) -> str:
    """Undo a line, with the decision, the task or the parked item that it made.

    Returns what of these stays, in words: a task on which somebody has worked, or an item that a
    meeting has taken up. Nothing happens to a line that is undone already.
    """
    session.refresh(line)
    if line.undone_at is not None:
        return ""
    minutes = begun(session, meeting, by=by, now=now)
    check_writable(minutes, is_runner=is_runner)
    line.undone_at, line.undone_by = now, by.id
    session.add(line)
    before = {"wording": line.wording}
    _note(session, "minutes.undone", meeting, by, now, before=before)
    if line.decision_id and (decision := session.get(Decision, line.decision_id)):
        decisions.take_back(session, decision, by=by, now=now)
    if line.task_id and (task := session.get(Task, line.task_id)):
        return _take_back_task(session, task, by, now)
    if line.parked_id and (item := session.get(AgendaItem, line.parked_id)):
        is_off = agenda_items.withdraw(session, item, by=by, now=now)
        return "" if is_off else "A meeting has taken the item up, so it stays on that agenda."
    return ""


def last_own(session: Session, meeting: Meeting, person: Person) -> MinuteLine | None:
    """The line that somebody wrote last in the minutes of a meeting and did not undo."""
    statement = (
        select(MinuteLine)
        .where(MinuteLine.meeting_id == meeting.id, MinuteLine.written_by == person.id)
        .where(col(MinuteLine.undone_at).is_(None))
        .order_by(col(MinuteLine.id).desc())
    )
    return session.exec(statement.limit(1)).first()


def reword(
    session: Session,
    meeting: Meeting,
    line: MinuteLine,
    wording: str,
    *,
    shown: str,
    by: Person,
    now: datetime,
) -> None:
    """Let a line of a draft read otherwise, and the decision in the register with it. ``shown`` is
    how it read in the form. Raises ``Conflict`` where somebody has changed it meanwhile.
    """
    session.refresh(line)
    check_writable(begun(session, meeting, by=by, now=now), is_runner=True)
    if line.undone_at is not None:
        raise Conflict("Somebody has undone this line meanwhile.")
    if line.wording != shown:
        raise Conflict(
            "Somebody has changed this line meanwhile. Open it again to see how it reads."
        )
    set_wording(session, meeting, line, wording, by=by, now=now)


def set_wording(
    session: Session, meeting: Meeting, line: MinuteLine, wording: str, *, by: Person, now: datetime
) -> None:
    """Let a line read otherwise, whatever the state of its minutes."""
    [wording] = cleaned([wording], line.kind, field="wording") or [""]
    if not wording:
        raise Invalid("Write how the line is to read.", field="wording")
    if wording == line.wording:
        return
    before, after = {"wording": line.wording}, {"wording": wording}
    line.wording = wording
    session.add(line)
    _note(session, "minutes.reworded", meeting, by, now, before=before, after=after)
    if line.decision_id and (decision := session.get(Decision, line.decision_id)):
        decision.wording = wording
        session.add(decision)
        about = Subject.of(decision)
        history.record(
            session, "decision.reworded", about, by=by, now=now, before=before, after=after
        )


def cleaned(wordings: Sequence[str], kind: MinuteLineKind, *, field: str = "") -> list[str]:
    """The lines that say something, without the marks that begin a list. Raises ``Invalid``."""
    field = field or kind.value
    words = (" ".join(_LIST_MARK.sub("", line.strip()).split()) for line in wordings)
    found = [line for line in words if line]
    if len(found) > MOST_OF_A_KIND:
        raise Invalid(
            f"These are {len(found)} lines. Send {MOST_OF_A_KIND} at a time.", field=field
        )
    limit = WORDING_LENGTH if kind is MinuteLineKind.DECISION else LINE_LENGTH
    if too_long := [line for line in found if len(line) > limit]:
        raise Invalid(
            f"“{too_long[0][:40]}…” has {len(too_long[0]):,} characters. Keep a line below"
            f" {limit:,}.",
            field=field,
        )
    return found


def _line(
    session: Session,
    meeting: Meeting,
    minutes: Minutes,
    kind: MinuteLineKind,
    wording: str,
    by: Person,
    now: datetime,
) -> MinuteLine | None:
    """A line with what it makes; None for a decision that stands in the register already."""
    decision_id = None
    if kind is MinuteLineKind.DECISION:
        group = session.get_one(Group, meeting.group_id)
        written = decisions.write_down(
            session, group, decided=[wording], meeting=meeting, by=by, now=now
        )
        if not written.decisions:
            return None
        decision_id = written.decisions[0].id
    line = _new(session, meeting, minutes, kind, wording, by, now)
    line.decision_id = decision_id
    if kind is MinuteLineKind.PARKED:
        line.parked_id = agenda_items.park(session, meeting, wording, by=by, now=now).id
    return line


def _new(
    session: Session,
    meeting: Meeting,
    minutes: Minutes,
    kind: MinuteLineKind,
    wording: str,
    by: Person,
    now: datetime,
) -> MinuteLine:
    line = MinuteLine(
        meeting_id=meeting.id,
        item_id=minutes.item_id if minutes.state is MinutesState.OPEN else None,
        kind=kind,
        wording=wording,
        written_by=by.id,
        written_at=now,
    )
    session.add(line)
    session.flush()
    return line


def _take_back_task(session: Session, task: Task, by: Person, now: datetime) -> str:
    """Take back a task of which history knows nothing but that it was added."""
    worked_on = select(HistoryEntry.id).where(
        HistoryEntry.subject == str(Subject.of(task)), HistoryEntry.action != "task.added"
    )
    if task.done_at is not None or session.exec(worked_on.limit(1)).first() is not None:
        return "Somebody has worked on the task already, so it stays."
    tasks.take_back(session, task, by=by, now=now)
    return ""


def _note(
    session: Session,
    action: str,
    meeting: Meeting,
    by: Person,
    now: datetime,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    history.record(session, action, Subject.of(meeting), by=by, now=now, before=before, after=after)

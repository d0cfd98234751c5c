"""The states of minutes, from Begin until they are approved."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    AgendaItemState,
    CorrectionKind,
    Group,
    Meeting,
    MeetingStatus,
    Minutes,
    MinutesCorrection,
    MinutesState,
    Person,
)
from models.columns import LONG_AGO
from models.subjects import Subject
from services import agendas, history, presence
from services.errors import Conflict, Invalid
from services.minutes import agenda_items, freezing, reading

MOST_OFFERED = 25
"""How many meetings a form offers."""
EARLY = timedelta(hours=1)
"""How long before its hour a meeting may begin."""
LATE = timedelta(hours=4)
"""How long after its end Begin is still offered."""


def begin(session: Session, meeting: Meeting, *, by: Person, now: datetime) -> Minutes:
    """Begin a meeting from ``access.meeting_to_run``, at the first item of its agenda. A meeting
    that has begun already stays where it is.
    """
    minutes = begun(session, meeting, by=by, now=now)
    if minutes.state is not MinutesState.OPEN:
        raise Conflict(f"{meeting.title} is closed already. `/meet minutes` shows its minutes.")
    if minutes.item_since is None:
        _go_to(session, minutes, _first_open(session, meeting), now)
    return minutes


def may_begin(meeting: Meeting, minutes: Minutes | None, *, now: datetime) -> bool:
    """Whether a meeting can begin now: it is on, about its hour, and not closed."""
    is_its_hour = meeting.starts_at - EARLY <= now <= meeting.ends_at + LATE
    is_open = minutes is None or minutes.state is MinutesState.OPEN
    return meeting.status is MeetingStatus.ON and is_its_hour and is_open


def begun(session: Session, meeting: Meeting, *, by: Person, now: datetime) -> Minutes:
    """The minutes of a meeting that is locked, as they are now; new ones where there are none."""
    minutes = session.get(Minutes, meeting.id, populate_existing=True)
    if minutes is not None:
        return minutes
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(f"{meeting.title} was cancelled, so it has no minutes.")
    if now < meeting.starts_at - EARLY:
        raise Conflict(f"{meeting.title} has not begun yet: its minutes begin an hour before it.")
    minutes = Minutes(meeting_id=meeting.id, begun_at=now, begun_by=by.id)
    session.add(minutes)
    session.flush()
    _note(session, "minutes.begun", meeting, by, now)
    return minutes


def existing(session: Session, meeting: Meeting) -> Minutes:
    """The minutes of a meeting as they are now. Raises ``Conflict`` where there are none."""
    minutes = session.get(Minutes, meeting.id, populate_existing=True)
    if minutes is None:
        raise Conflict(f"Nobody has begun minutes of {meeting.title} yet.")
    return minutes


def check_writable(minutes: Minutes, *, is_runner: bool) -> None:
    """Raise ``Conflict`` where no line can be written any more: after closing the chair and the
    recorder still write, and once the minutes are circulated nobody does.
    """
    if minutes.state is MinutesState.OPEN or (is_runner and minutes.state is MinutesState.DRAFT):
        return
    if minutes.state is MinutesState.DRAFT:
        raise Conflict(
            "The meeting is closed. A chair or its recorder can still add lines to the draft."
        )
    if minutes.state is MinutesState.CIRCULATED:
        raise Conflict(
            "These minutes are circulated, so no line is added. Ask for a correction instead."
        )
    raise Conflict(
        "These minutes are approved and locked. A chair can set an amendment beside them."
    )


def next_item(
    session: Session,
    meeting: Meeting,
    shown_id: int,
    *,
    is_done: bool,
    by: Person,
    now: datetime,
) -> Minutes:
    """Go on from the item ``shown_id`` to the next open one; with ``is_done`` the meeting has dealt
    with it, as somebody may have said on the agenda before. Nothing happens where the meeting is at
    another item by now.
    """
    minutes = _running(session, meeting)
    if minutes.item_id != (shown_id or None):
        return minutes
    items = agendas.items(session, meeting)
    current = next((item for item in items if item.id == minutes.item_id), None)
    following = agenda_items.following(session, meeting, items, current)
    if current is not None and is_done:
        _close_item(session, meeting, current, by, now)
    _go_to(session, minutes, following, now)
    return minutes


def close(session: Session, meeting: Meeting, *, by: Person, now: datetime) -> tuple[Minutes, int]:
    """Close a meeting: its minutes are a draft, and what is left of its agenda is carried; how many
    items that are. Raises ``Conflict`` where it is closed already.
    """
    minutes = _running(session, meeting)
    minutes.state, minutes.closed_at = MinutesState.DRAFT, now
    minutes.item_id = minutes.item_since = None
    session.add(minutes)
    # What is due about the meeting follows from its row, which does not change by this.
    meeting.check_at = LONG_AGO
    session.add(meeting)
    _note(session, "minutes.closed", meeting, by, now)
    return minutes, len(agendas.carry_over(session, meeting, now=now))


def circulate(
    session: Session, meeting: Meeting, *, is_public: bool, by: Person, now: datetime
) -> Minutes:
    """Let members and partners have the minutes, or everybody who may know of the group. Whoever
    took them is credited with them.
    """
    minutes = existing(session, meeting)
    if minutes.state is MinutesState.OPEN:
        raise Conflict(f"{meeting.title} is not closed yet. Press Close first.")
    if minutes.state is not MinutesState.DRAFT:
        raise Conflict(f"The minutes of {meeting.title} are circulated already.")
    minutes.state, minutes.circulated_at = MinutesState.CIRCULATED, now
    minutes.is_public = is_public
    session.add(minutes)
    presence.credit_recorder(session, meeting, presence.recorder_of(session, meeting))
    _note(session, "minutes.circulated", meeting, by, now)
    return minutes


def approve(
    session: Session, meeting: Meeting, approving: Meeting, *, by: Person, now: datetime
) -> Minutes:
    """Lock the minutes of a meeting, which a later meeting of the group has approved.

    Raises ``Conflict`` where they are not circulated, or a correction is not settled, and
    ``Invalid`` for a meeting that cannot have approved them.
    """
    minutes = existing(session, meeting)
    if minutes.state is MinutesState.APPROVED:
        raise Conflict(f"The minutes of {meeting.title} are approved already.")
    if minutes.state is not MinutesState.CIRCULATED:
        raise Conflict(f"The minutes of {meeting.title} are not circulated yet.")
    if left := open_corrections(session, meeting):
        words = "correction waits" if left == 1 else "corrections wait"
        raise Conflict(f"{left} {words} for an answer. Accept or decline first, then approve.")
    is_later = approving.group_id == meeting.group_id and approving.starts_at > meeting.starts_at
    if (
        not is_later
        or approving.status is not MeetingStatus.ON
        or now < approving.starts_at - EARLY
    ):
        raise Invalid("Choose a later meeting of the group that has begun.", field="approved_in")
    minutes.state, minutes.approved_at = MinutesState.APPROVED, now
    minutes.approved_by, minutes.approved_in_id = by.id, approving.id
    group = session.get_one(Group, meeting.group_id)
    minutes.frozen = freezing.freeze(reading.record(session, meeting, group, minutes, now))
    session.add(minutes)
    _note(session, "minutes.approved", meeting, by, now)
    return minutes


def approving_meetings(session: Session, meeting: Meeting, now: datetime) -> list[Meeting]:
    """The later meetings of the group that may have approved the minutes, the latest first."""
    statement = (
        select(Meeting)
        .where(Meeting.group_id == meeting.group_id, Meeting.status == MeetingStatus.ON)
        .where(Meeting.starts_at > meeting.starts_at, Meeting.starts_at <= now + EARLY)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    return list(session.exec(statement.limit(MOST_OFFERED)))


def open_corrections(session: Session, meeting: Meeting) -> int:
    """How many corrections nobody has accepted or declined yet."""
    waiting = select(MinutesCorrection.id).where(
        MinutesCorrection.meeting_id == meeting.id,
        MinutesCorrection.kind == CorrectionKind.CORRECTION,
        col(MinutesCorrection.is_accepted).is_(None),
    )
    return len(session.exec(waiting).all())


def _running(session: Session, meeting: Meeting) -> Minutes:
    minutes = existing(session, meeting)
    if minutes.state is not MinutesState.OPEN:
        raise Conflict(f"{meeting.title} is closed already. `/meet minutes` shows its minutes.")
    return minutes


def _first_open(session: Session, meeting: Meeting) -> AgendaItem | None:
    return agenda_items.following(session, meeting, agendas.items(session, meeting), None)


def _close_item(
    session: Session, meeting: Meeting, item: AgendaItem, by: Person, now: datetime
) -> None:
    """Close an item as it is once it is locked; what was put off meanwhile stays so."""
    session.refresh(item, with_for_update=True)
    is_put_off = item.is_put_off or item.id in agenda_items.carried_ids(session, meeting)
    if item.state is AgendaItemState.OPEN and not is_put_off:
        agendas.close(session, item, meeting=meeting, by=by, now=now)


def _go_to(session: Session, minutes: Minutes, item: AgendaItem | None, now: datetime) -> None:
    minutes.item_id, minutes.item_since = (item.id if item else None), now
    session.add(minutes)
    session.flush()


def _note(session: Session, action: str, meeting: Meeting, by: Person, now: datetime) -> None:
    history.record(session, action, Subject.of(meeting), by=by, now=now)

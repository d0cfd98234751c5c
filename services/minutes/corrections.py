"""Corrections that members ask for, and amendments that are set beside approved minutes."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    CorrectionKind,
    Meeting,
    MinuteLine,
    MinutesCorrection,
    MinutesState,
    Person,
)
from models.minutes import CORRECTION_LENGTH
from models.subjects import Subject
from services import history
from services.errors import Conflict, Invalid
from services.minutes import freezing
from services.minutes.line_writing import set_wording
from services.minutes.steps import existing


def propose(
    session: Session,
    meeting: Meeting,
    wording: str,
    *,
    line: MinuteLine | None = None,
    by: Person,
    now: datetime,
) -> tuple[MinutesCorrection, bool]:
    """Ask for a correction of circulated minutes: how a line is to read, or what is to be set
    right. Returns it, and whether it is new: the same person asks for the same once.
    """
    if existing(session, meeting).state is not MinutesState.CIRCULATED:
        raise Conflict("Corrections can be asked for between circulating and approving alone.")
    if line is not None and (line.meeting_id != meeting.id or line.undone_at is not None):
        raise Invalid("That line is not in these minutes any more.", field="line")
    wording = _cleaned(wording)
    line_id = line.id if line else None
    known = select(MinutesCorrection).where(
        MinutesCorrection.meeting_id == meeting.id,
        MinutesCorrection.proposed_by == by.id,
        MinutesCorrection.wording == wording,
        col(MinutesCorrection.line_id).is_not_distinct_from(line_id),
    )
    if found := session.exec(known).first():
        return found, False
    correction = _new(session, meeting, CorrectionKind.CORRECTION, wording, by, now)
    correction.line_id = line_id
    session.flush()
    _note(session, "minutes.corrected", meeting, by, now, wording)
    return correction, True


def accept(
    session: Session,
    meeting: Meeting,
    correction: MinutesCorrection,
    *,
    wording: str = "",
    by: Person,
    now: datetime,
) -> None:
    """Accept a correction: its line reads as was asked, or as ``wording`` says."""
    _check_unsettled(session, meeting, correction)
    line = session.get(MinuteLine, correction.line_id) if correction.line_id else None
    if line is not None:
        correction.replaced = line.wording
        correction.wording = _cleaned(wording or correction.wording)
        set_wording(session, meeting, line, correction.wording, by=by, now=now)
    _settle(session, correction, is_accepted=True, by=by, now=now)
    _note(session, "minutes.accepted", meeting, by, now, correction.wording)


def decline(
    session: Session,
    meeting: Meeting,
    correction: MinutesCorrection,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Decline a correction, which stays listed."""
    _check_unsettled(session, meeting, correction)
    _settle(session, correction, is_accepted=False, by=by, now=now)
    _note(session, "minutes.declined", meeting, by, now, correction.wording)


def amend(
    session: Session, meeting: Meeting, wording: str, *, by: Person, now: datetime
) -> MinutesCorrection:
    """Set an amendment beside approved minutes, with its day; the minutes stay as they are."""
    minutes = existing(session, meeting)
    if minutes.state is not MinutesState.APPROVED:
        raise Conflict("Only approved minutes are amended. Change a line, or ask for a correction.")
    amendment = _new(session, meeting, CorrectionKind.AMENDMENT, _cleaned(wording), by, now)
    _settle(session, amendment, is_accepted=True, by=by, now=now)
    minutes.frozen = freezing.with_amendment(minutes.frozen, amendment, by)
    _note(session, "minutes.amended", meeting, by, now, amendment.wording)
    return amendment


def _check_unsettled(session: Session, meeting: Meeting, correction: MinutesCorrection) -> None:
    if correction.is_accepted is not None:
        words = "accepted" if correction.is_accepted else "declined"
        raise Conflict(f"This correction was {words} already.")
    if existing(session, meeting).state is not MinutesState.CIRCULATED:
        raise Conflict("These minutes are approved and locked.")


def _new(
    session: Session,
    meeting: Meeting,
    kind: CorrectionKind,
    wording: str,
    by: Person,
    now: datetime,
) -> MinutesCorrection:
    correction = MinutesCorrection(
        meeting_id=meeting.id, kind=kind, wording=wording, proposed_by=by.id, proposed_at=now
    )
    session.add(correction)
    session.flush()
    return correction


def _settle(
    session: Session,
    correction: MinutesCorrection,
    *,
    is_accepted: bool,
    by: Person,
    now: datetime,
) -> None:
    correction.is_accepted = is_accepted
    correction.settled_by, correction.settled_at = by.id, now
    session.add(correction)


def _cleaned(wording: str) -> str:
    words = " ".join(wording.split())
    if not words:
        raise Invalid("Say what is to be set right.", field="wording")
    if len(words) > CORRECTION_LENGTH:
        raise Invalid(f"Say it in at most {CORRECTION_LENGTH:,} characters.", field="wording")
    return words


def _note(
    session: Session, action: str, meeting: Meeting, by: Person, now: datetime, wording: str
) -> None:
    after = {"wording": wording}
    history.record(session, action, Subject.of(meeting), by=by, now=now, after=after)

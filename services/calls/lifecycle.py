"""The life of a call: it opens, may be extended, closes or is cancelled, and a decision is written
to the register.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Call, CallKind, CallState, CallUnit, Group, Person
from models.calls import REASON_LENGTH
from models.decisions import WORDING_LENGTH
from models.subjects import Subject
from services import commitments, data_fields, decisions, history, terms
from services.access.locks import locked
from services.calls import offer_sums, offer_terms, results, units
from services.calls.drafts import SHORTEST_CALL
from services.errors import Conflict, Invalid

LONGEST_CALL = timedelta(days=366)


def open_call(
    session: Session, call: Call, group: Group, *, by: Person, now: datetime
) -> list[CallUnit]:
    """Open a draft from ``access.draft_to_open``; its units, frozen. Raises ``Invalid`` with what
    is still to be chosen.
    """
    if call.if_silent is None:
        raise Invalid("Choose first what no answer means.", field="if_silent")
    if call.closes_at is None:
        raise Invalid("Choose first when it closes.", field="closes")
    _check_closing(call.closes_at, now)
    data_fields.refuse_unready(session, call)
    rows = units.freeze(session, call, group, now)
    if not rows and call.seats_without_vote:
        raise Conflict("No seat of the group has a vote now, so there is nobody to answer.")
    if not rows:
        raise Conflict(f"There is no {call.unit_kind} to answer. Choose others, or add them first.")
    if call.kind is CallKind.OFFER:
        offer_terms.freeze(session, call, rows)
    call.state, call.opened_at, call.opened_by = CallState.OPEN, now, by.id
    session.add(call)
    session.flush()
    after = {"units": len(rows), "closes_at": call.closes_at.isoformat()}
    history.record(session, "call.opened", Subject.of(call), by=by, now=now, after=after)
    return rows


def extend(
    session: Session, call: Call, closes_at: datetime, reason: str, *, by: Person, now: datetime
) -> None:
    """Let a call from ``access.call_to_run`` close later, with the reason."""
    if call.closes_at is not None and closes_at <= call.closes_at:
        raise Invalid("Choose a moment after the one at which it closes now.", field="closes")
    _check_closing(closes_at, now)
    before = {"closes_at": call.closes_at.isoformat() if call.closes_at else None}
    call.closes_at, call.reason = closes_at, _reason(reason)
    session.add(call)
    session.flush()
    after = {"closes_at": closes_at.isoformat(), "reason": call.reason}
    history.record(
        session, "call.extended", Subject.of(call), by=by, now=now, before=before, after=after
    )


def close_early(
    session: Session, call: Call, group: Group, reason: str, *, by: Person, now: datetime
) -> None:
    """Close a call from ``access.call_to_run`` now, with the reason."""
    call.reason = _reason(reason)
    call.closed_by = by.id
    _end(session, call, group, by=by, now=now)


def close(session: Session, call: Call, group: Group, *, now: datetime) -> None:
    """Close a call whose time is up; it is locked. It counts as closed at the moment that was
    declared, however late that is noticed.
    """
    _end(session, call, group, by=None, now=now)


def close_due(session: Session, call_id: int, now: datetime) -> tuple[Call, Group] | None:
    """Close a call if it is open and its time is up once it is locked; with its group, or None."""
    call = locked(session, session.get_one(Call, call_id))
    is_up = call.closes_at is not None and call.closes_at <= now
    if call.state is not CallState.OPEN or not is_up:
        return None
    group = session.get_one(Group, call.group_id)
    close(session, call, group, now=now)
    return call, group


def cancel(session: Session, call: Call, reason: str, *, by: Person | None, now: datetime) -> None:
    """Let a call from ``access.call_to_run`` come to nothing, with the reason."""
    call.reason = _reason(reason)
    call.state, call.closed_at = CallState.CANCELLED, now
    call.closed_by = by.id if by else None
    session.add(call)
    session.flush()
    after = {"reason": call.reason}
    history.record(session, "call.cancelled", Subject.of(call), by=by, now=now, after=after)


def excuse(
    session: Session, call: Call, unit: CallUnit, reason: str, *, by: Person, now: datetime
) -> None:
    """Leave a unit from ``access.unit_to_record`` out of every base, with the reason, or count it
    again where there is none.
    """
    tidy = " ".join(reason.split())
    _check_reason(tidy)
    before, unit.excused = unit.excused, tidy
    session.add(unit)
    session.flush()
    history.record(
        session,
        "call.excused" if tidy else "call.counted again",
        Subject.of(call),
        by=by,
        now=now,
        before={"unit": unit.name, "reason": before},
        after={"unit": unit.name, "reason": tidy},
    )


def due_to_close(session: Session, now: datetime) -> list[int]:
    """The ids of open calls whose time is up, the oldest first: one query."""
    statement = select(Call.id).where(Call.state == CallState.OPEN, col(Call.closes_at) <= now)
    return list(session.exec(statement.order_by(col(Call.closes_at), col(Call.id))))


def due_to_open(session: Session, now: datetime) -> list[int]:
    """The ids of drafts that are to open by themselves now: one query."""
    statement = select(Call.id).where(Call.state == CallState.DRAFT, col(Call.opens_at) <= now)
    return list(session.exec(statement.order_by(col(Call.opens_at), col(Call.id))))


def let_wait(session: Session, call_id: int, now: datetime) -> Call | None:
    """Let a draft that was to open by now, and cannot, wait for somebody to open it; None where
    there is no such draft any more.
    """
    call = locked(session, session.get_one(Call, call_id))
    if call.state is not CallState.DRAFT or call.opens_at is None or call.opens_at > now:
        return None
    call.opens_at = None
    session.add(call)
    session.flush()
    return call


def _end(session: Session, call: Call, group: Group, *, by: Person | None, now: datetime) -> None:
    closed_at = now if by else call.closes_at or now
    _excuse_seats(session, call, closed_at)
    call.state, call.closed_at = CallState.CLOSED, closed_at
    session.add(call)
    session.flush()
    after = {"reason": call.reason} if by else {}
    history.record(session, "call.closed", Subject.of(call), by=by, now=now, after=after)
    if call.kind is CallKind.VOTE:
        words = results.in_words(call, results.tally_of(session, call, now))
        _decide(session, call, group, words, now)
    elif call.kind is CallKind.OFFER:
        reckoned = offer_sums.sum_of(session, call)
        _decide(session, call, group, offer_sums.in_words(call, reckoned), now)
        commitments.commit(session, call, reckoned, now=now)


def _excuse_seats(session: Session, call: Call, now: datetime) -> None:
    """Leave silent seats that are vacant, or whose holder is on leave, out of every base."""
    silent = session.exec(
        select(CallUnit).where(
            CallUnit.call_id == call.id,
            col(CallUnit.seat_id).is_not(None),
            col(CallUnit.answered_at).is_(None),
        )
    ).all()
    ids = [unit.seat_id for unit in silent if unit.seat_id]
    held, away = terms.seats_held(session, ids, now), terms.seats_on_leave(session, ids, now)
    for unit in silent:
        if unit.seat_id in away:
            unit.excused = unit.excused or "on leave"
        elif unit.seat_id not in held:
            unit.excused = unit.excused or "vacant"
        session.add(unit)
    session.flush()


def _decide(session: Session, call: Call, group: Group, wording: str, now: datetime) -> None:
    """Write the outcome to the register of the group."""
    recorded_by = call.closed_by or call.opened_by or call.drafted_by
    decision = decisions.new_decision(
        group, wording=wording[:WORDING_LENGTH], recorded_by=recorded_by, now=now
    )
    session.add(decision)
    session.flush()
    call.decision_id = decision.id
    session.add(call)
    session.flush()
    by = session.get(Person, recorded_by)
    history.record(
        session,
        "decision.recorded",
        Subject.of(decision),
        by=by,
        now=now,
        after={"wording": decision.wording},
    )


def _check_closing(closes_at: datetime, now: datetime) -> None:
    if closes_at < now + SHORTEST_CALL:
        raise Invalid("Leave at least an hour to answer.", field="closes")
    if closes_at > now + LONGEST_CALL:
        raise Invalid("A call is open for a year at most.", field="closes")


def _reason(reason: str) -> str:
    tidy = " ".join(reason.split())
    if not tidy:
        raise Invalid("Say why: it is shown to everybody who was called.", field="reason")
    _check_reason(tidy)
    return tidy


def _check_reason(tidy: str) -> None:
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field="reason")

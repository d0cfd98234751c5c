"""Commitments: what units pay by offers that went ahead, until when, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Call,
    CallAnswer,
    CallUnit,
    CallUnitLibrary,
    Commitment,
    Group,
    Offer,
    OfferAnswer,
    Organization,
    Person,
)
from models.calls import REASON_LENGTH
from models.columns import LONG_AGO
from models.money import in_dollars
from models.offers import SAVED_HOW_LENGTH, CommitmentLine, OfferSum
from models.subjects import Subject
from services import access, history, spreadsheets, stale_forms
from services.access import Standing
from services.errors import Conflict, Invalid

COMMITMENT_COLUMNS = (
    *("unit", "libraries", "group", "what", "vendor", "share", "starts_on", "ends_on"),
    *("notice_on", "renewal", "contact", "ended_on", "reason"),
    *("saved", "saved_how", "saved_by"),
)
_SAVING_WORDS = {"saved_cents": "amount saved", "saved_how": "words beside the amount saved"}


@dataclass(frozen=True)
class RenewedTerms:
    """What a commitment is from now on."""

    cents: int
    ends_on: date
    notice_on: date | None
    reason: str


def commit(session: Session, call: Call, reckoned: OfferSum, *, now: datetime) -> None:
    """Write down what each unit of an offer that was just closed is committed to, where it goes
    ahead.
    """
    if not reckoned.goes_ahead:
        return
    offer = session.exec(select(Offer).where(Offer.call_id == call.id)).one()
    answers = _answers(session, call)
    notice_on = None
    if offer.notice_days is not None:
        notice_on = offer.last_day - timedelta(days=offer.notice_days)
    for share in reckoned.shares:
        reply, person = answers.get(share.part.number, (None, None))
        starts_on = reply.starts_on if reply and not share.is_as_before else None
        row = Commitment(
            unit_id=share.part.number,
            cents=share.cents,
            starts_on=starts_on or offer.first_day,
            ends_on=offer.last_day,
            renewal=offer.renewal,
            notice_on=notice_on,
            contact=reply.contact if reply and not share.is_as_before else "",
            answered_by=person.id if person and not share.is_as_before else None,
        )
        session.add(row)
        session.flush()
        after = {"unit": share.part.name, **_facts(row)}
        subject = Subject.of(row)
        group = call.group_id
        history.record(
            session, "commitment.made", subject, by=None, now=now, after=after, group_id=group
        )
    offer.is_committed = True
    session.add(offer)
    session.flush()


def listed(
    session: Session, who: Standing, words: str = "", *, with_ended: bool = False
) -> list[CommitmentLine]:
    """The commitments that ``who`` may know of, what ends next first; those of which the words
    are in the name of the unit, of one of its libraries, of the group or in what was offered.
    """
    statement = _lines().where(access.visible_commitments(who))
    if not with_ended:
        statement = statement.where(col(Commitment.ended_on).is_(None))
    rows = [CommitmentLine(*row) for row in session.execute(statement)]
    if not words.strip():
        return rows
    named = _library_names(session)
    folded = words.casefold().split()
    return [line for line in rows if _has(line, named.get(line.unit.id, ()), folded)]


def of_own_library(session: Session, who: Standing) -> list[CommitmentLine]:
    """The commitments that ``who`` may know of and that go on of the library at which she is, also
    as a part of a voting unit, what ends next first.
    """
    own = sa.select(col(CallUnitLibrary.unit_id)).where(
        col(CallUnitLibrary.organization_id) == who.person.organization_id
    )
    statement = _lines().where(
        access.visible_commitments(who),
        col(Commitment.ended_on).is_(None),
        col(Commitment.unit_id).in_(own),
    )
    return [CommitmentLine(*row) for row in session.execute(statement)]


def line_of(session: Session, commitment: Commitment) -> CommitmentLine:
    """A commitment with the offer from which it is."""
    row = session.execute(_lines().where(col(Commitment.id) == commitment.id)).one()
    return CommitmentLine(*row)


def renew(
    session: Session, row: Commitment, new: RenewedTerms, *, by: Person, now: datetime
) -> None:
    """Let a commitment from ``access.commitment_to_change`` go on, with its new last day. What was
    declared as saved by it was of its time until then, and is taken out.
    """
    if row.ended_on is not None:
        raise Conflict("This commitment has ended.")
    if new.ends_on <= row.ends_on:
        raise Invalid("Choose a day after its last day now.", field="ends_on")
    if new.notice_on is not None and new.notice_on > new.ends_on:
        raise Invalid("That is after its last day.", field="notice_on")
    before = _facts(row)
    row.cents, row.ends_on, row.notice_on = new.cents, new.ends_on, new.notice_on
    row.reason = _reason(new.reason)
    row.saved_cents, row.saved_how, row.saved_by = None, "", None
    _keep(session, row, "commitment.renewed", before, by, now)


def saving_of(row: Commitment) -> dict[str, Any]:
    """What is declared as saved by a commitment, as a form shows it."""
    return {"saved_cents": row.saved_cents, "saved_how": row.saved_how}


def declare_saving(
    session: Session,
    row: Commitment,
    cents: int | None,
    how: str,
    *,
    seen: str,
    by: Person,
    now: datetime,
) -> bool:
    """Write down what a commitment from ``access.commitment_to_declare`` saves over its whole time,
    and against what that is reckoned; without an amount and words, take back what was declared.
    ``seen`` is of ``stale_forms.digests`` of ``saving_of``.

    Returns whether anything changed. Raises ``Conflict`` where somebody else has declared it.
    """
    tidy = _against(how, is_needed=cents is not None)
    if cents is None and tidy:
        raise Invalid("Write the amount, or leave both fields empty.", field="saved")
    saved = stale_forms.merged(
        session,
        {"saved_cents": cents, "saved_how": tidy},
        saving_of(row),
        seen,
        about=Subject.of(row),
        title="This commitment",
        words=_SAVING_WORDS,
        by=by,
        command="/call commitments",
        acts=("commitment.saving declared", "commitment.renewed"),
    )
    if saved == saving_of(row):
        return False
    before = _facts(row)
    row.saved_cents, row.saved_how = saved["saved_cents"], saved["saved_how"]
    row.saved_by = by.id if row.saved_cents is not None else None
    _keep(session, row, "commitment.saving declared", before, by, now)
    return True


def end(
    session: Session, row: Commitment, ended_on: date, reason: str, *, by: Person, now: datetime
) -> None:
    """End a commitment from ``access.commitment_to_change`` before its time, or as it ends."""
    if row.ended_on is not None:
        raise Conflict("This commitment has ended already.")
    if not row.starts_on <= ended_on <= row.ends_on:
        raise Invalid("Choose a day of the commitment.", field="ended_on")
    before = _facts(row)
    row.ended_on, row.reason = ended_on, _reason(reason)
    _keep(session, row, "commitment.ended", before, by, now)


def to_csv(session: Session, lines: Sequence[CommitmentLine]) -> bytes:
    """One row for each commitment."""
    named = _library_names(session)
    rows = [_cells(line, named.get(line.unit.id, ())) for line in lines]
    return spreadsheets.to_csv([COMMITMENT_COLUMNS, *rows])


def all_rows(session: Session) -> list[tuple[str, ...]]:
    """All commitments, with the columns of their file."""
    named = _library_names(session)
    lines = [CommitmentLine(*row) for row in session.execute(_lines())]
    return [_cells(line, named.get(line.unit.id, ())) for line in lines]


def _lines() -> Any:
    declarer = aliased(Person)
    names = (sa.func.coalesce(who.name, "") for who in (Person, declarer))
    return (
        sa.select(Commitment, CallUnit, Call, Offer, Group, *names)
        .join(CallUnit, col(CallUnit.id) == Commitment.unit_id)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Offer, col(Offer.call_id) == Call.id)
        .join(Group, col(Group.id) == Call.group_id)
        .join(Person, col(Person.id) == Commitment.answered_by, isouter=True)
        .join(declarer, col(declarer.id) == Commitment.saved_by, isouter=True)
        .order_by(col(Commitment.ends_on), col(CallUnit.name), col(Commitment.id))
    )


def _answers(session: Session, call: Call) -> dict[int, tuple[OfferAnswer, Person]]:
    """What was said beside the answer of each unit that stands, and by whom, by the unit's id."""
    statement = (
        select(CallAnswer.unit_id, OfferAnswer, Person)
        .join(CallUnit, col(CallUnit.id) == CallAnswer.unit_id)
        .join(OfferAnswer, col(OfferAnswer.answer_id) == CallAnswer.id)
        .join(Person, col(Person.id) == CallAnswer.person_id)
        .where(CallUnit.call_id == call.id)
        .order_by(col(CallAnswer.id))
    )
    return {unit_id: (reply, person) for unit_id, reply, person in session.exec(statement)}


def _keep(
    session: Session,
    row: Commitment,
    action: str,
    before: dict[str, Any],
    by: Person,
    now: datetime,
) -> None:
    session.add(row)
    session.flush()
    line = line_of(session, row)
    line.offer.check_at = LONG_AGO
    session.add(line.offer)
    session.flush()
    after = _facts(row) | {"unit": line.unit.name, "reason": row.reason}
    history.record(
        session,
        action,
        Subject.of(row),
        by=by,
        now=now,
        before=before,
        after=after,
        group_id=line.group.id,
    )


def _facts(row: Commitment) -> dict[str, Any]:
    days = ("starts_on", "ends_on", "notice_on", "ended_on")
    found = {name: getattr(row, name) for name in days}
    iso = {name: day.isoformat() for name, day in found.items() if day is not None}
    saved = {} if row.saved_cents is None else {"saved": in_dollars(row.saved_cents)}
    how = {"saved_how": row.saved_how} if row.saved_how else {}
    return {"share": in_dollars(row.cents), **iso, **saved, **how}


def _reason(reason: str) -> str:
    tidy = " ".join(reason.split())
    if not tidy:
        raise Invalid("Say why: it stays beside the commitment.", field="reason")
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field="reason")
    return tidy


def _against(how: str, *, is_needed: bool) -> str:
    tidy = " ".join(how.split())
    if is_needed and not tidy:
        raise Invalid(
            "Say against what it was reckoned, such as “the vendor’s price list”.",
            field="saved_how",
        )
    if len(tidy) > SAVED_HOW_LENGTH:
        raise Invalid(
            f"That is too long: {SAVED_HOW_LENGTH} characters at most.", field="saved_how"
        )
    return tidy


def _library_names(session: Session) -> dict[int, tuple[str, ...]]:
    """The names of the libraries of all units with a commitment, by the id of the unit."""
    statement = (
        select(CallUnitLibrary.unit_id, Organization.short_name)
        .join(Organization, col(Organization.id) == CallUnitLibrary.organization_id)
        .join(Commitment, col(Commitment.unit_id) == CallUnitLibrary.unit_id)
        .order_by(col(Organization.short_name))
    )
    found: dict[int, tuple[str, ...]] = {}
    for unit_id, name in session.exec(statement):
        found[unit_id] = (*found.get(unit_id, ()), name)
    return found


def _has(line: CommitmentLine, libraries: Sequence[str], folded: Sequence[str]) -> bool:
    texts = (
        line.unit.name,
        *libraries,
        line.group.name,
        line.call.question,
        line.offer.vendor,
    )
    text = " ".join(texts).casefold()
    return all(word in text for word in folded)


def _cells(line: CommitmentLine, libraries: Sequence[str]) -> tuple[str, ...]:
    row = line.commitment
    days = (row.starts_on, row.ends_on, row.notice_on)
    return (
        line.unit.name,
        "; ".join(libraries),
        line.group.name,
        line.call.question,
        line.offer.vendor,
        _amount(row.cents),
        *(day.isoformat() if day else "" for day in days),
        row.renewal,
        line.contact,
        row.ended_on.isoformat() if row.ended_on else "",
        row.reason,
        "" if row.saved_cents is None else _amount(row.saved_cents),
        row.saved_how,
        line.saved_by,
    )


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"

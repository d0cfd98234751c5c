"""What the units of an offer answered and what each pays, as a file from which anybody can reckon
again.
"""

from sqlmodel import Session

from models import Call
from models.calls import UnitLine
from models.offers import NO_REPLY, CostFormula, OfferReply, OfferView
from services import access
from services.access import Standing
from services.calls import offer_replies, offer_sums
from services.calls.offer_figures import in_hundredths
from services.calls.results import lines
from services.spreadsheets import to_csv

OFFER_COLUMNS = (
    *("unit", "excused", "measured_by", "measure", "before", "before_pledge", "has_answered"),
    *("answer", "pledge", "is_in", "share", "contact", "earliest_start", "comment"),
    *("answered_by", "capacity", "by", "answered_at"),
)


def offer_to_csv(session: Session, call: Call, who: Standing) -> bytes:
    """One row for each unit, by name, with what everybody may know that it answered."""
    facts = offer_sums.view_of(session, call)
    is_open = access.may_see_answers(call)
    found = lines(session, call, who)
    ids = [line.answer.id for line in found if line.answer is not None]
    replies = offer_replies.of_answers(session, ids)
    rows = [
        [*_declared(line, facts), *(_answered(line, facts, replies) if is_open else [""] * 11)]
        for line in found
        if facts
    ]
    return to_csv([OFFER_COLUMNS, *rows])


def _declared(line: UnitLine, facts: OfferView) -> tuple[str, ...]:
    part = next(part for part in facts.parts if part.number == line.unit.id)
    is_equal = facts.offer.formula in (CostFormula.EQUAL, CostFormula.PLEDGES)
    return (
        line.unit.name,
        line.unit.excused,
        facts.offer.formula,
        "" if is_equal else in_hundredths(part.measure),
        part.before,
        _dollars(part.before_cents),
        "yes" if line.has_answered else "no",
    )


def _answered(line: UnitLine, facts: OfferView, replies: dict[int, OfferReply]) -> tuple[str, ...]:
    shares = facts.reckoned.shares if facts.reckoned else ()
    cents = [share.cents for share in shares if share.part.number == line.unit.id]
    outcome = ("yes", _dollars(cents[0])) if cents else ("no", "")
    row = line.answer
    if row is None:
        return ("", "", *outcome, *[""] * 7)
    reply = replies.get(row.id, NO_REPLY)
    return (
        *(row.choices or ("",)),
        _dollars(reply.pledge_cents),
        *outcome,
        reply.contact,
        reply.starts_on.isoformat() if reply.starts_on else "",
        row.public_comment,
        line.person.name if line.person else "",
        row.capacity,
        row.door,
        row.given_at.isoformat(),
    )


def _dollars(cents: int | None) -> str:
    return f"{cents // 100}.{cents % 100:02}" if cents else ""

"""What a group answers when it is asked whether a decision worked."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Decision, DecisionReview, EquityAnswer, Group, Person
from models.decisions import EQUITY_KINDS, REVIEW_LENGTH, EquityDraft, ReviewOutcome
from models.subjects import Subject
from services import history
from services.decisions.equity_questions import checked
from services.errors import Invalid


@dataclass(frozen=True)
class ReviewDraft:
    """What the form of a review says."""

    outcome: ReviewOutcome
    comment: str = ""
    next_on: date | None = None
    """When the group is asked again; None where it is not."""
    equity: EquityDraft = field(default_factory=EquityDraft)
    """Read only of a decision on money, access or policy."""


def review(
    session: Session, decision: Decision, draft: ReviewDraft, *, by: Person, now: datetime
) -> DecisionReview:
    """Write down whether a decision worked, and when the group is asked again.

    Raises ``Invalid`` with the field at fault.
    """
    comment = "\n".join(" ".join(line.split()) for line in draft.comment.strip().splitlines())
    if len(comment) > REVIEW_LENGTH:
        raise Invalid(f"That is too long: {REVIEW_LENGTH:,} characters at most.", field="comment")
    zone = ZoneInfo(session.get_one(Group, decision.group_id).zone)
    if draft.next_on and draft.next_on <= now.astimezone(zone).date():
        raise Invalid("Choose a day ahead, on which the group is asked again.", field="next_on")
    texts = checked(draft.equity)
    written = DecisionReview(
        decision_id=decision.id,
        outcome=draft.outcome,
        comment=comment,
        reviewed_by=by.id,
        reviewed_at=now,
    )
    before, decision.review_on = decision.review_on, draft.next_on
    session.add_all([written, decision])
    session.flush()
    if decision.kind in EQUITY_KINDS:
        facts: dict[str, Any] = {"answered_by": by.id, "answered_at": now, **texts}
        session.add(EquityAnswer(decision_id=decision.id, review_id=written.id, **facts))
    history.record(
        session,
        "decision.reviewed",
        Subject.of(decision),
        by=by,
        now=now,
        before={"review_on": before.isoformat()} if before else None,
        after={"outcome": draft.outcome, "comment": comment}
        | ({"review_on": draft.next_on.isoformat()} if draft.next_on else {}),
    )
    session.flush()
    return written

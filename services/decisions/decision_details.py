"""What a decision holds beside its wording: reading it, and changing it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Decision,
    DecisionLibrary,
    DecisionReview,
    EquityAnswer,
    Group,
    Meeting,
    Organization,
    OrganizationKind,
    Person,
    Question,
)
from models.decisions import (
    DECISION_TEXT_LENGTH,
    MOST_DECISION_LIBRARIES,
    DecisionDraft,
    DecisionRecord,
    DecisionReviewLine,
    ReplacementKind,
)
from models.subjects import Subject
from services import history
from services.decisions.recording import facts, later_decisions
from services.errors import Conflict, Invalid

MOST_REPLACEABLE = 100
"""Decisions among which one chooses what a decision replaces: as many as a menu holds."""
_REASON_NAMES = ("reason", "options", "consulted")


def record_of(session: Session, decision: Decision, group: Group) -> DecisionRecord:
    """All that is known of a decision, in at most ten queries."""
    meeting = session.get(Meeting, decision.meeting_id) if decision.meeting_id else None
    question = session.get(Question, decision.question_id) if decision.question_id else None
    equity = _equity(session, decision)
    return DecisionRecord(
        decision,
        group,
        recorded_by=session.get_one(Person, decision.recorded_by).name,
        meeting=meeting.title if meeting else None,
        held_at=meeting.starts_at if meeting else None,
        zone=meeting.zone if meeting else None,
        question=question.wording if question else None,
        earlier=session.get(Decision, decision.replaces_id) if decision.replaces_id else None,
        later=later_decisions(session, [decision.id]).get(decision.id, ()),
        libraries=_libraries(session, decision),
        equity=equity.get(None),
        reviews=_reviews(session, decision, equity),
    )


def draft_of(session: Session, decision: Decision) -> DecisionDraft:
    """What the form shows of a decision as it is."""
    return DecisionDraft(
        **{name: getattr(decision, name) for name in _REASON_NAMES},
        kind=decision.kind,
        review_on=decision.review_on,
        library_ids=frozenset(row.id for row in _libraries(session, decision)),
        replaces_id=decision.replaces_id,
        replacement=decision.replacement,
    )


def change(
    session: Session, decision: Decision, draft: DecisionDraft, *, by: Person, now: datetime
) -> bool:
    """Give a decision all that the form says; whether that changed anything.

    Raises ``Invalid`` with the field at fault, ``Conflict`` where another decision has replaced the
    earlier one meanwhile.
    """
    group = session.get_one(Group, decision.group_id)
    texts = {name: _text(getattr(draft, name), name) for name in _REASON_NAMES}
    _check_review_day(decision, draft, group, now)
    _check_replacement(session, decision, draft)
    before = _recorded(session, decision)
    for name, text in texts.items():
        setattr(decision, name, text)
    decision.kind, decision.review_on = draft.kind, draft.review_on
    decision.replaces_id = draft.replaces_id
    decision.replacement = draft.replacement if draft.replaces_id else None
    _write_libraries(session, decision, draft.library_ids)
    session.flush()
    after = _recorded(session, decision)
    changed = {name for name in before.keys() | after if before.get(name) != after.get(name)}
    if changed:
        _note_change(session, decision, before, after, changed, by, now)
    return bool(changed)


def replaceable(session: Session, decision: Decision) -> Sequence[Decision]:
    """The earlier decisions of the group that this may replace or amend, the newest first: those
    that nothing else has replaced.
    """
    replaced = sa.select(col(Decision.replaces_id)).where(
        col(Decision.replacement) == ReplacementKind.REPLACES,
        col(Decision.id) != decision.id,
    )
    statement = (
        select(Decision)
        .where(Decision.group_id == decision.group_id, col(Decision.id) < decision.id)
        .where(col(Decision.id).not_in(replaced))
        .order_by(col(Decision.id).desc())
        .limit(MOST_REPLACEABLE)
    )
    return session.exec(statement).all()


def offered_libraries(session: Session) -> Sequence[Organization]:
    """The libraries that a decision may affect, by name."""
    is_library = col(Organization.kind) == OrganizationKind.LIBRARY
    return session.exec(
        select(Organization).where(is_library).order_by(col(Organization.name))
    ).all()


def _text(text: str, field: str) -> str:
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(tidy) > DECISION_TEXT_LENGTH:
        raise Invalid(
            f"That is too long: {DECISION_TEXT_LENGTH:,} characters at most.", field=field
        )
    return tidy


def _check_review_day(
    decision: Decision, draft: DecisionDraft, group: Group, now: datetime
) -> None:
    is_new = draft.review_on and draft.review_on != decision.review_on
    if (
        draft.review_on
        and is_new
        and draft.review_on <= now.astimezone(ZoneInfo(group.zone)).date()
    ):
        raise Invalid("Choose a day ahead, on which the group is asked.", field="review_on")


def _check_replacement(session: Session, decision: Decision, draft: DecisionDraft) -> None:
    if draft.replaces_id is None:
        return
    if draft.replacement is None:
        raise Invalid("Choose whether it replaces that decision or amends it.", field="replacement")
    # For update: two may replace the same decision at the same moment.
    statement = select(Decision).where(Decision.id == draft.replaces_id).with_for_update()
    earlier = session.exec(statement).first()
    if earlier is None or earlier.group_id != decision.group_id or earlier.id >= decision.id:
        raise Invalid("Choose an earlier decision of the same group.", field="replaces")
    others = later_decisions(session, [earlier.id]).get(earlier.id, ())
    others = tuple(row for row in others if row.id != decision.id)
    if any(row.replacement is ReplacementKind.REPLACES for row in others):
        raise Conflict("Another decision has replaced that decision already.")


def _recorded(session: Session, decision: Decision) -> dict[str, Any]:
    libraries = sorted(row.short_name for row in _libraries(session, decision))
    return facts(decision) | ({"libraries": libraries} if libraries else {})


def _note_change(
    session: Session,
    decision: Decision,
    before: dict[str, Any],
    after: dict[str, Any],
    changed: Collection[str],
    by: Person,
    now: datetime,
) -> None:
    history.record(
        session,
        "decision.changed",
        Subject.of(decision),
        by=by,
        now=now,
        before={name: before[name] for name in sorted(changed) if name in before},
        after={name: after[name] for name in sorted(changed) if name in after},
    )
    is_new = decision.replaces_id and decision.replaces_id != before.get("replaces_id")
    if is_new and (earlier := session.get(Decision, decision.replaces_id)):
        act = "replaced" if decision.replacement is ReplacementKind.REPLACES else "amended"
        history.record(
            session,
            f"decision.{act}",
            Subject.of(earlier),
            by=by,
            now=now,
            before={"wording": earlier.wording},
            after={"wording": decision.wording},
        )


def _libraries(session: Session, decision: Decision) -> tuple[Organization, ...]:
    statement = (
        select(Organization)
        .join(DecisionLibrary, col(DecisionLibrary.organization_id) == Organization.id)
        .where(DecisionLibrary.decision_id == decision.id)
        .order_by(col(Organization.short_name), col(Organization.id))
    )
    return tuple(session.exec(statement))


def _write_libraries(session: Session, decision: Decision, wanted: frozenset[int]) -> None:
    if len(wanted) > MOST_DECISION_LIBRARIES:
        raise Invalid(f"Choose {MOST_DECISION_LIBRARIES} at most.", field="libraries")
    statement = select(DecisionLibrary).where(DecisionLibrary.decision_id == decision.id)
    present = {row.organization_id: row for row in session.exec(statement)}
    is_library = col(Organization.kind) == OrganizationKind.LIBRARY
    new = select(Organization.id).where(col(Organization.id).in_(wanted - present.keys()))
    known = set(session.exec(new.where(is_library))) | (wanted & present.keys())
    if known != wanted:
        raise Invalid("Choose among the libraries that are offered.", field="libraries")
    for number in present.keys() - wanted:
        session.delete(present[number])
    session.add_all(
        DecisionLibrary(decision_id=decision.id, organization_id=number)
        for number in sorted(wanted - present.keys())
    )


def _equity(session: Session, decision: Decision) -> dict[int | None, EquityAnswer]:
    """The equity answers by the review at which they were given, None for the first ones."""
    statement = select(EquityAnswer).where(EquityAnswer.decision_id == decision.id)
    return {row.review_id: row for row in session.exec(statement.order_by(col(EquityAnswer.id)))}


def _reviews(
    session: Session, decision: Decision, equity: dict[int | None, EquityAnswer]
) -> tuple[DecisionReviewLine, ...]:
    statement = (
        select(DecisionReview, Person.name)
        .join(Person, col(Person.id) == DecisionReview.reviewed_by)
        .where(DecisionReview.decision_id == decision.id)
        .order_by(col(DecisionReview.id))
    )
    rows = session.exec(statement).all()
    return tuple(DecisionReviewLine(review, name, equity.get(review.id)) for review, name in rows)

"""The three equity questions of decisions on money, access or policy."""

import re
from datetime import datetime

from sqlmodel import Session, col, select

from models import Decision, EquityAnswer, Person
from models.decisions import EQUITY_LENGTH, DecisionKind, EquityDraft
from models.subjects import Subject
from services import history
from services.errors import Invalid

_WORDS = {
    DecisionKind.MONEY: (
        "cost costs price prices pricing fee fees budget budgets pay pays payment payments paid"
        " fund funds funding invoice invoices dollar dollars money charge charges"
    ),
    DecisionKind.ACCESS: "access accessible accessibility login logins proxy hours",
    DecisionKind.POLICY: "policy policies rule rules guideline guidelines",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def suggested_kind(wording: str) -> DecisionKind | None:
    """What a decision is probably about, by the first of its words that tells; None where none
    does.
    """
    if "$" in wording:
        return DecisionKind.MONEY
    words = re.findall(r"[^\W\d_]+", wording.casefold())
    return next((_KIND_OF[word] for word in words if word in _KIND_OF), None)


def ask_equity(session: Session, decision: Decision, *, by: Person, now: datetime) -> bool:
    """Note that the questions are asked of a decision, as skipped until somebody answers; whether
    that is so for the first time, since nobody is asked twice.
    """
    if _first_answer(session, decision) is not None:
        return False
    session.add(EquityAnswer(decision_id=decision.id, answered_by=by.id, answered_at=now))
    session.flush()
    return True


def answer_equity(
    session: Session,
    decision: Decision,
    draft: EquityDraft,
    kind: DecisionKind | None,
    *,
    by: Person,
    now: datetime,
) -> EquityAnswer:
    """Write down the answers, or that the questions were skipped, and what the decision is about.

    Raises ``Invalid`` with the field at fault.
    """
    texts = checked(draft)
    answer = _first_answer(session, decision) or EquityAnswer(
        decision_id=decision.id, answered_by=by.id, answered_at=now
    )
    before = {name: getattr(answer, name) for name in texts} | {"kind": decision.kind}
    after: dict[str, str | None] = {**texts, "kind": kind}
    for name, text in texts.items():
        setattr(answer, name, text)
    answer.answered_by, answer.answered_at = by.id, now
    decision.kind = kind
    session.add_all([answer, decision])
    session.flush()
    changed = [name for name, value in after.items() if before[name] != value]
    history.record(
        session,
        "decision.equity skipped" if answer.is_skipped else "decision.equity answered",
        Subject.of(decision),
        by=by,
        now=now,
        before={name: before[name] for name in changed if before[name]},
        after={name: after[name] for name in changed if after[name]},
    )
    return answer


def checked(draft: EquityDraft) -> dict[str, str]:
    """The answers by the names of their fields. Raises ``Invalid`` for one that is too long."""
    texts = {
        "affected": " ".join(draft.affected.split()),
        "absent": " ".join(draft.absent.split()),
        "signs": " ".join(draft.signs.split()),
    }
    for name, text in texts.items():
        if len(text) > EQUITY_LENGTH:
            raise Invalid(f"That is too long: {EQUITY_LENGTH} characters at most.", field=name)
    return texts


def _first_answer(session: Session, decision: Decision) -> EquityAnswer | None:
    statement = select(EquityAnswer).where(
        EquityAnswer.decision_id == decision.id, col(EquityAnswer.review_id).is_(None)
    )
    return session.exec(statement).first()

"""Decisions and open questions of a group:
writing them down, settling, taking back, and their list.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import (
    CorrectionKind,
    Decision,
    Group,
    Meeting,
    MinuteLine,
    Minutes,
    MinutesCorrection,
    MinutesState,
    Person,
    Question,
)
from models.decisions import (
    WORDING_LENGTH,
    DecisionEntry,
    DecisionPage,
    LaterDecision,
    OpenQuestion,
    Settled,
)
from models.subjects import Subject
from services import history
from services.errors import Conflict, Invalid

MOST_AT_ONCE = 20
"""How many lines one form takes."""
SAME_DAY = timedelta(days=1)
"""How long the same words outside a meeting are taken for the same decision, sent twice."""

_NAMED_WORDING = 100
"""Characters of another decision in a sentence."""
_FACTS = (
    *("wording", "reason", "options", "consulted", "kind", "review_on"),
    *("replaces_id", "replacement"),
)
_LIST_MARK = re.compile(r"^[•*–-]\s+")


@dataclass(frozen=True)
class Written:
    """What was written down just now, without what stood there already."""

    decisions: tuple[Decision, ...]
    questions: tuple[Question, ...]

    def __len__(self) -> int:
        return len(self.decisions) + len(self.questions)


def write_down(
    session: Session,
    group: Group,
    *,
    decided: Sequence[str] = (),
    raised: Sequence[str] = (),
    meeting: Meeting | None = None,
    by: Person,
    now: datetime,
) -> Written:
    """Write down what was decided, and the questions that were raised and are still open.

    What stands there in the same words already is not written twice. Raises ``Invalid`` with the
    field ``decided`` or ``asked`` for a wording that is too long, or too many of them, ``Conflict``
    for what was decided in a meeting whose minutes are circulated.
    """
    decided, raised = _wordings(decided, "decided"), _wordings(raised, "asked")
    if decided and meeting is not None:
        _check_not_circulated(session, meeting)
    meeting_id = meeting.id if meeting else None
    decide = partial(new_decision, group, meeting_id=meeting_id, recorded_by=by.id, now=now)
    ask = partial(
        Question, group_id=group.id, meeting_id=meeting_id, raised_by=by.id, raised_at=now
    )
    known_decisions = _known_decisions(session, group, meeting_id, now)
    known_questions = {_key(question.wording) for question in _open(session, group)}
    decisions = [decide(wording=wording) for wording in _new(decided, known_decisions)]
    questions = [ask(wording=wording) for wording in _new(raised, known_questions)]
    session.add_all([*decisions, *questions])
    session.flush()
    _note_written(session, decisions, questions, by, now)
    return Written(tuple(decisions), tuple(questions))


def _check_not_circulated(session: Session, meeting: Meeting) -> None:
    """Raises ``Conflict`` where others have read the minutes without the decision."""
    minutes = session.get(Minutes, meeting.id, populate_existing=True)
    if minutes is None or minutes.state in (MinutesState.OPEN, MinutesState.DRAFT):
        return
    is_approved = minutes.state is MinutesState.APPROVED
    way = "amend the minutes" if is_approved else "ask for a correction of the minutes"
    raise Conflict(
        f"The minutes of {meeting.title} are {minutes.state.value}, so no decision is added to"
        f" them. Write it down outside the meeting with `/wg decided`, or {way}."
    )


def new_decision(
    group: Group,
    *,
    wording: str,
    recorded_by: int,
    now: datetime,
    meeting_id: int | None = None,
    question_id: int | None = None,
) -> Decision:
    """A decision that is not in the session yet, with what the charge says of who decides."""
    return Decision(
        group_id=group.id,
        meeting_id=meeting_id,
        question_id=question_id,
        wording=wording,
        recorded_by=recorded_by,
        recorded_at=now,
        authority=group.authority,
        reports_to=group.reports_to,
    )


def _new(wordings: Sequence[str], known: set[str]) -> list[str]:
    return [wording for wording in wordings if _key(wording) not in known]


def _note_written(
    session: Session,
    decisions: Sequence[Decision],
    questions: Sequence[Question],
    by: Person,
    now: datetime,
) -> None:
    for decision in decisions:
        _note(session, "decision.recorded", _decision(decision), by, now, after=decision.wording)
    for question in questions:
        _note(session, "question.raised", _question(question), by, now, after=question.wording)


def settle(
    session: Session, question: Question, wording: str, *, by: Person, now: datetime
) -> Decision | None:
    """Close a question; with what was decided, or without where ``wording`` says nothing.

    Raises ``Conflict`` where it is settled already, ``Invalid`` for a wording that is too long.
    """
    check_open(question)
    wordings = _wordings([" ".join(wording.split())], "decided")
    question.settled_at, question.settled_by = now, by.id
    _note(session, "question.settled", _question(question), by, now)
    if not wordings:
        return None
    decision = new_decision(
        session.get_one(Group, question.group_id),
        question_id=question.id,
        wording=wordings[0],
        recorded_by=by.id,
        now=now,
    )
    session.add(decision)
    session.flush()
    _note(session, "decision.recorded", _decision(decision), by, now, after=decision.wording)
    return decision


def check_open(question: Question) -> None:
    """Raises ``Conflict`` where the question is settled already."""
    if question.settled_at is not None:
        raise Conflict("This question is settled already. `/wg decisions` shows what was decided.")


def take_back(session: Session, decision: Decision, *, by: Person, now: datetime) -> None:
    """Undo a decision that was written down by mistake;
    a question that it settled is open again, and a decision that it replaced holds again. Minutes
    that are circulated list it as a correction.

    Raises ``Conflict`` where another decision replaces or amends it, or approved minutes hold it.
    """
    minutes = (
        session.get(Minutes, decision.meeting_id, populate_existing=True)
        if decision.meeting_id
        else None
    )
    if minutes is not None and minutes.state is MinutesState.APPROVED:
        raise Conflict(
            "This decision stands in approved minutes, which are locked. Write down the one that"
            " replaces it instead."
        )
    if later := later_decisions(session, [decision.id]).get(decision.id):
        raise Conflict(
            f"“{later[-1].wording[:_NAMED_WORDING]}” {later[-1].replacement} this decision, so it"
            " stays. Remove that one first, where it was a mistake, too."
        )
    if decision.question_id and (question := session.get(Question, decision.question_id)):
        question.settled_at = question.settled_by = None
        _note(session, "question.reopened", _question(question), by, now)
    if decision.replaces_id and (earlier := session.get(Decision, decision.replaces_id)):
        _note(session, "decision.holds again", _decision(earlier), by, now)
    history.record(
        session, "decision.taken back", _decision(decision), by=by, now=now, before=facts(decision)
    )
    line = session.exec(select(MinuteLine).where(MinuteLine.decision_id == decision.id)).first()
    if line is not None and line.undone_at is None:
        line.undone_at, line.undone_by = now, by.id
    if minutes is not None and minutes.state is MinutesState.CIRCULATED:
        session.add(_correction(minutes, decision, line, by, now))
    session.delete(decision)


def _correction(
    minutes: Minutes, decision: Decision, line: MinuteLine | None, by: Person, now: datetime
) -> MinutesCorrection:
    """What circulated minutes say of a decision that stands in them no more."""
    return MinutesCorrection(
        meeting_id=minutes.meeting_id,
        kind=CorrectionKind.CORRECTION,
        line_id=line.id if line else None,
        wording=f"The decision “{decision.wording}” was taken back.",
        proposed_by=by.id,
        proposed_at=now,
        is_accepted=True,
        settled_by=by.id,
        settled_at=now,
    )


def facts(decision: Decision) -> dict[str, Any]:
    """What is there of a decision, ready for the history."""
    found = {name: getattr(decision, name) for name in _FACTS}
    if decision.review_on:
        found["review_on"] = decision.review_on.isoformat()
    return {name: value for name, value in found.items() if value}


def later_decisions(
    session: Session, decision_ids: Collection[int]
) -> dict[int, tuple[LaterDecision, ...]]:
    """What replaced or amended each of some decisions, in the order in which it did: one query."""
    statement = (
        select(Decision)
        .where(col(Decision.replaces_id).in_(decision_ids))
        .order_by(col(Decision.id))
    )
    found: dict[int, list[LaterDecision]] = {}
    for row in session.exec(statement) if decision_ids else ():
        if row.replaces_id and row.replacement:
            later = LaterDecision(row.id, row.wording, row.recorded_at, row.replacement)
            found.setdefault(row.replaces_id, []).append(later)
    return {number: tuple(rows) for number, rows in found.items()}


def open_questions(session: Session, group: Group) -> tuple[OpenQuestion, ...]:
    """All that the group still has to settle, the oldest first."""
    return _questions(session, group, offset=0, limit=None)


def decided(
    session: Session, group: Group, since: datetime, until: datetime
) -> tuple[Settled, ...]:
    """What was written down from ``since`` until ``until``, the oldest first."""
    within = (col(Decision.recorded_at) >= since, col(Decision.recorded_at) < until)
    statement = _settled(group).where(*within).order_by(col(Decision.recorded_at), col(Decision.id))
    return with_others(session, session.execute(statement))


def newest(session: Session, group: Group, *, limit: int) -> tuple[Settled, ...]:
    """What was written down last, the newest first."""
    statement = _settled(group).order_by(col(Decision.recorded_at).desc(), col(Decision.id).desc())
    return with_others(session, session.execute(statement.limit(limit)))


def of_meeting(session: Session, meeting: Meeting) -> tuple[Decision, ...]:
    """What one meeting decided, in the order in which it was written down."""
    statement = select(Decision).where(Decision.meeting_id == meeting.id).order_by(col(Decision.id))
    return tuple(session.exec(statement))


def page(session: Session, group: Group, *, offset: int, limit: int) -> DecisionPage:
    """Some of what is open and of what was decided: six queries."""
    questions = session.exec(
        _count(Question, group).where(col(Question.settled_at).is_(None))
    ).one()
    decisions = session.exec(_count(Decision, group)).one()
    offset = offset if offset < questions + decisions else 0
    unsettled = _questions(session, group, offset=offset, limit=limit)
    latest = _settled(group).order_by(col(Decision.recorded_at).desc(), col(Decision.id).desc())
    rows = session.execute(latest.offset(max(offset - questions, 0)).limit(limit - len(unsettled)))
    entries: tuple[DecisionEntry, ...] = (*unsettled, *with_others(session, rows))
    return DecisionPage(entries, questions=questions, decisions=decisions, offset=offset)


def _wordings(lines: Sequence[str], field: str) -> list[str]:
    """The lines that say something, each once, without the marks that begin a list."""
    words = (" ".join(_LIST_MARK.sub("", line.strip()).split()) for line in lines)
    wordings = list({_key(line): line for line in words if line}.values())
    if len(wordings) > MOST_AT_ONCE:
        raise Invalid(
            f"These are {len(wordings)} lines. Send {MOST_AT_ONCE} at a time.", field=field
        )
    if too_long := [line for line in wordings if len(line) > WORDING_LENGTH]:
        raise Invalid(
            f"“{too_long[0][:40]}…” has {len(too_long[0])} characters. Keep a line below"
            f" {WORDING_LENGTH}.",
            field=field,
        )
    return wordings


def _key(wording: str) -> str:
    return wording.casefold().rstrip(".")


def _known_decisions(
    session: Session, group: Group, meeting_id: int | None, now: datetime
) -> set[str]:
    """The wordings of the same meeting, or of the last day."""
    lately = sa.and_(col(Decision.meeting_id).is_(None), col(Decision.recorded_at) > now - SAME_DAY)
    same = lately if meeting_id is None else col(Decision.meeting_id) == meeting_id
    wordings = session.exec(select(Decision.wording).where(Decision.group_id == group.id, same))
    return {_key(wording) for wording in wordings}


def _open(session: Session, group: Group) -> Sequence[Question]:
    is_open = (col(Question.group_id) == group.id, col(Question.settled_at).is_(None))
    return session.exec(select(Question).where(*is_open)).all()


def _questions(
    session: Session, group: Group, *, offset: int, limit: int | None
) -> tuple[OpenQuestion, ...]:
    statement = (
        select(Question, Person.name)
        .join(Person, col(Person.id) == Question.raised_by)
        .where(Question.group_id == group.id, col(Question.settled_at).is_(None))
        .order_by(col(Question.raised_at), col(Question.id))
    )
    return tuple(OpenQuestion(*row) for row in session.exec(statement.offset(offset).limit(limit)))


def _settled(group: Group) -> Any:
    return settled_rows().where(col(Decision.group_id) == group.id)


def settled_rows(*columns: Any) -> Any:
    """The statement whose rows ``with_others`` reads: decisions with their meetings."""
    meeting = (col(Meeting.title), col(Meeting.starts_at), col(Meeting.zone))
    return sa.select(Decision, *meeting, *columns).join(
        Meeting, col(Meeting.id) == Decision.meeting_id, isouter=True
    )


def with_others(session: Session, rows: Iterable[Any]) -> tuple[Settled, ...]:
    """The decisions of such rows, each with what it replaces or amends, and what replaced or
    amended it: two queries.
    """
    found = [tuple(row)[:4] for row in rows]
    later = later_decisions(session, [row[0].id for row in found])
    earlier_ids = {row[0].replaces_id for row in found if row[0].replaces_id}
    earlier = select(Decision.id, Decision.wording).where(col(Decision.id).in_(earlier_ids))
    wordings = dict(session.exec(earlier).all()) if earlier_ids else {}
    return tuple(
        replace(
            Settled(*row),
            earlier=wordings.get(row[0].replaces_id or 0),
            later=later.get(row[0].id, ()),
        )
        for row in found
    )


def _count(table: type[Decision] | type[Question], group: Group) -> SelectOfScalar[int]:
    return select(sa.func.count()).select_from(table).where(col(table.group_id) == group.id)


def _decision(decision: Decision) -> Subject:
    return Subject.of(decision)


def _question(question: Question) -> Subject:
    return Subject.of(question)


def _note(
    session: Session,
    action: str,
    subject: Subject,
    by: Person,
    now: datetime,
    *,
    before: str = "",
    after: str = "",
) -> None:
    history.record(
        session,
        action,
        subject,
        by=by,
        now=now,
        before={"wording": before} if before else None,
        after={"wording": after} if after else None,
    )

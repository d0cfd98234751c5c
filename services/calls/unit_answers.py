"""Answers of units: the later one stands, and each stays in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from sqlmodel import Session, col, select

from models import (
    Call,
    CallAnswer,
    CallKind,
    CallUnit,
    CallUnitLibrary,
    ContributionKind,
    Person,
)
from models.calls import (
    ABSTAIN,
    COMMENT_LENGTH,
    NO,
    YES,
    AnswerDoor,
    Capacity,
    VoteMethod,
)
from models.columns import TEXT_LENGTH
from models.data_calls import CERTIFIED, CERTIFIED_ANEW
from models.offers import MORE_TIME, NO_REPLY, OfferReply
from models.subjects import Subject
from services import contributions, history, terms
from services.access import Standing
from services.calls import ballots, offer_replies
from services.errors import Conflict, Invalid, NotAllowed

RESERVED = frozenset({ABSTAIN})
"""What no choice of a vote may be called."""


@dataclass(frozen=True)
class NewAnswer:
    """What somebody says for a unit."""

    choices: tuple[str, ...] = ()
    words: str = ""
    comment: str = ""
    is_comment_private: bool = False
    offer: OfferReply = NO_REPLY
    """What is said beside the choice where it answers an offer."""


@dataclass(frozen=True)
class Answered:
    """What became of an answer, and what it replaces."""

    row: CallAnswer
    replaced: CallAnswer | None = None
    """The one that stood before, of a call that is not secret."""
    replaced_person: Person | None = None
    is_new: bool = True
    """Whether it differs from what stood there already."""


def capacity_of(session: Session, unit: CallUnit, who: Standing) -> Capacity:
    """As what ``who`` answers for a unit. Raises ``NotAllowed`` with who does."""
    people = terms.respondents(session, [unit.id], who.at).get(unit.id, ())
    for respondent in people:
        if respondent.person.id == who.person.id:
            return respondent.capacity
    names = ", ".join(f"{each.person.name} ({each.capacity})" for each in people[:5])
    who_does = f"These do: {names}." if names else "Nobody does yet."
    raise NotAllowed(f"You do not answer for {unit.name}. {who_does}")


def refuse_stranger(session: Session, call: Call, who: Standing) -> NoReturn:
    """Raise ``NotAllowed`` for somebody who answers for no unit of a call, with who does for her
    library.
    """
    own = select(CallUnit).join(CallUnitLibrary, col(CallUnitLibrary.unit_id) == CallUnit.id)
    own = own.where(
        CallUnit.call_id == call.id,
        CallUnitLibrary.organization_id == who.person.organization_id,
    )
    if unit := session.exec(own).first():
        capacity_of(session, unit, who)
    raise NotAllowed("You answer for nobody who is called here. `/call` shows what waits for you.")


def answer(
    session: Session,
    call: Call,
    unit: CallUnit,
    new: NewAnswer,
    *,
    by: Person,
    capacity: Capacity,
    door: AnswerDoor,
    now: datetime,
) -> Answered:
    """Keep the answer of a unit from ``access.unit_to_answer``; it is locked. Raises ``Invalid``
    with the field at fault, and ``Conflict`` for a second secret ballot.
    """
    new = _checked(session, call, new)
    before = standing_answer(session, unit)
    if call.is_secret:
        _cast(session, call, unit, new)
    elif before is not None and _is_same(session, before, new, by):
        return Answered(before, is_new=False)
    row = CallAnswer(
        unit_id=unit.id,
        choices=None if call.is_secret else new.choices,
        words=new.words,
        comment=new.comment,
        is_comment_private=new.is_comment_private,
        person_id=by.id,
        capacity=capacity,
        door=door,
        given_at=now,
    )
    _write(session, call, unit, row, by, now)
    if call.kind is CallKind.OFFER:
        offer_replies.keep(session, row, new.offer)
    if capacity is not Capacity.MANAGER:
        kind, of = ContributionKind.ANSWERED_CALL, Subject.of(call)
        contributions.credit(session, by, kind, of=of, group_id=call.group_id, occurred_at=now)
    return _answered(session, row, before)


def _cast(session: Session, call: Call, unit: CallUnit, new: NewAnswer) -> None:
    """Add the secret ballot of a unit, once."""
    if unit.answered_at is not None:
        raise Conflict(
            f"{unit.name} has cast its ballot. A secret ballot cannot be changed, since nothing"
            " keeps which it was."
        )
    ballots.cast(session, call, new.choices)


def refuse_secret(call: Call) -> None:
    """Raise ``Conflict`` where nobody but the unit itself may know its answer."""
    if call.is_secret:
        raise Conflict("A secret ballot is cast by the unit itself: nobody else may know it.")


def record_told(
    session: Session,
    call: Call,
    unit: CallUnit,
    new: NewAnswer,
    *,
    by: Person,
    now: datetime,
) -> Answered:
    """Keep what somebody of a unit told the program manager, of a unit from
    ``access.unit_to_record``.
    """
    refuse_secret(call)
    return answer(
        session,
        call,
        unit,
        new,
        by=by,
        capacity=Capacity.MANAGER,
        door=AnswerDoor.PHONE,
        now=now,
    )


def take_back(
    session: Session,
    call: Call,
    unit: CallUnit,
    *,
    by: Person,
    capacity: Capacity,
    door: AnswerDoor,
    now: datetime,
) -> Answered:
    """Let a unit from ``access.unit_to_answer`` have no answer again."""
    before = standing_answer(session, unit)
    if call.is_secret:
        raise Conflict("A secret ballot cannot be taken back, since nothing keeps which it was.")
    if before is None:
        raise Conflict(f"{unit.name} has no answer that could be taken back.")
    row = CallAnswer(
        unit_id=unit.id,
        choices=(),
        person_id=by.id,
        capacity=capacity,
        door=door,
        given_at=now,
    )
    _write(session, call, unit, row, by, now)
    unit.answered_at = None
    session.add(unit)
    session.flush()
    return _answered(session, row, before)


def standing_answer(session: Session, unit: CallUnit) -> CallAnswer | None:
    """The last answer of a unit; None where there is none, or it was taken back."""
    statement = select(CallAnswer).where(CallAnswer.unit_id == unit.id)
    last = session.exec(statement.order_by(col(CallAnswer.id).desc()).limit(1)).first()
    return None if last is None or last.is_taken_back else last


def _write(
    session: Session, call: Call, unit: CallUnit, row: CallAnswer, by: Person, now: datetime
) -> None:
    """Add an answer; history says that there is one, since what it says may be hidden. Who needs
    more time has not answered yet.
    """
    session.add(row)
    is_waiting = call.kind is CallKind.OFFER and row.choices == (MORE_TIME,)
    unit.answered_at = None if is_waiting else now
    session.add(unit)
    session.flush()
    action = "call.taken back" if row.is_taken_back else "call.answered"
    history.record(
        session,
        action,
        Subject.of(call),
        by=by,
        now=now,
        after={"unit": unit.name, "capacity": row.capacity},
    )


def _answered(session: Session, row: CallAnswer, before: CallAnswer | None) -> Answered:
    person = session.get(Person, before.person_id) if before else None
    return Answered(row, before, person)


def _is_same(session: Session, before: CallAnswer, new: NewAnswer, by: Person) -> bool:
    further = offer_replies.of_answers(session, [before.id]).get(before.id, NO_REPLY)
    if further != new.offer:
        return False
    given = (before.choices, before.words, before.comment, before.is_comment_private)
    return before.person_id == by.id and given == (
        new.choices,
        new.words,
        new.comment,
        new.is_comment_private,
    )


def _checked(session: Session, call: Call, new: NewAnswer) -> NewAnswer:
    comment = new.comment.strip()
    if len(comment) > COMMENT_LENGTH:
        raise Invalid(f"That is too long: {COMMENT_LENGTH} characters at most.", field="comment")
    if call.is_secret and comment:
        raise Invalid("A secret ballot has no comment: it would tell.", field="comment")
    words = new.words.strip()
    if call.kind is CallKind.DATA:
        if words not in (CERTIFIED, CERTIFIED_ANEW):
            raise Conflict("This call is answered by filling in a sheet: `/call` shows it.")
        return NewAnswer((), words, comment, new.is_comment_private)
    if call.kind is CallKind.PLAIN:
        if not words:
            raise Invalid("Answer in a sentence or more.", field="words")
        if len(words) > TEXT_LENGTH:
            raise Invalid(f"That is too long: {TEXT_LENGTH:,} characters at most.", field="words")
        return NewAnswer((), words, comment, new.is_comment_private)
    if call.kind is CallKind.OFFER:
        reply = offer_replies.checked(session, call, new.choices, new.offer)
        return NewAnswer(new.choices, "", comment, new.is_comment_private, reply)
    return NewAnswer(_choices(call, new.choices), "", comment, new.is_comment_private)


def _choices(call: Call, given: tuple[str, ...]) -> tuple[str, ...]:
    offered = (YES, NO) if call.method is VoteMethod.YES_NO else call.choices
    if given == (ABSTAIN,):
        return given
    if not given or not {*given} <= {*offered, ABSTAIN}:
        raise Invalid("Choose one of the answers that are offered.", field="choice")
    if len(set(given)) < len(given):
        raise Invalid("You chose something twice. Choose each only once.", field="choice")
    if ABSTAIN in given:
        raise Invalid("Who abstains ranks nothing. Leave the other places empty.", field="choice")
    if len(given) > 1 and call.method is not VoteMethod.RANKED:
        raise Invalid("Choose one answer.", field="choice")
    return given

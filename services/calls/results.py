"""What the units of a call answered, as far as whoever looks may know it, and what it comes to."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallAnswer, CallKind, CallState, CallUnit, Decision, Person
from models.calls import Outcome, Respondent, Rules, Tally, UnitLine, UnitVote
from services import access, terms
from services.access import Standing
from services.calls import ballots
from services.calls.tallies import tally

_STANDING = (
    select(CallAnswer, Person)
    .join(Person, col(Person.id) == CallAnswer.person_id)
    .where(
        col(CallAnswer.id).in_(
            sa.select(sa.func.max(col(CallAnswer.id)))
            .join(CallUnit, col(CallUnit.id) == CallAnswer.unit_id)
            .where(col(CallUnit.call_id) == sa.bindparam("call_id"))
            .group_by(col(CallAnswer.unit_id))
        )
    )
)


def units_of(session: Session, call: Call) -> Sequence[CallUnit]:
    """The units of a call, by name."""
    statement = select(CallUnit).where(CallUnit.call_id == call.id)
    return session.exec(statement.order_by(col(CallUnit.name), col(CallUnit.id))).all()


def lines(session: Session, call: Call, who: Standing) -> list[UnitLine]:
    """The units of a call with what ``who`` may know of their answers, by name: six queries."""
    units = units_of(session, call)
    people = terms.respondents(session, [unit.id for unit in units], who.at)
    answers = standing_answers(session, call)
    return [_line(call, unit, people.get(unit.id, ()), answers, who) for unit in units]


def standing_answers(session: Session, call: Call) -> dict[int, tuple[CallAnswer, Person]]:
    """The answer that stands for each unit, with who gave it: one query."""
    found = session.exec(_STANDING, params={"call_id": call.id})
    return {row.unit_id: (row, person) for row, person in found if not row.is_taken_back}


def answer_log(session: Session, call: Call, who: Standing) -> list[UnitLine]:
    """Every answer that was given, taken back or replaced, the latest first, as far as ``who`` may
    know it: each with its unit and who gave it.
    """
    statement = (
        select(CallAnswer, Person, CallUnit)
        .join(Person, col(Person.id) == CallAnswer.person_id)
        .join(CallUnit, col(CallUnit.id) == CallAnswer.unit_id)
        .where(CallUnit.call_id == call.id)
        .order_by(col(CallAnswer.id).desc())
    )
    rows = session.exec(statement).all()
    people = terms.respondents(session, {unit.id for _, _, unit in rows}, who.at)
    return [
        _line(call, unit, people.get(unit.id, ()), {unit.id: (row, person)}, who)
        for row, person, unit in rows
    ]


def tally_of(session: Session, call: Call, at: datetime) -> Tally:
    """What the votes of a call come to, at a moment where it is open, else as it closed."""
    units = units_of(session, call)
    away = _excused_seats(session, call, units, at)
    if call.is_secret:
        cast = ballots.votes(session, call)
        silent = [unit for unit in units if unit.answered_at is None]
        votes = [*cast, *(_vote(unit, (), away) for unit in silent)]
    else:
        found = session.exec(_STANDING, params={"call_id": call.id})
        choices = {row.unit_id: row.choices or () for row, _ in found}
        votes = [_vote(unit, choices.get(unit.id, ()), away) for unit in units]
    return tally(Rules.of(call), votes)


def in_words(call: Call, count: Tally) -> str:
    """What a vote came to, for the register."""
    figures = ", ".join(f"{number} {choice}" for choice, number in count.counts)
    outcome = f"{count.outcome}: {count.winner}" if count.winner else str(count.outcome)
    if count.outcome is Outcome.CARRIED and count.winner:
        outcome = f"chosen: {count.winner}"
    return f"{call.question} ({outcome}; {figures}; {count.answered} of {count.units} answered)"


def tally_in_words(session: Session, decision: Decision) -> str:
    """What the vote came to by which a decision was taken; empty where it was taken by none."""
    call = session.exec(select(Call).where(Call.decision_id == decision.id)).first()
    if call is None or call.kind is not CallKind.VOTE or call.closed_at is None:
        return ""
    return in_words(call, tally_of(session, call, call.closed_at))


def _excused_seats(
    session: Session, call: Call, units: Sequence[CallUnit], at: datetime
) -> Collection[int]:
    """The seats of an open call that are vacant, or whose holder is on leave."""
    seats = {unit.seat_id for unit in units if unit.seat_id}
    if call.state is not CallState.OPEN or not seats:
        return ()
    held = terms.seats_held(session, seats, at)
    return (seats - held) | terms.seats_on_leave(session, seats, at)


def _vote(unit: CallUnit, choices: tuple[str, ...], away: Collection[int]) -> UnitVote:
    """Who answers counts, also where nobody would miss the answer."""
    is_away = unit.seat_id is not None and unit.seat_id in away
    is_excused = unit.answered_at is None and (unit.excused != "" or is_away)
    return UnitVote(choices, unit.weight, is_excused=is_excused)


def _line(
    call: Call,
    unit: CallUnit,
    people: tuple[Respondent, ...],
    answers: dict[int, tuple[CallAnswer, Person]],
    who: Standing,
) -> UnitLine:
    row, person = answers.get(unit.id, (None, None))
    is_own = any(each.person.id == who.person.id for each in people)
    if row is None:
        return UnitLine(unit, people)
    if call.kind is not CallKind.PLAIN and call.is_secret:
        return UnitLine(unit, people, None, person)
    if not (is_own or access.may_see_answers(call)):
        return UnitLine(unit, people)
    reads = is_own or access.may_read_private_comments(who)
    if row.is_comment_private and not reads:
        row = _without_comment(row)
    return UnitLine(unit, people, row, person)


def _without_comment(row: CallAnswer) -> CallAnswer:
    return CallAnswer.model_validate(row.model_dump() | {"comment": ""})

"""Drafts of calls: prepared by a chair or the program manager, changed, and discarded."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import Call, CallKind, CallState, Group, HistoryEntry, Person, Topic
from models.calls import (
    CHOICE_LENGTH,
    HEAVIEST,
    MOST_CALL_CHOICES,
    PAPERS_LENGTH,
    QUESTION_LENGTH,
    CallFacts,
    IfSilent,
    UnitKind,
    VoteMethod,
)
from models.columns import TEXT_LENGTH
from models.subjects import Subject
from services import data_fields, history
from services.calls import offer_terms, unit_answers
from services.errors import Conflict, Invalid

MOST_NUDGES = 5
LONGEST_LEAD = 60
"""Days before closing that the first nudge comes at most."""
SHORTEST_CALL = timedelta(hours=1)
"""How long a call is open at least."""


def draft(session: Session, group: Group, facts: CallFacts, *, by: Person, now: datetime) -> Call:
    """Prepare a call of a group from ``access``. Raises ``Invalid`` with the field at fault."""
    _check_topic(session, facts, kept=None)
    row = Call(group_id=group.id, **_checked(facts, now), drafted_by=by.id, drafted_at=now)
    session.add(row)
    session.flush()
    after = {"question": row.question, "kind": row.kind}
    history.record(session, "call.drafted", Subject.of(row), by=by, now=now, after=after)
    return row


def change(session: Session, call: Call, facts: CallFacts, *, by: Person, now: datetime) -> Call:
    """Change a draft from ``access.draft_to_edit``."""
    _check_topic(session, facts, kept=call.topic_id)
    values = _checked(facts, now)
    changed = {name for name, value in values.items() if getattr(call, name) != value}
    before = {name: _plain(getattr(call, name)) for name in sorted(changed)}
    for name in changed:
        setattr(call, name, values[name])
    session.add(call)
    session.flush()
    if call.kind is not CallKind.OFFER:
        offer_terms.forget(session, call)
    if changed:
        after = {name: _plain(values[name]) for name in sorted(changed)}
        history.record(
            session,
            "call.changed",
            Subject.of(call),
            by=by,
            now=now,
            before=before,
            after=after,
        )
    return call


def offer_again(session: Session, call: Call, group: Group, *, by: Person, now: datetime) -> Call:
    """Draft an offer once more from one that has closed: the same, without a closing time, with
    terms that begin when its own end.
    """
    offer = offer_terms.offer_of(session, call)
    if offer is None or call.state is not CallState.CLOSED:
        raise Conflict("Only an offer that has closed is made again.")
    facts = replace(facts_of(call), closes_at=None, opens_at=None)
    made = draft(session, group, facts, by=by, now=now)
    take_terms(session, made, call, by=by, now=now)
    return made


def take_terms(session: Session, made: Call, earlier: Call, *, by: Person, now: datetime) -> None:
    """Let the draft of an offer have the terms of an earlier one, which begin when those end. It is
    made again from that one where it has closed.
    """
    offer = offer_terms.offer_of(session, earlier)
    if offer is None:
        return
    terms = offer_terms.copied(offer_terms.facts_of(offer))
    again = offer_terms.declare(session, made, terms, by=by, now=now)
    again.made_from_id = earlier.id if earlier.state is CallState.CLOSED else None
    session.add(again)
    session.flush()


def discard(session: Session, call: Call, *, by: Person | None, now: datetime) -> None:
    """Throw away a draft from ``access.draft_to_edit``."""
    history.record(
        session,
        "call.discarded",
        Subject.of(call),
        by=by,
        now=now,
        before={"question": call.question},
        group_id=call.group_id,
    )
    session.delete(call)
    session.flush()


def opener_of(session: Session, call: Call) -> Person:
    """As whose word a draft opens by itself: of who wrote it or changed it last."""
    saved = col(HistoryEntry.action).in_(("call.drafted", "call.changed"))
    last = (
        select(HistoryEntry.by_id)
        .where(HistoryEntry.subject == str(Subject.of(call)), saved)
        .order_by(col(HistoryEntry.id).desc())
        .limit(1)
    )
    return session.get_one(Person, session.exec(last).first() or call.drafted_by)


def facts_of(call: Call) -> CallFacts:
    """What a call says, as its form would."""
    return CallFacts(**{field.name: getattr(call, field.name) for field in fields(CallFacts)})


def facts_digest(facts: CallFacts, terms: Mapping[str, Any] | None = None) -> str:
    """A short text that differs where what is said does, with what else is declared of it."""
    facts_in_json = {name: _plain(value) for name, value in asdict(facts).items()}
    if terms:
        facts_in_json["offer"] = dict(terms)
    return hashlib.sha256(json.dumps(facts_in_json, sort_keys=True).encode()).hexdigest()[:16]


def draft_digest(session: Session, call: Call) -> str:
    """The same of a draft as it is now, with the fields of a data call."""
    if declared := data_fields.digest(session, call):
        return facts_digest(facts_of(call), {"fields": declared})
    return facts_digest(facts_of(call), offer_terms.plain_facts(session, call))


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value


def _checked(facts: CallFacts, now: datetime) -> dict[str, Any]:
    """The columns of a call as the facts say, tidied. What does not go together is refused."""
    question = " ".join(facts.question.split())
    if not question:
        raise Invalid("Ask one thing, in a sentence.", field="question")
    _check_length(question, QUESTION_LENGTH, "question")
    _check_length(facts.details, TEXT_LENGTH, "details")
    papers = "\n".join(line.strip() for line in facts.papers.splitlines() if line.strip())
    _check_length(papers, PAPERS_LENGTH, "papers")
    for line in papers.splitlines():
        if not line.startswith(("https://", "http://")):
            raise Invalid("Give web addresses, each on a line of its own.", field="papers")
    if facts.closes_at is not None and facts.closes_at <= now:
        raise Invalid("That has passed. Choose a day and hour to come.", field="closes")
    _check_opening(facts, now)
    values = asdict(facts) | {"question": question, "papers": papers}
    values["details"] = facts.details.strip()
    values["choices"] = _choices(facts)
    values["weights"] = _weights(facts)
    values["nudge_days"] = _nudge_days(facts)
    values["is_hidden"] = facts.is_hidden or facts.is_secret
    values["is_plurality"] = facts.is_plurality and facts.kind is CallKind.VOTE
    _check_together(facts)
    return values


def _check_topic(session: Session, facts: CallFacts, *, kept: int | None) -> None:
    """Raise ``Invalid`` for a topic that is closed, but for the one that a draft has already."""
    if facts.topic_id is None or facts.topic_id == kept:
        return
    topic = session.get(Topic, facts.topic_id)
    if topic is None or topic.closed_at is not None:
        raise Invalid("That topic is closed. Choose another one.", field="topic")


def _check_opening(facts: CallFacts, now: datetime) -> None:
    if facts.opens_at is None:
        return
    if facts.opens_at <= now:
        raise Invalid("That has passed. Choose a day and hour to come, or none.", field="opens")
    if facts.closes_at is not None and facts.opens_at + SHORTEST_CALL > facts.closes_at:
        raise Invalid("It would close before that, or within the hour.", field="opens")


def _check_length(text: str, most: int, field: str) -> None:
    if len(text) > most:
        raise Invalid(f"That is too long: {most:,} characters at most.", field=field)


def _choices(facts: CallFacts) -> tuple[str, ...]:
    if facts.kind is not CallKind.VOTE or facts.method is VoteMethod.YES_NO:
        return ()
    tidy = [" ".join(choice.split()) for choice in facts.choices]
    found = tuple(dict.fromkeys(choice for choice in tidy if choice))
    if not 2 <= len(found) <= MOST_CALL_CHOICES:
        raise Invalid(
            f"Give 2 to {MOST_CALL_CHOICES} choices, each on its own line.", field="choices"
        )
    for choice in found:
        _check_length(choice, CHOICE_LENGTH, "choices")
    folded = {choice.casefold() for choice in found}
    if len(folded) < len(found):
        raise Invalid("Two of these choices read the same.", field="choices")
    if folded & unit_answers.RESERVED:
        raise Invalid("“Abstain” is always there: leave it out.", field="choices")
    return found


def _weights(facts: CallFacts) -> dict[str, int]:
    for weight in facts.weights.values():
        if not 1 <= weight <= HEAVIEST:
            raise Invalid(f"A weight is a whole number from 1 to {HEAVIEST}.", field="weights")
    return {key: weight for key, weight in facts.weights.items() if weight != 1}


def _nudge_days(facts: CallFacts) -> tuple[int, ...]:
    days = tuple(sorted(set(facts.nudge_days), reverse=True))
    if len(days) > MOST_NUDGES or any(not 0 <= day <= LONGEST_LEAD for day in days):
        raise Invalid(
            f"Give up to {MOST_NUDGES} numbers of days, each at most {LONGEST_LEAD}.",
            field="nudge_days",
        )
    return days


def _check_together(facts: CallFacts) -> None:
    """Raise ``Invalid`` where two things that were chosen contradict each other."""
    if facts.kind is CallKind.OFFER:
        offer_terms.check_call(facts)
    is_yes_no = facts.kind is CallKind.VOTE and facts.method is VoteMethod.YES_NO
    if (
        not is_yes_no
        and facts.kind is not CallKind.OFFER
        and facts.if_silent in (IfSilent.YES, IfSilent.NO)
    ):
        raise Invalid(
            "Silence can be a yes or a no only where the vote is by yes or no.", field="if_silent"
        )
    is_vote, is_choice = facts.kind is CallKind.VOTE, facts.method is VoteMethod.CHOICE
    if facts.is_plurality and is_vote and not is_choice:
        raise Invalid(
            "The most votes win only where each votes for one of several choices.",
            field="threshold",
        )
    if facts.is_secret and facts.kind is not CallKind.VOTE:
        raise Invalid("Only a vote can be secret.", field="results")
    is_data = facts.kind is CallKind.DATA
    if facts.if_silent is IfSilent.LAST_YEAR and facts.kind not in (CallKind.DATA, CallKind.OFFER):
        raise Invalid("Only a data call or an offer has an answer of last year.", field="if_silent")
    if is_data and facts.unit_kind is UnitKind.SEAT:
        raise Invalid("A data call goes to libraries, not to seats.", field="unit_kind")
    if facts.topic_id is not None and facts.unit_kind is UnitKind.SEAT:
        raise Invalid("On a topic libraries answer, not seats.", field="topic")
    if facts.is_secret and facts.weights:
        raise Invalid("A vote with weights cannot be secret: they would tell.", field="weights")

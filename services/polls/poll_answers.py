"""Answers to polls: the later ones stand, and whoever of the group answers is on the list."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Availability, Person, Poll, PollAnswer, PollPerson, PollSlot
from models.columns import LONG_AGO
from models.subjects import Subject
from services import history
from services.errors import Invalid
from services.polls.changes import slots_of

SLOT_FIELD = "slot"
"""With which the name of the field of each slot begins; its position follows."""


def answer(
    session: Session,
    poll: Poll,
    given: Mapping[int, Availability | None],
    *,
    rest: Availability | None = None,
    by: Person,
    now: datetime,
    by_link: bool = False,
) -> bool:
    """Keep what somebody answers to each slot of a poll from ``access.poll_to_answer``, by the id
    of the slot, and ``rest`` to those that she left open; whether anything is new. It is locked.

    Raises ``Invalid`` beside the first slot that is left without an answer.
    """
    slots = slots_of(session, poll)
    whole = {slot.id: given.get(slot.id) or rest for slot in slots}
    answers = {slot_id: chosen for slot_id, chosen in whole.items() if chosen is not None}
    if missing := [slot.position for slot in slots if slot.id not in answers]:
        raise Invalid(
            "Answer for this time, too, or choose at the top what holds for those left open.",
            field=f"{SLOT_FIELD}{missing[0]}",
        )
    if (before := own_answers(session, poll, by)) == answers:
        return False
    _add_to_list(session, poll, by)
    hers = sa.delete(PollAnswer).where(
        col(PollAnswer.person_id) == by.id, col(PollAnswer.slot_id).in_(whole)
    )
    session.exec(hers)
    rows = [
        PollAnswer(slot_id=slot_id, person_id=by.id, answer=chosen, given_at=now, by_link=by_link)
        for slot_id, chosen in answers.items()
    ]
    poll.check_at = LONG_AGO
    session.add_all([poll, *rows])
    session.flush()
    subject, after = Subject.of(poll), {"is_changed": bool(before)}
    history.record(session, "poll.answered", subject, by=by, now=now, after=after)
    return True


def own_answers(session: Session, poll: Poll, person: Person) -> dict[int, Availability]:
    """What somebody has answered to the slots of a poll, by their ids: one query."""
    statement = (
        select(PollAnswer)
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(PollSlot.poll_id == poll.id, PollAnswer.person_id == person.id)
        .order_by(col(PollSlot.position))
    )
    return {row.slot_id: row.answer for row in session.exec(statement)}


def _add_to_list(session: Session, poll: Poll, person: Person) -> None:
    """Whoever came to the group after the poll had opened is optional."""
    if session.get(PollPerson, (poll.id, person.id)) is None:
        session.add(PollPerson(poll_id=poll.id, person_id=person.id))
        session.flush()

"""Answers to invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Group,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    Person,
    RecorderTurn,
    Rsvp,
    RsvpAnswer,
)
from models.answer_news import AnswerWords
from models.columns import LONG_AGO
from models.presence import SentAlternate
from models.subjects import Subject
from services import access, history, presence, reminders, terms
from services.access import Standing
from services.errors import Conflict, Invalid, NotAllowed


@dataclass(frozen=True)
class _Kept:
    """What a new answer ends."""

    ended: list[SentAlternate]
    had_agreed: bool
    """Whether it takes back that she takes the minutes."""


def record_rsvp(
    session: Session,
    meeting: Meeting,
    answer: RsvpAnswer,
    *,
    by: Standing,
    now: datetime,
    words: AnswerWords | None = None,
    by_link: bool = False,
) -> bool:
    """Keep the latest answer of a member, or of whoever is sent in her place, to a meeting from
    ``access.meeting_to_answer``, locked; whether it was new.

    Whom it frees of coming in her place, or whose alternate does not come, is told in ``words``, as
    are the chairs, where she had agreed to take the minutes and does not come.
    ``by_link`` says that it was given on her own page, or by mail.
    """
    _refuse_nonmembers(session, meeting, by)
    person = by.person
    kept = _keep(session, meeting, person, answer, by=person, now=now, by_link=by_link)
    _tell(session, meeting, kept, words, person=person, now=now)
    return kept is not None


def is_invited(session: Session, meeting: Meeting, *, by: Standing) -> bool:
    """Whether ``by`` says if she comes to a meeting: as a member, or as whoever is sent for one."""
    return access.may_answer(meeting, by=by) or presence.is_alternate(session, meeting, by.person)


def record_rsvp_for(
    session: Session,
    meeting: Meeting,
    partner_id: int | None,
    answer: RsvpAnswer,
    *,
    by: Person,
    now: datetime,
    words: AnswerWords | None = None,
) -> Person:
    """Keep the answer of a member without Slack to a meeting from ``access.meeting_to_edit``;
    history tells who recorded it. ``words`` are as in ``record_rsvp``. Raises ``Invalid`` for
    anybody who can answer herself.
    """
    terms_there = terms.members_at(session, {meeting.group_id: {meeting.starts_at}})
    members = {term.person.id: term.person for term in terms_there if term.holds(meeting.starts_at)}
    partner = members.get(partner_id or 0)
    if partner is None or partner.slack_id is not None or not partner.is_active:
        raise Invalid("Choose a member without a Slack account.", field="partner")
    kept = _keep(session, meeting, partner, answer, by=by, now=now)
    _tell(session, meeting, kept, words, person=partner, now=now)
    return partner


def _tell(
    session: Session,
    meeting: Meeting,
    kept: _Kept | None,
    words: AnswerWords | None,
    *,
    person: Person,
    now: datetime,
) -> None:
    """Promise word to whomever a new answer of ``person`` concerns."""
    if kept is None or words is None:
        return
    if kept.ended:
        presence.tell_ended(session, meeting, kept.ended, words, person=person, now=now)
    if kept.had_agreed:
        presence.tell_regrets(session, meeting, person, words, now=now)


def _keep(
    session: Session,
    meeting: Meeting,
    person: Person,
    answer: RsvpAnswer,
    *,
    by: Person,
    now: datetime,
    by_link: bool = False,
) -> _Kept | None:
    """Write the answer of ``person`` down as of ``by``; None where it was not new, else what ends
    by it.

    The meeting is locked, or two answers at once would each see none before.
    """
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(f"{meeting.title} was cancelled, so it needs no answer.")
    if now >= meeting.starts_at:
        raise Conflict(_closed(meeting, person, by=by))
    rsvp, has_alternate, has_turn = _as_it_is(session, meeting, person)
    before = {"answer": rsvp.answer} if rsvp else {}
    if rsvp and rsvp.answer is answer:
        return None
    rsvp = rsvp or Rsvp(meeting_id=meeting.id, person_id=person.id, answer=answer, answered_at=now)
    rsvp.answer, rsvp.answered_at, rsvp.by_link = answer, now, by_link
    meeting.check_at = LONG_AGO
    session.add_all([rsvp, meeting])
    is_no = answer is RsvpAnswer.NO
    reminders.withdraw_answered(session, meeting, person, declined=is_no)
    ended: list[SentAlternate] = []
    if has_alternate:
        ended = presence.end_alternate(session, meeting, person, comes=not is_no, now=now)
    had_agreed = is_no and has_turn and presence.decline(session, meeting, person, now=now)
    after: dict[str, object] = {"person": person.id, "answer": answer}
    if person.id != by.id:
        after["on_behalf_of"] = person.id
    subject = Subject.of(meeting)
    history.record(session, "meeting.answered", subject, by=by, now=now, before=before, after=after)
    return _Kept(ended, had_agreed)


def _as_it_is(session: Session, meeting: Meeting, person: Person) -> tuple[Rsvp | None, bool, bool]:
    """Somebody's answer to a meeting, whether she sends an alternate or is one, and whether she was
    asked to take its minutes: one query.
    """
    statement: Any = (
        sa.select(Rsvp, _IS_IN_ALTERNATES, _IS_ASKED)
        .select_from(Meeting)
        .join(
            Rsvp,
            sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == _PERSON),
            isouter=True,
        )
        .where(col(Meeting.id) == _MEETING)
    )
    parameters = {"meeting_id": meeting.id, "person_id": person.id}
    rsvp, has_alternate, has_turn = session.execute(statement, parameters).one()
    return rsvp, bool(has_alternate), bool(has_turn)


_MEETING: sa.BindParameter[int] = sa.bindparam("meeting_id")
_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_IS_IN_ALTERNATES = sa.exists().where(
    col(MeetingAlternate.meeting_id) == _MEETING,
    sa.or_(
        col(MeetingAlternate.person_id) == _PERSON, col(MeetingAlternate.alternate_id) == _PERSON
    ),
)
_IS_ASKED = sa.exists().where(
    col(RecorderTurn.meeting_id) == _MEETING, col(RecorderTurn.person_id) == _PERSON
)


def _closed(meeting: Meeting, person: Person, *, by: Person) -> str:
    """That it is too late to answer, and how to say who came instead."""
    instead = (
        "If you came, say “I was there”."
        if person.id == by.id
        else f"If {person.name} came, record that with “Who came”."
    )
    return f"{meeting.title} has started, so answers are closed. {instead}"


def _refuse_nonmembers(session: Session, meeting: Meeting, by: Standing) -> None:
    if is_invited(session, meeting, by=by):
        return
    group = session.get_one(Group, meeting.group_id)
    if access.may_leave(group, by=by):
        raise NotAllowed(
            f"Your time in {group.name} ends before this meeting, so it needs no answer from you."
        )
    if not access.may_join(group, by=by):
        raise NotAllowed(
            f"Only members of {group.name} answer for its meetings. Ask a chair to add you."
        )
    raise NotAllowed(
        f"Only members of {group.name} answer for its meetings. "
        f"Type `/wg join {group.name}` to join it, then answer."
    )

"""Telling of minutes: of a draft, of its circulation, and of corrections."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MinuteLine,
    MinutesCorrection,
    Person,
    RecorderState,
    RecorderTurn,
    reach,
)
from models.messages import (
    CORRECTION_SETTLED,
    CORRECTION_WANTED,
    MINUTES_CIRCULATED,
    MINUTES_DRAFTED,
    Key,
    Recipient,
)
from models.minutes import SettledCorrection
from models.minutes_messages import MinutesWords
from models.subjects import Subject
from services import chairing, outbox, terms

_ONCE = "once"


def tell_drafted(
    session: Session, meeting: Meeting, group: Group, words: MinutesWords, *, now: datetime
) -> list[Person]:
    """Promise word of a draft to the chairs and to whoever agreed to be the recorder; to whom."""
    agreed = (
        select(Person)
        .join(RecorderTurn, col(RecorderTurn.person_id) == Person.id)
        .where(RecorderTurn.meeting_id == meeting.id, RecorderTurn.state == RecorderState.AGREED)
    )
    people = [*_chairs(session, group, now), *session.exec(agreed)]
    return outbox.tell(
        session,
        people,
        words.draft(meeting, group),
        kind=MINUTES_DRAFTED,
        subject=Subject.of(meeting),
        now=now,
        occurrence=_ONCE,
    )


def tell_circulated(
    session: Session, meeting: Meeting, group: Group, words: MinutesWords, *, now: datetime
) -> tuple[list[Person], list[Person]]:
    """Promise circulated minutes, once: to the group's channel, and to those in private who are not
    in it, partners by mail. Who is told in private, and whom nothing reaches.
    """
    members = [line.person for line in terms.roster(session, group, now)]
    news = words.circulated(meeting, group)
    about = Subject.of(meeting)
    if group.channel_id:
        outbox.post(
            session,
            news,
            to=Recipient.channel(group.channel_id),
            key=Key(MINUTES_CIRCULATED, about, _ONCE),
            now=now,
        )
    alone = [person for person in members if not (group.channel_id and person.slack_id)]
    reached = outbox.tell(
        session, alone, news, kind=MINUTES_CIRCULATED, subject=about, now=now, occurrence=_ONCE
    )
    unreached = [person for person in alone if person.is_active and not reach.medium_of(person)]
    return reached, unreached


def tell_correction(
    session: Session,
    meeting: Meeting,
    group: Group,
    correction: MinutesCorrection,
    words: MinutesWords,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise word of a correction to the chairs, but to whoever asks for it herself."""
    line = session.get(MinuteLine, correction.line_id) if correction.line_id else None
    wanted = SettledCorrection(correction, by.name, line=line.wording if line else "")
    outbox.tell(
        session,
        _chairs(session, group, now),
        words.correction_wanted(meeting, group, wanted),
        kind=CORRECTION_WANTED,
        subject=Subject.of(meeting),
        now=now,
        by=by,
        occurrence=str(correction.id),
    )


def tell_settled(
    session: Session,
    meeting: Meeting,
    group: Group,
    correction: MinutesCorrection,
    words: MinutesWords,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise word of what came of a correction to whoever asked for it, if still in the group."""
    proposer = session.get_one(Person, correction.proposed_by)
    if terms.current(session, group, proposer.id, now) is None:
        return
    outbox.tell(
        session,
        [proposer],
        words.correction_settled(meeting, group, correction, by),
        kind=CORRECTION_SETTLED,
        subject=Subject.of(meeting),
        now=now,
        by=by,
        occurrence=str(correction.id),
    )


def _chairs(session: Session, group: Group, now: datetime) -> Sequence[Person]:
    chairs = chairing.chairs_at(session, group, now)
    return [*chairs.own.values(), *(person for person, _away in chairs.acting.values())]

"""Word of whoever agreed to take the minutes of a meeting, and does not."""

from datetime import datetime

from sqlmodel import Session

from models import Group, Meeting, Person
from models.answer_news import AnswerWords, RecorderNews
from models.messages import RECORDER_SUGGESTED, Key, Recipient
from models.subjects import Subject
from services import leaders, outbox
from services.presence.recorders import next_in_turn


def tell_regrets(
    session: Session, meeting: Meeting, person: Person, words: AnswerWords, *, now: datetime
) -> None:
    """Promise the other chairs word that ``person``, who had agreed, does not take the minutes,
    with whose turn is next: once for each person and meeting, and not after it has begun.
    """
    if meeting.starts_at <= now:
        return
    group = session.get_one(Group, meeting.group_id)
    following = next_in_turn(session, meeting, now)
    news = RecorderNews(meeting, group, person, following, group.suggests_recorder)
    for chair in leaders.chairs_in_slack(session, [group.id], now)[group.id]:
        if chair.id != person.id:
            occurrence = ("regrets", str(person.id))
            key = Key(RECORDER_SUGGESTED, Subject.of(meeting), occurrence, Subject.of(chair))
            outbox.post(
                session,
                words(news),
                to=Recipient.person(chair),
                key=key,
                now=now,
                expires_at=meeting.starts_at,
            )

"""Private word to whoever loses a vote or regains it, and before it is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, Membership, OutboxMessage, OutboxState, reach
from models.messages import VOTING_RIGHT, Key, Recipient
from models.subjects import Subject
from models.voting_rights import VoteNews, VoteNotice, VoteState, VoteWords, VotingRule
from services import outbox, terms
from services.voting_rights.states import HeldVote, held_votes

_GONE_OUT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE)
_CHANGED = "what became of the vote has changed"
_STATES = {
    VoteNews.WARNED: (VoteState.AT_RISK,),
    VoteNews.LOST: (VoteState.LOST,),
    VoteNews.REGAINED: (VoteState.HELD, VoteState.AT_RISK),
}
"""In which states of a vote what is told of it is true."""


@contextmanager
def telling(
    session: Session,
    group: Group,
    words: VoteWords,
    *,
    now: datetime,
    ends_at: datetime | None = None,
) -> Iterator[None]:
    """Promise news to each whose vote in a group is lost, regained or at risk by what is done
    within, and drop what waits and is true no longer.

    A list that is saved while its meeting lasts counts when that ``ends_at``, and is told then.
    """
    at = max(now, ends_at) if ends_at else now
    had_rule = VotingRule.of(group) is not None
    votes = held_votes(session, group, at) if had_rule else []
    before = {vote.membership.id: vote.state for vote in votes}
    yield
    session.flush()
    if not had_rule and VotingRule.of(group) is None:
        return
    for vote in held_votes(session, group, at):
        former = before.get(vote.membership.id, VoteState.HELD)
        if vote.state is not former:
            _tell(session, group, vote, former, words, now=now, due_at=at)


def is_still_true(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Whether news of a vote is true at the moment at which it would go out."""
    key = Key.parse(message.key)
    service = session.get(Membership, key.subject.id) if key.subject else None
    if service is None or key.recipient is None:
        return False
    group = session.get_one(Group, service.group_id)
    states = _STATES[VoteNews(key.occurrence[0])]
    votes = held_votes(session, group, now) if terms.is_active(group, now) else []
    return any(vote.person.id == key.recipient.id and vote.state in states for vote in votes)


def _tell(
    session: Session,
    group: Group,
    vote: HeldVote,
    former: VoteState,
    words: VoteWords,
    *,
    now: datetime,
    due_at: datetime,
) -> None:
    person, subject = vote.person, Subject.of(vote.membership)
    was_waiting = outbox.drop(session, subject=subject, kind=VOTING_RIGHT, reason=_CHANGED) > 0
    news = _news(vote.state, former, _last_heard(session, subject), was_waiting=was_waiting)
    if news is None or not (person.is_active and reach.medium_of(person)):
        return
    occurrence = news.value, f"{now:%Y%m%dT%H%M%S%f}"
    outbox.post(
        session,
        words(VoteNotice(news, group, vote.state)),
        to=Recipient.person(person),
        key=Key(VOTING_RIGHT, subject, occurrence, Subject.of(person)),
        now=now,
        due_at=due_at,
    )


def _news(
    state: VoteState, former: VoteState, heard: VoteNews | None, *, was_waiting: bool
) -> VoteNews | None:
    """What is to be told of a vote that has changed; nothing where it is what was told last, or
    where nobody heard yet that it was lost.
    """
    if state is VoteState.LOST:
        return None if heard is VoteNews.LOST else VoteNews.LOST
    if former is VoteState.LOST and (heard is VoteNews.LOST or not was_waiting):
        return VoteNews.REGAINED
    if state is VoteState.HELD or (former is VoteState.LOST and heard is VoteNews.WARNED):
        return None
    return VoteNews.WARNED


def _last_heard(session: Session, subject: Subject) -> VoteNews | None:
    """What was told last of a vote, and has gone out."""
    statement = (
        select(OutboxMessage.key)
        .where(outbox.keyed(VOTING_RIGHT, subject=subject), col(OutboxMessage.state).in_(_GONE_OUT))
        .order_by(col(OutboxMessage.id).desc())
        .limit(1)
    )
    text = session.exec(statement).first()
    return VoteNews(Key.parse(text).occurrence[0]) if text else None

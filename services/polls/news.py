"""Messages about polls: the card in the group's channel, and word of what became of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Group, HistoryEntry, OutboxMessage, Person, Poll, PollState, reach
from models.messages import POLL_CARD, POLL_ENDED, POLL_HEARD, Key, Recipient, kind_of
from models.polls import PollCard, PollLine, PollWords, SlotRank
from models.subjects import CHANGE, Subject
from services import access, leaders, outbox, terms, unanswered_polls
from services.access.locks import locked
from services.people import by_recipient
from services.polls.poll_results import card, lines, not_answered, ranks, refuses_all

POLL_CARD_PACE = timedelta(seconds=3)
"""How often the card of a poll is drawn anew at most while answers come."""
_AT_OPENING = "opened"
_COMPLETE = "complete"


def opened(
    session: Session,
    poll: Poll,
    group: Group,
    words: PollWords,
    *,
    by: Person | None,
    now: datetime,
) -> list[Person]:
    """Promise the card to the channel, and in private to those on the list who have no Slack
    account, to all of them where the group has no channel; to whom. Not to ``by``.
    """
    shown, subject = card(session, poll, group), Subject.of(poll)
    if group.channel_id:
        outbox.post(
            session,
            words.card(shown),
            to=Recipient.channel(group.channel_id),
            key=Key(POLL_CARD, subject, _AT_OPENING),
            now=now,
            subject=subject,
        )
    people = [line.person for line in lines(session, poll, now)]
    return outbox.tell(
        session,
        [person for person in people if not group.channel_id or person.slack_id is None],
        words.card(shown),
        kind=POLL_CARD,
        subject=subject,
        now=now,
        by=by,
        occurrence=_AT_OPENING,
        card_of=subject,
    )


def answered(
    session: Session, poll: Poll, group: Group, words: PollWords, *, by: Person, now: datetime
) -> PollCard:
    """Draw the card anew, and tell who leads the group once when all have answered, and of each
    required person who can come to no time; what the card shows now.
    """
    shown = card(session, poll, group)
    people = lines(session, poll, now)
    _draw(session, shown, people, words, now=now, due_at=_next_drawing(now))
    subject, leading = Subject.of(poll), _leading(session, poll, group, now)
    for line in people:
        if refuses_all(line):
            outbox.tell(
                session,
                leading,
                words.refused(shown, line.person.name),
                kind=POLL_HEARD,
                subject=subject,
                now=now,
                by=by,
                occurrence=f"refused{line.person.id}",
            )
    if not not_answered(people):
        _tell_complete(session, shown, people, leading, words, by=by, now=now)
    return shown


def completed(session: Session, poll: Poll, group: Group, words: PollWords, now: datetime) -> bool:
    """Tell who leads the group that all have answered, since whoever had not has gone; whether that
    is still so once the poll is locked, and was not told.
    """
    poll = locked(session, poll)
    if poll.id not in unanswered_polls.complete(session, now):
        return False
    shown, people = card(session, poll, group), lines(session, poll, now)
    leading = _leading(session, poll, group, now)
    _tell_complete(session, shown, people, leading, words, by=None, now=now)
    return True


def completed_keys(
    session: Session, poll: Poll, group: Group, now: datetime
) -> dict[Key, Recipient]:
    """Under which keys word goes out that all have answered, and to whom."""
    return {
        Key(POLL_HEARD, Subject.of(poll), _COMPLETE, Subject.of(person)): Recipient.person(person)
        for person in _leading(session, poll, group, now)
    }


def _tell_complete(
    session: Session,
    shown: PollCard,
    people: Sequence[PollLine],
    leading: Sequence[Person],
    words: PollWords,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    shown.poll.complete_at = shown.poll.complete_at or now
    session.add(shown.poll)
    outbox.tell(
        session,
        leading,
        words.complete(shown, _best(session, shown, people)),
        kind=POLL_HEARD,
        subject=Subject.of(shown.poll),
        now=now,
        by=by,
        occurrence=_COMPLETE,
    )


def changed(session: Session, poll: Poll, group: Group, words: PollWords, now: datetime) -> None:
    """Draw the card anew."""
    _draw(session, card(session, poll, group), lines(session, poll, now), words, now=now)


def closed(session: Session, poll: Poll, group: Group, words: PollWords, now: datetime) -> None:
    """Draw the card of a poll anew whose time is up, and tell who leads the group what suits best.

    Where a time was picked already, the meeting itself is the news.
    """
    shown, people = card(session, poll, group), lines(session, poll, now)
    _draw(session, shown, people, words, now=now)
    if poll.picked is None:
        message = words.closed(shown, _best(session, shown, people))
        for key, to in ended_keys(session, poll, group, PollState.CLOSED, now=now).items():
            outbox.post(session, message, to=to, key=key, now=now)


def cancelled(
    session: Session,
    poll: Poll,
    group: Group,
    words: PollWords,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Draw the card of a poll anew that was cancelled, and promise the reason to its channel and to
    those who were asked in private.
    """
    outbox.withdraw(session, Subject.of(poll), reason="the poll was cancelled", has_ended=True)
    shown, people = card(session, poll, group), _people(session, poll, group, now)
    _draw(session, shown, people, words, now=now)
    message = words.cancelled(shown)
    for key, to in ended_keys(session, poll, group, PollState.CANCELLED, by=by, now=now).items():
        outbox.post(session, message, to=to, key=key, now=now)


def ended_keys(
    session: Session,
    poll: Poll,
    group: Group,
    how: PollState,
    *,
    by: Person | None = None,
    now: datetime,
) -> dict[Key, Recipient]:
    """Under which keys word goes out that a poll was closed or cancelled, and to whom: that its
    time is up to who leads the group, else to its channel and to those who were asked in private.
    """
    subject, found = Subject.of(poll), {}
    if how is PollState.CLOSED:
        readers = _leading(session, poll, group, now)
    else:
        there = [line.person for line in _people(session, poll, group, now) if line.is_there]
        readers = [who for who in there if not group.channel_id or who.slack_id is None]
        if group.channel_id:
            found[Key(POLL_ENDED, subject, how.value)] = Recipient.channel(group.channel_id)
    for person in readers:
        if reach.medium_of(person) and person.is_active and (by is None or person.id != by.id):
            key = Key(POLL_ENDED, subject, how.value, Subject.of(person))
            found[key] = Recipient.person(person)
    return found


def _people(session: Session, poll: Poll, group: Group, now: datetime) -> tuple[PollLine, ...]:
    """Who is on the list; of a group that has ended, as it was until then."""
    return lines(session, poll, terms.while_active(group, now))


def is_wanted(session: Session, message: OutboxMessage, poll: Poll, now: datetime) -> bool:
    """Whether word of a poll may still go to whom it was promised: who may know of its group, and
    what was heard of answers only to who leads it.
    """
    to = message.recipient
    if not to.is_person:
        return True
    person = by_recipient(session, [to]).get(to)
    if person is None:
        return False
    group = session.get_one(Group, poll.group_id)
    who = access.standing(session, person, terms.while_active(group, now))
    if kind_of(message.key) is POLL_HEARD:
        return poll.picked is None and access.may_run_poll(group, by=who)
    return access.may_see_group(group, by=who)


def _draw(
    session: Session,
    shown: PollCard,
    people: Sequence[PollLine],
    words: PollWords,
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """What stands with those who have left the group stays as it was."""
    gone = [line.person for line in people if not line.is_there]
    outbox.update_cards(
        session,
        Subject.of(shown.poll),
        words.card(shown),
        revision=_revision(session, shown.poll),
        now=now,
        shut_out=[Recipient.person(person).lane for person in gone],
        due_at=due_at,
    )


def _leading(session: Session, poll: Poll, group: Group, now: datetime) -> list[Person]:
    """The chairs of the group, and whoever opened the poll where she runs it still."""
    chairs = leaders.chairs_in_slack(session, [group.id], now)[group.id]
    opener = session.get_one(Person, poll.opened_by)
    runs = access.may_run_poll(group, by=access.standing(session, opener, now))
    return list({person.id: person for person in (*chairs, *([opener] if runs else []))}.values())


def _best(session: Session, shown: PollCard, people: Sequence[PollLine]) -> SlotRank | None:
    """The slot that suits best; None where nobody has answered."""
    if not any(line.answers for line in people):
        return None
    return next(iter(ranks(session, shown.slots, people)), None)


def _next_drawing(now: datetime) -> datetime:
    """When a card that changes now is drawn anew: with whatever else changes until then."""
    return now + POLL_CARD_PACE - (now - datetime.min.replace(tzinfo=now.tzinfo)) % POLL_CARD_PACE


def _revision(session: Session, poll: Poll) -> tuple[str, ...]:
    statement = select(HistoryEntry.id).where(HistoryEntry.subject == str(Subject.of(poll)))
    last = session.exec(statement.order_by(col(HistoryEntry.id).desc()).limit(1)).one()
    return (str(Subject(CHANGE, last)),)

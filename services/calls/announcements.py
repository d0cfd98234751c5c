"""Messages about calls: the card in the group's channel, the question to whoever answers for each
unit, and word of what changed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallAnswer,
    CallKind,
    CallState,
    CallUnit,
    Group,
    HistoryEntry,
    OutboxMessage,
    OutboxState,
    Person,
    Topic,
    reach,
)
from models.call_messages import AnswerNews, CallCard, CallWords, UnitQuestion
from models.calls import AnswerDoor, Capacity, Respondent
from models.messages import (
    CALL_ANSWERED,
    CALL_CARD,
    CALL_ENDED,
    CALL_EXTENDED,
    CALL_QUESTION,
    Key,
    Medium,
    Recipient,
)
from models.offers import NO_REPLY
from models.subjects import CHANGE, Subject
from services import access, leaders, outbox, terms
from services.access.locks import locked
from services.calls import call_readers, offer_replies, offer_sums, results
from services.calls.unit_answers import Answered, standing_answer
from services.stories import story_prompts

CARD_PACE = timedelta(seconds=3)
"""How often the card of a call is drawn anew at most while answers come."""
EXTENDED = "call.extended"
_GONE_OUT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE)


def opened(
    session: Session,
    call: Call,
    group: Group,
    units: Collection[CallUnit],
    words: CallWords,
    *,
    by: Person | None,
    now: datetime,
) -> list[Person]:
    """Promise the card and, to whoever is first to answer for each unit but ``by``, the question;
    to whom.
    """
    shown = card(session, call, group, now)
    if group.channel_id:
        outbox.post(
            session,
            words.card(shown),
            to=Recipient.channel(group.channel_id),
            key=Key(CALL_CARD, Subject.of(call), "opened"),
            now=now,
            subject=Subject.of(call),
        )
    people = terms.respondents(session, [unit.id for unit in units], now)
    return [
        person
        for unit in units
        for person in outbox.tell(
            session,
            first_respondents(people.get(unit.id, ())),
            words.question(UnitQuestion(shown, unit)),
            kind=CALL_QUESTION,
            subject=Subject.of(call),
            now=now,
            by=by,
            occurrence=str(unit.id),
            card_of=Subject.of(unit),
        )
    ]


def changed(session: Session, call: Call, group: Group, words: CallWords, *, now: datetime) -> None:
    """Draw the card and the questions anew, and promise news of an extension to the channel and to
    whoever had the question by mail, which stays as it was sent.
    """
    shown = card(session, call, group, now)
    _draw_all(session, shown, words, now)
    if call.closes_at is None or _last_change(session, call).action != EXTENDED:
        return
    message, subject = words.extended(shown), Subject.of(call)
    until = f"{call.closes_at:%Y%m%dT%H%M%S}"
    if group.channel_id:
        to = Recipient.channel(group.channel_id)
        outbox.post(session, message, to=to, key=Key(CALL_EXTENDED, subject, until), now=now)
    people = call_readers.may_hear(session, call, group, _asked_by_mail(session, call), now)
    outbox.tell(
        session, people, message, kind=CALL_EXTENDED, subject=subject, now=now, occurrence=until
    )


def ended(
    session: Session,
    call: Call,
    group: Group,
    words: CallWords,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Draw the card and the questions of a call anew that was closed or cancelled, and promise the
    outcome to the channel, whoever drafted and opened it, the program managers, and whoever had the
    question by mail, which stays as it was sent.
    """
    subject = Subject.of(call)
    if call.state is CallState.CANCELLED:
        outbox.withdraw(session, subject, reason="the call was cancelled", has_ended=True)
    outbox.drop(session, subject=subject, kind=CALL_QUESTION, reason="the call has ended")
    shown = card(session, call, group, now)
    _draw_all(session, shown, words, now)
    message = words.ended(shown)
    for key, to in ended_keys(session, call, group, call.state, by=by, now=now).items():
        is_offered = by is None and _is_offered_story(session, call, key, to, now)
        shown_to = words.with_story_prompt(message, subject) if is_offered else message
        outbox.post(session, shown_to, to=to, key=key, now=now)


def _is_offered_story(session: Session, call: Call, key: Key, to: Recipient, now: datetime) -> bool:
    """Whether word that a call closed by itself offers whoever opened it to write a story of it."""
    opener = session.get(Person, call.opened_by) if call.opened_by else None
    is_closed = call.state is CallState.CLOSED and to.medium is Medium.SLACK
    if opener is None or not is_closed or key.recipient != Subject.of(opener):
        return False
    return story_prompts.claim_prompt(session, opener, now=now)


def ended_keys(
    session: Session,
    call: Call,
    group: Group,
    how: CallState,
    *,
    by: Person | None = None,
    now: datetime,
) -> dict[Key, Recipient]:
    """Under which keys word goes out that a call was closed or cancelled, and to whom: not to who
    did it, nor to who may not know of it any more.
    """
    subject, found = Subject.of(call), {}
    if group.channel_id:
        found[Key(CALL_ENDED, subject, how.value)] = Recipient.channel(group.channel_id)
    leading = [
        session.get(Person, number) for number in (call.drafted_by, call.opened_by) if number
    ]
    people = [*leaders.managers_in_slack(session, now), *(person for person in leading if person)]
    people += _asked_by_mail(session, call)
    for person in call_readers.may_hear(session, call, group, people, now):
        if reach.medium_of(person) and person.is_active and (by is None or person.id != by.id):
            key = Key(CALL_ENDED, subject, how.value, Subject.of(person))
            found[key] = Recipient.person(person)
    return found


def recorded(
    session: Session,
    call: Call,
    group: Group,
    unit: CallUnit,
    answered: Answered,
    words: CallWords,
    *,
    by: Person,
    now: datetime,
) -> UnitQuestion:
    """Draw anew what shows the answer of a unit, and promise word of it to whoever gave the one
    before; of a phoned one to all who may answer. What the unit's people see now.
    """
    # Whoever comes second sees the answer of the first on the card.
    locked(session, call)
    shown = card(session, call, group, now)
    question = question_of(session, shown, unit)
    if not answered.is_new:
        return question
    last = _revision(session, call)
    outbox.update_cards(
        session,
        Subject.of(call),
        words.card(shown),
        revision=last,
        now=now,
        due_at=next_drawing(now),
    )
    outbox.update_cards(
        session,
        Subject.of(unit),
        words.question(question),
        revision=last,
        now=now,
        shut_out=call_readers.shut_out(session, [unit], now)[Subject.of(unit)],
    )
    if not call.is_secret:
        _tell_of_answer(session, question, answered, words, by=by, now=now)
    return question


def _tell_of_answer(
    session: Session,
    question: UnitQuestion,
    answered: Answered,
    words: CallWords,
    *,
    by: Person,
    now: datetime,
) -> None:
    is_phoned = answered.row.door is AnswerDoor.PHONE
    outbox.tell(
        session,
        _to_tell(session, question.unit, answered, now),
        words.answered(AnswerNews(question, by, answered.replaced, is_phoned=is_phoned)),
        kind=CALL_ANSWERED,
        subject=Subject.of(question.card.call),
        now=now,
        by=by,
        occurrence=str(answered.row.id),
    )


def card(session: Session, call: Call, group: Group, now: datetime) -> CallCard:
    """What the card of a call that has opened shows to everybody in its group."""
    columns = sa.func.count(col(CallUnit.id)), sa.func.count(col(CallUnit.answered_at))
    counted = sa.select(*columns).where(col(CallUnit.call_id) == call.id)
    units, answered = session.execute(counted).one()
    is_counted = call.kind is CallKind.VOTE and access.may_see_count(call)
    topic = session.get(Topic, call.topic_id) if call.topic_id else None
    return CallCard(
        call=call,
        group=group,
        units=units,
        answered=answered,
        tally=results.tally_of(session, call, now) if is_counted else None,
        opened_by=session.get(Person, call.opened_by) if call.opened_by else None,
        topic=topic.name if topic else "",
        offer=offer_sums.view_of(session, call),
    )


def question_of(session: Session, shown: CallCard, unit: CallUnit) -> UnitQuestion:
    """What those see who answer for a unit."""
    row = standing_answer(session, unit)
    answers = {unit.id: (row, session.get_one(Person, row.person_id))} if row else {}
    return _questions(session, shown, [unit], answers)[0]


def first_respondents(people: Iterable[Respondent]) -> list[Person]:
    """Of those who may answer, the representative first, those whom messages reach and who come
    before all others.
    """
    reached = [each for each in people if reach.medium_of(each.person)]
    return [each.person for each in reached if each.capacity is reached[0].capacity]


def next_drawing(now: datetime) -> datetime:
    """When a card that changes now is drawn anew: with whatever else changes until then."""
    return now + CARD_PACE - (now - datetime.min.replace(tzinfo=now.tzinfo)) % CARD_PACE


def _draw_all(session: Session, shown: CallCard, words: CallWords, now: datetime) -> None:
    call = shown.call
    last = _revision(session, call)
    outbox.update_cards(session, Subject.of(call), words.card(shown), revision=last, now=now)
    sent = select(OutboxMessage.subject).where(
        outbox.keyed(CALL_QUESTION, subject=Subject.of(call))
    )
    called = {Subject.parse(text).id for text in session.exec(sent) if text}
    units = [unit for unit in results.units_of(session, call) if unit.id in called]
    answers = results.standing_answers(session, call)
    questions = _questions(session, shown, units, answers)
    outbox.update_all_cards(
        session,
        {Subject.of(each.unit): words.question(each) for each in questions},
        revision=last,
        now=now,
        shut_out=call_readers.shut_out(session, units, terms.while_active(shown.group, now)),
    )


def _questions(
    session: Session,
    shown: CallCard,
    units: Iterable[CallUnit],
    answers: Mapping[int, tuple[CallAnswer, Person]],
) -> list[UnitQuestion]:
    """What those see who answer for some units of a call, with the answers that stand, by the id of
    the unit: a query where it is an offer.
    """
    ids = [row.id for row, _ in answers.values()]
    further = offer_replies.of_answers(session, ids) if shown.offer else {}
    found = [(unit, *answers.get(unit.id, (None, None))) for unit in units]
    return [
        UnitQuestion(shown, unit, row, person, further.get(row.id if row else 0, NO_REPLY))
        for unit, row, person in found
    ]


def _asked_by_mail(session: Session, call: Call) -> Sequence[Person]:
    """Those to whom the question went by mail, or is on its way."""
    lanes = session.exec(
        select(OutboxMessage.lane).where(
            outbox.keyed(CALL_QUESTION, subject=Subject.of(call)),
            outbox.travels_by(Medium.MAIL),
            col(OutboxMessage.state).in_(_GONE_OUT),
        )
    ).all()
    ids = {int(Recipient.parse(lane).address) for lane in lanes}
    return session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else []


def _to_tell(session: Session, unit: CallUnit, answered: Answered, now: datetime) -> list[Person]:
    """Of those who may answer for a unit now, all where the answer came by phone, else whoever gave
    the one before; the program manager, too, who wrote that down.
    """
    found = terms.respondents(session, [unit.id], now).get(unit.id, ())
    people = [each.person for each in found]
    if answered.row.door is AnswerDoor.PHONE:
        return people
    before, replaced = answered.replaced_person, answered.replaced
    if before is None or replaced is None:
        return []
    if replaced.capacity is Capacity.MANAGER:
        may_know = access.may_record_answers(access.standing(session, before, now))
        return [before] if may_know else []
    return [person for person in people if person.id == before.id]


def _revision(session: Session, call: Call) -> tuple[str, ...]:
    return (str(Subject(CHANGE, _last_change(session, call).id)),)


def _last_change(session: Session, call: Call) -> HistoryEntry:
    statement = select(HistoryEntry).where(HistoryEntry.subject == str(Subject.of(call)))
    return session.exec(statement.order_by(col(HistoryEntry.id).desc()).limit(1)).one()

"""Discharging a group: what ends with it is said before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from handlers import invitations
from handlers.calls import announcing
from handlers.forms import Form
from handlers.groups import place
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting, Person
from models.database import reading, unit_of_work
from models.messages import DISCHARGED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import (
    access,
    calendar,
    calls,
    groups,
    interests,
    meetings,
    obligations,
    outbox,
    polls,
    seats,
    tasks,
)
from services.polls import news as poll_news
from views import groups as views
from views import meetings as meeting_views
from views.polls.cards import WORDS

REASON_LENGTH = 300


def open_discharge(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        group = access.group_to_discharge(session, group.id, by=ask.who)
        return Open(views.discharge(group, ending(session, group, ask)))


def ending(session: Session, group: Group, ask: Ask) -> list[str]:
    """What ends with a group, in words."""
    return views.what_ends(
        groups.overview(session, group, now=ask.now),
        of_calls=calls.ending_counts(session, group, ask.now),
        recurring=obligations.count_going_on(session, group),
        seats=seats.of_group(session, group, ask.now),
        volunteers=interests.volunteers(session, group, ask.now),
        open_polls=len(polls.of_group(session, group, ask.now)),
    )


def discharge(ask: Ask) -> Answer:
    form = Form(ask)
    reason = " ".join(form.text("reason", limit=REASON_LENGTH).split())
    report = form.text("report").strip()
    with unit_of_work() as session:
        group = access.group_to_discharge(session, form.carried("group"), by=ask.who)
        before = before_the_end(session, group, ask)
        groups.discharge(session, group, reason=reason, report=report, by=ask.person, now=ask.now)
        heard, unreached = tell(session, group, before, ask, reason=reason)
        return Reply(views.was_discharged(group, heard=len(heard), unreached=unreached))


@dataclass(frozen=True)
class BeforeTheEnd:
    """What of a group can be read only before it is discharged."""

    asking: list[Meeting]
    """Whose cards ask for answers."""
    people: list[Person]
    """Who is thanked."""


def before_the_end(session: Session, group: Group, ask: Ask) -> BeforeTheEnd:
    """What ``tell`` needs of a group, before it is discharged."""
    return BeforeTheEnd(
        meetings.with_asking_card(session, group, ask.now),
        [line.person for line in groups.roster(session, group, ask.now)],
    )


def tell(
    session: Session,
    group: Group,
    before: BeforeTheEnd,
    ask: Ask,
    *,
    reason: str,
    successors: Sequence[Group] = (),
    passed_on: int = 0,
) -> tuple[list[Person], list[Person]]:
    """After a group was discharged: its cards ask nobody any more, its open calls have ended,
    its meetings ahead leave the calendars of whoever was invited, and its channel reads why, what
    it has done and who is thanked. Without a channel each member does in private: who does, and
    whom no message reaches.
    """
    _redraw_cards(session, before.asking, ask)
    for call in calls.end_with_group(session, group, reason=reason, by=ask.person, now=ask.now):
        announcing.ended(session, call, group, ask)
    for poll in polls.end_with_group(session, group, by=ask.person, now=ask.now):
        poll_news.cancelled(session, poll, group, WORDS, by=ask.person, now=ask.now)
    obligations.end_with_group(session, group, by=ask.person, now=ask.now)
    invitations.tell(session, group, calendar.notices_of_end(session, group, ask.now), ask)
    news = views.discharged_news(
        group,
        by=ask.person,
        reason=reason,
        now=ask.now,
        thanked=before.people,
        successors=[heir for heir in successors if not heir.is_private],
        open_tasks=tasks.count_open(session, group),
        passed_on=passed_on,
    )
    if group.channel_id:
        key = Key(DISCHARGED, Subject.of(group), f"{ask.now:%Y%m%dT%H%M%S}")
        outbox.post(session, news, to=Recipient.channel(group.channel_id), key=key, now=ask.now)
        return [], []
    return _tell_each(session, group, before.people, news, ask)


def _redraw_cards(session: Session, asking: Sequence[Meeting], ask: Ask) -> None:
    for summary in meetings.summaries(session, asking, now=ask.now):
        outbox.update_cards(
            session,
            Subject.of(summary.meeting),
            meeting_views.card(summary),
            revision=meetings.revision(session, summary),
            now=ask.now,
        )


def _tell_each(
    session: Session, group: Group, people: Sequence[Person], news: Message, ask: Ask
) -> tuple[list[Person], list[Person]]:
    others = [person for person in people if person.id != ask.person.id]
    subject = Subject.of(group)
    heard = outbox.tell(session, others, news, kind=DISCHARGED, subject=subject, now=ask.now)
    heard_ids = {person.id for person in heard}
    return heard, [person for person in others if person.id not in heard_ids]

"""Moving and cancelling meetings, and telling the others."""

import re
from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from handlers import grammar, invitations
from handlers.agendas import cards as agenda_cards
from handlers.forms import Form
from handlers.meetings import cards, carried
from handlers.routes import Answer, Ask, Open, Replace, Reply
from models import Group, Meeting
from models.database import reading, unit_of_work
from models.meetings import Cancelled, Summary
from models.messages import CANCELLED, MOVED
from services import access, calendar, meetings
from services.calendar import CalendarNotice
from services.errors import Invalid
from views import meetings as views

REASON_LENGTH = 300
_TO = re.compile(r"(?:^|\s)(?:to|until)\s*$", re.IGNORECASE)


def move(ask: Ask) -> Answer:
    """`/meet move Friday 10am` says back what it read; without a time the form opens."""
    line = grammar.sentence(ask)
    zone = ask.person.zone
    with reading() as session:
        group, text = grammar.group_of(session, ask, line)
        title, when = meetings.split_move(text, now=ask.now, zone=zone)
        meeting = _meeting_ahead(session, group, _TO.sub("", title), ask)
        if meeting is None:
            return Reply(views.nothing_ahead(group))
        summary = meetings.summary(session, meeting, now=ask.now)
    if not when:
        return Open(_form(summary))
    try:
        plan = meetings.read_move(meeting, when, meeting.place, now=ask.now, zone=zone)
    except Invalid as refusal:
        form = views.move(summary, when=when, place=meeting.place, unread=refusal.message)
        return Open(form)
    text = carried.with_meeting(meeting, plan, sequence=meeting.sequence)
    with reading() as session:
        said_back = carried.said_back(session, plan, group, ask)
    return Reply(views.move_echoed(summary, said_back, carried=text))


def open_move(ask: Ask) -> Answer:
    with reading() as session:
        return Open(_form(_to_change(session, ask.number(), ask)))


def say_back(ask: Ask) -> Answer:
    """The form was sent: it becomes the page that says back the new time."""
    form, zone = Form(ask), ask.person.zone
    when, place, sequence = form.text("when"), form.text("place"), form.carried("sequence")
    with reading() as session:
        summary = _to_change(session, form.carried("meeting"), ask, sequence=sequence)
    plan = meetings.read_move(summary.meeting, when, place, now=ask.now, zone=zone)
    text = carried.with_meeting(summary.meeting, plan, sequence=sequence)
    with reading() as session:
        said_back = carried.said_back(session, plan, summary.group, ask)
    return Open(views.confirm_move(summary, said_back, carried=text))


def move_now(ask: Ask) -> Answer:
    """The reading was right: the meeting moves, its card is redrawn, and the channel is told."""
    move, plan = carried.read_move(ask)
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, move.meeting_id, by=ask.who)
        change = meetings.move(
            session,
            meeting,
            starts_at=plan.starts_at,
            zone=plan.zone,
            minutes=plan.minutes,
            place=plan.place,
            sequence=move.sequence,
            by=ask.person,
            now=ask.now,
        )
        summary = meetings.summary(session, meeting, now=ask.now)
        cards.redraw(session, summary, ask)
        agenda_cards.follow(session, summary.group, [meeting], ask)
        cards.tell(session, MOVED, meeting, summary.group, views.moved(change, by=ask.person), ask)
        words = partial(views.moved_for_each, change, summary.group, ask.person)
        notices = calendar.notices(session, [meeting], also=change.concerned, now=ask.now)
        cards.tell_each(session, MOVED, meeting, change.concerned, words, ask, notices)
        _tell_others(session, meeting, summary.group, notices, ask)
        return Replace(views.moved_for_asker(change, summary))


def change_move(ask: Ask) -> Answer:
    """The reading was not right: the form opens with it."""
    move, plan = carried.read_move(ask)
    with reading() as session:
        summary = _to_change(session, move.meeting_id, ask, sequence=move.sequence)
    return Open(views.move(summary, when=plan.reading, place=plan.place))


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.edit(_to_change(session, ask.number(), ask)))


def save_edit(ask: Ask) -> Answer:
    """Another title or place: the cards and the reminders that were sent show it."""
    form = Form(ask)
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
        edited = meetings.edit(
            session,
            meeting,
            title=form.text("title"),
            place=form.text("place"),
            and_following=_and_following(form),
            sequence=form.carried("sequence"),
            by=ask.person,
            now=ask.now,
        )
        summaries = meetings.summaries(session, edited, now=ask.now)
        shown = sum(cards.redraw(session, summary, ask) for summary in summaries)
        agenda_cards.follow(session, summaries[0].group, edited, ask)
        reminded = sum(cards.remind_anew(session, summary, ask) for summary in summaries)
        notices = calendar.notices(session, edited, is_whole=_and_following(form), now=ask.now)
        invitations.tell(session, summaries[0].group, notices, ask)
        confirmation = views.edited(
            summaries[0], count=len(edited), cards=shown, reminders=reminded
        )
        return Reply(confirmation)


def cancel(ask: Ask) -> Answer:
    """`/meet cancel` asks before it cancels the next meeting, or the next one of these words."""
    line = grammar.sentence(ask)
    with reading() as session:
        group, text = grammar.group_of(session, ask, line)
        meeting = _meeting_ahead(session, group, text, ask)
        if meeting is None:
            return Reply(views.nothing_ahead(group))
        return Open(views.cancel(meetings.summary(session, meeting, now=ask.now)))


def open_cancel(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.cancel(_to_change(session, ask.number(), ask)))


def cancel_now(ask: Ask) -> Answer:
    form = Form(ask)
    reason = " ".join(form.text("reason", limit=REASON_LENGTH).split())
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
        taken_off, summary = cancel_and_tell(
            session,
            meeting,
            ask,
            and_following=_and_following(form),
            reason=reason,
            sequence=form.carried("sequence"),
        )
        return Reply(views.cancelled_for_asker(taken_off, summary))


def cancel_and_tell(
    session: Session,
    meeting: Meeting,
    ask: Ask,
    *,
    and_following: bool = False,
    reason: str,
    sequence: int,
) -> tuple[Cancelled, Summary]:
    """Cancel a meeting, and tell its channel, whoever reckons with it, and their calendars."""
    taken_off = meetings.cancel(
        session,
        meeting,
        and_following=and_following,
        reason=reason,
        sequence=sequence,
        by=ask.person,
        now=ask.now,
    )
    summary = _redraw_cancelled(session, taken_off, ask)
    group = summary.group
    if taken_off.announced:
        news = views.cancelled(taken_off, by=ask.person, reason=reason)
        cards.tell(session, CANCELLED, meeting, group, news, ask)
    words = partial(views.cancelled_for_each, taken_off, group, ask.person, reason)
    notices = calendar.notices(
        session,
        taken_off.meetings,
        is_whole=taken_off.ends_series,
        also=taken_off.concerned,
        now=ask.now,
    )
    cards.tell_each(session, CANCELLED, meeting, taken_off.concerned, words, ask, notices)
    _tell_others(session, meeting, group, notices, ask)
    return taken_off, summary


def cancel_several_and_tell(
    session: Session, chosen: Sequence[Meeting], ask: Ask, *, reason: str
) -> None:
    """Cancel meetings of a group, at least one, each from ``access.meeting_to_edit``: a single
    notice to its channel, and to each person, while each calendar follows.
    """
    taken_off = meetings.cancel_several(session, chosen, reason=reason, by=ask.person, now=ask.now)
    group = _redraw_cancelled(session, taken_off, ask).group
    first, *others = taken_off.meetings
    words = partial(views.cancelled_together, taken_off, group, ask.person, reason)
    if taken_off.announced:
        cards.tell(session, CANCELLED, first, group, words(), ask)
    people = taken_off.concerned
    notices = calendar.notices(session, taken_off.meetings, also=people, now=ask.now)
    cards.tell_each(session, CANCELLED, first, people, words, ask, notices, others)
    _tell_others(session, first, group, notices, ask)


def _redraw_cancelled(session: Session, taken_off: Cancelled, ask: Ask) -> Summary:
    """Let cards and agendas show what is cancelled; what the first of it is now."""
    summaries = meetings.summaries(session, taken_off.meetings, now=ask.now)
    for summary in summaries:
        cards.redraw(session, summary, ask)
    agenda_cards.follow(session, summaries[0].group, taken_off.meetings, ask)
    return summaries[0]


def _tell_others(
    session: Session, meeting: Meeting, group: Group, notices: Sequence[CalendarNotice], ask: Ask
) -> None:
    """The calendars that are not told together with the news of this meeting."""
    others = [notice for notice in notices if not cards.goes_with_news(notice, meeting)]
    invitations.tell(session, group, others, ask)


def _and_following(form: Form) -> bool:
    """Whether the rest of the series is meant; the form of a single meeting does not ask."""
    offered = (views.THIS_ONE, views.FOLLOWING)
    return form.has("which") and form.one_of("which", offered) == views.FOLLOWING


def _form(summary: Summary) -> dict[str, object]:
    plan = meetings.plan_of(summary.meeting)
    return views.move(summary, when=plan.reading, place=plan.place)


def _to_change(
    session: Session, meeting_id: int, ask: Ask, *, sequence: int | None = None
) -> Summary:
    """A meeting that can be changed, and is as it was when the asker saw it where that is told."""
    meeting = access.meeting_to_edit(session, meeting_id, by=ask.who)
    meetings.check_changeable(meeting, now=ask.now, sequence=sequence)
    return meetings.summary(session, meeting, now=ask.now)


def _meeting_ahead(session: Session, group: Group, title: str, ask: Ask) -> Meeting | None:
    """The group's next meeting, or its next one of that title.

    Raises ``Invalid`` for an unknown title.
    """
    access.group_to_edit(session, group.id, by=ask.who)
    meeting = meetings.next_ahead(session, group, now=ask.now, title=title)
    if meeting is None and title:
        raise Invalid(
            f"{group.name} has no meeting ahead called “{title[:60]}”, and I cannot read that as a"
            " time. Try `/meet move Friday 10am`, or `/meet next` to see the meetings."
        )
    return meeting

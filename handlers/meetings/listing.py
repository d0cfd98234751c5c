"""Looking at meetings."""

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Group, Minutes
from models.database import reading
from models.meetings import Summary
from models.payloads import Element, Message
from services import access, decisions, groups, meetings, minutes, presence
from views import meetings as views
from views import minutes as minutes_views
from views.elements import PAGE
from views.values import MeetingListAt


def listed(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(page_of(session, ask, ask.group))


def coming(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        return Reply(page_of(session, ask, group_meant(session, ask, line)))


def next_page(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(page_at(session, ask, ask.read(MeetingListAt)))


def show(ask: Ask) -> Answer:
    """`/meet show` shows the next meeting of the channel's group, of the named one, or of hers."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        group = group_meant(session, ask, line)
        ahead = meetings.upcoming(session, ask.who, group, now=ask.now, limit=1)
        if not ahead:
            return Reply(page_of(session, ask, group))
        return Reply(shown(session, ask, meetings.summary(session, ahead[0], now=ask.now)))


def show_one(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_see(session, ask.number(), by=ask.who)
        return Reply(shown(session, ask, meetings.summary(session, meeting, now=ask.now)))


def page_at(session: Session, ask: Ask, place: MeetingListAt) -> Message:
    """The page that a button speaks of."""
    if place.group_id is None:
        return page_of(session, ask, None, page=place.page)
    group = access.group_to_see(session, place.group_id, by=ask.who)
    return page_of(session, ask, group, page=place.page)


def page_of(session: Session, ask: Ask, group: Group | None, *, page: int = 0) -> Message:
    """Ten coming meetings: of a group, of her groups,
    or of all that she may see where she is in none.
    """
    my_groups = access.own_groups(ask.who)
    everywhere = not my_groups
    ahead = meetings.upcoming(session, ask.who, group, now=ask.now, everywhere=everywhere)
    # There may be fewer meetings now than when the button for this page was drawn.
    page = page if page * PAGE < len(ahead) else 0
    on_page = ahead[page * PAGE : (page + 1) * PAGE]
    others = {meeting.id for meeting in on_page if meeting.group_id not in my_groups}
    return views.listed(
        meetings.lines(session, on_page, ask.person, now=ask.now),
        group=group,
        mine=not everywhere,
        may_schedule=access.may_schedule(group, by=ask.who),
        zone=ask.person.zone,
        page=page,
        left=len(ahead) - (page + 1) * PAGE if len(ahead) > (page + 1) * PAGE else 0,
        my_groups=my_groups,
        sent_to=presence.sent_to_which(session, others, ask.person) if others else (),
    )


def shown(session: Session, ask: Ask, summary: Summary) -> Message:
    """One meeting, with what this person may do about it."""
    meeting = summary.meeting
    return views.shown(
        summary,
        summary.answers.get(ask.person.id),
        decided=decisions.of_meeting(session, meeting),
        may_answer=meetings.is_invited(session, meeting, by=ask.who),
        may_send=access.may_answer(meeting, by=ask.who),
        may_edit=access.may_edit_meeting(summary.group, by=ask.who),
        zone=ask.person.zone,
        runner=meetings.runner_of(session, meeting),
        in_minutes=_in_minutes(session, ask, summary),
    )


def _in_minutes(session: Session, ask: Ask, summary: Summary) -> list[Element]:
    """What this person may do about the minutes of a meeting: nothing before they may begin."""
    meeting, group = summary.meeting, summary.group
    if ask.now < meeting.starts_at - minutes.EARLY:
        return []
    present = session.get(Minutes, meeting.id)
    return minutes_views.of_meeting(
        meeting,
        present,
        may_read=access.may_read_minutes(present, group, by=ask.who),
        may_begin=minutes.may_begin(meeting, present, now=ask.now)
        and access.may_run_minutes(session, meeting, group, by=ask.who),
        may_write=access.may_write_minutes(group, by=ask.who) and meeting.starts_at <= ask.now,
    )


def group_meant(session: Session, ask: Ask, line: grammar.Line) -> Group | None:
    """The group that the line names, else the channel's, else none: all of hers are meant."""
    names = [name for name in (*line.channel_ids, line.text) if name]
    for name in names:
        if group := groups.named(session, name, by=ask.who):
            return group
    if names:
        return place.shown(session, ask, line.text or "that channel")
    return ask.group

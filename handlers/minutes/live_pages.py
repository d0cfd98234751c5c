"""The meeting that goes on: Begin, its items, and Close."""

from sqlmodel import Session

from handlers.minutes import circulating, which_meeting
from handlers.routes import Answer, Ask, Replace, Reply
from models import Group, Meeting, Minutes, MinutesState
from models.database import reading, unit_of_work
from models.payloads import Message
from services import access, minutes
from views import minutes as views
from views.values import ApprovalButton, ItemButton


def begin(ask: Ask) -> Answer:
    """`/meet begin`, and the button on the card: the private view of the meeting."""
    with unit_of_work() as session:
        meeting = which_meeting.to_begin(session, ask)
        begun = minutes.begin(session, meeting, by=ask.person, now=ask.now)
        return Reply(_live(session, meeting, begun, ask))


def live(ask: Ask) -> Answer:
    """The view as it is now; of a meeting that is closed its minutes."""
    with reading() as session:
        meeting, _group, present = access.minutes_to_see(session, ask.number(), by=ask.who)
        present = present or minutes.existing(session, meeting)
        if present.state is MinutesState.OPEN:
            return Replace(_live(session, meeting, present, ask))
    return circulating.show(ask)


def next_item(ask: Ask) -> Answer:
    return _go_on(ask, is_done=True)


def skip_item(ask: Ask) -> Answer:
    return _go_on(ask, is_done=False)


def close(ask: Ask) -> Answer:
    """The minutes are a draft, and the chairs and the recorder hear of it."""
    with unit_of_work() as session:
        meeting = access.meeting_to_run(session, ask.number(), by=ask.who)
        _minutes, carried = minutes.close(session, meeting, by=ask.person, now=ask.now)
        group = session.get_one(Group, meeting.group_id)
        minutes.tell_drafted(session, meeting, group, views.MINUTES_WORDS, now=ask.now)
        may_save = access.may_settle_minutes(group, by=ask.who) and meeting.starts_at <= ask.now
        asks = may_save and not minutes.attendees(session, meeting).has_list
        return Replace(views.closed(meeting, carried=carried, asks_who_came=asks))


def approve(ask: Ask) -> Answer:
    """The button in the view of a meeting approves the minutes of an earlier one."""
    at = ask.read(ApprovalButton)
    with unit_of_work() as session:
        meeting = access.meeting_to_settle(session, at.meeting_id, by=ask.who)
        approving = access.meeting_to_run(session, at.approving_id, by=ask.who)
        minutes.approve(session, meeting, approving, by=ask.person, now=ask.now)
        return Reply(views.approved(meeting, approving))


def _go_on(ask: Ask, *, is_done: bool) -> Answer:
    at = ask.read(ItemButton)
    with unit_of_work() as session:
        meeting = access.meeting_to_run(session, at.meeting_id, by=ask.who)
        present = minutes.next_item(
            session, meeting, at.item_id, is_done=is_done, by=ask.person, now=ask.now
        )
        return Replace(_live(session, meeting, present, ask))


def _live(session: Session, meeting: Meeting, present: Minutes, ask: Ask) -> Message:
    group = session.get_one(Group, meeting.group_id)
    facts = minutes.live(session, meeting, group, present, ask.now)
    return views.live(
        facts,
        may_write=access.may_write_minutes(group, by=ask.who),
        may_run=access.may_run_minutes(session, meeting, group, by=ask.who),
        may_settle=access.may_settle_minutes(group, by=ask.who),
    )

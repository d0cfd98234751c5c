"""Looking at meetings that were held."""

from sqlmodel import Session

from handlers import grammar
from handlers.meetings.listing import group_meant
from handlers.routes import Answer, Ask, Reply
from models import Group
from models.database import reading
from services import access, meetings
from views import meetings as views
from views.elements import PAGE
from views.values import MeetingListAt


def past(ask: Ask) -> Answer:
    """`/meet past` shows the meetings of the channel's group, of the named one, or of hers."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        return _page(session, ask, group_meant(session, ask, line), 0)


def past_page(ask: Ask) -> Answer:
    place = ask.read(MeetingListAt)
    with reading() as session:
        group = None
        if place.group_id is not None:
            group = access.group_to_see(session, place.group_id, by=ask.who)
        return _page(session, ask, group, place.page)


def _page(session: Session, ask: Ask, group: Group | None, page: int) -> Answer:
    found, left = meetings.past(session, ask.who, group, now=ask.now, page=page, size=PAGE)
    editable = {held.group.id for held in found if access.may_edit_meeting(held.group, by=ask.who)}
    return Reply(
        views.past(
            found,
            group=group,
            mine=bool(access.own_groups(ask.who)),
            editable=editable,
            zone=ask.person.zone,
            page=page,
            left=left,
        )
    )

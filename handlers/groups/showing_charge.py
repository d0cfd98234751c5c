"""`/wg charge`: what a group is for, in full."""

from sqlmodel import Session

from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Group
from models.database import reading
from models.payloads import Message
from services import access, groups
from views import groups as views


def show(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_show(session, ask)
        return Reply(page_of(session, group, ask))


def show_one(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_see(session, ask.number(), by=ask.who)
        return Reply(page_of(session, group, ask))


def page_of(session: Session, group: Group, ask: Ask) -> Message:
    """The charge of a group, and what this person may do with it."""
    session.flush()
    record = groups.record(session, group, ask.who)
    return views.charge_page(record, may_edit=access.may_edit_group(group, by=ask.who))

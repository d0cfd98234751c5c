"""`/meet agenda`: looking at an agenda, of the next meeting or of a chosen one."""

from sqlmodel import Session

from handlers.routes import Answer, Ask, Reply
from models import Group, Meeting
from models.agendas import GroupAgenda
from models.database import reading
from models.payloads import Message
from services import access, agendas
from services.errors import NotFound
from views import agendas as views
from views.agendas import AgendaRights
from views.values import AgendaAt


def show(ask: Ask) -> Answer:
    """The button on a meeting, and the one that shows the next items of a long agenda."""
    at = ask.read(AgendaAt)
    with reading() as session:
        agenda = agenda_at(session, at, ask)
        return Reply(shown(agenda, ask, offset=at.offset))


def agenda_at(session: Session, at: AgendaAt, ask: Ask) -> GroupAgenda:
    """The agenda that a button speaks of."""
    group = access.group_to_see(session, at.group_id, by=ask.who)
    if not at.meeting_id:
        return agendas.agenda_ahead(session, group, now=ask.now)
    meeting = meeting_of(session, group, at.meeting_id, ask)
    return agendas.agenda_of(session, meeting, now=ask.now)


def meeting_of(session: Session, group: Group, meeting_id: int, ask: Ask) -> Meeting:
    """A meeting of this group. Raises ``NotFound`` for any other."""
    meeting = access.meeting_to_see(session, meeting_id, by=ask.who)
    if meeting.group_id != group.id:
        raise NotFound("I know no such meeting. Type `/meet next` to see the meetings ahead.")
    return meeting


def ahead(session: Session, group: Group, ask: Ask, *, news: str = "") -> Message:
    """The agenda of the group's next meeting."""
    return shown(agendas.agenda_ahead(session, group, now=ask.now), ask, news=news)


def shown(agenda: GroupAgenda, ask: Ask, *, offset: int = 0, news: str = "") -> Message:
    """An agenda with what this person may do with it."""
    group = agenda.group
    rights = AgendaRights(
        may_add=access.may_add_items(group, by=ask.who),
        may_chair=access.may_chair_agenda(group, by=ask.who),
        may_edit=lambda item: access.may_edit_item(item, group, by=ask.who),
        may_pull=lambda item: access.may_pull(item, group, by=ask.who),
    )
    return views.shown(
        agenda, rights=rights, today=ask.today, zone=ask.person.zone, offset=offset, news=news
    )

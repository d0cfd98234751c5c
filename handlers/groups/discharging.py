"""Discharging a group: what ends with it is said before it ends."""

from handlers.forms import Form
from handlers.groups import place
from handlers.routes import Answer, Ask, Open, Reply
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, groups, meetings, outbox
from views import groups as views
from views import meetings as meeting_views


def open_discharge(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        group = access.group_to_discharge(session, group.id, by=ask.who)
        return Open(views.discharge(groups.overview(session, group, now=ask.now)))


def discharge(ask: Ask) -> Answer:
    with unit_of_work() as session:
        group = access.group_to_discharge(session, Form(ask).carried("group"), by=ask.who)
        asking = meetings.with_asking_card(session, group, ask.now)
        groups.discharge(session, group, by=ask.person, now=ask.now)
        for summary in meetings.summaries(session, asking, now=ask.now):
            outbox.update_cards(
                session,
                Subject.of(summary.meeting),
                meeting_views.card(summary),
                revision=meetings.revision(session, summary),
                now=ask.now,
            )
        return Reply(views.was_discharged(group))

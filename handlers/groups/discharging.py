"""Discharging a group: what ends with it is said before it ends."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.forms import Form
from handlers.groups import place
from handlers.routes import Answer, Ask, Open, Reply
from models import Group
from models.database import reading, unit_of_work
from models.messages import DISCHARGED, Key, Recipient
from models.subjects import Subject
from services import access, groups, meetings, outbox
from views import groups as views
from views import meetings as meeting_views

REASON_LENGTH = 300


def open_discharge(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        group = access.group_to_discharge(session, group.id, by=ask.who)
        return Open(views.discharge(groups.overview(session, group, now=ask.now)))


def discharge(ask: Ask) -> Answer:
    form = Form(ask)
    reason = " ".join(form.text("reason", limit=REASON_LENGTH).split())
    report = form.text("report").strip()
    with unit_of_work() as session:
        group = access.group_to_discharge(session, form.carried("group"), by=ask.who)
        end(session, group, ask, reason=reason, report=report)
        return Reply(views.was_discharged(group))


def end(
    session: Session,
    group: Group,
    ask: Ask,
    *,
    reason: str,
    report: str,
    successors: Sequence[Group] = (),
) -> None:
    """Discharge a group from ``access.group_to_discharge``: its cards ask nobody any more, and its
    channel reads why, what it has done and who is thanked.
    """
    asking = meetings.with_asking_card(session, group, ask.now)
    thanked = groups.roster(session, group, ask.now)
    groups.discharge(session, group, reason=reason, report=report, by=ask.person, now=ask.now)
    for summary in meetings.summaries(session, asking, now=ask.now):
        outbox.update_cards(
            session,
            Subject.of(summary.meeting),
            meeting_views.card(summary),
            revision=meetings.revision(session, summary),
            now=ask.now,
        )
    if group.channel_id:
        news = views.discharged_news(
            group,
            by=ask.person,
            reason=reason,
            now=ask.now,
            thanked=[line.person for line in thanked],
            successors=[heir for heir in successors if not heir.is_private],
        )
        key = Key(DISCHARGED, Subject.of(group), f"{ask.now:%Y%m%dT%H%M%S}")
        outbox.post(session, news, to=Recipient.channel(group.channel_id), key=key, now=ask.now)

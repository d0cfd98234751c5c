"""The charge page of a group: what it is to do, how it was formed, and what reviews came to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Deliverable,
    Group,
    GroupProposal,
    Organization,
    Person,
    SunsetReview,
    SunsetSuccessor,
)
from models.group_records import GroupRecord
from models.proposals import ProposalLine
from models.sunsets import ReviewLine
from services import access, terms
from services.access import Standing


def record(session: Session, group: Group, who: Standing) -> GroupRecord:
    """All of it that ``who``, who may know of the group, may see: five queries."""
    return GroupRecord(
        group,
        deliverables=_deliverables(session, group),
        proposal=_proposal(session, group),
        reviews=reviews_of(session, group, who),
        origins=_origins(session, group, who),
        has_lapsed=has_lapsed(group, who.at),
        is_active=terms.is_active(group, who.at),
        discharged_on=terms.discharge_day(group, group.zone),
    )


def has_lapsed(group: Group, now: datetime) -> bool:
    """Whether the last day of the charge of a group that goes on has passed, by its own zone."""
    if group.sunset_on is None or not terms.is_active(group, now):
        return False
    return group.sunset_on < now.astimezone(ZoneInfo(group.zone)).date()


def reviews_of(session: Session, group: Group, who: Standing) -> tuple[ReviewLine, ...]:
    """The reviews of a group, the newest first, with what came of each: two queries."""
    author = sa.func.coalesce(SunsetReview.recorded_by, SunsetReview.proposed_by)
    statement = (
        select(SunsetReview, Person)
        .join(Person, col(Person.id) == author, isouter=True)
        .where(SunsetReview.group_id == group.id)
        .order_by(col(SunsetReview.id).desc())
    )
    if not access.may_lead(group.id, by=who):
        statement = statement.where(col(SunsetReview.recorded_at).is_not(None))
    rows = session.exec(statement).all()
    successors = _successors(session, [review.id for review, _by in rows], who)
    return tuple(
        ReviewLine(review, group, _day(review, group), by, tuple(successors[review.id]))
        for review, by in rows
    )


def _successors(
    session: Session, review_ids: Sequence[int], who: Standing
) -> defaultdict[int, list[Group]]:
    found: defaultdict[int, list[Group]] = defaultdict(list)
    statement = (
        select(SunsetSuccessor.review_id, Group)
        .join(Group, col(Group.id) == SunsetSuccessor.group_id)
        .where(col(SunsetSuccessor.review_id).in_(review_ids), access.visible_groups(who))
        .order_by(col(Group.name_key))
    )
    for review_id, group in session.exec(statement) if review_ids else ():
        found[review_id].append(group)
    return found


def _day(review: SunsetReview, group: Group) -> date:
    moment = review.recorded_at or review.proposed_at
    assert moment is not None, "a review is proposed or recorded"
    return moment.astimezone(ZoneInfo(group.zone)).date()


def _deliverables(session: Session, group: Group) -> tuple[Deliverable, ...]:
    statement = (
        select(Deliverable)
        .where(Deliverable.group_id == group.id)
        .order_by(
            col(Deliverable.done_on).is_not(None),
            col(Deliverable.due_on).is_(None),
            col(Deliverable.due_on),
            col(Deliverable.id),
        )
    )
    return tuple(session.exec(statement))


def _proposal(session: Session, group: Group) -> ProposalLine | None:
    statement = (
        select(GroupProposal, Person, Organization.short_name)
        .join(Person, col(Person.id) == GroupProposal.proposed_by)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(GroupProposal.group_id == group.id)
    )
    found = session.exec(statement).first()
    return ProposalLine(found[0], found[1], found[2] or "", group) if found else None


def _origins(session: Session, group: Group, who: Standing) -> tuple[Group, ...]:
    statement = (
        select(Group)
        .join(SunsetReview, col(SunsetReview.group_id) == Group.id)
        .join(SunsetSuccessor, col(SunsetSuccessor.review_id) == SunsetReview.id)
        .where(SunsetSuccessor.group_id == group.id, access.visible_groups(who))
        .order_by(col(Group.name_key))
    )
    return tuple({group.id: group for group in session.exec(statement)}.values())

"""Groups that people propose, and what the program manager makes of them."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Group, GroupProposal, Organization, Person, ProposalStatus
from models.columns import NAME_LENGTH
from models.messages import PROPOSED
from models.proposals import ANSWER_LENGTH, REASON_LENGTH, ProposalFacts, ProposalLine
from models.subjects import Subject
from services import access, groups, history, outbox
from services.access import Standing
from services.errors import Invalid
from services.groups import Charge

_NEEDED = ("problem", "beneficiaries", "measure", "participants")
_ANSWERS = (*_NEEDED, "representation")
_LINES = (
    select(GroupProposal, Person, Organization.short_name, Group)
    .join(Person, col(Person.id) == GroupProposal.proposed_by)
    .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
    .join(Group, col(Group.id) == GroupProposal.group_id, isouter=True)
)
"""Proposals with who made them, and what came of them; the last two may be None."""


def propose(session: Session, facts: ProposalFacts, *, by: Person, now: datetime) -> GroupProposal:
    """Propose a group. Raises ``Invalid`` with the field at fault.

    Whether the name is taken is not said before a group is made of it: it may be that of a private
    one.
    """
    name = " ".join(facts.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(f"Give the group a name of at most {NAME_LENGTH} characters.", field="name")
    answers: dict[str, Any] = {field: str(getattr(facts, field)).strip() for field in _ANSWERS}
    for field, text in answers.items():
        if field in _NEEDED and not text:
            raise Invalid("Answer this in a sentence or two.", field=field)
        if len(text) > ANSWER_LENGTH:
            raise Invalid(f"That is too long: {ANSWER_LENGTH:,} characters at most.", field=field)
    row = GroupProposal(name=name, kind=facts.kind, **answers, proposed_by=by.id, proposed_at=now)
    session.add(row)
    session.flush()
    after = {"name": name, "kind": facts.kind}
    history.record(session, "proposal.made", Subject.of(row), by=by, now=now, after=after)
    return row


def listed(session: Session, who: Standing) -> list[ProposalLine]:
    """The proposals that ``who`` may know of, those to be decided first and of these the oldest:
    one query.
    """
    is_open = col(GroupProposal.status) == ProposalStatus.PROPOSED
    statement = _LINES.where(access.visible_proposals(who)).order_by(
        is_open.desc(), col(GroupProposal.proposed_at), col(GroupProposal.id)
    )
    return [
        ProposalLine(proposal, person, library or "", group if _may_see(group, who) else None)
        for proposal, person, library, group in session.exec(statement)
    ]


def line_of(session: Session, proposal: GroupProposal, who: Standing) -> ProposalLine:
    """One proposal with who made it."""
    found = session.exec(_LINES.where(GroupProposal.id == proposal.id)).one()
    group = found[3] if _may_see(found[3], who) else None
    return ProposalLine(found[0], found[1], found[2] or "", group)


def proposer(session: Session, proposal: GroupProposal) -> Person:
    """Who proposed it."""
    return session.get_one(Person, proposal.proposed_by)


def withdraw(
    session: Session, proposal: GroupProposal, reason: str, *, by: Person, now: datetime
) -> GroupProposal:
    """Take back a proposal from ``access.proposal_to_withdraw``."""
    return _decide(session, proposal, ProposalStatus.WITHDRAWN, reason, by=by, now=now)


def decline(
    session: Session, proposal: GroupProposal, reason: str, *, by: Person, now: datetime
) -> GroupProposal:
    """Say no to a proposal from ``access.proposal_to_decide``, with a reason."""
    if not reason.strip():
        raise Invalid("Say why: who proposed it reads it.", field="reason")
    return _decide(session, proposal, ProposalStatus.DECLINED, reason, by=by, now=now)


def activate(
    session: Session,
    proposal: GroupProposal,
    charge: Charge,
    *,
    chair: Person,
    by: Person,
    now: datetime,
) -> Group:
    """Make a group of a proposal from ``access.proposal_to_decide``; a channel may come later."""
    group = groups.start(session, charge, chair=chair, by=by, now=now, needs_channel=False)
    proposal.group_id = group.id
    _decide(session, proposal, ProposalStatus.ACTIVATED, "", by=by, now=now)
    return group


def _decide(
    session: Session,
    proposal: GroupProposal,
    status: ProposalStatus,
    reason: str,
    *,
    by: Person,
    now: datetime,
) -> GroupProposal:
    tidy = " ".join(reason.split())
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field="reason")
    proposal.status, proposal.reason = status, tidy
    proposal.decided_by, proposal.decided_at = by.id, now
    session.add(proposal)
    session.flush()
    subject = Subject.of(proposal)
    outbox.drop(session, subject=subject, kind=PROPOSED, reason=outbox.NO_LONGER_DUE)
    history.record(
        session,
        f"proposal.{status}",
        subject,
        by=by,
        now=now,
        after={"reason": tidy} if tidy else {},
    )
    return proposal


def _may_see(group: Group | None, who: Standing) -> bool:
    return group is not None and access.may_see_group(group, by=who)

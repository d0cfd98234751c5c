"""Services of two people that become those of one."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models import Home, MemberRole, Membership, Role, RoleKind

STRENGTH = (
    *(MemberRole.CHAIR, MemberRole.CO_CHAIR, MemberRole.RECORDER, MemberRole.REPRESENTATIVE),
    *(MemberRole.EX_OFFICIO, MemberRole.LIAISON, MemberRole.MEMBER, MemberRole.ALTERNATE),
    MemberRole.OBSERVER,
)
"""Roles in a group, the greater ones first."""
Span = tuple[datetime, datetime | None]


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span of service outside others, in order."""
    left = [span]
    for since, until in taken:
        left = [piece for part in left for piece in _outside(part, since, until)]
    return sorted(left, key=lambda part: part[0])


def cut_overlaps(session: Session, kept_id: int, merged_id: int) -> None:
    """Let two people's services in each group lie beside each other, as those of one must.

    Where both serve, the greater role stands, and of equal ones that of ``kept_id``.
    """
    both = col(Membership.person_id).in_((kept_id, merged_id))
    rows = session.exec(select(Membership).where(both).order_by(col(Membership.id))).all()
    for group_id in {row.group_id for row in rows}:
        held = [row for row in rows if row.group_id == group_id and row.until != row.since]
        held.sort(key=lambda row: (STRENGTH.index(row.role), row.person_id != kept_id, row.since))
        taken: list[Span] = []
        for row in held:
            taken += _cut(session, row, without((row.since, row.until), taken))


def cut_role_overlaps(session: Session, kept_id: int, merged_id: int) -> None:
    """The same for their roles in the consortium, of which each kind is held once at a time."""
    both = col(Role.person_id).in_((kept_id, merged_id))
    rows = session.exec(select(Role).where(both).order_by(col(Role.id))).all()
    for kind in RoleKind:
        held = [row for row in rows if row.kind is kind and row.until != row.since]
        held.sort(key=lambda row: (row.person_id != kept_id, row.since))
        taken: list[Span] = []
        for row in held:
            taken += _cut(session, row, without((row.since, row.until), taken))


def cut_home_overlaps(session: Session, kept_id: int, merged_id: int) -> None:
    """The same for their homes, of which somebody has one at a time."""
    both = col(Home.person_id).in_((kept_id, merged_id))
    rows = session.exec(select(Home).where(both).order_by(col(Home.id))).all()
    held = [row for row in rows if row.until != row.since]
    held.sort(key=lambda row: (row.person_id != kept_id, row.since))
    taken: list[Span] = []
    for row in held:
        taken += _cut(session, row, without((row.since, row.until), taken))


def _cut(session: Session, row: Membership | Role | Home, pieces: list[Span]) -> list[Span]:
    """Let a service be the first of these spans, and new ones like it the others."""
    if pieces == [(row.since, row.until)]:
        return pieces
    if not pieces:
        row.until = row.since
    else:
        row.since, row.until = pieces[0]
    if isinstance(row, Membership):
        # Whom its end made room for may be gone; nothing restores it any more.
        row.uncut_until = None
    session.add(row)
    session.flush()
    for since, until in pieces[1:]:
        facts = row.model_dump(exclude={"id"}) | {"since": since, "until": until}
        session.add(type(row)(**facts))
        session.flush()
    return pieces


def _outside(span: Span, since: datetime, until: datetime | None) -> list[Span]:
    begins, ends = span
    if (until is not None and until <= begins) or (ends is not None and ends <= since):
        return [span]
    before: list[Span] = [(begins, since)] if begins < since else []
    is_left = until is not None and (ends is None or ends > until)
    return [*before, (until, ends)] if is_left and until is not None else before

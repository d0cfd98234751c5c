"""The ledger recomputed from its sources, to prove that every report can be trusted."""

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Call,
    CallAnswer,
    CallUnit,
    Contribution,
    ContributionKind,
    HistoryEntry,
    Meeting,
    MemberRole,
    Membership,
    Minutes,
    Task,
)
from models.calls import Capacity
from models.subjects import LedgerSource, Subject
from services import terms
from services.access import CHAIR_ROLES

Facts = tuple[int | None, datetime | None]
"""The group, and when it was."""


def differences(session: Session) -> list[str]:
    """What the ledger and its sources do not both hold, in sentences; none where all is well.

    The library that a contribution is credited to is the one of that time, which no source keeps.
    """
    held = {row[0]: (row[1], row[2]) for row in session.exec(_HELD)}
    expected = due(session)
    return [
        *(f"The ledger lacks {source}." for source in sorted(expected.keys() - held.keys())),
        *(
            f"The ledger holds {source} without a reason."
            for source in sorted(held.keys() - expected.keys())
        ),
        *(
            f"The ledger has another group or moment for {source}."
            for source in sorted(expected.keys() & held.keys())
            if expected[source] != held[source]
        ),
    ]


def due(session: Session) -> dict[str, Facts]:
    """Every contribution that there should be, by its source."""
    return {**_meetings(session), **_tasks(session), **_calls(session), **_minutes(session)}


_HELD = select(Contribution.source, Contribution.group_id, Contribution.occurred_at)


def _meetings(session: Session) -> dict[str, Facts]:
    """What attendance is worth: one row for having come, and one more for a chair."""
    roles = _Roles(session)
    statement = select(Attendance, Meeting.group_id, Meeting.starts_at).join(
        Meeting, col(Meeting.id) == Attendance.meeting_id
    )
    due: dict[str, Facts] = {}
    for came, group_id, starts_at in session.exec(statement):
        kinds = [ContributionKind.ATTENDED]
        if roles.held(came.person_id, group_id, starts_at, at=came.recorded_at) in CHAIR_ROLES:
            kinds.append(ContributionKind.CHAIRED)
        for kind in kinds:
            source = LedgerSource(kind, Subject("meeting", came.meeting_id), came.person_id)
            due[str(source)] = (group_id, starts_at)
    return due


def _tasks(session: Session) -> dict[str, Facts]:
    """What finished tasks are worth: one row for each owner, else for who finished it."""
    owners = terms.named_owners()
    worker = sa.func.coalesce(owners.c.person_id, Task.done_by)
    statement = (
        sa.select(col(Task.id), worker, col(Task.group_id), col(Task.done_at))
        .join(owners, owners.c.task_id == col(Task.id), isouter=True)
        .where(col(Task.done_at).is_not(None), worker.is_not(None))
    )
    kind = ContributionKind.COMPLETED_TASK
    return {
        str(LedgerSource(kind, Subject("task", task), person)): (group, done_at)
        for task, person, group, done_at in session.execute(statement)
    }


def _calls(session: Session) -> dict[str, Facts]:
    """The first answer to a call of everybody who gave a unit's own; what the program manager wrote
    down for others is none of hers.
    """
    statement = (
        select(CallAnswer, Call.id, Call.group_id)
        .join(CallUnit, col(CallUnit.id) == CallAnswer.unit_id)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .where(CallAnswer.capacity != Capacity.MANAGER)
        .order_by(col(CallAnswer.given_at), col(CallAnswer.id))
    )
    kind = ContributionKind.ANSWERED_CALL
    due: dict[str, Facts] = {}
    for answer, call, group_id in session.exec(statement):
        if not answer.is_taken_back:
            source = LedgerSource(kind, Subject("call", call), answer.person_id)
            due.setdefault(str(source), (group_id, answer.given_at))
    return due


def _minutes(session: Session) -> dict[str, Facts]:
    """What circulated minutes are worth: one row for whoever took them."""
    statement = (
        select(Minutes.meeting_id, Minutes.recorder_id, Meeting.group_id, Meeting.starts_at)
        .join(Meeting, col(Meeting.id) == Minutes.meeting_id)
        .where(col(Minutes.circulated_at).is_not(None))
    )
    kind = ContributionKind.RECORDED
    return {
        str(LedgerSource(kind, Subject("meeting", meeting), person)): (group_id, starts_at)
        for meeting, person, group_id, starts_at in session.exec(statement)
        if person is not None
    }


class _Roles:
    """Who was what in which group when:
    memberships hold today's role, and history each change of it.
    """

    def __init__(self, session: Session) -> None:
        self._services: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        for service in session.exec(select(Membership)):
            self._services[service.person_id, service.group_id].append(service)
        self._changes: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        changed = select(HistoryEntry.subject, HistoryEntry.at, HistoryEntry.before).where(
            HistoryEntry.action == "membership.role"
        )
        for subject, at, before in session.exec(changed.order_by(col(HistoryEntry.id))):
            self._changes[subject].append((at, before["role"]))

    def held(
        self, person_id: int, group_id: int, hour: datetime, *, at: datetime
    ) -> MemberRole | None:
        """The role at a moment in the service that counts for a meeting at an hour."""
        service = terms.counting_service(self._services[person_id, group_id], hour, at)
        if service is None:
            return None
        changes = self._changes[str(Subject.of(service))]
        later = [role for moment, role in changes if moment > at]
        return MemberRole(later[0] if later else service.role)

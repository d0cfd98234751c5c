"""The end of a group, and what others may have of it afterwards."""

from datetime import datetime

from sqlmodel import Session, select

from models import Group, Person
from models.columns import TEXT_LENGTH
from models.messages import Recipient
from models.subjects import Subject
from services import history, outbox, terms
from services.errors import Invalid


def discharge(
    session: Session,
    group: Group,
    *,
    reason: str = "",
    report: str = "",
    by: Person,
    now: datetime,
) -> None:
    """End a group from ``access.group_to_discharge``: all that is in it stays as it is, with its
    final report. Raises ``Invalid`` for one that is too long.
    """
    if len(report) > TEXT_LENGTH:
        raise Invalid(f"That is too long: {TEXT_LENGTH:,} characters at most.", field="report")
    change = terms.set_discharge(group, now)
    words = {"reason": reason, "final_report": report}
    group.final_report = report
    session.add(group)
    history.record(
        session,
        "group.discharged",
        Subject.of(group),
        by=by,
        now=now,
        before=change["before"],
        after=change["after"] | {name: text for name, text in words.items() if text},
    )


def free_channel(session: Session, channel_id: str, *, by: Person, now: datetime) -> None:
    """Let a group have a channel: a discharged one that has it keeps word of it, and what was wrong
    with the channel before counts no more.
    """
    if channel_id:
        outbox.reopen(session, Recipient.channel(channel_id).lane)
    ended = select(Group).where(Group.channel_id == channel_id, ~terms.active(now))
    if group := session.exec(ended).first():
        group.former_channel_id, group.channel_id = channel_id, None
        session.add(group)
        # The other one takes the channel in the same transaction, and there can be one at a time.
        session.flush()
        history.record(
            session,
            "group.changed",
            Subject.of(group),
            by=by,
            now=now,
            before={"channel_id": channel_id},
            after={"channel_id": None},
        )

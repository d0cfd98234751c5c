"""Who may open, see, answer and pick from the availability polls of a group."""

import sqlalchemy as sa
from sqlmodel import Session

from models import Group, Person, Poll, PollState
from services.access.groups import (
    group_to_see,
    may_edit_group,
    may_see_group,
    may_work_in,
    refuse_discharged,
    visible_groups,
)
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_POLL = "I know no such poll. Type `/meet polls` to see those of your groups."


def may_open_polls(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may ask a group when it can meet: its chairs, and the program manager."""
    return may_edit_group(group, by=by)


def may_run_poll(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may pick a time, change when a poll closes, and cancel it."""
    return may_edit_group(group, by=by)


def may_answer_poll(poll: Poll, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` answers a poll of a group: whoever is in it, on the list or not."""
    return by.belongs_to(poll.group_id) and may_work_in(group, by=by)


def may_see_poll_answers(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may see who answered what: whoever is in the group, and who leads it."""
    return by.belongs_to(group.id) or by.is_program_manager


def may_see_turn(person: Person, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may see how often somebody met outside her own working day: she herself, and
    who leads the group.
    """
    return person.id == by.person.id or may_edit_group(group, by=by)


def visible_polls(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` finds a poll, joined to its ``Group``, in a list."""
    return visible_groups(who)


def poll_to_see(session: Session, poll_id: int, *, by: Standing) -> tuple[Poll, Group]:
    """A poll of a group that ``by`` may know of, with the group."""
    poll = session.get(Poll, poll_id)
    group = session.get(Group, poll.group_id) if poll else None
    if poll is None or group is None or not may_see_group(group, by=by):
        raise NotFound(_NO_POLL)
    return poll, group


def poll_answers_to_see(session: Session, poll_id: int, *, by: Standing) -> tuple[Poll, Group]:
    """A poll of which ``by`` may see who answered what, with its group."""
    poll, group = poll_to_see(session, poll_id, by=by)
    if not may_see_poll_answers(group, by=by):
        raise NotAllowed(f"Only members of {group.name} see who can come when.")
    return poll, group


def poll_to_answer(session: Session, poll_id: int, *, by: Standing) -> tuple[Poll, Group]:
    """An open poll that ``by`` may answer, with its group; locked until the commit."""
    poll, group = poll_to_see(session, poll_id, by=by)
    refuse_discharged(group, by=by)
    if not may_answer_poll(poll, group, by=by):
        raise NotAllowed(f"Only members of {group.name} say when they can meet.")
    poll = locked(session, poll, gone=_NO_POLL)
    refuse_ended_poll(poll, by)
    return poll, group


def poll_to_run(session: Session, poll_id: int, *, by: Standing) -> tuple[Poll, Group]:
    """A poll that ``by`` may pick from or cancel, open or closed without a time that was picked,
    with its group; locked until the commit.
    """
    poll, _group = poll_to_see(session, poll_id, by=by)
    group = group_to_see(session, poll.group_id, by=by)
    refuse_discharged(group, by=by)
    if not may_run_poll(group, by=by):
        raise NotAllowed("Only a chair of the group or the program manager runs its polls.")
    poll = locked(session, poll, gone=_NO_POLL)
    if poll.state is PollState.CANCELLED:
        raise Conflict("This poll was cancelled.")
    if poll.picked is not None:
        raise Conflict("A time was picked already. `/meet next` shows the meeting.")
    return poll, group


def poll_to_change(session: Session, poll_id: int, *, by: Standing) -> tuple[Poll, Group]:
    """The same while it takes answers."""
    poll, group = poll_to_run(session, poll_id, by=by)
    refuse_ended_poll(poll, by)
    return poll, group


def refuse_ended_poll(poll: Poll, by: Standing) -> None:
    """Raise ``Conflict`` for a poll that takes no answers."""
    if poll.state is PollState.CANCELLED:
        raise Conflict("This poll was cancelled. Nobody needs to answer it any more.")
    if poll.state is PollState.CLOSED or poll.closes_at <= by.at:
        raise Conflict("This poll is closed. `/meet polls` shows what came of it.")

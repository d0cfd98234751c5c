"""The story of the week in the digest of a group: which it is, and taking it out again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Group,
    GroupDirection,
    Membership,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Story,
    StoryDirection,
    StoryState,
    StoryTelling,
)
from models.database import dialect_insert
from models.messages import STATEMENT_FILE
from models.payloads import Message
from models.stories import TELLING_PAUSE, SharedStory, StoryAudience, story_block
from models.subjects import DIGEST, Subject
from services import access, outbox, terms, word_documents
from services.stories import shared_stories


def of_the_week(
    session: Session, group: Group, since: datetime, now: datetime
) -> SharedStory | None:
    """The newest story that fits a group and that its digests have not told within a year; that of
    a digest which still waits is told again in its place. None where the group wants none: then no
    query.

    A story fits that is of the group, or that others may see and that serves one of its strategic
    directions; all of them where the group has none.
    """
    if not group.digest_story:
        return None
    lately = sa.exists().where(
        col(StoryTelling.story_id) == Story.id,
        col(StoryTelling.group_id) == group.id,
        col(StoryTelling.digested_at) > now - TELLING_PAUSE,
        col(StoryTelling.digested_at) <= since,
    )
    is_in_later_digest = sa.exists().where(
        col(StoryTelling.story_id) == Story.id,
        col(StoryTelling.group_id) == group.id,
        col(StoryTelling.digested_at) > since,
    )
    conditions = [_may_tell(group, now), ~lately]
    waiting = shared_stories.found(session, [*conditions, is_in_later_digest], limit=1)
    stories = waiting or shared_stories.found(session, conditions, limit=1)
    return stories[0] if stories else None


def _may_tell(group: Group, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a story, joined with its group, may be quoted and fits a group. Where a
    guest reads along, those of others are for everybody.
    """
    own = col(Story.group_id) == group.id
    directions = sa.select(col(GroupDirection.direction_id)).where(
        col(GroupDirection.group_id) == group.id
    )
    shared = sa.exists().where(
        col(StoryDirection.story_id) == Story.id,
        col(StoryDirection.direction_id).in_(directions),
    )
    serves = sa.or_(~sa.exists(directions), shared)
    is_for_them = sa.or_(shared_stories.is_for(StoryAudience.PUBLIC), ~_has_guest(group, now))
    others = sa.and_(*shared_stories.permitted(StoryAudience.MEMBERS), serves, is_for_them)
    return sa.and_(access.is_quotable(), sa.or_(own, others))


def _has_guest(group: Group, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a guest serves in a group."""
    guest = aliased(Person)
    serving = sa.select(col(Membership.id)).join(guest, col(guest.id) == Membership.person_id)
    serving = serving.where(col(Membership.group_id) == group.id, terms.serving(now))
    return serving.where(col(guest.is_guest).is_(True)).exists()


def remember_telling(session: Session, group: Group, story: SharedStory, *, now: datetime) -> bool:
    """Note that a digest that is written now tells a story, which is locked until the commit;
    whether it still may, which a permission revoked meanwhile forbids.
    """
    locked = select(Story.id).where(col(Story.id) == story.id).with_for_update()
    session.exec(locked).first()
    may_tell = _may_tell(group, now)
    if not shared_stories.found(session, [col(Story.id) == story.id, may_tell]):
        return False
    row = {"story_id": story.id, "group_id": group.id, "digested_at": now}
    insert = dialect_insert(session, StoryTelling).values(**row)
    upsert = insert.on_conflict_do_update(
        index_elements=["story_id", "group_id"], set_={"digested_at": now}
    )
    session.exec(upsert)
    return True


def take_out_of_group(session: Session, group: Group, *, now: datetime) -> None:
    """Take the stories that a group keeps to itself, since it is private now, out of all digests
    but those in its own channel, and withdraw the files of statements that wait: they may name it.
    """
    endings = (*word_documents.ENDINGS, "zip")
    outbox.drop_files(session, STATEMENT_FILE, endings=endings, reason="a group is private now")
    kept_back = select(Story).where(Story.group_id == group.id, col(Story.hides_group).is_(False))
    # A digest that is written now has locked the story that it tells.
    for story in session.exec(kept_back.order_by(col(Story.id)).with_for_update()).all():
        take_out(session, story, now=now, stays_in=group.channel_id)


def take_out(session: Session, story: Story, *, now: datetime, stays_in: str | None = None) -> None:
    """Take a story out of all digests that told it, but those in the channel ``stays_in``: those
    that wait, those in channels, and what is kept of them; and out of documents.
    """
    take_out_of_documents(session, story)
    groups = session.exec(
        select(StoryTelling.group_id).where(StoryTelling.story_id == story.id)
    ).all()
    subjects = [str(Subject(DIGEST, group_id)) for group_id in groups]
    statement = select(OutboxMessage).where(
        col(OutboxMessage.subject).in_(subjects), col(OutboxMessage.op) == OutboxOp.POST
    )
    rows = session.exec(statement.order_by(col(OutboxMessage.id)).with_for_update()).all()
    for row in rows if subjects else ():
        without = _without(row.payload, story.id)
        if without is None or row.lane == stays_in:
            continue
        row.payload = without
        session.add(row)
        if row.state in _GONE_OUT:
            revision = ("story", str(story.id), now.isoformat())
            outbox.redraw(session, without, card=row.id, lane=row.lane, revision=revision, now=now)


def take_out_of_documents(session: Session, story: Story) -> None:
    """Withdraw the documents of statements that have not arrived, since they may tell a story."""
    if story.state is StoryState.SUBMITTED:
        outbox.drop_files(
            session, STATEMENT_FILE, endings=word_documents.ENDINGS, reason=_KEPT_BACK
        )


_KEPT_BACK = "a story is not to be told any more"
_GONE_OUT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE)


def _without(payload: dict[str, Any], story_id: int) -> Message | None:
    """A digest without the blocks of a story; None where it has none of them."""
    blocks = payload.get("blocks", [])
    marks = story_block(story_id)
    kept = [block for block in blocks if block.get("block_id") not in marks]
    if len(kept) == len(blocks):
        return None
    return {"text": payload["text"], "blocks": kept}

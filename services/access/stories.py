"""Who may see a story, its names and its permissions, and change it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Story, StoryState
from models.stories import StoryAudience
from services.access.groups import may_see_group, visible_groups
from services.access.locks import locked
from services.access.standing import Standing, reads_own_groups_alone
from services.errors import NotAllowed, NotFound

_NO_STORY = "I know no such story. Type `/story list` to see those that there are."


def is_quotable() -> sa.ColumnElement[bool]:
    """The condition that a story was submitted, with the permission to quote it."""
    return sa.and_(col(Story.state) == StoryState.SUBMITTED, col(Story.quotable_at).is_not(None))


def is_open_to_others() -> sa.ColumnElement[bool]:
    """The condition that a story, joined with its group, may be shown outside that group."""
    return sa.or_(
        col(Story.group_id).is_(None),
        col(Group.is_private).is_(False),
        col(Story.hides_group).is_(True),
    )


def visible_stories(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` may read a story, joined with its group where it has any:
    for every list and search.
    """
    own = col(Story.author_id) == who.person.id
    if who.is_program_manager:
        return sa.or_(own, col(Story.state) == StoryState.SUBMITTED)
    in_group = sa.and_(col(Story.group_id).is_not(None), visible_groups(who))
    if reads_own_groups_alone(who):
        is_public = col(Story.audience) == StoryAudience.PUBLIC
        shown = sa.or_(in_group, sa.and_(is_open_to_others(), is_public))
    else:
        shown = sa.or_(in_group, is_open_to_others())
    return sa.or_(own, sa.and_(is_quotable(), shown))


def nameable_stories(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which a story may tell ``who`` its author and its library: without it a
    search by these finds nothing, either.
    """
    if who.is_program_manager:
        return sa.true()
    return sa.or_(col(Story.author_id) == who.person.id, col(Story.nameable_at).is_not(None))


def may_see_names(story: Story, *, by: Standing) -> bool:
    """Whether a story that ``by`` may read may tell her its author and its library."""
    return may_see_permissions(story, by=by) or story.nameable_at is not None


def may_see_story_group(group: Group, *, by: Standing) -> bool:
    """Whether a story that ``by`` may read may tell her of its group."""
    return may_see_group(group, by=by)


def may_see_permissions(story: Story, *, by: Standing) -> bool:
    """Whether ``by`` may see who gave the permissions of a story that she may read, and revoke
    them.
    """
    return story.author_id == by.person.id or by.is_program_manager


def may_edit_story(story: Story, *, by: Standing) -> bool:
    """Whether ``by`` may change, submit and discard a story: its author alone."""
    return story.author_id == by.person.id


def story_to_see(session: Session, story_id: int, *, by: Standing) -> Story:
    """A story that ``by`` may read."""
    found = session.exec(
        select(Story)
        .join(Group, col(Group.id) == Story.group_id, isouter=True)
        .where(Story.id == story_id, visible_stories(by))
    ).first()
    if found is None:
        raise NotFound(_NO_STORY)
    return found


def story_to_edit(session: Session, story_id: int, *, by: Standing) -> Story:
    """A story that ``by`` wrote; locked until the commit."""
    story = story_to_see(session, story_id, by=by)
    if not may_edit_story(story, by=by):
        raise NotAllowed("Only whoever wrote this story can change it.")
    return locked(session, story, gone=_NO_STORY)


def story_to_revoke(session: Session, story_id: int, *, by: Standing) -> Story:
    """A story of which ``by`` may revoke a permission; locked until the commit."""
    story = story_to_see(session, story_id, by=by)
    if not may_see_permissions(story, by=by):
        raise NotAllowed(
            "Only whoever wrote this story, or the program manager, can revoke a permission."
        )
    return locked(session, story, gone=_NO_STORY)

"""Stories for whatever is passed on: only what may be quoted, with the names that may be given."""

from collections.abc import Collection, Iterable
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Direction, Group, Organization, Person, Story, StoryDirection
from models.stories import STORY_TEXTS, WIDENING, SharedStory, StoryAudience
from models.subjects import subject_column
from services import access, consortium, terms
from services.dates import instant


def shareable(
    session: Session,
    *,
    organization_id: int | None = None,
    group_id: int | None = None,
    first: date,
    last: date,
    limit: int | None = None,
    audience: StoryAudience = StoryAudience.DIRECTORS,
) -> list[SharedStory]:
    """The stories submitted from ``first`` until ``last``, both included in the zone of the
    consortium, that may be quoted to an audience, the newest first: four queries.

    Those of a library are the ones that may name it, also by what became part of it; those of a
    group name it. What a private group keeps to itself is never among them, and of what it lets
    others see none is found by the group: either would tell what its permissions hide.
    """
    zone = consortium.settings(session).zone
    conditions = [
        *permitted(audience),
        col(Story.submitted_at) >= instant(first, time(), zone),
        col(Story.submitted_at) < instant(last + timedelta(days=1), time(), zone),
    ]
    if organization_id is not None:
        conditions += _naming_library(organization_id)
    if group_id is not None:
        conditions += [col(Story.group_id) == group_id, col(Group.is_private).is_(False)]
    return found(session, conditions, limit=limit)


def still_shareable(
    session: Session,
    numbers: Collection[int],
    audience: StoryAudience = StoryAudience.DIRECTORS,
    *,
    organization_id: int | None = None,
) -> list[SharedStory]:
    """Those of some stories that may be quoted to an audience now, where a library is given in what
    is about it, the newest first: none where there are no numbers, else three queries.
    """
    if not numbers:
        return []
    conditions = [*permitted(audience), col(Story.id).in_(numbers)]
    if organization_id is not None:
        conditions += _naming_library(organization_id)
    return found(session, conditions)


def _naming_library(organization_id: int) -> list[Any]:
    """The conditions that a story tells of a library, and may name it."""
    return [col(Story.nameable_at).is_not(None), is_of_library(organization_id)]


def permitted(audience: StoryAudience) -> list[Any]:
    """The conditions that a story, joined with its group, may be quoted to an audience outside of
    its group.
    """
    return [access.is_quotable(), access.is_open_to_others(), is_for(audience)]


def is_of_unnamed_story(subject: Any) -> sa.ColumnElement[bool]:
    """The condition that an entry of the history with this subject is about a story, and that it
    may not be said outside who wrote that.
    """
    nameable = sa.select(subject_column("story", col(Story.id))).where(
        access.is_quotable(), col(Story.nameable_at).is_not(None)
    )
    return sa.and_(subject.startswith("story:"), subject.not_in(nameable))


def is_for(audience: StoryAudience) -> sa.ColumnElement[bool]:
    """The condition that an audience is among those for whom a story may be."""
    return col(Story.audience).in_(WIDENING[WIDENING.index(audience) :])


def is_of_library(organization_id: int) -> sa.ColumnElement[bool]:
    """The condition that a story tells of a library, or of one that became part of it."""
    heirs = terms.heirs()
    ids = sa.select(heirs.c.id).where(heirs.c.heir_id == organization_id)
    return sa.or_(
        col(Story.organization_id) == organization_id, col(Story.organization_id).in_(ids)
    )


def found(
    session: Session, conditions: Iterable[Any], *, limit: int | None = None
) -> list[SharedStory]:
    """The stories, joined with their groups, that fulfil the conditions, the newest first."""
    statement: Any = (
        sa.select(Story, Group, col(Organization.name), col(Person.name))
        .join(Group, col(Group.id) == Story.group_id, isouter=True)
        .join(Organization, col(Organization.id) == Story.organization_id, isouter=True)
        .join(Person, col(Person.id) == Story.author_id)
        .where(*conditions)
        .order_by(col(Story.submitted_at).desc(), col(Story.id).desc())
        .limit(limit)
    )
    rows = session.execute(statement).all()
    zone = ZoneInfo(consortium.settings(session).zone)
    keys = direction_keys(session, [row[0].id for row in rows])
    return [
        _shared(story, group, library, author, keys.get(story.id, ()), zone)
        for story, group, library, author in rows
    ]


def direction_keys(session: Session, story_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The keys of the strategic directions of each of some stories, in their declared order."""
    rows = (
        select(StoryDirection.story_id, Direction.key)
        .join(Direction, col(Direction.id) == StoryDirection.direction_id)
        .where(col(StoryDirection.story_id).in_(story_ids))
        .order_by(col(Direction.position), col(Direction.id))
    )
    keys: dict[int, tuple[str, ...]] = {}
    for story_id, key in session.exec(rows) if story_ids else ():
        keys[story_id] = (*keys.get(story_id, ()), key)
    return keys


def _shared(
    story: Story,
    group: Group | None,
    library: str | None,
    author: str,
    directions: tuple[str, ...],
    zone: ZoneInfo,
) -> SharedStory:
    is_named = story.nameable_at is not None
    submitted_at = story.submitted_at or story.created_at
    return SharedStory(
        id=story.id,
        title=story.title,
        **{name: getattr(story, name) for name in STORY_TEXTS},
        submitted_on=submitted_at.astimezone(zone).date(),
        audience=story.audience,
        directions=directions,
        library=(library or "") if is_named else "",
        group=group.name if group and not group.is_private else "",
        author=author if is_named else "",
    )

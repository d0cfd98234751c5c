"""Stories to see: those of a search, and one, each with what its reader may know of it."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Direction,
    Group,
    Organization,
    OrganizationKind,
    Person,
    Story,
    StoryDirection,
)
from models.decisions import RegisterQuery, RegisterTerm
from models.stories import StoryLine, StoryPage
from services import access
from services.access import Standing
from services.dates import instant
from services.stories import shared_stories

_MOMENT = sa.func.coalesce(col(Story.submitted_at), col(Story.created_at))


def find(
    session: Session, query: RegisterQuery, who: Standing, *, zone: str, offset: int, limit: int
) -> StoryPage:
    """Some of the stories that fit a query and that ``who`` may read, the newest first: five
    queries. Days are those of ``zone``, on which a story was submitted, or begun where it is a
    draft.

    A library finds those stories alone that may name it to her, and a group those of which she may
    know that they are of it.
    """
    fits = (access.visible_stories(who), *_conditions(query, who, zone))
    counted = sa.select(sa.func.count()).select_from(Story).join(Group, _OF_GROUP, isouter=True)
    count = session.execute(counted.where(*fits)).scalar_one()
    offset = offset if offset < count else 0
    statement: Any = (
        select(Story)
        .join(Group, _OF_GROUP, isouter=True)
        .where(*fits)
        .order_by(_MOMENT.desc(), col(Story.id).desc())
        .offset(offset)
        .limit(limit)
    )
    rows = session.exec(statement).all()
    return StoryPage(query, lines(session, rows, who), count=count, offset=offset)


def line(session: Session, story: Story, who: Standing) -> StoryLine:
    """A story from ``access.story_to_see``, as ``who`` may see it."""
    return lines(session, [story], who)[0]


def lines(session: Session, stories: Sequence[Story], who: Standing) -> tuple[StoryLine, ...]:
    """The same for several: four queries."""
    people = _named(session, Person.id, Person.name, _people_of(stories))
    libraries = _named(
        session, Organization.id, Organization.name, {row.organization_id for row in stories}
    )
    group_ids = {row.group_id for row in stories}
    groups = {row.id: row for row in session.exec(select(Group).where(_is_in(Group.id, group_ids)))}
    directions = _directions(session, stories)
    return tuple(
        _line(row, who, people, libraries, groups.get(row.group_id or 0), directions)
        for row in stories
    )


def offered_groups(session: Session, who: Standing, *group_ids: int | None) -> list[Group]:
    """The groups of which ``who`` may tell: those in which she serves, and of the others
    ``group_ids`` those of which she may know; by name.
    """
    ids = {*access.own_groups(who), *(group_id for group_id in group_ids if group_id)}
    statement = select(Group).where(_is_in(Group.id, ids), access.visible_groups(who))
    return list(session.exec(statement.order_by(col(Group.name_key))))


def offered_libraries(session: Session) -> Sequence[Organization]:
    """The libraries of which a story may tell, by name."""
    is_library = col(Organization.kind) == OrganizationKind.LIBRARY
    return session.exec(
        select(Organization).where(is_library).order_by(col(Organization.name))
    ).all()


_OF_GROUP: Any = col(Group.id) == Story.group_id


def _conditions(query: RegisterQuery, who: Standing, zone: str) -> list[Any]:
    conditions = [_fits(term, who) for term in query.terms]
    if query.group:
        conditions.append(col(Story.group_id) == query.group.id)
    if query.first:
        conditions.append(instant(query.first, time(), zone) <= _MOMENT)
    if query.last:
        conditions.append(instant(query.last + timedelta(days=1), time(), zone) > _MOMENT)
    return conditions


def _fits(term: RegisterTerm, who: Standing) -> Any:
    ways: list[Any] = [col(Story.search_key).contains(term.text, autoescape=True)]
    if term.group_id:
        ways.append(col(Story.group_id) == term.group_id)
    if term.library_id:
        of_library = shared_stories.is_of_library(term.library_id)
        ways.append(sa.and_(access.nameable_stories(who), of_library))
    if term.direction_id:
        serving = sa.select(col(StoryDirection.story_id)).where(
            col(StoryDirection.direction_id) == term.direction_id
        )
        ways.append(col(Story.id).in_(serving))
    return sa.or_(*ways)


def _line(
    story: Story,
    who: Standing,
    people: dict[int, str],
    libraries: dict[int, str],
    group: Group | None,
    directions: dict[int, tuple[str, ...]],
) -> StoryLine:
    is_named = access.may_see_names(story, by=who)
    sees_permissions = access.may_see_permissions(story, by=who)
    is_group_known = group is not None and access.may_see_story_group(group, by=who)
    return StoryLine(
        story,
        directions.get(story.id, ()),
        library=libraries.get(story.organization_id or 0, "") if is_named else "",
        group=group.name if group and is_group_known else "",
        author=people.get(story.author_id, "") if is_named else "",
        is_own=access.may_edit_story(story, by=who),
        sees_permissions=sees_permissions,
        quotable_by=people.get(story.quotable_by or 0, "") if sees_permissions else "",
        nameable_by=people.get(story.nameable_by or 0, "") if sees_permissions else "",
    )


def _people_of(stories: Sequence[Story]) -> set[int | None]:
    return {
        person_id
        for row in stories
        for person_id in (row.author_id, row.quotable_by, row.nameable_by)
    }


def _named(session: Session, key: Any, name: Any, ids: set[int | None]) -> dict[int, str]:
    return dict(session.exec(select(key, name).where(_is_in(key, ids))).all())


def _is_in(key: Any, ids: set[int | None] | set[int]) -> sa.ColumnElement[bool]:
    return col(key).in_([number for number in ids if number])


def _directions(session: Session, stories: Sequence[Story]) -> dict[int, tuple[str, ...]]:
    rows = (
        select(StoryDirection.story_id, Direction.name)
        .join(Direction, col(Direction.id) == StoryDirection.direction_id)
        .where(col(StoryDirection.story_id).in_([row.id for row in stories]))
        .order_by(col(Direction.position), col(Direction.id))
    )
    names: dict[int, tuple[str, ...]] = {}
    for story_id, name in session.exec(rows):
        names[story_id] = (*names.get(story_id, ()), name)
    return names

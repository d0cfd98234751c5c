"""The impact stories of the demo, and a group whose digest tells one a week."""

from datetime import timedelta

from demo.groups import GROUPS
from demo.loader.world import World
from demo.year.stories import STORIES, DemoStory
from models.stories import STORY_TEXTS, StoryDraft
from services import consortium, groups, stories

TELLS_STORIES = "oer"
"""The group whose digest tells a story of the week."""


def load(world: World) -> None:
    """Write the stories down as their authors would, and turn the setting of the group on."""
    for story in STORIES:
        _write(world, story)
    chair = next(world.chair(row) for row in GROUPS if row.key == TELLS_STORIES)
    group = world.groups[TELLS_STORIES]
    groups.change_digest(
        world.session,
        group,
        weekday=group.digest_weekday,
        at=group.digest_time,
        quiet_week=group.quiet_week,
        agenda_hours=group.agenda_hours,
        tells_story=True,
        by=chair,
        now=world.now - timedelta(days=50),
    )


def _write(world: World, story: DemoStory) -> None:
    author, at = world.people[story.author], world.now - timedelta(days=story.days_ago)
    directions = consortium.directions(world.session)
    draft = StoryDraft(
        story.title,
        {name: getattr(story, name) for name in STORY_TEXTS},
        direction_ids=frozenset(row.id for row in directions if row.key in story.directions),
        organization_id=stories.own_library(world.session, author),
        group_id=world.groups[story.group].id,
        audience=story.audience,
        permissions=story.permissions,
    )
    row = stories.write(world.session, draft, by=author, now=at)
    if story.is_submitted:
        stories.submit(world.session, row, by=author, now=at)

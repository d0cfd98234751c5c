"""Impact stories: writing them, the permissions, finding them, and where they are told."""

from services.stories.changes import (
    change,
    discard,
    draft_of,
    known_draft,
    own_library,
    permissions_now,
    revoke,
    start,
    submit,
    write,
)
from services.stories.lists import find, line, offered_groups, offered_libraries
from services.stories.shared_stories import is_of_unnamed_story, shareable, still_shareable
from services.stories.story_digests import of_the_week, remember_telling, take_out_of_group
from services.stories.story_prompts import claim_prompt, work_done

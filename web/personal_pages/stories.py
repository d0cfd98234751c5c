"""Impact stories: those that one may read, and writing one's own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models import Story, StoryState
from models.database import reading, unit_of_work
from models.decisions import RegisterQuery
from models.stories import (
    STORY_TEXT_LENGTH,
    STORY_TEXTS,
    STORY_TITLE_LENGTH,
    Permissions,
    StoryAudience,
    StoryDraft,
    StoryPermission,
)
from models.subjects import Subject
from services import access, consortium, stories
from services.errors import Invalid
from views import stories as views
from web.personal_pages.visits import Done, Shown, Visit

MOST_STORIES = 100
_AUDIENCES = {audience.value: audience for audience in StoryAudience}


def show_all(visit: Visit) -> Shown:
    """Those that she may read, the newest first, and the form of a new one."""
    with reading() as session:
        own = stories.own_library(session, visit.person)
        draft = _typed(visit) or StoryDraft("", {}, organization_id=own)
        found = stories.find(
            session,
            RegisterQuery(),
            visit.who,
            zone=visit.person.zone,
            offset=0,
            limit=MOST_STORIES,
        )
        facts = {
            "lines": [(line, views.author_words(line)) for line in found.lines],
            "left": found.left,
            **_form(session, visit, draft),
        }
    return Shown("stories.html", facts)


def show_of_task(visit: Visit, number: int) -> Shown:
    """The form of a new story of a task that is done."""
    with reading() as session:
        group_id, words = stories.work_done(session, Subject("task", number), visit.who)
        own = stories.own_library(session, visit.person)
        texts = {"what_was_done": words}
        draft = StoryDraft("", texts, organization_id=own, group_id=group_id)
        facts = {"lines": None, "left": 0, **_form(session, visit, draft)}
    return Shown("stories.html", facts)


def act_new(visit: Visit) -> Done:
    """Write a story down; the same form once more writes none."""
    with unit_of_work() as session:
        draft = _draft(session, visit, StoryDraft("", {}))
        story = stories.known_draft(session, draft, visit.person) or stories.write(
            session, draft, by=visit.person, now=visit.now
        )
        return Done("story_saved", visit.path("stories", story.id))


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        story = access.story_to_see(session, number, by=visit.who)
        line = stories.line(session, story, visit.who)
        facts: dict[str, Any] = {
            "line": line,
            "story": story,
            "is_draft": story.state is StoryState.DRAFT,
            "teller": views.author_words(line),
            "standing": views.standing_in_words(line, visit.person.zone),
            "parts": views.parts_of_story(story),
        }
        if line.is_own:
            known = stories.draft_of(session, story)
            facts |= _form(session, visit, _typed(visit) or known, known.permissions)
    return Shown("story.html", facts)


def act(visit: Visit, number: int) -> Done:
    """What the form of a story and its buttons do, too."""
    change, outcome, fetch = visit.choice("act", _ACTS)
    with unit_of_work() as session:
        change(session, fetch(session, number, by=visit.who), visit)
    is_there = change is not _discard
    return Done(outcome, visit.path("stories", number) if is_there else visit.path("stories"))


def _save(session: Session, story: Story, visit: Visit) -> None:
    draft = _draft(session, visit, stories.draft_of(session, story))
    stories.change(session, story, draft, by=visit.person, now=visit.now)


def _submit(session: Session, story: Story, visit: Visit) -> None:
    stories.submit(session, story, by=visit.person, now=visit.now)


def _discard(session: Session, story: Story, visit: Visit) -> None:
    stories.discard(session, story, by=visit.person, now=visit.now)


def _revoke_quote(session: Session, story: Story, visit: Visit) -> None:
    stories.revoke(session, story, StoryPermission.QUOTE, by=visit.person, now=visit.now)


def _revoke_name(session: Session, story: Story, visit: Visit) -> None:
    stories.revoke(session, story, StoryPermission.NAME, by=visit.person, now=visit.now)


_ACTS = {
    "save": (_save, "saved", access.story_to_edit),
    "submit": (_submit, "story_submitted", access.story_to_edit),
    "discard": (_discard, "story_discarded", access.story_to_edit),
    "revoke-quote": (_revoke_quote, "story_revoked", access.story_to_revoke),
    "revoke-name": (_revoke_name, "story_revoked", access.story_to_revoke),
}


def _form(
    session: Session, visit: Visit, draft: StoryDraft, permitted: Permissions = frozenset()
) -> Mapping[str, Any]:
    """The fields of a form that shows ``draft``, of a story that has these permissions by now."""
    groups = stories.offered_groups(session, visit.who, draft.group_id)
    known = {group.id for group in groups}
    return {
        "draft": draft,
        "labels": views.TEXT_LABELS,
        "hints": views.TEXT_HINTS,
        "title_length": STORY_TITLE_LENGTH,
        "text_length": STORY_TEXT_LENGTH,
        "audiences": views.AUDIENCES,
        "directions": consortium.directions(session),
        "libraries": stories.offered_libraries(session),
        "groups": groups,
        "keeps_group": draft.group_id is not None and draft.group_id not in known,
        "is_any_private": any(group.is_private for group in groups),
        "permitted": visit.text("permitted") or " ".join(sorted(permitted)),
        "quotes": StoryPermission.QUOTE in draft.permissions,
        "names": StoryPermission.NAME in draft.permissions,
    }


def _draft(session: Session, visit: Visit, known: StoryDraft) -> StoryDraft:
    """What the page says; what it did not show stays as it was."""
    draft = _typed(visit)
    if draft is None:
        raise Invalid("Give the story a title.", field="title")
    visit.choice("audience", _AUDIENCES)
    permissions = stories.permissions_now(
        draft.permissions, visit.text("permitted"), known.permissions
    )
    draft = replace(draft, permissions=permissions)
    if "group" not in visit.fields:
        return replace(draft, group_id=known.group_id, hides_group=known.hides_group)
    if draft.group_id is not None and draft.group_id != known.group_id:
        offered = stories.offered_groups(session, visit.who, draft.group_id)
        if draft.group_id not in {row.id for row in offered}:
            raise Invalid("Choose one of the groups that are offered.", field="group")
    return draft


def _typed(visit: Visit) -> StoryDraft | None:
    """What was typed, so that a refusal loses none of it; None where no form was sent."""
    if "title" not in visit.fields:
        return None
    permissions = {permission for permission in StoryPermission if visit.text(permission) == "yes"}
    return StoryDraft(
        title=visit.text("title"),
        texts={name: visit.text(name) for name in STORY_TEXTS},
        direction_ids=frozenset(map(_number, visit.texts("directions"))),
        organization_id=_number(visit.text("library")) or None,
        group_id=_number(visit.text("group")) or None,
        hides_group=visit.text("hides_group") == "yes",
        audience=_AUDIENCES.get(visit.text("audience"), StoryAudience.MEMBERS),
        permissions=frozenset(permissions),
    )


def _number(typed: str) -> int:
    """The number of a choice; 0, which no row has, for what is none."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 10
    return int(typed) if is_number else 0

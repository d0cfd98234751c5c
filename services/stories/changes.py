"""Writing a story, changing and submitting it, discarding it, and its permissions.

No word of a story is ever in the history: who did what and when is.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Direction,
    Organization,
    OrganizationKind,
    Person,
    Story,
    StoryDirection,
    StoryState,
)
from models.stories import (
    NEEDED_TEXTS,
    STORY_TEXT_LENGTH,
    STORY_TEXTS,
    STORY_TITLE_LENGTH,
    Permissions,
    StoryDraft,
    StoryPermission,
)
from models.subjects import Subject
from services import history
from services.errors import Conflict, Invalid
from services.stories.story_digests import take_out, take_out_of_documents

_COLUMNS = {
    StoryPermission.QUOTE: ("quotable_by", "quotable_at"),
    StoryPermission.NAME: ("nameable_by", "nameable_at"),
}
MOST_DRAFTS = 50
"""Of one person: a list of them is no archive."""


def start(session: Session, title: str, *, by: Person, now: datetime) -> Story:
    """A draft that has a title alone, and is of its author's library where she works at one."""
    return write(
        session, StoryDraft(title, {}, organization_id=own_library(session, by)), by=by, now=now
    )


def own_library(session: Session, person: Person) -> int | None:
    """The id of the library where somebody works; None where she works at none."""
    home = session.get(Organization, person.organization_id) if person.organization_id else None
    return home.id if home and home.kind is OrganizationKind.LIBRARY else None


def write(session: Session, draft: StoryDraft, *, by: Person, now: datetime) -> Story:
    """Write a story down as a draft. Whether ``by`` may know of its group, the door has checked.

    Raises ``Invalid`` with the field at fault, ``Conflict`` where she has too many drafts.
    """
    _check_count(session, by)
    story = Story(title="", author_id=by.id, created_at=now)
    _fill(session, story, draft)
    session.add(story)
    session.flush()
    _set_directions(session, story, draft.direction_ids)
    history.record(session, "story.written", Subject.of(story), by=by, now=now)
    _set_permissions(session, story, draft.permissions, by=by, now=now)
    return story


def change(session: Session, story: Story, draft: StoryDraft, *, by: Person, now: datetime) -> bool:
    """Let a story from ``access.story_to_edit`` say what the form says; whether that is new."""
    before = draft_of(session, story)
    _fill(session, story, draft)
    if story.state is StoryState.SUBMITTED:
        _check_whole(story)
    session.add(story)
    _set_directions(session, story, draft.direction_ids)
    _set_permissions(session, story, draft.permissions, by=by, now=now)
    session.flush()
    after = draft_of(session, story)
    if after == before:
        return False
    history.record(session, "story.changed", Subject.of(story), by=by, now=now)
    # What stands in a channel is what the author wanted there then.
    take_out(session, story, now=now)
    return True


def known_draft(session: Session, draft: StoryDraft, by: Person) -> Story | None:
    """A draft of hers that says just this already."""
    rows = select(Story).where(Story.author_id == by.id, Story.state == StoryState.DRAFT)
    return next(
        (row for row in session.exec(rows) if draft_of(session, row) == _as_kept(draft)), None
    )


def _as_kept(draft: StoryDraft) -> StoryDraft:
    texts = dict.fromkeys(STORY_TEXTS, "") | _tidy(draft.texts)
    return replace(draft, title=" ".join(draft.title.split()), texts=texts)


def permissions_now(ticked: Permissions, shown: str, known: Permissions) -> Permissions:
    """What a form permits that showed the permissions ``shown``, by their names: where it was left
    as it was, what holds by now stays, so that no old form gives again what was revoked.
    """
    changed = {
        permission
        for permission in StoryPermission
        if (permission in ticked) != (permission in shown.split())
    }
    return frozenset((known - changed) | (ticked & changed))


def draft_of(session: Session, story: Story) -> StoryDraft:
    """A story as its form shows it."""
    directions = select(StoryDirection.direction_id).where(StoryDirection.story_id == story.id)
    return StoryDraft(
        title=story.title,
        texts={name: getattr(story, name) for name in STORY_TEXTS},
        direction_ids=frozenset(session.exec(directions)),
        organization_id=story.organization_id,
        group_id=story.group_id,
        hides_group=story.hides_group,
        audience=story.audience,
        permissions=frozenset(
            permission for permission in StoryPermission if _is_given(story, permission)
        ),
    )


def submit(session: Session, story: Story, *, by: Person, now: datetime) -> None:
    """Send a story from ``access.story_to_edit`` to the program manager.

    Raises ``Conflict`` where that was done already, ``Invalid`` where a text is missing.
    """
    if story.state is StoryState.SUBMITTED:
        raise Conflict("This story is with the program manager already.")
    _check_whole(story)
    story.state, story.submitted_at = StoryState.SUBMITTED, now
    session.add(story)
    history.record(session, "story.submitted", Subject.of(story), by=by, now=now)


def discard(session: Session, story: Story, *, by: Person, now: datetime) -> None:
    """Remove a story from ``access.story_to_edit``, with all its words."""
    take_out(session, story, now=now)
    history.record(session, "story.discarded", Subject.of(story), by=by, now=now)
    session.delete(story)


def revoke(
    session: Session, story: Story, permission: StoryPermission, *, by: Person, now: datetime
) -> None:
    """Take a permission back of a story from ``access.story_to_revoke``.

    Raises ``Conflict`` where it is not given, or no more.
    """
    if not _is_given(story, permission):
        raise Conflict("That permission is not given, or is revoked already.")
    _set_permission(session, story, permission, is_given=False, by=by, now=now)


def _is_given(story: Story, permission: StoryPermission) -> bool:
    return getattr(story, _COLUMNS[permission][1]) is not None


def _set_permissions(
    session: Session,
    story: Story,
    permissions: Collection[StoryPermission],
    *,
    by: Person,
    now: datetime,
) -> None:
    for permission in StoryPermission:
        is_given = permission in permissions
        if is_given != _is_given(story, permission):
            _set_permission(session, story, permission, is_given=is_given, by=by, now=now)


def _set_permission(
    session: Session,
    story: Story,
    permission: StoryPermission,
    *,
    is_given: bool,
    by: Person,
    now: datetime,
) -> None:
    giver, moment = _COLUMNS[permission]
    setattr(story, giver, by.id if is_given else None)
    setattr(story, moment, now if is_given else None)
    session.add(story)
    act = "permitted" if is_given else "revoked"
    history.record(session, f"story.{permission} {act}", Subject.of(story), by=by, now=now)
    if is_given:
        return
    if permission is StoryPermission.QUOTE:
        take_out(session, story, now=now)
    else:
        take_out_of_documents(session, story)


def _fill(session: Session, story: Story, draft: StoryDraft) -> None:
    _check_rows(session, draft)
    title = " ".join(draft.title.split())
    if not title:
        raise Invalid("Give the story a title.", field="title")
    story.title = _within(title, STORY_TITLE_LENGTH, "title")
    for name, text in _tidy(draft.texts).items():
        setattr(story, name, _within(text, STORY_TEXT_LENGTH, name))
    story.organization_id, story.group_id = draft.organization_id, draft.group_id
    story.hides_group, story.audience = draft.hides_group, draft.audience


def _tidy(texts: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "\n".join(" ".join(line.split()) for line in texts[name].strip().splitlines())
        for name in STORY_TEXTS
        if name in texts
    }


def _within(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise Invalid(f"That is too long: {most} characters at most.", field=field)
    return text


def _check_rows(session: Session, draft: StoryDraft) -> None:
    """Raises ``Invalid`` for a library or a direction that is not there."""
    if draft.organization_id is not None:
        library = session.get(Organization, draft.organization_id)
        if library is None or library.kind is not OrganizationKind.LIBRARY:
            raise Invalid("Choose one of the libraries that are offered.", field="library")
    known = select(Direction.id).where(col(Direction.id).in_(list(draft.direction_ids)))
    if len(session.exec(known).all()) != len(set(draft.direction_ids)):
        raise Invalid("Choose among those that are offered.", field="directions")


def _check_whole(story: Story) -> None:
    missing = next((name for name in NEEDED_TEXTS if not getattr(story, name)), None)
    if missing:
        raise Invalid(
            "Before a story goes to the program manager it says who was helped, the problem, what"
            " was done and what changed. Something of these is still missing.",
            field=missing,
        )


def _check_count(session: Session, by: Person) -> None:
    # Two at once would both find room.
    itself = select(Person.id).where(Person.id == by.id)
    session.exec(itself.with_for_update(key_share=True)).first()
    drafts = sa.select(sa.func.count()).where(
        col(Story.author_id) == by.id, col(Story.state) == StoryState.DRAFT
    )
    if session.execute(drafts).scalar_one() >= MOST_DRAFTS:
        raise Conflict(f"You have {MOST_DRAFTS} drafts. Submit or discard some first.")


def _set_directions(session: Session, story: Story, direction_ids: Collection[int]) -> None:
    held: Any = select(StoryDirection).where(StoryDirection.story_id == story.id)
    rows = {row.direction_id: row for row in session.exec(held)}
    for direction_id, row in rows.items():
        if direction_id not in direction_ids:
            session.delete(row)
    for direction_id in sorted(set(direction_ids) - rows.keys()):
        session.add(StoryDirection(story_id=story.id, direction_id=direction_id))
    session.flush()

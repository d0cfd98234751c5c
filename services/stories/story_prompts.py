"""The offer to write a story of what was just done: once a month to one person at most."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from models import Group, Person, Preferences, StoryPrompt
from models.database import dialect_insert
from models.stories import PROMPT_PAUSE, STORY_TEXT_LENGTH
from models.subjects import Subject
from services import access
from services.access import Standing


def claim_prompt(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether somebody is to be offered to write a story now, which is then written down, so that
    nothing offers it again within a month; never where she wants no such offer. One query.
    """
    prompts, chosen = StoryPrompt.__table__, Preferences.__table__  # type: ignore[attr-defined]
    declined = sa.exists().where(
        chosen.c.person_id == person.id, chosen.c.wants_story_prompts.is_(False)
    )
    moment = prompts.c.prompted_at.type
    row = sa.select(sa.literal(person.id), sa.literal(now, moment)).where(~declined)
    insert = dialect_insert(session, StoryPrompt).from_select(["person_id", "prompted_at"], row)
    upsert = insert.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"prompted_at": insert.excluded.prompted_at},
        where=prompts.c.prompted_at <= now - PROMPT_PAUSE,
    )
    session.flush()
    claimed = session.connection().execute(upsert.returning(prompts.c.person_id))
    return claimed.first() is not None


def work_done(session: Session, subject: Subject, who: Standing) -> tuple[int | None, str]:
    """The group of a task, a decision or a call where ``who`` may know of it, and what was done in
    its words: with these the form of a story begins. Raises ``NotFound`` where she may not know of
    the thing.
    """
    words, group = _words_and_group(session, subject, who)
    is_known = group is not None and access.may_see_group(group, by=who)
    return group.id if group and is_known else None, words[:STORY_TEXT_LENGTH]


def _words_and_group(session: Session, subject: Subject, who: Standing) -> tuple[str, Group | None]:
    match subject.noun:
        case "task":
            task = access.task_to_see(session, int(subject.id), by=who)
            return task.title, session.get(Group, task.group_id) if task.group_id else None
        case "decision":
            decision, group = access.decision_to_see(session, int(subject.id), by=who)
            return decision.wording, group
        case _:
            call, group = access.call_to_see(session, int(subject.id), by=who)
            return call.question, group

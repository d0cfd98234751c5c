"""Taking somebody out of the record: who she was goes, and what was done stays counted.

Her record stays as that of a former member, so that figures, meetings and decisions of the past
remain what they were. What others typed is theirs: where her name stands in it is counted, and left
for them to change.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    AnsweredRequest,
    HistoryEntry,
    Lane,
    Minutes,
    OtherAddress,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    ReversibleChange,
    RoleKind,
    Story,
    StoryState,
    Task,
    metadata,
)
from models.subjects import LANE, Subject
from services import access, history, terms, value_statements
from services.errors import Conflict
from services.people import personal_data

NAME = "Former member"
"""What everybody is called who was taken out of the record."""
TITLE = "A task of a former member"
"""What the tasks are called that were hers alone, outside any group."""
_IDENTITY = ("name", "email", "addresses", "slack_id", "zone")
"""What history keeps of somebody's profile."""
_OWN = {
    "calendar_feeds": ("person_id",),
    "circumstances": ("person_id",),
    "distinct_people": ("person_id", "other_id"),
    "interests": ("person_id",),
    "merges": ("kept_id", "merged_id"),
    "other_addresses": ("person_id",),
    "page_codes": ("person_id",),
    "personal_links": ("person_id",),
    "preferences": ("person_id",),
    "snoozes": ("person_id",),
    "story_prompts": ("person_id",),
}
"""The tables whose rows go with her, and the columns that say whose they are."""
_NAMING = ("recorder", "recused", "corrections")
"""The parts of approved minutes that hold nothing but names."""
_ATTENDING = ("present", "regrets", "absent")
"""Those that hold the names by library."""
_ON_ITS_WAY = (OutboxState.SENDING, OutboxState.UNSURE)


@dataclass(frozen=True)
class Forgotten:
    """What came of it."""

    memberships: int
    """How many services in groups ended by it."""
    open_tasks: int
    """How many open tasks of groups are left with a former member."""
    leaves: int
    """For how many seats on leave nobody acts any more."""
    still_named: dict[str, int]
    """In how many rows of each column, such as ``tasks.title``, her name stands as people typed it.
    """


def forget(session: Session, person: Person, *, by: Person | None, now: datetime) -> Forgotten:
    """Take somebody's identity out of the record; there is no way back.

    Raises ``Conflict`` for somebody who was forgotten already, for the only program manager, and
    while a message to her is on its way.
    """
    session.refresh(person, with_for_update=True)
    _check(session, person, now)
    ids = personal_data.record_ids(session, person.id)
    identity = _identity(session, ids)
    leaves = _stop_acting(session, person, by=by, now=now)
    ended = _end_services(session, person, by=by, now=now)
    _remove_messages(session, person, identity)
    _remove_own_rows(session, ids)
    # Whatever is taken back would bring her back.
    session.exec(sa.delete(ReversibleChange))
    _scrub_history(session, ids, identity)
    _scrub_minutes(session, identity)
    value_statements.forget_in_rows(session, ids, NAME)
    for record_id in ids:
        _scrub_record(session.get_one(Person, record_id), now)
    session.flush()
    history.record(session, "person.forgotten", Subject.of(person), by=by, now=now)
    session.flush()
    return Forgotten(
        memberships=ended,
        open_tasks=_open_tasks(session, person),
        leaves=leaves,
        still_named=_still_named(session, identity),
    )


@dataclass(frozen=True)
class _Identity:
    """By what somebody is known, now or earlier."""

    names: frozenset[str]
    marks: frozenset[str]
    """Addresses and Slack ids."""

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        """Each of these as a whole word, whatever the case of its letters; a name of a single word
        is looked for only where nothing else stands, since it may be a word of the language.
        """
        full = [name for name in self.names if " " in name]
        words = sorted((*full, *self.marks), key=lambda word: (-len(word), word))
        patterns = [rf"<@{re.escape(mark)}\b[^>]*>" for mark in sorted(self.marks)]
        patterns += [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
        patterns += [rf"\A{re.escape(name)}\Z" for name in sorted(self.names) if name not in full]
        return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def is_in(self, value: Any) -> bool:
        """Whether a value of JSON holds any of it anywhere."""
        match value:
            case str():
                return any(pattern.search(value) for pattern in self._patterns)
            case dict():
                return any(map(self.is_in, value.values()))
            case list():
                return any(map(self.is_in, value))
            case _:
                return False

    def removed_from(self, value: Any) -> Any:
        """A value of JSON in which all of it reads as that of a former member."""
        match value:
            case str():
                for pattern in self._patterns:
                    value = pattern.sub(NAME, value)
                return value
            case dict():
                return {key: self.removed_from(part) for key, part in value.items()}
            case list():
                return [self.removed_from(part) for part in value]
            case _:
                return value


def _check(session: Session, person: Person, now: datetime) -> None:
    if person.merged_into_id is not None:
        raise Conflict("That record was merged into another one. Name the one that stays.")
    if person.name == NAME and person.email is None and person.slack_id is None:
        raise Conflict("That person is forgotten already.")
    managers = session.exec(select(Person.id).where(access.program_managers(now))).all()
    if list(managers) == [person.id]:
        raise Conflict("That is the only program manager. Name another one first.")
    waiting = sa.select(sa.func.count()).where(
        col(OutboxMessage.lane).in_(personal_data.lanes(session, person)),
        col(OutboxMessage.state).in_(_ON_ITS_WAY),
    )
    if session.execute(waiting).scalar_one():
        raise Conflict("A message to that person is on its way. Try again in a few minutes.")


def _identity(session: Session, ids: Sequence[int]) -> _Identity:
    records = [session.get_one(Person, record_id) for record_id in ids]
    others = select(OtherAddress.address).where(col(OtherAddress.person_id).in_(ids))
    names = {record.name for record in records} | _earlier_names(session, ids)
    marks = {value for record in records for value in (record.email, record.slack_id) if value}
    marks |= set(session.exec(others))
    for entry in _profile_entries(session, ids):
        for facts in (entry.before, entry.after):
            marks |= {
                facts[key] for key in ("email", "slack_id") if isinstance(facts.get(key), str)
            }
    # A name that somebody else has, too, tells of nobody, and is hers to keep.
    shared = select(Person.name).where(col(Person.name).in_(names), col(Person.id).not_in(ids))
    names -= {"", NAME, *session.exec(shared)}
    return _Identity(frozenset(names), frozenset(marks - {""}))


def _earlier_names(session: Session, ids: Sequence[int]) -> set[str]:
    """What the history says that they were called; of another record only where it is hers."""
    return {
        facts["name"]
        for entry in _profile_entries(session, ids)
        if entry.after.get("merged") in (None, *ids)
        for facts in (entry.before, entry.after)
        if isinstance(facts.get("name"), str)
    }


def _profile_entries(session: Session, ids: Iterable[int]) -> Sequence[HistoryEntry]:
    texts = [str(Subject("person", person_id)) for person_id in ids]
    return session.exec(select(HistoryEntry).where(col(HistoryEntry.subject).in_(texts))).all()


def _end_services(session: Session, person: Person, *, by: Person | None, now: datetime) -> int:
    """End what she is in the consortium and in groups, and call off what was to begin."""
    services = [row for row in terms.unfinished(session, now) if row.person_id == person.id]
    for service in services:
        terms.end(session, service, by=by, now=now)
    terms.dismiss(session, person.id, RoleKind, now=now)
    terms.call_off_roles(session, person.id, now=now)
    terms.end_representations(session, {person.id: None}, by=by, now=now)
    return len(services)


def _stop_acting(session: Session, person: Person, *, by: Person | None, now: datetime) -> int:
    """Let nobody act where she acted for somebody on leave, or was a deputy."""
    terms.stop_deputizing(session, person.id, by=by, now=now)
    memberships = terms.stop_acting(session, person.id, now)
    for membership_id in memberships:
        before = {"acting": person.id}
        subject = Subject("membership", membership_id)
        history.record(session, "membership.acting_ended", subject, by=by, now=now, before=before)
    return len(memberships)


def _remove_messages(session: Session, person: Person, identity: _Identity) -> None:
    """What was written to her goes; what others read or are answered speaks of a former member."""
    hers = personal_data.lanes(session, person)
    session.execute(sa.delete(OutboxMessage).where(col(OutboxMessage.lane).in_(hers)))
    session.execute(sa.delete(Lane).where(col(Lane.name).in_(hers)))
    requests = sa.delete(AnsweredRequest).where(col(AnsweredRequest.slack_id) == person.slack_id)
    session.execute(requests)
    _remove_files(session)
    for message in session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))):
        if identity.is_in(message.payload):
            message.payload = identity.removed_from(message.payload)
            session.add(message)
    for request in session.exec(select(AnsweredRequest)):
        if identity.is_in(request.answer):
            request.answer = identity.removed_from(request.answer)
            session.add(request)


def _remove_files(session: Session) -> None:
    """Files that could not be sent may name her where nobody can look. Of those that were, Convene
    keeps nothing.
    """
    undelivered = sa.update(OutboxMessage).where(
        col(OutboxMessage.op) == OutboxOp.FILE, col(OutboxMessage.state) == OutboxState.DEAD
    )
    session.execute(undelivered.values(payload={}, state=OutboxState.DROPPED))


def _remove_own_rows(session: Session, ids: Sequence[int]) -> None:
    """What was for herself alone: her choices, her addresses, her records of merging, drafts of
    stories, and the permission to name her in others.
    """
    for table, columns in _OWN.items():
        of_hers = [metadata.tables[table].c[column].in_(ids) for column in columns]
        session.execute(sa.delete(metadata.tables[table]).where(sa.or_(*of_hers)))
    wrote_it = col(Story.author_id).in_(ids)
    session.execute(sa.delete(Story).where(wrote_it, col(Story.state) == StoryState.DRAFT))
    session.execute(sa.update(Story).where(wrote_it).values(nameable_by=None, nameable_at=None))
    own = sa.update(Task).where(col(Task.owner_id).in_(ids), col(Task.group_id).is_(None))
    session.execute(own.values(title=TITLE))


def _scrub_history(session: Session, ids: Sequence[int], identity: _Identity) -> None:
    """Entries stay, without her name, addresses and account."""
    subjects = {str(Subject("person", person_id)) for person_id in ids}
    lanes = {str(Subject(LANE, mark)) for mark in identity.marks if "|" not in mark}
    for entry in session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))):
        if entry.subject in lanes:
            entry.subject = min(subjects)
        is_hers = entry.subject in subjects
        for name in ("before", "after"):
            facts = getattr(entry, name)
            if is_hers:
                facts = {key: value for key, value in facts.items() if key not in _IDENTITY}
            facts = identity.removed_from(facts)
            if facts != getattr(entry, name):
                setattr(entry, name, facts)
                session.add(entry)


def _scrub_minutes(session: Session, identity: _Identity) -> None:
    """Approved minutes name a former member where Convene wrote her name down, and not in what
    people typed.
    """
    for row in session.exec(select(Minutes).where(col(Minutes.frozen).is_not(None))):
        frozen = _without_her(row.frozen or {}, identity)
        if frozen != row.frozen:
            row.frozen = frozen
            session.add(row)


def _without_her(frozen: dict[str, Any], identity: _Identity) -> dict[str, Any]:
    kept = frozen | {
        part: identity.removed_from(frozen[part]) for part in _NAMING if part in frozen
    }
    for part in set(_ATTENDING) & kept.keys():
        kept[part] = [[library, identity.removed_from(names)] for library, names in kept[part]]
    if "tasks" in kept:
        kept["tasks"] = {
            number: facts | {"whose": _without_owner(facts["whose"], identity)}
            for number, facts in kept["tasks"].items()
        }
    return kept


def _without_owner(whose: str, identity: _Identity) -> str:
    """The owners of a task, each by name."""
    names = identity.removed_from(whose).split(", ")
    return ", ".join(identity.removed_from(name) for name in names)


def _scrub_record(person: Person, now: datetime) -> None:
    person.name, person.email, person.slack_id = NAME, None, None
    person.zone = Person.model_fields["zone"].default
    person.is_active = False
    # Nobody hears that a former member left: who forgets her sees what is left, and so does Home.
    person.departure_told_at, person.asked_slack_at = now, None
    person.mail_stopped_at = person.mail_bounced_at = None


def _open_tasks(session: Session, person: Person) -> int:
    still_open = sa.select(sa.func.count()).where(
        terms.is_named_owner(person.id),
        col(Task.done_at).is_(None),
        col(Task.group_id).is_not(None),
    )
    count: int = session.execute(still_open).scalar_one()
    return count


def _still_named(session: Session, identity: _Identity) -> dict[str, int]:
    """In how many rows a name stands in what people typed, by table and column; in a file of
    several, once.
    """
    found: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            found.update(
                f"{table.name}.{name}" for name, value in row.items() if identity.is_in(value)
            )
    if in_rows := value_statements.count_naming(session, identity.is_in):
        found["statement_versions.rows_zip"] = in_rows
    return dict(found)

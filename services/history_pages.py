"""Reading the history, with the names of all that it speaks of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    Call,
    CallUnit,
    Commitment,
    Decision,
    Deliverable,
    Direction,
    Group,
    GroupProposal,
    HistoryEntry,
    Meeting,
    Membership,
    Obligation,
    Organization,
    Person,
    Poll,
    Question,
    Representation,
    Seat,
    Series,
    Story,
    SunsetReview,
    Task,
    Topic,
)
from models.history import HistoryLine, HistoryPage
from models.messages import Medium, Recipient
from models.subjects import CONSORTIUM, LANE, Subject, subject_column
from services import access, consortium, edit_undos, recurrence
from services.access import Standing
from services.errors import Invalid

ENTRIES = 12
"""How many entries a page has."""
MENTIONS = {
    "owner": "person",
    "co_owners": "person",
    "library": "organization",
    "person": "person",
    "person_id": "person",
    "chair": "person",
    "credited": "person",
    "done_by": "person",
    "alternate": "person",
    "came": "person",
    "in_room": "person",
    "recorder": "person",
    "pulled_by": "person",
    "recused": "person",
    "remote": "person",
    "merged": "person",
    "acting": "person",
    "seat": "seat",
    "topic": "topic",
    "topic_id": "topic",
    "director": "person",
    "moved": "person",
    "meeting": "meeting",
    "group": "group",
    "group_id": "group",
    "organization_id": "organization",
    "merged_into": "organization",
    "directions": "direction",
}
"""Of which noun the ids are under each of these names of before and after."""
ANSWERS = "answers"
"""The name under which each answer stands by the id of the person."""
PATTERN = "pattern"
"""The name under which the rhythm of a series stands."""
_CALLED: dict[str, Any] = {
    "person": select(Person.id, Person.name),
    "organization": select(Organization.id, Organization.short_name),
    "direction": select(Direction.id, Direction.name),
    "group": select(Group.id, Group.name),
    "series": select(Series.id, Series.title),
    "meeting": select(Meeting.id, Meeting.title),
    "task": select(Task.id, Task.title),
    "decision": select(Decision.id, Decision.wording),
    "question": select(Question.id, Question.wording),
    "item": select(AgendaItem.id, AgendaItem.title),
    "seat": select(Seat.id, sa.func.trim(col(Seat.role).concat(" ").concat(col(Seat.label)))),
    "deliverable": select(Deliverable.id, Deliverable.title),
    "proposal": select(GroupProposal.id, GroupProposal.name),
    "review": select(SunsetReview.id, Group.name).join(
        Group, col(Group.id) == SunsetReview.group_id
    ),
    "membership": select(Membership.id, Person.name).join(
        Person, col(Person.id) == Membership.person_id
    ),
    "representation": select(Representation.id, Person.name).join(
        Person, col(Person.id) == Representation.person_id
    ),
    "topic": select(Topic.id, Topic.name),
    "call": select(Call.id, Call.question),
    "commitment": select(Commitment.id, Call.question)
    .join(CallUnit, col(CallUnit.id) == Commitment.unit_id)
    .join(Call, col(Call.id) == CallUnit.call_id),
    "obligation": select(Obligation.id, Obligation.title),
    "poll": select(Poll.id, Poll.title),
    "story": select(Story.id, sa.literal("story ").concat(sa.cast(Story.id, sa.String))),
}
"""What the things of each noun are called."""


def page(
    session: Session,
    who: Standing,
    *,
    group_id: int | None = None,
    person_id: int | None = None,
    below: int | None = None,
) -> HistoryPage:
    """A dozen entries that ``who`` may read, the newest first: in a group, and by or about a person
    where they are given; ``below`` is the last entry that was shown. As many queries as there are
    nouns and three, at most.
    """
    statement = select(HistoryEntry).where(access.visible_history(who))
    if group_id is not None:
        statement = statement.where(col(HistoryEntry.group_id) == group_id)
    if person_id is not None:
        statement = statement.where(_concerns(person_id))
    if below is not None:
        statement = statement.where(_before(session, below))
    newest = statement.order_by(col(HistoryEntry.at).desc(), col(HistoryEntry.id).desc())
    found = session.exec(newest.limit(ENTRIES + 1)).all()
    entries = found[:ENTRIES]
    names = _names(session, entries)
    reversible = edit_undos.reversible(session, entries, by=who)
    return HistoryPage(
        lines=tuple(_line(entry, names, may_undo=entry.id in reversible) for entry in entries),
        names=names,
        below=entries[-1].id if len(found) > len(entries) else None,
    )


def _before(session: Session, entry_id: int) -> sa.ColumnElement[bool]:
    """The condition that an entry comes after this one where the newest comes first; where that
    one is gone by now, that it was written before it.
    """
    is_earlier = col(HistoryEntry.id) < entry_id
    at = session.exec(select(HistoryEntry.at).where(HistoryEntry.id == entry_id)).first()
    if at is None:
        return is_earlier
    moment = col(HistoryEntry.at)
    return sa.and_(moment <= at, sa.or_(moment < at, is_earlier))


def _concerns(person_id: int) -> sa.ColumnElement[bool]:
    memberships = select(subject_column("membership", col(Membership.id))).where(
        Membership.person_id == person_id
    )
    representations = select(subject_column("representation", col(Representation.id))).where(
        Representation.person_id == person_id
    )
    return sa.or_(
        col(HistoryEntry.by_id) == person_id,
        col(HistoryEntry.subject) == str(Subject("person", person_id)),
        col(HistoryEntry.subject).in_(memberships),
        col(HistoryEntry.subject).in_(representations),
    )


def _line(entry: HistoryEntry, names: Mapping[str, str], *, may_undo: bool) -> HistoryLine:
    called = (
        facts.get(key) for key in ("wording", "title") for facts in (entry.before, entry.after)
    )
    wording = next((text for text in called if text), "")
    return HistoryLine(
        entry,
        who=_name(names, "person", entry.by_id),
        group=_name(names, "group", entry.group_id),
        thing=names.get(entry.subject, str(wording)),
        may_undo=may_undo,
    )


def _name(names: Mapping[str, str], noun: str, row_id: int | None) -> str | None:
    return names.get(str(Subject(noun, row_id))) if row_id else None


def _names(session: Session, entries: Sequence[HistoryEntry]) -> dict[str, str]:
    """What all is called that the entries speak of, one query for each noun of them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for noun, row_id in (mention for entry in entries for mention in mentions(entry)):
        wanted[noun].add(row_id)
    names = {
        f"{noun}:{row_id}": name
        for noun, ids in wanted.items()
        for row_id, name in session.execute(_CALLED[noun].where(_id_of(noun).in_(ids)))
    }
    return names | _lanes(session, entries) | _rhythms(entries) | _whole(session, entries)


def _id_of(noun: str) -> Any:
    return _CALLED[noun].selected_columns[0]


def mentions(entry: HistoryEntry) -> Iterator[tuple[str, int]]:
    """Each thing that an entry speaks of, by noun and id."""
    subject = Subject.parse(entry.subject)
    if subject.noun in _CALLED:
        yield subject.noun, int(subject.id)
    for noun, row_id in (("person", entry.by_id), ("group", entry.group_id)):
        if row_id is not None:
            yield noun, row_id
    for facts in (entry.before, entry.after):
        for name, value in facts.items():
            if name in MENTIONS:
                yield from ((MENTIONS[name], row_id) for row_id in _ids(value))
        answers = facts.get(ANSWERS)
        if isinstance(answers, dict):
            yield from (("person", int(row_id)) for row_id in answers if row_id.isdecimal())


def _ids(value: Any) -> Iterable[int]:
    """The ids in a value: an import writes words in their place."""
    values = value if isinstance(value, list) else [value]
    return (row_id for row_id in values if type(row_id) is int)


def _lanes(session: Session, entries: Sequence[HistoryEntry]) -> dict[str, str]:
    """Whose each channel and account is in which something was mended."""
    subjects = [Subject.parse(entry.subject) for entry in entries]
    lanes = {str(subject.id) for subject in subjects if subject.noun == LANE}
    if not lanes:
        return {}
    groups = select(Group.channel_id, Group.name).where(col(Group.channel_id).in_(lanes))
    people = select(Person.slack_id, Person.name).where(col(Person.slack_id).in_(lanes))
    rows = [*session.exec(groups), *session.exec(people), *_mailboxes(session, lanes)]
    return {f"{LANE}:{lane}": name for lane, name in rows}


def _mailboxes(session: Session, lanes: Collection[str]) -> list[tuple[str, str]]:
    """The lanes of these by which mail goes, each with whose it is."""
    prefix = Medium.MAIL.prefix
    ids = [int(lane.removeprefix(prefix)) for lane in lanes if lane.startswith(prefix)]
    people = select(Person).where(col(Person.id).in_(ids))
    found = session.exec(people) if ids else ()
    return [(Recipient(Medium.MAIL, str(person.id)).lane, person.name) for person in found]


def _rhythms(entries: Sequence[HistoryEntry]) -> dict[str, str]:
    texts = {facts.get(PATTERN) for entry in entries for facts in (entry.before, entry.after)}
    return {f"{PATTERN}:{text}": _rhythm(text) for text in texts if isinstance(text, str)}


def _rhythm(text: str) -> str:
    try:
        return recurrence.describe(recurrence.from_text(text))
    except (Invalid, ValueError):
        return "a rhythm of an older version"


def _whole(session: Session, entries: Sequence[HistoryEntry]) -> dict[str, str]:
    if all(entry.subject != CONSORTIUM for entry in entries):
        return {}
    return {CONSORTIUM: consortium.settings(session).name}

"""Putting items on the agenda, and changing them; what is raised is in words for the person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    AgendaCarry,
    AgendaItem,
    AgendaItemState,
    AgendaPurpose,
    Group,
    Meeting,
    MeetingStatus,
    Person,
)
from models.agendas import MOST_ITEM_MINUTES, MOST_OPEN_ITEMS, PAPERS_LENGTH, ItemDraft
from models.columns import NAME_LENGTH
from models.subjects import Subject
from services import history
from services.agendas import lists
from services.errors import Conflict, Invalid

FIELDS = {
    "title": "title",
    "owner": "owner",
    "minutes": "minutes",
    "purpose": "purpose",
    "papers": "list of papers",
    "is_consent": "place in the consent part",
}
"""The fields of an item, by their names in the history, and what they are called."""
_BY_WEIGHT = (AgendaPurpose.INFORM, AgendaPurpose.DISCUSS, AgendaPurpose.DECIDE)
_WAS = {
    AgendaItemState.CLOSED: "the meeting has dealt with it",
    AgendaItemState.MERGED: "it is part of another item",
    AgendaItemState.WITHDRAWN: "it was withdrawn",
}


def add(
    session: Session,
    group: Group,
    draft: ItemDraft,
    *,
    meeting: Meeting | None = None,
    parked_in: Meeting | None = None,
    by: Person,
    now: datetime,
) -> AgendaItem:
    """Put an item at the end of the group's next agenda, or of that of a later ``meeting``.

    What was ``parked_in`` a meeting goes to the one after it, as carried from there, at the head of
    what waits. Raises ``Invalid`` for a field of ``draft``, or where too many items are open.
    """
    draft = checked(draft)
    if meeting is not None and (meeting.ends_at <= now or meeting.status is not MeetingStatus.ON):
        raise Conflict(f"{meeting.title} is over or cancelled. `/meet agenda` shows the next one.")
    open_items = lists.open_items(session, group)
    if len(open_items) >= MOST_OPEN_ITEMS:
        raise Invalid(
            f"{MOST_OPEN_ITEMS} items are open, which are the most. Withdraw or close some first."
        )
    item = AgendaItem(
        **_columns(draft),
        group_id=group.id,
        meeting_id=_chosen(session, group, meeting, now),
        position=1 + max((row.position for row in open_items), default=0),
        proposed_by=by.id,
        proposed_at=now,
        waits_since=max(now, parked_in.starts_at) if parked_in else now,
    )
    session.add(item)
    session.flush()
    if parked_in is not None:
        note_carried(session, [item], parked_in)
        put_first(session, group, [item])
    _note(session, "item.added", item, by, now, after=recorded(item))
    session.flush()
    return item


def edit(
    session: Session, item: AgendaItem, draft: ItemDraft, *, by: Person, now: datetime
) -> bool:
    """Give an open item other fields; whether anything changed. An item that is marked for the
    consent part anew has been pulled by nobody.
    """
    draft = checked(draft)
    check_open(item)
    before = recorded(item)
    item.title, item.minutes, item.purpose = draft.title, draft.minutes, draft.purpose
    item.owner_id, item.papers = draft.owner.id if draft.owner else None, draft.papers
    if item.is_consent is not draft.is_consent:
        item.is_consent, item.pulled_by = draft.is_consent, None
    after = recorded(item)
    if after == before:
        return False
    changed = [name for name in after if after[name] != before[name]]
    was, became = ({name: facts[name] for name in changed} for facts in (before, after))
    _note(session, "item.changed", item, by, now, before=was, after=became)
    return True


def withdraw(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Take an open item off for good."""
    check_open(item)
    item.state, item.closed_at = AgendaItemState.WITHDRAWN, now
    _note(session, "item.withdrawn", item, by, now)


def put_off(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Keep an open item from the next meeting: it comes back at the one after. From a meeting that
    has begun it is carried.
    """
    check_open(item)
    if item.is_put_off:
        raise Conflict(f"“{item.title}” is put off already.")
    meeting = lists.meeting_with(session, item)
    has_begun = meeting is not None and meeting.starts_at <= now
    if meeting is not None and has_begun:
        note_carried(session, [item], meeting)
    item.is_put_off, item.meeting_id, item.waits_since = not has_begun, None, now
    _note(session, "item.put_off", item, by, now)


def put_back(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Put what was put off on the next agenda after all."""
    check_open(item)
    if not item.is_put_off:
        raise Conflict(f"“{item.title}” is not put off.")
    item.is_put_off, item.waits_since = False, now
    _note(session, "item.put_back", item, by, now)


def close(
    session: Session, item: AgendaItem, *, meeting: Meeting | None, by: Person, now: datetime
) -> None:
    """Say that a meeting has dealt with an open item, also where it was carried on from there
    already; without a meeting, that it needs none.
    """
    check_open(item)
    item.state, item.closed_at, item.is_put_off = AgendaItemState.CLOSED, now, False
    item.meeting_id = meeting.id if meeting else None
    if meeting and (carry := session.get(AgendaCarry, (meeting.id, item.id))):
        session.delete(carry)
        item.times_carried -= 1
    after = {"meeting": meeting.id} if meeting else None
    _note(session, "item.closed", item, by, now, after=after)


def merge(
    session: Session, item: AgendaItem, into: AgendaItem, *, by: Person, now: datetime
) -> None:
    """Let an open item be part of another open one of the same group.

    The other one has the minutes and papers of both, the stronger purpose, and the higher count of
    meetings; it is in the consent part where both are. Raises ``Conflict`` where it cannot be, and
    ``Invalid`` where the papers of both are too long together.
    """
    check_open(item)
    check_open(into)
    if item.id == into.id or item.group_id != into.group_id:
        raise Conflict("An item can only become part of another item of the same group.")
    papers = "\n".join(text for text in (into.papers, item.papers) if text)
    if len(papers) > PAPERS_LENGTH:
        raise Invalid(
            f"The papers of both are longer than {PAPERS_LENGTH} characters. Shorten one first."
        )
    before, was_pulled_by = recorded(into), into.pulled_by
    into.papers = papers
    if item.minutes is not None:
        into.minutes = min(MOST_ITEM_MINUTES, (into.minutes or 0) + item.minutes)
    into.purpose = max(into.purpose, item.purpose, key=_BY_WEIGHT.index)
    into.times_carried = max(into.times_carried, item.times_carried)
    into.is_consent = into.is_consent and item.is_consent
    into.pulled_by = (into.pulled_by or item.pulled_by) if into.is_consent else None
    item.state, item.closed_at, item.merged_into_id = AgendaItemState.MERGED, now, into.id
    after: dict[str, Any] = {"into": into.title}
    pulled = [{"pulled_by": number} if number else {} for number in (was_pulled_by, into.pulled_by)]
    if pulled[0] == pulled[1]:
        pulled = [{}, {}]
    _note(session, "item.merged", item, by, now, before=pulled[0], after=after | pulled[1])
    changes = {name: value for name, value in recorded(into).items() if value != before[name]}
    if changes:
        was = {name: before[name] for name in changes}
        _note(session, "item.changed", into, by, now, before=was, after=changes)


def pull(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> bool:
    """Take an item out of the consent part, to talk about it; False where somebody has done so.

    The item is locked, so that of two people at once the first is named.
    """
    check_open(item)
    if not item.is_consent:
        raise Conflict(f"“{item.title}” is not in the consent part.")
    if item.pulled_by is not None:
        return False
    item.pulled_by = by.id
    _note(session, "item.pulled", item, by, now)
    return True


def order(
    session: Session, group: Group, first: Sequence[int], *, by: Person, now: datetime
) -> None:
    """Put these open items first, in this order; the others follow in the order that they have.

    Raises ``Invalid`` for an id that is not among the open items, or is there twice.
    """
    rows = lists.open_items(session, group)
    by_id = {row.id: row for row in rows}
    if len(set(first)) != len(first) or not by_id.keys() >= set(first):
        raise Invalid("Some of these items are not open any more. Look at the agenda again.")
    before = [row.id for row in rows]
    put_first(session, group, [by_id[number] for number in first])
    after = [row.id for row in lists.open_items(session, group)]
    if after != before:
        about = Subject.of(group)
        history.record(session, "group.agenda_ordered", about, by=by, now=now)


def release(session: Session, meetings: Sequence[Meeting], *, now: datetime) -> None:
    """Let what was meant for meetings that are cancelled wait for the next one."""
    statement = select(AgendaItem).where(
        col(AgendaItem.meeting_id).in_([meeting.id for meeting in meetings]),
        AgendaItem.state == AgendaItemState.OPEN,
    )
    for item in session.exec(statement):
        item.meeting_id, item.waits_since = None, now
        session.add(item)


def put_first(session: Session, group: Group, first: Sequence[AgendaItem]) -> None:
    """Renumber the open items of a group, these before all others."""
    session.flush()
    ids = [row.id for row in first]
    others = [row for row in lists.open_items(session, group) if row.id not in ids]
    for place, row in enumerate([*first, *others], 1):
        if row.position != place:
            row.position = place
            session.add(row)
    session.flush()


def note_carried(session: Session, items: Sequence[AgendaItem], meeting: Meeting) -> None:
    """Write down that these items stood on the agenda of a meeting, and go on."""
    for item in items:
        session.add(AgendaCarry(meeting_id=meeting.id, item_id=item.id))
        item.times_carried += 1
        session.add(item)


def checked(draft: ItemDraft) -> ItemDraft:
    """The same with single spaces. Raises ``Invalid`` with the field that cannot be."""
    title, papers = " ".join(draft.title.split()), draft.papers.strip()
    if not title:
        raise Invalid("Say in a few words what it is about.", field="title")
    if len(title) > NAME_LENGTH:
        raise Invalid(f"Keep the title below {NAME_LENGTH} characters.", field="title")
    if len(papers) > PAPERS_LENGTH:
        raise Invalid(f"Keep the papers below {PAPERS_LENGTH} characters.", field="papers")
    if draft.minutes is not None and not 1 <= draft.minutes <= MOST_ITEM_MINUTES:
        raise Invalid(f"Minutes are from 1 to {MOST_ITEM_MINUTES}.", field="minutes")
    return ItemDraft(title, draft.owner, draft.minutes, draft.purpose, papers, draft.is_consent)


def check_open(item: AgendaItem) -> None:
    """Raises ``Conflict`` for an item that is not open any more."""
    if item.state is not AgendaItemState.OPEN:
        raise Conflict(f"“{item.title}” is not open any more: {_WAS[item.state]}.")


def recorded(item: AgendaItem) -> dict[str, Any]:
    """The fields of an item as the history keeps them."""
    facts = item.model_dump(mode="json", include={*FIELDS} - {"owner"})
    return facts | {"owner": item.owner_id}


def _columns(draft: ItemDraft) -> dict[str, Any]:
    """The columns that hold a draft."""
    same = {name: getattr(draft, name) for name in FIELDS if name != "owner"}
    return same | {"owner_id": draft.owner.id if draft.owner else None}


def _chosen(session: Session, group: Group, meeting: Meeting | None, now: datetime) -> int | None:
    """The id of a meeting that a new item would not reach by waiting."""
    if meeting is None:
        return None
    following = session.exec(
        select(Meeting.id)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.starts_at) > now)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(1)
    ).first()
    return None if following == meeting.id else meeting.id


def _note(
    session: Session,
    action: str,
    item: AgendaItem,
    by: Person,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    session.add(item)
    session.flush()
    history.record(session, action, Subject.of(item), by=by, now=now, before=before, after=after)

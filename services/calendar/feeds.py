"""Feeds: secret addresses at which calendars fetch meetings, never more than their owner sees."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import CalendarFeed, FeedKind, Group, Meeting, Person
from models.reach import current
from models.subjects import Subject
from services import access, consortium, history, presence
from services.access import Needs, Standing
from services.calendar import icalendar_text
from services.calendar.alternate_entries import sent_places
from services.calendar.calendar_entries import (
    CalendarEntry,
    apart_items,
    identity,
    items,
    without_meetings,
)
from services.errors import NotAllowed

SHOWN_BACK = timedelta(days=90)
"""For so long after it began a meeting stays in the feeds."""
TOKEN_BYTES = 24
"""Of randomness: 192 bits."""


@dataclass(frozen=True)
class FetchedFeed:
    """What a calendar gets."""

    id: int
    text: str
    text_hash: str
    changed_at: datetime
    """When it first was as it is; that of the last fetching where ``is_new``."""
    is_new: bool
    """Whether it is not what was fetched last."""


def replace_feed(
    session: Session, kind: FeedKind, group: Group | None, *, by: Standing, now: datetime
) -> str:
    """The token of a new address for oneself; an older one for the same meetings ends.

    It cannot be read again later. ``group`` is one from ``access.group_to_see``, for its own feed.
    """
    if not _may_have(kind, group, by=by):
        raise NotAllowed(
            "That calendar is for members of the group. Ask a chair to add you."
            if group
            else "Only full members of this Slack can have that calendar."
        )
    identity(session)
    _delete(session, kind, group, by.person)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        CalendarFeed(
            token_hash=_hash(token),
            kind=kind,
            person_id=by.person.id,
            group_id=group.id if group else None,
            made_at=now,
            changed_at=now,
        )
    )
    after = {"kind": kind.value} | ({"group": group.id} if group else {})
    history.record(session, "feed.made", Subject.of(by.person), by=by.person, now=now, after=after)
    return token


def end_feed(
    session: Session, kind: FeedKind, group: Group | None, *, by: Person, now: datetime
) -> bool:
    """End one's own address of a feed; whether there was one."""
    ended = _delete(session, kind, group, by)
    if ended:
        before = {"kind": kind.value} | ({"group": group.id} if group else {})
        history.record(session, "feed.ended", Subject.of(by), by=by, now=now, before=before)
    return ended


def end_feeds(session: Session, person: Person, *, by: Person, now: datetime) -> int:
    """End all addresses of somebody's feeds; how many there were."""
    rows = session.exec(select(CalendarFeed).where(CalendarFeed.person_id == person.id)).all()
    for row in rows:
        session.delete(row)
    if rows:
        history.record(session, "feed.ended", Subject.of(person), by=by, now=now)
    return len(rows)


def address(token: str) -> str:
    """Where a feed is fetched."""
    return f"{current().public_url}/calendar/{token}.ics"


def feeds_of(session: Session, person: Person) -> list[CalendarFeed]:
    """The feeds for which somebody has an address."""
    rows = select(CalendarFeed).where(CalendarFeed.person_id == person.id)
    return list(session.exec(rows.order_by(col(CalendarFeed.id))))


def fetch(session: Session, token: str, *, now: datetime) -> FetchedFeed | None:
    """What stands under an address; None where there is none, or none any more, or its owner may
    not see these meetings now: nobody can tell which.
    """
    row = session.exec(
        select(CalendarFeed, Person)
        .join(Person, col(Person.id) == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == _hash(token), col(Person.is_active))
    ).first()
    if row is None:
        return None
    feed, person = row
    who = access.standing(session, person, now)
    group = session.get(Group, feed.group_id) if feed.group_id else None
    if not _may_have(feed.kind, group, by=who):
        return None
    text = _text(session, feed.kind, group, who, now)
    found = hashlib.sha256(text.encode()).hexdigest()
    is_new = found != feed.text_hash
    return FetchedFeed(feed.id, text, found, now if is_new else feed.changed_at, is_new)


def note_fetched(session: Session, fetched: FetchedFeed) -> None:
    """Write down what a feed shows, and since when, so that later it can be said."""
    feed = session.get(CalendarFeed, fetched.id)
    if feed is not None and feed.text_hash != fetched.text_hash:
        feed.text_hash, feed.changed_at = fetched.text_hash, fetched.changed_at
        session.add(feed)


def _may_have(kind: FeedKind, group: Group | None, *, by: Standing) -> bool:
    match kind:
        case FeedKind.MINE:
            return True
        case FeedKind.PUBLIC:
            return access.may_run(Needs.LIBRARIAN, by=by)
        case FeedKind.GROUP:
            return group is not None and access.may_follow_meetings(group, by=by)


def _text(
    session: Session, kind: FeedKind, group: Group | None, who: Standing, now: datetime
) -> str:
    settings = consortium.settings(session)
    names = {FeedKind.MINE: f"My meetings, {settings.name}", FeedKind.PUBLIC: settings.name}
    rows = _meetings(session, kind, group, who, now)
    entries = _own_entries(session, rows, who) if kind is FeedKind.MINE else _entries(session, rows)
    return icalendar_text.feed(
        entries,
        name=group.name if group else names[kind],
        zone=settings.zone,
    )


def _entries(session: Session, rows: Sequence[Meeting]) -> list[CalendarEntry]:
    """Without what is cancelled: a calendar that fetches the rest takes it out by itself, where
    Outlook would go on showing it.
    """
    return [
        entry
        for item in items(session, rows)
        if not item.is_cancelled
        for entry in item.entries_with_agendas
    ]


def _own_entries(session: Session, rows: Sequence[Meeting], who: Standing) -> list[CalendarEntry]:
    """Of her own meetings, without those to which she sends somebody; of a series to one meeting of
    which she is sent, that alone.
    """
    places, hers = sent_places(session, {row.id for row in rows}), who.person.id
    own_groups = access.own_groups(who)
    sent = [
        row
        for row in rows
        if row.group_id not in own_groups and any(at.alternate_id == hers for at in places[row.id])
    ]
    away = {row.id for row in rows if any(at.person_id == hers for at in places[row.id])}
    own = items(session, [row for row in rows if row not in sent])
    entries = [
        entry
        for item in own
        if not item.is_cancelled
        for entry in without_meetings(item, item.entries_with_agendas, away)
    ]
    alone = (apart_items(item, sent) for item in items(session, sent))
    return entries + [
        item.entries[0] for of_item in alone for item in of_item if not item.is_cancelled
    ]


def _meetings(
    session: Session, kind: FeedKind, group: Group | None, who: Standing, now: datetime
) -> list[Meeting]:
    """Every meeting that lies in the time that feeds show, or whose series does."""
    statement: Any = (
        select(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(Meeting.starts_at > now - SHOWN_BACK)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    match kind:
        case FeedKind.MINE:
            sent = presence.sent_to(who.person.id)
            in_group = col(Meeting.group_id).in_(access.own_groups(who))
            rows = session.execute(statement.add_columns(sent).where(sa.or_(in_group, sent)))
            return [row for row, is_sent in rows if is_sent or _is_hers(row, who)]
        case FeedKind.GROUP:
            of_group = statement.where(Meeting.group_id == (group.id if group else 0))
            return list(session.exec(of_group))
        case FeedKind.PUBLIC:
            public = statement.where(col(Group.is_private).is_(False), access.visible_groups(who))
            return list(session.exec(public))


def _is_hers(meeting: Meeting, who: Standing) -> bool:
    """Whether she still serves when it begins, as far as is known; what is past stays."""
    return meeting.starts_at <= who.at or access.may_answer(meeting, by=who)


def _delete(session: Session, kind: FeedKind, group: Group | None, person: Person) -> bool:
    gone = delete(CalendarFeed).where(
        col(CalendarFeed.person_id) == person.id, col(CalendarFeed.kind) == kind
    )
    if group is not None:
        gone = gone.where(col(CalendarFeed.group_id) == group.id)
    return bool(session.execute(gone.returning(col(CalendarFeed.id))).all())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

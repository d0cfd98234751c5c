"""What happens to the channel in which a group works, and who comes to it and goes."""

import math
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlmodel import Session, col, select

from models import Group, OutboxMessage, Person
from models.groups import CHANNEL_NAME_LENGTH
from models.messages import CHANNEL_NEWS, OFFERED, STARTED, STILL_MEMBER, Key, Recipient, readable
from models.payloads import Message
from models.subjects import Subject
from services import access, outbox, preferences, terms
from services.access import Standing
from services.errors import Conflict, Invalid

BOOKMARK_TITLE = "Charge"
"""What the bookmark above a group's channel is called that leads to its charge."""
ARCHIVED = "is_archived"
DELETED = "channel_not_found"
_IN_PERSON = "offered in the channel"
_OPENED = "unarchived"
_STATES = ("archived", "deleted", _OPENED)
"""The events that open and close a channel, as the keys of their news name them."""

NAME_FIELD = "channel_name"
_CHANNEL_NAME = re.compile(r"(?=.*[^\W_])[\w-]+")


def channel_name(typed: str) -> str:
    """What a new channel can be called; raises ``Invalid`` for what Slack would not take."""
    name = "-".join(normalize("NFC", typed).strip().removeprefix("#").lower().split())
    if not name:
        raise Invalid("Give the channel a name.", field=NAME_FIELD)
    if len(name) > CHANNEL_NAME_LENGTH:
        words = f"The name of a channel has {CHANNEL_NAME_LENGTH} characters at most."
        raise Invalid(words, field=NAME_FIELD)
    if not _CHANNEL_NAME.fullmatch(name):
        words = "Use letters, digits, hyphens and underscores only, such as metadata-group."
        raise Invalid(words, field=NAME_FIELD)
    return name


def proposed_name(group: Group) -> str:
    """What the channel of a group could be called."""
    words = re.sub(r"[\W_]+", "-", normalize("NFC", group.name).lower())
    return words[:CHANNEL_NAME_LENGTH].strip("-") or f"group-{group.id}"


def check_without_channel(group: Group) -> None:
    """Raise ``Conflict`` for a group that works in a channel already."""
    if group.channel_id is not None:
        raise Conflict(
            f"{group.name} has a channel already. `/wg edit` lets it work in another one."
        )


def own_bookmark(present: Iterable[dict[str, Any]], own_id: str) -> dict[str, Any] | None:
    """The bookmark to the charge that Convene, which is ``own_id`` in this Slack, has put into a
    channel, among those that are there; people may have some of the same name.
    """
    titled = (row for row in present if row["title"] == BOOKMARK_TITLE)
    return next((row for row in titled if row["last_updated_by_user_id"] == own_id), None)


def introduction(session: Session, group: Group) -> tuple[str, str] | None:
    """The channel and the time of the message that introduced a group; None where none arrived."""
    key = str(Key(STARTED, Subject.of(group)))
    row = session.exec(select(OutboxMessage).where(OutboxMessage.key == key)).first()
    if row is None or not {"channel", "ts"} <= row.receipt.keys():
        return None
    return row.receipt["channel"], row.receipt["ts"]


def of_channel(session: Session, channel_id: str, now: datetime) -> Group | None:
    """The active group that works in a channel; none where everybody is in it."""
    found = select(Group).where(
        Group.channel_id == channel_id,
        terms.active(now),
        col(Group.channel_is_everybodys).is_(False),
    )
    return session.exec(found).first()


def holder_of(session: Session, channel_id: str) -> Group | None:
    """The group that has a channel, a discharged one included."""
    return session.exec(select(Group).where(Group.channel_id == channel_id)).first()


def works_in(session: Session, channel_id: str) -> bool:
    """Whether any group has that channel, a discharged one included."""
    return session.exec(select(Group.id).where(Group.channel_id == channel_id)).first() is not None


def offer(session: Session, group: Group, *, to: Standing) -> bool:
    """Note that somebody who has joined the channel of a public group is offered membership; False
    where she is a member, may not join, or was offered it before.
    """
    person = to.person
    if access.role_in(group, to) or not access.may_join(group, by=to) or not person.is_active:
        return False
    key = Key(OFFERED, Subject.of(group), recipient=Subject.of(person))
    recipient = Recipient.person(person)
    return outbox.note_told(session, to=recipient, key=key, now=to.at, reason=_IN_PERSON)


def ask_about_leaving(session: Session, group: Group, words: Message, *, of: Standing) -> bool:
    """Promise the question whether somebody who has left the channel leaves the group, too: once
    for each service of hers.
    """
    person = of.person
    service = terms.current(session, group, person.id, of.at)
    if service is None or not person.is_active or not person.slack_id:
        return False
    key = Key(STILL_MEMBER, Subject.of(group), str(service.id), Subject.of(person))
    return outbox.post(session, words, to=Recipient.person(person), key=key, now=of.at)


def hold(session: Session, group: Group, reason: str, now: datetime) -> None:
    """Let nothing out to the channel of a group until it is there again. Whoever can mend it is
    told by the caller.
    """
    lane = Recipient.channel(group.channel_id).lane
    outbox.close(session, lane, reason, now=now)
    outbox.note_alert(session, lane, now=now)


def release(session: Session, channel_id: str) -> None:
    """Let out what was held for a channel, of whichever group it is."""
    outbox.reopen(session, Recipient.channel(channel_id).lane)


def is_late(session: Session, group: Group, happened: str) -> bool:
    """Whether an event of the group's channel that ``happened`` then was handled before, or a later
    one was: Slack sends events again, and out of order. Of one without a moment nobody knows.
    """
    keys = session.exec(
        select(OutboxMessage.key).where(outbox.keyed(CHANNEL_NEWS, subject=Subject.of(group)))
    )
    handled = [key.occurrence[1] for key in readable(keys) if key.occurrence[0] in _STATES]
    return any(_moment(happened) <= _moment(text) for text in handled)


def note_open(session: Session, group: Group, happened: str, now: datetime) -> None:
    """Note when the channel of a group was opened again, of which nobody is told."""
    key = Key(CHANNEL_NEWS, Subject.of(group), (_OPENED, happened))
    to = Recipient.channel(group.channel_id)
    outbox.note_told(session, to=to, key=key, now=now, reason="opened in Slack")


def _moment(event_ts: str) -> float:
    """Not a number, which is neither before nor after any, where it says none."""
    try:
        return float(event_ts)
    except ValueError:
        return math.nan


def tell(
    session: Session, group: Group, words: Message, *, occurrence: tuple[str, ...], now: datetime
) -> int:
    """Promise news of the channel to the chairs and the program manager, once for each occurrence;
    how many messages.
    """
    concerned = select(Person).where(access.menders(group, now), col(Person.slack_id).is_not(None))
    hours = preferences.reminder_hours(session, now)
    return sum(
        outbox.post(
            session,
            words,
            to=Recipient.person(person),
            key=Key(CHANNEL_NEWS, Subject.of(group), occurrence, Subject.of(person)),
            now=now,
            due_at=hours.of(person).opens(now),
        )
        for person in session.exec(concerned.order_by(col(Person.id)))
    )

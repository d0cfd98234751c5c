"""To whom a message goes by mail, and what its letter says beside its own words."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Call, Group, Meeting, OutboxMessage, Person, Poll, Series, Task
from models.deliveries import BOUNCED, NO_ADDRESS
from models.letters import LetterFacts
from models.messages import CODE, ENTRY_ENDED, Key, MessageKind, kind_of
from services import consortium, links

_MENTIONED = re.compile(r"<@([A-Z][A-Z0-9]+)")
_CHANNELS = re.compile(r"<#([A-Z][A-Z0-9]+)")


@dataclass(frozen=True)
class Withheld:
    """Why nothing is sent to somebody."""

    reason: str
    is_wanted: bool = False
    """Whether she would want it, if her address took it."""


NOBODY = Withheld("nobody is there any more")
NOT_WANTED = Withheld("she wants no mail")
ADDRESS_MISSING = Withheld(NO_ADDRESS, is_wanted=True)
ADDRESS_BOUNCED = Withheld(BOUNCED, is_wanted=True)


def addressed(session: Session, message: OutboxMessage) -> LetterFacts | Withheld:
    """What a letter says that is not sent yet, without an address of her page: a few queries."""
    person = session.get(Person, int(message.recipient.address))
    kind = kind_of(message.key)
    if person is None or not person.is_active or person.merged_into_id is not None:
        return NOBODY
    if person.mail_stopped_at is not None and not kind.is_requested:
        return NOT_WANTED
    if person.mail_bounced_at is not None:
        return ADDRESS_BOUNCED
    return _facts(session, message, person, kind) if person.email else ADDRESS_MISSING


def with_page(session: Session, facts: LetterFacts, *, now: datetime) -> LetterFacts:
    """The same with a link to her page that is made now, where there are pages."""
    # A code is for the page that is open already.
    if not links.address("-") or facts.kind is CODE:
        return facts
    token = links.mint(session, facts.person, now=now)
    return replace(facts, page=links.address(token))


def _facts(
    session: Session, message: OutboxMessage, person: Person, kind: MessageKind
) -> LetterFacts:
    row = _subject_row(session, message.key)
    group = _group(session, row)
    if kind is ENTRY_ENDED:
        # What the meeting is called since then is no affair of hers.
        row = group
    payload_text = json.dumps(message.payload, ensure_ascii=False)
    return LetterFacts(
        person,
        kind,
        title=row.question if isinstance(row, Call) else str(getattr(row, "title", "")),
        starts_at=row.starts_at if isinstance(row, Meeting) else None,
        group=group.name if group else "",
        consortium=consortium.settings(session).name,
        names=_names(session, _MENTIONED.findall(payload_text)),
        channels=_channels(session, _CHANNELS.findall(payload_text)),
    )


_Row = Meeting | Series | Task | Call | Group | Poll


def _subject_row(session: Session, key_text: str) -> _Row | None:
    """What a message is about, where a letter has words for that."""
    try:
        subject = Key.parse(key_text).subject
    except ValueError:
        return None
    tables: dict[str, Any] = {"meeting": Meeting, "series": Series, "task": Task}
    tables |= {"call": Call, "group": Group, "poll": Poll}
    if subject is None or subject.noun not in tables:
        return None
    row: _Row | None = session.get(tables[subject.noun], subject.id)
    return row


def _group(session: Session, row: _Row | None) -> Group | None:
    if row is None or isinstance(row, Group):
        return row
    return session.get(Group, row.group_id) if row.group_id else None


def _names(session: Session, slack_ids: Iterable[str]) -> dict[str, str]:
    ids = set(slack_ids)
    found = select(Person.slack_id, Person.name).where(col(Person.slack_id).in_(ids))
    return {str(slack_id): name for slack_id, name in session.exec(found)} if ids else {}


def _channels(session: Session, channel_ids: Iterable[str]) -> dict[str, str]:
    ids = set(channel_ids)
    found = select(Group.channel_id, Group.name).where(col(Group.channel_id).in_(ids))
    return {str(channel_id): name for channel_id, name in session.exec(found)} if ids else {}

"""`/meet minutes`: the list of minutes, and finding them by word."""

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Answer, Ask, Reply
from models import Group
from models.database import reading
from models.payloads import Message
from services import access, groups, minutes
from views import minutes as views
from views.elements import PAGE
from views.values import MinutesListAt


def listed(ask: Ask) -> Answer:
    """`/meet minutes` lists the latest meetings of the channel's group, or of hers; the name of a
    group lists those of that, and any other words are looked for.
    """
    line = grammar.read(ask.text)
    with reading() as session:
        words = grammar.plain(line.text)
        if not words:
            return Reply(_list(session, ask, ask.group))
        group = groups.named(session, words, by=ask.who)
        if group is not None and group.name_key == groups.name_key(words):
            return Reply(_list(session, ask, group))
        return Reply(_found(session, ask, None, words))


def next_page(ask: Ask) -> Answer:
    at = ask.read(MinutesListAt)
    with reading() as session:
        group = None
        if at.group_id is not None:
            group = access.group_to_see(session, at.group_id, by=ask.who)
        if at.words:
            return Reply(_found(session, ask, group, at.words, offset=at.offset))
        return Reply(_list(session, ask, group, offset=at.offset))


def _list(session: Session, ask: Ask, group: Group | None, *, offset: int = 0) -> Message:
    found = minutes.newest(session, ask.who, group, now=ask.now, offset=offset, limit=PAGE + 1)
    entries = found[:PAGE]
    writable = {
        entry.meeting.id for entry in entries if access.may_write_minutes(entry.group, by=ask.who)
    }
    return views.listed(
        entries, group=group, writable=writable, offset=offset, is_more=len(found) > PAGE
    )


def _found(
    session: Session, ask: Ask, group: Group | None, words: str, *, offset: int = 0
) -> Message:
    hits = minutes.search(session, ask.who, words, group=group, offset=offset, limit=PAGE)
    return views.found(hits, group=group)

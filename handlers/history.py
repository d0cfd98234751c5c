"""`/convene history` and `/wg history`: who changed what, when, before and after."""

import re
from contextlib import AbstractContextManager, nullcontext

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.groups.describing import describe
from handlers.routes import Answer, Ask, Button, Command, Replace, Reply
from models import Group, HistoryEntry, Person
from models.database import reading, unit_of_work
from models.payloads import Message
from services import access, edit_undos, groups, history_pages, people, voting_rights
from services.access import Needs
from services.dates.words import quoted
from services.errors import Ambiguous, Invalid
from views import history as views
from views.values import HistoryAt
from views.voting_rights import vote_news

_LINK = re.compile(r"^(?:of|in|for|by|about)\s+", re.IGNORECASE)
_IN_GROUP = re.compile(r"^(?P<person>.+?)\s+(?:in|of|for)\s+(?P<group>.+)$", re.IGNORECASE)


def listed(ask: Ask) -> Answer:
    """`/convene history`, `/convene history Metadata`, `/convene history @ben in Metadata`."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if len(named) > 1:
        raise Invalid("Name one person at a time, such as `/convene history @ben`.")
    with reading() as session:
        group, person = _narrowed(session, ask, line, named[0] if named else None)
        return Reply(_page(session, ask, group, person))


def of_group(ask: Ask) -> Answer:
    """`/wg history`, and the button beside a group."""
    with reading() as session:
        if ask.value:
            group = access.group_to_see(session, ask.number(), by=ask.who)
        else:
            line = grammar.read(ask.text)
            is_name = not (line.slack_ids or line.names or line.channel_ids)
            known = _group_called(session, ask, line.text) if is_name else None
            group = known or place.named_or_here(session, ask, line)
        return Reply(_page(session, ask, group, None))


def next_page(ask: Ask) -> Answer:
    at = ask.read(HistoryAt)
    group: Group | None = None
    person: Person | None = None
    with reading() as session:
        if at.group_id is not None:
            group = access.group_to_see(session, at.group_id, by=ask.who)
        if at.person_id is not None:
            person = session.get(Person, at.person_id)
            if person is None:
                raise Invalid("I know nobody like that any more. Type `/convene history`.")
        return Reply(_page(session, ask, group, person, below=at.below))


def undo(ask: Ask) -> Answer:
    """The button beside an edit of a group or a library, in the history."""
    return Reply(_undo(ask), changes_home=True)


def undo_here(ask: Ask) -> Answer:
    """The button in the answer to an edit."""
    return Replace(_undo(ask))


def _undo(ask: Ask) -> Message:
    with unit_of_work() as session:
        with _telling_of_votes(session, ask):
            thing = edit_undos.undo(session, ask.number(), by=ask.who)
        words = views.undone(thing)
    if isinstance(thing, Group):
        describe(ask, thing)
    return words


def _telling_of_votes(session: Session, ask: Ask) -> AbstractContextManager[None]:
    """News to whoever loses a vote, or regains it, where the edit that is undone is of a group."""
    entry = session.get(HistoryEntry, ask.number())
    group = session.get(Group, entry.group_id) if entry and entry.group_id else None
    if group is None:
        return nullcontext()
    return voting_rights.telling(session, group, vote_news, now=ask.now)


def _page(
    session: Session, ask: Ask, group: Group | None, person: Person | None, below: int | None = None
) -> Message:
    if group is not None:
        access.check_history_of(group, by=ask.who)
    page = history_pages.page(
        session,
        ask.who,
        group_id=group.id if group else None,
        person_id=person.id if person else None,
        below=below,
    )
    return views.listed(
        page, group=group, person=person, zone=ask.person.zone, is_first=below is None
    )


def _narrowed(
    session: Session, ask: Ask, line: grammar.Line, named: Person | None
) -> tuple[Group | None, Person | None]:
    """The group and the person of a line. Raises ``Invalid`` for words that name neither."""
    text = _LINK.sub("", line.text.strip(" ,;:"))
    if line.channel_ids:
        group, text = grammar.group_of(session, ask, line)
        text = _LINK.sub("", text.strip())
        if text and named is not None:
            raise place.unknown(session, ask, text)
        return group, _person(session, ask, text) if text else named
    if not text:
        return None, named
    if found := groups.named(session, text, by=ask.who):
        return found, named
    both = _IN_GROUP.match(text)
    if both and named is None and (found := _group_called(session, ask, both["group"])):
        return found, _person(session, ask, both["person"])
    found = _group_called(session, ask, text)
    if named is not None:
        if found is None:
            raise place.unknown(session, ask, text)
        return found, named
    try:
        return None, _person(session, ask, text)
    except Invalid:
        if found is None:
            raise
        return found, None


def _group_called(session: Session, ask: Ask, text: str) -> Group | None:
    """The group of a name, discharged or not, or of a part of it: nothing but a look follows."""
    if not text:
        return None
    rows = groups.found(session, text, by=ask.who)
    return groups.named(session, text, by=ask.who) or (rows[0] if len(rows) == 1 else None)


def _person(session: Session, ask: Ask, text: str) -> Person:
    try:
        return people.by_typed_name(session, text)
    except Ambiguous:
        raise
    except Invalid:
        hint = grammar.hint(session, ask, text, noun="the group ")
        raise Invalid(f"{quoted(text)} is no group and nobody that I know. {hint}") from None


ROUTES = (
    Command(
        "convene history",
        listed,
        help="See who changed what and when, in all your groups, in one, or by one person.",
        needs=Needs.CHAIR,
        only_reads=True,
        example="/convene history Metadata",
        aliases=("log", "changes", "audit"),
    ),
    Command(
        "wg history",
        of_group,
        help="See who changed what in your group, and when, before and after.",
        needs=Needs.CHAIR,
        only_reads=True,
        example="/wg history Metadata",
        aliases=("log", "changes", "audit"),
    ),
    Button(views.PAGE_OF, next_page, needs=Needs.CHAIR),
    Button(views.UNDO, undo, needs=Needs.CHAIR),
    Button(views.UNDO_HERE, undo_here, needs=Needs.CHAIR),
)

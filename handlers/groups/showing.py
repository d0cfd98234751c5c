"""Showing groups: the list, one of them, and its digest before it is posted."""

from typing import Any

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Group
from models.database import reading
from models.payloads import Message
from services import access, digests, groups, onboarding, preferences, representatives
from services.access import Needs
from services.errors import NotAllowed
from views import chairs as chair_views
from views import digests as digest_views
from views import groups as views
from views.values import GroupListAt

_ENDED = groups.Listed.DISCHARGED


def listed(ask: Ask) -> Answer:
    """`/wg list discharged` shows those that have ended."""
    return Reply(_list(ask, grammar.plain(ask.text), may_start=access.may_start_groups(ask.who)))


def next_page(ask: Ask) -> Answer:
    at = ask.read(GroupListAt)
    return Reply(_list(ask, at.words, page=at.page))


def _list(ask: Ask, words: str, *, page: int = 0, may_start: bool = False) -> Message:
    """Where no group that goes on speaks of the words, those that have ended and do."""
    first, _, rest = words.partition(" ")
    if first.casefold() == views.DISCHARGED:
        return _ended(ask, rest, page)
    with reading() as session:
        lines = groups.listed(session, ask.who, text=words)
        near = None if lines or not words else groups.nearest(session, words, by=ask.who)
        ended = not lines and words and groups.listed(session, ask.who, text=words, which=_ENDED)
    if ended:
        return _ended(ask, words, page)
    return views.listed(lines, page=page, text=words, may_start=may_start, near=near)


def _ended(ask: Ask, words: str, page: int) -> Message:
    with reading() as session:
        lines = groups.listed(session, ask.who, text=words, which=_ENDED)
    text = f"{views.DISCHARGED} {words}".strip()
    return views.listed(lines, page=page, text=text, have_ended=True)


def show(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_show(session, ask)
        return Reply(_shown(session, group, ask))


def show_one(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_see(session, ask.number(), by=ask.who)
        return Reply(_shown(session, group, ask))


def chairing(ask: Ask) -> Answer:
    """What whoever chairs a group has to know of it."""
    with reading() as session:
        group = access.group_to_see(session, ask.number(), by=ask.who)
        if not access.may_edit_group(group, by=ask.who):
            raise NotAllowed(f"That is for the chairs of {group.name}.")
        packet = onboarding.chairing(session, group, now=ask.now)
        return Reply(chair_views.chairing_again(packet, ask.person))


def preview_digest(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        facts = digests.preview(session, group, now=ask.now)
        next_at = digests.next_slot(
            group, ask.now, preferences.consortium_holidays(session, ask.now)
        )
        may_send = digests.may_come_at_once(session, group, ask.now)
        return Reply(digest_views.preview(group, facts, next_at=next_at, may_send=may_send))


def _shown(session: Session, group: Group, ask: Ask) -> dict[str, Any]:
    overview = groups.overview(session, group, now=ask.now)
    may_edit = access.may_edit_group(group, by=ask.who)
    is_member = access.may_leave(group, by=ask.who)
    may_discharge = access.may_discharge(group, by=ask.who)
    return views.shown(
        overview,
        is_member=is_member,
        may_edit=may_edit,
        may_discharge=may_discharge,
        may_volunteer=access.may_volunteer_for(group, by=ask.who),
        zone=ask.person.zone,
        record=None if overview.is_active else groups.record(session, group, ask.who),
        represented=_represented(session, group, ask),
    )


def _represented(session: Session, group: Group, ask: Ask) -> int:
    """How many libraries have somebody who acts for them there, for who may see who that is."""
    if not access.may_run(Needs.LIBRARIAN, by=ask.who):
        return 0
    return representatives.represented_in(session, group, ask.now)

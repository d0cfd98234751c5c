"""Showing groups: the list, one of them, and its digest before it is posted."""

from typing import Any

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Group
from models.database import reading
from services import access, digests, groups, preferences
from views import digests as digest_views
from views import groups as views
from views.values import GroupListAt


def listed(ask: Ask) -> Answer:
    text = grammar.plain(ask.text)
    with reading() as session:
        lines = groups.listed(session, ask.who, text=text)
    return Reply(views.listed(lines, text=text, may_start=access.may_start_groups(ask.who)))


def next_page(ask: Ask) -> Answer:
    at = ask.read(GroupListAt)
    with reading() as session:
        lines = groups.listed(session, ask.who, text=at.words)
    return Reply(views.listed(lines, page=at.page, text=at.words))


def show(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        if line.text and not line.channel_ids:
            group = place.shown(session, ask, line.text)
        else:
            group = place.named_or_here(session, ask, line)
        return Reply(_shown(session, group, ask))


def show_one(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_see(session, ask.number(), by=ask.who)
        return Reply(_shown(session, group, ask))


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
    return views.shown(overview, is_member=is_member, may_edit=may_edit, zone=ask.person.zone)

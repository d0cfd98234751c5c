"""Showing seats, vacancies, and who served on a day."""

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, GroupNeeded, Reply
from models import Group
from models.database import reading
from models.payloads import Message
from services import access, groups, seats
from services.dates import read_day
from services.dates.words import quoted
from services.errors import Invalid
from views import seats as views
from views.values import SeatListAt

_BEFORE_DAY = re.compile(r"^(?:(?:as of|on|of|last|at|in)\s+)+", re.IGNORECASE)


def listed(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with reading() as session:
        return Reply(page_of(session, place.named_or_here(session, ask, line), ask))


def listed_one(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(page_of(session, access.group_to_see(session, ask.number(), by=ask.who), ask))


def next_page(ask: Ask) -> Answer:
    at = ask.read(SeatListAt)
    with reading() as session:
        group = access.group_to_see(session, at.group_id, by=ask.who)
        return Reply(page_of(session, group, ask, page=at.page))


def show(ask: Ask) -> Answer:
    with reading() as session:
        seat, group = access.seat_to_see(session, ask.number(), by=ask.who)
        line = seats.line_of(session, seat, ask.now)
        may_edit = access.may_edit_group(group, by=ask.who)
        return Reply(views.shown(line, may_edit=may_edit))


def page_of(session: Session, group: Group, ask: Ask, *, page: int = 0, news: str = "") -> Message:
    """The seats of a group, and what this person may do with them."""
    return views.listed(
        group,
        seats.of_group(session, group, ask.now),
        page=page,
        may_edit=access.may_edit_group(group, by=ask.who),
        news=news,
    )


def vacancies(ask: Ask) -> Answer:
    """`/wg vacancies` lists those of all groups, wherever it is typed; a group narrows it."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        is_narrowed = bool(line.text or line.channel_ids)
        group = place.named_or_here(session, ask, line) if is_narrowed else None
        return Reply(views.vacancies(seats.vacancies(session, ask.who, group=group), about=group))


def next_vacancies(ask: Ask) -> Answer:
    at = ask.read(SeatListAt)
    with reading() as session:
        group = access.group_to_see(session, at.group_id, by=ask.who) if at.group_id else None
        lines = seats.vacancies(session, ask.who, group=group)
        return Reply(views.vacancies(lines, page=at.page, about=group))


def roster(ask: Ask) -> Answer:
    """`/wg roster Metadata 2026-01-01` shows who served that day; without a day, who does today."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        group, day = _group_and_day(session, ask, line)
        return Reply(views.roster(seats.roster_on(session, group, day, now=ask.now)))


def _group_and_day(session: Session, ask: Ask, line: grammar.Line) -> tuple[Group, date]:
    """The group and the day of a line, either of which may be left out: the whole line may name the
    group, else its longest ending that is a day does not.
    """
    if line.channel_ids:
        group, text = grammar.group_of(session, ask, line)
        return group, _day(text, group, ask)
    if not line.text:
        group = ask.group_or_ask()
        return group, _day("", group, ask)
    if found := _named(session, ask, line.text):
        return found, _day("", found, ask)
    for name, ending in _splits(line.text):
        group_named = _named(session, ask, name) if name else ask.group
        if group_named and (day := _read(ending, group_named, ask)):
            return group_named, day
        if not name and group_named is None and _reads(ending, ask):
            raise GroupNeeded
    for name, ending in _splits(line.text):
        if name and _named(session, ask, name):
            raise Invalid(
                f"I cannot read {quoted(ending)} as a day. Write it after the group, as in"
                " “/wg roster Metadata 2026-01-01”."
            )
    return _group_shown(session, ask, line.text), ask.today


def _group_shown(session: Session, ask: Ask, text: str) -> Group:
    """The group of these words, which in the channel of a group may have been meant as a day."""
    try:
        return place.shown(session, ask, text)
    except Invalid as refusal:
        if ask.group is None:
            raise
        how = "A day is written as in “/wg roster 2026-01-01”."
        raise Invalid(f"{refusal.message} {how}") from None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    words = text.split()
    yield from ((" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words)))


def _named(session: Session, ask: Ask, name: str) -> Group | None:
    return groups.named(session, name, by=ask.who) or groups.discharged(session, name, by=ask.who)


def _day(text: str, group: Group, ask: Ask) -> date:
    if not text:
        return ask.now.astimezone(ZoneInfo(group.zone)).date()
    return read_day(_BEFORE_DAY.sub("", text), now=ask.now, zone=group.zone, allow_past=True)


def _read(text: str, group: Group, ask: Ask) -> date | None:
    try:
        return _day(text, group, ask)
    except Invalid:
        return None


def _reads(text: str, ask: Ask) -> bool:
    try:
        read_day(_BEFORE_DAY.sub("", text), now=ask.now, zone=ask.person.zone, allow_past=True)
    except Invalid:
        return False
    return True

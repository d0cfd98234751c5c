"""`/wg volunteer`: saying that one is interested in a group, and taking it back."""

import re
from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups import place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, InterestLevel
from models.database import reading, unit_of_work
from services import access, candidates, groups, interests, seats
from services.access import Needs
from services.errors import Invalid
from views import interests as views

_LEVELS = {
    **{level.value: level for level in InterestLevel},
    **{"participate": InterestLevel.TAKE_PART, "lead": InterestLevel.STEER},
    **{"help": InterestLevel.SUPPORT},
}
_LINE = re.compile(
    rf"^(?:(?P<group>.+?)[\s,:]+)?(?:to\s+)?(?P<level>{'|'.join(_LEVELS)})"
    r"(?:\s*[:,;–-]\s*(?P<note>.+))?$",
    re.IGNORECASE,
)
"""A group, if any, a level, and after a mark a note: ``Metadata steer: I know our catalog``."""


def volunteer(ask: Ask) -> Answer:
    """`/wg volunteer Metadata steer` says it at once; without a level it opens the form, and where
    no group is meant it shows what she has said.
    """
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    if not line.text and not line.channel_ids:
        return _here_or_own(ask)
    with reading() as session:
        found = None if groups.named(session, line.text, by=ask.who) else _LINE.match(line.text)
        if found is None:
            group = place.named_or_here(session, ask, line)
            return _opened(session, ask, group)
    level, note = _LEVELS[found["level"].casefold()], found["note"] or ""
    with making(ask) as made:
        session = made.session
        group = place.named_or_here(session, ask, replace(line, text=found["group"] or ""))
        return made.keep(_given(session, ask, group.id, level, note))


def open_form(ask: Ask) -> Answer:
    """The form about the group of the button, or about any."""
    with reading() as session:
        if ask.value != views.ANY_GROUP:
            group = access.group_to_volunteer_for(session, ask.number(), by=ask.who)
            return _opened(session, ask, group)
        choices = interests.choices_for(session, ask.who)
        if not choices:
            return Reply(views.nothing_to_choose())
        return Open(views.form(choices, candidates.public_vacancies(session, ask.who)))


def give(ask: Ask) -> Answer:
    form = Form(ask)
    named = form.id("group")
    chosen = form.carried("group") or named
    level, note = form.choice("level", InterestLevel), form.text("note")
    if not chosen:
        raise Invalid("Choose a group.", field="group")
    with making(ask) as made:
        return made.keep(_given(made.session, ask, chosen, level, note))


def withdraw(ask: Ask) -> Answer:
    with unit_of_work() as session:
        group = access.group_to_volunteer_for(session, ask.number(), by=ask.who)
        interests.withdraw(session, group, ask.person, now=ask.now)
        session.flush()
        return Reply(views.own(interests.own(session, ask.who), news=views.withdrawn(group)))


def _here_or_own(ask: Ask) -> Answer:
    with reading() as session:
        if ask.group and access.may_volunteer_for(ask.group, by=ask.who):
            return _opened(session, ask, ask.group)
        return Reply(views.own(interests.own(session, ask.who)))


def _opened(session: Session, ask: Ask, group: Group) -> Open:
    group = access.group_to_volunteer_for(session, group.id, by=ask.who)
    interests.refuse_member(session, group, ask.person, now=ask.now)
    vacancies = seats.vacancies(session, ask.who, group=group)
    given = interests.of(session, group, ask.person.id)
    return Open(views.form([], vacancies, group=group, given=given))


def _given(session: Session, ask: Ask, group_id: int, level: InterestLevel, note: str) -> Reply:
    group = access.group_to_volunteer_for(session, group_id, by=ask.who)
    row = interests.give(session, group, ask.person, level, note, now=ask.now)
    return Reply(views.given(row, group))


ROUTES = (
    Command(
        "wg volunteer",
        volunteer,
        help="Say that you are interested in a group: to steer, take part or support.",
        needs=Needs.LIBRARIAN,
        example="/wg volunteer Metadata take part",
        aliases=("interested",),
    ),
    Button(views.OPEN, open_form, needs=Needs.LIBRARIAN),
    Button(views.WITHDRAW, withdraw, needs=Needs.LIBRARIAN),
    Modal(views.SEND, give, needs=Needs.LIBRARIAN),
)

"""`/wg deputy`: who has a chair's rights for a while."""

import re
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Reply
from handlers.tasks.owners import TYPED_NOBODY
from models import Group, Person
from models.database import reading, unit_of_work
from models.deputies import DeputyLine
from models.messages import DEPUTIZED
from models.payloads import Message
from models.subjects import Subject
from services import access, dates, deputies, groups, outbox
from services.access import Needs
from services.dates.words import quoted
from services.errors import Invalid
from views import deputies as views
from views.values import DeputyButton

_UNTIL = re.compile(r"^(?:until|till|through|to|up to)\s+", re.IGNORECASE)
_GROUP_FIRST = re.compile(
    r"^(?:in|for)\s+(?P<name>.+?)(?P<day>\s+(?:until|till|through|to|up to)\s.+)?$", re.IGNORECASE
)
"""A group before the day, or without any: ``in Metadata until Friday``."""


def deputy(ask: Ask) -> Answer:
    """`/wg deputy @ben until Friday` names one, `/wg deputy nobody` ends it, alone it shows who is
    one.
    """
    line = grammar.read(ask.text)
    if TYPED_NOBODY in line.names or line.text.casefold().startswith(TYPED_NOBODY):
        return _ended(ask, line)
    named = grammar.mentioned(ask, line)
    if not named:
        return _listed(ask, line)
    if len(named) > 1:
        raise Invalid("A chair has one deputy at a time. Name one person.")
    with making(ask) as made:
        session = made.session
        group, text = _group(session, ask, line)
        last = _last_day(text, group, ask)
        ends_on = deputies.name(session, group, named[0], last=last, by=ask.who)
        words = views.you_are(group, by=ask.person, last=ends_on)
        _tell(session, group, named[0], words, ask)
        return made.keep(Reply(views.named(group, named[0], last=ends_on)))


def end_shown(ask: Ask) -> Answer:
    """The button beside a deputy."""
    shown = ask.read(DeputyButton)
    with unit_of_work() as session:
        group = access.group_to_edit(session, shown.group_id, by=ask.who)
        lines = deputies.end(session, group, by=ask.who, person_id=shown.person_id)
        return _say_ended(session, group, lines, ask)


def _ended(ask: Ask, typed: grammar.Line) -> Answer:
    with unit_of_work() as session:
        group, _ = _group(session, ask, typed)
        return _say_ended(session, group, deputies.end(session, group, by=ask.who), ask)


def _say_ended(session: Session, group: Group, lines: Sequence[DeputyLine], ask: Ask) -> Answer:
    """Word to both sides that these are no deputies any more, and the answer."""
    for line in lines:
        words = views.you_are_not(group, by=ask.person)
        _tell(session, group, line.deputy, words, ask)
        words = views.yours_is_not(group, line.deputy, by=ask.person)
        _tell(session, group, line.chair, words, ask)
    return Reply(views.ended(group, [line.deputy for line in lines]))


def _listed(ask: Ask, line: grammar.Line) -> Answer:
    with reading() as session:
        group, rest = _parted(session, ask, line)
        if rest:
            raise Invalid(
                f"I cannot read {quoted(rest)} here. Name a person and a day, as in"
                " “/wg deputy @ben until Friday”."
            )
        return Reply(
            views.listed(
                group,
                deputies.of_group(session, group, ask.now),
                endable=deputies.endable(session, group, by=ask.who),
                may_name=deputies.may_name(session, group, by=ask.who),
            )
        )


def _group(session: Session, ask: Ask, line: grammar.Line) -> tuple[Group, str]:
    group, text = _parted(session, ask, line)
    return access.group_to_edit(session, group.id, by=ask.who), text


def _parted(session: Session, ask: Ask, line: grammar.Line) -> tuple[Group, str]:
    """The group that a line is meant for, and the day in it.

    Raises ``Invalid`` for a misspelt group, which would read as no day.
    """
    first = _GROUP_FIRST.match(line.text)
    if first is None or line.channel_ids:
        return grammar.group_of(session, ask, line)
    if group := groups.named(session, first["name"], by=ask.who):
        return group, (first["day"] or "").strip()
    if groups.nearest(session, first["name"], by=ask.who):
        raise place.unknown(session, ask, first["name"])
    return grammar.group_of(session, ask, line)


def _last_day(text: str, group: Group, ask: Ask) -> date:
    words = _UNTIL.sub("", text.strip())
    if not words:
        raise Invalid(
            f"Say until when somebody is a deputy in {group.name}, as in"
            " “/wg deputy @ben until Friday”."
        )
    return dates.read_day(words, now=ask.now, zone=group.zone)


def _tell(session: Session, group: Group, person: Person, words: Message, ask: Ask) -> None:
    subject, by = Subject.of(group), ask.person
    outbox.tell(session, [person], words, kind=DEPUTIZED, subject=subject, now=ask.now, by=by)


ROUTES = (
    Command(
        "wg deputy",
        deputy,
        help="Name a deputy who has your rights as a chair for a while.",
        needs=Needs.CHAIR,
        example="/wg deputy @ben until Friday",
        aliases=("deputize",),
    ),
    Button(views.END, end_shown, needs=Needs.CHAIR),
)

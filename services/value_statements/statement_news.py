"""Telling of a published statement, once: those whom it concerns."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, GroupKind, Person, Role, RoleKind, ValueStatement, reach
from models.messages import STATEMENT_PUBLISHED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from models.value_statements import StatementKind, StatementScope
from services import access, outbox, terms

_ONCE = "once"


def tell_published(
    session: Session,
    statement: ValueStatement,
    scope: StatementScope,
    news: Message,
    *,
    by: Person,
    now: datetime,
) -> tuple[list[Group], list[Person], list[Person]]:
    """Promise word of a statement: of a library to its directors and the program manager, of a
    group to the group, and of the consortium or a quarter to the council. The groups told in their
    channels, who is told in private, and whom nothing reaches.
    """
    if scope.kind is StatementKind.LIBRARY:
        people = _answerable(session, scope, now)
        reached = _tell(session, statement, people, news, by=by, now=now)
        return [], reached, _unreached(people, by)
    groups = [scope.group] if scope.group else _councils(session, now)
    announced, alone = [], dict[int, Person]()
    for group in groups:
        members = [line.person for line in terms.roster(session, group, now)]
        if group.channel_id:
            key = Key(STATEMENT_PUBLISHED, Subject.of(statement), f"{_ONCE}-{group.id}")
            to = Recipient.channel(group.channel_id)
            outbox.post(session, news, to=to, key=key, now=now)
            announced.append(group)
        alone |= {
            person.id: person for person in members if not (group.channel_id and person.slack_id)
        }
    people = list(alone.values())
    reached = _tell(session, statement, people, news, by=by, now=now)
    return announced, reached, _unreached(people, by)


def _tell(
    session: Session,
    statement: ValueStatement,
    people: list[Person],
    news: Message,
    *,
    by: Person,
    now: datetime,
) -> list[Person]:
    return outbox.tell(
        session,
        people,
        news,
        kind=STATEMENT_PUBLISHED,
        subject=Subject.of(statement),
        now=now,
        by=by,
        occurrence=_ONCE,
    )


def _unreached(people: list[Person], by: Person) -> list[Person]:
    return [
        person
        for person in people
        if person.is_active and person.id != by.id and not reach.medium_of(person)
    ]


def _answerable(session: Session, scope: StatementScope, now: datetime) -> list[Person]:
    """The directors of a library, and the program manager."""
    heads = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .where(
            Person.organization_id == (scope.organization.id if scope.organization else 0),
            Role.kind == RoleKind.DIRECTOR,
            terms.holding(now),
            col(Person.is_active),
        )
    )
    managers = select(Person).where(access.program_managers(now))
    found = [*session.exec(heads), *session.exec(managers)]
    return list({person.id: person for person in found}.values())


def _councils(session: Session, now: datetime) -> list[Group]:
    """The active councils, by name."""
    councils = select(Group).where(Group.kind == GroupKind.COUNCIL, terms.active(now))
    return list(session.exec(councils.order_by(col(Group.name_key))))

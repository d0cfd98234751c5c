"""Everything that the database holds about one person, as plain values for a file."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AnsweredRequest, Deputy, HistoryEntry, Leave, OutboxMessage, Person, metadata
from models.messages import Medium, Recipient
from services import history_pages
from services.people import references

Rows = list[dict[str, Any]]
_OTHERWISE = ("people", "history", "leaves", "deputies", "reversible_changes")
"""What is read in another way, or is about many others."""


def everything(session: Session, person: Person) -> dict[str, Rows]:
    """Each row that is about somebody, by the name of its table and in order of its key.

    Moments are ISO texts in UTC. Records that were merged into hers are hers, too; tables without a
    row are left out.
    """
    ids = record_ids(session, person.id)
    people = metadata.tables["people"]
    found = {"people": _rows(session, people, people.c.id.in_(ids))}
    for table, columns in references.pointing(apart=_OTHERWISE):
        found[table.name] = _rows(session, table, sa.or_(*(column.in_(ids) for column in columns)))
    of_hers = list(_of_hers(session, "memberships", ids))
    leaves = sa.or_(col(Leave.membership_id).in_(of_hers), col(Leave.acting_person_id).in_(ids))
    found["leaves"] = _of_table(session, Leave, leaves)
    deputies = sa.or_(col(Deputy.membership_id).in_(of_hers), col(Deputy.person_id).in_(ids))
    found["deputies"] = _of_table(session, Deputy, deputies)
    found["history"] = [_plain_row(entry.model_dump()) for entry in entries(session, ids)]
    found["outbox"] = _of_table(
        session, OutboxMessage, col(OutboxMessage.lane).in_(lanes(session, person))
    )
    own = col(AnsweredRequest.slack_id) == person.slack_id
    found["requests"] = _of_table(session, AnsweredRequest, own)
    return {name: rows for name, rows in found.items() if rows}


def record_ids(session: Session, person_id: int) -> list[int]:
    """The ids of somebody's record and of all that were merged into it, or into one of those."""
    found = [person_id]
    while more := session.exec(
        select(Person.id).where(col(Person.merged_into_id).in_(found), col(Person.id).not_in(found))
    ).all():
        found += more
    return found


def lanes(session: Session, person: Person) -> list[str]:
    """The names of the queues in which messages to somebody wait or waited, as all her records."""
    ids = record_ids(session, person.id)
    by_mail = [Recipient(Medium.MAIL, str(record_id)).lane for record_id in ids]
    return [*by_mail, *([Recipient.person(person).lane] if person.slack_id else [])]


def entries(session: Session, ids: Iterable[int]) -> list[HistoryEntry]:
    """The entries of the history that one of these people made, or that speak of her."""
    concerned = {("person", person_id) for person_id in ids}
    concerned |= {("membership", number) for number in _of_hers(session, "memberships", ids)}
    represents = _of_hers(session, "representations", ids)
    concerned |= {("representation", number) for number in represents}
    everybodys = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id)))
    return [
        entry for entry in everybodys if not concerned.isdisjoint(history_pages.mentions(entry))
    ]


def _of_hers(session: Session, table_name: str, ids: Iterable[int]) -> Iterable[int]:
    """The ids of the rows of a table that are hers."""
    table = metadata.tables[table_name]
    hers = sa.select(table.c.id).where(table.c.person_id.in_(list(ids)))
    return session.execute(hers).scalars()


def _of_table(session: Session, model: Any, condition: sa.ColumnElement[bool]) -> Rows:
    return _rows(session, model.__table__, condition)


def _rows(session: Session, table: sa.Table, condition: sa.ColumnElement[bool]) -> Rows:
    statement = sa.select(table).where(condition).order_by(*table.primary_key)
    return [_plain_row(row) for row in session.execute(statement).mappings()]


def _plain_row(row: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return value

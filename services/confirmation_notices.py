"""Who is asked, at the beginning of a term, whether a library's people and contacts are right."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from sqlmodel import Session, col, select

from models import ConfirmationRound, MailDomain, Organization, OrganizationKind, OutboxMessage
from models.academic_terms import AcademicTerm
from models.confirmations import ConfirmationNotice
from models.member_libraries import LibraryRecord
from models.messages import CONFIRM, Key
from models.subjects import Subject
from services import (
    academic_terms,
    confirmations,
    consortium,
    organizations,
    outbox,
    people,
    preferences,
    representatives,
)
from services.access import Standing
from services.dates import instant

NINE = time(9)
UNTIL_REMINDED = timedelta(days=14)
"""After how long whoever has not confirmed hears once more; as long after that nobody does."""
_LONGEST_ASKING = timedelta(days=90)
"""So long after its beginning nothing is asked in a term, however many holidays there are."""
_DAY = timedelta(days=1)
_SATURDAY = 5


class _Step(Enum):
    """What is asked at a moment of a term."""

    FIRST = "asked"
    REMINDER = "again"


@dataclass(frozen=True)
class _Asking:
    """What is asked now, and since when of whom."""

    term: AcademicTerm
    step: _Step
    opened_at: datetime
    """When the first messages of the term were to come."""


def notices(session: Session, now: datetime) -> list[ConfirmationNotice]:
    """Which directors are to be asked, or reminded, and were not: one query where nothing is asked
    at this time of a term, else a constant number.

    Asked are those who directed the library at the beginning of the term; reminded is who was asked
    and whose library nobody has confirmed since.
    """
    asking = _asking(session, now)
    if asking is None or not _has_round(session, asking, now):
        return []
    found = _all_of(session, asking, now)
    first = [_key(notice, _Step.FIRST) for notice in found]
    known = outbox.known(session, {*first, *(notice.key for notice in found)})
    return [
        notice
        for notice, first_key in zip(found, first, strict=True)
        if notice.key not in known and (not notice.is_reminder or first_key in known)
    ]


def still_wanted(
    session: Session, message: OutboxMessage, now: datetime
) -> ConfirmationNotice | None:
    """The question that waits, if it is still to be asked as things are."""
    asking, key = _asking(session, now), Key.parse(message.key)
    if asking is None:
        return None
    found = _all_of(session, asking, now)
    return next((notice for notice in found if notice.key == key), None)


def is_round_due(session: Session, now: datetime) -> bool:
    """Whether a term has begun in which nobody was asked yet."""
    asking = _asking(session, now)
    return (
        asking is not None
        and confirmations.round_of(session, asking.term) is None
        and _may_begin(session, asking, now)
    )


def begin_round(session: Session, now: datetime) -> None:
    """Note that directors are asked in this term; nothing where they were, or none is due."""
    consortium.lock(session)
    asking = _asking(session, now)
    if asking is not None and is_round_due(session, now):
        session.add(ConfirmationRound(begins_on=asking.term.begins_on, asked_at=now))
        session.flush()


def record_of(session: Session, organization: Organization, who: Standing) -> LibraryRecord:
    """What ``who`` confirms of a library: a constant number of queries."""
    domains = select(MailDomain.domain).where(MailDomain.organization_id == organization.id)
    return LibraryRecord(
        organizations.overview(session, organization, who),
        tuple(session.exec(domains.order_by(col(MailDomain.domain)))),
        tuple(representatives.of_library(session, organization, who)),
    )


def _asking(session: Session, now: datetime) -> _Asking | None:
    settings, today = consortium.settings(session), consortium.today(session, now)
    term = academic_terms.current_term(settings.term_days, today)
    if today - term.begins_on > _LONGEST_ASKING:
        return None
    holidays = preferences.holidays_of(session, None, since=term.begins_on)
    closed = frozenset(holiday.day for holiday in holidays)
    opens_on = _working_day(term.begins_on, closed)
    opens_at = instant(opens_on, NINE, settings.zone)
    reminds_on = _working_day(opens_on + UNTIL_REMINDED, closed)
    reminds_at = instant(reminds_on, NINE, settings.zone)
    if now < opens_at or now >= reminds_at + UNTIL_REMINDED:
        return None
    return _Asking(term, _Step.FIRST if now < reminds_at else _Step.REMINDER, opens_at)


def _working_day(day: date, closed: frozenset[date]) -> date:
    """The first from a day on that is neither of a weekend nor a holiday of the consortium."""
    while day.weekday() >= _SATURDAY or day in closed:
        day += _DAY
    return day


def _has_round(session: Session, asking: _Asking, now: datetime) -> bool:
    is_there = confirmations.round_of(session, asking.term) is not None
    return is_there or _may_begin(session, asking, now)


def _may_begin(session: Session, asking: _Asking, now: datetime) -> bool:
    """Whether a term has just begun, with libraries to ask, and none was shortly before, by days
    that were declared then.
    """
    if asking.step is not _Step.FIRST or not _libraries(session, asking.term, now):
        return False
    last = confirmations.last_round(session, asking.term.begins_on)
    apart = timedelta(days=academic_terms.LEAST_DAYS_APART)
    return last is None or asking.term.begins_on - last >= apart


def _libraries(session: Session, term: AcademicTerm, now: datetime) -> list[Organization]:
    """The member libraries that were active as the term began, and are."""
    return [
        row
        for row in people.offered_organizations(session, now)
        if row.kind is OrganizationKind.LIBRARY and row.is_active_on(term.begins_on)
    ]


def _all_of(session: Session, asking: _Asking, now: datetime) -> list[ConfirmationNotice]:
    """The questions of this moment about libraries that nobody has confirmed, asked or not."""
    latest = confirmations.latest(session)
    open_libraries = [
        row
        for row in _libraries(session, asking.term, now)
        if latest.get(row.id, date.min) < asking.term.begins_on
    ]
    before = organizations.every_director(session, asking.opened_at)
    present = organizations.every_director(session, now)
    everybody = preferences.reminder_hours(session, now)
    found = []
    for row in open_libraries:
        headed = {person.id for person in before[row.id]}
        for person in present[row.id]:
            opens_at = everybody.of(person).opens(now)
            if person.id in headed and organizations.can_be_asked(person) and opens_at:
                is_reminder = asking.step is _Step.REMINDER
                key = _key_of(row, asking.term, asking.step, person.id)
                found.append(
                    ConfirmationNotice(person, row, asking.term, is_reminder, key, opens_at)
                )
    return found


def _key(notice: ConfirmationNotice, step: _Step) -> Key:
    return _key_of(notice.organization, notice.term, step, notice.person.id)


def _key_of(organization: Organization, term: AcademicTerm, step: _Step, person_id: int) -> Key:
    occurrence = (f"{term.begins_on:%Y%m%d}", step.value)
    return Key(CONFIRM, Subject.of(organization), occurrence, Subject("person", person_id))

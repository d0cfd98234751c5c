"""The consortium's own settings and strategic directions."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import THE_ONE, Consortium, Direction, Obligation, Person
from models.console import FindingKind
from models.subjects import CONSORTIUM, Subject
from services import academic_terms, history
from services.dates import is_zone
from services.errors import Invalid

FIELD_WORDS = {
    "name": "name",
    "zone": "time zone",
    "fiscal_year_start": "month in which the fiscal year starts",
    "reminder_lead_hours": "time from a reminder to its meeting",
    "days_without_meeting": "time without a meeting",
    "many_seats": "number of groups in which somebody serves",
    "hidden_findings": "list of what the Home shows",
    "term_days": "list of days on which terms begin",
}
"""The fields of the form, by their names in the history, and what they are called."""
_IS_THE_ONE = col(Consortium.id) == THE_ONE
_THE_ONE = select(Consortium).where(_IS_THE_ONE)


def settings(session: Session) -> Consortium:
    """The consortium's row, or its defaults where no one has set anything yet.

    A unit of work reads it once: the session itself forgets a row that nobody holds.
    """
    held: Consortium | None = session.info.get("consortium")
    if held is None:
        held = session.info["consortium"] = session.exec(_THE_ONE).first() or Consortium()
    return held


def fiscal_year_begins(session: Session, today: date) -> date:
    """The first day of the fiscal year in which a day lies."""
    start = settings(session).fiscal_year_start
    return date(today.year - (today.month < start), start, 1)


def today(session: Session, now: datetime) -> date:
    """The day in the consortium's zone."""
    return now.astimezone(ZoneInfo(settings(session).zone)).date()


def lock(session: Session) -> None:
    """Let nobody else change what must fit together in the whole consortium until the commit, such
    as the names of groups, or its list of holidays.
    """
    # What points at the row may still be written.
    session.exec(select(Consortium.id).where(_IS_THE_ONE).with_for_update(key_share=True)).first()


def directions(session: Session) -> list[Direction]:
    """The strategic directions in their declared order."""
    return list(
        session.exec(select(Direction).order_by(col(Direction.position), col(Direction.id)))
    )


def recorded(session: Session) -> dict[str, Any]:
    """The settings that the form shows, as the history keeps them."""
    return settings(session).model_dump(mode="json", include=set(FIELD_WORDS))


def change_settings(
    session: Session,
    *,
    name: str,
    zone: str,
    fiscal_year_start: int,
    reminder_lead_hours: int,
    days_without_meeting: int,
    many_seats: int,
    hidden_findings: Collection[FindingKind],
    term_days: str,
    by: Person,
    now: datetime,
) -> Consortium:
    """Set all settings at once. Raises ``Invalid`` with the field at fault."""
    _check_consortium(name, zone, fiscal_year_start, reminder_lead_hours)
    _check_rules(days_without_meeting, many_seats)
    read_days = academic_terms.read_days(term_days)
    lock(session)
    _refuse_without_ends(session, read_days)
    consortium = settings(session)
    before = consortium.model_dump(exclude={"id"})
    consortium.name, consortium.zone = name.strip(), zone
    consortium.fiscal_year_start = fiscal_year_start
    consortium.reminder_lead_hours = reminder_lead_hours
    consortium.days_without_meeting, consortium.many_seats = days_without_meeting, many_seats
    consortium.hidden_findings = tuple(key for key in FindingKind if key in hidden_findings)
    consortium.term_days = read_days
    session.add(consortium)
    after = consortium.model_dump(exclude={"id"})
    about, action = Subject(CONSORTIUM), "consortium.changed"
    if after != before:
        history.record(session, action, about, by=by, now=now, before=before, after=after)
    return consortium


def _refuse_without_ends(session: Session, term_days: str) -> None:
    """Raise ``Invalid`` where something comes back by the end of terms, and that is not said."""
    if academic_terms.knows_ends(term_days):
        return
    rhythm = col(Obligation.rhythm)
    by_end = rhythm.endswith("academic term ends") | (
        rhythm.startswith("the last ") & rhythm.endswith("of each academic term")
    )
    going_on = select(Obligation.title).where(by_end, col(Obligation.ended_at).is_(None))
    if title := session.exec(going_on.limit(1)).first():
        words = f"“{title}” comes back by the end of a term. Write on which days terms end, too."
        raise Invalid(words, field="term_days")


def _check_consortium(
    name: str, zone: str, fiscal_year_start: int, reminder_lead_hours: int
) -> None:
    if not name.strip() or len(name) > 200:
        raise Invalid("Give the consortium a name of at most 200 characters.", field="name")
    if not is_zone(zone):
        raise Invalid(f"“{zone}” is not a time zone. Try America/New_York.", field="zone")
    if fiscal_year_start not in range(1, 13):
        raise Invalid(
            "Choose the month in which the fiscal year starts.", field="fiscal_year_start"
        )
    if reminder_lead_hours not in range(1, 169):
        raise Invalid(
            "Reminders can go out 1 to 168 hours before a meeting.", field="reminder_lead_hours"
        )


def _check_rules(days_without_meeting: int, many_seats: int) -> None:
    if days_without_meeting not in range(7, 366):
        raise Invalid(
            "A group can be shown after 7 to 365 days without a meeting.",
            field="days_without_meeting",
        )
    if many_seats not in range(2, 21):
        raise Invalid("Many groups for one person are 2 to 20.", field="many_seats")

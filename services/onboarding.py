"""All that somebody who is new in a group, or chairs it now, has to know, asked at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Series
from models.seats import SeatLine
from models.welcome_packets import ChairPacket, SeriesRhythm, WelcomePacket
from services import decisions, groups, recurrence, seats

MEETINGS_AHEAD = 3
A_YEAR = timedelta(days=365)


def welcome(session: Session, group: Group, *, now: datetime) -> WelcomePacket:
    """What whoever is new in a group has to know: one query more than the look at it."""
    return WelcomePacket(
        groups.overview(session, group, now=now), decisions.open_questions(session, group)
    )


def chairing(session: Session, group: Group, *, now: datetime) -> ChairPacket:
    """What whoever chairs a group has to know: its charge, the timetable of its year, and the open
    work.
    """
    running = select(Series).where(Series.group_id == group.id, col(Series.ended_at).is_(None))
    ahead = select(Meeting).where(
        Meeting.group_id == group.id,
        Meeting.status == MeetingStatus.ON,
        col(Meeting.starts_at) >= now,
    )
    lines = seats.of_group(session, group, now)
    soonest = ahead.order_by(col(Meeting.starts_at), col(Meeting.id)).limit(MEETINGS_AHEAD)
    return ChairPacket(
        overview=groups.overview(session, group, now=now),
        questions=decisions.open_questions(session, group),
        rhythms=tuple(map(_rhythm, session.exec(running.order_by(col(Series.id))))),
        ahead=tuple(session.exec(soonest)),
        endings=_endings(lines, group, now),
        otherwise=tuple(line for line in lines if line.chairs_otherwise),
    )


def _rhythm(series: Series) -> SeriesRhythm:
    return SeriesRhythm(series.title, recurrence.describe(recurrence.from_text(series.pattern)))


def _endings(lines: Sequence[SeatLine], group: Group, now: datetime) -> tuple[SeatLine, ...]:
    last = now.astimezone(ZoneInfo(group.zone)).date() + A_YEAR
    found = [(day, line) for line in lines if (day := line.ends_on) and day <= last]
    return tuple(line for _day, line in sorted(found, key=lambda pair: pair[0]))

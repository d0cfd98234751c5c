"""The files of a record: an index, notices, attendance, votes, decisions, agendas and minutes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Attendance, Contribution, ContributionKind, Group, Meeting, Organization, Person
from models.calendar_days import day_words
from models.subjects import LedgerSource, Subject
from services import spreadsheets
from services.dates import Period
from services.public_records.public_texts import PublicFile, local, meeting_name
from services.public_records.record_agendas import agenda_files
from services.public_records.record_decisions import decision_rows
from services.public_records.record_minutes import minutes_files
from services.public_records.record_notices import notice_rows
from services.public_records.record_votes import vote_rows

WHY_TIMES = (
    "The times are there so that anybody can see when a notice went out, and how long before the"
    " meeting. Convene says what it sent and when; whether that satisfies a law or a rule is for"
    " whoever knows them to judge."
)


@dataclass(frozen=True)
class _Sheet:
    """One CSV file: its name, and its rows with the header first."""

    name: str
    about: str
    rows: Callable[[], Sequence[Sequence[str]]]


def record_of_group(
    session: Session, group: Group, period: Period, *, now: datetime
) -> list[PublicFile]:
    """All files of the record of a group for some days of its zone, the index first. Nothing in
    them is private: comments that are not for everybody, secret votes, votes whose answers are
    hidden while they are open, and minutes that are for members alone or not circulated are left
    out. At most 20 queries, however much there is.
    """
    meetings = _meetings(session, group, period)
    agendas, missing_agendas = agenda_files(session, group, meetings, now=now)
    minutes, missing_minutes = minutes_files(session, group, meetings, now=now)
    sheets = [
        _Sheet("meetings.csv", "Every meeting", lambda: _meeting_rows(meetings)),
        _Sheet(
            "notices.csv",
            "What was announced of each meeting, when it was sent, and to whom",
            lambda: notice_rows(session, group, meetings),
        ),
        _Sheet("attendance.csv", "Who came", lambda: _attendance_rows(session, meetings)),
        _Sheet(
            "votes.csv",
            "What each library or seat answered to the votes and questions of the group",
            lambda: vote_rows(session, group, *_moments(group, period)),
        ),
        _Sheet(
            "decisions.csv",
            "What was decided, why, and what replaced it",
            lambda: decision_rows(session, group, *_moments(group, period)),
        ),
    ]
    rows = [(sheet, sheet.rows()) for sheet in sheets]
    lines = [f"- `{sheet.name}`: {sheet.about} ({len(of) - 1} rows)" for sheet, of in rows]
    lines += [f"- `{file.name}`" for file in (*agendas, *minutes)]
    index = _index(group, period, lines, [*missing_agendas, *missing_minutes], now)
    csv_files = [PublicFile(sheet.name, spreadsheets.to_csv(of)) for sheet, of in rows]
    return [index, *csv_files, *agendas, *minutes]


def _index(
    group: Group, period: Period, lines: Iterable[str], missing: Iterable[str], now: datetime
) -> PublicFile:
    made_on = day_words(now.astimezone(ZoneInfo(group.zone)).date())
    days = f"{day_words(period.first)} to {day_words(period.last)}"
    parts = [
        f"# Record of {group.name}",
        f"{days}. Made on {made_on}. All times are those of {group.zone}.",
        WHY_TIMES,
        "## Files",
        "\n".join(lines),
    ]
    if left_out := [f"- {line}" for line in missing]:
        parts += ["## Not in this record", "\n".join(left_out)]
    return PublicFile.of_text("index.md", "\n\n".join(parts))


def _moments(group: Group, period: Period) -> tuple[datetime, datetime]:
    """The days of a period as moments: from, and until."""
    zone = ZoneInfo(group.zone)
    after = period.last + timedelta(days=1)
    return (
        datetime.combine(period.first, time(), zone),
        datetime.combine(after, time(), zone),
    )


def _meetings(session: Session, group: Group, period: Period) -> Sequence[Meeting]:
    """The meetings of these days, cancelled ones included, the earliest first."""
    since, until = _moments(group, period)
    statement = (
        select(Meeting)
        .where(Meeting.group_id == group.id)
        .where(col(Meeting.starts_at) >= since, col(Meeting.starts_at) < until)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return session.exec(statement).all()


def _meeting_rows(meetings: Sequence[Meeting]) -> list[tuple[str, ...]]:
    header = ("meeting", "title", "starts_at", "ends_at", "place", "status")
    return [
        header,
        *(
            (
                meeting_name(row),
                row.title,
                local(row.starts_at, row.zone),
                local(row.ends_at, row.zone),
                row.place,
                row.status,
            )
            for row in meetings
        ),
    ]


def _attendance_rows(session: Session, meetings: Sequence[Meeting]) -> list[tuple[str, ...]]:
    """Who came, with the library to which it was credited."""
    by_id = {row.id: row for row in meetings}
    statement = (
        select(Attendance, Person)
        .join(Person, col(Person.id) == Attendance.person_id)
        .where(col(Attendance.meeting_id).in_(by_id))
        .order_by(col(Person.name), col(Person.id))
    )
    found = session.exec(statement).all()
    libraries = _libraries(session, [row for row, _ in found])
    header = ("meeting", "person", "library", "mode", "arrived_at", "left_at", "recorded_at")
    rows = [
        (
            meeting_name(by_id[row.meeting_id]),
            person.name,
            libraries.get((row.meeting_id, row.person_id), ""),
            row.mode or "",
            local(row.arrived_at, by_id[row.meeting_id].zone),
            local(row.left_at, by_id[row.meeting_id].zone),
            local(row.recorded_at, by_id[row.meeting_id].zone),
        )
        for row, person in found
    ]
    order = {meeting_name(row): place for place, row in enumerate(meetings)}
    return [header, *sorted(rows, key=lambda cells: order[cells[0]])]


def _libraries(session: Session, rows: Sequence[Attendance]) -> dict[tuple[int, int], str]:
    """The libraries to which attendance was credited, by meeting and person."""
    sources = {
        str(
            LedgerSource(
                ContributionKind.ATTENDED, Subject("meeting", row.meeting_id), row.person_id
            )
        ): (row.meeting_id, row.person_id)
        for row in rows
    }
    statement = (
        select(Contribution.source, Organization.short_name)
        .join(Organization, col(Organization.id) == Contribution.organization_id)
        .where(col(Contribution.source).in_(sources))
    )
    return {sources[source]: name for source, name in session.exec(statement)} if sources else {}

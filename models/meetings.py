"""Meetings, the series they come from, answers to invitations, and who came."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CHECK_AT, LONG_AGO, NAME_LENGTH, enum_type
from models.groups import Group, MemberRole
from models.people import Person
from models.presence import AttendanceMode, GroupPause, MeetingQuorum

IS_ON = "status = 'on'"
ONCE = "once"
"""What the form says of a meeting that does not repeat, or whose rhythm is written out."""

CLAIM_HOURS = 72
"""For how long after a meeting's end a member may say that she came."""
LONGEST_MEETING = timedelta(minutes=720)
SAID_AFTERWARDS = timedelta(hours=24)
"""How long after a meeting's end the word of somebody that she came is marked as late."""


class Series(SQLModel, table=True):
    """A repeating meeting: a pattern in local wall time,
    from which meetings are made ahead of time.
    """

    __tablename__ = "series"
    __table_args__ = (sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="length"),)

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    title: str = Field(max_length=NAME_LENGTH)
    pattern: str = Field(max_length=300)
    """Wall time, zone and rule in the text form of ``services.recurrence.Pattern``."""
    minutes: int = Field(default=60, ge=5, le=720)
    place: str = Field(default="", max_length=500)
    made_until: date | None = None
    """Meetings exist for every date of the pattern up to and including this one."""
    created_by: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime
    ended_at: datetime | None = None
    run_by: int | None = Field(default=None, foreign_key="people.id")
    """Who runs it since it was handed over; None where whoever scheduled it does."""


class MeetingStatus(StrEnum):
    """Whether a meeting is on. A moved meeting is still on: its history tells where it was."""

    ON = "on"
    CANCELLED = "cancelled"


class Meeting(SQLModel, table=True):
    """One meeting of one group."""

    __tablename__ = "meetings"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "recurrence_date", name="one_meeting_a_date_of_a_series"),
        sa.Index("meetings_by_group", "group_id", "starts_at"),
        sa.Index("meetings_by_start", "starts_at"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="length"),
        sa.Index(
            "meetings_to_check",
            "check_at",
            sqlite_where=sa.text(IS_ON),
            postgresql_where=sa.text(IS_ON),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    series_id: int | None = Field(default=None, foreign_key="series.id")
    recurrence_date: date | None = None
    """The local date the series first gave it; it never changes, also when the meeting is moved."""
    title: str = Field(max_length=NAME_LENGTH)
    starts_at: datetime
    minutes: int = Field(default=60, ge=5, le=720)
    zone: str = Field(max_length=64)
    """The IANA zone in which the time was meant."""
    place: str = Field(default="", max_length=500)
    """A room, or a link."""
    status: MeetingStatus = Field(default=MeetingStatus.ON, sa_type=enum_type(MeetingStatus))
    sequence: int = Field(default=0)
    """Rises by one whenever it is moved, cancelled, or given another title or place."""
    created_by: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of it, if nothing changes.

    See ``services.reminders.scanning``.
    """
    run_by: int | None = Field(default=None, foreign_key="people.id")
    """Who runs it since it was handed over; None where whoever scheduled it does."""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def takes_answers(self, now: datetime) -> bool:
        """Whether people may say now if they come."""
        return self.status is MeetingStatus.ON and now < self.starts_at

    def takes_claims(self, now: datetime) -> bool:
        """Whether members may say now that they came."""
        closes_at = self.ends_at + timedelta(hours=CLAIM_HOURS)
        return self.status is MeetingStatus.ON and self.starts_at <= now <= closes_at


class RsvpAnswer(StrEnum):
    """What somebody answered to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Rsvp(SQLModel, table=True):
    """The latest answer of one person to one meeting."""

    __tablename__ = "rsvps"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    answer: RsvpAnswer = Field(sa_type=enum_type(RsvpAnswer))
    answered_at: datetime
    by_link: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether it was given on her own page or by mail, and not in Slack."""


class Attendance(SQLModel, table=True):
    """That a person came to a meeting.

    Correcting a mistake deletes the row, and history keeps it.
    """

    __tablename__ = "attendance"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    recorded_by: int = Field(foreign_key="people.id")
    """The person herself where she said so, else whoever kept the checklist."""
    recorded_at: datetime
    mode: AttendanceMode | None = Field(
        default=None, sa_type=enum_type(AttendanceMode), nullable=True
    )
    """None where nobody has said."""
    arrived_at: datetime | None = None
    """None for who was there from the beginning."""
    left_at: datetime | None = None
    """None for who stayed to the end."""


@dataclass(frozen=True)
class PartialAttendance:
    """How somebody took part in a meeting."""

    person: Person
    row: Attendance


@dataclass(frozen=True)
class RecorderSuggestion:
    """Who is asked to take the minutes of a meeting."""

    meeting: Meeting
    group: Group
    person: Person


@dataclass(frozen=True)
class TurnsTaken:
    """On which days somebody took the minutes of a group."""

    person: Person
    days: tuple[date, ...]


@dataclass(frozen=True)
class AnswerTotals:
    """How many of a meeting's members have given which answer, and how many have given none."""

    yes: int = 0
    no: int = 0
    maybe: int = 0
    not_answered: int = 0
    """Of those whom messages reach, without those who have left."""
    not_asked: int = 0
    """Of those whom nothing reaches, where nobody has answered for them yet."""


@dataclass(frozen=True)
class AgendaTotals:
    """How many items stand on the agenda of a meeting, and how many minutes they take."""

    items: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class MeetingLine:
    """A coming meeting in a list, with the reader's own answer."""

    meeting: Meeting
    group: str
    """Its name."""
    totals: AnswerTotals
    own: RsvpAnswer | None = None
    takes_answers: bool = False


@dataclass(frozen=True)
class Summary:
    """Everything that one look at a meeting shows. People are in order of their names."""

    meeting: Meeting
    group: Group
    repeats: str = ""
    """The rhythm of its series in words, or nothing."""
    yes: list[Person] = field(default_factory=list)
    no: list[Person] = field(default_factory=list)
    maybe: list[Person] = field(default_factory=list)
    not_answered: list[Person] = field(default_factory=list)
    """Members whom messages reach and who have not answered, without those who have left."""
    not_asked: list[Person] = field(default_factory=list)
    """Members whom nothing reaches, for whom nobody has answered yet."""
    without_slack: list[Person] = field(default_factory=list)
    """Members who have no Slack account, whether mail reaches them or not, and have not left."""
    answers: dict[int, RsvpAnswer] = field(default_factory=dict)
    """Every answer that was given, by the id of the person, also of those who have left since."""
    came: list[Person] = field(default_factory=list)
    takes_answers: bool = False
    takes_claims: bool = False
    """Whether members may say now that they came."""
    recorders: dict[int, str] = field(default_factory=dict)
    """Who recorded the answer of somebody without Slack, by the id of that person."""
    by_link: frozenset[int] = frozenset()
    """The ids of those who answered on their own page, or by mail."""
    agenda: AgendaTotals = AgendaTotals()
    attendance: dict[int, Attendance] = field(default_factory=dict)
    """How each of those who came took part, by the id of the person."""
    claimed_late: frozenset[int] = frozenset()
    """The ids of those who said that they came, later than a day after the end."""
    has_list: bool = False
    """Whether somebody saved who came, so that who did not is absent."""
    quorum: MeetingQuorum | None = None
    """Of a meeting that has begun; None where the charge asks for no quorum."""
    recorder: str = ""
    """Who takes the minutes, where that is agreed."""
    alternates: list[tuple[Person, Person]] = field(default_factory=list)
    """Who comes in the place of a member, with the latter."""

    @property
    def totals(self) -> AnswerTotals:
        silent = len(self.not_answered), len(self.not_asked)
        return AnswerTotals(len(self.yes), len(self.no), len(self.maybe), *silent)


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting that has started, in a list."""

    meeting: Meeting
    group: Group
    came: int
    has_list: bool
    """Whether somebody saved who came; otherwise only some may have said so themselves."""


@dataclass(frozen=True)
class Moved:
    """What moving changed."""

    meeting: Meeting
    was_at: datetime
    was_in: str
    """The zone in which the old time was meant."""
    was_place: str
    cleared_answers: int
    """How many yes and maybe answers were cleared."""
    concerned: list[Person] = field(default_factory=list)
    """Who hears of it by direct message: those who were reminded of it, or said yes or maybe."""


@dataclass(frozen=True)
class Cancelled:
    """What cancelling took off, the chosen meeting first."""

    meetings: list[Meeting]
    kept: int
    """Later meetings of the series that stay, since somebody had moved them by hand."""
    ends_series: bool
    announced: bool
    """Whether the group had been told of the meeting, and so must be told again."""
    concerned: list[Person] = field(default_factory=list)
    """Who hears of it by direct message: those who were reminded of it, or said yes or maybe."""


@dataclass(frozen=True)
class Expected:
    """Somebody who may have come."""

    person: Person
    role: MemberRole
    organization: str
    is_member: bool = True
    """Whether she was in the group; a visitor is recorded all the same."""


@dataclass(frozen=True)
class Checklist:
    """Who may have come, by library and name, and who is ticked before anything is changed."""

    meeting: Meeting
    expected: list[Expected]
    ticked: set[int]
    opened_at: datetime
    declined: frozenset[int] = frozenset()
    """Who sent regrets."""
    claimed_late: frozenset[int] = frozenset()
    """Who said that they came, later than a day after the end."""


@dataclass(frozen=True)
class MeetingReading:
    """A meeting as it was read, to be said back before anything is saved."""

    title: str
    place: str
    minutes: int
    moments: tuple[str, ...]
    """When it is, in full, with the zone in which it was meant; of a series the first dates."""
    own_clock: str = ""
    """The same moment on the reader's own clock, where that shows another one."""
    repeats: str = ""
    """The rhythm of a series in words, or nothing."""
    on_holidays: tuple[str, ...] = ()
    """The days of a series that fall on a holiday, in words."""
    on_closures: tuple[str, ...] = ()
    """Its days on which only a library of the group's members is closed, in words."""
    on_weekends: tuple[str, ...] = ()
    """Those of a year that fall on a weekend, in words, where no weekday was chosen."""
    skips_nothing: bool = False
    """Whether holidays were to be skipped, and none falls on one of its days."""
    in_pause: GroupPause | None = None
    """In which of its days the group does not meet."""
    is_without_reminder: bool = False
    """Whether nobody who keeps the usual hours is reminded of it."""


@dataclass(frozen=True)
class MeetingForm:
    """The fields of the form, as a person fills them."""

    title: str = ""
    when: str = ""
    length: str = ""
    place: str = ""
    repeats: str = ONCE
    until: date | None = None

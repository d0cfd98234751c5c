"""The rest of the record, for reading: what was decided and asked, who answered, what people chose,
and who changed what.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import (
    Consortium,
    Decision,
    DecisionLibrary,
    DecisionReview,
    EquityAnswer,
    Group,
    GroupReminders,
    HistoryEntry,
    Meeting,
    Organization,
    Person,
    Poll,
    PollAnswer,
    PollSlot,
    Preferences,
    Question,
    Rsvp,
    Series,
)
from models.preferences import Holiday
from models.stories import STORY_TEXTS, StoryAudience
from services import commitments, stories, terms
from services.dates.periods import FIRST_DAY
from services.dates.words import WEEKDAY_NAMES

Cells = tuple[Any, ...]
_LAST_DAY = date(2199, 12, 31)


@dataclass(frozen=True)
class NamesOfIds:
    """What the ids in the rows stand for."""

    people: Mapping[int, str]
    """By what the import takes to mean each."""
    groups: Mapping[int, str]
    libraries: Mapping[int, str]
    meetings: Mapping[int, Meeting]
    questions: Mapping[int, str]
    zone: ZoneInfo

    def person(self, number: int | None) -> str:
        return self.people.get(number or 0, "")

    def group(self, number: int | None) -> str:
        return self.groups.get(number or 0, "")

    def meeting(self, number: int | None) -> tuple[str, str]:
        """Its title and its start."""
        meeting = self.meetings.get(number or 0)
        if meeting is None:
            return "", ""
        start = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
        return meeting.title, start.isoformat(timespec="minutes")

    def local(self, moment: datetime | None) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="minutes") if moment else ""


@dataclass(frozen=True)
class RecordFile:
    """One file for reading: its columns, and its rows."""

    name: str
    header: tuple[str, ...]
    rows: Callable[[Session, NamesOfIds], Iterator[Cells]]


def names(session: Session, zone: str) -> NamesOfIds:
    """Read what ids stand for: five queries."""
    people = session.exec(select(Person)).all()
    return NamesOfIds(
        people={who.id: who.email or who.slack_id or who.name for who in people},
        groups={row.id: row.name for row in session.exec(select(Group))},
        libraries={row.id: row.key for row in session.exec(select(Organization))},
        meetings={row.id: row for row in session.exec(select(Meeting))},
        questions={row.id: row.wording for row in session.exec(select(Question))},
        zone=ZoneInfo(zone),
    )


def _settings(session: Session, _named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Consortium)):
        yield from row.model_dump(exclude={"id"}).items()


def _holidays(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Holiday).order_by(col(Holiday.day), col(Holiday.id))):
        yield row.day, row.name, named.libraries.get(row.organization_id or 0, "")


def _roles(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row, first, last in terms.all_roles(session):
        yield named.person(row.person_id), row.kind, named.local(first), named.local(last)


def _homes(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row, first, last in terms.all_homes(session):
        library = named.libraries.get(row.organization_id, "")
        yield named.person(row.person_id), library, named.local(first), named.local(last)


def _services(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row, first, last in terms.all_services(session):
        who, group = named.person(row.person_id), named.group(row.group_id)
        yield group, who, row.role, named.local(first), named.local(last)


def _preferences(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Preferences).order_by(col(Preferences.person_id))):
        facts = row.model_dump(exclude={"person_id"})
        yield named.person(row.person_id), *(facts[name] for name in _CHOICES)


def _group_reminders(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(GroupReminders).order_by(col(GroupReminders.group_id))):
        yield (
            named.group(row.group_id),
            row.lead_hours,
            row.nudges,
            row.tells_chairs,
            row.task_days,
            named.local(row.changed_at),
        )


def _series(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Series).order_by(col(Series.id))):
        yield (
            named.group(row.group_id),
            row.title,
            row.pattern,
            row.minutes,
            row.place,
            row.made_until,
            named.person(row.created_by),
            named.local(row.created_at),
            named.local(row.ended_at),
        )


def _answers(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    rows = select(Rsvp, Meeting.group_id).join(Meeting, col(Meeting.id) == Rsvp.meeting_id)
    ordered = rows.order_by(col(Meeting.starts_at), col(Rsvp.meeting_id), col(Rsvp.person_id))
    for row, group_id in session.exec(ordered):
        who, answered_at = named.person(row.person_id), named.local(row.answered_at)
        yield named.group(group_id), *named.meeting(row.meeting_id), who, row.answer, answered_at


def _decisions(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    rows = session.exec(select(Decision).order_by(col(Decision.recorded_at), col(Decision.id)))
    libraries: dict[int, list[str]] = {}
    for link in session.exec(select(DecisionLibrary)):
        libraries.setdefault(link.decision_id, []).append(named.libraries[link.organization_id])
    for row in rows:
        yield (
            named.group(row.group_id),
            row.wording,
            *named.meeting(row.meeting_id),
            named.questions.get(row.question_id or 0, ""),
            named.person(row.recorded_by),
            named.local(row.recorded_at),
            row.id,
            row.reason,
            row.options,
            row.consulted,
            tuple(sorted(libraries.get(row.id, ()))),
            row.kind,
            row.authority,
            row.reports_to,
            row.replacement,
            row.replaces_id,
            row.review_on,
        )


def _decision_reviews(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(DecisionReview).order_by(col(DecisionReview.id))):
        who, at = named.person(row.reviewed_by), named.local(row.reviewed_at)
        yield row.decision_id, row.id, row.outcome, row.comment, who, at


def _equity_answers(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(EquityAnswer).order_by(col(EquityAnswer.id))):
        who, at = named.person(row.answered_by), named.local(row.answered_at)
        answers = (row.affected, row.absent, row.signs)
        yield row.decision_id, row.review_id, *answers, row.is_skipped, who, at


def _stories(session: Session, _named: NamesOfIds) -> Iterator[Cells]:
    """Those alone that may be quoted, with the names that may be given."""
    audience = StoryAudience.MEMBERS
    for row in stories.shareable(session, first=FIRST_DAY, last=_LAST_DAY, audience=audience):
        texts = (getattr(row, name) for name in STORY_TEXTS)
        directions = " ".join(row.directions)
        names = (directions, row.library, row.group, row.author)
        yield row.id, row.submitted_on, row.audience, row.title, *texts, *names


def _questions(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Question).order_by(col(Question.raised_at), col(Question.id))):
        yield (
            named.group(row.group_id),
            row.wording,
            *named.meeting(row.meeting_id),
            named.person(row.raised_by),
            named.local(row.raised_at),
            named.person(row.settled_by),
            named.local(row.settled_at),
        )


def _commitments(session: Session, _named: NamesOfIds) -> Iterator[Cells]:
    yield from commitments.all_rows(session)


def _history(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    is_unnamed = stories.is_of_unnamed_story(col(HistoryEntry.subject))
    entries = select(HistoryEntry, is_unnamed).order_by(col(HistoryEntry.id))
    for row, hides_author in session.exec(entries):
        yield (
            named.local(row.at),
            named.person(None if hides_author else row.by_id),
            row.action,
            row.subject,
            named.group(row.group_id),
            _json(row.before),
            _json(row.after),
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_CHOICES = (
    "delivery",
    "digest_time",
    "muted",
    "quiet_from",
    "quiet_until",
    "days_off",
    "pause_until",
    "wants_story_prompts",
)


_POLLS = (
    "group",
    "title",
    "kind",
    "minutes",
    "zone",
    "state",
    "opened_by",
    "opened_at",
    "closes_at",
    "reason",
    "meeting",
    "starts_at",
)


def _polls(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    for row in session.exec(select(Poll).order_by(col(Poll.id))):
        yield (
            named.group(row.group_id),
            row.title,
            row.kind,
            row.minutes,
            row.zone,
            row.state,
            named.person(row.opened_by),
            named.local(row.opened_at),
            named.local(row.closes_at),
            row.reason,
            *named.meeting(row.meeting_id),
        )


_POLL_ANSWERS = (
    "group",
    "poll",
    "opened_at",
    "starts_at",
    "weekday",
    "at",
    "person",
    "answer",
    "given_at",
    "by_link",
)


def _poll_answers(session: Session, named: NamesOfIds) -> Iterator[Cells]:
    """A row for each answer to each slot; who has not answered has none."""
    rows = (
        select(Poll, PollSlot, PollAnswer)
        .join(PollSlot, col(PollSlot.poll_id) == Poll.id)
        .join(PollAnswer, col(PollAnswer.slot_id) == PollSlot.id)
        .order_by(col(Poll.id), col(PollAnswer.person_id), col(PollSlot.position))
    )
    for poll, slot, row in session.exec(rows):
        yield (
            named.group(poll.group_id),
            poll.title,
            named.local(poll.opened_at),
            named.local(slot.starts_at),
            "" if slot.weekday is None else WEEKDAY_NAMES[slot.weekday],
            f"{slot.at:%H:%M}" if slot.at else "",
            named.person(row.person_id),
            row.answer,
            named.local(row.given_at),
            row.by_link,
        )


FURTHER: Sequence[RecordFile] = (
    RecordFile("polls.csv", _POLLS, _polls),
    RecordFile("poll_answers.csv", _POLL_ANSWERS, _poll_answers),
    RecordFile("settings.csv", ("setting", "value"), _settings),
    RecordFile("holidays.csv", ("day", "name", "library"), _holidays),
    RecordFile("roles.csv", ("person", "role", "since", "until"), _roles),
    RecordFile("homes.csv", ("person", "library", "since", "until"), _homes),
    RecordFile("all_memberships.csv", ("group", "person", "role", "since", "until"), _services),
    RecordFile("preferences.csv", ("person", *_CHOICES), _preferences),
    RecordFile(
        "group_reminders.csv",
        ("group", "lead_hours", "nudges", "tells_chairs", "task_days", "changed_at"),
        _group_reminders,
    ),
    RecordFile(
        "series.csv",
        (
            "group",
            "title",
            "pattern",
            "minutes",
            "place",
            "made_until",
            "created_by",
            "created_at",
            "ended_at",
        ),
        _series,
    ),
    RecordFile(
        "answers.csv",
        ("group", "meeting", "starts_at", "person", "answer", "answered_at"),
        _answers,
    ),
    RecordFile(
        "decisions.csv",
        (
            "group",
            "wording",
            "meeting",
            "starts_at",
            "question",
            "recorded_by",
            "recorded_at",
            *("number", "reason", "options", "consulted", "libraries", "kind"),
            *("authority", "reports_to", "replacement", "earlier_number", "review_on"),
        ),
        _decisions,
    ),
    RecordFile(
        "decision_reviews.csv",
        ("decision", "number", "outcome", "comment", "reviewed_by", "reviewed_at"),
        _decision_reviews,
    ),
    RecordFile(
        "equity_answers.csv",
        (
            *("decision", "review", "affected", "absent", "signs", "is_skipped"),
            *("answered_by", "answered_at"),
        ),
        _equity_answers,
    ),
    RecordFile(
        "questions.csv",
        (
            "group",
            "wording",
            "meeting",
            "starts_at",
            "raised_by",
            "raised_at",
            "settled_by",
            "settled_at",
        ),
        _questions,
    ),
    RecordFile(
        "stories.csv",
        (
            *("number", "submitted_on", "audience", "title", *STORY_TEXTS),
            *("directions", "library", "group", "author"),
        ),
        _stories,
    ),
    RecordFile("commitments.csv", commitments.COMMITMENT_COLUMNS, _commitments),
    RecordFile(
        "history.csv", ("at", "by", "action", "subject", "group", "before", "after"), _history
    ),
)

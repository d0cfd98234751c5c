"""The record of a group for the public: all that belongs there, and nothing that is private."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    AgendaPosting,
    Attendance,
    Call,
    CallAnswer,
    CallKind,
    CallState,
    CallUnit,
    Contribution,
    ContributionKind,
    Decision,
    Group,
    HistoryEntry,
    Meeting,
    MinuteLine,
    Minutes,
    OutboxMessage,
    OutboxState,
    Person,
)
from models.agendas import AgendaItemState, ItemDraft
from models.calls import AnswerDoor, Capacity, IfSilent, UnitKind
from models.minutes import MinuteLineKind, MinutesState
from models.outbox import OutboxOp
from services import access, agendas, public_records
from services.archives import zipped
from services.dates import Period
from services.errors import Invalid, NotAllowed, NotFound
from services.public_records import PublicFile
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import meeting

YEAR = Period(date(2026, 7, 1), date(2027, 6, 30), "the year")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def record(session: Session, of: Group, period: Period = YEAR) -> dict[str, str]:
    files = public_records.record_of_group(session, of, period, now=NOW)
    return {file.name: file.content.decode("utf-8-sig") for file in files}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def minutes(
    session: Session, held: Meeting, by: Person, state: MinutesState, *, is_public: bool = True
) -> None:
    session.add(
        Minutes(
            meeting_id=held.id,
            state=state,
            begun_at=NOW,
            begun_by=by.id,
            circulated_at=NOW,
            approved_at=NOW,
            is_public=is_public,
        )
    )
    session.flush()


def line(session: Session, held: Meeting, by: Person, wording: str, **more: Any) -> None:
    facts: dict[str, Any] = {"kind": MinuteLineKind.NOTE, "written_at": NOW} | more
    session.add(MinuteLine(meeting_id=held.id, wording=wording, written_by=by.id, **facts))
    session.flush()


def decide(session: Session, people: Cast, wording: str, **more: Any) -> Decision:
    facts: dict[str, Any] = {
        "group_id": people.metadata.id,
        "recorded_by": people.ann.id,
        "recorded_at": NOW,
    } | more
    row = Decision(wording=wording, **facts)
    session.add(row)
    session.flush()
    return row


def call(session: Session, people: Cast, question: str, **more: Any) -> CallUnit:
    facts: dict[str, Any] = {
        "kind": CallKind.VOTE,
        "unit_kind": UnitKind.LIBRARY,
        "if_silent": IfSilent.NO_ANSWER,
        "state": CallState.CLOSED,
        "closes_at": NOW,
        "closed_at": NOW - HOUR,
        "opened_at": NOW - DAY,
    } | more
    row = Call(
        group_id=people.metadata.id,
        question=question,
        drafted_by=people.ann.id,
        drafted_at=NOW - DAY,
        **facts,
    )
    session.add(row)
    session.flush()
    unit = CallUnit(call_id=row.id, organization_id=people.tunxis.id, name="Tunxis")
    session.add(unit)
    session.flush()
    return unit


def answer(session: Session, people: Cast, unit: CallUnit, **more: Any) -> None:
    facts: dict[str, Any] = {"choices": ("yes",)} | more
    session.add(
        CallAnswer(
            unit_id=unit.id,
            person_id=people.cleo.id,
            capacity=Capacity.DIRECTOR,
            door=AnswerDoor.SLACK,
            given_at=NOW - 2 * HOUR,
            **facts,
        )
    )
    session.flush()


def test_an_agenda_is_there_with_when_it_was_posted(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW)
    for position, title, state in (
        (2, "Second *item*", AgendaItemState.OPEN),
        (1, "First", AgendaItemState.CLOSED),
        (3, "Withdrawn", AgendaItemState.WITHDRAWN),
    ):
        session.add(
            AgendaItem(
                group_id=people.metadata.id,
                meeting_id=held.id,
                title=title,
                position=position,
                state=state,
                minutes=10,
                owner_id=people.ben.id,
                times_carried=2,
                papers="https://example.edu",
                proposed_by=people.ben.id,
                proposed_at=NOW,
                waits_since=NOW,
            )
        )
    session.add(AgendaPosting(meeting_id=held.id, posted_at=NOW - DAY))
    session.flush()
    files = record(session, people.metadata)
    [name] = [name for name in files if name.startswith("agendas/")]
    assert name == f"agendas/2026-11-24-{held.id}-norms-review.md"
    text = files[name]
    assert "Posted 2026-11-23T09:30-05:00." in text
    assert text.index("First") < text.index("Second \\*item\\*")
    assert "(to discuss, 10 minutes, Ben Brook, carried 2 times)" in text
    assert "Papers: https://example.edu" in text
    assert "Withdrawn" not in text
    assert f"`{name}`" in files["index.md"]


def test_what_was_carried_on_stands_on_the_agenda_of_each_meeting(
    session: Session, people: Cast
) -> None:
    last = meeting(session, people.metadata, NOW - 7 * DAY, title="Last")
    following = meeting(session, people.metadata, NOW + DAY, title="Next")
    waiting = AgendaItem(
        group_id=people.metadata.id,
        title="Courier",
        proposed_by=people.ben.id,
        proposed_at=NOW - 9 * DAY,
        waits_since=NOW - 9 * DAY,
    )
    session.add(waiting)
    session.flush()
    assert "(to discuss)" in _agenda(record(session, people.metadata), last)
    assert agendas.carry_over(session, last, now=NOW) == [waiting]
    files = record(session, people.metadata)
    assert "1. Courier (to discuss, carried on from here)" in _agenda(files, last)
    assert "1. Courier (to discuss, carried once)" in _agenda(files, following)


def test_the_index_misses_nothing_of_meetings_that_have_not_begun(
    session: Session, people: Cast
) -> None:
    begun = meeting(session, people.metadata, NOW, title="Begun")
    ahead = meeting(session, people.metadata, NOW + timedelta(microseconds=1), title="Ahead")
    index = record(session, people.metadata)["index.md"]
    assert f"-{begun.id}-begun: none was written." in index
    assert f"-{begun.id}-begun: none were written." in index
    assert f"-{ahead.id}-ahead" not in index
    minutes(session, ahead, people.ann, MinutesState.OPEN)
    index = record(session, people.metadata)["index.md"]
    assert f"-{ahead.id}-ahead: they are not circulated yet." in index


def test_an_agenda_says_consent_of_what_nobody_took_out_and_nothing_of_what_was_parked(
    session: Session, people: Cast
) -> None:
    held = meeting(session, people.metadata, NOW - DAY)
    following = meeting(session, people.metadata, NOW + DAY)
    facts: dict[str, Any] = {
        "group_id": people.metadata.id,
        "proposed_by": people.ben.id,
        "proposed_at": NOW - 9 * DAY,
        "waits_since": NOW - 9 * DAY,
        "meeting_id": held.id,
    }
    pulled = AgendaItem(title="Pulled", is_consent=True, pulled_by=people.ann.id, **facts)
    settled = AgendaItem(title="Settled", is_consent=True, **facts)
    session.add_all([pulled, AgendaItem(title="Talk", position=-1, **facts), settled])
    session.flush()
    parked = agendas.add(
        session,
        people.metadata,
        ItemDraft("Parked"),
        parked_in=held,
        by=people.ben,
        now=NOW - HOUR,
    )
    line(session, held, people.ben, "Parked", kind=MinuteLineKind.PARKED, parked_id=parked.id)
    files = record(session, people.metadata)
    assert _agenda(files, held).splitlines()[-3:] == [
        "1. Settled (to discuss, consent)",
        "1. Talk (to discuss)",
        "1. Pulled (to discuss)",
    ]
    assert "1. Parked (to discuss, carried once)" in _agenda(files, following)


def _agenda(files: dict[str, str], of: Meeting) -> str:
    [text] = [
        text for name, text in files.items() if name.startswith("agendas/") and f"-{of.id}-" in name
    ]
    return text


def test_notices_have_the_times_at_which_they_were_sent(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW)
    sent = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
    for key, state, op, receipt in (
        ("card|meeting:{}|1|channel", OutboxState.SENT, OutboxOp.POST, {"ts": sent.timestamp()}),
        ("remind|meeting:{}|0|person:2", OutboxState.SENT, OutboxOp.POST, {}),
        ("nudge|meeting:{}|0|person:2", OutboxState.DROPPED, OutboxOp.POST, {}),
        ("redraw|x", OutboxState.SENT, OutboxOp.UPDATE, {}),
    ):
        session.add(
            OutboxMessage(
                key=key.format(held.id),
                lane="x",
                op=op,
                payload={},
                subject=f"meeting:{held.id}",
                state=state,
                due_at=NOW,
                wake_at=NOW,
                last_try=NOW - HOUR,
                receipt=receipt,
                created_at=NOW,
            )
        )
    for action in ("meeting.moved", "meeting.answered"):
        entry = HistoryEntry(action=action, subject=f"meeting:{held.id}", at=NOW - 3 * DAY)
        session.add(entry)
    session.add(AgendaPosting(meeting_id=held.id, posted_at=NOW - DAY))
    session.flush()
    found = [
        tuple(row.values())[1:] for row in rows(record(session, people.metadata)["notices.csv"])
    ]
    assert found == [
        ("a meeting's card", "2026-11-20T07:00-05:00", "the group’s channel", "sent by Convene"),
        ("moved", "2026-11-21T09:30-05:00", "", "history"),
        ("agenda posted", "2026-11-23T09:30-05:00", "", "agenda"),
        ("the reminder of a meeting", "2026-11-24T08:30-05:00", "a member", "sent by Convene"),
    ]


def test_who_came_is_there_with_the_library_of_the_day(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW - DAY)
    session.add(
        Attendance(
            meeting_id=held.id, person_id=people.ben.id, recorded_by=people.ann.id, recorded_at=NOW
        )
    )
    session.add(
        Contribution(
            person_id=people.ben.id,
            organization_id=people.tunxis.id,
            group_id=people.metadata.id,
            kind=ContributionKind.ATTENDED,
            source=f"attended|meeting:{held.id}|person:{people.ben.id}",
            occurred_at=NOW,
        )
    )
    session.flush()
    [row] = rows(record(session, people.metadata)["attendance.csv"])
    assert (row["person"], row["library"], row["recorded_at"]) == (
        "Ben Brook",
        "Tunxis",
        "2026-11-24T09:30-05:00",
    )


def test_votes_are_there_by_library_without_what_is_secret_or_private(
    session: Session, people: Cast
) -> None:
    plain = call(session, people, "Share norms?")
    answer(session, people, plain, choices=("no",), comment="Old")
    answer(session, people, plain, comment="Mind the price", is_comment_private=True)
    answer(session, people, call(session, people, "Secret?", is_secret=True, is_hidden=True))
    answer(session, people, call(session, people, "Open?", state=CallState.OPEN, closed_at=None))
    answer(session, people, call(session, people, "Numbers?", kind=CallKind.DATA))
    call(session, people, "Silent?", closed_at=NOW - HOUR / 2)
    text = record(session, people.metadata)["votes.csv"]
    found = [(row["call"], row["unit"], row["answer"], row["comment"]) for row in rows(text)]
    assert found == [("Share norms?", "Tunxis", "yes", ""), ("Silent?", "Tunxis", "", "")]
    assert "Mind the price" not in text


@pytest.mark.parametrize(
    ("state", "is_public", "reason"),
    [
        (MinutesState.OPEN, True, "they are not circulated yet"),
        (MinutesState.DRAFT, True, "they are not circulated yet"),
        (MinutesState.CIRCULATED, False, "they are for members alone"),
        (MinutesState.APPROVED, True, ""),
        (MinutesState.CIRCULATED, True, ""),
    ],
)
def test_minutes_are_there_where_they_are_public_and_circulated(
    session: Session, people: Cast, state: MinutesState, is_public: bool, reason: str
) -> None:
    held = meeting(session, people.metadata, NOW)
    minutes(session, held, people.ann, state, is_public=is_public)
    line(session, held, people.ann, "We talked")
    decide(session, people, "We share", meeting_id=held.id)
    # The register took this back after it stood in the minutes.
    line(session, held, people.ann, "We pay", kind=MinuteLineKind.DECISION)
    line(session, held, people.ann, "Taken out", undone_at=NOW, undone_by=people.ann.id)
    files = record(session, people.metadata)
    texts = [text for name, text in files.items() if name.startswith("minutes/")]
    if reason:
        assert texts == []
        assert f"norms-review: {reason}." in files["index.md"]
        return
    [text] = texts
    assert text.index("## Decisions\n\n- We share") < text.index("## Discussion\n\n- We talked")
    assert "Taken out" not in text
    assert "We pay" not in text


def test_tasks_of_approved_minutes_are_as_they_were(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW)
    minutes(session, held, people.ann, MinutesState.APPROVED)
    for wording in ("Send norms", "Ask around", "Call"):
        line(session, held, people.ann, wording, kind=MinuteLineKind.ACTION)
    ids = session.exec(select(MinuteLine.id).order_by(col(MinuteLine.id))).all()
    session.get_one(Minutes, held.id).frozen = {
        "tasks": {
            str(ids[0]): {"whose": "Ben Brook", "due_on": "2026-11-27", "is_done": False},
            str(ids[1]): {"whose": "", "due_on": None, "is_done": True},
        }
    }
    session.flush()
    texts = record(session, people.metadata).items()
    [text] = [text for name, text in texts if name.startswith("minutes/")]
    assert "- Ben Brook: Send norms, due 2026-11-27\n- Ask around\n- Call" in text


def test_approved_minutes_are_as_they_were(session: Session, people: Cast) -> None:
    held = meeting(session, people.metadata, NOW)
    minutes(session, held, people.ann, MinutesState.APPROVED)
    decide(session, people, "We pay", meeting_id=held.id)
    session.get_one(Minutes, held.id).frozen = {
        "meeting": {
            "title": "First review",
            "starts_at": "2026-11-20T14:00:00+00:00",
            "zone": "Europe/Berlin",
            "place": "",
        },
        "group": "Description",
        "decisions": ["We share"],
        "tasks": {},
    }
    session.flush()
    texts = record(session, people.metadata).items()
    [text] = [text for name, text in texts if name.startswith("minutes/")]
    assert "# Minutes of First review" in text
    assert "Description, 2026-11-20T15:00+01:00." in text
    assert "- We share" in text
    assert "We pay" not in text


def test_decisions_are_there_with_what_replaced_them(session: Session, people: Cast) -> None:
    ids: list[int] = []
    for wording, at, more in (
        ("Long ago", NOW - 400 * DAY, {}),
        ("Old", NOW - DAY, {}),
        ("New", NOW, {"replacement": "replaces", "reason": "Cheaper"}),
    ):
        facts = {"replaces_id": ids[-1]} | more if more else more
        ids.append(decide(session, people, wording, recorded_at=at, **facts).id)
    found = rows(record(session, people.metadata)["decisions.csv"])
    assert [(row["decision"], row["why"], row["earlier"], row["replaced_by"]) for row in found] == [
        ("Old", "", "", str(ids[2])),
        ("New", "Cheaper", str(ids[1]), ""),
    ]


def test_only_the_days_and_the_group_that_were_asked_for(session: Session, people: Cast) -> None:
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    first = meeting(session, people.metadata, datetime.fromisoformat("2026-07-01T00:00-04:00"))
    before = meeting(session, people.metadata, datetime.fromisoformat("2026-06-30T23:59-04:00"))
    last = meeting(session, people.metadata, datetime.fromisoformat("2027-06-30T23:59-04:00"))
    after = meeting(session, people.metadata, datetime.fromisoformat("2027-07-01T00:00-04:00"))
    meeting(session, other, NOW)
    names = [row["meeting"] for row in rows(record(session, people.metadata)["meetings.csv"])]
    assert [name.split("-")[3] for name in names] == [str(first.id), str(last.id)]
    assert {before.id, after.id}.isdisjoint({first.id, last.id})
    index = record(session, people.metadata)["index.md"]
    assert "whether that satisfies a law or a rule is for whoever knows them to judge" in index


def test_an_archive_holds_the_files_and_is_the_same_each_time() -> None:
    files = [PublicFile.of_text("a/b.md", "Text"), PublicFile("c.csv", b"1")]
    content = zipped((file.name, file.content) for file in files)
    assert content == zipped((file.name, file.content) for file in files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["a/b.md", "c.csv"]
        assert archive.read("a/b.md") == b"Text\n"


def test_who_may_have_the_record(session: Session, people: Cast) -> None:
    private = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
    for who in (people.ann, people.dag):
        by = standing(session, who)
        assert access.group_to_publish(session, people.metadata.id, by=by).name == "Metadata"
    with pytest.raises(NotAllowed):
        access.group_to_publish(session, people.metadata.id, by=standing(session, people.ben))
    with pytest.raises(NotFound):
        access.group_to_publish(session, private.id, by=standing(session, people.ann))
    assert access.group_to_publish(session, private.id, by=standing(session, people.cleo))


@pytest.mark.parametrize(
    ("text", "name", "first", "last"),
    [
        ("Metadata July 2025 to June 2026", "Metadata", date(2025, 7, 1), date(2026, 6, 30)),
        ("metadata for FY2026", "Metadata", date(2025, 7, 1), date(2026, 6, 30)),
        ("Metadata", "Metadata", date(2026, 7, 1), date(2027, 6, 30)),
        ("last month", None, date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_line_names_a_group_and_days(
    session: Session, people: Cast, text: str, name: str | None, first: date, last: date
) -> None:
    found, period = public_records.read_line(
        session, text, who=standing(session, people.ann), here=None, today=NOW.date()
    )
    assert (found.name if found else None, period.first, period.last) == (name, first, last)


def test_a_private_group_is_no_name_to_others(session: Session, people: Cast) -> None:
    group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
    with pytest.raises(Invalid):
        public_records.read_line(
            session,
            "Salaries July 2025",
            who=standing(session, people.ann),
            here=None,
            today=NOW.date(),
        )


def test_many_meetings_take_as_many_queries_as_one(
    database: Engine, session: Session, people: Cast
) -> None:
    counts: list[int] = []
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    for number in (1, 30):
        for offset in range(number):
            held = meeting(session, people.metadata, NOW - offset * DAY, title=f"M {offset}")
            minutes(session, held, people.ann, MinutesState.APPROVED)
            line(session, held, people.ann, "We talked")
            answer(session, people, call(session, people, "Share norms?"))
        sa.event.listen(database, "before_cursor_execute", note)
        seen.clear()
        public_records.record_of_group(session, people.metadata, YEAR, now=NOW)
        counts.append(len(seen))
        sa.event.remove(database, "before_cursor_execute", note)
    assert counts[0] == counts[1]
    assert counts[1] <= 20

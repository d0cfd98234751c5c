"""Questions beside the figures: who has not come, who is new, which libraries have nobody there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import (
    Attendance,
    ContributionKind,
    GroupDirection,
    Leave,
    Meeting,
    MeetingAlternate,
    MemberRole,
    Membership,
    Person,
    RoleKind,
    Rsvp,
    RsvpAnswer,
)
from models.participation import Table
from models.value_statements import PRIVATE_GROUP
from services import consortium, contributions, groups, meetings, participation, terms
from services.access import Standing
from services.dates import Period
from services.dates.arithmetic import year_before
from services.errors import Invalid
from services.participation import (
    Breakdown,
    Calendar,
    ParticipationQuery,
    QueryKind,
    held,
    ledger_rows,
    reports,
)
from services.participation.absences import ExpectedMeeting, expected, longest_run
from tests.factories import NOW, Cast, cast, group, organization, person, standing
from tests.happenings import meeting, serve
from tests.keys import about
from tests.stories.test_costs import counted

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
YEAR = Period(date(2026, 7, 1), TODAY, "fiscal year 2027 to date")
CALENDAR = Calendar(TODAY, fiscal_year_start=7)


@pytest.fixture
def people(session: Session) -> Cast:
    """Metadata serves collections; it met four times, and of the third time nobody kept a list.

    Ann came each time, Ben to the first, Pia to none; Gil sent regrets to the last.
    """
    people = cast(session)
    session.add(GroupDirection(group_id=people.metadata.id, direction_id=people.collections.id))
    came = [(people.ann, people.ben), (people.ann,), None, (people.ann,)]
    for number, who in enumerate(came):
        held = meeting(
            session, people.metadata, NOW - (40 - 10 * number) * DAY, title=f"No {number}"
        )
        if who is not None:
            save(session, people, held, *who)
    session.add(
        Rsvp(meeting_id=held.id, person_id=people.gil.id, answer=RsvpAnswer.NO, answered_at=NOW)
    )
    session.flush()
    return people


def save(session: Session, people: Cast, held: Meeting, *who: Person) -> None:
    ids = {person.id for person in who}
    meetings.record_attendance(session, held, ids, by=people.ann, now=held.starts_at)
    session.flush()


def read(session: Session, who: Person, text: str, **facts: Any) -> ParticipationQuery:
    known: dict[str, Any] = {"group": None} | facts
    by = standing(session, who)
    return participation.read(session, text, who=by, calendar=CALENDAR, **known)


def answer(session: Session, who: Person, text: str, **facts: Any) -> Table:
    query = read(session, who, text, **facts)
    by = standing(session, who)
    return participation.answer(session, participation.permitted(query, by=by), by=by, now=NOW)


def test_who_has_not_come_to_the_last_meetings(session: Session, people: Cast) -> None:
    table = answer(session, people.dag, "who has not come to the last two in Metadata")
    assert table.title == (
        "Who has not come to the last 2 meetings: Metadata, up to Tue, Nov 24, 2026"
    )
    assert table.columns == ("Person", "Library", "Came", "Absent", "Regrets")
    assert table.rows == (
        ("Ben Brook", "Central", "0 of 2", 2, 0),
        ("Gil Grau", "Writing", "0 of 2", 1, 1),
        ("Pia Pons", "Writing", "0 of 2", 2, 0),
    )
    assert table.keys == (people.ben.id, people.gil.id, people.pia.id)
    assert "Without a list, and so not counted: No 2 of Metadata, Wed, Nov 4, 2026." in table.note
    three = answer(session, people.dag, "who hasn't come to the last three group:Metadata")
    assert [row[0] for row in three.rows] == ["Gil Grau", "Pia Pons"]
    assert "have a list" not in three.note
    four = answer(session, people.dag, "absent from the last 4 Metadata")
    assert [row[2] for row in four.rows] == ["0 of 3", "0 of 3"]
    assert "Only 3 have a list." in four.note
    # The meetings before a fiscal year count, and those after the last day that is named do not.
    before = answer(session, people.dag, "absent from the last 2 Metadata until October 26")
    assert [row[:3] for row in before.rows] == [
        *(("Gil Grau", "Writing", "0 of 2"), ("Pia Pons", "Writing", "0 of 2"))
    ]
    calendar = Calendar(date(2027, 7, 2), fiscal_year_start=7)
    line, by = "who has not come to the last 2 Metadata", standing(session, people.dag)
    query = participation.read(session, line, who=by, group=None, calendar=calendar)
    later = participation.answer(session, query, by=by, now=NOW + 220 * DAY)
    assert [row[0] for row in later.rows] == ["Ben Brook", "Gil Grau", "Pia Pons"]


def test_only_what_she_was_expected_at_counts(session: Session, people: Cast) -> None:
    zoe = person(session, "Zoe Zito", at=people.tunxis, slack_id="UZOE")
    groups.add(session, people.metadata, [zoe], by=people.ann, now=NOW - 25 * DAY)
    yara = person(session, "Yara Yu", at=people.tunxis, slack_id="UYAR")
    groups.add(session, people.metadata, [yara], by=people.ann, now=NOW - DAY)
    session.flush()
    table = answer(session, people.dag, "missed the last three Metadata")
    assert ("Zoe Zito", "Tunxis", "0 of 1", 1, 0) in table.rows
    assert "Yara Yu" not in str(table.rows)
    groups.leave(session, people.metadata, zoe, now=NOW - DAY)
    session.flush()
    assert "Zoe" not in str(answer(session, people.dag, "missed the last three Metadata").rows)


def test_neither_leave_nor_an_alternate_is_an_absence(session: Session, people: Cast) -> None:
    last = meetings.latest_held(session, people.metadata, now=NOW)
    assert last is not None
    stand_in = people.cleo.id
    session.add(
        Attendance(meeting_id=last.id, person_id=stand_in, recorded_by=stand_in, recorded_at=NOW)
    )
    session.add(
        MeetingAlternate(
            meeting_id=last.id,
            person_id=people.pia.id,
            alternate_id=stand_in,
            sent_by=people.pia.id,
            sent_at=NOW,
        )
    )
    service = session.exec(select(Membership).where(Membership.person_id == people.ben.id)).one()
    session.add(Leave(membership_id=service.id, since=NOW - 45 * DAY))
    session.flush()
    assert [row[0] for row in answer(session, people.dag, "missed the last two Metadata").rows] == [
        "Gil Grau"
    ]


def test_who_missed_several_in_a_row(session: Session, people: Cast) -> None:
    table = answer(session, people.dag, "who missed two in a row")
    assert table.title == f"Who missed 2 meetings in a row: {YEAR.title}"
    assert table.columns[3:] == ("Missed in a row", "Absent", "Regrets", "Last missed")
    assert [row[:6] for row in table.rows] == [
        ("Ben Brook", "Central", "Metadata", 2, 2, 0),
        ("Gil Grau", "Writing", "Metadata", 3, 2, 1),
        ("Pia Pons", "Writing", "Metadata", 3, 3, 0),
    ]
    assert {row[6] for row in table.rows} == {"Sat, Nov 14, 2026"}
    assert [row[0] for row in answer(session, people.dag, "missed three in a row").rows] == [
        *("Gil Grau", "Pia Pons")
    ]
    assert answer(session, people.dag, "missed 4 in a row").rows == ()
    assert answer(session, people.dag, "missed three in a row until October").rows == ()


def test_a_run_is_broken_by_coming_and_the_latest_of_the_longest_counts() -> None:
    def run(came: str) -> list[int]:
        row = ("Ann", "Central", "Metadata")
        found = [
            ExpectedMeeting(*row, number, "", NOW, letter == "x", sent_regrets=False)
            for number, letter in enumerate(came)
        ]
        return [meeting.meeting_id for meeting in longest_run(found)]

    assert run("..x...x.") == [3, 4, 5]
    assert run("..x..") == [3, 4]
    assert run("xx") == []
    assert run("") == []


def test_libraries_with_nobody_there(session: Session, people: Cast) -> None:
    asnuntuck = organization(session, "asnuntuck")
    asnuntuck.category = "community college"
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    groups.leave(session, people.metadata, people.gil, now=NOW - DAY)
    session.flush()
    table = answer(session, people.dag, "libraries in no group")
    assert table.title == "Libraries in no group"
    assert table.rows == (("Asnuntuck", "community college", 0),)
    assert "1 of 3 member libraries" in table.note
    there = answer(session, people.dag, "libraries with nobody in collections")
    assert [row[0] for row in there.rows] == ["Asnuntuck", "Tunxis"]
    assert there.title == "Libraries with nobody in: Shared collections"
    chair = answer(session, people.cleo, "libraries with nobody in", otherwise=reserves)
    assert [row[0] for row in chair.rows] == ["Asnuntuck", "Central"]
    asnuntuck.active_until = TODAY - DAY
    session.flush()
    assert answer(session, people.dag, "libraries in no group").rows == ()
    for first, last, count in ((None, TODAY, 1), (TODAY, None, 1), (TODAY + DAY, None, 0)):
        asnuntuck.active_from, asnuntuck.active_until = first, last
        session.flush()
        assert len(answer(session, people.dag, "libraries in no group").rows) == count
    asnuntuck.active_from = None
    kind = answer(session, people.dag, "libraries in no group kind:community college")
    assert kind.title == "Libraries in no group: community college"
    assert "1 of 1 member libraries" in kind.note


def test_who_serves_in_most_groups(session: Session, people: Cast) -> None:
    for number in range(3):
        made = group(session, f"Group {number}", chair=people.ann, channel_id=f"C{number}")
        serve(session, made, people.ben)
    table = answer(session, people.dag, "most seats")
    assert table.rows == (("Ann Abara", "Central", 4, 4), ("Ben Brook", "Central", 4, 0))
    assert "4 or more groups today" in table.note
    assert answer(session, people.dag, "5 or more seats").rows == ()
    assert len(answer(session, people.dag, "3 or more seats").rows) == 2


def test_who_took_part_for_the_first_time(session: Session, people: Cast) -> None:
    for who, day, where in (
        (people.cleo, datetime(2026, 6, 30, 18, tzinfo=NOW.tzinfo), None),
        (people.cleo, NOW - DAY, people.metadata),
    ):
        group_id = where.id if where else None
        task = ContributionKind.COMPLETED_TASK
        of = about(f"task:{day.month}")
        contributions.credit(session, who, task, of=of, group_id=group_id, occurred_at=day)
    session.flush()
    table = answer(session, people.dag, "for the first time this fiscal year")
    assert table.columns == ("Person", "Library", "Day", "What", "Group")
    assert table.rows == (
        ("Ann Abara", "Central", "2026-10-15", "attended", "Metadata"),
        ("Ben Brook", "Central", "2026-10-15", "attended", "Metadata"),
    )
    of_group = answer(session, people.dag, "first-timers since July in Metadata")
    assert [row[0] for row in of_group.rows] == ["Ann Abara", "Ben Brook", "Cleo Costa"]
    assert answer(session, people.dag, "for the first time Tunxis in June 2026").rows[0][0] == (
        "Cleo Costa"
    )


@pytest.mark.parametrize(
    ("moment", "is_there"),
    [
        (datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), True),
        (datetime(2026, 8, 1, 3, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 8, 1, 4, 0, tzinfo=UTC), False),
    ],
)
def test_the_first_time_is_on_a_day_of_the_consortium(
    session: Session, people: Cast, moment: datetime, is_there: bool
) -> None:
    of = about("task:1")
    kind = ContributionKind.COMPLETED_TASK
    contributions.credit(session, people.cleo, kind, of=of, group_id=None, occurred_at=moment)
    session.flush()
    found = answer(session, people.dag, "for the first time July 2026").rows
    assert ("Cleo Costa" in {row[0] for row in found}) is is_there


def test_who_is_new(session: Session, people: Cast) -> None:
    zoe = person(session, "Zoe Zito", at=people.tunxis, slack_id="UZOE")
    serve(session, people.metadata, zoe, since=datetime(2026, 7, 1, 4, tzinfo=NOW.tzinfo))
    table = answer(session, people.dag, "new since July 1")
    assert table.columns == ("Person", "Library", "Group", "Role", "Since")
    assert table.rows == (("Zoe Zito", "Tunxis", "Metadata", "member", "2026-07-01"),)
    assert answer(session, people.dag, "new since July 2").rows == ()
    assert "Zoe" not in str(answer(session, people.dag, "new members in June 2026").rows)
    assert "Zoe" in str(answer(session, people.dag, "new members in July 2026").rows)
    again = serve(session, people.metadata, zoe, since=NOW + DAY, until=NOW + 2 * DAY)
    assert again.id
    assert len(answer(session, people.dag, "new since July 1").rows) == 1
    assert len(answer(session, people.dag, "who is new since May").rows) == 5


def test_a_further_term_without_a_break_is_part_of_the_service(
    session: Session, people: Cast
) -> None:
    july, october, november = (
        datetime(2026, month, 5, 12, tzinfo=NOW.tzinfo) for month in (7, 10, 11)
    )
    zoe, yan, xia = (
        person(session, name, at=people.tunxis, slack_id=f"U{name[:3].upper()}")
        for name in ("Zoe Zito", "Yan Young", "Xia Xu")
    )
    serve(session, people.metadata, zoe, since=july, until=october)
    serve(session, people.metadata, zoe, since=october)
    serve(session, people.metadata, yan, since=july, until=october)
    serve(session, people.metadata, yan, since=november)
    serve(session, people.metadata, xia, since=july, until=october)

    def new(text: str) -> list[tuple[str, str]]:
        found = answer(session, people.dag, text).rows
        return [(str(row[0]), str(row[4])) for row in found if row[1] == "Tunxis"]

    assert new("new since July 1") == [("Yan Young", "2026-11-05"), ("Zoe Zito", "2026-07-05")]
    assert new("new members in July 2026") == [("Zoe Zito", "2026-07-05")]
    assert new("new since October 1") == [("Yan Young", "2026-11-05")]


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), 1),
        (datetime(2026, 8, 1, 3, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 8, 1, 4, 0, tzinfo=UTC), 0),
    ],
)
def test_meetings_are_those_of_days_of_the_consortium(
    session: Session, moment: datetime, counts: int
) -> None:
    people = cast(session)
    save(session, people, meeting(session, people.metadata, moment))
    july = Period(date(2026, 7, 1), date(2026, 7, 31), "July 2026")
    assert held_and_expected(session, people, july) == (counts, counts)


@pytest.mark.parametrize(("seconds", "counts"), [(0, 1), (1, 0)])
def test_a_meeting_counts_from_the_moment_at_which_it_begins(
    session: Session, seconds: int, counts: int
) -> None:
    people = cast(session)
    row = meeting(session, people.metadata, NOW)
    save(session, people, row)
    row.starts_at = NOW + timedelta(seconds=seconds)
    session.add(row)
    session.flush()
    assert held_and_expected(session, people, YEAR) == (counts, counts)


def held_and_expected(session: Session, people: Cast, period: Period) -> tuple[int, int]:
    """How many meetings were held by a report, and to how many Ann was expected by a question."""
    query = ParticipationQuery(period, group=people.metadata)
    together = held.by_groups(session, query, NOW).together
    found = expected(session, query, NOW, standing(session, people.dag))
    return together.held, len(found.get((people.ann.id, people.metadata.id), []))


def test_beside_the_year_before(session: Session, people: Cast) -> None:
    for year in (2024, 2025):
        contributions.credit(
            session,
            people.cleo,
            ContributionKind.COMPLETED_TASK,
            of=about(f"task:{year}"),
            group_id=None,
            occurred_at=datetime(year, 11, 20, 18, tzinfo=NOW.tzinfo),
        )
    session.flush()
    table = answer(session, people.dag, "this fiscal year compared with the year before")
    assert table.columns == ("Figure", "Count", "Count a year before", "Difference")
    found = {row[0]: row[1:] for row in table.rows}
    assert found["Meetings attended"] == (4, 0, 4)
    assert found["Tasks completed"] == (0, 1, -1)
    assert found["Contributions"] == (7, 1, 6)
    assert "beside Tuesday, July 1, 2025 to Monday, November 24, 2025" in table.note
    rows = answer(session, people.dag, "by library trend")
    assert rows.columns[:4] == (
        *("Library", "People active", "People active a year before", "Difference"),
    )
    assert rows.rows == (
        ("Central", 2, 0, 2, 4, 0, 4, 7, 0, 7),
        ("Tunxis", 0, 1, -1, 0, 0, 0, 0, 1, -1),
        ("All together", 2, 1, 1, 4, 0, 4, 7, 1, 6),
    )


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2028-02-29", "2027-02-28"),
        ("2029-02-28", "2028-02-29"),
        ("2028-02-28", "2027-02-28"),
        ("2026-06-30", "2025-06-30"),
        ("2026-12-31", "2025-12-31"),
        ("2026-11-24", "2025-11-24"),
    ],
)
def test_the_same_day_of_the_year_before(day: str, before: str) -> None:
    assert year_before(date.fromisoformat(day)) == date.fromisoformat(before)


def test_by_kind_of_library_and_by_role(session: Session, people: Cast) -> None:
    people.central.category = "university"
    people.tunxis.category = "college"
    session.flush()
    table = answer(session, people.dag, "by kind")
    assert [(row[0], row[2]) for row in table.rows] == [
        *(("college", 0), ("university", 4), ("All together", 4))
    ]
    assert answer(session, people.dag, "by kind of library 2026").rows == (
        answer(session, people.dag, "2026 by kind").rows
    )
    assert answer(session, people.dag, "universitys").title.startswith(
        "Participation by library: university"
    )
    assert [row[0] for row in answer(session, people.dag, "kind:college").rows] == [
        *("Tunxis", "All together")
    ]
    roles = answer(session, people.dag, "by role")
    assert [(row[0], row[2], row[3]) for row in roles.rows] == [
        *(("Chair", 3, 3), ("Member", 1, 0), ("All together", 4, 3))
    ]
    only = answer(session, people.dag, "role:chair by person")
    assert [row[:6] for row in only.rows] == [
        ("Ann Abara", 3, 4, 1, 0, "3 of 3"),
        ("All together", 3, 4, 1, 0, "3 of 3"),
    ]


def end_service(session: Session, service: Membership) -> None:
    terms.end(session, service, by=None, now=NOW - DAY)
    session.flush()


def test_a_role_is_that_of_the_day(session: Session, people: Cast) -> None:
    for service in session.exec(select(Membership)):
        end_service(session, service)
    serve(session, people.metadata, people.ann, since=NOW - DAY, role=MemberRole.OBSERVER)
    roles = answer(session, people.dag, "by role")
    assert [row[0] for row in roles.rows] == ["Chair", "Member", "All together"]


def test_the_rate_says_to_how_many_of_those_that_are_known(session: Session, people: Cast) -> None:
    table = answer(session, people.dag, "by person Metadata")
    at = table.columns.index("Attendance")
    assert {row[0]: row[at] for row in table.rows} == {
        "Ann Abara": "3 of 3",
        "Ben Brook": "1 of 3",
        "Gil Grau": "0 of 3",
        "Pia Pons": "0 of 3",
        "All together": "4 of 12",
    }
    assert "to how many of these meetings each member came" in table.note


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("missed one in a row", "Ask about 2 to 12 of them."),
        ("missed 13 in a row", "Ask about 2 to 12 of them."),
        ("missed 0 in a row", "Ask about 2 to 12 of them."),
        ("1 or more seats", "Ask about 2 to 12 of them."),
        ("who has not come to the last three", "Say of which group"),
        ("kind:castle", "I know no kind of library called “castle”."),
        ("role:queen", "I know no role called “queen”."),
    ],
)
def test_what_cannot_be_answered_says_why(
    session: Session, people: Cast, text: str, says: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        read(session, people.dag, text)
    assert refusal.value.message.startswith(says)


def test_the_bounds_of_a_number(session: Session, people: Cast) -> None:
    assert read(session, people.dag, "missed 2 in a row").count == 2
    assert read(session, people.dag, "missed twelve in a row").count == 12


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("next month", ("2026-12-01", "2026-12-01")),
        ("November 2026", ("2026-11-01", "2026-11-24")),
        ("October 2026", ("2026-10-01", "2026-10-31")),
    ],
)
def test_what_is_compared_ends_today(session: Session, words: str, days: tuple[str, str]) -> None:
    period = participation.read_period(words, CALENDAR)
    this, before = reports.compared_periods(session, period, NOW)
    assert (this.first.isoformat(), this.last.isoformat()) == days
    assert (before.first, before.last) == (
        this.first.replace(year=2025),
        this.last.replace(year=2025),
    )


@pytest.mark.parametrize("text", ["by library", "missed two in a row"])
def test_more_rows_than_a_list_holds_are_refused(
    session: Session, people: Cast, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    by, query = standing(session, people.dag), read(session, people.dag, text)
    rows = participation.behind(session, query, by=by, now=NOW).rows
    monkeypatch.setattr(ledger_rows, "MOST_LISTED", len(rows))
    assert participation.behind(session, query, by=by, now=NOW).rows == rows
    monkeypatch.setattr(ledger_rows, "MOST_LISTED", len(rows) - 1)
    with pytest.raises(Invalid, match="Ask about a shorter time"):
        participation.behind(session, query, by=by, now=NOW)


QUESTIONS = [
    *("missed two in a row", "libraries in no group", "3 or more seats"),
    *("for the first time ever", "who is new since May", "trend by person"),
]


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("kind", ["list", "rows"])
def test_no_answer_names_a_private_group(
    session: Session, people: Cast, text: str, kind: str
) -> None:
    """A director learns of her people, and of no group that she may not know of."""
    secret = group(session, "Secret marker", chair=people.cleo, channel_id="CSEC", private=True)
    serve(session, secret, people.gil)
    for number in range(3):
        held = meeting(session, secret, NOW - (number + 1) * DAY, title="Marker")
        save(session, people, held, people.cleo)
    director = person(session, "Tea Tunx", at=people.tunxis, slack_id="UTEA")
    direct(session, director)
    by = standing(session, director)
    query = replace(read(session, director, text), library=people.tunxis)
    participation.permitted(query, by=by)
    if kind == "list":
        shown = participation.answer(session, query, by=by, now=NOW)
    else:
        shown = participation.behind(session, query, by=by, now=NOW)
    assert "arker" not in str(shown)


@pytest.mark.parametrize("kind", [QueryKind.FIGURES, QueryKind.COMPARED])
def test_ones_own_record_names_no_group_that_turned_private_since(
    session: Session, people: Cast, kind: QueryKind
) -> None:
    left = group(session, "Secret marker", chair=people.cleo, channel_id="CSEC")
    served = [serve(session, left, who) for who in (people.ben, people.gil)]
    held = meeting(session, left, NOW - 3 * DAY, title="Marker")
    save(session, people, held, people.cleo, people.ben, people.gil)
    for service in served:
        end_service(session, service)
    query = ParticipationQuery(YEAR, Breakdown.GROUP, person=people.ben, kind=kind)
    by = standing(session, people.ben)

    def names(who: Standing, person: Person) -> list[Any]:
        of_person = replace(query, person=person)
        return [row[0] for row in participation.answer(session, of_person, by=who, now=NOW).rows]

    everything = ["Metadata", "Secret marker", "All together"]
    assert names(by, people.ben) == everything
    assert "Secret marker" in names(standing(session, people.gil), people.gil)
    left.is_private = True
    session.add(left)
    session.flush()
    assert names(by, people.ben) == ["Metadata", PRIVATE_GROUP, "All together"]
    assert "Secret marker" not in names(standing(session, people.gil), people.gil)
    assert names(standing(session, people.cleo), people.cleo)[0] == "Secret marker"
    assert names(standing(session, people.dag), people.ben) == everything


def direct(session: Session, who: Person) -> None:
    terms.appoint(session, who.id, RoleKind.DIRECTOR, now=NOW - DAY)
    session.flush()


def test_small_numbers_are_hidden_from_whoever_may_not_see_people(
    session: Session, people: Cast
) -> None:
    table = answer(session, people.dag, "by library")
    hidden = reports.without_small_numbers(table, ParticipationQuery(YEAR))
    assert hidden.rows[0] == ("Central", *["fewer than 3"] * 8)
    assert hidden.rows[-1] == table.rows[-1]
    assert "fewer than 3 people" in hidden.note
    assert hidden.chart is None
    # Whoever may not ask at all sees no more of it by another way.
    by = standing(session, people.ben)
    assert participation.answer(session, ParticipationQuery(YEAR), by=by, now=NOW) == hidden


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([3, 4], [3, 4]),
        ([2, 4, 3], [None, 4, None]),
        ([2, 1, 3], [None, None, 3]),
        ([0, 2], [0, None]),
        ([0, 3, 5], [0, 3, 5]),
    ],
)
def test_what_subtraction_would_tell_is_hidden_too(
    counts: list[int], shown: list[int | None]
) -> None:
    rows = tuple((f"L{at}", count, count) for at, count in enumerate((*counts, sum(counts))))
    columns = ("Library", "People active", "Contributions")
    table = Table("t", columns, rows, "n", keys=tuple(range(len(counts))))
    found = reports.without_small_numbers(table, ParticipationQuery(YEAR)).rows[:-1]
    assert [row[1] if row[1] != "fewer than 3" else None for row in found] == shown


KINDS = [kind for kind in QueryKind if kind is not QueryKind.NOT_CAME]


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_takes_the_same_number_of_queries_in_a_large_consortium(
    database: Engine, session: Session, people: Cast, kind: QueryKind
) -> None:
    by = standing(session, people.dag)
    consortium.settings(session)
    usual = participation.of_kind(ParticipationQuery(YEAR), kind, 0, None)
    with counted(database) as small:
        participation.answer(session, usual, by=by, now=NOW)
    for number in range(8):
        here = organization(session, f"lib{number}")
        who = person(session, f"P{number} Person", at=here, slack_id=f"UP{number}")
        made = group(session, f"Group {number}", chair=who, channel_id=f"C{number}")
        save(session, people, meeting(session, made, NOW - DAY), who)
    with counted(database) as large:
        participation.answer(session, usual, by=by, now=NOW)
    assert len(large) == len(small) <= 10

"""Value statements: what is counted, who may read what, and what stays as it was published."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallKind,
    CallState,
    CallUnit,
    Commitment,
    Deliverable,
    Group,
    GroupDirection,
    GroupKind,
    HistoryEntry,
    Home,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    Offer,
    Organization,
    OutboxMessage,
    Person,
    Role,
    RoleKind,
    Seat,
    StatementVersion,
)
from models.calls import IfSilent, UnitKind
from models.columns import TEXT_LENGTH
from models.offers import CostFormula
from models.statement_figures import BY_KEY, BY_NAME, DEFINITIONS
from models.stories import StoryAudience, StoryPermission
from models.value_statements import (
    NOT_SHOWN,
    PRIVATE_GROUP,
    STATEMENT_REASON_LENGTH,
    CountedRows,
    FactRows,
    StatementGap,
    StatementKind,
    StatementPage,
    StatementPart,
    StatementScope,
    ValueStatement,
)
from services import (
    access,
    decisions,
    groups,
    meetings,
    slack_scan,
    stale_forms,
    stories,
    terms,
    value_statements,
)
from services.archives import unzipped, zipped
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.meetings import MeetingPlan
from services.people import forgetting
from services.value_statements import row_files
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.services.test_stories import submitted
from views import value_statements as views

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
TODAY = date(2026, 11, 24)
IN_AUGUST = datetime(2026, 8, 12, 15, 0, tzinfo=UTC)


@pytest.fixture
def known(session: Session) -> Cast:
    return cast(session)


def scope_of(
    organization: Organization | None = None,
    of_group: Group | None = None,
    kind: StatementKind = StatementKind.LIBRARY,
) -> StatementScope:
    return StatementScope(kind, FIRST, LAST, "July to September 2026", organization, of_group)


def rows_of(session: Session, scope: StatementScope, now: datetime = NOW) -> FactRows:
    return value_statements.fact_rows(session, scope, now=now)


def counted(session: Session, scope: StatementScope) -> dict[str, int]:
    found = value_statements.figures(rows_of(session, scope), scope.kind)
    return {row.definition.key: row.value for row in found if not row.detail}


def met(session: Session, where: Group, at: datetime, came: list[Person], by: Person) -> None:
    plan = MeetingPlan(f"Meeting on {at:%d %B %H:%M}", at, where.zone)
    held = meetings.schedule(session, where, plan, by=by, now=at - timedelta(days=1))
    if came:
        present = {row.id for row in came}
        after = at + timedelta(hours=2)
        meetings.record_attendance(session, held, present, by=by, now=after)


def drafted(
    session: Session, scope: StatementScope, by: Person, now: datetime = NOW
) -> ValueStatement:
    row, _new = value_statements.draft(session, scope, by=by, now=now, today=TODAY)
    return row


def published(session: Session, scope: StatementScope, by: Person) -> ValueStatement:
    row = drafted(session, scope, by)
    value_statements.publish(session, row, scope, by=by, now=NOW, today=TODAY)
    return row


def test_a_library_has_what_its_people_did_while_they_were_there(
    session: Session, known: Cast
) -> None:
    met(session, known.metadata, IN_AUGUST, [known.ann, known.ben], known.ann)
    terms.change_home(
        session, known.ben, known.tunxis.id, by=known.dag, now=IN_AUGUST + timedelta(days=2)
    )
    met(session, known.metadata, IN_AUGUST + timedelta(days=7), [known.ann, known.ben], known.ann)
    central, tunxis = scope_of(known.central), scope_of(known.tunxis)
    assert counted(session, central)["meetings-attended"] == 3
    assert counted(session, central)["meetings-attended-by-others"] == 1
    assert counted(session, tunxis)["meetings-attended"] == 1
    spans = {(row.person, row.library): row for row in rows_of(session, tunxis).services}
    assert spans["Ben Brook", "tunxis"].first == date(2026, 8, 14)
    assert spans["Ben Brook", "tunxis"].last == LAST
    left = next(row for row in rows_of(session, central).services if row.person == "Ben Brook")
    assert (left.first, left.last) == (FIRST, date(2026, 8, 14))


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 1, 3, 59, tzinfo=UTC), 1),
        (datetime(2026, 10, 1, 4, 0, tzinfo=UTC), 0),
    ],
)
def test_days_are_those_of_the_consortium(
    session: Session, known: Cast, at: datetime, counts: int
) -> None:
    met(session, known.metadata, at, [known.ann], known.ann)
    found = counted(session, scope_of(known.central))
    assert (found["meetings-held"], found["meetings-attended"]) == (counts, counts)


def test_hours_are_those_of_the_group_times_the_days_that_were_served(
    session: Session, known: Cast
) -> None:
    known.metadata.hours_a_month = 10
    session.add(known.metadata)
    groups.remove(
        session,
        known.metadata,
        known.ben.id,
        by=known.ann,
        now=datetime(2026, 7, 11, 4, tzinfo=UTC),
    )
    # 92 days of Ann, and 10 of Ben: 10 * 12 * 102 / 365 is more than 33 and a half.
    assert counted(session, scope_of(known.central))["hours-asked"] == 34
    assert counted(session, scope_of(known.tunxis))["hours-asked"] == 0


def test_an_observer_is_asked_for_no_hours(session: Session, known: Cast) -> None:
    known.metadata.hours_a_month = 4
    session.add(known.metadata)
    before = counted(session, scope_of(known.central))
    groups.set_role(
        session, known.metadata, known.ben.id, MemberRole.OBSERVER, by=known.ann, now=BEFORE
    )
    after = counted(session, scope_of(known.central))
    assert (before["hours-asked"], after["hours-asked"]) == (24, 12)
    assert after["services"] == before["services"] == 2


def test_a_meeting_without_a_list_is_counted_apart(session: Session, known: Cast) -> None:
    met(session, known.metadata, IN_AUGUST, [], known.ann)
    met(session, known.metadata, IN_AUGUST + timedelta(days=7), [known.ann], known.ann)
    found = counted(session, scope_of(of_group=known.metadata, kind=StatementKind.GROUP))
    assert (found["meetings-held"], found["meetings-without-list"]) == (2, 1)


ZEBRA = ("plan", "stripes", "map", "offer", "keeper")


def test_a_private_group_is_counted_and_nowhere_named(session: Session, known: Cast) -> None:
    secret = group(session, "Zebra Plan", chair=known.cleo, channel_id="CZEB", private=True)
    met(session, secret, IN_AUGUST, [known.cleo], known.cleo)
    decisions.write_down(session, secret, decided=["Zebra stripes"], by=known.cleo, now=IN_AUGUST)
    row = Deliverable(group_id=secret.id, title="Zebra map", done_on=FIRST, created_at=BEFORE)
    session.add(row)
    session.flush()
    for scope in (scope_of(known.tunxis), scope_of(kind=StatementKind.CONSORTIUM)):
        found = rows_of(session, scope)
        assert "zebra" not in repr(found).casefold()
        assert {row.name for row in found.groups if row.number == secret.id} == {PRIVATE_GROUP}
        assert [row.wording for row in found.decisions] == [NOT_SHOWN]
        assert counted(session, scope)["decisions"] == 1
        assert counted(session, scope)["deliverables-finished"] == 1
    own = rows_of(session, scope_of(of_group=secret, kind=StatementKind.GROUP))
    assert own.decisions[0].wording == "Zebra stripes"
    assert own.meetings[0].title.startswith("Meeting on")


def closed_call(session: Session, known: Cast, **answered: datetime | None) -> Call:
    call = Call(
        group_id=known.metadata.id,
        question="Shall we share the norms?",
        kind=CallKind.VOTE,
        unit_kind=UnitKind.LIBRARY,
        state=CallState.CLOSED,
        if_silent=IfSilent.NO_ANSWER,
        drafted_by=known.ann.id,
        drafted_at=BEFORE,
        opened_at=IN_AUGUST,
        closes_at=IN_AUGUST,
        closed_at=IN_AUGUST,
    )
    session.add(call)
    session.flush()
    for row in (known.central, known.tunxis):
        at = answered.get(row.key)
        session.add(
            CallUnit(call_id=call.id, organization_id=row.id, name=row.name, answered_at=at)
        )
    session.flush()
    return call


def test_calls_are_counted_by_answers_wanted_and_given(session: Session, known: Cast) -> None:
    closed_call(session, known, central=IN_AUGUST)
    excused = session.exec(
        select(CallUnit).where(CallUnit.organization_id == known.tunxis.id)
    ).one()
    whole = scope_of(kind=StatementKind.CONSORTIUM)
    assert (
        counted(session, whole)["calls-wanted"],
        counted(session, whole)["calls-answered"],
    ) == (2, 1)
    assert counted(session, scope_of(known.tunxis))["calls-wanted"] == 1
    assert counted(session, scope_of(known.tunxis))["calls-answered"] == 0
    excused.excused = "On leave"
    session.add(excused)
    session.flush()
    assert counted(session, whole)["calls-wanted"] == 1
    assert [row.answer for row in rows_of(session, whole).calls] == ["answered", "excused"]
    excused.answered_at = IN_AUGUST
    session.add(excused)
    session.flush()
    # Who answers counts, also where nobody would miss the answer.
    assert counted(session, whole)["calls-wanted"] == counted(session, whole)["calls-answered"] == 2


def test_the_councils_page_says_what_calls_came_to_and_who_answered_where_that_is_open(
    session: Session, known: Cast
) -> None:
    quarter = scope_of(kind=StatementKind.QUARTER)
    call = closed_call(session, known, central=IN_AUGUST)
    question = "Shall we share the norms? (1 of 2 answered)"

    def results(*, is_hidden: bool = False, is_secret: bool = False) -> list[tuple[str, str]]:
        call.is_hidden, call.is_secret = is_hidden, is_secret
        session.add(call)
        session.flush()
        found = rows_of(session, quarter).call_results
        return [(row.result, row.answered_by) for row in found]

    assert results() == [(question, "Central Library")]
    assert results(is_hidden=True) == results(is_hidden=True, is_secret=True) == [(question, "")]
    for unit in session.exec(select(CallUnit)):
        unit.excused = "On leave"
        session.add(unit)
    # Who answers counts, also where nobody would miss the answer.
    assert results() == [("Shall we share the norms? (1 of 1 answered)", "Central Library")]
    written = decisions.write_down(
        session, known.metadata, decided=["It is carried"], by=known.ann, now=IN_AUGUST
    )
    call.decision_id = written.decisions[0].id
    assert results() == [("It is carried", "Central Library")]
    known.metadata.is_private = True
    session.add(known.metadata)
    assert results() == [(NOT_SHOWN, "")]
    call.state = CallState.CANCELLED
    assert results() == []
    assert rows_of(session, scope_of(kind=StatementKind.CONSORTIUM)).call_results == ()


@pytest.mark.parametrize(("seconds", "counts"), [(-1, 0), (0, 1)])
def test_results_are_those_of_calls_that_closed_in_the_quarter(
    session: Session, known: Cast, seconds: int, counts: int
) -> None:
    call = closed_call(session, known)
    for at in (datetime(2026, 7, 1, 4, tzinfo=UTC), datetime(2026, 10, 1, 4, tzinfo=UTC)):
        call.closed_at = at + timedelta(seconds=seconds)
        session.add(call)
        session.flush()
        found = rows_of(session, scope_of(kind=StatementKind.QUARTER)).call_results
        assert len(found) == (counts if at.month == 7 else 1 - counts)


def test_archives_without_results_are_still_read(session: Session, known: Cast) -> None:
    rows = rows_of(session, scope_of(kind=StatementKind.QUARTER))
    figures = value_statements.figures(rows, StatementKind.QUARTER)
    files = row_files.files_of("It", row_files.StatementFiles(StatementKind.QUARTER, rows, figures))
    del files["call_results.csv"]
    assert row_files.read_files(files).rows == replace(rows, call_results=())


def test_a_commitment_counts_with_what_was_declared_as_saved(session: Session, known: Cast) -> None:
    call = closed_call(session, known)
    days: dict[str, Any] = {"first_day": FIRST, "last_day": LAST}
    session.add(Offer(call_id=call.id, vendor="Acme", formula=CostFormula.EQUAL, **days))
    units = session.exec(select(CallUnit).where(CallUnit.call_id == call.id)).all()
    for unit, cents, first in zip(units, (50_000, 70_000), (FIRST, LAST), strict=True):
        session.add(Commitment(unit_id=unit.id, cents=cents, starts_on=first, ends_on=LAST))
    session.flush()
    row = session.exec(select(Commitment).where(Commitment.cents == 50_000)).one()
    row.saved_cents, row.saved_how = 20_000, "the price list"
    session.add(row)
    session.flush()
    found = counted(session, scope_of(known.central))
    money = ("offers-joined", "offers-cost", "savings-declared")
    assert [found[key] for key in money] == [1, 50_000, 20_000]
    found = counted(session, scope_of(kind=StatementKind.CONSORTIUM))
    assert [found[key] for key in money] == [2, 120_000, 20_000]


def test_what_begins_after_today_is_not_counted_yet(session: Session, known: Cast) -> None:
    call = closed_call(session, known)
    session.add(
        Offer(
            call_id=call.id,
            vendor="Acme",
            formula=CostFormula.EQUAL,
            first_day=FIRST,
            last_day=LAST,
        )
    )
    units = session.exec(select(CallUnit).where(CallUnit.call_id == call.id)).all()
    for unit, first in zip(units, (TODAY, TODAY + timedelta(days=1)), strict=True):
        session.add(Commitment(unit_id=unit.id, cents=9, starts_on=first, ends_on=first))
    session.flush()
    scope = replace(scope_of(kind=StatementKind.CONSORTIUM), last=date(2027, 6, 30))
    assert counted(session, scope)["offers-joined"] == 1


def test_figures_of_a_direction_are_those_of_its_groups(session: Session, known: Cast) -> None:
    reserves = group(session, "Reserves", chair=known.cleo, channel_id="CRES")
    session.add(GroupDirection(group_id=reserves.id, direction_id=known.collections.id))
    met(session, reserves, IN_AUGUST, [known.cleo], known.cleo)
    met(session, known.metadata, IN_AUGUST, [known.ann, known.ben], known.ann)
    scope = scope_of(kind=StatementKind.CONSORTIUM)
    found = value_statements.figures(rows_of(session, scope), scope.kind)
    parts = {(row.definition.key, row.detail): row.value for row in found}
    assert parts["meetings-attended", ""] == 3
    assert parts["meetings-attended", "Shared collections"] == 1
    assert parts["people-active", "Shared collections"] == 1


def test_a_statement_of_a_scope_is_drafted_once(session: Session, known: Cast) -> None:
    scope = scope_of(known.central)
    first, is_new = value_statements.draft(session, scope, by=known.dag, now=NOW, today=TODAY)
    again, is_new_again = value_statements.draft(session, scope, by=known.ann, now=NOW, today=TODAY)
    assert (first.id, is_new, is_new_again) == (again.id, True, False)
    assert value_statements.find(session, replace(scope, first=date(2026, 7, 2))) is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 25), date(2026, 12, 31), "has not begun"),
        (date(2024, 7, 1), date(2026, 7, 3), "two years at most"),
    ],
)
def test_a_period_that_nobody_can_speak_of_is_refused(
    session: Session, known: Cast, first: date, last: date, words: str
) -> None:
    scope = replace(scope_of(known.central), first=first, last=last)
    with pytest.raises(Invalid, match=words):
        drafted(session, scope, known.dag)
    assert session.exec(select(ValueStatement)).all() == []


def test_what_was_published_stays_as_it_was(session: Session, known: Cast) -> None:
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)
    known.central.name = "Renamed Library"
    known.ann.name = "Renamed Person"
    session.add_all((known.central, known.ann))
    met(session, known.metadata, IN_AUGUST + timedelta(days=1), [known.ann], known.ann)
    session.flush()
    page = value_statements.page_of(
        session, row, access.scope_of(session, row), standing(session, known.dag), today=TODAY
    )
    held = {figure.definition.key: figure.value for figure in page.content.figures}
    assert (held["meetings-attended"], page.content.title) == (
        1,
        "Value statement of Central Library: July to September 2026",
    )
    assert "Renamed" not in repr(page.content)
    assert not page.is_draft
    assert page.gaps == ()


def test_a_correction_is_the_next_version_and_says_what_changed(
    session: Session, known: Cast
) -> None:
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)
    with pytest.raises(Conflict, match="nothing to correct"):
        value_statements.correct(session, row, scope, "Why not", by=known.dag, now=NOW)
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    with pytest.raises(Invalid, match="Say why"):
        value_statements.correct(session, row, scope, "  ", by=known.dag, now=NOW)
    value_statements.correct(session, row, scope, "A list came late", by=known.dag, now=NOW)
    second, first = value_statements.versions(session, row)
    assert (first.number, first.changes, second.number) == (1, (), 2)
    changed = {
        line.figure.definition.key: (line.before, line.figure.value) for line in second.changes
    }
    assert changed["meetings-attended"] == (0, 1)
    assert "tasks-completed" not in changed
    actions = session.exec(select(HistoryEntry.action).order_by(col(HistoryEntry.id))).all()
    assert [action for action in actions if action.startswith("statement.")] == [
        *("statement.drafted", "statement.published", "statement.corrected"),
    ]


def test_a_correction_says_what_a_direction_has_no_more(session: Session, known: Cast) -> None:
    serves = GroupDirection(group_id=known.metadata.id, direction_id=known.collections.id)
    session.add(serves)
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    scope = scope_of(kind=StatementKind.CONSORTIUM)
    row = published(session, scope, known.dag)
    session.delete(serves)
    session.flush()
    value_statements.correct(session, row, scope, "It served another", by=known.dag, now=NOW)
    second, _first = value_statements.versions(session, row)
    changed = {
        (line.figure.definition.key, line.figure.detail): (line.before, line.figure.value)
        for line in second.changes
    }
    name = known.collections.name
    assert changed["meetings-attended", name] == (1, 0)
    assert ("decisions", name) not in changed
    assert not any(detail == "" for _key, detail in changed)


def test_a_version_has_the_day_of_the_consortium(session: Session, known: Cast) -> None:
    scope = scope_of(known.central)
    row = drafted(session, scope, known.dag)
    evening = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    value_statements.publish(session, row, scope, by=known.dag, now=evening, today=TODAY)
    [version] = value_statements.versions(session, row)
    [line] = value_statements.listed(session, standing(session, known.dag))
    assert (version.published_on, line.published_on) == (TODAY, TODAY)


def test_it_is_published_once_and_only_when_its_period_is_over(
    session: Session, known: Cast
) -> None:
    scope = scope_of(known.central)
    row = drafted(session, scope, known.dag)
    with pytest.raises(Conflict, match="is a draft"):
        value_statements.correct(session, row, scope, "Too soon", by=known.dag, now=NOW)
    with pytest.raises(Invalid, match="goes on until"):
        value_statements.publish(session, row, scope, by=known.dag, now=NOW, today=LAST)
    after = LAST + timedelta(days=1)
    value_statements.publish(session, row, scope, by=known.dag, now=NOW, today=after)
    with pytest.raises(Conflict, match="published already"):
        value_statements.publish(session, row, scope, by=known.dag, now=NOW, today=after)
    assert len(session.exec(select(StatementVersion)).all()) == 1


def write(
    session: Session, row: ValueStatement, seen: dict[str, str], by: Person, **typed: str
) -> list[StatementPart]:
    return value_statements.write(
        session,
        row,
        typed,
        seen=stale_forms.digests(seen),
        title="It",
        by=by,
        now=NOW,
    )


def test_words_are_kept_and_two_writers_do_not_lose_each_others(
    session: Session, known: Cast
) -> None:
    row = drafted(session, scope_of(known.central), known.dag)
    empty = {"opening": "", "highlights": ""}
    assert write(session, row, empty, known.dag, opening=" A year. ", highlights="") == ["opening"]
    assert write(session, row, empty, known.ann, opening="", highlights="Much") == ["highlights"]
    assert value_statements.texts_of(session, row) == {"opening": "A year.", "highlights": "Much"}
    with pytest.raises(Conflict, match="opening"):
        write(session, row, empty, known.ann, opening="Another year", highlights="Much")
    shown = {"opening": "A year.", "highlights": "Much"}
    assert write(session, row, shown, known.ann, **shown) == []
    assert write(session, row, shown, known.ann, opening="", highlights="Much") == ["opening"]
    assert value_statements.texts_of(session, row) == {"highlights": "Much"}


def test_a_group_is_questioned_about_what_is_missing(session: Session, known: Cast) -> None:
    scope = scope_of(of_group=known.metadata, kind=StatementKind.GROUP)
    row = drafted(session, scope, known.ann)
    assert row.due_on == date(2026, 11, 29)
    for due, done in ((FIRST, None), (LAST, None), (date(2026, 10, 1), None), (FIRST, FIRST)):
        session.add(
            Deliverable(
                group_id=known.metadata.id,
                title=f"Due {due} {done}",
                due_on=due,
                done_on=done,
                created_at=BEFORE,
            )
        )
    met(session, known.metadata, IN_AUGUST, [], known.ann)
    content = value_statements.content_now(session, row, scope, now=NOW)
    found = dict(value_statements.gaps(session, scope, content, today=TODAY))
    assert found == {
        StatementGap.NO_DECISION: 1,
        StatementGap.OVERDUE: 2,
        StatementGap.NO_LIST: 1,
        StatementGap.NO_OPENING: 1,
        StatementGap.NO_PLAN: 1,
    }


@pytest.fixture
def everybody(session: Session, known: Cast) -> dict[str, Person]:
    director = person(session, "Dora Dorn", at=known.central, slack_id="UDORA")
    session.add(Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    return {
        "program manager": known.dag,
        "director of it": director,
        "chair": known.ann,
        "its librarian": known.ben,
        "librarian elsewhere": known.cleo,
        "partner": known.pia,
        "guest": known.gil,
        "stranger": person(session, "Sid Stone", slack_id="USID", is_guest=True),
    }


READERS = {
    (StatementKind.LIBRARY, "draft"): {"program manager", "director of it"},
    (StatementKind.LIBRARY, "published"): {
        *("program manager", "director of it", "chair", "its librarian"),
    },
    (StatementKind.GROUP, "draft"): {"program manager", "chair"},
    (StatementKind.GROUP, "published"): {
        *("program manager", "director of it", "chair", "its librarian", "librarian elsewhere"),
        *("partner", "guest"),
    },
    (StatementKind.CONSORTIUM, "draft"): {"program manager"},
    (StatementKind.CONSORTIUM, "published"): {
        *("program manager", "director of it", "chair", "its librarian", "librarian elsewhere"),
        *("partner", "guest"),
    },
}
"""The chair and the librarian are of the library, too."""
WRITERS = {
    StatementKind.LIBRARY: {"program manager", "director of it"},
    StatementKind.GROUP: {"program manager", "chair"},
    StatementKind.CONSORTIUM: {"program manager"},
}


@pytest.mark.parametrize(("kind", "state"), list(READERS))
def test_who_may_read_write_and_have_the_rows(
    session: Session,
    known: Cast,
    everybody: dict[str, Person],
    kind: StatementKind,
    state: str,
) -> None:
    scope = {
        StatementKind.LIBRARY: scope_of(known.central),
        StatementKind.GROUP: scope_of(of_group=known.metadata, kind=kind),
        StatementKind.CONSORTIUM: scope_of(kind=kind),
    }[kind]
    make = drafted if state == "draft" else published
    row = make(session, scope, known.dag)
    for name, who in everybody.items():
        by = standing(session, who)
        is_reader, is_writer = name in READERS[kind, state], name in WRITERS[kind]
        listed = [line.statement.id for line in value_statements.listed(session, by)]
        assert listed == ([row.id] if is_reader else []), name
        if is_reader:
            assert access.statement_to_see(session, row.id, by=by)[0] is row
        else:
            with pytest.raises(NotFound, match="no such statement"):
                access.statement_to_see(session, row.id, by=by)
        for fetch in (access.statement_to_edit, access.statement_with_rows):
            if is_writer:
                assert fetch(session, row.id, by=by)[0] is row
            else:
                with pytest.raises(NotAllowed if is_reader else NotFound):
                    fetch(session, row.id, by=by)


def test_the_report_of_a_private_group_is_for_its_members(
    session: Session, known: Cast, everybody: dict[str, Person]
) -> None:
    secret = group(session, "Zebra Plan", chair=known.cleo, channel_id="CZEB", private=True)
    row = published(session, scope_of(of_group=secret, kind=StatementKind.GROUP), known.dag)
    readers = {
        name
        for name, who in everybody.items()
        if value_statements.listed(session, standing(session, who))
    }
    assert readers == {"program manager", "librarian elsewhere"}
    with pytest.raises(NotFound):
        access.statement_to_see(session, row.id, by=standing(session, known.ann))


def test_rows_are_read_as_they_were_written(session: Session, known: Cast) -> None:
    known.ann.name = "=cmd|'/c calc'!A1"
    session.add(known.ann)
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    decisions.write_down(
        session,
        known.metadata,
        decided=['Say "norms", and\nno more; שלום'],
        by=known.ann,
        now=IN_AUGUST,
    )
    scope = scope_of(known.central)
    rows = rows_of(session, scope)
    figures = value_statements.figures(rows, scope.kind)
    files = row_files.files_of(scope.title, row_files.StatementFiles(scope.kind, rows, figures))
    read = row_files.read_files(unzipped(zipped(files.items())))
    assert read == (scope.kind, rows, figures, None)
    assert value_statements.recomputed(CountedRows(figures, rows)) == ()
    cells = list(csv.reader(io.StringIO(files["contributions.csv"].decode("utf-8-sig"))))
    assert cells[1][2].startswith("'=")


def test_a_changed_row_is_noticed(session: Session, known: Cast) -> None:
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    scope = scope_of(known.central)
    rows = rows_of(session, scope)
    figures = value_statements.figures(rows, scope.kind)
    whole = row_files.StatementFiles(scope.kind, rows, figures)
    fewer = replace(rows, contributions=rows.contributions[1:])
    files = row_files.files_of(scope.title, whole) | {
        "contributions.csv": row_files.files_of(scope.title, whole._replace(rows=fewer))[
            "contributions.csv"
        ]
    }
    read = row_files.read_files(files)
    differing = value_statements.recomputed(CountedRows(read.figures, read.rows))
    assert read.figures == figures
    assert {line.figure.definition.key for line in differing} >= {"meetings-attended"}
    assert all(line.before != line.figure.value for line in differing)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("groups.csv", None, "groups.csv is missing"),
        ("groups.csv", b"\xff\xfe\x00", "no text in UTF-8"),
        ("groups.csv", b"a,b\r\n", "first line of groups.csv"),
        ("groups.csv", b"number,name,kind,directions\r\n1,x\r\n", "line 2 has not 4 cells"),
        ("groups.csv", b"number,name,kind,directions\r\nx,x,x,x\r\n", "line 2 is not as it was"),
        ("figures.csv", b"figure,version,of,value\r\nluck,1,,7\r\n", "no figure luck, version 1"),
        ("figures.csv", b"figure,version,of,value\r\nservices,9,,7\r\n", "version 9"),
        ("figures.csv", b"figure,version,of,value\r\nservices,1,,x\r\n", "no whole number"),
        ("statement.csv", b"name,value\r\nkind,zoo\r\n", "of which kind"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    file: str, content: bytes | None, words: str
) -> None:
    empty = row_files.StatementFiles(StatementKind.LIBRARY, FactRows(), ())
    files = row_files.files_of("It", empty)
    if content is None:
        del files[file]
    else:
        files[file] = content
    with pytest.raises(Invalid, match=words):
        row_files.read_files(files)


def test_each_definition_can_be_counted_and_has_its_own_name() -> None:
    assert len(BY_NAME) == len(DEFINITIONS)
    for kind in StatementKind:
        found = value_statements.figures(FactRows(), kind)
        assert {row.value for row in found} == {0}
        assert [row.definition for row in found] == list(value_statements.definitions_of(kind))
    used = {row for kind in StatementKind for row in value_statements.definitions_of(kind)}
    assert used == set(BY_KEY.values())
    files = {each.file for each in value_statements.ROW_FILES}
    assert {definition.file for definition in DEFINITIONS} <= files


@pytest.mark.parametrize("kind", list(StatementKind))
def test_a_statement_takes_as_many_queries_whatever_its_size(
    session: Session, known: Cast, kind: StatementKind
) -> None:
    scope = scope_of(
        known.central if kind is StatementKind.LIBRARY else None,
        known.metadata if kind is StatementKind.GROUP else None,
        kind,
    )
    row = drafted(session, scope, known.dag)
    more_of_everything(session, known, 0)
    first = _queries(session, row, known)
    for number in range(1, 20):
        more_of_everything(session, known, number)
    assert _queries(session, row, known) == first
    assert first <= 45


def more_of_everything(session: Session, known: Cast, number: int) -> None:
    """Another group, and in it and in Metadata one thing of each kind."""
    at = IN_AUGUST + timedelta(days=number)
    other = group(session, f"Group {number}", chair=known.ann, channel_id=f"C{number}")
    for where in (other, known.metadata):
        met(session, where, at, [known.ann], known.ann)
        decisions.write_down(session, where, decided=[f"D{number}"], by=known.ann, now=at)
        session.add(Seat(group_id=where.id, created_at=BEFORE))
        session.add(Deliverable(group_id=where.id, title="D", done_on=LAST, created_at=BEFORE))
        facts: dict[str, Any] = {"group_id": where.id, "organization_id": known.central.id}
        row = submitted(session, known.ann, at=at, audience=StoryAudience.PUBLIC, **facts)
        assert row.quotable_at
    closed_call(session, known, central=at)


def _queries(session: Session, row: ValueStatement, known: Cast) -> int:
    """How many it takes to read the draft of a statement."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    session.flush()
    scope, who = access.scope_of(session, row), standing(session, known.dag)
    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", note)
    value_statements.page_of(session, row, scope, who, today=TODAY)
    sa.event.remove(bind, "before_cursor_execute", note)
    return len(seen)


def lanes(session: Session, row: ValueStatement, scope: StatementScope, by: Person) -> set[str]:
    """The lanes to which word of it goes."""
    news = {"text": "Read it", "blocks": []}
    value_statements.tell_published(session, row, scope, news, by=by, now=NOW)
    session.flush()
    return {message.lane for message in session.exec(select(OutboxMessage))}


def test_word_of_a_librarys_statement_goes_to_whoever_answers_for_it(
    session: Session, known: Cast, everybody: dict[str, Person]
) -> None:
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)
    assert lanes(session, row, scope, known.dag) == {"UDORA"}
    assert lanes(session, row, scope, everybody["director of it"]) == {"UDORA", "UDAG"}
    assert len(session.exec(select(OutboxMessage)).all()) == 2


def test_word_of_a_report_goes_to_the_group_and_of_a_quarter_to_the_council(
    session: Session, known: Cast
) -> None:
    scope = scope_of(of_group=known.metadata, kind=StatementKind.GROUP)
    row = published(session, scope, known.ann)
    assert lanes(session, row, scope, known.ann) >= {"CMETA"}
    session.exec(sa.delete(OutboxMessage))
    scope = scope_of(kind=StatementKind.QUARTER)
    row = published(session, scope, known.dag)
    assert lanes(session, row, scope, known.dag) == set()
    council = group(session, "Council", chair=known.cleo, channel_id="CCOU")
    council.kind = GroupKind.COUNCIL
    session.add(council)
    session.flush()
    assert lanes(session, row, scope, known.dag) == {"CCOU"}
    assert lanes(session, row, scope, known.dag) == {"CCOU"}
    assert len(session.exec(select(OutboxMessage)).all()) == 1


def test_a_story_is_shown_as_long_as_it_may_be_quoted(session: Session, known: Cast) -> None:
    story = submitted(
        session,
        known.ann,
        "A student found her book",
        at=IN_AUGUST,
        organization_id=known.central.id,
        audience=StoryAudience.PUBLIC,
    )
    submitted(session, known.ann, "Unpermitted", at=IN_AUGUST, permissions=frozenset())
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)

    def titles() -> list[str]:
        page = value_statements.page_of(
            session, row, scope, standing(session, known.dag), today=TODAY
        )
        held = {figure.definition.key: figure.value for figure in page.content.figures}
        assert held["stories"] == 1
        return [story.title for story in page.content.stories]

    assert titles() == ["A student found her book"]
    assert b"found her book" not in value_statements.latest(session, row).rows_zip
    stories.revoke(session, story, StoryPermission.QUOTE, by=known.ann, now=NOW)
    session.flush()
    assert titles() == []


def test_a_group_that_turned_private_is_named_no_more_in_what_was_published(
    session: Session, known: Cast
) -> None:
    zebra = group(session, "Zebra Plan", chair=known.cleo, channel_id="CZEB")
    met(session, zebra, IN_AUGUST, [known.cleo], known.cleo)
    decisions.write_down(session, zebra, decided=["Zebra stripes"], by=known.cleo, now=IN_AUGUST)
    session.add(Deliverable(group_id=zebra.id, title="Zebra map", done_on=FIRST, created_at=BEFORE))
    session.add(Seat(group_id=zebra.id, label="Zebra keeper", created_at=BEFORE))
    call = closed_call(session, known, tunxis=IN_AUGUST)
    call.group_id, call.question = zebra.id, "Zebra offer?"
    days: dict[str, Any] = {"first_day": FIRST, "last_day": LAST}
    session.add_all(
        (call, Offer(call_id=call.id, vendor="Acme", formula=CostFormula.EQUAL, **days))
    )
    unit = session.exec(select(CallUnit).where(CallUnit.organization_id == known.tunxis.id)).one()
    session.add(Commitment(unit_id=unit.id, cents=5, starts_on=FIRST, ends_on=LAST))
    session.flush()
    whole, own = scope_of(kind=StatementKind.CONSORTIUM), scope_of(known.tunxis)
    report = scope_of(of_group=zebra, kind=StatementKind.GROUP)
    rows = {scope.kind: published(session, scope, known.dag) for scope in (whole, own, report)}

    def pages() -> dict[StatementKind, StatementPage]:
        who = standing(session, known.dag)
        return {
            scope.kind: value_statements.page_of(session, rows[scope.kind], scope, who, today=TODAY)
            for scope in (whole, own, report)
        }

    def words(kind: StatementKind) -> str:
        page = pages()[kind]
        files = unzipped(value_statements.archive_of(page))
        read = row_files.read_files(files)
        assert value_statements.recomputed(CountedRows(read.figures, read.rows)) == ()
        return f"{page.content} {views.paragraphs(page)} {files}".casefold()

    before = {kind: page.content.figures for kind, page in pages().items()}
    assert all(f"zebra {word}" in words(StatementKind.CONSORTIUM) for word in ZEBRA)
    assert "zebra offer" in words(StatementKind.LIBRARY)
    slack_scan.note_channel(session, zebra.id, is_private=True, now=NOW)
    assert "zebra" not in words(StatementKind.CONSORTIUM)
    assert "zebra" not in words(StatementKind.LIBRARY)
    assert all(f"zebra {word}" in words(StatementKind.GROUP) for word in ZEBRA)
    assert {kind: page.content.figures for kind, page in pages().items()} == before
    with pytest.raises(Conflict, match="Nothing has changed"):
        value_statements.correct(
            session, rows[StatementKind.LIBRARY], own, "It is private.", by=known.dag, now=NOW
        )


def test_guests_and_partners_read_words_of_their_own_groups_alone(
    session: Session, known: Cast
) -> None:
    courier = group(session, "Courier", chair=known.cleo, channel_id="CCOU")
    for where, words in ((known.metadata, "Norms"), (courier, "Vans")):
        met(session, where, IN_AUGUST, [known.cleo if where is courier else known.ann], known.cleo)
        decisions.write_down(session, where, decided=[words], by=known.ann, now=IN_AUGUST)
    call = closed_call(session, known)
    days: dict[str, Any] = {"first_day": FIRST, "last_day": LAST}
    session.add(Offer(call_id=call.id, vendor="Acme", formula=CostFormula.EQUAL, **days))
    unit = session.exec(select(CallUnit).where(CallUnit.organization_id == known.tunxis.id)).one()
    session.add(Commitment(unit_id=unit.id, cents=50_000, starts_on=FIRST, ends_on=LAST))
    session.flush()
    scope = scope_of(kind=StatementKind.CONSORTIUM)
    row = published(session, scope, known.dag)

    def shown(reader: Person) -> tuple[str, StatementPage]:
        who = standing(session, reader)
        page = value_statements.page_of(session, row, scope, who, today=TODAY)
        return str(views.lists_of(page.content)), page

    librarian, whole = shown(known.cleo)
    assert all(word in librarian for word in ("Courier", "Vans", "Norms", "Acme", "$500"))
    for reader in (known.gil, known.pia):
        words, page = shown(reader)
        assert "Norms" in words
        assert not [word for word in ("Courier", "Vans", "Acme") if word in words]
        assert "Courier" not in repr(page.content.rows)
        assert page.content.rows.contributions == ()
        assert page.content.figures == whole.content.figures
    known.gil.is_guest = False
    assert shown(known.gil)[0] == librarian


@pytest.mark.parametrize("is_public", [True, False])
def test_guests_and_partners_read_stories_for_everybody_alone(
    session: Session, known: Cast, is_public: bool
) -> None:
    audience = StoryAudience.PUBLIC if is_public else StoryAudience.DIRECTORS
    for group_id in (known.metadata.id, None):
        facts = {"group_id": group_id, "audience": audience, "at": IN_AUGUST}
        submitted(session, known.ann, "A student found her book", **facts)
    wide = (StatementKind.CONSORTIUM, StatementKind.QUARTER)
    scopes = {kind: scope_of(kind=kind) for kind in wide}
    scopes[StatementKind.GROUP] = scope_of(of_group=known.metadata, kind=StatementKind.GROUP)
    for kind, scope in scopes.items():
        row = published(session, scope, known.dag)
        for reader in (known.cleo, known.gil, known.pia):
            page = value_statements.page_of(
                session, row, scope, standing(session, reader), today=TODAY
            )
            sees_all = is_public or reader is known.cleo
            expected = 1 if kind is StatementKind.GROUP else 2 * sees_all
            assert len(page.content.stories) == expected, (kind, reader.name)


def test_a_librarys_statement_drops_a_story_that_may_not_name_it_any_more(
    session: Session, known: Cast
) -> None:
    facts = {"organization_id": known.central.id, "audience": StoryAudience.PUBLIC}
    story = submitted(session, known.ann, "A student found her book", at=IN_AUGUST, **facts)
    scope, whole = scope_of(known.central), scope_of(kind=StatementKind.CONSORTIUM)
    row, of_all = published(session, scope, known.dag), published(session, whole, known.dag)
    who = standing(session, known.dag)

    def counts() -> list[int]:
        pages = (
            value_statements.page_of(session, each, about, who, today=TODAY)
            for each, about in ((row, scope), (of_all, whole))
        )
        return [len(page.content.stories) for page in pages]

    assert counts() == [1, 1]
    stories.revoke(session, story, StoryPermission.NAME, by=known.ann, now=NOW)
    session.flush()
    assert counts() == [0, 1]


A_YEAR_BEFORE = datetime(2025, 8, 12, 15, 0, tzinfo=UTC)


def served_for_long(session: Session, known: Cast) -> None:
    for who in (known.ann, known.ben):
        for row in session.exec(select(Membership).where(Membership.person_id == who.id)):
            row.since = A_YEAR_BEFORE - timedelta(days=90)
        for home in session.exec(select(Home).where(Home.person_id == who.id)):
            home.since = A_YEAR_BEFORE - timedelta(days=90)


@pytest.mark.parametrize("kind", [StatementKind.LIBRARY, StatementKind.CONSORTIUM])
def test_the_year_before_stands_beside_each_figure_frozen_with_its_rows(
    session: Session, known: Cast, kind: StatementKind
) -> None:
    served_for_long(session, known)
    met(session, known.metadata, A_YEAR_BEFORE, [known.ann, known.ben], known.ann)
    met(session, known.metadata, A_YEAR_BEFORE - timedelta(days=60), [known.ann], known.ann)
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    scope = scope_of(known.central if kind is StatementKind.LIBRARY else None, kind=kind)
    row = published(session, scope, known.dag)
    met(session, known.metadata, A_YEAR_BEFORE + timedelta(days=1), [known.ann], known.ann)
    page = page_of(session, row, known.dag)
    earlier = replace(scope, first=date(2025, 7, 1), last=date(2025, 9, 30))
    now = {figure.definition.key: figure for figure in page.content.figures if not figure.detail}
    assert (now["meetings-attended"].value, now["meetings-held"].value) == (1, 1)
    assert page.content.value_before(now["meetings-attended"]) == 2
    assert page.content.value_before(now["meetings-held"]) == 1
    assert counted(session, earlier)["meetings-attended"] == 3
    files = unzipped(value_statements.archive_of(page))
    assert "year-before-contributions.csv" in files
    read = row_files.read_files(files)
    assert read.year_before == page.content.year_before
    assert read.year_before is not None
    assert value_statements.recomputed(read.year_before) == ()
    forgetting.forget(session, known.ben, by=None, now=NOW)
    session.expire_all()
    assert "Ben Brook" not in repr(page_of(session, row, known.dag).content)
    value_statements.correct(session, row, scope, "A list came late", by=known.dag, now=NOW)
    assert page_of(session, row, known.dag).content.value_before(now["meetings-attended"]) == 3


def test_no_year_before_stands_beside_a_report_or_the_first_year(
    session: Session, known: Cast
) -> None:
    met(session, known.metadata, IN_AUGUST, [known.ann], known.ann)
    first = published(session, scope_of(known.central), known.dag)
    content = page_of(session, first, known.dag).content
    assert content.year_before is None
    assert content.value_before(content.figures[0]) is None
    served_for_long(session, known)
    met(session, known.metadata, A_YEAR_BEFORE, [known.ann], known.ann)
    scope = scope_of(of_group=known.metadata, kind=StatementKind.GROUP)
    report = published(session, scope, known.dag)
    assert page_of(session, report, known.dag).content.year_before is None


def test_the_year_before_of_a_period_that_goes_on_has_the_same_days(
    session: Session, known: Cast
) -> None:
    served_for_long(session, known)
    for days in (0, 1):
        at = datetime(2025, 11, 24 + days, 15, tzinfo=UTC)
        met(session, known.metadata, at, [known.ann], known.ann)
    scope = replace(scope_of(known.central), last=date(2027, 6, 30))
    page = page_of(session, drafted(session, scope, known.dag), known.dag)
    attended = next(
        row for row in page.content.figures if row.definition.key == "meetings-attended"
    )
    assert page.content.value_before(attended) == 1


def page_of(session: Session, row: ValueStatement, by: Person) -> StatementPage:
    scope = access.scope_of(session, row)
    return value_statements.page_of(session, row, scope, standing(session, by), today=TODAY)


@pytest.mark.parametrize(
    ("begins", "day"),
    [
        (datetime(2026, 7, 1, 16, tzinfo=UTC), None),
        (datetime(2026, 7, 2, 3, tzinfo=UTC), None),
        (datetime(2026, 7, 2, 16, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 9, 30, 16, tzinfo=UTC), date(2026, 9, 30)),
        (datetime(2026, 10, 1, 16, tzinfo=UTC), None),
    ],
)
def test_a_statement_says_where_the_record_begins_within_its_period(
    session: Session, known: Cast, begins: datetime, day: date | None
) -> None:
    row = drafted(session, scope_of(known.tunxis), known.dag)
    assert page_of(session, row, known.dag).record_begins is None
    met(session, known.metadata, begins, [known.ann], known.ann)
    assert page_of(session, row, known.dag).record_begins == day


def test_a_canceled_meeting_was_not_held(session: Session, known: Cast) -> None:
    met(session, known.metadata, IN_AUGUST, [], known.ann)
    held = session.exec(select(Meeting)).one()
    held.status = MeetingStatus.CANCELLED
    session.add(held)
    session.flush()
    assert counted(session, scope_of(known.central))["meetings-held"] == 0


def test_the_consortium_finished_what_a_group_without_members_finished(
    session: Session, known: Cast
) -> None:
    empty = Group(name="Empty", name_key="empty", kind=GroupKind.WORKING_GROUP, created_at=BEFORE)
    session.add(empty)
    session.flush()
    row = Deliverable(group_id=empty.id, title="Map", done_on=FIRST, created_at=BEFORE)
    session.add(row)
    session.flush()
    whole = counted(session, scope_of(kind=StatementKind.CONSORTIUM))
    assert whole["deliverables-finished"] == 1
    own = counted(session, scope_of(known.central))
    assert (own["deliverables-finished"], own["deliverables-of-others"]) == (0, 1)


def test_a_decision_is_of_the_library_at_which_somebody_served_at_that_moment(
    session: Session, known: Cast
) -> None:
    alone = group(session, "Alone", chair=known.ben, channel_id="CALONE")
    moved = IN_AUGUST + timedelta(days=1)
    terms.change_home(session, known.ben, known.tunxis.id, by=known.dag, now=moved)
    for number, at in enumerate((moved - timedelta(seconds=1), moved)):
        wordings = [f"Decision {number}"]
        decisions.write_down(session, alone, decided=wordings, by=known.ben, now=at)
    found = {
        row.key: [line.wording for line in rows_of(session, scope_of(row)).decisions]
        for row in (known.central, known.tunxis)
    }
    assert found == {"central": ["Decision 0"], "tunxis": ["Decision 1"]}


def test_others_are_also_those_whose_library_is_not_known(session: Session, known: Cast) -> None:
    known_nowhere = person(session, "Nora Nowhere", slack_id="UNORA")
    groups.add(session, known.metadata, [known_nowhere], by=known.dag, now=BEFORE)
    met(session, known.metadata, IN_AUGUST, [known_nowhere], known.ann)
    assert counted(session, scope_of(known.central))["meetings-attended-by-others"] == 1
    whole = counted(session, scope_of(kind=StatementKind.CONSORTIUM))
    assert (whole["meetings-attended"], whole["libraries-active"]) == (1, 0)


def test_rows_name_nobody_who_was_forgotten_and_figures_stay(session: Session, known: Cast) -> None:
    met(session, known.metadata, IN_AUGUST, [known.ann, known.ben], known.ann)
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)
    before = value_statements.content_of(session, value_statements.latest(session, row))
    assert "Ben Brook" in repr(before.rows)
    forgetting.forget(session, known.ben, by=None, now=NOW)
    session.expire_all()
    after = value_statements.content_of(session, value_statements.latest(session, row))
    assert "Ben Brook" not in repr(after.rows)
    assert "Ann Abara" in repr(after.rows)
    assert after.figures == before.figures
    assert value_statements.recomputed(CountedRows(after.figures, after.rows)) == ()


def test_words_and_reasons_that_are_too_long_are_refused_beside_their_field(
    session: Session, known: Cast
) -> None:
    scope = scope_of(known.central)
    row = published(session, scope, known.dag)
    facts: dict[str, Any] = {"seen": stale_forms.digests({"opening": ""}), "title": "Central"}
    facts |= {"by": known.dag, "now": NOW}
    with pytest.raises(Invalid) as refused:
        value_statements.write(session, row, {"opening": "x" * (TEXT_LENGTH + 1)}, **facts)
    assert refused.value.field == "opening"
    assert value_statements.write(session, row, {"opening": "x" * TEXT_LENGTH}, **facts)
    facts = {"by": known.dag, "now": NOW}
    longest = STATEMENT_REASON_LENGTH
    with pytest.raises(Invalid) as refused:
        value_statements.correct(session, row, scope, "x" * (longest + 1), **facts)
    assert refused.value.field == "reason"
    assert value_statements.correct(session, row, scope, "x" * longest, **facts).number == 2


@pytest.mark.parametrize("typed", ["year 1", "0001-01-01 to 0001-12-31", "9999", "12/31/9999"])
def test_the_ends_of_the_calendar_are_read_or_refused(
    session: Session, known: Cast, typed: str
) -> None:
    try:
        period = value_statements.read_statement_period(session, typed, today=TODAY)
        scope = value_statements.scope_for(period, library=known.central)
        drafted(session, scope, known.dag)
    except Invalid:
        return
    assert not rows_of(session, scope).contributions


def test_whoever_forgets_somebody_hears_of_published_rows_in_which_her_name_was_typed(
    session: Session, known: Cast
) -> None:
    typed = ["Ben Brook edits the norms.", "benbrook stays"]
    decisions.write_down(session, known.metadata, decided=typed, by=known.ann, now=IN_AUGUST)
    met(session, known.metadata, IN_AUGUST, [known.ann, known.ben], known.ann)
    published(session, scope_of(known.central), known.dag)
    published(session, scope_of(kind=StatementKind.CONSORTIUM), known.dag)
    found = forgetting.forget(session, known.ben, by=None, now=NOW).still_named
    assert (found["decisions.wording"], found["statement_versions.rows_zip"]) == (1, 2)

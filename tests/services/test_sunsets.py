"""Warnings before a sunset, and reviews: who hears, what is refused, and what comes of a group."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import (
    GroupKind,
    HistoryEntry,
    MemberRole,
    OutboxMessage,
    OutboxState,
    Preferences,
    SunsetOutcome,
    SunsetSuccessor,
)
from models.database import reading, unit_of_work
from models.messages import Recipient
from models.sunsets import ReviewFacts
from scheduler import sunsets as job
from services import already_told, console, groups, outbox, sunsets, tasks, terms
from services.errors import Conflict, Invalid
from services.outbox import Drop, Send
from services.sunsets.warning_days import days_before
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import new_york, task
from tests.stories.test_costs import counted

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
REVIEW = ReviewFacts(SunsetOutcome.CONTINUE, "More to do.", sunset_on=TODAY + 300 * DAY)


@pytest.mark.parametrize(
    ("left", "warning"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30), (-1, None)],
)
def test_the_warning_of_a_day(left: int, warning: int | None) -> None:
    assert days_before(TODAY + left * DAY, TODAY) == warning


def ending(database: Engine, left: int = 90) -> Cast:
    """The cast, with a charge of Metadata that ends in so many days."""
    del database
    with unit_of_work() as session:
        people = cast(session)
        session.merge(people.metadata).sunset_on = TODAY + left * DAY
    return people


def waiting() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.exec(select(OutboxMessage).order_by(OutboxMessage.id)))  # type: ignore[arg-type]


def test_chair_and_program_manager_hear_each_warning_once(database: Engine) -> None:
    ending(database)
    assert [job.queue_due(NOW + days * DAY) for days in (-1, 0, 0, 29, 30, 59, 60, 89, 90, 91)] == [
        *(0, 2, 0, 0, 2, 0, 2, 0, 0, 0)
    ]
    rows = waiting()
    assert {row.lane for row in rows} == {"UANN", "UDAG"}
    assert [row.key.split("|")[2:4] for row in rows[::2]] == [
        ["20270222", "90"],
        ["20270222", "60"],
        ["20270222", "30"],
    ]


def test_who_chairs_and_runs_the_consortium_hears_once_and_who_declined_nothing(
    database: Engine,
) -> None:
    people = ending(database)
    with unit_of_work() as session:
        metadata = session.merge(people.metadata)
        groups.add(session, metadata, [people.dag], by=people.ann, now=NOW)
        groups.set_role(
            session, metadata, people.dag.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
        )
        session.add(Preferences(person_id=people.ann.id, muted=("sunset",)))
    assert job.queue_due(NOW) == 1
    assert [row.lane for row in waiting()] == ["UDAG"]


@pytest.mark.parametrize("change", ["moved", "gone", "discharged", "no chair", "later", "nothing"])
def test_a_warning_is_held_against_what_is_true_as_it_goes_out(
    database: Engine, change: str
) -> None:
    people = ending(database)
    job.queue_due(NOW)
    now = NOW + (31 * DAY if change == "later" else timedelta(minutes=1))
    with unit_of_work() as session:
        metadata = session.merge(people.metadata)
        if change in ("moved", "gone"):
            metadata.sunset_on = TODAY + 80 * DAY if change == "moved" else None
        if change == "discharged":
            terms.set_discharge(metadata, NOW)
        if change == "no chair":
            row = terms.current(session, metadata, people.ann.id, NOW)
            assert row is not None
            row.role = MemberRole.MEMBER
    with unit_of_work() as session:
        [to_ann] = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "UANN"))
        verdict = job.recheck(session, to_ann, now)
    assert verdict == (Send() if change == "nothing" else Drop(outbox.NO_LONGER_DUE))


def test_a_warning_of_a_sunset_that_is_moved_away_and_back_is_heard_once(database: Engine) -> None:
    people = ending(database)
    assert job.queue_due(NOW) == 2

    def move(left: int) -> None:
        with unit_of_work() as session:
            session.merge(people.metadata).sunset_on = TODAY + left * DAY

    move(400)
    with unit_of_work() as session:
        # What goes to Dag has gone out before; what goes to Ann is dropped.
        [to_ann, to_dag] = session.exec(select(OutboxMessage).order_by(OutboxMessage.lane)).all()
        verdict = job.recheck(session, to_ann, NOW)
        assert isinstance(verdict, Drop)
        to_ann.state, to_ann.error = OutboxState.DROPPED, verdict.reason
        to_dag.state = OutboxState.SENT
    assert job.queue_due(NOW) == 0
    move(90)
    assert job.queue_due(NOW) == 1
    assert [(row.lane, row.state) for row in waiting()] == [
        ("UDAG", OutboxState.SENT),
        ("UANN", OutboxState.READY),
    ]
    assert job.queue_due(NOW) == 0
    with unit_of_work() as session:
        [to_ann] = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "UANN"))
        to_ann.state, to_ann.error = OutboxState.DROPPED, "too late"
    assert job.queue_due(NOW) == 0


def test_at_night_it_waits_for_the_morning_and_counts_from_then(database: Engine) -> None:
    ending(database)
    night = new_york(TODAY + DAY, 23)
    assert job.queue_due(night) == 2
    assert all(row.due_at > night for row in waiting())
    assert all("88 days from now" in str(row.payload) for row in waiting())


def test_a_restored_database_says_no_warning_again(database: Engine) -> None:
    ending(database)
    with unit_of_work() as session:
        already_told.decide(session, {}, NOW)
    assert job.queue_due(NOW) == 0
    assert {row.state for row in waiting()} <= {OutboxState.SENT, OutboxState.DROPPED}


def test_warnings_take_as_many_queries_for_many_groups(database: Engine, session: Session) -> None:
    people = cast(session)
    counts = []
    for number in range(1, 31):
        row = group(session, f"Group {number}", chair=people.ann, channel_id=f"C{number}")
        row.sunset_on = TODAY + 40 * DAY
        session.flush()
        if number in (1, 30):
            with counted(database) as statements:
                found = sunsets.notices(session, NOW)
            counts.append(len(statements))
            assert len(found) == 2 * number
            with counted(database) as statements:
                console.found(session, standing(session, people.dag))
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_no_hours_are_read_where_every_warning_was_heard(database: Engine) -> None:
    ending(database)
    with counted(database) as statements:
        assert job.queue_due(NOW) == 2
    assert any("preferences" in statement for statement in statements)
    with counted(database) as statements:
        assert job.queue_due(NOW) == 0
    assert len(statements) == 4, "the groups, the managers, the chairs, and what they heard"
    assert not any("preferences" in statement for statement in statements)


def test_the_console_shows_charges_that_lapsed(session: Session) -> None:
    people = cast(session)
    dag = standing(session, people.dag)
    found = []
    for left in (0, -1):
        people.metadata.sunset_on = TODAY + left * DAY
        session.flush()
        found += [lines for lines in console.found(session, dag) if lines.key == "sunsets"]
    [lines] = found
    assert [(line.name, line.since) for line in lines.lines] == [("Metadata", TODAY - DAY)]


def test_a_review_lets_a_group_go_on(session: Session) -> None:
    people = cast(session)
    people.metadata.sunset_on = TODAY - DAY
    done = sunsets.record(session, people.metadata, REVIEW, by=people.dag, now=NOW)
    assert (terms.is_active(people.metadata, NOW), done.successors) == (True, ())
    assert people.metadata.sunset_on == TODAY + 300 * DAY
    [line] = groups.reviews_of(session, people.metadata, standing(session, people.cleo))
    assert (line.review, line.by, line.reviewed_on) == (done.review, people.dag, TODAY)
    actions = session.exec(select(HistoryEntry.action).order_by(HistoryEntry.id)).all()  # type: ignore[arg-type]
    assert actions[-2:] == ["review.recorded", "group.changed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 3001}, "reason"),
        ({"sunset_on": None}, "sunset_on"),
        ({"sunset_on": TODAY}, "sunset_on"),
        ({"outcome": SunsetOutcome.COMBINE}, "into"),
        ({"outcome": SunsetOutcome.SPLIT}, "names"),
        ({"outcome": SunsetOutcome.SPLIT, "names": (" ",)}, "names"),
        ({"outcome": SunsetOutcome.SPLIT, "names": tuple("abcdef")}, "names"),
        ({"outcome": SunsetOutcome.SPLIT, "names": ("Metadata",)}, "names"),
    ],
)
def test_a_review_that_cannot_be_is_refused(
    session: Session, changes: dict[str, object], field: str
) -> None:
    people = cast(session)
    facts = replace(REVIEW, **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW)
    assert refusal.value.field == field


@pytest.mark.parametrize("sunset_on", [None, TODAY - DAY, TODAY])
def test_a_group_continues_until_a_day_ahead(session: Session, sunset_on: date | None) -> None:
    people = cast(session)
    for say, by in ((sunsets.propose, people.ann), (sunsets.record, people.dag)):
        with pytest.raises(Invalid, match="Choose the new last day, after today") as refusal:
            say(session, people.metadata, replace(REVIEW, sunset_on=sunset_on), by=by, now=NOW)
        assert refusal.value.field == "sunset_on"
    tomorrow = replace(REVIEW, sunset_on=TODAY + DAY)
    sunsets.record(session, people.metadata, tomorrow, by=people.dag, now=NOW)
    assert people.metadata.sunset_on == TODAY + DAY


def test_a_group_is_not_combined_with_itself(session: Session) -> None:
    people = cast(session)
    facts = replace(REVIEW, outcome=SunsetOutcome.COMBINE, into=people.metadata)
    with pytest.raises(Invalid, match="the other group"):
        sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW)


STALE = "was proposed or recorded since you opened this form"


@pytest.mark.parametrize("then", ["as it was", "another", "newer", "none", "first"])
def test_a_review_is_recorded_only_over_the_proposal_that_was_read(
    session: Session, then: str
) -> None:
    people = cast(session)
    cease = ReviewFacts(SunsetOutcome.CEASE, "All is done.")
    if then != "first":
        sunsets.propose(session, people.metadata, REVIEW, by=people.ann, now=NOW)
    seen = sunsets.reviews_digest(session, people.metadata)
    if then in ("newer", "first"):
        sunsets.propose(session, people.metadata, cease, by=people.ann, now=NOW)
    if then in ("another", "none"):
        sunsets.record(session, people.metadata, cease, by=people.dag, now=NOW)
    if then == "another":
        sunsets.propose(session, people.metadata, REVIEW, by=people.ann, now=NOW)
    waiting_now = sunsets.proposed_review(session, people.metadata)
    record = partial(sunsets.record, session, people.metadata, REVIEW, seen=seen)
    if then == "as it was":
        assert record(by=people.dag, now=NOW).review is waiting_now
        return
    with pytest.raises(Conflict, match=STALE):
        record(by=people.dag, now=NOW)
    assert sunsets.proposed_review(session, people.metadata) is waiting_now
    assert people.metadata.sunset_on is None


@pytest.mark.parametrize("was_reviewed_before", [False, True])
def test_of_two_who_review_at_once_the_second_records_nothing(
    session: Session, was_reviewed_before: bool
) -> None:
    people = cast(session)
    if was_reviewed_before:
        sunsets.record(session, people.metadata, REVIEW, by=people.dag, now=NOW)
    seen = sunsets.reviews_digest(session, people.metadata)
    cease = ReviewFacts(SunsetOutcome.CEASE, "All is done.")
    sunsets.record(session, people.metadata, REVIEW, seen=seen, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match=STALE):
        sunsets.record(session, people.metadata, cease, seen=seen, by=people.dag, now=NOW)
    assert terms.is_active(people.metadata, NOW)


def test_a_proposal_replaces_only_the_proposal_that_was_read(session: Session) -> None:
    people = cast(session)
    seen = sunsets.reviews_digest(session, people.metadata)
    first = sunsets.propose(session, people.metadata, REVIEW, seen=seen, by=people.ann, now=NOW)
    cease = ReviewFacts(SunsetOutcome.CEASE, "All is done.")
    with pytest.raises(Conflict, match=f"{STALE}. Nothing of yours was proposed"):
        sunsets.propose(session, people.metadata, cease, seen=seen, by=people.ben, now=NOW)
    assert (first.outcome, first.proposed_by) == (SunsetOutcome.CONTINUE, people.ann.id)


def test_what_a_chair_proposes_waits_once_and_changes_nothing(session: Session) -> None:
    people = cast(session)
    first = sunsets.propose(session, people.metadata, REVIEW, by=people.ann, now=NOW)
    cease = ReviewFacts(SunsetOutcome.CEASE, "All is done.")
    again = sunsets.propose(session, people.metadata, cease, by=people.ann, now=NOW)
    assert again is first
    assert sunsets.proposed_review(session, people.metadata) is again
    assert (again.outcome, again.sunset_on) == (SunsetOutcome.CEASE, None)
    passed = replace(cease, sunset_on=TODAY - DAY)
    assert sunsets.propose(session, people.metadata, passed, by=people.ann, now=NOW) is first
    assert (first.outcome, first.sunset_on) == (SunsetOutcome.CEASE, None)
    assert people.metadata.sunset_on is None
    for who, sees in ((people.ann, 1), (people.dag, 1), (people.ben, 0), (people.cleo, 0)):
        found = groups.reviews_of(session, people.metadata, standing(session, who))
        assert len(found) == sees
    done = sunsets.record(
        session, people.metadata, cease, report="All is there.", by=people.dag, now=NOW
    )
    assert done.review is first
    assert not terms.is_active(people.metadata, NOW)
    assert people.metadata.final_report == "All is there."
    assert sunsets.proposed_review(session, people.metadata) is None


def test_a_report_that_is_too_long_is_refused_at_its_field(session: Session) -> None:
    people = cast(session)
    cease = ReviewFacts(SunsetOutcome.CEASE, "All is done.")
    with pytest.raises(Invalid, match="too long") as refusal:
        sunsets.record(session, people.metadata, cease, report="x" * 3001, by=people.dag, now=NOW)
    assert refusal.value.field == "report"


@pytest.mark.parametrize("carries", [True, False])
def test_another_group_goes_on_with_the_members(session: Session, carries: bool) -> None:
    people = cast(session)
    courier = group(session, "Courier", chair=people.ben, channel_id="CCOUR")
    groups.set_role(
        session, people.metadata, people.gil.id, MemberRole.OBSERVER, by=people.ann, now=NOW
    )
    facts = ReviewFacts(SunsetOutcome.COMBINE, "Two in one.", into=courier, carries_members=carries)
    done = sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW)
    new = [people.ann, people.pia] if carries else []
    assert done.added.get(courier.id, []) == new
    assert (terms.is_active(people.metadata, NOW), done.successors) == (False, (courier,))
    record = groups.record(session, courier, standing(session, people.cleo))
    assert record.origins == (people.metadata,)
    people.metadata.is_private = courier.is_private = True
    who = standing(session, people.cleo)
    assert groups.record(session, courier, who).origins == ()
    [line] = groups.reviews_of(session, people.metadata, who)
    assert line.successors == ()


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_group_is_split_into_new_ones_of_its_kind(session: Session, goes_on: bool) -> None:
    people = cast(session)
    people.metadata.kind, people.metadata.is_private = GroupKind.TASK_FORCE, True
    names = ("Norms", " Rules ", "Norms")
    facts = ReviewFacts(
        SunsetOutcome.SPLIT, "Two things.", names=names, carries_members=True, goes_on=goes_on
    )
    done = sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW)
    assert terms.is_active(people.metadata, NOW) is goes_on
    assert [
        (part.name, part.kind, part.charge, part.is_private, part.channel_id, part.sunset_on)
        for part in done.successors
    ] == [
        (name, "task force", people.metadata.charge, True, None, date(2027, 11, 24))
        for name in ("Norms", "Rules")
    ]
    for part in done.successors:
        roster = [(line.person.name, line.role) for line in groups.roster(session, part, NOW)]
        assert ("Ann Abara", "chair") in roster
        assert len(roster) == 4
    assert len(session.exec(select(SunsetSuccessor)).all()) == 2


def test_a_group_without_a_chair_is_not_split(session: Session) -> None:
    people = cast(session)
    people.ann.is_active = False
    facts = ReviewFacts(SunsetOutcome.SPLIT, "Two things.", names=("Norms",))
    with pytest.raises(Conflict, match="Metadata has no chair"):
        sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW)


def test_the_recipient_of_a_warning_is_a_person(database: Engine) -> None:
    people = ending(database)
    with reading() as session:
        found = sunsets.notices(session, NOW)
    assert [Recipient.person(notice.person).lane for notice in found] == ["UANN", "UDAG"]
    assert {notice.group.id for notice in found} == {people.metadata.id}


@pytest.mark.parametrize("outcome", [SunsetOutcome.COMBINE, SunsetOutcome.SPLIT])
@pytest.mark.parametrize("carries", [True, False])
def test_open_tasks_go_along_into_the_first_group_that_goes_on(
    session: Session, outcome: SunsetOutcome, carries: bool
) -> None:
    people = cast(session)
    metadata = people.metadata
    waiting = task(session, people.ben, group_id=metadata.id)
    free = task(session, group_id=metadata.id)
    done = task(session, people.ben, group_id=metadata.id)
    done.done_at, done.done_by = NOW, people.ben.id
    hidden = group(session, "DEI Hiring", chair=people.cleo, channel_id="CDEI", private=True)
    into = hidden if outcome is SunsetOutcome.COMBINE else None
    names = ("Norms", "Labels") if outcome is SunsetOutcome.SPLIT else ()
    facts = ReviewFacts(outcome, "Done.", into=into, names=names, carries_tasks=carries)
    reviewed = sunsets.record(session, metadata, facts, by=people.dag, now=NOW)
    heir = reviewed.successors[0]
    assert reviewed.tasks == ((waiting, free) if carries else ())
    expected = heir.id if carries else metadata.id
    assert (waiting.group_id, free.group_id, done.group_id) == (expected, expected, metadata.id)
    is_hidden = carries and outcome is SunsetOutcome.COMBINE
    assert waiting.owner_id == (None if is_hidden else people.ben.id)
    assert tasks.count_open(session, metadata) == (0 if carries else 2)
    actions = select(HistoryEntry.action).where(HistoryEntry.subject == f"task:{waiting.id}")
    assert ("task.passed_on" in session.exec(actions).all()) is carries


def test_a_group_that_goes_on_keeps_its_tasks(session: Session) -> None:
    people = cast(session)
    row = task(session, people.ben, group_id=people.metadata.id)
    facts = ReviewFacts(
        SunsetOutcome.SPLIT, "More.", names=("Norms",), carries_tasks=True, goes_on=True
    )
    assert sunsets.record(session, people.metadata, facts, by=people.dag, now=NOW).tasks == ()
    assert row.group_id == people.metadata.id

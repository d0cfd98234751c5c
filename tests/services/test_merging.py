"""Two records of one person: merged without loss or double, and undone without a trace."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import (
    Attendance,
    Contribution,
    HistoryEntry,
    MemberRole,
    Membership,
    OutboxMessage,
    Person,
    Preferences,
    Role,
    RoleKind,
    Rsvp,
    RsvpAnswer,
    Snooze,
    Task,
    metadata,
)
from models.messages import DUE, Key, Recipient
from models.subjects import LedgerSource, Subject
from services import access, ledger, organizations, outbox, people, tasks, terms
from services.errors import Conflict, NotFound
from services.people import merging
from tests import factories
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import meeting, serve, task

LATER = NOW + timedelta(days=1)


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def double_of(session: Session, person: Person, **facts: Any) -> Person:
    """A second record of somebody, without a Slack account unless said otherwise."""
    defaults: dict[str, Any] = {
        "name": person.name,
        "email": "double@old.example.edu",
        "created_at": BEFORE,
    }
    row = Person(**(defaults | facts))
    session.add(row)
    session.flush()
    return row


def dump(session: Session, *apart: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without what the clock writes."""
    session.flush()
    found = {}
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if column.name != "check_at"]
        if table.name not in apart:
            rows = session.execute(sa.select(*columns)).all()
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def credit_all(session: Session) -> None:
    """Write the ledger as it should be."""
    for text, (group_id, occurred_at) in ledger.due(session).items():
        source = LedgerSource.parse(text)
        session.add(
            Contribution(
                person_id=source.person_id,
                group_id=group_id,
                kind=source.kind,
                source=text,
                occurred_at=occurred_at or NOW,
            )
        )
    session.flush()


def any_past(
    session: Session, everybody: Cast, pair: tuple[Person, Person], random: Random
) -> None:
    """Services, work and answers of two people, each allowed by the tables."""
    ann, metadata_group = everybody.ann, everybody.metadata
    other = factories.group(session, "Reserves", chair=ann, channel_id="CRES")
    for person in pair:
        for group in (metadata_group, other):
            since = BEFORE - timedelta(days=random.randrange(100, 400))
            for number in range(random.randrange(4)):
                until = since + timedelta(days=random.randrange(1, 200))
                is_last = number == 2 or random.random() < 0.2
                ends = None if is_last and random.random() < 0.7 else until
                is_in = session.exec(
                    select(Membership.id).where(
                        Membership.group_id == group.id, Membership.person_id == person.id
                    )
                ).all()
                if not (is_in and person is everybody.ben and group is metadata_group):
                    serve(session, group, person, since, ends, random.choice(list(MemberRole)))
                if ends is None:
                    break
                since = until + timedelta(days=random.randrange(50))
        if random.random() < 0.5:
            session.add(Role(person_id=person.id, kind=RoleKind.DIRECTOR, since=BEFORE))
        if random.random() < 0.5:
            session.add(Preferences(person_id=person.id, muted=("due",)))
    for _ in range(6):
        group = random.choice([metadata_group, other])
        held = meeting(session, group, NOW - timedelta(days=random.randrange(1, 500)))
        work = task(
            session,
            random.choice([*pair, None]),
            group_id=group.id,
            done_at=random.choice([None, NOW]),
            done_by=random.choice(pair).id,
            created_by=random.choice(pair).id,
        )
        for person in pair:
            if random.random() < 0.5:
                at = held.starts_at + timedelta(hours=random.randrange(1, 50))
                came: dict[str, Any] = {"recorded_by": ann.id, "recorded_at": at}
                session.add(Attendance(meeting_id=held.id, person_id=person.id, **came))
            if random.random() < 0.5:
                answer = random.choice(list(RsvpAnswer))
                at = held.starts_at - timedelta(hours=random.randrange(1, 9))
                facts: dict[str, Any] = {"answer": answer, "answered_at": at}
                session.add(Rsvp(meeting_id=held.id, person_id=person.id, **facts))
            if random.random() < 0.5:
                session.add(Snooze(task_id=work.id, person_id=person.id, until=NOW.date()))
        session.flush()
    credit_all(session)


def facts_of(session: Session, ids: tuple[int, int]) -> Counter[Any]:
    """What the two did, whoever of them: each meeting and task once."""
    came = session.exec(select(Attendance.meeting_id, Attendance.person_id)).all()
    answered = session.exec(select(Rsvp.meeting_id, Rsvp.person_id)).all()
    owned = session.exec(select(Task.id, Task.owner_id, Task.done_by, Task.created_by)).all()
    same = {ids[1]: ids[0]}
    return Counter(
        {
            *(("came", thing, same.get(who, who)) for thing, who in came),
            *(("answered", thing, same.get(who, who)) for thing, who in answered),
            *(("task", thing, *(same.get(p or 0, p) for p in who)) for thing, *who in owned),
        }
    )


def served(session: Session, ids: tuple[int, ...], at: datetime) -> set[tuple[int, MemberRole]]:
    rows = session.exec(select(Membership)).all()
    return {
        (row.group_id, row.role)
        for row in rows
        if row.person_id in ids and row.since <= at and (row.until is None or row.until > at)
    }


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), is_turned=st.booleans())
def test_nothing_is_lost_or_doubled_and_undoing_returns_every_row(
    session: Session, seed: int, is_turned: bool
) -> None:
    example = session.begin_nested()
    try:
        _merge_and_undo(session, Random(seed), is_turned)
    finally:
        example.rollback()
        session.info.clear()


def _merge_and_undo(session: Session, random: Random, is_turned: bool) -> None:
    everybody = cast(session)
    double = double_of(session, everybody.ben)
    kept, merged = (double, everybody.ben) if is_turned else (everybody.ben, double)
    any_past(session, everybody, (everybody.ben, double), random)
    ids = (kept.id, merged.id)
    before, facts = dump(session, "merges", "circumstances"), facts_of(session, ids)
    days = [NOW + timedelta(days=day) for day in range(-700, 200, 37)]
    services = [served(session, ids, day) for day in days]
    assert ledger.differences(session) == []

    done = merging.merge(session, kept, merged, by=everybody.dag, now=NOW)
    session.expire_all()
    assert facts_of(session, ids) == facts
    assert ledger.differences(session) == []
    for day, held in zip(days, services, strict=True):
        now = served(session, (kept.id,), day)
        assert now <= held
        assert {group for group, _ in now} == {group for group, _ in held}
        assert len(now) == len({group for group, _ in now})
    assert pointing_at(session, merged.id) == 0

    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    session.expire_all()
    after = dump(session, "merges", "circumstances")
    after["history"] = [row for row in after["history"] if row in before["history"]]
    assert after == before


def pointing_at(session: Session, person_id: int) -> int:
    """How many rows speak of somebody, without the merge itself."""
    return sum(
        len(session.execute(sa.select(column).where(column == person_id)).all())
        for table in metadata.sorted_tables
        for column in table.columns
        if table.name != "merges"
        and any(key.target_fullname == "people.id" for key in column.foreign_keys)
    )


def test_the_greater_role_stands_where_both_serve(session: Session, everybody: Cast) -> None:
    ben = double_of(session, everybody.ben)
    since, until = NOW - timedelta(days=30), NOW - timedelta(days=10)
    serve(session, everybody.metadata, ben, since, until, MemberRole.CO_CHAIR)
    merging.merge(session, everybody.ben, ben, by=everybody.dag, now=NOW)
    rows = session.exec(
        select(Membership.role, Membership.since, Membership.until)
        .where(Membership.person_id == everybody.ben.id)
        .order_by(sa.text("since"))
    ).all()
    assert rows == [
        (MemberRole.MEMBER, BEFORE, since),
        (MemberRole.CO_CHAIR, since, until),
        (MemberRole.MEMBER, until, None),
    ]


def test_different_roles_in_the_consortium_stand_beside_each_other(
    session: Session, everybody: Cast
) -> None:
    ben, later = double_of(session, everybody.ben), BEFORE + timedelta(days=1)
    session.add(Role(person_id=everybody.ben.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.add(Role(person_id=ben.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
    session.add(Role(person_id=ben.id, kind=RoleKind.DIRECTOR, since=BEFORE, until=later))
    session.add(Role(person_id=ben.id, kind=RoleKind.DIRECTOR, since=later, until=later))
    session.flush()
    merging.merge(session, everybody.ben, ben, by=everybody.dag, now=NOW)
    held = select(Role.kind).where(Role.person_id == everybody.ben.id, sa.text("until IS NULL"))
    assert set(session.exec(held)) == {RoleKind.DIRECTOR, RoleKind.PROGRAM_MANAGER}


def test_who_stays_has_the_account_and_every_address(session: Session, everybody: Cast) -> None:
    double = double_of(session, everybody.ben, name="Benjamin Brook", zone="America/Denver")
    people.set_others(session, double.id, ["third@old.example.edu"])
    merging.merge(session, double, everybody.ben, by=everybody.dag, now=NOW)
    assert (double.name, double.slack_id, double.email, double.zone) == (
        "Benjamin Brook",
        "UBEN",
        "double@old.example.edu",
        "America/New_York",
    )
    assert people.others(session, double.id) == ["ben@central.example.edu", "third@old.example.edu"]
    assert double.organization_id == everybody.central.id
    ben = everybody.ben
    assert (ben.slack_id, ben.email, ben.is_active, ben.merged_into_id) == (
        None,
        None,
        False,
        double.id,
    )
    assert set(access.standing(session, double, NOW).groups) == {everybody.metadata.id}


def test_an_active_account_goes_before_a_deactivated_one(session: Session, everybody: Cast) -> None:
    old = double_of(session, everybody.ben, slack_id="UOLD", is_active=False)
    merging.merge(session, old, everybody.ben, by=everybody.dag, now=NOW)
    assert (old.slack_id, old.is_active) == ("UBEN", True)


def test_what_waits_for_the_old_account_goes_to_the_new_one(
    session: Session, everybody: Cast
) -> None:
    old = double_of(session, everybody.ben, slack_id="UOLD", is_active=False)
    key = Key(DUE, Subject("task", 1), "x", Subject.of(old))
    outbox.post(session, {"text": "x"}, to=Recipient.person(old), key=key, now=NOW)
    merging.merge(session, everybody.ben, old, by=everybody.dag, now=NOW)
    assert session.exec(select(OutboxMessage.lane)).all() == ["UBEN"]


def test_a_preview_counts_and_changes_nothing(session: Session, everybody: Cast) -> None:
    double = double_of(session, everybody.ben)
    task(session, double, group_id=everybody.metadata.id)
    serve(session, everybody.metadata, double)
    before = dump(session)
    found = merging.preview(session, everybody.ben, double)
    assert found.counts == {"memberships": 1, "tasks": 1}
    assert dump(session) == before


def test_who_cannot_be_merged(session: Session, everybody: Cast) -> None:
    ann, ben, dag = everybody.ann, everybody.ben, everybody.dag
    pairs = {"one record already": (ben, ben), "both have an active Slack account": (ann, ben)}
    for words, (kept, merged) in pairs.items():
        for verb in (merging.preview, lambda *args: merging.merge(*args, by=dag, now=NOW)):
            with pytest.raises(Conflict, match=words):
                verb(session, kept, merged)
    with pytest.raises(Conflict, match="Your own record has to stay"):
        merging.merge(session, double_of(session, dag), dag, by=dag, now=NOW)
    double = double_of(session, ben, email=None)
    merging.merge(session, ben, double, by=dag, now=NOW)
    with pytest.raises(Conflict, match="merged already"):
        merging.merge(session, double, everybody.pia, by=dag, now=NOW)


def test_undoing_is_refused_where_something_changed(session: Session, everybody: Cast) -> None:
    double = double_of(session, everybody.ben)
    work = task(session, double, group_id=everybody.metadata.id)
    done = merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    tasks.finish(session, work, by=everybody.ann, now=NOW)
    before = dump(session)
    with pytest.raises(Conflict, match="1 of what it moved changed since"):
        merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert dump(session) == before
    tasks.reopen(session, work, by=everybody.ann, now=NOW)
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert session.get_one(Task, work.id).owner_id == double.id
    with pytest.raises(Conflict, match="undone already"):
        merging.undo(session, done.id, by=everybody.dag, now=LATER)
    with pytest.raises(NotFound):
        merging.undo(session, 999, by=everybody.dag, now=LATER)


def test_nobody_comes_back_to_a_library_that_is_no_more(session: Session, everybody: Cast) -> None:
    double = factories.person(session, "Benjamin Brook", at=everybody.tunxis)
    done = merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    organizations.merge(session, everybody.tunxis, everybody.central, by=everybody.dag, now=NOW)
    before = dump(session)
    with pytest.raises(Conflict, match="Tunxis, where one of the two worked, became part"):
        merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert dump(session) == before


def test_a_merged_library_does_not_hinder_undoing_what_does_not_concern_it(
    session: Session, everybody: Cast
) -> None:
    double = double_of(session, everybody.ben, organization_id=everybody.central.id)
    done = merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    organizations.merge(session, everybody.tunxis, everybody.central, by=everybody.dag, now=NOW)
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert terms.home_at(session, double.id, BEFORE) == everybody.central.id
    assert terms.misplaced(session) == []


def test_a_refreshed_profile_does_not_hinder_undoing(session: Session, everybody: Cast) -> None:
    double = double_of(session, everybody.ben)
    done = merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    everybody.ben.zone = "America/Denver"
    session.flush()
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert everybody.ben.zone == "America/Denver"


def test_history_tells_of_merging_and_undoing(session: Session, everybody: Cast) -> None:
    double = double_of(session, everybody.ben)
    done = merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
    assert [(line.kept, line.merged) for line in merging.merges(session)] == [
        (everybody.ben, double)
    ]
    merging.undo(session, done.id, by=everybody.dag, now=LATER)
    assert merging.merges(session) == []
    rows = select(HistoryEntry.action, HistoryEntry.by_id).where(
        HistoryEntry.subject == str(Subject.of(everybody.ben))
    )
    assert session.exec(rows).all() == [
        ("person.merged", everybody.dag.id),
        ("person.unmerged", everybody.dag.id),
    ]

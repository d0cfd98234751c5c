"""What somebody holds as one list, and passing it on: all of what was chosen, or nothing."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Group,
    HistoryEntry,
    Meeting,
    MemberRole,
    Membership,
    Organization,
    Person,
    RoleKind,
    Seat,
    Series,
    Task,
)
from models.database import reading, unit_of_work
from models.handovers import Choice, HandedOver, HeldItem, HeldKind
from models.seats import SeatFacts
from models.subjects import Subject
from services import access, groups, handovers, meetings, recurrence, seats, terms
from services.errors import Invalid
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, serve, task
from tests.stories.test_costs import counted

DAY = timedelta(days=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def test_what_people_hold_for_a_library_takes_the_same_queries_for_any_number(
    people: Cast, database: Engine
) -> None:
    taken = []
    for names in (["Zoe", "Yan"], [f"Xu{number}" for number in range(20)]):
        with unit_of_work() as session:
            for name in names:
                who = person(session, name, at=people.central)
                terms.appoint(session, who.id, RoleKind.DIRECTOR, now=NOW - DAY)
                seated(session, people.metadata, who, people.ann, organization_id=people.central.id)
                task(session, who, title=f"Task of {name}", group_id=people.metadata.id)
        with reading() as session, counted(database) as statements:
            central = session.get_one(Organization, people.central.id)
            found = handovers.held_for_library(session, central, NOW)
            taken.append(len(statements))
        held = {who.name: of_hers for who, of_hers in found}
        for name in names:
            of_hers = held[name]
            assert (of_hers.directed_it, of_hers.asking) == (True, 1)
            titles = [item.title for item in of_hers.items]
            assert titles == ["member", f"Task of {name}"]
    assert len(found) == 22
    assert taken[0] == taken[1]


def listed(
    person: Person, by: Person, in_group: Group | None = None
) -> list[tuple[str, str, bool]]:
    with reading() as session:
        found = handovers.held(session, person, by=standing(session, by), group=in_group)
        return [(item.kind.value, item.title, item.may_pass) for item in found]


def pass_on(
    person: Person, by: Person, wanted: dict[Subject, Person], field: str = "item0"
) -> HandedOver:
    with unit_of_work() as session:
        choices = [Choice(subject, receiver, field) for subject, receiver in wanted.items()]
        return handovers.hand_over(session, person, choices, by=standing(session, by))


def refusal(person: Person, by: Person, wanted: dict[Subject, Person]) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as caught:
        pass_on(person, by, wanted)
    return caught.value.message, caught.value.field


def seated(
    session: Session, where: Group, person: Person, by: Person, **facts: Any
) -> tuple[Seat, Membership]:
    """A seat in which somebody has sat since yesterday."""
    then = NOW - DAY
    seat = seats.add(session, where, SeatFacts(**facts), by=by, now=then)
    return seat, seats.appoint(session, seat, where, person, first=then.date(), by=by, now=then)


def weekly(session: Session, where: Group, by: Person) -> Series:
    pattern = Pattern(Frequency.WEEKLY, time(14, 30), "UTC", date(2026, 12, 1), weekdays=(1,))
    starts_at = next(
        at
        for _, at in recurrence.occurrences(
            pattern, after=date(2026, 11, 30), until=date(2026, 12, 9)
        )
    )
    plan = MeetingPlan("Weekly", starts_at, "UTC", pattern=pattern)
    meetings.schedule(session, where, plan, by=by, now=NOW)
    return session.exec(select(Series)).one()


@pytest.mark.parametrize(
    ("role", "title"),
    [
        (MemberRole.RECORDER, "recorder, and co-chair"),
        (MemberRole.CO_CHAIR, "co-chair"),
        (MemberRole.CHAIR, "chair, and co-chair"),
    ],
)
def test_who_chairs_from_a_seat_of_another_role_holds_both(
    people: Cast, role: MemberRole, title: str
) -> None:
    with unit_of_work() as session:
        seated(session, people.metadata, people.cleo, people.ann, role=role)
        groups.set_role(
            session, people.metadata, people.cleo.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
        )
    assert listed(people.cleo, people.cleo) == [("seat", title, True)]


def test_all_that_somebody_holds_is_one_list_by_group_and_kind(people: Cast) -> None:
    with unit_of_work() as session:
        courier = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        seated(session, people.metadata, people.ben, people.ann)
        weekly(session, people.metadata, people.ben)
        meeting(session, people.metadata, title="Alone", created_by=people.ben.id)
        meeting(session, people.metadata, NOW - DAY, title="Past", created_by=people.ben.id)
        for title, due, more in (
            ("Later", date(2026, 12, 9), {}),
            ("Sooner", date(2026, 12, 2), {}),
            ("Undated", None, {}),
            ("Done", None, {"done_at": NOW}),
        ):
            task(session, people.ben, due, title=title, group_id=people.metadata.id, **more)
        task(session, people.ben, title="Own", group_id=None)
        task(session, people.ben, title="There", group_id=courier.id)
    there = [("task", "There", True)]
    here = [
        ("series", "Weekly", True),
        ("meeting", "Alone", True),
        ("task", "Sooner", True),
        ("task", "Later", True),
        ("task", "Undated", True),
    ]
    # Who is no chair sees her seat for information.
    assert listed(people.ben, people.ben) == [*there, ("seat", "member", False), *here]
    assert listed(people.ben, people.dag) == [*there, ("seat", "member", True), *here]
    assert listed(people.ben, people.ann, courier) == there
    assert listed(people.ann, people.ann) == [("chair", "chair", True)] * 2
    # Others see nothing of it.
    assert listed(people.ben, people.cleo) == []
    assert listed(people.ann, people.ben) == []


def test_a_private_group_is_seen_by_its_chairs_and_members_alone(people: Cast) -> None:
    with unit_of_work() as session:
        hush = group(session, "Hush", chair=people.cleo, channel_id="CHUSH", private=True)
        task(session, people.ben, title="Hidden", group_id=hush.id)
    assert listed(people.ben, people.ben) == listed(people.ben, people.ann) == []
    hidden = [("task", "Hidden", True)]
    assert listed(people.ben, people.cleo) == listed(people.ben, people.dag) == hidden
    with unit_of_work() as session:
        serve(session, hush, people.ben)
    assert listed(people.ben, people.ben) == hidden


def test_each_thing_goes_to_who_was_chosen_and_the_rest_stays(people: Cast) -> None:
    with unit_of_work() as session:
        _, held = seated(session, people.metadata, people.ben, people.ann, term_months=12)
        first, second = (
            task(session, people.ben, title=title, group_id=people.metadata.id)
            for title in ("First", "Second")
        )
        series = weekly(session, people.metadata, people.ben)
    done = pass_on(
        people.ben,
        people.dag,
        {
            Subject.of(series): people.ann,
            Subject.of(held): people.cleo,
            Subject.of(first): people.ann,
            Subject.of(second): people.ben,
        },
    )
    assert {(passed.item.title, passed.receiver.name) for passed in done.passed} == {
        ("Weekly", "Ann Abara"),
        ("member", "Cleo Costa"),
        ("First", "Ann Abara"),
    }
    assert done.skipped == 0
    with reading() as session:
        [line] = seats.of_group(session, people.metadata, NOW + DAY)
        assert line.incumbent is not None
        assert line.incumbent.person.id == people.cleo.id
        assert line.incumbent.term_ends_on == date(2027, 11, 23)
        owners = select(Task.owner_id).order_by(col(Task.id))
        assert session.exec(owners).all() == [people.ann.id, people.ben.id]
        assert session.exec(select(Series.run_by)).all() == [people.ann.id]
        assert {*session.exec(select(Meeting.run_by))} == {people.ann.id}
        verbs = select(HistoryEntry.action).where(HistoryEntry.by_id == people.dag.id)
        assert {*session.exec(verbs)} >= {
            "series.handed_over",
            "membership.appointed",
            "membership.ended",
            "task.reassigned",
        }
    assert listed(people.ben, people.dag) == [("task", "Second", True)]
    assert ("series", "Weekly", True) in listed(people.ann, people.ann)


def test_a_chair_passes_her_own_chair_on_and_stays_a_member(people: Cast) -> None:
    with reading() as session:
        chair = session.exec(select(Membership).where(Membership.role == MemberRole.CHAIR)).one()
        ahead = {Subject.of(chair): people.ben}
    with unit_of_work() as session:
        row = meeting(session, people.metadata, created_by=people.ann.id)
        ahead[Subject.of(row)] = people.ben
    # The chair comes first, so that who gets it may run the meeting.
    pass_on(people.ann, people.ann, ahead)
    with reading() as session:
        roles = {
            line.person.name: line.role for line in groups.roster(session, people.metadata, NOW)
        }
        assert roles["Ben Brook"] is MemberRole.CHAIR
        assert roles["Ann Abara"] is MemberRole.MEMBER
        [handed] = session.exec(select(Meeting)).all()
        assert handed.run_by == people.ben.id
        runner = meetings.runner_of(session, handed)
        assert runner is not None
        assert runner.name == "Ben Brook"


def test_who_scheduled_a_meeting_is_not_said_to_have_been_handed_it(people: Cast) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, created_by=people.ann.id)
        assert meetings.runner_of(session, row) is None
        row.run_by = people.ann.id
        assert meetings.runner_of(session, row) is None


def test_a_co_chair_who_passes_hers_to_the_chair_does_not_demote_her(people: Cast) -> None:
    with unit_of_work() as session:
        role = MemberRole.CO_CHAIR
        groups.set_role(session, people.metadata, people.ben.id, role, by=people.ann, now=NOW)
        row = terms.current(session, people.metadata, people.ben.id, NOW)
        assert row is not None
        subject = Subject.of(row)
    pass_on(people.ben, people.ben, {subject: people.ann})
    with reading() as session:
        roles = {line.person.id: line.role for line in groups.roster(session, people.metadata, NOW)}
    assert roles[people.ann.id] is MemberRole.CHAIR
    assert roles[people.ben.id] is MemberRole.MEMBER


def held_by(person: Person, kind: HeldKind) -> HeldItem:
    with reading() as session:
        found = handovers.left_by(session, person, NOW)
        return next(item for item in found if item.kind is kind)


def test_what_nobody_may_hold_is_refused_beside_the_field_and_nothing_is_passed_on(
    people: Cast,
) -> None:
    with unit_of_work() as session:
        good = task(session, people.ben, title="Good", group_id=people.metadata.id)
        bad = task(session, people.ben, title="Bad", group_id=people.metadata.id)
        meeting(session, people.metadata, title="Council", created_by=people.ben.id)
    council = held_by(people.ben, HeldKind.MEETING).subject
    chair = held_by(people.ann, HeldKind.CHAIR).subject
    wanted = {Subject.of(good): people.ann}
    message, field = refusal(people.ben, people.ben, wanted | {Subject.of(bad): people.cleo})
    assert message.startswith("Bad (Metadata): Cleo Costa is not in Metadata.")
    assert field == "item0"
    message, _ = refusal(people.ben, people.dag, wanted | {council: people.gil})
    assert message.startswith("Council (Metadata): Gil Grau is no chair of Metadata")
    message, _ = refusal(people.ann, people.ann, {chair: people.gil})
    assert "guests chair no group" in message
    message, _ = refusal(people.ann, people.ann, {chair: people.cleo})
    assert "not a member of Metadata" in message
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
    gone = session_person(people.ben)
    message, _ = refusal(people.ann, people.ann, {chair: gone})
    assert "no longer active" in message
    with reading() as session:
        assert {*session.exec(select(Task.owner_id))} == {people.ben.id}


def session_person(person: Person) -> Person:
    with reading() as session:
        return session.get_one(Person, person.id)


def test_a_member_cannot_choose_who_follows_in_her_seat(people: Cast) -> None:
    with unit_of_work() as session:
        seat, _ = seated(session, people.metadata, people.ben, people.ann)
    item = held_by(people.ben, HeldKind.SEAT)
    message, _ = refusal(people.ben, people.ben, {item.subject: people.gil})
    assert "only a chair of Metadata or the program manager appoints there" in message
    # A chair is held to the rules of the seat.
    with unit_of_work() as session:
        session.get_one(Seat, seat.id).closed_at = NOW
    message, _ = refusal(people.ben, people.ann, {item.subject: people.cleo})
    assert "That seat is closed" in message


def test_a_seat_is_not_handed_to_who_sits_in_another_seat_of_the_group(people: Cast) -> None:
    with unit_of_work() as session:
        courier = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        seated(session, courier, people.cleo, people.ann)
        kept, _ = seated(session, people.metadata, people.cleo, people.ann, votes=True)
        _, held = seated(session, people.metadata, people.ben, people.ann, votes=False)
    message, field = refusal(people.ben, people.dag, {Subject.of(held): people.cleo})
    assert message == (
        "member (Metadata): Cleo Costa sits in another seat of this group already. Choose somebody"
        " else, or appoint them from `/wg seats`, which says what becomes of the other seat."
    )
    assert field == "item0"
    with reading() as session:
        sitting = {
            line.seat.id: line.incumbent.person.name
            for line in seats.of_group(session, people.metadata, NOW)
            if line.incumbent
        }
    assert sitting == {kept.id: "Cleo Costa", held.seat_id: "Ben Brook"}
    # Who sits in no other seat may have it, and so may who left the other.
    with unit_of_work() as session:
        term = terms.current(session, people.metadata, people.cleo.id, NOW)
        assert term is not None
        seats.end_term(session, people.metadata, term, last=NOW.date(), by=people.ann, now=NOW)
    pass_on(people.ben, people.dag, {Subject.of(held): people.cleo})
    with reading() as session:
        sitting = {
            line.seat.id: line.incumbent.person.name
            for line in seats.of_group(session, people.metadata, NOW + DAY)
            if line.incumbent
        }
    assert sitting == {held.seat_id: "Cleo Costa"}


def test_what_changed_meanwhile_is_skipped_and_never_overwritten(people: Cast) -> None:
    with unit_of_work() as session:
        taken, done, kept = (
            task(session, people.ben, title=title, group_id=people.metadata.id)
            for title in ("Taken", "Done", "Kept")
        )
        wanted = {Subject.of(row): people.ann for row in (taken, done, kept)}
        taken.owner_id, done.done_at = people.gil.id, NOW
    found = pass_on(people.ben, people.ben, wanted | {Subject("task", 99_999): people.ann})
    assert [passed.item.title for passed in found.passed] == ["Kept"]
    assert found.skipped == 3
    with reading() as session:
        owners = {row.title: row.owner_id for row in session.exec(select(Task))}
    assert owners == {"Taken": people.gil.id, "Done": people.ben.id, "Kept": people.ann.id}
    # A second time nothing is left to do.
    again = pass_on(people.ben, people.ben, wanted)
    assert (again.passed, again.skipped) == ((), 3)


def test_tasks_of_a_private_group_go_with_the_seat_and_are_never_lost(people: Cast) -> None:
    with unit_of_work() as session:
        hush = group(session, "Hush", chair=people.cleo, channel_id="CHUSH", private=True)
        serve(session, hush, people.gil)
        seated(session, hush, people.ben, people.cleo)
        to_member, to_new = (
            task(session, people.ben, title=title, group_id=hush.id) for title in ("A", "B")
        )
    item = held_by(people.ben, HeldKind.SEAT)
    wanted = {
        item.subject: people.ann,
        Subject.of(to_member): people.gil,
        Subject.of(to_new): people.ann,
    }
    pass_on(people.ben, people.cleo, wanted)
    with reading() as session:
        owners = {row.title: row.owner_id for row in session.exec(select(Task))}
        assert owners == {"A": people.gil.id, "B": people.ann.id}
        assert terms.current(session, hush, people.ben.id, NOW) is None


def test_a_form_holds_so_many_and_says_how_many_come_after(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(handovers.SHOWN + 2):
            task(session, people.ben, title=f"Task {number}", group_id=people.metadata.id)
    with reading() as session:
        who = access.standing(session, people.ben, NOW)
        first = handovers.page(session, people.ben, by=who)
        second = handovers.page(session, people.ben, by=who, start=handovers.SHOWN)
        after = handovers.page(session, people.ben, by=who, start=handovers.SHOWN + 2)
    assert (len(first.items), first.left) == (handovers.SHOWN, 2)
    assert ([item.title for item in second.items], second.left) == (["Task 40", "Task 41"], 0)
    assert (after.items, after.left) == ((), 0)


def test_the_next_page_begins_after_what_is_still_held(people: Cast) -> None:
    with unit_of_work() as session:
        rows = [
            task(session, people.ben, title=f"Task {number:02}", group_id=people.metadata.id)
            for number in range(handovers.SHOWN + 2)
        ]
        shown = {Subject.of(row) for row in rows[: handovers.SHOWN]}
        for number in (0, 3, 5):
            rows[number].owner_id = people.ann.id
    with reading() as session:
        who = access.standing(session, people.ben, NOW)
        following = handovers.page(session, people.ben, by=who, after=shown)
    assert [item.title for item in following.items] == ["Task 40", "Task 41"]
    assert (following.start, following.left) == (handovers.SHOWN - 3, 0)


def test_meetings_that_are_made_later_are_run_by_who_runs_the_series(people: Cast) -> None:
    with unit_of_work() as session:
        series = weekly(session, people.metadata, people.ann)
        before: list[Any] = [*session.exec(select(Meeting.id))]
    pass_on(people.ann, people.dag, {Subject.of(series): people.dag})
    with unit_of_work() as session:
        meetings.extend_series(session, NOW + 30 * DAY)
        new = select(Meeting.run_by).where(col(Meeting.id).not_in(before))
        assert {*session.exec(new)} == {people.dag.id}


@pytest.mark.parametrize("is_hers", [True, False])
def test_a_seat_that_is_passed_on_says_whether_its_receiver_fits(
    people: Cast, *, is_hers: bool
) -> None:
    wanted = people.tunxis if is_hers else people.central
    with unit_of_work() as session:
        _seat, row = seated(
            session, people.metadata, people.ben, people.ann, organization_id=wanted.id
        )
        about = Subject.of(row)
    [passed] = pass_on(people.ben, people.ann, {about: people.cleo}).passed
    assert passed.fits is is_hers

"""Tasks that a library or a seat holds: whose they are on each day, and what that changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import (
    Contribution,
    CoOwner,
    HistoryEntry,
    MemberRole,
    Membership,
    Organization,
    Person,
    RepresentationKind,
    Role,
    RoleKind,
    Seat,
    Task,
)
from models.representatives import RepresentedSubject
from models.seats import SeatFacts
from models.tasks import Owner, TaskScope
from services import (
    access,
    consortium,
    digests,
    groups,
    organizations,
    preferences,
    reminders,
    representatives,
    seats,
    tasks,
    terms,
)
from services.errors import Invalid, NotAllowed, NotFound
from services.ledger import differences
from services.waiting import waiting
from tests.factories import BEFORE, NOW, Cast, cast, group, standing
from tests.happenings import new_york
from tests.keys import everything

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
FIRST, ALTERNATE = RepresentationKind.REPRESENTATIVE, RepresentationKind.ALTERNATE
RECORDER = SeatFacts(MemberRole.RECORDER)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, owner: Owner | None, **facts: Any) -> Task:
    draft = tasks.TaskDraft("Update the policy page", owner, FRIDAY, people.metadata, **facts)
    return tasks.add(session, draft, by=people.ann, now=NOW)


def names(session: Session, task: Task, at: Any = NOW) -> list[str]:
    session.flush()
    return [person.name for person in terms.owners_of_tasks(session, [task], at)[task.id]]


def whose(session: Session, task: Task, at: Any = NOW) -> str:
    return access.task_line(session, task, at).whose


def seat(session: Session, people: Cast, facts: SeatFacts = RECORDER) -> Seat:
    return seats.add(session, people.metadata, facts, by=people.ann, now=BEFORE)


def appoint(
    session: Session, people: Cast, row: Seat, who: Person, first: date, last: date | None = None
) -> Membership:
    at = NOW if first >= TODAY else BEFORE
    return seats.appoint(
        session, row, people.metadata, who, first=first, last=last, by=people.ann, now=at
    )


def speak(
    session: Session, people: Cast, who: Person, kind: RepresentationKind = FIRST, **days: Any
) -> Any:
    here = RepresentedSubject(people.metadata.name, group_id=people.metadata.id)
    library = session.get_one(Organization, who.organization_id)
    done = representatives.appoint(
        session, library, here, kind, who, by=people.dag, now=NOW, **days
    )
    session.flush()
    return done.row


def direct(session: Session, who: Person) -> None:
    session.add(Role(person_id=who.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()


def mine(session: Session, who: Person, at: Any = NOW) -> list[str]:
    by = standing(session, who, at)
    page = tasks.listed(session, by, TaskScope.MINE, group=None, today=TODAY)
    home = [line.task.title for line in waiting(session, by, now=at).tasks]
    found = [line.task.title for line in page.lines]
    assert found == home
    assert page.total == len(found)
    return found


def reminded(session: Session, at: Any) -> list[str]:
    found = reminders.tasks_due(session, at, everything(session))
    return [due.person.name for due in found if due.is_due(at)]


def test_whoever_sits_in_the_seat_has_its_task_on_each_day(session: Session, people: Cast) -> None:
    recorder = seat(session, people)
    task = added(session, people, recorder)
    assert (task.owner_id, names(session, task), whose(session, task)) == (
        None,
        [],
        "Recorder (nobody now)",
    )
    appoint(session, people, recorder, people.ben, TODAY, FRIDAY)
    appoint(session, people, recorder, people.pia, FRIDAY + DAY)
    changes = task.check_at
    saturday = new_york(FRIDAY + DAY, 0)
    last = saturday - timedelta.resolution
    for at, owner, other in ((NOW, people.ben, people.pia), (last, people.ben, people.pia)):
        assert names(session, task, at) == ["Ben Brook"]
        assert (mine(session, owner, at), mine(session, other, at)) == ([task.title], [])
    assert whose(session, task) == "Recorder (now Ben Brook)"
    assert whose(session, task, saturday) == "Recorder (now Pia Pons)"
    assert (mine(session, people.ben, saturday), mine(session, people.pia, saturday)) == (
        [],
        [task.title],
    )
    # Nobody touched its row.
    assert (task.owner_id, task.check_at) == (None, changes)


def test_while_who_sits_there_is_on_leave_whoever_acts_has_the_task(
    session: Session, people: Cast
) -> None:
    recorder = seat(session, people)
    task = added(session, people, recorder)
    row = appoint(session, people, recorder, people.ben, TODAY)
    for acting, expected in ((None, []), (people.cleo, ["Cleo Costa"])):
        days = {"first": TODAY, "last": FRIDAY}
        leave = {"acting": acting, "by": people.ann, "now": NOW}
        seats.set_leave(session, people.metadata, row, **days, **leave)  # type: ignore[arg-type]
        assert names(session, task) == expected
        seats.end_leave(session, row, by=people.ann, now=NOW)
        assert names(session, task) == ["Ben Brook"]


def test_a_librarys_task_is_of_its_representative_else_its_alternate_else_its_directors(
    session: Session, people: Cast
) -> None:
    task = added(session, people, people.central)
    assert whose(session, task) == "Central (nobody now)"
    direct(session, people.ann)
    direct(session, people.ben)
    direct(session, people.cleo)
    assert names(session, task) == ["Ann Abara", "Ben Brook"]
    speak(session, people, people.ben, ALTERNATE)
    assert names(session, task) == ["Ben Brook"]
    speak(session, people, people.ann, FIRST, last=FRIDAY)
    assert whose(session, task) == "Central (now Ann Abara)"
    assert names(session, task, new_york(FRIDAY + DAY, 0)) == ["Ben Brook"]
    people.ann.is_active = False
    assert names(session, task) == ["Ben Brook"]
    here = RepresentedSubject(people.metadata.name, group_id=people.metadata.id)
    acting = representatives.acting(session, people.central, here, NOW)
    assert names(session, task)[0] in [row.person.name for row in acting]


def test_another_librarys_director_or_a_guest_has_none_of_it(
    session: Session, people: Cast
) -> None:
    task = added(session, people, people.tunxis)
    direct(session, people.ann)
    direct(session, people.cleo)
    assert names(session, task) == ["Cleo Costa"]
    people.cleo.is_guest = True
    assert names(session, task) == []


def test_of_a_private_group_nobody_has_a_task_who_may_not_know_of_it(
    session: Session, people: Cast
) -> None:
    people.metadata.is_private = True
    task = added(session, people, people.tunxis)
    direct(session, people.cleo)
    assert (names(session, task), mine(session, people.cleo)) == ([], [])
    with pytest.raises(NotFound):
        access.task_to_see(session, task.id, by=standing(session, people.cleo))
    groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW)
    assert names(session, task) == ["Cleo Costa"]


def test_of_a_library_that_was_merged_whoever_speaks_for_the_other_has_it(
    session: Session, people: Cast
) -> None:
    task = added(session, people, people.tunxis)
    direct(session, people.ann)
    organizations.merge(session, people.tunxis, people.central, by=people.dag, now=NOW)
    assert whose(session, task) == "Central (now Ann Abara)"
    assert task.library_id == people.tunxis.id


def test_who_has_it_may_change_and_finish_it_and_the_credit_is_theirs(
    session: Session, people: Cast
) -> None:
    task = added(session, people, people.tunxis)
    cleo = standing(session, people.cleo)
    with pytest.raises(NotAllowed):
        access.task_to_finish(session, task.id, by=cleo)
    direct(session, people.cleo)
    assert access.task_to_finish(session, task.id, by=cleo) is task
    assert access.task_to_edit(session, task.id, by=cleo) is task
    # Nobody but a chair takes what a library holds.
    with pytest.raises(NotAllowed):
        access.task_to_edit(session, task.id, by=standing(session, people.ben))
    tasks.finish(session, task, by=people.ann, now=NOW)
    [row] = session.exec(select(Contribution)).all()
    assert (row.person_id, row.organization_id) == (people.cleo.id, people.tunxis.id)
    assert (task.owner_id, task.library_id) == (people.cleo.id, people.tunxis.id)
    assert differences(session) == []
    # What is done stays with who had it on that day, whoever comes after her.
    speak(session, people, people.cleo)
    direct(session, people.ben)
    assert whose(session, task, NOW + 99 * DAY) == "Tunxis (Cleo Costa)"
    tasks.reopen(session, task, by=people.ann, now=NOW + DAY)
    assert (task.owner_id, session.exec(select(Contribution)).all()) == (None, [])
    assert names(session, task, NOW + DAY) == ["Cleo Costa"]
    assert differences(session) == []


def test_each_of_several_directors_is_credited_once(session: Session, people: Cast) -> None:
    task = added(session, people, people.central)
    direct(session, people.ann)
    direct(session, people.ben)
    assert tasks.finish(session, task, by=people.dag, now=NOW) is True
    assert tasks.finish(session, task, by=people.dag, now=NOW) is False
    credited = session.exec(select(Contribution.person_id)).all()
    assert sorted(credited) == [people.ann.id, people.ben.id]
    assert differences(session) == []
    entry = session.exec(select(HistoryEntry).where(HistoryEntry.action == "task.done")).one()
    assert entry.after == {"credited": [people.ann.id, people.ben.id]}
    tasks.reopen(session, task, by=people.ann, now=NOW)
    assert session.exec(select(CoOwner)).all() == []
    assert session.exec(select(Contribution)).all() == []


def test_a_task_of_a_seat_that_nobody_holds_is_credited_to_who_marks_it_done(
    session: Session, people: Cast
) -> None:
    task = added(session, people, seat(session, people))
    tasks.finish(session, task, by=people.ann, now=NOW)
    assert session.exec(select(Contribution.person_id)).all() == [people.ann.id]
    assert (task.owner_id, differences(session)) == (None, [])


def test_reminders_go_to_who_has_it_on_the_day(session: Session, people: Cast) -> None:
    recorder = seat(session, people)
    added(session, people, recorder)
    thursday, friday = new_york(FRIDAY - DAY, 9), new_york(FRIDAY, 9)
    assert reminded(session, thursday) == []
    appoint(session, people, recorder, people.ben, TODAY, FRIDAY - DAY)
    appoint(session, people, recorder, people.gil, FRIDAY)
    assert (reminded(session, thursday), reminded(session, friday)) == (
        ["Ben Brook"],
        ["Gil Grau"],
    )


def test_a_task_is_scanned_anew_when_its_day_gives_it_to_somebody_else(
    session: Session, people: Cast
) -> None:
    task = added(session, people, people.central)
    speak(session, people, people.ben, FIRST, last=FRIDAY)
    direct(session, people.ann)
    reminders.note_people(session, reminders.changed_people(session, NOW), NOW)
    for at, changed in (
        (new_york(FRIDAY, 23), set()),
        (new_york(FRIDAY + DAY, 0), {people.ann.id, people.ben.id}),
    ):
        found = reminders.changed_people(session, at)
        assert found.keys() == changed
        task.check_at = at + 99 * DAY
        session.flush()
        if found:
            reminders.note_people(session, found, at)
        session.refresh(task)
        assert (task.check_at < at) is bool(changed)


def test_the_digest_says_who_has_it_now_or_had_it(session: Session, people: Cast) -> None:
    recorder = seat(session, people)
    appoint(session, people, recorder, people.ben, TODAY)
    task = added(session, people, recorder)
    added(session, people, people.tunxis)
    direct(session, people.ann)
    facts = digests.contents(session, people.metadata, BEFORE, NOW)
    assert [(fact.who, fact.has_left) for fact in facts.due] == [
        ("Recorder (now Ben Brook)", False),
        ("Tunxis (nobody now)", False),
    ]
    tasks.finish(session, task, by=people.ann, now=NOW)
    facts = digests.contents(session, people.metadata, BEFORE, NOW + DAY)
    assert [(fact.who, fact.done_by) for fact in facts.done] == [
        ("Recorder (Ben Brook)", "Ann Abara")
    ]


def test_who_holds_it_may_put_its_reminder_off(session: Session, people: Cast) -> None:
    task = added(session, people, people.tunxis)
    put_off = {"today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed):
        preferences.snooze(session, task, FRIDAY, by=people.cleo, **put_off)  # type: ignore[arg-type]
    direct(session, people.cleo)
    preferences.snooze(session, task, FRIDAY, by=people.cleo, **put_off)  # type: ignore[arg-type]


def test_libraries_and_seats_that_cannot_hold_a_task_are_refused(
    session: Session, people: Cast
) -> None:
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    elsewhere = seats.add(session, reserves, RECORDER, by=people.cleo, now=BEFORE)
    closed = seat(session, people)
    closed.closed_at = NOW
    gone = people.tunxis
    gone.active_until = consortium.today(session, NOW) - DAY
    for owner in (elsewhere, closed, gone, people.writing_center):
        with pytest.raises(Invalid) as refusal:
            added(session, people, owner)
        assert refusal.value.field == "holder"
    own = tasks.TaskDraft("Mine", people.central)
    with pytest.raises(Invalid):
        tasks.add(session, own, by=people.ann, now=NOW)


def test_it_is_given_to_a_seat_and_to_somebody_again(session: Session, people: Cast) -> None:
    recorder = seat(session, people)
    task = added(session, people, people.ben)
    give: dict[str, Any] = {"group": people.metadata, "by": people.ann, "now": NOW}
    assert tasks.reassign(session, task, recorder, **give) is True
    assert tasks.reassign(session, task, recorder, **give) is False
    assert (task.owner_id, task.seat_id) == (None, recorder.id)
    assert tasks.reassign(session, task, people.central, **give) is True
    assert (task.library_id, task.seat_id) == (people.central.id, None)
    assert tasks.reassign(session, task, people.ben, **give) is True
    assert (task.owner_id, task.library_id) == (people.ben.id, None)
    entries = select(HistoryEntry.after).where(HistoryEntry.action == "task.reassigned")
    assert session.exec(entries.order_by(HistoryEntry.id)).all() == [  # type: ignore[arg-type]
        {"owner": None, "seat": recorder.id},
        {"owner": None, "library": people.central.id},
        {"owner": people.ben.id},
    ]


def test_in_another_group_a_task_of_a_seat_is_nobodys_and_a_librarys_stays(
    session: Session, people: Cast
) -> None:
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    of_seat = added(session, people, seat(session, people))
    of_library = added(session, people, people.central)
    tasks.pass_on(session, people.metadata, reserves, by=people.dag, now=NOW)
    assert (of_seat.group_id, of_seat.seat_id) == (reserves.id, None)
    assert (of_library.group_id, of_library.library_id) == (reserves.id, people.central.id)


def test_what_a_library_holds_stands_on_its_page(session: Session, people: Cast) -> None:
    added(session, people, people.tunxis)
    found = organizations.overview(session, people.tunxis, standing(session, people.dag))
    assert [(work.group.name, work.tasks) for work in found.owes or ()] == [("Metadata", 1)]


def test_leaving_a_private_group_leaves_the_seat_its_task(session: Session, people: Cast) -> None:
    people.metadata.is_private = True
    recorder = seat(session, people)
    appoint(session, people, recorder, people.ben, TODAY)
    task = added(session, people, recorder)
    groups.remove(session, people.metadata, people.ben.id, by=people.ann, now=NOW)
    assert (task.seat_id, names(session, task)) == (recorder.id, [])

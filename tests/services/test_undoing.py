"""Imports and merges of libraries are taken back whole, or not at all."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Group,
    HistoryEntry,
    MailDomain,
    Organization,
    OutboxMessage,
    OutboxState,
    Person,
    ReversibleChange,
    ReversibleKind,
    metadata,
)
from models.database import reading, unit_of_work
from models.reversible_changes import UNDO_DAYS
from models.subjects import Subject
from services import groups, import_export, organizations, outbox, retention, terms, undoing
from services.errors import Conflict, NotFound
from services.people import forgetting
from tests.factories import NOW, Cast, cast, group
from tests.happenings import meeting, task
from tests.keys import key, to

IMPORT, MERGE = ReversibleKind.IMPORT, ReversibleKind.LIBRARY_MERGE
HOUR = timedelta(hours=1)
FILES = {
    "libraries.csv": (
        "key,name,short_name,kind,mail_domains\n"
        "tunxis,Tunxis College Library,Tunxis,library,tunxis.example.edu; tx.example.edu\n"
        "norwalk,Norwalk Library,Norwalk,library,norwalk.example.edu\n"
    ),
    "people.csv": (
        "email,name,organization\n"
        "cleo@tunxis.example.edu,Cleo Costa-Diaz,norwalk\n"
        "nora@norwalk.example.edu,Nora New,norwalk\n"
    ),
    "groups.csv": (
        "name,kind,charge,channel_id\n"
        "Metadata,standing committee,Another charge.,CMETA\n"
        "Reserves,task force,One policy.,\n"
    ),
    "memberships.csv": (
        "group,person,role\n"
        "Reserves,nora@norwalk.example.edu,chair\n"
        "Metadata,cleo@tunxis.example.edu,member\n"
    ),
    "seats.csv": "group,role,label,person\nReserves,recorder,minutes,cleo@tunxis.example.edu\n",
}
APART = {"history", "reversible_changes", "outbox", "circumstances"}


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def rows(session: Session) -> dict[str, list[str]]:
    """All tables but those of what was said and done."""
    session.flush()
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for table in metadata.sorted_tables
        if table.name not in APART
    }


def bring_in(session: Session, files: dict[str, str] = FILES) -> None:
    plan = import_export.plan(
        session, {name: text.encode() for name, text in files.items()}, now=NOW
    )
    assert plan.problems == []
    with undoing.recorded(session, IMPORT, now=NOW):
        import_export.apply(session, plan, now=NOW)


def take_back(
    session: Session, kind: ReversibleKind = IMPORT, about: Subject | None = None
) -> None:
    change = undoing.latest(session, kind, NOW + HOUR, about=about)
    undoing.undo(session, change, by=None, now=NOW + HOUR)


def test_everything_is_what_it_was_before_the_import(session: Session, people: Cast) -> None:
    before, entries = rows(session), session.exec(select(HistoryEntry.id)).all()
    bring_in(session)
    assert rows(session) != before
    take_back(session)
    assert rows(session) == before
    left = session.exec(select(HistoryEntry).where(col(HistoryEntry.id).not_in(entries))).all()
    assert [entry.action for entry in left if "Nora" in repr(entry.after)] == []
    assert left[-1].action == "import.undone"
    bring_in(session)
    assert session.exec(select(Group).where(Group.name == "Reserves")).one()


def test_an_import_that_changes_nothing_leaves_nothing_to_take_back(
    session: Session, people: Cast
) -> None:
    bring_in(session)
    bring_in(session)
    assert session.exec(select(sa.func.count()).select_from(ReversibleChange)).one() == 1
    counts = undoing.counts(undoing.latest(session, IMPORT, NOW))
    assert (counts["groups"], counts["seats"], counts["people"]) == (2, 1, 2)


def test_the_later_import_goes_first(session: Session, people: Cast) -> None:
    before = rows(session)
    bring_in(session)
    between = rows(session)
    bring_in(session, {"directions.csv": "key,name,position\nnew,A new direction,9\n"})
    take_back(session)
    assert rows(session) == between
    take_back(session)
    assert rows(session) == before
    with pytest.raises(NotFound, match="no import to take back"):
        take_back(session)


def test_what_was_taken_back_meanwhile_is_not_taken_back_twice(
    session: Session, people: Cast
) -> None:
    bring_in(session)
    change = undoing.latest(session, IMPORT, NOW)
    take_back(session)
    with pytest.raises(Conflict, match="taken back already"):
        undoing.undo(session, change, by=None, now=NOW)


def rename(session: Session) -> None:
    session.exec(select(Group).where(Group.name == "Metadata")).one().charge = "By hand."


def give_task(session: Session) -> None:
    nora = session.exec(select(Person).where(Person.name == "Nora New")).one()
    task(session, nora)


def meet_once(session: Session) -> None:
    meeting(session, session.exec(select(Group).where(Group.name == "Reserves")).one())


def leave_group(session: Session) -> None:
    nora = session.exec(select(Person).where(Person.name == "Nora New")).one()
    reserves = session.exec(select(Group).where(Group.name == "Reserves")).one()
    row = terms.current(session, reserves, nora.id, NOW)
    assert row is not None
    row.until = NOW + HOUR


def place_somebody(session: Session) -> None:
    norwalk = session.exec(select(Organization).where(Organization.key == "norwalk")).one()
    ben = session.exec(select(Person).where(Person.name == "Ben Brook")).one()
    terms.change_home(session, ben, norwalk.id, by=None, now=NOW + HOUR)


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (rename, "1 of the"),
        (give_task, "1 row of tasks"),
        (meet_once, "1 row of meetings"),
        (leave_group, "1 of the"),
        (place_somebody, "1 row of people, 1 row of homes"),
    ],
)
def test_what_came_since_is_never_overwritten(
    session: Session, people: Cast, happens: Callable[[Session], None], words: str
) -> None:
    bring_in(session)
    happens(session)
    before = rows(session)
    with pytest.raises(Conflict, match="cannot be taken back any more") as refusal:
        take_back(session)
    assert words in refusal.value.message
    assert rows(session) == before


def test_a_message_about_what_goes_is_forgotten_and_one_on_its_way_waited_for(
    session: Session, people: Cast
) -> None:
    bring_in(session)
    reserves = session.exec(select(Group).where(Group.name == "Reserves")).one()
    about = f"group:{reserves.id}"
    outbox.post(
        session,
        {"text": "Hello"},
        to=to("UANN"),
        key=key("told"),
        now=NOW,
        subject=Subject.of(reserves),
    )
    session.flush()
    row = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first()
    assert row is not None
    row.state = OutboxState.SENDING
    session.flush()
    with pytest.raises(Conflict, match="Try again in a minute"):
        take_back(session)
    row.state = OutboxState.SENT
    session.flush()
    take_back(session)
    assert session.exec(select(OutboxMessage).where(OutboxMessage.subject == about)).all() == []


@pytest.mark.parametrize(("days", "is_there"), [(UNDO_DAYS, True), (UNDO_DAYS + 1, False)])
def test_it_can_be_taken_back_for_some_days_and_goes_then(
    session: Session, people: Cast, days: int, is_there: bool
) -> None:
    bring_in(session)
    now = NOW + timedelta(days=days)
    if is_there:
        assert undoing.latest(session, IMPORT, now)
    else:
        with pytest.raises(NotFound):
            undoing.latest(session, IMPORT, now)
    assert retention.is_anything_expired(session, now, history_years=0) is not is_there
    retention.remove_expired(session, now, history_years=0)
    assert bool(session.exec(select(ReversibleChange)).all()) is is_there


def test_channels_and_names_that_an_import_swapped_go_back(session: Session, people: Cast) -> None:
    group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    session.flush()
    before = rows(session)
    header = "name,kind,charge,channel_id\n"
    moved = "Metadata,working group,A.,CNEW\nCourier,working group,B.,CMETA\n"
    bring_in(session, {"groups.csv": header + moved})
    take_back(session)
    assert rows(session) == before


def test_whoever_an_import_added_may_come_to_slack_meanwhile(
    session: Session, people: Cast
) -> None:
    before = rows(session)
    bring_in(session)
    nora = session.exec(select(Person).where(Person.name == "Nora New")).one()
    nora.slack_id, nora.zone, nora.asked_slack_at = "UNORA", "America/Chicago", NOW + HOUR
    session.flush()
    take_back(session)
    assert rows(session) == before


def test_what_stands_elsewhere_by_now_is_named(session: Session, people: Cast) -> None:
    bring_in(
        session, {"groups.csv": "name,kind,charge,channel_id\nMetadata,working group,A.,CNEW\n"}
    )
    group(session, "Courier", chair=people.ann, channel_id="CMETA")
    session.flush()
    with pytest.raises(Conflict, match="a name, an address or a channel"):
        take_back(session)


def test_who_is_forgotten_is_not_brought_back(session: Session, people: Cast) -> None:
    bring_in(session)
    forgetting.forget(session, people.cleo, by=None, now=NOW)
    with pytest.raises(NotFound):
        take_back(session)


def merge(session: Session, people: Cast) -> Subject:
    about = Subject.of(people.tunxis)
    with undoing.recorded(session, MERGE, about=about, by=people.dag, now=NOW):
        organizations.merge(session, people.tunxis, people.central, by=people.dag, now=NOW)
    return about


def test_a_merged_library_is_by_itself_again(session: Session, people: Cast) -> None:
    before = rows(session)
    about = merge(session, people)
    assert people.cleo.organization_id == people.central.id
    take_back(session, MERGE, about)
    assert rows(session) == before
    session.refresh(people.cleo)
    assert people.cleo.organization_id == people.tunxis.id
    domains = select(MailDomain.domain).where(MailDomain.organization_id == people.tunxis.id)
    assert session.exec(domains).all() == ["tunxis.example.edu"]
    with pytest.raises(NotFound):
        take_back(session, MERGE, about)
    with pytest.raises(NotFound):
        take_back(session, MERGE, Subject.of(people.central))


def test_a_merge_stands_where_somebody_moved_on(session: Session, people: Cast) -> None:
    about = merge(session, people)
    terms.change_home(session, people.cleo, people.writing_center.id, by=None, now=NOW + HOUR)
    session.flush()
    with pytest.raises(Conflict, match="cannot be taken back any more"):
        take_back(session, MERGE, about)


def test_what_people_do_meanwhile_stays(session: Session, people: Cast) -> None:
    """Whoever went along does something in her new library: only what moved goes back."""
    about = merge(session, people)
    held = meeting(session, people.metadata, NOW - HOUR)
    session.add(
        Attendance(
            meeting_id=held.id, person_id=people.cleo.id, recorded_by=people.ann.id, recorded_at=NOW
        )
    )
    session.flush()
    take_back(session, MERGE, about)
    assert session.exec(select(Attendance.person_id)).all() == [people.cleo.id]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_others_do_during_an_import_is_none_of_it(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        courier = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    joined = Event()

    def join() -> None:
        with unit_of_work() as session:
            groups.add(session, session.merge(courier), [people.cleo], by=people.ann, now=NOW)
        joined.set()

    thread = Thread(target=join)
    with unit_of_work() as session, undoing.recorded(session, IMPORT, now=NOW):
        thread.start()
        assert not joined.wait(0.5)
        session.get_one(Group, people.metadata.id).charge = "Imported."
    thread.join(10)
    assert joined.is_set()
    with unit_of_work() as session:
        undoing.undo(session, undoing.latest(session, IMPORT, NOW), by=None, now=NOW)
    with reading() as session:
        assert terms.current(session, courier, people.cleo.id, NOW) is not None

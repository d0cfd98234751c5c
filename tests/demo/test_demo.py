"""The demo's year: it loads on both databases, hangs together,
and has something to show everywhere.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

import handlers
import scheduler
from bot.config import Settings
from bot.manifest import manifest
from bot.slack import web_client
from demo import loader, workspace
from demo.groups import GROUPS
from demo.loader.groups import NEWCOMERS
from demo.loader.world import active
from demo.year.agendas import AGENDAS
from models import (
    Attendance,
    Call,
    CallState,
    Commitment,
    Contribution,
    ContributionKind,
    Decision,
    DecisionReview,
    Direction,
    EquityAnswer,
    Group,
    GroupPause,
    HistoryEntry,
    Meeting,
    MeetingAlternate,
    Membership,
    ObligationKind,
    Organization,
    OrganizationKind,
    OutboxMessage,
    OutboxState,
    Person,
    Poll,
    PollState,
    Rsvp,
    Series,
    Story,
    StoryState,
    Task,
    ValueStatement,
    metadata,
)
from models.calls import AnswerDoor, CallKind, Outcome
from models.data_calls import SheetState
from models.database import connect, disconnect, engine_for, reading, unit_of_work
from models.messages import CALL_CARD, POLL_CARD, Key
from models.seats import VotingSeats
from models.subjects import Subject
from sandbox.driver import Sandbox
from scheduler import reminders as reminder_queue
from services import (
    access,
    agendas,
    calls,
    candidates,
    commitments,
    confirmations,
    consortium,
    data_fields,
    data_sheets,
    deputies,
    digests,
    groups,
    import_export,
    ledger,
    meetings,
    obligations,
    organizations,
    people,
    polls,
    preferences,
    presence,
    reminders,
    representatives,
    seats,
    stories,
    terms,
    value_statements,
)
from services.errors import Conflict
from services.waiting import waiting
from tests.factories import NOW

GROUPS_THAT_GO_ON = len(active())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, demo_year: Path) -> Path:
    """An SQLite file with the demo's year, for all tests that only look at it."""
    return Path(shutil.copy(demo_year, tmp_path_factory.mktemp("demo") / "convene.db"))


@pytest.fixture
def demo(file: Path) -> Iterator[Session]:
    """The year, for reading."""
    connect(f"sqlite:///{file}")
    with reading() as session:
        yield session
    disconnect()


def _load(file: Path, now: datetime) -> None:
    metadata.create_all(connect(f"sqlite:///{file}"))
    loader.load(now=now)
    disconnect()


def count(session: Session, table: type[Any]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_the_consortium_is_there(demo: Session) -> None:
    tables = (Organization, Direction, Person, Group, Membership, Series)
    assert [count(demo, table) for table in tables] == [25, 4, 63, 12, 120, GROUPS_THAT_GO_ON]
    kinds = demo.exec(
        select(Organization.kind, func.count()).group_by(col(Organization.kind))
    ).all()
    assert dict(kinds) == {"library": 18, "office": 1, "partner": 6}
    [dag] = [
        person
        for person in demo.exec(select(Person))
        if access.standing(demo, person, NOW).is_program_manager
    ]
    assert dag.name == "Dag Okafor"
    discharged = demo.exec(select(Group.name).where(col(Group.discharged_at).is_not(None))).all()
    assert discharged == [
        demo_group.name for demo_group in GROUPS if demo_group.discharged is not None
    ]


def test_the_twelve_campuses_count_once_and_every_library_has_a_director(demo: Session) -> None:
    manager = next(person for person in demo.exec(select(Person)) if person.name == "Dag Okafor")
    lines = organizations.listed(demo, access.standing(demo, manager, NOW))
    libraries = [line for line in lines if line.organization.kind is OrganizationKind.LIBRARY]
    assert Counter(line.voting_unit for line in libraries) == {
        "CT State Community College": 12,
        "": 6,
    }
    assert [line.organization.key for line in libraries if len(line.directors) != 1] == []
    assert all(line.organization.category and line.organization.zone for line in libraries)
    [norwalk] = organizations.called(demo, "Norwalk CC").organizations
    assert norwalk.key == "norwalk"
    assert terms.misplaced(demo) == []


def test_a_deputy_acts_and_a_task_was_handed_over(demo: Session) -> None:
    literacy = demo.exec(select(Group).where(col(Group.name).startswith("Information L"))).one()
    [line] = deputies.of_group(demo, literacy, NOW)
    assert (line.deputy.name.split()[0], line.chair.name.split()[0]) == ("Zainab", "Saoirse")
    reassigned = select(HistoryEntry).where(HistoryEntry.action == "task.reassigned")
    assert any(entry.at == NOW for entry in demo.exec(reassigned))


def test_every_library_is_spoken_for_and_one_has_no_alternate(demo: Session) -> None:
    who = demo.exec(select(Person).where(access.program_managers(NOW))).first()
    assert who is not None
    by = access.standing(demo, who, NOW)
    topic = representatives.named(demo, "E-resources licensing", by=by)
    lines = representatives.of_subject(demo, topic, by)
    acting = [line for line in lines if line.line.representative and line.line.representative.acts]
    assert len(acting) == len(lines) > 10
    without = [line.organization.key for line in lines if line.line.alternate is None]
    assert without == ["gateway"]
    council = representatives.named(demo, "Council", by=by)
    assert all(
        line.line.representative and line.line.representative.acts
        for line in representatives.of_subject(demo, council, by)
    )


def test_the_seats_show_a_vacancy_one_held_over_and_a_leave(demo: Session) -> None:
    who = next(person for person in demo.exec(select(Person)) if person.name == "Dag Okafor")
    lines = seats.vacancies(demo, access.standing(demo, who, NOW))
    assert sorted(line.gap.value for line in lines if line.gap) == ["held over", "vacant", "vacant"]
    oer = demo.exec(select(Group).where(Group.name == "Open Educational Resources Committee")).one()
    held = [line.incumbent for line in seats.of_group(demo, oer, NOW) if line.incumbent]
    [away] = [person for person in held if person.leave]
    assert away.leave is not None
    assert away.leave.acting is not None
    assert seats.voting_seats(demo, oer, NOW) == VotingSeats(filled=3, vacant=0, on_leave=1)


def test_minutes_are_taken_by_turns_an_alternate_is_sent_and_a_group_pauses_in_july(
    demo: Session,
) -> None:
    rota = demo.exec(select(Group).where(col(Group.suggests_recorder).is_(True))).one()
    turns = presence.turns_taken(demo, rota, NOW)
    counts = [len(taken.days) for taken in turns]
    assert len(counts) > 2
    assert max(counts) - min(counts) <= 1
    [sent] = demo.exec(select(MeetingAlternate))
    meeting = demo.get_one(Meeting, sent.meeting_id)
    assert meeting.starts_at > NOW
    assert meetings.summary(demo, meeting, now=NOW).alternates
    [pause] = demo.exec(select(GroupPause))
    assert (pause.first_on.month, pause.last_on.day) == (7, 31)
    council = demo.exec(select(Group).where(Group.kind == "council")).one()
    assert council.quorum is not None


def test_the_year_is_full(demo: Session) -> None:
    least = {Meeting: 150, Rsvp: 1000, Attendance: 1000, Task: 300, Contribution: 1500}
    assert {
        table.__name__: count(demo, table) for table in least if count(demo, table) < least[table]
    } == {}
    kinds = demo.exec(select(Contribution.kind).distinct()).all()
    assert set(kinds) == set(ContributionKind)
    first, last = demo.exec(
        select(func.min(col(Contribution.occurred_at)), func.max(col(Contribution.occurred_at)))
    ).one()
    assert NOW - timedelta(days=366) < _aware(first) < NOW - timedelta(days=340)
    assert NOW - timedelta(days=7) < _aware(last) <= NOW


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def test_every_library_takes_part_and_in_every_quarter(demo: Session) -> None:
    libraries = select(Organization.key).where(Organization.kind == OrganizationKind.LIBRARY)
    every = set(demo.exec(libraries))
    for days in (365, 90):
        taking_part = libraries.join(
            Contribution, col(Contribution.organization_id) == Organization.id
        )
        since = taking_part.where(Contribution.occurred_at > NOW - timedelta(days=days))
        assert set(demo.exec(since)) == every


def test_the_ledger_agrees_with_its_sources(demo: Session) -> None:
    assert ledger.differences(demo) == []


def test_every_group_has_something_in_its_next_digest(demo: Session) -> None:
    assert _poor_digests(demo, NOW) == []


def _poor_digests(session: Session, now: datetime) -> list[tuple[str, str]]:
    """What the next digests lack:
    work done, due and overdue, a meeting, and in some groups a new face.
    """
    lacks, new_faces = [], 0
    for group in session.exec(select(Group).where(col(Group.discharged_at).is_(None))):
        slot = digests.next_slot(group, now)
        assert slot is not None
        contents = digests.contents(session, group, slot - digests.WEEK, slot)
        lacks += [
            (group.name, part)
            for part in ("done", "due", "overdue", "ahead")
            if not getattr(contents, part)
        ]
        new_faces += len(contents.joined)
    return lacks if new_faces >= len(NEWCOMERS) else [*lacks, ("all", "joined")]


def test_everybody_in_a_group_has_something_waiting(demo: Session) -> None:
    idle = []
    for person in demo.exec(select(Person).where(col(Person.slack_id).is_not(None))):
        who = access.standing(demo, person, NOW)
        if (
            who.groups
            and not waiting(demo, who, now=NOW).ahead
            and not waiting(demo, who, now=NOW).tasks
        ):
            idle.append(person.name)
        assert len(groups.listed(demo, who)) >= len(who.groups)
    assert idle == []


def test_partners_without_slack_answer_and_finish_tasks_by_their_links(demo: Session) -> None:
    answered = select(Person.name, Rsvp.by_link).join(Rsvp, col(Rsvp.person_id) == Person.id)
    by_mail = col(Person.slack_id).is_(None)
    assert {by_link for _, by_link in demo.exec(answered.where(~by_mail))} == {False}
    partners = demo.exec(answered.where(by_mail)).all()
    assert {by_link for _, by_link in partners} == {True}
    ahead = answered.join(Meeting, col(Meeting.id) == Rsvp.meeting_id)
    assert demo.exec(ahead.where(by_mail, col(Meeting.starts_at) > NOW)).all()
    owners = select(Task.done_by, Task.owner_id).join(Person, col(Person.id) == Task.owner_id)
    finished = demo.exec(owners.where(by_mail, col(Task.done_at).is_not(None))).all()
    assert finished
    assert [done_by for done_by, owner_id in finished if done_by != owner_id] == []


def test_nothing_overdue_is_older_than_two_months(demo: Session) -> None:
    old = NOW.date() - timedelta(days=75)
    open_tasks = select(Task.title).where(col(Task.done_at).is_(None), col(Task.due_on) < old)
    assert demo.exec(open_tasks).all() == []


def test_only_the_cards_of_next_meetings_open_calls_and_open_polls_wait_to_go_out(
    demo: Session,
) -> None:
    cards = {}
    for group in demo.exec(select(Group).where(col(Group.discharged_at).is_(None))):
        ahead = meetings.next_ahead(demo, group, now=NOW)
        assert ahead is not None
        cards[str(meetings.card_key(ahead))] = group.channel_id
    is_open = select(Call, Group).join(Group).where(Call.state == CallState.OPEN)
    called = demo.exec(is_open).all()
    assert {call.kind for call, _ in called} == {CallKind.PLAIN, CallKind.DATA}
    for call, asking in called:
        cards[str(Key(CALL_CARD, Subject.of(call), "opened"))] = asking.channel_id
    polled = select(Poll, Group).join(Group).where(Poll.state == PollState.OPEN)
    for poll, asking in demo.exec(polled):
        cards[str(Key(POLL_CARD, Subject.of(poll), "opened"))] = asking.channel_id
    rows = demo.exec(select(OutboxMessage.key, OutboxMessage.lane, OutboxMessage.state)).all()
    assert {key: lane for key, lane, state in rows if state is OutboxState.READY} == cards
    others = {(key.partition("|")[0], state) for key, _, state in rows if key not in cards}
    assert others <= {(kind.key, OutboxState.DROPPED) for kind in reminders.KINDS}


def test_a_time_was_picked_from_one_poll_and_another_waits_for_answers(demo: Session) -> None:
    picked, waiting_poll = demo.exec(select(Poll).order_by(col(Poll.opened_at))).all()
    assert (picked.state, waiting_poll.state) == (PollState.CLOSED, PollState.OPEN)
    held = demo.get_one(Meeting, picked.meeting_id)
    assert (held.title, held.starts_at > NOW) == (picked.title, True)
    assert demo.exec(select(Rsvp).where(Rsvp.meeting_id == held.id)).all()
    lines = polls.lines(demo, waiting_poll, NOW)
    assert [line for line in lines if line.answers]
    assert polls.not_answered(lines)
    assert polls.takes_answers(waiting_poll, NOW)


def test_no_channel_begins_with_a_digest_that_is_late(demo: Session) -> None:
    assert digests.due(demo, NOW) == []


def test_nobody_begins_with_reminders_that_are_late(tmp_path: Path) -> None:
    """Told of an evening, the reminders of that day would wait until the morning."""
    now = NOW.replace(hour=23)
    _load(tmp_path / "convene.db", now)
    connect(f"sqlite:///{tmp_path / 'convene.db'}")
    texts: list[str] = []
    for quarter in range(64):
        reminder_queue.queue_due(now + quarter * timedelta(minutes=15))
        with unit_of_work() as session:
            for row in session.exec(
                select(OutboxMessage).where(OutboxMessage.state == OutboxState.READY)
            ):
                texts.append(row.payload["text"])
                row.state = OutboxState.SENT
    disconnect()
    assert len(texts) > GROUPS_THAT_GO_ON
    assert [text for text in texts if text.startswith("This reminder is late")] == []


def test_days_off_of_all_and_of_a_single_library_show_in_a_preview(demo: Session) -> None:
    today = NOW.date()
    off = {row.day: row.name for row in preferences.holidays_of(demo, None, since=today)}
    assert "Christmas Day" in off.values()
    closed = [
        preferences.closures_of(demo, group, since=today, now=NOW)
        for group in demo.exec(select(Group)).all()
    ]
    assert ["Norwalk"] in [libraries for days in closed for libraries in days.values()]
    assert sum(1 for days in closed if days) >= GROUPS_THAT_GO_ON - 2


def test_nothing_lies_in_the_future_that_has_happened(demo: Session) -> None:
    for column in (
        Rsvp.answered_at,
        Attendance.recorded_at,
        Task.created_at,
        Task.done_at,
        Membership.since,
        Person.created_at,
        Contribution.occurred_at,
    ):
        assert demo.exec(select(func.count()).where(col(column) > NOW)).one() == 0


def test_what_was_exported_could_be_imported_again(demo: Session) -> None:
    exported = dict(import_export.export(demo, now=NOW))
    plan = import_export.plan(
        demo, {name: exported[name] for name in import_export.SHEETS}, now=NOW
    )
    entries = [entry for file in plan.files.values() for entry in plan.entries(file.sheet)]
    assert (plan.problems, [entry.after for entry in entries if entry.changed]) == ([], [])


def test_an_empty_database_tells_the_same_once_the_export_is_imported(
    demo: Session, tmp_path: Path
) -> None:
    everything = dict(import_export.export(demo, now=NOW))
    exported = {name: everything[name] for name in import_export.SHEETS}
    assert all(content.count(b"\n") > 1 for content in exported.values())
    zone = consortium.settings(demo).zone
    engine = engine_for(f"sqlite:///{tmp_path}/empty.db")
    metadata.create_all(engine)
    with Session(engine) as session:
        consortium.settings(session).zone = zone
        for expected_new in (True, False):
            plan = import_export.plan(session, exported, now=NOW)
            entries = [entry for file in plan.files.values() for entry in plan.entries(file.sheet)]
            assert (plan.problems, any(entry.changed for entry in entries)) == ([], expected_new)
            import_export.apply(session, plan, now=NOW)
            session.flush()
        again = dict(import_export.export(session, now=NOW))
    engine.dispose()
    assert {name: again[name] for name in import_export.SHEETS} == exported


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_other_database_tells_the_same_year(database: Engine, file: Path) -> None:
    loader.load(now=NOW)
    with reading() as session:
        assert (ledger.differences(session), _poor_digests(session, NOW)) == ([], [])
        there = _work(session)
    connect(f"sqlite:///{file}")
    with reading() as session:
        assert _work(session) == there
    connect(database.url.render_as_string(hide_password=False))


def _work(session: Session) -> list[tuple[str, datetime]]:
    rows = session.exec(select(Contribution.source, Contribution.occurred_at)).all()
    return sorted((source, _aware(moment)) for source, moment in rows)


def test_a_database_with_people_in_it_is_left_alone(file: Path) -> None:
    connect(f"sqlite:///{file}")
    with reading() as session:
        before = _work(session)
    with pytest.raises(Conflict):
        loader.load(now=NOW)
    with reading() as session:
        assert _work(session) == before
    disconnect()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2027, 1, 3, 4, 30, tzinfo=UTC),  # a Saturday night, and the year has just turned
        datetime(
            2028, 3, 13, 12, 0, tzinfo=UTC
        ),  # the Monday after the clocks went forward, in a leap year
    ],
)
def test_the_year_can_be_told_up_to_any_moment(tmp_path: Path, now: datetime) -> None:
    _load(tmp_path / "convene.db", now)
    connect(f"sqlite:///{tmp_path / 'convene.db'}")
    with reading() as session:
        assert (ledger.differences(session), _poor_digests(session, now)) == ([], [])
    disconnect()


def test_the_sandbox_takes_the_workspace_and_shows_a_card_in_every_channel(
    file: Path, tmp_path: Path
) -> None:
    shutil.copy(file, tmp_path)
    connect(f"sqlite:///{tmp_path / 'convene.db'}")
    seed = workspace.seed(NOW.astimezone(ZoneInfo("America/New_York")).date())
    with Sandbox(manifest(handlers.route_table()), seed, clock=NOW) as sandbox:
        settings = Settings(slack_bot_token=sandbox.bot_token, slack_api_url=sandbox.api_url)
        client, slack = web_client(settings, retries=False), sandbox.workspace
        for _ in range(2 * GROUPS_THAT_GO_ON):
            scheduler.tick(now=lambda: slack.now, client=client)
            slack.move_clock(timedelta(seconds=2))
        latest = [slack.channel(demo_group.channel.name).messages[-1] for demo_group in active()]
        assert {message["user"] for message in latest} == {workspace.BOT["user_id"]}
        assert slack.refusals == []
    disconnect()


def test_the_office_is_in_the_channel_of_the_council() -> None:
    seed = workspace.seed(NOW.date())
    users = {user["real_name"]: user["id"] for user in seed["users"]}
    [council] = [channel for channel in seed["channels"] if channel["is_private"]]
    assert {users["Dag Okafor"], users["Imani Beauchamp"]} <= set(council["members"])


def test_three_people_volunteer_and_a_vacant_seat_asks_for_two_of_them(
    demo: Session,
) -> None:
    oer = demo.exec(select(Group).where(col(Group.name).startswith("Open Educational"))).one()
    who = demo.exec(select(Person).where(Person.name == "Dag Okafor")).one()
    lines = candidates.of_group(demo, oer, access.standing(demo, who, NOW)).lines
    assert [(line.person.name.split()[0], len(line.fits)) for line in lines] == [
        ("Lorna", 0),
        ("Zainab", 1),
        ("Renske", 1),
    ]


def test_all_libraries_but_one_are_confirmed_this_term(demo: Session) -> None:
    known = confirmations.freshness(demo, NOW)
    libraries = [
        row
        for row in people.offered_organizations(demo, NOW)
        if row.kind is OrganizationKind.LIBRARY
    ]
    stale = [row.key for row in libraries if known.of(row).is_stale]
    assert stale == ["gateway"]
    assert len(libraries) > 1


def test_the_council_asked_every_library_what_came_to_each_outcome(demo: Session) -> None:
    other = select(Call).where(
        col(Call.kind).in_((CallKind.VOTE, CallKind.PLAIN)), col(Call.opened_at).is_not(None)
    )
    council_calls = demo.exec(other.order_by(col(Call.opened_at))).all()
    assert [(call.state, call.is_secret) for call in council_calls] == [
        (CallState.CLOSED, False),
        (CallState.CLOSED, True),
        (CallState.CLOSED, False),
        (CallState.OPEN, False),
    ]
    sums = [calls.tally_of(demo, call, NOW) for call in council_calls[:3]]
    assert [(count.unit_count, count.answered) for count in sums] == [(18, 9), (18, 16), (18, 16)]
    assert [count.outcome for count in sums] == [
        Outcome.NO_QUORUM,
        Outcome.CARRIED,
        Outcome.CARRIED,
    ]
    assert sums[1].winner == "A Friday in May"
    decided = [demo.get_one(Decision, call.decision_id or 0).wording for call in council_calls[:3]]
    assert [wording.split("?")[0] for wording in decided] == [
        call.question.rstrip("?") for call in council_calls[:3]
    ]
    renewal = council_calls[2]
    log = calls.answer_log(demo, renewal, _manager(demo))
    assert len(log) == 17
    assert {line.answer.door for line in log if line.answer} == {AnswerDoor.SLACK, AnswerDoor.PHONE}


def test_all_certified_their_statistics_last_year_and_all_but_two_this_year(demo: Session) -> None:
    statistics = select(Call).where(Call.kind == CallKind.DATA).order_by(col(Call.opened_at))
    last, now = demo.exec(statistics).all()
    grids = [data_sheets.grid(demo, call, _manager(demo)) for call in (last, now)]
    states = [Counter(line.state for line in lines) for lines in grids]
    assert states == [
        {SheetState.CERTIFIED: 18},
        {
            SheetState.CERTIFIED: 15,
            SheetState.CORRECTED: 1,
            SheetState.DRAFT: 1,
            SheetState.NOT_BEGUN: 1,
        },
    ]
    assert 12 <= len(data_fields.fields_of(demo, now)) <= 20
    assert all(field.previous_id for field in data_fields.fields_of(demo, now))
    [phoned] = [
        line
        for line in grids[1]
        if line.certification and line.certification.door is AnswerDoor.PHONE
    ]
    assert phoned.certified_by == _manager(demo).person
    before, after = (data_sheets.totals_of(demo, call)[0] for call in (last, now))
    assert (before.units, after.units) == (18, 16)


def test_twelve_libraries_joined_an_offer_the_last_of_them_on_its_last_day(demo: Session) -> None:
    call = _offer(demo, "Council of Library Directors")
    lines = [line for line in commitments.listed(demo, _manager(demo)) if line.call == call]
    assert len(lines) == 12
    assert sum(line.commitment.cents for line in lines) == 4_860_000
    assert {line.commitment.notice_on for line in lines} == {date(NOW.year + 1, 11, 1)}
    decision = demo.get_one(Decision, call.decision_id or 0)
    assert "goes ahead: 12 of 18 join, $48,600.00 together; 12 needed" in decision.wording
    log = calls.answer_log(demo, call, _manager(demo))
    last = max(line.answer.given_at for line in log if line.answer)
    assert call.closes_at is not None
    assert call.closes_at - last < timedelta(days=1)


def test_savings_are_declared_against_different_things_and_not_by_all(demo: Session) -> None:
    rows = demo.exec(select(Commitment)).all()
    ways = {row.saved_how for row in rows}
    assert len(ways) >= 4
    assert {row.saved_cents is None for row in rows if not row.saved_how} == {True}


def test_fifteen_libraries_bought_something_in_the_year_of_the_letters(demo: Session) -> None:
    call = _offer(demo, "Electronic Resources Committee")
    lines = [line for line in commitments.listed(demo, _manager(demo)) if line.call == call]
    assert len(lines) == 15
    assert sum(line.commitment.cents for line in lines) == 6_120_000
    [first] = {line.commitment.starts_on for line in lines}
    assert first.day == 1
    assert first < NOW.date() - timedelta(days=200)


def _offer(demo: Session, name: str) -> Call:
    """The only offer of a group."""
    offers = select(Call).join(Group, col(Group.id) == Call.group_id)
    return demo.exec(offers.where(Call.kind == CallKind.OFFER, Group.name == name)).one()


def test_the_letter_of_a_library_has_money_decisions_and_a_story(demo: Session) -> None:
    tunxis = col(ValueStatement.organization_id).is_not(None)
    letter = demo.exec(select(ValueStatement).where(tunxis)).one()
    content = value_statements.content_of(demo, value_statements.latest(demo, letter))
    values = {row.definition.key: row.value for row in content.figures}
    for key in ("offers-joined", "offers-cost", "savings-declared", "decisions", "stories"):
        assert values[key] > 0, key
    assert [row.offer for row in content.rows.commitments] == [
        "Shall we license streaming video for classes together?"
    ]


def test_a_call_of_this_year_comes_back_as_a_draft(demo: Session) -> None:
    [draft] = demo.exec(select(Call).where(Call.state == CallState.DRAFT))
    lines = obligations.listed(demo, _manager(demo))
    [line] = [line for line in lines if line.obligation.kind is ObligationKind.CALL]
    assert line.last is not None
    assert line.last.call == draft
    assert draft.closes_at is not None
    assert draft.closes_at.date() == line.last.making.due_on
    assert line.last.making.made_at <= NOW < draft.closes_at
    copied = demo.get_one(Call, line.obligation.template_id or 0)
    assert (draft.choices, draft.is_secret) == (copied.choices, True)


def _manager(demo: Session) -> access.Standing:
    dag = demo.exec(select(Person).where(Person.name == "Dag Okafor")).one()
    return access.standing(demo, dag, NOW)


def test_three_groups_have_agendas_with_what_was_carried_and_what_was_pulled(
    demo: Session,
) -> None:
    found = {}
    for group in demo.exec(select(Group).where(col(Group.agenda_hours).is_not(None))):
        agenda = agendas.agenda_ahead(demo, group, now=NOW)
        assert agenda.meeting is not None
        assert agenda.entries
        found[group.name] = agenda
    assert len(found) == len(AGENDAS)
    entries = [entry for agenda in found.values() for entry in agenda.entries]
    assert any(entry.item.times_carried for entry in entries)
    assert any(entry.pulled_by for entry in entries)
    assert any(entry.is_settled_as_whole for entry in entries)
    assert any(agenda.is_too_long for agenda in found.values())


def test_a_decision_was_replaced_and_another_one_reviewed(demo: Session) -> None:
    replaced = demo.exec(select(Decision).where(col(Decision.replaces_id).is_not(None))).one()
    assert replaced.wording == "Every library reports visits by month, not by term."
    review = demo.exec(select(DecisionReview)).one()
    assert review.outcome == "partly worked"
    answers = demo.exec(select(EquityAnswer).order_by(col(EquityAnswer.id))).all()
    assert [answer.review_id for answer in answers] == [None, review.id]


def test_there_is_a_story_in_each_state_and_one_comes_in_a_digest(demo: Session) -> None:
    rows = demo.exec(select(Story)).all()
    assert {row.state for row in rows} == set(StoryState)
    permitted = {(row.quotable_at is not None, row.nameable_at is not None) for row in rows}
    assert permitted == {(False, False), (True, False), (True, True)}
    first, last = (NOW - timedelta(days=60)).date(), NOW.date()
    shared = stories.shareable(demo, first=first, last=last)
    assert [row.title for row in shared] == ["A reader made at home", "Biology without a bill"]
    assert [bool(row.author) for row in shared] == [False, True]
    [group] = demo.exec(select(Group).where(col(Group.digest_story).is_(True))).all()
    story = digests.preview(demo, group, now=NOW).story
    assert story is not None
    assert story.title == "A reader made at home"

"""What is not kept for ever goes in its time, and nothing is said twice for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models import DigestedReminder, HistoryEntry, OutboxMessage, OutboxOp, OutboxState
from models.database import unit_of_work
from scheduler import delivery, expiry
from services import calls, links, outbox, retention
from tests.factories import NOW, cast
from tests.happenings import meeting, task
from tests.keys import about, key, to
from tests.open_calls import open_call
from tests.scheduler.stand_in import StandIn, stand_in

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MONTH = timedelta(days=30)
WORDS = {"text": "Hello", "blocks": []}


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def promised(
    session: Session,
    words: str,
    state: OutboxState,
    at: datetime,
    *,
    due_at: datetime | None = None,
    deduplicate_at: datetime | None = None,
) -> None:
    outbox.post(session, WORDS, to=to(f"C{words}"), key=key(words), now=at, due_at=due_at)
    row = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key(words)))).one()
    row.state, row.deduplicate_at = state, deduplicate_at
    row.receipt = {"channel": row.lane, "ts": "1.0"}
    session.add(row)


def remove(session: Session, *, years: int = 7, now: datetime = NOW) -> int:
    is_there = retention.is_anything_expired(session, now, history_years=years)
    count = retention.remove_expired(session, now, history_years=years)
    assert is_there is (count > 0)
    return count


def test_words_of_messages_go_after_a_month_and_keys_and_outcomes_stay(session: Session) -> None:
    old, new = NOW - MONTH - SECOND, NOW - MONTH
    for words, state in (
        ("SENT", OutboxState.SENT),
        ("DROPPED", OutboxState.DROPPED),
        ("DEAD", OutboxState.DEAD),
        ("READY", OutboxState.READY),
        ("UNSURE", OutboxState.UNSURE),
    ):
        promised(session, words, state, old)
    promised(session, "NEW", OutboxState.SENT, new)
    promised(session, "LATER", OutboxState.SENT, old, due_at=new)
    promised(session, "DOUBLED", OutboxState.SENT, old, deduplicate_at=NOW)
    assert retention.kept(session, NOW).overdue == 2
    assert (remove(session), remove(session)) == (2, 0)
    session.expire_all()
    rows = {row.lane[1:]: row for row in session.exec(select(OutboxMessage))}
    assert {name for name, row in rows.items() if not row.payload} == {"SENT", "DROPPED"}
    assert rows["SENT"].receipt == {"channel": "CSENT", "ts": "1.0"}
    assert rows["SENT"].state is OutboxState.SENT
    assert not outbox.post(session, WORDS, to=to("CSENT"), key=key("SENT"), now=NOW)
    found = retention.kept(session, NOW)
    assert (found.with_words, found.overdue) == (6, 0)


def test_a_great_many_go_some_at_a_time(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "REMOVED_AT_ONCE", 2)
    for words in ("A", "B", "C"):
        promised(session, words, OutboxState.SENT, NOW - 2 * MONTH)
    assert [remove(session) for _ in range(3)] == [2, 1, 0]


def test_old_history_goes_by_the_setting(session: Session) -> None:
    seven_years = NOW - 7 * timedelta(days=366)
    for at in (seven_years - SECOND, seven_years, NOW):
        session.add(HistoryEntry(at=at, action="task.added", subject="task:1"))
    session.flush()
    oldest = retention.kept(session, NOW).oldest
    assert oldest is not None
    assert oldest == seven_years - SECOND
    assert remove(session, years=0) == 0
    assert (remove(session), remove(session)) == (1, 0)
    assert remove(session, years=1) == 1
    assert [row.at for row in session.exec(select(HistoryEntry))] == [NOW]


def test_personal_links_go_a_month_after_their_end(session: Session) -> None:
    links.mint(session, cast(session).pia, now=NOW)
    end = NOW + links.LINK_VALID + MONTH
    assert remove(session, years=0, now=end) == 0
    assert remove(session, years=0, now=end + SECOND) == 1


@pytest.mark.parametrize("action", ["meeting.attendance", "meeting.attended", "membership.role"])
def test_what_figures_of_old_years_rest_on_stays(session: Session, action: str) -> None:
    session.add(HistoryEntry(at=NOW - 9 * timedelta(days=366), action=action, subject="meeting:1"))
    session.flush()
    assert remove(session) == 0
    assert len(session.exec(select(HistoryEntry)).all()) == 1


def test_reminders_told_in_a_list_go_when_nobody_is_reminded_of_their_thing_any_more(
    session: Session,
) -> None:
    people = cast(session)
    long_ago = NOW - MONTH - SECOND
    tasks = {
        "open": task(session, people.ben),
        "done": task(session, people.ben, done_at=long_ago),
        "lately": task(session, people.ben, done_at=NOW - MONTH),
    }
    past = meeting(session, people.metadata, long_ago)
    ahead = meeting(session, people.metadata, NOW)
    kept = {f"due|task:{tasks[name].id}|2026-10-01|person:2" for name in ("open", "lately")}
    kept.add(f"remind|meeting:{ahead.id}|24|0|person:2")
    called, closed = (open_call(session, people.metadata, people.dag) for _ in range(2))
    calls.close_early(session, closed, people.metadata, "All in", by=people.dag, now=NOW)
    kept.add(f"unanswered|call:{called.id}|1|person:2")
    gone = {f"due|task:{tasks['done'].id}|2026-10-01|person:2", "long|task:99|x|person:2"}
    gone |= {f"remind|meeting:{past.id}|24|0|person:2", f"unanswered|call:{closed.id}|1|person:2"}
    recent = f"due|task:{tasks['done'].id}|2026-10-08|person:2"
    unclear = f"due|task:{tasks['done'].id}|2026-10-15|person:2"
    lists = {"OLD": long_ago, "NEW": NOW - MONTH}
    for words, at in lists.items():
        promised(session, words, OutboxState.SENT, at)
    for name in kept | gone:
        session.add(DigestedReminder(key=name, digest_key=str(key("OLD")), has_arrived=True))
    session.add(DigestedReminder(key=recent, digest_key=str(key("NEW")), has_arrived=True))
    session.add(DigestedReminder(key=unclear, digest_key=str(key("OLD")), has_arrived=False))
    session.flush()
    # One of them is the list's own words.
    assert (remove(session), remove(session)) == (5, 0)
    left = set(session.exec(select(DigestedReminder.key)))
    assert left == kept | {recent, unclear}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("hour", "minute", "count"), [(7, 59, 0), (8, 0, 1), (8, 9, 1), (8, 10, 0), (9, 0, 0)]
)
def test_it_is_done_at_night(database: object, hour: int, minute: int, count: int) -> None:
    with unit_of_work() as session:
        promised(session, "A", OutboxState.SENT, NOW - 2 * MONTH)
    moment = NOW.replace(hour=hour, minute=minute)
    assert expiry.remove_expired(moment, history_years=7) == count
    assert expiry.remove_expired(moment, history_years=7) == 0


def test_a_card_whose_words_are_gone_is_redrawn(database: object, slack: StandIn) -> None:
    card, then = about("meeting:1"), NOW - 2 * MONTH
    with unit_of_work() as session:
        outbox.post(session, WORDS, to=to("C1"), key=key("card"), now=then, subject=card)
    delivery.deliver_due(then, slack.client, "worker")
    with unit_of_work() as session:
        outbox.update_cards(session, card, {"text": "Old"}, revision=("1",), now=then + DAY)
    delivery.deliver_due(then + DAY, slack.client, "worker")
    with unit_of_work() as session:
        assert remove(session) == 2
    with unit_of_work() as session:
        assert outbox.update_cards(session, card, {"text": "New"}, revision=("2",), now=NOW) == 1
    delivery.deliver_due(NOW, slack.client, "worker")
    drawn = [(args["ts"], args["text"]) for method, args in slack.calls if method == "chat.update"]
    assert drawn == [("1.000000", "Old"), ("1.000000", "New")]


def test_what_has_no_words_any_more_is_never_sent_empty(database: object, slack: StandIn) -> None:
    with unit_of_work() as session:
        promised(session, "A", OutboxState.READY, NOW)
        row = session.exec(select(OutboxMessage)).one()
        row.payload = {}
        session.add(row)
    delivery.deliver_due(NOW, slack.client, "worker")
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
        assert (row.state, row.error) == (
            OutboxState.DROPPED,
            "too late: its words are not kept any more",
        )
    assert slack.methods == []


def test_a_file_that_arrived_is_not_kept(database: object, slack: StandIn) -> None:
    with unit_of_work() as session:
        outbox.send_file(
            session,
            filename="a.csv",
            content=b"a,b",
            text="Here",
            to=to("C1"),
            key=key("file"),
            now=NOW,
        )
    delivery.deliver_due(NOW, slack.client, "worker")
    with unit_of_work() as session:
        statement = select(OutboxMessage).where(col(OutboxMessage.op) == OutboxOp.FILE)
        row = session.exec(statement).one()
        assert (row.state, row.payload) == (
            OutboxState.SENT,
            {"filename": "a.csv", "text": "Here"},
        )

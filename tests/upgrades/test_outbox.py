"""An outbox as the version at revision 0007 wrote it, row for row: the new version sends, redraws,
withdraws, reconciles and tells of it as the old one would have.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlmodel import Session, col, select

from bot import migrate
from models import DigestedReminder, Lane, Meeting, OutboxMessage, OutboxState
from models.database import connect, disconnect, unit_of_work
from models.subjects import Subject
from scheduler import alarms, delivery, reminders
from services import deliveries, outbox
from tests.scheduler.stand_in import StandIn, stand_in
from tests.upgrades import left_behind
from tests.upgrades.test_upgrade import new_database

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PEOPLE = (("Ann Abara", "UANN"), ("Ben Brook", "UBEN"), ("Gil Green", "UGIL"))
CARD = {"text": "The card as it was", "blocks": []}


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The tables of the old revision, with three people, a group, a meeting and two tasks."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'convene.db'}")
    else:
        engine = connect(new_database(request.getfixturevalue("postgres")))
    with engine.connect() as connection:
        migrate.to_revision(connection, "0007")
        connection.rollback()
        with connection.begin():
            _found(connection)
    yield engine
    disconnect()


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def _found(connection: Connection) -> None:
    write(
        connection,
        "consortium",
        id=1,
        name="Consortium",
        zone="America/New_York",
        reminder_lead_hours=24,
    )
    for number, (name, slack_id) in enumerate(PEOPLE, start=1):
        write(
            connection,
            "people",
            id=number,
            name=name,
            slack_id=slack_id,
            zone="America/New_York",
            is_guest=False,
            is_active=True,
            created_at=LONG_AGO,
        )
    write(
        connection,
        "groups",
        id=1,
        name="Metadata",
        name_key="metadata",
        kind="working group",
        quiet_week="one line",
        channel_id="CMETA",
        zone="America/New_York",
        created_at=LONG_AGO,
    )
    for number in (1, 2, 3):
        write(
            connection,
            "memberships",
            id=number,
            group_id=1,
            person_id=number,
            role="chair" if number == 1 else "member",
            since=LONG_AGO,
        )
    write(
        connection,
        "meetings",
        id=12,
        group_id=1,
        title="Norms review",
        starts_at=NOW + timedelta(hours=24),
        minutes=60,
        zone="America/New_York",
        place="",
        status="on",
        sequence=0,
        created_at=LONG_AGO,
        look_at=LONG_AGO,
    )


def write(connection: Connection, table: str, **values: Any) -> None:
    """One row of the old version, where it says nothing with the old defaults."""
    tables = sa.MetaData()
    tables.reflect(connection, only=[table])
    row = tables.tables[table]
    fitting = {
        name: _fitting(row.c[name], value) for name, value in values.items() if name in row.c
    }
    usual = {
        column.name: _usual(column)
        for column in row.c
        if not column.nullable
        and column.name not in fitting
        and column.server_default is None
        and column.name != "id"
    }
    connection.execute(row.insert().values(**usual | fitting))


def _usual(column: sa.Column[Any]) -> Any:
    match column.type:
        case sa.Boolean():
            return False
        case sa.Integer():
            return 1
        case sa.JSON():
            return {}
        case sa.Time():
            return datetime(2026, 1, 1, 9).time()  # noqa: DTZ001
        case sa.DateTime():
            return _fitting(column, LONG_AGO)
    return ""


def _fitting(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(value, datetime) and not getattr(column.type, "timezone", False):
        return value.replace(tzinfo=None)
    return value


def promised(
    connection: Connection, key: str, lane: str, state: str = "ready", **more: Any
) -> None:
    """A row of the outbox as the old version wrote it."""
    usual: dict[str, Any] = {
        "op": "post",
        "payload": {"text": key},
        "subject": "",
        "due_at": NOW - MINUTE,
        "wake_at": NOW - MINUTE,
        "tries": 0,
        "owner": "",
        "receipt": {},
        "error": "",
        "created_at": NOW - MINUTE,
        "mark": "0123456789abcdef0123456789abcdef",
        "looks": 0,
    }
    write(connection, "outbox", **usual | {"key": key, "lane": lane, "state": state} | more)


def upgrade(engine: Engine) -> None:
    migrate.migrate(engine, now=NOW)


def book() -> dict[str, OutboxState]:
    with unit_of_work() as session:
        return {row.key: row.state for row in session.exec(select(OutboxMessage))}


def deliver(slack: StandIn, *, minutes: int = 1, since: datetime = NOW) -> None:
    for minute in range(minutes):
        delivery.deliver_due(since + minute * MINUTE, slack.client, "one")


READY = {
    "card|meeting:12|announced|channel": "CMETA",
    "moved|meeting:12|1|channel": "C2",
    "cancelled|meeting:12|2|channel": "C3",
    "started|group:1": "C4",
    "welcome|group:1|20261124T142900|person:2": "U2",
    "assigned|task:5|person:2|1": "U3",
    "place|person:2": "U4",
    "participation|9f86d081884c7d65|20261124T142900|person:2": "C5",
    "hello|Ev0123": "U5",
    "digest|group:1|2026-W48": "C6",
    "alarm|lane:C9|20261124T142900|person:2": "U6",
}


def test_what_waited_goes_out_whatever_its_kind(old: Engine, slack: StandIn) -> None:
    with old.begin() as connection:
        for key, lane in READY.items():
            promised(connection, key, lane)
    upgrade(old)
    deliver(slack, minutes=3)
    assert book() == dict.fromkeys(READY, OutboxState.SENT)
    assert sorted(slack.posted) == sorted((lane, key) for key, lane in READY.items())


def test_a_reminder_that_waited_is_sent_only_where_it_is_still_wanted(
    old: Engine, slack: StandIn
) -> None:
    wanted = "remind|meeting:12|24|20261125T1430Z|person:2"
    stale = "remind|meeting:12|24|20261125T1300Z|person:3"
    gone = "due|task:5|2026-11-24|person:2"
    with old.begin() as connection:
        for key, lane in ((wanted, "UBEN"), (stale, "UGIL"), (gone, "UANN")):
            promised(connection, key, lane)
    upgrade(old)
    deliver(slack)
    assert book() == {
        wanted: OutboxState.SENT,
        stale: OutboxState.DROPPED,
        gone: OutboxState.DROPPED,
    }
    assert slack.posted == [("UBEN", wanted)]


def test_what_was_promised_or_told_or_decided_before_is_not_promised_again(old: Engine) -> None:
    at_start = "20261125T1430Z"
    with old.begin() as connection:
        promised(connection, f"remind|meeting:12|24|{at_start}|person:1", "UANN", "sent")
        promised(connection, f"remind|meeting:12|24|{at_start}|person:2", "UBEN", "dropped")
        promised(connection, "mine|person:3|2026-11-24", "UGIL", "sent")
        write(
            connection,
            "told_reminders",
            key=f"remind|meeting:12|24|{at_start}|person:3",
            digest_key="mine|person:3|2026-11-24",
            has_arrived=True,
        )
    upgrade(old)
    before = book()
    assert reminders.queue_due(NOW) == 0
    assert book() == before


def test_a_digest_that_never_arrived_is_told_again(old: Engine) -> None:
    key = "remind|meeting:12|24|20261125T1430Z|person:3"
    with old.begin() as connection:
        for number, lane in ((1, "UANN"), (2, "UBEN")):
            promised(connection, key.replace("person:3", f"person:{number}"), lane, "sent")
        promised(connection, "mine|person:3|2026-11-24", "UGIL", "dead", error="reset")
        write(
            connection,
            "told_reminders",
            key=key,
            digest_key="mine|person:3|2026-11-24",
            has_arrived=False,
        )
    upgrade(old)
    assert [reminders.queue_due(NOW + beat * MINUTE) for beat in range(3)] == [0, 1, 0]
    assert book()[key] is OutboxState.READY
    with unit_of_work() as session:
        assert session.exec(select(DigestedReminder)).all() == []


def test_cards_are_redrawn_and_what_waited_to_redraw_them_goes_out(
    old: Engine, slack: StandIn
) -> None:
    at = {"channel": "CMETA", "ts": "1.000000"}
    with old.begin() as connection:
        promised(
            connection,
            "card|meeting:12|announced|channel",
            "CMETA",
            "sent",
            id=45,
            payload=CARD,
            subject="meeting:12",
            receipt=at,
        )
        for number, text in ((6, "Overtaken"), (7, "Newest")):
            promised(
                connection,
                f"redraw|45|change:{number}|coming",
                "CMETA",
                op="update",
                id=50 + number,
                payload={"text": text, "card": 45},
                subject="meeting:12",
            )
        if connection.dialect.name == "postgresql":
            left_behind.count_on(connection, "outbox")
    upgrade(old)
    deliver(slack, minutes=3)
    states = book()
    assert [states[f"redraw|45|change:{number}|coming"] for number in (6, 7)] == [
        OutboxState.DROPPED,
        OutboxState.SENT,
    ]
    redrawn = [args for method, args in slack.calls if method == "chat.update"]
    assert [(args["ts"], args["text"]) for args in redrawn] == [("1.000000", "Newest")]
    with unit_of_work() as session:
        subject = Subject.of(session.get_one(Meeting, 12))
        count = outbox.update_cards(session, subject, {"text": "New"}, revision=("8",), now=NOW)
    assert count == 1
    deliver(slack, since=NOW + 10 * MINUTE)
    assert slack.calls[-1][1]["text"] == "New"
    assert book()["redraw|45|8"] is OutboxState.SENT


def test_what_waits_is_withdrawn_with_its_meeting(old: Engine) -> None:
    mine = ("remind|meeting:12|24|20261125T1430Z|person:2", "nudge|meeting:12|1|person:3")
    others = ("remind|meeting:121|24|20261125T1430Z|person:2", "moved|meeting:12|1|channel")
    with old.begin() as connection:
        for number, key in enumerate((*mine, *others)):
            promised(connection, key, f"U{number}")
        promised(connection, "card|meeting:12|announced|channel", "CMETA", subject="meeting:12")
    upgrade(old)
    with unit_of_work() as session:
        outbox.withdraw(session, Subject("meeting", 12), reason="over", has_ended=True)
    dropped = {key for key, state in book().items() if state is OutboxState.DROPPED}
    assert dropped == {*mine, "card|meeting:12|announced|channel"}


def test_what_was_on_its_way_or_in_doubt_is_reconciled(old: Engine, slack: StandIn) -> None:
    mark = "0123456789abcdef0123456789abcde{}"
    with old.begin() as connection:
        for number, (state, lane) in enumerate((("sending", "C1"), ("unsure", "C2"))):
            promised(
                connection,
                f"hello|Ev{number}",
                lane,
                state,
                tries=1,
                owner="another",
                first_try=NOW - MINUTE,
                last_try=NOW - MINUTE,
                looks=1 if state == "unsure" else 0,
                mark=mark.format(number),
            )
    slack.client.chat_postMessage(
        channel="C2",
        text="It had arrived",
        metadata={"event_type": "convene_message", "event_payload": {"k": mark.format(1)}},
    )
    upgrade(old)
    deliver(slack, minutes=20)
    assert book() == {"hello|Ev0": OutboxState.SENT, "hello|Ev1": OutboxState.SENT}
    assert [(channel, text) for channel, text in slack.posted] == [
        ("C2", "It had arrived"),
        ("C1", "hello|Ev0"),
    ]


def test_extra_copies_that_were_to_be_deleted_are(old: Engine, slack: StandIn) -> None:
    copies = []
    metadata = {
        "event_type": "convene_message",
        "event_payload": {"k": "0123456789abcdef0123456789abcdef"},
    }
    for _ in range(2):
        posted = slack.client.chat_postMessage(channel="C1", text="Twice", metadata=metadata)
        copies.append({"channel": "C1", "ts": posted["ts"]})
    with old.begin() as connection:
        promised(connection, "hello|Ev0", "C1", "sent", receipt=copies[0], heal_at=NOW - MINUTE)
    upgrade(old)
    deliver(slack)
    deleted = [args["ts"] for method, args in slack.calls if method == "chat.delete"]
    assert deleted == [copies[1]["ts"]]
    with unit_of_work() as session:
        assert session.exec(select(OutboxMessage.deduplicate_at)).one() is None


def test_holds_and_closed_lanes_stay_and_who_was_told_is_not_told_again(
    old: Engine, slack: StandIn
) -> None:
    later = NOW + timedelta(seconds=90)
    with old.begin() as connection:
        write(connection, "lanes", name="*", next_at=later, trouble="token_revoked")
        write(connection, "lanes", name="*update", next_at=LONG_AGO, trouble="")
        write(
            connection, "lanes", name="CMETA", next_at=LONG_AGO, trouble="is_archived", told_at=NOW
        )
        dead = {"error": "is_archived", "told_at": NOW}
        promised(connection, "digest|group:1|2026-W48", "CMETA", "dead", **dead)
        promised(connection, "hello|Ev0", "UBEN")
        promised(connection, "hello|Ev1", "CMETA")
    upgrade(old)
    assert alarms.queue_due(NOW) == 0
    deliver(slack, minutes=2)
    assert slack.posted == []
    deliver(slack, since=later)
    assert slack.posted == [("UBEN", "hello|Ev0")]
    with unit_of_work() as session:
        troubles = deliveries.troubles(session)
        assert [(found.lane, found.reason, found.held) for found in troubles] == [
            ("CMETA", "is_archived", 1)
        ]
        assert _trouble_of(session, "*") == ""


def _trouble_of(session: Session, lane: str) -> str:
    return session.exec(select(Lane.trouble).where(col(Lane.name) == lane)).one()


def test_what_nobody_was_told_of_is_told_now(old: Engine) -> None:
    with old.begin() as connection:
        promised(connection, "digest|group:1|2026-W48", "CMETA", "dead", error="is_archived")
    upgrade(old)
    assert alarms.queue_due(NOW) == 1
    [alarm] = [key for key in book() if key.startswith("alarm")]
    assert alarm == "alarm|lane:CMETA|20261124T143000|person:1"


def test_a_row_of_a_kind_that_is_gone_is_shown_and_sent_all_the_same(
    old: Engine, slack: StandIn
) -> None:
    with old.begin() as connection:
        promised(connection, "forgotten|thing:1|x", "CMETA", "dead", error="is_archived")
        promised(connection, "forgotten|thing:2|x", "UBEN")
    upgrade(old)
    with unit_of_work() as session:
        [trouble] = deliveries.troubles(session)
    assert trouble.undelivered[0].kind.name == "a message of another version"
    deliver(slack)
    assert slack.posted == [("UBEN", "forgotten|thing:2|x")]


def test_a_reminder_whose_key_cannot_be_read_stops_no_other(old: Engine, slack: StandIn) -> None:
    with old.begin() as connection:
        promised(connection, "remind|meeting|24", "UBEN")
        promised(connection, "mine|person:2|2026-11-24", "U2", "sent")
        for key, digest_key in (("due|x", "mine|person:2|2026-11-24"), ("due|y", "mine|x")):
            write(connection, "told_reminders", key=key, digest_key=digest_key, has_arrived=False)
    upgrade(old)
    assert reminders.queue_due(NOW) == 3
    deliver(slack, minutes=8)
    states = book()
    assert states.pop("remind|meeting|24") is OutboxState.DEAD
    assert set(states.values()) == {OutboxState.SENT}

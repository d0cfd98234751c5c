"""Delivery against a Slack that loses, refuses and garbles:
nothing twice, nothing lost without a word.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlmodel import col, select

from models import Lane, OutboxMessage, OutboxState
from models.database import unit_of_work
from scheduler.clock_recovery import recover
from scheduler.delivery import deliver_due
from scheduler.letters import NO_SENDER
from scheduler.sending import CLOSED, NOT_IN_CHANNEL
from services import outbox
from services.outbox.reconciling import MOST_DOUBTS
from tests.factories import NOW
from tests.keys import about, key, to, word
from tests.scheduler.stand_in import (
    Fault,
    StandIn,
    answers_a_list,
    fails_after_posting,
    forgets_where,
    garbles,
    loses_reply,
    never_lands,
    ratelimited,
    refuses,
    stand_in,
)

DIVIDER = [{"type": "divider"}]
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def promise(
    name: str, *, lane: str = "C1", text: str = "", blocks: bool = False, **more: Any
) -> None:
    message: dict[str, Any] = {"text": text or name} | ({"blocks": DIVIDER} if blocks else {})
    with unit_of_work() as session:
        outbox.post(session, message, to=to(lane), key=key(name), now=NOW, **more)


def book() -> list[tuple[str, OutboxState]]:
    with unit_of_work() as session:
        statement = select(OutboxMessage).order_by(col(OutboxMessage.id))
        return [(word(row.key), row.state) for row in session.exec(statement)]


def errors() -> list[str]:
    with unit_of_work() as session:
        return list(session.exec(select(OutboxMessage.error).order_by(col(OutboxMessage.id))))


def receipts() -> list[dict[str, Any]]:
    with unit_of_work() as session:
        return [
            row.receipt
            for row in session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        ]


def mark(name: str) -> str:
    with unit_of_work() as session:
        return session.exec(
            select(OutboxMessage.mark).where(OutboxMessage.key == str(key(name)))
        ).one()


def deliver(client: WebClient, *, minutes: int, worker: str = "one") -> int:
    """Deliver every minute, so that pauses, paces and leases run out; how many arrived."""
    return sum(deliver_due(NOW + minute * MINUTE, client, worker) for minute in range(minutes))


def test_one_message_a_lane_a_turn(database: Engine, slack: StandIn) -> None:
    for name, lane in (("a", "C1"), ("b", "C1"), ("c", "C2")):
        promise(name, lane=lane)
    assert deliver_due(NOW, slack.client, "one") == 2
    assert slack.posted == [("C1", "a"), ("C2", "c")]
    assert deliver_due(NOW + timedelta(seconds=0.5), slack.client, "one") == 0
    assert deliver_due(NOW + 2 * outbox.PACE, slack.client, "one") == 1
    assert slack.posted == [("C1", "a"), ("C2", "c"), ("C1", "b")]
    assert {state for _, state in book()} == {OutboxState.SENT}


def test_nothing_due_asks_slack_nothing(database: Engine, slack: StandIn) -> None:
    promise("a", due_at=NOW + MINUTE)
    assert deliver_due(NOW, slack.client, "one") == 0
    assert slack.calls == []


def test_how_a_message_is_posted(database: Engine, slack: StandIn) -> None:
    promise("a", lane="UBEN", blocks=True)
    deliver_due(NOW, slack.client, "one")
    [(method, args)] = slack.calls
    assert method == "chat.postMessage"
    assert args == {
        "channel": "UBEN",
        "text": "a",
        "blocks": DIVIDER,
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "metadata": {"event_type": "convene_message", "event_payload": {"k": mark("a")}},
    }
    assert receipts() == [{"channel": "UBEN", "ts": "1.000000"}]


@pytest.mark.parametrize(
    "fault", [loses_reply, fails_after_posting, garbles, forgets_where, answers_a_list]
)
def test_what_cannot_be_looked_for_is_not_sent_again(
    database: Engine, slack: StandIn, fault: Fault
) -> None:
    promise("a")
    promise("b")
    slack.will(fault, refuses("missing_scope"))
    deliver_due(NOW, slack.client, "one")
    assert book() == [("a", OutboxState.UNSURE), ("b", OutboxState.READY)]
    assert deliver(slack.client, minutes=5) == 1
    assert book() == [("a", OutboxState.DEAD), ("b", OutboxState.SENT)]
    assert errors()[0].startswith("may have been posted: ")
    assert slack.posted == [("C1", "a"), ("C1", "b")]


@pytest.mark.parametrize(
    "fault", [loses_reply, fails_after_posting, garbles, forgets_where, answers_a_list]
)
@pytest.mark.parametrize("to", ["C1", "UBEN"])
def test_what_arrived_all_the_same_is_found(
    database: Engine, slack: StandIn, fault: Fault, to: str
) -> None:
    promise("a", lane=to)
    promise("b", lane=to)
    slack.will(fault)
    slack.lag = 2
    deliver(slack.client, minutes=8)
    assert book() == [("a", OutboxState.SENT), ("b", OutboxState.SENT)]
    assert [receipt["ts"] for receipt in receipts()] == ["1.000000", "2.000000"]
    assert slack.posted == [(to, "a"), (to, "b")]


def test_a_look_reads_every_page_since_well_before_the_first_try(
    database: Engine, slack: StandIn
) -> None:
    promise("a")
    slack.will(loses_reply)
    deliver_due(NOW, slack.client, "one")
    slack.messages += [{"channel": "C1", "ts": f"9.{n}", "text": "chat"} for n in range(4)]
    assert deliver_due(NOW + MINUTE, slack.client, "one") == 0
    assert book() == [("a", OutboxState.SENT)]
    searches = [args for method, args in slack.calls if method == "conversations.history"]
    assert [args.get("cursor") for args in searches] == [None, "2", "4"]
    assert int(float(searches[0]["oldest"])) == (NOW - timedelta(minutes=15)).timestamp()
    assert searches[0]["include_all_metadata"] in ("1", "true")


def test_what_three_looks_do_not_find_is_sent_again(database: Engine, slack: StandIn) -> None:
    promise("a")
    slack.will(never_lands)
    seconds = [
        at for at in range(0, 400, 10) if deliver_due(NOW + at * SECOND, slack.client, "one")
    ]
    # Each look may come up to one beat late.
    assert (300 <= seconds[0] <= 330, slack.posted) == (True, [("C1", "a")])
    searches = [args for method, args in slack.calls if method == "conversations.history"]
    back = [NOW.timestamp() - float(args["oldest"]) for args in searches]
    assert [round(seconds / 60) for seconds in back] == [15, 15, 7 * 24 * 60]
    deliver_due(NOW + timedelta(minutes=21), slack.client, "one")
    assert slack.methods[-1] == "conversations.history"
    assert book() == [("a", OutboxState.SENT)]


def test_a_copy_that_shows_too_late_is_deleted_after_a_quarter_of_an_hour(
    database: Engine, slack: StandIn
) -> None:
    promise("a")
    slack.will(loses_reply)
    slack.lag = 3
    deliver(slack.client, minutes=8)
    assert slack.posted == [("C1", "a"), ("C1", "a")]
    deliver_due(NOW + timedelta(minutes=24), slack.client, "one")
    assert [post["ts"] for post in slack.messages] == [receipts()[0]["ts"]]
    assert deliver_due(NOW + timedelta(minutes=60), slack.client, "one") == 0
    assert slack.methods.count("chat.delete") == 1


@pytest.mark.parametrize("corrected", [False, True], ids=["still ahead", "set right since"])
def test_a_copy_that_landed_while_the_clock_was_ahead_is_found_and_not_sent_again(
    database: Engine, slack: StandIn, corrected: bool
) -> None:
    """Slack dates it twenty minutes before what this machine took for the first try."""
    true_start = NOW - 20 * MINUTE
    promise("a")
    slack.will(loses_reply)
    deliver_due(NOW, slack.client, "one")
    slack.messages[0]["ts"] = f"{true_start.timestamp():.6f}"
    start = true_start if corrected else NOW
    if corrected:
        recover(start + MINUTE)
    for seconds in (61, 180, 400, 700):
        deliver_due(start + seconds * SECOND, slack.client, "one")
    assert slack.posted == [("C1", "a")]
    assert book() == [("a", OutboxState.SENT)]
    assert receipts() == [{"channel": "C1", "ts": f"{true_start.timestamp():.6f}"}]


def test_an_extra_copy_that_landed_while_the_clock_was_ahead_is_deleted(
    database: Engine, slack: StandIn
) -> None:
    promise("a")
    slack.will(loses_reply)
    slack.lag = 3
    deliver(slack.client, minutes=8)
    first, second = slack.messages
    first["ts"] = f"{(NOW - 20 * MINUTE).timestamp():.6f}"
    deliver_due(NOW + timedelta(minutes=24), slack.client, "one")
    assert slack.messages == [second]


@pytest.mark.parametrize("fault", [ratelimited, fails_after_posting, loses_reply, garbles])
def test_a_look_that_fails_is_no_look(database: Engine, slack: StandIn, fault: Fault) -> None:
    promise("a")
    slack.will(loses_reply, fault, fault, fault, fault)
    deliver(slack.client, minutes=10)
    assert (book(), slack.posted) == ([("a", OutboxState.SENT)], [("C1", "a")])


def test_deleting_a_copy_is_tried_again_and_given_up_where_slack_refuses(
    database: Engine, slack: StandIn
) -> None:
    promise("a")
    slack.will(loses_reply)
    slack.lag = 3
    deliver(slack.client, minutes=20)
    slack.will(None, ratelimited, None, refuses("cant_delete_message"))
    for minute in range(20, 40):
        deliver_due(NOW + minute * MINUTE, slack.client, "one")
    assert slack.methods.count("chat.delete") == 2
    assert book() == [("a", OutboxState.SENT)]


@pytest.mark.parametrize(
    "code", ["internal_error", "fatal_error", "request_timeout", "service_unavailable"]
)
def test_errors_that_leave_it_open_are_doubts(database: Engine, slack: StandIn, code: str) -> None:
    promise("a")
    slack.will(refuses(code))
    deliver_due(NOW, slack.client, "one")
    assert (book(), errors()) == ([("a", OutboxState.UNSURE)], [f"HTTP 200: {code}"])


def test_an_answer_that_never_comes_is_a_doubt(database: Engine) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        promise("a")
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/api/"
        deliver_due(
            NOW, WebClient(token="xoxb-test", base_url=address, timeout=1, retry_handlers=[]), "one"
        )
    assert book() == [("a", OutboxState.UNSURE)]


def test_too_many_requests_hold_all_of_their_kind_for_as_long_as_slack_says(
    database: Engine, slack: StandIn
) -> None:
    promise("a", lane="C1")
    promise("b", lane="C2")
    slack.will(ratelimited)
    assert deliver_due(NOW, slack.client, "one") == 0
    assert deliver_due(NOW + timedelta(seconds=6), slack.client, "one") == 0
    assert len(slack.calls) == 1
    assert deliver_due(NOW + timedelta(seconds=8), slack.client, "one") == 1
    assert deliver_due(NOW + timedelta(seconds=13), slack.client, "one") == 1
    assert slack.posted == [("C2", "b"), ("C1", "a")]


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/api/", "http://no-such-host.invalid/api/"])
def test_what_cannot_have_arrived_is_sent_later(
    database: Engine, slack: StandIn, address: str
) -> None:
    promise("a")
    broken = WebClient(token="xoxb-test", base_url=address, retry_handlers=[])
    assert deliver_due(NOW, broken, "one") == 0
    assert book() == [("a", OutboxState.READY)]
    assert deliver_due(NOW + MINUTE, slack.client, "one") == 1
    assert slack.posted == [("C1", "a")]


@pytest.mark.parametrize(
    "code", ["token_revoked", "invalid_auth", "account_inactive", "missing_scope"]
)
def test_an_app_that_is_not_welcome_tries_once_a_minute_and_keeps_everything(
    database: Engine, slack: StandIn, code: str
) -> None:
    for lane in ("C1", "C2", "C3"):
        promise(lane, lane=lane)
    slack.will(refuses(code))
    deliver_due(NOW, slack.client, "one")
    deliver_due(NOW + timedelta(seconds=59), slack.client, "one")
    assert len(slack.calls) == 1
    assert {state for _, state in book()} == {OutboxState.READY}
    deliver_due(NOW + 2 * MINUTE, slack.client, "one")
    assert {state for _, state in book()} == {OutboxState.SENT}


def test_a_clean_refusal_is_final_and_blocks_nobody(database: Engine, slack: StandIn) -> None:
    promise("a")
    promise("b")
    slack.will(refuses("msg_too_long"))
    deliver(slack.client, minutes=2)
    assert book() == [("a", OutboxState.DEAD), ("b", OutboxState.SENT)]
    assert errors() == ["msg_too_long", ""]


def test_a_public_channel_is_joined_at_the_first_message(database: Engine, slack: StandIn) -> None:
    promise("a")
    slack.will(refuses("not_in_channel"), None, None)
    deliver(slack.client, minutes=1)
    assert slack.methods == ["chat.postMessage", "conversations.join", "chat.postMessage"]
    assert (slack.calls[1][1]["channel"], book()) == ("C1", [("a", OutboxState.SENT)])


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found", "internal_error"])
def test_a_channel_that_cannot_be_joined_holds_nothing_but_itself(
    database: Engine, slack: StandIn, code: str
) -> None:
    promise("a")
    promise("b", lane="C2")
    slack.will(refuses("not_in_channel"), refuses(code))
    deliver(slack.client, minutes=2)
    assert book() == [("a", OutboxState.DEAD), ("b", OutboxState.SENT)]
    assert errors() == ["not_in_channel", ""]


def test_a_channel_is_joined_later_where_slack_wants_no_call_now(
    database: Engine, slack: StandIn
) -> None:
    promise("a")
    promise("b", lane="C2")
    slack.will(refuses("not_in_channel"), ratelimited)
    deliver(slack.client, minutes=1)
    assert book() == [("a", OutboxState.READY), ("b", OutboxState.SENT)]
    with unit_of_work() as session:
        assert session.exec(select(Lane).where(Lane.name == "*post")).first() is None
    assert errors()[0] == "conversations.join: ratelimited"
    slack.will(refuses("not_in_channel"), None, None)
    deliver(slack.client, minutes=2)
    assert book() == [("a", OutboxState.SENT), ("b", OutboxState.SENT)]


@pytest.mark.parametrize("code", sorted(CLOSED - {NOT_IN_CHANNEL}))
def test_a_channel_that_takes_nothing_is_asked_once_and_holds_the_rest(
    database: Engine, slack: StandIn, code: str
) -> None:
    promise("a")
    promise("b")
    promise("c", lane="C2")
    slack.will(refuses(code))
    deliver(slack.client, minutes=3)
    assert book() == [("a", OutboxState.DEAD), ("b", OutboxState.READY), ("c", OutboxState.SENT)]
    assert len(slack.calls) == 2


def test_a_file_that_lacks_a_permission_keeps_nothing_else_waiting(
    database: Engine, slack: StandIn
) -> None:
    promise_file("C1")
    promise("a")
    slack.will(refuses("missing_scope"))
    deliver(slack.client, minutes=2)
    assert book() == [("file|C1", OutboxState.DEAD), ("a", OutboxState.SENT)]


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_that_slack_refuses_go_out_as_text(
    database: Engine, slack: StandIn, code: str
) -> None:
    promise("a", blocks=True)
    slack.will(refuses(code))
    deliver(slack.client, minutes=2)
    assert book() == [("a", OutboxState.SENT)]
    assert ["blocks" in args for _, args in slack.calls] == [True, False]


def test_text_that_slack_refuses_too_is_dead(database: Engine, slack: StandIn) -> None:
    promise("a", blocks=True)
    slack.will(refuses("invalid_blocks"), refuses("invalid_blocks"))
    deliver(slack.client, minutes=3)
    assert (book(), errors()) == ([("a", OutboxState.DEAD)], ["invalid_blocks"])
    assert len(slack.calls) == 2


def redraw(text: str) -> None:
    with unit_of_work() as session:
        outbox.update_cards(session, about("meeting:1"), {"text": text}, revision=(text,), now=NOW)


def test_a_card_is_redrawn_and_doubts_about_it_are_tried_again(
    database: Engine, slack: StandIn
) -> None:
    promise("card", subject=about("meeting:1"))
    deliver(slack.client, minutes=1)
    redraw("moved")
    slack.will(loses_reply, fails_after_posting)
    deliver(slack.client, minutes=4)
    assert slack.methods == ["chat.postMessage", "chat.update", "chat.update", "chat.update"]
    assert slack.calls[-1][1] == {
        "channel": "C1",
        "ts": "1.000000",
        "text": "moved",
        "link_names": False,
    }
    assert book()[1] == ("redraw|1|moved", OutboxState.SENT)


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message"])
def test_a_card_that_somebody_deleted_is_left_alone(
    database: Engine, slack: StandIn, code: str
) -> None:
    promise("card", subject=about("meeting:1"))
    deliver(slack.client, minutes=1)
    redraw("moved")
    slack.will(refuses(code))
    deliver(slack.client, minutes=3)
    assert book()[1] == ("redraw|1|moved", OutboxState.DROPPED)


def promise_file(lane: str) -> None:
    with unit_of_work() as session:
        outbox.send_file(
            session,
            filename="report.csv",
            content=b"a,b\n1,2\n",
            text="Your report",
            to=to(lane),
            key=key(f"file|{lane}"),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("to", "channel", "methods"),
    [
        ("C1", "C1", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"]),
        (
            "UBEN",
            "DUBEN",
            [
                "conversations.open",
                "files.getUploadURLExternal",
                "upload",
                "files.completeUploadExternal",
            ],
        ),
    ],
)
def test_a_file_goes_to_a_channel_or_a_person(
    database: Engine, slack: StandIn, to: str, channel: str, methods: list[str]
) -> None:
    promise_file(to)
    assert deliver_due(NOW, slack.client, "one") == 1
    assert slack.methods == methods
    assert dict(slack.calls)["upload"] == {"content": b"a,b\n1,2\n"}
    assert dict(slack.calls)["files.completeUploadExternal"]["channel_id"] == channel
    assert receipts() == [{"channel": channel, "file": "F1"}]


def test_doubt_before_the_upload_is_no_doubt_about_the_file(
    database: Engine, slack: StandIn
) -> None:
    promise_file("UBEN")
    slack.will(loses_reply)
    assert deliver(slack.client, minutes=2) == 1
    assert book() == [("file|UBEN", OutboxState.SENT)]


def test_doubt_about_the_last_step_of_an_upload_is_final(database: Engine, slack: StandIn) -> None:
    promise_file("C1")
    slack.will(None, loses_reply)
    assert deliver(slack.client, minutes=4) == 0
    assert book() == [("file|C1", OutboxState.DEAD)]


def test_what_came_too_late_is_never_sent(database: Engine, slack: StandIn) -> None:
    promise("a", expires_at=NOW + MINUTE)
    assert deliver_due(NOW + MINUTE, slack.client, "one") == 0
    assert (slack.calls, book()) == ([], [("a", OutboxState.DROPPED)])


def test_the_test_client_would_notice_an_open_transaction(database: Engine, slack: StandIn) -> None:
    with unit_of_work(), pytest.raises(AssertionError, match="within a unit of work"):
        slack.client.chat_postMessage(channel="C1", text="a")


def test_workers_at_once_send_nothing_twice(database: Engine, slack: StandIn) -> None:
    lanes = [f"C{number}" for number in range(8)]
    for lane in lanes:
        for number in range(4):
            promise(f"{lane}|{number}", lane=lane)
    slack.will(None, loses_reply, None, fails_after_posting, refuses("msg_too_long"), None, garbles)
    beat = threading.Barrier(2, timeout=60)
    run_at_once(lambda: work("one", slack, beat), lambda: work("two", slack, beat))
    assert len(slack.posted) == len(set(slack.posted)) == 31
    for lane in lanes:
        texts = [text for channel, text in slack.posted if channel == lane]
        assert texts == sorted(texts)
    states = [state for _, state in book()]
    assert (states.count(OutboxState.SENT), states.count(OutboxState.DEAD)) == (31, 1)


def work(worker: str, slack: StandIn, beat: threading.Barrier) -> None:
    """Two minutes and a bit, in step with the other worker so that both read the same clock."""
    for turn in range(100):
        beat.wait()
        deliver_due(NOW + turn * 2 * outbox.PACE, slack.client, worker)


def run_at_once(*jobs: Any) -> None:
    failures: list[BaseException] = []

    def guarded(job: Any) -> None:
        try:
            job()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_is_for_mail_waits_without_a_sender_and_holds_nothing_of_slack(
    database: Engine, slack: StandIn
) -> None:
    """No server is configured: it is neither lost nor said elsewhere, and it says why it waits."""
    promise("letter", lane="mail:7")
    promise("hello", lane="UBEN")
    assert deliver(slack.client, minutes=40) == 1
    assert slack.posted == [("UBEN", "hello")]
    assert book() == [("letter", OutboxState.READY), ("hello", OutboxState.SENT)]
    assert errors() == [NO_SENDER, ""]
    with unit_of_work() as session:
        held = {lane.name: lane.trouble for lane in session.exec(select(Lane)) if lane.trouble}
    assert held == {"mail:*": NO_SENDER}


def test_what_may_have_gone_out_by_mail_is_not_searched_for_but_sent_again(
    database: Engine, slack: StandIn
) -> None:
    promise("letter", lane="mail:7")
    for doubts in range(MOST_DOUBTS):
        leave_in_doubt(tries=doubts + 1)
        deliver_due(NOW + doubts * MINUTE, slack.client, "one")
        assert (book(), slack.calls) == ([("letter", OutboxState.READY)], [])
    leave_in_doubt(tries=MOST_DOUBTS + 1)
    deliver_due(NOW + MOST_DOUBTS * MINUTE, slack.client, "one")
    assert book() == [("letter", OutboxState.DEAD)]
    assert errors()[0].startswith(outbox.MAY_HAVE_ARRIVED)


def leave_in_doubt(*, tries: int) -> None:
    """As a lost reply leaves the only message: it was sent, and nobody knows whether it arrived."""
    with unit_of_work() as session:
        message = session.exec(select(OutboxMessage)).one()
        message.state, message.tries = OutboxState.UNSURE, tries

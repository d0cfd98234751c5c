"""The outbox: promises written once, taken lane by lane, and filed by what the answer proves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models import DigestedReminder, Lane, OutboxMessage, OutboxState
from models.database import unit_of_work
from models.messages import ASSIGNED, CARD, REMIND
from models.outbox import SLACK_HOLD
from services import outbox
from services.outbox import (
    Doubtful,
    Drop,
    Found,
    Gone,
    NotSearchable,
    NotSent,
    Outcome,
    Refused,
    SearchFailed,
    SearchResult,
    Send,
    Sent,
    TooRich,
    Verdict,
    Wait,
)
from services.outbox.keys import redraws_of
from tests.factories import NOW
from tests.keys import about, key, to, word

HELLO = {"text": "Hello", "blocks": [{"type": "divider"}]}
SOON = timedelta(seconds=2)
MEETING = about("meeting:1")
REMINDERS = ("remind|meeting:1|24|x|person:1", "remind|meeting:1|24|x|person:2")


def promise(name: str, *, lane: str = "C1", now: datetime = NOW, **more: Any) -> bool:
    with unit_of_work() as session:
        return outbox.post(session, HELLO, to=to(lane), key=key(name), now=now, **more)


def claim(now: datetime = NOW, worker: str = "one") -> OutboxMessage | None:
    with unit_of_work() as session:
        return outbox.claim(session, now=now, worker=worker)


def claimed(now: datetime = NOW, worker: str = "one") -> OutboxMessage:
    message = claim(now, worker)
    assert message is not None
    return message


def settle(message: OutboxMessage, outcome: Outcome, now: datetime = NOW) -> bool:
    with unit_of_work() as session:
        return outbox.settle(session, message, outcome, now=now)


def sweep(now: datetime) -> None:
    with unit_of_work() as session:
        outbox.sweep(session, now=now)


def searched(now: datetime, result: SearchResult) -> None:
    """Search for what is in doubt at ``now``, and see this."""
    with unit_of_work() as session:
        message = outbox.claim_in_doubt(session, now=now)
        assert message is not None
    with unit_of_work() as session:
        assert outbox.reconcile(session, message, result, now=now)


def rows() -> list[tuple[str, OutboxState, str]]:
    """Key, state and error of every row, in the order of writing."""
    with unit_of_work() as session:
        statement = select(OutboxMessage).order_by(col(OutboxMessage.id))
        return [(word(row.key), row.state, row.error) for row in session.exec(statement)]


def row(name: str) -> OutboxMessage:
    with unit_of_work() as session:
        return session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key(name)))).one()


def test_the_same_promise_is_written_once(database: Engine) -> None:
    assert [promise("a"), promise("a"), promise("b")] == [True, False, True]
    assert rows() == [("a", OutboxState.READY, ""), ("b", OutboxState.READY, "")]


def test_known_keys_are_found_in_one_question(session: Session) -> None:
    outbox.post(session, HELLO, to=to("C1"), key=key("a"), now=NOW)
    assert outbox.known(session, [key("a"), key("b")]) == {key("a")}
    assert outbox.known(session, []) == set()


def test_silence_is_a_decision_that_stays(database: Engine) -> None:
    with unit_of_work() as session:
        decided = outbox.suppress(
            session, to=to("C1"), key=key("digest|group:1|2026-W48"), now=NOW, reason="quiet"
        )
    assert decided
    assert promise("digest|group:1|2026-W48") is False
    assert rows() == [("digest|group:1|2026-W48", OutboxState.DROPPED, "quiet")]
    assert claim() is None


def test_silence_does_not_undo_a_promise(database: Engine) -> None:
    promise("a")
    with unit_of_work() as session:
        assert outbox.suppress(session, to=to("C1"), key=key("a"), now=NOW, reason="quiet") is False
    assert rows() == [("a", OutboxState.READY, "")]


def test_a_claim_holds_the_lane_and_other_lanes_go_on(database: Engine) -> None:
    for name, lane in (("a", "C1"), ("b", "C1"), ("c", "C2")):
        promise(name, lane=lane)
    assert [word(claimed().key), word(claimed().key), claim()] == ["a", "c", None]


def test_a_lane_keeps_its_pace_and_order(database: Engine) -> None:
    promise("a")
    promise("b")
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    assert claim(NOW + timedelta(seconds=1)) is None
    assert word(claimed(NOW + outbox.PACE).key) == "b"


def test_an_earlier_message_does_not_pass_one_that_is_on_its_way(database: Engine) -> None:
    promise("late")
    claimed()
    promise("early", due_at=NOW - SOON)
    assert claim(NOW + SOON) is None


def test_nothing_is_taken_before_it_is_due(database: Engine) -> None:
    promise("a", due_at=NOW + SOON)
    assert claim() is None
    assert word(claimed(NOW + SOON).key) == "a"


def test_what_comes_too_late_is_dropped_and_does_not_block_its_lane(database: Engine) -> None:
    promise("a", expires_at=NOW)
    promise("b")
    assert word(claimed().key) == "b"
    assert rows() == [("a", OutboxState.DROPPED, "too late"), ("b", OutboxState.SENDING, "")]


@pytest.mark.parametrize(
    ("outcome", "state", "error"),
    [
        (Sent({"channel": "C1", "ts": "1"}), OutboxState.SENT, ""),
        (NotSent("refused"), OutboxState.READY, "refused"),
        (TooRich("invalid_blocks"), OutboxState.READY, "invalid_blocks"),
        (Gone("message_not_found"), OutboxState.DROPPED, "message_not_found"),
        (Refused("is_archived"), OutboxState.DEAD, "is_archived"),
        (Doubtful("reset"), OutboxState.UNSURE, "reset"),
    ],
)
def test_outcomes(database: Engine, outcome: Outcome, state: OutboxState, error: str) -> None:
    promise("a")
    assert settle(claimed(), outcome) is True
    assert rows() == [("a", state, error)]


def test_a_dead_message_does_not_block_its_lane(database: Engine) -> None:
    promise("a")
    promise("b")
    settle(claimed(), Refused("is_archived"))
    assert word(claimed(NOW + SOON).key) == "b"


def test_blocks_that_slack_refuses_are_left_away_once(database: Engine) -> None:
    promise("a")
    settle(claimed(), TooRich("invalid_blocks"))
    again = claimed(NOW + SOON)
    assert again.payload == {"text": "Hello"}
    settle(again, TooRich("invalid_blocks"), NOW + SOON)
    assert rows() == [("a", OutboxState.DEAD, "invalid_blocks")]


def test_a_proof_that_nothing_arrived_waits_longer_each_time(database: Engine) -> None:
    promise("a")
    at = NOW
    for seconds in (5, 10, 20):
        settle(claimed(at), NotSent("refused"), at)
        assert claim(at + timedelta(seconds=seconds - 1)) is None
        at += timedelta(seconds=seconds)
    assert claimed(at).tries == 4


def test_backoff_ends_at_a_quarter_of_an_hour() -> None:
    assert [outbox.backoff(tries).total_seconds() for tries in (1, 2, 8, 9, 1000)] == [
        5,
        10,
        640,
        900,
        900,
    ]


def test_a_pause_holds_every_lane_and_the_longest_pause_counts(database: Engine) -> None:
    promise("a", lane="C1")
    promise("b", lane="C2")
    settle(claimed(), NotSent("reset", pause=timedelta(seconds=30)))
    with unit_of_work() as session:
        outbox.hold(session, SLACK_HOLD, SOON, now=NOW)
    assert claim(NOW + timedelta(seconds=29)) is None
    # The one that was refused steps back, so that it cannot keep the others waiting for ever.
    assert word(claimed(NOW + timedelta(seconds=30)).key) == "b"
    assert claim(NOW + timedelta(seconds=34)) is None
    assert word(claimed(NOW + timedelta(seconds=35)).key) == "a"


def test_a_pace_that_slack_asks_for_holds_one_kind_of_call(database: Engine) -> None:
    promise("card", lane="C1")
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    promise("a", lane="C2")
    with unit_of_work() as session:
        session.exec(
            sa.update(OutboxMessage)
            .where(col(OutboxMessage.key) == str(key("card")))
            .values(subject="meeting:1")
        )
        outbox.update_cards(session, MEETING, {"text": "new"}, revision=("1",), now=NOW)
    settle(claimed(), NotSent("ratelimited", pause=timedelta(seconds=30), is_pace=True))
    assert word(claimed(NOW + SOON).key) == "redraw|1|1"
    assert claim(NOW + timedelta(seconds=34)) is None
    assert word(claimed(NOW + timedelta(seconds=35)).key) == "a"


def test_cards_are_redrawn_at_slacks_pace_for_all_channels_together(database: Engine) -> None:
    for lane in ("C1", "C2"):
        promise(lane, lane=lane, subject=MEETING)
        settle(claimed(), Sent({"channel": lane, "ts": "1"}))
    with unit_of_work() as session:
        outbox.update_cards(session, MEETING, {"text": "new"}, revision=("1",), now=NOW)
    later = NOW + SOON
    assert claimed(later).lane == "C1"
    promise("a", lane="C3", now=later)
    assert word(claimed(later).key) == "a"
    assert claim(later + timedelta(seconds=1.1)) is None
    assert claimed(later + timedelta(seconds=1.2)).lane == "C2"


def test_a_closed_channel_is_held_until_it_is_reopened_and_others_go_on(database: Engine) -> None:
    for name, lane in (("a", "C1"), ("b", "C1"), ("c", "C2")):
        promise(name, lane=lane)
    settle(claimed(), Refused("is_archived", closes_lane=True))
    assert word(claimed().key) == "c"
    with unit_of_work() as session:
        assert outbox.is_anything_due(session, now=NOW + timedelta(seconds=30)) is False
    assert claim(NOW + timedelta(days=1)) is None
    with unit_of_work() as session:
        assert (outbox.reopen(session, "C1"), outbox.reopen(session, "C1")) == (True, False)
    assert word(claimed(NOW + timedelta(days=1)).key) == "b"


def test_an_app_that_is_not_welcome_is_marked_until_slack_takes_something(database: Engine) -> None:
    promise("a")
    settle(claimed(), NotSent("token_revoked", pause=timedelta(seconds=60), is_unwelcome=True))
    assert lanes()[SLACK_HOLD] == "token_revoked"
    later = NOW + timedelta(seconds=65)
    settle(claimed(later), Sent({"channel": "C1", "ts": "1"}), later)
    assert lanes()[SLACK_HOLD] == ""


def lanes() -> dict[str, str]:
    with unit_of_work() as session:
        return dict(session.exec(select(Lane.name, Lane.trouble)).all())


def test_a_group_that_moves_takes_along_what_its_old_channel_refused(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    promise("digest")
    promise("later", due_at=NOW + timedelta(days=1))
    settle(claimed(NOW + SOON), Refused("is_archived", closes_lane=True), NOW + SOON)
    with unit_of_work() as session:
        outbox.update_cards(session, MEETING, HELLO, revision=("1",), now=NOW)
        outbox.move(session, source=to("C1"), target=to("C2"), now=NOW + SOON)
    assert [(row("card").lane, row("digest").lane, row("later").lane)] == [("C1", "C2", "C2")]
    assert rows() == [
        ("card", OutboxState.SENT, ""),
        ("digest", OutboxState.READY, "is_archived"),
        ("later", OutboxState.READY, ""),
        ("redraw|1|1", OutboxState.DROPPED, "the group works in another channel now"),
    ]
    assert word(claimed(NOW + SOON).key) == "digest"


def test_a_group_that_moves_leaves_cards_where_they_stand(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    with unit_of_work() as session:
        outbox.update_cards(session, MEETING, HELLO, revision=("1",), now=NOW)
        outbox.move(session, source=to("C1"), target=to("C2"), now=NOW)
    assert (row("redraw|1|1").lane, row("redraw|1|1").state) == ("C1", OutboxState.READY)


def test_cards_of_those_who_are_shut_out_stay_as_they_are(database: Engine) -> None:
    for lane in ("C1", "C2"):
        promise(f"sent {lane}", lane=lane, subject=MEETING)
        settle(claimed(), Sent({"channel": lane, "ts": "1"}))
        promise(f"waits {lane}", lane=lane, subject=MEETING)
    with unit_of_work() as session:
        redrawn = outbox.update_cards(
            session, MEETING, {"text": "new"}, revision=("1",), now=NOW, shut_out={"C2"}
        )
    assert redrawn == 1
    texts = {lane: row(f"waits {lane}").payload["text"] for lane in ("C1", "C2")}
    assert (texts["C1"], texts["C2"] == "new") == ("new", False)
    assert [word for word, _state, _error in rows() if word.startswith("redraw")] == ["redraw|1|1"]


def test_a_lapsed_lease_is_never_sent_again(database: Engine) -> None:
    promise("a")
    promise("b")
    lapsed = claimed()
    sweep(NOW + outbox.LEASE)
    assert rows()[0] == ("a", OutboxState.UNSURE, "the sender never said how it ended")
    assert claim(NOW + outbox.LEASE) is None
    searched(NOW + 2 * outbox.LEASE, NotSearchable("missing_scope"))
    error = "may have been posted: the sender never said how it ended; missing_scope"
    assert rows()[0] == ("a", OutboxState.DEAD, error)
    assert word(claimed(NOW + 2 * outbox.LEASE).key) == "b"
    assert settle(lapsed, Refused("late refusal")) is False
    assert rows()[0] == ("a", OutboxState.DEAD, error)


@pytest.mark.parametrize(
    "results", [[], [NotSearchable("missing_scope")], [Found(), Found(), Found()]]
)
def test_a_late_receipt_is_accepted(database: Engine, results: list[SearchResult]) -> None:
    promise("a")
    lapsed = claimed()
    sweep(NOW + outbox.LEASE)
    for number, result in enumerate(results, start=1):
        searched(NOW + number * timedelta(hours=1), result)
    assert settle(lapsed, Sent({"channel": "C1", "ts": "1"})) is True
    assert row("a").receipt == {"channel": "C1", "ts": "1"}
    assert rows() == [("a", OutboxState.SENT, "")]


def test_only_the_worker_and_the_try_that_claimed_may_settle(database: Engine) -> None:
    promise("a")
    first = claimed(worker="one")
    settle(first, NotSent("refused"))
    claimed(NOW + timedelta(seconds=5), worker="two")
    assert settle(first, Sent({"channel": "C1", "ts": "1"})) is False
    assert rows() == [("a", OutboxState.SENDING, "refused")]


def redraw(text: str, revision: str, now: datetime = NOW) -> int:
    with unit_of_work() as session:
        return outbox.update_cards(session, MEETING, {"text": text}, revision=(revision,), now=now)


def test_cards_are_redrawn_where_they_arrived(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "D1", "ts": "1"}))
    assert redraw("moved", "2") == 1
    update = claimed(NOW + SOON)
    assert {name: update.payload[name] for name in ("text", "channel", "ts")} == {
        "text": "moved",
        "channel": "D1",
        "ts": "1",
    }


def test_a_card_that_waits_is_redrawn_in_the_outbox(database: Engine) -> None:
    promise("card", subject=MEETING)
    assert redraw("moved", "2") == 0
    assert row("card").payload == {"text": "moved"}


def test_a_card_on_the_wire_is_redrawn_after_it_arrived(database: Engine) -> None:
    promise("card", subject=MEETING)
    on_the_wire = claimed()
    assert redraw("moved", "2") == 1
    assert claim(NOW + SOON) is None
    settle(on_the_wire, Sent({"channel": "C1", "ts": "1"}))
    assert claimed(NOW + SOON).payload["ts"] == "1"


def test_a_card_that_never_arrived_is_not_redrawn(database: Engine) -> None:
    promise("card", subject=MEETING)
    on_the_wire = claimed()
    redraw("moved", "2")
    settle(on_the_wire, Refused("is_archived"))
    assert claim(NOW + SOON) is None
    assert rows()[1] == ("redraw|1|2", OutboxState.DROPPED, "the message to redraw never arrived")


def test_a_card_that_arrives_after_it_was_given_up_is_redrawn(database: Engine) -> None:
    promise("card", subject=MEETING)
    paused = claimed()
    redraw("second", "2")
    sweep(NOW + outbox.LEASE)
    later = NOW + timedelta(hours=1)
    searched(later, NotSearchable("missing_scope"))
    redraw("third", "3", later)
    assert claim(later) is None
    assert rows()[2] == ("redraw|1|3", OutboxState.DROPPED, "the message to redraw never arrived")
    assert settle(paused, Sent({"channel": "C1", "ts": "1"}), later) is True
    update = claimed(later + SOON)
    assert (update.key, update.payload["text"], update.payload["ts"]) == (
        "redraw|1|3",
        "third",
        "1",
    )
    settle(update, Sent({"channel": "C1", "ts": "1"}), later + SOON)
    assert claim(later + 2 * SOON) is None


def test_a_refused_card_is_sent_again_as_it_is_by_then(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Refused("msg_too_long"))
    redraw("moved", "2")
    assert row("card").payload == {"text": "moved"}


def test_only_the_newest_redrawing_is_sent(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    redraw("second", "2")
    redraw("third", "3")
    update = claimed(NOW + SOON)
    assert update.payload["text"] == "third"
    assert rows()[1] == ("redraw|1|2", OutboxState.DROPPED, "a newer version follows")


def test_a_clock_that_is_behind_brings_no_older_state_back(database: Engine) -> None:
    """Two processes on two machines, or one whose clock was set back:
    the later row is due earlier.
    """
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    redraw("second", "2", now=NOW + SOON)
    redraw("third", "3", now=NOW)
    at = NOW + SOON
    assert claimed(at).payload["text"] == "third"
    settle(row("redraw|1|3"), Sent({"channel": "C1", "ts": "1"}), at)
    assert claim(at + SOON) is None
    assert rows()[1] == ("redraw|1|2", OutboxState.DROPPED, "a newer version follows")


@pytest.mark.parametrize("outcome", [Sent(), Doubtful("timeout")])
def test_a_card_that_was_redrawn_too_late_gets_its_newest_state_again(
    database: Engine, outcome: Outcome
) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    redraw("second", "r2")
    paused = claimed(NOW + SOON)
    lapsed = NOW + SOON + outbox.LEASE
    redraw("third", "r3", lapsed)
    sweep(lapsed)
    newest = claimed(lapsed)
    settle(newest, Sent({"channel": "C1", "ts": "1"}), lapsed)
    assert settle(paused, outcome, lapsed) is False
    again = claimed(lapsed + SOON)
    assert (again.key, again.payload["text"]) == (newest.key, "third")
    assert settle(paused, NotSent("ratelimited"), lapsed) is False
    settle(again, Sent({"channel": "C1", "ts": "1"}), lapsed)
    assert claim(lapsed + 2 * SOON) is None


def test_redrawing_may_be_tried_again_in_doubt(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    redraw("moved", "2")
    settle(claimed(NOW + SOON), Doubtful("reset"), NOW + SOON)
    lapsed = NOW + timedelta(seconds=10)
    claimed(lapsed)
    sweep(lapsed + outbox.LEASE)
    assert claimed(lapsed + outbox.LEASE).tries == 3


def test_redrawing_in_doubt_ends(database: Engine) -> None:
    promise("card", subject=MEETING)
    settle(claimed(), Sent({"channel": "C1", "ts": "1"}))
    redraw("moved", "2")
    at = NOW
    for _ in range(20):
        at += timedelta(hours=1)
        settle(claimed(at), Doubtful("reset"), at)
    assert rows()[1] == ("redraw|1|2", OutboxState.DEAD, "reset")


def test_dropping_withdraws_one_kind_about_one_thing(database: Engine) -> None:
    promise("remind|meeting:1|24|x|person:1")
    promise("remind|meeting:12|24|x|person:1")
    promise("card|meeting:1|announced|channel", subject=MEETING)
    with unit_of_work() as session:
        assert outbox.drop(session, subject=MEETING, kind=REMIND, reason="cancelled") == 1
        assert outbox.drop(session, subject=MEETING, kind=CARD, reason="cancelled") == 1
    assert [state for _, state, _ in rows()] == ["dropped", "ready", "dropped"]


def test_what_is_no_longer_wanted_is_withdrawn(database: Engine) -> None:
    for name in (REMINDERS[0], REMINDERS[1], "due|task:1|2026-11-24|person:1"):
        promise(name)
    with unit_of_work() as session:
        first, second = map(key, REMINDERS)
        assert outbox.waiting(session, REMIND) == {first, second}
        assert outbox.drop_except(session, kind=REMIND, keep=[second], reason="moved") == 1
        assert outbox.drop_except(session, kind=REMIND, keep=[second], reason="moved") == 0
    assert rows() == [
        (REMINDERS[0], OutboxState.DROPPED, "moved"),
        (REMINDERS[1], OutboxState.READY, ""),
        ("due|task:1|2026-11-24|person:1", OutboxState.READY, ""),
    ]


def test_what_is_on_its_way_is_not_withdrawn(database: Engine) -> None:
    promise("remind|meeting:1|24|x|person:1")
    claimed()
    with unit_of_work() as session:
        assert outbox.drop(session, subject=MEETING, kind=REMIND, reason="cancelled") == 0


def test_whether_anything_is_due(database: Engine) -> None:
    promise("a", due_at=NOW + SOON)
    with unit_of_work() as session:
        assert outbox.is_anything_due(session, now=NOW) is False
        assert outbox.is_anything_due(session, now=NOW + SOON) is True


def in_doubt(name: str = "a") -> OutboxMessage:
    promise(name)
    message = claimed()
    settle(message, Doubtful("reset"))
    return message


HERE = {"channel": "C1", "ts": "1"}
THERE = {"channel": "C1", "ts": "2"}


def test_searches_come_30_120_and_300_seconds_after_the_doubt(database: Engine) -> None:
    in_doubt()
    for seconds in (30, 120, 300):
        assert search_at(seconds - 1) is None
        searched(NOW + timedelta(seconds=seconds), Found())
    assert claimed(NOW + timedelta(seconds=300)).tries == 2


def search_at(seconds: float) -> OutboxMessage | None:
    with unit_of_work() as session:
        return outbox.claim_in_doubt(session, now=NOW + timedelta(seconds=seconds))


def test_a_search_is_kept_from_others_for_a_lease(database: Engine) -> None:
    in_doubt()
    assert search_at(30) is not None
    assert search_at(89) is None
    assert search_at(90) is not None


def test_a_search_that_was_not_read_comes_again(database: Engine) -> None:
    in_doubt()
    searched(NOW + timedelta(seconds=30), SearchFailed("ratelimited", timedelta(seconds=40)))
    assert (row("a").searches, search_at(69)) == (0, None)
    assert search_at(70) is not None


def test_what_was_decided_during_a_search_stays(database: Engine) -> None:
    message = in_doubt()
    seen = search_at(30)
    assert seen is not None
    settle(message, Sent(HERE))
    with unit_of_work() as session:
        assert outbox.reconcile(session, seen, Found(), now=NOW) is False
    assert rows() == [("a", OutboxState.SENT, "")]


def test_a_message_that_never_arrives_ends(database: Engine) -> None:
    in_doubt()
    at = NOW
    for _ in range(20):
        for _ in range(3):
            at += timedelta(hours=1)
            searched(at, Found())
        if message := claim(at):
            settle(message, Doubtful("reset"), at)
    assert (rows(), row("a").tries) == ([("a", OutboxState.DEAD, "never arrived: reset")], 20)


def doubled_at(now: datetime) -> OutboxMessage | None:
    with unit_of_work() as session:
        return outbox.claim_doubled(session, now=now)


def test_what_went_out_once_is_not_searched_for_copies(database: Engine) -> None:
    promise("a", lane="C2")
    settle(claimed(), Sent(HERE))
    in_doubt("b")
    searched(NOW + timedelta(minutes=1), Found((HERE,)))
    assert doubled_at(NOW + timedelta(days=1)) is None


def test_what_went_out_again_after_a_doubt_loses_extra_copies_after_a_quarter_of_an_hour(
    database: Engine,
) -> None:
    in_doubt()
    for minutes in (1, 3, 6):
        searched(NOW + timedelta(minutes=minutes), Found())
    at = NOW + timedelta(minutes=6)
    settle(claimed(at), Sent(THERE), at)
    assert doubled_at(at + outbox.DEDUPLICATED_AFTER - SOON) is None
    message = doubled_at(at + outbox.DEDUPLICATED_AFTER)
    assert message is not None
    result = Found((HERE, THERE))
    assert outbox.extras(message, result) == [HERE]
    with unit_of_work() as session:
        outbox.file_deduplication(session, message, result, now=at + outbox.DEDUPLICATED_AFTER)
    assert (row("a").receipt, row("a").deduplicate_at) == (THERE, None)


def test_of_two_copies_one_is_deleted_at_once(database: Engine) -> None:
    in_doubt()
    at = NOW + timedelta(minutes=1)
    searched(at, Found((HERE, THERE)))
    message = doubled_at(at)
    assert message is not None
    assert outbox.extras(message, Found((HERE, THERE))) == [THERE]


def test_the_book_follows_the_copy_that_stays(database: Engine) -> None:
    in_doubt()
    at = NOW + timedelta(minutes=1)
    searched(at, Found((HERE, THERE)))
    message = doubled_at(at)
    assert message is not None
    with unit_of_work() as session:
        outbox.file_deduplication(session, message, Found((THERE,)), now=at)
    assert row("a").receipt == THERE


def test_a_stray_receipt_is_that_of_an_extra_copy(database: Engine) -> None:
    promise("a")
    paused = claimed()
    sweep(NOW + outbox.LEASE)
    searched(NOW + 2 * outbox.LEASE, Found((HERE,)))
    assert settle(paused, Sent(THERE), NOW + 3 * outbox.LEASE) is False
    assert (row("a").receipt, row("a").deduplicate_at) == (HERE, NOW + 3 * outbox.LEASE)


def test_a_message_about_which_nothing_can_be_found_out_stops_no_other(database: Engine) -> None:
    for name, lane in (("poison", "C1"), ("behind", "C1"), ("beside", "C2")):
        promise(name, lane=lane)

    def recheck(_session: Session, message: OutboxMessage, _now: datetime) -> Verdict:
        assert 1 // (word(message.key) != "poison")
        return Send()

    taken = []
    for minute in range(6):
        now = NOW + minute * timedelta(minutes=1)
        with unit_of_work() as session:
            message = outbox.claim(session, now=now, worker="one", recheck=recheck)
        if message:
            taken.append(word(message.key))
            settle(message, Sent(), now)
    assert taken == ["behind", "beside"]
    error = "ZeroDivisionError: integer division or modulo by zero"
    assert rows() == [
        ("poison", OutboxState.DEAD, error),
        ("behind", OutboxState.SENT, ""),
        ("beside", OutboxState.SENT, ""),
    ]


def test_what_is_in_doubt_in_a_closed_channel_is_still_searched_for(database: Engine) -> None:
    promise("a")
    settle(claimed(), Doubtful("TimeoutError"))
    promise("b")
    with unit_of_work() as session:
        outbox.close(session, "C1", "is_archived", now=NOW)
        moments = [NOW + timedelta(seconds=seconds) for seconds in (29, 30)]
        assert [outbox.is_anything_due(session, now=now) for now in moments] == [False, True]


def refused_by_medium(lane: str, now: datetime = NOW) -> None:
    """What waits for ``lane`` is refused since its medium takes nothing at all."""
    message = claimed(now)
    assert message.lane == lane
    settle(message, NotSent("revoked", pause=timedelta(seconds=60), is_unwelcome=True), now)


@pytest.mark.parametrize(("stopped", "other"), [("C1", "mail:7"), ("mail:7", "C1")])
def test_what_one_medium_refuses_holds_that_medium_alone(
    database: Engine, stopped: str, other: str
) -> None:
    promise("a", lane=stopped)
    refused_by_medium(stopped)
    behind = {"C1": "C2", "mail:7": "mail:8"}[stopped]
    promise("behind", lane=behind)
    promise("beside", lane=other)
    assert word(claimed().key) == "beside"
    assert claim(NOW + timedelta(seconds=59)) is None
    assert word(claimed(NOW + timedelta(seconds=60)).key) == "behind"


def test_each_medium_is_marked_and_cleared_by_itself(database: Engine) -> None:
    for lane in ("C1", "mail:7"):
        promise(lane, lane=lane)
        refused_by_medium(lane)
    assert (lanes()["*"], lanes()["mail:*"]) == ("revoked", "revoked")
    later = NOW + timedelta(seconds=65)
    settle(claimed(later), Sent({"channel": "C1", "ts": "1"}), later)
    assert (lanes()["*"], lanes()["mail:*"]) == ("", "revoked")
    settle(claimed(later), Sent(), later)
    assert (lanes()["*"], lanes()["mail:*"]) == ("", "")


def test_a_medium_that_is_marked_is_no_channel_that_takes_nothing(database: Engine) -> None:
    promise("a", lane="mail:7")
    refused_by_medium("mail:7")
    with unit_of_work() as session:
        assert outbox.is_anything_due(session, now=NOW + timedelta(seconds=65)) is True


@pytest.mark.parametrize(("slow", "other"), [("C1", "mail:7"), ("mail:7", "C1")])
def test_a_pace_that_is_asked_for_holds_one_kind_of_call_of_one_medium(
    database: Engine, slow: str, other: str
) -> None:
    promise("a", lane=slow)
    pause = timedelta(seconds=30)
    settle(claimed(), NotSent("ratelimited", pause=pause, is_pace=True))
    promise("behind", lane={"C1": "C2", "mail:7": "mail:8"}[slow])
    promise("beside", lane=other)
    assert word(claimed().key) == "beside"
    assert claim(NOW + timedelta(seconds=29)) is None
    assert word(claimed(NOW + timedelta(seconds=30)).key) == "behind"


def test_the_pace_of_files_in_slack_holds_no_mail(database: Engine) -> None:
    for name, lane in (("one", "C1"), ("two", "C2"), ("three", "mail:7"), ("four", "mail:8")):
        with unit_of_work() as session:
            outbox.send_file(
                session,
                filename="a.csv",
                content=b"a",
                text="A file",
                to=to(lane),
                key=key(name),
                now=NOW,
            )
    assert [word(claimed().key) for _ in range(3)] == ["one", "three", "four"]
    assert claim() is None


def test_a_lane_that_is_no_recipients_stops_no_other(database: Engine) -> None:
    promise("nowhere")
    promise("beside", lane="C2")
    with unit_of_work() as session:
        session.exec(
            sa.update(OutboxMessage)
            .where(col(OutboxMessage.key) == str(key("nowhere")))
            .values(lane="")
        )
    assert word(claimed().key) == "beside"
    for minute in range(1, 6):
        claim(NOW + minute * timedelta(minutes=1))
    assert row("nowhere").state is OutboxState.DEAD


FILED = (
    "remind|meeting:1|24|x|person:1",
    "remind|meeting:1|1|x|person:12",
    "remind|meeting:12|24|x|person:1",
    "nudge|meeting:1|1|person:1",
    "card|meeting:1|announced|channel",
    "redraw|1|2",
    "redraw|12|2",
    "assigned|task:1|person:1|2",
    "assigned|task:1|person:12|1",
)


def found_by(condition: sa.ColumnElement[bool]) -> list[str]:
    with unit_of_work() as session:
        statement = select(OutboxMessage.key).where(condition).order_by(col(OutboxMessage.id))
        return list(session.exec(statement))


def test_rows_are_found_by_the_parts_of_their_keys_and_by_whole_parts_alone(
    database: Engine,
) -> None:
    for name in FILED:
        promise(name)
    ann = about("person:1")
    assert found_by(outbox.keyed(REMIND)) == list(FILED[:3])
    assert found_by(outbox.keyed(REMIND, subject=MEETING)) == list(FILED[:2])
    assert found_by(outbox.keyed(REMIND, recipient=ann)) == [FILED[0], FILED[2]]
    assert found_by(outbox.keyed(REMIND, subject=MEETING, recipient=ann)) == [FILED[0]]
    assert found_by(outbox.keyed(CARD, subject=MEETING)) == [FILED[4]]
    assert found_by(outbox.keyed(ASSIGNED, recipient=ann)) == [FILED[7]]
    assert found_by(redraws_of(1)) == [FILED[5]]


@pytest.mark.parametrize(
    ("column", "table"),
    [(col(OutboxMessage.key), "outbox"), (col(DigestedReminder.key), "told_reminders")],
)
def test_an_index_finds_rows_by_how_their_keys_begin(
    database: Engine, column: Mapped[str], table: str
) -> None:
    statement = sa.select(column).where(outbox.keyed(REMIND, subject=MEETING, column=column))
    text = statement.compile(database, compile_kwargs={"literal_binds": True}).string
    with database.begin() as connection:
        if database.dialect.name == "sqlite":
            how, found = "EXPLAIN QUERY PLAN", "(key>? AND key<?)"
        else:
            how, found = "EXPLAIN", "Index Cond: ((key >= "
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            collation = sa.text(
                "SELECT collation_name FROM information_schema.columns"
                " WHERE table_name = :table AND column_name = 'key'"
            )
            # Others compare words as a language does, where "|" need not stand beside "}".
            assert connection.execute(collation, {"table": table}).scalar_one() == "C"
        lines = connection.exec_driver_sql(f"{how} {text}")
        assert found in "\n".join(str(line[-1]) for line in lines)


@pytest.mark.parametrize(("has_ended", "withdrawn"), [(False, [0, 1, 3]), (True, [0, 1, 3, 4])])
def test_what_does_not_outlive_a_change_or_the_end_of_its_subject_is_withdrawn(
    database: Engine, has_ended: bool, withdrawn: list[int]
) -> None:
    for name in FILED:
        promise(name, subject=MEETING if name.startswith("card") else None)
    with unit_of_work() as session:
        count = outbox.withdraw(session, MEETING, reason="over", has_ended=has_ended)
    dropped = [name for name, state, _ in rows() if state is OutboxState.DROPPED]
    assert (count, dropped) == (len(withdrawn), [FILED[number] for number in withdrawn])


def test_a_kind_that_is_of_use_for_so_long_expires_by_itself(database: Engine) -> None:
    promise("digest|group:1|2026-W48", due_at=NOW + SOON)
    promise("digest|group:1|2026-W49", expires_at=NOW + SOON)
    promise("card|meeting:1|announced|channel")
    with unit_of_work() as session:
        ends = session.exec(select(OutboxMessage.expires_at).order_by(col(OutboxMessage.id))).all()
    assert ends == [NOW + SOON + timedelta(hours=36), NOW + SOON, None]


@pytest.mark.parametrize(
    ("verdict", "state", "error"),
    [
        (Send(), OutboxState.SENDING, ""),
        (Drop("not wanted"), OutboxState.DROPPED, "not wanted"),
        (Wait(NOW + SOON), OutboxState.READY, ""),
    ],
)
def test_what_is_rechecked_is_sent_dropped_or_waits(
    database: Engine, verdict: Verdict, state: OutboxState, error: str
) -> None:
    promise("a")
    with unit_of_work() as session:
        taken = outbox.claim(session, now=NOW, worker="one", recheck=lambda *_: verdict)
        assert (taken is not None) is isinstance(verdict, Send)
    assert rows() == [("a", state, error)]
    if isinstance(verdict, Wait):
        assert (row("a").due_at, row("a").wake_at) == (NOW + SOON, NOW + SOON)

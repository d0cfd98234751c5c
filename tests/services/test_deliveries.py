"""What did not arrive: told once to those who can mend it, sent again or given up by them alone."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import HistoryEntry, OutboxMessage, OutboxState
from models.database import unit_of_work
from models.deliveries import LastDigest, MediumQueue, Retried, Trouble, Undelivered
from models.messages import DIGEST, Medium
from models.outbox import SLACK_HOLD, hold_of
from services import access, deliveries, outbox
from services.errors import Conflict, NotFound
from tests.factories import NOW, Cast, cast, standing
from tests.keys import about, key, to, word

HELLO = {"text": "Hello"}
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def promise(name: str, lane: str = "CMETA", expires_in: timedelta | None = None) -> None:
    with unit_of_work() as session:
        expires_at = NOW + expires_in if expires_in else None
        outbox.post(session, HELLO, to=to(lane), key=key(name), now=NOW, expires_at=expires_at)


def refused(
    name: str, error: str = "is_archived", *, lane: str = "CMETA", closed: bool = True
) -> None:
    """A message that was refused, in a lane that is closed by it or goes on."""
    with unit_of_work() as session:
        outbox.post(session, HELLO, to=to(lane), key=key(name), now=NOW)
        rows = select(OutboxMessage).where(OutboxMessage.key == str(key(name)))
        message = session.exec(rows).one()
        message.state, message.error, message.first_try = OutboxState.DEAD, error, NOW
        session.add(message)
        if closed:
            outbox.close(session, lane, error, now=NOW)


def states() -> list[tuple[str, OutboxState, str]]:
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        return [(word(row.key), row.state, row.error) for row in rows]


def lanes_to_tell(session: Session, after: timedelta = timedelta()) -> list[str]:
    return [trouble.lane for trouble in deliveries.to_alert(session, NOW + after)]


def test_all_about_a_channel_that_takes_nothing(people: Cast) -> None:
    refused("digest|group:1|2026-W48")
    promise("card|meeting:1|announced|channel")
    with unit_of_work() as session:
        [trouble] = deliveries.troubles(session)
        assert trouble == Trouble(
            lane="CMETA",
            reason="is_archived",
            group=trouble.group,
            person=None,
            held=1,
            undelivered=(Undelivered(DIGEST, NOW, "is_archived", may_have_arrived=False),),
        )
        assert trouble.group is not None
        assert trouble.group.id == people.metadata.id
        assert [person.name for person in deliveries.who_can_mend(session, trouble, NOW)] == [
            "Ann Abara",
            "Dag Dahl",
        ]


def test_one_message_that_is_refused_closes_nothing(people: Cast) -> None:
    refused(
        "remind|meeting:1|24|x|person:2", "may have been posted: reset", lane="UBEN", closed=False
    )
    promise("due|task:1|2026-11-24|person:2", lane="UBEN")
    with unit_of_work() as session:
        [trouble] = deliveries.troubles(session)
        assert (trouble.reason, trouble.held, trouble.group) == ("", 0, None)
        assert trouble.person is not None
        assert trouble.undelivered[0].may_have_arrived is True
        assert [person.name for person in deliveries.who_can_mend(session, trouble, NOW)] == [
            "Dag Dahl"
        ]


def test_nobody_is_told_in_a_lane_that_is_closed_herself(people: Cast) -> None:
    refused("remind|a", "user_disabled", lane="UDAG")
    refused("digest|group:1|2026-W48")
    with unit_of_work() as session:
        hers, channels = sorted(
            deliveries.troubles(session), key=lambda trouble: trouble.lane, reverse=True
        )
        assert deliveries.who_can_mend(session, hers, NOW) == []
        assert [person.name for person in deliveries.who_can_mend(session, channels, NOW)] == [
            "Ann Abara"
        ]


def test_told_once_and_of_the_same_channel_at_most_daily(people: Cast) -> None:
    refused("a", "msg_too_long", closed=False)
    with unit_of_work() as session:
        [trouble] = deliveries.to_alert(session, NOW)
        deliveries.note_alert(session, trouble, now=NOW)
        assert lanes_to_tell(session) == []
        assert lanes_to_tell(session, 9 * DAY) == []
    refused("b", "msg_too_long", closed=False)
    with unit_of_work() as session:
        assert lanes_to_tell(session, DAY - MINUTE) == []
        assert lanes_to_tell(session, DAY) == ["CMETA"]


def test_trying_again_sends_what_is_still_of_use_and_reopens_the_channel(people: Cast) -> None:
    promise("late", expires_in=MINUTE)
    refused("late")
    refused("digest")
    promise("held")
    with unit_of_work() as session:
        [trouble] = deliveries.to_alert(session, NOW)
        deliveries.note_alert(session, trouble, now=NOW)
    with unit_of_work() as session:
        ann = standing(session, people.ann)
        lane = access.lane_to_mend(session, "CMETA", by=ann)
        retried = deliveries.try_again(session, lane, by=ann, now=NOW + MINUTE)
        assert retried == Retried(sent=1, too_late=1)
    assert states() == [
        ("late", OutboxState.DROPPED, "too late: is_archived"),
        ("digest", OutboxState.READY, "is_archived"),
        ("held", OutboxState.READY, ""),
    ]
    with unit_of_work() as session:
        assert deliveries.troubles(session) == []
        message = outbox.claim(session, now=NOW + MINUTE, worker="one")
        assert message is not None
        # It may have arrived before, so its channel is looked over afterwards.
        assert (word(message.key), message.deduplicate_at) == ("digest", NOW + MINUTE)
        [entry] = session.exec(select(HistoryEntry).where(HistoryEntry.subject == "lane:CMETA"))
        assert (entry.action, entry.by_id, entry.after) == (
            "delivery.tried_again",
            people.ann.id,
            {"sent": 1, "too_late": 1},
        )


def test_whoever_tried_again_hears_at_once_if_it_fails_again(people: Cast) -> None:
    refused("digest")
    with unit_of_work() as session:
        [trouble] = deliveries.to_alert(session, NOW)
        deliveries.note_alert(session, trouble, now=NOW)
        deliveries.try_again(session, "CMETA", by=standing(session, people.dag), now=NOW)
    refused("digest")
    with unit_of_work() as session:
        assert lanes_to_tell(session, MINUTE) == ["CMETA"]


def test_a_channel_of_which_everything_was_dropped_can_be_reopened(people: Cast) -> None:
    refused("digest")
    with unit_of_work() as session:
        dag = standing(session, people.dag)
        assert deliveries.drop(session, "CMETA", by=dag, now=NOW) == 1
        with pytest.raises(Conflict, match="Nothing is left to drop"):
            deliveries.drop(session, "CMETA", by=dag, now=NOW)
        [trouble] = deliveries.troubles(session)
        assert (trouble.reason, trouble.undelivered) == ("is_archived", ())
        assert deliveries.try_again(session, "CMETA", by=dag, now=NOW) == Retried(0, 0)
        with pytest.raises(Conflict, match="somebody has dealt with it"):
            deliveries.try_again(session, "CMETA", by=dag, now=NOW)
    assert states() == [("digest", OutboxState.DROPPED, "given up: is_archived")]


@pytest.mark.parametrize(
    ("who", "lane", "may"),
    [
        ("dag", "CMETA", True),
        ("dag", "UBEN", True),
        ("ann", "CMETA", True),
        ("ann", "UBEN", False),
        ("ann", "CRES", False),
        ("ben", "CMETA", False),
        ("gil", "CMETA", False),
        ("cleo", "nonsense", False),
    ],
)
def test_who_may_mend(people: Cast, who: str, lane: str, may: bool) -> None:
    with unit_of_work() as session:
        by = standing(session, getattr(people, who))
        if may:
            assert access.lane_to_mend(session, lane, by=by) == lane
        else:
            with pytest.raises(NotFound):
                access.lane_to_mend(session, lane, by=by)


def test_how_the_queue_stands(people: Cast) -> None:
    promise("a", lane="C1")
    promise("b", lane="C2")
    promise("later", lane="C3")
    refused("c", lane="CMETA")
    promise("held", lane="CMETA")
    with unit_of_work() as session:
        taken = outbox.claim(session, now=NOW, worker="one")
        assert taken is not None
        later = session.exec(
            select(OutboxMessage).where(OutboxMessage.key == str(key("later")))
        ).one()
        later.due_at = NOW + DAY
        session.add(later)
        outbox.close(session, SLACK_HOLD, "token_revoked", now=NOW)
        outbox.suppress(
            session,
            to=to("CMETA"),
            key=key("digest|group:1|2026-W48"),
            now=NOW,
            reason="quiet",
            subject=about("digest:1"),
        )
        queue = deliveries.queue(session, NOW + MINUTE)
        assert (queue.waiting, queue.held, queue.on_the_way, queue.in_doubt) == (2, 1, 1, 0)
        slack, mail = queue.media
        assert slack == MediumQueue(Medium.SLACK, "token_revoked", 2, NOW)
        assert mail == MediumQueue(Medium.MAIL)
        assert (queue.refusing, queue.oldest_due) == ((slack,), None)
        assert [trouble.lane for trouble in queue.troubles] == ["CMETA"]
        [digest] = queue.digests
        assert digest == LastDigest(digest.group, NOW, OutboxState.DROPPED)


@pytest.mark.parametrize(
    ("refusing", "late"), [(None, MINUTE), (Medium.SLACK, 2 * MINUTE), (Medium.MAIL, MINUTE)]
)
def test_what_one_medium_refuses_makes_no_other_late(
    people: Cast, refusing: Medium | None, late: timedelta
) -> None:
    lines = {Medium.SLACK: ("C1", NOW + MINUTE), Medium.MAIL: ("mail:12", NOW + 2 * MINUTE)}
    for lane, at in lines.values():
        promise(f"to {lane}", lane=lane)
        with unit_of_work() as session:
            row = session.exec(select(OutboxMessage).where(OutboxMessage.lane == lane)).one()
            row.due_at = at
            session.add(row)
    with unit_of_work() as session:
        if refusing:
            outbox.close(session, hold_of(refusing), "refused", now=NOW)
        queue = deliveries.queue(session, NOW + 2 * MINUTE)
        early = deliveries.queue(session, NOW + MINUTE)
    assert queue.media == tuple(
        MediumQueue(medium, "refused" if medium is refusing else "", 1, at)
        for medium, (_, at) in lines.items()
    )
    assert queue.oldest_due == NOW + late
    assert queue.refusing == tuple(line for line in queue.media if line.medium is refusing)
    assert [line.oldest_due for line in early.media] == [NOW + MINUTE, None]
    assert queue.troubles == ()


def test_an_empty_queue(people: Cast) -> None:
    with unit_of_work() as session:
        queue = deliveries.queue(session, NOW)
        assert (queue.waiting, queue.oldest_due, queue.refusing, queue.troubles) == (
            0,
            None,
            (),
            (),
        )
        assert queue.media == tuple(MediumQueue(medium) for medium in Medium)
        assert [(digest.group.name, digest.at) for digest in queue.digests] == [("Metadata", None)]

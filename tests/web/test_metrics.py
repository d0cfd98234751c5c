"""The figures as a monitoring system reads them."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from models import Group, GroupKind, OutboxState
from models.deliveries import LastDigest, MediumQueue, Queue, Trouble, Undelivered
from models.messages import DIGEST, Medium
from tests.factories import NOW
from web import metrics

LOST = Undelivered(DIGEST, NOW, "is_archived", may_have_arrived=False)


def shown(figures: metrics.Figures) -> dict[str, dict[tuple[str, ...], float]]:
    answer = metrics.page(lambda: figures)
    assert answer.content_type.startswith("text/plain; version=")
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
    }


def test_everything_is_shown_and_nobody_is_named() -> None:
    group = Group(id=7, name="Secret", name_key="secret", kind=GroupKind.COUNCIL, created_at=NOW)
    queue = Queue(
        waiting=3,
        held=2,
        on_the_way=1,
        in_doubt=4,
        media=(MediumQueue(Medium.SLACK, "token_revoked", 3, NOW - timedelta(minutes=5)),),
        troubles=(
            Trouble("C1", "is_archived", group, None, (LOST, LOST), held=2),
            Trouble("U1", "", None, None, (LOST,), held=0),
        ),
        digests=(LastDigest(group, NOW, OutboxState.SENT), LastDigest(group, None, None)),
    )
    figures = metrics.Figures(
        NOW,
        queue,
        {("delivery", "failed"): 2},
        {("Sent",): 9, ("NotSent",): 1},
        NOW - timedelta(seconds=1),
    )
    assert shown(figures) == {
        "convene_outbox_messages": {
            ("waiting",): 3,
            ("held",): 2,
            ("on_the_way",): 1,
            ("in_doubt",): 4,
            ("undelivered",): 3,
        },
        "convene_outbox_oldest_due_seconds": {(): 300},
        "convene_outbox_closed_lanes": {(): 1},
        "convene_slack_refuses": {(): 1},
        "convene_mail_refuses": {(): 0},
        "convene_digest_timestamp_seconds": {("7",): NOW.timestamp()},
        "convene_jobs": {("delivery", "failed"): 2},
        "convene_deliveries": {("notsent",): 1, ("sent",): 9},
        "convene_scheduler_tick_timestamp_seconds": {(): NOW.timestamp() - 1},
    }


def test_a_process_without_a_scheduler_shows_the_queue() -> None:
    empty = Queue(0, 0, 0, 0, (MediumQueue(Medium.MAIL, "535"),), (), ())
    families = shown(metrics.Figures(NOW, empty, {}, {}, None))
    assert families["convene_outbox_oldest_due_seconds"] == {(): 0}
    assert families["convene_slack_refuses"] == {(): 0}
    assert families["convene_mail_refuses"] == {(): 1}
    assert "convene_scheduler_tick_timestamp_seconds" not in families

"""Figures for a monitoring system, in the text form of Prometheus; an optional extra.

Nothing here names a person, and groups have but numbers: whoever watches the machine need not know
more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from models.deliveries import Queue
from models.messages import Medium

Counted = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class Figures:
    """What is shown, as it was at one moment."""

    now: datetime
    queue: Queue
    runs: Counted
    """How often each job of the scheduler ran, by job and result."""
    outcomes: Counted
    """How deliveries ended, by outcome."""
    last_tick: datetime | None


def page(figures: Callable[[], Figures]) -> Response:
    """All figures; those of the queue are the whole deployment's, the rest are this process's."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(figures()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Once(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        yield from _of_queue(self._figures.queue, self._figures.now)
        yield from _of_process(self._figures)


def _of_queue(queue: Queue, now: datetime) -> Iterator[Metric]:
    states = {
        "waiting": queue.waiting,
        "held": queue.held,
        "on_the_way": queue.on_the_way,
        "in_doubt": queue.in_doubt,
        "undelivered": sum(len(trouble.undelivered) for trouble in queue.troubles),
    }
    messages = GaugeMetricFamily(
        "convene_outbox_messages", "Messages by how far they are.", labels=["state"]
    )
    for state, count in states.items():
        messages.add_metric([state], count)
    yield messages
    oldest_due = min((line.oldest_due for line in queue.media if line.oldest_due), default=now)
    waits = (now - oldest_due).total_seconds()
    yield _gauge(
        "convene_outbox_oldest_due_seconds", "How long the longest waiting message is due.", waits
    )
    closed = sum(bool(trouble.reason) for trouble in queue.troubles)
    yield _gauge("convene_outbox_closed_lanes", "Channels and people that take nothing.", closed)
    yield from _of_refusals(queue)
    digests = GaugeMetricFamily(
        "convene_digest_timestamp_seconds",
        "When the last weekly digest was due, by group.",
        labels=["group"],
    )
    for digest in queue.digests:
        if digest.at:
            digests.add_metric([str(digest.group.id)], digest.at.timestamp())
    yield digests


def _of_refusals(queue: Queue) -> Iterator[Metric]:
    refusing = {line.medium for line in queue.refusing}
    yield _gauge(
        "convene_slack_refuses",
        "1 while Slack takes nothing from the app at all.",
        Medium.SLACK in refusing,
    )
    yield _gauge(
        "convene_mail_refuses",
        "1 while the mail server takes nothing from Convene at all.",
        Medium.MAIL in refusing,
    )


def _of_process(figures: Figures) -> Iterator[Metric]:
    yield _counter("convene_jobs", "Jobs run by the scheduler.", ("job", "result"), figures.runs)
    yield _counter(
        "convene_deliveries", "Messages sent, by how that ended.", ("outcome",), figures.outcomes
    )
    if figures.last_tick:
        at = figures.last_tick.timestamp()
        yield _gauge(
            "convene_scheduler_tick_timestamp_seconds", "When the slowest job last succeeded.", at
        )


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _counter(name: str, words: str, labels: tuple[str, ...], counted: Counted) -> Metric:
    family = CounterMetricFamily(name, words, labels=labels)
    for names, count in sorted(counted.items()):
        family.add_metric([label.lower() for label in names], count)
    return family

"""Figures for a monitoring system: gathered here from all parts, shown by ``web.metrics``."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

import scheduler
from bot.problems import CannotStart
from bot.readiness import LastTick
from models.database import reading
from services import deliveries


def show(pages: Flask, *, now: Callable[[], datetime], last_tick: LastTick | None) -> None:
    """Serve ``/metrics``. Raises ``CannotStart`` where the optional library is not there."""
    try:
        from web import metrics
    except ModuleNotFoundError:
        raise CannotStart(
            "METRICS_PORT needs a library: pip install 'prometheus-client>=0.26,<1', or leave it"
            " empty."
        ) from None

    def figures() -> metrics.Figures:
        counts = scheduler.counts()
        with reading() as session:
            queue = deliveries.queue(session, now())
        tick = last_tick() if last_tick else None
        return metrics.Figures(now(), queue, counts.runs, counts.outcomes, tick)

    pages.add_url_rule("/metrics", view_func=metrics.page, defaults={"figures": figures})

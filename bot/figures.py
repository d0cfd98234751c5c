"""Figures for a monitoring system: gathered here from all parts, shown by ``web.metrics``."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response

import scheduler
from bot.readiness import LastTick
from models.database import reading
from services import deliveries


def show(pages: Flask, *, now: Callable[[], datetime], last_tick: LastTick | None) -> None:
    """Serve ``/metrics``; without the optional library, words on how to get it."""
    try:
        from web import metrics
    except ModuleNotFoundError:
        pages.add_url_rule("/metrics", view_func=_without_library)
        return

    def figures() -> metrics.Figures:
        counts = scheduler.counts()
        with reading() as session:
            queue = deliveries.queue(session, now())
        tick = last_tick() if last_tick else None
        return metrics.Figures(now(), queue, counts.runs, counts.outcomes, tick)

    pages.add_url_rule("/metrics", view_func=metrics.page, defaults={"figures": figures})


def _without_library() -> Response:
    words = "Figures need a library: pip install 'prometheus-client>=0.26,<1'. Health needs none."
    return Response(words + "\n", 501, content_type="text/plain; charset=utf-8")

"""Figures for a monitoring system, and what is said where the library for them is missing."""

import sys
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

import web
from bot import figures
from models.database import unit_of_work
from services import outbox
from tests.factories import NOW
from tests.keys import key, to


def test_the_figures_are_asked_for_anew_each_time(database: Engine) -> None:
    pages = Flask("figures")
    figures.show(pages, now=lambda: NOW + timedelta(seconds=90), last_tick=lambda: NOW)
    client = pages.test_client()
    assert 'convene_outbox_messages{state="waiting"} 0.0' in client.get("/metrics").text
    with unit_of_work() as session:
        outbox.post(session, {"text": "Hello"}, to=to("C1"), key=key("a"), now=NOW)
    shown = client.get("/metrics").text
    assert 'convene_outbox_messages{state="waiting"} 1.0' in shown
    assert "convene_outbox_oldest_due_seconds 90.0" in shown
    assert "convene_scheduler_tick_timestamp_seconds 1.7955306e+09" in shown


def test_without_the_library_it_says_how_to_get_it_and_health_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "web.metrics", raising=False)
    monkeypatch.delattr("web.metrics", raising=False)
    pages = web.build(reasons=list)
    figures.show(pages, now=lambda: NOW, last_tick=None)
    answer = pages.test_client().get("/metrics")
    assert answer.status_code == 501
    assert "pip install 'prometheus-client>=0.26,<1'" in answer.text
    assert pages.test_client().get("/readyz").text == "ok\n"

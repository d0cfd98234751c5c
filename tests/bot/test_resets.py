"""When the sandbox is put back to its seed, the demo begins anew."""

from datetime import UTC, datetime
from itertools import chain, repeat
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from bot.resets import ResetFollower
from demo import loader
from demo.people import PEOPLE
from models import Person
from models.database import reading, unit_of_work

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def people() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Person)).one()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_loading_afresh_forgets_what_was_done(database: Engine) -> None:
    with unit_of_work() as session:
        session.add(Person(name="Somebody new", created_at=NOW))
    loader.load(now=NOW, afresh=True)
    assert people() == len(PEOPLE)


def test_every_reset_is_followed_once() -> None:
    seen = Event()
    begun: list[str] = []
    answers = chain([0, 1, 1, 0, 2], repeat(2))

    def resets() -> int:
        counted = next(answers, 2)
        if len(begun) == 2:
            seen.set()
        return counted

    follower = ResetFollower(resets, lambda: begun.append("anew"), poll_seconds=0.001)
    follower.start()
    assert seen.wait(10)
    follower.stop()
    assert begun == ["anew", "anew"]


def test_one_that_fails_does_not_end_the_following(caplog: pytest.LogCaptureFixture) -> None:
    again = Event()

    def reload() -> None:
        if not caplog.messages[1:]:
            raise RuntimeError("the database is away")
        again.set()

    answers = chain([1, 2], repeat(2))
    caplog.set_level("INFO", "bot.resets")
    follower = ResetFollower(lambda: next(answers), reload, poll_seconds=0.001)
    follower.start()
    assert again.wait(10)
    follower.stop()
    assert "the demo could not begin anew" in caplog.messages

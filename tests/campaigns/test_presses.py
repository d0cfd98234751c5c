"""Two people of one library press at the same moment, before two processes of Convene."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import CallAnswer, CallUnit, OutboxMessage
from models.database import reading, unit_of_work
from services.calls import announcements
from tests.factories import NOW, cast
from tests.opened_calls import OpenedCall, opened, spoken_for
from views.calls.cards import WORDS

ROOT = Path(__file__).parents[2]
ROUNDS = 12


@contextmanager
def process(url: str, who: str, place: int) -> Iterator["subprocess.Popen[str]"]:
    """A process that presses when it is told to."""
    command = [sys.executable, "-m", "tests.campaigns.presses", url, who, str(place)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as running:  # type: ignore[call-overload]
        assert line_of(running) == "ready"
        yield running
        assert running.stdin
        running.stdin.close()
        assert running.wait(30) == 0


def line_of(running: "subprocess.Popen[str]") -> str:
    assert running.stdout
    return running.stdout.readline().strip()


def tell(running: "subprocess.Popen[str]", call_id: int) -> None:
    assert running.stdin
    running.stdin.write(f"{call_id}\n")
    running.stdin.flush()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_one_of_two_answers_stands_both_are_logged_and_the_card_is_right(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        rounds = [opened(session, people, is_hidden=False) for _ in range(ROUNDS)]
    url = database.url.render_as_string(hide_password=False)
    with ExitStack() as both:
        pressing = [both.enter_context(process(url, *row)) for row in (("UBEN", 0), ("UANN", 1))]
        for found in rounds:
            for running in pressing:
                tell(running, found.call.id)
            # Each heard that its own was recorded.
            assert [int(line_of(running)) > 0 for running in pressing] == [True, True]
    for found in rounds:
        check(found)


def check(found: OpenedCall) -> None:
    central = found.units["Central"].id
    with reading() as session:
        rows = session.exec(select(CallAnswer).where(CallAnswer.unit_id == central)).all()
        unit = session.get_one(CallUnit, central)
        assert sorted(row.choices or () for row in rows) == [("no",), ("yes",)]
        last = max(rows, key=lambda row: row.id)
        card = announcements.card(session, found.call, found.group, NOW)
        question = announcements.question_of(session, card, unit)
        assert question.answer is not None
        assert question.answer.id == last.id
        assert (card.answered, unit.answered_at) == (1, NOW)
        drawn = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.subject == f"call:{found.call.id}")
            .order_by(col(OutboxMessage.id).desc())
        ).first()
        assert drawn is not None
        yes, no = (1, 0) if last.choices == ("yes",) else (0, 1)
        for words in (drawn.payload["text"], WORDS.card(card)["text"]):
            assert f"So far: {yes} yes, {no} no, 0 abstain." in words
        heard_by = session.exec(
            select(OutboxMessage.lane).where(
                col(OutboxMessage.key).startswith(f"callanswer|call:{found.call.id}|")
            )
        ).all()
        # Whoever came first hears that another answer stands now.
        assert heard_by == ["UANN" if last.choices == ("yes",) else "UBEN"]

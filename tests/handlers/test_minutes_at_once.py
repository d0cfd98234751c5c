"""Two people write minutes at the same moment, from Slack and from a page, and a process is killed
in the midst of it: no line is lost, none stands twice, and each writer's lines keep their order.
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers.minutes import line_commands
from handlers.once import Repeated
from models import MinuteLine, Person
from models.database import connect, disconnect, reading, unit_of_work
from services import links
from tests.factories import NOW, Cast
from tests.handlers.asks import ask
from tests.happenings import meeting
from web.personal_pages import Pages

ROOT = Path(__file__).parents[2]
COUNT = 12
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
WRITER = """
import os, signal, sys
from dataclasses import replace
from handlers import once
from handlers.minutes import line_commands
from models import Person
from models.database import connect, reading
from tests.handlers.asks import ask
from sqlmodel import select

connect(sys.argv[1])
with reading() as session:
    ben = session.exec(select(Person).where(Person.slack_id == "UBEN")).one()

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

for number in range(int(sys.argv[2])):
    line_commands.note(replace(ask(ben, f"Ben {number}"), request=f"ben {number}"))
    print(number, flush=True)
if sys.argv[3] == "before":
    once.requests.keep = die
line_commands.note(replace(ask(ben, "Ben last"), request="ben last"))
die()
"""
"""Writes some lines, each under the name of its request, and is killed while the last one is
written, or before anybody is answered.
"""


@pytest.fixture
def held(people: Cast) -> int:
    with unit_of_work() as session:
        return meeting(session, people.metadata, NOW - timedelta(minutes=10)).id


def words() -> list[str]:
    with reading() as session:
        return list(session.exec(select(MinuteLine.wording).order_by(col(MinuteLine.id))))


def write_from_slack(person: Person, start: Barrier) -> None:
    """Each line is sent twice, as by a proxy that tries again."""
    start.wait()
    for number in range(COUNT):
        request = replace(ask(person, f"Ben {number}"), request=f"ben {number}")
        for _ in range(2):
            with suppress(Repeated):
                line_commands.note(request)


def write_from_page(token: str, held: int, start: Barrier) -> None:
    """Each form is sent twice, as by somebody who presses twice."""
    app = Flask("tests", static_folder=None)
    Pages(now=lambda: NOW).add_to(app)
    address = f"/p/{token}/meetings/{held}/minutes"
    with app.test_client() as client:
        start.wait()
        for number in range(COUNT):
            found = re.search(r'name="form_key" value="([0-9a-f]+)"', client.get(address).text)
            assert found is not None
            fields = {"act": "write", "form_key": found[1], "note": f"Pia {number}"}
            for _ in range(2):
                assert client.post(address, data=fields, headers=BROWSER).status_code == 303


def test_two_who_write_at_once_lose_nothing(people: Cast, held: int) -> None:
    with unit_of_work() as session:
        token = links.mint(session, people.pia, now=NOW)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(write_from_slack, people.ben, start),
            pool.submit(write_from_page, token, held, start),
        ]
    assert [future.exception() for future in both] == [None, None]
    found = words()
    assert len(found) == 2 * COUNT
    for name in ("Ben", "Pia"):
        mine = [wording for wording in found if wording.startswith(name)]
        assert mine == [f"{name} {number}" for number in range(COUNT)]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_is_killed_loses_and_doubles_nothing(
    database: Engine, people: Cast, held: int, moment: str
) -> None:
    url = database.url.render_as_string(hide_password=False)
    disconnect()
    command = [sys.executable, "-c", WRITER, url, "3", moment]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.split()) == (-9, ["0", "1", "2"]), ended.stderr
    connect(url)
    was_written = ["Ben last"] if moment == "after" else []
    assert words() == ["Ben 0", "Ben 1", "Ben 2", *was_written]
    # Slack, or the person, sends what was not answered again.
    for number in ("0", "2", "last"):
        with suppress(Repeated):
            line_commands.note(replace(ask(people.ben, f"Ben {number}"), request=f"ben {number}"))
    assert words() == ["Ben 0", "Ben 1", "Ben 2", "Ben last"]

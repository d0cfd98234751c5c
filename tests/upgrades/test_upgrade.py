"""A database that the previous version filled: waiting messages, cards, answers, buttons."""

import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from bot import migrate
from models import Group, Meeting, Organization, OutboxMessage, OutboxState, Person, Rsvp
from models.consortium import Direction
from models.database import connect, disconnect, reading
from tests.databases import Postgres
from tests.factories import Cast
from tests.running import Convene, running
from tests.upgrades import left_behind

Payload = dict[str, Any]
FINAL = ("sent", "dropped")
UPGRADED = "upgraded_template"
PRESSABLE = ("button", "overflow", "static_select", "datepicker", "radio_buttons")


@pytest.fixture(scope="module")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file of the old version, brought to the newest revision."""
    file = tmp_path_factory.mktemp("upgraded") / "convene.db"
    _upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def upgraded_template(postgres: Postgres) -> str:
    """The name of a PostgreSQL database that was brought there, too."""
    _upgrade(new_database(postgres, UPGRADED))
    return UPGRADED


def _upgrade(url: str) -> None:
    engine = connect(url)
    with engine.connect() as connection:
        migrate.to_revision(connection, "0007")
        connection.rollback()
        with connection.begin():
            left_behind.fill(connection)
    migrate.migrate(engine, now=left_behind.ended_at(), keeps_copy=False)
    disconnect()


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The old version's database, brought to the newest revision."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("upgraded_file"), tmp_path / "convene.db")
        yield connect(f"sqlite:///{file}")
    else:
        template = request.getfixturevalue("upgraded_template")
        yield connect(new_database(request.getfixturevalue("postgres"), template=template))
    disconnect()


@pytest.fixture
def continued(upgraded: Engine) -> Iterator[Convene]:
    """The new version where the old one stopped."""
    with reading() as session:
        cast = _cast(session)
    with running(cast, now=left_behind.ended_at()) as started:
        yield started


def new_database(server: Postgres, name: str = "upgraded", template: str = "template1") -> str:
    """The address of a database of this name as its template is, in place of the last of it."""
    engine = connect(server.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    disconnect()
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


def _cast(session: Session) -> Cast:
    people = {person.name.split()[0]: person for person in session.exec(select(Person))}
    places = {place.key: place for place in session.exec(select(Organization))}
    return Cast(
        central=places["central"],
        tunxis=places["tunxis"],
        writing_center=places["writing"],
        ann=people["Ann"],
        ben=people["Ben"],
        cleo=people["Cleo"],
        dag=people["Dag"],
        pia=people["Pia"],
        gil=people["Gil"],
        metadata=session.exec(select(Group)).one(),
        collections=session.exec(select(Direction)).one(),
    )


def test_no_row_is_lost_and_what_people_chose_is_kept(upgraded: Engine) -> None:
    with upgraded.connect() as connection:
        for table in ("people", "memberships", "meetings", "tasks", "rsvps", "outbox", "history"):
            count = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
            assert (table, count) == (table, len(left_behind.rows(table)))
    with reading() as session:
        keys = set(session.exec(select(OutboxMessage.key)))
    assert keys == {row["key"] for row in left_behind.rows("outbox")}


def test_what_waited_goes_out_once_and_what_was_answered_counts(continued: Convene) -> None:
    waiting = {
        row["key"] for row in left_behind.rows("outbox") if row["state"] not in (*FINAL, "dead")
    }
    assert len(waiting) >= 6
    for _ in range(30):
        continued.workspace.move_clock(timedelta(seconds=30))
        continued.tick()
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(col(OutboxMessage.key).in_(waiting))).all()
        answers = session.exec(select(Rsvp)).all()
        left = session.exec(select(Meeting).where(Meeting.title == "Left waiting")).one()
    states = {row.key: row.state for row in rows}
    assert states.keys() == waiting
    assert set(states.values()) <= {OutboxState.SENT, OutboxState.DROPPED}, states
    assert [key for key in waiting if key.startswith("card|")], "a card waited"
    assert all(states[key] is OutboxState.SENT for key in waiting if key.startswith("card|"))
    cards = [m for m in continued.workspace.channel("metadata").messages if left.title in m["text"]]
    assert len(cards) == 1
    assert len(answers) == len(left_behind.rows("rsvps"))
    text = [continued.workspace.text_of(message) for message in cards]
    assert text == [text[0]]
    assert len(_direct_about(continued, "Ben", "Waiting for Ben")) >= 1


def test_a_card_of_the_old_version_takes_an_answer_and_is_redrawn(continued: Convene) -> None:
    for _ in range(4):
        continued.workspace.move_clock(timedelta(seconds=30))
        continued.tick()
    before = continued.workspace.channel("metadata").messages[-1]
    continued.workspace.click("meeting.rsvp.no", as_="Ben", in_="metadata")
    for _ in range(3):
        continued.workspace.move_clock(timedelta(seconds=30))
        continued.tick()
    after = next(
        message
        for message in continued.workspace.channel("metadata").messages
        if message["ts"] == before["ts"]
    )
    assert continued.workspace.text_of(after) != continued.workspace.text_of(before)


def test_each_button_that_was_posted_still_works_or_says_kindly_what_to_do(
    continued: Convene, caplog: pytest.LogCaptureFixture
) -> None:
    pressed = 0
    for old in left_behind.shown("private", "direct", "channel"):
        blocks = [_without_state(block) for block in old.blocks]
        for place, block in enumerate(blocks):
            for element in _elements(block):
                # Posted anew for each press: what was pressed may redraw the whole message.
                block_id = _post(continued, old, blocks)[place]
                _press(continued, old.who, element, block_id=block_id)
                pressed += 1
                assert _failures(caplog) == [], (old.text, element)
    assert pressed >= 100


def test_each_form_that_stood_open_can_be_sent_or_says_kindly_what_to_do(
    continued: Convene, caplog: pytest.LogCaptureFixture
) -> None:
    for old in left_behind.shown("modal"):
        blocks = [_without_state(block) for block in old.view["blocks"]]
        view = old.view | {"blocks": blocks}
        _show_modal(continued, old.who, view)
        if "submit" in view:
            continued.workspace.submit(as_=old.who)
            assert _failures(caplog) == [], view
        for element in (found for block in blocks for found in _elements(block)):
            _show_modal(continued, old.who, view)
            _press(continued, old.who, element, in_="modal")
            assert _failures(caplog) == [], (view, element)


def test_each_button_of_an_old_home_tab_still_works(
    continued: Convene, caplog: pytest.LogCaptureFixture
) -> None:
    for old in left_behind.shown("home"):
        blocks = [_without_state(block) for block in old.view["blocks"]]
        view = {"type": "home", "blocks": blocks}
        continued.workspace.home(as_=old.who)
        for element in (found for block in blocks for found in _elements(block)):
            person = continued.workspace.person(old.who)
            continued.client.views_publish(user_id=person.id, view=view)
            _press(continued, old.who, element, in_="home")
            assert _failures(caplog) == [], element


def _post(continued: Convene, old: left_behind.Shown, blocks: list[Payload]) -> list[str]:
    """Post an old message once more; the ids of its blocks."""
    person = continued.workspace.person(old.who)
    channel = "CMETA" if old.kind == "channel" else person.id
    posted = continued.client.chat_postMessage(channel=channel, text=old.text, blocks=blocks)
    return [block["block_id"] for block in posted["message"]["blocks"]]


def _show_modal(continued: Convene, who: str, view: Payload) -> None:
    """Let somebody have an old form before her, in place of one that she has just opened."""
    _close_modals(continued, who)
    continued.workspace.command("/convene reminders", as_=who, in_="metadata")
    opened = continued.workspace.modal(as_=who)
    assert opened is not None
    continued.client.views_update(view_id=opened["id"], view=view)


def _close_modals(continued: Convene, who: str) -> None:
    while continued.workspace.modal(as_=who):
        continued.workspace.close(as_=who)


def _failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def _direct_about(continued: Convene, who: str, words: str) -> list[str]:
    return [text for text in continued.said_to(who) if words in text]


def _elements(block: Payload) -> list[Payload]:
    if block["type"] == "input":
        return []
    elements = [*block.get("elements", []), block.get("accessory") or {}]
    return [element for element in elements if element.get("type") in PRESSABLE]


def _press(
    continued: Convene,
    who: str,
    element: Payload,
    *,
    block_id: str | None = None,
    in_: str | None = None,
) -> None:
    action, workspace = element["action_id"], continued.workspace
    if element["type"] == "button":
        workspace.click(action, as_=who, block_id=block_id, in_=in_)
    elif element["type"] == "datepicker":
        workspace.choose(action, "2026-12-18", as_=who, block_id=block_id, in_=in_)
    else:
        first = element["options"][0]["text"]["text"]
        workspace.choose(action, first, as_=who, block_id=block_id, in_=in_)
    _close_modals(continued, who)


def _without_state(block: Payload) -> Payload:
    """A block as the old version sent it, without what the reader had typed into it."""
    kept: dict[str, Any] = {name: value for name, value in block.items() if name != "state"}
    return kept

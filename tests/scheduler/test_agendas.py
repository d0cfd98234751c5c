"""The clock of agendas: what goes wrong in one group holds no other, and nothing comes twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models import AgendaPosting, Meeting
from models.agendas import ItemDraft
from models.database import reading, unit_of_work
from scheduler import agendas as clock
from services import agenda_postings, agendas
from tests.factories import NOW, Cast, cast, group
from tests.happenings import meeting

HOUR = timedelta(hours=1)


@pytest.fixture
def three(database: Engine) -> list[int]:
    """Meetings of three groups, each with an item, whose agendas are due."""
    with unit_of_work() as session:
        people: Cast = cast(session)
        found = []
        for place, name in enumerate(("Courier", "Labels", "Shelves")):
            of = group(session, name, chair=people.ann, channel_id=f"C{name.upper()}")
            of.agenda_hours = 48
            row = meeting(session, of, NOW + (place + 3) * HOUR)
            agendas.add(session, of, ItemDraft(name), by=people.ann, now=NOW)
            found.append(row.id)
        return found


def posted() -> list[int]:
    with reading() as session:
        return sorted(session.exec(select(AgendaPosting.meeting_id)))


def test_a_fault_in_one_group_holds_no_other(
    three: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    right = agenda_postings.post

    def fails(session: Any, row: Meeting, words: Any, **more: Any) -> bool:
        is_posted = right(session, row, words, **more)
        if row.id == three[0]:
            raise RuntimeError("a fault")
        return is_posted

    monkeypatch.setattr(agenda_postings, "post", fails)
    assert clock.post_due(NOW) == 2
    assert posted() == three[1:]
    assert "agendas: _post failed in group" in caplog.text
    monkeypatch.undo()
    assert clock.post_due(NOW) == 1
    assert posted() == three
    assert clock.post_due(NOW) == 0


def test_what_cannot_be_carried_on_in_one_group_holds_no_other(
    three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = agendas.carry_over

    def fails(session: Any, row: Meeting, **more: Any) -> Any:
        if row.id == three[0]:
            raise RuntimeError("a fault")
        return right(session, row, **more)

    later = NOW + timedelta(days=2)
    monkeypatch.setattr(agendas, "carry_over", fails)
    assert clock.carry_due(later) == 2
    monkeypatch.undo()
    assert clock.carry_due(later) == 1
    assert clock.carry_due(later) == 0

"""The consortium's settings: defaults before anybody sets them, and limits to the number."""

from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from models import Consortium, Direction, HistoryEntry
from models.console import FindingKind
from services import consortium
from services.errors import Invalid
from tests.factories import NOW, cast

FACTS: dict[str, Any] = {
    "name": " Valley Libraries ",
    "zone": "America/Chicago",
    "fiscal_year_start": 7,
    "reminder_lead_hours": 24,
    "days_without_meeting": 60,
    "many_seats": 4,
    "term_days": "Jan 20, Aug 25",
    "hidden_findings": (),
}


def change(session: Session, **changes: Any) -> Consortium:
    return consortium.change_settings(session, **(FACTS | changes), by=cast_of(session), now=NOW)


def cast_of(session: Session) -> Any:
    return cast(session).dag


def changes_written(session: Session) -> list[HistoryEntry]:
    rows = select(HistoryEntry).where(HistoryEntry.subject == "consortium")
    return list(session.exec(rows.order_by(col(HistoryEntry.id))))


def test_before_anybody_sets_them_there_are_defaults(session: Session) -> None:
    assert consortium.settings(session) == Consortium()
    assert session.exec(select(func.count()).select_from(Consortium)).one() == 0


def test_settings_are_one_row_and_their_change_is_written_down(session: Session) -> None:
    changed = change(session)
    session.flush()
    assert session.exec(select(Consortium)).all() == [changed]
    assert (changed.name, changed.zone, changed.fiscal_year_start) == (
        "Valley Libraries",
        "America/Chicago",
        7,
    )
    [entry] = changes_written(session)
    assert (entry.action, entry.at) == ("consortium.changed", NOW)
    assert entry.before["name"] == "Test Consortium"
    assert entry.after["name"] == "Valley Libraries"


def test_hidden_findings_are_kept_in_their_own_order(session: Session) -> None:
    changed = change(
        session, hidden_findings=[FindingKind.SEATS, FindingKind.MET, FindingKind.SEATS]
    )
    session.flush()
    session.refresh(changed)
    assert changed.hidden_findings == (FindingKind.MET, FindingKind.SEATS)
    [entry] = changes_written(session)
    assert entry.after["hidden_findings"] == ["met", "seats"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "V" * 200},
        {"fiscal_year_start": 1},
        {"fiscal_year_start": 12},
        {"reminder_lead_hours": 1},
        {"reminder_lead_hours": 168},
        {"days_without_meeting": 7},
        {"days_without_meeting": 365},
        {"many_seats": 2},
        {"many_seats": 20},
        {"term_days": "Sep 1"},
        {"hidden_findings": tuple(FindingKind)},
    ],
)
def test_what_is_just_possible_is_kept(session: Session, changes: dict[str, Any]) -> None:
    [(field, value)] = changes.items()
    assert getattr(change(session, **changes), field) == value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "V" * 201}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"fiscal_year_start": 0}, "fiscal_year_start"),
        ({"fiscal_year_start": 13}, "fiscal_year_start"),
        ({"reminder_lead_hours": 0}, "reminder_lead_hours"),
        ({"reminder_lead_hours": 169}, "reminder_lead_hours"),
        ({"days_without_meeting": 6}, "days_without_meeting"),
        ({"days_without_meeting": 366}, "days_without_meeting"),
        ({"many_seats": 1}, "many_seats"),
        ({"many_seats": 21}, "many_seats"),
        ({"term_days": "Sep"}, "term_days"),
    ],
)
def test_what_is_not_possible_is_refused_and_changes_nothing(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        change(session, **changes)
    assert refusal.value.field == field
    assert consortium.settings(session).name == "Test Consortium"
    assert changes_written(session) == []


def test_directions_come_in_their_declared_order(session: Session) -> None:
    cast(session)
    session.add_all(
        [
            Direction(key="last", name="Last", position=9),
            Direction(key="first", name="First", position=0),
            Direction(key="beside", name="Beside", position=1),
        ]
    )
    session.flush()
    keys = [direction.key for direction in consortium.directions(session)]
    assert keys == ["first", "collections", "beside", "last"]


def test_the_same_settings_again_are_no_change(session: Session) -> None:
    dag = cast_of(session)
    for _ in range(2):
        consortium.change_settings(session, **FACTS, by=dag, now=NOW)
    assert len(changes_written(session)) == 1

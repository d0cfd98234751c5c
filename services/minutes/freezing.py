"""What approved minutes say of people and tasks stays as it was when they were approved.

It is kept as JSON: who was there, who took the minutes, who was recused from which item, and whose
each task was, when it was due, and whether it was done.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from models.minutes import Attendees, MinutesRecord, RecordedLine


def freeze(record: MinutesRecord) -> dict[str, Any]:
    """What is kept of minutes that are approved now."""
    there = record.attendees
    return {
        "present": there.present,
        "regrets": there.regrets,
        "absent": there.absent,
        "has_list": there.has_list,
        "recorder": record.recorder,
        "recused": {str(number): names for number, names in record.recused.items()},
        "tasks": {
            str(row.line.id): {
                "whose": row.whose,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "is_done": row.is_done,
            }
            for row in record.actions
        },
    }


def attendees(frozen: dict[str, Any]) -> Attendees:
    return Attendees(
        present=_entries(frozen["present"]),
        regrets=_entries(frozen["regrets"]),
        absent=_entries(frozen["absent"]),
        has_list=frozen["has_list"],
    )


def recused(frozen: dict[str, Any]) -> dict[int, tuple[str, ...]]:
    return {int(number): tuple(names) for number, names in frozen["recused"].items()}


def lines(frozen: dict[str, Any], written: Sequence[RecordedLine]) -> tuple[RecordedLine, ...]:
    """The lines with their tasks as they were."""
    return tuple(_line(row, frozen["tasks"].get(str(row.line.id))) for row in written)


def _line(row: RecordedLine, task: dict[str, Any] | None) -> RecordedLine:
    if task is None:
        return row
    due_on = date.fromisoformat(task["due_on"]) if task["due_on"] else None
    return replace(row, whose=task["whose"], due_on=due_on, is_done=task["is_done"])


def _entries(kept: Sequence[Sequence[Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((library, tuple(names)) for library, names in kept)

"""What approved minutes say stays as it was when they were approved.

It is kept as JSON: how the meeting, the group and the items were called, what was decided, who was
there and how, who took the minutes, who was recused from which item, whose each task was, when it
was due, and whether it was done, which minutes the meeting had approved, and who asked for and
settled each correction. How the lines read is not kept twice, since nothing rewords them any more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from models import AgendaItem, Group, Meeting, MinutesCorrection, Person
from models.minutes import (
    Attendees,
    MinutesRecord,
    PartAttended,
    RecordedLine,
    SettledCorrection,
)

_Frozen = dict[str, Any]
_Row = TypeVar("_Row", Meeting, Group, AgendaItem)
_Discussion = tuple[tuple[AgendaItem | None, tuple[RecordedLine, ...]], ...]


def freeze(record: MinutesRecord) -> _Frozen:
    """What is kept of minutes that are approved now."""
    there = record.attendees
    return {
        "meeting": _held(record.meeting),
        "group": record.group.name,
        "approved_in": _held(record.approved_in) if record.approved_in else None,
        "approves": [{"id": held.id} | _held(held) for held in record.approves],
        "present": there.present,
        "regrets": there.regrets,
        "absent": there.absent,
        "has_list": there.has_list,
        "partly": [_part(row) for row in there.partly],
        "recorder": record.recorder,
        "recused": {str(number): names for number, names in record.recused.items()},
        "decisions": record.decisions,
        "tasks": {
            str(row.line.id): {
                "whose": row.whose,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "is_done": row.is_done,
            }
            for row in record.actions
        },
        "items": [
            {
                "id": item.id if item else None,
                "title": item.title if item else "",
                "notes": [row.line.id for row in notes],
            }
            for item, notes in record.discussion
        ],
        "corrections": {
            str(row.correction.id): [row.proposed_by, row.settled_by] for row in record.corrections
        },
    }


def with_amendment(frozen: _Frozen | None, amendment: MinutesCorrection, by: Person) -> _Frozen:
    """What is kept, with the name of whoever set an amendment beside the minutes."""
    names = (frozen or {}).get("corrections", {})
    names = names | {str(amendment.id): [by.name, by.name]}
    return (frozen or {}) | {"corrections": names}


def restored(record: MinutesRecord, frozen: _Frozen) -> MinutesRecord:
    """Minutes as they were when they were approved, with the amendments since. ``record`` is what
    they would say now, and stands for what an earlier version of Convene did not keep.
    """
    kept = freeze(record) | frozen
    lines = tuple(_line(row, kept["tasks"].get(str(row.line.id))) for row in record.lines)
    by_id = {row.line.id: row for row in lines}
    names = kept["corrections"]
    return replace(
        record,
        meeting=meeting_then(record.meeting, kept),
        group=_as(record.group, {"name": kept["group"]}),
        approved_in=_as_held(record.approved_in, kept["approved_in"]),
        approves=_approves(record, kept),
        attendees=_attendees(kept),
        recorder=kept["recorder"],
        recused={int(number): tuple(people) for number, people in kept["recused"].items()},
        decisions=tuple(kept["decisions"]),
        discussion=_discussion(record, kept, by_id),
        lines=lines,
        actions=tuple(by_id[row.line.id] for row in record.actions),
        corrections=tuple(_correction(row, names) for row in record.corrections),
        amendments=tuple(_correction(row, names) for row in record.amendments),
    )


def meeting_then(meeting: Meeting, frozen: _Frozen | None) -> Meeting:
    """A meeting as it was when its minutes were approved, or as it is."""
    return _as_held(meeting, (frozen or {}).get("meeting")) or meeting


def group_name_then(group: Group, frozen: _Frozen | None) -> str:
    """How a group was called when minutes were approved, or is called."""
    name: str = (frozen or {}).get("group", group.name)
    return name


def decisions_then(wordings: Sequence[str], frozen: _Frozen | None) -> list[str]:
    """What a meeting had decided when its minutes were approved, or has decided."""
    return list((frozen or {}).get("decisions", wordings))


def _held(meeting: Meeting) -> _Frozen:
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "zone": meeting.zone,
        "place": meeting.place,
    }


def _as_held(meeting: Meeting | None, kept: _Frozen | None) -> Meeting | None:
    if meeting is None or kept is None:
        return meeting
    starts_at = datetime.fromisoformat(kept["starts_at"])
    return _as(meeting, kept | {"starts_at": starts_at})


def _as(row: _Row, facts: _Frozen) -> _Row:
    """A copy of a row that no session knows, with other facts."""
    return type(row)(**row.model_dump() | facts)


def _approves(record: MinutesRecord, kept: _Frozen) -> tuple[Meeting, ...]:
    known = {held.id: held for held in record.approves}
    copies = (_as_held(known.get(facts["id"]), facts) for facts in kept["approves"])
    return tuple(held for held in copies if held is not None)


def _attendees(kept: _Frozen) -> Attendees:
    return Attendees(
        present=_entries(kept["present"]),
        regrets=_entries(kept["regrets"]),
        absent=_entries(kept["absent"]),
        has_list=kept["has_list"],
        partly=tuple(
            PartAttended(row["name"], row["is_remote"], *map(_moment, (row["from"], row["until"])))
            for row in kept["partly"]
        ),
    )


def _part(row: PartAttended) -> _Frozen:
    times = {"from": row.arrived_at, "until": row.left_at}
    written = {name: at.isoformat() if at else None for name, at in times.items()}
    return {"name": row.name, "is_remote": row.is_remote} | written


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _entries(kept: Sequence[Sequence[Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((library, tuple(names)) for library, names in kept)


def _line(row: RecordedLine, task: _Frozen | None) -> RecordedLine:
    if task is None:
        return row
    due_on = date.fromisoformat(task["due_on"]) if task["due_on"] else None
    return replace(row, whose=task["whose"], due_on=due_on, is_done=task["is_done"])


def _discussion(
    record: MinutesRecord, kept: _Frozen, lines: dict[int, RecordedLine]
) -> _Discussion:
    """The items under the titles of then, each with its notes."""
    return tuple(
        (
            AgendaItem(
                id=entry["id"],
                group_id=record.group.id,
                title=entry["title"],
                proposed_by=record.minutes.begun_by,
                proposed_at=record.minutes.begun_at,
                waits_since=record.minutes.begun_at,
            )
            if entry["id"]
            else None,
            tuple(lines[number] for number in entry["notes"]),
        )
        for entry in kept["items"]
    )


def _correction(row: SettledCorrection, names: dict[str, list[str]]) -> SettledCorrection:
    if (kept := names.get(str(row.correction.id))) is None:
        return row
    proposed_by, settled_by = kept
    return replace(row, proposed_by=proposed_by, settled_by=settled_by)

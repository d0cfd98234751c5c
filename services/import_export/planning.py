"""Comparing files with the consortium:
what would be created, changed or left, and what is wrong.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from models import MemberRole, QuietWeek, Weekday
from services import groups
from services.access import CHAIR_ROLES
from services.import_export.csv_rows import ImportFile, ImportRow, read
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.sheets import DIRECTIONS, GROUPS, LIBRARIES, MEMBERSHIPS, PEOPLE, SHEETS
from services.import_export.state import ImportEntry, state


def plan(session: Session, files: Mapping[str, bytes], *, now: datetime) -> ImportPlan:
    """What importing ``files``, by name, would do. Nothing is written, whatever they hold."""
    made = ImportPlan(
        state(session), {name: read(SHEETS[name], files[name]) for name in SHEETS if name in files}
    )
    for name, work in _STEPS.items():
        if file := made.files.get(name):
            made.problems += file.problems
            work(made, file, now)
    _check_shared(made, LIBRARIES.file, "mail_domains", made.state.libraries)
    _check_shared(made, GROUPS.file, "channel_id", made.state.groups)
    _check_chairs(made)
    made.problems.sort(key=lambda problem: (list(SHEETS).index(problem.file), problem.line or 0))
    return made


def _libraries(made: ImportPlan, file: ImportFile, _now: datetime) -> None:
    for row in made.identified(file, "key"):
        key = row.cells["key"]
        defaults = {
            "name": "",
            "short_name": row.cells.get("name", "")[:60],
            "kind": None,
            "mail_domains": (),
        }
        entry = made.merge(file, row, made.state.libraries.get(key), {"key": key, **defaults})
        made.state.libraries[key] = entry


def _directions(made: ImportPlan, file: ImportFile, _now: datetime) -> None:
    for row in made.identified(file, "key"):
        key = row.cells["key"]
        defaults = {
            "key": key,
            "name": "",
            "description": "",
            "position": len(made.state.directions) + 1,
        }
        made.state.directions[key] = made.merge(file, row, made.state.directions.get(key), defaults)


def _people(made: ImportPlan, file: ImportFile, _now: datetime) -> None:
    directory = PeopleIndex(made.state)
    # Whoever has neither address nor Slack is known by name alone, and must not be taken for a
    # namesake.
    for row in sorted(made.identified(file, "name"), key=lambda row: bool(_addresses(row))):
        found = directory.match(row.cells)
        if isinstance(found, str):
            made.complain(file, row, "name" if not _addresses(row) else "slack_id", found)
            continue
        defaults = _nobody(made) | {
            "organization": directory.organization_of(row.cells.get("email"))
        }
        entry = made.merge(file, row, found, defaults)
        if found is None:
            made.state.people.append(entry)
        directory.remember(entry)
        made.check_known(file, row, "organization", made.state.libraries, LIBRARIES)


def _addresses(row: ImportRow) -> list[str]:
    return [row.cells[name] for name in ("email", "slack_id") if name in row.cells]


def _nobody(made: ImportPlan) -> dict[str, Any]:
    return {
        "email": None,
        "name": "",
        "organization": None,
        "zone": made.state.zone,
        "roles": (),
        "slack_id": None,
        "guest": False,
        "active": True,
    }


def _groups(made: ImportPlan, file: ImportFile, _now: datetime) -> None:
    for row in made.identified(file, "name"):
        key = groups.name_key(row.cells["name"])
        defaults = {
            "name": "",
            "kind": None,
            "charge": "",
            "channel_id": None,
            "private": False,
            "directions": (),
            "digest_weekday": Weekday.MONDAY,
            "digest_time": time(9, 0),
            "quiet_week": QuietWeek.ONE_LINE,
            "zone": made.state.zone,
            "discharged_on": None,
        }
        made.state.groups[key] = made.merge(file, row, made.state.groups.get(key), defaults)
        made.check_known(file, row, "directions", made.state.directions, DIRECTIONS)


def _memberships(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    directory = PeopleIndex(made.state)
    for row in made.identified(file, "group", "person"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
        person = directory.named(row.cells["person"])
        if isinstance(person, str):
            if not made.lacks_rows(PEOPLE):
                made.complain(file, row, "person", person)
        elif group is not None:
            _merge_membership(made, file, row, group, person, now)


def _merge_membership(
    made: ImportPlan,
    file: ImportFile,
    row: ImportRow,
    group: ImportEntry,
    person: ImportEntry,
    now: datetime,
) -> None:
    seats = made.state.memberships
    terms: dict[str, Any] = {
        name: row.cells[name] for name in ("role", "since") if name in row.cells
    }
    defaults = {"role": MemberRole.MEMBER, "since": made.state.local_day(now)}
    seats[group, person] = made.merge(
        file, ImportRow(row.line, terms), seats.get((group, person)), defaults
    )


_STEPS = {
    LIBRARIES.file: _libraries,
    DIRECTIONS.file: _directions,
    PEOPLE.file: _people,
    GROUPS.file: _groups,
    MEMBERSHIPS.file: _memberships,
}
"""In this order, because the later files name what is in the earlier ones."""


def _check_shared(
    made: ImportPlan, file: str, column: str, entries: Mapping[str, ImportEntry]
) -> None:
    """What belongs to one library or group alone must not be claimed by two."""
    owners: dict[str, list[ImportEntry]] = {}
    for entry in entries.values():
        value = entry.after[column]
        for one in value if isinstance(value, tuple) else [value] if value else []:
            owners.setdefault(one, []).append(entry)
    for value, claiming in owners.items():
        for entry in claiming if len(claiming) > 1 else []:
            if entry.line:
                others = ", ".join(other.after["name"] for other in claiming if other is not entry)
                made.complain_at(
                    file,
                    entry.line,
                    column,
                    f"“{value}” belongs to {others} too. Leave it with one.",
                )


def _check_chairs(made: ImportPlan) -> None:
    """Every active group that the files speak of has a chair or a co-chair in the end."""
    # The chair may be in a row that has a fault of its own.
    if made.lacks_rows(MEMBERSHIPS) or any(one.file == MEMBERSHIPS.file for one in made.problems):
        return
    chaired = {
        group
        for (group, _), seat in made.state.memberships.items()
        if seat.after["role"] in CHAIR_ROLES
    }
    touched = {group: seat.line for (group, _), seat in made.state.memberships.items() if seat.line}
    for entry in made.state.groups.values():
        if entry in chaired or entry.after["discharged_on"]:
            continue
        what = (
            f"{entry.after['name']} has no chair. Give somebody in {MEMBERSHIPS.file} the role"
            " chair."
        )
        if entry.line and entry.before is None:
            made.complain_at(GROUPS.file, entry.line, "name", what)
        elif entry in touched:
            made.complain_at(MEMBERSHIPS.file, touched[entry], "role", what)

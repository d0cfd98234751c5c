"""Comparing files with the consortium:
what would be created, changed or left, and what is wrong.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from models import InterestLevel, QuietWeek, QuorumOf, RoleKind, Weekday
from services import groups
from services.deliverables import MOST_DELIVERABLES
from services.import_export.csv_rows import ImportFile, ImportRow, read
from services.import_export.freed_channels import free_channels
from services.import_export.import_plan import ImportPlan
from services.import_export.library_checks import (
    check_libraries,
    hand_on,
    keep_confirmation,
    keep_old_name,
    name_unit,
)
from services.import_export.matching import (
    PeopleIndex,
    check_addresses,
    check_namesakes,
    keep_addresses,
)
from services.import_export.membership_plans import (
    check_chairs,
    end_before_the_next,
    plan_memberships,
)
from services.import_export.obligation_plans import plan_obligations
from services.import_export.record_plans import plan_proposals, plan_reviews
from services.import_export.representative_plans import plan_representatives
from services.import_export.seat_plans import plan_seats
from services.import_export.sheets import (
    DELIVERABLES,
    DIRECTIONS,
    GROUPS,
    LIBRARIES,
    MEMBERSHIPS,
    OBLIGATIONS,
    PEOPLE,
    PROPOSALS,
    REPRESENTATIVES,
    REVIEWS,
    SEATS_AND_TERMS,
    SHEETS,
    VOLUNTEERS,
)
from services.import_export.state import ImportEntry, state


def plan(session: Session, files: Mapping[str, bytes], *, now: datetime) -> ImportPlan:
    """What importing ``files``, by name, would do. Nothing is written, whatever they hold."""
    made = ImportPlan(
        state(session, now),
        {name: read(SHEETS[name], files[name]) for name in SHEETS if name in files},
    )
    for name, work in _STEPS.items():
        if file := made.files.get(name):
            made.problems += file.problems
            work(made, file, now)
    end_before_the_next(made)
    check_addresses(made)
    _check_shared(made, LIBRARIES.file, "mail_domains", made.state.libraries)
    free_channels(made, made.state.local_day(now))
    _check_shared(made, GROUPS.file, "channel_id", made.state.groups)
    check_libraries(made, made.state.local_day(now))
    check_chairs(made, now)
    made.problems.sort(key=lambda problem: (list(SHEETS).index(problem.file), problem.line or 0))
    return made


def _libraries(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    for row in made.identified(file, "key"):
        key = row.cells["key"]
        defaults = {
            "name": "",
            "short_name": row.cells.get("name", "")[:60],
            "kind": None,
            "mail_domains": (),
            **dict.fromkeys(_DECLARED),
            "former_names": (),
        }
        name_unit(made, row)
        keep_confirmation(made, row)
        entry = made.merge(file, row, made.state.libraries.get(key), {"key": key, **defaults})
        made.state.libraries[key] = entry
        keep_old_name(made, entry, row, now)
    for row in made.identified(file, "key"):
        made.check_known(file, row, "merged_into", made.state.libraries, LIBRARIES)
    hand_on(made)


_DECLARED = (
    *("category", "zone", "staff_size", "voting_unit"),
    *("active_from", "active_until", "merged_into", "confirmed_on"),
)
"""What of a library is nothing unless a file says it."""


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
        if organization := row.cells.get("organization"):
            row.cells["organization"] = directory.organization_called(organization)
        found = directory.match(row.cells)
        if isinstance(found, str):
            made.add_problem(file, row, "name" if not _addresses(row) else "slack_id", found)
            continue
        defaults = _person_defaults(made) | {
            "organization": directory.organization_of(row.cells.get("email"))
        }
        entry = made.merge(file, row, found, defaults)
        keep_addresses(entry, row)
        _leave_office(entry, row)
        _check_office(made, file, entry, row)
        if found is None:
            made.state.people.append(entry)
        directory.add(entry)
        made.check_known(file, row, "organization", made.state.libraries, LIBRARIES)
    check_namesakes(made)


def _leave_office(entry: ImportEntry, row: ImportRow) -> None:
    """Who moves from one library to another heads neither, unless the row says so itself."""
    former = entry.before["organization"] if entry.before else None
    if former and former != entry.after["organization"] and "roles" not in row.cells:
        roles = entry.after["roles"]
        entry.after["roles"] = tuple(role for role in roles if role is not RoleKind.DIRECTOR)


def _check_office(made: ImportPlan, file: ImportFile, entry: ImportEntry, row: ImportRow) -> None:
    """A director heads the library where she works, so that has to be known."""
    is_written = {"roles", "organization"} & set(entry.changed)
    heads_nothing = RoleKind.DIRECTOR in entry.after["roles"] and not entry.after["organization"]
    if is_written and heads_nothing:
        what = "A director directs the library where she works. Write it under organization."
        made.add_problem(file, row, "roles", what)


def _addresses(row: ImportRow) -> list[str]:
    return [row.cells[name] for name in ("email", "slack_id") if name in row.cells]


def _person_defaults(made: ImportPlan) -> dict[str, Any]:
    return {
        "email": None,
        "name": "",
        "organization": None,
        "zone": made.state.zone,
        "roles": (),
        "slack_id": None,
        "guest": False,
        "active": True,
        "other_emails": (),
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
            "quorum_of": QuorumOf.SEATS,
            **dict.fromkeys(_OF_CHARGE),
        }
        made.state.groups[key] = made.merge(file, row, made.state.groups.get(key), defaults)
        made.check_known(file, row, "directions", made.state.directions, DIRECTIONS)


_OF_CHARGE = (
    *("sponsor", "reports_to", "authority", "hours_a_month"),
    *("sunset_on", "final_report", "quorum"),
    *("vote_lost_after", "vote_regained_after"),
    "agenda_hours",
)
"""What of a charge is nothing unless a file says it."""


def _deliverables(made: ImportPlan, file: ImportFile, _now: datetime) -> None:
    known = made.state.deliverables.entries
    for row in made.identified(file, "group", "title"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.add_unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
            continue
        cells = {name: value for name, value in row.cells.items() if name != "group"}
        key = group, row.cells["title"].casefold()
        defaults = {"title": "", "due_on": None, "done_on": None}
        known[key] = made.merge(file, ImportRow(row.line, cells), known.get(key), defaults)
    _check_most(made, file)


def _check_most(made: ImportPlan, file: ImportFile) -> None:
    """Complain of each new deliverable beyond the most that a group may have."""
    counts: Counter[ImportEntry] = Counter()
    for (group, _title), entry in made.state.deliverables.entries.items():
        counts[group] += 1
        if entry.before is None and entry.line and counts[group] > MOST_DELIVERABLES:
            what = f"{group.after['name']} has {MOST_DELIVERABLES} deliverables. Gather several."
            made.add_problem(file, ImportRow(entry.line, {}), "title", what)


def _volunteers(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    directory, known = PeopleIndex(made.state), made.state.interests.entries
    today = made.state.local_day(now)
    for row in made.identified(file, "group", "person"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.add_unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
        if row.cells.get("given_on", today) > today:
            made.add_problem(file, row, "given_on", "That day has not come. Write an earlier one.")
        person = directory.named(row.cells["person"])
        if isinstance(person, str):
            if not made.lacks_rows(PEOPLE):
                made.add_problem(file, row, "person", person)
        elif group is not None:
            defaults = {"level": InterestLevel.TAKE_PART, "note": "", "given_on": today}
            cells = {name: row.cells[name] for name in defaults if name in row.cells}
            key = group, person
            known[key] = made.merge(file, ImportRow(row.line, cells), known.get(key), defaults)


_STEPS = {
    LIBRARIES.file: _libraries,
    DIRECTIONS.file: _directions,
    PEOPLE.file: _people,
    GROUPS.file: _groups,
    MEMBERSHIPS.file: plan_memberships,
    SEATS_AND_TERMS.file: plan_seats,
    DELIVERABLES.file: _deliverables,
    REPRESENTATIVES.file: plan_representatives,
    VOLUNTEERS.file: _volunteers,
    PROPOSALS.file: plan_proposals,
    REVIEWS.file: plan_reviews,
    OBLIGATIONS.file: plan_obligations,
}
"""In this order, because the later files name what is in the earlier ones."""


def _check_shared(
    made: ImportPlan, file: str, column: str, entries: Mapping[str, ImportEntry]
) -> None:
    """What belongs to one library or group alone must not be claimed by two."""
    owners: dict[str, list[ImportEntry]] = {}
    for entry in entries.values():
        value = entry.after[column]
        for claimed in value if isinstance(value, tuple) else [value] if value else []:
            owners.setdefault(claimed, []).append(entry)
    for value, claiming in owners.items():
        for entry in claiming if len(claiming) > 1 else []:
            if entry.line:
                others = ", ".join(other.after["name"] for other in claiming if other is not entry)
                made.add_problem_at(
                    file,
                    entry.line,
                    column,
                    f"“{value}” belongs to {others} too. Leave it with one.",
                )

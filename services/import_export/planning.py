"""Comparing files with the consortium:
what would be created, changed or left, and what is wrong.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from models import InterestLevel, MemberRole, QuietWeek, RoleKind, Weekday
from models.calendar_days import day_words
from services import groups
from services.access import CHAIR_ROLES
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
from services.import_export.representative_plans import plan_representatives
from services.import_export.seat_plans import plan_seats
from services.import_export.sheets import (
    DELIVERABLES,
    DIRECTIONS,
    GROUPS,
    LIBRARIES,
    MEMBERSHIPS,
    PEOPLE,
    REPRESENTATIVES,
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
    _end_before_the_next(made)
    check_addresses(made)
    _check_shared(made, LIBRARIES.file, "mail_domains", made.state.libraries)
    free_channels(made, made.state.local_day(now))
    _check_shared(made, GROUPS.file, "channel_id", made.state.groups)
    check_libraries(made, made.state.local_day(now))
    _check_chairs(made, now)
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
            **dict.fromkeys(_OF_CHARGE),
        }
        made.state.groups[key] = made.merge(file, row, made.state.groups.get(key), defaults)
        made.check_known(file, row, "directions", made.state.directions, DIRECTIONS)


_OF_CHARGE = (
    *("sponsor", "reports_to", "authority", "hours_a_month"),
    *("sunset_on", "final_report"),
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


def _memberships(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    directory = PeopleIndex(made.state)
    for row in made.identified(file, "group", "person"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.add_unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
        person = directory.named(row.cells["person"])
        if isinstance(person, str):
            if not made.lacks_rows(PEOPLE):
                made.add_problem(file, row, "person", person)
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
    today = made.state.day_in(group, now)
    services = made.state.memberships.setdefault((group, person), [])
    terms: dict[str, Any] = {
        name: row.cells[name] for name in ("role", "since", "until") if name in row.cells
    }
    meant = _service_meant(services, terms.get("since"), today)
    defaults = {"role": MemberRole.MEMBER, "since": today, "until": None}
    entry = made.merge(file, ImportRow(row.line, terms), meant, defaults)
    if meant is None:
        services.append(entry)


def _service_meant(
    services: list[ImportEntry], since: date | None, today: date
) -> ImportEntry | None:
    """Which of somebody's services in a group a row speaks of; None where it begins a new one.

    A day ahead means what begins later: whoever serves today serves until then.
    """
    same = [entry for entry in services if entry.after["since"] == since]
    serving = [entry for entry in services if entry.after["since"] <= today]
    free = [entry for entry in services if entry.before is not None and entry.line is None]
    to_come = [entry for entry in free if entry not in serving]
    if since is None:
        candidates = [*serving, *services]
    elif since > today:
        candidates = [*same, *to_come]
    else:
        candidates = [*same, *serving, *to_come]
    return candidates[0] if candidates else None


_STEPS = {
    LIBRARIES.file: _libraries,
    DIRECTIONS.file: _directions,
    PEOPLE.file: _people,
    GROUPS.file: _groups,
    MEMBERSHIPS.file: _memberships,
    SEATS_AND_TERMS.file: plan_seats,
    DELIVERABLES.file: _deliverables,
    REPRESENTATIVES.file: plan_representatives,
    VOLUNTEERS.file: _volunteers,
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


def _end_before_the_next(made: ImportPlan) -> None:
    """Whoever begins anew serves until then; two services of one person must not overlap."""
    for pair, services in made.state.memberships.items():
        services.sort(key=lambda entry: entry.after["since"])
        for entry, following in pairwise(services):
            # Of services that follow each other within a day the days overlap, the moments do not.
            if not (_has_other_days(entry) or _has_other_days(following)):
                continue
            begins = following.after["since"]
            is_open = entry.after["until"] is None
            # An end that the file itself writes is not put off in silence.
            is_shortened = not is_open and entry.after["until"] >= begins
            if is_open or (is_shortened and "until" not in entry.changed):
                entry.after["until"] = begins - timedelta(days=1)
                entry.line = entry.line or following.line
            _check_days(made, entry, following)
        for entry in services:
            _check_seat(made, entry)
        if services:
            if _has_other_days(services[-1]):
                _check_days(made, services[-1], None)
            _check_against_the_past(made, pair, services[0])


def _has_other_days(entry: ImportEntry) -> bool:
    """Whether files change the days of a service, or begin it."""
    return not {"since", "until"}.isdisjoint(entry.changed)


def _check_seat(made: ImportPlan, entry: ImportEntry) -> None:
    for column in ("since", "until"):
        if entry.is_in_seat and column in entry.changed:
            made.add_problem_at(
                MEMBERSHIPS.file,
                entry.line,
                column,
                f"The days of a term in a seat stand in {SEATS_AND_TERMS.file}: change them there.",
            )


def _check_days(made: ImportPlan, entry: ImportEntry, following: ImportEntry | None) -> None:
    since, until = entry.after["since"], entry.after["until"]
    if until is not None and until < since:
        made.add_problem_at(
            MEMBERSHIPS.file,
            entry.line,
            "until",
            f"It would end on {day_words(until)} and begin on {day_words(since)}."
            " Write a later last day.",
        )
    elif following and until >= following.after["since"]:
        made.add_problem_at(
            MEMBERSHIPS.file,
            following.line or entry.line,
            "since",
            f"There is another membership of the same person until {day_words(until)}. Nobody"
            " is in a group twice: write days that do not overlap.",
        )


def _check_against_the_past(
    made: ImportPlan, pair: tuple[ImportEntry, ImportEntry], entry: ImportEntry
) -> None:
    left_at = made.state.left.get(pair)
    if not left_at or "since" not in entry.changed:
        return
    left = made.state.day_in(pair[0], left_at)
    if entry.after["since"] < left:
        made.add_problem_at(
            MEMBERSHIPS.file,
            entry.line,
            "since",
            f"The same person was a member until {day_words(left)} already. Write that"
            " day or a later one.",
        )


def _check_chairs(made: ImportPlan, now: datetime) -> None:
    """Every active group that the files speak of has a chair or a co-chair in the end; one in which
    nobody serves yet may have one who is to come.
    """
    # The chair may be in a row that has a fault of its own.
    if made.lacks_rows(MEMBERSHIPS) or any(
        problem.file == MEMBERSHIPS.file for problem in made.problems
    ):
        return
    served, chaired, to_be_chaired = set(), set(), set()
    touched: dict[ImportEntry, int] = {}
    for (group, _), services in made.state.memberships.items():
        today = made.state.day_in(group, now)
        for entry in services:
            is_chair = entry.after["role"] in CHAIR_ROLES
            if _holds(entry, today):
                served.add(group)
                chaired |= {group} if is_chair else set()
            elif entry.after["since"] > today and is_chair:
                to_be_chaired.add(group)
            if entry.line:
                touched[group] = entry.line
    today = made.state.local_day(now)
    for group in made.state.groups.values():
        discharged_on = group.after["discharged_on"]
        is_discharged = discharged_on is not None and discharged_on <= today
        if is_discharged or group in chaired or group in to_be_chaired - served:
            continue
        until_then = " today" if group in to_be_chaired else ""
        what = (
            f"{group.after['name']} has no chair{until_then}. Give somebody in {MEMBERSHIPS.file}"
            " the role chair."
        )
        if group.line and group.before is None:
            made.add_problem_at(GROUPS.file, group.line, "name", what)
        elif group in touched:
            made.add_problem_at(MEMBERSHIPS.file, touched[group], "role", what)


def _holds(entry: ImportEntry, today: date) -> bool:
    until = entry.after["until"]
    return entry.after["since"] <= today and (until is None or until >= today)

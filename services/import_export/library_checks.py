"""What of libraries in the files is decided together: old names, voting units, and merges."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from models import OrganizationKind
from models.member_libraries import FormerNameFacts
from services.groups import name_key
from services.import_export.csv_rows import ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.sheets import LIBRARIES
from services.import_export.state import ImportEntry
from services.organizations.voting_units import new_key


def name_unit(made: ImportPlan, row: ImportRow) -> None:
    """Call a voting unit as the unit of this name or key is called, or as the first row did."""
    units = made.state.units
    if unit := row.cells.get("voting_unit"):
        if name_key(unit) not in units:
            units[name_key(unit)] = unit
            units.setdefault(new_key(unit, set()), unit)
        row.cells["voting_unit"] = units[name_key(unit)]


def keep_old_name(made: ImportPlan, entry: ImportEntry, row: ImportRow, now: datetime) -> None:
    """Let a renamed library be found by its old name, unless the row lists the old ones itself."""
    before = entry.before
    if before is None or "former_names" in row.cells:
        return
    if any(before[name] != entry.after[name] for name in ("name", "short_name")):
        day = made.state.local_day(now)
        former = FormerNameFacts(before["name"], before["short_name"], day)
        entry.after["former_names"] = (former, *entry.after["former_names"])


def hand_on(made: ImportPlan) -> None:
    """Let what a file says of the domains and old names of a library that is merged already be
    that of its heir, beside what the heir has: the same file may come again.
    """
    libraries = made.state.libraries
    for entry in libraries.values():
        if entry.line and entry.before and entry.before["merged_into"]:
            heir = libraries[last_heir(entry.after["key"], libraries)]
            if heir is not entry:
                _unite(entry, heir)


def _unite(entry: ImportEntry, heir: ImportEntry) -> None:
    for column in ("mail_domains", "former_names"):
        held, more = heir.after[column], entry.after[column]
        entry.after[column] = ()
        if missing := [value for value in dict.fromkeys(more) if value not in held]:
            heir.after[column] = _as_before(heir, column, (*held, *missing))
    if heir.changed:
        heir.line = heir.line or entry.line


def _as_before(heir: ImportEntry, column: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values, in the order in which they are there where they are all that is there."""
    before = heir.before[column] if heir.before else ()
    return before if set(before) == set(values) else values


def last_heir(key: str, libraries: Mapping[str, ImportEntry]) -> str:
    """The key of what a library has become part of in the end; its own where it goes on."""
    seen = {key}
    while (entry := libraries.get(key)) and (heir := entry.after["merged_into"]):
        if heir in seen:
            break
        seen.add(heir)
        key = heir
    return key


def keep_confirmation(made: ImportPlan, row: ImportRow) -> None:
    """What was confirmed since the day of a file stays."""
    entry = made.state.libraries.get(row.cells["key"])
    day, known = row.cells.get("confirmed_on"), entry.after["confirmed_on"] if entry else None
    if day is not None and known is not None and day < known:
        row.cells["confirmed_on"] = known


def check_libraries(made: ImportPlan, today: date) -> None:
    """Complain of days that cannot be, and of what cannot become part of another one."""
    for entry in made.state.libraries.values():
        if entry.line:
            faults = (
                *_faults_of_days(entry),
                *_faults_of_confirmation(entry, today),
                *_faults_of_merge(made, entry, today),
                *_faults_of_names(made, entry),
            )
            for column, what in faults:
                made.add_problem_at(LIBRARIES.file, entry.line, column, what)


def _faults_of_names(made: ImportPlan, entry: ImportEntry) -> Iterator[tuple[str, str]]:
    """A short word is nobody else's name, but for what is one library by now."""
    if not {"key", "name", "short_name"} & set(entry.changed):
        return
    libraries, heir = made.state.libraries, last_heir(entry.after["key"], made.state.libraries)
    for key, other in libraries.items():
        if last_heir(key, libraries) == heir:
            continue
        for column in ("name", "short_name"):
            name = name_key(entry.after[column])
            if column in entry.changed and name == name_key(key):
                yield column, f"“{key}” is the key of {other.after['name']}. Write another name."
            is_new = entry.before is None
            if is_new and name_key(entry.after["key"]) == name_key(other.after[column]):
                yield "key", f"{other.after['name']} is called so. Write another key."
                return


def _faults_of_days(entry: ImportEntry) -> Iterator[tuple[str, str]]:
    begins, ends = entry.after["active_from"], entry.after["active_until"]
    if begins and ends and ends < begins:
        yield "active_until", "It would end before it begins. Write a later last day."


def _faults_of_confirmation(entry: ImportEntry, today: date) -> Iterator[tuple[str, str]]:
    day = entry.after["confirmed_on"]
    if day is None or "confirmed_on" not in entry.changed:
        return
    if day > today:
        yield "confirmed_on", "Nothing is confirmed ahead. Write today, or the day on which it was."
    elif entry.after["kind"] is not OrganizationKind.LIBRARY:
        yield "confirmed_on", "Only member libraries are confirmed. Leave the cell empty."


def _faults_of_merge(
    made: ImportPlan, entry: ImportEntry, today: date
) -> Iterator[tuple[str, str]]:
    heir_key = entry.after["merged_into"]
    before = entry.before["merged_into"] if entry.before else None
    if before is not None and heir_key != before:
        yield "merged_into", f"It became part of {before} already, which stays so."
        return
    heir = made.state.libraries.get(heir_key or "")
    if heir is None:
        return
    ends = entry.after["active_until"]
    is_ahead = ends is not None and ends > today and "active_until" in entry.changed
    if is_ahead or (ends is None and before is not None):
        yield (
            "active_until",
            "It became part of another one, so its last day is today or before.",
        )
    if before is None:
        yield from _faults_of_heir(entry, heir, today)


def _faults_of_heir(
    entry: ImportEntry, heir: ImportEntry, today: date
) -> Iterator[tuple[str, str]]:
    ends = heir.after["active_until"]
    if heir is entry:
        yield "merged_into", "It cannot become part of itself. Write the other one's key."
    elif heir.after["merged_into"] or (ends is not None and ends < today):
        name = heir.after["name"]
        yield "merged_into", f"{name} is not active any more, so nothing becomes part of it."
    elif heir.after["kind"] is not entry.after["kind"]:
        yield "merged_into", f"{heir.after['name']} is of another kind. Write the same for both."

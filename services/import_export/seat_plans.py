"""Comparing the lines of seats.csv with the seats that there are."""

from datetime import date, datetime
from typing import Any

from models import MemberRole
from models.calendar_days import day_words
from services import groups
from services.import_export.csv_rows import ImportFile, ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.seat_rows import OF_SEAT, SeatKey, SeatState, new_facts
from services.import_export.sheets import GROUPS, LIBRARIES, PEOPLE
from services.import_export.state import ImportEntry

_OF_FACTS = (*OF_SEAT, "closed_on")


def plan_seats(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """Take in each line, and gather what is wrong with it."""
    directory = PeopleIndex(made.state)
    for row in made.identified(file, "group"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.add_unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
        made.check_known(file, row, "organization", made.state.libraries, LIBRARIES)
        person = directory.named(row.cells["person"]) if row.cells.get("person") else None
        if isinstance(person, str):
            if not made.lacks_rows(PEOPLE):
                made.add_problem(file, row, "person", person)
        elif group is not None:
            _merge(made, file, row, group, person, made.state.day_in(group, now))
    _check_terms(made, file)
    _check_closed(made, file, now)


def _merge(
    made: ImportPlan,
    file: ImportFile,
    row: ImportRow,
    group: ImportEntry,
    person: ImportEntry | None,
    today: date,
) -> None:
    seats = made.state.seats
    label = row.cells.get("label") or ""
    role = row.cells.get("role", MemberRole.MEMBER)
    alike, number = (group, role, label.casefold()), row.cells.get("number", 1)
    if "closed_on" not in file.columns:
        number = seats.number_among_all(alike, number)
    key = *alike, number
    facts = seats.facts.setdefault(key, new_facts(key, label))
    facts |= {name: row.cells[name] for name in _OF_FACTS if name in row.cells}
    if facts["term_limit"] and not facts["term_months"]:
        made.add_problem(file, row, "term_months", "Write how long a term is, too.")
    since = _since(seats, key, person, row.cells.get("since"), today)
    found = seats.entries.get((key, person, since))
    days: dict[str, Any] = {"since": since, "term_ends_on": None}
    cells = {name: row.cells[name] for name in (*_OF_FACTS, "term_ends_on") if name in row.cells}
    entry = made.merge(file, ImportRow(row.line, cells), found, facts | days)
    seats.entries[key, person, since] = entry
    last = entry.after["term_ends_on"]
    if since and last and last < since:
        words = f"It would end on {day_words(last)} and begin on {day_words(since)}."
        made.add_problem(file, row, "term_ends_on", f"{words} Write a later last day.")


def _since(
    seats: SeatState,
    key: SeatKey,
    person: ImportEntry | None,
    since: date | None,
    today: date,
) -> date | None:
    """The first day of the term that a line means: as it says, else of who sits there already.

    Whoever had served before she took a seat, or took it after another, has it since another day
    than the line says: on any day up to today it means the term in which she sits there.
    """
    if person is None:
        return None
    hers = [day for seat, who, day in seats.entries if seat == key and who is person and day]
    if since is None:
        return min(hers, default=today)
    if since > today or since in hers:
        return since
    return min((day for day in hers if day <= today), default=since)


def _check_closed(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """A seat is closed on a day up to today, and nobody sits in it then."""
    seats = made.state.seats
    held = {key for key, person, _since in seats.entries if person is not None}
    for (key, _person, _since), entry in seats.entries.items():
        closed_on = seats.facts[key]["closed_on"]
        if closed_on is None or not entry.line:
            continue
        if closed_on > made.state.day_in(key[0], now):
            words = "That day is ahead. Close the seat on its day."
            made.add_problem_at(file.sheet.file, entry.line, "closed_on", words)
        if key in held:
            words = "Nobody sits in a seat that is closed. End the term first."
            made.add_problem_at(file.sheet.file, entry.line, "closed_on", words)


def _check_terms(made: ImportPlan, file: ImportFile) -> None:
    """On one day one term begins in a seat, and one of a person in a group."""
    in_seat: dict[Any, int] = {}
    of_person: dict[Any, int] = {}
    for (key, person, since), entry in made.state.seats.entries.items():
        if person is None:
            continue
        for taken, place in ((in_seat, (key, since)), (of_person, (key[0], person, since))):
            if place in taken and entry.line:
                words = "Another term begins there, or of the same person, on that day."
                made.add_problem_at(file.sheet.file, entry.line, "since", words)
            taken[place] = entry.line or 0

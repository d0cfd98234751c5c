"""Comparing the lines of representatives.csv with who speaks for libraries."""

from datetime import date, datetime
from typing import Any

from models import OrganizationKind
from models.calendar_days import day_words
from services import groups
from services.import_export.csv_rows import ImportFile, ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.representative_rows import PlaceKey, SpeakerState, topic_key
from services.import_export.sheets import GROUPS, LIBRARIES, PEOPLE
from services.import_export.state import ImportEntry


def plan_representatives(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """Take in each line, and gather what is wrong with it."""
    directory = PeopleIndex(made.state)
    today = made.state.local_day(now)
    for row in made.identified(file, "library", "kind", "person"):
        made.check_known(file, row, "library", made.state.libraries, LIBRARIES)
        library = made.state.libraries.get(row.cells["library"])
        group = _group(made, file, row)
        person = directory.named(row.cells["person"])
        if isinstance(person, str):
            if not made.lacks_rows(PEOPLE):
                made.add_problem(file, row, "person", person)
            continue
        if (row.cells.get("group") is None) is (row.cells.get("topic") is None):
            made.add_problem(file, row, "group", "Write a group or a topic: one of the two.")
        elif library is not None and (group is not None or row.cells.get("topic")):
            place = library, group, topic_key(row.cells.get("topic")), row.cells["kind"]
            _merge(made, file, row, place, person, today)
    _check_days(made, file)


def _group(made: ImportPlan, file: ImportFile, row: ImportRow) -> ImportEntry | None:
    name = row.cells.get("group")
    group = made.state.groups.get(groups.name_key(name)) if name else None
    if name and group is None:
        made.add_unknown(file, row, "group", name, made.named_groups(), GROUPS)
    return group


def _merge(
    made: ImportPlan,
    file: ImportFile,
    row: ImportRow,
    place: PlaceKey,
    person: ImportEntry,
    today: date,
) -> None:
    speakers = made.state.speakers
    since = _since(speakers, place, person, row.cells.get("since"), today)
    found = speakers.entries.get((place, person, since))
    if found is None:
        _check_person(made, file, row, place[0], person)
    facts: dict[str, Any] = {
        "library": place[0].after["key"],
        "group": place[1].after["name"] if place[1] else None,
        "topic": None if place[1] else row.cells["topic"],
        "kind": place[3],
        "since": since,
        "until": None,
    }
    cells = {name: row.cells[name] for name in ("until",) if name in row.cells}
    entry = made.merge(file, ImportRow(row.line, cells), found, facts)
    speakers.entries[place, person, since] = entry
    last = entry.after["until"]
    if last and last < since:
        words = f"It would end on {day_words(last)} and begin on {day_words(since)}."
        made.add_problem(file, row, "until", f"{words} Write a later last day.")


def _since(
    speakers: SpeakerState,
    place: PlaceKey,
    person: ImportEntry,
    since: date | None,
    today: date,
) -> date:
    """The first day that a line means: as it says, else of who speaks there already. On any day up
    to today it means her who does so now.
    """
    hers = [day for row, who, day in speakers.entries if row == place and who is person]
    if since is None:
        return min(hers, default=today)
    if since > today or since in hers:
        return since
    return min((day for day in hers if day <= today), default=since)


def _check_person(
    made: ImportPlan, file: ImportFile, row: ImportRow, library: ImportEntry, person: ImportEntry
) -> None:
    """Only a member library has representatives, and only who works there is one."""
    key = library.after["key"]
    if library.after["kind"] is not OrganizationKind.LIBRARY:
        made.add_problem(file, row, "library", f"“{key}” is no member library.")
    elif person.after["guest"] or not person.after["active"]:
        made.add_problem(file, row, "person", "Guests, and who has left, speak for no library.")
    elif person.after["organization"] != key:
        words = f"{person.after['name']} does not work at “{key}”: say so in people.csv first."
        made.add_problem(file, row, "person", words)


def _check_days(made: ImportPlan, file: ImportFile) -> None:
    """On one day one begins in a place."""
    taken: dict[Any, int] = {}
    for (place, _person, since), entry in made.state.speakers.entries.items():
        if (place, since) in taken and (line := entry.line or taken[place, since]):
            words = "Somebody else begins there on that day."
            made.add_problem_at(file.sheet.file, line, "since", words)
        taken[place, since] = entry.line or 0

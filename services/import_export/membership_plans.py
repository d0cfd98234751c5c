"""Memberships in a plan: which service a row speaks of, and that no two of one person overlap."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from models import MemberRole
from models.calendar_days import day_words
from services import groups
from services.access import CHAIR_ROLES
from services.import_export.csv_rows import ImportFile, ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.sheets import GROUPS, MEMBERSHIPS, PEOPLE, SEATS_AND_TERMS
from services.import_export.state import ImportEntry


def plan_memberships(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """The rows of the file of memberships."""
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


def end_before_the_next(made: ImportPlan) -> None:
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


def check_chairs(made: ImportPlan, now: datetime) -> None:
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

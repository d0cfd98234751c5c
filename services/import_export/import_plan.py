"""A plan in the making: rows become entries, and what is wrong is gathered instead of raised."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from services.import_export.csv_rows import ImportFile, ImportProblem, ImportRow
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
    VOLUNTEERS,
    Sheet,
)
from services.import_export.state import ConsortiumState, ImportEntry


@dataclass
class ImportPlan:
    """The consortium as it is and as the files want it.

    It may be applied when it has no problems.
    """

    state: ConsortiumState
    files: dict[str, ImportFile]
    problems: list[ImportProblem] = field(default_factory=list)
    _partial: set[str] = field(default_factory=set)

    def entries(self, sheet: Sheet) -> list[ImportEntry]:
        """What one file speaks of, in the order of its lines."""
        held: dict[str, Collection[ImportEntry]] = {
            LIBRARIES.file: self.state.libraries.values(),
            DIRECTIONS.file: self.state.directions.values(),
            PEOPLE.file: self.state.people,
            GROUPS.file: self.state.groups.values(),
            MEMBERSHIPS.file: list(chain.from_iterable(self.state.memberships.values())),
            SEATS_AND_TERMS.file: self.state.seats.entries.values(),
            DELIVERABLES.file: self.state.deliverables.entries.values(),
            REPRESENTATIVES.file: self.state.speakers.entries.values(),
            VOLUNTEERS.file: self.state.interests.entries.values(),
            PROPOSALS.file: self.state.records.proposals.values(),
            REVIEWS.file: self.state.records.reviews.values(),
            OBLIGATIONS.file: self.state.obligations.entries.values(),
        }
        return sorted(
            (entry for entry in held[sheet.file] if entry.line), key=lambda entry: entry.line or 0
        )

    def identified(self, file: ImportFile, *columns: str) -> list[ImportRow]:
        """The rows that say of what they speak;
        the others were complained of when they were read.
        """
        rows = [row for row in file.rows if all(column in row.cells for column in columns)]
        if len(rows) < len(file.rows) or not file.is_whole:
            self._partial.add(file.sheet.file)
        return rows

    def lacks_rows(self, sheet: Sheet) -> bool:
        """Whether rows of this file were lost, so that what seems unknown may be in one of them."""
        return sheet.file in self._partial

    def merge(
        self, file: ImportFile, row: ImportRow, entry: ImportEntry | None, defaults: dict[str, Any]
    ) -> ImportEntry:
        """The entry as the row wants it; one row must not contradict another."""
        if entry is None:
            return ImportEntry(before=None, after=defaults | row.cells, line=row.line)
        if entry.line is not None:
            self.add_problem(
                file, row, None, f"Line {entry.line} speaks of the same. Delete one of the two."
            )
            return entry
        entry.after |= row.cells
        entry.line = row.line
        return entry

    def check_known(
        self, file: ImportFile, row: ImportRow, column: str, known: Collection[str], where: Sheet
    ) -> None:
        """Complain of keys in a cell that lead nowhere."""
        cell = row.cells.get(column)
        for key in cell if isinstance(cell, tuple) else [cell] if cell else []:
            if key not in known:
                self.add_unknown(file, row, column, key, known, where)

    def add_unknown(
        self,
        file: ImportFile,
        row: ImportRow,
        column: str,
        key: str,
        known: Collection[str],
        where: Sheet,
    ) -> None:
        """Complain of one name that leads nowhere, unless the row it leads to was lost."""
        if self.lacks_rows(where):
            return
        nearest = difflib.get_close_matches(key, list(known), 1)
        hint = (
            f"Did you mean “{nearest[0]}”?"
            if nearest
            else f"Add it to {where.file}, or correct it."
        )
        self.add_problem(file, row, column, f"There is no “{key}”. {hint}")

    def named_groups(self) -> list[str]:
        """The names of all groups, those of the files included."""
        return [entry.after["name"] for entry in self.state.groups.values()]

    def placed_by_rows(self) -> list[int]:
        """The ids of people of whose library a row speaks, also where it says that there is none,
        once they are written.
        """
        file = self.files.get(PEOPLE.file)
        lines = {row.line for row in file.rows if "organization" in row.cells} if file else set()
        return [entry.id for entry in self.state.people if entry.line in lines and entry.id]

    def add_problem(self, file: ImportFile, row: ImportRow, column: str | None, what: str) -> None:
        """Gather one problem of a row."""
        self.add_problem_at(file.sheet.file, row.line, column, what)

    def add_problem_at(self, file: str, line: int | None, column: str | None, what: str) -> None:
        """Gather one problem."""
        self.problems.append(ImportProblem(file, line, column, what))

"""The seats of groups and who sits in them, as lines of a file: read, compared and written.

A line is one seat, or one term in it. Seats of one group with the same role and label are told
apart by their number, in the order in which they were added, closed ones included. Days are those
of the group's zone, as on the screen.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import MemberRole, Membership, Organization, Person, Seat
from models.seats import SeatFacts
from models.subjects import Subject
from services import history, terms
from services.import_export.cells import written
from services.import_export.entries import ImportEntry

SeatKey = tuple[ImportEntry, MemberRole, str, int]
TermKey = tuple[SeatKey, ImportEntry | None, date | None]
Alike = tuple[ImportEntry, MemberRole, str]
OF_SEAT = (
    *("votes", "organization", "category", "term_months", "term_limit"),
    *("cycle_ends_on", "hours_a_month", "holds_over"),
)
"""The columns that say something of a seat, whoever sits there."""
_DAY = timedelta(days=1)


@dataclass
class SeatState:
    """The seats as they are and as a file wants them."""

    ids: dict[SeatKey, int] = field(default_factory=dict)
    facts: dict[SeatKey, dict[str, Any]] = field(default_factory=dict)
    """What is known of each seat, the lines of the file included."""
    entries: dict[TermKey, ImportEntry] = field(default_factory=dict)
    counts: dict[Alike, int] = field(default_factory=dict)
    """How many seats there are of each sort."""
    open_numbers: dict[Alike, list[int]] = field(default_factory=dict)
    """The numbers of those that are not closed."""

    def number_among_all(self, alike: Alike, place: int) -> int:
        """The number of the seat that is counted so in a file that knows of no closed ones."""
        open_numbers = self.open_numbers.get(alike, [])
        if place <= len(open_numbers):
            return open_numbers[place - 1]
        return self.counts.get(alike, 0) + place - len(open_numbers)


def read_seats(
    session: Session,
    *,
    groups: dict[int, ImportEntry],
    people: dict[int, ImportEntry],
    services: list[Membership],
) -> SeatState:
    """The seats, and the terms in them among the services that are not over: one query."""
    found = SeatState()
    held: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in services:
        if row.seat_id is not None:
            held[row.seat_id].append(row)
    statement = (
        select(Seat, Organization.key)
        .join(Organization, col(Organization.id) == Seat.organization_id, isouter=True)
        .order_by(col(Seat.id))
    )
    for seat, organization in session.exec(statement):
        alike = groups[seat.group_id], seat.role, seat.label.casefold()
        number = found.counts[alike] = found.counts.get(alike, 0) + 1
        if seat.closed_at is None:
            found.open_numbers.setdefault(alike, []).append(number)
        key = *alike, number
        facts = seat.model_dump(include=set(OF_SEAT)) | {"organization": organization}
        facts |= {"role": seat.role, "label": seat.label, "number": number}
        facts["closed_on"] = _closing_day(seat, zone_of(key))
        found.ids[key], found.facts[key] = seat.id, dict(facts)
        for term in held[seat.id] or (None,):
            _add(found, key, facts, term, people)
    return found


def _closing_day(seat: Seat, zone: str) -> date | None:
    return seat.closed_at.astimezone(ZoneInfo(zone)).date() if seat.closed_at else None


def _add(
    found: SeatState,
    key: SeatKey,
    facts: dict[str, Any],
    row: Membership | None,
    people: dict[int, ImportEntry],
) -> None:
    days = terms.days_in_files(row, zone_of(key))
    person = people[row.person_id] if row else None
    full = facts | days
    entry = ImportEntry(before=full, after=dict(full), id=row.id if row else 0)
    found.entries[key, person, days["since"]] = entry


def zone_of(key: SeatKey) -> str:
    """The zone in which the days of a seat are read."""
    return str(key[0].after["zone"])


def new_facts(key: SeatKey, label: str) -> dict[str, Any]:
    """What a seat is of which nothing is said but what tells it from others."""
    of_role = SeatFacts(role=key[1])
    usual = vars(of_role) | {"votes": of_role.is_voting, "organization": None}
    facts = {name: usual[name] for name in OF_SEAT}
    return facts | {"role": key[1], "label": label, "number": key[3], "closed_on": None}


@dataclass
class SeatWriter:
    """Writes the lines of a plan that differ from what is there."""

    session: Session
    found: SeatState
    libraries: dict[str, ImportEntry]
    now: datetime

    def write(self) -> None:
        differing = [item for item in self.found.entries.items() if item[1].changed]
        for (key, person, _since), entry in sorted(differing, key=lambda item: item[1].line or 0):
            seat = self._seat(key, entry)
            if person is not None:
                self._term(seat, person, entry, zone_of(key))

    def _seat(self, key: SeatKey, entry: ImportEntry) -> Seat:
        number = self.found.ids.get(key)
        if number is None:
            label = str(self.found.facts[key]["label"])
            seat = Seat(group_id=key[0].id, role=key[1], label=label, created_at=self.now)
            before: dict[str, Any] = {}
        else:
            seat = self.session.exec(select(Seat).where(Seat.id == number)).one()
            before = seat.model_dump(include=set(OF_SEAT))
            before["closed_on"] = _closing_day(seat, zone_of(key))
        facts = self.found.facts[key]
        for name in OF_SEAT:
            if name != "organization":
                setattr(seat, name, facts[name])
        library = facts["organization"]
        seat.organization_id = self.libraries[library].id if library else None
        if facts["closed_on"] != before.get("closed_on"):
            self._close(seat, facts["closed_on"], zone_of(key))
        self.session.add(seat)
        self.session.flush()
        self.found.ids[key] = seat.id
        self._record_seat(seat, before, entry, is_new=number is None)
        return seat

    def _close(self, seat: Seat, day: date | None, zone: str) -> None:
        """Close a seat as a day began, at once for today, or open it again."""
        is_today = day == self.now.astimezone(ZoneInfo(zone)).date()
        closed_at = terms.first_moment(day, zone) if day and not is_today else self.now
        seat.closed_at = closed_at if day else None
        if day:
            seat.created_at = min(seat.created_at, closed_at)

    def _record_seat(
        self, seat: Seat, before: dict[str, Any], entry: ImportEntry, *, is_new: bool
    ) -> None:
        changed = [name for name in entry.changed if name in (*OF_SEAT, "closed_on")]
        if is_new or changed:
            history.record(
                self.session,
                "seat.imported",
                Subject.of(seat),
                by=None,
                now=self.now,
                before={name: written(before[name]) for name in changed if name in before},
                after={name: written(entry.after[name]) for name in changed},
            )

    def _term(self, seat: Seat, person: ImportEntry, entry: ImportEntry, zone: str) -> None:
        last = entry.after["term_ends_on"]
        ends_at = terms.first_moment(last + _DAY, zone) if last else None
        if entry.before is not None:
            if not {"term_ends_on", "holds_over"} & set(entry.changed):
                return
            row = self.session.exec(select(Membership).where(Membership.id == entry.id)).one()
            terms.agree_on_end(self.session, seat, row, ends_at)
        else:
            begins = terms.first_moment(entry.after["since"], zone)
            row = self._sit(seat, person, begins, ends_at)
        entry.id = row.id
        history.record(
            self.session,
            "membership.imported",
            Subject.of(row),
            by=None,
            now=self.now,
            after={
                "person": row.person_id,
                "seat": seat.id,
                "term_ends_on": last.isoformat() if last else None,
            },
        )

    def _sit(
        self, seat: Seat, person: ImportEntry, begins: datetime, ends_at: datetime | None
    ) -> Membership:
        """Her service in the group becomes the term where that has begun or begins with it, she
        serves in no seat, and nobody sat there since; else the term begins when it is to, and now
        where that has passed.
        """
        row = terms.seatless_service(self.session, seat.group_id, person.id, max(begins, self.now))
        is_meant = row is not None and (begins <= self.now or terms.begins_at(row) == begins)
        if row is not None and is_meant and terms.take_seat(self.session, seat, row, ends_at):
            return row
        sitting = self.session.exec(select(Person).where(Person.id == person.id)).one()
        held = terms.seat_terms(self.session, [seat.id], begins).get(seat.id)
        if begins < self.now and (held or terms.serves_since(self.session, seat, sitting, begins)):
            begins = self.now
        return terms.sit(self.session, seat, sitting, since=begins, term_ends_at=ends_at)[0]

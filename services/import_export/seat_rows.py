"""The seats of groups and who sits in them, as lines of a file: read, compared and written.

A line is one seat, or one term in it. Seats of one group with the same role and label are told
apart by their number, in the order in which they were added.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import MemberRole, Membership, Organization, Person, Seat
from models.seats import SeatFacts
from models.subjects import Subject
from services import history, terms
from services.import_export.cells import written
from services.import_export.entries import ImportEntry

SeatKey = tuple[ImportEntry, MemberRole, str, int]
TermKey = tuple[SeatKey, ImportEntry | None, date | None]
OF_SEAT = (
    *("votes", "organization", "category", "term_months", "term_limit"),
    *("cycle_ends_on", "hours_a_month", "holds_over"),
)
"""The columns that say something of a seat, whoever sits there."""
_DAY = timedelta(days=1)


@dataclass
class SeatState:
    """The open seats as they are and as a file wants them."""

    zone: str
    ids: dict[SeatKey, int] = field(default_factory=dict)
    facts: dict[SeatKey, dict[str, Any]] = field(default_factory=dict)
    """What is known of each seat, the lines of the file included."""
    entries: dict[TermKey, ImportEntry] = field(default_factory=dict)


def read_seats(
    session: Session,
    zone: str,
    *,
    groups: dict[int, ImportEntry],
    people: dict[int, ImportEntry],
    services: list[Membership],
) -> SeatState:
    """The open seats, and the terms in them among the services that are not over: one query."""
    found = SeatState(zone)
    held: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in services:
        if row.seat_id is not None:
            held[row.seat_id].append(row)
    counts: defaultdict[tuple[int, MemberRole, str], int] = defaultdict(int)
    statement = (
        select(Seat, Organization.key)
        .join(Organization, col(Organization.id) == Seat.organization_id, isouter=True)
        .where(col(Seat.closed_at).is_(None))
        .order_by(col(Seat.id))
    )
    for seat, organization in session.exec(statement):
        counts[alike := (seat.group_id, seat.role, seat.label.casefold())] += 1
        key = groups[seat.group_id], seat.role, seat.label.casefold(), counts[alike]
        facts = seat.model_dump(include=set(OF_SEAT)) | {"organization": organization}
        facts |= {"role": seat.role, "label": seat.label, "number": counts[alike]}
        found.ids[key], found.facts[key] = seat.id, dict(facts)
        for term in held[seat.id] or (None,):
            _add(found, key, facts, term, people)
    return found


def _add(
    found: SeatState,
    key: SeatKey,
    facts: dict[str, Any],
    row: Membership | None,
    people: dict[int, ImportEntry],
) -> None:
    days = terms.days_in_files(row, found.zone)
    person = people[row.person_id] if row else None
    full = facts | days
    entry = ImportEntry(before=full, after=dict(full), id=row.id if row else 0)
    found.entries[key, person, days["since"]] = entry


def new_facts(key: SeatKey, label: str) -> dict[str, Any]:
    """What a seat is of which nothing is said but what tells it from others."""
    usual = vars(SeatFacts()) | {"organization": None}
    facts = {name: usual[name] for name in OF_SEAT}
    return facts | {"role": key[1], "label": label, "number": key[3]}


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
                self._term(seat, person, entry)

    def _seat(self, key: SeatKey, entry: ImportEntry) -> Seat:
        number = self.found.ids.get(key)
        if number is None:
            label = str(self.found.facts[key]["label"])
            seat = Seat(group_id=key[0].id, role=key[1], label=label, created_at=self.now)
            before: dict[str, Any] = {}
        else:
            seat = self.session.exec(select(Seat).where(Seat.id == number)).one()
            before = seat.model_dump(include=set(OF_SEAT))
        facts = self.found.facts[key]
        for name in OF_SEAT:
            if name != "organization":
                setattr(seat, name, facts[name])
        library = facts["organization"]
        seat.organization_id = self.libraries[library].id if library else None
        self.session.add(seat)
        self.session.flush()
        self.found.ids[key] = seat.id
        self._record_seat(seat, before, entry, is_new=number is None)
        return seat

    def _record_seat(
        self, seat: Seat, before: dict[str, Any], entry: ImportEntry, *, is_new: bool
    ) -> None:
        changed = [name for name in entry.changed if name in OF_SEAT]
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

    def _term(self, seat: Seat, person: ImportEntry, entry: ImportEntry) -> None:
        last = entry.after["term_ends_on"]
        ends_at = terms.first_moment(last + _DAY, self.found.zone) if last else None
        if entry.before is not None:
            if not {"term_ends_on", "holds_over"} & set(entry.changed):
                return
            row = self.session.exec(select(Membership).where(Membership.id == entry.id)).one()
            terms.agree_on_end(self.session, seat, row, ends_at)
        else:
            row = self._sit(seat, person, entry.after["since"], ends_at)
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
        self, seat: Seat, person: ImportEntry, since: date, ends_at: datetime | None
    ) -> Membership:
        """Her service in the group becomes the term where that has begun or begins with it, she
        serves in no seat, and nobody sat there since; else the term begins when it is to, and now
        where that has passed.
        """
        begins = terms.first_moment(since, self.found.zone)
        row = terms.seatless_service(self.session, seat.group_id, person.id, max(begins, self.now))
        is_meant = row is not None and (begins <= self.now or terms.begins_at(row) == begins)
        if row is not None and is_meant and terms.take_seat(self.session, seat, row, ends_at):
            return row
        sitting = self.session.exec(select(Person).where(Person.id == person.id)).one()
        held = terms.seat_terms(self.session, [seat.id], begins).get(seat.id)
        if begins < self.now and (held or terms.serves_since(self.session, seat, sitting, begins)):
            begins = self.now
        return terms.sit(self.session, seat, sitting, since=begins, term_ends_at=ends_at)[0]

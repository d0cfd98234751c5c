"""A consortium that grows at once: libraries, groups and people with all that belongs to them,
written in bulk beside what is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import (
    ContributionKind,
    GroupKind,
    InterestLevel,
    MemberRole,
    OrganizationKind,
    OutboxOp,
    OutboxState,
    RepresentationKind,
    SunsetOutcome,
    metadata,
)
from tests.factories import BEFORE, NOW

DAY = timedelta(days=1)
TODAY = NOW.date()
ENDED = NOW - 30 * DAY
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class GrownSize:
    """How many there are, with ids from one on; ``busy`` are the rows of each noun that the group
    has on which people look.
    """

    libraries: int
    groups: int
    people: int
    first_id: int
    busy: int


SMALL = GrownSize(libraries=24, groups=24, people=120, first_id=1000, busy=20)
"""More of each than a page shows, so that nothing is asked for the first time in the large one."""
LARGE = GrownSize(libraries=200, groups=500, people=5000, first_id=10_000, busy=300)


def grow(session: Session, ids: dict[str, int], size: GrownSize) -> None:
    """Write all of it; ``ids`` are those of the world of the baselines, whose group is busy."""
    for table, rows in _Growth(ids, size).rows():
        if rows:
            session.connection().execute(sa.insert(metadata.tables[table]), rows)


class _Growth:
    def __init__(self, ids: dict[str, int], size: GrownSize) -> None:
        self.ids, self.size = ids, size
        at = size.first_id
        self.libraries = range(at, at + size.libraries)
        self.groups = range(at, at + size.groups)
        self.people = range(at, at + size.people)
        self.members = self.people[: size.busy]
        """Who is in the busy group."""
        self.meta, self.manager, self.chair = ids["meta"], ids["dag"], ids["ann"]

    def rows(self) -> Iterator[tuple[str, Rows]]:
        """Parents first."""
        yield from self._libraries()
        yield from self._people()
        yield from self._groups()
        yield from self._seats()
        yield from self._work()
        yield from self._meetings()
        yield from self._words()

    def _libraries(self) -> Iterator[tuple[str, Rows]]:
        kinds = ("community college", "university", None)
        library = OrganizationKind.LIBRARY
        yield (
            "organizations",
            [
                {
                    "id": n,
                    "key": f"library{n}",
                    "name": f"Library {n}",
                    "short_name": f"L{n}",
                    "kind": library,
                    "category": kinds[n % 3],
                }
                for n in self.libraries
            ],
        )
        yield (
            "mail_domains",
            [{"domain": f"l{n}.example.edu", "organization_id": n} for n in self.libraries],
        )
        yield (
            "former_names",
            [{"organization_id": n, "name": f"Formerly {n}"} for n in self.libraries[::2]],
        )

    def _people(self) -> Iterator[tuple[str, Rows]]:
        yield "people", [self._person(n) for n in self.people]
        yield (
            "homes",
            [
                {"person_id": n, "organization_id": self._library(n), "since": BEFORE}
                for n in self.people
            ],
        )

    def _library(self, person: int) -> int:
        return self.libraries[person % len(self.libraries)]

    def _person(self, n: int) -> dict[str, Any]:
        """Every tenth is a partner without Slack, every thirtieth has left it, every fortieth is
        known twice.
        """
        is_double = n % 40 == 1
        return {
            "id": n,
            "name": f"Person {n - len(self.libraries) if is_double else n}",
            "email": f"p{n}@l{self._library(n)}.example.edu",
            "slack_id": None if n % 10 == 9 else f"U{n}",
            "organization_id": self._library(n),
            "is_active": n % 30 != 7,
            "created_at": BEFORE,
            "asked_slack_at": NOW,
        }

    def _groups(self) -> Iterator[tuple[str, Rows]]:
        """Every twentieth is discharged, and of every fifth the charge has lapsed."""
        kinds = tuple(GroupKind)
        yield (
            "groups",
            [
                {
                    "id": n,
                    "name": f"Group {n}",
                    "name_key": f"group {n}",
                    "kind": kinds[n % 5],
                    "charge": "Looks after it.",
                    "channel_id": f"C{n}",
                    "is_private": n % 7 == 0,
                    "created_at": BEFORE,
                    "sunset_on": TODAY - 3 * DAY if n % 5 == 2 else TODAY + 300 * DAY,
                    "discharged_at": ENDED if n % 20 == 11 else None,
                }
                for n in self.groups
            ],
        )
        yield "memberships", [*self._in_groups(), *self._in_busy_group()]

    def _in_groups(self) -> Iterator[dict[str, Any]]:
        """Ann chairs every tenth group, and Dag is in those; every ninth has no chair."""
        count = len(self.people)
        for place, n in enumerate(self.groups):
            if place % 10 == 0:
                yield self._service(n, self.chair, MemberRole.CHAIR)
                yield self._service(n, self.manager, MemberRole.MEMBER)
            elif place % 9:
                yield self._service(n, self.people[place % count], MemberRole.CHAIR)
            for step in range(1, 6):
                yield self._service(n, self.people[(place + 7 * step) % count], MemberRole.MEMBER)

    def _in_busy_group(self) -> Iterator[dict[str, Any]]:
        roles = (MemberRole.CHAIR, MemberRole.OBSERVER, MemberRole.MEMBER, MemberRole.MEMBER)
        yield from (self._service(self.meta, n, roles[n % 4]) for n in self.members)

    def _service(self, group: int, person: int, role: MemberRole) -> dict[str, Any]:
        return {"group_id": group, "person_id": person, "role": role, "since": BEFORE}

    def _seats(self) -> Iterator[tuple[str, Rows]]:
        """In each group one is vacant, one held over, and one ends soon; the ids count on."""
        first = self.size.first_id * 10
        places = [*([n] for n in self.groups), *([self.meta] for _ in range(self.size.busy // 3))]
        groups = [group for [group] in places for _ in range(3)]
        numbers = range(first, first + len(groups))
        pairs = list(zip(numbers, groups, strict=True))
        yield "seats", [self._seat(number, group) for number, group in pairs]
        yield (
            "memberships",
            [
                self._service(group, self._spare(number), MemberRole.MEMBER)
                | {
                    "seat_id": number,
                    "term_ends_at": NOW + (30 if number % 3 == 1 else -10) * DAY,
                    "until": NOW + 30 * DAY if number % 3 == 1 else None,
                }
                for number, group in pairs
                if number % 3
            ],
        )

    def _spare(self, number: int) -> int:
        """Somebody who is in no group otherwise, nor in two seats of the busy one."""
        spare = self.people[len(self.people) // 2 :]
        return spare[number % len(spare)]

    def _seat(self, number: int, group: int) -> dict[str, Any]:
        return {
            "id": number,
            "group_id": group,
            "label": f"seat {number}",
            "holds_over": number % 3 == 2,
            "category": "community college" if number % 2 else None,
            "organization_id": self.libraries[0] if number % 5 == 0 else None,
            "term_months": 12,
            "created_at": BEFORE,
        }

    def _work(self) -> Iterator[tuple[str, Rows]]:
        many = range(self.size.busy)
        owners = (self.manager, self.chair, *self.members[:5], None)
        tasks = [(self.meta, owners[n % len(owners)]) for n in many]
        tasks += [(group, self.people[group % len(self.people)]) for group in self.groups]
        yield (
            "tasks",
            [
                {
                    "title": f"Task {n}",
                    "group_id": group,
                    "owner_id": owner,
                    "due_on": TODAY + (n % 20 - 10) * DAY,
                    "created_by": self.chair,
                    "created_at": BEFORE,
                    "done_at": NOW - DAY if n % 6 == 5 else None,
                    "done_by": self.chair if n % 6 == 5 else None,
                }
                for n, (group, owner) in enumerate(tasks)
            ],
        )
        busy = [self.meta] * min(self.size.busy, 18) if self.size is SMALL else []
        yield (
            "deliverables",
            [
                {"group_id": n, "title": f"Rules {place}", "due_on": TODAY, "created_at": BEFORE}
                for place, n in enumerate([*self.groups, *busy])
            ],
        )
        yield (
            "contributions",
            [
                {
                    "person_id": n,
                    "organization_id": self._library(n),
                    "group_id": self.groups[n % len(self.groups)] if n % 3 else self.meta,
                    "kind": ContributionKind.ATTENDED,
                    "source": f"attended|grown|{n}",
                    "occurred_at": NOW - (n % 300) * DAY,
                }
                for n in self.people
            ],
        )

    def _meetings(self) -> Iterator[tuple[str, Rows]]:
        """Ahead and past ones of the busy group, and one of each other."""
        first, many = self.size.first_id * 10, self.size.busy
        hours = [(self.meta, n % 29 + 1) for n in range(many)]
        hours += [(self.meta, -n - 1) for n in range(many)]
        hours += [(group, group % 25 + 1) for group in self.groups]
        yield (
            "meetings",
            [
                {
                    "id": first + n,
                    "group_id": group,
                    "title": f"Meeting {n}",
                    "starts_at": NOW + days * DAY,
                    "zone": "America/New_York",
                    "created_at": BEFORE,
                }
                for n, (group, days) in enumerate(hours)
            ],
        )
        yield (
            "rsvps",
            [
                {"meeting_id": first + n, "person_id": who, "answer": "yes", "answered_at": NOW}
                for n in range(0, many, 2)
                for who in self.members[:20]
            ],
        )
        yield (
            "attendance",
            [
                {
                    "meeting_id": first + many + n,
                    "person_id": who,
                    "recorded_by": self.chair,
                    "recorded_at": NOW,
                }
                for n in range(0, many, 2)
                for who in self.members[:20]
            ],
        )

    def _words(self) -> Iterator[tuple[str, Rows]]:
        busy = range(self.size.busy)
        yield (
            "questions",
            [
                {
                    "group_id": self.meta,
                    "wording": f"Who pays {n}?",
                    "raised_by": self.chair,
                    "raised_at": BEFORE,
                }
                for n in busy
            ],
        )
        yield (
            "decisions",
            [
                {
                    "group_id": self.meta,
                    "wording": f"We share {n}",
                    "recorded_by": self.chair,
                    "recorded_at": NOW - n * DAY,
                }
                for n in busy
            ],
        )
        yield (
            "interests",
            [
                {
                    "person_id": n,
                    "group_id": self.meta if n % 2 else self.groups[n % len(self.groups)],
                    "level": InterestLevel.TAKE_PART,
                    "given_on": TODAY,
                    "stands_until": TODAY + 100 * DAY,
                }
                for n in self.people[self.size.busy : 3 * self.size.busy]
            ],
        )
        yield "representations", [*self._speakers()]
        yield (
            "group_proposals",
            [
                {
                    "name": f"Proposed {n}",
                    "kind": GroupKind.TASK_FORCE,
                    "proposed_by": self.people[n % 5],
                    "proposed_at": NOW,
                    **dict.fromkeys(
                        ("problem", "beneficiaries", "measure", "participants"), "Norms differ."
                    ),
                }
                for n in range(len(self.groups) // 4)
            ],
        )
        yield (
            "sunset_reviews",
            [
                {
                    "group_id": n,
                    "outcome": SunsetOutcome.CONTINUE,
                    "reason": "Not done",
                    "recorded_by": self.manager,
                    "recorded_at": NOW - DAY,
                }
                for n in (*self.groups[::4], *[self.meta] * len(busy))
            ],
        )
        yield (
            "history",
            [
                {
                    # As many as a page shows came last, in whatever size.
                    "at": NOW - n // 12 * DAY,
                    "action": "group.changed",
                    "subject": f"group:{self.meta}",
                    "by_id": self.people[n % 50],
                    "group_id": self.meta,
                    "before": {"name": "Old"},
                    "after": {"name": "New"},
                }
                for n in busy
            ],
        )
        yield (
            "outbox",
            [
                {
                    "key": f"grown-{self.size.first_id}-{n}",
                    "lane": f"C{n}",
                    "op": OutboxOp.POST,
                    "payload": {"text": "A meeting is ahead"},
                    "state": OutboxState.DEAD,
                    "error": "is_archived",
                    "due_at": NOW,
                    "wake_at": NOW,
                    "created_at": NOW,
                }
                for n in self.groups[::4]
            ],
        )

    def _speakers(self) -> Iterator[dict[str, Any]]:
        for place, person in enumerate(self.people[: len(self.libraries)]):
            yield {
                "organization_id": self._library(person),
                "topic_id": self.ids["topic"] if place % 2 else None,
                "group_id": None if place % 2 else self.meta,
                "person_id": person,
                "kind": RepresentationKind.REPRESENTATIVE,
                "since": BEFORE,
            }

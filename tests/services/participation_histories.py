"""Random histories of a small consortium, and the figures of participation recomputed from the rows
of its export in the plainest way there is.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import (
    ContributionKind,
    GroupDirection,
    MeetingStatus,
    MemberRole,
    Rsvp,
    RsvpAnswer,
)
from services import access, consortium, contributions, groups, meetings, organizations, terms
from services.dates import Period
from services.errors import Refusal
from services.import_export import export
from services.people import merging
from tests.factories import BEFORE, NOW, Cast, cast, group, organization, person
from tests.happenings import meeting, serve
from tests.keys import about

DAY = timedelta(days=1)
Row = dict[str, str]
HELD = ("Meetings held", "Without a list", "Regrets", "Attendance")


def live(session: Session, random: Random, zone: str, acts: int = 60) -> Cast:
    """Some two years of acts in their order, many at the ends of months and of days in a zone, with
    people who move, roles that change, names that change and a library that becomes part of
    another; at the end two people turn out to be the same.
    """
    people = cast(session)
    consortium.settings(session).zone = zone
    kinds = ("university", "college", None)
    homes = [people.central, people.tunxis, *(organization(session, f"lib{n}") for n in range(3))]
    for home in homes:
        home.category = random.choice(kinds)
    everybody = [people.ann, people.ben, people.cleo, people.pia]
    for number in range(6):
        name = f"P{number} Person"
        where = random.choice([*homes, None])
        everybody.append(person(session, name, at=where, slack_id=f"UP{number}"))
    bodies = [people.metadata]
    for number in range(3):
        chair = random.choice(everybody[:3])
        body = group(session, f"Group {number}", chair=chair, channel_id=f"CG{number}")
        bodies.append(body)
    for body in random.sample(bodies, 2):
        session.add(GroupDirection(group_id=body.id, direction_id=people.collections.id))
    moments = sorted(_moment(random, zone) for _ in range(acts))
    for number, at in enumerate(moments, 1):
        who, body = random.choice(everybody), random.choice(bodies)
        act = random.choice((_meet, _meet, _meet, _finish, _join, _leave, _move, _promote))
        act(session, random, people, body, who, at, homes=homes, number=number)
        session.flush()
    homes[-1].short_name, bodies[-1].name = "Renamed", "Renamed group"
    organizations.merge(session, homes[-2], homes[0], by=people.dag, now=NOW - DAY)
    everybody[-2].is_active = False
    session.flush()
    merging.merge(session, everybody[-1], everybody[-2], by=people.dag, now=NOW)
    session.flush()
    return people


def _moment(random: Random, zone: str) -> datetime:
    day = date(2025, 1, 1) + timedelta(days=random.randrange(690))
    if random.random() < 0.4:
        day = day.replace(day=1)
    hour, minute = random.choice(((0, 0), (23, 59), (0, 1), (12, 30)))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC) - random.choice((timedelta(), timedelta(), timedelta(minutes=1)))


def _meet(
    session: Session, random: Random, people: Cast, body: Any, who: Any, at: datetime, **facts: Any
) -> None:
    held = meeting(session, body, at, title=f"Meeting {facts['number']}")
    if random.random() < 0.1:
        held.status = MeetingStatus.CANCELLED
        return
    members = [line.person for line in groups.roster(session, body, at)]
    for member in members:
        if random.random() < 0.3:
            answer = random.choice(tuple(RsvpAnswer))
            row = Rsvp(meeting_id=held.id, person_id=member.id, answer=answer, answered_at=at - DAY)
            session.add(row)
    kept = random.random()
    if kept < 0.6:
        came = [member for member in members if random.random() < 0.6]
        guests = [who] if random.random() < 0.3 else []
        ids = {member.id for member in came}
        meetings.record_attendance(session, held, ids, visitors=guests, by=people.dag, now=at)
    elif kept < 0.8 and members:
        herself = access.standing(session, random.choice(members), at)
        try:
            meetings.record_own_attendance(session, held, by=herself, now=at)
        except Refusal:
            return


def _finish(
    session: Session, random: Random, _people: Cast, body: Any, who: Any, at: datetime, **facts: Any
) -> None:
    kinds = ContributionKind.COMPLETED_TASK, ContributionKind.ANSWERED_CALL
    kind = random.choice((*kinds, ContributionKind.RECORDED))
    of = about(f"task:{facts['number']}")
    group_id = random.choice((body.id, None))
    contributions.credit(session, who, kind, of=of, group_id=group_id, occurred_at=at)


def _join(
    session: Session,
    _random: Random,
    people: Cast,
    body: Any,
    who: Any,
    at: datetime,
    **_facts: Any,
) -> None:
    if at > BEFORE:
        groups.add(session, body, [who], by=people.dag, now=at)
    elif at < BEFORE - DAY and terms.current(session, body, who.id, BEFORE) is None:
        serve(session, body, who, since=at, until=BEFORE - DAY)


def _leave(
    session: Session, _random: Random, _people: Cast, body: Any, who: Any, at: datetime, **_f: Any
) -> None:
    try:
        groups.leave(session, body, who, now=at)
    except Refusal:
        return


def _move(
    session: Session,
    random: Random,
    _people: Cast,
    _body: Any,
    who: Any,
    at: datetime,
    **facts: Any,
) -> None:
    terms.change_home(session, who, random.choice(facts["homes"]).id, by=None, now=at)


def _promote(
    session: Session, random: Random, people: Cast, body: Any, who: Any, at: datetime, **_f: Any
) -> None:
    role = random.choice((MemberRole.CO_CHAIR, MemberRole.MEMBER, MemberRole.OBSERVER))
    try:
        groups.set_role(session, body, who.id, role, by=people.dag, now=at)
    except Refusal:
        return


class Exported:
    """The files of the export, and figures counted from their rows, one by one."""

    def __init__(self, session: Session, zone: str) -> None:
        self.files = {
            name: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
            for name, content in export(session, now=NOW)
        }
        self.zone = ZoneInfo(zone)
        self.organizations = {row["key"]: row for row in self.table("organizations")}
        self.by_id = {row["id"]: row for row in self.table("organizations")}
        self.groups = {row["id"]: row for row in self.table("groups")}
        self.people = {row["id"]: row for row in self.table("people")}

    def table(self, name: str) -> list[Row]:
        return self.files[f"tables/{name}.csv"]

    def called(self, row: Row | None) -> str:
        """A library as reports call it."""
        if row is None:
            return "Library not known"
        heir = self.by_id.get(row["merged_into_id"])
        return (
            f"{row['short_name']} (part of {heir['short_name']} now)" if heir else row["short_name"]
        )

    def in_period(self, moment: str, period: Period) -> bool:
        return period.first <= self.day(moment) <= period.last

    def day(self, moment: str) -> date:
        return datetime.fromisoformat(moment).astimezone(self.zone).date()

    def contributions(self, period: Period) -> Iterator[Row]:
        """The ledger of a period, from the file for people, with the names of its rows."""
        directions = self.directions()
        for row in self.files["contributions.csv"]:
            if self.in_period(row["occurred_at"], period):
                library = self.organizations.get(row["library"])
                yield row | {
                    "by library": self.called(library),
                    "by kind of library": (library or {}).get("category") or "No kind declared",
                    "by group": row["group"] or "Outside any group",
                    "by person": row["name"],
                    "by role": self.role(row),
                    "by strategic direction": directions.get(row["group"], "No direction"),
                }

    def directions(self) -> dict[str, str]:
        """The one direction of each group that has any."""
        names = {row["id"]: row["name"] for row in self.table("directions")}
        return {
            self.groups[row["group_id"]]["name"]: names[row["direction_id"]]
            for row in self.table("group_directions")
        }

    def role(self, contribution: Row) -> str:
        """As what whoever did it served in the group at that minute."""
        person = contribution["source"].rpartition(":")[2]
        [exact] = [
            row["occurred_at"]
            for row in self.table("contributions")
            if row["source"] == contribution["source"]
        ]
        roles = [
            row["role"]
            for row in self.table("memberships")
            if row["person_id"] == self.credited(contribution["source"], person)
            and self.groups[row["group_id"]]["name"] == contribution["group"]
            and holds(row, exact)
        ]
        return roles[-1].capitalize() if roles else "No role in a group then"

    def credited(self, source: str, otherwise: str) -> str:
        rows = [r["person_id"] for r in self.table("contributions") if r["source"] == source]
        return rows[0] if rows else otherwise

    def figures(self, period: Period, by: str) -> dict[str, tuple[int, ...]]:
        """All figures of each row that has any, and of all together."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.contributions(period):
            found[row[by]].append(row)
            found["All together"].append(row)
        return {name: _counted(rows) for name, rows in found.items()}

    def held(self, period: Period, by: str, library: str = "") -> dict[str, tuple[Any, ...]]:
        """Meetings held, without a list, regrets and the rate of each row, and of all together."""
        found: dict[str, list[Expectation]] = defaultdict(list)
        for pair in self.expected(period):
            if library and self.home(pair.person_id, pair.starts_at) != library:
                continue
            key = pair.group if by == "by group" else pair.person
            found[key].append(pair)
            found["All together"].append(pair)
        return {name: _rates(rows) for name, rows in found.items()}

    def expected(self, period: Period) -> Iterator["Expectation"]:
        """Each meeting of a period with each person who served then, or came."""
        saved = {
            row["subject"] for row in self.table("history") if row["action"] == "meeting.attendance"
        }
        came = {(row["meeting_id"], row["person_id"]) for row in self.table("attendance")}
        declined = {
            (row["meeting_id"], row["person_id"])
            for row in self.table("rsvps")
            if row["answer"] == "no"
        }
        for held in sorted(
            self.table("meetings"), key=lambda row: (row["starts_at"], int(row["id"]))
        ):
            if held["status"] != "on" or not self.in_period(held["starts_at"], period):
                continue
            if datetime.fromisoformat(held["starts_at"]) > NOW:
                continue
            members = {
                row["person_id"]
                for row in self.table("memberships")
                if row["group_id"] == held["group_id"] and holds(row, held["starts_at"])
            }
            there = {person for number, person in came if number == held["id"]}
            for person_id in sorted(members | there):
                of = held["id"], person_id
                yield Expectation(
                    person_id,
                    self.people[person_id]["name"],
                    held["group_id"],
                    self.groups[held["group_id"]]["name"],
                    held["id"],
                    held["starts_at"],
                    person_id in members,
                    f"meeting:{held['id']}" in saved,
                    of in came,
                    of in declined and of not in came,
                )

    def home(self, person_id: str, at: str) -> str:
        """The key of the library of somebody at a moment; that of today where it is not known."""
        homes = [
            row["organization_id"]
            for row in sorted(self.table("homes"), key=lambda row: int(row["id"]))
            if row["person_id"] == person_id and holds(row, at)
        ]
        number = homes[0] if homes else self.people[person_id]["organization_id"]
        return self.by_id[number]["key"] if number else ""

    def missed(self, period: Period, count: int) -> dict[tuple[str, str], int]:
        """The longest run of each member of today in each group, where it is long enough."""
        runs: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0])
        for pair in self.expected(period):
            if pair.was_member and pair.has_list and self.serves(pair):
                key = pair.person, pair.group
                runs[key].append(0 if pair.came else runs[key][-1] + 1)
        return {key: max(run) for key, run in runs.items() if max(run) >= count}

    def serves(self, pair: "Expectation") -> bool:
        """Whether somebody serves today in the group of a meeting, with an account that works."""
        is_active = self.people[pair.person_id]["is_active"] == "yes"
        return is_active and any(
            holds(row, NOW.isoformat())
            for row in self.table("memberships")
            if (row["group_id"], row["person_id"]) == (pair.group_id, pair.person_id)
        )

    def not_come(self, group: str, count: int) -> dict[str, tuple[str, int]]:
        """Who came to none of the last meetings: of how many, and to how many with regrets."""
        whole = Period(date(2000, 1, 1), NOW.astimezone(self.zone).date(), "all time")
        pairs = [pair for pair in self.expected(whole) if pair.group == group and pair.has_list]
        last = list(dict.fromkeys(pair.meeting_id for pair in pairs))[-count:]
        found: dict[str, list[Expectation]] = defaultdict(list)
        for pair in pairs:
            if pair.meeting_id in last and pair.was_member and self.serves(pair):
                found[pair.person].append(pair)
        return {
            name: (f"0 of {len(rows)}", sum(row.sent_regrets for row in rows))
            for name, rows in found.items()
            if not any(row.came for row in rows)
        }

    def first_timers(self, period: Period) -> dict[str, date]:
        """Whose first contribution of all is in a period, with its day."""
        first: dict[str, str] = {}
        for row in self.table("contributions"):
            who = row["person_id"]
            first[who] = min(first.get(who, row["occurred_at"]), row["occurred_at"])
        return {
            self.people[who]["name"]: self.day(moment)
            for who, moment in first.items()
            if self.in_period(moment, period)
        }

    def serving_now(self) -> list[Row]:
        """The services of today, of people with an account that works and groups that go on."""
        return [
            row
            for row in self.table("memberships")
            if holds(row, NOW.isoformat())
            and self.people[row["person_id"]]["is_active"] == "yes"
            and not self.groups[row["group_id"]]["discharged_at"]
        ]

    def most_seats(self, least: int) -> dict[str, tuple[str, int, int]]:
        """Who serves in so many groups today: the library, how many, and how many as chair."""
        groups: dict[str, set[str]] = defaultdict(set)
        chaired: dict[str, set[str]] = defaultdict(set)
        for row in self.serving_now():
            groups[row["person_id"]].add(row["group_id"])
            if row["role"] in ("chair", "co-chair"):
                chaired[row["person_id"]].add(row["group_id"])
        return {
            self.people[who]["name"]: (self.short_name(who), len(served), len(chaired[who]))
            for who, served in groups.items()
            if len(served) >= least
        }

    def short_name(self, person_id: str) -> str:
        library = self.by_id.get(self.people[person_id]["organization_id"])
        return library["short_name"] if library else "–"

    def new_members(self, period: Period) -> set[tuple[str, str, str, str]]:
        """Who began to serve in a group in a period and does so today: the name, the group, the
        role of today, and the day on which her service without a break began.
        """
        return {
            (
                self.people[row["person_id"]]["name"],
                self.groups[row["group_id"]]["name"],
                row["role"],
                self.day(since).isoformat(),
            )
            for row in self.serving_now()
            if self.in_period(since := self.began(row), period)
        }

    def began(self, service: Row) -> str:
        """When somebody began to serve where she serves, walking back from term to term."""
        since = service["since"]
        while earlier := [
            row["since"]
            for row in self.table("memberships")
            if (row["group_id"], row["person_id"]) == (service["group_id"], service["person_id"])
            and moment(row["since"]) < moment(since)
            and row["until"]
            and moment(row["until"]) >= moment(since)
        ]:
            since = min(earlier, key=moment)
        return since

    def unrepresented(self) -> set[str]:
        """Member libraries of which nobody serves today."""
        there = {
            self.people[row["person_id"]]["organization_id"]
            for row in self.table("memberships")
            if holds(row, NOW.isoformat()) and self.people[row["person_id"]]["is_active"] == "yes"
        }
        return {
            row["short_name"]
            for row in self.table("organizations")
            if row["kind"] == "library" and not row["merged_into_id"] and row["id"] not in there
        }


@dataclass(frozen=True)
class Expectation:
    """A meeting, and somebody who served as it began, or came."""

    person_id: str
    person: str
    group_id: str
    group: str
    meeting_id: str
    starts_at: str
    was_member: bool
    has_list: bool
    came: bool
    sent_regrets: bool


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def holds(row: Row, at: str) -> bool:
    """Whether a row with a beginning and perhaps an end holds at a moment."""
    moment = datetime.fromisoformat(at)
    is_over = row["until"] and datetime.fromisoformat(row["until"]) <= moment
    return datetime.fromisoformat(row["since"]) <= moment and not is_over


def _order(held: Row) -> tuple[datetime, int]:
    return datetime.fromisoformat(held["starts_at"]), int(held["id"])


def _counted(rows: list[Row]) -> tuple[int, ...]:
    kinds = ("attended", "chaired", "completed task", "answered call", "recorded")
    return (
        len({row["person"] for row in rows}),
        *(sum(row["kind"] == kind for row in rows) for kind in kinds),
        len({row["group"] for row in rows if row["group"]}),
        len(rows),
    )


def _rates(rows: Iterable[Expectation]) -> tuple[Any, ...]:
    found = list(rows)
    known = [row for row in found if row.has_list or row.came]
    return (
        len({row.meeting_id for row in found}),
        len({row.meeting_id for row in found if not row.has_list}),
        sum(row.sent_regrets for row in found),
        f"{sum(row.came for row in found)} of {len(known)}" if known else "–",
    )

"""The figures of a statement counted naively from the exported tables, by loops over all rows."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

Table = list[dict[str, str]]
Tables = dict[str, Table]


def tables_of(files: dict[str, bytes]) -> Tables:
    """The raw tables of an export, by their names."""
    return {
        name.removeprefix("tables/").removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        )
        for name, content in files.items()
        if name.startswith("tables/")
    }


class NaiveModel:
    """Counts for days in a zone, of one organization, of one group, or of all."""

    def __init__(
        self,
        tables: Tables,
        zone: str,
        first: date,
        last: date,
        now: datetime,
        *,
        organization: int | None = None,
        group: int | None = None,
    ) -> None:
        self.tables, self.zone = tables, ZoneInfo(zone)
        self.first, self.last, self.now = first, last, now
        self.organization = "" if organization is None else str(organization)
        self.group = "" if group is None else str(group)
        self.served = self._served()

    def figures(self) -> dict[str, int]:
        given = [row for row in self.tables["contributions"] if self._is_given(row)]
        meetings = [row for row in self.tables["meetings"] if self._is_held(row)]
        decisions = [row for row in self.tables["decisions"] if self._is_decided(row)]
        done = [row for row in self.tables["deliverables"] if self._is_done(row)]
        groups = {group for _person, group, _days, _hours in self.served}
        is_own = [not self.organization or row["group_id"] in groups for row in done]
        lists = {
            row["subject"]
            for row in self.tables["history"]
            if row["action"] == "meeting.attendance"
        }
        hours = sum(h * 12 * days / 365 for _person, _group, days, h in self.served)
        units = [row for row in self._units() if row["answered_at"] or not row["excused"]]
        joined = self._commitments()
        return {
            "people-active": len({row["person_id"] for row in given}),
            "libraries-active": len({row["organization_id"] for row in given} - {""}),
            "people-serving": len({person for person, *_ in self.served}),
            "groups-served": len(groups),
            "services": len({(person, group) for person, group, *_ in self.served}),
            "hours-asked": int(hours + 0.5),
            "meetings-attended": self._of(given, "attended"),
            "meetings-chaired": self._of(given, "chaired"),
            "minutes-taken": self._of(given, "recorded"),
            "tasks-completed": self._of(given, "completed task"),
            "calls-answered-by-people": self._of(given, "answered call"),
            "calls-wanted": len(units),
            "calls-answered": sum(row["answered_at"] != "" for row in units),
            "offers-joined": len(joined),
            "offers-cost": sum(int(row["cents"]) for row in joined),
            "savings-declared": sum(int(row["saved_cents"] or 0) for row in joined),
            "vacant-seats": sum(map(self._is_vacant, self.tables["seats"])),
            "stories": sum(map(self._is_told, self.tables["stories"])),
            "meetings-held": len(meetings),
            "meetings-without-list": sum(f"meeting:{row['id']}" not in lists for row in meetings),
            "decisions": len(decisions),
            "deliverables-finished": sum(is_own),
            "deliverables-of-others": len(is_own) - sum(is_own),
            "meetings-attended-by-others": self._of(self._others(), "attended"),
            "tasks-completed-by-others": self._of(self._others(), "completed task"),
        }

    def _of(self, rows: Table, kind: str) -> int:
        return sum(row["kind"] == kind for row in rows)

    def _is_given(self, row: dict[str, str]) -> bool:
        is_here = not self.organization or row["organization_id"] == self.organization
        is_here = is_here and (not self.group or row["group_id"] == self.group)
        return is_here and self._is_within(row["occurred_at"])

    def _others(self) -> Table:
        return [
            row
            for row in self.tables["contributions"]
            if row["organization_id"] != self.organization and self._is_within(row["occurred_at"])
        ]

    def _is_held(self, row: dict[str, str]) -> bool:
        if row["status"] != "on" or not self._is_within(row["starts_at"]):
            return False
        if self.organization:
            return row["group_id"] in {group for _person, group, *_ in self.served}
        return not self.group or row["group_id"] == self.group

    def _is_decided(self, row: dict[str, str]) -> bool:
        at = moment(row["recorded_at"])
        if not self._is_within(row["recorded_at"]):
            return False
        if self.group:
            return row["group_id"] == self.group
        if not self.organization:
            return True
        return any(
            service["group_id"] == row["group_id"]
            and holds(service, at)
            and self._home(service["person_id"], at) == self.organization
            for service in self.tables["memberships"]
        )

    def _is_done(self, row: dict[str, str]) -> bool:
        if not row["done_on"] or not self.first <= date.fromisoformat(row["done_on"]) <= self.last:
            return False
        return not self.group or row["group_id"] == self.group

    def _units(self) -> Table:
        """The units of the calls that closed."""
        calls = {
            row["id"]
            for row in self.tables["calls"]
            if row["state"] == "closed" and self._is_within(row["closed_at"])
        }
        return [row for row in self._own_units() if row["call_id"] in calls]

    def _own_units(self) -> Table:
        """The units of all calls of the group, or of those of which the library is part."""
        groups = {row["id"]: row["group_id"] for row in self.tables["calls"]}
        parts = {
            (row["unit_id"], row["organization_id"]) for row in self.tables["call_unit_libraries"]
        }
        return [
            row
            for row in self.tables["call_units"]
            if not self.group or groups[row["call_id"]] == self.group
            if self.organization in ("", row["organization_id"])
            or (row["id"], self.organization) in parts
        ]

    def _commitments(self) -> Table:
        units = {row["id"] for row in self._own_units()}
        until = min(self.last, self.now.astimezone(self.zone).date())
        return [
            row
            for row in self.tables["commitments"]
            if row["unit_id"] in units
            and self.first <= date.fromisoformat(row["starts_on"]) <= until
        ]

    def _is_vacant(self, seat: dict[str, str]) -> bool:
        groups = {row["id"]: row for row in self.tables["groups"]}
        _begin, at = self._bounds()
        ended = groups[seat["group_id"]]["discharged_at"]
        is_open = moment(seat["created_at"]) <= at and not (
            seat["closed_at"] and moment(seat["closed_at"]) <= at
        )
        held = any(
            row["seat_id"] == seat["id"] and holds(row, at) for row in self.tables["memberships"]
        )
        is_active = not ended or moment(ended) > at
        return self.group in ("", seat["group_id"]) and is_open and is_active and not held

    def _is_told(self, row: dict[str, str]) -> bool:
        """Whether a story may be quoted to the readers of this statement."""
        if row["state"] != "submitted" or not row["quotable_at"]:
            return False
        day = moment(row["submitted_at"]).astimezone(self.zone).date()
        private = {row["id"] for row in self.tables["groups"] if row["is_private"] == "yes"}
        is_shown = row["group_id"] not in private or row["hides_group"] == "yes"
        if not self.first <= day <= self.last or not is_shown:
            return False
        if self.group:
            return row["group_id"] == self.group and self.group not in private
        if row["audience"] == "members":
            return False
        library = self._heir(row["organization_id"])
        is_own = library == self.organization and row["nameable_at"] != ""
        return not self.organization or is_own

    def _heir(self, number: str) -> str:
        """What an organization is part of by now."""
        known = {row["id"]: row["merged_into_id"] for row in self.tables["organizations"]}
        while known.get(number):
            number = known[number]
        return number

    def _is_within(self, text: str) -> bool:
        at = moment(text)
        return self.first <= at.astimezone(self.zone).date() <= self.last and at < self.now

    def _home(self, person: str, at: datetime) -> str:
        homes = [
            row for row in self.tables["homes"] if row["person_id"] == person and holds(row, at)
        ]
        return homes[0]["organization_id"] if homes else ""

    def _served(self) -> list[tuple[str, str, int, int]]:
        """Each unbroken stretch of a service at one place: person, group, days and hours."""
        groups = {row["id"]: row for row in self.tables["groups"]}
        seats = {row["id"]: row["hours_a_month"] for row in self.tables["seats"]}
        found = []
        for service in self.tables["memberships"]:
            group = groups[service["group_id"]]
            if self.group and service["group_id"] != self.group:
                continue
            stated = seats.get(service["seat_id"]) or group["hours_a_month"] or 0
            hours = 0 if service["role"] == "observer" else int(stated)
            for since, until in self._stretches(service, group):
                first = since.astimezone(self.zone).date()
                last = (until - timedelta(microseconds=1)).astimezone(self.zone).date()
                days = (last - first).days + 1
                found.append((service["person_id"], service["group_id"], days, hours))
        return found

    def _stretches(
        self, service: dict[str, str], group: dict[str, str]
    ) -> list[tuple[datetime, datetime]]:
        """When somebody served within the period while she worked at the place that is asked for,
        found by walking from one change to the next.
        """
        begin, end = self._bounds()
        begin = max(begin, moment(service["since"]))
        for text in (service["until"], group["discharged_at"]):
            end = min(end, moment(text)) if text else end
        person = service["person_id"]
        homes = [row for row in self.tables["homes"] if row["person_id"] == person]
        edges = {moment(row[name]) for row in homes for name in ("since", "until") if row[name]}
        cuts = sorted({begin, end, *(at for at in edges if begin < at < end)})
        if begin >= end:
            return []
        pieces = list(pairwise(cuts))
        return [
            piece
            for piece in pieces
            if not self.organization or self._home(person, piece[0]) == self.organization
        ]

    def _bounds(self) -> tuple[datetime, datetime]:
        """When the period begins, and when it is over, or now while it goes on."""
        begin, end = (
            datetime.combine(day, datetime.min.time(), self.zone).astimezone(UTC)
            for day in (self.first, self.last + timedelta(days=1))
        )
        return begin, max(begin, min(self.now, end))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def holds(row: dict[str, str], at: datetime) -> bool:
    return moment(row["since"]) <= at and (not row["until"] or moment(row["until"]) > at)

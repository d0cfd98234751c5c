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
        return {
            "people-active": len({row["person_id"] for row in given}),
            "libraries-active": len({row["organization_id"] for row in given} - {""}),
            "people-serving": len({person for person, *_ in self.served}),
            "groups-served": len(groups),
            "services": len({(person, group) for person, group, *_ in self.served}),
            "hours-asked": int(hours + 0.5),
            "meetings-attended": self._of(given, "attended"),
            "meetings-chaired": self._of(given, "chaired"),
            "tasks-completed": self._of(given, "completed task"),
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
        found = []
        for service in self.tables["memberships"]:
            group = groups[service["group_id"]]
            if self.group and service["group_id"] != self.group:
                continue
            hours = 0 if service["role"] == "observer" else int(group["hours_a_month"] or 0)
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
        begin = datetime.combine(self.first, datetime.min.time(), self.zone).astimezone(UTC)
        after = self.last + timedelta(days=1)
        end = min(self.now, datetime.combine(after, datetime.min.time(), self.zone).astimezone(UTC))
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


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def holds(row: dict[str, str], at: datetime) -> bool:
    return moment(row["since"]) <= at and (not row["until"] or moment(row["until"]) > at)

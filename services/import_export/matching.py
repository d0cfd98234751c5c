"""Who is meant: people by mail address, else by Slack id, else by name where they have neither."""

from collections import defaultdict
from typing import Any

from services import people
from services.groups import name_key
from services.import_export.csv_rows import ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.library_checks import last_heir
from services.import_export.sheets import PEOPLE
from services.import_export.state import ConsortiumState, ImportEntry


class PeopleIndex:
    """Everybody the consortium and the files know, in the ways in which a file can mean them."""

    def __init__(self, state: ConsortiumState) -> None:
        self._by_email: dict[str, ImportEntry] = {}
        self._by_slack_id: dict[str, ImportEntry] = {}
        self._by_name: defaultdict[str, list[ImportEntry]] = defaultdict(list)
        self._domains = {
            domain: key
            for key, entry in state.libraries.items()
            for domain in entry.after["mail_domains"]
        }
        self._organizations: defaultdict[str, set[str]] = defaultdict(set)
        self._former: defaultdict[str, set[str]] = defaultdict(set)
        for key, entry in state.libraries.items():
            for name in (entry.after["name"], entry.after["short_name"]):
                self._organizations[name_key(name)].add(key)
        for key, entry in state.libraries.items():
            for former in entry.after["former_names"]:
                for name in filter(None, (former.name, former.short_name)):
                    self._former[name_key(name)].add(key)
        self._libraries = state.libraries
        for entry in state.people:
            self.add(entry)

    def add(self, entry: ImportEntry) -> None:
        """Let ``entry`` be found under what it will be, beside what it was."""
        namesakes = self._by_name[name_key(entry.after["name"])]
        if entry not in namesakes:
            namesakes.append(entry)
        for email in _addresses(entry):
            self._by_email.setdefault(email, entry)
        if slack_id := entry.after["slack_id"]:
            self._by_slack_id.setdefault(slack_id, entry)

    def match(self, cells: dict[str, Any]) -> ImportEntry | str | None:
        """The person a row of people.csv speaks of, None for a new one,
        or why that cannot be told.
        """
        written = [cells.get("email", ""), *cells.get("other_emails", ())]
        by_email = [self._by_email[email] for email in written if email in self._by_email]
        by_slack_id = self._by_slack_id.get(cells.get("slack_id", ""))
        for found in by_email[1:]:
            if found is not by_email[0]:
                return (
                    f"One of the addresses belongs to {by_email[0].after['name']} and one to "
                    f"{found.after['name']}. If they are one person, the program manager merges"
                    " them."
                )
        if by_email and by_slack_id and by_email[0] is not by_slack_id:
            return (
                f"The address belongs to {by_email[0].after['name']} and the Slack id to "
                f"{by_slack_id.after['name']}. Correct one of them."
            )
        return (by_email[0] if by_email else by_slack_id) or self._by_name_alone(cells)

    def named(self, text: str) -> ImportEntry | str:
        """The person a membership names, by address, Slack id or name;
        or why that cannot be told.
        """
        address = people.readable_address(text) or text.lower()
        if found := self._by_email.get(address) or self._by_slack_id.get(text):
            return found
        namesakes = self._by_name.get(name_key(text), [])
        match [entry for entry in namesakes if _has_no_address(entry)] or namesakes:
            case [entry]:
                return entry
            case []:
                return f"Nobody is known as “{text[:60]}”. Add them to people.csv, or correct it."
            case _:
                return f"Several people are named “{text[:60]}”. Write the email address instead."

    def organization_called(self, text: str) -> str:
        """The key of the organization with this key, or this full or short name, or an old one, or
        of what it became part of; what was written where that is none, or several.
        """
        key, name = text.casefold(), name_key(text)
        named = self._organizations.get(name) or self._former.get(name, set())
        called = {last_heir(found, self._libraries) for found in named}
        if key not in self._libraries and len(called) == 1:
            key = next(iter(called))
        return last_heir(key, self._libraries)

    def organization_of(self, email: str | None) -> str | None:
        """The key of the organization with the longest mail domain that the address ends in."""
        labels = (email or "").rpartition("@")[2].split(".")
        endings = (".".join(labels[start:]) for start in range(len(labels)))
        found = next((self._domains[ending] for ending in endings if ending in self._domains), None)
        return last_heir(found, self._libraries) if found else None

    def _by_name_alone(self, cells: dict[str, Any]) -> ImportEntry | str | None:
        namesakes = self._by_name.get(name_key(cells["name"]), [])
        without = [entry for entry in namesakes if _has_no_address(entry)]
        if "email" in cells or "slack_id" in cells:
            # Somebody who was known by name alone has got an address; a namesake in the files is
            # another.
            without = [entry for entry in without if entry.line is None]
            return without[0] if len(without) == 1 else None
        if len(without) > 1:
            return (
                f"Several people without address are named “{cells['name'][:60]}”. Give each an"
                " address."
            )
        return without[0] if without else None


def keep_addresses(entry: ImportEntry, row: ImportRow) -> None:
    """Let somebody be known by her former address, too, unless the row lists the others itself."""
    others = set(entry.after["other_emails"])
    former = entry.before["email"] if entry.before else None
    if former and "other_emails" not in row.cells:
        others.add(former)
    entry.after["other_emails"] = tuple(sorted(others - {entry.after["email"]}))


def check_addresses(made: ImportPlan) -> None:
    """Complain of an address that two people are to have."""
    owners: defaultdict[str, list[ImportEntry]] = defaultdict(list)
    for entry in made.state.people:
        for email in _addresses(entry):
            owners[email].append(entry)
    for email, claiming in owners.items():
        for entry in claiming if len(claiming) > 1 else []:
            others = ", ".join(other.after["name"] for other in claiming if other is not entry)
            if entry.line:
                what = f"“{email}” belongs to {others} too. Leave it with one."
                made.add_problem_at(PEOPLE.file, entry.line, "email", what)


def check_namesakes(made: ImportPlan) -> None:
    """Complain of a new person who may be somebody known with a new address.

    Whoever is known and has a line of her own in the file, too, is another person.
    """
    known: defaultdict[str, list[ImportEntry]] = defaultdict(list)
    for entry in made.state.people:
        if entry.before is not None and entry.line is None:
            known[name_key(entry.after["name"])].append(entry)
    for entry in made.state.people:
        namesakes = known[name_key(entry.after["name"])]
        if entry.before is None and namesakes:
            made.add_problem_at(PEOPLE.file, entry.line, "name", _may_be(namesakes[0]))


def _may_be(known: ImportEntry) -> str:
    facts = known.after
    if facts["email"]:
        by, where = facts["email"], "that address under other_emails"
    elif facts["slack_id"]:
        by, where = f"the Slack id {facts['slack_id']}", "it under slack_id"
    else:
        by, where = "name alone", "her line without an address"
    return (
        f"{facts['name']} is known already, by {by}. If this is the same person, write {where};"
        " if it is another one, give the known one a line of her own."
    )


def _addresses(entry: ImportEntry) -> list[str]:
    main = entry.after["email"]
    return [*([main] if main else []), *entry.after["other_emails"]]


def _has_no_address(entry: ImportEntry) -> bool:
    return not (entry.after["email"] or entry.after["slack_id"])

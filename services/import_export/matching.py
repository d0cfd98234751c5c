"""Who is meant: people by mail address, else by Slack id, else by name where they have neither."""

from collections import defaultdict
from typing import Any

from services.import_export.cells import one_line
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
        for entry in state.people:
            self.add(entry)

    def add(self, entry: ImportEntry) -> None:
        """Let ``entry`` be found under what it will be, beside what it was."""
        namesakes = self._by_name[entry.after["name"].casefold()]
        if entry not in namesakes:
            namesakes.append(entry)
        if email := entry.after["email"]:
            self._by_email.setdefault(email, entry)
        if slack_id := entry.after["slack_id"]:
            self._by_slack_id.setdefault(slack_id, entry)

    def match(self, cells: dict[str, Any]) -> ImportEntry | str | None:
        """The person a row of people.csv speaks of, None for a new one,
        or why that cannot be told.
        """
        by_email = self._by_email.get(cells.get("email", ""))
        by_slack_id = self._by_slack_id.get(cells.get("slack_id", ""))
        if by_email and by_slack_id and by_email is not by_slack_id:
            return (
                f"The address belongs to {by_email.after['name']} and the Slack id to "
                f"{by_slack_id.after['name']}. Correct one of them."
            )
        return by_email or by_slack_id or self._by_name_alone(cells)

    def named(self, text: str) -> ImportEntry | str:
        """The person a membership names, by address, Slack id or name;
        or why that cannot be told.
        """
        if found := self._by_email.get(text.lower()) or self._by_slack_id.get(text):
            return found
        namesakes = self._by_name.get(one_line(text).casefold(), [])
        match [entry for entry in namesakes if _has_no_address(entry)] or namesakes:
            case [entry]:
                return entry
            case []:
                return f"Nobody is known as “{text[:60]}”. Add them to people.csv, or correct it."
            case _:
                return f"Several people are named “{text[:60]}”. Write the mail address instead."

    def organization_of(self, email: str | None) -> str | None:
        """The key of the organization with the longest mail domain that the address ends in."""
        labels = (email or "").rpartition("@")[2].split(".")
        endings = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self._domains[ending] for ending in endings if ending in self._domains), None)

    def _by_name_alone(self, cells: dict[str, Any]) -> ImportEntry | str | None:
        namesakes = self._by_name.get(one_line(cells["name"]).casefold(), [])
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


def _has_no_address(entry: ImportEntry) -> bool:
    return not (entry.after["email"] or entry.after["slack_id"])

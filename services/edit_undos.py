"""Taking back an edit of a group or a library, as long as what it changed is still as it made it.

The history has what each field was before. A noun whose edits can be taken back is a row here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Group, HistoryEntry, Organization, Person
from models.calendar_days import day_words
from models.reversible_changes import UNDO_DAYS
from models.subjects import Subject
from services import access, groups, organizations, terms
from services.access import Standing
from services.errors import Conflict, Invalid, NotFound

REVERSIBLE_FOR = timedelta(days=UNDO_DAYS)
GROUP_UNDONE = "group.edit_undone"
LIBRARY_UNDONE = "organization.edit_undone"
NO_SUCH_CHANGE = "There is no such change to undo. Type `/convene history` to see what was changed."
_GROUP_FIELDS = {name: words for name, words in groups.FIELD_WORDS.items() if name != "channel_id"}
LIBRARY_WORDS = {
    "name": "name",
    "short_name": "short name",
    "kind": "kind",
    "category": "category",
    "zone": "time zone",
    "staff_size": "staff size",
    "active_from": "first day",
    "active_until": "last day",
    "voting_unit": "voting unit",
    "mail_domains": "list of mail domains",
    "former_names": "list of former names",
}
"""The fields of a library's form, by their names in the history, and what they are called."""
_LIBRARY_FIELDS = {name: words for name, words in LIBRARY_WORDS.items() if name != "mail_domains"}


@dataclass(frozen=True)
class ReversibleEdit:
    """What it takes to undo an edit of one noun."""

    undone: str
    """The act that undoing is in the history."""
    fields: Mapping[str, str]
    """What can be undone, by its name in the history, and in words. What an edit does beside its
    own fields, such as placing people by a mail domain, cannot.
    """
    may_edit: Callable[[HistoryEntry, Standing], bool]
    to_edit: Callable[..., Any]
    recorded: Callable[[Session, Any], dict[str, Any]]
    restore: Callable[..., None]


EDITS = {
    groups.GROUP_CHANGED: ReversibleEdit(
        undone=GROUP_UNDONE,
        fields=_GROUP_FIELDS,
        may_edit=lambda entry, by: access.may_lead(entry.group_id, by=by),
        to_edit=access.group_to_edit,
        recorded=groups.recorded,
        restore=groups.restore,
    ),
    organizations.LIBRARY_CHANGED: ReversibleEdit(
        undone=LIBRARY_UNDONE,
        fields=_LIBRARY_FIELDS,
        may_edit=lambda _entry, by: access.may_edit_organizations(by),
        to_edit=access.organization_to_edit,
        recorded=organizations.recorded,
        restore=organizations.restore,
    ),
}
"""By the act that the history tells of."""


def may_undo(entry: HistoryEntry, *, by: Standing) -> bool:
    """Whether ``by`` may take an edit back that is not too old, and touched nothing else. What has
    changed since is seen only when it is tried.
    """
    edit = EDITS.get(entry.action)
    if edit is None or entry.by_id is None or entry.at < by.at - REVERSIBLE_FOR:
        return False
    changed = entry.after.keys()
    is_whole = entry.before.keys() == changed and changed <= edit.fields.keys()
    return bool(changed) and is_whole and edit.may_edit(entry, by)


def reversible(session: Session, entries: Iterable[HistoryEntry], *, by: Standing) -> set[int]:
    """The ids of those edits that ``by`` may take back, and that were not undone nor changed since,
    as far as the history tells, in groups that go on: one query, and none where there is no such
    edit. Since is by the order of writing, which is what the fields follow, whatever the moments.
    """
    edits = [entry for entry in entries if may_undo(entry, by=by)]
    if not edits:
        return set()
    these_and_later = (
        select(HistoryEntry)
        .join(Group, col(Group.id) == HistoryEntry.group_id, isouter=True)
        .where(
            col(HistoryEntry.subject).in_({entry.subject for entry in edits}),
            col(HistoryEntry.id) >= min(entry.id for entry in edits),
            terms.active(by.at),
        )
    )
    found: defaultdict[str, list[HistoryEntry]] = defaultdict(list)
    for row in session.exec(these_and_later.order_by(col(HistoryEntry.id))):
        found[row.subject].append(row)
    goes_on = {row.id for rows in found.values() for row in rows}
    return {
        entry.id
        for entry in edits
        if entry.id in goes_on and _is_last_word(entry, found[entry.subject])
    }


def _is_last_word(entry: HistoryEntry, of_subject: Iterable[HistoryEntry]) -> bool:
    """Whether each field of an edit is still as it made it, by what the history says since."""
    later = [row for row in of_subject if row.id > entry.id]
    present: dict[str, Any] = {}
    for row in later:
        present |= row.after
    is_same = all(present.get(name, value) == value for name, value in entry.after.items())
    return is_same and _undoing(entry, later) is None


def made_now(session: Session, thing: Group | Organization, *, by: Standing) -> int | None:
    """The id of the edit of a group or a library that ``by`` has just made and may undo; None where
    there is none, as where nothing changed.
    """
    session.flush()
    newest = select(HistoryEntry).where(
        HistoryEntry.subject == str(Subject.of(thing)),
        col(HistoryEntry.action).in_(EDITS),
        HistoryEntry.by_id == by.person.id,
        HistoryEntry.at == by.at,
    )
    entry = session.exec(newest.order_by(col(HistoryEntry.id).desc())).first()
    return entry.id if entry and may_undo(entry, by=by) else None


def undo(session: Session, entry_id: int, *, by: Standing) -> Group | Organization:
    """Give each field that an edit changed the value that it had before, and say of what.

    Raises ``Conflict`` where it was undone already, where one of them has changed since, or could
    not be so any more.
    """
    entry = session.get(HistoryEntry, entry_id)
    if entry is None or entry.action not in EDITS:
        raise NotFound(NO_SUCH_CHANGE)
    edit = EDITS[entry.action]
    try:
        row: Group | Organization = edit.to_edit(session, _id_of(entry), by=by)
    except NotFound:
        raise NotFound(NO_SUCH_CHANGE) from None
    if not may_undo(entry, by=by):
        raise Conflict(
            f"That change cannot be undone: it was more than {UNDO_DAYS} days ago, or did more than"
            " change fields. Change what is wrong by hand."
        )
    _check_not_undone(session, entry, edit, row, by)
    _check_unchanged(edit, entry.after, edit.recorded(session, row), row)
    try:
        edit.restore(session, row, entry.before, by=by.person, now=by.at, action=edit.undone)
    except Invalid as error:
        raise Conflict(f"That change of {row.name} cannot be undone. {error.message}") from None
    return row


def _id_of(entry: HistoryEntry) -> int:
    return int(Subject.parse(entry.subject).id)


def _check_not_undone(
    session: Session,
    entry: HistoryEntry,
    edit: ReversibleEdit,
    row: Group | Organization,
    by: Standing,
) -> None:
    """Raise ``Conflict`` where an edit was undone before another one alike was made."""
    later = select(HistoryEntry).where(
        HistoryEntry.subject == entry.subject,
        col(HistoryEntry.action).in_((entry.action, edit.undone)),
        col(HistoryEntry.id) > entry.id,
    )
    found = _undoing(entry, session.exec(later.order_by(col(HistoryEntry.id))))
    if found is None:
        return
    person = session.get(Person, found.by_id or 0)
    name = "you" if found.by_id == by.person.id else person.name if person else "somebody"
    day = day_words(found.at.astimezone(ZoneInfo(by.person.zone)).date())
    raise Conflict(
        f"That change of {row.name} was undone already, by {name} on {day}. Nothing was changed."
    )


def _undoing(entry: HistoryEntry, later: Iterable[HistoryEntry]) -> HistoryEntry | None:
    """What undid an edit before another one alike was made, of the ``later`` ones in their order;
    None where nothing did.
    """
    repeated = (entry.action, entry.before, entry.after)
    undoing = (EDITS[entry.action].undone, entry.after, entry.before)
    for found in later:
        facts = (found.action, found.before, found.after)
        if facts in (repeated, undoing):
            return found if facts == undoing else None
    return None


def _check_unchanged(
    edit: ReversibleEdit,
    after: Mapping[str, Any],
    present: Mapping[str, Any],
    row: Group | Organization,
) -> None:
    for name, value in after.items():
        if present[name] != value:
            raise Conflict(
                f"The {edit.fields[name]} of {row.name} has changed since, so that change cannot be"
                " undone. Nothing was changed."
            )

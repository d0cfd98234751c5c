"""Which organization a typed name means: by its short word, its names, and each of its old ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from sqlmodel import Session, col, select

from models import FormerName, Organization
from models.member_libraries import NameMatch
from services import spelling
from services.groups import name_key

SHORTEST_START = 3
"""Two letters begin too many names."""
_LONGEST_NAME = 200


def called(session: Session, text: str) -> NameMatch:
    """What is called so, else what begins so, else what has it as a word: two queries.

    A present name goes before an old one. What was merged leads to what it became part of.
    """
    typed = name_key(text)[:_LONGEST_NAME]
    by_id = {row.id: row for row in session.exec(select(Organization).order_by(_BY_NAME))}
    present = _names((row.id, row.key, row.short_name, row.name) for row in by_id.values())
    former = _names(
        (row.organization_id, row.short_name, row.name) for row in session.exec(select(FormerName))
    )
    for found in (present.get(typed), former.get(typed), _partly(typed, present, former)):
        if found:
            heirs = {heir_of(by_id[row_id], by_id).id for row_id in found}
            return NameMatch(tuple(row for row in by_id.values() if row.id in heirs))
    return NameMatch((), _nearest(typed, by_id, {**former, **present}))


def merged_called(session: Session, text: str) -> Organization | None:
    """What is called so itself and is part of another one: where ``called`` leads elsewhere."""
    typed = name_key(text)[:_LONGEST_NAME]
    by_id = {row.id: row for row in session.exec(select(Organization))}
    present = _names((row.id, row.key, row.short_name, row.name) for row in by_id.values())
    found = [by_id[row_id] for row_id in present.get(typed, ())]
    return found[0] if len(found) == 1 and found[0].merged_into_id is not None else None


def every_name(session: Session) -> dict[str, set[int]]:
    """The ids of organizations by each name that they have or had, an old name only where no
    present one is the same.
    """
    rows = session.exec(select(Organization)).all()
    present = _names((row.id, row.short_name, row.name) for row in rows)
    former = _names(
        (row.organization_id, row.short_name, row.name) for row in session.exec(select(FormerName))
    )
    return {**former, **present}


def heir_of(organization: Organization, by_id: Mapping[int, Organization]) -> Organization:
    """What an organization has become part of in the end; itself where it goes on."""
    seen = {organization.id}
    while heir := by_id.get(organization.merged_into_id or 0):
        if heir.id in seen:
            break
        seen.add(heir.id)
        organization = heir
    return organization


_BY_NAME = col(Organization.short_name)


def _names(rows: Iterable[tuple[int, *tuple[str, ...]]]) -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for row_id, *names in rows:
        for name in filter(None, map(name_key, names)):
            found[name].add(row_id)
    return dict(found)


def _partly(typed: str, *all_names: Mapping[str, set[int]]) -> set[int]:
    """Whose name begins so; where there is none, of whose name it is a word."""
    if len(typed) < SHORTEST_START:
        return set()
    for fits in (str.startswith, _has_word):
        for names in all_names:
            found = [ids for name, ids in names.items() if fits(name, typed)]
            if found:
                return set().union(*found)
    return set()


def _has_word(name: str, typed: str) -> bool:
    return f" {typed}" in f" {name}"


def _nearest(
    typed: str, by_id: Mapping[int, Organization], names: Mapping[str, set[int]]
) -> Organization | None:
    close = spelling.nearest(typed, names)
    name = close or next(iter(get_close_matches(typed, names, n=1, cutoff=0.72)), None)
    return heir_of(by_id[min(names[name])], by_id) if name else None

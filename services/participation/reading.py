"""Reading a typed question:
names of libraries, groups and directions, a breakdown, and a period.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Direction, FormerName, Group, MemberRole, Organization, Person
from models.academic_terms import TERM_DAYS
from models.calendar_days import day_words
from models.database import run_plain
from services import academic_terms, access, consortium, dates
from services.access import Standing
from services.dates import Period
from services.dates.periods import FIRST_DAY
from services.dates.words import number
from services.errors import Invalid
from services.participation.queries import SO_FAR, Breakdown, ParticipationQuery, usual_breakdown
from services.participation.questions import (
    COUNTED,
    LARGEST_COUNT,
    LEAST_COUNT,
    OF_PEOPLE,
    PHRASES,
    USUAL_COUNT,
    QueryKind,
)

Words = tuple[str, ...]
MOST_QUERY_WORDS = 60

_KEY = re.compile(
    r"(?<!\S)(library|group|direction|kind|role|since|from|until|to|period|by):\s*", re.IGNORECASE
)
_NAMES = ("library", "group", "direction", "kind", "role")
_DATES = {"since": "since", "from": "since", "until": "to", "to": "to", "period": "", "by": "by"}
_BY = {
    **{"library": Breakdown.LIBRARY, "libraries": Breakdown.LIBRARY, "group": Breakdown.GROUP},
    **{
        "groups": Breakdown.GROUP,
        "direction": Breakdown.DIRECTION,
        "directions": Breakdown.DIRECTION,
    },
    **{"person": Breakdown.PERSON, "people": Breakdown.PERSON, "member": Breakdown.PERSON},
    **{"kind": Breakdown.CATEGORY, "kinds": Breakdown.CATEGORY, "category": Breakdown.CATEGORY},
    **{"role": Breakdown.ROLE, "roles": Breakdown.ROLE, "figure": Breakdown.FIGURE},
}
_SEASONS = frozenset(("semester", "term", "fall", "autumn", "spring", "summer"))
"""Of which one is in every name of an academic term."""
_LINKS = frozenset(("in", "for", "of", "at", "and", "with", "during", "the", "which"))
_ROLES = tuple(MemberRole)


class KnownName(NamedTuple):
    """One way to name a thing."""

    kind: str
    words: Words
    id: int
    label: str
    """How the thing is called where it is proposed."""


@dataclass(frozen=True)
class Calendar:
    """What periods are read against."""

    today: date
    fiscal_year_start: int
    term_days: str = TERM_DAYS
    unless_typed: str = SO_FAR
    """What is meant where no period is named."""


def calendar_of(session: Session, today: date, *, unless_typed: str = SO_FAR) -> Calendar:
    """That of the consortium on a day in its zone."""
    settings = consortium.settings(session)
    return Calendar(today, settings.fiscal_year_start, settings.term_days, unless_typed)


@dataclass
class _PartialQuery:
    """What has been understood so far, and the words that have not."""

    ids: dict[str, int] = field(default_factory=dict)
    by: Breakdown | None = None
    left: Words = ()
    kind: QueryKind = QueryKind.FIGURES
    count: int = 0


def read(
    session: Session,
    text: str,
    *,
    who: Standing,
    group: Group | None,
    otherwise: Group | None = None,
    person: Person | None = None,
    calendar: Calendar,
) -> ParticipationQuery:
    """The question that a line asks: ``library:Tunxis since:2025-07-01``, or ``Tunxis last
    quarter``.

    Names count whatever their case, in full, as a short name, as a key, or by their beginning where
    that is enough. ``group`` is one that the line has named already, and ``otherwise`` the one that
    is meant where it names none; ``person`` is whom it mentions. Only what ``who`` may know of is
    found. Raises ``Invalid`` with the nearest name for what cannot be understood.
    """
    names = names_known_to(session, who)
    partial = _PartialQuery(ids={"group": group.id} if group else {})
    _take_keyed(partial, _without_question(partial, text), names)
    _take_breakdown(partial)
    names = [name for name in names if name.kind != "role"]
    _take_spans(partial, names, whole=True)
    period = _period(partial, names, calendar)
    ids, meant = partial.ids, group or otherwise
    if meant:
        ids.setdefault("group", meant.id)
    by = partial.by or (Breakdown.GROUP if person else None)
    query = ParticipationQuery(
        period,
        library=session.get(Organization, ids["library"]) if "library" in ids else None,
        group=_group(session, ids.get("group"), meant),
        direction=session.get(Direction, ids["direction"]) if "direction" in ids else None,
        person=person,
        category=_category(session, ids.get("kind")),
        role=_ROLES[ids["role"]] if "role" in ids else None,
    )
    return of_kind(query, partial.kind, partial.count, by)


def of_kind(
    query: ParticipationQuery, kind: QueryKind, count: int, by: Breakdown | None
) -> ParticipationQuery:
    """The same narrowing as a question of a kind, with the rows that are usual for it where ``by``
    is None. Raises ``Invalid`` for a number that is too small or too large, and where a question
    about a group names none.
    """
    if count and not LEAST_COUNT <= count <= LARGEST_COUNT:
        raise Invalid(f"Ask about {LEAST_COUNT} to {LARGEST_COUNT} of them.")
    if kind in OF_PEOPLE or kind is QueryKind.NO_GROUP:
        by = Breakdown.PERSON if kind in OF_PEOPLE else Breakdown.LIBRARY
    elif by is None and kind is QueryKind.COMPARED:
        by = Breakdown.FIGURE
    if kind is QueryKind.NOT_CAME and query.group is None:
        raise Invalid(
            "Say of which group, such as `/participation who has not come to the last three"
            " group:Metadata`."
        )
    if kind is QueryKind.NOT_CAME:
        last = query.period.last
        query = replace(query, period=Period(FIRST_DAY, last, f"up to {day_words(last)}"))
    usual = usual_breakdown(library=query.library is not None, group=query.group is not None)
    count = count or (USUAL_COUNT if kind in COUNTED else 0)
    return replace(query, by=by or usual, kind=kind, count=count)


def _without_question(partial: _PartialQuery, text: str) -> str:
    """The line without the words that say of what kind the question is."""
    spaced = " ".join(text.split())
    for phrase, kind in PHRASES:
        if found := phrase.search(spaced):
            typed = found.groupdict().get("count")
            partial.kind, partial.count = kind, number(typed.casefold()) if typed else 0
            if typed and not partial.count:
                raise Invalid(f"Ask about {LEAST_COUNT} to {LARGEST_COUNT} of them.")
            return f"{spaced[: found.start()]} {spaced[found.end() :]}"
    return text


def _category(session: Session, library_id: int | None) -> str | None:
    """The kind of library, which is known by a library of that kind."""
    return session.get_one(Organization, library_id).category if library_id else None


def _group(session: Session, group_id: int | None, meant: Group | None) -> Group | None:
    """The group of this id, which may be the one that is at hand."""
    if group_id is None or (meant and meant.id == group_id):
        return meant
    return session.get(Group, group_id)


def _row(kind: str, row_id: Any, private: Any, label: Any, *typed_as: Any) -> Any:
    """Columns of everything that has a name; each kind has three ways to be called at most."""
    return sa.select(sa.literal_column(f"'{kind}'"), row_id, private, label, *typed_as)


_NONE: Any = sa.literal_column("''")
_NAMED = sa.union_all(
    _row(
        "library",
        col(Organization.id),
        sa.false(),
        col(Organization.short_name),
        col(Organization.key),
        col(Organization.short_name),
        col(Organization.name),
    ),
    _row(
        "library",
        col(FormerName.organization_id),
        sa.false(),
        col(Organization.short_name),
        col(FormerName.name),
        col(FormerName.short_name),
        _NONE,
    ).join(Organization, col(Organization.id) == FormerName.organization_id),
    _row(
        "group",
        col(Group.id),
        col(Group.is_private),
        col(Group.name),
        col(Group.name),
        _NONE,
        _NONE,
    ),
    _row(
        "kind",
        sa.func.min(col(Organization.id)),
        sa.false(),
        col(Organization.category),
        col(Organization.category),
        col(Organization.category).concat("s"),
        _NONE,
    )
    .where(col(Organization.category) != "")
    .group_by(col(Organization.category)),
    _row(
        "direction",
        col(Direction.id),
        sa.false(),
        col(Direction.name),
        col(Direction.key),
        col(Direction.name),
        _NONE,
    ),
)
"""All that can be named in one query. Slack's people wait for this, and no objects are needed."""


def names_known_to(session: Session, who: Standing) -> list[KnownName]:
    """All by which ``who`` may name a library, a group or a direction: one query."""
    roles = [KnownName("role", words_of(role), at, role) for at, role in enumerate(_ROLES)]
    return roles + [
        KnownName(kind, words, row_id, label)
        for kind, row_id, is_private, label, *typed_as in run_plain(session, _NAMED).all()
        if kind != "group" or access.may_know_of(row_id, is_private=is_private, by=who)
        for words in map(words_of, typed_as)
        if words
    ]


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """The words of a line whatever their case, without quotes and marks between them."""
    plain = re.sub(r"[,;“”\"]", " ", text).casefold()
    return tuple(plain.split())


def _take_keyed(partial: _PartialQuery, text: str, names: Sequence[KnownName]) -> None:
    """Take ``library:Tunxis`` and its like;
    what follows the name stays, as do the words of dates.
    """
    if len(words_of(text)) > MOST_QUERY_WORDS:
        raise Invalid(
            "That is too long to be a question of one line. Type `/participation` for the form."
        )
    before, *rest = _KEY.split(text)
    partial.left = words_of(before)
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        words = words_of(value)
        if key.casefold() in _NAMES:
            words = _without_leading_name(partial, key.casefold(), words, names)
        else:
            words = (*words_of(_DATES[key.casefold()]), *words)
        partial.left += words


def _without_leading_name(
    partial: _PartialQuery, kind: str, words: Words, names: Sequence[KnownName]
) -> Words:
    alike = [name for name in names if name.kind == kind]
    for whole in (True, False):
        for length in range(len(words), 0, -1):
            if found := _named(words[:length], alike, whole=whole):
                _put(partial, found)
                return words[length:]
    noun = "kind of library" if kind == "kind" else kind
    raise _unknown(words[:3], alike, f"I know no {noun} called")


def _take_breakdown(partial: _PartialQuery) -> None:
    for at in range(len(partial.left) - 1):
        if partial.left[at] == "by" and partial.left[at + 1] in _BY:
            partial.by = _BY[partial.left[at + 1]]
            is_whole = partial.left[at + 2 : at + 4] == ("of", "library")
            partial.left = partial.left[:at] + partial.left[at + (4 if is_whole else 2) :]
            return


def _take_spans(partial: _PartialQuery, names: Sequence[KnownName], *, whole: bool) -> None:
    """Take every run of words that names something, the longest first,
    with the ``in`` before it.
    """
    for length in range(
        min(len(partial.left), max((len(name.words) for name in names), default=0)), 0, -1
    ):
        at = 0
        while at + length <= len(partial.left):
            found = _named(partial.left[at : at + length], names, whole=whole)
            if found is None:
                at += 1
                continue
            _put(partial, found)
            start = at - 1 if at and partial.left[at - 1] in _LINKS else at
            partial.left = partial.left[:start] + partial.left[at + length :]
            at = start


def _named(words: Words, names: Sequence[KnownName], *, whole: bool) -> KnownName | None:
    """The one thing of this name, or whose name begins so.

    Raises ``Invalid`` where two kinds share it.
    """
    fits = [name for name in names if name.words == words or (not whole and _begins(name, words))]
    found = {(name.kind, name.id): name for name in fits}
    if len(found) > 1:
        # What has a name of its own is meant before all of its kind.
        found = {of: name for of, name in found.items() if of[0] != "kind"} or found
    kinds = {kind for kind, _ in found}
    if whole and len(kinds) > 1:
        name_text = " ".join(words)
        choices = " or ".join(f"{kind}:{name_text}" for kind in sorted(kinds))
        raise Invalid(f"“{name_text}” names more than one thing. Type {choices}.")
    return next(iter(found.values())) if len(found) == 1 else None


def _begins(name: KnownName, words: Words) -> bool:
    typed = " ".join(words)
    # Two letters begin too much: "in" would be any group whose name starts so.
    return len(typed) > 2 and " ".join(name.words).startswith(typed)


def _put(partial: _PartialQuery, name: KnownName) -> None:
    if partial.ids.setdefault(name.kind, name.id) != name.id:
        raise Invalid(
            f"Ask about one {name.kind} at a time, or about all of them by leaving it out."
        )


def _period(partial: _PartialQuery, names: Sequence[KnownName], calendar: Calendar) -> Period:
    """The period in the words that are left. Words that are none may be the beginning of a name."""
    try:
        return _read_period(partial.left, calendar)
    except Invalid as refusal:
        before = partial.left
        _take_spans(partial, names, whole=False)
        if partial.left == before:
            raise _misread(before, names, refusal) from None
    try:
        return _read_period(partial.left, calendar)
    except Invalid as refusal:
        raise _misread(partial.left, names, refusal) from None


def _read_period(words: Words, calendar: Calendar) -> Period:
    while words and words[0] in _LINKS:
        words = words[1:]
    while words and words[-1] in _LINKS:
        words = words[:-1]
    text = re.sub(r"^since (.+?) (?:to|until|through) ", r"from \1 to ", " ".join(words))
    return read_period(text, calendar)


def read_period(text: str, calendar: Calendar) -> Period:
    """The period that a text names, an academic term among them; the usual one where it says
    nothing. Raises ``Invalid`` for anything else.
    """
    today, term = calendar.today, None
    if not _SEASONS.isdisjoint(words_of(text)):
        term = academic_terms.named_term(text, term_days=calendar.term_days, today=today)
    start = calendar.fiscal_year_start
    named = text.strip() or calendar.unless_typed
    return term or dates.read_period(named, today=today, fiscal_year_start=start)


def _misread(words: Words, names: Sequence[KnownName], refusal: Invalid) -> Invalid:
    """The nearest name to any of the words, else what is wrong with the period."""
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            if _nearest(" ".join(run), names):
                return _unknown(run, names, "I know no library, group or direction called")
    return Invalid(
        f"{refusal.message} I found no library, group or direction of that name, either."
    )


def _unknown(words: Words, names: Sequence[KnownName], says: str) -> Invalid:
    near = _nearest(" ".join(words), names) or _nearest(words[0] if words else "", names)
    hint = f"Did you mean {near}?" if near else "Type `/participation` to choose from lists."
    return Invalid(f"{says} “{' '.join(words)[:60]}”. {hint}")


def _nearest(typed: str, names: Sequence[KnownName]) -> str | None:
    name_text = {" ".join(name.words): name for name in names}
    close = get_close_matches(typed[:80], name_text, n=1, cutoff=0.72)
    if not close:
        return None
    return name_text[close[0]].label

"""Reading a typed question:
names of libraries, groups and directions, a breakdown, and a period.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from sqlmodel import Session, select

from models import Direction, Group, Organization, Person
from services import access, dates
from services.access import Standing
from services.dates import Period
from services.errors import Invalid
from services.participation.queries import SO_FAR, Breakdown, ParticipationQuery, usual_breakdown

Words = tuple[str, ...]
MOST_WORDS = 60

_KEY = re.compile(
    r"(?<!\S)(library|group|direction|since|from|until|to|period|by):\s*", re.IGNORECASE
)
_NAMES = ("library", "group", "direction")
_DATES = {"since": "since", "from": "since", "until": "to", "to": "to", "period": "", "by": "by"}
_BY = {
    **{"library": Breakdown.LIBRARY, "libraries": Breakdown.LIBRARY, "group": Breakdown.GROUP},
    **{
        "groups": Breakdown.GROUP,
        "direction": Breakdown.DIRECTION,
        "directions": Breakdown.DIRECTION,
    },
    **{"person": Breakdown.PERSON, "people": Breakdown.PERSON, "member": Breakdown.PERSON},
}
_LINKS = frozenset(("in", "for", "of", "at", "and", "with", "during", "the"))


@dataclass(frozen=True)
class _Name:
    """One way to name a thing."""

    kind: str
    words: Words
    thing: Organization | Group | Direction


@dataclass
class _PartialQuery:
    """What has been understood so far, and the words that have not."""

    things: dict[str, Organization | Group | Direction] = field(default_factory=dict)
    by: Breakdown | None = None
    left: Words = ()


def read(
    session: Session,
    text: str,
    *,
    who: Standing,
    group: Group | None,
    otherwise: Group | None = None,
    person: Person | None = None,
    today: date,
    fiscal_year_start: int,
) -> ParticipationQuery:
    """The question that a line asks: ``library:Tunxis since:2025-07-01``, or ``Tunxis last
    quarter``.

    Names count whatever their case, in full, as a short name, as a key, or by their beginning where
    that is enough. ``group`` is one that the line has named already, and ``otherwise`` the one that
    is meant where it names none; ``person`` is whom it mentions. Only what ``who`` may know of is
    found. Raises ``Invalid`` with the nearest name for what cannot be understood.
    """
    names = _names(session, who)
    partial = _PartialQuery(things={"group": group} if group else {})
    _take_keyed(partial, text, names)
    _take_breakdown(partial)
    _take_spans(partial, names, whole=True)
    period = _period(partial, names, today=today, fiscal_year_start=fiscal_year_start)
    things = partial.things
    if otherwise:
        things.setdefault("group", otherwise)
    usual = usual_breakdown(library="library" in things, group="group" in things)
    by = partial.by or (Breakdown.GROUP if person else usual)
    return ParticipationQuery(period, by, person=person, **things)  # type: ignore[arg-type]


_LIBRARIES, _GROUPS, _DIRECTIONS = select(Organization), select(Group), select(Direction)


def _names(session: Session, who: Standing) -> list[_Name]:
    libraries = session.exec(_LIBRARIES).all()
    groups = [group for group in session.exec(_GROUPS) if access.may_see_group(group, by=who)]
    directions = session.exec(_DIRECTIONS).all()
    named: list[tuple[str, str, Organization | Group | Direction]] = [
        *(
            ("library", said, organization)
            for organization in libraries
            for said in (organization.key, organization.short_name, organization.name)
        ),
        *(("group", group.name, group) for group in groups),
        *(
            ("direction", said, direction)
            for direction in directions
            for said in (direction.key, direction.name)
        ),
    ]
    return [_Name(kind, _words(said), thing) for kind, said, thing in named if _words(said)]


def _words(text: str) -> Words:
    plain = re.sub(r"[,;“”\"]", " ", text).casefold()
    return tuple(plain.split())


def _take_keyed(partial: _PartialQuery, text: str, names: Sequence[_Name]) -> None:
    """Take ``library:Tunxis`` and its like;
    what follows the name stays, as do the words of dates.
    """
    if len(_words(text)) > MOST_WORDS:
        raise Invalid(
            "That is too long to be a question of one line. Type `/participation` for the form."
        )
    before, *rest = _KEY.split(text)
    partial.left = _words(before)
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        words = _words(value)
        if key.casefold() in _NAMES:
            words = _without_leading_name(partial, key.casefold(), words, names)
        else:
            words = (*_words(_DATES[key.casefold()]), *words)
        partial.left += words


def _without_leading_name(
    partial: _PartialQuery, kind: str, words: Words, names: Sequence[_Name]
) -> Words:
    of_kind = [name for name in names if name.kind == kind]
    for whole in (True, False):
        for length in range(len(words), 0, -1):
            if found := _named(words[:length], of_kind, whole=whole):
                _put(partial, found)
                return words[length:]
    raise _unknown(words[:3], of_kind, f"I know no {kind} called")


def _take_breakdown(partial: _PartialQuery) -> None:
    for at in range(len(partial.left) - 1):
        if partial.left[at] == "by" and partial.left[at + 1] in _BY:
            partial.by = _BY[partial.left[at + 1]]
            partial.left = partial.left[:at] + partial.left[at + 2 :]
            return


def _take_spans(partial: _PartialQuery, names: Sequence[_Name], *, whole: bool) -> None:
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


def _named(words: Words, names: Sequence[_Name], *, whole: bool) -> _Name | None:
    """The one thing of this name, or whose name begins so.

    Raises ``Invalid`` where two kinds share it.
    """
    fits = [name for name in names if name.words == words or (not whole and _begins(name, words))]
    found = {(name.kind, name.thing.id): name for name in fits}
    kinds = {kind for kind, _ in found}
    if whole and len(kinds) > 1:
        said = " ".join(words)
        choices = " or ".join(f"{kind}:{said}" for kind in sorted(kinds))
        raise Invalid(f"“{said}” names more than one thing. Type {choices}.")
    return next(iter(found.values())) if len(found) == 1 else None


def _begins(name: _Name, words: Words) -> bool:
    typed = " ".join(words)
    # Two letters begin too much: "in" would be any group whose name starts so.
    return len(typed) > 2 and " ".join(name.words).startswith(typed)


def _put(partial: _PartialQuery, name: _Name) -> None:
    known = partial.things.get(name.kind)
    if known is not None and known.id != name.thing.id:
        raise Invalid(
            f"Ask about one {name.kind} at a time, or about all of them by leaving it out."
        )
    partial.things[name.kind] = name.thing


def _period(
    partial: _PartialQuery, names: Sequence[_Name], *, today: date, fiscal_year_start: int
) -> Period:
    """The period in the words that are left. Words that are none may be the beginning of a name."""
    try:
        return _read_period(partial.left, today, fiscal_year_start)
    except Invalid as refusal:
        before = partial.left
        _take_spans(partial, names, whole=False)
        if partial.left == before:
            raise _misread(before, names, refusal) from None
    try:
        return _read_period(partial.left, today, fiscal_year_start)
    except Invalid as refusal:
        raise _misread(partial.left, names, refusal) from None


def _read_period(words: Words, today: date, fiscal_year_start: int) -> Period:
    while words and words[0] in _LINKS:
        words = words[1:]
    while words and words[-1] in _LINKS:
        words = words[:-1]
    text = re.sub(r"^since (.+?) (?:to|until|through) ", r"from \1 to ", " ".join(words))
    text = re.sub(r"^(?:to|until) ", "from 2000-01-01 to ", text)
    return dates.read_period(text or SO_FAR, today=today, fiscal_year_start=fiscal_year_start)


def _misread(words: Words, names: Sequence[_Name], refusal: Invalid) -> Invalid:
    """The nearest name to any of the words, else what is wrong with the period."""
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            if _nearest(" ".join(run), names):
                return _unknown(run, names, "I know no library, group or direction called")
    return Invalid(
        f"{refusal.message} I found no library, group or direction of that name, either."
    )


def _unknown(words: Words, names: Sequence[_Name], says: str) -> Invalid:
    near = _nearest(" ".join(words), names) or _nearest(words[0] if words else "", names)
    hint = f"Did you mean {near}?" if near else "Type `/participation` to choose from lists."
    return Invalid(f"{says} “{' '.join(words)[:60]}”. {hint}")


def _nearest(typed: str, names: Sequence[_Name]) -> str | None:
    said = {" ".join(name.words): name for name in names}
    close = get_close_matches(typed[:80], said, n=1, cutoff=0.72)
    if not close:
        return None
    thing = said[close[0]].thing
    return thing.short_name if isinstance(thing, Organization) else thing.name

"""The register: all decisions that somebody may see, by words, names and dates."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Decision, DecisionLibrary, Group, GroupDirection
from models.calendar_days import day_words
from models.decisions import RegisterLine, RegisterPage, RegisterQuery, RegisterTerm, search_form
from services import access, dates
from services.access import Standing
from services.dates import Period
from services.dates.periods import FIRST_DAY
from services.dates.words import MONTHS
from services.decisions.recording import settled_rows, with_others
from services.errors import Invalid
from services.participation.reading import KnownName, Words, names_known_to, words_of

MOST_SEARCH_WORDS = 20
_BEFORE_NAMES = frozenset(("in", "of", "for"))
_DATE_BEGINS = frozenset(
    ("since", "from", "between", "until", "to", "this", "last", "past", "during", "in", "all")
)
_YEAR = re.compile(r"(?:fy ?|fiscal year )?(?:19|20)\d\d.*", re.IGNORECASE)


def read_query(
    session: Session,
    text: str,
    *,
    who: Standing,
    group: Group | None,
    today: date,
    fiscal_year_start: int,
) -> RegisterQuery:
    """What a typed line looks for: words, names of libraries, groups and directions in full, and a
    period such as “since July”. “In” before the name of a group looks in that alone; ``group`` is
    one that the line has named already. Only names that ``who`` may know of are read as such.

    Raises ``Invalid`` where there are too many words.
    """
    words = words_of(text)
    if len(words) > MOST_SEARCH_WORDS:
        raise Invalid(f"Search for {MOST_SEARCH_WORDS} words at most.")
    period, words = _period(words, today, fiscal_year_start)
    names = names_known_to(session, who)
    terms: list[RegisterTerm] = []
    while words:
        length, meant = _longest_name(words, names)
        if length and words[0] in _BEFORE_NAMES and len(meant) == 1 and meant[0].kind == "group":
            group = session.get(Group, meant[0].id)
        else:
            terms.append(_term(words, length, meant))
        words = words[max(length, 1) :]
    return RegisterQuery(
        tuple(term for term in terms if term.text),
        group,
        first=period.first if period else None,
        last=period.last if period else None,
        period=period.title if period else "",
    )


def find(
    session: Session, query: RegisterQuery, who: Standing, *, zone: str, offset: int, limit: int
) -> RegisterPage:
    """Some of the decisions that fit a query, the newest first, of groups that ``who`` may know of:
    four queries. Days are those of ``zone``.
    """
    fits = (access.visible_groups(who), *_conditions(query, zone))
    counted = sa.select(sa.func.count()).select_from(Decision).join(Group, _OF_GROUP).where(*fits)
    count = session.execute(counted).scalar_one()
    offset = offset if offset < count else 0
    statement = (
        settled_rows(Group)
        .join(Group, _OF_GROUP)
        .where(*fits)
        .order_by(col(Decision.recorded_at).desc(), col(Decision.id).desc())
        .offset(offset)
        .limit(limit)
    )
    rows = session.execute(statement).all()
    groups = [row[-1] for row in rows]
    settled = with_others(session, rows)
    lines = tuple(RegisterLine(*line) for line in zip(settled, groups, strict=True))
    return RegisterPage(query, lines, count=count, offset=offset)


_OF_GROUP: Any = col(Group.id) == Decision.group_id


def _conditions(query: RegisterQuery, zone: str) -> list[Any]:
    conditions = [_fits(term) for term in query.terms]
    if query.group:
        conditions.append(col(Decision.group_id) == query.group.id)
    if query.first:
        conditions.append(col(Decision.recorded_at) >= _midnight(query.first, zone))
    if query.last:
        after = _midnight(query.last + timedelta(days=1), zone)
        conditions.append(col(Decision.recorded_at) < after)
    return conditions


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _fits(term: RegisterTerm) -> Any:
    ways: list[Any] = [col(Decision.search_key).contains(term.text, autoescape=True)]
    if term.group_id:
        ways.append(col(Decision.group_id) == term.group_id)
    if term.library_id:
        of_library = sa.select(col(DecisionLibrary.decision_id)).where(
            col(DecisionLibrary.organization_id) == term.library_id
        )
        ways.append(col(Decision.id).in_(of_library))
    if term.direction_id:
        of_direction = sa.select(col(GroupDirection.group_id)).where(
            col(GroupDirection.direction_id) == term.direction_id
        )
        ways.append(col(Decision.group_id).in_(of_direction))
    return sa.or_(*ways)


def _longest_name(words: Words, names: Sequence[KnownName]) -> tuple[int, list[KnownName]]:
    """How many of the words, from the first on, name something, with all that they may name; a word
    such as “in” before the name counts among them.
    """
    start = 1 if words[0] in _BEFORE_NAMES and len(words) > 1 else 0
    for length in range(len(words), start, -1):
        fits = [name for name in names if name.words == words[start:length]]
        if meant := list({(name.kind, name.id): name for name in fits}.values()):
            return length, meant
    return 0, []


def _term(words: Words, length: int, meant: Sequence[KnownName]) -> RegisterTerm:
    named = {name.kind: name for name in meant}
    start = 1 if length > 1 and words[0] in _BEFORE_NAMES else 0
    spoken = words[start : max(length, 1)]
    ids = {f"{kind}_id": name.id for kind, name in named.items()}
    labels = " or ".join(f"the {name.kind} {name.label}" for name in named.values())
    return RegisterTerm(search_form(" ".join(spoken)), names=labels, **ids)


def _period(words: Words, today: date, fiscal_year_start: int) -> tuple[Period | None, Words]:
    """The longest run of words that is a period and begins as one, and the words without it."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if period := _read_run(run, today, fiscal_year_start):
                return period, words[:start] + words[start + length :]
    return None, words


def _read_run(run: Words, today: date, fiscal_year_start: int) -> Period | None:
    is_month = run[0] in MONTHS and any(word.isdecimal() or word == "to" for word in run[1:])
    if not (run[0] in _DATE_BEGINS or is_month or _YEAR.fullmatch(" ".join(run))):
        return None
    spoken = run[1:] if run[0] in ("in", "during") else run
    is_end = spoken[:1] in (("until",), ("to",))
    text = " ".join(spoken[1:] if is_end else spoken)
    try:
        period = dates.read_period(text, today=today, fiscal_year_start=fiscal_year_start)
    except Invalid:
        return None
    if not is_end:
        return period
    return Period(FIRST_DAY, period.last, f"until {day_words(period.last)}")

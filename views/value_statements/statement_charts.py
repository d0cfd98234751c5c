"""What of a statement is drawn: contributions by month and by group."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from models.bar_charts import BarChart, BarPart
from models.contributions import CONTRIBUTION_WORDS, FEWEST_SHOWN
from models.value_statements import PRIVATE_GROUP, FactRows, StatementPage

MONTHS_A_YEAR = 12


def charts_of(page: StatementPage) -> list[BarChart]:
    """What can be seen at a glance: contributions by month, and by group. None where nothing was
    done.
    """
    rows = page.content.rows
    if not rows.contributions:
        return []
    found = (by_month(page), _by_group(rows, has_rows=page.may_write))
    return [chart for chart in found if chart.values]


def by_month(page: StatementPage, *, is_narrow: bool = False) -> BarChart:
    """Contributions in each month of the period. Where there is little room, names of months are
    short, and have no year unless there are more than twelve.
    """
    counted: Counter[tuple[str, int, int]] = Counter()
    for row in page.content.rows.contributions:
        counted[row.kind, row.on.year, row.on.month] += row.times
    months = list(_months(page.statement.first_day, page.statement.last_day))
    parts = tuple(
        BarPart(words, tuple(counted[kind, month.year, month.month] for month in months))
        for kind, words in CONTRIBUTION_WORDS.items()
        if any(kind == counted_kind for counted_kind, _year, _month in counted)
    )
    pattern = "%B %Y"
    if is_narrow:
        pattern = "%b" if len(months) <= MONTHS_A_YEAR else "%b %Y"
    return BarChart(
        "Contributions by month",
        tuple(f"{month:{pattern}}" for month in months),
        tuple(sum(part.values[at] for part in parts) for at in range(len(months))),
        ", ".join(part.name for part in parts),
        parts,
    )


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of each month of which a day is between two days."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _by_group(rows: FactRows, *, has_rows: bool) -> BarChart:
    """Few people may stand behind what a group did: that is for those who have the rows, as is what
    private groups did.
    """
    names = {row.number: row.name for row in rows.groups}
    counted: Counter[str] = Counter()
    people = defaultdict[str, set[int]](set)
    for row in rows.contributions:
        counted[names[row.group_number]] += row.times
        people[names[row.group_number]].add(row.person_number)
    shown = [
        name
        for name in sorted(counted, key=str.casefold)
        if has_rows or (name != PRIVATE_GROUP and len(people[name]) >= FEWEST_SHOWN)
    ]
    unit = "the same, in alphabetical order"
    return BarChart(
        "Contributions by group",
        tuple(shown),
        tuple(counted[name] for name in shown),
        unit if has_rows else f"{unit}, where {FEWEST_SHOWN} people or more did them",
    )

"""A value statement, as a page that prints well; and what each figure means."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from models.bar_charts import BarChart, BarPart
from models.contributions import CONTRIBUTION_WORDS
from models.database import reading, unit_of_work
from models.statement_figures import BY_KEY, FigureDefinition, StatementFigure
from models.value_statements import (
    PRIVATE_GROUP,
    FactRows,
    StatementContent,
    StatementPage,
    parts_of,
)
from services import access, consortium, stale_forms, value_statements, word_documents
from views import charts
from views import value_statements as views
from web.personal_pages.visits import Done, Download, Shown, Visit

_ARCHIVE = "zip"


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        page = _page(session, number, visit)
        texts = value_statements.texts_of(session, page.statement)
    parts = parts_of(page.statement.kind)
    present = {str(part): texts.get(part, "") for part in parts}
    facts: dict[str, Any] = {
        "page": page,
        "state": views.state_words(page),
        "summary": views.summary(page.content),
        "words": [
            (views.WRITTEN[part], page.content.texts[part].splitlines())
            for part in parts
            if page.content.texts.get(part)
        ],
        "tables": [
            (heading, _cells(page.content, rows))
            for heading, rows in views.figures_by_part(page.content)
        ],
        "directions": [
            (name, _cells(page.content, rows))
            for name, rows in views.figures_by_direction(page.content)
        ],
        "lists": views.lists_of(page.content),
        "stories": views.stories_of(page.content, page.statement.kind),
        "charts": [
            (chart, Markup(charts.svg_chart(chart, name=f"chart-{index}")))  # noqa: S704
            for index, chart in enumerate(_charts(page), 1)
        ],
        "questions": views.questions(page.gaps),
        "corrections": [
            (line, [views.change_words(change) for change in line.changes])
            for line in page.versions
            if line.number > 1
        ],
        "fields": [(part, views.WRITTEN[part], present[str(part)]) for part in parts],
        "seen": stale_forms.digests(present),
    }
    return Shown("value_statement.html", facts)


def _cells(
    content: StatementContent, rows: Iterable[StatementFigure]
) -> list[tuple[FigureDefinition, str, str]]:
    """Each figure in words, and that of the year before; empty where it does not stand beside."""
    found = []
    for row in rows:
        before = content.value_before(row)
        earlier = "" if before is None else views.amount(row, before)
        found.append((row.definition, views.amount(row), earlier))
    return found


def show_definitions(_visit: Visit) -> Shown:
    """Every definition, which each figure links to."""
    return Shown("definitions.html", {"definitions": list(BY_KEY.values())})


def act(visit: Visit, number: int) -> Done:
    """What the forms of the page do, each in one unit of work."""
    run = visit.choice("act", _ACTS)
    with unit_of_work() as session:
        outcome = run(session, number, visit)
    return Done(outcome, visit.path("statements", number))


def file(visit: Visit, number: int) -> Download:
    """The statement as Markdown or for Word, or the rows behind its figures."""
    ending = visit.choice(
        "ending", {ending: ending for ending in (*word_documents.TYPES, _ARCHIVE)}
    )
    with reading() as session:
        if ending == _ARCHIVE:
            access.statement_with_rows(session, number, by=visit.who)
            page = _page(session, number, visit)
            content = value_statements.archive_of(page)
            return Download(f"{views.file_name(page)}-rows.zip", content, "application/zip")
        page = _page(session, number, visit)
    rows = views.paragraphs(page)
    return Download(
        *word_documents.file_of(
            ending, views.file_name(page), page.content.title, rows, now=visit.now
        )
    )


def _page(session: Session, number: int, visit: Visit) -> StatementPage:
    row, scope = access.statement_to_see(session, number, by=visit.who)
    today = consortium.today(session, visit.now)
    return value_statements.page_of(session, row, scope, visit.who, today=today)


def _write(session: Session, number: int, visit: Visit) -> str:
    row, scope = access.statement_to_edit(session, number, by=visit.who)
    typed = {str(part): visit.text(part) for part in parts_of(row.kind)}
    changed = value_statements.write(
        session,
        row,
        typed,
        seen=visit.text("seen"),
        title=scope.title,
        by=visit.person,
        now=visit.now,
        is_page=True,
    )
    return "saved" if changed else "statement_same"


def _publish(session: Session, number: int, visit: Visit) -> str:
    row, scope = access.statement_to_edit(session, number, by=visit.who)
    today = consortium.today(session, visit.now)
    by: dict[str, Any] = {"by": visit.person, "now": visit.now}
    version = value_statements.publish(session, row, scope, today=today, **by)
    word = views.published(row, version.title, visit.person.name)
    value_statements.tell_published(session, row, scope, word, **by)
    return "published"


def _correct(session: Session, number: int, visit: Visit) -> str:
    row, scope = access.statement_to_edit(session, number, by=visit.who)
    reason = visit.text("reason")
    value_statements.correct(session, row, scope, reason, by=visit.person, now=visit.now)
    return "statement_corrected"


_ACTS = {"write": _write, "publish": _publish, "correct": _correct}


def _charts(page: StatementPage) -> list[BarChart]:
    """What can be seen at a glance: contributions by month, and by group."""
    rows = page.content.rows
    if not rows.contributions:
        return []
    found = (_by_month(page), _by_group(rows, with_private=page.may_write))
    return [chart for chart in found if chart.values]


def _by_month(page: StatementPage) -> BarChart:
    counted: Counter[tuple[str, int, int]] = Counter()
    for row in page.content.rows.contributions:
        counted[row.kind, row.on.year, row.on.month] += row.times
    months = list(_months(page.statement.first_day, page.statement.last_day))
    parts = tuple(
        BarPart(words, tuple(counted[kind, month.year, month.month] for month in months))
        for kind, words in CONTRIBUTION_WORDS.items()
        if any(kind == counted_kind for counted_kind, _year, _month in counted)
    )
    return BarChart(
        "Contributions by month",
        tuple(f"{month:%B %Y}" for month in months),
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


def _by_group(rows: FactRows, *, with_private: bool) -> BarChart:
    """Few people may stand behind what private groups did: that is for those who have the rows."""
    names = {row.number: row.name for row in rows.groups}
    counted: Counter[str] = Counter()
    for row in rows.contributions:
        counted[names[row.group_number]] += row.times
    if not with_private:
        counted.pop(PRIVATE_GROUP, None)
    ordered = sorted(counted, key=str.casefold)
    return BarChart(
        "Contributions by group",
        tuple(ordered),
        tuple(counted[name] for name in ordered),
        "the same, in alphabetical order",
    )

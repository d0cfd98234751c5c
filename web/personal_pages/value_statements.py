"""A value statement, as a page that prints well; and what each figure means."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from models.database import reading, unit_of_work
from models.statement_figures import BY_KEY, FigureDefinition, StatementFigure
from models.value_statements import StatementContent, StatementPage, parts_of
from services import access, consortium, stale_forms, value_statements, word_documents
from views import charts
from views import value_statements as views
from web.personal_pages.visits import Done, Download, Shown, Visit

_ARCHIVE = "zip"


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        page = _page(session, number, visit)
        texts = value_statements.texts_of(session, page.statement)
    facts: dict[str, Any] = {
        **_fields(page, texts),
        "page": page,
        "period": views.period_words(page),
        "state": views.state_words(page),
        "summary": views.summary(page.content),
        "words": [
            (views.WRITTEN[part], page.content.texts[part].splitlines())
            for part in parts_of(page.statement.kind)
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
        "definitions": views.definitions_in(page.content),
        "lists": views.lists_of(page.content),
        "stories": views.stories_of(page.content, page.statement.kind),
        "charts": [
            (chart, Markup(charts.svg_chart(chart, name=f"chart-{index}")))  # noqa: S704
            for index, chart in enumerate(views.charts_of(page), 1)
        ],
        "questions": views.questions(page.gaps),
        "corrections": [
            (line, [views.change_words(change) for change in line.changes])
            for line in page.versions
            if line.number > 1
        ],
        "unpublished": views.UNPUBLISHED_NOTE,
    }
    return Shown("value_statement.html", facts)


def _fields(page: StatementPage, texts: Mapping[str, str]) -> dict[str, Any]:
    """The words as they stand now, for the form that changes them."""
    parts = parts_of(page.statement.kind)
    present = {str(part): texts.get(part, "") for part in parts}
    fields = [(part, views.WRITTEN[part], present[str(part)]) for part in parts]
    return {"fields": fields, "seen": stale_forms.digests(present)}


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

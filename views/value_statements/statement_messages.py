"""A statement in Slack, the list of statements, and what stands beside its files."""

from collections.abc import Sequence
from datetime import date

from models import Group, Person, ValueStatement
from models.calendar_days import day_words
from models.payloads import Block, Element, Message
from models.value_statements import (
    StatementContent,
    StatementLine,
    StatementPage,
    StatementState,
    parts_of,
)
from views.charts import in_words, slack_chart
from views.elements import actions, button, confirm, context, header, message, section
from views.texts import (
    bold,
    brief,
    channel,
    cut,
    esc,
    fitting,
    in_a_row,
    joined,
    please_tell_those,
    plural,
    short,
)
from views.value_statements import ids
from views.value_statements.statement_charts import by_month
from views.value_statements.statement_words import (
    DIRECTIONS,
    UNPUBLISHED_NOTE,
    WRITTEN,
    amount,
    before_words,
    direction_lines,
    figures_by_part,
    lists_of,
    period_words,
    questions,
    state_words,
    stories_of,
    summary,
)

_PART_CHARACTERS = 600
_LIST_CHARACTERS = 900
_LINE_CHARACTERS = 240
_DIRECTION_CHARACTERS = 320
_TITLE_CHARACTERS = 100
PUBLISH_TITLE = "Publish this statement?"


def shown(page: StatementPage, *, news: str = "", has_chart: bool = True) -> Message:
    """The statement in private: words, figures, what is behind them, and what can be done.
    ``news`` is mrkdwn. A modal takes no chart.
    """
    content = page.content
    blocks: list[Block] = [section(news)] if news else []
    blocks += [header(content.title), context(esc(f"{period_words(page)} {state_words(page)}"))]
    blocks.append(section(esc(summary(content))))
    if page.has_unpublished_words:
        blocks.append(section(UNPUBLISHED_NOTE))
    for part in parts_of(page.statement.kind):
        if text := content.texts.get(part):
            blocks.append(
                section(f"{bold(WRITTEN[part])}\n{cut(esc(brief(text, _PART_CHARACTERS)), 2900)}")
            )
    for heading, figures in figures_by_part(content):
        lines = [
            f"• {row.definition.label}: {bold(amount(row))}{before_words(content, row)}"
            for row in figures
        ]
        blocks.append(section("\n".join([bold(heading), *lines])))
    chart = slack_chart(by_month(page, is_narrow=True)) if has_chart else None
    blocks += [chart] if chart else []
    blocks += [*_directions(content), *_lists(content), *_stories(page), *_gaps(page)]
    blocks.append(actions(*_buttons(page)))
    return message(_in_words(page, news), blocks)


def _directions(content: StatementContent) -> list[Block]:
    lines = [f"• {esc(brief(line, _DIRECTION_CHARACTERS))}" for line in direction_lines(content)]
    return [section("\n".join([bold(DIRECTIONS), *fitting(lines, 2700)]))] if lines else []


def _lists(content: StatementContent) -> list[Block]:
    found: list[Block] = []
    for heading, listed_lines in lists_of(content):
        lines = [f"• {esc(brief(line, _LINE_CHARACTERS))}" for line in listed_lines]
        found.append(section("\n".join([bold(heading), *fitting(lines, _LIST_CHARACTERS)])))
    return found


def _stories(page: StatementPage) -> list[Block]:
    lines = [
        f"• {bold(brief(title, 100))}: {esc(brief(words, 200))}"
        for title, words, _ in stories_of(page.content, page.statement.kind)
    ]
    if not lines:
        return []
    return [section("\n".join([bold("Stories"), *fitting(lines, _LIST_CHARACTERS)]))]


def listed(lines: Sequence[StatementLine], *, may_draft: bool, today: date) -> Message:
    """The statements that somebody may read, and the way to a new one. ``today`` is a day of the
    consortium's.
    """
    new = [actions(button("Write a statement", ids.NEW))] if may_draft else []
    if not lines:
        text = "There are no statements yet that you may read."
        return message(text, [section(text), *new])
    blocks: list[Block] = [header("Value statements and annual reports")]
    for line in lines:
        text = joined([bold(brief(line.title, _TITLE_CHARACTERS)), _state_of(line, today)])
        show = button("Read", ids.SHOW, line.statement.id, about=short(line.title, 60))
        blocks.append(section(text, accessory=show))
    words = "; ".join(f"{esc(brief(line.title, 120))}, {_state_of(line, today)}" for line in lines)
    return message(f"Value statements and annual reports: {words}", [*blocks, *new])


def published(statement: ValueStatement, title: str, who: str) -> Message:
    """To those whom a published statement concerns; ``who`` published it."""
    text = f"{esc(brief(who, 80))} has published: {bold(brief(title, 200))}"
    read = button("Read it", ids.SHOW, statement.id, about=short(title, 60))
    return message(text, [section(text), actions(read)])


def published_for_asker(groups: Sequence[Group], *, heard: int, unreached: Sequence[Person]) -> str:
    """To whoever published it: where word of it goes, and who gets none."""
    where = [channel(group.channel_id) for group in groups]
    alone = [f"{plural(heard, 'person', 'people')} in private"] if heard else []
    reading = f"I tell {in_a_row([*where, *alone])}." if where or alone else ""
    return joined(["It is published.", reading, please_tell_those(unreached)], " ")


def beside_rows(page: StatementPage) -> str:
    """What is said beside the exported rows."""
    return (
        f"The rows behind {bold(brief(page.content.title, 200))}. Each figure in figures.csv can be"
        " counted again from the other files; `convene recompute` does so. They name people: think"
        " before you pass them on."
    )


def beside_files(page: StatementPage) -> str:
    """What is said beside the statement as a document."""
    return f"{bold(brief(page.content.title, 200))}. {esc(state_words(page))}"


def on_its_way() -> Message:
    """To whoever wanted files."""
    return message("It is on its way: I send it to you by direct message.")


def _state_of(line: StatementLine, today: date) -> str:
    if line.statement.state is StatementState.DRAFT:
        due = line.statement.due_on
        if due is None:
            return "a draft"
        return f"a draft, {'overdue since' if due < today else 'due on'} {day_words(due)}"
    return f"published on {day_words(line.published_on)}" if line.published_on else ""


def _gaps(page: StatementPage) -> list[Block]:
    if not page.gaps:
        return []
    lines = [f"• {esc(text)}" for text in questions(page.gaps)]
    return [section("\n".join([bold("Questions before you publish it"), *lines]))]


def _buttons(page: StatementPage) -> list[Element]:
    number, title = page.statement.id, short(page.content.title, 60)
    found: list[Element] = []
    if page.may_write:
        found.append(button("Write the words", ids.EDIT, number, about=title))
    if page.may_write and page.is_draft:
        sure = confirm(
            PUBLISH_TITLE,
            "Its figures and words are frozen with today's date. What changes later is shown as a"
            " correction.",
            yes="Publish",
        )
        found.append(button("Publish", ids.PUBLISH, number, about=title, confirm=sure))
    if page.may_write and not page.is_draft:
        found.append(button("Correct it", ids.CORRECT, number, about=title))
    found.append(button("Get it as documents", ids.FILES, number, about=title))
    if page.may_write:
        found.append(button("Show the rows", ids.ROWS, number, about=title))
    found.append(button("All statements", ids.LIST))
    return found


def _in_words(page: StatementPage, news: str) -> str:
    figures = [
        f"{row.definition.label} {amount(row)}"
        for _heading, rows in figures_by_part(page.content)
        for row in rows
    ]
    head = joined([news, esc(short(page.content.title, 300))], " ")
    months = by_month(page, is_narrow=True)
    drawn = f" {in_words(by_month(page))}" if slack_chart(months) else ""
    return f"{head}. {esc(state_words(page))} {'; '.join(figures)}.{drawn}"

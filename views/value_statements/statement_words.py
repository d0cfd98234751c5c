"""The words of a statement, whichever door shows it: figures, lists, questions and versions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from models.calendar_days import day_words
from models.money import in_dollars
from models.statement_figures import FigureDefinition, FigurePart, FigureUnit, StatementFigure
from models.stories import SharedStory
from models.value_statements import (
    NOT_SHOWN,
    PRIVATE_GROUP,
    CallRow,
    CommitmentRow,
    FactRows,
    FigureChange,
    StatementContent,
    StatementGap,
    StatementKind,
    StatementPage,
    StatementPart,
    parts_of,
)
from views.texts import in_a_row, joined, plural

Paragraphs = list[tuple[str, str]]
"""Each a style, as ``services.word_documents`` takes it, and its plain text."""

PARTS = {
    FigurePart.GIVEN: "Service given",
    FigurePart.DECIDED: "Work and decisions",
    FigurePart.RECEIVED: "Service received",
}
WRITTEN = {
    StatementPart.OPENING: "Opening words",
    StatementPart.HIGHLIGHTS: "Highlights",
    StatementPart.NEXT: "Plan for the next year",
}
DIRECTIONS = "By strategic direction (a group that serves two counts in both)"
MOST_OF_QUARTER = 3
"""Stories on the council's page."""
MOST_ROWS_SHOWN = 60
"""Rows of one list that a statement shows; the exported rows have all."""
_KINDS = {
    StatementKind.LIBRARY: "Value statement of a library",
    StatementKind.CONSORTIUM: "Value statement of the consortium",
    StatementKind.GROUP: "Annual report of a group",
    StatementKind.QUARTER: "The council's page about a quarter",
}
MEANINGS = ("heading", "What each figure means")
"""The paragraph above the definitions."""
UNPUBLISHED_NOTE = "Words were changed since it was published. A correction publishes them."
YEAR_BEFORE_NOTE = (
    "The year before is the same days a year earlier, counted in the same way, from the files whose"
    " names begin with “year-before”."
)
NO_LIST_NOTE = "A meeting without a list is no sign that anybody was absent."


def kind_words(kind: StatementKind) -> str:
    """What a kind of statement is called in a list of choices."""
    return _KINDS[kind]


def amount(figure: StatementFigure, value: int | None = None) -> str:
    """A figure in words, or another value in its unit."""
    number = figure.value if value is None else value
    match figure.definition.unit:
        case FigureUnit.CENTS:
            return in_dollars(number)
        case FigureUnit.HOURS:
            return plural(number, "hour") if number else "none stated"
        case _:
            return f"{number:,}"


def before_words(content: StatementContent, figure: StatementFigure) -> str:
    """A figure of the year before in brackets; empty where it does not stand beside this one."""
    before = content.value_before(figure)
    return "" if before is None else f" ({amount(figure, before)} the year before)"


def figures_by_part(content: StatementContent) -> list[tuple[str, list[StatementFigure]]]:
    """The figures of the whole under the heading of their part; parts without any are left out."""
    whole = [row for row in content.figures if not row.detail]
    found = [
        (heading, [row for row in whole if row.definition.part is part])
        for part, heading in PARTS.items()
    ]
    return [(heading, rows) for heading, rows in found if rows]


def figures_by_direction(content: StatementContent) -> list[tuple[str, list[StatementFigure]]]:
    """Those of each strategic direction, by its name."""
    names = dict.fromkeys(row.detail for row in content.figures if row.detail)
    return [(name, [row for row in content.figures if row.detail == name]) for name in names]


def direction_lines(content: StatementContent) -> list[str]:
    """A line for each strategic direction, with its figures."""
    return [
        f"{name}: " + ", ".join(f"{row.definition.label} {amount(row)}" for row in rows)
        for name, rows in figures_by_direction(content)
    ]


def summary(content: StatementContent) -> str:
    """The greatest figures in a few sentences, for whoever reads nothing else."""
    held = {row.definition.key: row for row in content.figures if not row.detail}

    def of(key: str, single: str, several: str = "") -> str:
        return plural(held[key].value, single, several or None)

    groups = f" in {of('groups-served', 'group')}" if "groups-served" in held else ""
    served = f"{of('people-serving', 'person', 'people')} served{groups}."
    has_hours = "hours-asked" in held and held["hours-asked"].value
    hours = (
        f"Seats and groups that state it asked for {amount(held['hours-asked'])}."
        if has_hours
        else ""
    )
    acts = {
        "meetings-attended": f"came to meetings {of('meetings-attended', 'time')}",
        "tasks-completed": f"completed {of('tasks-completed', 'task')}",
        "decisions": f"had a part in {of('decisions', 'decision')}",
    }
    done = [words for key, words in acts.items() if held[key].value]
    did = f"They {in_a_row(done)}." if done else ""
    return joined([served, hours, did, _money(held)], " ")


def _money(held: Mapping[str, StatementFigure]) -> str:
    """A sentence on the offers that were joined, where there are any."""
    if "offers-joined" not in held or not held["offers-joined"].value:
        return ""
    offers, cost = held["offers-joined"].value, amount(held["offers-cost"])
    joining = f"{plural(offers, 'offer was', 'offers were')} joined for {cost}"
    saved = held["savings-declared"]
    return f"{joining}, with {amount(saved)} declared as saved." if saved.value else f"{joining}."


def period_words(page: StatementPage) -> str:
    """The first and the last day of the period, for whoever does not know its name."""
    first, last = page.statement.first_day, page.statement.last_day
    about = f"About {day_words(first)} to {day_words(last)}."
    if page.record_begins is None:
        return about
    return f"{about} The record begins on {day_words(page.record_begins)}."


def lists_of(content: StatementContent) -> list[tuple[str, list[str]]]:
    """What stands behind the figures, a heading and its lines; empty lists are left out. What
    private groups did is counted and not named.
    """
    rows = content.rows
    groups = {row.number: row.name for row in rows.groups}
    found: list[tuple[str, Iterable[str]]] = [
        ("Groups", _group_lines(rows)),
        (
            "Decisions",
            (
                f"{_day(row.on)}, {groups[row.group_number]}: {row.wording}"
                for row in rows.decisions
            ),
        ),
        *_calls(rows, groups),
        (
            "Deliverables finished",
            (
                f"{_day(row.on)}, {groups[row.group_number]}: {row.title}"
                for row in rows.deliverables
                if row.is_served
            ),
        ),
        ("Offers joined", _offer_lines(rows.commitments)),
        (
            "Vacant seats",
            (f"{groups[row.group_number]}: {row.seat}" for row in rows.vacancies),
        ),
    ]
    return [(heading, shown) for heading, lines in found if (shown := _cut(list(lines)))]


def _cut(lines: list[str]) -> list[str]:
    named = [line for line in lines if NOT_SHOWN not in line]
    more, hidden = len(named) - MOST_ROWS_SHOWN, len(lines) - len(named)
    left = [f"and {more:,} more, in the exported rows"] if more > 0 else []
    besides = "more " if named else ""
    private = [f"{hidden:,} {besides}of private groups, not named here"] if hidden else []
    return [*named[:MOST_ROWS_SHOWN], *left, *private]


def _group_lines(rows: FactRows) -> Iterable[str]:
    """Each group in which somebody served, with how many people did, by its name."""
    people: dict[int, set[int]] = {}
    for row in rows.services:
        people.setdefault(row.group_number, set()).add(row.person_number)
    named = sorted(
        (group for group in rows.groups if group.number in people),
        key=lambda group: (group.name.casefold(), group.number),
    )
    for group in named:
        if group.name == PRIVATE_GROUP:
            # How many serve in it is known to those alone who know of it.
            yield NOT_SHOWN
            continue
        kind = f", {group.kind}" if group.kind else ""
        serving = plural(len(people[group.number]), "person", "people")
        yield f"{group.name}{kind}: {serving} served"


def _calls(rows: FactRows, groups: Mapping[int, str]) -> list[tuple[str, Iterable[str]]]:
    """What calls came to where that is counted, else whether each was answered."""
    if not rows.call_results:
        return [("Calls that closed", _call_lines(rows.calls, groups))]
    lines = (
        f"{_day(row.on)}, {groups[row.group_number]}: {row.result}"
        + (f". Answered by {row.answered_by}" if row.answered_by else "")
        for row in rows.call_results
    )
    return [("Calls and what they came to", lines)]


def _call_lines(rows: Iterable[CallRow], groups: Mapping[int, str]) -> Iterable[str]:
    """Each call with its answer, or with how many of those that were wanted came."""
    answers: dict[tuple[date, int, str], list[str]] = {}
    for row in rows:
        answers.setdefault((row.on, row.group_number, row.question), []).append(row.answer)
    for (on, group, question), given in answers.items():
        wanted = [answer for answer in given if answer != "excused"]
        came = f"{wanted.count('answered')} of {len(wanted)} answered"
        shown = given[0] if len(given) == 1 else came
        yield f"{_day(on)}, {groups[group]}: {question} ({shown})"


def _offer_lines(rows: Iterable[CommitmentRow]) -> Iterable[str]:
    """Each offer with what it costs and saves: of several that joined the sums, since no library is
    set beside another.
    """
    joining: dict[tuple[str, str, date, date], list[CommitmentRow]] = {}
    for row in rows:
        joining.setdefault((row.offer, row.vendor, row.first, row.last), []).append(row)
    for (offer, vendor, first, last), joined_by in joining.items():
        cost = in_dollars(sum(row.cents for row in joined_by))
        many = f"{len(joined_by):,} joined for " if len(joined_by) > 1 else ""
        days = f"{_day(first)} to {_day(last)}"
        yield f"{offer} ({vendor}), {days}: {many}{cost}; {_saving(joined_by)}"


def _saving(rows: Sequence[CommitmentRow]) -> str:
    declared = [row for row in rows if row.saved_how]
    if not declared:
        return "no saving declared"
    saved = in_dollars(sum(row.saved_cents for row in declared))
    if len(rows) == 1:
        return f"saves {saved}, declared against {declared[0].saved_how}"
    return f"saves {saved}, declared for {len(declared):,} of them"


def _day(day: date) -> str:
    return day_words(day)


_QUESTIONS = {
    StatementGap.NO_MEETING: "Did the group not meet in this period?",
    StatementGap.NO_DECISION: "Did you decide nothing in this period?",
    StatementGap.NO_DELIVERABLE: "Was nothing finished that the charge asks for?",
    StatementGap.NO_STORY: "Is there no story of somebody who was helped?",
    StatementGap.NO_OPENING: "There are no opening words yet. What should a reader know first?",
    StatementGap.NO_PLAN: "There is no plan for the next year yet. What comes next?",
}
_COUNTED_QUESTIONS = {
    StatementGap.NO_LIST: (
        "1 meeting has no list of who came. Can somebody still record it?",
        "{count:,} meetings have no list of who came. Can somebody still record it?",
    ),
    StatementGap.OVERDUE: (
        "1 deliverable was due and is not finished. What became of it?",
        "{count:,} deliverables were due and are not finished. What became of them?",
    ),
    StatementGap.VACANT: (
        "1 seat is vacant. Who is to find somebody?",
        "{count:,} seats are vacant. Who is to find somebody?",
    ),
    StatementGap.NO_SAVING: (
        "1 offer was joined without a declared saving. What would it have cost alone?",
        "{count:,} offers were joined without a declared saving. What would each have cost alone?",
    ),
}
"""Of one, and of several."""


def questions(gaps: Sequence[tuple[StatementGap, int]]) -> list[str]:
    """What is missing in a draft, as questions to whoever writes it."""
    return [_question(gap, count) for gap, count in gaps]


def _question(gap: StatementGap, count: int) -> str:
    if gap in _QUESTIONS:
        return _QUESTIONS[gap]
    single, several = _COUNTED_QUESTIONS[gap]
    return single if count == 1 else several.format(count=count)


def state_words(page: StatementPage) -> str:
    """Whether it is a draft, or since when and in which version it is published."""
    if page.is_draft:
        return "A draft: its figures are counted anew each time, and only its writers see it."
    last = page.versions[0]
    day = day_words(last.published_on)
    if last.number == 1:
        return f"Published on {day} by {last.published_by}."
    return f"Corrected on {day} by {last.published_by}: version {last.number}."


def change_words(change: FigureChange) -> str:
    """What a correction changed in one figure."""
    label = change.figure.definition.label
    detail = f" ({change.figure.detail})" if change.figure.detail else ""
    before = "not counted" if change.before is None else amount(change.figure, change.before)
    return f"{label}{detail}: {before} before, {amount(change.figure)} now"


def paragraphs(page: StatementPage) -> Paragraphs:
    """The whole statement as text, for files and for print."""
    content = page.content
    found: Paragraphs = [("title", content.title), ("text", period_words(page))]
    found += [("text", state_words(page)), ("text", summary(content))]
    for part in parts_of(page.statement.kind):
        if text := content.texts.get(part):
            found.append(("heading", WRITTEN[part]))
            found += [("text", line) for line in text.splitlines() if line.strip()]
    for heading, figures in figures_by_part(content):
        found.append(("heading", heading))
        found += _figure_lines(content, figures)
    if lines := direction_lines(content):
        found.append(("heading", DIRECTIONS))
        found += [("bullet", line) for line in lines]
    for heading, lines in lists_of(content):
        found.append(("heading", heading))
        found += [("bullet", line) for line in lines]
    found += _stories(content, page.statement.kind)
    return [*found, *_definitions(content), *_versions(page)]


def _figure_lines(content: StatementContent, rows: Iterable[StatementFigure]) -> Paragraphs:
    return [
        ("bullet", f"{row.definition.label}: {amount(row)}{before_words(content, row)}")
        for row in rows
    ]


def stories_of(content: StatementContent, kind: StatementKind) -> list[tuple[str, str, str]]:
    """The stories that are shown: a title, the words, and who tells it where that may be said. The
    council's page has three.
    """
    most = MOST_OF_QUARTER if kind is StatementKind.QUARTER else MOST_ROWS_SHOWN
    return [_story(story) for story in content.stories[:most]]


def _story(story: SharedStory) -> tuple[str, str, str]:
    helped = f"Who was helped: {story.who_was_helped.strip()}" if story.who_was_helped else ""
    evidence = f"Evidence: {story.evidence}" if story.evidence else ""
    parts = (helped, story.problem, story.what_was_done, story.what_changed, evidence)
    words = " ".join(_sentence(part) for part in parts if part.strip())
    who = ", ".join(part for part in (story.author, story.library, story.group) if part)
    return story.title, words, who


def _sentence(text: str) -> str:
    """What somebody typed, with a period where it ends without a mark."""
    typed = text.strip()
    return typed if typed.endswith((".", "!", "?", "…", "”", '"')) else f"{typed}."


def _stories(content: StatementContent, kind: StatementKind) -> Paragraphs:
    shown = stories_of(content, kind)
    found: Paragraphs = [("heading", "Stories")] if shown else []
    for title, words, who in shown:
        found += [("subheading", title), ("text", words)]
        if who:
            found.append(("text", who))
    return found


def definitions_in(content: StatementContent) -> list[FigureDefinition]:
    """The definition of each figure that a statement shows, in their order."""
    return list(dict.fromkeys(row.definition for row in content.figures))


def _definitions(content: StatementContent) -> Paragraphs:
    rows = definitions_in(content)
    return [
        MEANINGS,
        *(("bullet", f"{row.label} ({row.name}, from {row.file}): {row.formula}") for row in rows),
        ("text", NO_LIST_NOTE),
        *([("text", YEAR_BEFORE_NOTE)] if content.year_before else []),
    ]


def _versions(page: StatementPage) -> Paragraphs:
    corrected = [line for line in page.versions if line.number > 1]
    found: Paragraphs = [("heading", "Corrections")] if corrected else []
    for line in corrected:
        day = day_words(line.published_on)
        found.append(("text", f"Version {line.number}, {day}, {line.published_by}: {line.reason}"))
        found += [("bullet", change_words(change)) for change in line.changes]
    return found


def file_name(page: StatementPage) -> str:
    """What the files of a statement are called, without their endings."""
    kind = page.statement.kind
    first, last = page.statement.first_day, page.statement.last_day
    return f"{'annual-report' if kind is StatementKind.GROUP else 'value-statement'}-{first}-{last}"

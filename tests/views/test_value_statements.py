"""Value statements at their largest: a consortium of a year, whatever was typed."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from models import Organization, OrganizationKind, ValueStatement
from models.columns import TEXT_LENGTH
from models.statement_figures import BY_KEY, StatementFigure
from models.stories import SharedStory, StoryAudience
from models.value_statements import (
    NOT_SHOWN,
    PRIVATE_GROUP,
    CallResultRow,
    CallRow,
    CommitmentRow,
    CountedRows,
    DecisionRow,
    DeliverableRow,
    FactRows,
    FigureChange,
    GivenRow,
    GroupRow,
    ServiceRow,
    StatementContent,
    StatementGap,
    StatementKind,
    StatementLine,
    StatementPage,
    StatementPart,
    StatementScope,
    StatementState,
    StoryRow,
    VacancyRow,
    VersionLine,
)
from sandbox.rules import check_message, check_view
from services.value_statements import definitions_of, figures
from tests.views.things import AT, MONDAY, NASTY, RIGHT_TO_LEFT, group, marked_up, person
from views import value_statements

TYPED = {
    "plain": "x" * 200,
    "marks": NASTY,
    "right to left": RIGHT_TO_LEFT,
    "ampersands": "&" * 200,
    "brackets": "<" * 200,
}
MANY = 150


class LargestStatement:
    """Of all groups and people, each called the same."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.group = group(name)
        self.person = person(name)
        self.library = Organization(
            id=1, key="central", name=name, short_name=name[:60], kind=OrganizationKind.LIBRARY
        )

    def rows(self) -> FactRows:
        numbers, name = range(1, MANY + 1), self.name
        return FactRows(
            groups=tuple(GroupRow(n, name, "working group", f"{name}; Other") for n in numbers),
            contributions=tuple(
                GivenRow(MONDAY, n, name, "central", n, "attended", 9) for n in numbers
            ),
            services=tuple(
                ServiceRow(n, name, "central", n, "member", MONDAY, MONDAY, 200) for n in numbers
            ),
            decisions=tuple(DecisionRow(MONDAY, n, name) for n in numbers),
            calls=tuple(CallRow(MONDAY, n, name, "vote", name, "no answer") for n in numbers),
            call_results=tuple(CallResultRow(MONDAY, n, name, name) for n in numbers),
            commitments=tuple(
                CommitmentRow(MONDAY, MONDAY, name, name, name, 10**9, 10**9, name) for _ in numbers
            ),
            deliverables=tuple(DeliverableRow(MONDAY, n, name, 1) for n in numbers),
            vacancies=tuple(VacancyRow(n, name) for n in numbers),
            stories=tuple(StoryRow(MONDAY, n) for n in numbers),
        )

    def page(
        self, kind: StatementKind = StatementKind.CONSORTIUM, *, is_draft: bool = True
    ) -> StatementPage:
        statement = ValueStatement(
            id=2**31 - 1,
            kind=kind,
            first_day=MONDAY,
            last_day=MONDAY,
            label=self.name[:100],
            state=StatementState.DRAFT if is_draft else StatementState.PUBLISHED,
            drafted_by=1,
            drafted_at=AT,
            due_on=MONDAY,
        )
        scope = StatementScope(kind, MONDAY, MONDAY, self.name[:100], self.library, self.group)
        counted = figures(self.rows(), kind)
        texts = {str(part): (self.name * 20)[:TEXT_LENGTH] for part in StatementPart}
        story = SharedStory(
            id=1,
            title=self.name,
            who_was_helped=self.name,
            problem=self.name * 3,
            what_was_done=self.name * 3,
            what_changed=self.name * 3,
            evidence=self.name,
            submitted_on=MONDAY,
            audience=StoryAudience.PUBLIC,
            library=self.name,
            author=self.name,
        )
        content = StatementContent(
            scope.title,
            counted,
            self.rows(),
            texts,
            (story,) * MANY,
            year_before=CountedRows(counted, self.rows()),
        )
        changes = tuple(FigureChange(row, None) for row in counted)
        versions = tuple(
            VersionLine(number, MONDAY, self.name, (self.name * 3)[:500], changes)
            for number in range(20, 0, -1)
        )
        return StatementPage(
            statement,
            scope,
            content,
            may_write=True,
            versions=() if is_draft else versions,
            gaps=tuple((gap, 10**6) for gap in StatementGap) if is_draft else (),
            is_draft=is_draft,
            has_unpublished_words=not is_draft,
        )


def everything(big: LargestStatement) -> list[dict[str, Any]]:
    """Each message and form of value statements at its largest."""
    texts = {str(part): "x" * TEXT_LENGTH for part in StatementPart}
    news = value_statements.published_for_asker(
        [big.group] * 3, heard=999, unreached=[big.person] * 60
    )
    pages = [big.page(kind, is_draft=draft) for kind in StatementKind for draft in (True, False)]
    lines = [StatementLine(page.statement, page.content.title, MONDAY) for page in pages] * 5
    return [
        *(value_statements.shown(page, news=news) for page in pages),
        value_statements.listed(lines, may_draft=True, today=MONDAY),
        value_statements.listed([], may_draft=False, today=MONDAY),
        value_statements.published(pages[0].statement, pages[0].content.title, big.name),
        value_statements.on_its_way(),
        value_statements.new(list(StatementKind), [big.library] * 150, [big.group] * 150),
        *(
            value_statements.words(
                page.statement, page.content.title, texts, seen="opening:0123456789 " * 3
            )
            for page in pages
        ),
        value_statements.correction(pages[1].statement, pages[1].content.title),
    ]


@pytest.mark.parametrize("typed", TYPED)
def test_within_the_limits_whatever_people_type(typed: str) -> None:
    for view in everything(LargestStatement(TYPED[typed])):
        if "type" in view:
            check_view(view)
        else:
            check_message(text=view["text"], blocks=view["blocks"])
        for text in marked_up({"text": view.get("text", ""), "blocks": view["blocks"]}):
            assert "<!channel" not in text
            assert "<@UBEN" not in text


@pytest.mark.parametrize("kind", list(StatementKind))
def test_the_text_has_every_figure_with_its_definition(kind: StatementKind) -> None:
    lines = [
        text for _style, text in value_statements.paragraphs(LargestStatement("Task").page(kind))
    ]
    for definition in definitions_of(kind):
        assert sum(line.startswith(f"{definition.label}: ") for line in lines) >= 1
        assert sum(definition.formula in line and definition.name in line for line in lines) == 1


def test_a_list_is_cut_and_says_how_much_is_left() -> None:
    lists = dict(value_statements.lists_of(LargestStatement("Task").page().content))
    assert len(lists["Decisions"]) == 61
    assert lists["Decisions"][-1] == "and 90 more, in the exported rows"


def test_what_is_private_is_counted_at_the_end() -> None:
    page = LargestStatement("Task").page()
    rows = replace(
        page.content.rows,
        decisions=(DecisionRow(MONDAY, 1, NOT_SHOWN), DecisionRow(MONDAY, 2, "Norms")),
    )
    lists = dict(value_statements.lists_of(replace(page.content, rows=rows)))
    assert lists["Decisions"] == [
        "Mon, Nov 23, 2026, Task: Norms",
        "1 more of private groups, not named here",
    ]


def test_of_a_private_group_nobody_reads_how_many_serve_in_it() -> None:
    page = LargestStatement("Task").page()
    first = page.content.rows.groups[0]
    private = first._replace(number=999, name=PRIVATE_GROUP, kind="")
    served = page.content.rows.services[0]
    rows = replace(
        page.content.rows,
        groups=(*page.content.rows.groups, private),
        services=(served._replace(group_number=first.number), served._replace(group_number=999)),
    )
    lines = dict(value_statements.lists_of(replace(page.content, rows=rows)))["Groups"]
    assert len(lines) == 2
    assert lines[0].endswith("1 person served")
    assert lines[1] == "1 more of private groups, not named here"


def test_the_councils_page_says_what_each_call_came_to() -> None:
    page = LargestStatement("Task").page()
    results = (
        CallResultRow(MONDAY, 1, "Shall we? (carried; 2 yes)", "Central, Tunxis"),
        CallResultRow(MONDAY, 1, "And this? (not carried)", ""),
    )
    rows = replace(page.content.rows, call_results=results)
    lists = dict(value_statements.lists_of(replace(page.content, rows=rows)))
    assert "Calls that closed" not in lists
    assert lists["Calls and what they came to"] == [
        "Mon, Nov 23, 2026, Task: Shall we? (carried; 2 yes). Answered by Central, Tunxis",
        "Mon, Nov 23, 2026, Task: And this? (not carried)",
    ]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["answered"], "(answered)"),
        (["no answer"], "(no answer)"),
        (["answered", "no answer", "excused"], "(1 of 2 answered)"),
    ],
)
def test_a_call_says_how_many_answered(answers: list[str], words: str) -> None:
    page = LargestStatement("Task").page()
    calls = tuple(CallRow(MONDAY, 1, "Shall we?", "vote", "Central", answer) for answer in answers)
    lists = dict(
        value_statements.lists_of(
            replace(page.content, rows=replace(page.content.rows, calls=calls, call_results=()))
        )
    )
    assert lists["Calls that closed"] == [f"Mon, Nov 23, 2026, Task: Shall we? {words}"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("decisions", 1234, "1,234"),
        ("hours-asked", 0, "none stated"),
        ("hours-asked", 1, "1 hour"),
        ("hours-asked", 1200, "1,200 hours"),
        ("offers-cost", 123_450, "$1,234.50"),
    ],
)
def test_a_figure_is_said_in_its_unit(key: str, value: int, words: str) -> None:
    assert value_statements.amount(StatementFigure(BY_KEY[key], value)) == words


@pytest.mark.parametrize("gap", list(StatementGap))
@pytest.mark.parametrize("count", [1, 2])
def test_each_gap_is_a_question_that_reads_well(gap: StatementGap, count: int) -> None:
    [question] = value_statements.questions([(gap, count)])
    assert question.endswith("?")
    assert not re.search(r"\b1 \w+ (have|were|are)\b|\b2 \w+ (has|was|is)\b", question)
    assert "{" not in question


def test_the_state_is_said_with_its_day() -> None:
    page = LargestStatement("Ann").page(is_draft=False)
    assert value_statements.state_words(page) == (
        "Corrected on Mon, Nov 23, 2026 by Ann: version 20."
    )
    first = replace(page, versions=page.versions[-1:])
    assert value_statements.state_words(first) == "Published on Mon, Nov 23, 2026 by Ann."
    draft = LargestStatement("Ann").page()
    assert value_statements.state_words(draft).startswith("A draft:")


def test_a_correction_says_what_was_there_before() -> None:
    figure = StatementFigure(BY_KEY["offers-cost"], 500, "Collections")
    assert value_statements.change_words(FigureChange(figure, 100)) == (
        "What offers cost (Collections): $1.00 before, $5.00 now"
    )
    assert "not counted before" in value_statements.change_words(FigureChange(figure, None))


def test_buttons_are_those_of_what_a_reader_may_do() -> None:
    page = LargestStatement("Task").page()

    def labels(shown: dict[str, Any]) -> list[str]:
        return [
            element["text"]["text"]
            for block in shown["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        ]

    usual = ["Get it as documents", "Show the rows", "All statements"]
    assert labels(value_statements.shown(page)) == ["Write the words", "Publish", *usual]
    done = LargestStatement("Task").page(is_draft=False)
    assert labels(value_statements.shown(done)) == ["Write the words", "Correct it", *usual]
    reader = replace(done, may_write=False)
    assert labels(value_statements.shown(reader)) == ["Get it as documents", "All statements"]


def test_figures_stand_under_the_heading_of_their_part() -> None:
    page = LargestStatement("Task").page(StatementKind.LIBRARY)
    found = dict(value_statements.figures_by_part(page.content))
    assert list(found) == ["Service given", "Work and decisions", "Service received"]
    assert sum(map(len, found.values())) == len(definitions_of(StatementKind.LIBRARY))
    names = [name for name, _rows in value_statements.figures_by_direction(page.content)]
    assert names == []
    whole = LargestStatement("Task").page()
    names = [name for name, _rows in value_statements.figures_by_direction(whole.content)]
    assert names == ["Other", "Task"]


def counting(values: dict[str, int]) -> StatementContent:
    """A statement of a library with these figures, and zero for all others."""
    rows = definitions_of(StatementKind.LIBRARY)
    counted = tuple(StatementFigure(row, values.get(row.key, 0)) for row in rows)
    return StatementContent("Value", counted, FactRows())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "0 people served in 0 groups."),
        (
            {"people-serving": 1, "groups-served": 2, "hours-asked": 3, "tasks-completed": 1},
            "1 person served in 2 groups. Seats and groups that state it asked for 3 hours. They"
            " completed 1 task.",
        ),
        (
            {"people-serving": 2, "groups-served": 1, "meetings-attended": 1, "decisions": 2},
            "2 people served in 1 group. They came to meetings 1 time and had a part in"
            " 2 decisions.",
        ),
        (
            {"offers-joined": 1, "offers-cost": 4300_00},
            "0 people served in 0 groups. 1 offer was joined for $4,300.00.",
        ),
        (
            {"offers-joined": 2, "offers-cost": 4300_00, "savings-declared": 100_00},
            "0 people served in 0 groups. 2 offers were joined for $4,300.00, with $100.00"
            " declared as saved.",
        ),
    ],
)
def test_the_summary_says_what_there_is_and_no_zeros(values: dict[str, int], words: str) -> None:
    assert value_statements.summary(counting(values)) == words


def test_an_annual_report_has_a_summary_without_money() -> None:
    words = value_statements.summary(LargestStatement("Task").page(StatementKind.GROUP).content)
    assert words == (
        "150 people served. Seats and groups that state it asked for 986 hours. They came to"
        " meetings 1,350 times and had a part in 150 decisions."
    )


def test_what_is_private_alone_is_not_called_more() -> None:
    page = LargestStatement("Task").page()
    rows = replace(page.content.rows, decisions=(DecisionRow(MONDAY, 1, NOT_SHOWN),) * 2)
    lists = dict(value_statements.lists_of(replace(page.content, rows=rows)))
    assert lists["Decisions"] == ["2 of private groups, not named here"]


def test_the_first_and_the_last_day_are_said_in_slack_and_in_files() -> None:
    page = LargestStatement("Task").page()
    page.statement.last_day = MONDAY + timedelta(days=6)
    words = "About Mon, Nov 23, 2026 to Sun, Nov 29, 2026."
    assert value_statements.period_words(page) == words
    assert words in str(value_statements.shown(page)["blocks"])
    assert ("text", words) in value_statements.paragraphs(page)


def test_each_direction_is_a_line_in_slack_and_in_files() -> None:
    page = LargestStatement("Task").page()
    other, _task = value_statements.direction_lines(page.content)
    assert other.startswith("Other: People active 150, Meetings attended 1,350, ")
    assert ("bullet", other) in value_statements.paragraphs(page)
    assert other in str(value_statements.shown(page)["blocks"])


def test_slack_shows_every_list_and_the_months() -> None:
    page = LargestStatement("Task").page()
    shown = str(value_statements.shown(page)["blocks"])
    for heading, _lines in value_statements.lists_of(page.content):
        assert f"*{heading}*" in shown
    assert "data_visualization" not in shown
    page.statement.first_day = MONDAY - timedelta(days=360)
    message = value_statements.shown(page)
    assert "data_visualization" in str(message["blocks"])
    assert "November 2026 1,350 (meetings attended 1,350)." in message["text"]
    in_modal = value_statements.shown(page, has_chart=False)
    assert "data_visualization" not in str(in_modal["blocks"])
    assert len(in_modal["blocks"]) == len(message["blocks"]) - 1


@pytest.mark.parametrize(("days", "words"), [(0, "due on"), (1, "overdue since")])
def test_a_draft_in_the_list_says_when_it_is_due_or_was(days: int, words: str) -> None:
    page = LargestStatement("Task").page(StatementKind.GROUP)
    lines = [StatementLine(page.statement, "Report")]
    today = MONDAY + timedelta(days=days)
    shown = value_statements.listed(lines, may_draft=False, today=today)
    assert f"a draft, {words} Mon, Nov 23, 2026" in str(shown["blocks"])
    assert f"a draft, {words} Mon, Nov 23, 2026" in shown["text"]
    page.statement.due_on = None
    shown = value_statements.listed(lines, may_draft=False, today=today)
    assert shown["text"].endswith("Report, a draft")


def offers(*rows: CommitmentRow) -> list[str]:
    """The lines of these commitments."""
    content = replace(counting({}), rows=FactRows(commitments=rows))
    return dict(value_statements.lists_of(content))["Offers joined"]


def test_an_offer_of_several_libraries_is_a_line_with_sums() -> None:
    row = CommitmentRow(MONDAY, MONDAY, "Video?", "Lyceum", "Central", 1000_00, 0, "")
    other = row._replace(unit="Tunxis", saved_cents=300_00, saved_how="a list")
    head = "Video? (Lyceum), Mon, Nov 23, 2026 to Mon, Nov 23, 2026: "
    assert offers(row) == [f"{head}$1,000.00; no saving declared"]
    assert offers(other) == [f"{head}$1,000.00; saves $300.00, declared against a list"]
    assert offers(row, other) == [
        f"{head}2 joined for $2,000.00; saves $300.00, declared for 1 of them"
    ]
    later = row._replace(last=MONDAY + timedelta(days=1))
    assert len(offers(row, later, row._replace(vendor="Other"))) == 3
    hidden = row._replace(offer=NOT_SHOWN)
    assert offers(hidden, row) == [
        f"{head}$1,000.00; no saving declared",
        "1 more of private groups, not named here",
    ]


@pytest.mark.parametrize("typed", ["an evening student", " An evening student. "])
def test_who_was_helped_ends_with_a_single_dot(typed: str) -> None:
    page = LargestStatement("Task").page()
    story = replace(page.content.stories[0], who_was_helped=typed, problem="No book.")
    content = replace(page.content, stories=(story,))
    [(_title, words, _who)] = value_statements.stories_of(content, StatementKind.LIBRARY)
    assert words.startswith(f"Who was helped: {typed.strip().rstrip('.')}. No book.")
    nobody = replace(content, stories=(replace(story, who_was_helped=""),))
    [(_title, words, _who)] = value_statements.stories_of(nobody, StatementKind.LIBRARY)
    assert words.startswith("No book.")


def test_months_have_no_year_where_there_is_little_room() -> None:
    page = LargestStatement("Task").page()
    page.statement.first_day = MONDAY - timedelta(days=300)
    categories = str(value_statements.shown(page)["blocks"])
    assert "'Feb', " in categories
    page.statement.first_day = MONDAY - timedelta(days=370)
    assert "'Feb 2026', " in str(value_statements.shown(page)["blocks"])
    [months, _groups] = value_statements.charts_of(page)
    assert months.labels[-1] == "November 2026"


def test_slack_says_that_words_wait_for_a_correction() -> None:
    page = LargestStatement("Task").page(is_draft=False)
    note = value_statements.UNPUBLISHED_NOTE
    assert note in str(value_statements.shown(page)["blocks"])
    settled = replace(page, has_unpublished_words=False)
    assert note not in str(value_statements.shown(settled)["blocks"])


class Reader(HTMLParser):
    """What a browser reads: the text within each element, by its tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = defaultdict(list)
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.found[self.open[-1]].append(data)


@pytest.mark.parametrize("typed", [NASTY, RIGHT_TO_LEFT, "</title><script>alert(1)</script>"])
def test_the_file_for_a_browser_says_the_same_with_charts(typed: str) -> None:
    page = LargestStatement(typed).page(StatementKind.LIBRARY)
    html = value_statements.to_html(page)
    read = Reader(html).found
    texts = [text for tag in ("h1", "h2", "h3", "p", "li") for text in read[tag]]
    assert sorted(texts) == sorted(text for _style, text in value_statements.paragraphs(page))
    assert "script" not in read
    assert read["figcaption"][0].startswith("Contributions by month: ")
    assert html.index("<figcaption>") < html.index("What each figure means")
    assert (html.count("<svg"), html.count("<ul>"), html.count("</ul>")) == (2, 10, 10)
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    empty = replace(page, content=counting({}))
    assert "<svg" not in value_statements.to_html(empty)


def test_the_day_on_which_the_record_begins_stands_beside_the_period() -> None:
    page = LargestStatement("Task").page()
    assert "The record begins" not in value_statements.period_words(page)
    late = replace(page, record_begins=MONDAY)
    assert value_statements.period_words(late).endswith(" The record begins on Mon, Nov 23, 2026.")


@pytest.mark.parametrize(("count", "is_shown"), [(2, False), (3, True)])
def test_whoever_has_no_rows_sees_no_group_in_which_few_people_did_something(
    count: int, is_shown: bool
) -> None:
    page = LargestStatement("Task").page()
    given = page.content.rows.contributions[0]
    many = tuple(given._replace(person_number=number) for number in range(count))
    content = replace(page.content, rows=replace(page.content.rows, contributions=many))
    [_months, groups] = value_statements.charts_of(replace(page, content=content))
    assert (groups.values, groups.unit) == (
        (count * given.times,),
        "the same, in alphabetical order",
    )
    reader = replace(page, content=content, may_write=False)
    [_months, *found] = value_statements.charts_of(reader)
    assert [chart.values for chart in found] == ([(count * given.times,)] if is_shown else [])
    assert all(chart.unit.endswith(", where 3 people or more did them") for chart in found)

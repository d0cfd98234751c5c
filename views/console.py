"""The whole consortium on the program manager's Home: each line with the act that mends it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from models import Organization, Person
from models.calendar_days import day_words
from models.console import FindingKind, FindingLine, FindingRules, FoundLines, LeftWork
from models.payloads import Block, Element, Message, View
from models.people import Obstacle
from models.tasks import TaskLine, TaskScope
from views import groups as group_views
from views import help as help_views
from views import meetings as meeting_views
from views import merges as merge_views
from views import organizations as organization_views
from views import proposals as proposal_views
from views import sunsets as sunset_views
from views import tasks as task_views
from views import values
from views.elements import actions, button, context, header, message, more_label, section
from views.freshness import stale_words
from views.inputs import field, modal, named, select
from views.texts import bold, brief, esc, joined, plural, short
from views.values import FindingAt, MergePair, TaskButton, TaskListAt

SHOW_ALL = "console.all"
IMPORT = "console.import"
LEFT = "console.left"
PLACE = "console.place"
PLACE_SEND = "console.place.send"
SAME = "console.same"
DISTINCT = "console.distinct"
SHOWN_OF_FINDING = 3
"""How many lines of a finding Home shows."""
SHOWN_IN_MESSAGE = 2
"""How many the monthly message shows, which holds fewer blocks than Home."""
ALL_WELL = "Every group, library and delivery is as it should be."
CHOSEN_QUIET = "Nothing is found by the rules that you have chosen."
ALL_SHOWN = 40
"""How many lines a page of one finding has; where each asks a question, half as many."""
LEFT_SHOWN, CHAIRED_SHOWN = 20, 10
"""How many open tasks and groups of somebody who left are shown at once."""


@dataclass(frozen=True)
class FindingWords:
    """The rule in words, what a line adds to its name, the button that mends it, and what the
    finding is called where no rule is told.
    """

    rule: Callable[[FindingRules], str]
    says: Callable[[FindingLine], str]
    act: Callable[[FindingLine], Element | None]
    name: str
    otherwise: Callable[[FindingLine], Element] | None = None
    """The second answer, where a line asks a question."""

    @property
    def on_a_page(self) -> int:
        """How many lines of it fit on a page."""
        return ALL_SHOWN // 2 if self.otherwise else ALL_SHOWN


def _run(label: str, command: str) -> Callable[[FindingLine], Element]:
    return lambda line: help_views.run_button(label, command, name=line.id, about=line.name)


def _press(label: str, action: str) -> Callable[[FindingLine], Element]:
    return lambda line: button(label, action, line.id, about=line.name)


def _correct_address(line: FindingLine) -> Element | None:
    """Nothing for somebody who wants no mail: her address is right."""
    if line.obstacle is Obstacle.STOPPED:
        return None
    return _run("Correct the address", "/convene import")(line)


def _decide(label: str, action: str) -> Callable[[FindingLine], Element]:
    def act(line: FindingLine) -> Element:
        pair = line.duplicate
        value = MergePair(pair.kept.id, pair.merged.id).text if pair else ""
        return button(label, action, value, about=line.name)

    return act


def _records(line: FindingLine) -> str:
    pair = line.duplicate
    return (
        joined([merge_views.facts(pair.kept), merge_views.facts(pair.merged)], "; ") if pair else ""
    )


def _overdue_tasks(line: FindingLine) -> Element:
    at = TaskListAt(TaskScope.GROUP, line.id)
    return button("Show the tasks", task_views.PAGE_OF, at.text, about=line.name)


def _since(words: str, otherwise: str) -> Callable[[FindingLine], str]:
    return lambda line: f"{words} {day_words(line.since)}" if line.since else otherwise


def _late(line: FindingLine) -> str:
    return f"{plural(line.count, 'task')} overdue, {_since('the oldest since', '')(line)}"


def _left(line: FindingLine) -> str:
    tasks = plural(line.count, "open task") if line.count else ""
    return joined([tasks, "still chairs a group" if line.is_chair else ""], ", ")


def _unconfirmed(line: FindingLine) -> str:
    stale = stale_words(line.freshness) if line.freshness else ""
    return joined([stale, "" if line.has_director else "no director can be asked"], ", ")


WORDS = {
    FindingKind.CHAIR: FindingWords(
        lambda _rules: "Groups without an active chair",
        lambda _line: "",
        _press("Choose a chair", group_views.EDIT),
        "groups without a chair",
    ),
    FindingKind.MET: FindingWords(
        lambda rules: (
            f"Groups with a series or a charge that have not met for"
            f" {plural(rules.days_without_meeting, 'day')}"
        ),
        _since("last met", "no meeting yet"),
        _press("Schedule a meeting", meeting_views.NEW),
        "groups that have not met",
    ),
    FindingKind.OVERDUE: FindingWords(
        lambda _rules: "Overdue tasks by group", _late, _overdue_tasks, "overdue tasks"
    ),
    FindingKind.GONE: FindingWords(
        lambda _rules: "People who left Slack and have open work",
        _left,
        _press("Show what is left", LEFT),
        "people who left with open work",
    ),
    FindingKind.LIBRARIES: FindingWords(
        lambda _rules: "Libraries with nobody in any group",
        lambda _line: "",
        _run("Add somebody to a group", "/wg add"),
        "libraries in no group",
    ),
    FindingKind.SEATS: FindingWords(
        lambda rules: f"People who serve in {rules.seats} groups or more: a load to relieve",
        lambda line: f"serves in {plural(line.count, 'group')}",
        _run("See the groups", "/wg list"),
        "people in many groups",
    ),
    FindingKind.PLACED: FindingWords(
        lambda _rules: "People whose library is not known",
        lambda _line: "",
        _press("Choose a library", PLACE),
        "people without a library",
    ),
    FindingKind.SAME: FindingWords(
        lambda _rules: "People who may be known twice, under one name at one library",
        _records,
        _decide("The same person", SAME),
        "people who may be known twice",
        _decide("Someone else", DISTINCT),
    ),
    FindingKind.DELIVERIES: FindingWords(
        lambda _rules: "Deliveries in trouble",
        lambda line: f"{plural(line.count, 'message')} did not arrive" if line.count else "closed",
        _run("See deliveries", "/convene deliveries"),
        "deliveries in trouble",
    ),
    FindingKind.DIGESTS: FindingWords(
        lambda _rules: "Weekly digests that were not sent",
        _since("that of", ""),
        _press("See the digest", group_views.DIGEST),
        "digests that were not sent",
    ),
    FindingKind.PROPOSALS: FindingWords(
        lambda _rules: "Groups that were proposed",
        _since("proposed on", ""),
        _press("Show the proposal", proposal_views.SHOW),
        "proposed groups",
    ),
    FindingKind.SUNSETS: FindingWords(
        lambda _rules: "Charges that lapsed without a review",
        _since("lapsed on", ""),
        _press("Review", sunset_views.REVIEW),
        "charges that lapsed",
    ),
    FindingKind.CONFIRMED: FindingWords(
        lambda _rules: "Libraries nobody confirmed",
        _unconfirmed,
        _press("Show the library", organization_views.SHOW),
        "libraries nobody confirmed",
    ),
    FindingKind.UNREACHED: FindingWords(
        lambda _rules: "Where mail is sent: people without Slack whom it does not reach",
        lambda line: str(line.obstacle or ""),
        _correct_address,
        "people whom nothing reaches",
    ),
}
"""The words of each finding."""


def blocks(
    found: Sequence[FoundLines], rules: FindingRules, *, shown_of_each: int = SHOWN_OF_FINDING
) -> list[Block]:
    """The part of Home, in at most 54 blocks: it states every rule, found or not."""
    shown: list[Block] = [header("Across the consortium")]
    if not found:
        shown.append(section(CHOSEN_QUIET if rules.hidden else ALL_WELL))
    for finding in found:
        shown.append(_heading(finding, rules, shown_of_each))
        shown += _lines(finding.key, finding.lines[:shown_of_each])
    return [*shown, context("\n".join(_not_found(found, rules))), _footer()]


def monthly(found: Sequence[FoundLines], rules: FindingRules) -> Message:
    """The same, once a month, to the program manager."""
    counts = [f"{WORDS[lines.key].name} ({len(lines.lines)})" for lines in found]
    text = f"Once a month, what the consortium needs: {'; '.join(counts)}."
    note = context("My Home tab shows it as of today. `/convene reminders` declines this message.")
    return message(
        text, [section(text), *blocks(found, rules, shown_of_each=SHOWN_IN_MESSAGE), note]
    )


def everything(found: FoundLines, rules: FindingRules, *, page: int = 0) -> Message:
    """All lines of one finding, a page at a time, each with its act."""
    title, step = WORDS[found.key].rule(rules), WORDS[found.key].on_a_page
    lines = found.lines[page * step : (page + 1) * step]
    shown = [header(title), *_lines(found.key, lines)]
    left = len(found.lines) - page * step - len(lines)
    if left > 0:
        at = FindingAt(found.key, page + 1)
        shown.append(actions(button(more_label(left, step=step), SHOW_ALL, at.text)))
    names = "; ".join(_words(found.key, line) for line in lines[:20])
    return message(f"{title}: {names or 'nothing any more'}", shown)


def left(work: LeftWork, *, today: date) -> Message:
    """What somebody has left open, each with the button that hands it on."""
    name = esc(brief(work.person.name, 60))
    shown = work.tasks[:LEFT_SHOWN]
    chaired = work.groups[:CHAIRED_SHOWN]
    blocks = [header(f"What {short(work.person.name, 100)} has left open")]
    for group in chaired:
        choose = button("Choose a chair", group_views.EDIT, group.id, about=group.name)
        blocks.append(section(f"{bold(brief(group.name, 80))}: {name} still chairs it", choose))
    blocks += [_left_task(line, today) for line in shown]
    if not work.tasks and not work.groups:
        blocks.append(section("Nothing is left open any more."))
    if more := len(work.tasks) - len(shown) + len(work.groups) - len(chaired):
        blocks.append(context(f"And {more} more, which are shown when these are handed on."))
    counts = f"{plural(len(work.tasks), 'open task')}, chairs {plural(len(work.groups), 'group')}"
    titles = "; ".join(esc(short(line.task.title, 80)) for line in shown[:10])
    return message(joined([f"{name}: {counts}.", titles], " "), blocks)


def _left_task(line: TaskLine, today: date) -> Block:
    task = line.task
    where = esc(brief(line.group.name, 60)) if line.group else ""
    about = joined([task_views.due_words(task.due_on, today), where])
    hand_over = button("Hand over", task_views.REASSIGN, TaskButton(task.id).text, about=task.title)
    return section(f"{bold(brief(task.title, 120))}\n{about}", hand_over)


def place(person: Person, organizations: Sequence[Organization]) -> View:
    """The form by which the program manager says where somebody works."""
    choices = named(organizations)
    menu = select("console.organization", choices, placeholder="Choose a library or unit")
    blocks = [section(bold(short(person.name, 150))), field("organization", "Works at", menu)]
    private = values.private(person=person.id)
    return modal(PLACE_SEND, "Library", blocks, submit="Save", close="Cancel", private=private)


def placed(person: Person, organization: Organization) -> Message:
    """To the program manager, after it."""
    return message(
        f"{esc(person.name)} works at {esc(organization.name)}: what they do is credited to it from"
        " now on."
    )


def distinct(person: Person) -> Message:
    """To the program manager, who said that two records are of two people."""
    return message(
        f"The two records of the name {bold(brief(person.name, 120))} are of two people. I do not"
        f" ask about them again; `{merge_views.MERGE_COMMAND}` makes one of them all the same."
    )


def how_to_import() -> Message:
    """How files get in."""
    text = (
        "*Import* is done by whoever runs Convene, from CSV files of libraries, directions, people,"
        " groups, memberships, seats, deliverables, representatives, volunteers and obligations:"
        " `python -m bot import folder` shows first what would change, and writes nothing until it"
        " is told to. Send them your files."
    )
    return message(text, [section(text)])


def _not_found(found: Sequence[FoundLines], rules: FindingRules) -> list[str]:
    keys = {lines.key for lines in found}
    quiet = [key for key in FindingKind if key not in keys and key not in rules.hidden]
    all_stated = (("Looked for, and nothing found", quiet), ("Not looked for", rules.hidden))
    lines = [
        f"{title}: {'; '.join(_lowered(WORDS[key].rule(rules)) for key in some)}."
        for title, some in all_stated
        if some
    ]
    return [*lines, "*Settings* below changes these rules, and which of them count."]


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _heading(finding: FoundLines, rules: FindingRules, shown_of_each: int) -> Block:
    count = len(finding.lines)
    text = f"*{WORDS[finding.key].rule(rules)}* · {count}"
    if count <= shown_of_each:
        return section(text)
    at = FindingAt(finding.key)
    return section(
        f"{text}\nThe first {shown_of_each} stand here.",
        button(f"Show all {count}", SHOW_ALL, at.text),
    )


def _lines(key: FindingKind, lines: Sequence[FindingLine]) -> list[Block]:
    return [block for line in lines for block in _line(key, line)]


def _line(key: FindingKind, line: FindingLine) -> list[Block]:
    words, act, otherwise = _words(key, line), WORDS[key].act(line), WORDS[key].otherwise
    if otherwise is None:
        return [section(words, act) if act else section(words)]
    return [section(words), actions(*([act] if act else []), otherwise(line))]


def _words(key: FindingKind, line: FindingLine) -> str:
    return joined([bold(brief(line.name, 120)), WORDS[key].says(line)], ": ")


def _footer() -> Block:
    commands = (
        ("Reports", "/participation"),
        ("History", "/convene history"),
        ("Settings", "/convene settings"),
        ("Holidays", "/convene holidays"),
        ("Deliveries", "/convene deliveries"),
    )
    runs = [help_views.run_button(label, command, name=label) for label, command in commands]
    return actions(*runs, button("Import", IMPORT))

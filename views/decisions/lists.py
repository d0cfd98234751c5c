"""What a group decided and what is still open: the list, and what is said when it changes."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from models import Decision, Group, Meeting, Question
from models.calendar_days import day_words
from models.decisions import (
    DecisionEntry,
    DecisionKind,
    DecisionPage,
    LaterDecision,
    OpenQuestion,
    RegisterLine,
    RegisterPage,
    RegisterQuery,
    ReplacementKind,
    Settled,
)
from models.payloads import Block, Element, Message
from views import values
from views.decisions import ids
from views.decisions.own_words import NEXT_LINE, own_words
from views.elements import (
    actions,
    button,
    confirm,
    context,
    header,
    message,
    more_button,
    section,
)
from views.texts import bold, esc, isolate, joined, plural, short
from views.times import day_in

_OTHER_WORDING = 150
_NEWEST_LATER = 2
_QUERY_ROOM = 600
_ENTRY_ROOM = 1100
"""Characters: Slack takes some 13,200 of all blocks of a message together."""
_MOST_SUGGESTED = 5
_CHANGED_BY = {ReplacementKind.REPLACES: "Replaced", ReplacementKind.AMENDS: "Amended"}


def listed(
    group: Group,
    page: DecisionPage,
    *,
    may_write: bool,
    may_settle: Callable[[Question], bool],
    zone: str,
) -> Message:
    """What is open, the oldest first, then what was decided, the newest first, ten at a time."""
    title = f"Decisions of {short(group.name, 100)}"
    write_down = [actions(button("Write down decisions", ids.WRITE, group.id))] if may_write else []
    if not page.entries:
        text = f"{bold(group.name)} has not written down a decision or an open question yet."
        ways = "`/wg question` followed by the question raises one."
        return message(f"{text} {ways}", [section(text), context(ways), *write_down])
    blocks: list[Block] = [header(title), context(_counts(page))]
    for number, entry in enumerate(page.entries):
        blocks += _heading(page, number)
        blocks += _entry(entry, may_write=may_write, may_settle=may_settle, zone=zone)
    if page.left:
        after = page.offset + len(page.entries)
        blocks.append(
            more_button(ids.PAGE_OF, values.DecisionListAt(group.id, after).text, left=page.left)
        )
    lines = "; ".join(esc(_in_words(entry, zone)) for entry in page.entries)
    return message(f"{esc(title)}: {_counts(page)}. {lines}", [*blocks, *write_down])


def written(
    group: Group,
    decisions: Sequence[Decision],
    questions: Sequence[Question],
    *,
    meeting: Meeting | None = None,
    suggested: Mapping[int, DecisionKind] | None = None,
) -> Message:
    """To whoever wrote it down. ``suggested`` is what decisions are probably about, by their ids,
    where the equity questions are asked of them.
    """
    if not decisions and not questions:
        text = "That is written down already, so nothing was added."
        return message(text, [section(text), _see_all(group)])
    counts = [
        plural(len(decisions), "decision") if decisions else "",
        plural(len(questions), "open question") if questions else "",
    ]
    of = f", {bold(meeting.title)}" if meeting else ""
    news = " The next weekly digest tells the group." if _has_digest(group) else ""
    text = f"Written down for {bold(group.name)}{of}: {joined(counts, ' and ')}.{news}"
    wordings = [
        *(decision.wording for decision in decisions),
        *(question.wording for question in questions),
    ]
    lines = [f"• {isolate(wording)}" for wording in wordings]
    blocks = [section(text), own_words(NEXT_LINE.join(lines)), _after_writing(group, decisions)]
    texts = [text, *(esc(line) for line in lines)]
    return _with_equity_offers(texts, blocks, decisions, suggested or {})


def _with_equity_offers(
    texts: list[str],
    blocks: list[Block],
    decisions: Sequence[Decision],
    suggested: Mapping[int, DecisionKind],
) -> Message:
    rows = {decision.id: decision for decision in decisions}
    for number, kind in list(suggested.items())[:_MOST_SUGGESTED]:
        question = _equity_offer(rows[number], kind)
        texts.append(question)
        ask = button("Answer three questions", ids.EQUITY, number, about=rows[number].wording)
        blocks += [section(question), actions(ask)]
    return message(joined(texts, NEXT_LINE), blocks)


def _after_writing(group: Group, decisions: Sequence[Decision]) -> Block:
    see_all = button("See all decisions", ids.LISTED, group.id, about=group.name)
    if len(decisions) != 1:
        return actions(see_all)
    [decision] = decisions
    return actions(
        button("Add the reasons", ids.EXPLAIN, decision.id, about=decision.wording), see_all
    )


def _equity_offer(decision: Decision, kind: DecisionKind) -> str:
    return (
        f"“{esc(short(decision.wording, _OTHER_WORDING))}” reads as if it were about {kind}. Three"
        " short questions belong to that: who is affected, who is absent, and how will we know?"
        " You can skip them; nobody asks again before the review."
    )


def settled(
    group: Group,
    question: Question,
    decision: Decision | None,
    *,
    suggested: Mapping[int, DecisionKind] | None = None,
) -> Message:
    """To whoever settled it."""
    outcome = (
        f" Decided: {esc(decision.wording)}"
        if decision
        else " No decision was written down with it."
    )
    news = " The next weekly digest tells the group." if decision and _has_digest(group) else ""
    text = f"Answered: {esc(question.wording)}{NEXT_LINE}{outcome.strip()}{news}"
    if decision is None:
        return message(text, [section(text), _see_all(group)])
    texts, blocks = [text], [section(text), _after_writing(group, [decision])]
    return _with_equity_offers(texts, blocks, [decision], suggested or {})


def taken_back(
    group: Group, wording: str, *, reopened: bool, holds_again: str | None = None
) -> Message:
    """To whoever took it back; ``holds_again`` is the decision that it had replaced or amended."""
    again = " The question that it answered is open again." if reopened else ""
    if holds_again:
        again += f" This holds again as it was: {esc(short(holds_again, _OTHER_WORDING))}"
    text = f"Removed: {esc(wording)}{NEXT_LINE}It stays in the history.{again}"
    return message(text, [section(text), _see_all(group)])


def of_meeting(decisions: Sequence[Decision]) -> list[Block]:
    """What a meeting decided, where the meeting is shown."""
    if not decisions:
        return []
    lines = (f"• {isolate(decision.wording)}" for decision in decisions)
    return [section("*Decided*"), own_words(NEXT_LINE.join(lines))]


def write_button(meeting: Meeting, *, about: str) -> Block:
    """The button by which a chair writes down what a meeting decided."""
    return button("Write down decisions", ids.WRITE_OF_MEETING, meeting.id, about=about)


def _see_all(group: Group) -> Block:
    return actions(button("See all decisions", ids.LISTED, group.id, about=group.name))


def _has_digest(group: Group) -> bool:
    return group.channel_id is not None and group.digest_weekday is not None


def _counts(page: DecisionPage) -> str:
    return f"{plural(page.questions, 'open question')}, {plural(page.decisions, 'decision')}"


def _heading(page: DecisionPage, number: int) -> list[Block]:
    """The name of the part that begins with this entry of the page."""
    entry = page.entries[number]
    if number and type(entry) is type(page.entries[number - 1]):
        return []
    return [section("*Still open*" if isinstance(entry, OpenQuestion) else "*Decided*")]


def _entry(
    entry: DecisionEntry, *, may_write: bool, may_settle: Callable[[Question], bool], zone: str
) -> list[Block]:
    news = own_words(short(_in_words(entry, zone, between=NEXT_LINE), _ENTRY_ROOM))
    if isinstance(entry, OpenQuestion):
        question = entry.question
        if not may_settle(question):
            return [news]
        answer = button("Answer", ids.SETTLE, question.id, about=question.wording)
        return [news | {"accessory": answer}]
    show = show_button(entry.decision)
    if not may_write:
        return [news | {"accessory": show}]
    return [news, actions(show, remove_button(entry.decision))]


def show_button(decision: Decision) -> Element:
    """The button that shows all that is known of a decision."""
    return button("Open", ids.SHOW, decision.id, about=decision.wording)


def remove_button(decision: Decision) -> Element:
    """The button that takes a decision back."""
    sure = confirm(
        "Remove it?", "The decision is removed from the list; the history keeps it.", "Remove"
    )
    return button("Remove", ids.TAKE_BACK, decision.id, about=decision.wording, confirm=sure)


def _in_words(entry: DecisionEntry, zone: str, between: str = ", ") -> str:
    if isinstance(entry, OpenQuestion):
        since = (
            f"raised by {isolate(short(entry.who, 80))}, {day_in(zone, entry.question.raised_at)}"
        )
        return joined([isolate(entry.question.wording), since], between)
    changes = changes_in_words(entry, zone)
    return joined([isolate(entry.decision.wording), _settled_at(entry, zone), *changes], between)


def changes_in_words(entry: Settled, zone: str) -> list[str]:
    """What a decision replaces or amends, and what has replaced or amended it, in plain text."""
    lines = [later_in_words(later, zone) for later in entry.later[-_NEWEST_LATER:]]
    if entry.earlier is None or entry.decision.replacement is None:
        return lines
    kind = entry.decision.replacement.capitalize()
    return [f"{kind} “{isolate(short(entry.earlier, _OTHER_WORDING))}”", *lines]


def later_in_words(later: LaterDecision, zone: str) -> str:
    """By what, and when, a decision was replaced or amended."""
    wording = isolate(short(later.wording, _OTHER_WORDING))
    return f"{_CHANGED_BY[later.replacement]} by “{wording}” on {day_in(zone, later.recorded_at)}"


def _settled_at(entry: Settled, zone: str) -> str:
    """Its meeting with the day of that, and when it was written down where that was another day."""
    written_on = day_in(zone, entry.decision.recorded_at)
    if not entry.meeting:
        return written_on
    meeting = f"in {isolate(short(entry.meeting, 100))}"
    if entry.held_on is None or entry.held_at is None:
        return f"{meeting}, {written_on}"
    if entry.decision.recorded_at.astimezone(ZoneInfo(zone)).date() == entry.held_on:
        return f"{meeting}, {written_on}"
    return f"{meeting}, {day_words(entry.held_on)}; written down {written_on}"


def found(page: RegisterPage, at: values.RegisterAt, *, zone: str) -> Message:
    """The decisions that fit a search, the newest first, ten at a time."""
    head = f"{plural(page.count, 'decision')} found. {query_in_words(page.query)}"
    blocks: list[Block] = [header("Decisions"), own_words(head)]
    for line in page.lines:
        words = own_words(short(_found_in_words(line, zone, NEXT_LINE), _ENTRY_ROOM))
        blocks.append(words | {"accessory": show_button(line.settled.decision)})
    if page.left:
        after = page.offset + len(page.lines)
        more = values.RegisterAt(at.text_typed, at.group_id, after)
        blocks.append(more_button(ids.FOUND_PAGE, more.text, left=page.left))
    lines = "; ".join(esc(_found_in_words(line, zone, ", ")) for line in page.lines)
    return message(f"{esc(head)} {lines}", blocks)


def query_in_words(query: RegisterQuery) -> str:
    """How a search was read, in plain text."""
    terms = [
        f"“{isolate(term.text)}”{f' (or {isolate(term.names)})' if term.names else ''}"
        for term in query.terms
    ]
    parts = [
        joined(terms, " and "),
        f"in {isolate(query.group.name)}" if query.group else "",
        query.period,
    ]
    read = joined(parts, ", ")
    return f"Looked for {short(read, _QUERY_ROOM)}." if read else "These are all that you may see."


def _found_in_words(line: RegisterLine, zone: str, between: str) -> str:
    group = isolate(line.group.name)
    return joined([_in_words(line.settled, zone, between), group], between)

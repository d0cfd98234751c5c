"""What is said of recurring obligations: the list, the form, and word of what was made."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models import Call, CallState, Group, MakingOutcome, Obligation, ObligationKind, Task
from models.calendar_days import day_words
from models.calls import QUESTION_LENGTH
from models.columns import NAME_LENGTH
from models.obligations import (
    DETAILS_LENGTH,
    MadeLine,
    ObligationFacts,
    ObligationLine,
    UnitContacts,
)
from models.payloads import Block, Element, Message, View
from models.subjects import Subject
from models.tasks import TaskHolders
from views import calls as call_views
from views import help as help_views
from views import tasks as task_views
from views import values
from views.calls import declared_rules
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.inputs import field, menu_of, modal, option, select, text_input
from views.texts import bold, brief, esc, in_a_row, joined, plural, short
from views.values import CallAt, ContactsAt, ObligationDay, ObligationListAt

LISTED = "obligation.page"
NEW = "obligation.new"
NEW_SEND = "obligation.new.send"
CHANGE = "obligation.change"
CHANGE_SEND = "obligation.change.send"
SKIP = "obligation.skip"
END = "obligation.end"
END_SEND = "obligation.end.send"
LOG = "obligation.log"
CONTACTS = "obligation.contacts"

COMMAND = "/wg obligations"
IS_CONSORTIUMS = "consortium"
TYPED_RHYTHM_LENGTH = 200
MOST_TEMPLATES = 100
_COMING_SHOWN = 3
_LOG_SHOWN = 20
_CONTACTS_ON_A_PAGE = 20
_CONTACTS_NAMED = 4
_KINDS = {
    ObligationKind.TASK: "A task",
    ObligationKind.CALL: "A draft of a call, which waits until somebody opens it",
}
_WHAT_COMES_BACK = (
    "What comes back every year or term belongs to a group or to the consortium, not to a person. I"
    " make its task or its draft of a call ahead of each day."
)


def listed(
    lines: Sequence[ObligationLine],
    *,
    group: Group | None,
    may_add: bool,
    page: int = 0,
    news: str = "",
) -> Message:
    """The obligations of a group, or of all that somebody leads: ten at a time, the next first."""
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    name = esc(short(group.name, 150)) if group else ""
    title = (
        f"Recurring obligations of {short(group.name, 100)}" if group else "Recurring obligations"
    )
    nothing = f"Nothing comes back every year or term{f' in {name}' if name else ''} yet."
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(title),
        *([] if lines else [section(nothing)]),
        *(_line(line) for line in shown),
    ]
    if left := len(lines) - page * PAGE - len(shown):
        at = ObligationListAt(group.id if group else 0, page + 1)
        blocks.append(more_button(LISTED, at.text, left=left))
    blocks.append(
        context(
            _WHAT_COMES_BACK
            if group
            else f"{_WHAT_COMES_BACK} `{COMMAND} Metadata` adds one to a group."
        )
    )
    if group and may_add:
        blocks.append(actions(button("Add an obligation", NEW, group.id, style="primary")))
    texts = "; ".join(
        f"{esc(brief(line.obligation.title, 80))}, next {day_words(line.next_on)}" for line in shown
    )
    text = f"Recurring obligations: {texts}." if lines else nothing
    return message(joined((news, text), " "), blocks)


def coming(lines: Sequence[ObligationLine]) -> Block:
    """What comes next in the consortium: in one block, for Home."""
    shown = [
        f"{day_words(line.next_on)}: {bold(brief(line.obligation.title, 100))}"
        f" ({esc(brief(line.group.name, 60))})"
        for line in lines[:_COMING_SHOWN]
    ]
    count = f"*{plural(len(lines), 'recurring obligation')}.* What comes next:"
    see = help_views.run_button("All obligations", COMMAND, name="obligations")
    return section("\n".join([count, *shown]), see)


def _line(line: ObligationLine) -> Block:
    row = line.obligation
    when = f"Next on *{day_words(line.next_on)}*, made {_ahead(row.lead_days)}"
    owner = "the consortium's" if row.is_of_consortium else ""
    about = joined((esc(brief(line.group.name, 80)), owner, row.rhythm, _who(line)))
    last = f"Last: {_became(line.last)}" if line.last else "Nothing was made of it yet."
    details = esc(brief(" ".join(row.details.split()), 150))
    title = bold(brief(row.title, 120))
    return section(joined((title, about, when, last, details), "\n"), _menu(line))


def _menu(line: ObligationLine) -> Element:
    row = line.obligation
    day = ObligationDay(row.id, line.next_on).text
    changes: list[tuple[str, str, str | int]] = [
        (f"Skip {day_words(line.next_on)}", SKIP, day),
        ("Change from the next one on", CHANGE, row.id),
        ("End", END, row.id),
    ]
    return menu_of([*(changes if line.may_edit else []), ("What was made of it", LOG, row.id)])


def _ahead(days: int) -> str:
    return f"{plural(days, 'day')} ahead" if days else "on the day"


def _who(line: ObligationLine) -> str:
    if line.obligation.kind is ObligationKind.CALL:
        return "a call"
    return f"a task of {esc(brief(line.holder, 80))}" if line.holder else "a task"


def _became(line: MadeLine) -> str:
    """What became of one day, such as “Fri, Oct 15, 2027: a task, done”."""
    day = day_words(line.making.due_on)
    match line.making.outcome:
        case MakingOutcome.SKIPPED:
            return f"{day}: skipped"
        case MakingOutcome.MISSED:
            return f"{day}: not made. {esc(brief(line.making.reason, 150))}"
        case MakingOutcome.MADE:
            return f"{day}: {_thing(line.task, line.call)}"


def _thing(task: Task | None, call: Call | None) -> str:
    if task is not None:
        return "a task, done" if task.done_at else "a task, open"
    if call is None:
        return "a draft of a call, which was discarded"
    return "a draft of a call" if call.state is CallState.DRAFT else f"a call, {call.state}"


def form(
    group: Group,
    facts: ObligationFacts | None,
    *,
    holders: TaskHolders,
    templates: Sequence[Call],
    may_keep_for_consortium: bool,
    days: Sequence[date] = (),
    obligation_id: int | None = None,
    read: str = "",
    seen: str = "",
) -> View:
    """The form of one. ``read`` is the rhythm as it was understood, whose next ``days`` are shown
    before it is saved; ``seen`` tells apart what the form showed first.
    """
    is_read = bool(days)
    carried: dict[str, Any] = {"group": group.id}
    if obligation_id:
        carried = {"obligation": obligation_id, "seen": seen}
    blocks: list[Block] = [
        section(f"What comes back in {bold(brief(group.name, 150))}."),
        *([_days_block(read, days)] if is_read else []),
        *_what_fields(facts),
        *_making_fields(facts, holders, templates),
        *([_owner_field(facts)] if may_keep_for_consortium else []),
    ]
    return modal(
        CHANGE_SEND if obligation_id else NEW_SEND,
        "Recurring obligation",
        blocks,
        submit="Save" if is_read else "Show the days",
        close="Cancel",
        private=values.private(**carried, read=read),
    )


def _days_block(read: str, days: Sequence[date]) -> Block:
    listed_days = in_a_row([day_words(day) for day in days])
    return section(
        f"*I read: {esc(read)}.* The next days are {listed_days}. Press Save if that is right, or"
        " change the words below."
    )


def _what_fields(facts: ObligationFacts | None) -> list[Block]:
    title = text_input(
        "obligation.title",
        initial=facts.title if facts else "",
        placeholder="Annual statistics",
        limit=NAME_LENGTH,
    )
    rhythm = text_input(
        "obligation.rhythm",
        initial=facts.rhythm if facts else "",
        placeholder="every October 15",
        limit=TYPED_RHYTHM_LENGTH,
    )
    details = text_input(
        "obligation.details",
        initial=facts.details if facts else "",
        multiline=True,
        limit=DETAILS_LENGTH,
    )
    hint = (
        "In words, such as “every October 15”, “first Monday of each semester” or “two weeks before"
        " the fiscal year ends”. On this day it is due."
    )
    return [
        field("title", "What comes back?", title),
        field("rhythm", "When?", rhythm, hint=hint),
        field("details", "Details", details, optional=True),
    ]


def _making_fields(
    facts: ObligationFacts | None, holders: TaskHolders, templates: Sequence[Call]
) -> list[Block]:
    usual = facts or ObligationFacts("", "")
    kinds = [option(words, kind) for kind, words in _KINDS.items()]
    remind = str(usual.remind_days) if usual.remind_days is not None else ""
    blocks = [
        field(
            "kind",
            "What is made?",
            select("obligation.kind", kinds, initial=usual.kind, type_="radio_buttons"),
        ),
        field(
            "lead_days",
            "How many days ahead?",
            text_input("obligation.lead_days", initial=str(usual.lead_days), limit=3),
            hint="0 for the day itself, 365 at most.",
        ),
        field(
            "remind_days",
            "Of a task: first reminder, in days before",
            text_input("obligation.remind_days", initial=remind, limit=3),
            hint="Leave it empty for the last working day before.",
            optional=True,
        ),
    ]
    if choices := task_views.holder_choices(holders):
        element = select(
            "obligation.holder",
            choices,
            placeholder="Anybody in the group",
            initial=_holder_of(usual),
        )
        hint = "Whoever speaks for the library in the group, or sits in the seat on that day."
        label = "Of a task: a library or a seat that has it"
        blocks.append(field("holder", label, element, hint=hint, optional=True))
    if templates:
        blocks.append(_template_field(templates, usual))
    return blocks


def _template_field(templates: Sequence[Call], facts: ObligationFacts) -> Block:
    choices = [option(short(call.question, QUESTION_LENGTH), call.id) for call in templates]
    element = select(
        "obligation.template",
        choices[:MOST_TEMPLATES],
        placeholder="None",
        initial=str(facts.template_id) if facts.template_id else None,
    )
    hint = "The first draft is a copy of it, each later one of the last that went out."
    label = "Of a call: the one that is copied"
    return field("template", label, element, hint=hint, optional=True)


def _owner_field(facts: ObligationFacts | None) -> Block:
    choices = [
        option("The group", "group", "Its chairs may change it."),
        option("The consortium", IS_CONSORTIUMS, "Only the program manager changes it."),
    ]
    initial = IS_CONSORTIUMS if facts and facts.is_of_consortium else "group"
    element = select("obligation.owner", choices, initial=initial, type_="radio_buttons")
    return field("owner", "Whose is it?", element)


def _holder_of(facts: ObligationFacts) -> str | None:
    if facts.library_id is not None:
        return str(Subject("organization", facts.library_id))
    return str(Subject("seat", facts.seat_id)) if facts.seat_id is not None else None


def end(row: Obligation, next_on: date) -> View:
    """The page that asks before one ends."""
    return modal(
        END_SEND,
        "End an obligation",
        [
            section(
                f"End {bold(brief(row.title, 150))}? It would come back on {day_words(next_on)}."
            ),
            context("What was made of it stays as it is, and stays on record."),
        ],
        submit="End it",
        close="Cancel",
        private=values.private(obligation=row.id),
    )


def saved(row: Obligation, next_on: date) -> str:
    """After one was saved: when it comes back."""
    return f"Saved. {bold(brief(row.title, 150))} comes back on {day_words(next_on)}."


def skipped(row: Obligation, due_on: date, next_on: date) -> str:
    """After a day was skipped."""
    return (
        f"Skipped: {bold(brief(row.title, 150))} on {day_words(due_on)}. The next one is on"
        f" {day_words(next_on)}."
    )


def ended(row: Obligation) -> str:
    """After one was ended."""
    return f"Ended: {bold(brief(row.title, 150))} does not come back any more."


def log(row: Obligation, group: Group, lines: Sequence[MadeLine]) -> Message:
    """What became of the last days of one, the latest first."""
    about = joined((esc(brief(group.name, 80)), row.rhythm, "ended" if row.ended_at else ""))
    shown = [f"• {_became(line)}" for line in lines[:_LOG_SHOWN]]
    nothing = "Nothing was made of it yet."
    made = "\n".join(shown) or nothing
    text = (
        f"What was made of {esc(brief(row.title, 150))}: {_became(lines[0]) if lines else nothing}"
    )
    blocks = [
        header(short(row.title, 140)),
        context(about),
        *([section(esc(brief(row.details, DETAILS_LENGTH)))] if row.details else []),
        section(made),
    ]
    return message(text, blocks)


def came_back(row: Obligation, group: Group, line: MadeLine) -> Message:
    """To those who lead a group: a draft was made, and its contacts are to be confirmed first; or
    what passed was not made.
    """
    day = day_words(line.making.due_on)
    what = f"{bold(brief(row.title, 150))} of {esc(brief(group.name, 80))}"
    if line.call is None:
        text = (
            f"{what} was due on {day}, and I have not made it."
            f" {esc(brief(line.making.reason, 250))} `{COMMAND}` shows what comes next."
        )
        return message(text, [section(text)])
    text = (
        f"{what} comes back on {day}. I made a draft of the call"
        f" “{esc(brief(line.call.question, 200))}”. Confirm the contacts first, then open it: it"
        " does not open by itself."
    )
    show = button("Show the draft", call_views.SHOW, CallAt(line.call.id).text, about=row.title)
    people = button(
        "Show the contacts",
        CONTACTS,
        ContactsAt(line.call.id).text,
        style="primary",
        about=row.title,
    )
    details = esc(brief(row.details, DETAILS_LENGTH))
    return message(text, [section(joined((text, details), "\n")), actions(people, show)])


def contacts(call: Call, lines: Sequence[UnitContacts], *, page: int = 0) -> Message:
    """Who would answer for each unit of a draft, those whom nobody answers for said apart."""
    step = _CONTACTS_ON_A_PAGE
    page = page if page * step < len(lines) else 0
    shown = lines[page * step : (page + 1) * step]
    empty = sum(not line.contacts for line in lines)
    count = (
        f"{plural(len(lines), *declared_rules.UNITS[call.unit_kind])} would be called."
        if lines
        else "Nobody would be called yet."
    )
    lacking = f"{plural(empty, 'has', 'have')} nobody named." if empty else ""
    blocks: list[Block] = [
        header(f"Contacts: {brief(call.question, 120)}"),
        section(joined((count, lacking), " ")),
        *([section("\n".join(map(_contact, shown)))] if shown else []),
    ]
    if left := len(lines) - page * step - len(shown):
        at = ContactsAt(call.id, page + 1)
        blocks.append(more_button(CONTACTS, at.text, left=left, step=step))
    change = "`/library appoint` names somebody else." if lines else ""
    show = button("Show the draft", call_views.SHOW, CallAt(call.id).text, about=call.question)
    text = joined((f"Contacts of {esc(brief(call.question, 200))}: {count}", lacking), " ")
    return message(text, [*blocks, *([context(change)] if change else []), actions(show)])


def _contact(line: UnitContacts) -> str:
    name = bold(brief(line.name, 40))
    if line.contacts:
        return f"• {name}: {_names(line.contacts)}"
    if line.directors:
        return f"• {name}: nobody named, so its director answers: {_names(line.directors)}"
    return f"• {name}: nobody can answer"


def _names(found: Sequence[str]) -> str:
    names = [esc(brief(name, 25)) for name in found[:_CONTACTS_NAMED]]
    more = len(found) - len(names)
    return in_a_row([*names, *([f"{more} more"] if more else [])])

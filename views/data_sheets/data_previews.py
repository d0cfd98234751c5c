"""A draft of a data call: its fields, who hears what, and the data contacts to look over."""

from collections.abc import Sequence
from datetime import datetime

from models import Call, CallField
from models.call_pages import DraftPage
from models.data_call_pages import ContactLine, DataDraftPage
from models.payloads import Block, Element, Message
from views.calls import declared_rules
from views.calls import ids as call_ids
from views.calls.previews import SHOWN_DETAILS
from views.data_sheets import data_notices, ids
from views.data_sheets.field_words import bounds
from views.elements import actions, button, confirm, context, header, message, more_button, section
from views.inputs import menu_of
from views.texts import brief, esc, joined, plural
from views.values import CallAt, CallDraftButton

CONTACTS_ON_PAGE = 15
"""Contacts on one page."""
FIELDS_ON_PAGE = 8


def data_preview(page: DataDraftPage, *, zone: str, now: datetime, news: str = "") -> Message:
    """What opening it would send, and what is still to be declared."""
    call = page.draft.call
    question = esc(brief(call.question, 300))
    lines = (
        f"{declared_rules.closing(call, zone)}.",
        declared_rules.silence(call),
        data_notices.changes(page.settings),
        declared_rules.results(call),
        data_notices.notices(call, page.settings, zone, now),
    )
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(f"Draft: {brief(call.question, 130)}"),
        context(
            f"A data call of {esc(brief(page.draft.group.name, 100))}. Nothing is sent until it"
            " opens."
        ),
        section(f"*{question}*\n{declared_rules.method(call)}"),
        *([section(esc(brief(call.details, SHOWN_DETAILS)))] if call.details else []),
        *([section(f"*Papers*\n{papers}")] if (papers := declared_rules.papers(call)) else []),
        section(_fields(page.fields)),
        section(_who(page.draft)),
        section(joined(lines, "\n")),
        *_missing(page),
        actions(*_buttons(page)),
    ]
    if not page.draft.may_open:
        blocks.append(context("The program manager opens it, and sees it in `/call list`."))
    text = f"Draft of a data call: {question}"
    return message(joined((news, text, declared_rules.silence(call)), "\n"), blocks)


def page_of_field(position: int) -> int:
    """On which page of the list a field stands, by its position."""
    return position // FIELDS_ON_PAGE


def field_list(
    call: Call,
    fields: Sequence[CallField],
    *,
    at: int = 0,
    news: str = "",
    may_change: bool = False,
) -> Message:
    """The fields of a data call with their definitions, some at a time; those of a draft with what
    changes them.
    """
    title = f"Fields: {brief(call.question, 130)}"
    at = at if at * FIELDS_ON_PAGE < len(fields) else 0
    part = fields[at * FIELDS_ON_PAGE : (at + 1) * FIELDS_ON_PAGE]
    count = plural(len(fields), "field") if fields else "There are none yet"
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(title),
        context(count),
        *(section(_field(field), _menu(field) if may_change else None) for field in part),
    ]
    if left := len(fields) - at * FIELDS_ON_PAGE - len(part):
        value = CallAt(call.id, at + 1).text
        blocks.append(more_button(ids.FIELD_LIST, value, left=left, step=FIELDS_ON_PAGE))
    if may_change:
        back = button("Show the draft", call_ids.SHOW, CallAt(call.id).text, about=call.question)
        blocks.append(actions(_add_button(call), back))
    return message(joined((news, f"{esc(title)}. {count}."), "\n"), blocks)


def _menu(field: CallField) -> Element:
    return menu_of(
        [("Change", ids.FIELD_CHANGE, field.id), ("Take it out", ids.FIELD_REMOVE, field.id)]
    )


def _add_button(call: Call) -> Element:
    return button("Add a field", ids.FIELD_NEW, call.id, about=call.question)


def contacts(
    call: Call, lines: Sequence[ContactLine], *, at: int = 0, news: str = "", may_confirm: bool
) -> Message:
    """Whom each who would be called has named, with the button that says that they are right."""
    title = f"Data contacts: {brief(call.question, 120)}"
    at = at if at * CONTACTS_ON_PAGE < len(lines) else 0
    part = lines[at * CONTACTS_ON_PAGE : (at + 1) * CONTACTS_ON_PAGE]
    rows = "\n".join(_contact(line) for line in part)
    missing = sum(not line.contacts for line in lines)
    count = f"{len(lines) - missing:,} of {len(lines):,} have named a data contact"
    how = (
        "Without one the representative of the group answers, the alternate or the director. A"
        " director or the program manager names one by `/library appoint @name data contact`."
    )
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(title),
        context(f"{count}."),
        section(rows or "Nobody would be called."),
        context(how),
    ]
    if left := len(lines) - at * CONTACTS_ON_PAGE - len(part):
        value = CallAt(call.id, at + 1).text
        blocks.append(more_button(ids.CONTACTS, value, left=left, step=CONTACTS_ON_PAGE))
    back = button("Show the call", call_ids.SHOW, CallAt(call.id).text, about=call.question)
    right = button(
        "The contacts are right", ids.CONTACTS_RIGHT, call.id, style="primary", about=call.question
    )
    blocks.append(actions(*([right] if may_confirm else []), back))
    return message(joined((news, f"{esc(title)}. {count}."), " "), blocks)


def _contact(line: ContactLine) -> str:
    found = [
        f"{esc(brief(each.person.name, 60))}"
        f"{' (second)' if each.kind == 'alternate' else ''}"
        f"{f', {each.trouble}' if each.trouble else ''}"
        f"{'' if each.is_current else ', not yet'}"
        for each in line.contacts[:4]
    ]
    return f"*{esc(brief(line.name, 80))}*: {', '.join(found) or 'nobody'}"


def _field(field: CallField) -> str:
    kind = f"{field.kind} ({esc(brief(field.measure, 30))})" if field.measure else str(field.kind)
    required = "" if field.is_required else "optional"
    about = joined((esc(brief(field.section, 60)), kind, required, bounds(field).rstrip(".")))
    choices = ", ".join(esc(brief(choice, 40)) for choice in field.choices[:5])
    definition = esc(brief(field.definition, 300))
    return joined((f"*{esc(brief(field.label, 100))}*", about, choices, definition), "\n")


def _fields(fields: Sequence[CallField]) -> str:
    if not fields:
        return "*Fields*\nNone yet: declare them by lines of a spreadsheet, or add them one by one."
    sections: dict[str, int] = {}
    for field in fields:
        sections[field.section] = sections.get(field.section, 0) + 1
    shown = [f"{esc(brief(name, 50))} ({count})" for name, count in sections.items()]
    required = sum(field.is_required for field in fields)
    head = f"{plural(len(fields), 'field')}, {required:,} of them required"
    return f"*Fields*\n{head}: {', '.join(shown)}."


def _who(page: DraftPage) -> str:
    kind = page.call.unit_kind
    if not page.names:
        return f"*Who is called*\nNobody: there is no {kind} yet."
    count = declared_rules.how_many(kind, len(page.names))
    return f"*Who is called*\n{count}: {declared_rules.in_brief(page.names)}."


def _missing(page: DataDraftPage) -> list[Block]:
    """What is to be done before it can open."""
    call = page.draft.call
    wanted = [
        *(["declare the fields"] if not page.fields else []),
        *(["choose when it closes"] if call.closes_at is None else []),
        *(
            ["look over the data contacts, and say that they are right"]
            if page.wants_contacts_confirmed
            else []
        ),
    ]
    return [section(f"*Before it opens*: {'; '.join(wanted)}.")] if wanted else []


def _buttons(page: DataDraftPage) -> list[Element]:
    call = page.draft.call
    about = call.question
    discard = confirm("Discard it?", "The draft is thrown away. Nothing was sent.", "Discard")
    rows = [
        button("Declare fields", ids.FIELDS, call.id, about=about),
        _add_button(call),
        *(
            [button("Show fields", ids.FIELD_LIST, CallAt(call.id).text, about=about)]
            if page.fields
            else []
        ),
        button("Data contacts", ids.CONTACTS, CallAt(call.id).text, about=about),
        button("Change", call_ids.DATA_CHANGE, call.id, about=about),
        button("Discard", call_ids.DISCARD, call.id, about=about, confirm=discard),
    ]
    if not page.draft.may_open or _missing(page) or not page.draft.names:
        return rows
    count = declared_rules.how_many(call.unit_kind, len(page.draft.names))
    sure = confirm("Open it?", f"{count} will be asked now. The fields cannot be changed.", "Open")
    value = CallDraftButton(call.id, page.draft.seen).text
    start = button("Open", call_ids.OPEN, value, style="primary", about=about, confirm=sure)
    return [start, *rows]

"""Where the buttons of a message lead in a letter: to pages, on which she does what they do."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.payloads import Element
from views import agendas as agenda_views
from views import groups as group_views
from views import meetings as meeting_views
from views import preferences as preference_views
from views import tasks as task_views
from views.calls import ids as call_ids
from views.data_sheets import ids as sheet_ids
from views.decisions import ids as decision_ids
from views.minutes import ids as minutes_ids
from views.polls import ids as poll_ids
from views.texts import joined
from views.value_statements import ids as statement_ids
from views.values import leading_id

PAGES = {
    agenda_views.SHOW: "agendas",
    agenda_views.ADD: "agendas",
    meeting_views.RSVP_YES: "meetings",
    meeting_views.RSVP_MAYBE: "meetings",
    meeting_views.RSVP_NO: "meetings",
    meeting_views.CAME: "meetings",
    meeting_views.SHOW: "meetings",
    task_views.DONE: "tasks",
    task_views.REASSIGN: "tasks",
    task_views.REOPEN: "tasks",
    task_views.SHOW: "tasks",
    group_views.SHOW: "groups",
    minutes_ids.SHOW: "meetings",
    minutes_ids.CORRECT: "meetings",
    minutes_ids.LINES: "meetings",
    minutes_ids.CIRCULATE: "meetings",
    decision_ids.REVIEW: "decisions",
    decision_ids.SHOW: "decisions",
    call_ids.SHOW: "calls",
    call_ids.CHOOSE: "calls",
    call_ids.RESPOND: "calls",
    sheet_ids.SHEET: "sheets",
    poll_ids.ANSWER: "polls",
    poll_ids.SHOW: "polls",
    statement_ids.SHOW: "statements",
}
"""By the id of a button, the page of what it is about. Other buttons need Slack."""
LABELS = {task_views.REASSIGN: "Not mine", poll_ids.ANSWER: "Say when you can come"}
"""What a button is called on the page where that is not what it is called in Slack."""
OF_UNITS = (call_ids.ANSWER, call_ids.TAKE_BACK)
"""Buttons that are about a unit of a call: the page is that of the call that is shown beside them.
"""
OF_MINUTES = (minutes_ids.SHOW, minutes_ids.CORRECT, minutes_ids.LINES, minutes_ids.CIRCULATE)
"""Buttons that are about the minutes of a meeting, which have a page below its own."""
MINUTES = "minutes"
SETTINGS = "settings"
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True)
class PageLink:
    """A link in the place of one button, or of several that are about one thing."""

    path: str
    label: str


def page_links(elements: Iterable[Element]) -> list[PageLink]:
    """One for each page to which these buttons lead, in their order."""
    found: dict[str, list[Element]] = {}
    buttons = list(elements)
    beside = next((_path(each) for each in buttons if _id(each) == call_ids.SHOW), "")
    for element in buttons:
        if path := beside if _id(element) in OF_UNITS else _path(element):
            found.setdefault(path, []).append(element)
    return [PageLink(path, _label(buttons)) for path, buttons in found.items()]


def _path(element: Element) -> str:
    action = _id(element)
    if element.get("type") != "button":
        return ""
    if action == preference_views.OPEN:
        return SETTINGS
    number = leading_id(str(element.get("value", "")))
    path = f"{PAGES[action]}/{number}" if action in PAGES and number else ""
    return f"{path}/{MINUTES}" if path and action in OF_MINUTES else path


def _id(element: Element) -> str:
    """The id of a button, without what tells it from another of the same message."""
    return str(element.get("action_id", "")).partition(":")[0]


def _label(buttons: list[Element]) -> str:
    """Such as “Yes, Maybe or No: Mon, Nov 23, 2026, Metadata”."""
    ids = {_id(button) for button in buttons}
    # The page on which a poll is answered shows it, too.
    named = [each for each in buttons if _id(each) != poll_ids.SHOW or poll_ids.ANSWER not in ids]
    labels = [LABELS.get(_id(button), str(button["text"]["text"])) for button in named]
    about = next((about for button in buttons if (about := _about(button))), "")
    choices = " or ".join(part for part in (", ".join(labels[:-1]), labels[-1]) if part)
    return joined((choices, about), ": ")


def _about(button: Element) -> str:
    """What a screen reader hears beside the label; the number that tells two alike is left out."""
    label, read = str(button["text"]["text"]), str(button.get("accessibility_label", ""))
    return read.removeprefix(f"{label}: ") if read.startswith(f"{label}: ") else ""

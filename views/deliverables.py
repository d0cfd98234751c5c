"""The forms by which deliverables are written down."""

from models import Deliverable, Group
from models.calendar_days import day_words
from models.payloads import View
from views import values
from views.elements import context, section
from views.inputs import day_picker, field, modal, text_input
from views.texts import bold, short

ADD = "deliverable.add"
ADD_SEND = "deliverable.add.send"
CHANGE = "deliverable.change"
CHANGE_SEND = "deliverable.change.send"
DONE = "deliverable.done"
REOPEN = "deliverable.reopen"
REMOVE = "deliverable.remove"
REMOVE_SEND = "deliverable.remove.send"


def add(group: Group) -> View:
    """The form for one more."""
    private = values.private(group=group.id)
    return _form(ADD_SEND, "Add a deliverable", "Add", group, None, private)


def change(row: Deliverable, group: Group, *, seen: str = "") -> View:
    """The form that gives it another title or day. ``seen`` tells apart what it shows of each."""
    private = values.private(deliverable=row.id, seen=seen)
    return _form(CHANGE_SEND, "Change a deliverable", "Save", group, row, private)


def remove(row: Deliverable, group: Group) -> View:
    """The page that asks before it takes one out: what may not be confirmed in a menu is here."""
    due = f", due {day_words(row.due_on)}" if row.due_on else ""
    done = f", done on {day_words(row.done_on)}" if row.done_on else ""
    return modal(
        REMOVE_SEND,
        "Remove a deliverable",
        [
            section(bold(short(group.name, 200))),
            section(f"Remove {bold(short(row.title, 200))}{due}{done} from the charge?"),
            context("It stays in the history. What is finished is better marked as done."),
        ],
        submit="Remove",
        close="Cancel",
        private=values.private(deliverable=row.id),
    )


def _form(
    callback_id: str,
    title: str,
    submit: str,
    group: Group,
    row: Deliverable | None,
    private: str,
) -> View:
    wording = text_input(
        "deliverable.title",
        initial=row.title if row else "",
        placeholder="A report to the council",
        limit=200,
    )
    due = day_picker(
        "deliverable.due", initial=row.due_on if row else None, placeholder="Choose a day"
    )
    blocks = [
        section(bold(short(group.name, 200))),
        field("title", "What the group is to have done", wording),
        field("due_on", "By when", due, optional=True),
    ]
    return modal(callback_id, title, blocks, submit=submit, close="Cancel", private=private)

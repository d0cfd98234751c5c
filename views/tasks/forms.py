"""The forms about tasks."""

from collections.abc import Mapping, Sequence

from models import Group, Organization, Person, Seat
from models.calendar_days import day_words
from models.payloads import Block, Element, View
from models.subjects import Subject
from models.tasks import Owner, TaskHolders, TaskLine
from views.elements import context, section
from views.inputs import (
    field,
    modal,
    multi_select,
    named,
    option,
    people_picker,
    person_picker,
    select,
    text_input,
)
from views.tasks import ids
from views.texts import bold, esc, short
from views.values import private

TITLE_LENGTH = 500
NO_HOLDERS = TaskHolders()
REMIND_HINT = (
    "A day before the due day, in place of the usual one. Leave it empty for the last working day"
    " before. On the due day, and while it is overdue, I remind all the same."
)
DUE_HINT = "In words, such as “Friday”, “in two weeks” or “Dec 12”. Leave it empty for no due date."


def new(
    groups: Sequence[Group],
    partners: Sequence[Person],
    *,
    owner: Owner | None,
    group_id: int | None,
    co_owners: Sequence[Person] = (),
    holders: TaskHolders = NO_HOLDERS,
    title: str = "",
    due: str = "",
    remind: str = "",
    unread: str = "",
    source: Mapping[str, str] | None = None,
) -> View:
    """The form that adds a task; ``unread`` says what of a typed line was not understood.

    ``source`` says from which message it is made, to be carried along.
    """
    what = text_input(
        "task.title", initial=short(title, TITLE_LENGTH), multiline=True, limit=TITLE_LENGTH
    )
    due_on = text_input("task.due_on", initial=short(due, 100), placeholder="Friday", limit=100)
    person = owner if isinstance(owner, Person) else None
    slack_id = person.slack_id if person else None
    blocks: list[Block] = [
        *([section(esc(short(unread, 2900)))] if unread else []),
        field("title", "What is to be done?", what),
        *_owner_fields(partners, slack_id, owner_id=person.id if person and not slack_id else None),
        *([_sharing_field(co_owners)] if groups else []),
        *(_holder_field(holders, owner) if groups else []),
        field("due", "Due", due_on, hint=DUE_HINT, optional=True),
        _remind_field(short(remind, 100)),
    ]
    if groups:
        blocks.append(_group_field(groups, group_id))
    if source:
        blocks.append(context("The task will link to the message that you chose."))
    carried = private(source=dict(source or {}))
    return modal(ids.CREATE, "Add a task", blocks, submit="Add", close="Cancel", private=carried)


def _group_field(groups: Sequence[Group], group_id: int | None) -> Block:
    initial = str(group_id) if group_id else None
    element = select("task.group", named(groups), placeholder="None: my own task", initial=initial)
    return field("group", "Group", element, optional=True)


def change_due(line: TaskLine) -> View:
    """The form that sets another due day."""
    due_on = line.task.due_on
    element = text_input("task.due_on", initial=day_words(due_on) if due_on else "", limit=100)
    blocks = [
        section(bold(line.task.title)),
        field("due", "Due", element, hint=DUE_HINT, optional=True),
        _remind_field(day_words(remind_on) if (remind_on := line.task.remind_on) else ""),
    ]
    return modal(
        ids.DUE_SEND,
        "Change the due date",
        blocks,
        submit="Save",
        close="Cancel",
        private=_task(line),
    )


def _remind_field(initial: str) -> Block:
    element = text_input("task.remind_on", initial=initial, limit=100)
    return field("remind", "First reminder", element, hint=REMIND_HINT, optional=True)


def reassign(
    line: TaskLine,
    members: Sequence[Person] = (),
    partners: Sequence[Person] = (),
    *,
    holders: TaskHolders = NO_HOLDERS,
    holder: Organization | Seat | None = None,
) -> View:
    """The form that gives a task to somebody else: to one of the members of its group, or to a
    library or a seat, which may hold it already.

    Without members, or where a menu does not hold all of them, Slack's own list of people is
    offered, and partners beside it. Who has left Slack is not chosen already.
    """
    is_there = line.owner is not None and line.owner.is_active and not line.holder
    owner = line.owner if is_there else None
    if members:
        fields = [_member_field(members, owner), _co_owner_field(members, line)]
    else:
        fields = _owner_fields(
            partners,
            owner.slack_id if owner else None,
            owner_id=owner.id if owner else None,
            whom="Somebody who is in the group, and is told by direct message.",
        )
    blocks = [section(bold(line.task.title)), *fields, *_holder_field(holders, holder)]
    return modal(
        ids.REASSIGN_SEND,
        "Hand over the task",
        blocks,
        submit="Save",
        close="Cancel",
        private=_task(line),
    )


def holder_choices(holders: TaskHolders) -> list[Element]:
    """The libraries and the seats that may hold a task."""
    libraries = [option(f"Library: {row.name}", str(Subject.of(row))) for row in holders.libraries]
    seats = [
        option(f"Seat: {seat.name} ({group.name})", str(Subject.of(seat)))
        for seat, group in holders.seats
    ]
    return [*seats, *libraries]


def _holder_field(holders: TaskHolders, chosen: Owner | None) -> list[Block]:
    choices = holder_choices(holders)
    if not choices:
        return []
    held = chosen if isinstance(chosen, Organization | Seat) else None
    element = select(
        "task.holder",
        choices,
        placeholder="No library and no seat",
        initial=str(Subject.of(held)) if held else None,
    )
    hint = (
        "In place of a person. Whoever speaks for the library in the group, or sits in the seat,"
        " has the task then, also when that changes."
    )
    return [field("holder", "Or a library or a seat", element, hint=hint, optional=True)]


def member_choices(members: Sequence[Person]) -> list[Element]:
    """Those who may own a task of a group."""
    return [
        option(person.name if person.slack_id else f"{person.name} (no Slack account)", person.id)
        for person in members
    ]


def _member_field(members: Sequence[Person], owner: Person | None) -> Block:
    initial = str(owner.id) if owner else None
    choices = member_choices(members)
    element = select("task.member", choices, placeholder="Nobody yet", initial=initial)
    hint = (
        "All who can have it are offered. They are told by direct message. Leave it empty where"
        " nobody has it yet."
    )
    return field("member", "Owner", element, hint=hint, optional=True)


SHARED = "Each is reminded of it, one marks it done, and it counts for each."


def _co_owner_field(members: Sequence[Person], line: TaskLine) -> Block:
    shown = [] if line.holder else [str(person.id) for person in line.co_owners]
    element = multi_select(
        "task.co_owners", member_choices(members), placeholder="Nobody else", initial=shown
    )
    return field("co_owners", "Shared with", element, hint=SHARED, optional=True)


def _sharing_field(co_owners: Sequence[Person]) -> Block:
    shown = [person.slack_id for person in co_owners if person.slack_id]
    element = people_picker("task.sharing", placeholder="Nobody else", initial=shown)
    return field("co_owners", "Shared with", element, hint=SHARED, optional=True)


def _owner_fields(
    partners: Sequence[Person],
    slack_id: str | None,
    *,
    owner_id: int | None = None,
    whom: str = "They are told by direct message.",
) -> list[Block]:
    who = person_picker("task.owner", placeholder="Nobody yet", initial=slack_id)
    hint = f"{whom} Leave it empty where nobody has it yet."
    blocks = [field("owner", "Owner", who, hint=hint, optional=True)]
    if partners:
        element = select(
            "task.partner", named(partners), placeholder="Choose a partner", initial=str(owner_id)
        )
        blocks.append(field("partner", "Or a partner without Slack", element, optional=True))
    return blocks


def _task(line: TaskLine) -> str:
    return private(task=line.task.id)

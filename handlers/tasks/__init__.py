"""`/task`: work with an owner and a due date."""

from handlers.routes import Button, Command, Modal, Shortcut
from handlers.tasks import adding, changing, lists
from services.access import Needs
from views import tasks as views

ROUTES = (
    Command(
        "task",
        lists.mine,
        help="Tasks: add one, finish it, and see what is open.",
        needs=Needs.ANYONE,
        only_reads=True,
    ),
    Command(
        "task add",
        adding.add,
        help="Add a task in one line, or in a form without words.",
        needs=Needs.LIBRARIAN,
        example="/task add Review norm rules @ben due Friday",
        aliases=("new", "create"),
    ),
    Command(
        "task mine",
        lists.mine,
        help="See your open tasks.",
        stands_alone=True,
        needs=Needs.ANYONE,
        only_reads=True,
        example="/task mine",
        aliases=("my", "me"),
    ),
    Command(
        "task list",
        lists.listed,
        help="See the open tasks of a group.",
        shows_group=True,
        needs=Needs.ANYONE,
        only_reads=True,
        example="/task list Metadata",
        aliases=("open", "all", "group"),
    ),
    Command(
        "task overdue",
        lists.overdue,
        help="See what is overdue, of one group or of all yours.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/task overdue",
        aliases=("late",),
    ),
    Command(
        "task done",
        changing.done_by_words,
        help="Finish a task of yours by a word of its title; alone, see what you finished.",
        ends_something=True,
        needs=Needs.ANYONE,
        example="/task done norm rules",
        aliases=("finish", "complete", "close"),
    ),
    Button(views.DONE, changing.done, needs=Needs.ANYONE),
    Button(views.REOPEN, changing.reopen, needs=Needs.ANYONE),
    Button(views.SHOW, lists.show, needs=Needs.ANYONE),
    Button(views.PAGE_OF, lists.next_page, needs=Needs.ANYONE),
    Button(views.TAKE, changing.take, needs=Needs.LIBRARIAN),
    Button(views.CHANGE_DUE, changing.open_due, needs=Needs.LIBRARIAN),
    Button(views.REASSIGN, changing.open_reassign, needs=Needs.LIBRARIAN),
    Button(views.NEW, adding.open_new, needs=Needs.LIBRARIAN),
    Modal(views.CREATE, adding.create, needs=Needs.LIBRARIAN),
    Modal(views.DUE_SEND, changing.change_due, needs=Needs.LIBRARIAN),
    Modal(views.REASSIGN_SEND, changing.reassign, needs=Needs.LIBRARIAN),
    Shortcut(
        views.NEW,
        adding.open_new,
        needs=Needs.LIBRARIAN,
        name="Add a task",
        description="Add a task for yourself or for somebody in your group.",
        on="global",
    ),
    Shortcut(
        views.FROM_MESSAGE,
        adding.open_from_message,
        needs=Needs.LIBRARIAN,
        name="Make a task of this",
        description="Add a task that links to this message.",
        on="message",
    ),
)

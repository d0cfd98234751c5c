"""`/library`: member libraries, campus partners and the office, and who belongs to them."""

from handlers.organizations import changing, lists
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import organizations as views

ROUTES = (
    Command(
        "library",
        lists.show,
        help="See a library: its people, groups, director, and what it owes and gave.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/library Tunxis",
        takes_words=True,
    ),
    Command(
        "library list",
        lists.listed,
        help="See all libraries and units.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/library list",
        stands_alone=True,
        aliases=("all",),
    ),
    Command(
        "library new",
        changing.open_new,
        help="Add a library or unit from a form.",
        needs=Needs.PROGRAM_MANAGER,
        example="/library new",
        stands_alone=True,
        aliases=("add", "create"),
    ),
    Command(
        "library edit",
        changing.open_edit,
        help="Rename or close a library, or change its domains, voting unit or zone.",
        needs=Needs.PROGRAM_MANAGER,
        example="/library edit Tunxis",
        aliases=("change", "rename", "close"),
    ),
    Command(
        "library directors",
        changing.open_directors,
        help="Say who directs a library.",
        needs=Needs.PROGRAM_MANAGER,
        example="/library directors Tunxis",
        aliases=("director", "head"),
    ),
    Command(
        "library merge",
        changing.open_merge,
        help="Make a library part of another one.",
        ends_something=True,
        needs=Needs.PROGRAM_MANAGER,
        example="/library merge Tunxis",
    ),
    Command(
        "wg library",
        lists.show_or_list,
        help="The same as `/library`, where Slack does not offer that yet.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg library Tunxis",
        is_listed=False,
        aliases=("libraries",),
    ),
    Button(views.SHOW, lists.show_by_id, needs=Needs.ANYONE),
    Button(views.LIST, lists.next_page, needs=Needs.ANYONE),
    Button(views.YEARS, lists.show_years, needs=Needs.DIRECTOR),
    Button(views.DEFINITIONS, lists.define, needs=Needs.ANYONE),
    Button(views.NEW, changing.open_new, needs=Needs.PROGRAM_MANAGER),
    Button(views.EDIT, changing.open_edit, needs=Needs.PROGRAM_MANAGER),
    Button(views.DIRECTORS, changing.open_directors, needs=Needs.PROGRAM_MANAGER),
    Button(views.MERGE, changing.open_merge, needs=Needs.PROGRAM_MANAGER),
    Button(views.MERGE_UNDO, changing.undo_merge, needs=Needs.PROGRAM_MANAGER),
    Modal(views.CREATE, changing.create, needs=Needs.PROGRAM_MANAGER),
    Modal(views.EDIT_SEND, changing.edit, needs=Needs.PROGRAM_MANAGER),
    Modal(views.DIRECTORS_SEND, changing.change_directors, needs=Needs.PROGRAM_MANAGER),
    Modal(views.MERGE_SEND, changing.merge, needs=Needs.PROGRAM_MANAGER),
)

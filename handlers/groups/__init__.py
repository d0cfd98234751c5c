"""`/wg`: groups, and who is in them."""

from handlers.groups import charge, members, showing
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import groups as views

ROUTES = (
    Command(
        "wg",
        showing.listed,
        help="Working groups: see them, join one, and run yours.",
        needs=Needs.ANYONE,
    ),
    Command(
        "wg list",
        showing.listed,
        help="See the groups, or find one by a word or a strategic direction.",
        needs=Needs.ANYONE,
        example="/wg list metadata",
        aliases=("find", "search", "all"),
    ),
    Command(
        "wg show",
        showing.show,
        help="See a group's charge, people, next meeting and open tasks.",
        needs=Needs.ANYONE,
        example="/wg show Metadata",
        aliases=("charge", "charter", "info", "roster", "members"),
    ),
    Command(
        "wg join",
        members.join,
        help="Join a group.",
        needs=Needs.LIBRARIAN,
        example="/wg join Metadata",
    ),
    Command(
        "wg leave",
        members.leave,
        help="Leave a group.",
        needs=Needs.ANYONE,
        example="/wg leave Metadata",
    ),
    Command(
        "wg add",
        members.add,
        help="Add people to your group, partners without Slack included.",
        needs=Needs.CHAIR,
        example="/wg add @ben",
        aliases=("invite",),
    ),
    Command(
        "wg remove",
        members.remove,
        help="End somebody's membership in your group.",
        needs=Needs.CHAIR,
        example="/wg remove @ben",
    ),
    Command(
        "wg edit",
        charge.open_edit,
        help="Change your group's name, charge, chairs, channel or directions.",
        needs=Needs.CHAIR,
        example="/wg edit",
        aliases=("change", "settings", "chair"),
    ),
    Command(
        "wg digest",
        charge.open_digest,
        help="Choose when your group's weekly digest comes, preview it, or send it now.",
        needs=Needs.CHAIR,
        example="/wg digest preview",
    ),
    Command(
        "wg new",
        charge.open_new,
        help="Start a group from a form.",
        needs=Needs.PROGRAM_MANAGER,
        example="/wg new",
        aliases=("start", "create"),
    ),
    Button(views.NEW, charge.open_new, needs=Needs.PROGRAM_MANAGER),
    Button(views.SHOW, showing.show_one, needs=Needs.ANYONE),
    Button(views.PAGE_OF, showing.next_page, needs=Needs.ANYONE),
    Button(views.JOIN, members.join_one, needs=Needs.LIBRARIAN),
    Button(views.LEAVE, members.leave_one, needs=Needs.ANYONE),
    Button(views.ADD, members.open_add, needs=Needs.CHAIR),
    Button(views.REMOVE, members.open_remove, needs=Needs.CHAIR),
    Button(views.EDIT, charge.open_edit, needs=Needs.CHAIR),
    Button(views.DIGEST, charge.open_digest, needs=Needs.CHAIR),
    Button(views.DIGEST_NOW, charge.send_digest, needs=Needs.CHAIR),
    Modal(views.CREATE, charge.create, needs=Needs.PROGRAM_MANAGER),
    Modal(views.ADD_SEND, members.add_from_form, needs=Needs.CHAIR),
    Modal(views.REMOVE_SEND, members.remove_from_form, needs=Needs.CHAIR),
    Modal(views.EDIT_SEND, charge.edit, needs=Needs.CHAIR),
    Modal(views.DIGEST_SEND, charge.change_digest, needs=Needs.CHAIR),
)

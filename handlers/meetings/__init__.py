"""`/meet`: meetings, from the plan to who came."""

from handlers.meetings import answering, changing, listing, scheduling
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import meetings as views

ROUTES = (
    Command(
        "meet",
        listing.listed,
        help="Meetings: see the coming ones, and say whether you come.",
        needs=Needs.ANYONE,
    ),
    Command(
        "meet next",
        listing.coming,
        help="See the coming meetings of your groups, or of one.",
        shows_group=True,
        needs=Needs.ANYONE,
        example="/meet next Metadata",
        aliases=("list", "upcoming", "ahead", "coming", "mine"),
    ),
    Command(
        "meet show",
        listing.show,
        help="See the next meeting: when, where, and who comes.",
        needs=Needs.ANYONE,
        example="/meet show",
        aliases=("info", "details"),
    ),
    Command(
        "meet new",
        scheduling.new,
        help="Schedule a meeting or a series; you see how I read the time before it is saved.",
        needs=Needs.CHAIR,
        example="/meet new Norms review tomorrow 2pm for 45 min",
        aliases=("schedule", "plan", "add", "create"),
    ),
    Command(
        "meet move",
        changing.move,
        help="Move the next meeting of your group.",
        needs=Needs.CHAIR,
        example="/meet move Friday 10am",
        aliases=("reschedule", "postpone"),
    ),
    Command(
        "meet cancel",
        changing.cancel,
        help="Cancel the next meeting of your group, or the rest of its series.",
        ends_something=True,
        needs=Needs.CHAIR,
        example="/meet cancel",
    ),
    Command(
        "meet came",
        answering.last_checklist,
        help="Record who came to your group's last meeting.",
        needs=Needs.CHAIR,
        example="/meet came",
        aliases=("attendance", "who", "present"),
    ),
    Button(views.RSVP_YES, answering.yes, needs=Needs.ANYONE),
    Button(views.RSVP_NO, answering.no, needs=Needs.ANYONE),
    Button(views.RSVP_MAYBE, answering.maybe, needs=Needs.ANYONE),
    Button(views.CAME, answering.came, needs=Needs.ANYONE),
    Button(views.SHOW, listing.show_one, needs=Needs.ANYONE),
    Button(views.PAGE_OF, listing.next_page, needs=Needs.ANYONE),
    Button(views.NEW, scheduling.open_new, needs=Needs.CHAIR),
    Button(views.SCHEDULE, scheduling.schedule, needs=Needs.CHAIR),
    Button(views.CHANGE, scheduling.change, needs=Needs.CHAIR),
    Button(views.MOVE, changing.open_move, needs=Needs.CHAIR),
    Button(views.MOVE_NOW, changing.move_now, needs=Needs.CHAIR),
    Button(views.MOVE_CHANGE, changing.change_move, needs=Needs.CHAIR),
    Button(views.CANCEL, changing.open_cancel, needs=Needs.CHAIR),
    Button(views.CHECKLIST, answering.open_checklist, needs=Needs.CHAIR),
    Modal(views.NEW_SEND, scheduling.say_back, needs=Needs.CHAIR),
    Modal(views.SCHEDULE_SEND, scheduling.schedule, needs=Needs.CHAIR),
    Modal(views.MOVE_SEND, changing.say_back, needs=Needs.CHAIR),
    Modal(views.MOVE_NOW_SEND, changing.move_now, needs=Needs.CHAIR),
    Modal(views.CANCEL_SEND, changing.cancel_now, needs=Needs.CHAIR),
    Modal(views.CHECKLIST_SEND, answering.save_checklist, needs=Needs.CHAIR),
)

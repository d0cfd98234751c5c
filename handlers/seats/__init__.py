"""`/wg seats`: the seats of groups, and who sits in them."""

from handlers.routes import Button, Command, Modal
from handlers.seats import appointing, changing, seat_lists
from services.access import Needs
from views import seats as views

ROUTES = (
    Command(
        "wg seats",
        seat_lists.listed,
        help="See a group's seats: who sits there, until when, and which are vacant.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg seats Metadata",
        aliases=("seat", "terms", "leave-of-absence", "absence"),
    ),
    Command(
        "wg roster",
        seat_lists.roster,
        help="See who served in a group on any day.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg roster Metadata 2026-01-01",
    ),
    Command(
        "wg vacancies",
        seat_lists.vacancies,
        help="See the seats for which somebody has to be found, in all groups or one.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg vacancies",
        aliases=("vacant", "openings"),
    ),
    Button(views.LISTED, seat_lists.listed_one, needs=Needs.ANYONE),
    Button(views.PAGE_OF, seat_lists.next_page, needs=Needs.ANYONE),
    Button(views.VACANCIES_PAGE, seat_lists.next_vacancies, needs=Needs.ANYONE),
    Button(views.ADD, changing.open_add, needs=Needs.CHAIR),
    Button(views.SHOW, seat_lists.show, needs=Needs.ANYONE),
    Button(views.CHANGE, changing.open_change, needs=Needs.CHAIR),
    Button(views.APPOINT, appointing.open_appoint, needs=Needs.CHAIR),
    Button(views.EXTEND, appointing.open_extend, needs=Needs.CHAIR),
    Button(views.LEAVE, appointing.open_leave, needs=Needs.CHAIR),
    Button(views.RETURN, appointing.end_leave, needs=Needs.CHAIR),
    Button(views.END, appointing.open_end, needs=Needs.CHAIR),
    Button(views.CALL_OFF, appointing.open_call_off, needs=Needs.CHAIR),
    Button(views.CLOSE, changing.open_close, needs=Needs.CHAIR),
    Modal(views.ADD_SEND, changing.add, needs=Needs.CHAIR),
    Modal(views.CHANGE_SEND, changing.change, needs=Needs.CHAIR),
    Modal(views.APPOINT_SEND, appointing.appoint, needs=Needs.CHAIR),
    Modal(views.EXTEND_SEND, appointing.extend, needs=Needs.CHAIR),
    Modal(views.LEAVE_SEND, appointing.set_leave, needs=Needs.CHAIR),
    Modal(views.END_SEND, appointing.end_term, needs=Needs.CHAIR),
    Modal(views.CALL_OFF_SEND, appointing.call_off, needs=Needs.CHAIR),
    Modal(views.CLOSE_SEND, changing.close, needs=Needs.CHAIR),
)

"""`/meet agenda`: what a group is to talk about at its next meetings."""

from handlers.agendas import changing, looking, queueing
from handlers.routes import Button, Command, Modal, Shortcut
from services.access import Needs
from views import agendas as views

ROUTES = (
    Command(
        "meet agenda",
        queueing.agenda,
        help="See the next agenda of your group, or put something on it in one line.",
        needs=Needs.ANYONE,
        example="/meet agenda Courier price, 10 min, to decide",
        aliases=("item", "topic", "queue"),
    ),
    Button(views.SHOW, looking.show, needs=Needs.ANYONE),
    Button(views.PAGE_OF, looking.show, needs=Needs.ANYONE),
    Button(views.ADD, queueing.open_add, needs=Needs.ANYONE),
    Button(views.CHANGE, changing.open_change, needs=Needs.ANYONE),
    Button(views.PULL, changing.pull, needs=Needs.ANYONE),
    Button(views.UNMERGE, changing.unmerge, needs=Needs.CHAIR),
    Button(views.ORDER, changing.open_order, needs=Needs.CHAIR),
    Modal(views.ADD_SEND, queueing.add, needs=Needs.ANYONE),
    Modal(views.CHANGE_SEND, changing.change, needs=Needs.ANYONE),
    Modal(views.ORDER_SEND, changing.order, needs=Needs.CHAIR),
    Shortcut(
        views.FROM_MESSAGE,
        queueing.open_from_message,
        needs=Needs.ANYONE,
        name="Put on the agenda",
        description="Put this message on the agenda of your group's next meeting.",
        on="message",
    ),
)

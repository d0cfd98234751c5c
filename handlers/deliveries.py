"""What did not arrive: shown to the program manager, and mended by whoever was told of it."""

from handlers.routes import Answer, Ask, Button, Command, Replace, Reply
from models.database import reading, unit_of_work
from services import access, deliveries
from services.access import Needs
from views import deliveries as views
from views.values import LaneButton


def show(ask: Ask) -> Answer:
    with reading() as session:
        queue = deliveries.queue(session, ask.now)
    return Reply(views.overview(queue, now=ask.now, zone=ask.person.zone))


def try_again(ask: Ask) -> Answer:
    with unit_of_work() as session:
        lane = access.lane_to_mend(session, ask.read(LaneButton).text, by=ask.who)
        retried = deliveries.try_again(session, lane, by=ask.who, now=ask.now)
    return Replace(views.tried_again(retried, may_see_all=access.may_see_deliveries(ask.who)))


def drop(ask: Ask) -> Answer:
    with unit_of_work() as session:
        lane = access.lane_to_mend(session, ask.read(LaneButton).text, by=ask.who)
        count = deliveries.drop(session, lane, by=ask.who, now=ask.now)
    return Replace(views.dropped(count, may_see_all=access.may_see_deliveries(ask.who)))


ROUTES = (
    Command(
        "convene deliveries",
        show,
        help=(
            "See what did not arrive and why, send it again or give it up, and when the last"
            " digests came."
        ),
        needs=Needs.PROGRAM_MANAGER,
        only_reads=True,
        example="/convene deliveries",
        aliases=("delivery", "undelivered", "outbox", "queue"),
    ),
    Button(views.TRY_AGAIN, try_again, needs=Needs.CHAIR),
    Button(views.DROP, drop, needs=Needs.CHAIR),
)

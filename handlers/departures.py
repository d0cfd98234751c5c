"""What somebody who is gone has left, from the message that tells of several."""

from handlers.routes import Answer, Ask, Button, Reply
from models.database import reading
from services import departures
from services.access import Needs
from views import departures as views


def show_left(ask: Ask) -> Answer:
    with reading() as session:
        departure = departures.left_for(session, ask.number(), by=ask.who)
        return Reply(views.departed(departure, today=ask.today))


ROUTES = (Button(views.LEFT, show_left, needs=Needs.CHAIR),)

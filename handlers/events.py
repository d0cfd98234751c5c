"""What happens in Slack without a command:
messages to the bot, and changes to people's accounts.
"""

from typing import Any

from handlers.routes import Answer, Ask, Event
from models.database import reading, unit_of_work
from models.messages import HELLO, Key, Recipient
from models.payloads import Message
from services import outbox, people
from services.access import Needs
from views import help as help_views


def answer(ask: Ask) -> Answer:
    """Somebody wrote to the bot:
    the answer goes to the person alone, so that channels stay quiet.
    """
    return say(ask, help_views.hello(ask.person))


def say(ask: Ask, message: Message) -> Answer:
    """A direct message to whoever wrote.

    The event's own id is in its key: Slack sends an event again when an answer was slow.
    """
    with unit_of_work() as session:
        outbox.post(
            session,
            message,
            to=Recipient.person(ask.person),
            key=Key(HELLO, occurrence=ask.event_id),
            now=ask.now,
        )
    return None


def refresh_person(ask: Ask) -> Answer:
    """A changed profile: name, zone, guest or not, deactivated or not."""
    profile = people.profile_of(ask.event["user"])
    if not profile.is_bot:
        with unit_of_work() as session:
            people.meet(session, profile, now=ask.now)
    return None


def is_of_somebody_known(event: dict[str, Any]) -> bool:
    """Everybody in a workspace changes her profile now and then;
    who never met Convene stays a stranger.
    """
    with reading() as session:
        return people.known(session, people.profile_of(event["user"])) is not None


ROUTES = (
    Event("app_mention", answer, needs=Needs.ANYONE),
    Event("message.im", answer, needs=Needs.ANYONE),
    Event("user_change", refresh_person, needs=Needs.ANYONE, concerns_us=is_of_somebody_known),
)

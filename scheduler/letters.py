"""Messages of the outbox that go by mail: made into letters when they are sent, and not before."""

from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from models import OutboxMessage
from models.database import reading, unit_of_work
from models.letters import LetterFacts
from models.mail_servers import MailServer
from models.write_queue import DatabaseBusy
from scheduler.smtp import Envelope, Failed, transmit
from services import bounces, letters
from services.letters import Withheld
from services.outbox import Gone, NotSent, Outcome, Refused, Sent
from views import letters as views

NO_SENDER = "no_sender"
WITHOUT_SENDER = timedelta(minutes=15)
"""How long all mail waits where no server is configured."""


def send(server: MailServer | None, message: OutboxMessage, now: datetime) -> Outcome:
    """Send ``message`` by mail once: never within a unit of work."""
    if server is None:
        return NotSent(NO_SENDER, pause=WITHOUT_SENDER, is_unwelcome=True)
    with reading() as session:
        facts = letters.addressed(session, message)
    if isinstance(facts, Withheld):
        return _withheld(facts)
    try:
        return _sent(server, message, facts, now)
    except Failed as failed:
        return failed.outcome
    except (OperationalError, DatabaseBusy):
        return NotSent("the database was busy before it was sent")
    except Exception as error:
        # What breaks off while a letter is made would break off each time.
        return Refused(f"it cannot be written: {type(error).__name__}")


def _sent(server: MailServer, message: OutboxMessage, facts: LetterFacts, now: datetime) -> Outcome:
    from scheduler import mime

    def compose() -> bytes:
        """With a link of its own, which is kept only where the message is about to go out."""
        with unit_of_work() as session:
            with_page = letters.with_page(session, facts, now=now)
        letter = views.letter(message.payload, with_page)
        return mime.compose(letter, message, server=server, to=facts.person, now=now)

    address = str(facts.person.email)
    outcome = transmit(server, Envelope(address, mime.message_id(server, message.mark)), compose)
    if isinstance(outcome, Sent):
        return Sent(outcome.receipt | bounces.written_to(message.mark, address))
    return outcome


def _withheld(found: Withheld) -> Outcome:
    if found.is_wanted:
        return Refused(found.reason, closes_lane=True)
    return Gone(found.reason)

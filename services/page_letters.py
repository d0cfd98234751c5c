"""What people are sent for their own pages: codes and fresh links, to the mailbox or to Slack."""

from datetime import datetime

from sqlmodel import Session

from models import Person, reach
from models.messages import CODE, FRESH_LINK, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import outbox
from services.errors import Refusal


def send_code(session: Session, person: Person, message: Message, *, now: datetime) -> None:
    """Promise a code that ``page_codes.new_code`` has made. Raises ``Refusal`` for somebody whom
    nothing reaches.
    """
    check_reachable(person)
    key = Key(CODE, occurrence=f"{now:%Y%m%dT%H%M%S}", recipient=Subject.of(person))
    outbox.post(session, message, to=Recipient.person(person), key=key, now=now)


def check_reachable(person: Person) -> None:
    """Raise ``Refusal`` for somebody to whom no code can be sent."""
    if reach.medium_of(person) is None:
        raise Refusal(
            "No mail reaches you from here, so no code can be sent. Ask a chair of your group."
        )


def send_fresh_link(session: Session, person: Person, message: Message, *, now: datetime) -> None:
    """Promise a fresh link, at most one an hour; nothing where nothing reaches her.

    Also to who has stopped mail: she asks for this one letter herself.
    """
    if person.slack_id is None and not _takes_letter(person):
        return
    key = Key(FRESH_LINK, occurrence=f"{now:%Y%m%dT%H}", recipient=Subject.of(person))
    outbox.post(session, message, to=Recipient.person(person), key=key, now=now)


def _takes_letter(person: Person) -> bool:
    has_address = person.email is not None and person.mail_bounced_at is None
    return reach.current().sends_mail and has_address

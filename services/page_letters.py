"""What people are sent for their own pages: codes and fresh links, to the mailbox or to Slack."""

from datetime import datetime

from sqlmodel import Session

from models import Person, reach
from models.messages import CODE, FRESH_LINK, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import links, outbox
from services.errors import Refusal


def reaches(person: Person) -> bool:
    """Whether what somebody asks for herself reaches her: also where she has stopped mail."""
    if person.slack_id is not None:
        return True
    has_address = person.email is not None and person.mail_bounced_at is None
    return reach.current().sends_mail and has_address


def check_reaches(person: Person) -> None:
    """Raise ``Refusal`` for somebody to whom no code can be sent."""
    if not reaches(person):
        raise Refusal(
            "No mail reaches you from here, so no code can be sent. Ask a chair of your group."
        )


def send_code(session: Session, person: Person, message: Message, *, now: datetime) -> None:
    """Promise a code that ``page_codes.new_code`` has made."""
    key = Key(CODE, occurrence=f"{now:%Y%m%dT%H%M%S}", recipient=Subject.of(person))
    outbox.post(session, message, to=Recipient.person(person), key=key, now=now)


def send_fresh_link(session: Session, person: Person, message: Message, *, now: datetime) -> None:
    """Promise a fresh link, at most one an hour; links that others have, too, end by it. Nothing
    where nothing reaches her, or where one of this hour has been promised.
    """
    if not reaches(person):
        return
    key = Key(FRESH_LINK, occurrence=f"{now:%Y%m%dT%H}", recipient=Subject.of(person))
    if outbox.post(session, message, to=Recipient.person(person), key=key, now=now):
        links.end_passed_on(session, person, now=now)

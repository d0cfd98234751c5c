"""What people are sent for their own pages: codes and fresh links, to the mailbox or to Slack."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import OutboxMessage, Person, reach
from models.messages import CODE, FRESH_LINK, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import links, outbox
from services.errors import Refusal

FRESH_EVERY = timedelta(hours=1)
"""So often a fresh link is sent, unless all have been ended since."""


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


def send_fresh_link(
    session: Session, person: Person, message: Message, *, now: datetime
) -> datetime | None:
    """Promise a fresh link, at most one an hour; links that others have, too, end by it. Nothing
    where nothing reaches her. Where one of the last hour still counts, since when she has it.
    """
    if not reaches(person):
        return None
    # Two at once would each find none of this hour.
    session.exec(select(Person.id).where(Person.id == person.id).with_for_update()).one()
    if (had_at := _fresh_since(session, person, now)) is not None:
        return had_at
    key = Key(FRESH_LINK, occurrence=f"{now:%Y%m%dT%H%M%S}", recipient=Subject.of(person))
    if outbox.post(session, message, to=Recipient.person(person), key=key, now=now):
        links.end_passed_on(session, person, now=now)
    return None


def _fresh_since(session: Session, person: Person, now: datetime) -> datetime | None:
    """When the newest fresh link of the last hour was promised; None where her links have been
    ended since.
    """
    promised = (
        select(OutboxMessage.created_at)
        .where(outbox.keyed(FRESH_LINK, recipient=Subject.of(person)))
        .where(col(OutboxMessage.created_at) > now - FRESH_EVERY)
        .order_by(col(OutboxMessage.created_at).desc())
    )
    had_at = session.exec(promised).first()
    if had_at is None or links.has_ended_own(session, person, since=had_at):
        return None
    return had_at

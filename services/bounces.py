"""Addresses that take no mail: noted when a server says so, forgotten when somebody mends them."""

import hashlib
import re
from datetime import datetime

from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxState, Person
from models.deliveries import BOUNCED
from models.messages import Medium, Recipient
from models.subjects import Subject
from services import history, outbox

_OTHER_REASONS = re.compile(r"[245]\.(2\.2|7\.\d+)")
_ADDRESS_HASH = "address_hash"
NOTED = "person.bounced"
MENDED = "person.reached"


def note_refused(session: Session, recipient: Recipient, reason: str, now: datetime) -> None:
    """Note that a server refused to take mail for the address of this recipient, by mail."""
    if recipient.medium is Medium.MAIL:
        person = session.get(Person, int(recipient.address))
        if person is not None:
            note(session, person, by=None, now=now, reason=reason)


def note(
    session: Session,
    person: Person,
    *,
    by: Person | None,
    now: datetime,
    reason: str = BOUNCED,
) -> bool:
    """Note that her address takes no mail; False where that is known. Nothing more goes there."""
    if person.email is None or person.mail_bounced_at is not None:
        return False
    person.mail_bounced_at = now
    session.add(person)
    outbox.close(session, lane(person), reason, now=now)
    history.record(session, NOTED, Subject.of(person), by=by, now=now)
    return True


def forget(session: Session, person: Person, *, by: Person | None, now: datetime) -> bool:
    """Write to her again, since her address was corrected or takes mail again; False where nothing
    was wrong with it. What waited or was refused goes out next, as far as its time has not passed.
    """
    if person.mail_bounced_at is None:
        return False
    write_again(session, person, now=now)
    history.record(session, MENDED, Subject.of(person), by=by, now=now)
    return True


def write_again(session: Session, person: Person, *, now: datetime) -> None:
    """Forget what was wrong with an address, since she has another one now or it takes mail again;
    what was refused goes out next. What may have arrived stays for whoever has looked.
    """
    person.mail_bounced_at = None
    session.add(person)
    outbox.reopen(session, lane(person))
    refused = [
        message
        for message in outbox.undelivered(session, lane(person))
        if not message.error.startswith(outbox.MAY_HAVE_ARRIVED)
    ]
    outbox.send_again(session, refused, now=now)


def lane(person: Person) -> str:
    """The queue of her mail, whether or not she is in Slack, too."""
    return Recipient(Medium.MAIL, str(person.id)).lane


def written_to(mark: str, address: str) -> dict[str, str]:
    """What the receipt of a letter with this mark says of the address that it went to: a hash that
    is of use for this letter alone.
    """
    return {_ADDRESS_HASH: hashlib.sha256(f"{mark}:{address}".encode()).hexdigest()}


def note_returned(session: Session, mark: str, status: str, *, now: datetime) -> bool:
    """Note that the letter with this mark came back, with a status such as ``5.1.1``; False where
    Convene sent no such letter, or knows that it did not arrive.

    It counts as not arrived, so that those who can mend it are told. Where her present address is
    the reason, nothing more goes there until somebody says so; a full mailbox, a rule against this
    one letter and an address that she had before are none.
    """
    statement = select(OutboxMessage).where(
        OutboxMessage.mark == mark,
        col(OutboxMessage.lane).startswith(Medium.MAIL.prefix),
        col(OutboxMessage.state) == OutboxState.SENT,
    )
    message = session.exec(statement.with_for_update()).first()
    if message is None:
        return False
    message.state, message.error, message.alerted_at = OutboxState.DEAD, f"bounced {status}", None
    session.add(message)
    if not _OTHER_REASONS.fullmatch(status) and _went_to_present_address(session, message):
        note_refused(session, message.recipient, message.error, now)
    return True


def _went_to_present_address(session: Session, message: OutboxMessage) -> bool:
    """Whether a letter went to the address that its recipient has now; what was sent before that
    was kept counts as such.
    """
    if _ADDRESS_HASH not in message.receipt:
        return True
    person = session.get(Person, int(message.recipient.address))
    present = written_to(message.mark, str(person.email)) if person else {}
    return present.items() <= message.receipt.items()

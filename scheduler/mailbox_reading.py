"""What comes back by mail: reports of letters that did not arrive, answers of calendars, and
replies to circulated minutes.

Only the last are answered, to members whose server vouches for them.
"""

import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.exc import SQLAlchemyError

from models.database import unit_of_work
from models.elapsed import elapsed
from models.mail_servers import Mailbox, Security
from models.write_queue import DatabaseBusy
from scheduler import calendar_replies, mail_replies, minutes_replies
from services import bounces

if TYPE_CHECKING:
    from imaplib import IMAP4

log = logging.getLogger(__name__)

LONGEST_READING = timedelta(seconds=60)
MAILS_AT_ONCE = 50
"""How many messages one beat reads."""
LARGEST_MAIL_READ = 300_000
"""Bytes that are read of a message: reports begin with what they say."""
_MARK = re.compile(r"<([0-9a-f]{32})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

Reader = Callable[[EmailMessage, datetime], bool]


def take_report(message: EmailMessage, now: datetime) -> bool:
    """Note that a letter did not arrive, where this is the report of that.

    Reports come from anywhere, and anybody can write one. What they are about is told by the
    random mark of the letter, which only its recipient's servers have seen.
    """
    status = _failed(message)
    if status is None:
        return False
    with unit_of_work() as session:
        return any(
            bounces.note_returned(session, mark, status, now=now) for mark in _marks(message)
        )


def take_answer(message: EmailMessage, now: datetime) -> bool:
    """Take the answer that somebody's calendar sent."""
    sender = mail_replies.proven_sender(message)
    text = next((part.get_content() for part in message.walk() if _is_answer(part)), None)
    if text is None or sender is None:
        return False
    return bool(calendar_replies.take(str(text), sender, now).answered)


def _is_answer(part: Any) -> bool:
    method = str(part.get_param("method", "")).lower()
    return part.get_content_type() == "text/calendar" and method == "reply"


READERS: tuple[Reader, ...] = (take_report, take_answer, minutes_replies.take)
"""What messages may mean, each asked in turn; one that means nothing to any of them is left."""


def read_new(mailbox: Mailbox, now: datetime) -> int:
    """Read what is new in the mailbox; how many messages meant something.

    A message counts as read once what it says is kept. While the mailbox is away, nothing is lost.
    """
    try:
        with opened(mailbox) as imap:
            return _read_all(imap, _unread(imap)[:MAILS_AT_ONCE], now)
    except troubles() as error:
        # What a server says may name people.
        log.warning("the mailbox cannot be read: %s", type(error).__name__)
        return 0


@contextmanager
def opened(mailbox: Mailbox) -> Iterator["IMAP4"]:
    """The inbox, with the certificate of its server verified. Raises what ``imaplib`` raises."""
    imap = _dialled(mailbox)
    try:
        if mailbox.security is Security.STARTTLS:
            imap.starttls(ssl.create_default_context(cafile=mailbox.certificates or None))
        imap.login(mailbox.user, mailbox.password)
        imap.select("INBOX")
        yield imap
    finally:
        with suppress(Exception):
            imap.logout()
        with suppress(Exception):
            # A connection that broke off is not closed by saying goodbye.
            imap.shutdown()


def troubles() -> tuple[type[Exception], ...]:
    """What goes wrong where the mailbox cannot be read now."""
    import imaplib

    return (imaplib.IMAP4.error, OSError, EOFError)


def _dialled(mailbox: Mailbox) -> "IMAP4":
    import imaplib

    if mailbox.security is not Security.TLS:
        return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=mailbox.patience)
    context = ssl.create_default_context(cafile=mailbox.certificates or None)
    return imaplib.IMAP4_SSL(
        mailbox.host, mailbox.port, ssl_context=context, timeout=mailbox.patience
    )


def _unread(imap: "IMAP4") -> list[str]:
    _, found = imap.uid("SEARCH", "UNSEEN")
    return [uid.decode("ascii") for uid in (found[0] or b"").split()]


def _read_all(imap: "IMAP4", uids: list[str], now: datetime) -> int:
    """As many as the time of a beat allows; the others stay unread."""
    began, meant = elapsed(), 0
    for uid in uids:
        if elapsed() - began > LONGEST_READING:
            break
        meant += _read(imap, uid, now)
    return meant


def _read(imap: "IMAP4", uid: str, now: datetime) -> bool:
    status, answer = imap.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST_MAIL_READ}>)")
    if status != "OK":
        # It is there, and may be had later.
        return False
    content = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    meant = _meant(content, now)
    imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    return meant


def _meant(content: bytes, now: datetime) -> bool:
    from email.policy import default

    try:
        message = message_from_bytes(content, policy=default)
        return any(reader(message, now) for reader in READERS)
    except (SQLAlchemyError, DatabaseBusy):
        # It stays unread, and is tried again.
        raise
    except Exception as error:
        # Strangers write whatever they like: what fails at one mail must not hide all behind it.
        log.warning("a message in the mailbox cannot be read: %s", type(error).__name__)
        return False


def _failed(message: EmailMessage) -> str | None:
    """The status in a report that a message failed for good; None in everything else."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for about in cast(list[Any], part.get_payload()):
            if str(about.get("Action", "")).strip().lower() == "failed":
                found = _STATUS.search(str(about.get("Status", "")))
                return found[0] if found else "5.0.0"
    return None


def _marks(message: EmailMessage) -> list[str]:
    """The marks of letters that a report may be about: in what it returns, and in its own head."""
    heads = [str(message.get(name, "")) for name in ("In-Reply-To", "References")]
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            heads.append(_returned_head(part))
    return list(dict.fromkeys(_MARK.findall("\n".join(heads))))


def _returned_head(part: Any) -> str:
    payload = part.get_payload()
    returned = payload[0] if isinstance(payload, list) else None
    return str(returned.get("Message-ID", "")) if returned is not None else str(payload)

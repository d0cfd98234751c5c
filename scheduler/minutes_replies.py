"""Takes replies to the letter with circulated minutes, which ask for a correction."""

import hashlib
from datetime import datetime
from email.message import EmailMessage

from models.database import unit_of_work
from scheduler import mail_replies
from services import minutes
from views import minutes as views


def take(message: EmailMessage, now: datetime) -> bool:
    """Ask for the correction that a person writes in reply; whether it was one."""
    marks, sender = mail_replies.marks_answered(message), mail_replies.proven_sender(message)
    if not marks or sender is None or mail_replies.is_automatic(message):
        return False
    reply = minutes.CorrectionReply(
        tuple(marks), sender, mail_replies.own_words(message), _name(message)
    )
    with unit_of_work() as session:
        return minutes.take_reply(session, reply, views.MINUTES_WORDS, now=now)


def _name(message: EmailMessage) -> str:
    """The same each time this message is read."""
    parts = [str(message.get(name, "")) for name in ("Message-ID", "Date", "From")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

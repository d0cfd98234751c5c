"""Letters as programs send them, by the standard library's own client."""

import smtplib
from email.message import EmailMessage
from itertools import count
from typing import Any

from sandbox.driver import Sandbox

_numbers = count(1)
DANA = "dana@history.example"
PAGE = '<p>Will you come? <a href="http://127.0.0.1:9/p/abc">Your page</a></p>'


def letter(to: str = DANA, *, html: str | None = PAGE, **headers: str) -> EmailMessage:
    """A letter with everything it needs; keywords change headers, and an empty one drops its
    header.
    """
    message = EmailMessage()
    fields = {
        "From": "Convene <convene@consortium.example>",
        "To": to,
        "Subject": "Metadata meets",
        "Date": "Tue, 24 Nov 2026 14:30:00 +0000",
        "Message-ID": f"<{next(_numbers)}@consortium.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in fields.items():
        if value:
            message[name] = value
    message.set_content("Will you come? http://127.0.0.1:9/p/abc.")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def client(sandbox: Sandbox, timeout: float = 10) -> smtplib.SMTP:
    return smtplib.SMTP(*sandbox.workspace.mail.server, timeout=timeout)


def send(sandbox: Sandbox, *messages: EmailMessage, **envelope: Any) -> None:
    with client(sandbox) as connection:
        for message in messages:
            connection.send_message(message, **envelope)


def subjects(sandbox: Sandbox, address: str = DANA) -> list[str]:
    return [found.subject for found in sandbox.workspace.mail.letters_to(address)]

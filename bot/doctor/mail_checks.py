"""Checks of the mail server, of the mailbox, and of the address of the pages."""

from bot.clock import system_clock
from bot.doctor.installation import CheckFailed, Installation
from bot.doctor.slack_checks import OFFLINE
from models.mail_servers import Mailbox, MailServer
from services.outbox import NotSent, Sent

UNWELCOME = {
    "certificate": "See that SMTP_HOST is the name in its certificate; for one of your own,"
    " set SSL_CERT_FILE.",
    "SMTPNotSupportedError": "Set SMTP_SECURITY to tls, with SMTP_PORT 465, or to none for a server"
    " of this machine; leave SMTP_USER empty where it knows no login.",
    "535": "Correct SMTP_USER and SMTP_PASSWORD.",
    "530": "Set SMTP_USER and SMTP_PASSWORD.",
    "550": "Let the server accept MAIL_FROM from this machine or login.",
    "553": "Let the server accept MAIL_FROM from this machine or login.",
    "554": "Let the server accept mail from this machine.",
}
"""What to do, by the beginning of what the server said."""
NETWORK_FAULTS = {
    "gaierror": "its name is not known in the network",
    "ConnectionRefusedError": "nothing takes connections at that port",
    "ConnectionResetError": "it ended the connection",
    "SMTPServerDisconnected": "it ended the connection",
    "TimeoutError": "it did not answer in time",
    "certificate": "its certificate does not prove that it is this server",
    "SSLCertVerificationError": "its certificate does not prove that it is this server",
    "SSLError": "it does not speak TLS at that port",
    "SMTPNotSupportedError": "it lacks what the settings ask for, STARTTLS or a login",
}
"""In words, by the name of an exception or of a reason."""


def check_mail_server(installation: Installation) -> str:
    server = installation.settings.mail.server
    if server is None:
        words = "No mail is sent: SMTP_HOST is not set."
        if installation.sends_mail:
            remedy = "Set SMTP_HOST and MAIL_FROM, then have the message sent with --send-mail."
            raise CheckFailed(words, remedy)
        return words
    words = (
        f"Mail goes out by {server.host}, port {server.port} ({server.security}), from"
        f" {server.sender}."
    )
    if not installation.online:
        return f"{words} {OFFLINE}"
    if installation.sends_mail:
        return f"{words} {_sent(server)}"
    return f"{words} {_connected(server)} --send-mail sends one message to that address."


def check_mailbox(installation: Installation) -> str:
    mailbox = installation.settings.mail.mailbox
    if mailbox is None:
        return "Bounces are not read: IMAP_HOST is not set."
    words = f"Bounces are read from {mailbox.host}, port {mailbox.port} ({mailbox.security})."
    return f"{words} {_opened(mailbox) if installation.online else OFFLINE}"


def check_pages(installation: Installation) -> str:
    address = installation.settings.public_url
    if not address:
        return "Mail has no links to pages: PUBLIC_URL is not set."
    return f"Mail leads to pages at {address}."


def _connected(server: MailServer) -> str:
    from scheduler.smtp import Failed, connection

    try:
        smtp = connection(server)
    except Failed as failed:
        raise _failed(server, failed.outcome) from None
    takes_all = smtp.has_extn("smtputf8")
    smtp.quit()
    plain = "" if takes_all else " It takes only addresses with plain letters before the @."
    return f"It takes Convene.{plain}"


def _sent(server: MailServer) -> str:
    import secrets

    from scheduler import mime
    from scheduler.smtp import Envelope, transmit
    from views import letters

    letter = letters.own_test()
    mark = secrets.token_hex(16)
    content = mime.compose_test(letter, server=server, now=system_clock(), mark=mark)
    envelope = Envelope(server.sender, mime.message_id(server, mark))
    outcome = transmit(server, envelope, lambda: content)
    if not isinstance(outcome, Sent):
        raise _failed(server, outcome)
    return f"It took a message to {server.sender}: look whether it arrived."


def _failed(server: MailServer, outcome: object) -> CheckFailed:
    error = str(getattr(outcome, "error", outcome))
    where = f"{server.host}, port {server.port}"
    if isinstance(outcome, NotSent) and not outcome.is_unwelcome:
        return CheckFailed(
            f"The mail server at {where} cannot be used now ({_in_words(error)}).",
            "Check the network, SMTP_HOST, SMTP_PORT and SMTP_SECURITY, and try again.",
        )
    remedy = next(
        (remedy for begins, remedy in UNWELCOME.items() if error.startswith(begins)),
        "Check SMTP_PORT and SMTP_SECURITY: 587 goes with starttls, 465 with tls.",
    )
    words = f"The mail server at {where} refuses Convene ({_in_words(error)})."
    if error in NETWORK_FAULTS:
        words = f"The mail server at {where} cannot be used by Convene ({_in_words(error)})."
    return CheckFailed(words, remedy)


def _in_words(error: str) -> str:
    return NETWORK_FAULTS.get(error, error)


def _opened(mailbox: Mailbox) -> str:
    from scheduler.mailbox_reading import opened, troubles

    try:
        with opened(mailbox) as imap:
            imap.noop()
    except troubles() as error:
        raise CheckFailed(
            f"The mailbox at {mailbox.host}, port {mailbox.port}, cannot be opened"
            f" ({_in_words(type(error).__name__)}).",
            "Check IMAP_HOST, IMAP_PORT, IMAP_SECURITY, IMAP_USER and IMAP_PASSWORD.",
        ) from None
    return "It can be opened."

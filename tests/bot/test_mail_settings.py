"""Settings of mail and pages: what they become, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from bot.config import BadSettings, load
from bot.mail_settings import MailSettings
from models.mail_servers import Mailbox, MailServer, Security
from models.reach import Reach

NOWHERE = Path("/nonexistent/.env")
SERVER = {"SMTP_HOST": "mail.example.edu", "MAIL_FROM": "Convene <convene@example.edu>"}
MAILBOX = {"IMAP_HOST": "mail.example.edu", "IMAP_USER": "convene", "IMAP_PASSWORD": "s"}


def mail(**given: str) -> MailSettings:
    return load(given, NOWHERE).mail


def test_without_a_server_nobody_is_reached_by_mail() -> None:
    assert load({}, NOWHERE).reach == Reach()


def test_everything_that_can_be_said() -> None:
    given = SERVER | {
        "SMTP_PORT": "2525",
        "SMTP_SECURITY": "TLS",
        "SMTP_USER": "convene",
        "SMTP_PASSWORD": "secret",
        "MAIL_REPLY_TO": "office@example.edu",
        "IMAP_HOST": "imap.example.edu",
        "IMAP_PORT": "1143",
        "IMAP_SECURITY": "starttls",
        "IMAP_USER": "reader",
        "IMAP_PASSWORD": "hidden",
        "SSL_CERT_FILE": "ca.pem",
    }
    found = mail(**given)
    assert found == MailSettings(
        MailServer(
            "mail.example.edu",
            2525,
            Security.TLS,
            "convene",
            "secret",
            "convene@example.edu",
            "Convene",
            "office@example.edu",
            "ca.pem",
        ),
        Mailbox("imap.example.edu", 1143, Security.STARTTLS, "reader", "hidden", "ca.pem"),
    )
    assert "secret" not in repr(found)
    assert "hidden" not in repr(found)


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        ({}, "convene@example.edu"),
        ({"MAIL_REPLY_TO": "office@example.edu"}, "office@example.edu"),
        (MAILBOX | {"MAIL_REPLY_TO": "office@example.edu"}, "convene@example.edu"),
    ],
)
def test_answers_go_where_they_are_read(more: dict[str, str], answers: str) -> None:
    url = "https://convene.example.edu"
    settings = load(SERVER | {"PUBLIC_URL": url} | more, NOWHERE)
    assert settings.reach == Reach(
        sends_mail=True,
        public_url=url,
        mailbox=answers,
        reads_answers=more.keys() >= MAILBOX.keys(),
    )


@pytest.mark.parametrize(
    ("security", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)]
)
def test_the_usual_port(security: str, port: int) -> None:
    server = mail(SMTP_HOST="127.0.0.1", MAIL_FROM="a@b.c", SMTP_SECURITY=security).server
    assert server is not None
    assert (server.port, server.sender, server.sender_name) == (port, "a@b.c", "")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"MAIL_FROM": "a@b.c"}, "MAIL_FROM is set but SMTP_HOST is not"),
        ({"SMTP_USER": "a"}, "SMTP_USER is set but SMTP_HOST is not"),
        ({"IMAP_USER": "a"}, "IMAP_USER is set but IMAP_HOST is not"),
        ({"SMTP_HOST": "mail.example.edu"}, "MAIL_FROM is needed with SMTP_HOST"),
        (SERVER | {"MAIL_FROM": "the office"}, "MAIL_FROM must be a mail address"),
        (SERVER | {"MAIL_FROM": "a@b.c, d@e.f"}, "MAIL_FROM must be a mail address"),
        (SERVER | {"MAIL_FROM": "A\nBcc: x <a@b.c>"}, "MAIL_FROM must be a mail address"),
        (SERVER | {"MAIL_REPLY_TO": "a@"}, "MAIL_REPLY_TO must be a mail address"),
        (SERVER | {"SMTP_HOST": "smtp://mail"}, "SMTP_HOST must be the name of a server"),
        (SERVER | {"SMTP_PORT": "0"}, "SMTP_PORT must be a number from 1 to 65535"),
        (SERVER | {"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be one of tls, starttls, none"),
        (SERVER | {"SMTP_SECURITY": "none"}, "SMTP_SECURITY may be none only for a server of this"),
        (SERVER | {"SMTP_USER": "a"}, "SMTP_USER and SMTP_PASSWORD belong together. Set both, or"),
        (SERVER | {"SMTP_PASSWORD": "a"}, "SMTP_USER and SMTP_PASSWORD belong together"),
        (MAILBOX, "IMAP_HOST is set but SMTP_HOST is not"),
        (SERVER | {"IMAP_HOST": "m.example"}, "IMAP_USER and IMAP_PASSWORD belong together. Set b"),
        (SERVER | MAILBOX | {"IMAP_PORT": "x"}, "IMAP_PORT must be a number from 1 to 65535"),
        (SERVER | MAILBOX | {"IMAP_SECURITY": "none"}, "IMAP_SECURITY may be none only for a serv"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, str], problem: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load(given, NOWHERE)
    assert [text.startswith(problem) for text in caught.value.problems] == [True]

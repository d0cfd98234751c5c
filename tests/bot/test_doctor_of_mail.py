"""What the doctor says of mail: not asked, taken, refused, and one message on request."""

import socket
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import database_setup, doctor
from bot.__main__ import main
from bot.clock import system_clock
from bot.config import Settings
from bot.mail_settings import MailSettings
from models.database import unit_of_work
from models.mail_servers import Mailbox, MailServer, Security
from scheduler import mailbox_reading, smtp
from tests import factories
from tests.imap_stand_in import imap_stand_in
from tests.mail_stand_in import SENDER, Fault, MailStandIn, mail_stand_in

CHECKS = ("mail server", "mailbox", "pages")
pytestmark = pytest.mark.usefixtures("reach_of_the_process")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=f"sqlite:///{tmp_path / 'convene.db'}",
    )
    database_setup.prepared(made.database_url, now=system_clock)
    with unit_of_work() as session:
        factories.cast(session)
    return made


def lines(settings: Settings, **how: Any) -> list[str]:
    found = {finding.check: finding for finding in doctor.examine(lambda: settings, **how)}
    return [found[check].line() for check in CHECKS]


def with_mail(settings: Settings, server: MailServer) -> Settings:
    return replace(settings, mail=MailSettings(server=server))


def test_without_mail_nothing_is_wrong(settings: Settings) -> None:
    for online in (False, True):
        assert lines(settings, online=online) == [
            "ok     mail server: No mail is sent: SMTP_HOST is not set.",
            "ok     mailbox: Bounces are not read: IMAP_HOST is not set.",
            "ok     pages: Mail has no links to pages: PUBLIC_URL is not set.",
        ]


def test_offline_no_server_is_asked(settings: Settings) -> None:
    with mail_stand_in() as mail, imap_stand_in() as mailbox:
        mail_settings = MailSettings(mail.settings(), mailbox.settings())
        configured = replace(settings, mail=mail_settings, public_url="https://c.example")
        assert lines(configured) == [
            f"ok     mail server: Mail goes out by 127.0.0.1, port {mail.port} (none), from"
            f" {SENDER}. Not asked: add --online.",
            f"ok     mailbox: Bounces are read from 127.0.0.1, port {mailbox.port} (none)."
            " Not asked: add --online.",
            "ok     pages: Mail leads to pages at https://c.example.",
        ]
        assert mail.sessions == 0


def test_online_both_are_asked_and_a_message_goes_out_on_request_alone(settings: Settings) -> None:
    with mail_stand_in() as mail, imap_stand_in() as mailbox:
        configured = replace(settings, mail=MailSettings(mail.settings(), mailbox.settings()))
        checked = lines(configured, online=True)
        assert checked[0].endswith(
            "It takes Convene. --send-mail sends one message to that address."
        )
        assert checked[1].endswith("It can be opened.")
        assert mail.arrived == []
        taken = lines(configured, sends_mail=True)[0]
        assert taken.endswith(f"It took a message to {SENDER}: look whether it arrived.")
        [letter] = mail.arrived
        assert (letter.address, letter.message["Subject"]) == (SENDER, "A test of Convene's mail")
        assert "Mail goes out." in letter.text()
        assert letter.message["Auto-Submitted"] == "auto-generated"


def test_the_doctor_says_where_addresses_need_plain_letters(settings: Settings) -> None:
    with mail_stand_in(takes_other_letters=False) as mail:
        configured = replace(settings, mail=MailSettings(mail.settings(), None))
        assert lines(configured, online=True)[0].endswith(
            "It takes Convene. It takes only addresses with plain letters before the @."
            " --send-mail sends one message to that address."
        )


def refused(mail: MailStandIn) -> str:
    return f"WRONG  mail server: The mail server at 127.0.0.1, port {mail.port}"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            Fault("connect", "421 busy"),
            " cannot be used now (421). To mend it: Check the network, SMTP_HOST, SMTP_PORT and"
            " SMTP_SECURITY, and try again.",
        ),
        (
            Fault("connect", "554 5.7.1 not you"),
            " refuses Convene (554 5.7.1). To mend it: Let the server accept mail from this"
            " machine.",
        ),
        (
            Fault("mail", "553 5.7.1 not yours"),
            " refuses Convene (553 5.7.1). To mend it: Let the server accept MAIL_FROM from this"
            " machine or login.",
        ),
        (
            Fault("rcpt", "550 5.1.1 nobody"),
            " refuses Convene (550 5.1.1). To mend it: Let the server accept MAIL_FROM from this"
            " machine or login.",
        ),
    ],
)
def test_a_server_that_refuses(settings: Settings, fault: Fault, words: str) -> None:
    with mail_stand_in() as mail:
        mail.will(fault)
        found = lines(with_mail(settings, mail.settings()), sends_mail=True)
        assert found[0] == refused(mail) + words


def test_wrong_passwords(settings: Settings) -> None:
    with mail_stand_in(login=("convene", "secret")) as mail, imap_stand_in() as mailbox:
        both = MailSettings(mail.settings(password="x"), mailbox.settings(password="x"))
        server, box, _ = lines(replace(settings, mail=both), online=True)
        assert server.endswith("(535 5.7.8). To mend it: Correct SMTP_USER and SMTP_PASSWORD.")
        assert "cannot be opened (error). To mend it: Check IMAP_HOST" in box


def test_mail_is_asked_about_where_there_is_no_database(settings: Settings, tmp_path: Path) -> None:
    with mail_stand_in() as mail:
        nowhere = replace(
            with_mail(settings, mail.settings()), database_url=f"sqlite:///{tmp_path / 'none.db'}"
        )
        found = lines(nowhere, sends_mail=True)
        assert found[0].endswith(f"It took a message to {SENDER}: look whether it arrived.")
        assert len(mail.arrived) == 1


def test_a_message_that_cannot_be_sent_says_what_to_set(settings: Settings) -> None:
    assert lines(settings, sends_mail=True)[0] == (
        "WRONG  mail server: No mail is sent: SMTP_HOST is not set. To mend it: Set SMTP_HOST and"
        " MAIL_FROM, then have the message sent with --send-mail."
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "x"), "cannot be used now (its name is not known in the network)"),
        (ConnectionRefusedError(), "cannot be used now (nothing takes connections at that port)"),
        (ConnectionResetError(), "cannot be used now (it ended the connection)"),
        (TimeoutError(), "cannot be used now (it did not answer in time)"),
        (
            ssl.SSLCertVerificationError(),
            "cannot be used by Convene (its certificate does not prove that it is this server)",
        ),
        (ssl.SSLError(), "cannot be used by Convene (it does not speak TLS at that port)"),
    ],
)
def test_what_the_network_says_is_said_in_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(smtp, "_dialled", fail)
    monkeypatch.setattr(mailbox_reading, "_dialled", fail)
    server = MailServer("mail.example.edu", 587, Security.STARTTLS, sender=SENDER)
    box = Mailbox("imap.example.edu", 993, Security.TLS, "reader", "hidden")
    both = replace(settings, mail=MailSettings(server, box))
    found = lines(both, online=True)
    assert f"The mail server at mail.example.edu, port 587 {words}." in found[0]
    assert words[words.index("(") :] in found[1]


def test_a_server_without_starttls_has_its_own_remedy(settings: Settings) -> None:
    with mail_stand_in() as mail:
        server = replace(mail.settings(), security=Security.STARTTLS)
        found = lines(with_mail(settings, server), online=True)
    assert "(it lacks what the settings ask for, STARTTLS or a login)." in found[0]
    assert "To mend it: Set SMTP_SECURITY to tls, with SMTP_PORT 465, or to none" in found[0]


def test_the_command_sends_only_when_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with mail_stand_in() as mail:
        monkeypatch.setenv("DATABASE_URL", settings.database_url)
        for name, value in {
            "SLACK_BOT_TOKEN": settings.slack_bot_token,
            "SLACK_APP_TOKEN": settings.slack_app_token,
            "SLACK_API_URL": settings.slack_api_url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail.port),
            "SMTP_SECURITY": "none",
            "MAIL_FROM": SENDER,
        }.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(main, ["doctor", "--send-mail"])
        assert f"It took a message to {SENDER}" in result.output
        assert len(mail.arrived) == 1

"""One message over SMTP: what each way to fail, at each step, proves about it."""

import ssl
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.mail_servers import Security
from scheduler.smtp import WHILE_AWAY, WHILE_BUSY, WHILE_UNWELCOME, Envelope, transmit
from services.outbox import Doubtful, NotSent, Outcome, Refused, Sent
from tests.mail_stand_in import SENDER, Fault, MailStandIn, mail_stand_in

DANA = "dana@partner.example"
CONTENT = b"Subject: Hello\r\n\r\n.one dot\r\n..two dots\r\nlast\r\n"
DONE = Sent({"message_id": "<mark@example.edu>"})


@pytest.fixture
def mail() -> Iterator[MailStandIn]:
    with mail_stand_in() as running:
        yield running


def sent(mail: MailStandIn, address: str = DANA, **more: Any) -> Outcome:
    return transmit(mail.settings(**more), Envelope(address, "<mark@example.edu>"), lambda: CONTENT)


def later(error: str, pause: timedelta = timedelta()) -> NotSent:
    return NotSent(error, pause=pause)


def unwelcome(error: str) -> NotSent:
    return NotSent(error, pause=WHILE_UNWELCOME, is_unwelcome=True)


def test_what_is_sent_arrives_as_it_is(mail: MailStandIn) -> None:
    assert sent(mail) == DONE
    [letter] = mail.arrived
    assert (letter.sender, letter.address, letter.content) == (SENDER, DANA, CONTENT)


ANSWERS = [
    (Fault("connect"), later("SMTPServerDisconnected", WHILE_AWAY)),
    (Fault("connect", "421 4.3.2 busy"), later("421 4.3.2", WHILE_BUSY)),
    (Fault("connect", "554 5.7.1 not you"), unwelcome("554 5.7.1")),
    (Fault("ehlo"), later("SMTPServerDisconnected", WHILE_AWAY)),
    (Fault("mail"), later("SMTPServerDisconnected", WHILE_AWAY)),
    (Fault("mail", "451 4.3.0 later"), later("451 4.3.0", WHILE_BUSY)),
    (Fault("mail", "553 5.7.1 not your address"), unwelcome("553 5.7.1")),
    (Fault("rcpt"), later("SMTPServerDisconnected", WHILE_AWAY)),
    (Fault("rcpt", "450 4.2.0 greylisted"), later("450 4.2.0")),
    (Fault("rcpt", "421 closing"), later("421", WHILE_BUSY)),
    (Fault("rcpt", "550 5.1.1 nobody"), Refused("550 5.1.1", closes_lane=True)),
    (Fault("rcpt", "550 nobody"), Refused("550", closes_lane=True)),
    (Fault("rcpt", "550 5.2.1 closed"), Refused("550 5.2.1", closes_lane=True)),
    (Fault("rcpt", "554 5.7.1 I relay for nobody"), Refused("554 5.7.1")),
    (Fault("rcpt", "530 5.7.0 log in"), unwelcome("530 5.7.0")),
    (Fault("data"), later("SMTPServerDisconnected", WHILE_AWAY)),
    (Fault("data", "451 later"), later("451")),
    (Fault("data", "554 5.6.0 no"), Refused("554 5.6.0")),
    (Fault("within"), Doubtful("SMTPServerDisconnected")),
    (Fault("content", "451 4.7.1 later"), later("451 4.7.1")),
    (Fault("content", "421 closing"), later("421", WHILE_BUSY)),
    (Fault("content", "552 5.3.4 too large"), Refused("552 5.3.4")),
    (Fault("content"), Doubtful("SMTPServerDisconnected")),
]


@pytest.mark.parametrize(("fault", "outcome"), ANSWERS, ids=lambda row: repr(row)[:60])
def test_what_an_answer_proves(mail: MailStandIn, fault: Fault, outcome: Outcome) -> None:
    mail.will(fault)
    found = sent(mail)
    if fault.step == "within":
        # Whether writing fails, or reading, depends on who is faster.
        assert isinstance(found, Doubtful)
    else:
        assert found == outcome
    assert mail.arrived == []
    assert sent(mail) == DONE


@pytest.mark.parametrize("answer", ["", "hello there", "250", "354 go on"])
def test_an_answer_that_is_lost_or_odd_leaves_it_in_doubt(mail: MailStandIn, answer: str) -> None:
    mail.will(Fault("after", answer))
    outcome = sent(mail)
    assert len(mail.arrived) == 1
    assert isinstance(outcome, Sent if answer == "250" else Doubtful)


@pytest.mark.parametrize("step", ["connect", "rcpt", "data"])
def test_a_server_that_says_nothing_was_sent_nothing(mail: MailStandIn, step: str) -> None:
    mail.will(Fault(step, seconds=30))
    assert isinstance(sent(mail, patience=0.5), NotSent)
    assert mail.arrived == []


@pytest.mark.parametrize("step", ["content", "after"])
def test_a_server_that_says_nothing_of_the_message_leaves_it_in_doubt(
    mail: MailStandIn, step: str
) -> None:
    mail.will(Fault(step, seconds=30))
    assert isinstance(sent(mail, last_patience=0.3), Doubtful)


def test_nobody_listens() -> None:
    with mail_stand_in() as mail:
        settings = mail.settings()
    outcome = transmit(settings, Envelope(DANA, "<m@x>"), lambda: CONTENT)
    assert outcome == later("ConnectionRefusedError", WHILE_AWAY)


def test_it_is_composed_only_when_the_server_takes_mail_for_the_address(mail: MailStandIn) -> None:
    composed: list[str] = []

    def compose() -> bytes:
        composed.append("once")
        return CONTENT

    mail.will(Fault("rcpt", "450 later"))
    for count in (0, 1):
        transmit(mail.settings(), Envelope(DANA, "<m@x>"), compose)
        assert len(composed) == count


@pytest.mark.parametrize(
    ("address", "arrives_at"),
    [
        ("jörg@partner.example", "jörg@partner.example"),
        ("dana@bücher.example", "dana@xn--bcher-kva.example"),
        ("学@例え.example", "学@xn--r8jz45g.example"),
    ],
)
def test_addresses_in_other_letters(mail: MailStandIn, address: str, arrives_at: str) -> None:
    assert sent(mail, address) == DONE
    assert [letter.address for letter in mail.arrived] == [arrives_at]


def test_a_server_that_takes_no_other_letters() -> None:
    with mail_stand_in(takes_other_letters=False) as mail:
        assert sent(mail, "jörg@partner.example") == Refused("no_smtputf8", closes_lane=True)
        assert sent(mail, "dana@bücher.example") == DONE


@pytest.mark.parametrize(
    "address", ["", "dana", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.c>", "@"]
)
def test_what_is_no_address_is_never_said_to_a_server(mail: MailStandIn, address: str) -> None:
    assert sent(mail, address) == Refused("no_address", closes_lane=True)
    assert mail.arrived == []


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of a server on this machine, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "server.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(made)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.parent / "key.pem")
    return context


LOGIN = ("convene", "secret")


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_certificate_is_verified(
    security: Security, certificate: Path, tls: ssl.SSLContext
) -> None:
    """Also that it is for the name that was asked for, and the password is not said before."""
    with mail_stand_in(
        tls=tls, security=security, certificates=str(certificate), login=LOGIN
    ) as mail:
        assert sent(mail) == DONE
        assert sent(mail, certificates="") == unwelcome("certificate")
        assert sent(mail, host="127.0.0.1") == unwelcome("certificate")
        assert sent(mail, password="wrong") == unwelcome("535 5.7.8")
        assert len(mail.arrived) == 1


def test_a_server_that_cannot_encrypt_gets_nothing(mail: MailStandIn) -> None:
    assert sent(mail, security=Security.STARTTLS) == unwelcome("SMTPNotSupportedError")
    found = sent(mail, security=Security.TLS)
    assert isinstance(found, NotSent)
    assert mail.arrived == []


def test_a_server_that_knows_no_password(mail: MailStandIn) -> None:
    found = sent(mail, user="convene", password="s")
    assert isinstance(found, NotSent)
    assert (found.is_unwelcome, mail.arrived) == (True, [])

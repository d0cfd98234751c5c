"""What comes back by mail: reports are believed where they are about a letter of ours, and nothing
else is read, answered or remembered.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models import (
    HistoryEntry,
    Lane,
    Meeting,
    OutboxMessage,
    OutboxState,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.database import reading, unit_of_work
from models.messages import HELLO, Key, Recipient
from scheduler.mailbox_reading import MAILS_AT_ONCE, read_new
from services import bounces, outbox
from services.calendar.calendar_entries import identity
from tests.factories import BEFORE, NOW, cast
from tests.imap_stand_in import MailboxStandIn, imap_stand_in
from tests.services.calendar.test_replies import bare_reply

PIA = "pia@partner.example"


@pytest.fixture
def mailbox() -> Iterator[MailboxStandIn]:
    with imap_stand_in() as running:
        yield running
        assert running.refused == []


@pytest.fixture
def letter(database: Engine) -> OutboxMessage:
    """One that went out to Pia."""
    with unit_of_work() as session:
        pia = Person(name="Pia Pons", email=PIA, created_at=BEFORE)
        session.add(pia)
        session.flush()
        to, key = Recipient.parse(bounces.lane(pia)), Key(HELLO, occurrence=("a",))
        outbox.post(session, {"text": "hello"}, to=to, key=key, now=NOW)
        row = session.exec(select(OutboxMessage)).one()
        row.state = OutboxState.SENT
        session.add(row)
        return row


def report(
    mark: str, *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822"
) -> bytes:
    """A report as servers write it (RFC 3464)."""
    part = {
        "message/rfc822": "Message-ID: <{mark}@example.edu>\nSubject: x\n\nhello\n",
        "text/rfc822-headers": "Subject: x\nMessage-ID: <{mark}@example.edu>\n",
        "": "",
    }[returned].format(mark=mark)
    reference = f"In-Reply-To: <{mark}@example.edu>\n" if not returned else ""
    return (
        (
            f"From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: convene@example.edu\n"
            f"{reference}Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nIt did not arrive.\n\n"
            "--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {PIA}\nAction: {action}\nStatus: {status}\n"
            "Diagnostic-Code: smtp; 550 nobody\n\n"
            + (f"--b\nContent-Type: {returned}\n\n{part}\n" if returned else "")
            + "--b--\n"
        )
        .replace("\n", "\r\n")
        .encode()
    )


def standing() -> tuple[OutboxState, str, bool, dict[str, str]]:
    """The letter, its error, whether Pia's address counts as bounced, and what is closed."""
    with reading() as session:
        row = session.exec(select(OutboxMessage)).one()
        pia = session.exec(select(Person)).one()
        closed = {lane.name: lane.trouble for lane in session.exec(select(Lane)) if lane.trouble}
    return row.state, row.error, pia.mail_bounced_at is not None, closed


ARRIVED: tuple[Any, ...] = (OutboxState.SENT, "", False, {})


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", ""])
def test_a_report_that_an_address_is_none(
    letter: OutboxMessage, mailbox: MailboxStandIn, returned: str
) -> None:
    mailbox.messages.append(report(letter.mark, returned=returned))
    assert read_new(mailbox.settings(), NOW) == 1
    closed = {letter.lane: "bounced 5.1.1"}
    assert standing() == (OutboxState.DEAD, "bounced 5.1.1", True, closed)
    assert mailbox.unread == []
    with reading() as session:
        assert [row.action for row in session.exec(select(HistoryEntry))] == ["person.bounced"]


@pytest.mark.parametrize(("written_to", "counts"), [(PIA, True), ("pia@former.example", False)])
def test_a_report_about_a_former_address_says_nothing_of_the_present_one(
    letter: OutboxMessage, mailbox: MailboxStandIn, written_to: str, counts: bool
) -> None:
    with unit_of_work() as session:
        row = session.get_one(OutboxMessage, letter.id)
        row.receipt = {"message_id": "<x>"} | bounces.written_to(row.mark, written_to)
    mailbox.messages.append(report(letter.mark))
    assert read_new(mailbox.settings(), NOW) == 1
    closed = {letter.lane: "bounced 5.1.1"} if counts else {}
    assert standing() == (OutboxState.DEAD, "bounced 5.1.1", counts, closed)


def test_the_hash_of_an_address_is_of_use_for_one_letter() -> None:
    assert bounces.written_to("a", PIA) == bounces.written_to("a", PIA)
    assert bounces.written_to("a", PIA) != bounces.written_to("b", PIA)


@pytest.mark.parametrize("status", ["5.2.2", "4.2.2", "5.7.1", "5.7.26"])
def test_a_full_mailbox_or_a_rule_blames_no_address(
    letter: OutboxMessage, mailbox: MailboxStandIn, status: str
) -> None:
    mailbox.messages.append(report(letter.mark, status=status))
    assert read_new(mailbox.settings(), NOW) == 1
    assert standing() == (OutboxState.DEAD, f"bounced {status}", False, {})


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_a_report_of_anything_else_changes_nothing(
    letter: OutboxMessage, mailbox: MailboxStandIn, action: str
) -> None:
    mailbox.messages.append(report(letter.mark, action=action))
    assert read_new(mailbox.settings(), NOW) == 0
    assert (standing(), mailbox.unread) == (ARRIVED, [])


def test_a_forged_report_changes_nothing(letter: OutboxMessage, mailbox: MailboxStandIn) -> None:
    """Whoever does not have the letter does not know its mark, and cannot say that it came back."""
    mailbox.messages.append(report("f" * 32))
    assert read_new(mailbox.settings(), NOW) == 0
    assert (standing(), mailbox.unread) == (ARRIVED, [])


def test_a_report_counts_once(letter: OutboxMessage, mailbox: MailboxStandIn) -> None:
    mailbox.messages += [report(letter.mark)] * 2
    assert read_new(mailbox.settings(), NOW) == 1
    with reading() as session:
        assert len(session.exec(select(HistoryEntry)).all()) == 1


def answer(text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    for name, value in ({"From": PIA, "Subject": "Out of office"} | headers).items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


ODD = [
    b"",
    b"\xff\xfe\x00",
    b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
    b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n",
    b"From: " + b"=?utf-8?q?" * 500 + b"\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 2000,
]


@pytest.mark.parametrize(
    "content",
    [
        answer("I am away."),
        answer("I am away.", **{"Auto-Submitted": "auto-replied"}),
        *ODD,
    ],
)
def test_what_means_nothing_is_read_once_and_never_answered(
    letter: OutboxMessage, mailbox: MailboxStandIn, content: bytes
) -> None:
    mailbox.messages.append(content)
    assert read_new(mailbox.settings(), NOW) == 0
    assert (standing(), mailbox.unread) == (ARRIVED, [])
    assert read_new(mailbox.settings(), NOW) == 0


def test_a_beat_reads_so_many(letter: OutboxMessage, mailbox: MailboxStandIn) -> None:
    mailbox.messages += [answer("hello")] * (MAILS_AT_ONCE + 1)
    read_new(mailbox.settings(), NOW)
    assert mailbox.unread == [MAILS_AT_ONCE + 1]
    read_new(mailbox.settings(), NOW)
    assert mailbox.unread == []


@pytest.mark.parametrize("at", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_mailbox_that_breaks_off_loses_nothing(
    letter: OutboxMessage, mailbox: MailboxStandIn, at: str
) -> None:
    mailbox.messages.append(report(letter.mark))
    mailbox.breaks_off_at = at
    assert read_new(mailbox.settings(), NOW) == 0
    assert mailbox.unread == [1]
    mailbox.breaks_off_at = ""
    read_new(mailbox.settings(), NOW)
    assert (standing()[0], mailbox.unread) == (OutboxState.DEAD, [])


def test_a_mailbox_that_is_away_or_wants_another_password(
    letter: OutboxMessage, mailbox: MailboxStandIn
) -> None:
    assert read_new(mailbox.settings(password="wrong"), NOW) == 0
    assert read_new(mailbox.settings(port=9), NOW) == 0


def calendar_answer(text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    proven = {"Authentication-Results": "mx.example.edu; dkim=pass; dmarc=pass"}
    usual = {"From": f"Pia <{PIA}>", "Subject": "Accepted"} | proven
    for name, value in (usual | headers).items():
        mail[name] = value
    mail.set_content("Pia has accepted.")
    mail.add_alternative(text, subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


@pytest.fixture
def uid(database: Engine) -> str:
    """That of a meeting to which Pia may answer."""
    with unit_of_work() as session:
        people = cast(session)
        people.pia.email = PIA
        meeting = Meeting(
            group_id=people.metadata.id,
            title="Monthly call",
            starts_at=NOW + timedelta(days=3),
            zone="America/New_York",
            created_at=BEFORE,
        )
        session.add_all([people.pia, meeting])
        session.flush()
        return f"meeting-{meeting.id}@{identity(session)}"


def answers() -> list[tuple[RsvpAnswer, bool]]:
    with reading() as session:
        return [(row.answer, row.by_link) for row in session.exec(select(Rsvp))]


def test_an_answer_of_her_calendar_counts(uid: str, mailbox: MailboxStandIn) -> None:
    mailbox.messages.append(calendar_answer(bare_reply(uid, "SEQUENCE:0", address=PIA)))
    assert read_new(mailbox.settings(), NOW) == 1
    assert (answers(), mailbox.unread) == ([(RsvpAnswer.YES, True)], [])


@pytest.mark.parametrize(
    ("encoding", "written", "counts"),
    [
        ("utf-8", "josé@müller.example", True),
        ("utf-8", "José <JOSE\u0301@xn--mller-kva.example>", True),
        ("latin-1", "josé@müller.example", False),
    ],
)
def test_a_sender_in_bare_letters_is_known(
    uid: str, mailbox: MailboxStandIn, encoding: str, written: str, counts: bool
) -> None:
    """Without any encoding of the header, as servers hand on what SMTPUTF8 brought them."""
    kept = "josé@xn--mller-kva.example"
    with unit_of_work() as session:
        session.exec(select(Person).where(Person.email == PIA)).one().email = kept
    proof = {"Authentication-Results": "mx; dmarc=pass header.from=xn--mller-kva.example"}
    raw = calendar_answer(bare_reply(uid, "SEQUENCE:0", address=kept), From="SENDER", **proof)
    mailbox.messages.append(raw.replace(b"SENDER", written.encode(encoding), 1))
    assert read_new(mailbox.settings(), NOW) == int(counts)
    assert (answers(), mailbox.unread) == ([(RsvpAnswer.YES, True)] if counts else [], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Ann <ann@elsewhere.example>"},
        {"From": f"Pia <{PIA}>, Ann <ann@elsewhere.example>"},
        {"Authentication-Results": "mx.example.edu; spf=fail; DMARC=fail header.from=x.example"},
        {"Authentication-Results": "mx.example.edu; spf=fail; dkim=none; dmarc=none"},
        {"Authentication-Results": ""},
    ],
)
def test_an_answer_in_somebodys_name_counts_for_nobody(
    uid: str, mailbox: MailboxStandIn, headers: dict[str, str]
) -> None:
    reply = bare_reply(uid, "SEQUENCE:0", address=PIA)
    mailbox.messages.append(calendar_answer(reply, **headers))
    assert read_new(mailbox.settings(), NOW) == 0
    assert (answers(), mailbox.unread) == ([], [])


def test_a_reply_at_the_edge_of_the_calendar_hides_none_behind_it(
    uid: str, mailbox: MailboxStandIn
) -> None:
    odd = bare_reply(uid, "SEQUENCE:0", "DTSTART:99991231T235959", address=PIA)
    mailbox.messages += [
        calendar_answer(odd),
        calendar_answer(bare_reply(uid, "SEQUENCE:0", address=PIA)),
    ]
    read_new(mailbox.settings(), NOW)
    assert (answers(), mailbox.unread) == ([(RsvpAnswer.YES, True)], [])

"""Corrections by a reply to the letter with circulated minutes: whose reply counts, what of it, and
once.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Meeting,
    Membership,
    MinuteLineKind,
    Minutes,
    MinutesCorrection,
    MinutesState,
    OutboxMessage,
    OutboxState,
    Person,
)
from models.database import reading, unit_of_work
from models.messages import CORRECTION_REPLY, CORRECTION_WANTED, HELLO, Key, Recipient
from models.reach import Reach, set_up
from scheduler.mail_replies import LONGEST_REPLY_READ, own_words, proven_sender
from scheduler.mailbox_reading import read_new
from services import bounces, minutes, outbox
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting
from tests.imap_stand_in import MailboxStandIn, imap_stand_in
from views.minutes import MINUTES_WORDS

PIA, CONVENE = "pia@partner.example", "convene@example.edu"
PROVEN = "mx.example.edu; dkim=pass; dmarc=pass header.from=partner.example"


@pytest.fixture
def mailbox(reach_of_the_process: None) -> Iterator[MailboxStandIn]:
    set_up(Reach(sends_mail=True, public_url="https://convene.example.edu", reads_answers=True))
    with imap_stand_in() as running:
        yield running
        assert running.refused == []


@pytest.fixture
def people(database: Engine, mailbox: MailboxStandIn) -> Cast:
    """Pia, whom only mail reaches, has the circulated minutes of her group as a letter."""
    with unit_of_work() as session:
        people = cast(session)
        people.pia.email = PIA
        held = meeting(session, people.metadata, NOW - timedelta(hours=1))
        by: dict[str, Any] = {"by": people.ann, "now": NOW}
        minutes.write(session, held, MinuteLineKind.NOTE, ["It costs 21"], **by)
        minutes.close(session, held, **by)
        minutes.circulate(session, held, is_public=False, **by)
        minutes.tell_circulated(session, held, people.metadata, MINUTES_WORDS, now=NOW)
        letter_to(session, people.pia).state = OutboxState.SENT
        return people


def letter_to(session: Session, person: Person) -> OutboxMessage:
    hers = select(OutboxMessage).where(OutboxMessage.lane == bounces.lane(person))
    return session.exec(hers.order_by(col(OutboxMessage.id))).all()[0]


def mark(people: Cast) -> str:
    with reading() as session:
        return letter_to(session, people.pia).mark


def reply(mark: str, text: str = "It costs 12", **headers: str) -> bytes:
    mail = EmailMessage()
    usual = {"From": f"Pia <{PIA}>", "To": f"Convene <{CONVENE}>", "Message-ID": "<1@partner>"}
    usual |= {"Authentication-Results": PROVEN, "In-Reply-To": f"<{mark}@example.edu>"}
    for name, value in (usual | headers).items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def corrections() -> list[str]:
    with reading() as session:
        return list(session.exec(select(MinutesCorrection.wording)))


def heard(kind: Any = CORRECTION_REPLY) -> list[str]:
    """The texts of what was promised of a kind."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [row.payload["text"] for row in rows if row.key.startswith(f"{kind.key}|")]


def test_a_reply_is_a_correction_asked_for(people: Cast, mailbox: MailboxStandIn) -> None:
    quoted = f"On Nov 24, 2026, Convene <{CONVENE}> wrote:\n> The minutes of Norms review\n"
    mailbox.messages.append(reply(mark(people), f"It costs 12.\n\n{quoted}"))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == ["It costs 12."]
    [answer] = heard()
    assert "is listed with the minutes of *Norms review*" in answer
    [wanted] = heard(CORRECTION_WANTED)
    assert "Pia Pons: It costs 12." in wanted
    with reading() as session:
        [row] = session.exec(select(MinutesCorrection))
        assert (row.proposed_by, row.line_id, row.is_accepted) == (people.pia.id, None, None)


def test_the_same_message_counts_once(people: Cast, mailbox: MailboxStandIn) -> None:
    mailbox.messages += [reply(mark(people))] * 2
    assert read_new(mailbox.settings(), NOW) == 2
    assert (len(corrections()), len(heard()), len(heard(CORRECTION_WANTED))) == (1, 1, 1)
    mailbox.messages.append(reply(mark(people), **{"Message-ID": "<2@partner>"}))
    read_new(mailbox.settings(), NOW)
    assert len(corrections()) == 1
    assert "You have asked for that" in heard()[1]


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Stranger <someone@elsewhere.example>"},
        {"From": "Ann <ann@central.example.edu>"},
        {"From": f"Pia <{PIA}>, Ann <ann@elsewhere.example>"},
        {"Authentication-Results": "mx.example.edu; dmarc=fail"},
        {"Authentication-Results": "mx; spf=pass smtp.mailfrom=dmarc=pass@elsewhere.example"},
        {"Authentication-Results": 'mx; spf=pass smtp.mailfrom="a; dmarc=pass"@b.example'},
        {"Authentication-Results": 'mx; spf=pass smtp.mailfrom="a\\"; dmarc=pass"@b.example'},
        {"Authentication-Results": "mx; spf=pass (a (b) ; dmarc=pass) smtp.mailfrom=b.example"},
        {"Authentication-Results": "mx; spf=pass smtp.mailfrom==?utf-8?q?=3Bdmarc=3Dpass?=@b"},
        {"Authentication-Results": "mx; x-dmarc=pass"},
        {"Authentication-Results": "mx; dmarc=passing"},
        {"Authentication-Results": "mx; dmarc=pass header.from=elsewhere.example"},
        {"Authentication-Results": ""},
        {"In-Reply-To": f"<{'f' * 32}@example.edu>"},
        {"In-Reply-To": ""},
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (away)"},
        {"Precedence": "Bulk"},
        {"Return-Path": "<>"},
        {"X-Autoreply": "yes"},
        {"List-Id": "<all.example>"},
    ],
)
def test_replies_of_strangers_and_programs_change_nothing(
    people: Cast, mailbox: MailboxStandIn, headers: dict[str, str]
) -> None:
    mailbox.messages.append(reply(mark(people), **headers))
    assert read_new(mailbox.settings(), NOW) == 0
    assert (corrections(), heard(), mailbox.unread) == ([], [], [])


@pytest.mark.parametrize(
    "proof",
    [
        "mx; dmarc=pass",
        "mx 1; spf=fail;\r\n dmarc = PASS (p=NONE; sp=NONE) header.from=Partner.Example; dkim=none",
        "spf=pass smtp.mailfrom=b.example; dmarc=pass action=none header.from=partner.example;x=y",
        "mx; dmarc=pass header.from=pia@partner.example",
    ],
)
def test_servers_vouch_in_several_ways(people: Cast, mailbox: MailboxStandIn, proof: str) -> None:
    raw = reply(mark(people), **{"Authentication-Results": "PROOF"})
    mailbox.messages.append(raw.replace(b"PROOF", proof.encode(), 1))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == ["It costs 12"]


@pytest.mark.parametrize(
    "sender",
    [
        f"From: Pia <{PIA}> <someone@elsewhere.example>",
        f"From: Pia <{PIA}>\nFrom: someone@elsewhere.example",
        f"From: someone@elsewhere.example\nFrom: Pia <{PIA}>",
    ],
)
def test_a_message_with_two_senders_is_of_nobody(
    people: Cast, mailbox: MailboxStandIn, sender: str
) -> None:
    proof = {"Authentication-Results": "mx; dmarc=pass header.from=elsewhere.example"}
    raw = reply(mark(people), **proof).replace(f"From: Pia <{PIA}>".encode(), sender.encode())
    mailbox.messages.append(raw)
    assert read_new(mailbox.settings(), NOW) == 0
    assert corrections() == []


def test_a_long_list_of_addresses_takes_no_time(people: Cast) -> None:
    many = ",\r\n ".join(f"a{number}@b.example" for number in range(15_000))
    raw = reply("a" * 32, "12\n" * 7_000).replace(f"Convene <{CONVENE}>".encode(), many.encode())
    began = monotonic()
    assert own_words(parsed(raw)).startswith("12\n12")
    assert proven_sender(parsed(raw.replace(b"To:", b"From:"))) is None
    assert monotonic() - began < 5


def test_odd_recipients_lose_no_words(people: Cast, mailbox: MailboxStandIn) -> None:
    raw = reply(mark(people)).replace(f"Convene <{CONVENE}>".encode(), b"us: a@b.c; <d@e.f>")
    mailbox.messages.append(raw)
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == ["It costs 12"]


def test_a_message_of_a_thread_counts(people: Cast, mailbox: MailboxStandIn) -> None:
    headers = {"In-Reply-To": "<other@partner>", "Auto-Submitted": "no"}
    headers["References"] = f"<{mark(people)}@example.edu> <other@partner>"
    mailbox.messages.append(reply(mark(people), **headers))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == ["It costs 12"]


def test_a_reply_to_another_letter_is_none(people: Cast, mailbox: MailboxStandIn) -> None:
    with unit_of_work() as session:
        to = Recipient.parse(bounces.lane(people.pia))
        outbox.post(session, {"text": "hello"}, to=to, key=Key(HELLO, occurrence=("a",)), now=NOW)
        row = session.exec(select(OutboxMessage).where(OutboxMessage.key == "hello|a")).one()
        row.state = OutboxState.SENT
        other = row.mark
    mailbox.messages.append(reply(other))
    assert read_new(mailbox.settings(), NOW) == 0
    assert corrections() == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x" * 1001, "at most 1,000 characters"), ("> only quoted", "Say what is to be set right")],
)
def test_the_sender_hears_why_a_correction_is_not_listed(
    people: Cast, mailbox: MailboxStandIn, text: str, reason: str
) -> None:
    mailbox.messages.append(reply(mark(people), text))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == []
    [answer] = heard()
    assert "is not listed" in answer
    assert reason in answer


def test_approved_minutes_take_no_correction(people: Cast, mailbox: MailboxStandIn) -> None:
    with unit_of_work() as session:
        held = session.exec(select(Meeting)).one()
        session.get_one(Minutes, held.id).state = MinutesState.APPROVED
    mailbox.messages.append(reply(mark(people)))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == []
    assert "between circulating and approving alone" in heard()[0]


def test_who_has_left_the_group_is_a_stranger(people: Cast, mailbox: MailboxStandIn) -> None:
    with unit_of_work() as session:
        hers = select(Membership).where(Membership.person_id == people.pia.id)
        for membership in session.exec(hers):
            membership.until = NOW - timedelta(minutes=1)
    mailbox.messages.append(reply(mark(people)))
    assert read_new(mailbox.settings(), NOW) == 0
    assert (corrections(), heard()) == ([], [])


OPENING = f"On Tue, Nov 24, 2026 at 3:00 PM Convene <{CONVENE}> wrote:"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"It costs 12.\n\nNot 21.\n\n{OPENING}\n> The minutes", "It costs 12.\n\nNot 21."),
        (f"It costs 12.\n{OPENING}\n\nThe minutes, unquoted", "It costs 12."),
        (
            f"It costs 12.\n\nOn Nov 24, 2026 Convene of a long name\n<{CONVENE}> wrote:\n\n> The",
            "It costs 12.",
        ),
        ("Kostet 12.\n\nAm 24.11.2026 schrieb Convene:\n> The minutes", "Kostet 12."),
        (f"{OPENING}\n> The minutes\n\nIt costs 12.", "It costs 12."),
        ("> It costs 21.\n\nIt costs 12.\n\n> More\nAnd five.", "It costs 12.\nAnd five."),
        ("I would say:\n> 21\n12", "I would say:\n12"),
        (f"It costs 12.\n\n______________________________\nFrom: {CONVENE}\nNot", "It costs 12."),
        ("It costs 12.\n-----Original Message-----\nNot", "It costs 12."),
        (
            f"It costs 12.\n\nFrom: Convene <{CONVENE.upper()}>\nSent: Tuesday\n\nNot",
            "It costs 12.",
        ),
        ("It costs 12.\n-- \nPia Pons", "It costs 12."),
        ("It costs 12 - 3 -- not 21.", "It costs 12 - 3 -- not 21."),
        ("It costs 12.\n\n\n", "It costs 12."),
        ("", ""),
        ("a\n" * LONGEST_REPLY_READ, "\n".join("a" * (LONGEST_REPLY_READ // 2))),
    ],
)
def test_what_is_quoted_is_cut_off(text: str, own: str) -> None:
    assert own_words(parsed(reply("a" * 32, text))) == own


def test_a_reply_in_html_alone_is_read() -> None:
    mail = EmailMessage()
    mail["To"] = CONVENE
    quoted = "<blockquote>The <b>minutes</b></blockquote>"
    mail.set_content(
        "<html><head><style>p {}</style></head><body><p>It costs\n12 &amp; more.</p><p>Not 21.</p>"
        f"<div>{OPENING.replace('<', '&lt;')}{quoted}</div></body>",
        subtype="html",
    )
    assert own_words(parsed(mail.as_bytes())) == "It costs 12 & more.\n\nNot 21."


@pytest.mark.parametrize(
    ("kind", "body", "own"),
    [
        ("plain; charset=iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("plain; charset=x-unknown", "12 é".encode(), "12 é"),
        ("plain; charset=latin-1", "12 é".encode("latin-1"), "12 é"),
        ("plain", "12 é".encode(), "12 é"),
        ("html", b"It costs 12, says R&D", "It costs 12, says R&D"),
        ("html", b"<p>It costs 12<![if !x]>.<![endif]></p>", "It costs 12."),
        ("html", b"<p>It does not<![<! cost 12</p>", ""),
    ],
)
def test_odd_texts_are_read_whole_or_not_at_all(kind: str, body: bytes, own: str) -> None:
    head = f"Content-Type: text/{kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert own_words(parsed(head.encode() + body)) == own


@pytest.mark.parametrize("state", [OutboxState.UNSURE, OutboxState.SENDING, OutboxState.DEAD])
def test_who_answers_a_letter_has_it(
    people: Cast, mailbox: MailboxStandIn, state: OutboxState
) -> None:
    with unit_of_work() as session:
        letter_to(session, people.pia).state = state
    mailbox.messages.append(reply(mark(people)))
    assert read_new(mailbox.settings(), NOW) == 1
    assert corrections() == ["It costs 12"]


def test_a_file_alone_has_no_words() -> None:
    mail = EmailMessage()
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="x.pdf")
    assert own_words(parsed(mail.as_bytes())) == ""


def parsed(content: bytes) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(content)

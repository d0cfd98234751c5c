"""Mail as a medium: a real server that loses, refuses and is away; each letter once, or told."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import col, select

from models import Lane, Meeting, OutboxMessage, OutboxOp, OutboxState, Person, PersonalLink, reach
from models.database import reading, unit_of_work
from models.letters import Letter
from models.messages import HELLO, MOVED, REDRAW, Key, Medium, Recipient
from models.reach import Reach
from models.subjects import Subject
from scheduler import mime
from scheduler.delivery import deliver_due
from services import access, bounces, deliveries, links, outbox
from services.outbox.reconciling import MOST_DOUBTS
from tests.factories import NOW, Cast, cast, standing
from tests.mail_stand_in import SENDER, Fault, MailStandIn, mail_stand_in
from tests.scheduler.stand_in import StandIn, refuses, stand_in
from views.letters.subject_lines import on_one_line

MINUTE = timedelta(minutes=1)
PAGES = "https://convene.example.edu"
PIA = "pia.pons@central.example.edu"
LOST = Fault("after")


@pytest.fixture
def mail() -> Iterator[MailStandIn]:
    reach.set_up(Reach(sends_mail=True, public_url=PAGES))
    with mail_stand_in() as running:
        yield running
    reach.set_up(Reach())


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        found = cast(session)
        for person in (found.pia, found.dag):
            person.email = f"{person.name.lower().replace(' ', '.')}@central.example.edu"
            session.add(person)
        return found


def promise(person: Person, text: str, **more: Any) -> None:
    with unit_of_work() as session:
        to = Recipient.parse(bounces.lane(person))
        key = Key(HELLO, occurrence=(f"{person.id}", text))
        outbox.post(session, {"text": text}, to=to, key=key, now=NOW, **more)


def promise_to_slack(name: str) -> None:
    with unit_of_work() as session:
        to, key = Recipient.parse("UBEN"), Key(HELLO, occurrence=(name,))
        outbox.post(session, {"text": name}, to=to, key=key, now=NOW)


def deliver(mail: MailStandIn, slack: StandIn, *, minutes: int = 1, begin: int = 0) -> int:
    """Deliver every minute, so that pauses run out; how many arrived."""
    return sum(
        deliver_due(NOW + minute * MINUTE, slack.client, "worker", mail=mail.settings())
        for minute in range(begin, begin + minutes)
    )


def rows() -> list[tuple[OutboxState, str]]:
    with reading() as session:
        statement = select(OutboxMessage).order_by(col(OutboxMessage.id))
        return [(row.state, row.error) for row in session.exec(statement)]


def troubles() -> dict[str, str]:
    with reading() as session:
        return {lane.name: lane.trouble for lane in session.exec(select(Lane)) if lane.trouble}


def first_words(mail: MailStandIn, address: str = PIA) -> list[str]:
    return [letter.text().split("\n")[0] for letter in mail.to(address)]


def test_a_letter(people: Cast, mail: MailStandIn, slack: StandIn) -> None:
    promise(people.pia, "hello")
    assert deliver(mail, slack) == 1
    [letter] = mail.arrived
    headers = letter.message
    with reading() as session:
        row = session.exec(select(OutboxMessage)).one()
    token = re.findall(rf"{PAGES}/p/([\w-]+)/settings", letter.text())[0]
    with reading() as session:
        assert links.holder(session, token, now=NOW) == people.pia
    assert (letter.sender, letter.address) == (SENDER, PIA)
    assert {name: str(headers[name]) for name in set(headers) - {"Content-Type"}} == {
        "From": f"Convene <{SENDER}>",
        "To": f"Pia Pons <{PIA}>",
        "Subject": "An answer: Test Consortium",
        "Date": headers["Date"],
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Message-ID": f"<{row.mark}@example.edu>",
        "List-Unsubscribe": f"<{PAGES}/p/{token}/unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
    }
    assert headers["Date"].datetime == NOW.replace(microsecond=0)
    assert headers.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in headers.iter_parts()] == ["text/plain", "text/html"]
    assert token in letter.text("html")
    assert "<img" not in letter.text("html")
    receipt = {"message_id": headers["Message-ID"]} | bounces.written_to(row.mark, PIA)
    assert (row.state, row.receipt) == (OutboxState.SENT, receipt)
    assert PIA not in str(row.receipt)
    assert slack.calls == []


def test_each_persons_letters_come_in_order(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    """A server that wants the first one later gets the second one after it."""
    for text in ("first", "second"):
        promise(people.pia, text)
    promise(people.dag, "other")
    mail.will(Fault("rcpt", "450 4.2.0 greylisted", address=PIA))
    assert deliver(mail, slack) == 1
    assert (first_words(mail), len(mail.arrived)) == ([], 1)
    assert deliver(mail, slack, begin=1, minutes=2) == 2
    assert first_words(mail) == ["first", "second"]


@pytest.mark.parametrize("step", ["connect", "rcpt", "data"])
def test_what_breaks_before_the_message_costs_nothing(
    people: Cast, mail: MailStandIn, slack: StandIn, step: str
) -> None:
    promise(people.pia, "hello")
    mail.will(Fault(step))
    assert deliver(mail, slack, minutes=3) == 1
    assert first_words(mail) == ["hello"]


@pytest.mark.parametrize("fault", [LOST, Fault("after", "odd"), Fault("within"), Fault("content")])
def test_what_is_in_doubt_is_sent_again_under_the_same_name(
    people: Cast, mail: MailStandIn, slack: StandIn, fault: Fault
) -> None:
    for text in ("hello", "again"):
        promise(people.pia, text)
    mail.will(fault)
    assert deliver(mail, slack, minutes=5) == 2
    copies = 2 if fault.step == "after" else 1
    assert first_words(mail) == ["hello"] * copies + ["again"]
    names = [letter.message["Message-ID"] for letter in mail.arrived]
    assert (len(set(names[:copies])), len(set(names))) == (1, 2)


def test_a_server_that_always_loses_its_answer_is_not_trusted_for_ever(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    promise(people.pia, "hello")
    mail.will(*[LOST] * 10)
    assert deliver(mail, slack, minutes=30) == 0
    assert len(mail.arrived) == 1 + MOST_DOUBTS
    [(state, error)] = rows()
    assert (state, error.startswith(outbox.MAY_HAVE_ARRIVED)) == (OutboxState.DEAD, True)


def test_an_address_that_is_refused_ends_her_mail(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    for text in ("first", "second"):
        promise(people.pia, text)
    promise(people.dag, "other")
    mail.will(Fault("rcpt", "550 5.1.1 nobody", address=PIA))
    assert deliver(mail, slack, minutes=5) == 1
    assert rows() == [
        (OutboxState.DEAD, "550 5.1.1"),
        (OutboxState.READY, ""),
        (OutboxState.SENT, ""),
    ]
    assert troubles() == {bounces.lane(people.pia): "550 5.1.1"}
    with unit_of_work() as session:
        pia = session.get(Person, people.pia.id)
        assert pia is not None
        assert pia.mail_bounced_at is not None
        assert bounces.forget(session, pia, by=people.dag, now=NOW)
        assert not bounces.forget(session, pia, by=people.dag, now=NOW)
    assert deliver(mail, slack, begin=5, minutes=6) == 2
    assert first_words(mail) == ["first", "second"]


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_of_what_was_refused_only_what_is_still_of_use_goes_out_again(
    people: Cast, mail: MailStandIn, slack: StandIn, minutes: int
) -> None:
    promise(people.pia, "late")
    promise(people.pia, "doubtful")
    with unit_of_work() as session:
        late, doubtful = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        late.state, late.error = OutboxState.DEAD, "550 5.1.1"
        late.expires_at = NOW + timedelta(minutes=minutes)
        doubtful.state, doubtful.error = OutboxState.DEAD, outbox.MAY_HAVE_ARRIVED
        pia = session.get_one(Person, people.pia.id)
        pia.mail_bounced_at = NOW
        assert bounces.forget(session, pia, by=people.dag, now=NOW)
    ready = (OutboxState.READY, "550 5.1.1")
    dropped = (OutboxState.DROPPED, "too late: 550 5.1.1")
    kept = (OutboxState.DEAD, outbox.MAY_HAVE_ARRIVED)
    assert rows() == [ready if minutes > 0 else dropped, kept]


def test_who_tries_again_says_that_the_address_takes_mail(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    for text in ("first", "second"):
        promise(people.pia, text)
    mail.will(Fault("rcpt", "550 5.1.1 nobody"))
    deliver(mail, slack)
    with unit_of_work() as session:
        dag = standing(session, people.dag)
        lane = access.lane_to_mend(session, bounces.lane(people.pia), by=dag)
        [trouble] = deliveries.to_alert(session, NOW)
        assert trouble.person is not None
        assert (trouble.lane, trouble.person.id) == (lane, people.pia.id)
        deliveries.try_again(session, lane, by=dag, now=NOW)
        assert session.get_one(Person, people.pia.id).mail_bounced_at is None
    assert deliver(mail, slack, begin=1, minutes=2) == 2
    assert (first_words(mail), troubles()) == (["first", "second"], {})


def test_one_letter_that_is_refused_ends_nothing_else(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    for text in ("first", "second"):
        promise(people.pia, text)
    mail.will(Fault("content", "554 5.7.1 spam"))
    assert deliver(mail, slack, minutes=2) == 1
    assert rows() == [(OutboxState.DEAD, "554 5.7.1"), (OutboxState.SENT, "")]
    assert troubles() == {}


@pytest.mark.parametrize(
    "fault", [Fault("connect", "554 5.7.1 not you"), Fault("mail", "553 5.7.1 not your address")]
)
def test_mail_that_is_refused_altogether_waits_and_slack_does_not(
    people: Cast, mail: MailStandIn, slack: StandIn, fault: Fault
) -> None:
    promise(people.pia, "hello")
    promise(people.dag, "hello")
    mail.will(fault, fault)
    assert deliver(mail, slack) == 0
    assert mail.sessions == 1
    assert troubles() == {"mail:*": "554 5.7.1" if fault.step == "connect" else "553 5.7.1"}
    promise_to_slack("ben")
    assert deliver(mail, slack) == 1
    assert slack.posted == [("UBEN", "ben")]
    assert deliver(mail, slack, begin=1, minutes=6) == 2
    assert troubles() == {}


def test_slack_that_is_revoked_holds_no_mail(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    promise_to_slack("ben")
    slack.will(refuses("token_revoked"))
    assert deliver(mail, slack) == 0
    promise(people.pia, "hello")
    assert deliver(mail, slack) == 1
    assert (first_words(mail), troubles()) == (["hello"], {"*": "token_revoked"})


def test_each_medium_may_have_turns_of_its_own(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    promise(people.pia, "hello")
    promise_to_slack("ben")
    settings = mail.settings()
    assert deliver_due(NOW, slack.client, "w", mail=settings, medium=Medium.SLACK) == 1
    assert (slack.posted, mail.arrived) == ([("UBEN", "ben")], [])
    assert deliver_due(NOW, slack.client, "w", mail=settings, medium=Medium.SLACK) == 0
    assert deliver_due(NOW, slack.client, "w", mail=settings, medium=Medium.MAIL) == 1
    assert first_words(mail) == ["hello"]


@pytest.mark.parametrize(
    ("change", "state", "error"),
    [
        ({"mail_stopped_at": NOW}, OutboxState.DROPPED, "she wants no mail"),
        ({"mail_bounced_at": NOW}, OutboxState.DEAD, "bounced"),
        ({"email": None}, OutboxState.DEAD, "no_address"),
        ({"is_active": False}, OutboxState.DROPPED, "nobody is there any more"),
        ({"email": "pia\r\nRCPT TO:<x@y.example>"}, OutboxState.DEAD, "no_address"),
    ],
)
def test_what_became_of_her_since(
    people: Cast,
    mail: MailStandIn,
    slack: StandIn,
    change: dict[str, Any],
    state: OutboxState,
    error: str,
) -> None:
    promise(people.pia, "hello")
    with unit_of_work() as session:
        pia = session.get(Person, people.pia.id)
        for name, value in change.items():
            setattr(pia, name, value)
        session.add(pia)
    assert deliver(mail, slack, minutes=2) == 0
    assert (rows(), mail.arrived) == ([(state, error)], [])


def test_no_link_is_made_for_a_letter_that_is_not_sent(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    promise(people.pia, "hello")
    mail.will(*[Fault("rcpt", "450 later")] * 3)
    deliver(mail, slack, minutes=3)
    with reading() as session:
        assert session.exec(select(PersonalLink)).all() == []


def test_without_pages_a_letter_has_no_links(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    reach.set_up(Reach(sends_mail=True))
    promise(people.pia, "hello")
    deliver(mail, slack)
    [letter] = mail.arrived
    assert "List-Unsubscribe" not in letter.message
    assert "http" not in letter.text() + letter.text("html")


def test_a_card_that_went_out_by_mail_is_not_redrawn(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    about = Subject("meeting", 1)
    promise(people.pia, "card", subject=about)
    deliver(mail, slack)
    with unit_of_work() as session:
        outbox.update_cards(session, about, {"text": "new"}, revision=("1",), now=NOW)
        # One that was promised before its recipient was reached by mail.
        card = session.exec(select(OutboxMessage)).one()
        update = {"text": "newer", "card": card.id}
        to, key = Recipient.parse(card.lane), Key(REDRAW, occurrence=(f"{card.id}", "2"))
        outbox.post(session, update, to=to, key=key, now=NOW)
        session.exec(
            select(OutboxMessage).where(OutboxMessage.id != card.id)
        ).one().op = OutboxOp.UPDATE
    deliver(mail, slack, begin=1)
    assert len(mail.arrived) == 1
    assert rows()[1:] == [(OutboxState.DROPPED, "what went out by mail stays as it is")]


def test_a_file_is_attached(people: Cast, mail: MailStandIn, slack: StandIn) -> None:
    with unit_of_work() as session:
        outbox.send_file(
            session,
            filename="Bücher, 2026.csv",
            content=b"a;b\r\n\xff",
            text="Your *figures*",
            to=Recipient.parse(bounces.lane(people.pia)),
            key=Key(HELLO, occurrence=("file",)),
            now=NOW,
        )
    assert deliver(mail, slack) == 1
    [letter] = mail.arrived
    [attached] = letter.message.iter_attachments()
    assert attached.get_filename() == "Bücher, 2026.csv"
    assert attached.get_payload(decode=True) == b"a;b\r\n\xff"
    assert letter.text().startswith("Your figures")


def test_an_entry_of_the_calendar_is_an_alternative_and_a_file(
    people: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Größe\r\nEND:VCALENDAR\r\n"
    with unit_of_work() as session:
        outbox.post(
            session,
            {"text": "invited", "calendar": {"method": "REQUEST", "text": entry}},
            to=Recipient.parse(bounces.lane(people.pia)),
            key=Key(HELLO, occurrence=("calendar",)),
            now=NOW,
        )
    deliver(mail, slack)
    [letter] = mail.arrived
    parts = [part for part in letter.message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, file = parts[2:]
    assert calendar.get_content_charset() == "utf-8"
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    for part in (calendar, file):
        assert part.get_payload(decode=True) == entry.encode()
    assert file.get_filename() == "invite.ics"


def test_a_subject_is_of_the_kind_and_the_thing(
    people: Cast, mail: MailStandIn, slack: StandIn, meeting_id: int
) -> None:
    with unit_of_work() as session:
        key = Key(MOVED, Subject("meeting", meeting_id), "1", Subject.of(people.pia))
        to = Recipient.parse(bounces.lane(people.pia))
        outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW)
    deliver_due(NOW, slack.client, "w", mail=mail.settings())
    assert [letter.message["Subject"].partition(",")[0] for letter in mail.arrived] == [
        "Moved: Monthly call"
    ]


@pytest.fixture
def meeting_id(people: Cast) -> int:
    with unit_of_work() as session:
        meeting = Meeting(
            group_id=people.metadata.id,
            title="Monthly call",
            starts_at=NOW + timedelta(days=3),
            zone="America/New_York",
            created_at=NOW,
        )
        session.add(meeting)
        session.flush()
        return meeting.id


def outbox_row(mark: str) -> OutboxMessage:
    """What composing looks at, and nothing else."""
    facts: dict[str, Any] = {"mark": mark, "payload": {}}
    return OutboxMessage(**facts)


HEADERS = sorted(
    b"From To Subject Date Auto-Submitted X-Auto-Response-Suppress Message-ID List-Unsubscribe"
    b" List-Unsubscribe-Post Content-Type MIME-Version".split()
)
NASTY_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"), st.sampled_from('\r\n\0<>@,;:"\\()[]\u202e\u2028=?_ .')
    ),
    max_size=120,
)


@given(name=NASTY_TEXT, subject=NASTY_TEXT, words=NASTY_TEXT)
def test_no_text_makes_a_header_or_a_recipient(name: str, subject: str, words: str) -> None:
    """Whatever people are called and write: the same headers, one recipient, and their words."""
    line = on_one_line(subject)
    letter = Letter(line, f"{words}\n", f"<p>{words}</p>", f"{PAGES}/p/token/unsubscribe")
    to = Person(id=7, name=name, email=PIA, zone="UTC", created_at=NOW)
    row = outbox_row("a" * 32)
    server = MailStandIn(port=1).settings(sender_name=name)
    content = mime.compose(letter, row, server=server, to=to, now=NOW)
    head = content.partition(b"\r\n\r\n")[0]
    names = [text.partition(b":")[0] for text in re.split(rb"\r\n(?![ \t])", head)]
    assert sorted(names) == HEADERS
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    headers = message_from_bytes(content, policy=policy.SMTP)
    assert [found.addr_spec for found in headers["To"].addresses] == [PIA]
    assert [found.addr_spec for found in headers["From"].addresses] == [SENDER]
    assert " ".join(str(headers["Subject"]).split()) == line


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("Jörg Grün", "jörg@bücher.example", "Jörg Grün <jörg@xn--bcher-kva.example>"),
        ("ועדת הקטלוג", PIA, f"ועדת הקטלוג <{PIA}>"),
        ('Anna "Ann" O\'Neil, Dr. <a@b>', PIA, f"Anna Ann O'Neil Dr a b <{PIA}>"),
        ("", PIA, PIA),
        ("x" * 300, PIA, f"{'x' * 60} <{PIA}>"),
    ],
)
def test_names_and_addresses_of_the_world(name: str, address: str, shown: str) -> None:
    to = Person(id=7, name=name, email=address, zone="UTC", created_at=NOW)
    letter = Letter("Grüße 学", "Grüße\n", "<p>Grüße</p>", "")
    server = MailStandIn(port=1).settings(reply_to="office@example.edu")
    content = mime.compose(letter, outbox_row("a"), server=server, to=to, now=NOW)
    headers = message_from_bytes(content, policy=policy.SMTPUTF8)
    assert (str(headers["To"]), str(headers["Subject"])) == (shown, "Grüße 学")
    assert str(headers["Reply-To"]) == "office@example.edu"
    assert content.isascii() == address.isascii()


def test_a_long_link_is_not_folded() -> None:
    link = f"{PAGES}/p/{'x' * 200}/unsubscribe"
    to = Person(id=7, name="Pia", email=PIA, zone="UTC", created_at=NOW)
    row = outbox_row("a")
    content = mime.compose(
        Letter("s", "t\n", "<p>t</p>", link),
        row,
        server=MailStandIn(port=1).settings(),
        to=to,
        now=NOW,
    )
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in content
    assert base64.b64encode(b"t") not in content

"""Letters that come by SMTP, as real clients send them: what is taken, refused, kept and shown."""

import smtplib
import urllib.request
from copy import deepcopy
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from sandbox.driver import Sandbox
from sandbox.mail import mailboxes
from sandbox.mail.letter_parts import LetterLink, LetterParts
from sandbox.workspace import User
from tests.sandbox.conftest import MANIFEST, NOW, SEED
from tests.sandbox.letters import DANA, PAGE, client, letter, send, subjects
from tests.sandbox.page import Page

PIA = "pia@press.example"
INVITATION = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def invitation() -> EmailMessage:
    """A letter with a calendar both as a part of it and as a file."""
    message = letter()
    message.add_alternative(INVITATION.decode(), subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(
        INVITATION, maintype="application", subtype="ics", filename="../meeting.ics"
    )
    return message


def opened(page: Page) -> dict[str, Any]:
    """The newest letter to Dana, as the page reads it."""
    newest = page.read("/ui/mailbox", mailbox=DANA)["letters"][0]
    found: dict[str, Any] = page.read("/ui/letter", letter=newest["id"])
    return found


@pytest.mark.proves("mail.taken")
def test_a_letter_is_with_each_recipient_once_it_is_accepted(sandbox: Sandbox) -> None:
    with client(sandbox) as connection:
        connection.ehlo()
        connection.mail("convene@consortium.example")
        for address in ("Dana@History.example", PIA, DANA):
            connection.rcpt(address)
        assert (subjects(sandbox), subjects(sandbox, PIA)) == ([], [])
        connection.data(letter(to="Dana Whitfield <dana@history.example>").as_bytes())
    assert (subjects(sandbox), subjects(sandbox, PIA)) == (["Metadata meets"], ["Metadata meets"])
    found = sandbox.workspace.mail.newest_to(DANA)
    assert (found.received, found.envelope_sender) == (NOW, "convene@consortium.example")
    named = sandbox.slack.workspace.mailboxes
    assert (named[DANA].name, named[PIA].name) == ("Dana Whitfield", "")


@pytest.mark.proves("mail.complete")
@pytest.mark.parametrize("name", ["From", "To", "Date", "Subject", "Message_ID"])
def test_a_letter_without_what_people_need_is_refused(sandbox: Sandbox, name: str) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(
            sandbox,
            letter(**{name: ""}),
            from_addr="convene@consortium.example",
            to_addrs=[DANA],
        )
    header = name.replace("_", "-")
    assert refusal.value.smtp_code == 554
    assert refusal.value.smtp_error == f"5.6.0 {header} is missing.".encode()
    assert subjects(sandbox) == []
    assert [entry.what for entry in sandbox.workspace.refusals] == [f"mail to {DANA}"]


@pytest.mark.proves("mail.complete")
@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", b"From is missing. To is missing. Date is missing. Subject is missing."),
        (letter().as_bytes().replace(b"MIME-", b"Subject: Twice\nMIME-", 1), b"Subject stands"),
        (letter().as_bytes().replace(b"Will you come? http://127.0.0.1:9/p/abc.", b" "), b"plain"),
        (b"\xff\xfe\x00 no header\r\n\r\n\x80", b"From is missing."),
    ],
)
def test_a_letter_that_is_none_is_refused(sandbox: Sandbox, raw: bytes, says: bytes) -> None:
    with client(sandbox) as connection, pytest.raises(smtplib.SMTPDataError) as refusal:
        connection.sendmail("convene@consortium.example", [DANA], raw)
    assert refusal.value.smtp_code == 554
    assert says in refusal.value.smtp_error
    assert subjects(sandbox) == []


@pytest.mark.proves("mail.lines")
@pytest.mark.parametrize(("length", "code"), [(998, None), (999, 554), (1000, 500)])
def test_a_line_has_its_length(sandbox: Sandbox, length: int, code: int | None) -> None:
    raw = letter(html=None).as_bytes(policy=SMTP) + b"x" * length + b"\r\n"
    with client(sandbox) as connection:
        if code is None:
            connection.sendmail("convene@consortium.example", [DANA], raw)
        else:
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                connection.sendmail("convene@consortium.example", [DANA], raw)
            assert refusal.value.smtp_code == code
    assert len(subjects(sandbox)) == int(code is None)


@pytest.mark.proves("mail.lines")
def test_a_letter_has_its_size(sandbox: Sandbox) -> None:
    raw = letter(html=None).as_bytes(policy=SMTP) + (b"x" * 900 + b"\r\n") * 11_100
    with client(sandbox) as connection, pytest.raises(smtplib.SMTPResponseException) as refusal:
        connection.sendmail("convene@consortium.example", [DANA], raw)
    assert refusal.value.smtp_code == 552


@pytest.mark.proves("mail.international")
def test_all_the_letters_of_the_world_arrive(sandbox: Sandbox) -> None:
    address = "bücher@straße.example"
    message = letter(to=f"Zoë Kovač <{address}>", Subject="Søren – Ünïcode 📚")
    send(sandbox, message, mail_options=["SMTPUTF8"])
    found = sandbox.workspace.mail.newest_to("BÜCHER@STRASSE.example")
    assert found.subject == "Søren – Ünïcode 📚"
    assert found.header("To") == f"Zoë Kovač <{address}>"


@pytest.mark.proves("mail.international")
@pytest.mark.parametrize(
    ("charset", "content", "shown"),
    [
        ("iso-8859-1", "Füße".encode("latin-1"), "Füße"),
        ("utf-8", "Füße".encode(), "Füße"),
        ("no-such-charset", "Füße".encode("latin-1"), "Füße"),
        ("utf-8", b"F\xfc\xdfe", "F\ufffd\ufffde"),
    ],
)
def test_a_text_is_read_in_its_charset_or_as_well_as_it_can_be(
    charset: str, content: bytes, shown: str
) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert LetterParts(head.encode() + content).plain == shown


@pytest.mark.proves("mail.repeated")
def test_the_same_letter_again_is_shown_again(sandbox: Sandbox, page: Page) -> None:
    first, other = letter(Message_ID="<1@x.example>"), letter(Message_ID="<2@x.example>")
    send(sandbox, first, other, first)
    rows = page.read("/ui/mailbox", mailbox=DANA)["letters"]
    assert [row["is_repeated"] for row in rows] == [True, False, False]
    assert opened(page)["is_repeated"] is True


@pytest.mark.proves("mail.harmless")
def test_the_page_of_a_letter_runs_and_loads_nothing(sandbox: Sandbox, page: Page) -> None:
    send(sandbox, letter(html=f"<!doctype html><html><head></head><body>{PAGE}</body></html>"))
    with urllib.request.urlopen(f"{sandbox.address}{opened(page)['html']}") as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        html = response.read().decode()
    assert html.startswith('<!doctype html><html><head><base target="_blank"></head>')
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.proves("mail.harmless")
def test_attachments_are_saved_and_never_opened(sandbox: Sandbox, page: Page) -> None:
    send(sandbox, invitation())
    part, file = opened(page)["attachments"]
    assert (part["name"], part["kind"], part["is_inline"]) == ("part-1.ics", "text/calendar", True)
    assert (file["name"], file["is_inline"]) == (".._meeting.ics", False)
    assert page.read("/ui/mailbox", mailbox=DANA)["letters"][0]["files"] == 1
    with urllib.request.urlopen(f"{sandbox.address}{file['url']}") as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.read() == INVITATION
    with urllib.request.urlopen(f"{sandbox.address}{opened(page)['source']}") as response:
        assert b"Subject: Metadata meets" in response.read()


@pytest.mark.parametrize("path", ["attachments/9/x", "attachments/0/x", "nothing"])
def test_what_a_letter_does_not_have_is_not_found(sandbox: Sandbox, page: Page, path: str) -> None:
    send(sandbox, letter())
    assert page.status(f"/mail/{opened(page)['id']}/{path}") == 404


def test_a_letter_that_is_gone_is_told_of(page: Page) -> None:
    assert page.read("/ui/letter", letter="L9")["error"] == "no_letter"
    assert page.read("/ui/mailbox", mailbox="nobody@x.example")["error"] == "no_mailbox"


def test_a_list_shows_how_a_letter_begins_without_what_underlines_its_headings(
    sandbox: Sandbox, page: Page
) -> None:
    message = letter(html=None)
    message.set_content("Norms\n=====\n\nWhere: a=b\n-----\nRoom 1 -- or 2\n")
    send(sandbox, message)
    [row] = page.read("/ui/mailbox", mailbox=DANA)["letters"]
    assert row["beginning"] == "Norms Where: a=b Room 1 -- or 2"


def test_reading_marks_as_read(sandbox: Sandbox, page: Page) -> None:
    send(sandbox, letter(), letter())
    assert page.read("/ui/world")["mailboxes"][0]["unread"] == 2
    version = page.read("/ui/world")["version"]
    for _ in range(2):
        assert opened(page)["is_read"] is True
    world = page.read("/ui/world")
    assert (world["mailboxes"][0]["unread"], world["mailboxes"][0]["letters"]) == (1, 2)
    assert world["version"] == version + 1


def test_a_letter_is_news_at_once_for_everybody(sandbox: Sandbox, page: Page) -> None:
    since = page.read("/ui/world")["version"]
    send(sandbox, letter())
    news = page.read("/ui/changes", since=since)
    assert (news["mail"], news["world"], news["channels"]) == (True, True, [])


@pytest.mark.proves("mail.readers")
def test_whoever_has_no_account_is_acted_as_and_sees_the_mailbox_alone(sandbox: Sandbox) -> None:
    send(sandbox, letter(to="Dana Whitfield <dana@history.example>"))
    dana = Page(sandbox.address, as_=DANA)
    world = dana.read("/ui/world")
    assert (world["me"]["name"], world["channels"], world["ims"]) == ("Dana Whitfield", [], [])
    assert [(box["id"], box["in_slack"]) for box in world["mailboxes"]] == [(DANA, False)]
    assert dana.read("/ui/views") == {"stack": []}
    assert dana.read("/ui/home") == {"view": None}
    refused = dana.do("/ui/command", channel="C0GEN", text="/wg list")
    assert (refused["ok"], refused["error"]) == (False, "user_not_found")
    since = world["version"]
    sandbox.workspace.say("Not hers.", as_="Ann", in_="metadata")
    send(sandbox, letter())
    news = dana.read("/ui/changes", since=since)
    assert (news["mail"], news["channels"]) == (True, [])


@pytest.mark.proves("mail.readers")
def test_a_mailbox_is_that_of_the_person_in_slack_with_its_address(sandbox: Sandbox) -> None:
    send(sandbox, letter(to="ANN@central.example"), letter())
    page = Page(sandbox.address)
    boxes = {box["address"]: box for box in page.read("/ui/world")["mailboxes"]}
    assert boxes["ann@central.example"]["id"] == "U0ANN"
    assert boxes[DANA]["id"] == DANA
    sandbox.workspace.add_person(User("U0DANA", "dana", "Dana Whitfield", email=DANA))
    boxes = {box["address"]: box for box in page.read("/ui/world")["mailboxes"]}
    assert (boxes[DANA]["id"], boxes[DANA]["in_slack"]) == ("U0DANA", True)
    sandbox.workspace.change_person("U0DANA", deleted=True)
    boxes = {box["address"]: box for box in page.read("/ui/world")["mailboxes"]}
    assert boxes[DANA]["in_slack"] is False


@pytest.mark.proves("mail.kept")
def test_letters_survive_a_restart_and_end_with_a_reset(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.json"
    seed = deepcopy(SEED) | {"mailboxes": [{"address": "Pia@Press.example", "name": "Pia Holm"}]}
    with Sandbox(MANIFEST, seed, clock=NOW, data=data) as first:
        send(first, letter())
        mailboxes.mark_read(first.slack, first.workspace.mail.newest_to(DANA).letter)
    with Sandbox(MANIFEST, seed, clock=NOW, data=data) as second:
        assert subjects(second) == ["Metadata meets"]
        assert second.workspace.mail.newest_to(DANA).letter.is_read
        assert second.workspace.mail.mailboxes == [PIA, DANA]
        second.workspace.mail.break_next("refused_for_now", times=None)
        second.workspace.reset()
        assert second.workspace.mail.mailboxes == [PIA]
        send(second, letter())
        assert subjects(second) == ["Metadata meets"]


def test_a_mailbox_keeps_its_newest_letters(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "KEPT_IN_A_MAILBOX", 2)
    send(sandbox, *(letter(Subject=name) for name in "abc"), letter(PIA, Subject="d"))
    assert (subjects(sandbox), subjects(sandbox, PIA)) == (["b", "c"], ["d"])


@pytest.mark.proves("mail.hidden")
def test_the_inspector_shows_who_wrote_to_whom_and_never_what(sandbox: Sandbox, page: Page) -> None:
    send(sandbox, letter())
    entry = page.read("/ui/traffic")[-1]
    assert (entry["what"], entry["status"], entry["refused"]) == (f"mail to {DANA}", 250, False)
    assert entry["request"] == {"from": "convene@consortium.example", "to": [DANA]}
    assert "/p/abc" not in str(entry)


def test_a_story_finds_the_links_of_a_letter(sandbox: Sandbox) -> None:
    mail = sandbox.workspace.mail
    with pytest.raises(LookupError, match="No letter came for"):
        mail.newest_to(DANA)
    html = '<a href="http://x.example/yes">\n <b>Yes</b> </a><a>None</a>'
    send(sandbox, letter(html=html))
    found = mail.newest_to(DANA)
    assert mail.link(found, "Yes") == "http://x.example/yes"
    in_text = "http://127.0.0.1:9/p/abc"
    assert mail.links(found) == [
        LetterLink("Yes", "http://x.example/yes"),
        LetterLink(in_text, in_text),
    ]
    with pytest.raises(LookupError, match="no link 'No'"):
        mail.link(found, "No")


def test_a_letter_knows_its_parts(sandbox: Sandbox) -> None:
    send(sandbox, invitation())
    found = sandbox.workspace.mail.newest_to(DANA)
    assert found.plain.strip() == "Will you come? http://127.0.0.1:9/p/abc."
    assert found.html.strip() == PAGE
    assert [file.content.replace(b"\r", b"") for file in found.attachments] == [
        INVITATION.replace(b"\r", b"")
    ] * 2


def test_a_sandbox_ends_while_a_connection_is_open() -> None:
    with Sandbox(MANIFEST, deepcopy(SEED), clock=NOW) as running:
        running.workspace.mail.break_next("silent", seconds=60)
        connection, silent = client(running), client(running, timeout=0.2)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            silent.send_message(letter())
    with pytest.raises(smtplib.SMTPServerDisconnected):
        connection.noop()
    connection.close()


@pytest.mark.proves("mail.greylisted")
def test_a_greylisted_letter_is_taken_at_a_later_try(sandbox: Sandbox) -> None:
    mail = sandbox.workspace.mail
    mail.break_next("greylisted", times=None, seconds=300)
    for wait in (0, 299):
        sandbox.workspace.move_clock(timedelta(seconds=wait))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            send(sandbox, letter())
        assert refusal.value.recipients[DANA][0] == 451
    sandbox.workspace.move_clock(timedelta(seconds=1))
    send(sandbox, letter(), letter())
    assert len(subjects(sandbox)) == 2
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sandbox, letter(PIA))
    mail.mend()
    send(sandbox, letter(PIA))


@pytest.mark.proves("mail.not_taken")
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("refused_for_now", 451),
        ("refused_for_good", 550),
        ("silent", None),
        ("closed_before_data", None),
        ("closed_within_data", None),
    ],
)
def test_what_a_server_does_not_take_is_not_there(
    sandbox: Sandbox, kind: str, code: int | None
) -> None:
    sandbox.workspace.mail.break_next(kind)
    with client(sandbox, timeout=0.5) as connection:
        with pytest.raises((smtplib.SMTPException, TimeoutError)) as failure:
            connection.send_message(letter())
        connection.close()
    if code:
        assert isinstance(failure.value, smtplib.SMTPRecipientsRefused)
        assert failure.value.recipients[DANA][0] == code
    else:
        assert isinstance(failure.value, smtplib.SMTPServerDisconnected)
    assert subjects(sandbox) == []
    send(sandbox, letter())
    assert subjects(sandbox) == ["Metadata meets"]
    assert sandbox.workspace.refusals == []


def test_a_silence_ends_by_itself(sandbox: Sandbox) -> None:
    sandbox.workspace.mail.break_next("silent", seconds=0.1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox, letter())
    assert subjects(sandbox) == []


@pytest.mark.proves("mail.reply_lost")
def test_a_lost_reply_has_taken_the_letter(sandbox: Sandbox) -> None:
    sandbox.workspace.mail.break_next("reply_lost")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox, letter())
    assert subjects(sandbox) == ["Metadata meets"]


@pytest.mark.proves("mail.aimed")
def test_a_fault_meets_its_mailbox_so_many_times(sandbox: Sandbox) -> None:
    mail = sandbox.workspace.mail
    mail.break_next("refused_for_good", to="DANA@history.example", times=2)
    send(sandbox, letter(PIA))
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(sandbox, letter())
    send(sandbox, letter())
    assert (len(subjects(sandbox)), len(subjects(sandbox, PIA))) == (1, 1)


@pytest.mark.proves("mail.aimed")
def test_a_refused_recipient_leaves_the_letter_to_the_others(sandbox: Sandbox) -> None:
    sandbox.workspace.mail.break_next("refused_for_now", to=DANA)
    with client(sandbox) as connection:
        refused = connection.send_message(letter(), to_addrs=[DANA, PIA])
    assert list(refused) == [DANA]
    assert (subjects(sandbox), subjects(sandbox, PIA)) == ([], ["Metadata meets"])


@pytest.mark.proves("mail.aimed")
def test_faults_are_set_listed_and_taken_back_at_the_control_address(
    sandbox: Sandbox, page: Page
) -> None:
    first = page.do("/control/mail", kind="refused_for_now", mailbox="DANA@history.example")
    lasting = page.do("/control/mail", kind="refused_for_now", always=True, times=3)["fault"]
    assert (first["fault"]["mailbox"], first["fault"]["left"]) == (DANA, 1)
    assert (lasting["mailbox"], lasting["left"]) == (None, None)
    state = page.read("/control/mail")
    assert state["faults"] == [first["fault"], lasting] == page.read("/control")["mail"]["faults"]
    assert state["port"] == sandbox.smtp_port
    for _ in range(3):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(sandbox, letter())
    assert page.do(f"/control/mail/{lasting['id']}", verb="DELETE")["faults"] == []
    send(sandbox, letter())
    page.do("/control/mail", kind="silent", times=2, seconds=5)
    assert page.do("/control/mail", verb="DELETE")["faults"] == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "Missing field: 'kind'"),
        ({"kind": "slow"}, "“slow” is not one of refused_for_now"),
        ({"kind": "silent", "times": 0}, "times is not a whole number"),
        ({"kind": "silent", "seconds": "5"}, "seconds is not a whole number"),
        ({"kind": "silent", "always": 1}, "always is neither true nor false."),
        ({"kind": "silent", "mailbox": 7}, "mailbox is not a text."),
    ],
)
def test_a_fault_that_is_none_is_refused_in_words(
    page: Page, body: dict[str, Any], says: str
) -> None:
    answer = page.do("/control/mail", **body)
    assert (answer["error"], page.read("/control/mail")["faults"]) == ("malformed", [])
    assert answer["message"].startswith(says)

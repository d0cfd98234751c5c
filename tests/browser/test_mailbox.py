"""The mailboxes at the page: being somebody without an account, reading letters, breaking mail."""

import re
import smtplib
from collections.abc import Iterator
from copy import deepcopy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.driver import Sandbox
from tests.browser.conftest import WELCOMED, Contexts, Windows
from tests.browser.test_accessibility import NARROW, faults
from tests.sandbox.conftest import MANIFEST, NOW, SEED
from tests.sandbox.letters import DANA, letter, send

pytestmark = pytest.mark.browser

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def mailed(browser: Contexts) -> Iterator[Sandbox]:
    """A sandbox without an app, which knows Dana by her address alone; its mail is read anew by
    each test.
    """
    row = {"address": DANA, "name": "Dana Whitfield", "title": "Campus archivist"}
    with Sandbox(MANIFEST, deepcopy(SEED) | {"mailboxes": [row]}, clock=NOW) as sandbox:
        yield sandbox


@pytest.fixture
def opened(browser: Contexts, mailed: Sandbox) -> Iterator[Windows]:
    mailed.slack.workspace.letters.clear()
    mailed.workspace.mail.mend()
    windows = Windows(browser, mailed.address)
    yield windows
    windows.close()


def invitation(sandbox: Sandbox, subject: str = "Metadata meets") -> EmailMessage:
    """A letter that would do harm if it could, with a link to this sandbox and a file."""
    html = (
        f'<p>Will you come? <a href="{sandbox.address}/control">Your page</a></p>'
        f'<script>document.body.textContent = "Changed by a script."</script>'
        f'<img src="{sandbox.address}/icon.svg" alt="">'
    )
    message = letter(html=html, Subject=subject)
    message.add_attachment(CALENDAR, maintype="text", subtype="calendar", filename="meeting.ics")
    return message


def read_first(page: Page) -> None:
    page.get_by_test_id("letter-row").first.click()
    expect(page.get_by_test_id("letter")).to_be_visible()


def test_somebody_without_an_account_reads_a_letter(
    mailed: Sandbox, opened: Windows, tmp_path: Path
) -> None:
    page = opened.of("Dana Whitfield").page
    expect(page.locator("#sidebar")).to_contain_text("No Slack")
    expect(page.get_by_test_id("channel-general")).to_have_count(0)
    expect(page.locator("#mailbox")).to_contain_text("No letters yet.")
    send(mailed, invitation(mailed))
    expect(page.get_by_test_id("mailbox")).to_contain_text("1 unread")
    read_first(page)
    expect(page.get_by_role("heading", name="Metadata meets")).to_be_focused()
    expect(page.get_by_test_id("mailbox")).not_to_contain_text("unread")
    body = page.frame_locator('[data-testid="letter-page"]').locator("body")
    expect(body).to_contain_text("Will you come?")
    expect(body).not_to_contain_text("Changed by a script.")
    assert body.locator("img").evaluate("image => image.naturalWidth") == 0
    with page.expect_popup() as popup:
        body.get_by_role("link", name="Your page").click()
    expect(popup.value).to_have_url(f"{mailed.address}/control")
    popup.value.close()
    page.get_by_role("button", name="Plain text").click()
    expect(page.get_by_test_id("letter-plain").get_by_role("link")).to_have_attribute(
        "href", "http://127.0.0.1:9/p/abc"
    )
    page.get_by_role("button", name="Headers").click()
    expect(page.get_by_test_id("letter-headers")).to_contain_text("Message-ID")
    with page.expect_download() as download:
        page.get_by_role("link", name="meeting.ics").click()
    download.value.save_as(tmp_path / "meeting.ics")
    assert (tmp_path / "meeting.ics").read_bytes().split() == CALENDAR.split()


def test_an_invitation_shows_its_file_once(mailed: Sandbox, opened: Windows) -> None:
    page = opened.of("Dana Whitfield").page
    message = letter()
    message.add_alternative(CALENDAR.decode(), subtype="calendar")
    message.add_attachment(CALENDAR, maintype="application", subtype="ics", filename="meeting.ics")
    send(mailed, message)
    read_first(page)
    expect(page.locator(".letter-files li")).to_have_count(1)
    expect(page.locator(".letter-files")).to_contain_text("meeting.ics")


def test_the_address_leads_back_to_the_letter(mailed: Sandbox, opened: Windows) -> None:
    page = opened.of("Dana Whitfield").page
    send(mailed, invitation(mailed, "The first"), invitation(mailed, "The second"))
    page.get_by_test_id("letter-row").filter(has_text="The first").click()
    page.get_by_test_id("letter-row").filter(has_text="The second").click()
    expect(page.get_by_role("heading", name="The second")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="The first")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="The first")).to_be_visible()


def test_all_mailboxes_are_in_the_pane_and_each_can_be_become(
    mailed: Sandbox, opened: Windows
) -> None:
    seen = opened.of("Ben Lee", "metadata")
    page = seen.page
    send(mailed, letter(), letter(to="Ann Alvarez <ann@central.example>"), letter())
    expect(page.get_by_test_id("mail-toggle")).to_contain_text("3 unread letters")
    page.get_by_test_id("mail-toggle").press("Enter")
    pane = page.get_by_test_id("mail")
    expect(pane.get_by_test_id(f"mailbox-{DANA}")).to_contain_text("2 letters")
    pane.get_by_test_id("mailbox-ann@central.example").press("Enter")
    expect(page.get_by_role("heading", name="Mail Ann Alvarez")).to_be_visible()
    expect(page.get_by_test_id("channel-general")).to_be_visible()
    read_first(page)
    expect(page.get_by_test_id("mail-toggle")).to_contain_text("2 unread letters")
    seen.go_to("metadata")
    expect(page.locator("#mailbox")).to_be_hidden()


def test_mail_is_broken_at_the_page_until_it_is_mended(mailed: Sandbox, opened: Windows) -> None:
    page = opened.of("Ben Lee", "metadata").page
    page.get_by_test_id("mail-toggle").click()
    pane = page.get_by_test_id("mail")
    what = pane.get_by_label("What happens")
    what.select_option(label="Refused for good (550)")
    expect(what).to_have_accessible_description("Answered 550 to the recipient, and not taken.")
    expect(pane.get_by_label("Seconds")).to_be_hidden()
    pane.get_by_label("Letters to").select_option(DANA)
    pane.get_by_label("How long").select_option(label="until it is stopped")
    expect(pane.get_by_label("How many letters")).to_be_hidden()
    pane.get_by_role("button", name="Break these letters").press("Enter")
    row = pane.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    expect(row).to_contain_text(f"{DANA}: Refused for good (550), until it is stopped")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mailed, letter())
    row.get_by_role("button", name=re.compile("^Stop")).press("Enter")
    expect(pane).to_contain_text("Mail works as it should.")
    send(mailed, letter())
    expect(pane.get_by_test_id(f"mailbox-{DANA}")).to_contain_text("1 letter")


def test_on_a_phone_and_by_keyboard_alone(mailed: Sandbox, opened: Windows) -> None:
    send(mailed, invitation(mailed))
    page = opened.of_a_stranger(WELCOMED, **NARROW).page
    page.goto(f"{mailed.address}/#as={DANA}&tab=mail")
    page.reload()
    row = page.get_by_test_id("letter-row")
    row.press("Enter")
    expect(page.get_by_role("heading", name="Metadata meets")).to_be_focused()
    expect(row).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Back to the letters").press("Enter")
    expect(row).to_be_focused()


def test_axe_finds_nothing_serious_in_a_wide_window(mailed: Sandbox, opened: Windows) -> None:
    send(mailed, letter(Message_ID="<1@x>"), invitation(mailed), letter(Message_ID="<1@x>"))
    seen = opened.of("Dana Whitfield")
    seen.page.get_by_test_id("mail-toggle").click()
    read_first(seen.page)
    expect(seen.page.get_by_text("This letter came before")).to_be_visible()
    assert faults(seen) == []
    for name in ("Plain text", "Headers"):
        seen.page.get_by_role("button", name=name).click()
        assert faults(seen) == []


def test_axe_finds_nothing_serious_on_a_phone(mailed: Sandbox, opened: Windows) -> None:
    send(mailed, letter(), invitation(mailed))
    seen = opened.of_a_stranger(WELCOMED, **NARROW)
    seen.page.goto(f"{mailed.address}/#as={DANA}&tab=mail")
    seen.page.reload()
    expect(seen.page.get_by_test_id("letter-row")).to_have_count(2)
    assert faults(seen) == []
    read_first(seen.page)
    assert faults(seen) == []

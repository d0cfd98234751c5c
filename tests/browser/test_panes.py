"""The panes beside the conversation: breaking things on purpose, and changing the workspace."""

import re
from copy import deepcopy

import pytest
from playwright.sync_api import Locator, expect

from sandbox.driver import Sandbox
from tests.browser.conftest import Contexts, Gallery, Windows
from tests.browser.gallery import register
from tests.browser.sandbox_page import open_developer_tools, option_with
from tests.sandbox.apps import over_sockets
from tests.sandbox.conftest import MANIFEST, NOW, SEED, wait_until

pytestmark = pytest.mark.browser


def test_a_fault_waits_until_it_happens_or_is_stopped(windows: Windows) -> None:
    page = windows.of("Dag Okafor", "general").page
    open_developer_tools(page)
    page.get_by_test_id("faults-toggle").press("Enter")
    faults = page.get_by_test_id("faults")
    what = faults.get_by_label("What happens")
    what.select_option("http_500")
    expect(what).to_have_accessible_description("Answered 500, and not done.")
    faults.get_by_label("Method").select_option("chat.postMessage")
    faults.get_by_label("Channel").select_option(label="#reading-nook")
    faults.get_by_label("How many calls").fill("2")
    faults.get_by_role("button", name="Break these calls").press("Enter")
    row = faults.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    expect(row).to_contain_text("chat.postMessage in #reading-nook: http_500, 2 times")
    row.get_by_role("button", name=re.compile("^Stop")).press("Enter")
    expect(faults).to_contain_text("Nothing is broken.")


def test_an_error_needs_a_name_that_slack_could_have(windows: Windows) -> None:
    page = windows.of("Dag Okafor", "general").page
    open_developer_tools(page)
    page.get_by_test_id("faults-toggle").click()
    faults = page.get_by_test_id("faults")
    name = faults.get_by_label("Error name")
    expect(name).to_be_hidden()
    faults.get_by_label("What happens").select_option("error")
    expect(faults.locator("datalist option[value=is_archived]")).to_have_count(1)
    expect(faults.get_by_label("Retry-After")).to_be_hidden()
    expect(name).to_be_visible()
    faults.get_by_role("button", name="Break these calls").click()
    expect(faults.locator(".trouble")).to_contain_text("is not one of")


def break_next_post(faults: Locator, what: str) -> None:
    faults.get_by_label("What happens").select_option(label=what)
    faults.get_by_label("Method").select_option("chat.postMessage")
    faults.get_by_label("Channel").select_option(label="#metadata")
    if what == "An error of Slack's":
        faults.get_by_label("Error name").fill("is_archived")
    if what == "429 with Retry-After":
        faults.get_by_label("Retry-After").fill("7")
    faults.get_by_role("button", name="Break these calls").click()
    expect(
        faults.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    ).to_have_count(1)


@pytest.mark.parametrize(
    ("what", "meets"),
    [
        ("429 with Retry-After", (429, "7", "ratelimited")),
        ("500", (500, None, "internal_error")),
        ("An error of Slack's", (200, None, "is_archived")),
        ("Reply lost", None),
        ("Half of the answer", None),
    ],
)
def test_what_is_broken_at_the_page_meets_the_app_once(
    gallery: Gallery, what: str, meets: tuple[int, str | None, str] | None
) -> None:
    with gallery.window() as window:
        open_developer_tools(window.page)
        window.page.get_by_test_id("faults-toggle").click()
        faults = window.page.get_by_test_id("faults")
        break_next_post(faults, what)
        assert gallery.post(f"Said when broken: {what}") == meets
        expect(faults).to_contain_text("Nothing is broken.")
        gallery.post(f"Said when whole: {what}")
        window.answer(f"Said when whole: {what}")
        done = int(meets is None)
        expect(window.messages().filter(has_text=f"Said when broken: {what}")).to_have_count(done)


def test_connections_are_dropped_at_the_page_and_made_anew(browser: Contexts) -> None:
    with (
        Sandbox(manifest=deepcopy(MANIFEST), seed=deepcopy(SEED), clock=NOW) as sandbox,
        over_sockets(sandbox, register),
    ):
        windows = Windows(browser, sandbox.address)
        page = windows.of("Ann Alvarez").page
        before = sandbox.slack.transport.sockets.ids()
        open_developer_tools(page)
        page.get_by_test_id("faults-toggle").click()
        page.get_by_role("button", name="Drop the connections").click()
        wait_until(lambda: sandbox.slack.transport.sockets.ids() not in ([], before), 30)
        windows.close()


def test_an_app_that_is_too_slow_is_named_in_slacks_words(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "general")
    open_developer_tools(seen.page)
    seen.page.get_by_test_id("faults-toggle").click()
    seen.page.get_by_role("button", name="Delay the app's answers").click()
    expect(seen.page.get_by_test_id("faults")).to_contain_text("The next answer comes late.")
    seen.type_line("/wg help")
    expect(seen.page.get_by_test_id("notice")).to_contain_text("operation_timeout")


def test_a_channel_is_made_renamed_and_archived(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "general")
    page = seen.page
    page.get_by_test_id("workspace-toggle").press("Enter")
    pane = page.get_by_test_id("workspace")
    pane.get_by_label("Name", exact=True).fill("map-room")
    pane.get_by_role("button", name="Create the channel").click()
    page.get_by_test_id("channel-map-room").click()
    for act, name in (("Rename", "atlas-room"), ("Archive", "")):
        channels = pane.get_by_label("Channel", exact=True)
        channels.select_option(option_with(channels, "-room"))
        pane.get_by_label("What to do").select_option(label=act)
        if name:
            pane.get_by_label("New name").fill(name)
        pane.get_by_role("button", name="Change the channel").click()
        expect(page.get_by_role("heading", name="#atlas-room")).to_be_visible()
    expect(page.get_by_text("This channel is archived.")).to_be_visible()


def test_a_name_that_slack_refuses_is_refused_in_words(windows: Windows) -> None:
    page = windows.of("Dag Okafor", "general").page
    page.get_by_test_id("workspace-toggle").click()
    pane = page.get_by_test_id("workspace")
    pane.get_by_label("Name", exact=True).fill("metadata")
    pane.get_by_role("button", name="Create the channel").click()
    expect(pane).to_contain_text("There is a channel of this name already.")


def test_somebody_new_comes_gets_a_title_and_leaves(windows: Windows) -> None:
    page = windows.of("Dag Okafor", "general").page
    page.get_by_test_id("workspace-toggle").click()
    pane = page.get_by_test_id("workspace")
    switcher = page.get_by_test_id("person-switcher")
    pane.get_by_label("Full name").first.fill("Noor Haddad")
    pane.get_by_label("Email address").first.fill("noor@central.example.edu")
    pane.get_by_role("button", name="Add the person").click()
    expect(pane).to_contain_text("Noor Haddad is in the workspace.")
    pane.get_by_label("Person").select_option(label="Noor Haddad")
    pane.get_by_label("Title").last.fill("Map Librarian")
    pane.get_by_role("button", name="Save the profile").click()
    expect(switcher.locator("option").filter(has_text="Noor Haddad · Map Librarian")).to_have_count(
        1
    )
    pane.get_by_role("button", name="Deactivate this account").click()
    expect(switcher.locator("option").filter(has_text="Noor Haddad")).to_have_count(0)

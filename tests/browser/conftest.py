"""A real Chromium in front of the product as ``make run`` starts it."""

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from sandbox.interactions import forms
from tests.browser.gallery import drawn, register, section
from tests.browser.sandbox_page import SLOW, SandboxPage
from tests.sandbox.apps import over_http
from tests.sandbox.conftest import MANIFEST, NOW, SEED, wait_until

NOT_NEEDED = (
    # The pages inside the browser's own window, which no test sees and each window draws anew.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # Of several such switches the last counts: these are Playwright's.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    f"--disable-features={','.join(NOT_NEEDED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HERE = str(Path(__file__).parents[2])
"""The product of this checkout, wherever another one is installed."""
PATIENCE = 90.0
"""Seconds for a start."""
KEPT = Path("var/sandbox/convene.db")
"""Where the product keeps the sandbox's database, below the folder that it is started in."""

FIRST = ("test_accessibility.py", "test_modals.py")
"""The file that takes longest, and for the other process one that does without the product, which
the first is preparing meanwhile.
"""

WELCOMED = "localStorage.setItem('convene-sandbox-welcomed', 'yes')"
"""Puts the guide away before the page starts."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in FIRST)


def chromium() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator["Contexts"]:
    """One browser for all tests of a process."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: install the package chromium to run the browser tests")
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Contexts(started)
        started.close()


@pytest.fixture(scope="session")
def demo_of_today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo's year up to now, made once for all processes of a run.

    That the first start makes it by itself is tested in ``tests/bot/test_run.py``.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made, begun = folder / "demo-of-today", folder / "demo-of-today.begun"
    with (folder / "demo-of-today.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun.mkdir(exist_ok=True)
            command = [sys.executable, "-m", "bot", "demo"]
            subprocess.run(command, cwd=begun, env=_settings(), timeout=2 * PATIENCE, check=True)
            begun.rename(made)
    return made / KEPT


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, browser: "Contexts", demo_of_today: Path
) -> Iterator[str]:
    """Where the page is; the product runs in a folder of its own, with no Slack tokens."""
    with product(tmp_path_factory.mktemp("convene"), demo_of_today) as found:
        yield found


@pytest.fixture
def windows(browser: "Contexts", address: str) -> Iterator["Windows"]:
    """Opens windows on the page, and closes them after the test."""
    opened = Windows(browser, address)
    yield opened
    opened.close()


class Contexts:
    """The browser's contexts: two that are in use are as two browsers, and one that was given back
    is as a new one for the next who wants its settings. It keeps one window, for a new one costs
    more than what is done in it.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}

    def take(self, script: str, settings: dict[str, Any]) -> BrowserContext:
        """One with a script that runs before each page's own, and with nothing stored."""
        free = self._free.get(_kind(script, settings))
        if free:
            return free.pop()
        context = self._browser.new_context(**settings)
        context.set_default_timeout(SLOW)
        context.add_init_script(script)
        return context

    def give_back(self, context: BrowserContext, script: str, settings: dict[str, Any]) -> None:
        for page in context.pages[1:]:
            page.close()
        for page in context.pages:
            _made_as_new(page, settings)
        context.clear_cookies()
        self._free.setdefault(_kind(script, settings), []).append(context)


def _made_as_new(page: Page, settings: dict[str, Any]) -> None:
    """Leave it empty, as a new window of a context with these settings."""
    page.unroute_all()
    page.evaluate("() => { if (origin !== 'null') sessionStorage.clear(); }")
    page.goto("about:blank")
    page.mouse.move(-1, -1)
    page.set_viewport_size(settings["viewport"])
    page.emulate_media(media="null", color_scheme=settings.get("color_scheme", "light"))
    session = page.context.new_cdp_session(page)
    session.send("Page.resetNavigationHistory")
    session.detach()


def _kind(script: str, settings: dict[str, Any]) -> str:
    return json.dumps([script, settings], sort_keys=True)


class Windows:
    """The windows that one test has open."""

    def __init__(self, browser: Contexts, address: str) -> None:
        self._browser, self._address = browser, address
        self._taken: list[tuple[BrowserContext, str, dict[str, Any]]] = []

    def of(self, name: str, channel: str | None = None, **settings: Any) -> SandboxPage:
        """Somebody's window, with the guide put away; settings are those of a browser context."""
        place = place_of(self._address, name, channel)
        seen = SandboxPage(self._opened(WELCOMED, f"#{urlencode(place)}", settings))
        # The page adds the place to an address that names the person alone.
        expect(seen.page).to_have_url(re.compile(f"as={place['as']}&"))
        if channel:
            seen.arrive_in(channel)
        return seen

    def of_a_stranger(self, script: str = "", **settings: Any) -> SandboxPage:
        """A window of somebody who has never been here,
        with a script that runs before the page's own.
        """
        return SandboxPage(self._opened(script, "", settings))

    def _opened(self, script: str, fragment: str, settings: dict[str, Any]) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, **settings}
        context = self._browser.take(script, settings)
        self._taken.append((context, script, settings))
        page = context.pages[0] if context.pages else context.new_page()
        _forget_what_is_stored(page, self._address)
        page.goto(f"{self._address.rstrip('/')}/{fragment}")
        return page

    def close(self) -> None:
        while self._taken:
            self._browser.give_back(*self._taken.pop())


def place_of(address: str, name: str, channel: str | None) -> dict[str, str]:
    """Somebody, and a channel, as the page's address names them."""
    world = _world(address)
    people = [*world["people"], *world["mailboxes"]]
    place: dict[str, str] = {"as": next(found["id"] for found in people if found["name"] == name)}
    if channel:
        channels = _world(address, **place)["channels"]
        place["channel"] = next(found["id"] for found in channels if found["name"] == channel)
    return place


def _world(address: str, **query: str) -> dict[str, Any]:
    url = urljoin(address, f"ui/world?{urlencode(query)}")
    with urllib.request.urlopen(url, timeout=SLOW / 1000) as response:
        return dict(json.load(response))


def _forget_what_is_stored(page: Page, address: str) -> None:
    """What earlier pages of its context have stored there, before it is opened."""
    session = page.context.new_cdp_session(page)
    origin = address.rstrip("/")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()


@dataclass(frozen=True)
class Gallery:
    """A sandbox whose app has said everything there is to say; ``posted`` names its messages."""

    sandbox: Sandbox
    browser: Contexts
    wide: SandboxPage
    """Ann's window, for everybody who leaves it as it was."""
    posted: dict[str, str]

    def message(self, name: str, window: SandboxPage | None = None) -> Locator:
        return (window or self.wide).page.locator(f'[data-ts="{self.posted[name]}"]')

    @contextmanager
    def window(self, channel: str = "metadata") -> Iterator[SandboxPage]:
        """A window of Ben's, for whoever changes it; forms left open in it are closed."""
        windows = Windows(self.browser, self.sandbox.address)
        yield windows.of("Ben Lee", channel)
        windows.close()
        for view in self.sandbox.slack.workspace.stack("U0BEN")[:1]:
            forms.close(self.sandbox.slack, "U0BEN", view.id)

    def post(self, text: str) -> tuple[int, str | None, str] | None:
        """The app posts this: status, Retry-After and error of a refusal,
        None where no answer tells.
        """
        data = json.dumps({"channel": "C0META", "text": text}).encode()
        token = f"Bearer {self.sandbox.bot_token}"
        headers = {"Content-Type": "application/json", "Authorization": token}
        request = urllib.request.Request(f"{self.sandbox.api_url}chat.postMessage", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers["Retry-After"], json.load(refused)["error"]
        except (OSError, http.client.HTTPException, ValueError):
            return None
        return None if answer["ok"] else (200, None, answer["error"])

    def add_to(self, name: str, words: str) -> None:
        """The app adds a line to one of its messages."""
        client = WebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)
        blocks = [*drawn(self.sandbox.address)[name], section(words)]
        client.chat_update(channel="C0META", ts=self.posted[name], text=name, blocks=blocks)

    def heard(self) -> list[str]:
        """The actions that the app was told of, oldest first."""
        entries = self.sandbox.slack.traffic.since(0)
        return [
            entry.request["actions"][0]["action_id"]
            for entry in entries
            if entry.what == "block_actions"
        ]

    def submitted(self) -> dict[str, Any]:
        """What the last form held, by block; each block has one element."""
        entries = [
            entry
            for entry in self.sandbox.slack.traffic.since(0)
            if entry.what == "view_submission"
        ]
        values = entries[-1].request["view"]["state"]["values"]
        return {name: next(iter(row.values())) for name, row in values.items()}

    def wait_for(self, heard: list[str]) -> None:
        wait_until(lambda: self.heard() == heard, SLOW / 1000)

    def wait_for_refusal(self, error: str) -> None:
        """Until the app has been refused with this error of Slack's."""
        traffic = self.sandbox.slack.traffic
        wait_until(
            lambda: any(entry.response.get("error") == error for entry in traffic.refusals()),
            SLOW / 1000,
        )


@pytest.fixture(scope="session")
def gallery(browser: Contexts) -> Iterator[Gallery]:
    with (
        Sandbox(manifest=deepcopy(MANIFEST), seed=deepcopy(SEED), clock=NOW) as sandbox,
        over_http(sandbox, register),
    ):
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        posted = {
            name: str(client.chat_postMessage(channel="C0META", text=name, blocks=blocks)["ts"])
            for name, blocks in drawn(sandbox.address).items()
        }
        windows = Windows(browser, sandbox.address)
        yield Gallery(sandbox, browser, windows.of("Ann Alvarez", "metadata"), posted)
        windows.close()


@contextmanager
def product(folder: Path, database: Path | None = None) -> Iterator[str]:
    """Start the product in ``folder`` as a newcomer would, and stop it as an operator would.

    It begins with a copy of ``database``, or makes its own.
    """
    settings = _settings()
    if database:
        (folder / KEPT).parent.mkdir(parents=True)
        shutil.copy(database, folder / KEPT)
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "bot", "run", "--or-sandbox"]
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{settings['PORT']}/readyz", process, folder / "log")
        yield f"http://127.0.0.1:{settings['SANDBOX_PORT']}/"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0, (folder / "log").read_text()


def _settings() -> dict[str, str]:
    """What the product is started with: ports of its own, and no tokens."""
    return {
        "PORT": str(_free_port()),
        "SANDBOX_PORT": str(_free_port()),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": HERE,
    }


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"not ready in time: {log.read_text()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])

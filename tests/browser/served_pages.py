"""Somebody's own pages at a real address, and what every test of them asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request
from playwright.sync_api import Page, ViewportSize

import web
from bot.serving import HttpServer, take_address
from models import reach
from models.database import disconnect
from tests.browser.axe import COLORS, grave_faults
from tests.browser.conftest import Contexts
from tests.factories import NOW

NARROWEST = 320
"""As wide as a page is on a screen of 1,280 pixels at 400 percent."""
PHONE: dict[str, ViewportSize] = {"viewport": {"width": 390, "height": 844}}


@dataclass
class Served:
    """Pages at a real address, and a window on them."""

    page: Page
    start: str
    places: dict[str, str]
    requests: list[str]
    referrers: list[str | None]
    """What each request said of where it came from, as it arrived."""
    complaints: list[str]

    def go(self, name: str) -> None:
        self.page.goto(self.start + self.places[name])


@contextmanager
def serving(browser: Contexts, places: dict[str, str]) -> Iterator[Served]:
    """Serve what the connected database holds, and open a window of a phone's size on it."""
    app = web.build(reasons=list)
    web.add_pages(app, now=lambda: NOW)
    referrers: list[str | None] = []
    app.before_request(lambda: referrers.append(request.headers.get("Referer")))
    address = take_address("127.0.0.1", 0, setting="PORT")
    server = HttpServer(app, address)
    server.start()
    context = browser.take("", PHONE)
    page, seen, complaints = context.new_page(), [], []
    page.on("request", lambda sent: seen.append(sent.url))
    page.on("console", lambda text: complaints.append(text.text) if text.type == "error" else None)
    start = f"http://127.0.0.1:{address.getsockname()[1]}"
    yield Served(page, start, places, seen, referrers, complaints)
    page.close()
    browser.give_back(context, "", PHONE)
    server.stop()
    reach.set_up(reach.Reach())
    disconnect()


def faults(page: Page) -> list[str]:
    """All that axe finds in the light scheme, and what another choice of colors adds to it."""
    return [*grave_faults(page, "light"), *grave_faults(page, "dark", COLORS)]


def check_with_axe(served: Served) -> None:
    """Nothing grave on any page, in light and dark."""
    for name in served.places:
        served.go(name)
        assert faults(served.page) == [], name


def check_by_keyboard(served: Served) -> None:
    """Every page is gone through by Tab alone."""
    for name in served.places:
        served.go(name)
        assert is_walked_by_keyboard(served.page), name


def check_widths(served: Served) -> None:
    """No page scrolls sideways on a phone, nor at four times its size, with all details open."""
    page = served.page
    for width in (PHONE["viewport"]["width"], NARROWEST):
        page.set_viewport_size({"width": width, "height": 800})
        for name in served.places:
            served.go(name)
            page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, name
    page.set_viewport_size(PHONE["viewport"])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


STOPS = "a[href], button, input, select, textarea, summary"
TABBABLE = f"""() => [...document.querySelectorAll('{STOPS}')]
    .filter(node => node.type !== 'hidden' && node.checkVisibility())
    .filter(node => {{
        if (node.type !== 'radio') return true;
        const group = [...node.form.elements[node.name]];
        return node === (group.find(each => each.checked) ?? group[0]);
    }})"""
FOCUSED = f"""() => {{
    const node = document.activeElement;
    return [({TABBABLE})().indexOf(node), getComputedStyle(node).outlineStyle, node.outerHTML];
}}"""


def is_walked_by_keyboard(page: Page) -> bool:
    """Whether Tab comes to every stop of a page in its order. Each shows an outline."""
    wanted = page.evaluate(f"({TABBABLE})().length")
    reached: list[int] = []
    # A day has several stops inside, and after the last stop the browser's own come.
    for _ in range(4 * wanted + 4):
        page.keyboard.press("Tab")
        place, outline, html = page.evaluate(FOCUSED)
        if place < 0:
            break
        assert outline == "solid", html
        reached += [place] if place not in reached else []
    return reached == list(range(wanted))


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => [document.activeElement.ariaLabel, document.activeElement.textContent]"
        )
        if name in focused:
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            return
    raise AssertionError(f"no way to {name} by keyboard")

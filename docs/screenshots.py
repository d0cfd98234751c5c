"""Takes the pictures of the README and the guides anew, from the product with its demo:
make screenshots.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS, Windows, chromium, product  # noqa: E402 - found by the line above
from tests.browser.sandbox_page import SandboxPage  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1200, "height": 780}
LARGEST = 200_000
"""Bytes of a picture that still loads at once."""


def main() -> int:
    """Start the product in an empty folder, and go from picture to picture as a person would."""
    path = chromium()
    if path is None:
        print(
            "No Chromium here: install the package chromium to take the pictures.", file=sys.stderr
        )
        return 1
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        product(Path(folder)) as address,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        take_all(browser, address)
        browser.close()
    return 0


def take_all(browser: Browser, address: str) -> None:
    windows = Windows(browser, address)
    try:
        first = windows.of("Dag Okafor", viewport=SIZE)
        first.move_clock("tomorrow")
        for name, (person, picture) in PICTURES.items():
            scheme = "dark" if name == "dark" else "light"
            seen = windows.of(person, viewport=SIZE, color_scheme=scheme)
            save(seen, name, picture(seen))
    finally:
        windows.close()


def save(seen: SandboxPage, name: str, top: Locator | None) -> None:
    """Photograph the window, with ``top`` at the upper edge of what scrolls."""
    seen.page.evaluate("document.activeElement.blur()")
    if top is not None:
        top.evaluate("node => node.scrollIntoView({ block: 'start' })")
    seen.page.mouse.move(0, 0)
    file = IMAGES / f"{name}.png"
    seen.page.screenshot(path=file, animations="disabled", caret="hide")
    assert file.stat().st_size <= LARGEST, f"{file.name} is too large: {file.stat().st_size} bytes"
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


def home(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("home").click()
    expect(seen.page.locator("#home")).to_contain_text("Your groups")


def channel(seen: SandboxPage) -> None:
    seen.go_to("metadata")
    seen.answer("Metadata: monthly meeting")


def schedule(seen: SandboxPage) -> None:
    seen.go_to("metadata")
    seen.type_line("/meet new Norms review next Thursday 2pm for 45 min")
    expect(seen.answer("Norms review").get_by_role("button", name="Schedule it")).to_be_visible()


def form(seen: SandboxPage) -> None:
    seen.go_to("reading-nook")
    seen.type_line("/wg new")
    seen.modal().get_by_label("Name").fill("Reserves Task Force")
    seen.modal().get_by_label("Charge").fill("One policy for course reserves, by spring.")


def participation(seen: SandboxPage) -> Locator:
    seen.go_to("general")
    seen.type_line("/participation this year")
    return seen.answer("Participation")


def digest(seen: SandboxPage) -> Locator:
    seen.go_to("metadata")
    seen.move_clock("next-monday")
    return seen.answer("The week in Metadata")


def overview(seen: SandboxPage) -> Locator:
    seen.go_to("metadata")
    return seen.answer(re.compile("The week in Metadata"))


PICTURES: dict[str, tuple[str, Callable[[SandboxPage], Locator | None]]] = {
    "home": ("Ann Whitaker", home),
    "channel": ("Ann Whitaker", channel),
    "schedule": ("Ann Whitaker", schedule),
    "form": ("Dag Okafor", form),
    "participation": ("Dag Okafor", participation),
    "digest": ("Ann Whitaker", digest),
    "dark": ("Ben Adeyemi", overview),
}

if __name__ == "__main__":
    sys.exit(main())

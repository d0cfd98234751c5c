"""Takes the pictures of the README and the guides anew, from the product with its demo:
make screenshots. With names of pictures behind it, it takes these alone.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright
from sqlmodel import select

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import web  # noqa: E402
from bot.serving import HttpServer, take_address  # noqa: E402
from demo import loader  # noqa: E402
from models import Person, metadata, reach  # noqa: E402
from models.database import connect, disconnect, unit_of_work  # noqa: E402
from services import links  # noqa: E402
from tests.browser.conftest import FLAGS, Contexts, Windows, chromium, product  # noqa: E402 - found by the line above
from tests.browser.sandbox_page import SandboxPage  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1200, "height": 780}
SIZES = {
    "poll-times": {"width": 1040, "height": 680},
    "minutes": {"width": 900, "height": 960},
    "add-seat": {"width": 1200, "height": 1000},
    "vacant-seats": {"width": 1200, "height": 900},
    "mail": {"width": 1440, "height": 650},
    "invitation": {"width": 1300, "height": 720},
    "participation-by-direction": {"width": 1400, "height": 1150},
}
"""The windows of pictures that show more than ``SIZE`` has room for."""
PHONE: ViewportSize = {"width": 400, "height": 740}
LARGEST = 200_000
"""Bytes of a picture that still loads at once."""
GROUP = "Reserves Task Force"
POLL = "Planning of the spring workshops"
LINES = (
    ("note Two vendors still send paperback records twice", "paperback"),
    ("decide Laptop records follow the national list", "national list"),
    ("action Thaddeus: send the list of laptops by Friday", "Thaddeus"),
)
"""What is written down in a meeting, each with a word of what is said back."""
SEATS = ("for the universities", "for the colleges", "for reserves staff")
"""What tells three of the four seats apart, in the order in which they are added."""


def main(*only: str) -> int:
    """Start the product in an empty folder, and go from picture to picture as a person would."""
    path = chromium()
    if path is None:
        print(
            "No Chromium here: install the package chromium to take the pictures.", file=sys.stderr
        )
        return 1
    IMAGES.mkdir(exist_ok=True)
    wanted = only or (*PICTURES, *PAGE_PICTURES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        if in_slack := tuple(name for name in wanted if name in PICTURES):
            with product(Path(folder)) as address:
                take_all(browser, address, in_slack)
        if of_pages := [name for name in wanted if name in PAGE_PICTURES]:
            take_pages(browser, Path(folder) / "pages.db", of_pages)
        browser.close()
    return 0


def take_all(browser: Browser, address: str, wanted: tuple[str, ...]) -> None:
    windows = Windows(Contexts(browser), address)
    try:
        first = windows.of("Dag Okafor", viewport=SIZE)
        first.move_clock("tomorrow")
        for name in wanted:
            person, picture = PICTURES[name]
            scheme = "dark" if name == "dark" else "light"
            size = SIZES.get(name, SIZE)
            seen = windows.of(person, viewport=size, color_scheme=scheme)
            save(seen, name, picture(seen))
    finally:
        windows.close()


def take_pages(browser: Browser, database: Path, wanted: list[str]) -> None:
    """The personal pages of several people, over a database with the demo in it."""
    with personal_pages(database) as own:
        for name in wanted:
            picture = PAGE_PICTURES[name]
            page = browser.new_page(
                viewport=picture.size, device_scale_factor=1.5 if picture.size is PHONE else 1
            )
            page.goto(own(picture.person) + picture.path)
            if picture.link:
                page.locator(picture.link).first.click()
            if picture.top:
                top = page.get_by_role("heading", name=picture.top).first
                top.evaluate("node => node.scrollIntoView({ block: 'start' })")
            photograph(page, name)
            page.close()


@contextmanager
def personal_pages(database: Path) -> Iterator[Callable[[str], str]]:
    """Serve the pages of whoever is in the demo; where they begin, by name."""
    metadata.create_all(connect(f"sqlite:///{database}"))
    now = datetime.now(UTC)
    loader.load(now=now)
    reach.set_up(reach.Reach(sends_mail=True))
    app = web.build(reasons=list)
    web.add_pages(app, now=lambda: now)
    address = take_address("127.0.0.1", 0, setting="PORT")
    server = HttpServer(app, address)
    server.start()

    def own(name: str) -> str:
        with unit_of_work() as session:
            person = session.exec(select(Person).where(Person.name == name)).one()
            token = links.mint(session, person, now=now)
        return f"http://127.0.0.1:{address.getsockname()[1]}/p/{token}"

    yield own
    server.stop()
    disconnect()


def save(seen: SandboxPage, name: str, top: Locator | None) -> None:
    """Photograph the window, with ``top`` at the upper edge of what scrolls."""
    seen.page.evaluate("document.activeElement.blur()")
    if top is not None:
        top.evaluate("node => node.scrollIntoView({ block: 'start' })")
    seen.page.mouse.move(0, 0)
    photograph(seen.page, name)


def photograph(page: Page, name: str) -> None:
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file, animations="disabled", caret="hide")
    assert file.stat().st_size <= LARGEST, f"{file.name} is too large: {file.stat().st_size} bytes"
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


def home(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("home").click()
    expect(seen.page.locator("#home")).to_contain_text("Your groups")


def channel(seen: SandboxPage) -> Locator:
    """The card, which a digest may have followed by now."""
    seen.go_to("metadata")
    return seen.answer(re.compile("Metadata: monthly meeting.*Change your answer", re.DOTALL))


def schedule(seen: SandboxPage) -> None:
    seen.go_to("metadata")
    seen.type_line("/meet new Norms review next Thursday 2pm for 45 min")
    expect(seen.answer("Norms review").get_by_role("button", name="Schedule it")).to_be_visible()


def form(seen: SandboxPage) -> None:
    seen.go_to("reading-nook")
    seen.type_line("/wg new")
    seen.modal().get_by_label("Name").fill(GROUP)
    seen.modal().get_by_label("Charge").fill("One policy for course reserves, by spring.")


def answering_a_poll(seen: SandboxPage) -> None:
    seen.go_to("info-literacy")
    press_on(seen.answer(POLL), "Answer")
    form = seen.modal()
    rest = form.get_by_role("group", name=re.compile("^For all times"))
    rest.get_by_role("radio", name="No").check()
    for place, choice in ((1, "Yes"), (2, "If needed")):
        form.get_by_role("group", name=re.compile("AM|PM")).nth(place - 1).get_by_role(
            "radio", name=choice
        ).check()


def ranked_times(seen: SandboxPage) -> Locator:
    seen.go_to("info-literacy")
    press_on(seen.answer(POLL), "Show")
    return seen.answer("Not answered yet")


def agenda(seen: SandboxPage) -> Locator:
    seen.go_to("resource-sharing")
    hold(seen, "Courier and laptops tomorrow 10am for 75 min")
    return seen.answer(re.compile("Agenda: Courier and laptops"))


def hold(seen: SandboxPage, line: str) -> None:
    """Schedule a meeting, and let what follows from it be posted."""
    seen.type_line(f"/meet new {line}")
    press_on(seen.answer(line.partition(" to")[0]), "Schedule it")
    seen.answer("have not answered")


def running(seen: SandboxPage) -> Locator:
    seen.go_to("metadata")
    hold(seen, "Norms review today 10am for 90 min")
    seen.type_line("/meet begin")
    seen.answer("Nothing is written yet")
    for line, words in LINES:
        seen.type_line(f"/meet {line}")
        seen.answer(words)
    seen.type_line("/meet begin")
    return seen.answer("Written last")


def recorded(seen: SandboxPage) -> Locator:
    seen.go_to("metadata")
    seen.type_line("/meet minutes")
    listed = seen.answer("circulated")
    listed.get_by_role("button", name=re.compile("^Read")).nth(1).click()
    return seen.answer(re.compile("Discussion", re.IGNORECASE))


def press_on(message: Locator, label: str) -> None:
    message.get_by_role("button", name=re.compile(f"^{label}")).first.click()


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


def started(seen: SandboxPage) -> None:
    form(seen)
    seen.choose_people("Chair", "Hollis Grantham")
    seen.submit()
    expect(seen.modal()).to_contain_text("has started")
    seen.close_modal()
    seen.answer(f"{GROUP} works here from now on")


def adding_a_seat(seen: SandboxPage) -> None:
    seen.go_to("reading-nook")
    seen.type_line("/wg seats")
    seen.answer("has no seats").get_by_role("button", name="Add a seat").click()
    seen.modal().get_by_label("Short name").fill(SEATS[0])
    seen.modal().get_by_label("Length of a term").fill("12")


def vacant(seen: SandboxPage) -> None:
    adding_a_seat(seen)
    seen.submit()
    for label in (*SEATS[1:], ""):
        expect(seen.modal()).to_contain_text("Added:")
        seen.modal().get_by_role("button", name="Add a seat").click()
        seen.modal().get_by_label("Short name").fill(label)
        if not label:
            seen.modal().get_by_label("Role", exact=True).select_option(label="Recorder")
        seen.modal().get_by_label("Length of a term").fill("12")
        seen.submit()
    expect(seen.modal()).to_contain_text("Added: Recorder")


def seats(seen: SandboxPage) -> Locator:
    seen.go_to("reading-nook")
    seen.type_line("/wg seats")
    return seen.answer(f"Seats of {GROUP}")


def appointing(seen: SandboxPage) -> None:
    press_appoint(seats(seen))
    seen.choose_people("Somebody in this Slack", "Abe Rosenthal")


def press_appoint(where: Locator) -> None:
    where.get_by_role("button", name=re.compile("^Appoint somebody")).first.click()


def filled(seen: SandboxPage) -> None:
    appointing(seen)
    seen.submit()
    expect(seen.modal()).to_contain_text("Abe Rosenthal sits in")
    for name in ("Zainab Farouk", "Cleo Marchetti", "Mateo Quiñones"):
        press_appoint(seen.modal())
        seen.choose_people("Somebody in this Slack", name)
        seen.submit()
        expect(seen.modal()).to_contain_text(f"{name} sits in")


def handing_over(seen: SandboxPage) -> None:
    seen.go_to("reading-nook")
    seen.type_line("/wg handover @Abe Rosenthal")
    seen.choose_people("Seat: recorder", "Otis Blackwood")


def handed(seen: SandboxPage) -> None:
    """The window of whoever it goes to; for a moment it is that of who hands over."""
    seen.act_as("Hollis Grantham")
    handing_over(seen)
    seen.submit()
    expect(seen.modal()).to_contain_text("Handed over")
    seen.close_modal()
    seen.act_as("Otis Blackwood")
    seen.page.get_by_test_id("dm-U0CONVENE").click()
    seen.answer("Handed over to you")


def mailboxes(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("mail-toggle").click()
    expect(seen.page.get_by_test_id("mail")).to_contain_text("letters")


def invitation(seen: SandboxPage) -> None:
    letter = seen.page.get_by_test_id("letter-row").filter(has_text="Invitation: ").first
    letter.click()
    body = seen.page.frame_locator('[data-testid="letter-page"]').locator("body")
    expect(body).to_contain_text("whether you come")


def by_direction(seen: SandboxPage) -> Locator:
    seen.go_to("general")
    seen.type_line("/participation by direction last quarter")
    return seen.answer("Participation")


def story(seen: SandboxPage) -> None:
    seen.go_to("open-textbooks")
    seen.type_line("/story A laptop for finals")
    press_on(seen.answer("The story is a draft"), "Change")
    seen.modal().get_by_label("Who was helped").fill("A student whose own computer had broken.")


PICTURES: dict[str, tuple[str, Callable[[SandboxPage], Locator | None]]] = {
    "home": ("Ann Whitaker", home),
    "channel": ("Ann Whitaker", channel),
    "schedule": ("Ann Whitaker", schedule),
    "form": ("Dag Okafor", form),
    "participation": ("Dag Okafor", participation),
    "poll-answers": ("Cleo Marchetti", answering_a_poll),
    "poll-times": ("Saoirse Gallagher", ranked_times),
    "agenda": ("Yolanda Pettway", agenda),
    "in-the-meeting": ("Ann Whitaker", running),
    "minutes": ("Ann Whitaker", recorded),
    "digest": ("Ann Whitaker", digest),
    "dark": ("Ben Adeyemi", overview),
    "started": ("Dag Okafor", started),
    "add-seat": ("Hollis Grantham", adding_a_seat),
    "vacant-seats": ("Hollis Grantham", vacant),
    "appoint": ("Hollis Grantham", appointing),
    "seats": ("Hollis Grantham", filled),
    "handover": ("Hollis Grantham", handing_over),
    "handed": ("Otis Blackwood", handed),
    "mail": ("Pia Lindqvist", mailboxes),
    "invitation": ("Pia Lindqvist", invitation),
    "participation-by-direction": ("Dag Okafor", by_direction),
    "story": ("Cleo Marchetti", story),
}


@dataclass(frozen=True)
class PagePicture:
    """A page of somebody: the one below ``path``, or to which its first ``link`` leads, from the
    heading ``top`` on.
    """

    person: str
    path: str = ""
    link: str = ""
    top: str = ""
    size: ViewportSize = field(default_factory=lambda: PHONE)


PARTNER, DIRECTOR, MANAGER = "Pia Lindqvist", "Ingrid Søndergaard", "Dag Okafor"
PAPER: ViewportSize = {"width": 900, "height": 1000}
PAGE_PICTURES = {
    "partner-page": PagePicture(PARTNER),
    "partner-meeting": PagePicture(PARTNER, link="li[id^='meeting-'] h3 a"),
    "partner-settings": PagePicture(PARTNER, "/settings"),
    "value-statement": PagePicture(DIRECTOR, "/statements/1", size=PAPER),
    "value-charts": PagePicture(DIRECTOR, "/statements/1", top="Service received", size=PAPER),
    "my-library": PagePicture(
        DIRECTOR, link="a[href*='/libraries/']", top="Fiscal year", size=PAPER
    ),
    "council-page": PagePicture(MANAGER, "/statements/2", size=PAPER),
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

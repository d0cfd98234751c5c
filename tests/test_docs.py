"""The pages for people: what they link to, what they name, and that both are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
from bot.config import Settings, names_of_settings
from bot.manifest import SCOPES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TABLE = handlers.route_table()
NOT_COMMANDS = {
    "/calendar/",
    "/healthz",
    "/invite",
    "/metrics",
    "/p/",
    "/pages.css",
    "/readyz",
    "/slack/events",
}
"""Slack's own command, and addresses."""
FOLDERS = ("/etc/", "/opt/", "/srv/", "/var/")
"""Where a server keeps programs and data."""

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`(/[^`]+)`")
_IN_BLOCK = re.compile(r"^(/\S.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_MACHINE = re.compile(
    r"(?<![\w.:/~])/(?:home|root|tmp|work|Users|mnt|private|workspaces?)/|[A-Z]:\\"
)
_TALK = re.compile(r"\b(?:TODO|FIXME)\b|(?<!\w)#\d+")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def links(text: str) -> Iterator[str]:
    """What a page links to or shows, without what lies on the web."""
    yield from (found for found in _LINK.findall(_BLOCK.sub("", text)) if "://" not in found)


def anchors(text: str) -> set[str]:
    """The names by which headings can be linked to,
    made as the usual hosts of repositories make them.
    """
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.casefold()).strip().replace(" ", "-")
        for heading in headings
    }


def broken(page: Path) -> list[str]:
    wrong = []
    for link in links(page.read_text(encoding="utf-8")):
        if link.endswith(".png"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_there = target.exists() and ROOT in (target, *target.parents)
        if not is_there or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            wrong.append(link)
    return wrong


def commands(text: str) -> list[str]:
    """What a page tells people to type into Slack."""
    typed = [
        *_SPAN.findall(_BLOCK.sub("", text)),
        *(_IN_BLOCK.findall("\n".join(_BLOCK.findall(text)))),
    ]
    return [
        command
        for command in typed
        if command.split()[0] not in NOT_COMMANDS and not command.startswith(FOLDERS)
    ]


def is_answered(typed: str) -> bool:
    """Whether a command is known, and by its own name:
    other words for it are understood, never printed.
    """
    command, _, rest = typed.partition(" ")
    if command.removeprefix("/") not in TABLE.names():
        return False
    match = TABLE.match(command, rest)
    if match is None:
        return rest == "help"
    return match.row.takes_words or match.row.verb == rest.partition(" ")[0]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_on_a_page_is_one_that_the_bot_answers(page: Path) -> None:
    examples_of_adding = {"/wg mine"} if named(page) == "docs/adding.md" else set()
    typed = set(commands(page.read_text(encoding="utf-8"))) - examples_of_adding
    assert [command for command in sorted(typed) if not is_answered(command)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_speak_only_of_the_product_and_of_no_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [found[0] for pattern in (_MACHINE, _TALK) for found in pattern.finditer(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_picture_says_what_it_shows(page: Path) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(", page.read_text(encoding="utf-8"))
    assert [words for words in pictures if len(words) < 20] == []


def test_every_picture_is_there() -> None:
    shown = [
        (page.parent / link).resolve()
        for page in PAGES
        for link in links(page.read_text(encoding="utf-8"))
        if link.endswith(".png")
    ]
    missing = [named(picture) for picture in shown if not picture.exists()]
    if len(missing) == len(shown):
        pytest.skip("no picture was taken yet: make screenshots")
    assert missing == []


def test_what_is_wrong_on_a_page_would_be_seen(tmp_path: Path) -> None:
    page = ROOT / "docs" / "README.md"
    assert anchors("# A `b`, c?\n```\n# no\n```") == {"a-b-c"}
    assert [*links("[a](x.md) ![b](y.png#z) [c](https://e.example)\n```\n[d](no)\n```")] == [
        "x.md",
        "y.png#z",
    ]
    assert page in PAGES
    assert commands("`/wg shwo`, `/healthz`\n```\n/task add x\n```") == ["/wg shwo", "/task add x"]
    answered = {
        command: is_answered(command)
        for command in ("/wg shwo", "/wg charter", "/nope", "/wg help", "/wg show A")
    }
    assert answered == {
        "/wg shwo": False,
        "/wg charter": False,
        "/nope": False,
        "/wg help": True,
        "/wg show A": True,
    }
    assert _MACHINE.search("see /home/ann/convene")
    assert not _MACHINE.search("https://convene.example.edu/home/ and sqlite:///var/convene.db")
    assert _TALK.search("mends #12")


def test_the_readme_names_the_two_commands() -> None:
    lines = [line.split("#")[0].strip() for line in text_of("README.md").splitlines()]
    assert "make run" in lines
    assert "make test" in lines


def test_the_readme_has_every_command_in_its_table() -> None:
    table = [line for line in text_of("README.md").splitlines() if line.startswith("| `/")]
    listed = {
        TABLE.match(*typed.partition(" ")[::2]) for line in table for typed in _SPAN.findall(line)
    }
    words = {match.row.words for match in listed if match}
    # A command without a verb that takes no words answers as one of its verbs does.
    rows = {row.words for row in TABLE.commands.values() if row.verb or row.takes_words}
    assert rows - words == set()


def test_the_operators_table_has_every_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| .+ \| (.+) \|$", text_of("docs/guides/operators.md"), re.MULTILINE
    )
    listed = {name: default.strip("`") for name, default in rows}
    fields = Settings.__dataclass_fields__
    assert sorted(listed) == sorted(name.upper() for name in names_of_settings())
    stated = {
        name.upper(): str(field.default)
        for name, field in fields.items()
        if field.default != "" and name != "mail"
    }
    assert {name: listed[name] for name in stated} == stated


def test_the_table_of_scopes_is_the_manifests() -> None:
    rows = re.findall(r"^\| `([a-z_:.]+)` \| (.+) \|$", text_of("SECURITY.md"), re.MULTILINE)
    assert rows == [(scope.name, scope.reason) for scope in SCOPES]


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        found = (
            page.parent / link.partition("#")[0] for link in links(page.read_text(encoding="utf-8"))
        )
        ahead += [path.resolve() for path in found if path.suffix == ".md" and path.exists()]
    assert [named(page) for page in PAGES if page not in seen] == []

"""Devices that open pages and letters as people do: by links, by forms, and without a script."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """A form of a page, with what is filled in already."""

    address: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By what is read of each, its name and value."""
    filled: dict[str, str] = field(default_factory=dict)
    """What stands in the fields that somebody sees, by their names."""


@dataclass
class ShownPage:
    """What is shown at an address: its text, and what can be followed or pressed."""

    address: str
    text: str
    links: list[tuple[str, str]]
    forms: list[PageForm]

    def link(self, words: str) -> str:
        """Where the only link goes that has these words."""
        [found] = {address for read, address in self.links if words in read}
        return urllib.parse.urljoin(self.address, found)

    def form(self, button: str) -> tuple[PageForm, tuple[str, str]]:
        """The only form with this button, and what the button sends."""
        [found] = [
            (form, sent)
            for form in self.forms
            for read, sent in form.buttons.items()
            if read == button or read.startswith(f"{button}: ")
        ]
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[PageForm] = []
        self._opened: list[tuple[str, dict[str, str], int]] = []
        self._list = self._text = ""
        """The names of the list, and of the field of several lines, that is being read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(found["action"]))
        elif tag == "input" and found.get("type") == "hidden":
            self.forms[-1].fields[found["name"]] = found["value"]
        elif tag in ("a", "button"):
            self._opened.append((tag, found, len(self.words)))
        elif tag in ("input", "textarea", "select", "option"):
            self._read_field(tag, found)

    def _read_field(self, tag: str, found: dict[str, str]) -> None:
        filled = self.forms[-1].filled
        if tag == "textarea":
            self._text = found["name"]
            filled[self._text] = ""
        elif tag == "select":
            self._list = found["name"]
        elif tag == "option":
            if self._list not in filled or "selected" in found:
                filled[self._list] = found["value"]
        elif found.get("type") not in ("radio", "checkbox") or "checked" in found:
            filled[found["name"]] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._text:
            self.forms[-1].filled[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        self._text = "" if tag == "textarea" else self._text
        if not self._opened or self._opened[-1][0] != tag:
            return
        _, found, since = self._opened.pop()
        read = " ".join("".join(self.words[since:]).split())
        if tag == "a":
            self.links.append((read, found.get("href", "")))
        else:
            sent = (found.get("name", ""), found.get("value", ""))
            self.forms[-1].buttons[found.get("aria-label", read)] = sent


def read_page(html: str, address: str = "") -> ShownPage:
    reader = _Reader()
    reader.feed(html)
    text = " ".join("".join(reader.words).split())
    return ShownPage(address, text, reader.links, reader.forms)


@dataclass
class Device:
    """A browser of its own: it has nothing of any other, and sends no cookie and no referrer."""

    page: ShownPage = field(default_factory=lambda: ShownPage("", "", [], []))

    def open(self, address: str) -> ShownPage:
        return self._load(urllib.request.Request(address))

    def follow(self, words: str) -> ShownPage:
        return self.open(self.page.link(words))

    def press(self, button: str, **typed: str) -> ShownPage:
        """Send the form of this button with what is typed; where that leads to is shown."""
        form, (name, value) = self.page.form(button)
        sent = form.fields | typed | ({name: value} if name else {})
        address = urllib.parse.urljoin(self.page.address, form.address)
        data = urllib.parse.urlencode(sent).encode()
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
        return self._load(urllib.request.Request(address, data, headers))

    def _load(self, request: urllib.request.Request) -> ShownPage:
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.page = read_page(answer.read().decode(), answer.url)
        return self.page

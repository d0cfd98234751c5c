"""An item that was typed in one line: its title, and what stands behind it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models import AgendaPurpose, Person
from models.agendas import MOST_ITEM_MINUTES, ItemDraft
from services import spelling
from services.dates.lengths import WITH_UNIT, minutes_of
from services.dates.words import quoted
from services.errors import Invalid

_PURPOSES = {
    "inform": AgendaPurpose.INFORM,
    "information": AgendaPurpose.INFORM,
    "your information": AgendaPurpose.INFORM,
    "fyi": AgendaPurpose.INFORM,
    "discuss": AgendaPurpose.DISCUSS,
    "discussion": AgendaPurpose.DISCUSS,
    "decide": AgendaPurpose.DECIDE,
    "decision": AgendaPurpose.DECIDE,
    "a decision": AgendaPurpose.DECIDE,
}
_MENTION = r"<@[A-Z0-9]+>|(?<!\S)@[^\s@<>,;]+"
_ANY_MENTION = re.compile(_MENTION)
_PURPOSE_WORDS = "|".join(sorted(_PURPOSES, key=len, reverse=True))
_EDGE = " ,;:–—-"
_BETWEEN = re.compile(r"[,;]\s+|[,;]$")
_AGAIN = re.compile(r"\s+and\s+(?=\S)|\s+(?=(?:to|for|by|with)\s)", re.IGNORECASE)
_LENGTH = re.compile(rf"(?:for )?(?:about )?(?P<length>{WITH_UNIT})", re.ASCII | re.IGNORECASE)
_PURPOSE = re.compile(rf"(?:(?:to|for) )?(?P<purpose>{_PURPOSE_WORDS})", re.IGNORECASE)
_OWNER = re.compile(rf"(?:(?:led )?by |with |owner:? )?(?P<token>{_MENTION})", re.IGNORECASE)
_NAMED = re.compile(r"(?:led )?by (?P<name>[^,;@<>]{2,200})", re.IGNORECASE)
_PAPER = re.compile(r"(?:papers?:? |see )?(?P<paper>https?://[^\s\"<>]{3,490})", re.IGNORECASE)
_AT_END = re.compile(
    rf"^(?P<title>.*\S)\s+(?P<words>for {WITH_UNIT}|\d+ ?(?:minutes?|mins?|hours?|hrs?|h|m)"
    rf"|(?:to|for) (?:{_PURPOSE_WORDS})|by (?:{_MENTION})|(?:{_MENTION})|https?://\S+)$",
    re.IGNORECASE,
)
"""What is no part of a title also where no comma stands before it."""
_BY_AT_END = re.compile(r"^(?P<title>.*\S)\s+(?P<words>by (?P<name>\S+(?: \S+){0,3}))$", re.I)
_WAYS = "such as “Courier price, 10 min, to decide, by Ben”"


@dataclass(frozen=True)
class TypedItem:
    """A line as it was understood; ``unread`` says what of it was not."""

    title: str = ""
    owner: Person | None = None
    minutes: int | None = None
    purpose: AgendaPurpose | None = None
    papers: tuple[str, ...] = ()
    unread: str = ""
    note: str = ""
    """What stays in the title though it could be a length."""

    def draft(self, owner: Person) -> ItemDraft:
        """The item, owned by ``owner`` where the line names nobody."""
        return ItemDraft(
            self.title,
            self.owner or owner,
            self.minutes,
            self.purpose or AgendaPurpose.DISCUSS,
            "\n".join(self.papers),
        )


@dataclass
class _Findings:
    """What was read so far, and of whom a line may speak."""

    mentioned: Mapping[str, Person]
    members: Sequence[Person]
    item: TypedItem = field(default_factory=TypedItem)

    def take(self, name: str, value: object, words: str) -> None:
        """Note a value; a second one of a kind is not understood."""
        if name == "papers":
            self.item = replace(self.item, papers=(str(value), *self.item.papers))
        elif getattr(self.item, name) not in (None, value):
            self.refuse(f"{quoted(words)} is one too many: say that once.")
        else:
            self.item = replace(self.item, **{name: value})  # type: ignore[arg-type]

    def refuse(self, sentence: str) -> None:
        self.item = replace(self.item, unread=f"{sentence} {self.item.unread}".strip())


def read(text: str, *, mentioned: Mapping[str, Person], members: Sequence[Person]) -> TypedItem:
    """The item of a line, in which mentions are ``<@U1>`` or ``@ben``, as ``mentioned`` has them.

    The title comes first. Behind it, after commas and in any order, come how long it takes, what is
    wanted, who leads through it, and links. What is none of these is quoted in ``unread``.
    """
    found = _Findings(mentioned, members)
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    read_from = _first_read(found, parts)
    for words in reversed(parts[read_from:]):
        if not _take(found, words):
            found.refuse(_unread(found, words))
    title = _without_ending(found, ", ".join(parts[:read_from]))
    return replace(found.item, title=_named(found, title), note=_note(found, title))


def read_minutes(text: str) -> int | None:
    """The minutes of a length that was typed alone, such as 10 or ``1 hour``; None for anything
    else.
    """
    words = " ".join(text.casefold().split())
    if words.isascii() and words.isdecimal():
        return int(words[:9])
    match = _LENGTH.fullmatch(words)
    return minutes_of(match["length"]) if match else None


def read_order(text: str, shown: Sequence[int]) -> list[int]:
    """The items that were ``shown`` in the order that the numbers of a typed text give them: those
    that it leaves out follow as they were. Raises ``Invalid`` with the field ``order``.
    """
    typed = [part.rstrip(".") for part in text.replace(",", " ").replace(";", " ").split()]
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in typed):
        raise Invalid("Type the numbers of the items, such as 4, 1, 2.", field="order")
    numbers = [int(part) for part in typed]
    if not numbers or len(set(numbers)) != len(numbers):
        raise Invalid("Type each number once, such as 4, 1, 2.", field="order")
    if not set(numbers) <= set(range(1, len(shown) + 1)):
        raise Invalid(f"Type numbers from 1 to {len(shown)}.", field="order")
    first = [shown[number - 1] for number in numbers]
    return [*first, *(item_id for item_id in shown if item_id not in first)]


def _first_read(found: _Findings, parts: Sequence[str]) -> int:
    """Which part is the first that is not of the title: never the very first one."""
    for place, words in enumerate(parts[1:], 1):
        if _take(_Findings(found.mentioned, found.members), words) or _seems(words):
            return place
    return len(parts)


def _seems(words: str) -> bool:
    """Whether words were probably to say how long, or what is wanted."""
    if re.match(r"^(?:for )?\d+ ?[a-z]{0,9}$", words, re.IGNORECASE):
        return True
    if re.match(r"^(?:led )?by \S+(?: \S+)?$", words, re.IGNORECASE):
        return True
    return re.match(r"^(?:to|for) \S+$", words, re.I) is not None and _meant(words) is not None


def _take(found: _Findings, words: str) -> bool:
    """Whether the words were read, whole; what they say is noted."""
    readers: tuple[Callable[[_Findings, str], bool], ...] = (
        _take_length,
        _take_purpose,
        _take_paper,
        _take_mention,
        _take_name,
    )
    if any(take(found, words) for take in readers):
        return True
    for gap in _AGAIN.finditer(words):
        first, second = words[: gap.start()], words[gap.end() :]
        trial = _Findings(found.mentioned, found.members, found.item)
        if first and _take(trial, first) and _take(trial, second):
            found.item = trial.item
            return True
    return False


def _take_length(found: _Findings, words: str) -> bool:
    match = _LENGTH.fullmatch(words)
    if match is None:
        return False
    minutes = minutes_of(match["length"].casefold())
    if 1 <= minutes <= MOST_ITEM_MINUTES:
        found.take("minutes", minutes, words)
    else:
        found.refuse(f"{quoted(words)} is not between 1 minute and 12 hours.")
    return True


def _take_purpose(found: _Findings, words: str) -> bool:
    match = _PURPOSE.fullmatch(" ".join(words.split()))
    if match is None:
        return False
    found.take("purpose", _PURPOSES[match["purpose"].casefold()], words)
    return True


def _take_paper(found: _Findings, words: str) -> bool:
    match = _PAPER.fullmatch(words)
    if match is None:
        return False
    found.take("papers", match["paper"], words)
    return True


def _take_mention(found: _Findings, words: str) -> bool:
    match = _OWNER.fullmatch(words)
    person = found.mentioned.get(match["token"].rstrip(".")) if match else None
    if person is None:
        return False
    if any(member.id == person.id for member in found.members):
        found.take("owner", person, person.name)
    else:
        found.refuse(f"{person.name} is not in the group. Choose somebody who is.")
    return True


def _take_name(found: _Findings, words: str) -> bool:
    match = _NAMED.fullmatch(words)
    people = _called(found, match["name"]) if match else []
    if len(people) != 1:
        return False
    found.take("owner", people[0], words)
    return True


def _called(found: _Findings, name: str) -> list[Person]:
    """Those in the group of this name, or of this first name."""
    key = " ".join(name.casefold().split())
    whole = [person for person in found.members if person.name.casefold() == key]
    return whole or [row for row in found.members if row.name.casefold().split()[:1] == [key]]


def _unread(found: _Findings, words: str) -> str:
    """What to say of words that were not read."""
    if match := _NAMED.fullmatch(words):
        several = [person.name for person in _called(found, match["name"])]
        if several:
            return f"{quoted(match['name'])} could be {' or '.join(several[:5])}."
        return f"Nobody in the group is called {quoted(match['name'])}."
    if (meant := _meant(words)) is not None:
        return f"I cannot read {quoted(words)}. Did you mean “to {meant}”?"
    return f"I cannot read {quoted(words)}. Type an item {_WAYS}."


def _meant(words: str) -> AgendaPurpose | None:
    """The purpose that is probably misspelt."""
    last = words.split()[-1]
    near = spelling.nearest(last, [word for word in _PURPOSES if " " not in word])
    return _PURPOSES[near] if near else None


def _without_ending(found: _Findings, title: str) -> str:
    """The title without what stands at its end and says how long, what is wanted, or who."""
    while match := _AT_END.match(title):
        trial = _Findings(found.mentioned, found.members, found.item)
        if not _take(trial, match["words"]):
            break
        found.item, title = trial.item, match["title"].rstrip(_EDGE)
    match = _BY_AT_END.match(title)
    if match and len(people := _called(found, match["name"])) == 1:
        found.take("owner", people[0], match["words"])
        title = match["title"]
    return title.strip(_EDGE)


def _named(found: _Findings, title: str) -> str:
    """The title with the names of those whom it mentions."""

    def name(token: re.Match[str]) -> str:
        person = found.mentioned.get(token[0])
        return person.name if person else token[0]

    return " ".join(_ANY_MENTION.sub(name, title).split())


def _note(found: _Findings, title: str) -> str:
    kept = re.search(rf"\b(?:{WITH_UNIT})\b", title, re.ASCII | re.IGNORECASE)
    if kept is None or found.item.minutes is not None:
        return ""
    return f"{quoted(kept[0])} stays in the title: write it behind a comma to set the minutes."

"""A grammar is a table of rows: what kind of phrase, and the pattern that recognises it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.dates.words import UnreadableDate, quoted
from services.deferred_patterns import DeferredPattern


class PhraseKind(StrEnum):
    """What a phrase tells; a text may tell each of these once."""

    DAY = "day"
    CLOCK = "time"
    RANGE = "time range"
    LENGTH = "length"
    LATER = "time from now"
    HALF = "part of the day"
    ZONE = "time zone"
    LABEL = "time zone abbreviation"
    RHYTHM = "rhythm"
    CADENCE = "interval"
    START = "start"
    END = "end"
    EXCEPT = "exception"
    FILLER = "filler"


@dataclass(frozen=True)
class PhrasePattern:
    """One kind of phrase.

    ``means`` says what the caught words mean, in a shape of the kind's own.
    """

    kind: PhraseKind
    pattern: DeferredPattern
    means: Any = None
    then: tuple["PhrasePattern", ...] = ()
    """What must follow the pattern, such as a day after ``until``."""


@dataclass(frozen=True)
class Phrase:
    """A row found in a text, with what its pattern caught."""

    row: PhrasePattern
    caught: dict[str, str]
    words: str = ""
    """What followed the pattern, where something had to follow."""


Phrases = dict[PhraseKind, Phrase]

_FILLER = DeferredPattern(r"(?:on|at|@|-)(?= |$)")


def row(
    kind: PhraseKind, pattern: str, means: Any = None, *, then: tuple[PhrasePattern, ...] = ()
) -> PhrasePattern:
    return PhrasePattern(kind, DeferredPattern(rf"(?:{pattern})(?= |$)", re.ASCII), means, then)


def phrases(words: str, rows: tuple[PhrasePattern, ...], *, examples: str) -> Phrases:
    """All words of the text as phrases, one of each kind. The longest phrase wins, then the earlier
    row.

    Raises Unreadable when a word belongs to no phrase, or when two phrases tell the same kind of
    thing.
    """
    found: Phrases = {}
    place = 0
    while place < len(words):
        phrase, length = _longest(words, place, rows)
        if phrase is None:
            raise UnreadableDate(f"I cannot read {quoted(words[place:])}. Try {examples}.")
        if phrase.row.kind in found:
            raise UnreadableDate(
                f"{quoted(words)} gives more than one {phrase.row.kind}. Try {examples}."
            )
        if phrase.row.kind is not PhraseKind.FILLER:
            found[phrase.row.kind] = phrase
        place += length + 1
    return found


def _longest(words: str, place: int, rows: tuple[PhrasePattern, ...]) -> tuple[Phrase | None, int]:
    best, length = None, 0
    for candidate in (*rows, PhrasePattern(PhraseKind.FILLER, _FILLER)):
        match = candidate.pattern.match(words, place)
        if not match:
            continue
        end = match.end()
        if candidate.then:
            what, following = _longest(words, end + 1, candidate.then)
            if what is None or what.row.kind is PhraseKind.FILLER:
                continue
            end += 1 + following
        if end - place > length:
            caught = {name: value for name, value in match.groupdict().items() if value}
            best = Phrase(candidate, caught, words[match.end() + 1 : end])
            length = end - place
    return best, length

"""Words of time in a line: what a reading left over, and what a misspelt one was meant to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.dates.words import (
    MONTH,
    MONTH_NAMES,
    MONTHS,
    NUMBER,
    NUMBERS,
    POSITION,
    POSITIONS,
    WEEKDAY,
    WEEKDAY_NAMES,
    WEEKDAYS,
    any_of,
    quoted,
)
from services.deferred_patterns import DeferredPattern
from services.spelling import nearest

_WHOLE_DAY = any_of(name.lower() for name in WEEKDAY_NAMES)
# "May" and "March" are also other words, so they need a number beside them.
_WHOLE_MONTH = any_of(name.lower() for name in MONTH_NAMES if name not in ("May", "March"))
_UNIT = r"(?:day|week|weekend|fortnight|month|quarter|year|hour|minute|min|hr)s?"
_WHICH_WORD = r"(?:next|this|last|coming)"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_OFTEN = (
    r"every|each|daily|weekly|bi-?weekly|semi-?weekly|fortnightly|monthly|bi-?monthly"
    r"|semi-?monthly|quarterly|yearly|annually|alternate|alternating|alternately"
)
_DAYS = (
    rf"(?:{_WHICH_WORD} )?(?:{_WHOLE_DAY})s?|today|tonight|tomorrow|tmrw|yesterday"
    r"|fortnight|weekdays?|weekends?"
    rf"|(?:{MONTH}) {{1,2}}(?:{_ORDINAL}|\d{{1,2}})"
    rf"|(?:{_ORDINAL}|\d{{1,2}}) (?:of )?(?:{MONTH})"
    r"|\d{1,4}/\d{1,2}/\d{1,4}|\d{4}-\d\d?-\d\d?|\d{1,2}-\d{1,2}-\d{4}"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?"
    rf"|(?:in|within|{_WHICH_WORD}|past) (?:the )?(?:(?:{NUMBER}|couple of|few) )?{_UNIT}"
    rf"|(?!\d{{4}} )(?:{NUMBER}) {_UNIT} (?:from|after|before|later|ago)"
)
_CLOCKS = (
    r"\d{1,4}(?:[:.]\d\d)? ?[ap]\.?m|\d{1,2}:\d\d|noon|midnight|\d{1,2} o'?clock"
    r"|\d{1,2}:\d\d ?- ?\d{1,2}:\d\d|half past|quarter past|quarter to"
    r"|\d{1,4}(?:[:.]\d\d)?(?: ?[ap]m)? ?- ?\d{1,4}(?:[:.]\d\d)? ?[ap]\.?m"
    r"|@\d{1,2}(?::\d\d)? ?[ap]m"
    rf"|for (?:about )?(?:{NUMBER}|half an) ?(?:minutes?|mins?|hours?|hrs?|h|m)"
)
# What is a word of time only where it touches the rest of the time.
_LOOSE = (
    rf"(?:{_WHICH_WORD} )?(?:{WEEKDAY})|{_WHOLE_MONTH}|(?:{POSITION})|{_ORDINAL}"
    r"|(?:first|last|working|business) day"
    rf"|(?:{WEEKDAY}) ?- ?(?:{WEEKDAY})|(?:{_WHOLE_DAY}) week|(?:every|each) (?:{MONTH})"
    rf"|(?:(?:once|twice|(?:{NUMBER}) times) )?(?:every|each|a|per) (?:other )?{_UNIT}"
    rf"|(?:of|in) (?:the|each|every) {_UNIT}|(?:{NUMBER}) (?:days|weeks|months|hours|minutes)"
    r"|morning|afternoon|evening|night|\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}|\d{1,2} ?-"
    r"|between (?:\S+ )?and|from \d\S*(?: to)?"
)
# A line that ends in one of these before the time says more than was read.
_DANGLING = (
    r"or|and|&|not|except|excluding|until|till|by|before|after|from|since|starting|beginning"
    r"|around|about|between|either|past|to|through|for|no later than|(?:the )?week of"
    r"|next|this|last|other|coming"
)


def _words(*patterns: str) -> DeferredPattern:
    """Any of these as whole words."""
    return DeferredPattern(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)", re.ASCII)


_STRONG = _words(_OFTEN, _DAYS, _CLOCKS)
_DAY_NAMED = _words(_DAYS)
_RHYTHM_NAMED = _words(_OFTEN)
_FOLLOWING = _words(_LOOSE, _DAYS, _CLOCKS, _OFTEN)
_LEADING = _words(_LOOSE, _DAYS, _CLOCKS, _OFTEN, _DANGLING)
_ANY_DAY = _words(
    *(_OFTEN, _DAYS, rf"(?:{WEEKDAY})s?", rf"(?:{MONTH})", _ORDINAL, r"\d{1,2}/\d{1,2}"),
    r"in(?! the (?:morning|afternoon|evening))",
)
_FROM_NOW = _words(rf"in (?:half an|(?:{NUMBER}|\d+\.\d+)) ?(?:hours?|hrs?|h|minutes?|mins?|m)")
# These may be a day: "Sat" and "1/2" are also other things.
_MAYBE = (
    rf"(?:{WEEKDAY})|(?:the )?(?:{_ORDINAL}|tenth|fifteenth|twentieth|thirtieth)"
    r"|\d{1,2}/\d{1,2}"
    rf"|(?:the )?(?:end|start|beginning) of (?:the |this |next )?(?:month|week|year|{MONTH})"
)
_PERHAPS_DAY = _words(_DAYS, _MAYBE)
# They are one where an hour follows, or nothing.
_MAYBE_TIMED = DeferredPattern(
    rf"(?<!\S)(?:on )?(?:{_MAYBE})(?: (?:(?:at |@ ?)\d\S*"
    r"|\d{1,4}(?:[.:h]\d\d|h|[ap]m?|-\d\S*)|(?!(?:19|20)\d\d )\d{4})(?!\S)| *$)",
    re.ASCII,
)
_REPEATED = _words(
    rf"(?:every|each) (?:(?:other|second|third|{NUMBER}) )?(?:(?:{WEEKDAY})s?|(?:{MONTH})|weekday"
    r"|day|week|fortnight|month|quarter|semester|term|year|spring|summer|fall|autumn|winter)s?"
)
_OFTEN_AT_END = DeferredPattern(
    r"(?<!\S)(?:daily|weekly|bi-?weekly|fortnightly|monthly|quarterly|yearly|annually)\s*$",
    re.ASCII,
)
_DAY_FIRST = DeferredPattern(
    rf"(?:(?:the|end of|start of|beginning of|early|mid|late|sometime) ){{0,3}}"
    rf"(?:{_DAYS}|(?:{WEEKDAY})s?|(?:{MONTH})|{_ORDINAL}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.)(?!\S)",
    re.ASCII,
)
_LINK = (
    *("on", "at", "in", "the", "of", "a", "an", "and", "&", "or", "-", "@", "to", "for"),
    *("from", "each", "other"),
)
_SIGNS = str.maketrans(dict.fromkeys(',;()[]“”"!?', " ") | {"’": "'", "–": "-", "—": "-"})

_FUZZY = (
    *(name.lower() for name in WEEKDAY_NAMES),
    *(name.lower() for name in MONTH_NAMES if len(name) > 5),
    *("tomorrow", "tonight", "fortnight", "weekday", "biweekly"),
)
_BY_LETTER = {
    letter: tuple(word for word in _FUZZY if word[0] == letter)
    for letter in {word[0] for word in _FUZZY}
}
_OTHER_WORDS = frozenset(("augusta", "sunny", "sundry", "monday's", "weekly"))
_LETTERS = re.compile(r"[a-z]{5,12}", re.ASCII)
_OPENING_WORDS = """
    today tonight tomorrow tmrw tmw yesterday this next last coming in on at the noon midnight half
    quarter between day end eom eow eoy start beginning morning afternoon evening night for et est
    edt ct cst cdt mt mst mdt pt pst pdt eastern central mountain pacific utc gmt every each weekly
    biweekly bimonthly fortnightly monthly quarterly daily alternate alternating weekdays once twice
    starting as until till through ending up to except excluding but not from without skipping week
    fortnight month h hours
"""
_OPENINGS = frozenset(
    (
        *(*WEEKDAYS, *(f"{day}s" for day in WEEKDAYS), *MONTHS, *POSITIONS),
        *(word for words in NUMBERS for word in words.split()),
        *_OPENING_WORDS.split(),
    )
)
"""Each word with which a row of the grammars begins."""
_INNER_WORDS = """
    of and to or till time past now today ago week weeks day days month months quarter year years
    fortnights hours hour hrs hr minute minutes min mins m am pm other working business weekday
    weekdays per times monthly o'clock
"""
_INNER = frozenset(_INNER_WORDS.split())
"""Each further word with which a row of the grammars goes on."""


@dataclass(frozen=True)
class Misspelt:
    """A word, and the day, month or word of time that was probably meant."""

    typed: str
    meant: str

    @property
    def question(self) -> str:
        return f"I cannot read {quoted(self.typed)}. Did you mean “{self.meant}”?"


def may_begin(word: str) -> bool:
    """Whether a time may begin with this word: a quick look before a line is read from there."""
    flat = _flat(word).strip()
    return not flat.isalpha() or flat in _OPENINGS


def days_named(text: str) -> list[str]:
    """The days, dates and distances that stand anywhere in a text, as they were typed."""
    return [text[slice(*found.span())] for found in _DAY_NAMED.finditer(_flat(text))]


def days_perhaps(text: str) -> list[str]:
    """The same, with words that may be a day or another thing: "Sat", "the 15th", "1/2"."""
    return [text[slice(*found.span())] for found in _PERHAPS_DAY.finditer(_flat(text))]


def is_from_now(text: str) -> bool:
    """Whether a text counts hours or minutes from now, which is no word of a day."""
    return bool(_FROM_NOW.search(_flat(text)))


def may_belong(word: str) -> bool:
    """Whether a word may stand within a time: a quick look before longer stretches are read."""
    flat = _flat(word).strip()
    return not flat.isalpha() or flat in _OPENINGS or flat in _INNER


def rhythms_named(text: str) -> list[str]:
    """The words of rhythm that stand anywhere in a text, as they were typed."""
    return [text[slice(*found.span())] for found in _RHYTHM_NAMED.finditer(_flat(text))]


def rhythm_phrase(text: str) -> str:
    """What in a text says that something repeats; nothing where nothing does."""
    flat = _flat(text)
    found = _REPEATED.search(flat) or _OFTEN_AT_END.search(flat)
    return text[slice(*found.span())].strip() if found else ""


def begins_with_day(text: str) -> bool:
    """Whether a text begins with a day, or with a word of one."""
    return bool(_DAY_FIRST.match(_flat(text).strip()))


def names_a_day(text: str) -> bool:
    """Whether anything in a text of time says on which day, or how often."""
    return bool(_ANY_DAY.search(_flat(text)))


def touching_end(text: str) -> int | None:
    """Where the words of time begin with which a text ends; None where it ends in others."""
    flat = _flat(text)
    start = None
    # The last one first: each must touch what stands behind it.
    for first, last in sorted(_spans(flat), key=lambda span: span[1], reverse=True):
        behind = len(flat) if start is None else start
        if last <= behind and not _only_links(flat[last:behind]):
            break
        start = first if start is None else min(first, start)
    return start


def day_across(text: str, place: int) -> int | None:
    """Where a day begins that a cut at this place would part; None where none is parted."""
    days = (found.span() for found in _DAY_NAMED.finditer(_flat(text)))
    return next((start for start, end in days if start < place < end), None)


def touching_start(text: str) -> int | None:
    """Where the words of time end with which a text begins; None where it begins with others."""
    flat, end = _flat(text), None
    for found in _FOLLOWING.finditer(flat):
        if not _only_links(flat[end or 0 : found.start()]):
            break
        end = found.end()
    return end


def run(text: str) -> tuple[int, int] | None:
    """From where to where the last words of time in a text stand; None where there are none."""
    flat = _flat(text)
    spans = [found.span() for found in _STRONG.finditer(flat)]
    spans = spans or [found.span() for found in _MAYBE_TIMED.finditer(flat)]
    if not spans and (slip := misspelt(text)):
        at = text.find(slip.typed)
        spans = [(at, at + len(slip.typed))]
    if not spans:
        return None
    start, end = spans[-1]
    more = touching_start(text[end:])
    before = touching_end(text[:start])
    return (start if before is None else before), (end if more is None else end + more)


def misspelt(text: str) -> Misspelt | None:
    """The first word that is nearly a day, a month or another word of time, and is none."""
    for found in _LETTERS.finditer(_flat(text)):
        meant = _meant(found[0])
        if meant:
            return Misspelt(text[found.start() : found.end()], meant)
    return None


@lru_cache(maxsize=4096)
def _meant(word: str) -> str | None:
    if word in _FUZZY or word in _OTHER_WORDS:
        return None
    # Almost everybody gets the first letter right; "funday" is a word.
    candidates = _BY_LETTER.get(word[0], ())
    single = word.removesuffix("s")
    meant = nearest(word, candidates) or nearest(single, candidates)
    if meant is None or meant == single:
        return None
    return meant.capitalize() if meant.capitalize() in (*WEEKDAY_NAMES, *MONTH_NAMES) else meant


def _spans(flat: str) -> Iterator[tuple[int, int]]:
    """Where each word of time stands, those within longer ones included."""
    place = 0
    while found := _LEADING.search(flat, place):
        yield found.span()
        place = found.start() + 1


def _only_links(text: str) -> bool:
    """Whether a text has nothing but small words and numbers that stand between words of time."""
    return all(word in _LINK or (word.isdigit() and len(word) < 3) for word in text.split())


def _flat(text: str) -> str:
    """The text in small letters and without signs between words, each letter in its place."""
    lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    flat = re.sub(r"\s", " ", lowered.translate(_SIGNS))
    return re.sub(r"(?<![\d.])\.(?=\s|$)", " ", flat)

"""One-line commands about tasks: the title, and the day on which it is due."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from services.dates import marks
from services.dates.days import read_day
from services.dates.words import LONGEST_PHRASE, UnreadableDate, quoted
from services.errors import Invalid

# A day takes a handful of words.
_MOST_DAY_WORDS = 10
# No line says so often when it is due.
_MOST_DUES = 8
# What may follow "by": a day and some mentions.
_LONGEST_TAIL = 2 * LONGEST_PHRASE

_DUE = re.compile(r"(?<!\S)(?:due|by):?(?=\s|$)", re.IGNORECASE)
_REMIND = re.compile(
    r"(?<!\S)(?:and\s+)?remind(?:er)?(?:\s+(?:me|us))?(?:\s+on)?:?(?=\s)", re.IGNORECASE
)
_MENTIONS = ("@", "<@", "#", "<#")
_LOOSE_END = " \t\n\r,;:–—-"
_ASKS = re.compile(r"(?:^|\s)(?:on|before|until|till|(?:no|not) later than|latest)$", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:^|\s)(?:for|after|of|from|since|about|in|to|with|between|and|or|the|at|through|except)$",
    re.IGNORECASE,
)
_NO_REPEATING = (
    "is a rhythm, and tasks that repeat are not there yet. Add this one with its own due day."
)


@dataclass(frozen=True)
class DueLine:
    """A typed task: its title, the day on which it is due, and the words of that day.

    ``unread`` says what was not understood: then ``title`` and ``words`` fill the form. ``note``
    tells of a day that stays in the title.
    """

    title: str
    due_on: date | None = None
    words: str = ""
    unread: str = ""
    note: str = ""


def read_due(text: str, *, now: datetime, zone: str) -> DueLine:
    """The title and the due day of a line: "Norm rules due Friday", "Send by Friday the figures".

    The last ``due`` or ``by`` with a day behind it counts; what follows the day belongs to the
    title. A ``by`` without a word of time behind it belongs to the title.
    """
    if often := marks.rhythm_phrase(text):
        return DueLine(text.strip(), unread=f"{quoted(often)} {_NO_REPEATING}")
    for match in list(_DUE.finditer(text))[: -_MOST_DUES - 1 : -1]:
        is_due = match[0].lower().startswith("due")
        if not is_due and len(text) - match.end() > _LONGEST_TAIL:
            continue
        head, tail = _without_due(text[: match.start()]), text[match.end() :]
        if found := _after_by(head, tail, now=now, zone=zone):
            return found
        if is_due:
            return _unread_due(head, tail, now=now, zone=zone)
    return _day_at_end(text, now=now, zone=zone)


def read_reminder(text: str, *, now: datetime, zone: str) -> DueLine | None:
    """The day on which a line wants a reminder, as in "Norm rules due Friday remind Oct 1", and the
    rest of the line as its title; None where it says nothing of it.
    """
    for match in list(_REMIND.finditer(text))[: -_MOST_DUES - 1 : -1]:
        head, tail = text[: match.start()], text[match.end() :]
        if head.strip() and (found := _after_by(head, tail, now=now, zone=zone)):
            return found
    return None


def _after_by(head: str, tail: str, *, now: datetime, zone: str) -> DueLine | None:
    """The longest day with which the tail begins; None where it begins with none."""
    words = tail.split()
    most = next((at for at, word in enumerate(words) if word.startswith(_MENTIONS)), len(words))
    most = most if words and marks.may_begin(words[0]) else 0
    for count in range(min(most, _MOST_DAY_WORDS), 0, -1):
        typed, rest = " ".join(words[:count]), " ".join(words[count:])
        try:
            day = read_day(typed.rstrip(_LOOSE_END), now=now, zone=zone)
        except UnreadableDate:
            continue
        except Invalid as refusal:
            return DueLine(_title(head, rest), words=typed, unread=refusal.message)
        if (more := marks.touching_start(rest)) is not None:
            typed, rest = f"{typed} {rest[:more]}", rest[more:]
            unread = f"I cannot read all of {quoted(typed)} as one day."
            return DueLine(_title(head, rest), words=typed, unread=unread)
        return DueLine(_title(head, rest), day, typed)
    if marks.begins_with_day(tail) or marks.misspelt(" ".join(words[:2])):
        return _unread_due(head, tail, now=now, zone=zone)
    return None


def _unread_due(head: str, tail: str, *, now: datetime, zone: str) -> DueLine:
    words, mentions = _without_mentions(tail)
    if slip := marks.misspelt(words):
        mended = words.replace(slip.typed, slip.meant, 1)
        return DueLine(_title(head, mentions), words=mended, unread=slip.question)
    try:
        read_day(words, now=now, zone=zone)
    except Invalid as refusal:
        unread = f"I cannot read the due date. {refusal.message}"
        return DueLine(_title(head, mentions), words=words, unread=unread)
    return DueLine(_title(head, mentions), words=words, unread=f"I cannot read {quoted(words)}.")


def _without_mentions(tail: str) -> tuple[str, str]:
    words = tail.split()
    end = len(words)
    while end and words[end - 1].startswith(_MENTIONS):
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def _day_at_end(text: str, *, now: datetime, zone: str) -> DueLine:
    """A day at the end of a line that does not say that it is the due day is asked about."""
    title = text.strip()
    line, mentions = _without_mentions(title)
    words = list(re.finditer(r"\S+", line))
    if words and (slip := marks.misspelt(words[-1][0])):
        head = line[: words[-1].start()]
        return DueLine(_title(head, mentions), words=slip.meant, unread=slip.question)
    for word in words[-_MOST_DAY_WORDS:]:
        head, typed = line[: word.start()].rstrip(), line[word.start() :]
        if not marks.may_begin(word[0]) or not marks.names_a_day(typed):
            continue
        try:
            read_day(typed, now=now, zone=zone)
        except Invalid:
            continue
        if not head or _ABOUT.search(head):
            break
        asks = _ASKS.search(head)
        before = asks[0].strip() + " " if asks else ""
        head = head[: asks.start()] if asks else head
        unread = f"I cannot read whether {quoted(before + typed)} says when it is due."
        return DueLine(_title(head, mentions), words=typed, unread=unread)
    days = marks.days_named(title)
    note = f"{quoted(days[-1])} stays in the title." if days else ""
    return DueLine(title, note=note)


def _without_due(head: str) -> str:
    """In "due by Friday" both words belong to the date."""
    return re.sub(r"(?<!\S)due\s*$", "", head, flags=re.IGNORECASE)


def _title(head: str, rest: str = "") -> str:
    return f"{head.rstrip(_LOOSE_END)} {rest.strip(_LOOSE_END + '.')}".strip()

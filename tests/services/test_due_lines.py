"""Lines of `/task add`: the day is read from them or asked about, and no word of them vanishes."""

import re
from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.dates import DueLine, read_due
from services.errors import Invalid

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


def due(text: str) -> DueLine:
    return read_due(text, now=NOW, zone="America/New_York")


LONG = f"Report by the committee {'on norms ' * 40}".strip()
READ = [
    ("Review norm rules @ben due Friday", "Review norm rules @ben", FRIDAY, "Friday"),
    ("Review norm rules by friday", "Review norm rules", FRIDAY, "friday"),
    ("Review norm rules, due by Friday", "Review norm rules", FRIDAY, "Friday"),
    ("Review norm rules due: on Nov 27", "Review norm rules", FRIDAY, "on Nov 27"),
    ("Review norm rules due Friday @ben", "Review norm rules @ben", FRIDAY, "Friday"),
    ("Review norms due Friday <@U1> #norms", "Review norms <@U1> #norms", FRIDAY, "Friday"),
    ("Due diligence report by Friday", "Due diligence report", FRIDAY, "Friday"),
    ("Read the essay by Friday by Friday", "Read the essay by Friday", FRIDAY, "Friday"),
    ("DUE FRIDAY", "", FRIDAY, "FRIDAY"),
    ("Send by Friday the statistics to all", "Send the statistics to all", FRIDAY, "Friday"),
    ("By Friday: send the statistics", "send the statistics", FRIDAY, "Friday:"),
    ("Send statistics by 14.12.2026", "Send statistics", date(2026, 12, 14), "14.12.2026"),
    ("Send statistics by 12-14-2026", "Send statistics", date(2026, 12, 14), "12-14-2026"),
    ("Send it by the 15th to Ben", "Send it to Ben", date(2026, 12, 15), "the 15th"),
    ("Send it by end of month", "Send it", date(2026, 11, 30), "end of month"),
    (
        "Send it in a week by Dec 12, 2026 in full",
        "Send it in a week in full",
        date(2026, 12, 12),
        "Dec 12, 2026",
    ),
    ("Take the boxes out by 2026-12-04.", "Take the boxes out", date(2026, 12, 4), "2026-12-04."),
    (
        "Read “Stopping by Woods” by Robert Frost by Dec 12",
        "Read “Stopping by Woods” by Robert Frost",
        date(2026, 12, 12),
        "Dec 12",
    ),
    (LONG, LONG, None, ""),
    ("Sort the list by title", "Sort the list by title", None, ""),
    ("Cut the meeting by 45 min", "Cut the meeting by 45 min", None, ""),
    ("Cut the meeting by 45 minutes", "Cut the meeting by 45 minutes", None, ""),
    ("Count overdue and residue", "Count overdue and residue", None, ""),
    ("Read the weekly list", "Read the weekly list", None, ""),
    ("Write to May in March", "Write to May in March", None, ""),
    ("", "", None, ""),
]


@pytest.mark.parametrize(("text", "title", "day", "words"), READ)
def test_a_due_day_is_read_wherever_it_stands(
    text: str, title: str, day: date | None, words: str
) -> None:
    found = due(text)
    assert (found.title, found.due_on, found.words, found.unread) == (title, day, words, "")


UNREAD = [
    ("Review rules due whenever", "Review rules", "whenever", "I cannot read “whenever”."),
    (
        "Review rules due",
        "Review rules",
        "",
        "There is nothing to read.",
    ),
    ("Review rules due 5", "Review rules", "5", "“5” names no day."),
    ("Review rules due Friday 5pm", "Review rules", "Friday 5pm", "only a day is needed here"),
    ("Send statistics by Friday 5pm", "Send statistics", "Friday 5pm", "only a day is needed here"),
    ("Review rules by Tuesday week", "Review rules", "Tuesday week", "Tue, Dec 1 or Tue, Dec 8"),
    ("Review rules by yesterday", "Review rules", "yesterday", "which has passed"),
    (
        "Review rules by 04.12.2026",
        "Review rules",
        "04.12.2026",
        "could be Fri, Dec 4 or Sun, Apr 12",
    ),
    ("Review rules by Friday or Monday", "Review rules", "Friday or Monday", "“Friday or Monday”"),
    ("Review rules by next week", "Review rules", "next week", "I cannot read “next week”"),
    ("Review rules by December", "Review rules", "December", "I cannot read “december”"),
    ("Review rules by Firday", "Review rules", "Friday", "“Firday”. Did you mean “Friday”?"),
    ("Review rules by Decmber 12", "Review rules", "December 12", "Did you mean “December”?"),
    ("Review rules tommorow", "Review rules", "tomorrow", "Did you mean “tomorrow”?"),
    ("Review rules Friday", "Review rules", "Friday", "“Friday” says when it is due"),
    ("Review rules on Friday", "Review rules", "on Friday", "says when it is due"),
    ("Review rules before Friday", "Review rules", "Friday", "“before Friday” says when"),
    ("Review rules no later than Dec 12", "Review rules", "Dec 12", "“no later than Dec 12” says"),
    ("Send rules every October", "Send rules every October", "", "“every October” is a rhythm"),
    ("Send rules each month", "Send rules each month", "", "tasks that repeat are not there yet"),
    ("Send rules due every Friday", "Send rules due every Friday", "", "“every Friday” is a"),
    ("Send rules monthly", "Send rules monthly", "", "“monthly” is a rhythm"),
]


@pytest.mark.parametrize(("text", "title", "words", "unread"), UNREAD)
def test_what_cannot_be_read_is_quoted_and_fills_the_form(
    text: str, title: str, words: str, unread: str
) -> None:
    found = due(text)
    assert (found.title, found.words, found.due_on) == (title, words, None)
    assert unread in found.unread


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Prepare the agenda for Friday", "“Friday” stays in the title."),
        ("Compare Monday and Friday counts", "“Friday” stays in the title."),
        ("Clean up after Dec 12", "“Dec 12” stays in the title."),
        ("Prepare the agenda", ""),
        ("Prepare the agenda by Friday", ""),
    ],
)
def test_a_day_that_stays_in_the_title_is_told(text: str, note: str) -> None:
    assert due(text).note == note


WORDS = (
    *("Send", "the", "figures", "to", "Ben", "for", "Reserves", "by", "due", "before", "or", "and"),
    *("Friday", "Firday", "tomorrow", "next", "week", "every", "October", "monthly", "Dec", "12"),
    *("14.12.2026", "04.12.2026", "2026-02-30", "5pm", "end", "of", "month", "@ben", "<@U1>"),
    *("whenever", "on", "the", "15th", "in", "two", "weeks", "Robert", "no", "later", "than"),
)
steady = settings(deadline=None, derandomize=True, max_examples=500)


def _bare(text: str) -> list[str]:
    return re.findall(r"[a-z0-9@<>./:-]*[a-z0-9>]", text.casefold())


@steady
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=10))
def test_no_word_of_a_line_vanishes(words: list[str]) -> None:
    """Each is in the title, in the words of the day, or in the refusal."""
    line = " ".join(words)
    found = due(line)
    left = _bare(line)
    for word in _bare(found.title):
        left.remove(word)
    kept = [*_bare(found.words), *_bare(found.unread), "by", "due"]
    assert [word for word in left if word not in kept] == []
    if found.due_on:
        assert not found.unread
        assert due(f"x by {found.words}").due_on == found.due_on


@steady
@given(text=st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = due(text)
    except Invalid:
        pytest.fail("it is told in the line, and not raised")
    assert found.unread.isprintable()


@pytest.mark.parametrize("text", ["by " * 66, "due Friday or " * 14, "by next " * 25, "a " * 100])
def test_a_line_of_two_hundred_letters_is_read_in_milliseconds(text: str) -> None:
    due(text[:200])
    times = []
    for _ in range(5):
        start = process_time()
        due(text[:200])
        times.append(process_time() - start)
    # It takes some milliseconds; a slow machine is no failure.
    assert min(times) < 0.05

"""Small rules behind the pages: their pace, their words, and what a log may show."""

import pytest

from bot.logs import redacted
from web.pace import MOST_COUNTED, Pace
from web.personal_pages.guards import without_commands


def test_the_pace_is_counted_by_the_minute() -> None:
    clock = iter([0.0, 1.0, 59.0, 60.0, 61.0, 62.0])
    pace = Pace(2, now=lambda: next(clock))
    assert [pace.takes("a") for _ in range(6)] == [True, True, False, True, True, False]


def test_the_pace_remembers_no_more_than_it_may() -> None:
    pace = Pace(1, now=lambda: 0.0)
    for number in range(MOST_COUNTED + 5):
        assert pace.takes(str(number))
    assert pace.takes("0")
    assert not pace.takes(str(MOST_COUNTED + 4))


def test_a_line_of_the_log_loses_its_token() -> None:
    line = "Exception on /p/abcdefghijklmnopqrstuvwxyz012345/tasks/7 [GET]"
    assert redacted(line) == "Exception on /p/…/tasks/7 [GET]"
    assert redacted("/calendar/abcdefghijklmnopqrstuvwxyz012345.ics") == "/calendar/….ics"
    assert redacted("see /p/tasks") == "see /p/tasks"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("I know no such meeting. Type `/meet next` to see them.", "I know no such meeting."),
        ("Ask a chair. Or `/wg join 3.2 A`, then answer. Thanks!", "Ask a chair. Thanks!"),
        ("Type `/task mine`.", "That is not possible here."),
        ("It ends at 3.30. Try again.", "It ends at 3.30. Try again."),
    ],
)
def test_words_for_slack_are_left_out(words: str, left: str) -> None:
    assert without_commands(words) == left

"""What waits for one person, as her Home tab shows it."""

from datetime import timedelta
from typing import Any

import pytest

from models import RsvpAnswer
from models.waiting import Waiting, WaitingMeeting, WaitingTask
from tests.views.things import AT, MONDAY, WEEK, meeting, person, task
from views import waiting as views

DAY = timedelta(days=1)


def home(tasks: list[WaitingTask], ahead: list[WaitingMeeting]) -> list[dict[str, Any]]:
    waiting = Waiting(tasks=tasks, ahead=ahead, to_confirm=[])
    ben = person()
    ben.organization_id = 1
    blocks: list[dict[str, Any]] = views.home(
        waiting, [], person=ben, today=MONDAY, may_start=False
    )["blocks"]
    return blocks


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["text"]["text"] for block in blocks if "text" in block]


def of_meeting(number: int, answer: RsvpAnswer | None) -> WaitingMeeting:
    return WaitingMeeting(meeting(number, f"Meeting {number}", AT + WEEK), "Metadata", answer)


def test_what_waits_is_a_heading_like_the_others() -> None:
    headings = [block["text"]["text"] for block in home([], []) if block["type"] == "header"]
    assert headings == [
        "Hello, Ben Brook",
        "What waits for you",
        "Your next meetings",
        "Your groups",
    ]


def test_only_a_day_that_is_over_is_marked_overdue() -> None:
    lines = [
        WaitingTask(task(number, f"Task {number}", due_on), "Metadata")
        for number, due_on in enumerate((MONDAY - DAY, MONDAY, MONDAY + DAY, None), start=1)
    ]
    words = [text.split("\n")[1] for text in texts(home(lines, [])) if "Task " in text]
    assert words[0].startswith("*Overdue* since Sun")
    assert words[1] == "due today · Metadata"
    assert words[2].startswith("due Tue")
    assert words[3] == "no due date · Metadata"


def test_a_meeting_that_can_be_answered_above_does_not_stand_below_again() -> None:
    ahead = [of_meeting(1, None), of_meeting(2, RsvpAnswer.YES)]
    lines = [text for text in texts(home([], ahead)) if "Meeting " in text]
    assert [line.split("*, ")[0] for line in lines] == [
        "*Are you coming?* *Meeting 1",
        "*Meeting 2",
    ]


def test_meetings_that_all_wait_for_an_answer_leave_a_sentence_below() -> None:
    shown = texts(home([], [of_meeting(1, None)]))
    assert "All of them stand above, where you can answer." in shown
    assert "No meeting of your groups is scheduled in the next thirty days." not in shown


def test_meetings_and_tasks_stand_apart() -> None:
    kinds = [
        block["type"]
        for block in home([WaitingTask(task(1, "Task 1"), None)], [of_meeting(1, None)])
    ]
    assert kinds[:7] == ["header", "divider", "header", "section", "actions", "divider", "section"]


@pytest.mark.parametrize(("count", "shown", "has_more"), [(5, 5, False), (6, 5, True)])
def test_all_meetings_ahead_are_offered_where_there_are_more(
    count: int, shown: int, has_more: bool
) -> None:
    blocks = home([], [of_meeting(number, RsvpAnswer.YES) for number in range(1, count + 1)])
    assert len([text for text in texts(blocks) if "You answered yes." in text]) == shown
    assert ("All meetings ahead" in str(blocks)) is has_more

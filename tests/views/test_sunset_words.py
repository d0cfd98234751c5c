"""What is said of sunsets and reviews, in the singular and the plural."""

from datetime import date, timedelta

import pytest

from models import Group, GroupKind, Person, SunsetOutcome, SunsetReview
from models.messages import SUNSET_NEAR, Key
from models.subjects import Subject
from models.sunset_notices import SunsetNotice
from tests.factories import NOW
from views import sunsets

GROUP = Group(
    id=1,
    name="Norms",
    name_key="norms",
    kind=GroupKind.TASK_FORCE,
    charge="Norms.",
    zone="UTC",
    created_at=NOW,
)
LAST = date(2027, 2, 22)


@pytest.mark.parametrize(
    ("days", "words"),
    [(89, "89 days from now"), (2, "2 days from now"), (1, "tomorrow"), (0, "today")],
)
def test_a_warning_says_how_many_days_are_left(days: int, words: str) -> None:
    reader = Person(id=7, name="Ann Abara", created_at=NOW)
    key = Key(SUNSET_NEAR, Subject("group", 1), ("20270222", "90"), Subject("person", 7))
    notice = SunsetNotice(reader, GROUP, LAST, 90, days, key, NOW + timedelta(hours=1))
    assert f"lasts until Mon, Feb 22, 2027: {words}. " in sunsets.sunset_near(notice)["text"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 new group without a channel: `/wg edit` gives it one."),
        (2, "2 new groups without a channel: `/wg edit` gives each its own."),
    ],
)
def test_new_groups_are_counted(number: int, words: str) -> None:
    review = SunsetReview(group_id=1, outcome=SunsetOutcome.SPLIT, reason="Two things.")
    text = sunsets.recorded(GROUP, review, [GROUP] * number, ends=True)["text"]
    assert text.endswith(f"It is discharged. It has no channel. {words}")


def test_a_review_of_an_unknown_proposer_says_nothing_of_her() -> None:
    review = SunsetReview(group_id=1, outcome=SunsetOutcome.CEASE, reason="Done.")
    for proposer, is_said in (("", False), ("Ann Abara", True)):
        form = str(sunsets.record(GROUP, review, [], ends=["*Tasks:* 7"], proposer=proposer))
        assert "*If it ends, this ends with it:*\\n• *Tasks:* 7" in form
        assert ("proposed what is filled in" in form) is is_said

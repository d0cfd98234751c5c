"""What is said to who hands something over."""

import pytest

from models import Person
from models.handovers import HandedOver, HeldPage
from tests.factories import NOW
from views import handovers as views


@pytest.mark.parametrize(
    ("skipped", "words"),
    [
        (1, "1 thing had changed meanwhile, and stayed as it is now."),
        (2, "2 things had changed meanwhile, and stayed as they are now."),
    ],
)
def test_what_was_skipped_is_counted(skipped: int, words: str) -> None:
    ben = Person(id=2, name="Ben Brook", created_at=NOW)
    page = HeldPage(ben, ())
    answer = views.saved(HandedOver((), skipped), page, asker=ben, today=NOW.date())
    assert words in answer["text"]

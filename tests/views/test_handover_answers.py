"""What is said to who hands something over."""

import pytest

from models import Group, GroupKind, Person
from models.handovers import HandedOver, HeldItem, HeldKind, HeldPage, Passed
from models.subjects import Subject
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


@pytest.mark.parametrize("fits", [True, False])
def test_who_works_elsewhere_than_a_seat_asks_for_is_noticed(*, fits: bool) -> None:
    ben = Person(id=2, name="Ben Brook", created_at=NOW)
    group = Group(id=1, name="Norms", name_key="norms", kind=GroupKind.COUNCIL, created_at=NOW)
    item = HeldItem(HeldKind.SEAT, Subject("membership", 3), group, "member", seat_id=4)
    done = HandedOver((Passed(item, ben, fits=fits),))
    answer = views.saved(done, HeldPage(ben, ()), asker=ben, today=NOW.date())
    assert ("Ben Brook, though the seat asks for another library" in answer["text"]) is not fits

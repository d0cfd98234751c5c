"""Who speaks for libraries, as it is worded, and what may be ended there."""

from dataclasses import replace
from datetime import date

import pytest

from models import Organization, OrganizationKind, Person, RepresentationKind
from models.freshness import NOTHING_CONFIRMED
from models.representatives import (
    RepresentativeLine,
    RepresentedLibrary,
    RepresentedSubject,
    SubjectLine,
)
from tests.factories import NOW
from views import representatives

TODAY = date(2026, 11, 24)
SUBJECT = RepresentedSubject("E-resources", topic_id=1)
CENTRAL = Organization(
    id=1, key="central", name="Central Library", short_name="Central", kind=OrganizationKind.LIBRARY
)
ANN = RepresentativeLine(
    id=1,
    person=Person(id=1, name="Ann Abara", slack_id="UANN", created_at=NOW),
    kind=RepresentationKind.REPRESENTATIVE,
    begins_on=TODAY,
    ends_on=None,
    is_current=True,
)


@pytest.mark.parametrize(
    ("having", "without", "words"),
    [
        (0, 1, "Of 1 member library 0 have a representative, and 0 an alternate."),
        (1, 11, "Of 12 member libraries 1 has a representative, and 0 an alternate."),
        (2, 10, "Of 12 member libraries 2 have a representative, and 0 an alternate."),
    ],
)
def test_how_many_libraries_have_somebody(having: int, without: int, words: str) -> None:
    lines = [
        *[RepresentedLibrary(CENTRAL, (), SubjectLine(SUBJECT, ANN))] * having,
        *[RepresentedLibrary(CENTRAL, (), SubjectLine(SUBJECT))] * without,
    ]
    assert words in representatives.of_subject(SUBJECT, lines, may_appoint=frozenset())["text"]


@pytest.mark.parametrize(
    ("ahead", "type_"), [(3, "overflow"), (4, "static_select"), (150, "static_select")]
)
def test_each_that_is_ahead_can_be_called_off(ahead: int, type_: str) -> None:
    coming = tuple(replace(ANN, id=2 + number, is_current=False) for number in range(ahead))
    page = representatives.of_library(
        CENTRAL,
        [SubjectLine(SUBJECT, ANN, ahead=coming)],
        (),
        may_appoint=True,
        freshness=NOTHING_CONFIRMED,
    )
    [menu] = [block["accessory"] for block in page["blocks"] if "accessory" in block]
    labels = [choice["text"]["text"] for choice in menu["options"]]
    assert menu["type"] == type_
    assert labels[:2] == ["Appoint somebody", "End Ann Abara"]
    assert labels[2:] == ["Call off Ann Abara"] * min(ahead, 98)

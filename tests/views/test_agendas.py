"""What an agenda says: totals, what was carried, and who may press what."""

from typing import Any

import pytest

from models import AgendaItem, AgendaItemState, AgendaPurpose
from models.agendas import AgendaEntry, GroupAgenda, OpenAction
from models.payloads import Message
from models.tasks import TaskLine
from sandbox.driver import text_of
from tests.views.test_meetings import buttons, check, meeting, person
from tests.views.things import MONDAY, group, task
from views import agendas as views
from views.agendas import AgendaRights, item_words

ZONE = "America/New_York"
NO_RIGHTS = AgendaRights()
CHAIR = AgendaRights(
    may_add=True,
    may_chair=True,
    may_edit=lambda _item: True,
    may_pull=lambda item: item.is_consent and item.pulled_by is None,
)


def entry(number: int = 1, title: str = "Courier", **facts: Any) -> AgendaEntry:
    known: dict[str, Any] = {"id": number, "group_id": 1, "title": title, "minutes": 10}
    known |= {"purpose": AgendaPurpose.DECIDE, "state": AgendaItemState.OPEN, "papers": ""}
    known |= {"times_carried": 0, "is_consent": False, "pulled_by": None}
    pulled_by = person("Ben Brook") if facts.get("pulled_by") else None
    return AgendaEntry(AgendaItem(**known | facts), person(), person(), pulled_by)


def agenda(*entries: AgendaEntry, **facts: Any) -> GroupAgenda:
    found = group()
    found.id = 1
    return GroupAgenda(found, meeting(minutes=60), entries, **facts)


def shown(found: GroupAgenda, rights: AgendaRights = NO_RIGHTS, offset: int = 0) -> Message:
    message = views.shown(found, rights=rights, today=MONDAY, zone=ZONE, offset=offset)
    check(message)
    return message


@pytest.mark.parametrize(
    ("times", "text"),
    [
        (0, ""),
        (1, "carried over"),
        (2, "carried for the 2nd time"),
        (3, "carried for the 3rd time"),
        (4, "carried for the 4th time"),
        (11, "carried for the 11th time"),
        (21, "carried for the 21st time"),
        (112, "carried for the 112th time"),
    ],
)
def test_how_often_something_was_carried(times: int, text: str) -> None:
    assert views.carried(times) == text


@pytest.mark.parametrize(
    ("entries", "text", "over"),
    [
        ([], "0 items", ""),
        ([entry(minutes=None)], "1 item, 1 item without a length", ""),
        ([entry(minutes=60)], "1 item, 60 of 60 minutes", ""),
        (
            [entry(minutes=60), entry(2, minutes=1)],
            "2 items, 61 of 60 minutes",
            "The items take 1 minute longer than the meeting.",
        ),
    ],
)
def test_the_sum_is_held_against_the_meeting(
    entries: list[AgendaEntry], text: str, over: str
) -> None:
    assert (item_words.totals(agenda(*entries)), item_words.too_long(agenda(*entries))) == (
        text,
        over,
    )


def test_a_reader_presses_nothing_and_a_chair_everything() -> None:
    found = agenda(entry(is_consent=True), entry(2, "Vans"))
    assert buttons(shown(found)) == []
    message = shown(found, CHAIR)
    assert buttons(message) == ["Talk about it", "Change", "Add an item", "Change the order"]
    beside = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    assert [element["text"]["text"] for element in beside] == ["Change"]
    assert buttons(shown(agenda(entry()), CHAIR)) == ["Add an item"]


def test_the_parts_stand_under_their_headings() -> None:
    found = agenda(
        entry(title="Minutes", is_consent=True),
        entry(2, "Fees", is_consent=True, pulled_by=2, times_carried=2),
        actions=(OpenAction(TaskLine(task(3, "Send norms"), person(), None), 1),),
        put_off=(entry(9, "Later"),),
    )
    text = text_of(shown(found, CHAIR))
    places = [
        text.index(words)
        for words in (
            "Open actions of earlier meetings",
            "Send norms (Ann Abara, due today, Mon, Nov 23, carried over)",
            "Consent part",
            "*1.* Minutes",
            "To talk about",
            "*2.* Fees",
            "carried for the 2nd time, Ben Brook wants to talk about it",
            "Put off until the meeting after",
            "Later (10 min, to decide, Ann Abara)",
        )
    ]
    assert places == sorted(places)


def test_without_a_consent_part_there_are_no_headings() -> None:
    assert "To talk about" not in text_of(shown(agenda(entry()), CHAIR))


def test_a_long_agenda_goes_on_where_it_left_off() -> None:
    found = agenda(*(entry(number, f"Item {number}") for number in range(1, 18)))
    assert "Show 8 more of 9" in text_of(shown(found))
    text = text_of(shown(found, offset=8))
    assert "*9.* Item 9" in text
    assert "Show 1 more" in text
    assert "*17.* Item 17" in text_of(shown(found, offset=16))
    assert "*1.* Item 1" in text_of(shown(found, offset=17))


@pytest.mark.parametrize(("count", "more"), [(30, False), (31, True)])
def test_a_posted_agenda_says_what_it_leaves_out(count: int, more: bool) -> None:
    found = agenda(*(entry(number, f"Item {number}") for number in range(1, count + 1)))
    message = views.posted(found, today=MONDAY)
    check(message)
    assert ("And 1 more item" in text_of(message)) is more
    assert buttons(message) == ["Agenda", "Add an item"]


def test_an_item_that_is_closed_says_so() -> None:
    closed = entry(state=AgendaItemState.CLOSED)
    assert item_words.item_line(closed) == "Courier (10 min, to decide, Ann Abara, closed)"
    assert agenda(closed, entry(2)).open_entries == (entry(2),)

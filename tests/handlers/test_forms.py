"""Reading forms: each field as what it is meant to be, or a refusal beside it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import partial
from typing import Any

import pytest

from handlers.forms import LONGEST_FIELD, MOST_CHOSEN, OLD_FORM, Form
from handlers.routes import Ask, Surface
from models import Person
from services.errors import Invalid
from tests.factories import NOW
from views.values import LARGEST_ID, HolidaysOf

ANN = Person(id=1, name="Ann Abara", slack_id="UANN", created_at=NOW)
BEN = Person(id=2, name="Ben Brook", slack_id="UBEN", created_at=NOW)
NOT_TEXT: tuple[Any, ...] = (3, 1.5, True, ["x"], {"x": "y"})


class Colour(StrEnum):
    """A closed set."""

    RED = "red"
    BLUE = "blue"


class Slack:
    """Knows Ann and Ben."""

    def __call__(self, slack_ids: list[str]) -> list[Person]:
        return [{"UANN": ANN, "UBEN": BEN}[slack_id] for slack_id in slack_ids]


def form(values: dict[str, Any] | None = None, **private: Any) -> Form:
    slack: Any = Slack()
    nobody: Any = None  # No field depends on who asks.
    facts = {"surface": Surface.SUBMISSION, "people": slack, "channels": slack}
    return Form(Ask(who=nobody, now=NOW, values=values or {}, private=private, **facts))


def refused(read: Callable[[], object], field: str | None = "x") -> str:
    with pytest.raises(Invalid) as refusal:
        read()
    assert refusal.value.field == field
    return refusal.value.message


@pytest.mark.parametrize("left_empty", [{}, {"x": None}, {"x": ""}, {"x": []}])
def test_a_field_that_was_left_empty_or_is_not_there(left_empty: dict[str, Any]) -> None:
    found = form(left_empty)
    assert (found.text("x"), found.lines("x"), found.day("x"), found.id("x")) == (
        "",
        [],
        None,
        None,
    )
    assert (found.ids("x"), found.choices("x", Colour), found.people("x")) == ([], [], [])
    assert (found.person("x"), found.slack_id("x"), found.checked("x", "box")) == (
        None,
        None,
        False,
    )
    assert not found.has("x")
    for read in (
        lambda: found.number("x"),
        lambda: found.time("x"),
        lambda: found.choice("x", Colour),
        lambda: found.one_of("x", ("yes", "no")),
        lambda: found.value("x", HolidaysOf),
    ):
        assert refused(read)


def test_what_is_usual() -> None:
    found = form(
        {
            "text": "Norms\n\n  \nLabels",
            "day": "2026-12-01",
            "time": "09:30",
            "number": "24",
            "choice": "blue",
            "yes": "yes",
            "choices": ["red", "blue"],
            "box": ["quiet"],
            "id": "7",
            "ids": ["7", "8"],
            "who": "UBEN",
            "people": ["UANN", "UBEN"],
            "channel": "CMETA",
            "whose": "everybody",
        }
    )
    assert found.text("text") == "Norms\n\n  \nLabels"
    assert found.lines("text") == ["Norms", "Labels"]
    assert (found.day("day"), found.time("time")) == (date(2026, 12, 1), time(9, 30))
    assert (found.number("number"), found.choice("choice", Colour)) == (24, Colour.BLUE)
    assert found.one_of("yes", ("yes", "no")) == "yes"
    assert found.choices("choices", Colour) == [Colour.RED, Colour.BLUE]
    assert (found.checked("box", "quiet"), found.id("id"), found.ids("ids")) == (True, 7, [7, 8])
    assert (found.person("who"), found.people("people")) == (BEN, [ANN, BEN])
    assert found.slack_id("channel") == "CMETA"
    assert found.value("whose", HolidaysOf) == HolidaysOf()
    assert found.has("box")


@pytest.mark.parametrize("odd", NOT_TEXT)
def test_a_text_that_is_none(odd: Any) -> None:
    assert "in words" in refused(lambda: form({"x": odd}).text("x"))


@pytest.mark.parametrize(("limit", "length"), [(LONGEST_FIELD, LONGEST_FIELD), (5, 5)])
def test_a_text_has_a_longest_length(limit: int, length: int) -> None:
    assert form({"x": "é" * length}).text("x", limit=limit) == "é" * length
    words = refused(lambda: form({"x": "é" * (length + 1)}).text("x", limit=limit))
    assert words == f"That is too long: {limit:,} characters at most."


ODD_NUMBERS = ("x", "-1", "1.5", "1e3", "٣", " 1", "9" * 10, "9" * 5000)


@pytest.mark.parametrize("odd", [*ODD_NUMBERS, *NOT_TEXT])
def test_numbers_and_rows_that_are_none(odd: Any) -> None:
    assert refused(lambda: form({"x": odd}).number("x")) == "Write a whole number, such as 24."
    assert refused(lambda: form({"x": odd}).id("x"))
    assert refused(lambda: form({"x": ["1", odd]}).ids("x"))


@pytest.mark.parametrize("odd", ["tomorrow", "2026-13-01", "2026-02-30", "٢٠٢٦-12-01", *NOT_TEXT])
def test_days_that_are_none(odd: Any) -> None:
    assert refused(lambda: form({"x": odd}).day("x")) == "Choose a day from the calendar."


@pytest.mark.parametrize("odd", ["noon", "24:00", "9", "09:60", "09:00+02:00", *NOT_TEXT])
def test_times_that_are_none(odd: Any) -> None:
    assert refused(lambda: form({"x": odd}).time("x")) == "Choose an hour, such as 09:00."


@pytest.mark.parametrize("odd", ["green", "RED", "yes ", "5,6", *NOT_TEXT])
def test_choices_that_were_not_offered(odd: Any) -> None:
    assert refused(lambda: form({"x": odd}).choice("x", Colour))
    assert refused(lambda: form({"x": odd}).one_of("x", ("yes", "no")))
    assert refused(lambda: form({"x": odd}).value("x", HolidaysOf))
    assert refused(lambda: form({"x": ["red", odd]}).choices("x", Colour))


@pytest.mark.parametrize("odd", ["x", 3, {"a": "b"}, ["1"] * (MOST_CHOSEN + 1)])
def test_lists_that_are_none_or_too_long(odd: Any) -> None:
    for read in (
        lambda: form({"x": odd}).ids("x"),
        lambda: form({"x": odd}).people("x"),
        lambda: form({"x": odd}).choices("x", str),
        lambda: form({"x": odd}).checked("x", "box"),
    ):
        assert refused(read) in (
            "Choose among those that are offered.",
            "Choose people from Slack's own list.",
        )
    assert len(form({"x": ["1"] * MOST_CHOSEN}).ids("x")) == MOST_CHOSEN


@pytest.mark.parametrize("odd", ["uann", "U ANN", "<@UANN>", "U" * 5000, *NOT_TEXT])
def test_people_and_channels_that_slack_never_names_so(odd: Any) -> None:
    assert refused(lambda: form({"x": odd}).person("x"))
    assert refused(lambda: form({"x": odd}).slack_id("x"))
    assert refused(lambda: form({"x": ["UANN", odd]}).people("x"))


def test_several_menus_are_read_as_one() -> None:
    found = form({"came1": ["1", "2"], "came2": ["2", "3"], "came3": None, "other": ["9"]})
    assert found.ids_of_all("came") == {1, 2, 3}
    assert refused(lambda: form({"came2": ["x"]}).ids_of_all("came"), field="came2")


def test_what_a_form_carries() -> None:
    found = form(
        task=7,
        words="Norms",
        source={"channel": "C1", "ts": "1.2"},
        day="2026-12-01",
        moment="2026-12-01T19:00:00+00:00",
    )
    assert (found.carried("task"), found.carried_text("words")) == (7, "Norms")
    assert found.carried_texts("source") == {"channel": "C1", "ts": "1.2"}
    assert found.carried_day("day") == date(2026, 12, 1)
    assert found.carried_moment("moment") == datetime(2026, 12, 1, 19, tzinfo=UTC)
    assert (found.carries("task"), found.carries("group")) == (True, False)
    assert (found.carried_text("no"), found.carried_texts("no")) == ("", {})
    assert (found.carried_day("no"), found.carried_moment("no")) == (None, None)


@pytest.mark.parametrize(
    "odd", [None, "", "7", "x", -1, LARGEST_ID + 1, 10**30, 1.0, True, [7], {"id": 7}]
)
def test_a_number_that_was_not_carried(odd: Any) -> None:
    assert refused(lambda: form(task=odd).carried("task"), field=None) == OLD_FORM


def test_the_largest_number_that_is_carried() -> None:
    assert (form(task=LARGEST_ID).carried("task"), form(task=0).carried("task")) == (LARGEST_ID, 0)


@pytest.mark.parametrize("odd", [3, True, ["x"], {"x": 1}, "x" * (LONGEST_FIELD + 1)])
def test_texts_that_were_not_carried(odd: Any) -> None:
    found = form(x=odd)
    for read in (found.carried_text, found.carried_texts, found.carried_day, found.carried_moment):
        assert refused(partial(read, "x"), field=None) == OLD_FORM


@pytest.mark.parametrize("odd", ["x", "tomorrow", "2026-12-01T19:00:00"])
def test_days_and_moments_that_were_not_carried(odd: str) -> None:
    assert refused(lambda: form(x=odd).carried_moment("x"), field=None) == OLD_FORM
    assert refused(lambda: form(x=f"{odd} ").carried_day("x"), field=None) == OLD_FORM

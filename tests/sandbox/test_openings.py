"""Permissions on loan: the newest are kept, however long a sandbox runs."""

from typing import Any

import pytest

from sandbox.errors import SlackError
from sandbox.openings import MOST_KEPT, Openings, ResponseUrl
from tests.sandbox.samples import plain

MENU = ("V1", "U0ANN", "book")


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value), "value": value}


def test_only_the_newest_triggers_and_addresses_are_kept() -> None:
    openings = Openings()
    triggers = [openings.new_trigger("U0ANN") for _ in range(MOST_KEPT + 1)]
    addresses = [
        openings.new_response(ResponseUrl("C0META", "U0ANN", 0.0)) for _ in range(MOST_KEPT + 1)
    ]
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        openings.use_trigger(triggers[0])
    with pytest.raises(SlackError, match="no_such_url"):
        openings.use_response(addresses[0], 1.0)
    assert openings.use_trigger(triggers[1]).person == "U0ANN"
    assert openings.use_response(addresses[1], 1.0).channel == "C0META"


def test_what_was_suggested_twice_is_known_once_as_it_was_last() -> None:
    openings = Openings()
    openings.offer(MENU, [option("one"), option("two")])
    openings.offer(MENU, [{**option("two"), "description": plain("again")}, option("three")])
    assert [known["value"] for known in openings.offered(MENU)] == ["one", "two", "three"]
    assert openings.offered(MENU)[1]["description"] == plain("again")
    assert openings.offered(("V1", "U0BEN", "book")) == []

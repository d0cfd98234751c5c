"""The route table: what a typed line means, and what it was probably meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routes import Answer, Ask, Button, Command
from handlers.table import RouteTable, build
from services.access import Needs


def nothing(_ask: Ask) -> Answer:
    return None


def row(words: str, *aliases: str, ends_something: bool = False) -> Command:
    return Command(
        words,
        nothing,
        help="Help.",
        needs=Needs.ANYONE,
        aliases=aliases,
        ends_something=ends_something,
    )


TABLE: RouteTable = build(
    [
        row("wg"),
        row("wg list", "find"),
        row("wg show", "charge"),
        row("task"),
        row("task add", "new"),
        row("wg leave", ends_something=True),
        row("meet next", "mine"),
    ]
)


@pytest.mark.parametrize(
    ("command", "text", "words", "rest"),
    [
        ("/wg", "", "wg", ""),
        ("/wg", "   ", "wg", ""),
        ("/WG", "LIST", "wg list", ""),
        ("/wg", "find  metadata rules ", "wg list", "metadata rules"),
        ("/wg", "charge Metadata", "wg show", "Metadata"),
        ("/task", "add Review <@U1>", "task add", "Review <@U1>"),
    ],
)
def test_a_line_is_matched_to_its_row(command: str, text: str, words: str, rest: str) -> None:
    match = TABLE.match(command, text)
    assert match is not None
    assert (match.row.words, match.text) == (words, rest)


def test_an_unknown_verb_matches_nothing() -> None:
    assert TABLE.match("/wg", "frobnicate") is None
    assert TABLE.match("/nothing", "") is None


@pytest.mark.parametrize(
    ("command", "typed", "nearest"),
    [
        ("/wg", "lsit", "/wg list"),
        ("/wg", "shwo Metadata", "/wg show Metadata"),
        ("/wg", "charg", "/wg show"),
        ("/task", "ad Review", "/task add Review"),
        ("/task", "hlep me", "/task help"),
        ("/wg", "zzzzzz", None),
        ("/wg", "laeve Metadata", None),
        ("/meet", "minutes", None),
        ("/meet", "nxet", "/meet next"),
    ],
)
def test_the_nearest_command_keeps_the_rest_of_the_line(
    command: str, typed: str, nearest: str | None
) -> None:
    assert TABLE.nearest(command, typed) == nearest


def test_two_rows_for_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="wg list"):
        build([row("wg list"), row("wg list")])
    with pytest.raises(ValueError, match=r"group\.show"):
        build([Button("group.show", nothing, needs=Needs.ANYONE)] * 2)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_line_crashes_the_grammar(command: str, text: str) -> None:
    match = TABLE.match(command, text)
    assert match is None or match.row in TABLE.commands.values()
    nearest = TABLE.nearest(command, text)
    assert nearest is None or nearest.startswith("/")


def test_nothing_is_offered_that_the_asker_may_not_do() -> None:
    assert TABLE.nearest("/task", "ad Review", offers=lambda found: False) is None
    assert TABLE.nearest("/task", "ad Review", offers=lambda found: found.words == "task add") == (
        "/task add Review"
    )

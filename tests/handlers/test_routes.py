"""Every id that a view emits has a row, and every row says who may use it."""

import importlib
import pkgutil
import re

import pytest

import handlers
import views
from handlers.routes import Command, Shortcut
from views import groups as group_views
from views import help as help_views
from views.values import OLD_MENU

TABLE = handlers.route_table()
ANSWERED_BY_DISPATCH = {help_views.RUN, group_views.WHICH, OLD_MENU}
"""The route table itself is needed to answer these."""
ONLY_SHOWN = {help_views.RESULT}
"""A page without a form."""


def emitted() -> set[str]:
    """The ids that stand as constants in the view modules: words joined by dots."""
    found = set()
    for module in pkgutil.walk_packages(views.__path__, "views."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if (
                name.isupper()
                and isinstance(value, str)
                and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value)
            ):
                found.add(value)
    return found


def test_every_id_that_a_view_emits_has_a_route() -> None:
    routed = {*TABLE.buttons, *TABLE.modals, *TABLE.shortcuts}
    assert emitted() - routed - ANSWERED_BY_DISPATCH - ONLY_SHOWN == set()


def test_every_button_and_form_of_the_table_is_emitted_by_a_view() -> None:
    assert {*TABLE.buttons, *TABLE.modals} - emitted() == set()


@pytest.mark.parametrize("row", TABLE.commands.values(), ids=lambda row: row.words)
def test_a_command_has_help_that_reads_as_a_sentence_and_an_example(row: Command) -> None:
    assert row.help[0].isupper()
    assert row.help.endswith(".")
    assert len(row.help) <= 100
    if row.verb:
        assert row.example.startswith(f"/{row.words}")


@pytest.mark.parametrize("command", TABLE.names())
def test_a_command_without_words_opens_something_useful(command: str) -> None:
    assert command in TABLE.commands


@pytest.mark.parametrize("row", TABLE.shortcuts.values(), ids=lambda row: row.id)
def test_a_shortcut_fits_slacks_menu(row: Shortcut) -> None:
    assert len(row.name) <= 24
    assert len(row.description) <= 150
    assert row.on in ("global", "message")

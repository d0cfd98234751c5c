"""The table of every rule with the test that proves it;
`python -m tests.sandbox.proofs` writes it.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox import rules
from sandbox.rules.conduct import CONDUCT
from tests import sandbox as tests

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"
HEAD = "| Rule | What it demands | Test |\n|---|---|---|\n"
TABLES = {
    "Blocks": rules.BLOCKS,
    "Elements": rules.ELEMENTS,
    "Composition objects": rules.OBJECTS,
    "Rich text": {**rules.PARTS, **rules.PIECES},
    "Cells": rules.CELLS,
    "Charts": {**rules.CHARTS, **rules.CHART_OBJECTS},
    "Views": rules.VIEWS,
    "Manifest": rules.MANIFEST,
}
EACH = "test_rules.py::test_each_rule_refuses_what_breaks_it"
SURFACES = "test_rules_surfaces.py::test_each_rule_about_a_whole_surface_refuses_in_slacks_words"
MANIFESTS = "test_manifest.py::test_each_rule_about_the_whole_manifest_names_the_place"


def proofs() -> dict[str, list[str]]:
    """The tests that are marked as proving a rule of conduct, by rule."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.iter_modules(tests.__path__):
        if module.name.startswith("test_"):
            for test, rule in _marked(importlib.import_module(f"{tests.__name__}.{module.name}")):
                found.setdefault(rule, []).append(f"{module.name}.py::{test}")
    return found


def page(text: str) -> str:
    """The page with the table as it is now between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + "\n".join(_sections()) + "\n" + END + rest.partition(END)[2]


def _marked(module: Any) -> Iterator[tuple[str, str]]:
    for name, test in vars(module).items():
        marks = getattr(test, "pytestmark", []) if name.startswith("test_") else []
        yield from ((name, rule) for mark in marks if mark.name == "proves" for rule in mark.args)


def _sections() -> Iterator[str]:
    proved = proofs()
    for area, sentences in CONDUCT.items():
        rows = [_row(rule, says, *proved.get(rule, [])) for rule, says in sentences.items()]
        yield f"### {area}\n\n{HEAD}{''.join(rows)}"
    whole = [_row(rule, says, f"{SURFACES}[{rule}]") for rule, says in rules.SURFACE_RULES.items()]
    yield f"### Whole messages and views\n\n{HEAD}{''.join(whole)}"
    joint = [
        _row(rule, says, f"{MANIFESTS}[{rule}]") for rule, says in rules.MANIFEST_RULES.items()
    ]
    yield f"### The whole manifest\n\n{HEAD}{''.join(joint)}"
    for area, table in TABLES.items():
        yield f"### {area}\n\n{HEAD}{''.join(_table_rows(table))}"


def _table_rows(table: dict[str, Any]) -> Iterator[str]:
    for kind in table:
        for rule, says in rules.table_rules({kind: table[kind]}):
            yield _row(rule, says, f"{EACH}[{kind}:{rule}]")


def _row(rule: str, says: str, *tests_: str) -> str:
    named = "<br>".join(f"`{test}`" for test in tests_)
    return f"| `{rule}` | {says.replace('|', chr(92) + '|')} | {named} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

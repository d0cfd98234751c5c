"""The worked examples of ``docs/adding.md``, typed into a copy of the code as they are printed, and
run there.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import migrate
from tests.test_architecture import PACKAGES, ROOT

PAGE = ROOT / "docs" / "adding.md"
REVISION = "migrations/versions/{}_the_drafted_one.py"
STORIES = "tests/stories/"
ONE_DATABASE = "not postgresql and not socket"
"""The examples touch nothing that a database or a way to Slack does in a way of its own."""
ALSO_TRUE = (
    "tests/handlers/test_routes.py",
    "tests/scheduler/test_queues.py::test_every_kind_of_reminder_has_words_and_is_a_kind_of_message",
    "tests/test_migrations.py::test_a_migrated_database_is_what_the_models_describe",
)
"""Tests that are there already and hold of the examples, too."""

_BLOCK = re.compile(r"^```python\n# ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^```python$", re.MULTILINE)
_PLACE = re.compile(r"([^\s,]+/[^\s,]+\.py|the drafted revision)(?:, (.+))?")
_BODY = re.compile(r"(?:from|import) .+|\s*")


@dataclass(frozen=True)
class Example:
    """A block of the page: what is to be typed, and where."""

    path: str
    where: str
    text: str


def examples(page: str) -> Iterator[Example]:
    for head, text in _BLOCK.findall(page):
        place = _PLACE.fullmatch(head)
        assert place, f"“{head}” does not say where the block goes"
        yield Example(place[1], place[2] or "", text)


def typed(before: str, example: Example) -> str:
    """A file with an example typed into it, as a reader of the page would do it."""
    lines = before.splitlines()
    imports, body = _divided(example.text.splitlines())
    match example.where.split():
        case []:
            lines += ["", "", *body] if body else []
        case ["above", name]:
            at = _start(_node(before, name))
            lines[at:at] = [*body, "", ""]
        case ["at", "the", "end", "of", name]:
            node = _node(before, name)
            at = _end(node) if isinstance(node, ast.ClassDef) else _end(node) - 1
            lines[at:at] = body
        case ["before", "the", "last", "line", "of", name]:
            function = _node(before, name)
            assert isinstance(function, ast.FunctionDef)
            at = _start(function.body[-1])
            lines[at:at] = body
        case ["in", "place", "of", "the", "last", "row", "of", name]:
            table = _node(before, name)
            assert isinstance(table, ast.Assign)
            assert isinstance(table.value, ast.Tuple)
            row = table.value.elts[-1]
            lines[row.lineno - 1 : _end(row)] = body
        case ["in", "place", "of", "the", "line", "that", "begins", "so"]:
            begins = re.split("[=(]", body[0])[0]
            [at] = [number for number, line in enumerate(lines) if line.startswith(begins)]
            lines[at : at + 1] = body
        case _:
            raise AssertionError(f"“{example.where}” says nothing of a place")
    if imports:
        at = _after_imports("\n".join(lines))
        lines[at:at] = imports
    return "\n".join(lines) + "\n"


def _divided(lines: list[str]) -> tuple[list[str], list[str]]:
    """The imports at the top of a block, and the rest."""
    count = next((n for n, line in enumerate(lines) if not _BODY.fullmatch(line)), len(lines))
    return [line for line in lines[:count] if line], lines[count:]


def _node(text: str, name: str) -> ast.stmt:
    [found] = [node for node in ast.parse(text).body if name in _names(node)]
    return found


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _start(node: ast.stmt) -> int:
    """The number of the lines before a statement, and before what decorates it."""
    above: list[int] = [mark.lineno for mark in getattr(node, "decorator_list", [])]
    return min([node.lineno, *above]) - 1


def _end(node: ast.stmt | ast.expr) -> int:
    assert node.end_lineno is not None
    return node.end_lineno


def _after_imports(text: str) -> int:
    imports = (ast.Import, ast.ImportFrom)
    return max(_end(node) for node in ast.parse(text).body if isinstance(node, imports))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code with all examples in it, put in order as by ``make format``."""
    folder = tmp_path_factory.mktemp("convene")
    for name in (*PACKAGES, "tests"):
        skipped = shutil.ignore_patterns("__pycache__", "browser", "campaigns")
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for example in examples(PAGE.read_text(encoding="utf-8")):
        _type_into(folder, example)
    for command in (("check", "--quiet", "--select=I", "--fix"), ("format", "--quiet")):
        assert _run(folder, "ruff", *command) == ""
    return folder


def _type_into(folder: Path, example: Example) -> None:
    if example.path == "the drafted revision":
        file, text = folder / REVISION.format(_following()), _draft() + example.text
    elif example.where == "a new file":
        file, text = folder / example.path, example.text
        assert not file.exists()
    else:
        file = folder / example.path
        text = typed(file.read_text(encoding="utf-8"), example)
    file.write_text(text, encoding="utf-8")


def _following() -> str:
    return f"{int(migrate.newest()) + 1:04d}"


def _draft() -> str:
    return (
        '"""As it is drafted"""\n\nfrom alembic import op\n\n'
        f'revision = "{_following()}"\ndown_revision = "{migrate.newest()}"\n'
        "branch_labels = None\ndepends_on = None\n\n\n"
    )


def _run(folder: Path, module: str, *words: str) -> str:
    """What a program says that fails; nothing where it succeeds."""
    result = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    return result.stdout + result.stderr if result.returncode else ""


def test_every_block_says_where_it_goes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(list(examples(page))) == len(_ANY_BLOCK.findall(page))


SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S))


@pytest.mark.parametrize("title", [name for name, text in SECTIONS.items() if "```python" in text])
def test_each_section_names_nothing_that_only_another_one_brings(
    title: str, tmp_path: Path
) -> None:
    """Whoever types one section alone must not meet a NameError."""
    for example in examples(SECTIONS[title]):
        file = tmp_path / example.path
        if not file.exists() and (ROOT / example.path).exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / example.path, file)
        (tmp_path / REVISION).parent.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        _type_into(tmp_path, example)
    assert _run(tmp_path, "ruff", "check", "--isolated", "--no-cache", "--select=F821", ".") == ""


def test_the_examples_are_as_clean_as_the_code(copy: Path) -> None:
    assert _run(copy, "ruff", "check", "--no-cache", ".") == ""


def test_the_examples_do_what_the_page_says(copy: Path) -> None:
    stories = [
        f"{example.path}::{node.name}"
        for example in examples(PAGE.read_text(encoding="utf-8"))
        if example.path.startswith(STORIES)
        for node in ast.parse(example.text).body
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(stories) == 5
    quietly = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"-k={ONE_DATABASE}")
    assert _run(copy, "pytest", *quietly, *stories, *ALSO_TRUE) == ""

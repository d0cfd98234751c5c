"""What holds the code together:
imports go one way, time is an argument, and the packages are ours.
"""

import ast
import importlib
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "bot",
    "demo",
    "handlers",
    "migrations",
    "models",
    "sandbox",
    "scheduler",
    "services",
    "views",
    "web",
)
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "localtime"}


@pytest.mark.parametrize("name", PACKAGES)
def test_no_installed_package_shadows_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ == str(ROOT / name / "__init__.py")


@pytest.mark.parametrize("name", PACKAGES)
def test_no_library_brings_a_package_of_that_name(name: str) -> None:
    assert set(packages_distributions()[name]) == {"convene"}


def test_imports_go_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("package", ["services", "views", "models"])
def test_deciding_and_saying_never_look_at_the_clock(package: str) -> None:
    readings = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _is_clock(node.func)
    ]
    assert readings == []


def test_a_look_at_the_clock_would_be_seen() -> None:
    for text in ("datetime.now(UTC)", "date.today()", "time.time()", "datetime.datetime.utcnow()"):
        call = ast.parse(text, mode="eval").body
        assert isinstance(call, ast.Call)
        assert _is_clock(call.func)


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if (text := file.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def _is_clock(function: ast.expr) -> bool:
    """Whether this is ``datetime.now`` or one of its kind;
    calling a clock that was handed over is fine.
    """
    if not (isinstance(function, ast.Attribute) and function.attr in CLOCKS):
        return False
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in {"datetime", "date", "time"}

"""Regular expressions that wait for their first use."""

import re
import subprocess
import sys

import pytest

from services.deferred_patterns import DeferredPattern


def test_it_finds_what_a_compiled_one_finds() -> None:
    source, text = r"b+(?P<rest>c?)", "abbcb"
    deferred, compiled = DeferredPattern(source), re.compile(source)

    assert deferred.match(text) is compiled.match(text) is None
    assert deferred.match(text, 1) is not None
    assert deferred.fullmatch("bbc") is not None
    assert deferred.fullmatch(text) is None
    found = deferred.search(text, 3)
    assert found is not None
    assert found.span() == (4, 5)
    spans = [found.span() for found in deferred.finditer(text)]
    assert spans == [found.span() for found in compiled.finditer(text)] == [(1, 4), (4, 5)]


def test_its_flags_are_those_of_the_compiled_one() -> None:
    assert DeferredPattern("day", re.IGNORECASE).match("Day")
    assert not DeferredPattern("day").match("Day")


def test_it_is_compiled_at_its_first_use_and_once() -> None:
    broken = DeferredPattern("(")

    with pytest.raises(re.error):
        broken.match("x")

    good = DeferredPattern("x")
    assert "compiled" not in vars(good)
    good.match("x")
    assert vars(good)["compiled"] is good.compiled


def test_a_start_compiles_none_of_the_grammar_of_dates() -> None:
    code = (
        "import services.dates, services.recurrence, services.deferred_patterns as p, gc\n"
        "found = [x for x in gc.get_objects() if isinstance(x, p.DeferredPattern)]\n"
        "print(len(found), sum('compiled' in vars(x) for x in found))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    deferred, compiled = map(int, run.stdout.split())
    assert deferred > 80
    assert compiled == 0

"""Every sandbox and every bot of a test has the same routes,
and werkzeug would compile two functions for each of them anew: most of what a start costs.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_compile: Callable[[Rule, bool], Builder] = Rule._compile_builder
_compiled: dict[Any, Builder] = {}


def keep() -> None:
    """From now on, each is compiled once in a process."""
    Rule._compile_builder = _kept  # type: ignore[assignment, method-assign]


def _kept(rule: Rule, append_unknown: bool = True) -> Builder:
    """The function takes the rule as its ``self``, and so serves all that are written alike."""
    written = (rule.rule, repr(rule.defaults), tuple(rule._trace), append_unknown)
    if (builder := _compiled.get(written)) is None:
        builder = _compiled[written] = _compile(rule, append_unknown)
    return builder

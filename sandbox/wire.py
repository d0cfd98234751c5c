"""JSON as Slack takes it: numbers are finite, texts are UTF-8,
and nothing is nested without end.
"""

import json
import math
from typing import Any

DEEPEST_JSON = 100


def read(text: str | bytes) -> Any:
    """Raises ValueError for what Python's own reader lets pass, too."""
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("too deep") from None
    _look_through(value, DEEPEST_JSON)
    return value


def without_nulls(value: Any) -> Any:
    """A deep copy in which a field set to null is as absent as Slack takes it to be."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def _look_through(value: Any, left: int) -> None:
    if not left:
        raise ValueError("too deep")
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, dict):
        for key, item in value.items():
            key.encode()
            _look_through(item, left - 1)
    elif isinstance(value, list):
        for item in value:
            _look_through(item, left - 1)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        _no_number(digits)
    return number


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")

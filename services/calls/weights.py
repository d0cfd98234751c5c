"""The declared weights of units, as they are typed: a name and a number on each line."""

import re
from collections.abc import Iterable, Mapping

from services import spelling
from services.calls.units import UnitAsked
from services.dates.words import quoted
from services.errors import Invalid

_LINE = re.compile(r"^(?P<name>.+?)\s*[:=,]?\s+(?P<weight>\S+)$")
_LONGEST_NUMBER = 4


def read_weights(lines: Iterable[str], units: Iterable[UnitAsked]) -> dict[str, int]:
    """The weights that such lines declare, by the key of the unit. Raises ``Invalid`` with the
    line at fault.
    """
    by_name = {_folded(unit.name): unit for unit in units}
    weights: dict[str, int] = {}
    for line in lines:
        name, weight = _parted(line)
        unit = by_name.get(_folded(name))
        if unit is None:
            raise Invalid(_unknown(name, by_name), field="weights")
        if unit.key in weights:
            raise Invalid(f"{unit.name} is there twice.", field="weights")
        weights[unit.key] = weight
    return weights


def weight_lines(weights: Mapping[str, int], units: Iterable[UnitAsked]) -> list[str]:
    """The lines that declare these weights; those of units that are not called any more are left
    out.
    """
    return [f"{unit.name} {weights[unit.key]}" for unit in units if unit.key in weights]


def _parted(line: str) -> tuple[str, int]:
    found = _LINE.match(line.strip())
    digits = found["weight"] if found else ""
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER):
        raise Invalid(
            f"I cannot read {quoted(line)}. Write a name and a whole number, such as “Tunxis 3”.",
            field="weights",
        )
    return (found["name"] if found else ""), int(digits)


def _unknown(name: str, by_name: Mapping[str, UnitAsked]) -> str:
    near = spelling.nearest(_folded(name), by_name)
    meant = f" Did you mean “{by_name[near].name}”?" if near else ""
    return f"None of those who are called is named {quoted(name)}.{meant}"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()

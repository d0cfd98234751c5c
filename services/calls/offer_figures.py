"""Reading amounts of money and sizes as people type them: exactly, without fractions."""

import re
from collections.abc import Callable, Iterable, Mapping

from models.money import MOST_CENTS, in_dollars
from models.offers import HUNDREDTHS, MOST_SIZE
from services import spelling
from services.calls.units import UnitAsked
from services.dates.words import quoted
from services.errors import Invalid

_AMOUNT = re.compile(
    r"\$?\s*(?P<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,10})(\.(?P<part>[0-9]{1,2}))?"
)
_LINE = re.compile(r"(?P<name>.+?)\s*[:=]?\s+(?P<figure>\$?\s?[0-9][0-9.,]*)")


def read_dollars(text: str, *, field: str) -> int:
    """An amount in cents, from 1 on. Raises ``Invalid`` with the field."""
    cents = _hundredths(text)
    if cents is None:
        raise Invalid("Write an amount in dollars, such as 12,500 or 12500.50.", field=field)
    if not 1 <= cents <= MOST_CENTS:
        raise Invalid(f"Write an amount up to {in_dollars(MOST_CENTS)}.", field=field)
    return cents


def read_measures(
    lines: Iterable[str], units: Iterable[UnitAsked], *, are_amounts: bool
) -> dict[str, int]:
    """The sizes in hundredths, or the amounts in cents, that such lines declare, by the key of the
    unit. Raises ``Invalid`` with the line at fault.
    """
    by_name = {_folded(unit.name): unit for unit in units}
    read = _amount if are_amounts else _size
    found: dict[str, int] = {}
    for line in lines:
        name, figure = _parted(line, read)
        unit = by_name.get(_folded(name))
        if unit is None:
            raise Invalid(_unknown(name, by_name), field="measures")
        if unit.key in found:
            raise Invalid(f"{unit.name} is there twice.", field="measures")
        found[unit.key] = figure
    return found


def measure_lines(measures: Mapping[str, int], units: Iterable[UnitAsked]) -> list[str]:
    """The lines that declare these; those of units that are not called any more are left out."""
    return [
        f"{unit.name}: {in_hundredths(measures[unit.key])}"
        for unit in units
        if unit.key in measures
    ]


def in_hundredths(number: int) -> str:
    """Such as ``12.5`` or ``1200``."""
    whole, part = divmod(number, HUNDREDTHS)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") if part else str(whole)


def _hundredths(text: str) -> int | None:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    part = (found["part"] or "").ljust(2, "0")
    return int(found["whole"].replace(",", "")) * HUNDREDTHS + int(part)


def _size(text: str) -> int | None:
    number = None if "$" in text else _hundredths(text)
    return number if number is not None and 1 <= number <= MOST_SIZE else None


def _amount(text: str) -> int | None:
    cents = _hundredths(text)
    return cents if cents is not None and 1 <= cents <= MOST_CENTS else None


def _parted(line: str, read: Callable[[str], int | None]) -> tuple[str, int]:
    found = _LINE.fullmatch(line.strip())
    figure = read(found["figure"]) if found else None
    if found is None or figure is None:
        raise Invalid(
            f"I cannot read {quoted(line)}. Write a name and a number, such as “Tunxis: 12.5”.",
            field="measures",
        )
    return found["name"], figure


def _unknown(name: str, by_name: Mapping[str, UnitAsked]) -> str:
    near = spelling.nearest(_folded(name), by_name)
    meant = f" Did you mean “{by_name[near].name}”?" if near else ""
    return f"None of those who are called is named {quoted(name)}.{meant}"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()

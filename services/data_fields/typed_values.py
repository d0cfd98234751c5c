"""What people fill into a field of a data call, as exact text: numbers are never floats."""

import re
from decimal import Decimal

from models import CallField
from models.calls import NO, YES
from models.data_calls import FIELD_TEXT_LENGTH, NUMERIC, FieldFacts, FieldKind
from services.dates.words import quoted
from services.errors import Invalid

_MOST_FIGURES = 15
"""Before the decimal point."""
_DECIMALS = {FieldKind.WHOLE: 0, FieldKind.AMOUNT: 2, FieldKind.PERCENT: 4}
_EXAMPLES = {
    FieldKind.WHOLE: "a whole number, such as 1,234",
    FieldKind.AMOUNT: "an amount, such as $1,234.50",
    FieldKind.PERCENT: "a percentage, such as 12.5%",
}
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:(?P<mark>[, ])\d{3})(?:(?P=mark)\d{3})*|\d+)")
_NUMBER = re.compile(rf"(?P<sign>[+-]?){_GROUPED.pattern}(?:\.(?P<decimals>\d+))?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_YES = frozenset({"yes", "y", "true", "x", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_CURRENCY = re.compile(r"^(?P<sign>[+-]?)\s*(?:US)?\$\s*|\s*(?:USD|dollars?)$", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(?:%|percent)$", re.IGNORECASE)


def read_value(field: CallField | FieldFacts, typed: str) -> str:
    """What was typed into a field, as it is kept; empty for nothing. Raises ``Invalid`` with what
    to write instead.
    """
    tidy = typed.translate(_SPACES).strip() if field.kind in NUMERIC else typed.strip()
    if not tidy:
        return ""
    if field.kind in NUMERIC:
        return _bounded(field, tidy)
    if field.kind is FieldKind.YES_NO:
        return _yes_or_no(tidy)
    if field.kind is FieldKind.CHOICE:
        return _choice(field, tidy)
    if len(tidy) > FIELD_TEXT_LENGTH:
        raise Invalid(f"That is too long: {FIELD_TEXT_LENGTH:,} characters at most.")
    return tidy


def read_number(kind: FieldKind, typed: str) -> str:
    """A number as it is kept: without marks between thousands, and without needless zeros."""
    bare = typed.translate(_SPACES).strip()
    if kind is FieldKind.AMOUNT:
        bare = _CURRENCY.sub(lambda found: found["sign"] or "", bare).strip()
        bare = _CURRENCY.sub(lambda found: found["sign"] or "", bare).strip()
    if kind is FieldKind.PERCENT:
        bare = _PERCENT.sub("", bare)
    found = _NUMBER.fullmatch(bare) if bare.isascii() else None
    if found is None:
        raise Invalid(f"I cannot read {quoted(typed)}. Write {_EXAMPLES[kind]}.")
    whole = re.sub("[, ]", "", found["whole"]).lstrip("0") or "0"
    decimals = (found["decimals"] or "").rstrip("0")
    if len(whole) > _MOST_FIGURES:
        raise Invalid(f"That is too large: {_MOST_FIGURES} digits at most.")
    if len(decimals) > _DECIMALS[kind]:
        raise Invalid(_too_exact(kind, typed))
    sign = "-" if found["sign"] == "-" and (whole != "0" or decimals) else ""
    return f"{sign}{whole}{'.' if decimals else ''}{decimals}"


def has_changed_much(kind: FieldKind, value: str, before: str, percent: int) -> bool:
    """Whether a number differs by more than so many percent from that of the year before; from 0
    any other does.
    """
    if kind not in NUMERIC or not value or not before:
        return False
    new, old = Decimal(value), Decimal(before)
    return abs(new - old) * 100 > abs(old) * percent


def _bounded(field: CallField | FieldFacts, typed: str) -> str:
    value = read_number(field.kind, typed)
    if field.least and Decimal(value) < Decimal(field.least):
        raise Invalid(f"That is less than {shown(field.least)}, the least that may stand here.")
    if field.greatest and Decimal(value) > Decimal(field.greatest):
        words = f"That is more than {shown(field.greatest)}, the greatest that may stand here."
        raise Invalid(words)
    return value


def shown(value: str) -> str:
    """A number that is kept, with a comma between thousands."""
    return f"{Decimal(value):,f}"


def _too_exact(kind: FieldKind, typed: str) -> str:
    if kind is FieldKind.WHOLE:
        return f"{quoted(typed)} is no whole number. Write {_EXAMPLES[kind]}."
    return f"{quoted(typed)} has too many decimals: {_DECIMALS[kind]} at most."


def _yes_or_no(typed: str) -> str:
    folded = typed.casefold()
    if folded in _YES:
        return YES
    if folded in _NO:
        return NO
    raise Invalid("Answer yes or no.")


def _choice(field: CallField | FieldFacts, typed: str) -> str:
    known = {choice.casefold(): choice for choice in field.choices}
    found = known.get(" ".join(typed.split()).casefold())
    if found is None:
        raise Invalid("Choose one of those that are offered.")
    return found

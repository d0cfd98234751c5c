"""The vocabulary in which the tables of limits are written: what a field may hold, and how a breach
is told.

Every shape answers two questions: which problems a value has, and which rules it adds to the list
of rules. A rule's name is the path of the field plus the kind of limit, such as `header.text.max`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class RuleProblem:
    rule: str
    says: str
    at: str

    def __str__(self) -> str:
        return f"[ERROR] {self.says} [json-pointer:{self.at}]"


class Shape(Protocol):
    def problems(self, value: Any, rule: str, at: str, /) -> Iterator[RuleProblem]: ...

    def rules(self, rule: str, /) -> Iterator[tuple[str, str]]: ...


@dataclass(frozen=True)
class String:
    """A bare string."""

    max: int | None = None
    min: int = 0
    form: str | None = None

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, str):
            yield RuleProblem("wrong_type", "must provide a string", at)
        else:
            yield from length_problems(len(value), self.min, self.max, rule, at, "characters")
            if self.form and not re.fullmatch(self.form, value):
                yield RuleProblem(f"{rule}.form", f"failed to match the pattern {self.form}", at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from length_rules(self.min, self.max, rule, "characters")
        if self.form:
            yield f"{rule}.form", f"matches {self.form}"


@dataclass(frozen=True)
class Number:
    low: float | None = None
    high: float | None = None

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield RuleProblem("wrong_type", "must provide a number", at)
        elif self.low is not None and value < self.low:
            yield RuleProblem(f"{rule}.min", f"must be at least {self.low:g}", at)
        elif self.high is not None and value > self.high:
            yield RuleProblem(f"{rule}.max", f"must be at most {self.high:g}", at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        if self.low is not None:
            yield f"{rule}.min", f"at least {self.low:g}"
        if self.high is not None:
            yield f"{rule}.max", f"at most {self.high:g}"


@dataclass(frozen=True)
class Whole(Number):
    """A count, an index or a moment: Slack takes no fractions of these."""

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if isinstance(value, float) and not value.is_integer():
            yield RuleProblem("wrong_type", "must provide an integer", at)
        else:
            yield from super().problems(value, rule, at)


@dataclass(frozen=True)
class Flag:
    def problems(self, value: Any, _: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, bool):
            yield RuleProblem("wrong_type", "must provide a boolean", at)

    def rules(self, _: str) -> Iterator[tuple[str, str]]:
        yield from ()


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if value not in self.values:
            yield RuleProblem(f"{rule}.values", f"must be one of: {', '.join(self.values)}", at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield f"{rule}.values", f"one of {', '.join(self.values)}"


@dataclass(frozen=True)
class Known:
    """A name from a list too long to be told."""

    what: str
    names: frozenset[str] = field(repr=False)

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, str) or value not in self.names:
            yield RuleProblem(f"{rule}.known", f"is not {self.what}: {value}", at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield f"{rule}.known", f"is {self.what}"


@dataclass(frozen=True)
class Many:
    """A list of the same shape."""

    of: Shape
    max: int | None = None
    min: int = 1

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, list):
            yield RuleProblem("wrong_type", "must provide an array", at)
            return
        yield from length_problems(len(value), self.min, self.max, rule, at, "items")
        for index, item in enumerate(value):
            yield from self.of.problems(item, f"{rule}.each", f"{at}/{index}")

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from length_rules(self.min, self.max, rule, "items")
        yield from self.of.rules(f"{rule}.each")


@dataclass(frozen=True)
class Anything:
    """Accepted as it is: Slack's own rule here is not known well enough to be strict about it."""

    def problems(self, _: Any, __: str, ___: str) -> Iterator[RuleProblem]:
        yield from ()

    def rules(self, _: str) -> Iterator[tuple[str, str]]:
        yield from ()


def length_problems(
    size: int, low: int, high: int | None, rule: str, at: str, unit: str
) -> Iterator[RuleProblem]:
    if size < low:
        yield RuleProblem(f"{rule}.min", f"must be more than {low - 1} {unit}", at)
    if high is not None and size > high:
        says = (
            f"must be less than {high + 1} {unit}"
            if unit == "characters"
            else f"no more than {high} items allowed"
        )
        yield RuleProblem(f"{rule}.max", says, at)


def length_rules(low: int, high: int | None, rule: str, unit: str) -> Iterator[tuple[str, str]]:
    if low:
        yield f"{rule}.min", f"at least {low} {unit}"
    if high is not None:
        yield f"{rule}.max", f"at most {high} {unit}"

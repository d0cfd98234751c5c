"""The vocabulary in which the tables of limits are written: what a field may hold, and how a breach
is told.

Every shape answers two questions: which problems a value has, and which rules it adds to the list
of rules. A rule's name is the path of the field plus the kind of limit, such as `header.text.max`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
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
            yield from _length(len(value), self.min, self.max, rule, at, "characters")
            if self.form and not re.fullmatch(self.form, value):
                yield RuleProblem(f"{rule}.form", f"failed to match the pattern {self.form}", at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from _length_rules(self.min, self.max, rule, "characters")
        if self.form:
            yield f"{rule}.form", f"matches {self.form}"


@dataclass(frozen=True)
class Text:
    """A text object; `types` says which of plain_text and mrkdwn the place accepts."""

    max: int
    types: tuple[str, ...] = ("plain_text", "mrkdwn")
    min: int = 1

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, dict):
            yield RuleProblem("wrong_type", "must provide an object", at)
        elif value.get("type") not in self.types:
            yield RuleProblem(
                "text.type", f"must be a {' or '.join(self.types)} object", f"{at}/type"
            )
        else:
            yield from _fields(value, TEXT_FIELDS[value["type"]], "text", at)
            if isinstance(value.get("text"), str):
                size = len(value["text"])
                yield from _length(size, self.min, self.max, rule, f"{at}/text", "characters")

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from _length_rules(self.min, self.max, rule, "characters")


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
        yield from _length(len(value), self.min, self.max, rule, at, "items")
        for index, item in enumerate(value):
            yield from self.of.problems(item, f"{rule}.each", f"{at}/{index}")

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from _length_rules(self.min, self.max, rule, "items")
        yield from self.of.rules(f"{rule}.each")


@dataclass(frozen=True)
class Anything:
    """Accepted as it is: Slack's own rule here is not known well enough to be strict about it."""

    def problems(self, _: Any, __: str, ___: str) -> Iterator[RuleProblem]:
        yield from ()

    def rules(self, _: str) -> Iterator[tuple[str, str]]:
        yield from ()


@dataclass(frozen=True)
class Field:
    shape: Shape
    required: bool = False


@dataclass(frozen=True)
class Also:
    """A rule about more than one field; `holds` answers whether a value keeps it."""

    rule: str
    says: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True)
class Schema:
    """One row of a table: the fields of a thing of this type,
    and the surfaces on which it may appear.
    """

    fields: Mapping[str, Field]
    also: tuple[Also, ...] = ()
    surfaces: tuple[str, ...] = ("message", "modal", "home")


@dataclass(frozen=True)
class Object:
    """A composition object that has no type of its own."""

    name: str
    schema: Schema = field(repr=False)

    def problems(self, value: Any, _: str, at: str) -> Iterator[RuleProblem]:
        if not isinstance(value, dict):
            yield RuleProblem("wrong_type", "must provide an object", at)
        else:
            yield from schema_problems(self.schema, value, self.name, at)

    def rules(self, _: str) -> Iterator[tuple[str, str]]:
        yield from ()


@dataclass(frozen=True)
class TypedObject:
    """An object whose `type` is a key of `table`;
    `allowed` narrows the table to the types taken here.
    """

    table: Mapping[str, Schema] = field(repr=False)
    allowed: tuple[str, ...] | None = None

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            yield RuleProblem("wrong_type", "must provide an object", at)
        elif not isinstance(kind, str) or kind not in self.table:
            yield RuleProblem("unknown_type", f"unsupported type: {kind}", f"{at}/type")
        elif self.allowed is not None and kind not in self.allowed:
            yield RuleProblem(f"{rule}.allowed", f"unsupported type here: {kind}", f"{at}/type")
        else:
            yield from schema_problems(self.table[kind], value, kind, at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        if self.allowed is not None:
            yield f"{rule}.allowed", f"one of {', '.join(self.allowed)}"


def schema_problems(
    schema: Schema, value: dict[str, Any], name: str, at: str
) -> Iterator[RuleProblem]:
    found = list(_fields(value, schema.fields, name, at))
    yield from found
    # Rules about several fields read them as they should be, so they wait until each is sound by
    # itself.
    if not found:
        present = {key: item for key, item in value.items() if item is not None}
        for also in schema.also:
            if not also.holds(present):
                yield RuleProblem(also.rule, also.says, at)


def table_rules(table: Mapping[str, Schema]) -> Iterator[tuple[str, str]]:
    """The names and sentences of all the rules that a table's rows state."""
    for name, schema in table.items():
        for key, spec in schema.fields.items():
            if spec.required:
                yield f"{name}.{key}.required", "is required"
            yield from spec.shape.rules(f"{name}.{key}")
        for also in schema.also:
            yield also.rule, also.says


def _fields(
    value: dict[str, Any], fields: Mapping[str, Field], name: str, at: str
) -> Iterator[RuleProblem]:
    for key in value:
        if key not in fields and key != "type":
            yield RuleProblem("unknown_field", f"invalid additional property: {key}", at)
    for key, spec in fields.items():
        if value.get(key) is None:
            if spec.required:
                yield RuleProblem(f"{name}.{key}.required", f"missing required field: {key}", at)
        else:
            yield from spec.shape.problems(value[key], f"{name}.{key}", f"{at}/{key}")


def _length(
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


def _length_rules(low: int, high: int | None, rule: str, unit: str) -> Iterator[tuple[str, str]]:
    if low:
        yield f"{rule}.min", f"at least {low} {unit}"
    if high is not None:
        yield f"{rule}.max", f"at most {high} {unit}"


TEXT_FIELDS: dict[str, dict[str, Field]] = {
    "plain_text": {"text": Field(String(), required=True), "emoji": Field(Flag())},
    "mrkdwn": {"text": Field(String(), required=True), "verbatim": Field(Flag())},
}

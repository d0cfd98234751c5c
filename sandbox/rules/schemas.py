"""Shapes of objects: texts, and whatever has a table of fields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.rules.date_tokens import SAYS, malformed_dates
from sandbox.rules.shapes import Flag, RuleProblem, Shape, String, length_problems, length_rules


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
                yield from length_problems(
                    size, self.min, self.max, rule, f"{at}/text", "characters"
                )
                if value["type"] == "mrkdwn" and malformed_dates(value["text"]):
                    yield RuleProblem("text.date", SAYS, f"{at}/text")

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from length_rules(self.min, self.max, rule, "characters")


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


TEXT_FIELDS: dict[str, dict[str, Field]] = {
    "plain_text": {"text": Field(String(), required=True), "emoji": Field(Flag())},
    "mrkdwn": {"text": Field(String(), required=True), "verbatim": Field(Flag())},
}

"""The arguments of a Web API call, whether they came as a form, a query or JSON."""

from typing import Any

from sandbox import wire
from sandbox.errors import SlackError

Payload = dict[str, Any]


class Arguments:
    def __init__(self, values: Payload) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SlackError(
                "invalid_arguments",
                messages=[f"[ERROR] missing required field: {name} [json-pointer:/{name}]"],
            )
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """slack_sdk writes booleans into forms as 0 and 1; others write true and false."""
        value = self.values.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name)
        try:
            return default if value is None else int(value)
        except (TypeError, ValueError):
            raise SlackError(
                "invalid_arguments",
                messages=[f"[ERROR] must provide a number [json-pointer:/{name}]"],
            ) from None

    def moment(self, name: str, default: float) -> float:
        """The ts of a message, or another moment in seconds since 1970."""
        try:
            return float(self.text(name) or default)
        except ValueError:
            raise SlackError(f"invalid_ts_{name}") from None

    def names(self, name: str) -> list[str]:
        """A list of ids, as an array or separated by commas."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in str(value or "").split(",") if item.strip()]

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """A JSON value, which inside a form is a string of JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return wire.read(value) if value else None
        except ValueError:
            raise SlackError(
                error, messages=[f"[ERROR] must be valid JSON [json-pointer:/{name}]"]
            ) from None

    def object(self, name: str) -> Payload:
        value = self.structure(name)
        if not isinstance(value, dict):
            raise SlackError(
                "invalid_arguments",
                messages=[f"[ERROR] must provide an object [json-pointer:/{name}]"],
            )
        return value

    def objects(self, name: str) -> list[Payload]:
        """A list of objects, which must not be empty."""
        value = self.structure(name)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(item, dict) for item in value)
        ):
            raise SlackError(
                "invalid_arguments",
                messages=[f"[ERROR] must provide an array of objects [json-pointer:/{name}]"],
            )
        return value

    def page(self, items: list[Any], default: int = 100) -> tuple[list[Any], Payload]:
        """One page of a list, with the metadata that leads to the next."""
        limit = max(1, min(self.number("limit", default), 1000))
        start = self._start()
        following = start + limit
        cursor = f"at:{following}" if following < len(items) else ""
        return items[start:following], {"response_metadata": {"next_cursor": cursor}}

    def _start(self) -> int:
        cursor = self.text("cursor") or "at:0"
        place = cursor.removeprefix("at:")
        if not place.isdecimal() or not place.isascii():
            raise SlackError("invalid_cursor")
        return int(place)

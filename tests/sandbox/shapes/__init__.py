"""Requests as Slack sends them, with invented values,
and how the sandbox's are compared with them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


CAPTURED = FOLDER / "captured"
ANY = "any"
"""Stands for what an app has made up itself; the key `*` for whatever name an app has given."""


def named(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def captured(name: str) -> Any:
    """The keys and types of a payload that was captured from Slack, without its content."""
    return json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))


def captured_names() -> list[str]:
    return sorted(path.stem for path in CAPTURED.glob("*.json"))


def differences(slacks: Any, ours: Any, at: str = "") -> Iterator[str]:
    """Where keys or types differ, in either direction;
    every item of a list is held against Slack's first.
    """
    if slacks == ANY:
        return
    if isinstance(slacks, dict) and isinstance(ours, dict) and list(slacks) == ["*"]:
        for key, value in ours.items():
            yield from differences(slacks["*"], value, f"{at}/{key}")
    elif isinstance(slacks, dict) and isinstance(ours, dict):
        yield from (f"{at}/{key} is missing" for key in slacks.keys() - ours.keys())
        yield from (f"{at}/{key} is not Slack's" for key in ours.keys() - slacks.keys())
        for key in slacks.keys() & ours.keys():
            yield from differences(slacks[key], ours[key], f"{at}/{key}")
    elif isinstance(slacks, list) and isinstance(ours, list):
        if bool(slacks) != bool(ours):
            yield f"{at} is empty on one side only"
        for index, item in enumerate(ours if slacks else []):
            yield from differences(slacks[0], item, f"{at}/{index}")
    elif type(slacks) is not type(ours):
        yield f"{at} is a {type(ours).__name__}, and Slack's a {type(slacks).__name__}"

"""What a form carries along unseen."""

import json
from typing import Any

from models.payloads import View
from models.waiting import SeenOnHome
from views.values.parsing import OddValue, json_object, whole_number

_HOME = "home"
_LONGEST = 3000
"""Characters that Slack carries."""
_LONGEST_IDS = 200
"""Characters of several ids in one text."""


def private(**facts: str | int | dict[str, str] | None) -> str:
    """What a form carries along unseen, as JSON."""
    return json.dumps(facts, ensure_ascii=False)


def read_private(text: str) -> dict[str, Any]:
    """What ``private`` wrote, or nothing where it is something else."""
    try:
        return json_object(text or "{}")
    except OddValue:
        return {}


def seen_on_home(seen: SeenOnHome) -> str:
    """What the Home tab carries along unseen."""
    return private(tasks=_ids(seen.tasks), meetings=_ids(seen.meetings))


def read_seen(carried: dict[str, Any]) -> SeenOnHome:
    """What ``seen_on_home`` wrote; nothing was seen where it is something else."""
    try:
        return SeenOnHome(_read_ids(carried.get("tasks")), _read_ids(carried.get("meetings")))
    except OddValue:
        return SeenOnHome()


def above_home(view: View, home: str) -> View:
    """The view, which carries along that it lies above the Home tab, and what that carries."""
    facts = read_private(str(view.get("private_metadata", ""))) | {_HOME: home}
    text = json.dumps(facts, ensure_ascii=False)
    return view if len(text) > _LONGEST else view | {"private_metadata": text}


def home_below(carried: dict[str, Any]) -> str | None:
    """What the Home tab below a view carries; None where there is none."""
    found = carried.get(_HOME)
    return found if isinstance(found, str) else None


def _ids(numbers: tuple[int, ...]) -> str:
    return " ".join(str(number) for number in numbers)


def _read_ids(found: Any) -> tuple[int, ...]:
    if found is None:
        return ()
    if not isinstance(found, str) or len(found) > _LONGEST_IDS:
        raise OddValue("no ids")
    return tuple(whole_number(text) for text in found.split())

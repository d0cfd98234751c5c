"""What a form carries along unseen."""

import json
from typing import Any

from views.values.parsing import OddValue, json_object


def private(**facts: str | int | dict[str, str] | None) -> str:
    """What a form carries along unseen, as JSON."""
    return json.dumps(facts, ensure_ascii=False)


def read_private(text: str) -> dict[str, Any]:
    """What ``private`` wrote, or nothing where it is something else."""
    try:
        return json_object(text or "{}")
    except OddValue:
        return {}

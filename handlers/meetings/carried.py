"""A plan on its way from the page that says it back to the click that saves it.

It travels in a button's value or in a form's hidden text; what comes back is checked again like
anything that is typed.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.routes import Ask
from models import Group, Meeting
from services import recurrence
from services.errors import Invalid
from services.meetings import MeetingPlan

Carried = dict[str, Any]


def with_group(group: Group, plan: MeetingPlan) -> str:
    """A plan for a new meeting."""
    pattern = recurrence.to_text(plan.pattern) if plan.pattern else ""
    return _text({"group": group.id, "title": plan.title, "pattern": pattern, **_moment(plan)})


def with_meeting(meeting: Meeting, plan: MeetingPlan, *, sequence: int) -> str:
    """A new time for a meeting as it was when the person saw it."""
    return _text({"meeting": meeting.id, "sequence": sequence, **_moment(plan)})


def read(ask: Ask) -> Carried:
    """What a button or a form carried.

    Raises ``Invalid`` for anything that is not of this making.
    """
    try:
        carried = json.loads(ask.value) if ask.value else ask.private
        return {**carried, "plan": _plan(carried)}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("This button is too old to be used. Type the command again.") from None


def _moment(plan: MeetingPlan) -> Carried:
    return {
        "at": plan.starts_at.isoformat(),
        "zone": plan.zone,
        "minutes": plan.minutes,
        "place": plan.place,
    }


def _text(carried: Carried) -> str:
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":"))


def _plan(carried: Carried) -> MeetingPlan:
    starts_at = datetime.fromisoformat(carried["at"])
    if starts_at.tzinfo is None:
        raise ValueError("a moment without a zone")
    plan = MeetingPlan(
        str(carried.get("title", "")),
        starts_at,
        ZoneInfo(carried["zone"]).key,
        int(carried["minutes"]),
        str(carried["place"]),
    )
    pattern = carried.get("pattern")
    return replace(plan, pattern=recurrence.from_text(pattern)) if pattern else plan

"""Whether a signed body has the parts that Slack's requests of its kind have, and of their types.

Whatever reads a request later relies on these, and would fail with a traceback without them.
"""

from collections.abc import Callable
from typing import Any

DEEPEST = 100
"""How many parts lie within each other at most: Slack's own go down some twenty, and whatever goes
through a request part by part goes down as far as it does.
"""
Shape = dict[str, Any]
Check = Callable[[Any], bool]


def is_plausible(body: Any) -> bool:
    """Whether Bolt and the handlers can read this; an empty body is of no kind at all."""
    if not isinstance(body, dict) or not body or not _is_shallow(body):
        return False
    return all(_is_object(body.get(name, {})) for name in ("event", "view")) and _fits(body)


def _is_shallow(body: Shape) -> bool:
    level: list[Any] = [body]
    for _ in range(DEEPEST):
        parts = [part.values() if isinstance(part, dict) else part for part in level]
        level = [item for part in parts for item in part if isinstance(item, dict | list)]
        if not level:
            return True
    return False


def _fits(body: Shape) -> bool:
    if "command" in body:
        return _has(body, command=_is_name, user_id=_is_name) and _may_have(body, text=_is_text)
    check = KINDS.get(str(body.get("type")))
    return check is None or check(body)


def _is_press(body: Shape) -> bool:
    actions = body.get("actions")
    return (
        _has(body, user=_is_person)
        and isinstance(actions, list)
        and bool(actions)
        and all(_is_element(action) and _has(action, action_id=_is_name) for action in actions)
        and _may_have(body, container=_is_object, message=_is_object)
        and ("state" not in body or _is_state(body["state"]))
        and ("view" not in body or _is_view(body["view"], "type", "id"))
        and ("state" not in body.get("view", {}) or _is_state(body["view"]["state"]))
    )


def _is_submission(body: Shape) -> bool:
    view = body.get("view")
    return (
        _has(body, user=_is_person)
        and _is_view(view, "callback_id", "id")
        and _has(view, state=_is_state, blocks=_are_objects)
    )


def _is_shortcut(body: Shape) -> bool:
    return _has(body, user=_is_person, callback_id=_is_name) and _may_have(body, message=_is_object)


def _is_event(body: Shape) -> bool:
    event: Shape = body.get("event") or {}
    return (
        _has(body, event=_is_object)
        and _has(event, type=_is_name)
        and _may_have(event, text=_is_text)
        and (event["type"] != "user_change" or _is_person(event.get("user")))
    )


KINDS: dict[str, Check] = {
    "block_actions": _is_press,
    "view_submission": _is_submission,
    "shortcut": _is_shortcut,
    "message_action": _is_shortcut,
    "event_callback": _is_event,
}
"""By the type that Slack writes into a body; Bolt answers others by itself."""


def _has(part: Any, **wanted: Check) -> bool:
    return all(name in part and check(part[name]) for name, check in wanted.items())


def _may_have(part: Any, **wanted: Check) -> bool:
    return all(part.get(name) is None or check(part[name]) for name, check in wanted.items())


def _is_object(part: Any) -> bool:
    return isinstance(part, dict)


def _is_text(part: Any) -> bool:
    return isinstance(part, str)


def _is_name(part: Any) -> bool:
    return isinstance(part, str) and bool(part)


def _is_person(part: Any) -> bool:
    return _is_object(part) and _has(part, id=_is_name)


def _is_view(part: Any, *names: str) -> bool:
    return _is_object(part) and _has(part, **dict.fromkeys(names, _is_name))


def _are_objects(part: Any) -> bool:
    return isinstance(part, list) and all(map(_is_object, part))


def _is_element(part: Any) -> bool:
    """What somebody typed or chose, with the choices where it has some."""
    return _is_object(part) and _may_have(
        part, selected_option=_is_object, selected_options=_are_choices
    )


def _are_choices(part: Any) -> bool:
    return _are_objects(part) and all("value" in choice for choice in part)


def _is_state(part: Any) -> bool:
    """Fields by the ids of their blocks, and in each an element by its own id."""
    blocks = part.get("values", {}) if isinstance(part, dict) else None
    return isinstance(blocks, dict) and all(
        isinstance(block, dict) and all(map(_is_element, block.values()))
        for block in blocks.values()
    )

"""What people choose from and fill in: menus, fields, and the form that holds them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, time

from models import Direction, Group, Organization, Person
from models.payloads import Block, Element, View
from views.elements import LABEL_LIMIT, plain
from views.texts import short
from views.values import MENU, MenuChoice

TITLE_LIMIT = 24
MOST_OPTIONS = 100
"""Of a menu: Slack takes no more, so a longer list becomes a menu that searches."""
_MOST_BEHIND_DOTS = 5
_CONTENT = "|"


def option(label: str, value: str | int, description: str = "") -> Element:
    """One choice of a select, radio or checklist."""
    choice: Element = {"text": plain(short(label or "–", LABEL_LIMIT)), "value": str(value)}
    return (
        choice | {"description": plain(short(description, LABEL_LIMIT))} if description else choice
    )


def named(rows: Iterable[Organization | Group | Direction | Person]) -> list[Element]:
    """A choice for each of these by its name."""
    return [option(row.name, row.id) for row in rows]


def found(
    options: Sequence[Element], words: str, *, also: Collection[str] = frozenset()
) -> list[Element]:
    """The choices of a menu that searches whose label or description has each of the words in it,
    and those with one of the values ``also``; as many as a menu takes.
    """
    typed = words.casefold().split()
    return [
        choice
        for choice in options
        if choice["value"] in also or all(word in _searched(choice) for word in typed)
    ][:MOST_OPTIONS]


def select(
    action_id: str,
    options: Sequence[Element],
    *,
    placeholder: str = "Choose",
    initial: str | None = None,
    type_: str = "static_select",
) -> Element:
    """A select, radio group (``radio_buttons``) or overflow menu of at least one option; of more
    than a menu takes one that searches, which needs a row in ``handlers.searches``.
    """
    element = _menu(action_id, options, placeholder, type_)
    chosen = [choice for choice in options if choice["value"] == initial]
    return element | {"initial_option": chosen[0]} if chosen else element


def menu(choices: Sequence[tuple[str, str]], value: str | int) -> Element:
    """A menu of up to five buttons about one thing, each a label and the id of a button."""
    return menu_of([(label, action, value) for label, action in choices])


def menu_of(choices: Sequence[tuple[str, str, str | int]]) -> Element:
    """A menu of buttons about several things: each a label, an id and its value. Of more than
    Slack puts behind three dots it is one that opens, which holds the first hundred.
    """
    options = [
        option(label, MenuChoice(action, str(value)).text) for label, action, value in choices
    ]
    if len(options) > _MOST_BEHIND_DOTS:
        return select(MENU, options[:MOST_OPTIONS], placeholder="Change")
    return {"type": "overflow", "action_id": MENU, "options": options}


def multi_select(
    action_id: str,
    options: Sequence[Element],
    *,
    placeholder: str = "Choose",
    initial: Iterable[str] = (),
    type_: str = "multi_static_select",
) -> Element:
    """A select of several, which searches as ``select`` does, or ``checkboxes`` (at most ten
    options).
    """
    element = _menu(action_id, options, placeholder, type_)
    wanted = set(initial)
    chosen = [choice for choice in options if choice["value"] in wanted]
    return element | {"initial_options": chosen} if chosen else element


def _menu(action_id: str, options: Sequence[Element], placeholder: str, type_: str) -> Element:
    element: Element = {"type": type_, "action_id": action_id}
    if type_.endswith("static_select"):
        element["placeholder"] = plain(placeholder)
        if len(options) > MOST_OPTIONS:
            searching = type_.replace("static", "external")
            return element | {"type": searching, "min_query_length": 0}
    return element | {"options": list(options)}


def _searched(choice: Element) -> str:
    description = choice.get("description", {}).get("text", "")
    return f"{choice['text']['text']} {description}".casefold()


def text_input(
    action_id: str,
    *,
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    limit: int = 200,
) -> Element:
    """A field to type in, of at most ``limit`` characters."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        element["initial_value"] = initial[:limit]
    return element | {"placeholder": plain(short(placeholder, 150))} if placeholder else element


def day_picker(action_id: str, *, initial: date | None = None, placeholder: str = "") -> Element:
    """A day, chosen from a calendar."""
    element: Element = {"type": "datepicker", "action_id": action_id}
    if initial:
        element["initial_date"] = initial.isoformat()
    return element | {"placeholder": plain(placeholder)} if placeholder else element


def clock_picker(action_id: str, *, initial: time) -> Element:
    """An hour and minute of the day."""
    return {
        "type": "timepicker",
        "action_id": action_id,
        "initial_time": f"{initial:%H:%M}",
        "placeholder": plain("Choose an hour"),
    }


def person_picker(action_id: str, *, placeholder: str, initial: str | None = None) -> Element:
    """Somebody in this Slack, by Slack id."""
    element: Element = {
        "type": "users_select",
        "action_id": action_id,
        "placeholder": plain(placeholder),
    }
    return element | {"initial_user": initial} if initial else element


def people_picker(action_id: str, *, placeholder: str, initial: Sequence[str] = ()) -> Element:
    """Several people in this Slack, by Slack id."""
    element: Element = {
        "type": "multi_users_select",
        "action_id": action_id,
        "placeholder": plain(placeholder),
    }
    return element | {"initial_users": list(initial)} if initial else element


def field(
    name: str,
    label: str,
    element: Element,
    *,
    hint: str = "",
    optional: bool = False,
    content: str = "",
) -> Block:
    """A labelled field of a form; its block id is the field's name, by which refusals find it.

    Where ``content`` says what it shows, other content makes Slack forget what was typed before.
    """
    block: Block = {
        "type": "input",
        "block_id": f"{name}{_CONTENT}{content}" if content else name,
        "label": plain(short(label, 2000)),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(short(hint, 2000))} if hint else block


def field_name(block_id: str) -> str:
    """The name of the field to which a block of a form belongs."""
    return block_id.partition(_CONTENT)[0]


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    private: str = "",
) -> View:
    """A form, or with no ``submit`` a page to read.

    ``private`` comes back with the answer, unseen.
    """
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(short(title, TITLE_LIMIT)),
        "close": plain(short(close, TITLE_LIMIT)),
        "blocks": list(blocks),
        "private_metadata": private,
    }
    return view | {"submit": plain(short(submit, TITLE_LIMIT))} if submit else view

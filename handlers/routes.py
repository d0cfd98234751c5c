"""The rows of the route table, what a handler is asked, and what it may answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from handlers.channels import Channels
from models import Group, Person
from models.payloads import Element, Message, View
from services.access import Needs, Standing
from services.errors import Invalid, Refusal
from views.values import OddValue, leading_id, pressed, whole_number


class Surface(Enum):
    """Where the person stands, which decides how she can be answered."""

    COMMAND = "a slash command"
    MESSAGE = "an element in a message"
    MODAL = "an element in a modal"
    HOME = "an element in the Home tab"
    SUBMISSION = "a form sent"
    SHORTCUT = "a shortcut"
    EVENT = "an event"
    MENU = "a menu that searches"


class Value(Protocol):
    """What a button carries: one of ``views.values``."""

    instead: ClassVar[str]
    """The command that leads where the button would have."""

    @classmethod
    def parse(cls, text: str) -> Self: ...


ValueT = TypeVar("ValueT", bound=Value)


People = Callable[[list[str]], list[Person]]
"""Finds the people behind Slack ids, and first meets whoever is new. Never in a unit of work."""


@dataclass(frozen=True)
class Ask:
    """One request of one person, whichever surface it came by."""

    who: Standing
    now: datetime
    surface: Surface
    people: People
    channels: Channels
    channel_id: str | None = None
    group: Group | None = None
    """The group of the channel, where there is one that the person may know of."""
    words: str = ""
    """The command and verb that were recognised, such as ``wg new``."""
    text: str = ""
    """What followed them, as Slack sent it."""
    value: str = ""
    """The value of the button, or what was chosen."""
    values: dict[str, Any] = field(default_factory=dict)
    """The fields of a form by block id."""
    private: dict[str, Any] = field(default_factory=dict)
    """What the form carried along unseen. Ids in it are looked up and authorised again."""
    message: dict[str, Any] = field(default_factory=dict)
    """The message that a button or a message shortcut belongs to, as Slack sent it."""
    event: dict[str, Any] = field(default_factory=dict)
    event_id: str = ""
    request: str = ""
    """What tells this request from all others; empty where Slack does not name it."""

    @property
    def person(self) -> Person:
        return self.who.person

    @property
    def today(self) -> date:
        """The asker's own date."""
        return self.now.astimezone(ZoneInfo(self.person.zone)).date()

    def read(self, kind: type[ValueT]) -> ValueT:
        """What the button, or what was chosen, carries. Raises ``Invalid`` for anything else."""
        try:
            return kind.parse(self.value)
        except OddValue:
            raise unreadable(kind) from None

    def number(self) -> int:
        """The value as the id of a row; 0, which no row has, where it is none."""
        try:
            return whole_number(self.value)
        except OddValue:
            return 0

    @property
    def is_answered_by_message(self) -> bool:
        """Whether the answer is a message, in which Slack shows tables and charts."""
        return self.surface in (Surface.COMMAND, Surface.MESSAGE)

    def may_redraw(self, noun: str) -> bool:
        """Whether what holds the button may be drawn anew: the Home tab, or a direct message about
        this only.

        A digest belongs to the whole channel, and Slack does not send along what else a private
        answer shows.
        """
        if self.surface is not Surface.MESSAGE or not (self.channel_id or "").startswith("D"):
            return self.surface is Surface.HOME
        rows = (
            (*block.get("elements", ()), block.get("accessory") or {})
            for block in self.message.get("blocks", [])
        )
        used = [element for row in rows for element in row if "action_id" in element]
        return bool(used) and all(self._is_about_same(noun, element) for element in used)

    def _is_about_same(self, noun: str, element: dict[str, Any]) -> bool:
        values = [option.get("value") for option in element.get("options", ())]
        return all(
            self._is_about(noun, *pressed(element["action_id"], str(value or "")))
            for value in values or [element.get("value")]
        )

    def _is_about(self, noun: str, name: str, value: str) -> bool:
        row = leading_id(value)
        return name.startswith(f"{noun}.") and row is not None and row == leading_id(self.value)

    def group_or_ask(self) -> Group:
        """The group of the channel.

        Raises ``GroupNeeded``, upon which the person is asked to choose one.
        """
        if self.group is None:
            raise GroupNeeded
        return self.group


def unreadable(kind: type[Value]) -> Invalid:
    """The refusal of a button that carries what no version of this kind ever wrote."""
    return Invalid(
        "I cannot read this button any more; it may be from an older message. Type"
        f" `{kind.instead}` and go on from there."
    )


class GroupNeeded(Refusal):
    """The group cannot be told from the channel: ask which one, then run the same command in it.

    A button has no command to run again, and is refused.
    """

    def __init__(self) -> None:
        super().__init__(
            "I cannot tell which group you mean. Type `/wg list`, show the group, and press the"
            " button there."
        )


@dataclass(frozen=True)
class Reply:
    """Said to the asker alone."""

    message: Message
    changes_home: bool = False
    """Whether the Home tab, where the button stands there, is drawn anew all the same."""


@dataclass(frozen=True)
class Replace:
    """The message, modal or Home tab that holds the button is drawn anew from this message."""

    message: Message


@dataclass(frozen=True)
class Open:
    """A modal is shown: in place of the one that the person is in, if any."""

    view: View


@dataclass(frozen=True)
class ShowHome:
    """The Home tab is published."""

    view: View


Answer = Reply | Replace | Open | ShowHome | None
Handler = Callable[[Ask], Answer]


@dataclass(frozen=True)
class Command:
    """A slash command and its verb, such as ``wg new``;
    the row ``wg`` answers a command without words.
    """

    words: str
    run: Handler
    help: str
    needs: Needs
    example: str = ""
    aliases: tuple[str, ...] = ()
    """Other verbs that mean the same, such as ``create`` for ``new``; never printed."""
    takes_words: bool = False
    """Whether a command without a verb also answers words that are no verb of it."""
    stands_alone: bool = False
    """Whether nothing may follow it; words that do are refused, and not passed over."""
    ends_something: bool = False
    """Whether it takes something away, so that a slip of the fingers never leads to it."""
    only_reads: bool = False
    """Whether it changes nothing anyway, so that no refusal of it says that nothing was changed."""
    shows_group: bool = False
    """Whether the name of a group right after the command means this row."""

    is_listed: bool = True
    """Whether help and Slack's hint show it; not where it is of use only once."""

    @property
    def name(self) -> str:
        return self.words.partition(" ")[0]

    @property
    def verb(self) -> str:
        return self.words.partition(" ")[2]


@dataclass(frozen=True)
class Button:
    """Any element that acts when it is used: button, select, date picker.

    ``id`` reads ``noun.verb``.
    """

    id: str
    run: Handler
    needs: Needs
    each_press: bool = False
    """Whether in a message each press makes something of its own, such as a file with the figures
    of the moment; else whatever the button makes is made once.
    """


@dataclass(frozen=True)
class Modal:
    """What happens when a form is sent."""

    id: str
    run: Handler
    needs: Needs


@dataclass(frozen=True)
class Shortcut:
    """An entry in Slack's menus: ``on`` is ``global`` or ``message``."""

    id: str
    run: Handler
    needs: Needs
    name: str
    description: str
    on: str


@dataclass(frozen=True)
class Search:
    """A menu with more choices than it can hold: ``run`` finds those that fit the words that were
    typed in it, which are ``Ask.value``. ``id`` is the menu's action id.
    """

    id: str
    run: Callable[[Ask], list[Element]]
    needs: Needs


@dataclass(frozen=True)
class Event:
    """Something that happened in Slack.

    ``type`` is Slack's name for it, ``message.im`` included.
    """

    type: str
    run: Handler
    needs: Needs
    concerns_us: Callable[[dict[str, Any]], bool] = field(default=lambda _event: True)
    """Asked before the person behind it is met:
    not all that happens in a workspace is our business.
    """
    is_act: bool = True
    """Whether whoever is behind it turned to Convene, and may be asked where she works."""


@dataclass(frozen=True)
class ChannelEvent:
    """Something that happened to a channel, whoever did it: nobody is answered."""

    type: str
    run: Callable[[dict[str, Any], datetime], None]


Route = Command | Button | Modal | Shortcut | Event
Row = Route | Search
"""A row of the table; a search has no answer but the choices of its menu."""

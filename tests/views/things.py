"""Things to show that no database holds, words as nasty as people type them,
and what a view made of them.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models import Decision, Group, GroupKind, Meeting, Person, Question, QuietWeek, Task
from models.payloads import Message

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 23)
NASTY = ("<!channel> & <@UBEN> *bold* ~_`code` ```" * 6)[:200]
RIGHT_TO_LEFT = ("ועדת הקטלוג המשותף " * 12)[:200]


def group(name: str = "Metadata", quiet_week: QuietWeek = QuietWeek.ONE_LINE) -> Group:
    return Group(
        id=1,
        name=name,
        name_key=name.casefold(),
        kind=GroupKind.WORKING_GROUP,
        channel_id="CMETA",
        quiet_week=quiet_week,
        created_at=AT - 9 * WEEK,
    )


def task(number: int, title: str, due_on: date | None = MONDAY) -> Task:
    return Task(id=number, title=title, due_on=due_on, created_at=AT - WEEK)


def meeting(number: int, title: str, starts_at: datetime, place: str = "") -> Meeting:
    return Meeting(
        id=number,
        group_id=1,
        title=title,
        starts_at=starts_at,
        zone="America/New_York",
        place=place,
        created_at=AT - WEEK,
    )


def decision(number: int, wording: str) -> Decision:
    return Decision(id=number, group_id=1, wording=wording, recorded_by=1, recorded_at=AT - WEEK)


def question(number: int, wording: str) -> Question:
    return Question(id=number, group_id=1, wording=wording, raised_by=1, raised_at=AT - WEEK)


def person(name: str = "Ben Brook") -> Person:
    return Person(id=7, name=name, slack_id="UBEN", zone="Europe/London", created_at=AT)


def shown(message: Message | None) -> list[str]:
    """The visible text of each block, buttons as [label]."""
    assert message is not None
    return [line for block in message["blocks"] for line in texts(block)]


def texts(block: dict[str, Any]) -> list[str]:
    elements = block.get("elements", []) + ([block["accessory"]] if "accessory" in block else [])
    labels = [_label(element) for element in elements]
    own = [block["text"]["text"]] if "text" in block else []
    return [" ".join((*own, *labels))]


def _label(element: dict[str, Any]) -> str:
    """A button as [label], a menu as its choices, and small print as it is."""
    if "options" in element:
        return " ".join(f"<{option['text']['text']}>" for option in element["options"])
    return f"[{element['text']['text']}]" if element["type"] == "button" else element["text"]


def read_out(message: Message) -> list[str]:
    """What a screen reader says of each button of a message."""
    return [
        button.get("accessibility_label") or button["text"]["text"] for button in buttons(message)
    ]


def buttons(message: Message) -> list[dict[str, Any]]:
    found = [
        element
        for block in message["blocks"]
        for element in (*block.get("elements", ()), block.get("accessory"))
    ]
    return [element for element in found if element and element["type"] == "button"]


def marked_up(message: Message) -> list[str]:
    """All in a message in which Slack would find a mention or a link."""
    return [message["text"], *_mrkdwn(message["blocks"])]


def _mrkdwn(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in _mrkdwn(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "mrkdwn" else []
    return [*own, *(text for value in part.values() for text in _mrkdwn(value))]

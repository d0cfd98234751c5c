"""What people ask of the bot, a row a kind of request, told with the people of the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa

from models.database import connect, disconnect, engine_for
from tests.campaigns.bench.signed import Sender

_numbers = count(1)
_ANSWERS = ("yes", "no", "maybe")
_CHAIRS = """
SELECT people.slack_id, groups.channel_id,
  (SELECT min(meetings.id) FROM meetings
   WHERE meetings.group_id = groups.id AND meetings.status = 'on' AND meetings.starts_at > :later)
  AS meeting_id
FROM memberships
JOIN people ON people.id = memberships.person_id
JOIN groups ON groups.id = memberships.group_id
WHERE memberships.role = 'chair' AND memberships.until IS NULL AND groups.discharged_at IS NULL
  AND people.slack_id IS NOT NULL AND groups.channel_id IS NOT NULL
ORDER BY groups.id
"""


@dataclass(frozen=True)
class Asker:
    """A chair in the channel of her group."""

    sender: Sender
    meeting_id: int
    """A meeting ahead, which she can answer."""


@dataclass(frozen=True)
class Kind:
    """A kind of request, as a person makes it; every time a little different where it writes."""

    name: str
    request: Callable[[Asker, str], bytes]
    expected: str
    """A part of the right answer, so that no refusal is measured."""
    writes: bool = False


def askers(url: str, number: int, *, later: datetime) -> list[Asker]:
    """Chairs of different groups of the database at ``url``."""
    with connect(url).connect() as connection:
        rows = connection.execute(sa.text(_CHAIRS), {"later": later}).all()
    disconnect()
    found = [
        Asker(Sender(slack_id, channel_id), meeting_id)
        for slack_id, channel_id, meeting_id in rows
        if meeting_id is not None
    ]
    if len(found) < number:
        raise ValueError(f"only {len(found)} groups have a chair in Slack and a meeting ahead")
    return found[:number]


def forget_requests(url: str) -> None:
    """Let everybody make as much again: the product limits how much somebody makes in a minute."""
    engine = engine_for(url)
    with engine.begin() as connection:
        if sa.inspect(connection).has_table("requests"):
            connection.execute(sa.text("DELETE FROM requests"))
    engine.dispose()


def _typed(line: str, expected: str) -> Kind:
    command, _, text = line.partition(" ")
    return Kind(line, lambda by, at: by.sender.command(command, text, at), expected)


def _add_task(by: Asker, answer_at: str) -> bytes:
    text = f"Compare the figures of draft {next(_numbers)} due Friday"
    return by.sender.command("/task", f"add {text}", answer_at)


def _answer(by: Asker, answer_at: str) -> bytes:
    action = f"meeting.rsvp.{_ANSWERS[next(_numbers) % len(_ANSWERS)]}"
    return by.sender.press(action, str(by.meeting_id), answer_at, CARD)


CARD: list[Any] = [
    {"type": "section", "block_id": "what", "text": {"type": "mrkdwn", "text": "A meeting"}},
    {"type": "actions", "block_id": "meeting_card", "elements": []},
]
"""What the button stands on, by its blocks: what the product takes for a meeting's card."""

HELP = _typed("/convene help", "What Convene can do for you")
READING = (
    _typed("/task mine", "tasks"),
    _typed("/wg list", "Metadata Working Group"),
    _typed("/wg show", "Next meeting"),
    _typed("/meet next", "Meetings"),
    _typed("/convene mine", "waiting for you"),
    _typed("/participation last quarter", "articipation"),
)
WRITING = (
    Kind("/task add …", _add_task, "Compare the figures", writes=True),
    Kind("a press of Yes, No or Maybe", _answer, "", writes=True),
)
KINDS = (HELP, *READING, *WRITING)
"""Those that write come last, so that what they write burdens none of the others."""
EVERYDAY = (
    *(_typed(f"/{name}", "") for name in ("convene", "wg", "meet", "task", "participation")),
    *(
        _typed(line, "")
        for line in (
            "/task list",
            "/task overdue",
            "/meet show",
            "/meet move",
            "/meet cancel",
            "/meet came",
            "/meet new",
            "/wg decisions",
            "/wg decided",
            "/wg digest preview",
            "/wg edit",
            "/participation me",
            "/convene reminders",
            "/convene holidays",
            "/convene library",
        )
    ),
)
"""What else people wait for: measured only for what the age of the data does to it."""

"""What each kind of reminder says, and the table of them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.messages import (
    COMMITTED,
    DID_IT_WORK,
    DRAFT_LIES,
    DUE,
    EMPTY_AGENDA,
    LONG,
    NUDGE,
    PARTNERS,
    POLL_UNANSWERED,
    RECORD,
    REMIND,
    UNANSWERED,
    MessageKind,
)
from models.payloads import Block, Element, Message
from models.reminders import Due, RemindedTask
from views.reminders.agendas import agenda_buttons, agenda_empty, agenda_lines
from views.reminders.calls import unanswered, unanswered_buttons, unanswered_lines
from views.reminders.commitments import ending, ending_buttons, ending_lines
from views.reminders.did_it_work import (
    did_it_work,
    did_it_work_buttons,
    did_it_work_lines,
)
from views.reminders.meetings import (
    answer_buttons,
    draft_buttons,
    draft_lies,
    draft_lines,
    meeting,
    meeting_lines,
    nudge,
    record_buttons,
    record_lines,
    who_came,
)
from views.reminders.partners import partners_buttons, partners_lines, partners_today
from views.reminders.polls import poll_buttons, poll_lines, poll_unanswered
from views.reminders.tasks import (
    chairs_buttons,
    chairs_lines,
    owners_buttons,
    task,
    task_lines,
    to_chair,
)
from views.texts import joined

REMINDER_ROOM = 12_500
"""Slack refuses a message whose blocks are longer than about 13,200 characters."""
OTHERS_ROOM = 2500
"""For the reminders without buttons, together."""


def line(item: Due | RemindedTask, between: str = " ") -> str:
    return joined(WORDS[item.key.kind].lines(item.facts), between)


@dataclass(frozen=True)
class Words:
    """What a kind of reminder says: by itself, and as a part of a personal digest."""

    message: Callable[[Any], Message]
    lines: Callable[[Any], Sequence[str]]
    buttons: Callable[[Any], list[Element]]
    """Those that it has in a digest."""
    is_told_once: bool = False
    """Whether a digest tells of a thing once, however many reminders of it are due."""


WORDS: dict[MessageKind, Words] = {
    REMIND: Words(meeting, meeting_lines, answer_buttons, is_told_once=True),
    NUDGE: Words(nudge, meeting_lines, answer_buttons, is_told_once=True),
    DUE: Words(task, task_lines, owners_buttons),
    LONG: Words(to_chair, chairs_lines, chairs_buttons),
    DID_IT_WORK: Words(did_it_work, did_it_work_lines, did_it_work_buttons),
    RECORD: Words(who_came, record_lines, record_buttons),
    DRAFT_LIES: Words(draft_lies, draft_lines, draft_buttons),
    PARTNERS: Words(partners_today, partners_lines, partners_buttons),
    EMPTY_AGENDA: Words(agenda_empty, agenda_lines, agenda_buttons),
    UNANSWERED: Words(unanswered, unanswered_lines, unanswered_buttons),
    POLL_UNANSWERED: Words(poll_unanswered, poll_lines, poll_buttons),
    COMMITTED: Words(ending, ending_lines, ending_buttons),
}
"""The words of each kind in ``services.reminders.KINDS``."""


def fits(blocks: list[Block]) -> bool:
    return len(json.dumps(blocks, ensure_ascii=False)) <= REMINDER_ROOM
